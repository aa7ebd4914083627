//! A case as it was: how it was opened, what surrounded it, who did what when.

use std::collections::BTreeMap;

use linli_kernel::Moment;

use crate::{
    engine::{Actor, Event, EventBody, Facts, Fields, Holder, Opening, Own, TaskKind, TaskNumber},
    model::Name,
};

/// Something that somebody did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    /// When.
    pub at: Moment,
    /// Who.
    pub actor: Actor,
    /// Whose task it was done on; `None` beside the tasks.
    pub holder: Option<Holder>,
    /// What.
    pub action: Name,
    /// What was filled in.
    pub fields: Fields,
}

/// A case with everything that is needed to run it again.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// How it was opened.
    pub opening: Opening,
    /// When.
    pub opened_at: Moment,
    /// Its surroundings; they are held still while it runs.
    pub facts: Facts,
    /// What was done, in order.
    pub deeds: Vec<Deed>,
}

impl Recorded {
    /// A case from its history; `None` if that does not begin with an opening. What only adds
    /// words (a supplement, an urging) moves no case and is left out.
    #[must_use]
    pub fn from_events(events: &[Event], facts: Facts) -> Option<Self> {
        let first = events.first()?;
        let EventBody::Opened { opening, .. } = &first.body else { return None };
        let mut reading = Reading::default();
        for event in events.iter().skip(1) {
            reading.event(event);
        }
        let (opening, deeds) = ((**opening).clone(), reading.deeds);
        Some(Self { opening, opened_at: first.recorded_at, facts, deeds })
    }
}

#[derive(Default)]
struct Reading {
    holders: BTreeMap<TaskNumber, (Holder, TaskKind)>,
    /// What a second person agreed to: it is written down again as done.
    agreed: Option<Name>,
    deeds: Vec<Deed>,
}

impl Reading {
    fn event(&mut self, event: &Event) {
        match &event.body {
            EventBody::TaskOpened { task } => {
                let (holder, kind) = (task.holder.clone(), task.kind.clone());
                if let TaskKind::Approve { of, action, fields, asked_by } = &kind {
                    let asked = self.holders.get(of).map(|(holder, _)| holder.clone());
                    self.deed(event, asked_by, asked, action.clone(), fields.clone());
                }
                self.holders.insert(task.number, (holder, kind));
            }
            EventBody::Accepted { task } => {
                let holder = self.holders.get(task).map(|(holder, _)| holder.clone());
                self.deed(event, &event.actor, holder, Own::Accept.name(), Fields::new());
            }
            EventBody::Acted { action, .. } if self.agreed.as_ref() == Some(action) => {
                self.agreed = None;
            }
            EventBody::Acted { task, action, fields, .. } => {
                let task = task.and_then(|task| self.holders.get(&task)).cloned();
                if let Some((_, TaskKind::Approve { action: asked, .. })) = &task
                    && *action == Own::Approve.as_str()
                {
                    self.agreed = Some(asked.clone());
                }
                let holder = task.map(|(holder, _)| holder);
                self.deed(event, &event.actor, holder, action.clone(), fields.clone());
            }
            _ => {}
        }
    }

    /// Notes what a person did; the clock comes by itself.
    fn deed(
        &mut self,
        event: &Event,
        actor: &Actor,
        holder: Option<Holder>,
        action: Name,
        fields: Fields,
    ) {
        if let Actor::Person { .. } = actor {
            let (at, actor) = (event.recorded_at, actor.clone());
            self.deeds.push(Deed { at, actor, holder, action, fields });
        }
    }
}
