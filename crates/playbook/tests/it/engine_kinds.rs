//! Rules that Kenli's playbook does not use, or not alone: each on Kenli with one thing changed.

use std::{collections::BTreeSet, sync::Arc};

use linli_kernel::{Limit, LimitUnit};
use linli_playbook::{
    Playbook,
    engine::{
        Actor, Command, EventBody, Facts, Fields, Holder, Opening, Relation, Status, TaskKind,
        TaskNumber, Value, decide,
    },
    model::{Bound, Join, LateThen, Publicity, Step, StepKind, Target, Wait, Within},
};

use crate::engine_support::{
    COMMUNITY, COMPANY, HOUSING, KENLI, LI, Run, TRAFFIC, WANG, WATER, actor_of, answered, at,
    community, coordinator, grid_worker, kenli_facts, name, organisation, party, person, post,
    raiser, reported, street, text,
};

fn with(step: &str, change: impl FnOnce(&mut Step)) -> Arc<Playbook> {
    let mut playbook = KENLI.clone();
    let process = playbook.processes.get_mut("matter").unwrap();
    change(process.steps.get_mut(step).unwrap());
    Arc::new(playbook)
}

fn run(playbook: &Arc<Playbook>, class: &str) -> Run {
    Run::open_in(playbook.clone(), kenli_facts(), &reported(class))
}

fn workdays(amount: u32) -> Limit {
    Limit { amount, unit: LimitUnit::WorkDay }
}

fn rated(run: &mut Run, answer: &str) {
    run.does(&raiser(), "rate", &answered(answer));
}

#[test]
fn a_bound_whose_exit_is_upward_climbs_to_the_top_and_ends_there() {
    let playbook = with("rectify", |step| {
        step.bound = Some(Bound { times: 1, exhausted: None });
        step.top = Some(Target::End(name("told")));
    });
    let mut run = run(&playbook, "home-or-dispute");
    run.does(&grid_worker(), "on-spot", &[]);
    rated(&mut run, "not-solved");
    run.does(&grid_worker(), "redone", &[]);
    for (holder, level) in
        [(community(), "community"), (street(), "street"), (coordinator(), "district")]
    {
        rated(&mut run, "not-solved");
        assert_eq!((run.step(), run.case.level.as_str()), ("rectify", level));
        run.does(&holder, "redone", &[]);
    }
    rated(&mut run, "not-solved");
    assert_eq!(run.step(), "told");
}

#[test]
fn joining_all_the_lead_waits_for_every_assistant() {
    let playbook = with("parties", |step| {
        if let StepKind::Dispatch(dispatch) = &mut step.kind {
            dispatch.join = Join::All;
        }
    });
    let mut run = run(&playbook, "home-or-dispute");
    run.does(&grid_worker(), "at-once", &[]);
    let lead = ("lead", Value::Party(party(COMPANY)));
    let assist = ("assist", Value::Parties(vec![party(WATER)]));
    run.does(&grid_worker(), "give", &[lead, assist]);
    run.does(&organisation(COMPANY), "accept", &[]);
    let number =
        run.case.tasks.values().find(|t| t.holder == organisation(COMPANY)).unwrap().number;
    let version = run.case.tasks[&number].version;
    let refused = run.try_on(number, &actor_of(&organisation(COMPANY)), "done", Fields::new());
    assert_eq!(refused.unwrap_err().code().as_str(), "assists-open");
    assert!(run.offer(number, "cannot").is_some());
    run.does(&organisation(WATER), "accept", &[]);
    run.does(&organisation(WATER), "done", &[]);
    assert!(run.case.tasks[&number].version > version, "another action is offered now");
    run.does(&organisation(COMPANY), "done", &[]);
    assert_eq!(run.step(), "rate");
}

