//! Offers: who is invited, who claims, who declines, and that nobody is ever late for it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, LazyLock},
};

use linli_kernel::PlaceId;
use linli_playbook::{
    Name, Playbook,
    engine::{
        Actor, Audience, Case, Command, Effect, EventBody, Facts, Fields, Holder, Opening,
        PartyFact, Relation, Relations, Scope, Status, TaskKind, Value, Visibility, available,
        decide,
    },
    language::{RuleNames, compile, examine},
    model::{FieldKind, Take},
};
use proptest::{prelude::*, test_runner::TestRunner};

use crate::{
    engine_support::{
        LI, Run, WANG, actor_of, calendar, name, organisation, party, person, place, post,
        reported, text, value_for,
    },
    language::SMALL_TOWN,
};

const TOWN: i64 = 10;
const COMMUNITY: i64 = 50;
const BUILDING: i64 = 101;
pub(crate) const COMPANY: i64 = 1;
pub(crate) const OTHER_COMPANY: i64 = 2;
pub(crate) const BUREAU: i64 = 3;

const WATCH: &str = r#"    step watch zh="观察" en="Watch" stage=handled kind=wait within="3 days" {
        until time
        outcome over zh="观察期满" en="Over" to=answer
    }
"#;

/// The small town, with an offer where it watched, and a dispatch to whoever claimed.
pub(crate) fn town_text(invite: &str, take: &str, others: &str) -> String {
    let offer = format!(
        r#"    step watch zh="请人认领" en="Who helps?" stage=handled kind=offer within="3 days" bound=3 exhausted=explain {{
        invite {invite}
        take {take}
        outcome claimed zh="认领" en="Claims" to=deliver form=offered
        outcome none zh="无人认领" en="Nobody" to=answer
    }}
    step deliver zh="落实" en="Deliver" stage=handled kind=dispatch by=office within="5 workdays" {{
        lead as=watch others={others}
        late then=supervise
        outcome done zh="完成" en="Done" to=answer form=solved
        outcome cannot zh="办不成" en="Cannot" to=watch form=reason
    }}
"#
    );
    let ask = "outcome ask zh=\"请人认领\" en=\"Ask\" to=watch form=asking\n        outcome meet";
    let forms = "form asking {\n    helpers parties required=#false zh=\"请谁\"\n}\n\
                 form offered {\n    promise text visible=public zh=\"认领承诺\"\n}\nform reason {";
    let text = SMALL_TOWN.replacen(WATCH, &offer, 1).replacen("outcome meet", ask, 1);
    let text = text.replacen("to=watch form=solved", "to=answer form=solved", 1);
    text.replacen("form reason {", forms, 1)
}

pub(crate) fn compiled(invite: &str, take: &str, others: &str) -> Arc<Playbook> {
    let text = town_text(invite, take, others);
    let examined = examine("town.kdl", &text, &RuleNames::shipped());
    let found: Vec<String> = examined.findings.iter().map(ToString::to_string).collect();
    assert_eq!(found.join("\n"), "");
    Arc::new(examined.playbook.unwrap())
}

fn facts(playbook: &Playbook) -> Facts {
    let chain = [("building", BUILDING), ("community", COMMUNITY), ("town", TOWN)];
    let chain: Vec<Scope> =
        chain.iter().map(|(l, p)| Scope { level: name(l), place: place(*p) }).collect();
    let staffed = playbook.roles.iter().filter_map(|(role, declared)| {
        let scope = chain.iter().find(|scope| scope.level == declared.at)?;
        Some((role.clone(), scope.place))
    });
    let staffed: BTreeSet<(Name, PlaceId)> = staffed.collect();
    let parties = [(COMPANY, "company"), (OTHER_COMPANY, "company"), (BUREAU, "bureau")];
    let parties =
        parties.map(|(id, kind)| (party(id), PartyFact { kind: name(kind), staffed: true }));
    Facts {
        chain,
        staffed,
        parties: BTreeMap::from(parties),
        calendar: Arc::new(calendar()),
        reachable: BTreeSet::from([person(LI)]),
        legal_grounds: BTreeMap::from([(name("beyond-duty"), false)]),
        ..Facts::default()
    }
}

