//! Drafts of stories for the ways that no story takes yet: the shortest that a search finds, in the
//! words of a scenario file, for people to read, name and correct.

mod name;
mod render;
mod starts;

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use name::Names;
use render::render;
use starts::{Start, starts};

use super::{
    Surroundings,
    model::Until,
    run::pass,
    town::{NEIGHBOUR, Who},
    world::World,
};
use crate::{
    coverage::{Transition, declared, taken},
    engine::{Fields, Holder, Offer, Own, TaskKind, Value},
    language::Speech,
    model::{AsideKind, Field, FieldKind, Name, Playbook, Process},
};

/// States looked at from the usual beginning, and from each other one.
const MOST_STATES: usize = 4000;
const FEWER_STATES: usize = 800;
/// What can happen in one story.
const MOST_MOVES: usize = 60;

/// One move of a story.
#[derive(Clone, Debug)]
enum Move {
    /// Somebody does something; written out are the fields that are not made up.
    When { who: String, does: Name, fields: Vec<(Name, String)> },
    /// The step's time passes.
    Late,
}

/// A state that the search came to.
struct Node<'p> {
    world: World<'p>,
    /// The node before and the move that led here; `None` for a beginning.
    from: Option<(usize, Move)>,
    depth: usize,
}

/// Stories for the transitions that are not in `covered`, and those that the search did not reach.
#[must_use]
pub fn draft(
    playbook: &Playbook,
    around: &Surroundings,
    covered: &BTreeSet<Transition>,
    speech: Speech,
) -> (String, BTreeSet<Transition>) {
    let all = declared(playbook);
    let mut wanted: BTreeSet<Transition> =
        all.keys().filter(|way| !covered.contains(way)).cloned().collect();
    let mut text = format!("playbook {}\n", playbook.key);
    let mut names = Names::new((playbook, &all), speech);
    for process in playbook.processes.values() {
        for (number, start) in starts(playbook, process).into_iter().enumerate() {
            if !wanted.iter().any(|way| way.process == process.key) {
                break;
            }
            let most = if number == 0 { MOST_STATES } else { FEWER_STATES };
            let mut search = Search::new((playbook, process), around, most);
            search.run(&start, &wanted, None);
            for (goal, story) in search.stories(&mut wanted) {
                text.push_str(&render(&mut names, process, (&goal, &start, &story)));
            }
        }
        let own = wanted.iter().filter(|way| way.process == process.key);
        for goal in own.cloned().collect::<Vec<_>>() {
            for start in starts(playbook, process) {
                if !wanted.contains(&goal) {
                    break;
                }
                let mut search = Search::new((playbook, process), around, FEWER_STATES);
                search.run(&start, &wanted, Some(&goal));
                for (goal, story) in search.stories(&mut wanted) {
                    text.push_str(&render(&mut names, process, (&goal, &start, &story)));
                }
            }
        }
    }
    (text, wanted)
}

/// A story: its moves, and after each where the case stands.
type Story = Vec<(Move, Name, bool)>;

/// A search through the states of one process, shortest stories first.
struct Search<'p, 's> {
    playbook: &'p Playbook,
    process: &'p Process,
    around: &'s Surroundings,
    /// States looked at at most.
    most: usize,
    nodes: Vec<Node<'p>>,
    known: BTreeSet<String>,
    /// The conditions of the process, for what they read.
    read: String,
    /// The first node of which the history takes a transition.
    found: BTreeMap<Transition, usize>,
}

impl<'p, 's> Search<'p, 's> {
    fn new(
        (playbook, process): (&'p Playbook, &'p Process),
        around: &'s Surroundings,
        most: usize,
    ) -> Self {
        let steps = process.steps.values().flat_map(|step| &step.outcomes);
        let guards = steps.filter_map(|outcome| outcome.when.as_ref());
        let asides = process.asides.values().filter_map(|aside| aside.when.as_ref());
        let read: Vec<&str> = guards.chain(asides).map(|guard| guard.text.as_str()).collect();
        Self {
            playbook,
            process,
            around,
            most,
            nodes: Vec::new(),
            known: BTreeSet::new(),
            read: read.join(" "),
            found: BTreeMap::new(),
        }
    }