#[test]
fn an_overruled_party_may_object_again_where_the_review_is_not_final() {
    let mut run = run(&Arc::new(KENLI.clone()), "home-or-dispute");
    run.does(&grid_worker(), "at-once", &[]);
    run.does(&grid_worker(), "give", &[("lead", Value::Party(party(COMPANY)))]);
    run.does(&organisation(COMPANY), "object", &[]);
    run.does(&grid_worker(), "overrule", &[]);
    run.aside(&community(), Relation::PostAbove, "supervise");
    run.does(&organisation(COMPANY), "object", &[]);
    let before = run.case.step.due;
    run.later(24);
    run.does(&grid_worker(), "uphold", &[("lead", Value::Party(party(WATER)))]);
    let owes = run.case.tasks.values().find(|task| task.holder == organisation(COMPANY));
    assert_eq!(owes, None, "who was replaced owes no answer");
    assert_eq!(run.case.step.due, before, "the step's clock ran through the objection");
    let task = run.case.tasks.values().next().unwrap();
    assert_eq!((&task.holder, task.opened_at), (&organisation(WATER), run.now));
    assert!(task.due.at > before.at, "the replacement's own clock begins anew");
}

#[test]
fn silence_past_the_answer_limit_is_accepted_and_late() {
    let mut run = run(&Arc::new(KENLI.clone()), "home-or-dispute");
    run.does(&grid_worker(), "at-once", &[]);
    run.does(&grid_worker(), "give", &[("lead", Value::Party(party(COMPANY)))]);
    run.tick();
    let task = run.case.tasks.values().next().unwrap();
    assert_eq!(task.kind, TaskKind::Lead { accepted: true, item: None });
    assert!(task.late && task.answer_by.is_none());
    assert_eq!(run.events.last().unwrap().actor, Actor::System);
}

#[test]
fn a_cumulative_step_counts_the_time_of_earlier_entries() {
    let playbook = with("rectify", |step| {
        step.within = Within::Limit(workdays(5));
        step.cumulative = true;
    });
    let mut run = run(&playbook, "home-or-dispute");
    run.does(&grid_worker(), "on-spot", &[]);
    rated(&mut run, "not-solved");
    assert_eq!(run.case.step.due.at, at(3, 9, 17, 30));
    run.now = at(3, 4, 9, 0);
    run.does(&grid_worker(), "redone", &[]);
    run.now = at(3, 6, 9, 0);
    rated(&mut run, "not-solved");
    // Two of five days were used; three remain from Friday the 6th.
    assert_eq!(run.case.step.due.at, at(3, 11, 17, 30));
}

#[test]
fn waiting_ends_with_its_time_or_with_the_children() {
    let wait = |kind| {
        with("handle", |step| {
            step.kind = StepKind::Wait(kind);
            step.outcomes.truncate(1);
            step.late = LateThen::To(Target::Step(name("community")));
        })
    };
    let mut time = run(&wait(Wait::Time), "home-or-dispute");
    time.does(&grid_worker(), "at-once", &[]);
    assert!(time.case.tasks.is_empty());
    let refused =
        time.try_beside(&actor_of(&raiser()), Relation::Raiser, &[], "solved", Fields::new());
    assert!(refused.is_err());
    time.tick();
    assert_eq!(time.step(), "rate");

    let mut children = run(&wait(Wait::Children), "home-or-dispute");
    children.does(&grid_worker(), "at-once", &[]);
    let late = {
        let mut late = children.clone();
        late.tick();
        late
    };
    assert_eq!(late.step(), "community");
    children.take(children.system("children-ended").unwrap());
    assert_eq!(children.step(), "rate");
    assert!(children.system("children-ended").is_err());
}

#[test]
fn a_second_lateness_after_an_instruction_goes_to_the_top() {
    let playbook = with("whistle", |step| step.top = Some(Target::End(name("told"))));
    let mut run = run(&playbook, "home-or-dispute");
    run.does(&grid_worker(), "upward", &[]);
    run.does(&community(), "street", &[]);
    run.does(&street(), "beyond", &[("lead", Value::Party(party(HOUSING)))]);
    while run.case.step.supervised == 0 {
        run.tick();
    }
    run.does(&organisation(HOUSING), "reply", &[]);
    while run.case.status == Status::Open {
        run.tick();
    }
    assert_eq!(run.case.entered[&name("whistle")], 1);
    assert_eq!(run.step(), "told");
}

