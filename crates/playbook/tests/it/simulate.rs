//! What a changed playbook would do differently.

use std::collections::BTreeSet;

use linli_playbook::{
    Playbook,
    engine::{Opening, Value, codes},
    language::{RuleNames, compile},
    model::StepKind,
    simulate::{Difference, Recorded, Report, made_up, simulate},
};

use crate::{
    engine_support::{
        KENLI, Run, answered, grid_worker, kenli_facts, name, raiser, reported, street,
    },
    language::SMALL_TOWN,
    town::HEPING,
};

fn town(from: &str, to: &str) -> Playbook {
    assert!(SMALL_TOWN.contains(from), "{from}");
    let text = SMALL_TOWN.replacen(from, to, 1);
    match compile("town.kdl", &text, &RuleNames::shipped()) {
        Ok(playbook) => playbook,
        Err(findings) => panic!("{}", findings.first().unwrap()),
    }
}

fn unchanged() -> Playbook {
    town("step take", "step take")
}

fn history(of: &Playbook) -> Vec<Recorded> {
    made_up(of, of.process(&name("matter")).unwrap())
}

/// What the change makes of the made-up cases of the town as it is.
fn changed(from: &str, to: &str) -> Report {
    let old = unchanged();
    simulate(&old, &town(from, to), &history(&old))
}

/// The same with every choice named after its step, so that what was done says where.
fn with_choices_told_apart(mut playbook: Playbook) -> Playbook {
    let steps = playbook.processes.values_mut().flat_map(|process| process.steps.values_mut());
    for step in steps.filter(|step| step.kind == StepKind::Act) {
        for outcome in &mut step.outcomes {
            outcome.key = name(&format!("{}-{}", step.key, outcome.key));
        }
    }
    playbook
}

fn has(report: &Report, such: impl Fn(&Difference) -> bool) -> bool {
    report.found.iter().any(|found| such(&found.difference) && found.cases > 0)
}

#[test]
fn made_up_cases_take_every_outcome_and_are_the_same_every_time() {
    let mut missed = Vec::new();
    let heping = compile("heping-town.kdl", HEPING, &RuleNames::shipped()).unwrap();
    for playbook in [unchanged(), Playbook::clone(&KENLI), heping] {
        let playbook = with_choices_told_apart(playbook);
        let process = playbook.process(&name("matter")).unwrap();
        let (cases, again) = (history(&playbook), history(&playbook));
        let deeds = |cases: &[Recorded]| -> Vec<_> {
            cases.iter().flat_map(|case| case.deeds.clone()).collect()
        };
        assert_eq!(deeds(&cases), deeds(&again));
        let taken: BTreeSet<String> =
            deeds(&cases).iter().map(|deed| deed.action.to_string()).collect();
        for step in process.steps.values() {
            let chosen = step.outcomes.iter().filter(|outcome| {
                !["published", "passed", "failed", "over"].contains(&outcome.key.as_str())
            });
            for outcome in chosen {
                let (town, step) = (&playbook.key, &step.key);
                if !taken.contains(outcome.key.as_str()) {
                    missed.push(format!("{town}: {step}·{}", outcome.key));
                }
            }
        }
    }
    // Behind three granted reviews in one case: the search does not get there in all towns.
    missed.retain(|missed| !missed.ends_with(": conclude·conclude-cannot"));
    assert_eq!(missed, Vec::<String>::new());
}

#[test]
fn made_up_cases_begin_in_every_way() {
    let openings: Vec<_> = history(&KENLI).into_iter().map(|case| case.opening).collect();
    let among = |such: fn(&Opening) -> bool| openings.iter().filter(|o| such(o)).count();
    for urgency in KENLI.urgencies.keys() {
        assert!(openings.iter().any(|opening| opening.urgency == *urgency), "{urgency}");
    }
    assert!(among(|opening| opening.raiser.is_some()) > 10, "raised");
    assert!(among(|opening| opening.found_by.is_some()) > 10, "found");
    assert!(among(|opening| opening.external.is_some()) > 10, "ordered");
}

#[test]
fn asides_under_other_names_are_passed_over_too() {
    let renamed = town("aside urge ", "aside hurry kind=urge ");
    assert!(history(&renamed).iter().all(|c| c.deeds.iter().all(|d| d.action != *"hurry")));
}