    /// Looks at states, nearest first; with a goal, those first that entered its step most often,
    /// each way of having used up bounds a state of its own.
    fn run(&mut self, start: &Start, wanted: &BTreeSet<Transition>, goal: Option<&Transition>) {
        let Ok(mut world) = World::open(self.playbook, &start.given, self.around) else { return };
        // The story is compared when it is run; here that would only cost time.
        world.compared = false;
        let mut queue = BTreeSet::from([(Reverse(0), 0, 0)]);
        self.nodes.push(Node { world, from: None, depth: 0 });
        let own = |way: &&Transition| match goal {
            Some(goal) => *way == goal,
            None => way.process == self.process.key,
        };
        let wanted: BTreeSet<&Transition> = wanted.iter().filter(own).collect();
        let at = goal.and_then(|goal| goal.from.as_ref());
        while let Some((_, depth, number)) = queue.pop_first() {
            let done = wanted.iter().all(|way| self.found.contains_key(way));
            if done || self.nodes.len() > self.most {
                return;
            }
            let Some(node) = self.nodes.get(number).filter(|_| depth < MOST_MOVES) else {
                continue;
            };
            for (step, world) in moves(&node.world, &self.read) {
                let mut key = key(&world, &self.read);
                if goal.is_some() {
                    key.push_str(&format!("{:?}", self.bounded(&world)));
                }
                let fresh = self.see(&world);
                if self.known.insert(key) || fresh {
                    let often = at.and_then(|at| world.case.entered.get(at)).copied();
                    let order = Reverse(often.unwrap_or(0));
                    queue.insert((order, depth + 1, self.nodes.len()));
                    self.nodes.push(Node { world, from: Some((number, step)), depth: depth + 1 });
                }
            }
        }
    }

    /// How often steps with a bound were entered.
    fn bounded<'w>(&self, world: &'w World<'_>) -> Vec<(&'w Name, u32)> {
        let bound = |step: &Name| self.process.steps.get(step).is_some_and(|s| s.bound.is_some());
        let entered = world.case.entered.iter().filter(|(step, _)| bound(step));
        entered.map(|(step, times)| (step, *times)).collect()
    }

    /// Notes what the next node takes for the first time.
    fn see(&mut self, world: &World<'_>) -> bool {
        let next = self.nodes.len();
        let mut fresh = false;
        for way in taken(self.process, &world.events) {
            if let std::collections::btree_map::Entry::Vacant(slot) = self.found.entry(way) {
                slot.insert(next);
                fresh = true;
            }
        }
        fresh
    }

    /// The stories that are needed, the longest first: what they take on their way needs none.
    fn stories(&self, wanted: &mut BTreeSet<Transition>) -> Vec<(Transition, Story)> {
        let depth = |at: &usize| self.nodes.get(*at).map_or(0, |node| node.depth);
        let mut goals: Vec<(&Transition, &usize)> =
            self.found.iter().filter(|(way, _)| wanted.contains(way)).collect();
        goals.sort_by_key(|(_, at)| Reverse(depth(at)));
        let mut stories = Vec::new();
        for (goal, at) in goals {
            if !wanted.contains(goal) {
                continue;
            }
            if let Some(node) = self.nodes.get(*at) {
                for way in taken(self.process, &node.world.events) {
                    wanted.remove(&way);
                }
            }
            stories.push((goal.clone(), self.story(*at)));
        }
        stories
    }

    fn story(&self, mut at: usize) -> Story {
        let mut story = Vec::new();
        while let Some(node) = self.nodes.get(at) {
            let Some((from, step)) = &node.from else { break };
            story.push((step.clone(), node.world.place().clone(), node.world.is_open()));
            at = *from;
        }
        story.reverse();
        story
    }
}

/// What makes a state another one for the ways that lie behind it.
fn key(world: &World<'_>, read: &str) -> String {
    let case = &world.case;
    let entries = case.entered.get(&case.step.key).copied().unwrap_or(0);
    let tasks = case.tasks.values().map(|task| {
        let kind = match &task.kind {
            TaskKind::Lead { accepted, .. } => format!("lead{accepted}"),
            TaskKind::Assist { accepted } => format!("assist{accepted}"),
            // Who they are makes no difference, only whether anybody is left.
            TaskKind::Invitation { claimed } => return format!("invitation{claimed}"),
            other => format!("{:?}", std::mem::discriminant(other)),
        };
        format!("{kind}{}", world.town.name(&task.holder))
    });
    let tasks: BTreeSet<String> = tasks.collect();
    let claims: Vec<_> = case.claims.iter().map(|(step, claims)| (step, claims.len())).collect();
    let said = case.values.iter().filter(|(key, value)| {
        let plain = matches!(value, Value::Flag(_) | Value::Choice(_) | Value::Number(_));
        plain && read.contains(key.as_str())
    });
    let said: Vec<String> = said.map(|(key, value)| format!("{key}{value:?}")).collect();
    format!(
        "{} {} {entries} {} {} {:?} {tasks:?} {claims:?} {said:?} {}",
        world.place(),
        case.level,
        case.step.supervised,
        case.overturned(),
        case.step.dispatching.as_ref().map(|d| d.reported.values().collect::<Vec<_>>()),
        case.final_end,
    )
}

