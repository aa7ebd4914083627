//! Whole matters in Kenli, told step by step.

use std::collections::BTreeSet;

use linli_playbook::{
    engine::{
        Actor, Facts, Fields, Holder, Opening, OwnField, Relation, Status, TaskKind, Value, open,
    },
    model::Publicity,
};

use crate::engine_support::{
    COMMITTEE, COMMUNITY, COMPANY, COMPOUND, DISCIPLINE, DISTRICT, GRID, HOUSING, KENLI, Run,
    STREET, TRAFFIC, WANG, WATER, actor_of, answered, at, community, coordinator, day, grid_worker,
    kenli_facts, name, organisation, party, person, place, post, raiser, reported, street, text,
};

fn lead(number: i64) -> (&'static str, Value) {
    ("lead", Value::Party(party(number)))
}

fn assist(numbers: &[i64]) -> (&'static str, Value) {
    ("assist", Value::Parties(numbers.iter().map(|number| party(*number)).collect()))
}

fn row(responsible: i64, due: (i8, i8)) -> Fields {
    Fields::from([
        (name("responsible"), Value::Party(party(responsible))),
        (name("standard"), text(40)),
        (name("due"), Value::Date(day(due.0, due.1))),
        (name("supervisor"), Value::Post(post("community-worker", COMMUNITY))),
    ])
}

fn ended(run: &Run, end: &str) {
    assert!(
        matches!(&run.case.status, Status::Ended { end: is, .. } if is.as_str() == end),
        "{}",
        run.story
    );
}

#[test]
fn deliberated_on_the_tenth_done_by_the_minutes_posted_and_rated() {
    let mut run = Run::open(&reported("compound-affair"));
    run.later(2);
    run.does(&grid_worker(), "pending", &[]);
    run.later(24);
    let items = Value::Items(vec![row(COMPANY, (3, 20)), row(COMMITTEE, (3, 25))]);
    let secretary = post("compound-secretary", COMPOUND);
    run.does(&secretary, "agreed", &[("items", items)]);
    run.does(&organisation(COMPANY), "done", &[]);
    assert_eq!(run.step(), "by-minutes", "one of two items is done");
    run.later(48);
    run.does(&post("community-worker", COMMUNITY), "remark", &[]);
    run.does(&organisation(COMMITTEE), "done", &[]);
    assert_eq!(run.step(), "rate", "posted in the compound, and the raiser is asked at once");
    run.does(&raiser(), "rate", &answered("basically"));
    ended(&run, "rated");
    insta::assert_snapshot!(run.story);
}

fn whistled() -> Run {
    let mut run = Run::open(&reported("important"));
    run.does(&grid_worker(), "upward", &[]);
    run.later(3);
    run.does(&community(), "street", &[]);
    run.later(24);
    run.does(&street(), "beyond", &[]);
    run.later(1);
    run.does(&coordinator(), "assign", &[lead(HOUSING), assist(&[WATER, COMPANY])]);
    run
}

#[test]
fn a_whistle_with_objections_upheld_and_overruled() {
    let mut run = whistled();
    run.does(&organisation(HOUSING), "object", &[]);
    assert!(run.task_of(&organisation(HOUSING), "accept").is_none(), "the objection is reviewed");
    let number = run.task_of(&coordinator(), "uphold").unwrap();
    let same = Fields::from([(name("lead"), Value::Party(party(HOUSING)))]);
    let refused = run.try_on(number, &actor_of(&coordinator()), "uphold", same).unwrap_err();
    assert_eq!(refused.code().as_str(), "party-twice");
    run.later(2);
    run.does(&coordinator(), "uphold", &[lead(TRAFFIC)]);
    run.does(&organisation(WATER), "object", &[]);
    run.does(&coordinator(), "overrule", &[]);
    let number = run.case.tasks.values().find(|t| t.holder == organisation(WATER)).unwrap().number;
    assert!(run.offer(number, "object").is_none(), "the review is final");
    run.does(&organisation(TRAFFIC), "accept", &[]);
    run.does(&organisation(COMPANY), "accept", &[]);
    run.does(&organisation(COMPANY), "done", &[]);
    run.later(24);
    run.does(&organisation(TRAFFIC), "done", &[]);
    assert_eq!(run.step(), "answer", "open help is released");
    assert_eq!(run.case.last_holder, Some(organisation(TRAFFIC)));
    run.tick();
    run.does(&raiser(), "rate", &answered("satisfied"));
    run.does(&post("resident-representative", COMMUNITY), "rate", &answered("satisfied"));
    ended(&run, "rated");
    insta::assert_snapshot!(run.story);
}