#[test]
fn representatives_have_a_threshold_of_their_own() {
    let representative = post("resident-representative", COMMUNITY);
    let mut run = run(&Arc::new(KENLI.clone()), "important");
    run.does(&grid_worker(), "on-spot", &[]);
    run.tick();
    run.does(&representative, "rate", &answered("not-solved"));
    assert_eq!(run.step(), "rate", "only a raiser stops it at once");
    rated(&mut run, "satisfied");
    assert_eq!(run.step(), "rectify", "the raisers pass, the representatives do not");
}

#[test]
fn silent_raisers_and_content_representatives_are_unrated() {
    let mut run = run(&Arc::new(KENLI.clone()), "important");
    run.does(&grid_worker(), "on-spot", &[]);
    run.tick();
    run.does(&post("resident-representative", COMMUNITY), "rate", &answered("satisfied"));
    run.tick();
    assert_eq!(run.step(), "unrated");
}

#[test]
fn a_rating_taken_down_by_staff_is_marked() {
    let mut run = run(&Arc::new(KENLI.clone()), "home-or-dispute");
    run.does(&grid_worker(), "on-spot", &[]);
    let number = run.task_of(&raiser(), "rate").unwrap();
    let marked = |actor: Actor| {
        let fields = Fields::from([(name("answer"), Value::Choice(name("satisfied")))]);
        let decision = run.try_on(number, &actor, "rate", fields).unwrap();
        decision.events.iter().find_map(|event| match event.body {
            EventBody::Rated { by_staff, .. } => Some(by_staff),
            _ => None,
        })
    };
    let counter = post("community-worker", COMMUNITY);
    let daughter = Actor::Person { person: person(WANG), acting: None };
    assert_eq!(marked(actor_of(&raiser())), Some(false));
    assert_eq!(marked(daughter), Some(false));
    assert_eq!(marked(actor_of(&counter)), Some(true));
}

fn publicity(run: &Run, relation: Relation, to: &str) -> Result<Publicity, String> {
    let fields = Fields::from([(name("publicity"), Value::Choice(name(to)))]);
    let decision = run.try_beside(&actor_of(&raiser()), relation, &[], "set-publicity", fields);
    decision.map(|decision| decision.case.publicity).map_err(|r| r.code().to_string())
}

#[test]
fn publicity_is_lowered_by_raiser_or_staff_and_raised_by_the_raiser_alone() {
    let mut run =
        Run::open(&Opening { publicity: Some(Publicity::Compound), ..reported("important") });
    assert_eq!(publicity(&run, Relation::Holder, "private"), Ok(Publicity::Private));
    assert_eq!(publicity(&run, Relation::Raiser, "private"), Ok(Publicity::Private));
    assert_eq!(publicity(&run, Relation::Raiser, "public"), Ok(Publicity::Public));
    assert_eq!(publicity(&run, Relation::Holder, "public"), Err("publicity-too-wide".into()));
    run = Run::open(&reported("home-or-dispute"));
    assert_eq!(publicity(&run, Relation::Raiser, "public"), Err("not-offered".into()));
    assert!(
        run.beside(Relation::Raiser, &[]).iter().all(|offer| offer.action != *"set-publicity"),
        "what is private can be told no other way"
    );
    run = Run::open(&Opening { publicity: Some(Publicity::Compound), ..reported("important") });
    assert!(run.beside(Relation::Raiser, &[]).iter().any(|offer| offer.action == *"set-publicity"));
    run =
        Run::open(&Opening { publicity: Some(Publicity::Compound), ..reported("compound-affair") });
    assert_eq!(publicity(&run, Relation::Raiser, "public"), Err("field-choice".into()));
}

#[test]
fn a_matter_is_told_from_its_publication_on_and_after_it_was_rated() {
    let mut run = run(&Arc::new(KENLI.clone()), "important");
    run.does(&grid_worker(), "at-once", &[]);
    assert!(!run.case.told(&KENLI));
    run.does(&grid_worker(), "solved", &[]);
    assert_eq!((run.step(), run.case.told(&KENLI)), ("answer", true));
    run.tick();
    assert_eq!((run.step(), run.case.told(&KENLI)), ("rate", true));
    rated(&mut run, "not-solved");
    assert_eq!((run.step(), run.case.told(&KENLI)), ("rectify", true), "what they said stays");
}

