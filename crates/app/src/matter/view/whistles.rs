//! The whistles of a case for those who handle it: every party with its answer, objections and
//! report, the papers between, how it was fed back and evaluated.

use linli_domain::{
    policy,
    whistle::{self, Objection, Part, Party, PartyState, Whistle},
};
use linli_kernel::Moment;
use linli_playbook::{
    engine::{Event, EventBody, TaskKind, TaskNumber},
    model::{Assessed, FieldKind, Label},
};

use super::{
    apart::Apart,
    story::{ActorView, EventView, Lookup, Reach},
};
use crate::matter::context::Situation;

/// One whistle of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhistleView {
    /// The number of the event by which it was blown: its name in the case.
    pub event: u32,
    /// The step's words.
    pub step: Label,
    /// Who blew it, or whose time was over.
    pub by: Option<ActorView>,
    /// Whether it was blown because somebody's time was over.
    pub by_clock: bool,
    /// When it was blown.
    pub at: Moment,
    /// Until when the step has to be done, while it is open.
    pub due: Option<Moment>,
    /// Whether it is late, or was.
    pub late: bool,
    /// When the result was fed back.
    pub fed_back: Option<Moment>,
    /// When it was over.
    pub ended: Option<Moment>,
    /// What was filled in when it was blown.
    pub slip: Option<EventView>,
    /// Everybody who was called, in order.
    pub parties: Vec<CalledView>,
    /// What was written down between: the meeting on the spot, the plan, the dispatch order.
    pub papers: Vec<EventView>,
    /// How both sides were evaluated.
    pub assessments: Vec<AssessmentView>,
    /// What raisers and representatives answered.
    pub ratings: Vec<EventView>,
}

/// A party that was called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalledView {
    /// Its task.
    pub task: TaskNumber,
    /// Who.
    pub holder: ActorView,
    /// Lead, help or watch.
    pub part: Part,
    /// How far it is.
    pub state: PartyState,
    /// When it was asked.
    pub asked: Moment,
    /// Until when it had to answer.
    pub answer_by: Option<Moment>,
    /// When it answered by its own word.
    pub answered: Option<Moment>,
    /// Whether its silence counts as accepted.
    pub silent: bool,
    /// Until when its part has to be done.
    pub due: Moment,
    /// Whether it is late, or was.
    pub late: bool,
    /// When it was done.
    pub done: Option<Moment>,
    /// Its objections with how each was decided.
    pub objections: Vec<ObjectionView>,
    /// What it reported.
    pub report: Option<EventView>,
}

/// An objection with its review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectionView {
    /// When.
    pub at: Moment,
    /// What was objected, as far as the reader may read it.
    pub words: Option<EventView>,
    /// How it was decided, with the words of the review: upheld or not.
    pub decided: Option<(Moment, bool, Option<EventView>)>,
}

/// What was said of one side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssessmentView {
    /// Which side.
    pub of: Assessed,
    /// What was asked.
    pub asked: Label,
    /// What was answered.
    pub answer: Label,
    /// Whether that is the best answer.
    pub best: bool,
    /// Who said it.
    pub by: Option<ActorView>,
    /// When.
    pub at: Moment,
}

/// The whistles of a case, the latest first, as far as the reader reads its story.
pub(super) fn whistles(
    at: &Situation,
    (lookup, apart): (&Lookup<'_>, &Apart),
    events: &[Event],
    (reach, now): (Reach, Moment),
) -> Vec<WhistleView> {
    if !whistle::is_blown(&at.playbook, &at.row.state) || !policy::reads_whistles(&at.standings) {
        return Vec::new();
    }
    let found = whistle::whistles(&at.playbook, events);
    let ends: Vec<u32> = found.iter().skip(1).map(|next| next.event).chain([u32::MAX]).collect();
    let reading = Reading { at, lookup, apart, events, reach, now };
    let shown = found.iter().zip(ends).map(|(whistle, end)| reading.whistle(whistle, end));
    let mut shown: Vec<WhistleView> = shown.collect();
    shown.reverse();
    shown
}

struct Reading<'r> {
    at: &'r Situation,
    lookup: &'r Lookup<'r>,
    apart: &'r Apart,
    events: &'r [Event],
    reach: Reach,
    now: Moment,
}

