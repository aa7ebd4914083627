//! Who holds a task: roles resolved to posts, vacancies to their stand-ins, and never whom the
//! case is about.

use linli_kernel::OrganisationId;

use super::{Holder, view::View};
use crate::model::{By, Name, Rate, Step};

impl<'p> View<'p, '_> {
    /// The post of a role over the case's place; `None` where no such place is.
    fn post(&self, role: &Name) -> Option<Holder> {
        let at = &self.playbook.roles.get(role)?.at;
        Some(Holder::Post { role: role.clone(), place: self.place_at(at)? })
    }

    /// The lowest rung of the chain that may hold the case: above everybody whom it is about;
    /// beyond the last one if it is about the highest.
    fn floor(&self) -> usize {
        let rungs = self.case.recused.iter().filter_map(|holder| match holder {
            Holder::Post { place, .. } => self.scope_of(*place).map(|(rung, _)| rung + 1),
            _ => None,
        });
        rungs.max().unwrap_or(0)
    }

    /// Whether the case is not about a holder, nor about the only person who has that post.
    pub(super) fn free(&self, holder: &Holder) -> bool {
        let barred = matches!(holder, Holder::Post { role, place }
            if self.facts.barred.contains(&(role.clone(), *place)));
        !barred && !self.case.recused.contains(holder)
    }

    /// Whether a post lies above everybody whom the case is about.
    fn above_subjects(&self, holder: &Holder) -> bool {
        match holder {
            Holder::Post { place, .. } => {
                self.scope_of(*place).is_some_and(|(rung, _)| rung >= self.floor())
            }
            Holder::Organisation(_) | Holder::Person(_) => true,
        }
    }

    fn staffed(&self, holder: &Holder) -> bool {
        match holder {
            Holder::Post { role, place } => self.facts.staffed.contains(&(role.clone(), *place)),
            Holder::Organisation(_) | Holder::Person(_) => true,
        }
    }

    /// Whether somebody has the post today, and the case is not about them or their superior.
    fn usable(&self, holder: &Holder) -> bool {
        self.staffed(holder) && self.above_subjects(holder) && self.free(holder)
    }

    /// Posts of office on the levels over the case's place, from the top down.
    fn offices(&self) -> impl Iterator<Item = Holder> {
        let levels = self.facts.chain.iter().rev();
        let levels = levels.filter(|scope| self.playbook.rank(&scope.level).is_some());
        levels.flat_map(|scope| {
            let roles = self.playbook.roles.iter();
            let roles = roles.filter(|(_, role)| role.office && role.at == scope.level);
            roles.map(|(role, _)| Holder::Post { role: role.clone(), place: scope.place })
        })
    }

    /// Whether some post, vacant or not, could take the case: one of office, above everybody whom
    /// it is about.
    pub(super) fn has_route(&self) -> bool {
        self.offices().any(|holder| self.above_subjects(&holder) && self.free(&holder))
    }

    /// A role and, while it is vacant, whoever stands in for it.
    fn line<'a>(&self, role: &'a Name) -> impl Iterator<Item = &'a Name>
    where
        'p: 'a,
    {
        let roles = &self.playbook.roles;
        let next = move |role: &&'a Name| roles.get(*role).and_then(|role| role.fallback.as_ref());
        std::iter::successors(Some(role), next).take(roles.len())
    }

    fn staffed_in_line(&self, role: &Name) -> Option<Holder> {
        self.line(role).filter_map(|role| self.post(role)).find(|holder| self.usable(holder))
    }

    /// The level at which a case may stand: the wanted one, or the next that exists over its
    /// place and is above everybody whom it is about.
    pub(super) fn level_from(&self, wanted: &Name) -> Name {
        let floor = self.floor().min(self.facts.chain.len().saturating_sub(1));
        let rank = self.playbook.rank(wanted);
        let fits = |level: &&Name| {
            let rung = self.facts.chain.iter().position(|scope| scope.level == **level);
            self.playbook.rank(level) >= rank && rung.is_some_and(|rung| rung >= floor)
        };
        self.levels().find(fits).or_else(|| self.levels().last()).unwrap_or(wanted).clone()
    }

    /// The role of office that answers for a step at a level.
    fn role_at<'a>(&self, step: &'a Step, level: &Name) -> Option<&'a Name>
    where
        'p: 'a,
    {
        step.ladder.get(level).or_else(|| {
            let mut steps = self.process.steps.values();
            steps.find_map(|step| step.ladder.get(level)).or_else(|| {
                self.process.steps.values().find_map(|step| match &step.by {
                    By::Role(role) => {
                        let declared = self.playbook.roles.get(role)?;
                        (declared.at == *level && declared.office).then_some(role)
                    }
                    _ => None,
                })
            })
        })
    }

    /// The holder of a step that stands at a level. `climbed`: the step's usual holder is passed
    /// over, because it went up.
    pub(super) fn holder_of(&self, step: &Step, level: &Name, climbed: bool) -> Holder {
        if let (By::LastHolder, false, Some(last)) = (&step.by, climbed, &self.case.last_holder)
            && let Some(holder) = self.still(last)
        {
            return holder;
        }
        let role = match (step.ladder.get(level), &step.by) {
            (Some(role), _) => Some(role),
            (None, By::Role(role)) if !climbed => Some(role),
            _ => self.role_at(step, level),
        };
        let own = role.and_then(|role| self.staffed_in_line(role));
        own.or_else(|| self.staffed_above(step, level))
            .unwrap_or_else(|| self.queue_of(role, level))
    }

    /// A former holder who can still act, or their stand-in.
    fn still(&self, holder: &Holder) -> Option<Holder> {
        match holder {
            Holder::Post { role, .. } if !self.usable(holder) => self.staffed_in_line(role),
            _ => self.usable(holder).then(|| holder.clone()),
        }
    }

    /// The first staffed post at a level above.
    fn staffed_above(&self, step: &Step, level: &Name) -> Option<Holder> {
        self.levels_above(level)
            .find_map(|above| self.role_at(step, above).and_then(|role| self.staffed_in_line(role)))
    }

    /// Nobody has any post: the case waits in the queue of the highest stand-in above everybody
    /// whom it is about, where the next appointed person finds it. Where posts changed hands since
    /// it was opened and none is left above, it waits below rather than with its subject.
    fn queue_of(&self, role: Option<&Name>, level: &Name) -> Holder {
        let line = role.into_iter().flat_map(|role| self.line(role));
        let line: Vec<Holder> = line.filter_map(|role| self.post(role)).collect();
        let offices: Vec<Holder> = self.offices().filter(|holder| self.free(holder)).collect();
        let above = |holder: &&Holder| self.above_subjects(holder) && self.free(holder);
        let staffed = |holder: &&Holder| self.staffed(holder);
        let found = line.iter().rev().find(above);
        let found = found.or_else(|| offices.iter().filter(above).find(staffed));
        let found = found.or_else(|| offices.iter().find(above));
        let found = found.or_else(|| offices.iter().find(staffed)).or(offices.first());
        // No post is called like a level: nobody's queue, for the last case of all.
        let nobody = || Holder::Post {
            role: level.clone(),
            place: self.place_at(level).unwrap_or(self.case.place),
        };
        found.cloned().unwrap_or_else(nobody)
    }

    /// The holder that `by` names, outside a step's own ladder (who reviews an objection).
    pub(super) fn named_by(&self, by: &By, step: &Step) -> Holder {
        let last = self.case.last_holder.as_ref().and_then(|last| self.still(last));
        match (by, last) {
            (By::Role(role), _) => self
                .staffed_in_line(role)
                .or_else(|| self.staffed_above(step, &self.case.level))
                .unwrap_or_else(|| self.queue_of(Some(role), &self.case.level)),
            (_, Some(last)) => last,
            _ => self.holder_of(step, &self.case.level, true),
        }
    }

    /// The post above a level, for approvals, instructions and reviews: another one than `than`,
    /// at the top level the top's own.
    pub(super) fn post_above(&self, step: &Step, level: &Name, than: Option<&Holder>) -> Holder {
        let other = |holder: &Holder| Some(holder) != than;
        let above = self.levels_above(level).find_map(|above| {
            let role = self.role_at(step, above)?;
            self.staffed_in_line(role).filter(other)
        });
        above.unwrap_or_else(|| {
            let top = self.levels().last().unwrap_or(level);
            self.holder_of(step, top, true)
        })
    }

    /// Who asks a raiser in person or inspects what staff found: a post that never held the case,
    /// did not find it, is not whom it is about, rates nothing and has somebody who did not handle it
    /// under another post either; the declared role first,
    /// then its stand-ins, then any post of office at their levels and above. Above the level of
    /// `beyond`, if that one let the time pass; `None` if no post is left.
    pub(super) fn revisitor(&self, rate: &Rate, beyond: Option<&Holder>) -> Option<Holder> {
        let rung = |holder: &Holder| match holder {
            Holder::Post { place, .. } => self.scope_of(*place).map(|(rung, _)| rung),
            _ => None,
        };
        let line = self.line(&rate.revisit_by).filter_map(|role| self.post(role));
        let mut all: Vec<Holder> = line.chain(self.offices()).collect();
        let lowest = all.first().and_then(rung);
        let past = beyond.map(rung);
        all.retain(|holder| rung(holder) >= lowest && past.is_none_or(|past| rung(holder) > past));
        // Stable: at one level the declared role and its stand-ins come before the others.
        all.sort_by_key(rung);
        let fresh = |holder: &&Holder| {
            let rater = rate.representatives.as_ref().map(|(role, _)| role);
            let worked = matches!(holder, Holder::Post { role, place }
                if self.facts.worked.contains(&(role.clone(), *place)));
            self.usable(holder)
                && !worked
                && !self.case.former_holders.contains(holder)
                && self.case.found_by.as_ref() != Some(holder)
                && !matches!(holder, Holder::Post { role, .. } if Some(role) == rater)
        };
        all.iter().find(fresh).cloned()
    }

    /// Representatives of a role who rate; nobody stands in for them.
    pub(super) fn representatives(&self, role: &Name) -> Option<Holder> {
        self.own_post(role)
    }

    /// A post over the place that somebody has and whom the case is not about; nobody stands in.
    pub(super) fn own_post(&self, role: &Name) -> Option<Holder> {
        let holder = self.post(role)?;
        (self.staffed(&holder) && self.free(&holder)).then_some(holder)
    }

    /// A staffed organisation of a kind that serves the place.
    pub(super) fn party_of(&self, kind: &Name) -> Option<OrganisationId> {
        let fits = |id: &&OrganisationId| {
            !self.case.recused.contains(&Holder::Organisation(**id))
                && self.facts.parties.get(id).is_some_and(|p| p.kind == *kind && p.staffed)
        };
        self.facts.parties.keys().find(fits).copied()
    }
}
