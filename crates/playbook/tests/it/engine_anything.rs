//! Whatever people and clocks do: no panic, no dead end, no bound exceeded, and an end.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, LazyLock},
};

use linli_playbook::{
    Playbook,
    engine::{
        Actor, Case, Command, Event, EventBody, Facts, Fields, Holder, Opening, Relation,
        Relations, Status, Task, TaskKind, TaskNumber, Value, available, decide,
    },
    model::{EndKind, Field},
};
use proptest::{prelude::*, test_runner::TestRunner};

use crate::engine_support::{
    KENLI, LI, Run, WANG, actor_of, grid_worker, kenli_facts, name, organisation, person, place,
    post, reported, value_for,
};

static SHARED: LazyLock<Arc<Playbook>> = LazyLock::new(|| Arc::new(KENLI.clone()));

/// Longer than any matter of Kenli's can take.
const LONGEST_DAYS: i64 = 1200;

#[derive(Clone, Debug)]
enum Move {
    /// Time passes and the clock comes by.
    Tick(i64),
    /// Time passes unnoticed.
    Wait(i64),
    /// One of the offers is taken: which, by whom, and what is filled in.
    Take { offer: usize, by: i64, fill: u64 },
    /// A command that nobody offered.
    Nonsense { action: usize, task: u32, version: u32, fill: u64 },
}

fn a_move() -> impl Strategy<Value = Move> {
    prop_oneof![
        3 => (0_i64..400).prop_map(Move::Tick),
        1 => (0_i64..200).prop_map(Move::Wait),
        12 => (any::<prop::sample::Index>(), 0_i64..4, any::<u64>()).prop_map(|(offer, by, fill)| {
            Move::Take { offer: offer.index(10_000), by, fill }
        }),
        1 => (0_usize..60, 0_u32..12, 0_u32..4, any::<u64>()).prop_map(
            |(action, task, version, fill)| Move::Nonsense { action, task, version, fill }
        ),
    ]
}

fn opening() -> impl Strategy<Value = Opening> {
    let class = prop::sample::select(vec!["home-or-dispute", "compound-affair", "important"]);
    let urgency = prop::sample::select(vec!["ordinary", "pressing"]);
    let recused = prop::sample::select(vec![
        None,
        Some(grid_worker()),
        Some(post("community-secretary", 50)),
        Some(post("street-office", 20)),
        Some(organisation(10)),
    ]);
    (class, urgency, any::<bool>(), 0..4_u8, recused).prop_map(
        |(class, urgency, account, origin, recused)| {
            let base = reported(class);
            Opening {
                urgency: name(urgency),
                raiser_has_account: account,
                raiser: (origin != 0).then(|| person(LI)),
                found_by: (origin == 0).then(grid_worker),
                recused: recused.into_iter().collect(),
                ..base
            }
        },
    )
}

/// Posts that somebody has; those at the top always.
fn facts() -> impl Strategy<Value = Facts> {
    let all = kenli_facts();
    let count = all.staffed.len();
    let each = |chance| prop::collection::vec(prop::bool::weighted(chance), count);
    (each(0.85), each(0.1), any::<bool>()).prop_map(move |(kept, barred, reachable)| {
        let mut facts = kenli_facts();
        let chosen = |of: &[bool]| {
            let posts = all.staffed.iter().zip(of);
            posts.filter(|(_, chosen)| **chosen).map(|(post, _)| post.clone()).collect()
        };
        facts.staffed = chosen(&kept);
        facts.barred = chosen(&barred);
        if !reachable {
            facts.reachable.clear();
        }
        facts.barred.retain(|(role, _)| *role != *"coordinator");
        facts
    })
}

fn fill(fields: &[Field], seed: u64, run: &Run) -> Fields {
    let mut fill = BTreeMap::new();
    for (number, field) in (0_u32..).zip(fields) {
        let skip = seed.rotate_right(number) & 7 == 0;
        let wanted = (field.required && !skip) || seed.rotate_left(number) & 1 == 1;
        if wanted && let Some(value) = value_for(field, &run.facts, run.now) {
            fill.insert(field.key.clone(), vary(field, value, seed, run));
        }
    }
    fill
}

