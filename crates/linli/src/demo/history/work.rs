//! What people do with their tasks: what the route says, and otherwise what is usual.

use linli_app::matter::{self, Raw, RawFields, TakeAction};
use linli_domain::matter::CaseRow;
use linli_kernel::Moment;
use linli_playbook::{
    engine::{Actor, Case, Holder, Task, TaskKind, TaskNumber},
    model::{Field, FieldKind, Lead, StepKind, Target},
};

use super::{History, Job, fields::Filling, raise::is_resident, refused, script};
use crate::{demo::when, failure::Outcome};

/// What somebody does with a task.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Deed {
    /// An outcome of the step.
    Outcome(String),
    /// One of the engine's own actions.
    Own(&'static str),
    /// A rating.
    Rate(String),
}

/// What was decided earlier about a matter and matters later.
#[derive(Clone, Debug, Default)]
pub(super) struct Mood {
    /// A party's objection is right.
    pub(super) upheld: bool,
    /// What is asked of the post above is not granted.
    pub(super) declines: bool,
    /// A question is not answered.
    pub(super) silent: bool,
    /// A standstill ends before its time.
    pub(super) resumes: bool,
    /// Nobody acts any more: the matter stays open.
    pub(super) rests: bool,
}

/// What is usual in a step.
fn usual(step: &str) -> &'static str {
    match step {
        "listen" => "at-once",
        "handle" | "community" | "reconsider" => "solved",
        "mediate" | "deliberate" | "street-meeting" => "agreed",
        "objection" => "answered",
        "rectify" => "redone",
        _ => "done",
    }
}

/// Words of a route that mean that nobody does anything for now.
fn is_rest(word: &str) -> bool {
    matches!(word, "late" | "wait" | "silent")
}

/// Whether a task is work on the matter itself.
pub(super) fn is_main(task: &Task) -> bool {
    matches!(task.kind, TaskKind::Act | TaskKind::Assign | TaskKind::Lead { .. })
}

/// A task as it was looked at: accepting it or being instructed makes it another.
pub(super) fn key(case: &Case, task: &Task) -> (TaskNumber, bool, u32) {
    let accepted = matches!(
        task.kind,
        TaskKind::Lead { accepted: true, .. } | TaskKind::Assist { accepted: true }
    );
    (task.number, accepted, case.step.supervised)
}

impl History<'_, '_> {
    /// Plans work on the open tasks that were not looked at yet.
    pub(super) fn plan_work(&mut self, at: usize, row: &CaseRow) {
        let case = &row.state;
        let asked = |task: &Task| matches!(task.kind, TaskKind::Approve { .. });
        let held_up = case.paused.is_some() || case.tasks.values().any(asked);
        for task in case.tasks.values() {
            let main = is_main(task);
            let waiting = self.matters.get(at).is_some_and(|running| running.waiting);
            if main && (held_up || waiting) {
                continue;
            }
            let key = key(case, task);
            let Some(running) = self.matters.get_mut(at) else { return };
            if !running.seen.insert(key) {
                continue;
            }
            if let Some((moment, deed)) = self.decide(at, case, task) {
                let Some(running) = self.matters.get_mut(at) else { return };
                let moment = match running.matter.open {
                    true => when::at_once(self.app.now(), task.due.at, running.random()),
                    false => moment,
                };
                self.plan(moment, Job::Work(at, task.number, deed));
            }
        }
    }

    /// What is done with a task, and when; nothing if it is left alone.
    fn decide(&mut self, at: usize, case: &Case, task: &Task) -> Option<(Moment, Deed)> {
        let now = self.app.now();
        let step = task.step.as_str();
        let running = self.matters.get_mut(at)?;
        if running.mood.rests {
            return None;
        }
        if is_main(task) || matches!(task.kind, TaskKind::Rate { .. } | TaskKind::Revisit { .. }) {
            script::leave(&mut running.matter.script, step);
        }
        // Where the step ends before the task does, there is only so long.
        let step_due = Some(case.step.due.at).filter(|at| *at > now);
        let due = step_due.map_or(task.due.at, |at| at.min(task.due.at));
        let answer_by = task.answer_by.map_or(due, |by| by.at.min(due));
        let deed = match &task.kind {
            TaskKind::Act | TaskKind::Lead { accepted: true, .. } => {
                let word = script::take(&mut running.matter.script, step);
                let word = word.unwrap_or_else(|| usual(step).to_owned());
                running.mood.rests |= word == "wait";
                if is_rest(&word) {
                    return None;
                }
                let random = running.random();
                let moment = match step {
                    "deliberate" => when::meeting(now, due, random),
                    _ => when::staff(now, due, random),
                };
                return Some((moment, Deed::Outcome(word)));
            }
            TaskKind::Assign => match script::peek(&running.matter.script, step) {
                Some(word) if is_rest(word) => {
                    script::take(&mut running.matter.script, step);
                    return None;
                }
                _ => Deed::Own("assign"),
            },
            TaskKind::Lead { .. } => return self.answer_of_lead(at, step, (now, answer_by)),
            TaskKind::Assist { accepted: false } => Deed::Own("accept"),
            TaskKind::Assist { .. } => {
                return Some((when::staff(now, due, running.random()), Deed::Own("done")));
            }
            TaskKind::Supervise | TaskKind::Invitation { .. } => return None,
            TaskKind::Review { .. } if running.mood.upheld => Deed::Own("uphold"),
            TaskKind::Review { .. } => Deed::Own("overrule"),
            TaskKind::Rate { .. } | TaskKind::Revisit { .. } => {
                return self.rating(at, task, (now, case.step.due.at));
            }
            TaskKind::Answer if running.mood.silent => return None,
            TaskKind::Answer => {
                return Some((when::resident(now, due, running.random()), Deed::Own("answer")));
            }
            TaskKind::Approve { .. } if running.mood.declines => Deed::Own("decline"),
            TaskKind::Approve { .. } => Deed::Own("approve"),
            TaskKind::Reply => Deed::Own("reply"),
            TaskKind::ReviewRefusal => {
                let word = script::take(&mut running.matter.script, "review");
                let own = if word.as_deref() == Some("granted") { "grant" } else { "deny" };
                return Some((when::staff(now, due, running.random()), Deed::Own(own)));
            }
        };
        Some((when::soon(now, answer_by, running.random()), deed))
    }