#[test]
fn a_department_that_stays_silent_is_instructed_then_whistled_for_again_then_told() {
    let mut run = whistled();
    assert!(run.case.tasks.values().any(|task| {
        task.kind == TaskKind::Supervise && task.holder == organisation(DISCIPLINE)
    }));
    for _ in 0..40 {
        if run.case.step.supervised > 1 && run.step() == "explain" {
            break;
        }
        run.tick();
    }
    assert_eq!(run.step(), "explain", "no clock refuses anybody");
    run.does(&coordinator(), "cannot", &[]);
    ended(&run, "told");
    assert_eq!(run.case.told_by, [actor_of(&coordinator())]);
    assert!(run.case.values.contains_key("channel"));
    insta::assert_snapshot!(run.story);
}

#[test]
fn fifty_parties_and_more() {
    let mut run = whistled();
    let mut facts = run.facts.clone();
    let model = facts.parties.get(&party(WATER)).unwrap().clone();
    for number in 100..160 {
        facts.parties.insert(party(number), model.clone());
    }
    let mut again = Run::open_in(run.playbook.clone(), facts, &reported("important"));
    again.does(&grid_worker(), "upward", &[]);
    again.does(&community(), "street", &[]);
    let all: Vec<i64> = (100..160).collect();
    again.does(&street(), "beyond", &[lead(HOUSING), assist(&all)]);
    assert_eq!(again.case.tasks.len(), 62, "lead, sixty assistants, the supervising party");
    again.does(&organisation(HOUSING), "accept", &[]);
    again.does(&organisation(HOUSING), "done", &[]);
    assert!(again.case.tasks.is_empty());
    run.does(&organisation(HOUSING), "accept", &[]);
}

#[test]
fn refused_by_two_persons_reviewed_one_level_up_and_taken_up_again() {
    let mut run = Run::open(&reported("compound-affair"));
    let second = ("second", Value::Post(community()));
    run.does(&grid_worker(), "refer", &[second]);
    run.later(1);
    run.does(&community(), "approve", &[]);
    ended(&run, "told");
    run.later(24);
    run.aside(&raiser(), Relation::Raiser, "review");
    assert_eq!(run.beside(Relation::Raiser, &[]), [], "once at a time");
    let reviewer = run.case.tasks.values().next().unwrap().holder.clone();
    assert_eq!(reviewer, street(), "one level above the second person, who agreed");
    // Neither who refused nor who agreed decides, in whatever post.
    let number = run.task_of(&reviewer, "grant").unwrap();
    assert_eq!(run.case.told_by, [actor_of(&grid_worker()), actor_of(&community())]);
    for told in [grid_worker(), community()] {
        let Actor::Person { person, .. } = actor_of(&told) else { panic!("a person") };
        let same = Actor::Person { person, acting: Some(reviewer.clone()) };
        let refused = run.try_on(number, &same, "grant", Fields::new()).unwrap_err();
        assert_eq!(refused.code().as_str(), "second-person-same");
    }
    run.does(&reviewer, "grant", &[]);
    assert_eq!(run.step(), "reconsider");
    assert_eq!((run.case.told_by.len(), run.case.overturned()), (0, 1));
    assert_eq!(run.case.level, name("street"));
    run.does(&street(), "upheld", &[("second", Value::Post(coordinator()))]);
    run.does(&coordinator(), "approve", &[]);
    ended(&run, "told-final");
    assert_eq!(run.beside(Relation::Raiser, &[]), [], "finished");
    insta::assert_snapshot!(run.story);
}

#[test]
fn a_denied_review_is_final_and_a_silent_reviewer_loses_it_upward() {
    let mut run = Run::open(&reported("compound-affair"));
    run.does(&grid_worker(), "refer", &[]);
    run.does(&community(), "approve", &[]);
    run.aside(&raiser(), Relation::Raiser, "review");
    for level in ["coordinator"] {
        while run
            .case
            .tasks
            .values()
            .all(|task| !crate::engine_support::who(&task.holder).eq(level))
        {
            run.tick();
        }
    }
    while let Some(next) = run.case.next_due() {
        run.tick_at(next);
    }
    run.does(&coordinator(), "deny", &[]);
    ended(&run, "told");
    assert_eq!(run.beside(Relation::Raiser, &[]), [], "final");
}