#[test]
fn a_case_that_the_first_playbook_does_not_take_is_no_case_that_went_the_same_way() {
    let old = unchanged();
    let mut history = history(&old);
    history[0].opening.channel = name("smoke-signals");
    let report = simulate(&old, &old, &history);
    assert_eq!((report.same, report.not_taken), (history.len() - 1, 1));
}

#[test]
fn nothing_differs_from_itself() {
    let report = changed("step take", "step take");
    assert!(report.cases > 20, "{}", report.cases);
    assert_eq!((report.same, report.found), (report.cases, Vec::new()));
}

#[test]
fn what_is_found_piece_by_piece_is_what_is_found_at_once() {
    let (old, new) =
        (unchanged(), town("by=clerk within=\"1 workday\"", "by=clerk within=\"3 workdays\""));
    let history = history(&old);
    let whole = simulate(&old, &new, &history);
    assert!(!whole.found.is_empty());
    let mut joined = Report::default();
    for piece in history.chunks(7) {
        joined.join(simulate(&old, &new, piece));
    }
    assert_eq!(joined, whole);
}

#[test]
fn a_changed_deadline_is_shown_with_both_dates() {
    // The other urgency has limits of its own for this step.
    let old = unchanged();
    let mut history = history(&old);
    history.retain(|case| case.opening.urgency == *"ordinary");
    let slow = town("by=clerk within=\"1 workday\"", "by=clerk within=\"3 workdays\"");
    let report = simulate(&old, &slow, &history);
    let of_take = |found: &&linli_playbook::simulate::Found| {
        found.difference == Difference::Deadline { step: name("take") }
    };
    let found = report.found.iter().find(of_take).unwrap();
    let (before, after) = found.deadlines.unwrap();
    assert_eq!(after.ms_since(before), 2 * 86_400_000);
    assert_eq!(found.cases, report.cases, "every matter is taken in");
    assert_eq!(report.same, 0);
}

#[test]
fn a_removed_outcome_is_refused_where_somebody_chose_it() {
    let line = "        outcome solved zh=\"当场办结\" en=\"Solved\" to=answer form=solved\n";
    let report = changed(line, "");
    assert!(has(&report, |difference| *difference
        == Difference::Refused {
            step: name("take"),
            action: name("solved"),
            code: codes::NOT_OFFERED,
        }));
    assert!(report.same > 0, "matters that were given away go as before");
}

#[test]
fn a_new_step_is_passed_so_that_the_rest_can_follow() {
    let step = "    step look zh=\"现场查看\" stage=raised kind=act by=clerk within=\"1 workday\" {
        ladder community=clerk town=office
        late then=up top=work
        outcome seen zh=\"已查看\" to=work
    }
    step work zh=";
    let text = SMALL_TOWN.replacen("    step work zh=", step, 1);
    let text = text.replacen("en=\"Give\" to=work", "en=\"Give\" to=look", 1);
    let new = compile("town.kdl", &text, &RuleNames::shipped()).unwrap();
    let old = unchanged();
    let report = simulate(&old, &new, &history(&old));
    let entered = |found: &&linli_playbook::simulate::Found| {
        found.difference == Difference::StepNew { step: name("look") }
    };
    assert!(report.found.iter().find(entered).unwrap().cases > 5);
    assert!(!has(&report, |d| matches!(d, Difference::End { after: None, .. })), "{report:#?}");
}

#[test]
fn a_case_that_happened_runs_again_from_its_history() {
    let mut run = Run::open(&reported("compound-affair"));
    run.does(&grid_worker(), "refer", &[("second", Value::Post(street()))]);
    run.later(2);
    run.does(&street(), "decline", &[]);
    run.does(&grid_worker(), "on-spot", &[]);
    run.later(3);
    run.does(&raiser(), "rate", &answered("satisfied"));
    assert_eq!(run.step(), "rated");
    let recorded = Recorded::from_events(&run.events, kenli_facts()).unwrap();
    assert_eq!(recorded.deeds.len(), 4);
    let report = simulate(&KENLI, &KENLI, std::slice::from_ref(&recorded));
    assert_eq!((report.cases, report.same), (1, 1));
    let text = crate::engine_support::KENLI_TEXT.replacen(
        "satisfied=100 basically=90",
        "satisfied=50 basically=40",
        1,
    );
    let stricter = compile("kenli.kdl", &text, &RuleNames::shipped()).unwrap();
    let report = simulate(&KENLI, &stricter, &[recorded]);
    assert!(has(&report, |difference| matches!(difference,
        Difference::End { before: Some(before), after } if *before == *"rated" && after.as_ref() != Some(before))));
}
