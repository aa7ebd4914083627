//! What is offered to somebody now, with the form of each action.

use std::borrow::Cow;

use linli_kernel::{Limit, LimitUnit, Moment};

use super::{
    Case, Facts, Own, OwnField, Relation, Relations, Task, TaskKind, TaskNumber, Visibility,
    aside::more_unit,
    choice::{Choice, holding},
    own::HIDING_REASONS,
    view::View,
};
use crate::model::{
    Aside, AsideKind, By, Dispatch, Field, FieldKind, Label, Lead, Name, Outcome, Playbook,
    Process, Publicity, Sensitivity, Step, StepKind, Target,
};

/// An action that can be taken now.
///
/// Labels that the playbook does not give are names of catalogue entries that begin with
/// `engine-` (`engine-action-accept`, `engine-field-lead`, `engine-word-phone`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Its name, for [`Command::action`](super::Command::action).
    pub action: Name,
    /// What people see.
    pub label: Label,
    /// On which task; `None` beside the tasks.
    pub task: Option<TaskNumber>,
    /// The version of the task, to be sent back with the action.
    pub version: Option<u32>,
    /// What is filled in.
    pub fields: Vec<Field>,
    /// Which relations entitle to it; empty: everybody who may read the case.
    pub relation: Vec<Relation>,
}

/// What somebody who stands to the case like this can do now: the actions of their open tasks,
/// then what can be done beside them.
#[must_use]
pub fn available(
    playbook: &Playbook,
    case: &Case,
    relations: &Relations,
    facts: &Facts,
    now: Moment,
) -> Vec<Offer> {
    let Some(process) = playbook.process(&case.process) else { return Vec::new() };
    let view = View { playbook, process, facts, case, now };
    let mut offers = Vec::new();
    for task in relations.tasks.iter().filter_map(|number| case.tasks.get(number)) {
        let legal = view.on_task(task).into_iter().filter(|legal| legal.bar.is_none());
        offers.extend(legal.map(|legal| Offer {
            action: view.action(&legal.choice),
            label: view.label(&legal.choice),
            task: Some(task.number),
            version: Some(task.version),
            fields: view.fields(&legal.choice, Some(task)).into_owned(),
            relation: holding(&task.kind).to_vec(),
        }));
    }
    for legal in view.beside_tasks(relations) {
        let entitled = view.entitled(&legal.choice);
        let may = entitled.is_empty() || entitled.iter().any(|r| relations.set.contains(r));
        if legal.bar.is_none() && may {
            offers.push(Offer {
                action: view.action(&legal.choice),
                label: view.label(&legal.choice),
                task: None,
                version: None,
                fields: view.fields(&legal.choice, None).into_owned(),
                relation: entitled.to_vec(),
            });
        }
    }
    offers
}

/// The actions of one open task that need nothing filled in, with their words: what can be done
/// from a list without opening the case. Of the facts a list has those that hold everywhere (the
/// grounds of law) and none of a case's place, so what depends on one is left to the case's own page.
#[must_use]
pub fn without_form(
    playbook: &Playbook,
    case: &Case,
    task: &Task,
    (facts, now): (&Facts, Moment),
) -> Vec<(Name, Label)> {
    let Some(process) = playbook.process(&case.process) else { return Vec::new() };
    let view = View { playbook, process, facts, case, now };
    let legal = view.on_task(task).into_iter().filter(|legal| legal.bar.is_none());
    let bare = legal.filter(|legal| {
        let guard = match legal.choice {
            Choice::Outcome(outcome) => outcome.when.as_ref(),
            Choice::Own(_) | Choice::Aside(_) => None,
        };
        guard.is_none_or(|guard| !guard.test.reads_place())
            && view.fields(&legal.choice, Some(task)).is_empty()
    });
    bare.map(|legal| (view.action(&legal.choice), view.label(&legal.choice))).collect()
}

fn engine_label(kind: &str, word: &str) -> Label {
    Label { zh: format!("engine-{kind}-{word}"), en: None }
}

fn field(own: OwnField, kind: FieldKind, required: bool) -> Field {
    Field {
        key: own.name(),
        label: engine_label("field", own.as_str()),
        hint: None,
        kind,
        required,
        sensitivity: Sensitivity::Internal,
        assesses: None,
    }
}

fn words(own: OwnField, required: bool) -> Field {
    field(own, FieldKind::Text { max: 1000, lines: true }, required)
}

/// Words that the raiser writes or gets to read.
fn told(own: OwnField, required: bool) -> Field {
    Field { sensitivity: Sensitivity::Public, ..words(own, required) }
}