/// Everything that can be done next and moves the case, and where it leads.
fn moves<'p>(world: &World<'p>, read: &str) -> Vec<(Move, World<'p>)> {
    let mut found = Vec::new();
    let mut people: Vec<Who> =
        world.holders().into_iter().filter_map(|holder| world.town.behind(holder)).collect();
    let raiser = world.case.raisers.first().map(|person| Holder::Person(*person));
    let raiser = raiser.and_then(|holder| world.town.behind(&holder));
    people.extend(raiser.filter(|raiser| !people.contains(raiser)));
    people.extend(world.town.who(NEIGHBOUR).filter(|_| world.is_offered_to_residents()));
    for who in people {
        for offer in world.offers(&who) {
            if !beside(world.process, &offer) {
                found.extend(variants(world, (&who, &offer), read));
            }
        }
    }
    let mut later = world.clone();
    later.told.clear();
    if matches!(pass(&mut later, Until::Late), Ok(true)) {
        found.push((Move::Late, later));
    }
    found
}

/// Whether an action leads nowhere: a word, a question, an agreement to more time.
fn beside(process: &Process, offer: &Offer) -> bool {
    const ASIDE: &[Own] = &[
        Own::Remark,
        Own::SetPublicity,
        Own::TellSubject,
        Own::Decline,
        Own::Unreached,
        Own::Object,
        Own::Reply,
        Own::Resume,
        // Whoever is silent is as good as one who declines.
        Own::DeclineOffer,
        Own::WithdrawClaim,
    ];
    let aside = process.asides.get(&offer.action).filter(|_| offer.task.is_none());
    ASIDE.iter().any(|own| offer.action == *own.as_str())
        || aside.is_some_and(|aside| !matches!(aside.kind, AsideKind::Withdraw { .. }))
}

/// An offer taken, once for every choice that a condition or a scale could look at.
fn variants<'p>(
    world: &World<'p>,
    (who, offer): (&Who, &Offer),
    read: &str,
) -> Vec<(Move, World<'p>)> {
    let mut forms: Vec<Vec<(Name, String, Value)>> = vec![Vec::new()];
    let rating = offer.action == *Own::Rate.as_str();
    let looked_at = |field: &&Field| rating || read.contains(field.key.as_str());
    for field in offer.fields.iter().filter(looked_at) {
        let others: Vec<(String, Value)> = match &field.kind {
            FieldKind::Choice(choices) => choices
                .iter()
                .map(|(name, _)| (name.to_string(), Value::Choice(name.clone())))
                .collect(),
            FieldKind::Flag => [true, false]
                .map(|flag| (format!("#{flag}"), Value::Flag(flag)))
                .into_iter()
                .collect(),
            FieldKind::Number { min, max } => {
                [min, max].map(|number| (number.to_string(), Value::Number(*number))).into()
            }
            _ => continue,
        };
        let skipped = usize::from(field.required);
        let others = others.into_iter().skip(skipped);
        forms.extend(others.map(|(word, value)| vec![(field.key.clone(), word, value)]));
    }
    let known = world.filled(offer);
    forms.into_iter().filter_map(|form| done(world, (who, offer), &known, form)).collect()
}

/// Taken by whoever has the task, or by a second person of the post where the first may not.
fn done<'p>(
    world: &World<'p>,
    (who, offer): (&Who, &Offer),
    known: &Fields,
    form: Vec<(Name, String, Value)>,
) -> Option<(Move, World<'p>)> {
    let mut fields = known.clone();
    fields.extend(form.iter().map(|(key, _, value)| (key.clone(), value.clone())));
    let name = world.town.name(&who.holder);
    let second = format!("{name}-2");
    let second = world.town.who(&second).filter(|second| second.holder == who.holder);
    let seconds = second.map(|second| (second, format!("{name}-2")));
    for (who, name) in std::iter::once((who.clone(), name.clone())).chain(seconds) {
        let mut next = world.clone();
        next.told.clear();
        if next.perform(&who, offer, fields.clone()).is_ok() {
            let fields = form.into_iter().map(|(key, word, _)| (key, word)).collect();
            return Some((Move::When { who: name, does: offer.action.clone(), fields }, next));
        }
    }
    None
}