/// Another choice than the first, sometimes.
fn vary(field: &Field, value: Value, seed: u64, run: &Run) -> Value {
    use linli_playbook::model::FieldKind;
    let pick = |count: usize| usize::try_from(seed % 1009).unwrap_or(0) % count.max(1);
    match (&field.kind, value) {
        (FieldKind::Choice(choices), _) if !choices.is_empty() => {
            Value::Choice(choices[pick(choices.len())].0.clone())
        }
        (FieldKind::Party(_), Value::Party(_)) => {
            let parties: Vec<_> = run.facts.parties.keys().copied().collect();
            Value::Party(parties[pick(parties.len())])
        }
        (FieldKind::SecondPerson(_), _) => {
            let posts: Vec<_> = run.facts.staffed.iter().cloned().collect();
            match posts.get(pick(posts.len())) {
                Some((role, at)) => Value::Post(post(role.as_str(), at.get())),
                None => Value::Flag(false),
            }
        }
        (_, value) => value,
    }
}

fn everything() -> Relations {
    let set = BTreeSet::from([
        Relation::Raiser,
        Relation::Holder,
        Relation::PostAt,
        Relation::PostAbove,
        Relation::Supervising,
    ]);
    Relations { set, tasks: BTreeSet::new() }
}

fn play(run: &mut Run, next: &Move) {
    match next {
        Move::Wait(hours) => run.later(*hours),
        Move::Tick(hours) => {
            let now = run.now.plus_ms(hours * 3_600_000);
            run.tick_at(now);
        }
        Move::Take { offer, by, fill: seed } => {
            let relations =
                Relations { tasks: run.case.tasks.keys().copied().collect(), ..everything() };
            let offers = available(&run.playbook, &run.case, &relations, &run.facts, run.now);
            let Some(offer) = offers.get(offer % offers.len().max(1)) else { return };
            let holder = offer.task.and_then(|n| run.case.tasks.get(&n)).map(|t| t.holder.clone());
            let acting = holder.filter(|_| *by > 0);
            let actor = match (&acting, by) {
                (Some(holder), 1 | 2) => actor_of(holder),
                _ => Actor::Person { person: person(*by + WANG), acting },
            };
            let command = Command {
                actor,
                action: offer.action.clone(),
                task: offer.task,
                seen_version: offer.version,
                fields: fill(&offer.fields, *seed, run),
            };
            command_now(run, &command, relations);
        }
        Move::Nonsense { action, task, version, fill: seed } => {
            let words: Vec<&str> =
                ["tick", "done", "solved", "rate", "approve", "uphold", "agreed"]
                    .into_iter()
                    .chain(
                        run.playbook
                            .processes
                            .values()
                            .flat_map(|p| p.asides.keys().map(|k| k.as_str())),
                    )
                    .collect();
            let command = Command {
                actor: Actor::Person { person: person(WANG), acting: None },
                action: name(words[action % words.len()]),
                task: (*task > 0).then_some(TaskNumber(*task)),
                seen_version: (*version > 0).then_some(*version),
                fields: Fields::from([(
                    name("answer"),
                    Value::Number(i64::try_from(seed >> 3).unwrap()),
                )]),
            };
            let relations = Relations { tasks: (0..20).map(TaskNumber).collect(), ..everything() };
            command_now(run, &command, relations);
        }
    }
}

fn command_now(run: &mut Run, command: &Command, relations: Relations) {
    let mut facts = run.facts.clone();
    facts.relations = relations;
    if let Ok(decision) = decide(&run.playbook, &run.case, command, &facts, run.now) {
        run.take(decision);
    }
}

/// Nobody whom it is about ever has to act on it, nor who has such a post only.
fn subjects_hold_nothing(run: &Run) {
    for task in run.case.tasks.values() {
        assert!(!run.case.recused.contains(&task.holder), "{:?}", task.holder);
        let barred = matches!(&task.holder, Holder::Post { role, place }
            if run.facts.barred.contains(&(role.clone(), *place)));
        assert!(!barred, "{:?}", task.holder);
    }
}

/// Entries that the bound of a step allows; one more for each level where the exit is upward.
fn bounds_hold(run: &Run) {
    let process = run.playbook.process(&run.case.process).unwrap();
    for (step, entered) in &run.case.entered {
        let declared = process.steps.get(step).unwrap();
        if let Some(bound) = &declared.bound {
            let upward = if bound.exhausted.is_none() { 4 } else { 0 };
            assert!(*entered <= bound.times + upward, "{step} entered {entered} times");
        }
    }
}

