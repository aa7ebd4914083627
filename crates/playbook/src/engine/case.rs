//! The state of one case, as the engine sees it.

use std::collections::{BTreeMap, BTreeSet};

use linli_kernel::{Deadline, Limit, Moment, OrganisationId, PersonId, PlaceId};
use serde::{Deserialize, Serialize};

use super::{Actor, External, Fields};
use crate::model::{EndState, Name, Playbook, Publicity, Step, StepKind};

/// Who a task waits for: a queue or a person, never a named officer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Holder {
    /// Whoever has this role at this place.
    Post {
        /// The role.
        role: Name,
        /// The place.
        place: PlaceId,
    },
    /// The staff of an organisation.
    Organisation(OrganisationId),
    /// One person: a raiser or a rater.
    Person(PersonId),
}

/// The number of a task in its case, from 1 up; `(case, number)` names it everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TaskNumber(pub u32);

/// One open demand on one holder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Its number.
    pub number: TaskNumber,
    /// What is demanded.
    pub kind: TaskKind,
    /// The step that opened it.
    pub step: Name,
    /// Of whom.
    pub holder: Holder,
    /// When it was opened.
    pub opened_at: Moment,
    /// Until when, and how that was counted.
    pub due: Deadline,
    /// The limit that `due` was computed from, for pauses and new calendars; `None` for a date.
    pub limit: Option<Limit>,
    /// Changes only when its actions or their fields change; what a form carries.
    pub version: u32,
    /// Until when a party must accept or object; silence past it counts as accepted, and late.
    pub answer_by: Option<Deadline>,
    /// Since when `answer_by` counts; `None` where nobody is asked, and in rows from before it was
    /// kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_at: Option<Moment>,
    /// When to remind, unless that happened or is not wanted.
    pub remind_at: Option<Moment>,
    /// Whether it was found late.
    pub late: bool,
}

/// What a task demands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TaskKind {
    /// Choose an outcome.
    Act,
    /// Name the lead and the assisting parties.
    Assign,
    /// Work as the lead.
    Lead {
        /// Whether it said so (or was silent past the limit).
        accepted: bool,
        /// The row of the minutes that it came from.
        item: Option<u32>,
    },
    /// Help.
    Assist {
        /// Whether it said so (or was silent past the limit).
        accepted: bool,
    },
    /// Watch and remark.
    Supervise,
    /// Decide a party's objection.
    Review {
        /// The objecting party's task.
        of: TaskNumber,
    },
    /// Rate as a raiser or representative.
    Rate {
        /// Whether as a representative.
        representative: bool,
    },
    /// Ask a raiser in person, by telephone or on paper, and take the rating down.
    Revisit {
        /// Whom; `None` for what staff found themselves: somebody else inspects the result.
        raiser: Option<PersonId>,
    },
    /// The raiser is asked something; the clock stands still.
    Answer,
    /// Approve what another holder wants (an extension, a suspension, a refusal by two persons).
    Approve {
        /// The task whose holder asked.
        of: TaskNumber,
        /// The action that waits.
        action: Name,
        /// What was filled in.
        fields: Fields,
        /// Who asked: approval must come from another person.
        asked_by: Actor,
    },
    /// Claim what is offered, or decline 谢绝. Nobody owes it: it is never late.
    Invitation {
        /// Whether it was claimed and the offer still goes on: the claim can be withdrawn.
        claimed: bool,
    },
    /// Answer an instruction (督办).
    Reply,
    /// Decide a request for review of a refusal.
    ReviewRefusal,
}

/// Open or ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// In a step.
    Open,
    /// At an end.
    Ended {
        /// The end's name.
        end: Name,
        /// When.
        at: Moment,
    },
}

/// The step that a case is in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenStep {
    /// Its name.
    pub key: Name,
    /// Which entry of the case into any step this is, from 1 up.
    pub entry: u32,
    /// When it was entered.
    pub entered_at: Moment,
    /// When its clock began: on entering, or when it climbed a level since.
    pub clock_from: Moment,
    /// Its own clock.
    pub due: Deadline,
    /// The limit that `due` was computed from.
    pub limit: Option<Limit>,
    /// Whether the lateness of this entry was handled.
    pub late_handled: bool,
    /// The parties' work, in a dispatch.
    pub dispatching: Option<Dispatching>,
    /// How often its holder was instructed because of lateness (督办) in this entry.
    pub supervised: u32,
    /// Ratings so far in this entry; those of earlier entries stand in [`Case::ratings`].
    pub ratings: Vec<Rating>,
}

