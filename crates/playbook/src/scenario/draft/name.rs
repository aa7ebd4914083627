//! What a drafted story is called: a sentence of what happens in it, in the words that people of the
//! locality use for their steps, posts and outcomes.

use std::collections::{BTreeMap, BTreeSet};

use super::{Move, Story};
use crate::{
    coverage::{Transition, Way},
    engine::Own,
    language::{Speech, fill},
    model::{Label, Name, Playbook, Process},
};

/// Names for the stories of one draft, each given once.
pub(super) struct Names<'p> {
    playbook: &'p Playbook,
    /// Where each way leads.
    all: &'p BTreeMap<Transition, Name>,
    speech: Speech,
    given: BTreeSet<String>,
}

impl<'p> Names<'p> {
    /// Names in one language for stories of one playbook.
    pub(super) const fn new(
        (playbook, all): (&'p Playbook, &'p BTreeMap<Transition, Name>),
        speech: Speech,
    ) -> Self {
        Self { playbook, all, speech, given: BTreeSet::new() }
    }

    /// Where the playbook itself comes from.
    pub(super) fn source(&self) -> &'p str {
        &self.playbook.source
    }

    /// The name of a story that is there for a way, which its last move takes.
    pub(super) fn of(&mut self, process: &Process, goal: &Transition, story: &Story) -> String {
        let name = self.sentence(process, goal, story);
        let again = (2..).map(|number: u32| format!("{name} ({number})"));
        let mut names = std::iter::once(name.clone()).chain(again);
        let free = names.find(|name| !self.given.contains(name)).unwrap_or(name);
        self.given.insert(free.clone());
        free
    }

    fn say(&self, key: &str, values: &[(&'static str, String)]) -> String {
        fill(self.speech, key, values)
    }

    fn text(&self, label: &Label) -> String {
        label.text(self.speech == Speech::English).to_owned()
    }

    fn sentence(&self, process: &Process, goal: &Transition, story: &Story) -> String {
        let from = goal.from.as_ref();
        let step = from.and_then(|from| process.steps.get(from));
        let times = step.and_then(|step| step.bound.as_ref()).map_or(0, |bound| bound.times);
        let chosen = match &goal.way {
            Way::Outcome(name) | Way::Aside(name) => Some(name),
            _ => None,
        };
        let done = chosen.and_then(|name| self.doer(name, story));
        let key = match &goal.way {
            Way::Outcome(_) => done.as_ref().map_or("draft-came", |(key, _)| key),
            Way::Aside(_) => "draft-aside",
            Way::Late => "draft-late",
            Way::Up => "draft-up",
            Way::Top => "draft-top",
            Way::Instructed => "draft-instructed",
            Way::Exhausted => "draft-exhausted",
            Way::Silence => "draft-silence",
            Way::Granted => "draft-granted",
            Way::Denied => "draft-denied",
            Way::Mediated => "draft-mediated",
        };
        let values = [
            ("process", self.text(&process.label)),
            ("who", done.map(|(_, who)| who).unwrap_or_default()),
            ("step", from.map(|from| self.place(process, from)).unwrap_or_default()),
            ("way", chosen.map(|name| self.action(process, goal, name)).unwrap_or_default()),
            ("times", times.to_string()),
            ("then", self.leads(process, goal)),
        ];
        self.say(key, &values)
    }

    /// Where the way leads: to another step, to an end, or nowhere else.
    fn leads(&self, process: &Process, goal: &Transition) -> String {
        let Some(to) = self.all.get(goal) else { return String::new() };
        let key = match () {
            () if goal.from.as_ref() == Some(to) => "draft-then-same",
            () if process.ends.contains_key(to) => "draft-then-end",
            () => "draft-then-step",
        };
        self.say(key, &[("to", self.place(process, to))])
    }

    /// What people call a step or an end.
    fn place(&self, process: &Process, name: &Name) -> String {
        let step = process.steps.get(name).map(|step| &step.label);
        let label = step.or_else(|| process.ends.get(name).map(|end| &end.label));
        label.map_or_else(|| name.to_string(), |label| self.text(label))
    }

    /// What people call an outcome or an aside.
    fn action(&self, process: &Process, goal: &Transition, name: &Name) -> String {
        let step = goal.from.as_ref().and_then(|from| process.steps.get(from));
        let mut outcomes = step.into_iter().flat_map(|step| &step.outcomes);
        let label = outcomes.find(|outcome| outcome.key == *name).map(|outcome| &outcome.label);
        let label = label.or_else(|| process.asides.get(name).map(|aside| &aside.label));
        label.map_or_else(|| name.to_string(), |label| self.text(label))
    }

    /// Who chose it at the end, perhaps with the consent of a second person; nobody did where it came
    /// by itself, as results of ratings and offers do.
    fn doer(&self, chosen: &Name, story: &Story) -> Option<(&'static str, String)> {
        let mut deeds = story.iter().rev().map(|(step, ..)| match step {
            Move::When { who, does, .. } => Some((who, does)),
            Move::Late => None,
        });
        let (who, does) = deeds.next()??;
        if does == chosen {
            return Some(("draft-chosen", self.person(who)));
        }
        let agreed = *does == *Own::Approve.as_str();
        let (who, does) = deeds.next().filter(|_| agreed)??;
        (does == chosen).then(|| ("draft-agreed", self.person(who)))
    }

    /// What people call somebody of the made-up town.
    fn person(&self, who: &str) -> String {
        let label = |word: &str| {
            let role = self.playbook.roles.get(word).map(|role| &role.label);
            role.or_else(|| self.playbook.parties.get(word))
        };
        let word = who.rsplit_once('-').map(|(word, _)| word);
        match label(who).or_else(|| word.and_then(label)) {
            Some(label) => self.text(label),
            None => self.say("draft-raiser", &[]),
        }
    }
}
