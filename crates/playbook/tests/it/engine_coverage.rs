//! Every transition of Kenli's playbook is taken, and which were is printed.

use std::{collections::BTreeSet, sync::Arc};

use linli_playbook::{
    Name, Playbook,
    coverage::{self, Transition, Way, taken},
    engine::{
        Actor, Command, Fields, Offer, Opening, Relation, Relations, Value, available, decide,
    },
};

use crate::engine_support::{
    HOUSING, KENLI, LI, Run, actor_of, coordinator, filled, grid_worker, kenli_facts, name,
    organisation, person, raiser, reported, street,
};

/// Transitions taken so far.
type Seen = BTreeSet<Transition>;

fn transitions(run: &Run) -> Seen {
    taken(KENLI.process(&run.case.process).unwrap(), &run.events)
}

/// Every way out of every step that chance can be asked to find: reviews, withdrawals and what the
/// clock does at the top are told by the scenarios.
fn declared() -> Seen {
    let ways = coverage::declared(&KENLI).into_keys();
    ways.filter(|transition| {
        matches!(
            transition.way,
            Way::Outcome(_) | Way::Late | Way::Up | Way::Exhausted | Way::Silence
        )
    })
    .collect()
}

/// Numbers that look like chance and are the same every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, count: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % u64::try_from(count.max(1)).unwrap()).unwrap()
    }
}

fn take(run: &mut Run, offer: &Offer, answer: Option<Name>, relations: Relations) {
    let mut fields: Fields = filled(offer, &run.facts, run.now);
    if let Some(answer) = answer.filter(|_| offer.action == *"rate") {
        fields.insert(name("answer"), Value::Choice(answer));
    }
    let holder = offer.task.and_then(|task| run.case.tasks.get(&task)).map(|t| t.holder.clone());
    if fields.contains_key("second") {
        // Not the secretary's own post, for the secretary refuses too.
        fields.insert(name("second"), Value::Post(street()));
    }
    let actor = match &holder {
        Some(holder) => actor_of(holder),
        None => Actor::Person { person: person(LI), acting: None },
    };
    let mut facts = run.facts.clone();
    facts.relations = relations;
    let (action, task, seen_version) = (offer.action.clone(), offer.task, offer.version);
    let command = Command { actor, action, task, seen_version, fields };
    if let Ok(decision) = decide(&run.playbook, &run.case, &command, &facts, run.now) {
        run.take(decision);
    }
}

/// One matter, led to ways that were not taken yet where one is at hand.
fn walk(opening: &Opening, playbook: &Arc<Playbook>, chance: &mut Chance, seen: &mut Seen) {
    let mut facts = kenli_facts();
    // Some yards have no property company.
    if chance.below(4) == 0 {
        facts.parties.retain(|_, party| party.kind != name("property-company"));
    }
    let mut run = Run::open_in(playbook.clone(), facts, opening);
    for _ in 0..80 {
        let relations = Relations {
            set: BTreeSet::from([Relation::Raiser, Relation::Holder]),
            tasks: run.case.tasks.keys().copied().collect(),
        };
        let offers = available(&run.playbook, &run.case, &relations, &run.facts, run.now);
        let beside = ["withdraw", "set-publicity", "suspend"];
        let offers: Vec<&Offer> =
            offers.iter().filter(|offer| !beside.contains(&offer.action.as_str())).collect();
        let at = run.step().to_owned();
        let process = run.case.process.clone();
        let from = Some(run.case.step.key.clone());
        let fresh = |offer: &&&Offer| {
            let (process, from) = (process.clone(), from.clone());
            !seen.contains(&Transition { process, from, way: Way::Outcome(offer.action.clone()) })
        };
        let outcomes = run.playbook.process(&run.case.process).unwrap().steps.get(at.as_str());
        let leads = |offer: &&&Offer| {
            outcomes.is_some_and(|step| step.outcomes.iter().any(|o| o.key == offer.action))
        };
        let untaken = offers.iter().filter(leads).find(fresh).copied();
        let offer = match (untaken, chance.below(8)) {
            (Some(offer), 0..=6) => Some(offer),
            (_, 7) => None,
            _ => offers.get(chance.below(offers.len())).copied(),
        };
        match offer {
            Some(offer) => {
                let words = ["satisfied", "unsatisfied", "not-solved"];
                let answer = name(words[chance.below(words.len())]);
                take(&mut run, offer, Some(answer), relations);
            }
            None => match run.case.next_due() {
                Some(next) => run.tick_at(next.max(run.now)),
                None => break,
            },
        }
    }
    seen.extend(transitions(&run));
}

/// A raiser who asks for review of every refusal until the last one stands.
fn reviewed_to_the_end() -> Run {
    let mut run = Run::open(&reported("home-or-dispute"));
    let second = ("second", Value::Post(street()));
    run.does(&grid_worker(), "refer", &[second]);
    run.does(&street(), "approve", &[]);
    for reviewer in [coordinator(), coordinator(), coordinator()] {
        run.aside(&raiser(), Relation::Raiser, "review");
        let number = run.task_of(&reviewer, "grant").unwrap();
        let other = Actor::Person { person: person(4711), acting: Some(reviewer) };
        run.take(run.try_on(number, &other, "grant", Fields::new()).unwrap());
        if run.step() == "conclude" {
            run.does(&coordinator(), "cannot", &[]);
            break;
        }
        run.does(&coordinator(), "meeting", &[]);
        if run.step() == "street-meeting" {
            run.does(&street(), "beyond", &[]);
        }
        run.does(&coordinator(), "assign", &[]);
        run.does(&organisation(HOUSING), "accept", &[]);
        run.does(&organisation(HOUSING), "cannot", &[]);
        assert_eq!(run.step(), "told");
    }
    run
}

#[test]
fn a_raiser_may_ask_for_review_until_the_bound_is_used_up() {
    let run = reviewed_to_the_end();
    assert_eq!(run.step(), "told-final");
    assert_eq!(run.beside(Relation::Raiser, &[]), []);
}

#[test]
fn every_transition_of_kenli_is_taken() {
    let declared = declared();
    let playbook = Arc::new(KENLI.clone());
    let mut chance = Chance(2026);
    let mut seen = transitions(&reviewed_to_the_end());
    for walks in 0..2000 {
        let class = ["home-or-dispute", "compound-affair", "important"][walks % 3];
        walk(&reported(class), &playbook, &mut chance, &mut seen);
        if declared.is_subset(&seen) {
            break;
        }
    }
    let found = declared.intersection(&seen).count();
    println!("transition coverage of kenli: {found} of {}", declared.len());
    let missing: Vec<_> = declared.difference(&seen).collect();
    assert!(missing.is_empty(), "never taken: {missing:?}");
}
