//! Guards: what is offered while a condition holds, and refused while it does not.

use std::sync::Arc;

use linli_playbook::{
    Playbook,
    engine::{Facts, Fields, Relation, Value, codes, without_form},
    language::{RuleNames, compile},
    model::{Lead, StepKind},
};

use crate::engine_support::{
    COMMUNITY, KENLI_TEXT, Run, actor_of, community, filled, grid_worker, kenli_facts, name,
    person, post, raiser, reported, street,
};

/// Kenli's playbook with a condition on an outcome of the first step.
fn guarded(when: &str) -> Arc<Playbook> {
    let from = "outcome pending zh=";
    with(from, &format!("outcome pending when=\"{when}\" zh="))
}

fn with(from: &str, to: &str) -> Arc<Playbook> {
    assert!(KENLI_TEXT.contains(from), "{from}");
    let text = KENLI_TEXT.replacen(from, to, 1);
    match compile("kenli.kdl", &text, &RuleNames::shipped()) {
        Ok(playbook) => Arc::new(playbook),
        Err(findings) => panic!("{}", findings.first().unwrap()),
    }
}

/// Whether a matter of this class may be deliberated under the condition.
fn holds(when: &str) -> bool {
    let mut facts = kenli_facts();
    facts.category = Some(name("lift"));
    let run = Run::open_in(guarded(when), facts, &reported("compound-affair"));
    run.task_of(&grid_worker(), "pending").is_some()
}

#[test]
fn a_list_offers_no_order_that_a_ground_bars() {
    let mut playbook = guarded("raisers > 0").as_ref().clone();
    let parties = playbook.processes.get_mut("matter").unwrap().steps.get_mut("parties").unwrap();
    // Parties that nobody has to name: the order has no form.
    let StepKind::Dispatch(dispatch) = &mut parties.kind else { panic!("a dispatch") };
    dispatch.lead = Lead::Claimers { of: name("listen"), others_assist: false };
    let mut run = Run::open_in(Arc::new(playbook), kenli_facts(), &reported("home-or-dispute"));
    let everywhere = Facts { legal_grounds: run.facts.legal_grounds.clone(), ..Facts::default() };
    let listed = |run: &Run| {
        let task = run.case.tasks.values().find(|task| task.holder == community()).unwrap();
        let bare = without_form(&run.playbook, &run.case, task, (&everywhere, run.now));
        bare.iter().any(|(action, _)| *action == *"give")
    };
    run.does(&grid_worker(), "upward", &[]);
    assert!(listed(&run));
    let second = ("second", Value::Post(street()));
    run.does(&community(), "refer", &[("ground", Value::Choice(name("litigation"))), second]);
    run.does(&street(), "approve", &[]);
    run.aside(&raiser(), Relation::Raiser, "ask-mediation");
    run.does(&post("mediator", COMMUNITY), "beyond", &[]);
    assert!(run.task_of(&community(), "give").is_none(), "it would be refused");
    assert!(!listed(&run));
}

#[test]
fn a_list_offers_nothing_that_depends_on_the_place() {
    let listed = |when: &str| {
        let mut facts = kenli_facts();
        facts.category = Some(name("lift"));
        let run = Run::open_in(guarded(when), facts, &reported("compound-affair"));
        let task = run.case.tasks.values().next().unwrap();
        // A list has none of the facts of a place.
        let facts = (&Facts::default(), run.now);
        let bare = without_form(&run.playbook, &run.case, task, facts);
        bare.iter().any(|(action, _)| *action == *"pending")
    };
    for when in ["class == compound-affair", "raisers > 0", "entries < 2", "not external"] {
        assert!(listed(when), "{when}");
    }
    for when in [
        "class == important",
        // Without the facts this would hold where there is a company.
        "parties.property-company == 0",
        "not parties > 0",
        "raisers >= parties",
        "not category",
        "category != lift",
        "not category in (lift, parking)",
        "raisers > 0 and category == lift",
        "place == building or raisers > 9",
    ] {
        assert!(!listed(when), "{when}");
    }
}

#[test]
fn a_condition_reads_what_the_case_says() {
    for when in [
        "class == compound-affair",
        "urgency != pressing",
        "category in (lift, gas)",
        "category and not external",
        "publicity >= compound and publicity < public",
        "level < community",
        "level == grid or raisers > 5",
        "place == building",
        "raisers == 1 and entries == 1",
        "parties > 3",
        "parties > raisers",
        "opens == problem and channel == online",
        "not found and overturned <= 0",
        "not (urgency == pressing or level == district)",
    ] {
        assert!(holds(when), "{when}");
    }
    for when in [
        "class == important",
        "urgency in (pressing)",
        "category == gas",
        "external",
        "publicity > compound",
        "level >= community",
        "raisers > 1 or entries > 1 and raisers == 1",
        "place != building",
        "overturned != 0",
        "not category",
    ] {
        assert!(!holds(when), "{when}");
    }
}