/// One answer to "is it solved?".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// In which entry of the case into a step it was given.
    #[serde(default)]
    pub entry: u32,
    /// By a representative, beside the raisers.
    pub representative: bool,
    /// Points of 100; `None` for "not solved".
    pub points: Option<u32>,
    /// Taken down by staff (代评).
    pub by_staff: bool,
    /// When it was given.
    #[serde(default)]
    pub at: Moment,
}

/// How a request for review of a refusal was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// When.
    pub at: Moment,
    /// Whether the case was taken up again.
    pub granted: bool,
}

/// The state of a dispatch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispatching {
    /// What the leads reported so far: task and outcome.
    pub reported: BTreeMap<TaskNumber, Name>,
    /// Who reported it, in order.
    #[serde(default)]
    pub reported_by: Vec<Actor>,
    /// Parties whose objection was overruled: they may not object again.
    pub overruled: BTreeSet<OrganisationId>,
}

/// What somebody took on in an offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Who.
    pub by: Holder,
}

/// A clock that stands still.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// Since when.
    pub since: Moment,
    /// When it runs again by itself.
    pub until: Deadline,
}

/// Something that moved the clocks of a case; kept so that a deadline can be computed again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Adjustment {
    /// The clocks stood still.
    Paused {
        /// From.
        from: Moment,
        /// To.
        to: Moment,
    },
    /// More time was granted.
    Extended {
        /// When.
        at: Moment,
        /// The entry of the step that it was granted for.
        entry: u32,
        /// How much.
        by: Limit,
        /// The task whose holder asked for it; `None` in rows from before it was kept: every clock
        /// that ran then moved.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        of: Option<TaskNumber>,
        /// The step that whoever asked holds, and whose own clock moved with the task; `None` for
        /// one of several parties, each of whom has its own row of the minutes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        step: Option<Name>,
        /// Whether the step has to be finished later, and so the whole may be.
        #[serde(default)]
        whole: bool,
    },
}

/// One case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// The playbook version that it began with and keeps.
    pub playbook: (Name, u32),
    /// The process.
    pub process: Name,
    /// What it was opened as.
    pub opens: Name,
    /// Through which channel.
    pub channel: Name,
    /// The class of publicity.
    pub class: Name,
    /// How widely it is told now.
    pub publicity: Publicity,
    /// Why its words and story are out of public view, if they are.
    #[serde(default)]
    pub hidden: Option<Name>,
    /// How urgent.
    pub urgency: Name,
    /// Where.
    pub place: PlaceId,
    /// Who raised it; empty for what staff found themselves, several after a merge.
    pub raisers: Vec<PersonId>,
    /// Whose words it was opened with, also after they left; `None` for what staff found, and in
    /// rows from before this was kept. To be read by [`Case::first_raiser`].
    #[serde(default)]
    pub opened_for: Option<PersonId>,
    /// Raisers who had no account when their matter came in. Whether they can be asked through the
    /// program now is a fact of each decision: [`Facts::reachable`](super::Facts::reachable).
    pub without_account: BTreeSet<PersonId>,
    /// The post that found it, if staff did; it never accepts the result.
    pub found_by: Option<Holder>,
    /// Whom it is about: they neither hold, rate nor see it.
    pub recused: BTreeSet<Holder>,
    /// An order from another system.
    pub external: Option<External>,
    /// Open or ended.
    pub status: Status,
    /// The level that answers for it now.
    pub level: Name,
    /// Every level that ever answered for it.
    #[serde(default)]
    pub levels: BTreeSet<Name>,
    /// The current step; the last one when ended.
    pub step: OpenStep,
    /// Open tasks by number.
    pub tasks: BTreeMap<TaskNumber, Task>,
    /// The number that the next task gets.
    pub next_task: TaskNumber,
    /// How often each step was entered.
    pub entered: BTreeMap<Name, u32>,
    /// The overall clock.
    pub due: Deadline,
    /// When it was opened.
    pub opened_at: Moment,
    /// When the result was told, unless work went on since: the overall clock counts until then,
    /// because the time that readers and raisers take to answer is not the handlers'.
    #[serde(default)]
    pub answered_at: Option<Moment>,
    /// Whether the overall lateness was told.
    pub late: bool,
    /// A clock that stands still.
    pub paused: Option<Pause>,
    /// Pauses and extensions so far, in order.
    pub adjustments: Vec<Adjustment>,
    /// When the case was in each step it has left: from and to.
    pub visits: BTreeMap<Name, Vec<(Moment, Moment)>>,
    /// Extensions granted, by step.
    pub extended: BTreeMap<Name, u32>,
    /// The latest handling holder.
    pub last_holder: Option<Holder>,
    /// Everybody who ever held a task of it, except those who only asked, rated or answered, and
    /// whoever's claim stood when its offer was over.
    pub former_holders: BTreeSet<Holder>,
    /// The people who found it or acted on a task by which it was handled, under whatever post: none
    /// of them accepts the result, whichever other post they have.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub handled_by: BTreeSet<PersonId>,
    /// Who told the raiser that it ends without being solved, every lead of a dispatch that reported
    /// included, and the second person who agreed; none of them reviews it. Empty unless the case stands at an end of kind `told`.
    #[serde(default)]
    pub told_by: Vec<Actor>,
    /// Every review of a refusal that was decided, in order.
    #[serde(default)]
    pub reviews: Vec<Review>,
    /// Fields whose choice, and with it the ground of a refusal, the latest granted review lifted
    /// and nobody gave again since. `None` where no review was granted, and in rows from before it
    /// was kept: there a granted review lifts every ground.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifted: Option<BTreeSet<Name>>,
    /// Every answer ever given, of every rating that the case went through, in order: what was not
    /// solved at first stays counted after it was put right.
    #[serde(default)]
    pub ratings: Vec<Rating>,
    /// Who claimed in the latest entry of each offer, in order; withdrawn claims are gone.
    #[serde(default)]
    pub claims: BTreeMap<Name, Vec<Claim>>,
    /// A request for review was denied: the end is final.
    pub final_end: bool,
    /// When it was urged last.
    pub urged_at: Option<Moment>,
    /// In which step the raisers were last told that there is news on the way.
    #[serde(default)]
    pub progress_told: Option<Name>,
    /// Values given so far, by field, the latest of each.
    pub values: Fields,
    /// Sequence number of the latest event.
    pub last_event: u32,
}

