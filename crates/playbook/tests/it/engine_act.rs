//! Acting, forms, versions, entitlement: the simplest matters.

use linli_playbook::engine::{
    Actor, Fields, Holder, Refusals, Relation, Status, TaskNumber, codes,
};

use crate::engine_stories::found;
use crate::engine_support::{
    GRID, Run, answered, community, grid_worker, name, person, place, post, raiser, reported, text,
};

#[test]
fn solved_on_the_spot_told_rated_and_closed() {
    let mut run = Run::open(&reported("home-or-dispute"));
    run.does(&grid_worker(), "on-spot", &[]);
    assert_eq!(run.step(), "rate", "private: told at once");
    run.does(&raiser(), "rate", &answered("satisfied"));
    assert!(matches!(&run.case.status, Status::Ended { end, .. } if *end == name("rated")));
    insta::assert_snapshot!(run.story);
}

fn code(refused: Result<linli_playbook::engine::Decision, Refusals>) -> String {
    refused.expect_err("refused").code().to_string()
}

#[test]
fn what_is_refused_and_why() {
    let run = Run::open(&reported("compound-affair"));
    let worker = Actor::Person { person: person(1), acting: Some(grid_worker()) };
    let number = run.task_of(&grid_worker(), "at-once").unwrap();
    let none = Fields::new;
    let refused = [
        (run.try_on(number, &worker, "fly", none()), codes::NOT_OFFERED),
        (run.try_on(TaskNumber(99), &worker, "at-once", none()), codes::STALE_TASK),
        (run.try_on(number, &worker, "on-spot", none()), codes::FIELD_REQUIRED),
        (run.try_beside(&worker, Relation::Raiser, &[], "resume", none()), codes::NOT_ENTITLED),
        (
            run.try_beside(&worker, Relation::SameHousehold, &[], "urge", none()),
            codes::NOT_ENTITLED,
        ),
    ];
    for (refused, wanted) in refused {
        assert_eq!(code(refused), wanted.as_str());
    }
}

#[test]
fn every_violation_of_a_form_is_told_at_once() {
    let run = Run::open(&reported("compound-affair"));
    let number = run.task_of(&grid_worker(), "refer").unwrap();
    let worker = Actor::Person { person: person(1), acting: Some(grid_worker()) };
    let fields = Fields::from([
        (name("ground"), linli_playbook::engine::Value::Choice(name("bad-mood"))),
        (name("reply"), linli_playbook::engine::Value::Flag(true)),
        (name("second"), linli_playbook::engine::Value::Post(post("grid-worker", GRID))),
        (name("colour"), text(3)),
    ]);
    let refusals = run.try_on(number, &worker, "refer", fields).unwrap_err();
    let told: Vec<String> = refusals
        .all()
        .iter()
        .map(|r| format!("{} {}", r.field.as_deref().unwrap_or("-"), r.code))
        .collect();
    assert_eq!(
        told,
        [
            "ground field-choice",
            "reply field-type",
            "channel field-required",
            "second field-post",
            "colour field-unknown"
        ]
    );
}

#[test]
fn a_version_seen_before_a_change_is_stale() {
    let mut run = Run::open(&reported("compound-affair"));
    let number = run.task_of(&grid_worker(), "refer").unwrap();
    run.does(&grid_worker(), "refer", &[]);
    assert_eq!(run.case.tasks.get(&number).unwrap().version, 2, "a second person was asked");
    assert!(run.offer(number, "at-once").is_none(), "nothing else meanwhile");
    run.does(&community(), "decline", &[]);
    assert_eq!(run.case.tasks.get(&number).unwrap().version, 3);
    assert!(run.offer(number, "at-once").is_some());
}

#[test]
fn the_asking_person_cannot_approve() {
    let mut run = Run::open(&reported("compound-affair"));
    run.does(&grid_worker(), "refer", &[]);
    let number = run.task_of(&community(), "approve").unwrap();
    let worker = crate::engine_support::actor_of(&grid_worker());
    assert_eq!(code(run.try_on(number, &worker, "approve", Fields::new())), "second-person-same");
    run.does(&community(), "approve", &[]);
    assert_eq!(run.step(), "told");
}

#[test]
fn a_vacant_post_is_stood_in_for() {
    let mut facts = crate::engine_support::kenli_facts();
    facts.staffed.remove(&(name("grid-worker"), crate::engine_support::place(GRID)));
    let playbook = std::sync::Arc::new(crate::engine_support::KENLI.clone());
    let run = Run::open_in(playbook, facts, &reported("compound-affair"));
    let holders: Vec<&Holder> = run.case.tasks.values().map(|task| &task.holder).collect();
    assert_eq!(holders, [&post("community-worker", crate::engine_support::COMMUNITY)]);
    assert_eq!(run.case.level, name("grid"), "a stand-in acts on the same level");
}

#[test]
fn only_a_post_that_holds_office_decides_for_others() {
    let representative = post("resident-representative", crate::engine_support::COMMUNITY);
    let run = Run::open(&reported("compound-affair"));
    let number = run.task_of(&grid_worker(), "refer").unwrap();
    let mut fields = Fields::from([
        (name("ground"), linli_playbook::engine::Value::Choice(name("beyond-duty"))),
        (name("reply"), text(1)),
        (name("channel"), text(2)),
    ]);
    fields.insert(name("second"), linli_playbook::engine::Value::Post(representative.clone()));
    let worker = crate::engine_support::actor_of(&grid_worker());
    assert_eq!(code(run.try_on(number, &worker, "refer", fields)), "not-office");
    let instruct = |holder: &Holder| {
        let actor = crate::engine_support::actor_of(holder);
        let fields = Fields::from([(name("instruction"), text(3))]);
        run.try_beside(&actor, Relation::PostAbove, &[], "supervise", fields)
    };
    assert_eq!(code(instruct(&representative)), "not-office");
    assert!(instruct(&community()).is_ok());
}

#[test]
fn whoever_handled_it_accepts_the_result_under_no_other_post() {
    let mut run = Run::open(&found());
    run.does(&grid_worker(), "on-spot", &[]);
    let inspector = post("community-worker", crate::engine_support::COMMUNITY);
    let number = run.task_of(&inspector, "rate").unwrap();
    let worker = crate::engine_support::actor_of(&grid_worker()).person().unwrap();
    let second = Actor::Person { person: worker, acting: Some(inspector.clone()) };
    let fields: Fields = answered("satisfied").iter().map(|(k, v)| (name(k), v.clone())).collect();
    assert_eq!(code(run.try_on(number, &second, "rate", fields)), "handled-by-you");
    run.does(&inspector, "rate", &answered("satisfied"));
}

#[test]
fn a_post_that_only_its_handlers_have_is_not_asked_to_accept_it() {
    let mut facts = crate::engine_support::kenli_facts();
    facts.worked.insert((name("community-worker"), place(crate::engine_support::COMMUNITY)));
    let playbook = std::sync::Arc::new(crate::engine_support::KENLI.clone());
    let mut run = Run::open_in(playbook, facts, &found());
    run.does(&grid_worker(), "on-spot", &[]);
    let holders: Vec<&Holder> = run.case.tasks.values().map(|task| &task.holder).collect();
    assert_eq!(holders, [&community()], "the next above");
}