fn clock_matches(run: &Run) {
    if run.case.status == Status::Open {
        assert!(run.case.next_due().is_some(), "open without a clock: {:#?}", run.case);
    }
}

/// Whether the highest post is instructed again and again: to say why, or to ask the raiser.
fn owed_at_the_top(run: &Run) -> bool {
    let highest = |task: &Task| match &task.holder {
        Holder::Post { place: at, .. } => *at == place(10),
        _ => false,
    };
    let asks = |task: &Task| matches!(task.kind, TaskKind::Revisit { .. });
    run.case.step.supervised > 2
        && match run.step() {
            "explain" | "conclude" => run.case.tasks.values().any(highest),
            "rate" => run.case.tasks.values().any(asks),
            _ => false,
        }
}

/// Nobody does anything any more: the clock alone brings the case to an end that no reason is
/// owed for, or before the highest post, where it stays.
fn left_alone(run: &mut Run) {
    let begun = run.now;
    for _ in 0..400 {
        let Some(next) = run
            .case
            .next_due()
            .filter(|_| run.case.status == Status::Open && !owed_at_the_top(run))
        else {
            break;
        };
        run.tick_at(next.max(run.now));
    }
    if run.case.status == Status::Open {
        assert!(owed_at_the_top(run), "never ends:\n{}", run.story);
    }
    let days = run.now.ms_since(begun) / 86_400_000;
    assert!(days < LONGEST_DAYS, "{days} days");
}

/// Nobody is refused by a clock: somebody told, with a reason and the channel that is open.
fn told_by_somebody(run: &Run) {
    let Status::Ended { end, .. } = &run.case.status else { return };
    let end = run.playbook.process(&run.case.process).and_then(|process| process.ends.get(end));
    if end.is_some_and(|end| end.kind == EndKind::Told) {
        assert!(!run.case.told_by.is_empty(), "{}", run.story);
        assert!(run.case.values.contains_key("channel"), "{}", run.story);
    }
}

/// Whoever counts as silent was asked, or somebody tried in vain.
fn silent_when_asked(run: &Run) {
    let Status::Ended { end, .. } = &run.case.status else { return };
    let tried = run.events.iter().any(
        |event| matches!(&event.body, EventBody::Acted { action, .. } if *action == *"unreached"),
    );
    if *end == *"unrated" && !tried {
        let asked = run.case.raisers.iter().all(|raiser| run.facts.reachable.contains(raiser));
        assert!(asked && !run.case.raisers.is_empty(), "{}", run.story);
    }
}

/// What is stored reads back as it was.
fn reads_back(run: &Run) {
    let case = serde_json::to_string(&run.case).unwrap();
    assert_eq!(serde_json::from_str::<Case>(&case).unwrap(), run.case);
    let events = serde_json::to_string(&run.events).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Event>>(&events).unwrap(), run.events);
}

fn story(opening: &Opening, facts: Facts, moves: &[Move]) {
    let mut run = Run::open_in(SHARED.clone(), facts, opening);
    for next in moves {
        play(&mut run, next);
        clock_matches(&run);
        bounds_hold(&run);
        subjects_hold_nothing(&run);
        told_by_somebody(&run);
    }
    if run.case.status == Status::Open {
        left_alone(&mut run);
        bounds_hold(&run);
    }
    told_by_somebody(&run);
    silent_when_asked(&run);
    reads_back(&run);
}

#[test]
fn whatever_happens_a_case_stays_sound_and_ends() {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(2000);
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = TestRunner::new_with_rng(
        config,
        prop::test_runner::TestRng::deterministic_rng(prop::test_runner::RngAlgorithm::ChaCha),
    );
    let moves = prop::collection::vec(a_move(), 0..40);
    let result = runner.run(&(opening(), facts(), moves), |(opening, facts, moves)| {
        story(&opening, facts, &moves);
        Ok(())
    });
    result.unwrap();
}

#[test]
fn nobody_ever_acts() {
    for class in ["home-or-dispute", "compound-affair", "important"] {
        story(&reported(class), kenli_facts(), &[]);
        let mut empty = kenli_facts();
        empty.staffed.clear();
        story(&reported(class), empty, &[]);
        let mut no_grid = kenli_facts();
        no_grid.chain.retain(|scope| scope.level != *"grid" && scope.level != *"compound");
        no_grid.staffed.retain(|(_, at)| *at != place(90) && *at != place(100));
        story(&reported(class), no_grid, &[]);
    }
}