#[test]
fn a_repeat_is_told_only_with_the_progress_shown() {
    let run = Run::open(&reported("compound-affair"));
    let number = run.task_of(&grid_worker(), "refer").unwrap();
    let mut fields = Fields::from([
        (name("ground"), Value::Choice(name("repeat"))),
        (name("reply"), text(1)),
        (name("channel"), text(2)),
        (name("second"), Value::Post(community())),
    ]);
    let actor = actor_of(&grid_worker());
    let refused = run.try_on(number, &actor, "refer", fields.clone()).unwrap_err();
    assert_eq!(refused.code().as_str(), "progress-required");
    fields.insert(name("progress"), text(3));
    run.try_on(number, &actor, "refer", fields).unwrap();
}

#[test]
fn the_pigeons_end_mediated() {
    let mut run = Run::open(&Opening { opens: name("dispute"), ..reported("home-or-dispute") });
    run.does(&grid_worker(), "mediate", &[]);
    let mediator = post("mediator", COMMUNITY);
    run.later(24 * 7);
    run.aside(&mediator, Relation::Holder, "extend");
    run.does(&street(), "decline", &[]);
    run.aside(&mediator, Relation::Holder, "extend");
    run.does(&street(), "approve", &[]);
    run.later(24 * 30);
    run.does(&mediator, "agreed", &[]);
    assert_eq!(run.step(), "rate", "told to the raiser only");
    run.does(&raiser(), "rate", &answered("satisfied"));
    ended(&run, "rated");
    insta::assert_snapshot!(run.story);
}

#[test]
fn a_dispute_is_private_whatever_it_is_about() {
    let process = KENLI.process(&name("matter")).unwrap();
    let table = [
        ("problem", None, "compound-affair"),
        ("dispute", None, "home-or-dispute"),
        ("dispute", Some("parking"), "home-or-dispute"),
        ("dispute", Some("maintenance-fund"), "home-or-dispute"),
        ("problem", Some("maintenance-fund"), "important"),
        ("suggestion", Some("noise"), "home-or-dispute"),
        ("suggestion", Some("parking"), "compound-affair"),
    ];
    for (opens, category, class) in table {
        let category = category.map(name);
        let found = KENLI.class_of(process, category.as_ref(), &name(opens));
        assert_eq!(*found, name(class), "{opens} {category:?}");
    }
}

#[test]
fn what_goes_to_mediation_is_told_to_its_raiser_only() {
    for class in ["compound-affair", "important"] {
        let mut run = Run::open(&reported(class));
        assert!(run.case.publicity > Publicity::Private);
        run.does(&grid_worker(), "mediate", &[]);
        assert_eq!(run.case.publicity, Publicity::Private);
        let wider = Fields::from([(name("publicity"), Value::Choice(name("compound")))]);
        let (actor, own) = (actor_of(&raiser()), Relation::Raiser);
        let refused = run.try_beside(&actor, own, &[], "set-publicity", wider).unwrap_err();
        assert_eq!(refused.code().as_str(), "not-offered", "the other one has a say too");
        run.does(&post("mediator", COMMUNITY), "beyond", &[]);
        assert_eq!(run.case.publicity, Publicity::Private, "also after it left");
    }
}

#[test]
fn withdrawn_before_it_is_answered() {
    let mut run = Run::open(&reported("compound-affair"));
    run.does(&grid_worker(), "at-once", &[]);
    run.aside(&raiser(), Relation::Raiser, "withdraw");
    ended(&run, "withdrawn");
    assert_eq!((run.case.told_by.len(), run.case.overturned()), (0, 0), "nobody refused");
    let mut late = Run::open(&reported("compound-affair"));
    late.does(&grid_worker(), "on-spot", &[]);
    let offers = late.beside(Relation::Raiser, &[]);
    assert!(offers.iter().all(|offer| offer.action != *"withdraw"), "it is answered already");
}

#[test]
fn of_two_raisers_one_leaves_and_the_other_stays() {
    let mut run = Run::open(&reported("compound-affair"));
    run.facts.merging = Some(linli_playbook::engine::Merging {
        process: name("matter"),
        class: name("compound-affair"),
        publicity: linli_playbook::model::Publicity::Compound,
        open: true,
        told: false,
        recused: false,
        raisers: vec![person(WANG)],
        without_account: BTreeSet::from([person(WANG)]),
    });
    run.facts.reachable.remove(&person(WANG));
    run.aside(&grid_worker(), Relation::Holder, "merge");
    assert_eq!(run.case.raisers, [person(crate::engine_support::LI), person(WANG)]);
    run.aside(&raiser(), Relation::Raiser, "withdraw");
    assert_eq!(run.case.raisers, [person(WANG)]);
    assert_eq!(run.case.status, Status::Open);
    run.does(&grid_worker(), "on-spot", &[]);
    run.tick();
    assert!(matches!(
        run.case.tasks.values().next().unwrap().kind,
        TaskKind::Revisit { raiser: Some(asked) } if asked == person(WANG)
    ));
}