#[test]
fn a_matter_without_category_compares_with_none() {
    for when in ["category == gas", "category != gas", "category in (gas)", "category"] {
        let playbook = guarded(when);
        let run = Run::open_in(playbook, kenli_facts(), &reported("compound-affair"));
        assert!(run.task_of(&grid_worker(), "pending").is_none(), "{when}");
    }
}

#[test]
fn what_is_not_offered_is_refused_with_its_condition() {
    let playbook = guarded("raisers > 1");
    let run = Run::open_in(playbook, kenli_facts(), &reported("compound-affair"));
    let task = run.task_of(&grid_worker(), "at-once").unwrap();
    assert_eq!(run.offer(task, "pending"), None);
    let refused = run.try_on(task, &actor_of(&grid_worker()), "pending", Fields::new());
    let refusals = refused.unwrap_err();
    let refusal = refusals.all().first().unwrap();
    assert_eq!(refusal.code, codes::CONDITION);
    assert_eq!(refusal.parameters, [("condition", "raisers > 1".to_owned())]);
}

#[test]
fn a_condition_reads_fields_that_were_filled_in_before() {
    let text = KENLI_TEXT.replacen(
        "form reason {",
        "form reason {\n    cost number zh=\"费用\"\n    shared flag zh=\"共用\"\n    kind choice zh=\"种类\" { big zh=\"大\"; small zh=\"小\" }",
        1,
    );
    let guard = "cost >= 5000 and kind == big and shared and reason";
    let text =
        text.replacen("outcome street  zh=", &format!("outcome street when=\"{guard}\" zh="), 1);
    let playbook = Arc::new(compile("kenli.kdl", &text, &RuleNames::shipped()).unwrap());
    let given = |cost: i64, kind: &str, shared: bool| {
        let mut run = Run::open_in(playbook.clone(), kenli_facts(), &reported("compound-affair"));
        run.does(&grid_worker(), "at-once", &[]);
        let fields = [
            ("cost", Value::Number(cost)),
            ("kind", Value::Choice(name(kind))),
            ("shared", Value::Flag(shared)),
        ];
        run.does(&grid_worker(), "beyond", &fields);
        run.task_of(&community(), "street").is_some()
    };
    assert!(given(5000, "big", true));
    assert!(!given(4999, "big", true));
    assert!(!given(5000, "small", true));
    assert!(!given(5000, "big", false));
}

#[test]
fn asides_and_objections_have_conditions_too() {
    let playbook = with("aside supplement ", "aside supplement when=\"raisers > 1\" ");
    let mut run = Run::open_in(playbook, kenli_facts(), &reported("compound-affair"));
    let offered = |run: &Run| {
        run.beside(Relation::Raiser, &[]).iter().any(|offer| offer.action == *"supplement")
    };
    assert!(!offered(&run));
    let refused =
        run.try_beside(&actor_of(&raiser()), Relation::Raiser, &[], "supplement", Fields::new());
    assert_eq!(refused.unwrap_err().code(), codes::CONDITION);
    run.case.raisers.push(person(4));
    assert!(offered(&run));

    let playbook = with("outcome objection zh=", "outcome objection when=\"raisers > 1\" zh=");
    let mut run = Run::open_in(playbook, kenli_facts(), &reported("important"));
    let task = run.task_of(&grid_worker(), "on-spot").unwrap();
    let fields = filled(&run.offer(task, "on-spot").unwrap(), &run.facts, run.now);
    let decision = run.try_on(task, &actor_of(&grid_worker()), "on-spot", fields).unwrap();
    run.take(decision);
    assert_eq!(run.step(), "answer");
    let refused =
        run.try_beside(&actor_of(&raiser()), Relation::Raiser, &[], "objection", Fields::new());
    assert_eq!(refused.unwrap_err().code(), codes::CONDITION);
}

#[test]
fn a_bound_leads_out_of_a_step_whose_holders_are_instructed_when_late() {
    let head = "en=\"Say why in writing\" stage=handled kind=act by=coordinator level=district";
    let choice = "en=\"Cannot be solved now: tell\" to=told";
    let last =
        "    step last zh=\"最后说明\" source=\"ours\" stage=handled kind=act by=coordinator level=district \
                within=\"5 workdays\" {
        late then=supervise
        outcome cannot zh=\"书面告知\" to=told form=cannot
    }
    step answer zh=";
    let with_bound = |bound: &str| {
        let text = KENLI_TEXT.replacen(head, &format!("{head} {bound}"), 1);
        let text = text.replacen(choice, &format!("{choice} when=\"raisers > 0\""), 1);
        let text = text.replacen("    step answer zh=", last, 1);
        let findings = compile("kenli.kdl", &text, &RuleNames::shipped()).err();
        findings.into_iter().flatten().map(|f| f.code.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(with_bound(""), ["guard-all", "step-not-reached"]);
    assert_eq!(with_bound("bound=2 exhausted=last"), Vec::<&str>::new());
}
