//! What a whistle is, and how far each of its parties is.

use linli_kernel::Moment;
use linli_playbook::{
    Name,
    engine::{CloseReason, Holder, Rating, TaskNumber},
    model::{Assessed, WhistlePart},
};
use serde::{Deserialize, Serialize};

/// One whistle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whistle {
    /// The number of the event by which it was blown: its name in the case.
    pub event: u32,
    /// The step that was entered.
    pub step: Name,
    /// The level that answers for it.
    pub level: Name,
    /// When it was blown.
    pub at: Moment,
    /// The post that blew it, or whose time was over; `None` where it had no post.
    pub by: Option<Holder>,
    /// Whether it was blown because somebody's time was over.
    pub by_clock: bool,
    /// The event with the form that was filled in for it (吹哨单).
    pub slip: Option<u32>,
    /// Until when the step in which the case is has to be done, as long as it is open.
    pub due: Moment,
    /// Whether a step's time was over while it was open.
    pub late: bool,
    /// Everybody who was called, in order.
    pub parties: Vec<Party>,
    /// When the result was fed back, unless work went on since.
    pub fed_back: Option<Moment>,
    /// Since when nothing has to be done for it: fed back, or the case ended or was whistled for
    /// again.
    pub ended: Option<Moment>,
    /// How both sides were assessed, in order.
    pub assessments: Vec<Assessment>,
    /// What raisers and representatives said of the result.
    pub ratings: Vec<Rating>,
}

/// The part that a party has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// 主办.
    Lead,
    /// 协办.
    Assist,
    /// 督导: watches and remarks, is not asked to answer.
    Supervise,
}

/// One party of a whistle: one demand on one body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Its task in the case.
    pub task: TaskNumber,
    /// Who.
    pub holder: Holder,
    /// Its part.
    pub part: Part,
    /// The step that asked it.
    pub step: Name,
    /// What that step is of the whistle.
    pub phase: WhistlePart,
    /// When it was asked.
    pub asked: Moment,
    /// Until when it had to accept or object; `None` where it is not asked to.
    pub answer_by: Option<Moment>,
    /// When it answered by its own word: accepted, objected or reported.
    pub answered: Option<Moment>,
    /// Whether its silence counts as accepted.
    pub silent: bool,
    /// Its objections, in order.
    pub objections: Vec<Objection>,
    /// Until when it has to be done.
    pub due: Moment,
    /// Whether it was found late.
    pub late: bool,
    /// What it reported, with the event, when it did.
    pub reported: Option<ReportedAs>,
    /// When and why its task was closed.
    pub closed: Option<(Moment, CloseReason)>,
}

/// What a party reported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportedAs {
    /// The outcome, or the engine's `done`.
    pub action: Name,
    /// The event.
    pub event: u32,
}

/// A party's objection, with its review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objection {
    /// When.
    pub at: Moment,
    /// The event with its ground.
    pub event: u32,
    /// When it was decided, whether it was upheld, and by which event; `None`: not yet.
    pub decided: Option<(Moment, bool, u32)>,
}

/// How one side was assessed: a choice of a field that the playbook marks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// Which side.
    pub of: Assessed,
    /// The form.
    pub form: Name,
    /// The field.
    pub field: Name,
    /// What was chosen.
    pub choice: Name,
    /// Whether that is the best choice.
    pub best: bool,
    /// Acting as whom.
    pub by: Option<Holder>,
    /// When.
    pub at: Moment,
    /// The event.
    pub event: u32,
}

/// How far a party is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PartyState {
    /// It has not answered yet.
    Asked,
    /// Its objection waits for review.
    Objecting,
    /// It works.
    Working,
    /// It watches.
    Watching,
    /// It has done its part.
    Done,
    /// The lead was finished before.
    Released,
    /// Another took its place.
    Replaced,
    /// The case went on without it.
    Passed,
}

impl Party {
    /// How far it is.
    #[must_use]
    pub fn state(&self) -> PartyState {
        match self.closed {
            Some((_, CloseReason::Done)) => PartyState::Done,
            Some((_, CloseReason::Released)) => PartyState::Released,
            Some((_, CloseReason::Replaced)) => PartyState::Replaced,
            Some((_, CloseReason::Superseded | CloseReason::Expired | CloseReason::Unanswered)) => {
                PartyState::Passed
            }
            None if self.part == Part::Supervise => PartyState::Watching,
            None if self.objections.last().is_some_and(|last| last.decided.is_none()) => {
                PartyState::Objecting
            }
            None if self.answer_by.is_some() && self.answered.is_none() && !self.silent => {
                PartyState::Asked
            }
            None => PartyState::Working,
        }
    }

    /// When it was done.
    #[must_use]
    pub fn done(&self) -> Option<Moment> {
        self.closed.filter(|(_, reason)| *reason == CloseReason::Done).map(|(at, _)| at)
    }

    /// Whether it is or was late at a moment: in answering, or in its work.
    #[must_use]
    pub fn is_late(&self, now: Moment) -> bool {
        let until = self.closed.map_or(now, |(at, _)| at);
        let answered_late = self.answer_by.is_some_and(|by| self.answered.unwrap_or(until) > by);
        self.part != Part::Supervise
            && (self.late || self.silent || answered_late || until > self.due)
    }
}

impl Whistle {
    /// Whether somebody still has something to do for it.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.ended.is_none()
    }

    /// Whether an objection of a party was upheld: the wrong one was called.
    #[must_use]
    pub fn is_wrong(&self) -> bool {
        let objections = self.parties.iter().flat_map(|party| &party.objections);
        objections.filter_map(|objection| objection.decided).any(|(_, upheld, _)| upheld)
    }

    /// The next clock that runs: the earliest answer that is awaited, or the step's.
    #[must_use]
    pub fn next_due(&self) -> Moment {
        let asked = self.parties.iter().filter(|party| party.state() == PartyState::Asked);
        let answers = asked.filter_map(|party| party.answer_by);
        answers.chain([self.due]).min().unwrap_or(self.due)
    }

    /// Whether it is late at a moment, or was when it ended.
    #[must_use]
    pub fn is_late(&self, now: Moment) -> bool {
        self.late || (self.is_open() && self.due < now)
    }
}