#[test]
fn family_takes_back_the_matter_of_whom_they_act_for_and_no_others() {
    let family = Holder::Person(person(8001));
    let merged = |leave: bool| {
        let mut run = Run::open(&reported("compound-affair"));
        run.facts.merging = Some(linli_playbook::engine::Merging {
            process: name("matter"),
            class: name("compound-affair"),
            publicity: linli_playbook::model::Publicity::Compound,
            open: true,
            told: false,
            recused: false,
            raisers: vec![person(WANG)],
            without_account: BTreeSet::new(),
        });
        run.aside(&grid_worker(), Relation::Holder, "merge");
        if leave {
            run.aside(&raiser(), Relation::Raiser, "withdraw");
        }
        run
    };
    let mut run = merged(false);
    run.aside(&family, Relation::OnBehalf, "withdraw");
    assert_eq!(
        (run.case.raisers.as_slice(), &run.case.status),
        ([person(WANG)].as_slice(), &Status::Open)
    );
    let left = merged(true);
    let offers = left.beside(Relation::OnBehalf, &[]);
    assert!(offers.iter().all(|offer| offer.action != *"withdraw"), "it is somebody else's now");
    let mut alone = Run::open(&reported("compound-affair"));
    alone.aside(&family, Relation::OnBehalf, "withdraw");
    ended(&alone, "withdrawn");
}

#[test]
fn silence_for_the_whole_period_is_unrated() {
    let mut run = Run::open(&reported("home-or-dispute"));
    run.does(&grid_worker(), "on-spot", &[]);
    run.tick();
    ended(&run, "unrated");
}

#[test]
fn not_solved_is_rectified_and_passes() {
    let mut run = Run::open(&reported("home-or-dispute"));
    run.does(&grid_worker(), "on-spot", &[]);
    run.does(&raiser(), "rate", &answered("not-solved"));
    assert_eq!(run.step(), "rectify");
    run.does(&grid_worker(), "redone", &[]);
    run.does(&raiser(), "rate", &answered("basically"));
    ended(&run, "rated");
    let given: Vec<_> = run.case.ratings.iter().map(|r| (r.entry, r.points)).collect();
    assert_eq!(given, [(3, None), (6, Some(90))], "what was not solved at first stays counted");
    assert_eq!(run.case.step.ratings.len(), 1, "the last rating alone decided");
    insta::assert_snapshot!(run.story);
}

#[test]
fn bounds_are_used_up_and_their_exits_taken() {
    let mut run = Run::open(&reported("home-or-dispute"));
    run.does(&grid_worker(), "on-spot", &[]);
    for _ in 0..2 {
        run.does(&raiser(), "rate", &answered("unsatisfied"));
        assert_eq!(run.step(), "rectify");
        run.does(&grid_worker(), "redone", &[]);
    }
    run.does(&raiser(), "rate", &answered("not-solved"));
    assert_eq!(run.step(), "whistle", "rectified twice already");
    assert_eq!(run.case.level, name("district"));
    assert!(run.happened().contains(&"exhausted"));
    insta::assert_snapshot!(run.story);
}

pub(crate) fn found() -> Opening {
    Opening {
        actor: actor_of(&grid_worker()),
        channel: name("found"),
        raiser: None,
        found_by: Some(grid_worker()),
        ..reported("compound-affair")
    }
}

#[test]
fn what_a_worker_found_is_accepted_by_somebody_else() {
    let mut run = Run::open(&found());
    run.does(&grid_worker(), "on-spot", &[]);
    assert_eq!(run.step(), "rate");
    let inspector = run.case.tasks.values().next().unwrap().holder.clone();
    assert_eq!(inspector, post("community-worker", COMMUNITY));
    run.does(&inspector, "rate", &answered("satisfied"));
    ended(&run, "rated");
    insta::assert_snapshot!(run.story);
}

#[test]
fn the_acceptor_is_never_the_finder() {
    let finder = post("community-worker", COMMUNITY);
    let mut run = Run::open(&Opening { found_by: Some(finder.clone()), ..found() });
    run.does(&grid_worker(), "on-spot", &[]);
    assert!(run.case.tasks.values().all(|task| task.holder != finder));
}

