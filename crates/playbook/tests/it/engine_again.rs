//! What ended and is taken up again: its time, the ground that was given, and who is told of an end.

use linli_playbook::engine::{Audience, Effect, Holder, Relation, Value};

use crate::{
    engine_dates::left,
    engine_support::{
        COMMUNITY, COMPANY, HOUSING, Run, WATER, community, coordinator, grid_worker, name,
        organisation, party, post, raiser, reported, street,
    },
};

/// A matter that was refused on a ground, with the second person's agreement.
fn refused(run: &mut Run, by: &Holder, ground: &str, second: &Holder) {
    let given = ("second", Value::Post(second.clone()));
    run.does(by, "refer", &[("ground", Value::Choice(name(ground))), given]);
    run.does(second, "approve", &[]);
    assert_eq!(run.step(), "told");
}

/// As many work days are left as when it ended; nothing is late, now or by the next clock.
fn goes_on_in_time(run: &mut Run, had: i64) {
    assert_eq!(left(run, run.case.due), had, "the time since its end was a pause");
    assert!(run.case.due.at > run.now && !run.case.late);
    assert_eq!(run.system("redate").unwrap().events, [], "as it would be counted anew");
    run.tick_at(run.now);
    assert!(!run.happened().contains(&"overall-late"), "{:?}", run.happened());
}

#[test]
fn a_granted_review_begins_with_the_time_that_was_left() {
    let mut run = Run::open(&reported("compound-affair"));
    run.later(24 * 3);
    refused(&mut run, &grid_worker(), "beyond-duty", &community());
    let had = left(&run, run.case.due);
    run.later(24 * 40);
    run.aside(&raiser(), Relation::Raiser, "review");
    run.later(24 * 2);
    run.does(&street(), "grant", &[]);
    goes_on_in_time(&mut run, had);
    // And once more: each end is a pause of its own.
    run.later(24);
    run.does(&street(), "meeting", &[]);
    run.does(&street(), "beyond", &[]);
    run.does(&coordinator(), "assign", &[("lead", Value::Party(party(HOUSING)))]);
    run.does(&organisation(HOUSING), "accept", &[]);
    run.does(&organisation(HOUSING), "cannot", &[]);
    assert_eq!(run.step(), "told");
    let had = left(&run, run.case.due);
    run.later(24 * 30);
    run.aside(&raiser(), Relation::Raiser, "review");
    run.does(&coordinator(), "grant", &[]);
    goes_on_in_time(&mut run, had);
}

#[test]
fn a_mediation_that_is_asked_for_begins_with_the_time_that_was_left() {
    let mut run = Run::open(&reported("home-or-dispute"));
    refused(&mut run, &grid_worker(), "litigation", &community());
    let had = left(&run, run.case.due);
    run.later(24 * 40);
    run.aside(&raiser(), Relation::Raiser, "ask-mediation");
    assert_eq!(run.step(), "mediate");
    goes_on_in_time(&mut run, had);
}

#[test]
fn what_was_late_when_it_ended_is_late_when_it_goes_on_and_is_told_once() {
    let mut run = Run::open(&reported("compound-affair"));
    while !run.case.late {
        run.tick();
    }
    assert_eq!(run.step(), "whistle", "nobody did anything");
    run.does(&coordinator(), "assign", &[("lead", Value::Party(party(HOUSING)))]);
    run.does(&organisation(HOUSING), "accept", &[]);
    run.does(&organisation(HOUSING), "cannot", &[]);
    run.later(24 * 40);
    run.aside(&raiser(), Relation::Raiser, "review");
    run.does(&coordinator(), "grant", &[]);
    assert!(run.case.late && run.case.due.at < run.now);
    run.tick_at(run.now);
    let late = run.happened().iter().filter(|what| **what == "overall-late").count();
    assert_eq!(late, 1);
}

#[test]
fn a_review_lifts_the_ground_that_it_overturned_and_no_later_one() {
    let mut run = Run::open(&reported("compound-affair"));
    refused(&mut run, &grid_worker(), "beyond-duty", &community());
    run.aside(&raiser(), Relation::Raiser, "review");
    run.does(&street(), "grant", &[]);
    run.does(&street(), "give", &[("lead", Value::Party(party(COMPANY)))]);
    run.does(&organisation(COMPANY), "accept", &[]);
    run.does(&organisation(COMPANY), "cannot", &[]);
    assert_eq!(run.step(), "community");
    // Meanwhile one side went to court.
    refused(&mut run, &community(), "litigation", &street());
    let offers = run.beside(Relation::Raiser, &[]);
    assert!(offers.iter().any(|offer| offer.action == *"ask-mediation"), "{offers:#?}");
    run.aside(&raiser(), Relation::Raiser, "ask-mediation");
    run.does(&post("mediator", COMMUNITY), "beyond", &[]);
    assert!(run.task_of(&community(), "give").is_none(), "nobody may be ordered");
}

#[test]
fn a_ground_that_was_lifted_stays_so_until_it_is_given_again() {
    let mut run = Run::open(&reported("compound-affair"));
    refused(&mut run, &grid_worker(), "litigation", &community());
    run.aside(&raiser(), Relation::Raiser, "review");
    run.does(&street(), "grant", &[]);
    run.does(&street(), "give", &[("lead", Value::Party(party(COMPANY)))]);
    run.does(&organisation(COMPANY), "accept", &[]);
    run.does(&organisation(COMPANY), "cannot", &[]);
    assert!(run.task_of(&community(), "give").is_some(), "the suit was another one");
    refused(&mut run, &community(), "litigation", &street());
    let offers = run.beside(Relation::Raiser, &[]);
    assert!(offers.iter().any(|offer| offer.action == *"ask-mediation"), "this one is not");
}

/// Whom an effect of the latest decision tells that a task needs them no more.
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
fn every_party_is_told_when_a_case_ends_without_them() {
    let mut run = Run::open(&reported("important"));
    run.does(&grid_worker(), "upward", &[]);
    run.does(&community(), "street", &[]);
    let assist = Value::Parties(vec![party(WATER)]);
    run.does(&street(), "beyond", &[("lead", Value::Party(party(HOUSING))), ("assist", assist)]);
    run.does(&organisation(HOUSING), "accept", &[]);
    run.take(run.system("absorb").unwrap());
    assert_eq!(run.step(), "merged");
    assert_eq!(released(&run), [organisation(HOUSING), organisation(WATER)], "no watcher");
}
