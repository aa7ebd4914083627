//! What can be done now, on a task or beside it, and what stands in the way: one list, from which
//! both the offers and the answers to commands come.

use super::{
    Adjustment, Holder, Own, Refusal, Relation, Relations, Status, Task, TaskKind, Visibility,
    codes, own::outcome, tick::handles, view::View,
};
use crate::model::{Aside, AsideKind, Guard, Name, Outcome, Step, StepKind};

/// Something that can be done.
#[derive(Clone, Copy)]
pub(super) enum Choice<'p> {
    Outcome(&'p Outcome),
    Own(Own),
    Aside(&'p Aside),
}

impl Choice<'_> {
    pub(super) fn is_named(&self, action: &crate::model::Name) -> bool {
        match self {
            Self::Outcome(outcome) => outcome.key == *action,
            Self::Own(own) => *action == own.as_str(),
            Self::Aside(aside) => aside.key == *action,
        }
    }
}

/// A choice, and what stands in its way now.
pub(super) struct Legal<'p> {
    pub(super) choice: Choice<'p>,
    pub(super) bar: Option<Refusal>,
}

fn free(choice: Choice<'_>) -> Legal<'_> {
    Legal { choice, bar: None }
}

fn own<'p>(actions: &[Own]) -> Vec<Legal<'p>> {
    actions.iter().map(|action| free(Choice::Own(*action))).collect()
}

impl<'p> View<'p, '_> {
    /// What can be done on a task.
    pub(super) fn on_task(&self, task: &Task) -> Vec<Legal<'p>> {
        match &task.kind {
            TaskKind::Act => self.outcomes_of(task),
            TaskKind::Assign => self.standing_still(own(&[Own::Assign])),
            TaskKind::Lead { accepted: true, .. } => self.outcomes_of(task),
            TaskKind::Assist { accepted: true } => own(&[Own::Done, Own::Remark]),
            TaskKind::Lead { .. } | TaskKind::Assist { .. } => self.answers_of(task),
            TaskKind::Supervise => own(&[Own::Remark]),
            TaskKind::Invitation { claimed: true } => own(&[Own::WithdrawClaim]),
            TaskKind::Invitation { .. } => {
                self.standing_still(own(&[Own::Claim, Own::DeclineOffer]))
            }
            TaskKind::Review { .. } => own(&[Own::Uphold, Own::Overrule]),
            TaskKind::Rate { .. } | TaskKind::Revisit { raiser: None } => own(&[Own::Rate]),
            TaskKind::Revisit { .. } => own(&[Own::Rate, Own::Unreached]),
            TaskKind::Answer => own(&[Own::Answer]),
            TaskKind::Approve { .. } => {
                let mut legal = self.standing_still(own(&[Own::Approve]));
                legal.extend(own(&[Own::Decline]));
                legal
            }
            TaskKind::Reply => own(&[Own::Reply]),
            TaskKind::ReviewRefusal => own(&[Own::Grant, Own::Deny]),
        }
    }

    /// What an asked party may answer.
    fn answers_of(&self, task: &Task) -> Vec<Legal<'p>> {
        let Some(dispatch) = self.dispatch().filter(|_| !self.in_review(task.number)) else {
            return Vec::new();
        };
        if self.may_object(dispatch, task) {
            own(&[Own::Accept, Own::Object])
        } else {
            own(&[Own::Accept])
        }
    }

    fn outcomes_of(&self, task: &Task) -> Vec<Legal<'p>> {
        let Some(step) = self.step() else { return Vec::new() };
        let asked = self.asked_about(task, |action| step.outcomes.iter().any(|o| o.key == *action));
        let waits = self.dispatch().is_some_and(|dispatch| self.waits_for_assists(dispatch));
        let legal = step.outcomes.iter().map(|outcome| {
            let bar = if asked {
                Some(Refusal::of(codes::APPROVAL_PENDING))
            } else if waits && outcome.key == *outcome::DONE {
                Some(Refusal::of(codes::ASSISTS_OPEN))
            } else {
                self.barred_order(outcome).or_else(|| self.unmet(outcome.when.as_ref()))
            };
            Legal { choice: Choice::Outcome(outcome), bar }
        });
        self.standing_still(legal.collect())
    }

    /// What a guard that does not hold puts in the way.
    fn unmet(&self, guard: Option<&Guard>) -> Option<Refusal> {
        let unmet = guard.filter(|guard| !self.allows(Some(guard)));
        unmet.map(|guard| Refusal::of(codes::CONDITION).with("condition", &guard.text))
    }

    /// Whether a second person was asked about such an action on this task.
    fn asked_about(&self, of: &Task, such: impl Fn(&crate::model::Name) -> bool) -> bool {
        self.case.tasks.values().any(|task| match &task.kind {
            TaskKind::Approve { of: number, action, .. } => *number == of.number && such(action),
            _ => false,
        })
    }

    /// Nothing of this while the clock stands still.
    fn standing_still(&self, mut legal: Vec<Legal<'p>>) -> Vec<Legal<'p>> {
        if self.case.paused.is_some() {
            legal.iter_mut().for_each(|legal| legal.bar = Some(Refusal::of(codes::PAUSED)));
        }
        legal
    }

    /// What can be done beside the tasks, by somebody who stands to the case like this.
    pub(super) fn beside_tasks(&self, relations: &Relations) -> Vec<Legal<'p>> {
        if let Status::Ended { .. } = self.case.status {
            let review = self.reviewable().map(|_| Own::Review);
            let mediation = self.mediation_left_open().map(|_| Own::AskMediation);
            return review.into_iter().chain(mediation).map(Choice::Own).map(free).collect();
        }
        let mut legal = Vec::new();
        if let Some(step) = self.step().filter(|step| matches!(step.kind, StepKind::Publish(_))) {
            let objections = step.outcomes.iter().filter(|o| o.key != *outcome::PUBLISHED);
            legal.extend(objections.map(|outcome| Legal {
                choice: Choice::Outcome(outcome),
                bar: self.barred_order(outcome).or_else(|| self.unmet(outcome.when.as_ref())),
            }));
        }
        if self.is_offered_to_residents() {
            legal.extend(self.standing_still(own(&[Own::Claim])));
        }
        let asides = self.process.asides.values();
        legal.extend(asides.filter_map(|aside| self.aside(aside, relations)));
        if self.case.paused.is_some() {
            legal.push(free(Choice::Own(Own::Resume)));
        }
        if !self.only_as_party(relations) && self.publicity_changes() {
            legal.push(free(Choice::Own(Own::SetPublicity)));
        }
        if !self.case.recused.is_empty() && !self.only_as_party(relations) {
            legal.push(free(Choice::Own(Own::TellSubject)));
        }
        legal
    }

    /// Whether somebody stands to the case by nothing but a party's work: a company that has the
    /// lead does not decide who reads a matter that may be about itself.
    fn only_as_party(&self, relations: &Relations) -> bool {
        let raised = [Relation::Raiser, Relation::CoRaiser, Relation::OnBehalf];
        let mut held = relations.tasks.iter().filter_map(|number| self.case.tasks.get(number));
        let office = |task: &Task| match &task.holder {
            Holder::Post { role, .. } => self.playbook.holds_office(role),
            Holder::Organisation(_) | Holder::Person(_) => false,
        };
        !relations.tasks.is_empty()
            && !raised.iter().any(|relation| relations.set.contains(relation))
            && !held.any(office)
    }

    fn aside(&self, aside: &'p Aside, relations: &Relations) -> Option<Legal<'p>> {
        let bar = match &aside.kind {
            AsideKind::Supplement | AsideKind::Note { .. } => None,
            AsideKind::AskRaiser { .. } => {
                self.own_work(relations)?;
                if self.case.raisers.is_empty() {
                    return None;
                }
                self.standstill()
            }
            AsideKind::Extend { once } => {
                let before = *once && self.extended_before(relations);
                let before = before.then(|| Refusal::of(codes::EXTENDED_BEFORE));
                before.or(self.asked_above(aside, relations)?)
            }
            AsideKind::Suspend { .. } => self.asked_above(aside, relations)?,
            // Nobody owes anybody a claim.
            AsideKind::Urge { .. } if matches!(self.step()?.kind, StepKind::Offer(_)) => {
                return None;
            }
            // Nobody works on it any more.
            AsideKind::Merge | AsideKind::Urge { .. }
                if matches!(self.step()?.kind, StepKind::Publish(_) | StepKind::Rate(_)) =>
            {
                return None;
            }
            AsideKind::Merge => None,
            AsideKind::Urge { every } => self.case.urged_at.and_then(|at| {
                let until = self.facts.calendar.deadline(at, *every).at;
                (until > self.now).then(|| Refusal::of(codes::TOO_SOON).with("until", until))
            }),
            AsideKind::Withdraw { before, .. } => {
                let passed = before.iter().any(|step| self.case.entered.contains_key(step));
                if passed || !self.own_to_withdraw(relations) {
                    return None;
                }
                None
            }
            AsideKind::Supervise { .. } => {
                // Only those who work on it can answer: while raisers rate or are asked, nobody does.
                if !self.case.tasks.values().any(|task| handles(&task.kind)) {
                    return None;
                }
                None
            }
        };
        let bar = bar.or_else(|| self.unmet(aside.when.as_ref()));
        Some(Legal { choice: Choice::Aside(aside), bar })
    }

    /// Whether more time was granted in this step, in any of its entries. Of several parties each
    /// has a part of its own: what another was granted is not theirs.
    fn extended_before(&self, relations: &Relations) -> bool {
        let own = self.own_work(relations).filter(|_| self.dispatch().is_some());
        let entered = self.case.step.entry;
        let of_another = |granted: &&Adjustment| {
            matches!(granted, Adjustment::Extended { entry, of: Some(of), .. }
                if *entry == entered && own.is_some_and(|own| own != *of))
        };
        let others = self.case.adjustments.iter().filter(of_another).count();
        let all = self.case.extended.get(&self.case.step.key).copied().unwrap_or(0);
        usize::try_from(all).is_ok_and(|all| all > others)
    }

    /// Whoever acts for the first raiser has nothing to take back once that one has left.
    fn own_to_withdraw(&self, relations: &Relations) -> bool {
        let raised = [Relation::Raiser, Relation::CoRaiser];
        let first = self.case.first_raiser();
        !relations.set.contains(&Relation::OnBehalf)
            || raised.iter().any(|relation| relations.set.contains(relation))
            || first.is_none_or(|first| self.case.raisers.contains(&first))
    }

    fn standstill(&self) -> Option<Refusal> {
        self.case.paused.map(|_| Refusal::of(codes::PAUSED))
    }

    /// For what the level above has to approve: `None` without own work.
    #[expect(clippy::option_option, reason = "not offered, offered, offered but barred")]
    fn asked_above(&self, aside: &Aside, relations: &Relations) -> Option<Option<Refusal>> {
        let own = self.own_work(relations)?;
        let task = self.case.tasks.get(&own)?;
        let asked = self.asked_about(task, |action| *action == aside.key);
        let pending = asked.then(|| Refusal::of(codes::APPROVAL_PENDING));
        Some(self.standstill().or(pending))
    }

    /// What this action is beside the tasks, whether it can be done now or not.
    pub(super) fn named_beside(&self, action: &Name) -> Option<Choice<'p>> {
        const OWN: [Own; 6] = [
            Own::Claim,
            Own::Review,
            Own::AskMediation,
            Own::Resume,
            Own::SetPublicity,
            Own::TellSubject,
        ];
        let own = OWN.into_iter().find(|own| *action == own.as_str()).map(Choice::Own);
        let aside = || self.process.asides.get(action).map(Choice::Aside);
        let objects = |step: &&Step| matches!(step.kind, StepKind::Publish(_));
        let objections = || {
            let steps = self.process.steps.values().filter(objects);
            steps.flat_map(|step| &step.outcomes).find(|o| o.key == *action).map(Choice::Outcome)
        };
        own.or_else(aside).or_else(objections)
    }

    /// Which relations entitle to something beside the tasks; empty: every reader of the case.
    pub(super) fn entitled(&self, choice: &Choice<'_>) -> &'static [Relation] {
        use Relation::{
            Assisting, CoRaiser, Holder, Neighbour, OnBehalf, PostAbove, PostAt, Raiser,
            Supervising,
        };
        const RAISER: &[Relation] = &[Raiser, CoRaiser, OnBehalf];
        match choice {
            Choice::Outcome(_) => &[],
            Choice::Own(Own::Resume | Own::TellSubject) => &[Holder],
            Choice::Own(Own::Claim) => &[Neighbour],
            Choice::Own(Own::SetPublicity) => &[Raiser, CoRaiser, OnBehalf, Holder],
            Choice::Own(_) => RAISER,
            Choice::Aside(aside) => match aside.kind {
                AsideKind::Supplement | AsideKind::Urge { .. } | AsideKind::Withdraw { .. } => {
                    RAISER
                }
                AsideKind::AskRaiser { .. }
                | AsideKind::Extend { .. }
                | AsideKind::Suspend { .. } => &[Holder],
                AsideKind::Merge => &[Holder, PostAt, PostAbove],
                AsideKind::Supervise { .. } => &[PostAbove],
                AsideKind::Note { visible: Visibility::Internal } => {
                    &[Holder, Assisting, Supervising, PostAt, PostAbove]
                }
                // In the name of those who answer for the matter, not of whoever helps.
                AsideKind::Note { .. } => &[Holder, PostAt, PostAbove],
            },
        }
    }
}

/// Which relations come with holding a task, for the offer's reader.
pub(super) fn holding(kind: &TaskKind) -> &'static [Relation] {
    use Relation::{Assisting, Holder, Invited, OnBehalf, Raiser, Rater, Supervising};
    match kind {
        TaskKind::Assist { .. } => &[Assisting],
        TaskKind::Supervise => &[Supervising],
        TaskKind::Invitation { .. } => &[Invited],
        TaskKind::Rate { representative: true } => &[Rater],
        TaskKind::Rate { .. } => &[Rater, Raiser, OnBehalf],
        TaskKind::Answer => &[Raiser, OnBehalf],
        _ => &[Holder],
    }
}