impl<'p> View<'p, '_> {
    fn action(&self, choice: &Choice<'p>) -> Name {
        match choice {
            Choice::Outcome(outcome) => outcome.key.clone(),
            Choice::Own(own) => own.name(),
            Choice::Aside(aside) => aside.key.clone(),
        }
    }

    fn label(&self, choice: &Choice<'p>) -> Label {
        match choice {
            Choice::Outcome(outcome) => outcome.label.clone(),
            // What claiming is called here: taking on, coming, naming somebody.
            Choice::Own(Own::Claim) => self.claimed_outcome().map_or_else(
                || engine_label("action", Own::Claim.as_str()),
                |outcome| outcome.label.clone(),
            ),
            Choice::Own(own) => engine_label("action", own.as_str()),
            Choice::Aside(aside) => aside.label.clone(),
        }
    }

    fn word(&self, name: &Name) -> (Name, Label) {
        let label = self.playbook.words.get(name).cloned();
        (name.clone(), label.unwrap_or_else(|| engine_label("word", name.as_str())))
    }

    /// The form of an action: borrowed from the playbook where it is the playbook's alone.
    pub(super) fn fields(&self, choice: &Choice<'p>, task: Option<&Task>) -> Cow<'p, [Field]> {
        match choice {
            Choice::Outcome(outcome) => self.fields_of(outcome, task),
            Choice::Own(own) => Cow::Owned(self.own_fields(*own, task)),
            Choice::Aside(aside) => aside_form(self.playbook, aside, self.case.step.limit),
        }
    }

    fn fields_of(&self, outcome: &'p Outcome, task: Option<&Task>) -> Cow<'p, [Field]> {
        let form = outcome.form.as_ref().and_then(|form| self.playbook.forms.get(form));
        let own: &'p [Field] = form.map(|form| form.fields.as_slice()).unwrap_or_default();
        let parties = self.parties_to_name(outcome, task);
        if parties.is_empty() || own.iter().any(|field| field.key == *OwnField::Lead.as_str()) {
            return Cow::Borrowed(own);
        }
        Cow::Owned(own.iter().cloned().chain(parties).collect())
    }

    /// An outcome that leads to a dispatch names the parties: whoever would be asked to name them
    /// must, another may leave it to them.
    fn parties_to_name(&self, outcome: &Outcome, task: Option<&Task>) -> Vec<Field> {
        let Target::Step(target) = &outcome.to else { return Vec::new() };
        let Some(step) = self.process.steps.get(target) else { return Vec::new() };
        let StepKind::Dispatch(dispatch) = &step.kind else { return Vec::new() };
        let Lead::OneOf(leads) = &dispatch.lead else { return Vec::new() };
        let own = match (&step.by, task.map(|task| &task.holder)) {
            (By::LastHolder, _) => true,
            (By::Role(by), Some(super::Holder::Post { role, .. })) => role == by,
            _ => false,
        };
        parties(leads, &self.helpers(step, dispatch), own)
    }

    fn own_fields(&self, own: Own, task: Option<&Task>) -> Vec<Field> {
        match own {
            Own::Assign => self.assign_fields(),
            Own::Uphold => self.replacement(task),
            Own::Rate => self.rating_fields(task),
            Own::Unreached => self.channel().into_iter().collect(),
            Own::SetPublicity => vec![self.publicity_field()],
            Own::Claim => self.claim_fields(task),
            own => plain_fields(own),
        }
    }

    fn assign_fields(&self) -> Vec<Field> {
        let Some((step, dispatch)) = self.step().zip(self.dispatch()) else { return Vec::new() };
        let helpers = self.helpers(step, dispatch);
        match &dispatch.lead {
            Lead::OneOf(leads) => parties(leads, &helpers, true),
            Lead::Items { .. } => parties(&[], &helpers, true),
            Lead::Claimers { of, .. } => parties(self.invited_kinds(of), &helpers, true),
        }
    }

    /// The kinds of parties that may assist. Where any may, whoever watches the step does not also
    /// work in it, unless its kind is one that leads.
    fn helpers(&self, step: &Step, dispatch: &Dispatch) -> Vec<Name> {
        let leads = |kind: &Name| match &dispatch.lead {
            Lead::OneOf(leads) => leads.is_empty() || leads.contains(kind),
            Lead::Items { .. } => false,
            Lead::Claimers { of, .. } => self.invited_kinds(of).contains(kind),
        };
        match &step.supervised_by {
            Some(watches) if dispatch.assist.is_empty() && !leads(watches) => {
                self.playbook.parties.keys().filter(|kind| *kind != watches).cloned().collect()
            }
            _ => dispatch.assist.clone(),
        }
    }

    /// Who takes the place of a party whose objection is right; help need not be replaced.
    fn replacement(&self, review: Option<&Task>) -> Vec<Field> {
        let Some(TaskKind::Review { of }) = review.map(|task| &task.kind) else {
            return Vec::new();
        };
        let (Some((step, dispatch)), Some(task)) =
            (self.step().zip(self.dispatch()), self.case.tasks.get(of))
        else {
            return Vec::new();
        };
        let field = match (&task.kind, &dispatch.lead) {
            (TaskKind::Lead { .. }, Lead::OneOf(leads)) => {
                field(OwnField::Lead, FieldKind::Party(leads.clone()), true)
            }
            (TaskKind::Lead { .. }, Lead::Items { .. } | Lead::Claimers { .. }) => {
                field(OwnField::Lead, FieldKind::Party(Vec::new()), true)
            }
            _ => field(OwnField::Assist, FieldKind::Party(self.helpers(step, dispatch)), false),
        };
        vec![field]
    }

    /// The form of a claim; a resident may say what to be called by those who read of it.
    fn claim_fields(&self, task: Option<&Task>) -> Vec<Field> {
        let form = self.claimed_outcome().and_then(|outcome| outcome.form.as_ref());
        let form = form.and_then(|form| self.playbook.forms.get(form));
        let mut fields = form.map(|form| form.fields.clone()).unwrap_or_default();
        if task.is_none() {
            fields.extend(plain_fields(Own::Claim));
        }
        fields
    }

    fn rating_fields(&self, task: Option<&Task>) -> Vec<Field> {
        let Some(rate) = self.rating() else { return Vec::new() };
        let scale = rate.scale.iter().map(|(name, _)| self.word(name)).collect();
        let answer = field(OwnField::Answer, FieldKind::Choice(scale), true);
        let remark = words(OwnField::Remark, false);
        let asks = |task: &Task| matches!(task.kind, TaskKind::Revisit { raiser: Some(_) });
        if !task.is_some_and(asks) {
            return vec![answer, remark];
        }
        // What is taken down is somebody else's.
        let theirs = |field: Field, word| Field { label: engine_label("field", word), ..field };
        let mut fields = vec![theirs(answer, "their-answer"), theirs(remark, "their-remark")];
        fields.extend(self.channel());
        fields
    }

    fn channel(&self) -> Option<Field> {
        let channels = &self.rating()?.revisit_channels;
        let choices = channels.iter().map(|name| self.word(name)).collect();
        Some(field(OwnField::Channel, FieldKind::Choice(choices), true))
    }

    /// Whether there is another publicity than the present one to choose.
    pub(super) fn publicity_changes(&self) -> bool {
        self.publicities().next().is_some()
    }

    fn publicity_field(&self) -> Field {
        let choices = self.publicities();
        let choices = choices.map(|word| (Name::known(word), engine_label("word", word)));
        field(OwnField::Publicity, FieldKind::Choice(choices.collect()), true)
    }

    /// Not wider than the class and every step so far allow, and not what holds already.
    fn publicities(&self) -> impl Iterator<Item = &'static str> {
        let entered = self.case.entered.keys().filter_map(|key| self.process.steps.get(key));
        let widest = entered.filter_map(|step| step.publicity).min();
        let class = self.playbook.widest(&self.case.class);
        let widest = widest.map_or(class, |widest| widest.min(class));
        let now = self.case.publicity;
        let fits = move |to: Publicity| to <= widest && to != now;
        Publicity::WORDS.iter().filter(move |(_, to)| fits(*to)).map(|(word, _)| *word)
    }
}