#[test]
fn a_party_that_leads_does_not_decide_who_reads_it() {
    let mut run = run(&Arc::new(KENLI.clone()), "important");
    run.does(&grid_worker(), "at-once", &[]);
    let narrowed = |run: &Run, holder: &Holder, relation| {
        let tasks: Vec<TaskNumber> = run.case.tasks.keys().copied().collect();
        let fields = Fields::from([(name("publicity"), Value::Choice(name("private")))]);
        let actor = actor_of(holder);
        let decision = run.try_beside(&actor, relation, &tasks, "set-publicity", fields);
        decision.map(|decision| decision.case.publicity).map_err(|r| r.code().to_string())
    };
    assert_eq!(narrowed(&run, &grid_worker(), Relation::Holder), Ok(Publicity::Private));
    run.does(&grid_worker(), "give", &[("lead", Value::Party(party(COMPANY)))]);
    run.does(&organisation(COMPANY), "accept", &[]);
    let company = organisation(COMPANY);
    assert_eq!(narrowed(&run, &company, Relation::Holder), Err("not-offered".to_owned()));
    assert_eq!(narrowed(&run, &company, Relation::Raiser), Ok(Publicity::Private), "their own");
}

#[test]
fn a_co_raiser_does_not_widen_the_first_raisers_privacy() {
    let mut run =
        Run::open(&Opening { publicity: Some(Publicity::Compound), ..reported("important") });
    run.facts.merging = Some(linli_playbook::engine::Merging {
        process: name("matter"),
        class: name("important"),
        publicity: Publicity::Public,
        open: true,
        told: false,
        recused: false,
        raisers: vec![person(WANG)],
        without_account: BTreeSet::new(),
    });
    run.aside(&grid_worker(), Relation::Holder, "merge");
    let set = |who: i64, relation: Relation, to: &str| {
        let fields = Fields::from([(name("publicity"), Value::Choice(name(to)))]);
        let actor = Actor::Person { person: person(who), acting: None };
        let decision = run.try_beside(&actor, relation, &[], "set-publicity", fields);
        decision.map(|decision| decision.case.publicity).map_err(|r| r.code().to_string())
    };
    for relation in [Relation::CoRaiser, Relation::Raiser] {
        assert_eq!(set(WANG, relation, "public"), Err("publicity-too-wide".to_owned()));
        assert_eq!(set(WANG, relation, "private"), Ok(Publicity::Private));
    }
    assert_eq!(set(LI, Relation::Raiser, "public"), Ok(Publicity::Public));
    assert_eq!(set(8001, Relation::OnBehalf, "public"), Ok(Publicity::Public));
}

#[test]
fn suspended_with_approval_and_resumed_before_its_time() {
    let mut run = run(&Arc::new(KENLI.clone()), "home-or-dispute");
    run.does(&grid_worker(), "at-once", &[]);
    run.aside(&grid_worker(), Relation::Holder, "suspend");
    run.does(&community(), "approve", &[]);
    assert_eq!(run.case.next_due(), Some(at(4, 1, 23, 59).plus_ms(59_999)));
    let number = run.case.tasks.keys().copied().next().unwrap();
    let refused = run.try_on(number, &actor_of(&grid_worker()), "beyond", Fields::new());
    assert_eq!(refused.unwrap_err().code().as_str(), "paused");
    run.now = at(3, 6, 9, 0);
    run.aside(&grid_worker(), Relation::Holder, "resume");
    assert_eq!(run.case.step.due.at, at(3, 11, 17, 30), "four work days stood still");
}

fn program(run: &Run, playbook: &Playbook, actor: Actor, action: &str) -> Result<Run, String> {
    let command = Command {
        actor,
        action: name(action),
        task: None,
        seen_version: None,
        fields: Fields::new(),
    };
    let decision = decide(playbook, &run.case, &command, &run.facts, run.now);
    let decision = decision.map_err(|refusals| refusals.code().to_string())?;
    let mut after = run.clone();
    after.take(decision);
    Ok(after)
}