/// Nobody can be asked through the program, whatever was said when the matter came in.
fn without_devices() -> Run {
    let mut facts = kenli_facts();
    facts.reachable.clear();
    let kenli = std::sync::Arc::new(crate::engine_support::KENLI.clone());
    let opening = Opening { channel: name("phone"), ..reported("home-or-dispute") };
    Run::open_in(kenli, facts, &opening)
}

#[test]
fn a_raiser_without_a_device_is_visited_by_somebody_who_never_held_it() {
    let mut run = without_devices();
    run.does(&grid_worker(), "on-spot", &[]);
    let visitor = post("community-worker", COMMUNITY);
    assert!(run.task_of(&grid_worker(), "rate").is_none());
    run.tick();
    assert_eq!(run.step(), "rate", "staff owed the visit: silence is not the raiser's");
    assert!(run.task_of(&visitor, "rate").is_none(), "passed on");
    assert_eq!(holder(&run), &street(), "to the level above");
    run.does(&street(), "unreached", &[]);
    ended(&run, "unrated");
    insta::assert_snapshot!(run.story);
}

#[test]
fn a_visit_that_nobody_pays_stays_with_the_highest_post_and_is_never_silence() {
    let mut run = without_devices();
    run.does(&grid_worker(), "on-spot", &[]);
    for _ in 0..60 {
        run.tick();
        assert_eq!(run.step(), "rate");
    }
    assert!(run.case.step.supervised > 3, "instructed again and again");
    let visits = run.case.tasks.values().filter(|t| matches!(t.kind, TaskKind::Revisit { .. }));
    assert_eq!(visits.map(|task| &task.holder).collect::<Vec<_>>(), [&coordinator()]);
    run.does(&coordinator(), "rate", &answered("satisfied"));
    ended(&run, "rated");
}

#[test]
fn a_raiser_who_lost_the_account_is_visited_before_silence_counts() {
    let mut run = Run::open(&reported("home-or-dispute"));
    run.does(&grid_worker(), "on-spot", &[]);
    run.facts.reachable.clear();
    run.tick();
    assert_eq!(run.step(), "rate");
    let visitor = post("community-worker", COMMUNITY);
    assert_eq!(holder(&run), &visitor);
    run.does(&visitor, "rate", &answered("not-solved"));
    assert_eq!(run.step(), "rectify");
}

#[test]
fn an_objection_to_the_published_answer() {
    let mut run = Run::open(&reported("important"));
    run.does(&grid_worker(), "at-once", &[]);
    run.does(&grid_worker(), "solved", &[]);
    let reader = Holder::Person(person(WANG));
    run.aside(&reader, Relation::SameHousehold, "objection");
    assert_eq!(run.step(), "objection");
    run.does(&community(), "justified", &[]);
    assert_eq!(run.step(), "rectify");
    let mut other = Run::open(&reported("important"));
    other.does(&grid_worker(), "on-spot", &[]);
    other.aside(&raiser(), Relation::Raiser, "objection");
    for _ in 0..3 {
        while other.step() == "objection" && !other.happened().contains(&"escalated") {
            other.tick();
        }
    }
    other.does(&street(), "answered", &[]);
    assert_eq!(other.step(), "rate");
}

#[test]
fn a_complaint_about_the_grid_worker_goes_above() {
    let recused = BTreeSet::from([grid_worker()]);
    let mut run = Run::open(&Opening { recused, ..reported("home-or-dispute") });
    assert_eq!(run.case.level, name("community"));
    let worker = post("community-worker", COMMUNITY);
    run.does(&worker, "at-once", &[]);
    run.does(&community(), "give", &[lead(COMPANY)]);
    let about = run.try_beside(
        &actor_of(&grid_worker()),
        Relation::PostAt,
        &[],
        "note",
        Fields::from([(OwnField::Text.name(), text(1))]),
    );
    assert_eq!(about.unwrap_err().code().as_str(), "recused");
    // Nobody below the one complained about, nor at the same place.
    let above = BTreeSet::from([post("community-secretary", COMMUNITY)]);
    let run = Run::open(&Opening { recused: above, ..reported("home-or-dispute") });
    assert_eq!(run.case.level, name("street"));
    assert_eq!(run.case.tasks.values().next().unwrap().holder, street());
}

fn about(posts: &[Holder]) -> Opening {
    Opening { recused: posts.iter().cloned().collect(), ..reported("home-or-dispute") }
}

