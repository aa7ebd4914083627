//! What becomes of a claim: withdrawn, ended with its case, given more time, or come too late.

use std::sync::Arc;

use linli_playbook::{
    Playbook,
    engine::{
        Actor, Audience, Command, Effect, Fields, Holder, Relation, Relations, TaskKind,
        TaskNumber, Value, decide,
    },
    language::{RuleNames, compile},
    model::Target,
};

use crate::{
    engine_offer::{
        BUREAU, COMPANY, OTHER_COMPANY, TWO, compiled, neighbour_claims, offered, town_text,
    },
    engine_support::{Run, WANG, actor_of, name, organisation, person, text},
};

#[test]
fn a_withdrawn_claim_leaves_nothing_and_one_that_stands_makes_a_part_of_it() {
    let playbook = compiled(TWO, "many", "lead");
    let mut run = offered(&playbook, "shared");
    let before = run.case.former_holders.clone();
    run.does(&organisation(COMPANY), "claim", &[]);
    run.does(&organisation(BUREAU), "claim", &[]);
    assert_eq!(run.case.former_holders, before, "nothing is theirs to handle yet");
    run.does(&organisation(COMPANY), "withdraw-claim", &[]);
    run.tick();
    assert_eq!(run.step(), "deliver");
    assert!(run.case.former_holders.contains(&organisation(BUREAU)));
    assert!(!run.case.former_holders.contains(&organisation(COMPANY)));
}

#[test]
fn who_claimed_alone_has_a_part_whatever_follows() {
    let mut playbook = compiled(TWO, "one", "lead").as_ref().clone();
    let watch = playbook.processes.get_mut("matter").unwrap().steps.get_mut("watch").unwrap();
    let claimed = watch.outcomes.iter_mut().find(|outcome| outcome.key == *"claimed");
    claimed.unwrap().to = Target::Step(name("answer"));
    let mut run = offered(&Arc::new(playbook), "shared");
    run.does(&organisation(COMPANY), "claim", &[]);
    assert_eq!(run.step(), "answer");
    assert!(run.case.former_holders.contains(&organisation(COMPANY)));
}

fn released(run: &Run) -> Vec<Holder> {
    let told = run.effects.iter().filter_map(|effect| match effect {
        Effect::Notify { to: Audience::Holder(holder), message } if *message == *"released" => {
            Some(holder.clone())
        }
        _ => None,
    });
    told.collect()
}

#[test]
fn no_claim_ends_without_a_word_to_whoever_claimed() {
    let playbook = compiled("parties=company,bureau residents=#true", "many", "lead");
    let mut run = offered(&playbook, "shared");
    run.does(&organisation(COMPANY), "claim", &[]);
    neighbour_claims(&mut run, WANG);
    run.take(run.system("absorb").unwrap());
    assert_eq!(run.step(), "merged");
    let told = [organisation(COMPANY), Holder::Person(person(WANG))];
    assert_eq!(released(&run), told, "and nobody who only was invited");
    assert!(run.case.former_holders.contains(&organisation(COMPANY)), "it was theirs at the end");
}

fn with_more_time() -> Arc<Playbook> {
    let more = "    aside extend zh=\"延期\" en=\"More time\" once=#true\n    aside supplement";
    let text = town_text(TWO, "many", "lead").replacen("    aside supplement", more, 1);
    Arc::new(compile("town.kdl", &text, &RuleNames::shipped()).unwrap())
}

fn own(run: &Run, of: i64) -> Vec<TaskNumber> {
    let tasks = run.case.tasks.values().filter(|task| task.holder == organisation(of));
    tasks.map(|task| task.number).collect()
}

fn may_extend(run: &Run, of: i64) -> bool {
    run.beside(Relation::Holder, &own(run, of)).iter().any(|offer| offer.action == *"extend")
}