impl Reading<'_> {
    fn event(&self, number: u32) -> Option<EventView> {
        let event = self.events.iter().find(|event| event.number == number)?;
        self.shown(event)
    }

    /// The event as the reader's own story shows it: of merged raisers nobody reads the other.
    fn shown(&self, event: &Event) -> Option<EventView> {
        let view = self.lookup.event(event, self.reach, false)?;
        Some(self.apart.told(event, view))
    }

    fn whistle(&self, whistle: &Whistle, end: u32) -> WhistleView {
        let process = self.at.playbook.process(&self.at.row.state.process);
        let step = process.and_then(|process| process.steps.get(&whistle.step));
        let unknown = || Label { zh: whistle.step.to_string(), en: None };
        let between = |event: &&Event| event.number > whistle.event && event.number < end;
        let within: Vec<&Event> = self.events.iter().filter(between).collect();
        let rated = |event: &&&Event| matches!(event.body, EventBody::Rated { .. });
        let shown = |event: &&Event| self.shown(event);
        WhistleView {
            event: whistle.event,
            step: step.map_or_else(unknown, |step| step.label.clone()),
            by: whistle.by.as_ref().map(|holder| self.lookup.holder(holder)),
            by_clock: whistle.by_clock,
            at: whistle.at,
            due: whistle.is_open().then_some(whistle.due),
            late: whistle.is_late(self.now),
            fed_back: whistle.fed_back,
            ended: whistle.ended,
            slip: whistle.slip.and_then(|slip| self.event(slip)).filter(|e| !e.fields.is_empty()),
            parties: whistle.parties.iter().map(|party| self.party(party)).collect(),
            papers: self.papers(whistle, &within),
            assessments: self.assessments(whistle),
            ratings: within.iter().filter(rated).filter_map(shown).collect(),
        }
    }

    fn party(&self, party: &Party) -> CalledView {
        let objection = |objection: &Objection| ObjectionView {
            at: objection.at,
            words: self.event(objection.event),
            decided: objection.decided.map(|(at, upheld, event)| (at, upheld, self.event(event))),
        };
        CalledView {
            task: party.task,
            holder: self.lookup.holder(&party.holder),
            part: party.part,
            state: party.state(),
            asked: party.asked,
            answer_by: party.answer_by,
            answered: party.answered,
            silent: party.silent,
            due: party.due,
            late: party.is_late(self.now),
            done: party.done(),
            objections: party.objections.iter().map(objection).collect(),
            report: party.reported.as_ref().and_then(|reported| self.event(reported.event)),
        }
    }

    /// What posts wrote down while it went on, but for what evaluates it.
    fn papers(&self, whistle: &Whistle, within: &[&Event]) -> Vec<EventView> {
        let acts = self.events.iter().filter_map(|event| match &event.body {
            EventBody::TaskOpened { task } if task.kind == TaskKind::Act => Some(task.number),
            _ => None,
        });
        let acts: Vec<TaskNumber> = acts.collect();
        let until = whistle.fed_back.or(whistle.ended);
        let papers = within.iter().filter(|event| {
            let by_post = matches!(&event.body, EventBody::Acted { task: Some(task), fields, .. }
                if acts.contains(task) && !fields.is_empty());
            let evaluates = whistle.assessments.iter().any(|a| a.event == event.number);
            by_post && !evaluates && until.is_none_or(|until| event.recorded_at <= until)
        });
        papers.filter_map(|event| self.shown(event)).collect()
    }

    fn assessments(&self, whistle: &Whistle) -> Vec<AssessmentView> {
        let shown = whistle.assessments.iter().filter_map(|assessment| {
            // What the reader's story does not show, the panel does not either.
            let event = self.event(assessment.event)?;
            event.fields.iter().find(|field| assessment.field == *field.key.as_str())?;
            let form = self.at.playbook.forms.get(&assessment.form)?;
            let field = form.fields.iter().find(|field| field.key == assessment.field)?;
            let FieldKind::Choice(choices) = &field.kind else { return None };
            let (_, answer) = choices.iter().find(|(key, _)| *key == assessment.choice)?;
            Some(AssessmentView {
                of: assessment.of,
                asked: field.label.clone(),
                answer: answer.clone(),
                best: assessment.best,
                by: assessment.by.as_ref().map(|holder| self.lookup.holder(holder)),
                at: assessment.at,
            })
        });
        shown.collect()
    }
}