    fn answer_of_lead(
        &mut self,
        at: usize,
        step: &str,
        (now, by): (Moment, Moment),
    ) -> Option<(Moment, Deed)> {
        let running = self.matters.get_mut(at)?;
        let word = script::peek(&running.matter.script, step).map(str::to_owned);
        let deed = match word.as_deref() {
            Some(objection @ ("object-upheld" | "object-overruled")) => {
                running.mood.upheld = objection == "object-upheld";
                script::take(&mut running.matter.script, step);
                Deed::Own("object")
            }
            Some(rest @ ("silent" | "wait")) => {
                running.mood.rests |= rest == "wait";
                script::take(&mut running.matter.script, step);
                return None;
            }
            _ => Deed::Own("accept"),
        };
        Some((when::soon(now, by, running.random()), deed))
    }

    fn rating(
        &mut self,
        at: usize,
        task: &Task,
        (now, due): (Moment, Moment),
    ) -> Option<(Moment, Deed)> {
        let running = self.matters.get_mut(at)?;
        let representative = task.kind == TaskKind::Rate { representative: true };
        let word =
            if representative { None } else { script::take(&mut running.matter.script, "rate") };
        let random = running.random();
        let by_chance = match random.below(100) {
            0..64 => "satisfied",
            64..90 => "basically",
            _ if is_resident(&task.holder) => "silent",
            _ => "satisfied",
        };
        let word = word.unwrap_or_else(|| by_chance.to_owned());
        running.mood.rests |= word == "wait";
        if is_rest(&word) {
            return None;
        }
        let random = running.random();
        let moment = if is_resident(&task.holder) {
            when::resident(now, due, random)
        } else {
            when::staff(now, due, random)
        };
        let deed = if word == "unreached" { Deed::Own("unreached") } else { Deed::Rate(word) };
        Some((moment, deed))
    }

    /// Does it, if the task is still there.
    pub(super) async fn do_work(
        &mut self,
        at: usize,
        number: TaskNumber,
        deed: Deed,
    ) -> Outcome<()> {
        let Some(row) = self.row(at).await? else { return Ok(()) };
        let Some(task) = row.state.tasks.get(&number).cloned() else { return Ok(()) };
        let asked_by = match &task.kind {
            TaskKind::Approve { asked_by: Actor::Person { person, .. }, .. } => Some(*person),
            TaskKind::ReviewRefusal => match row.state.told_by.last() {
                Some(Actor::Person { person, .. }) => Some(*person),
                _ => None,
            },
            _ => None,
        };
        let Some(person) = self.world.answers(&task.holder, asked_by) else { return Ok(()) };
        let Some((action, fields)) = self.action(at, &row.state, &task, &deed) else {
            return Ok(());
        };
        let input =
            TakeAction { action, task: Some(number.0), fields, seen_version: Some(task.version) };
        let number = row.number.as_deref().unwrap_or_default();
        let story = self.matters.get(at).map_or("", |running| running.matter.story.id.as_str());
        let doing =
            format!("{} at {} of {number} ({story}): {:?}", input.action, task.step, input.fields);
        let caller = self.world.caller(person);
        let acted = matter::act(self.app, &caller, row.id, &input, None).await;
        acted.map(drop).map_err(refused(doing))
    }