fn opening(class: &str) -> Opening {
    Opening { channel: name("phone"), ..reported(class) }
}

fn clerk() -> Holder {
    post("clerk", COMMUNITY)
}

fn elder() -> Holder {
    post("elder", COMMUNITY)
}

/// A case in the offer.
pub(crate) fn offered(playbook: &Arc<Playbook>, class: &str) -> Run {
    let mut run = Run::open_in(playbook.clone(), facts(playbook), &opening(class));
    run.does(&clerk(), "ask", &[]);
    assert_eq!(run.step(), "watch");
    run
}

fn invited(run: &Run) -> Vec<Holder> {
    let tasks = run.case.tasks.values();
    let invited = tasks.filter(|task| matches!(task.kind, TaskKind::Invitation { .. }));
    invited.map(|task| task.holder.clone()).collect()
}

pub(crate) fn neighbour_claims(run: &mut Run, who: i64) {
    let claims = run.beside(Relation::Neighbour, &[]);
    assert!(claims.iter().any(|offer| offer.action == *"claim"), "{claims:#?}");
    let actor = Actor::Person { person: person(who), acting: None };
    let fields = Fields::from([(name("promise"), text(31))]);
    let decision = run.try_beside(&actor, Relation::Neighbour, &[], "claim", fields);
    run.take(decision.unwrap());
}

fn tells_raisers(run: &Run, message: &str) -> bool {
    run.effects.iter().any(|effect| {
        matches!(effect, Effect::Notify { to: Audience::Raisers, message: m } if *m == *message)
    })
}

pub(crate) const TWO: &str = "parties=company,bureau";

#[test]
fn the_first_to_claim_takes_it_and_leads_what_follows() {
    let playbook = compiled(TWO, "one", "lead");
    let mut run = offered(&playbook, "shared");
    let all = [COMPANY, OTHER_COMPANY, BUREAU].map(organisation);
    assert_eq!(invited(&run), all);
    run.does(&organisation(OTHER_COMPANY), "claim", &[("promise", text(77))]);
    assert_eq!(run.step(), "deliver");
    let tasks: Vec<_> = run.case.tasks.values().map(|t| (&t.holder, &t.kind)).collect();
    let lead = TaskKind::Lead { accepted: true, item: None };
    assert_eq!(tasks, [(&organisation(OTHER_COMPANY), &lead)], "no staff names them again");
    assert_eq!(run.case.values.get("promise"), Some(&text(77)), "alone, it speaks for the case");
    assert!(tells_raisers(&run, "claimed"));
    let former = &run.case.former_holders;
    assert!(!former.contains(&organisation(COMPANY)), "who was only asked had no part in it");
    run.does(&organisation(OTHER_COMPANY), "done", &[]);
    assert_eq!(run.step(), "answer");
}

#[test]
fn whoever_declines_is_out_and_when_all_have_the_case_goes_on_at_once() {
    let playbook = compiled(TWO, "one", "lead");
    let mut run = offered(&playbook, "shared");
    run.does(&organisation(COMPANY), "decline-offer", &[]);
    assert_eq!(invited(&run), [OTHER_COMPANY, BUREAU].map(organisation));
    run.does(&organisation(BUREAU), "decline-offer", &[("reason", text(5))]);
    run.does(&organisation(OTHER_COMPANY), "decline-offer", &[]);
    assert_eq!(run.step(), "answer", "nobody is left to wait for");
    let declined = run.events.iter().filter(|e| matches!(e.body, EventBody::OfferDeclined { .. }));
    let sights: BTreeSet<Visibility> = declined.map(|event| event.visibility).collect();
    assert_eq!(sights, BTreeSet::from([Visibility::Internal]), "nobody is shown up");
}

