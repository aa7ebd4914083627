//! Publication 反馈公示: the result is told, and stays open for objections where the class says so.

use super::{Audience, EventBody, Message, clock::Clock, own::outcome, work::Work};
use crate::model::{Publish, PublishRule, Step, Target};

impl<'p> Work<'p> {
    fn publish_rule<'a>(&self, publish: &'a Publish) -> Option<&'a PublishRule> {
        publish.rules.get(&self.case.publicity)
    }

    pub(super) fn publish_clock(&self, publish: &Publish) -> Clock {
        let view = self.view();
        match self.publish_rule(publish).and_then(|rule| rule.open_for) {
            Some(limit) => view.within(limit),
            None => Clock {
                due: linli_kernel::Deadline { at: self.now, provisional: false },
                limit: None,
            },
        }
    }

    /// Publishes; what is told to the raiser only has nothing to wait for.
    pub(super) fn enter_publish(&mut self, _: &Step, publish: &Publish) -> Option<&'p Target> {
        let rule = self.publish_rule(publish);
        let parts = rule.map(|rule| rule.parts.as_slice()).unwrap_or_default();
        let parts = parts
            .iter()
            .filter_map(|key| self.case.values.get(key).map(|value| (key.clone(), value.clone())));
        let parts = parts.collect();
        let until = rule.and_then(|rule| rule.open_for).map(|_| self.case.step.due);
        let publicity = self.case.publicity;
        self.emit(EventBody::Published { publicity, parts, until });
        self.notify(Audience::Raisers, Message::Published);
        if until.is_some() { None } else { self.outcome(outcome::PUBLISHED) }
    }
}