/// Until when a task is to be done, with the promise of the whole case in mind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskTime {
    /// The last moment in time.
    pub due: Moment,
    /// Whether that was missed.
    pub late: bool,
}

impl Case {
    /// The step that it is in, as the playbook declares it.
    #[must_use]
    pub fn step_in<'p>(&self, playbook: &'p Playbook) -> Option<&'p Step> {
        playbook.process(&self.process)?.steps.get(&self.step.key)
    }

    /// Who raised it first, and so whose words, photos and place it was opened with: the same
    /// person for good, whoever joins by a merger or leaves.
    #[must_use]
    pub fn first_raiser(&self) -> Option<PersonId> {
        // Only what staff found or another system ordered can come without a raiser.
        let raised = self.found_by.is_none() && self.external.is_none();
        self.opened_for.or_else(|| self.raisers.first().copied().filter(|_| raised))
    }

    /// Whether a person raised it first and did not leave.
    #[must_use]
    pub fn is_first_raiser(&self, person: PersonId) -> bool {
        self.first_raiser() == Some(person) && self.raisers.contains(&person)
    }

    /// The end that it came to, as the playbook declares it; `None` while it is open, and for a
    /// merged one, whose end is the engine's own.
    #[must_use]
    pub fn end_in<'p>(&self, playbook: &'p Playbook) -> Option<&'p EndState> {
        let Status::Ended { end, .. } = &self.status else { return None };
        playbook.process(&self.process)?.ends.get(end)
    }

    /// Whether its result is being told or rated, or was rated before.
    #[must_use]
    pub fn told(&self, playbook: &Playbook) -> bool {
        let told = |step: &Step| matches!(step.kind, StepKind::Publish(_) | StepKind::Rate(_));
        !self.ratings.is_empty() || self.step_in(playbook).is_some_and(told)
    }

    /// Whether the promised time still runs: until those who raised it are asked what they think.
    #[must_use]
    pub fn promise_runs(&self) -> bool {
        self.status == Status::Open && self.answered_at.is_none()
    }

    /// Until when an open task of this case is to be done: its own time, or the promised time of the
    /// whole where that comes first.
    #[must_use]
    pub fn time_of(&self, task: &Task) -> TaskTime {
        let promised = self.promise_runs() && super::tick::owed(task);
        TaskTime {
            due: if promised { task.due.at.min(self.due.at) } else { task.due.at },
            late: task.late || (promised && self.late),
        }
    }

    /// The earliest moment at which a tick has something to do.
    #[must_use]
    pub fn next_due(&self) -> Option<Moment> {
        super::tick::pending(self).map(|(at, _)| at)
    }

    /// How many refusals a review has overturned.
    #[must_use]
    pub fn overturned(&self) -> usize {
        self.reviews.iter().filter(|review| review.granted).count()
    }
}