#[test]
fn a_case_keeps_its_playbook_until_the_operator_moves_it() {
    let run = run(&Arc::new(KENLI.clone()), "home-or-dispute");
    let mut next = KENLI.clone();
    next.version = 2;
    let tick = program(&run, &next, Actor::System, "tick");
    assert_eq!(tick.err().as_deref(), Some("playbook-mismatch"));
    let by_clock = program(&run, &next, Actor::System, "move");
    assert_eq!(by_clock.err().as_deref(), Some("playbook-mismatch"));
    let moved = program(&run, &next, Actor::Operator, "move").unwrap();
    assert_eq!(moved.case.playbook, (name("kenli"), 2));
    next.processes.get_mut("matter").unwrap().steps.remove("listen");
    let lost = program(&run, &next, Actor::Operator, "move");
    assert_eq!(lost.err().as_deref(), Some("not-movable"));
}

#[test]
fn the_case_that_was_merged_into_another_ends() {
    let run = run(&Arc::new(KENLI.clone()), "home-or-dispute");
    let merged = program(&run, &KENLI, Actor::System, "absorb").unwrap();
    assert_eq!(merged.step(), "merged");
    assert!(merged.case.tasks.is_empty());
    let again = program(&merged, &KENLI, Actor::System, "absorb");
    assert_eq!(again.err().as_deref(), Some("ended"));
}

#[test]
fn only_open_matters_of_one_class_that_concern_no_holder_are_merged() {
    let other = linli_playbook::engine::Merging {
        process: name("matter"),
        class: name("home-or-dispute"),
        publicity: Publicity::Private,
        open: true,
        told: false,
        recused: false,
        raisers: vec![person(WANG), person(LI)],
        without_account: BTreeSet::new(),
    };
    let merge = |change: &dyn Fn(&mut linli_playbook::engine::Merging), facts: &mut Facts| {
        let mut other = other.clone();
        change(&mut other);
        facts.merging = Some(other);
    };
    let mut run = run(&Arc::new(KENLI.clone()), "home-or-dispute");
    let tasks: Vec<_> = run.case.tasks.keys().copied().collect();
    let changes: [&dyn Fn(&mut linli_playbook::engine::Merging); 5] = [
        &|other| other.class = name("important"),
        &|other| other.process = name("wish"),
        &|other| other.open = false,
        &|other| other.recused = true,
        &|other| other.told = true,
    ];
    for change in changes {
        merge(change, &mut run.facts);
        let worker = actor_of(&grid_worker());
        let refused = run.try_beside(&worker, Relation::Holder, &tasks, "merge", Fields::new());
        assert_eq!(refused.unwrap_err().code().as_str(), "not-mergeable");
    }
    merge(&|_| {}, &mut run.facts);
    run.aside(&grid_worker(), Relation::Holder, "merge");
    assert_eq!(run.case.raisers, [person(LI), person(WANG)], "nobody twice");
    run.does(&grid_worker(), "on-spot", &[]);
    let raters: Vec<&Holder> = run.case.tasks.values().map(|task| &task.holder).collect();
    assert_eq!(raters, [&raiser(), &Holder::Person(person(WANG))], "every raiser is asked");
    rated(&mut run, "satisfied");
    assert_eq!(run.step(), "rate", "one has answered, the other not yet");
    run.does(&Holder::Person(person(WANG)), "rate", &answered("not-solved"));
    assert_eq!(run.step(), "rectify", "one who says so is enough");
}

#[test]
fn a_note_is_read_inside_and_a_supplement_by_the_raiser_too() {
    use linli_playbook::engine::Visibility;
    let mut run = run(&Arc::new(KENLI.clone()), "compound-affair");
    run.aside(&grid_worker(), Relation::Holder, "note");
    assert_eq!(run.events.last().unwrap().visibility, Visibility::Internal);
    run.aside(&raiser(), Relation::Raiser, "supplement");
    let last = run.events.last().unwrap();
    assert_eq!(last.visibility, Visibility::Raiser);
    assert!(matches!(&last.body, EventBody::Supplemented { text: Some(_), .. }));
}