/// The form of an own action that asks every case the same.
fn plain_fields(own: Own) -> Vec<Field> {
    match own {
        Own::Object => vec![words(OwnField::Ground, true)],
        Own::Overrule | Own::Decline => vec![words(OwnField::Reason, true)],
        Own::DeclineOffer => vec![words(OwnField::Reason, false)],
        Own::Claim => vec![called()],
        Own::Review => vec![told(OwnField::Reason, false)],
        Own::Done => vec![words(OwnField::Text, false)],
        Own::Remark => vec![words(OwnField::Text, true)],
        Own::Answer => vec![
            told(OwnField::Text, true),
            field(OwnField::Photos, FieldKind::Photos { max: 9 }, false),
        ],
        Own::Reply => vec![words(OwnField::Reply, true)],
        Own::Grant => vec![told(OwnField::Reply, false)],
        Own::Deny => vec![told(OwnField::Reply, true)],
        Own::Hide => vec![hiding_reason()],
        Own::TellSubject => vec![words(OwnField::Summary, true)],
        _ => Vec::new(),
    }
}

/// Whether the engine's own form of an action says of a field that the raiser reads it: the reason
/// why a matter stands still, a question, the answer to a request for review. The playbook's forms
/// say it of theirs.
#[must_use]
pub fn is_told(process: &Process, action: &Name, key: &Name) -> bool {
    let fields = match process.asides.get(action) {
        Some(aside) if aside.form.is_none() => aside_fields(&aside.kind, None),
        Some(_) => return false,
        None => Own::ALL
            .iter()
            .find(|own| own.as_str() == action.as_str())
            .map_or_else(Vec::new, |own| plain_fields(*own)),
    };
    fields.iter().any(|field| field.key == *key && field.sensitivity == Sensitivity::Public)
}