#[test]
fn nobody_is_reminded_or_late_however_long_they_are_silent() {
    let playbook = compiled("parties=company posts=elder", "one", "lead");
    let mut run = offered(&playbook, "shared");
    assert_eq!(invited(&run), [elder(), organisation(COMPANY), organisation(OTHER_COMPANY)]);
    // The promise of the whole passes while the partners think: that is nobody's of theirs.
    let mut late = run.case.clone();
    (late.due.at, late.late) = (run.now, true);
    let before = run.events.len();
    for task in late.tasks.values() {
        let time = late.time_of(task);
        assert_eq!((time.due, time.late), (task.due.at, false));
    }
    run.tick();
    assert_eq!(run.step(), "answer", "silence is “no”");
    let happened: Vec<&str> = run.happened().split_off(before);
    assert!(!happened.contains(&"late") && !happened.contains(&"reminded"), "{happened:?}");
    assert!(happened.contains(&"step-late"));
}

#[test]
fn several_claim_until_the_time_and_all_of_them_lead() {
    let playbook = compiled(TWO, "many", "lead");
    let mut run = offered(&playbook, "shared");
    run.does(&organisation(COMPANY), "claim", &[]);
    run.does(&organisation(BUREAU), "claim", &[]);
    assert_eq!(run.step(), "watch", "others may still claim");
    run.does(&organisation(COMPANY), "withdraw-claim", &[]);
    assert_eq!(run.case.claims["watch"].len(), 1);
    run.does(&organisation(COMPANY), "claim", &[("promise", text(8))]);
    assert!(!run.case.values.contains_key("promise"), "no claim speaks for the others");
    run.tick();
    assert_eq!(run.step(), "deliver");
    let leads: Vec<&Holder> = run.case.tasks.values().map(|task| &task.holder).collect();
    assert_eq!(leads, [&organisation(BUREAU), &organisation(COMPANY)], "in the order of claims");
    let task = run.task_of(&organisation(COMPANY), "withdraw-claim");
    assert_eq!(task, None, "what was claimed is owed once the offer is over");
    run.does(&organisation(BUREAU), "done", &[]);
    assert_eq!(run.step(), "deliver");
    run.does(&organisation(COMPANY), "done", &[]);
    assert_eq!(run.step(), "answer");
}

#[test]
fn enough_claims_end_it_and_the_others_may_help_the_first() {
    let playbook = compiled(TWO, "many enough=2", "assist");
    let mut run = offered(&playbook, "shared");
    run.does(&organisation(BUREAU), "claim", &[]);
    run.does(&organisation(COMPANY), "claim", &[]);
    assert_eq!(run.step(), "deliver");
    let kinds: Vec<_> = run.case.tasks.values().map(|t| (&t.holder, &t.kind)).collect();
    let lead = TaskKind::Lead { accepted: true, item: None };
    let help = TaskKind::Assist { accepted: true };
    assert_eq!(kinds, [(&organisation(BUREAU), &lead), (&organisation(COMPANY), &help)]);
}

#[test]
fn a_claim_that_fails_leads_to_a_new_round_that_begins_with_nobody() {
    let playbook = compiled(TWO, "one", "lead");
    let mut run = offered(&playbook, "shared");
    run.does(&organisation(COMPANY), "claim", &[]);
    run.does(&organisation(COMPANY), "cannot", &[]);
    assert_eq!(run.step(), "watch");
    assert!(run.case.claims.is_empty(), "{:?}", run.case.claims);
    assert_eq!(invited(&run).len(), 3, "who could not is asked like the others");
    let kept = compiled(TWO, "many enough=2 keep=#true", "lead");
    let mut run = offered(&kept, "shared");
    run.does(&organisation(COMPANY), "claim", &[]);
    run.tick();
    run.does(&organisation(COMPANY), "cannot", &[]);
    assert_eq!(run.case.claims["watch"].len(), 1, "it stands until it is withdrawn");
    assert!(run.task_of(&organisation(COMPANY), "withdraw-claim").is_some());
    run.does(&organisation(BUREAU), "claim", &[]);
    assert_eq!((run.step(), run.case.tasks.len()), ("deliver", 2));
}