fn extended(run: &mut Run, of: i64, days: i64) {
    let fields = Fields::from([(name("reason"), text(50)), (name("more"), Value::Number(days))]);
    let actor = actor_of(&organisation(of));
    let asked = run.try_beside(&actor, Relation::Holder, &own(run, of), "extend", fields);
    run.take(asked.unwrap());
    let agrees = run.case.tasks.values().find(|t| matches!(t.kind, TaskKind::Approve { .. }));
    let agrees = agrees.unwrap().holder.clone();
    run.does(&agrees, "approve", &[]);
}

#[test]
fn of_several_who_claimed_each_may_have_more_time_once_and_for_their_own_part() {
    let playbook = with_more_time();
    let mut run = offered(&playbook, "shared");
    for party in [COMPANY, OTHER_COMPANY, BUREAU] {
        run.does(&organisation(party), "claim", &[]);
    }
    assert_eq!(run.step(), "deliver");
    let due = |run: &Run, of: i64| run.case.tasks[&own(run, of)[0]].due.at;
    let begun = run.case.step.due.at;
    extended(&mut run, COMPANY, 5);
    let longer = due(&run, COMPANY);
    assert!(longer > begun);
    assert_eq!((due(&run, BUREAU), due(&run, OTHER_COMPANY)), (begun, begun));
    assert_eq!(run.case.step.due.at, longer, "it ends with the last of them");
    assert!(!may_extend(&run, COMPANY), "once");
    assert!(may_extend(&run, BUREAU), "another asks for another part");
    extended(&mut run, BUREAU, 5);
    assert_eq!((due(&run, BUREAU), run.case.step.due.at), (longer, longer), "not twice as long");
    run.does(&organisation(COMPANY), "done", &[]);
    run.does(&organisation(BUREAU), "done", &[]);
    assert!(may_extend(&run, OTHER_COMPANY));
    extended(&mut run, OTHER_COMPANY, 2);
    assert!(due(&run, OTHER_COMPANY) > begun);
    assert!(!may_extend(&run, OTHER_COMPANY));
}

#[test]
fn alone_in_the_step_whoever_works_moves_it() {
    let playbook = with_more_time();
    let mut run = offered(&playbook, "shared");
    run.does(&organisation(COMPANY), "claim", &[]);
    run.tick();
    let begun = run.case.step.due.at;
    extended(&mut run, COMPANY, 5);
    assert!(run.case.step.due.at > begun);
    assert_eq!(run.case.tasks[&own(&run, COMPANY)[0]].due, run.case.step.due);
    assert!(!may_extend(&run, COMPANY));
}

#[test]
fn a_claim_that_comes_too_late_is_told_that_the_offer_is_over() {
    let playbook = compiled("parties=company,bureau residents=#true", "one", "lead");
    let mut run = offered(&playbook, "shared");
    let late = own(&run, BUREAU)[0];
    run.does(&organisation(COMPANY), "claim", &[]);
    assert_eq!(run.step(), "deliver");
    let mut facts = run.facts.clone();
    facts.relations =
        Relations { set: [Relation::Neighbour].into(), tasks: std::collections::BTreeSet::new() };
    let command = |actor: Actor, action: &str, task: Option<TaskNumber>| Command {
        actor,
        action: name(action),
        task,
        seen_version: task.map(|_| 1),
        fields: Fields::from([(name("promise"), text(31))]),
    };
    let refused = |command: Command| {
        let refused = decide(&run.playbook, &run.case, &command, &facts, run.now);
        refused.unwrap_err().code().as_str().to_owned()
    };
    let bureau = actor_of(&organisation(BUREAU));
    let neighbour = Actor::Person { person: person(WANG), acting: None };
    for (actor, action, task, code) in [
        (&bureau, "claim", Some(late), "offer-over"),
        (&bureau, "decline-offer", Some(late), "offer-over"),
        (&neighbour, "claim", None, "offer-over"),
        // Everything else is told as ever.
        (&bureau, "accept", Some(late), "stale-task"),
        (&neighbour, "urge", None, "not-entitled"),
    ] {
        assert_eq!(refused(command(actor.clone(), action, task)), code, "{action}");
    }
}
