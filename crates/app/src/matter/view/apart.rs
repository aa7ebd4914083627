//! Raisers whom a merger brought together never see each other: what one of them wrote is shown
//! to the others as "another raiser did something", also after that one left.

use std::collections::BTreeSet;

use linli_domain::policy::{self, Standing};
use linli_kernel::PersonId;
use linli_playbook::engine::{
    Actor, Event, EventBody, Holder, Relation, Task, TaskKind, TaskNumber,
};

use super::{
    references::neighbours,
    story::{ActorView, EventView, Reach},
};
use crate::matter::context::Situation;

/// The kinds of events that give an answer of a rating.
const RATED: [&str; 2] = ["rated", "rated-by-staff"];

/// What is kept from one of several raisers.
pub(super) struct Apart {
    own: BTreeSet<PersonId>,
    /// Residents who claimed it and raised nothing.
    neighbours: BTreeSet<PersonId>,
    applies: bool,
    /// Tasks in which staff write down what another raiser said.
    others: BTreeSet<TaskNumber>,
    /// The events that give the answers of other raisers' ratings.
    answers: BTreeSet<u32>,
    /// Whether the first words, their photos and their exact place are another raiser's.
    pub(super) from_first: bool,
}

impl Apart {
    /// For a reader who reads this far.
    pub(super) fn of(
        at: &Situation,
        events: &[Event],
        reader: Option<PersonId>,
        reach: Reach,
    ) -> Self {
        let first = at.row.state.first_raiser();
        let mut own: BTreeSet<PersonId> = reader.into_iter().collect();
        if at.standings.contains(&Standing::Case(Relation::OnBehalf)) {
            own.extend(first);
        }
        own.extend(at.reads_for);
        let is_first = first.is_some_and(|first| own.contains(&first));
        if is_first {
            own.extend(at.row.taken_by);
        }
        // A party reads as far as a raiser does, and is none: it works on what all of them said.
        let applies = reach == Reach::Raiser && policy::raised(&at.standings);
        let others = if applies { said_by_others(events, &own) } else { BTreeSet::new() };
        let answers = answers_on(events, &others);
        let mut neighbours = neighbours(events);
        neighbours.retain(|person| !at.row.state.raisers.contains(person));
        Self { own, neighbours, applies, others, answers, from_first: applies && !is_first }
    }

    /// The event as the reader may read it: what another raiser did without its words.
    pub(super) fn told(&self, event: &Event, view: EventView) -> EventView {
        match &event.actor {
            Actor::Person { person, acting: None }
                if self.applies
                    && !self.own.contains(person)
                    && !self.neighbours.contains(person) =>
            {
                let actor = ActorView { kind: "co-raiser", role: None, name: None };
                EventView { actor, ..unrated(bare(view)) }
            }
            // Taken in by staff: the words and photos are the first raiser's all the same.
            _ if self.from_first && matches!(event.body, EventBody::Opened { .. }) => bare(view),
            _ if self.answers.contains(&event.number) => unrated(bare(view)),
            _ if self.is_of_another(&event.body) => bare(view),
            _ => view,
        }
    }

    fn is_of_another(&self, body: &EventBody) -> bool {
        matches!(body, EventBody::Acted { task: Some(task), .. } if self.others.contains(task))
    }
}

/// What staff took down on these tasks: the answer follows what they filled in.
fn answers_on(events: &[Event], tasks: &BTreeSet<TaskNumber>) -> BTreeSet<u32> {
    let pairs = events.iter().zip(events.iter().skip(1));
    let answers = pairs.filter(|(acted, rated)| {
        matches!(&acted.body, EventBody::Acted { task: Some(task), .. } if tasks.contains(task))
            && matches!(rated.body, EventBody::Rated { .. })
    });
    answers.map(|(_, rated)| rated.number).collect()
}

/// A rating without its answer: that there was one is told, and nothing else.
fn unrated(view: EventView) -> EventView {
    if !RATED.contains(&view.kind.as_str()) {
        return view;
    }
    EventView { kind: format!("{}-apart", view.kind), label: None, detail: None, ..view }
}

/// The tasks in which staff ask another raiser, or one of several of whom nobody is named.
fn said_by_others(events: &[Event], own: &BTreeSet<PersonId>) -> BTreeSet<TaskNumber> {
    let several = events.iter().any(|event| matches!(event.body, EventBody::Merged { .. }));
    let of_another = |task: &Task| match (&task.kind, &task.holder) {
        (TaskKind::Revisit { raiser: Some(raiser) }, _) => !own.contains(raiser),
        (TaskKind::Answer, Holder::Post { .. } | Holder::Organisation(_)) => several,
        _ => false,
    };
    let tasks = events.iter().filter_map(|event| match &event.body {
        EventBody::TaskOpened { task } if of_another(task) => Some(task.number),
        _ => None,
    });
    tasks.collect()
}

/// The event without anything that somebody wrote or photographed. Each part is named, so that a
/// new one has to be decided here.
pub(super) fn bare(view: EventView) -> EventView {
    EventView {
        number: view.number,
        at: view.at,
        due_at: view.due_at,
        kind: view.kind,
        label: view.label,
        agreed_by: view.agreed_by,
        detail: view.detail,
        actor: view.actor,
        words: None,
        fields: Vec::new(),
        photos: Vec::new(),
        visibility: view.visibility,
    }
}
