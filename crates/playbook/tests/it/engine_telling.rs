//! Who reads what happens in a step, and who is told of it, where the playbook says so.

use std::{collections::BTreeSet, sync::Arc};

use linli_playbook::{
    Playbook,
    engine::{Audience, Effect, EventBody, Opening, Relation, Value, Visibility},
    language::{RuleNames, compile},
};

use crate::engine_support::{
    COMPANY, KENLI_TEXT, Run, body_name, community, grid_worker, kenli_facts, organisation, party,
    post, raiser, reported, street,
};

/// Kenli's playbook with a message and lines in some of its steps.
fn with(lines: &[(&str, &str)]) -> Arc<Playbook> {
    let mut text = KENLI_TEXT.replacen(
        "    rules {",
        "    messages { own zh=\"自己的话\"; other zh=\"别的话\" }\n    rules {",
        1,
    );
    for (step, line) in lines {
        let from = format!("    step {step} zh=");
        let at = text.find(&from).unwrap();
        let brace = at + text[at..].find('{').unwrap() + 1;
        text.insert_str(brace, &format!("\n        {line}\n"));
    }
    match compile("kenli.kdl", &text, &RuleNames::shipped()) {
        Ok(playbook) => Arc::new(playbook),
        Err(findings) => {
            let error = findings.iter().find(|f| f.code.as_str() != "unused-message");
            panic!("{}", error.unwrap())
        }
    }
}

fn run(playbook: Arc<Playbook>, opening: &Opening) -> Run {
    Run::open_in(playbook, kenli_facts(), opening)
}

fn ordinary() -> Opening {
    reported("compound-affair")
}

/// Whom the latest decision tells what.
fn told(run: &Run) -> Vec<(Audience, String)> {
    let told = run.effects.iter().filter_map(|effect| match effect {
        Effect::Notify { to, message } => Some((to.clone(), message.to_string())),
        Effect::ReplyExternal { .. } => None,
    });
    told.collect()
}

fn of(run: &Run, audience: &Audience) -> Vec<String> {
    told(run).into_iter().filter(|(to, _)| to == audience).map(|(_, message)| message).collect()
}

/// Who reads the latest event of this name.
fn sight(run: &Run, body: &str) -> Visibility {
    run.events.iter().rev().find(|event| body_name(&event.body) == body).unwrap().visibility
}

#[test]
fn without_a_line_everything_is_as_usual() {
    let mut run = run(with(&[]), &ordinary());
    assert_eq!(of(&run, &Audience::Raisers), ["stage"]);
    assert_eq!(of(&run, &Audience::Holder(grid_worker())), ["task"]);
    run.does(&grid_worker(), "at-once", &[]);
    assert_eq!(of(&run, &Audience::Raisers), ["stage"]);
    assert_eq!(sight(&run, "entered"), Visibility::Public);
    assert_eq!(sight(&run, "acted"), Visibility::Public);
}

#[test]
fn the_raisers_are_told_once_per_stage_in_the_words_of_its_first_step() {
    let playbook = with(&[
        ("listen", "notify raisers message=own"),
        ("handle", "notify raisers message=other"),
    ]);
    let mut run = run(playbook, &ordinary());
    assert_eq!(of(&run, &Audience::Raisers), ["own"]);
    run.does(&grid_worker(), "at-once", &[]);
    assert_eq!(of(&run, &Audience::Raisers), ["other"]);
    // From one step of the stage to another: nothing new to the raisers.
    let lead = ("lead", Value::Party(party(COMPANY)));
    run.does(&grid_worker(), "give", &[lead]);
    assert_eq!(run.step(), "parties");
    assert_eq!(of(&run, &Audience::Raisers), Vec::<String>::new());
}

#[test]
fn a_condition_decides_which_words_are_sent() {
    let line =
        "notify raisers message=own when=\"publicity == public\"\n notify raisers message=other";
    assert_eq!(of(&run(with(&[("listen", line)]), &ordinary()), &Audience::Raisers), ["other"]);
    let important = reported("important");
    assert_eq!(of(&run(with(&[("listen", line)]), &important), &Audience::Raisers), ["own"]);
}

#[test]
fn holders_finders_former_holders_and_roles_are_told() {
    let line = "notify holders message=own\n notify last-holder finder mediator message=other";
    let mediator = post("mediator", 50);
    let mut opening = ordinary();
    opening.found_by = Some(grid_worker());
    let mut run = run(with(&[("community", line)]), &opening);
    // What the grid worker found is heard by somebody else.
    let holder = run.case.tasks.values().next().unwrap().holder.clone();
    run.does(&holder, "upward", &[]);
    assert_eq!(run.step(), "community");
    assert_eq!(of(&run, &Audience::Holder(community())), ["own"]);
    let others: BTreeSet<(Audience, String)> =
        told(&run).into_iter().filter(|(_, message)| message == "other").collect();
    let expected = [holder, grid_worker(), mediator];
    let expected = expected.map(|holder| (Audience::Holder(holder), "other".to_owned()));
    assert_eq!(others, BTreeSet::from(expected));
}