#[test]
fn news_on_the_way_is_public_and_told_once_in_each_stage() {
    use linli_playbook::engine::{Effect, Visibility};
    let news = |run: &Run| {
        let tells = |effect: &&Effect| match effect {
            Effect::Notify { message, .. } => *message == "progress",
            Effect::ReplyExternal { .. } => false,
        };
        run.effects.iter().filter(tells).count()
    };
    let mut run = run(&Arc::new(KENLI.clone()), "compound-affair");
    for told in [1, 0] {
        run.aside(&grid_worker(), Relation::Holder, "progress");
        assert_eq!(news(&run), told, "not of each");
    }
    let said = run.events.iter().filter(|event| match &event.body {
        EventBody::Acted { action, .. } => *action == *"progress",
        _ => false,
    });
    assert!(said.clone().count() == 2 && said.clone().all(|e| e.visibility == Visibility::Public));
    run.aside(&grid_worker(), Relation::Holder, "note");
    assert_eq!(news(&run), 0);
    run.does(&grid_worker(), "at-once", &[]);
    run.aside(&grid_worker(), Relation::Holder, "progress");
    assert_eq!(news(&run), 1, "another stage");
    // Whoever only helps speaks inside.
    let tasks: Vec<_> = run.case.tasks.keys().copied().collect();
    let helper = run.beside(Relation::Assisting, &tasks);
    let offered = |name: &str| helper.iter().any(|offer| offer.action == *name);
    assert!(offered("note") && !offered("progress"));
}

#[test]
fn nobody_is_instructed_while_only_the_raiser_can_answer() {
    let mut run = run(&Arc::new(KENLI.clone()), "compound-affair");
    let offered = |run: &Run| {
        let offers = run.beside(Relation::PostAbove, &[]);
        offers.iter().any(|offer| offer.action == *"supervise")
    };
    assert!(offered(&run));
    run.does(&grid_worker(), "on-spot", &[]);
    assert_eq!(run.step(), "rate");
    assert!(!offered(&run));
}

#[test]
fn publication_shows_the_parts_of_its_class_and_nothing_else() {
    let shown = |class: &str| {
        let mut run = run(&Arc::new(KENLI.clone()), class);
        run.does(&grid_worker(), "at-once", &[]);
        run.does(&grid_worker(), "solved", &[("course", text(31)), ("result", text(32))]);
        run.events.iter().find_map(|event| match &event.body {
            EventBody::Published { parts, until, .. } => {
                Some((parts.keys().map(ToString::to_string).collect::<Vec<_>>(), until.is_some()))
            }
            _ => None,
        })
    };
    let four = ["basis", "course", "result", "standard"].map(str::to_owned).to_vec();
    assert_eq!(shown("home-or-dispute"), Some((vec!["result".to_owned()], false)));
    assert_eq!(shown("compound-affair"), Some((four.clone(), false)));
    assert_eq!(shown("important"), Some((four, true)));
}

#[test]
fn an_item_that_cannot_be_done_does_not_stop_the_others() {
    let mut run = run(&Arc::new(KENLI.clone()), "compound-affair");
    run.does(&grid_worker(), "pending", &[]);
    let item = |who: i64| {
        Fields::from([
            (name("responsible"), Value::Party(party(who))),
            (name("standard"), text(40)),
            (name("due"), Value::Date(crate::engine_support::day(3, 20))),
            (name("supervisor"), Value::Post(community())),
        ])
    };
    let items = Value::Items(vec![item(COMPANY), item(TRAFFIC), item(WATER)]);
    let secretary = post("compound-secretary", crate::engine_support::COMPOUND);
    run.does(&secretary, "agreed", &[("items", items)]);
    run.does(&organisation(COMPANY), "cannot", &[]);
    assert_eq!(run.step(), "by-minutes");
    run.does(&organisation(TRAFFIC), "done", &[]);
    run.does(&organisation(WATER), "done", &[]);
    assert_eq!(run.step(), "community", "one could not be done");
}

