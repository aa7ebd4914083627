//! What a story refers to: ids of texts and organisations, and who stands behind an event.

use std::collections::{BTreeMap, BTreeSet};

use linli_kernel::{OrganisationId, PersonId, TextId};
use linli_playbook::{
    Name,
    engine::{
        Actor, Case, Event, EventBody, Fields, Holder, Own, Task, TaskKind, TaskNumber, Value,
    },
};

/// Ids of texts and organisations that events refer to.
#[derive(Default)]
pub(super) struct References {
    pub(super) texts: BTreeSet<TextId>,
    pub(super) organisations: BTreeSet<OrganisationId>,
}

impl References {
    pub(super) fn event(&mut self, event: &Event) {
        self.actor(&event.actor);
        match &event.body {
            EventBody::Acted { fields, .. }
            | EventBody::OfferDeclined { fields, .. }
            | EventBody::Published { parts: fields, .. } => self.fields(fields),
            EventBody::Claimed { by, fields, .. } => {
                self.holder(by);
                self.fields(fields);
            }
            EventBody::Supplemented { text: Some(text), .. } => drop(self.texts.insert(text.id)),
            EventBody::TaskOpened { task } => {
                self.holder(&task.holder);
                if let TaskKind::Approve { asked_by, .. } = &task.kind {
                    self.actor(asked_by);
                }
            }
            _ => {}
        }
    }

    pub(super) fn task(&mut self, task: &Task) {
        self.holder(&task.holder);
        if let TaskKind::Approve { fields, asked_by, .. } = &task.kind {
            self.fields(fields);
            self.actor(asked_by);
        }
    }

    pub(super) fn holder(&mut self, holder: &Holder) {
        if let Holder::Organisation(id) = holder {
            self.organisations.insert(*id);
        }
    }

    fn actor(&mut self, actor: &Actor) {
        if let Actor::Person { acting: Some(holder), .. } = actor {
            self.holder(holder);
        }
    }

    fn fields(&mut self, fields: &Fields) {
        for value in fields.values() {
            match value {
                Value::Text(text) => drop(self.texts.insert(text.id)),
                Value::Party(id) => drop(self.organisations.insert(*id)),
                Value::Parties(ids) => self.organisations.extend(ids),
                Value::Items(items) => items.iter().for_each(|item| self.fields(item)),
                _ => {}
            }
        }
    }
}

/// What took effect only when a second person agreed: the event's number, and whose doing it is.
/// The engine writes it down when that person agrees, and with them as its actor.
pub(super) fn agreed(events: &[Event]) -> BTreeMap<u32, Actor> {
    let mut asked: BTreeMap<TaskNumber, (&Name, &Actor)> = BTreeMap::new();
    let mut agreed = BTreeMap::new();
    let mut waiting: Option<(&Name, &Actor)> = None;
    for event in events {
        match &event.body {
            EventBody::TaskOpened { task } => {
                if let TaskKind::Approve { action, asked_by, .. } = &task.kind {
                    asked.insert(task.number, (action, asked_by));
                }
            }
            EventBody::Acted { task: Some(task), action, .. }
                if *action == Own::Approve.as_str() =>
            {
                waiting = asked.get(task).copied();
            }
            EventBody::Acted { action, .. } => {
                let taken = waiting.take().filter(|(wanted, _)| *wanted == action);
                agreed.extend(taken.map(|(_, by)| (event.number, by.clone())));
            }
            _ => {}
        }
    }
    agreed
}

/// Residents who claimed what was offered to them.
pub(super) fn neighbours(events: &[Event]) -> BTreeSet<PersonId> {
    let claims = events.iter().filter_map(|event| match &event.body {
        EventBody::Claimed { by: Holder::Person(person), .. } => Some(*person),
        _ => None,
    });
    claims.collect()
}

/// Who brought it in for somebody else without being at work: family, acting on behalf.
pub(super) fn brought_by(events: &[Event]) -> Option<PersonId> {
    events.iter().find_map(|event| match (&event.body, &event.actor) {
        (EventBody::Opened { .. }, Actor::Person { person, acting: None }) => Some(*person),
        _ => None,
    })
}

/// Everybody who ever raised it, whoever left.
pub(super) fn ever_raised(case: &Case, events: &[Event]) -> BTreeSet<PersonId> {
    let joined = events.iter().filter_map(|event| match &event.body {
        EventBody::Merged { raisers, .. } => Some(raisers),
        _ => None,
    });
    joined.flatten().chain(&case.raisers).copied().chain(case.first_raiser()).collect()
}
