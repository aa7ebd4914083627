//! What comes out: events for the history, effects for the outbox, or a refusal.

use std::collections::{BTreeMap, BTreeSet};

use linli_kernel::{Deadline, Limit, Moment, OrganisationId, PersonId, PhotoId};
use serde::{Deserialize, Serialize};

use super::{Actor, Case, Fields, Holder, Opening, Task, TaskKind, TaskNumber, TextRef};
pub use crate::model::Visibility;
use crate::model::{Name, Publicity};

/// One thing that happened. Immutable; holds ids, codes and hashes, never free text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Its number in the case, from 1 up.
    pub number: u32,
    /// Who did it.
    pub actor: Actor,
    /// When it was written down.
    pub recorded_at: Moment,
    /// When it was due, for what a clock did; a late tick writes an earlier moment here.
    pub due_at: Option<Moment>,
    /// Who may read it.
    pub visibility: Visibility,
    /// What happened.
    pub body: EventBody,
}

/// Why a task was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CloseReason {
    /// Its holder did it.
    Done,
    /// The lead finished; the help is no longer needed.
    Released,
    /// Another party took its place.
    Replaced,
    /// The case moved on without it.
    Superseded,
    /// Its time is over.
    Expired,
    /// It asked for the answer to an instruction, and its time was over without one. Events of
    /// older programs hold one of the reasons above for that: [`left_unanswered`] tells.
    Unanswered,
}

/// When a task's holder is reminded and until when a party must answer, where that moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskMoments {
    /// The task.
    pub task: TaskNumber,
    /// When to remind now.
    pub remind_at: Option<Moment>,
    /// Until when it must be accepted or objected to now.
    pub answer_by: Option<Deadline>,
}

/// What happened (version 1 of each; a changed meaning is a new variant).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "event")]
pub enum EventBody {
    /// The case began.
    Opened {
        /// As asked for.
        opening: Box<Opening>,
        /// On which playbook.
        playbook: (Name, u32),
        /// The publicity that holds.
        publicity: Publicity,
        /// The overall deadline.
        due: Deadline,
    },
    /// A step was entered.
    Entered {
        /// Which.
        step: Name,
        /// The level that answers for it now.
        level: Name,
        /// Its deadline.
        due: Deadline,
        /// What the deadline was computed from.
        limit: Option<Limit>,
    },
    /// A task was opened.
    TaskOpened {
        /// The whole task.
        task: Box<Task>,
    },
    /// A task was closed.
    TaskClosed {
        /// Which.
        task: TaskNumber,
        /// Why.
        reason: CloseReason,
    },
    /// Somebody did something: an outcome, an aside, an answer. Consequences follow as events of
    /// their own.
    Acted {
        /// On which task.
        task: Option<TaskNumber>,
        /// In which step.
        step: Name,
        /// The action's name.
        action: Name,
        /// What was filled in.
        fields: Fields,
    },
    /// A party took its task on; by silence if the actor is the clock.
    Accepted {
        /// Its task.
        task: TaskNumber,
    },
    /// A party's objection was overruled.
    Overruled {
        /// The party.
        party: OrganisationId,
        /// Its task.
        task: TaskNumber,
    },
    /// Somebody took on what is offered.
    Claimed {
        /// On which invitation; `None` for a resident, whom nobody invited by name.
        task: Option<TaskNumber>,
        /// In which step.
        step: Name,
        /// Who.
        by: Holder,
        /// Whether it alone decides the offer: then what was filled in is said of the case.
        alone: bool,
        /// What was filled in.
        fields: Fields,
    },
    /// Somebody does not take it on. No figure counts it.
    OfferDeclined {
        /// On which invitation.
        task: TaskNumber,
        /// Why, if they said.
        fields: Fields,
    },
    /// A claim was taken back before the offer was over.
    ClaimWithdrawn {
        /// On which invitation.
        task: TaskNumber,
        /// Whose.
        by: Holder,
    },
    /// The offer begins anew: earlier claims no longer count.
    ClaimsLapsed,
    /// A reminder was due.
    Reminded {
        /// The task.
        task: TaskNumber,
    },
    /// A task is late.
    Late {
        /// The task.
        task: TaskNumber,
    },
    /// A step's time is over and its rule was applied.
    StepLate {
        /// The step.
        step: Name,
    },
    /// The overall time is over.
    OverallLate,
    /// The same step went up to the next level.
    Escalated {
        /// From.
        from: Name,
        /// To.
        to: Name,
        /// The step's deadline, counted anew.
        due: Deadline,
        /// What the deadline was computed from.
        limit: Option<Limit>,
    },
    /// The holders of a late step were instructed by the post above (督办); the step goes on.
    Instructed {
        /// Until when the step has to be finished now.
        due: Deadline,
    },
    /// A bound was used up and its exit taken.
    Exhausted {
        /// The step that could not be entered again.
        step: Name,
    },
    /// The clock stands still.
    Paused {
        /// Until at most.
        until: Deadline,
    },
    /// The clock runs again with these deadlines.
    Resumed {
        /// The case's.
        due: Deadline,
        /// The step's.
        step_due: Deadline,
        /// The tasks'.
        tasks: Vec<(TaskNumber, Deadline)>,
        /// What else of tasks moved; `None` in events from before it was kept: reminders and
        /// answers moved by as much as their task's deadline.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        moments: Option<Vec<TaskMoments>>,
    },
    /// A deadline was set anew: extended, or recomputed after a calendar import.
    Redated {
        /// Why, as a code (`extended`, `calendar`).
        reason: Name,
        /// How much more time was granted, if it was.
        extension: Option<Limit>,
        /// The task of whoever asked for it; `None` in events from before it was kept: every clock
        /// that ran then moved.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        of: Option<TaskNumber>,
        /// The case's.
        due: Deadline,
        /// The step's.
        step_due: Deadline,
        /// The tasks'.
        tasks: Vec<(TaskNumber, Deadline)>,
        /// What else of tasks moved; `None` in events from before it was kept: reminders and
        /// answers moved by as much as their task's deadline.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        moments: Option<Vec<TaskMoments>>,
    },
    /// A task's demand stays but its actions or fields changed.
    TaskChanged {
        /// The task as it is now; its version is one higher.
        task: Box<Task>,
    },
    /// A rating came in.
    Rated {
        /// As a representative.
        representative: bool,
        /// The answer.
        answer: Name,
        /// Points of 100; `None` for "not solved".
        points: Option<u32>,
        /// Taken down by staff (代评).
        by_staff: bool,
        /// The channel of a revisit.
        channel: Option<Name>,
    },
    /// The result was published.
    Published {
        /// How widely.
        publicity: Publicity,
        /// The parts.
        parts: Fields,
        /// Open for objections until.
        until: Option<Deadline>,
    },
    /// Publicity was lowered (or raised with the raiser's consent).
    PublicityChanged {
        /// To.
        to: Publicity,
    },
    /// The raiser's words, and with them the published story, were taken out of public view.
    Hidden {
        /// Why, one of [`HIDING_REASONS`](super::HIDING_REASONS).
        reason: Name,
    },
    /// They are in public view again.
    Shown,
    /// Another matter was merged into this one.
    Merged {
        /// Its raisers.
        raisers: Vec<PersonId>,
        /// Those of them without an account.
        without_account: BTreeSet<PersonId>,
    },
    /// One of several raisers took it back; the case goes on for the others.
    RaiserLeft {
        /// Who.
        raiser: PersonId,
    },
    /// The raiser urged (催办).
    Urged,
    /// The raisers were told that there is news in this stage.
    ProgressTold,
    /// Words or photos were added.
    Supplemented {
        /// The words.
        text: Option<TextRef>,
        /// The photos.
        photos: Vec<PhotoId>,
    },
    /// The raiser is told that it ends without being solved; its end follows.
    Told {
        /// Who refused, and the second person who agreed.
        by: Vec<Actor>,
    },
    /// The case ended.
    Ended {
        /// The end's name.
        end: Name,
    },
    /// An ended case is taken up again: the time since its end was a pause, and is not its own. The
    /// event that opens it follows.
    TakenUp {
        /// The case's deadline.
        due: Deadline,
    },
    /// An ended case was opened again by a granted review.
    Reopened,
    /// An ended case was opened again for the mediation that its refusal left open.
    MediationAsked,
    /// The case moved to another version of its playbook.
    Moved {
        /// To.
        version: u32,
    },
}