    fn action(
        &mut self,
        at: usize,
        case: &Case,
        task: &Task,
        deed: &Deed,
    ) -> Option<(String, RawFields)> {
        let desk = self.desk;
        let form = self.form(case, task, deed);
        let now = self.app.now();
        let running = self.matters.get_mut(at)?;
        let spot = self.world.spots.get(running.matter.spot)?;
        let story = running.matter.story;
        let step = task.step.as_str();
        let filling = Filling { story, spot, case, holder: &task.holder, step, now };
        let random = &mut running.matter.random;
        let one =
            |name: &str, words: String| RawFields::from([(name.to_owned(), Raw::Text(words))]);
        let mut fields = match deed {
            Deed::Outcome(_) | Deed::Own("assign") => desk.fill(&form, &filling, random),
            Deed::Rate(answer) => {
                let mut fields = one("answer", answer.clone());
                let revisits = matches!(task.kind, TaskKind::Revisit { .. });
                let pool = if revisits { "revisit" } else { "closing" };
                let by_answer = |phrase: &super::super::data::Phrase| {
                    revisits || phrase.text("rating") == Some(answer)
                };
                let said = desk.phrase(pool, story, random, by_answer);
                if let Some(said) = said.and_then(|said| said.text("text")) {
                    fields.insert("remark".to_owned(), Raw::Text(said.to_owned()));
                }
                fields
            }
            Deed::Own("object") => {
                one("ground", desk.words("dispatch_objection", "reason", story, random))
            }
            Deed::Own("overrule") => {
                one("reason", desk.words("dispatch_objection", "note", story, random))
            }
            Deed::Own("decline") => {
                one("reason", desk.words("upward_reason", "text", story, random))
            }
            Deed::Own("uphold") => {
                let TaskKind::Review { of } = &task.kind else { return None };
                let objector = &case.tasks.get(of)?.holder;
                one("lead", desk.replacement(step, &filling, objector)?.to_string())
            }
            Deed::Own("answer") => one("text", desk.words("pause", "answer", story, random)),
            Deed::Own("reply") => one("reply", desk.words("supervision", "answer", story, random)),
            Deed::Own("grant" | "deny") => {
                let wanted = if *deed == Deed::Own("grant") { "overturned" } else { "upheld" };
                let fits =
                    |phrase: &super::super::data::Phrase| phrase.text("decision") == Some(wanted);
                let said = desk.phrase("review", story, random, fits);
                let said = said.and_then(|said| said.text("reply")).unwrap_or(&story.course);
                one("reply", said.to_owned())
            }
            Deed::Own(_) => RawFields::new(),
        };
        if let TaskKind::Revisit { raiser: Some(_) } = task.kind {
            let way = random.pick(&["phone", "phone", "visit", "paper"]).unwrap_or(&"phone");
            fields.insert("channel".to_owned(), Raw::Text((*way).to_owned()));
        }
        let action = match deed {
            Deed::Outcome(outcome) => outcome.clone(),
            Deed::Own(own) => (*own).to_owned(),
            Deed::Rate(_) => "rate".to_owned(),
        };
        Some((action, fields))
    }

    /// The form of an outcome, with the parties that its dispatch asks for.
    fn form(&self, case: &Case, task: &Task, deed: &Deed) -> Vec<Field> {
        let Some(process) = self.playbook.process(&case.process) else { return Vec::new() };
        let Some(step) = process.steps.get(&task.step) else { return Vec::new() };
        let outcome = match deed {
            Deed::Outcome(key) => step.outcomes.iter().find(|o| o.key == *key.as_str()),
            _ => None,
        };
        let own = outcome.and_then(|o| o.form.as_ref()).and_then(|f| self.playbook.forms.get(f));
        let mut fields = own.map(|form| form.fields.clone()).unwrap_or_default();
        let dispatch = match outcome.map(|outcome| &outcome.to) {
            Some(Target::Step(target)) => process.steps.get(target).map(|step| &step.kind),
            Some(Target::End(_)) => None,
            None => Some(&step.kind),
        };
        if let Some(StepKind::Dispatch(dispatch)) = dispatch
            && let Lead::OneOf(kinds) = &dispatch.lead
        {
            fields.extend(parties(kinds));
        }
        fields
    }
}

/// The engine's own fields of a dispatch.
fn parties(kinds: &[linli_playbook::Name]) -> Vec<Field> {
    use linli_playbook::{
        engine::OwnField,
        model::{Label, Sensitivity},
    };
    let field = |own: OwnField, kind| Field {
        key: own.name(),
        label: Label { zh: String::new(), en: None },
        hint: None,
        kind,
        required: false,
        sensitivity: Sensitivity::Internal,
        assesses: None,
    };
    vec![
        field(OwnField::Lead, FieldKind::Party(kinds.to_vec())),
        field(OwnField::Assist, FieldKind::Parties(Vec::new())),
    ]
}

/// The post that works on a case now.
pub(super) fn handler(case: &Case) -> Option<(&Holder, TaskNumber)> {
    let works = |task: &&Task| match task.kind {
        TaskKind::Act | TaskKind::Assign => true,
        TaskKind::Lead { accepted, .. } => accepted,
        _ => false,
    };
    case.tasks.values().find(works).map(|task| (&task.holder, task.number))
}