#[test]
fn a_resident_claims_where_the_case_is_told_and_carries_it_without_becoming_staff() {
    let playbook = compiled("residents=#true", "one", "lead");
    let mut run = offered(&playbook, "shared");
    assert!(run.case.tasks.is_empty(), "nobody is asked by name");
    let offer = run.beside(Relation::Neighbour, &[]).remove(0);
    assert_eq!((offer.label.zh.as_str(), offer.fields.len()), ("认领", 2));
    assert!(matches!(offer.fields[1].kind, FieldKind::Text { .. }));
    assert_eq!((offer.fields[1].key.as_str(), offer.fields[1].required), ("called", false));
    let others = run.beside(Relation::FormerHolder, &[]);
    assert!(!others.iter().any(|offer| offer.action == *"claim"), "only who lives there");
    let raiser = Actor::Person { person: person(LI), acting: None };
    let fields = Fields::from([(name("promise"), text(31))]);
    let own = run.try_beside(&raiser, Relation::Neighbour, &[], "claim", fields);
    assert_eq!(own.unwrap_err().code().as_str(), "claim-own");
    neighbour_claims(&mut run, WANG);
    assert_eq!(run.step(), "deliver");
    let task = run.case.tasks.values().next().unwrap();
    assert_eq!(task.holder, Holder::Person(person(WANG)));
    let last = run.case.last_holder.clone();
    run.does(&Holder::Person(person(WANG)), "done", &[]);
    assert_eq!((run.step(), &run.case.last_holder), ("answer", &last));
}

#[test]
fn residents_are_not_invited_to_what_is_told_to_nobody_and_claim_once() {
    let playbook = compiled("residents=#true", "many", "lead");
    let run = {
        let mut run = Run::open_in(playbook.clone(), facts(&playbook), &opening("personal"));
        run.does(&clerk(), "ask", &[]);
        run
    };
    assert_eq!(run.step(), "ask", "nobody could be asked: told and rated at once");
    let mut run = offered(&playbook, "shared");
    neighbour_claims(&mut run, WANG);
    let wang = Actor::Person { person: person(WANG), acting: None };
    let fields = Fields::from([(name("promise"), text(31))]);
    let again = run.try_beside(&wang, Relation::Neighbour, &[], "claim", fields);
    assert_eq!(again.unwrap_err().code().as_str(), "claimed-before");
    run.does(&Holder::Person(person(WANG)), "withdraw-claim", &[]);
    assert!(run.case.tasks.is_empty());
    neighbour_claims(&mut run, WANG);
    run.tick();
    assert_eq!(run.step(), "deliver");
}

#[test]
fn whom_it_is_about_is_not_invited_nor_who_cannot_answer_and_nobody_left_is_none() {
    let playbook = compiled("parties=company named=helpers", "one", "lead");
    let mut facts = facts(&playbook);
    facts.parties.get_mut(&party(OTHER_COMPANY)).unwrap().staffed = false;
    let about = Opening { recused: BTreeSet::from([organisation(COMPANY)]), ..opening("shared") };
    let mut run = Run::open_in(playbook.clone(), facts.clone(), &about);
    run.does(&clerk(), "ask", &[]);
    assert_eq!(run.step(), "answer", "nobody is left to invite");
    let mut run = Run::open_in(playbook, facts, &about);
    run.does(&clerk(), "ask", &[("helpers", Value::Parties(vec![party(BUREAU)]))]);
    assert_eq!(invited(&run), [organisation(BUREAU)], "who was named in the form");
}

#[test]
fn nobody_is_urged_or_instructed_to_claim() {
    let text = town_text(TWO, "one", "lead");
    let more = "    aside supervise zh=\"督办\" answer-within=\"1 workday\"\n    aside supplement";
    let text = text.replacen("    aside supplement", more, 1);
    let playbook = Arc::new(compile("town.kdl", &text, &RuleNames::shipped()).unwrap());
    let run = offered(&playbook, "shared");
    for relation in [Relation::Raiser, Relation::PostAbove] {
        let offers = run.beside(relation, &[]);
        let names: Vec<&str> = offers.iter().map(|offer| offer.action.as_str()).collect();
        assert!(!names.contains(&"urge") && !names.contains(&"supervise"), "{names:?}");
    }
}