/// What a resident who claims wants to be called; left out, they are a neighbour.
fn called() -> Field {
    let kind = FieldKind::Text { max: 20, lines: false };
    Field { sensitivity: Sensitivity::Public, ..field(OwnField::Called, kind, false) }
}

/// Whether everybody who reads the story reads this field of an action: the words of a public note
/// that no form of the playbook asks for.
#[must_use]
pub fn is_told_to_all(process: &Process, action: &Name, key: &Name) -> bool {
    let kind = process.asides.get(action).map(|aside| &aside.kind);
    matches!(kind, Some(AsideKind::Note { visible: Visibility::Public }))
        && is_told(process, action, key)
}

fn hiding_reason() -> Field {
    let reasons = HIDING_REASONS.iter().copied();
    let reasons = reasons.map(|reason| (Name::known(reason), engine_label("word", reason)));
    field(OwnField::Reason, FieldKind::Choice(reasons.collect()), true)
}

fn parties(leads: &[Name], assists: &[Name], required: bool) -> Vec<Field> {
    vec![
        field(OwnField::Lead, FieldKind::Party(leads.to_vec()), required),
        field(OwnField::Assist, FieldKind::Parties(assists.to_vec()), false),
    ]
}

/// The form of an aside: the playbook's, or the engine's where it names none. `limit`: the running
/// step's, whose units more time is counted in.
#[must_use]
pub fn aside_form<'p>(
    playbook: &'p Playbook,
    aside: &'p Aside,
    limit: Option<Limit>,
) -> Cow<'p, [Field]> {
    let form = aside.form.as_ref().and_then(|form| playbook.forms.get(form));
    form.map_or_else(
        || Cow::Owned(aside_fields(&aside.kind, limit)),
        |form| Cow::Borrowed(form.fields.as_slice()),
    )
}

/// How much more time: the label says in what it is counted.
fn more_time(limit: Option<Limit>) -> Field {
    let unit = match more_unit(limit) {
        LimitUnit::UrgentMinute => "more-hours",
        LimitUnit::WorkMinute => "more-work-hours",
        LimitUnit::WorkDay => "more-workdays",
        LimitUnit::NaturalDay => "more-days",
    };
    let number = FieldKind::Number { min: 1, max: 60 };
    Field { label: engine_label("field", unit), ..field(OwnField::More, number, true) }
}

/// The form of an aside for which the playbook names none.
fn aside_fields(kind: &AsideKind, limit: Option<Limit>) -> Vec<Field> {
    match kind {
        AsideKind::Supplement => vec![
            told(OwnField::Text, true),
            field(OwnField::Photos, FieldKind::Photos { max: 9 }, false),
        ],
        AsideKind::AskRaiser { .. } => vec![told(OwnField::Question, true)],
        AsideKind::Extend { .. } => vec![told(OwnField::Reason, true), more_time(limit)],
        AsideKind::Suspend { .. } => vec![told(OwnField::Reason, true)],
        AsideKind::Supervise { .. } => vec![words(OwnField::Instruction, true)],
        AsideKind::Note { visible: Visibility::Internal } => vec![words(OwnField::Text, true)],
        AsideKind::Note { .. } => vec![told(OwnField::Text, true)],
        AsideKind::Withdraw { .. } => vec![told(OwnField::Reason, false)],
        AsideKind::Merge | AsideKind::Urge { .. } => Vec::new(),
    }
}
