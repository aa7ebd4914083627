//! What a step says about its readers and about who is told, before the usual holds.

use super::{Audience, EventBody, Message, Visibility, work::Work};
use crate::model::{By, Name, Step, StoryEvent, Told};

impl<'p> Work<'p> {
    /// Who reads an event: as the step says, else as usual.
    pub(super) fn sight(&self, event: StoryEvent, usual: Visibility) -> Visibility {
        let declared = self.step().and_then(|step| step.visible.get(&event));
        declared.copied().unwrap_or(usual)
    }

    /// The same for what an event tells; `None` where no step has a say.
    pub(super) fn declared_sight(&self, body: &EventBody) -> Option<Visibility> {
        let event = match body {
            EventBody::Entered { step, .. } => return self.said_by(step, StoryEvent::Entered),
            // Written down while the case still stands in the step that led here.
            EventBody::Exhausted { step } => return self.said_by(step, StoryEvent::Exhausted),
            EventBody::Accepted { .. }
            | EventBody::Claimed { .. }
            | EventBody::ClaimWithdrawn { .. } => StoryEvent::Accepted,
            EventBody::Overruled { .. } => StoryEvent::Objection,
            EventBody::Late { .. } => StoryEvent::Late,
            EventBody::Escalated { .. } => StoryEvent::Escalated,
            EventBody::Instructed { .. } => StoryEvent::Instructed,
            _ => return None,
        };
        self.step()?.visible.get(&event).copied()
    }

    fn said_by(&self, step: &Name, event: StoryEvent) -> Option<Visibility> {
        self.process.steps.get(step)?.visible.get(&event).copied()
    }

    /// The step's own words for somebody.
    pub(super) fn words_for(&self, step: &'p Step, told: &Told) -> Option<&'p Name> {
        let view = self.view();
        let mut notices = step.notices.iter().filter(|notice| notice.to.contains(told));
        notices.find(|notice| view.allows(notice.when.as_ref())).map(|notice| &notice.message)
    }

    /// The raisers are told of a new stage, once, in the words of the step that begins it.
    pub(super) fn tell_stage(&mut self, step: &'p Step) {
        let words = self.words_for(step, &Told::Raisers).cloned();
        self.notify_in(Audience::Raisers, words.unwrap_or_else(|| Message::Stage.name()));
    }

    /// Whoever else the step wants to know of it. Never whom the case is about.
    pub(super) fn tell_others(&mut self, step: &'p Step) {
        for notice in &step.notices {
            if !self.view().allows(notice.when.as_ref()) {
                continue;
            }
            for told in &notice.to {
                let holder = match told {
                    Told::Raisers | Told::Holders => None,
                    Told::LastHolder => self.case.last_holder.clone(),
                    Told::Finder => self.case.found_by.clone(),
                    Told::Role(role) => Some(self.view().named_by(&By::Role(role.clone()), step)),
                };
                let holder = holder.filter(|holder| self.view().free(holder));
                if let Some(holder) = holder {
                    self.notify_in(Audience::Holder(holder), notice.message.clone());
                }
            }
        }
    }
}