#[test]
fn a_condition_reads_how_many_claimed() {
    let text = town_text(TWO, "many", "lead");
    let text = text.replacen(
        "to=answer form=solved\n        outcome cannot",
        "to=answer form=solved\n        outcome few zh=\"太少\" to=watch form=reason \
         when=\"claims.watch < 2\"\n        outcome cannot",
        1,
    );
    let playbook = Arc::new(compile("town.kdl", &text, &RuleNames::shipped()).unwrap());
    for (claims, few) in [(&[COMPANY][..], true), (&[COMPANY, BUREAU][..], false)] {
        let mut run = offered(&playbook, "shared");
        claims.iter().for_each(|party| run.does(&organisation(*party), "claim", &[]));
        run.tick();
        assert_eq!(run.task_of(&organisation(COMPANY), "few").is_some(), few, "{claims:?}");
    }
    let wrong = text.replacen("claims.watch", "claims.wacth", 1);
    let found = examine("town.kdl", &wrong, &RuleNames::shipped()).findings;
    assert_eq!(found[0].did_you_mean.as_deref(), Some("claims.watch"));
}

#[test]
fn cases_of_before_there_were_offers_read_back() {
    let playbook = compiled(TWO, "one", "lead");
    let run = offered(&playbook, "shared");
    let mut stored = serde_json::to_value(&run.case).unwrap();
    stored.as_object_mut().unwrap().remove("claims");
    assert_eq!(serde_json::from_value::<Case>(stored).unwrap(), run.case);
}

#[test]
fn slips_of_the_hand_are_told_what_was_meant() {
    let told = |from: &str, to: &str| {
        let text = town_text(TWO, "many", "lead").replacen(from, to, 1);
        let found = examine("town.kdl", &text, &RuleNames::shipped()).findings;
        found.iter().find_map(|f| Some((f.code.as_str(), f.did_you_mean.clone()?)))
    };
    let meant = |code, word: &str| Some((code, word.to_owned()));
    assert_eq!(told("kind=offer", "kind=ofer"), meant("bad-choice", "offer"));
    assert_eq!(told("invite parties", "invite partys"), meant("unknown-property", "parties"));
    assert_eq!(told("outcome none", "outcome non"), meant("unknown-outcome", "none"));
    assert_eq!(told("lead as=watch", "lead as=wach"), meant("unknown-step", "watch"));
    assert_eq!(told("lead as=watch", "lead as=take"), meant("not-an-offer", "watch"));
    let playbook = compiled(TWO, "many", "lead");
    let step = &playbook.process(&name("matter")).unwrap().steps[&name("watch")];
    let linli_playbook::model::StepKind::Offer(offering) = &step.kind else { panic!("{step:?}") };
    assert_eq!(offering.take, Take::Many { enough: None, keep: false });
}

/// What somebody does next.
#[derive(Clone, Debug)]
enum Deed {
    Take { offer: usize, who: i64 },
    Pass(i64),
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        5 => (any::<prop::sample::Index>(), 0_i64..4)
            .prop_map(|(offer, who)| Deed::Take { offer: offer.index(1000), who }),
        1 => (0_i64..60).prop_map(Deed::Pass),
    ]
}

fn play(run: &mut Run, deed: &Deed) {
    let (offer, who) = match deed {
        Deed::Pass(hours) => {
            let now = run.now.plus_ms(hours * 3_600_000);
            return run.tick_at(now);
        }
        Deed::Take { offer, who } => (*offer, *who),
    };
    let set = BTreeSet::from([Relation::Neighbour, Relation::Holder, Relation::Raiser]);
    let relations = Relations { set, tasks: run.case.tasks.keys().copied().collect() };
    let mut offers = available(&run.playbook, &run.case, &relations, &run.facts, run.now);
    offers.retain(|offer| offer.action != *"withdraw");
    let Some(offer) = offers.get(offer % offers.len().max(1)) else { return };
    let holder = offer.task.and_then(|task| run.case.tasks.get(&task)).map(|t| t.holder.clone());
    let actor = match holder {
        Some(holder) => actor_of(&holder),
        None => Actor::Person { person: person(LI + who), acting: None },
    };
    let required = offer.fields.iter().filter(|field| field.required);
    let fields = required.filter_map(|f| Some((f.key.clone(), value_for(f, &run.facts, run.now)?)));
    let command = Command {
        actor,
        action: offer.action.clone(),
        task: offer.task,
        seen_version: offer.version,
        fields: fields.collect(),
    };
    let mut facts = run.facts.clone();
    facts.relations = relations;
    if let Ok(decision) = decide(&run.playbook, &run.case, &command, &facts, run.now) {
        run.take(decision);
    }
}