/// The instructions that nobody answered in time, by the whole history of a case.
#[must_use]
pub fn left_unanswered(events: &[Event]) -> BTreeSet<TaskNumber> {
    let mut asked: BTreeMap<TaskNumber, Moment> = BTreeMap::new();
    let mut left = BTreeSet::new();
    for event in events {
        match &event.body {
            EventBody::TaskOpened { task } if task.kind == TaskKind::Reply => {
                asked.insert(task.number, task.due.at);
            }
            EventBody::Resumed { tasks, .. } | EventBody::Redated { tasks, .. } => {
                for (task, due) in tasks {
                    asked.entry(*task).and_modify(|at| *at = due.at);
                }
            }
            EventBody::TaskClosed { task, reason } => {
                // Programs before `Unanswered` said of these only why they were closed.
                let over = || asked.get(task).is_some_and(|due| *due <= event.recorded_at);
                let unanswered = match reason {
                    CloseReason::Unanswered => true,
                    CloseReason::Done => false,
                    CloseReason::Released
                    | CloseReason::Replaced
                    | CloseReason::Superseded
                    | CloseReason::Expired => over(),
                };
                left.extend(unanswered.then_some(*task));
            }
            _ => {}
        }
    }
    left
}

/// Whom an effect is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// Every raiser.
    Raisers,
    /// One holder.
    Holder(Holder),
}

/// What the shell does afterwards, at least once, from the outbox.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "effect")]
pub enum Effect {
    /// Tell somebody.
    Notify {
        /// Whom.
        to: Audience,
        /// The message's name in the catalogue.
        message: Name,
    },
    /// Answer the system that the order came from.
    ReplyExternal {
        /// Which system.
        system: Name,
    },
}

/// What was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The case as it is now.
    pub case: Case,
    /// What happened, in order.
    pub events: Vec<Event>,
    /// What the shell does afterwards.
    pub effects: Vec<Effect>,
}