#[test]
fn words_are_hidden_for_a_reason_by_somebody_in_office_and_the_raiser_is_told() {
    use linli_playbook::engine::{Effect, Visibility};
    let mut run = run(&Arc::new(KENLI.clone()), "important");
    run.does(&grid_worker(), "on-spot", &[]);
    let hide = |run: &Run, actor: &Actor, action: &str, reason: Option<&str>| {
        let reason = reason.map(|reason| (name("reason"), Value::Choice(name(reason))));
        let fields = reason.into_iter().collect();
        run.try_beside(actor, Relation::PostAt, &[], action, fields)
    };
    let code = |run: &Run, actor: &Actor, action: &str, reason: Option<&str>| {
        hide(run, actor, action, reason).map(|_| ()).map_err(|r| r.code().to_string())
    };
    let secretary = actor_of(&community());
    let refused = |code: &str| Err(code.to_owned());
    assert_eq!(code(&run, &secretary, "hide", None), refused("field-required"));
    assert_eq!(code(&run, &secretary, "hide", Some("ugly")), refused("field-choice"));
    assert_eq!(code(&run, &secretary, "show", None), refused("not-offered"));
    let neighbour = actor_of(&post("resident-representative", COMMUNITY));
    assert_eq!(code(&run, &neighbour, "hide", Some("unlawful")), refused("not-office"));
    assert_eq!(code(&run, &Actor::System, "hide", Some("unlawful")), refused("not-offered"));
    assert_eq!(code(&run, &Actor::Operator, "hide", Some("unlawful")), Ok(()));
    let mut about = run.clone();
    about.case.recused.insert(community());
    assert_eq!(code(&about, &secretary, "hide", Some("unlawful")), refused("recused"));

    run.take(hide(&run, &secretary, "hide", Some("personal")).unwrap());
    let last = run.events.last().unwrap();
    assert_eq!((&last.actor, last.visibility), (&secretary, Visibility::Internal));
    assert_eq!(run.case.hidden, Some(name("personal")));
    assert!(matches!(run.effects.as_slice(), [Effect::Notify { message, .. }]
        if message.as_str() == "text-hidden"));
    assert_eq!(code(&run, &secretary, "hide", Some("personal")), refused("not-offered"));
    run.tick();
    rated(&mut run, "satisfied");
    run.take(hide(&run, &secretary, "show", None).unwrap());
    assert_eq!((run.case.hidden.is_none(), run.happened().last()), (true, Some(&"shown")));
}

#[test]
fn a_merged_matter_is_told_as_narrowly_as_the_narrower_of_the_two() {
    for (other, wanted) in
        [(Publicity::Private, Publicity::Private), (Publicity::Public, Publicity::Compound)]
    {
        let mut run = run(&Arc::new(KENLI.clone()), "compound-affair");
        run.facts.merging = Some(linli_playbook::engine::Merging {
            process: name("matter"),
            class: name("compound-affair"),
            publicity: other,
            open: true,
            told: false,
            recused: false,
            raisers: vec![person(WANG)],
            without_account: BTreeSet::new(),
        });
        run.aside(&grid_worker(), Relation::Holder, "merge");
        assert_eq!(run.case.publicity, wanted);
    }
}

#[test]
fn every_lead_that_reported_counts_among_those_who_told() {
    let playbook = with("by-street-minutes", |step| {
        let cannot = step.outcomes.iter_mut().find(|outcome| outcome.key == *"cannot").unwrap();
        cannot.to = Target::End(name("told"));
    });
    let mut run = run(&playbook, "home-or-dispute");
    run.does(&grid_worker(), "upward", &[]);
    run.does(&community(), "street", &[]);
    let item = |responsible: i64| {
        Fields::from([
            (name("responsible"), Value::Party(party(responsible))),
            (name("standard"), text(1)),
            (name("due"), Value::Date(run.now.day().tomorrow().unwrap())),
            (name("supervisor"), Value::Post(street())),
        ])
    };
    let items = Value::Items(vec![item(HOUSING), item(TRAFFIC)]);
    run.does(&street(), "agreed", &[("items", items)]);
    run.does(&organisation(HOUSING), "cannot", &[]);
    run.does(&organisation(TRAFFIC), "done", &[]);
    assert_eq!(run.step(), "told");
    let leads = [organisation(HOUSING), organisation(TRAFFIC)];
    assert_eq!(run.case.told_by, leads.map(|lead| actor_of(&lead)));
}
