//! Instructions by a post above, each with the step that it was about and whoever had to answer it
//! then: also after they answered and the case went on.

use linli_kernel::Moment;
use linli_playbook::{
    engine::{Event, EventBody, OwnField, Task, TaskKind},
    model::Label,
};

use super::story::{ActorView, EventView, Lookup};

/// An instruction as its reader reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstructionView {
    /// What was written, by whom and when.
    pub told: EventView,
    /// The words of the step in which it was given.
    pub step: Option<Label>,
    /// Whoever had to answer it; nobody where nobody was at work.
    pub to: Vec<ActorView>,
    /// Until when they had to.
    pub reply_by: Option<Moment>,
}

/// Whether an event carries the words of an instruction.
pub(super) fn instructs(event: &EventView) -> bool {
    event.fields.iter().any(|field| field.key == OwnField::Instruction.as_str())
}

/// The instructions among what the reader reads, in order.
pub(super) fn instructions<'e>(
    lookup: &Lookup<'_>,
    events: &[Event],
    read: impl Iterator<Item = &'e EventView>,
) -> Vec<InstructionView> {
    let mut found: Vec<InstructionView> = Vec::new();
    for told in read.filter(|event| instructs(event)) {
        if found.iter().any(|known| known.told.number == told.number) {
            continue;
        }
        let before = events.iter().rev().skip_while(|event| event.number >= told.number);
        let step = before.filter_map(entered).next().and_then(|step| lookup.step_label(step));
        let asked = asked(events, told.number);
        found.push(InstructionView {
            told: told.clone(),
            step,
            to: asked.iter().map(|task| lookup.holder(&task.holder)).collect(),
            reply_by: asked.iter().map(|task| task.due.at).min(),
        });
    }
    found
}

const fn entered(event: &Event) -> Option<&linli_playbook::Name> {
    match &event.body {
        EventBody::Entered { step, .. } => Some(step),
        _ => None,
    }
}

/// The answers that an instruction demanded: opened in one breath with it.
fn asked(events: &[Event], instruction: u32) -> Vec<&Task> {
    let after = events.iter().skip_while(|event| event.number <= instruction);
    let breath = after.take_while(|event| {
        matches!(event.body, EventBody::TaskOpened { .. } | EventBody::TaskClosed { .. })
    });
    let replies = breath.filter_map(|event| match &event.body {
        EventBody::TaskOpened { task } if task.kind == TaskKind::Reply => Some(task.as_ref()),
        _ => None,
    });
    replies.collect()
}