#[test]
fn whom_it_is_about_is_never_told() {
    let line = "notify mediator message=own";
    let mediator = post("mediator", 50);
    let mut opening = ordinary();
    opening.recused = BTreeSet::from([mediator.clone()]);
    let run = run(with(&[("listen", line)]), &opening);
    assert_eq!(of(&run, &Audience::Holder(mediator)), Vec::<String>::new());
    assert!(told(&run).iter().any(|(_, message)| message == "own"), "the stand-in is told");
}

#[test]
fn a_step_says_who_reads_its_events() {
    let line =
        "visible entered=internal action=raiser accepted=internal objection=public late=public";
    let mut run = run(
        with(&[("handle", "visible entered=raiser action=raiser"), ("parties", line)]),
        &ordinary(),
    );
    run.does(&grid_worker(), "at-once", &[]);
    assert_eq!(sight(&run, "entered"), Visibility::Raiser);
    let lead = ("lead", Value::Party(party(COMPANY)));
    run.does(&grid_worker(), "give", &[lead]);
    assert_eq!(sight(&run, "acted"), Visibility::Raiser);
    assert_eq!(sight(&run, "entered"), Visibility::Internal);
    run.does(&organisation(COMPANY), "object", &[]);
    assert_eq!(sight(&run, "acted"), Visibility::Public);
    run.does(&grid_worker(), "overrule", &[]);
    assert_eq!(sight(&run, "overruled"), Visibility::Public);
    run.does(&organisation(COMPANY), "accept", &[]);
    assert_eq!(sight(&run, "accepted"), Visibility::Internal);
    while !run.events.iter().any(|event| matches!(event.body, EventBody::Late { .. })) {
        run.tick();
    }
    assert_eq!(sight(&run, "late"), Visibility::Public);
    // The next step has said nothing.
    run.does(&community(), "solved", &[]);
    assert_eq!(sight(&run, "acted"), Visibility::Public);
    assert_eq!(sight(&run, "published"), Visibility::Public);
}

#[test]
fn a_step_speaks_of_its_own_bound_and_narrows_no_lateness() {
    let playbook = with(&[
        ("street-meeting", "visible exhausted=raiser"),
        ("by-street-minutes", "visible exhausted=public late=raiser"),
    ]);
    let mut run = run(playbook, &ordinary());
    run.does(&grid_worker(), "upward", &[]);
    run.does(&community(), "street", &[]);
    run.does(&street(), "agreed", &[]);
    assert_eq!(run.step(), "by-street-minutes");
    // Late, it goes back to the meeting, whose bound is used up.
    while run.step() == "by-street-minutes" {
        run.tick();
    }
    assert_eq!(run.step(), "whistle");
    assert_eq!(sight(&run, "exhausted"), Visibility::Raiser);
    assert_eq!(sight(&run, "step-late"), Visibility::Public, "who waits sees that it is late");
}

#[test]
fn a_granted_review_is_told_in_the_words_of_the_step_that_it_opens() {
    let line = "notify raisers message=own";
    let told_to_raisers = |playbook| {
        let mut run = run(playbook, &ordinary());
        run.does(&grid_worker(), "refer", &[]);
        run.does(&community(), "approve", &[]);
        run.aside(&raiser(), Relation::Raiser, "review");
        run.does(&street(), "grant", &[]);
        assert_eq!(run.step(), "reconsider");
        of(&run, &Audience::Raisers)
    };
    assert_eq!(told_to_raisers(with(&[("reconsider", line)])), ["own"]);
    assert_eq!(told_to_raisers(with(&[])), ["stage"]);
    // Nor is it silent where the stage is that in which it was refused.
    let taken_up = "en=\"Taken up after review\" stage=";
    let [from, to] = ["accepted", "raised"].map(|stage| format!("{taken_up}{stage}"));
    let same = KENLI_TEXT.replacen(&from, &to, 1);
    let same = Arc::new(compile("kenli.kdl", &same, &RuleNames::shipped()).unwrap());
    assert_eq!(told_to_raisers(same), ["stage"]);
}

#[test]
fn nothing_is_told_to_a_holder_who_does_not_exist() {
    let run = run(with(&[("listen", "notify finder last-holder message=own")]), &ordinary());
    assert!(told(&run).iter().all(|(_, message)| message != "own"));
}