/// Claims and invitations tell the same, and nobody is late for an invitation.
fn sound(run: &Run) {
    let invitations: Vec<_> = run
        .case
        .tasks
        .values()
        .filter_map(|task| match task.kind {
            TaskKind::Invitation { claimed } => Some((task, claimed)),
            _ => None,
        })
        .collect();
    let own: BTreeSet<&Holder> = invitations.iter().map(|(task, _)| &task.holder).collect();
    assert_eq!(own.len(), invitations.len(), "invited twice:\n{}", run.story);
    for (task, claimed) in invitations {
        assert!(run.case.status == Status::Open && run.step() == "watch", "{}", run.story);
        assert!(!task.late && task.remind_at.is_none() && task.answer_by.is_none());
        let claims = run.case.claims.get("watch").into_iter().flatten();
        let mine = claims.filter(|claim| claim.by == task.holder).count();
        assert_eq!(mine, usize::from(claimed), "{}", run.story);
    }
    for claims in run.case.claims.values() {
        let by: BTreeSet<&Holder> = claims.iter().map(|claim| &claim.by).collect();
        assert_eq!(by.len(), claims.len(), "claimed twice:\n{}", run.story);
        let raised = claims.iter().any(|claim| claim.by == Holder::Person(person(LI)));
        assert!(!raised, "the raiser claimed it");
    }
    for event in &run.events {
        let EventBody::Late { task } = &event.body else { continue };
        let opened = run.events.iter().find_map(|event| match &event.body {
            EventBody::TaskOpened { task: opened } if opened.number == *task => Some(opened),
            _ => None,
        });
        assert!(!matches!(opened.unwrap().kind, TaskKind::Invitation { .. }), "{}", run.story);
    }
}

#[test]
fn whatever_the_invited_do_the_offer_ends_and_counts_each_once() {
    static TOWNS: LazyLock<Vec<Arc<Playbook>>> = LazyLock::new(|| {
        [
            ("parties=company,bureau posts=elder residents=#true", "one"),
            ("parties=company,bureau posts=elder residents=#true", "many"),
            ("parties=company named=helpers", "many enough=2 keep=#true"),
        ]
        .map(|(invite, take)| compiled(invite, take, "assist"))
        .into()
    });
    let config =
        ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = TestRunner::new_with_rng(
        config,
        prop::test_runner::TestRng::deterministic_rng(prop::test_runner::RngAlgorithm::ChaCha),
    );
    let class = prop::sample::select(vec!["personal", "shared"]);
    let story = (0_usize..3, class, prop::collection::vec(deed(), 0..40));
    let told = runner.run(&story, |(town, class, deeds)| {
        let playbook = &TOWNS[town];
        let mut run = Run::open_in(playbook.clone(), facts(playbook), &opening(class));
        run.does(&clerk(), "ask", &[("helpers", Value::Parties(vec![party(BUREAU)]))]);
        for deed in &deeds {
            play(&mut run, deed);
            sound(&run);
        }
        for _ in 0..400 {
            let Some(next) = run.case.next_due().filter(|_| run.step() == "watch") else { break };
            run.tick_at(next.max(run.now));
            sound(&run);
        }
        assert_ne!(run.step(), "watch", "an offer ends by its time:\n{}", run.story);
        Ok(())
    });
    told.unwrap();
}
