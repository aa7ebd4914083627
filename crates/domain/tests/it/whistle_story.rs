//! Whistles read from histories.

use std::sync::Arc;

use linli_domain::whistle::{Part, PartyState, Whistle, is_blown, whistles};
use linli_playbook::{
    engine::Value,
    language::{RuleNames, compile},
    model::{Assessed, WhistlePart},
};

use crate::engine_support::{
    COMMUNITY, COMPANY, HOUSING, KENLI, KENLI_TEXT, Run, TRAFFIC, WATER, answered, community,
    coordinator, grid_worker, kenli_facts, name, organisation, party, post, raiser, reported,
    street,
};

fn lead(number: i64) -> (&'static str, Value) {
    ("lead", Value::Party(party(number)))
}

fn called() -> Run {
    let mut run = Run::open(&reported("important"));
    run.does(&grid_worker(), "upward", &[]);
    run.does(&community(), "street", &[]);
    let helping = Value::Parties(vec![party(WATER), party(COMPANY)]);
    run.does(&street(), "beyond", &[lead(HOUSING), ("assist", helping)]);
    run
}

fn of(run: &Run) -> Vec<Whistle> {
    whistles(&KENLI, &run.events)
}

#[test]
fn a_case_that_was_never_whistled_for_has_none() {
    let run = Run::open(&reported("important"));
    assert!(of(&run).is_empty());
    assert!(!is_blown(&KENLI, &run.case));
    assert!(is_blown(&KENLI, &called().case));
}

#[test]
fn who_called_whom_and_how_each_answered() {
    let mut run = called();
    let blown = of(&run).remove(0);
    assert_eq!(blown.by, Some(street()), "the street, in the community's name");
    assert!(!blown.by_clock);
    assert!(blown.slip.is_some());
    assert!(blown.is_open());
    let states: Vec<_> = blown.parties.iter().map(|p| (p.part, p.phase, p.state())).collect();
    let asked = |part| (part, WhistlePart::Whole, PartyState::Asked);
    assert_eq!(
        states,
        [
            asked(Part::Lead),
            asked(Part::Assist),
            asked(Part::Assist),
            (Part::Supervise, WhistlePart::Whole, PartyState::Watching)
        ]
    );
    assert!(blown.parties[0].answer_by.unwrap() < blown.parties[0].due);
    assert_eq!(Some(blown.next_due()), blown.parties[0].answer_by);

    run.does(&organisation(HOUSING), "object", &[]);
    assert_eq!(of(&run)[0].parties[0].state(), PartyState::Objecting);
    assert!(!of(&run)[0].is_wrong(), "not decided yet");
    run.later(2);
    run.does(&coordinator(), "uphold", &[lead(TRAFFIC)]);
    run.does(&organisation(WATER), "object", &[]);
    run.does(&coordinator(), "overrule", &[]);
    run.does(&organisation(TRAFFIC), "accept", &[]);
    run.does(&organisation(COMPANY), "accept", &[]);
    run.does(&organisation(COMPANY), "done", &[]);
    let blown = of(&run).remove(0);
    assert!(blown.is_wrong(), "an upheld objection");
    let state = |number| {
        let of_party = blown.parties.iter().find(|p| p.holder == organisation(number));
        of_party.unwrap().state()
    };
    assert_eq!(state(HOUSING), PartyState::Replaced);
    assert_eq!(state(WATER), PartyState::Working, "overruled for good");
    assert_eq!(state(TRAFFIC), PartyState::Working);
    assert_eq!(state(COMPANY), PartyState::Done);
    assert_eq!(blown.next_due(), blown.due, "nobody is still to answer");
    let water = blown.parties.iter().find(|p| p.holder == organisation(WATER)).unwrap();
    assert_eq!(water.objections[0].decided.map(|(_, upheld, _)| upheld), Some(false));
    assert_eq!(water.answered, Some(water.objections[0].at), "an objection is an answer");
}

