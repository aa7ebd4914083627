//! Lists of cases and tasks.

use linli_app::matter;
use serde::Serialize;
use utoipa::ToSchema;

use super::matter::end_kind;
use crate::api::word::{Label, Time, labelled};

/// One matter in a list.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct MatterLine {
    /// Its id.
    id: String,
    /// Its number.
    number: String,
    /// The beginning of the words; null once erased or hidden.
    excerpt: Option<String>,
    /// What it is about.
    category: Option<Label>,
    /// Where, as far as the caller may know.
    address: String,
    /// The stage.
    stage: String,
    /// Its words.
    stage_label: Option<Label>,
    /// Which of the stages it is, from 1.
    position: usize,
    /// How many stages there are.
    positions: usize,
    /// The step.
    step: String,
    /// Whether it is open.
    open: bool,
    /// What it waits for the caller to do, in the list of their own: `answer` or `rate`.
    asked: Option<&'static str>,
    /// How it ended: `rated`, `unrated`, `told` or `withdrawn`.
    end: Option<&'static str>,
    /// Whether it was merged into another matter and goes on there.
    merged: bool,
    /// The beginning of what was done, in lists of published matters only; null once erased.
    result: Option<String>,
    /// The promised time.
    due: Time,
    /// Whether that is over.
    late: bool,
    /// When it was opened.
    opened_at: Time,
    /// When its result was published first, in lists of published matters only.
    published_at: Option<Time>,
}

impl From<matter::ListLine> for MatterLine {
    fn from(line: matter::ListLine) -> Self {
        Self {
            id: line.id.to_string(),
            number: line.number,
            excerpt: line.excerpt,
            category: labelled(line.category),
            address: line.address,
            stage: line.stage.to_string(),
            stage_label: labelled(line.stage_label),
            position: line.position.0,
            positions: line.position.1,
            step: line.step.to_string(),
            open: line.open,
            asked: line.asked.map(matter::Asked::word),
            end: line.end.map(end_kind),
            merged: line.merged,
            result: line.result,
            due: line.due.into(),
            late: line.late,
            opened_at: line.opened_at.into(),
            published_at: line.published_at.map(Time::from),
        }
    }
}

/// A page of a list of matters.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Matters {
    /// The matters, newest first.
    items: Vec<MatterLine>,
    /// Where the next page begins, to be sent as `after`.
    next: Option<String>,
}

impl From<matter::Lines> for Matters {
    fn from(lines: matter::Lines) -> Self {
        let items = lines.items.into_iter().map(MatterLine::from).collect();
        Self { items, next: lines.next }
    }
}

/// One open task.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Task {
    /// The task, to be named in an action.
    task: u32,
    /// Its kind.
    kind: String,
    /// Until when it is to be done: its own deadline, or the promised time of the whole matter where
    /// that comes first.
    task_due: Time,
    /// Whether that is over, or the task was late before it got more time.
    task_late: bool,
    /// To whom the caller's organisation gave it inside: a section or a person.
    given: Option<String>,
    /// Whether an answer waits for review there.
    in_review: bool,
    /// The matter.
    #[serde(flatten)]
    line: MatterLine,
}

/// How many open tasks of one kind. Counting stops at 1,000.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct TaskCount {
    /// The kind.
    kind: String,
    /// Open; at most 1,000.
    open: i64,
    /// Of all that are open, late; at most 1,000.
    late: i64,
    /// Whether more are open than were counted.
    more: bool,
}

/// A page of the caller's queue.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Tasks {
    /// The tasks, earliest deadline first.
    items: Vec<Task>,
    /// Where the next page begins, to be sent as `after`.
    next: Option<String>,
    /// How many open tasks there are by kind.
    counts: Vec<TaskCount>,
}

impl From<matter::Queue> for Tasks {
    fn from(queue: matter::Queue) -> Self {
        let task = |line: matter::QueueLine| Task {
            task: line.task.0,
            kind: line.kind,
            task_due: line.task_due.into(),
            task_late: line.task_late,
            in_review: line.inside.as_ref().is_some_and(|inside| inside.waits),
            given: line.inside.and_then(|inside| inside.given),
            line: line.line.into(),
        };
        let count = |count: matter::QueueCount| TaskCount {
            kind: count.kind,
            open: count.open,
            late: count.late,
            more: count.more,
        };
        Self {
            items: queue.items.into_iter().map(task).collect(),
            next: queue.next,
            counts: queue.counts.into_iter().map(count).collect(),
        }
    }
}