fn holder(run: &Run) -> &Holder {
    &run.case.tasks.values().next().unwrap().holder
}

#[test]
fn a_complaint_about_the_highest_post_has_no_route_here() {
    let refused = |facts: &Facts, opening: &Opening| {
        let run = Run::open(&reported("home-or-dispute"));
        let refused = open(&run.playbook, opening, facts, run.now).unwrap_err();
        refused.code().to_string()
    };
    let mut facts = kenli_facts();
    assert_eq!(refused(&facts, &about(&[coordinator()])), "no-route");
    // Whoever heads the street office is the only coordinator too.
    facts.barred.insert((name("coordinator"), place(DISTRICT)));
    assert_eq!(refused(&facts, &about(&[street()])), "no-route");
}

#[test]
fn a_complaint_never_waits_with_its_subject() {
    let kenli = std::sync::Arc::new(crate::engine_support::KENLI.clone());
    // The secretary complained about stands in at the street office too.
    let mut facts = kenli_facts();
    facts.barred.insert((name("street-office"), place(STREET)));
    let run = Run::open_in(kenli.clone(), facts, &about(&[community()]));
    assert_eq!(holder(&run), &coordinator());
    // Nobody has any post above: it waits for the next coordinator.
    let mut facts = kenli_facts();
    facts.staffed = [(name("grid-worker"), place(GRID))].into();
    let run = Run::open_in(kenli.clone(), facts.clone(), &about(&[grid_worker()]));
    assert_eq!(holder(&run), &coordinator());
    // Whom it is about became the only coordinator since: not to them either.
    let mut run = Run::open_in(kenli, facts, &about(&[street()]));
    run.facts.barred.insert((name("coordinator"), place(DISTRICT)));
    run.tick();
    run.tick();
    assert_ne!(holder(&run), &coordinator());
    assert_ne!(holder(&run), &street());
}

#[test]
fn a_party_that_the_case_is_about_is_not_asked() {
    let recused = BTreeSet::from([organisation(COMPANY)]);
    let mut run = Run::open(&Opening { recused, ..reported("home-or-dispute") });
    run.does(&grid_worker(), "at-once", &[]);
    let number = run.task_of(&grid_worker(), "give").unwrap();
    let fields = Fields::from([(name("lead"), Value::Party(party(COMPANY)))]);
    let refused = run.try_on(number, &actor_of(&grid_worker()), "give", fields).unwrap_err();
    assert_eq!(refused.code().as_str(), "recused");
}

#[test]
fn parties_are_checked() {
    let mut run = Run::open(&reported("compound-affair"));
    run.does(&grid_worker(), "at-once", &[]);
    let number = run.task_of(&grid_worker(), "give").unwrap();
    let give = |fields: &[(&str, Value)]| {
        let fields = fields.iter().map(|(key, value)| (name(key), value.clone())).collect();
        let refused = run.try_on(number, &actor_of(&grid_worker()), "give", fields);
        refused.map(|_| ()).map_err(|r| r.code().to_string())
    };
    let refused = |code: &str| Err(code.to_owned());
    assert_eq!(give(&[]), refused("field-required"));
    assert_eq!(give(&[lead(DISCIPLINE)]), refused("party-kind"));
    assert_eq!(give(&[lead(999)]), refused("party-unknown"));
    assert_eq!(give(&[lead(COMPANY), assist(&[COMPANY])]), refused("party-twice"));
    assert_eq!(give(&[lead(COMPANY), assist(&[WATER, WATER])]), refused("party-twice"));
    assert_eq!(give(&[lead(COMPANY), assist(&[WATER, COMMITTEE])]), Ok(()));
}

#[test]
fn two_weeks_without_a_clock() {
    let mut run = Run::open(&reported("compound-affair"));
    run.does(&grid_worker(), "at-once", &[]);
    let back = at(3, 16, 10, 0);
    run.tick_at(back);
    assert_eq!(run.case.level, name("community"), "one rung: its clock began with the late tick");
    assert!(run.case.step.entered_at < back && run.case.step.due.at > back);
    let due: Vec<_> = run.events.iter().filter_map(|event| event.due_at).collect();
    assert!(due.is_sorted() && due.iter().all(|moment| *moment <= back), "{due:?}");
    assert!(run.events.iter().filter(|e| e.due_at.is_some()).all(|e| e.recorded_at == back));
    let again = run.system("tick").unwrap();
    assert_eq!(again.events, [], "nothing is due twice");
    insta::assert_snapshot!(run.story);
}