#[test]
fn it_ends_when_the_result_is_fed_back_and_keeps_what_was_said_of_it() {
    let mut run = called();
    run.does(&organisation(HOUSING), "accept", &[]);
    run.does(&organisation(HOUSING), "done", &[]);
    let blown = of(&run).remove(0);
    assert!(blown.fed_back.is_some() && blown.ended == blown.fed_back);
    assert_eq!(blown.parties[1].state(), PartyState::Released);
    assert_eq!(blown.parties[0].reported.as_ref().unwrap().action, *"done");
    assert!(blown.ratings.is_empty());
    run.tick();
    run.does(&raiser(), "rate", &answered("satisfied"));
    run.does(&post("resident-representative", COMMUNITY), "rate", &answered("unsatisfied"));
    let points: Vec<_> = of(&run)[0].ratings.iter().map(|r| (r.representative, r.points)).collect();
    assert_eq!(points[..2], [(false, Some(100)), (true, Some(0))]);
}

#[test]
fn silence_is_no_answer_and_a_clock_may_whistle() {
    let mut run = called();
    for _ in 0..80 {
        if of(&run).len() == 2 {
            break;
        }
        run.tick();
    }
    let found = of(&run);
    assert_eq!(found.len(), 2, "whistled for again");
    assert!(found[0].late && found[0].ended == Some(found[1].at));
    assert!(found[0].parties[0].silent && found[0].parties[0].answered.is_none());
    assert!(found[0].parties[0].is_late(found[0].at));
    assert!(found[1].by_clock && found[1].slip.is_none());
}

/// Kenli with an evaluation in the lead's report, and with parties that go on with a whistle's work.
fn with_evaluation() -> Run {
    let choice =
        "view choice assesses=whistle zh=\"评吹哨\" {\n apt zh=\"准确\"\n wrong zh=\"不准\"\n }\n";
    let text = KENLI_TEXT
        .replace("form joint-solved {\n", &format!("form joint-solved {{\n{choice}"))
        .replace("step parties zh=", "step parties whistle=work zh=");
    let playbook = compile("kenli.kdl", &text, &RuleNames::shipped()).unwrap();
    Run::open_in(Arc::new(playbook), kenli_facts(), &reported("important"))
}

#[test]
fn a_marked_choice_evaluates_the_latest_whistle_and_work_goes_on_with_it() {
    let mut run = with_evaluation();
    run.does(&grid_worker(), "at-once", &[]);
    run.does(&grid_worker(), "give", &[lead(COMPANY)]);
    let found = |run: &Run| whistles(&run.playbook, &run.events);
    assert!(found(&run).is_empty(), "parties without a whistle are an ordinary dispatch");
    run.does(&organisation(COMPANY), "accept", &[]);
    run.does(&organisation(COMPANY), "cannot", &[]);
    run.does(&community(), "street", &[]);
    run.does(&street(), "beyond", &[lead(HOUSING)]);
    run.does(&organisation(HOUSING), "accept", &[]);
    run.does(&organisation(HOUSING), "done", &[("view", Value::Choice(name("wrong")))]);
    let blown = found(&run).remove(0);
    let views: Vec<_> =
        blown.assessments.iter().map(|v| (v.of, v.field.as_str(), v.best)).collect();
    assert_eq!(views, [(Assessed::Whistle, "view", false)]);
    assert!(!blown.is_open());
    run.tick();
    run.does(&raiser(), "rate", &answered("not-solved"));
    let rectifies = run.case.tasks.values().next().unwrap().holder.clone();
    run.does(&rectifies, "give", &[lead(COMPANY)]);
    let again = found(&run);
    assert_eq!(again.len(), 1, "the same whistle goes on");
    assert!(again[0].is_open() && again[0].fed_back.is_none());
    let last = again[0].parties.last().unwrap();
    assert_eq!((last.phase, &last.holder), (WhistlePart::Work, &organisation(COMPANY)));
    assert_eq!(again[0].assessments.len(), 1);
}
