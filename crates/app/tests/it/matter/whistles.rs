//! Whistles: who reads the board, how its rows follow the histories, what the case shows, and how
//! both sides are counted.

use linli_app::{
    AppError,
    matter::{self, Raw, RawFields},
    whistle::{self, AssessmentSpan, Tab, WhistleBoard, WhistleRequest},
};
use linli_domain::{
    policy::CaseClass,
    whistle::{PartyState, whistles},
};
use linli_kernel::CaseId;
use linli_testkit::fixture::Member;

use super::world::World;
use crate::audit::on_every_engine;

on_every_engine! {
    the_board_shows_each_what_the_policy_lets_them_see,
    rows_are_what_the_history_gives,
    the_case_shows_every_partys_answer_and_the_evaluation,
    both_sides_are_counted_against_their_own_past,
    what_is_about_somebody_or_private_stands_on_no_board,
    a_raiser_who_was_called_reads_no_other_raisers_answer,
}

const HOUR: i64 = 3_600_000;

fn text(words: &str) -> Raw {
    Raw::Text(words.to_owned())
}

/// The street whistles for the department, the property company helps.
async fn called(world: &World, words: &str) -> CaseId {
    let id = world.report(words).await.id;
    call(world, id).await;
    id
}

async fn call(world: &World, id: CaseId) {
    let d = &world.district;
    for (who, action) in
        [(d.grid_worker, "upward"), (d.community_secretary, "street"), (d.street_office, "beyond")]
    {
        let reason = RawFields::from([("reason".to_owned(), text("需要部门到场"))]);
        let fields = if action == "upward" { RawFields::new() } else { reason };
        world.does(who.person, id, action, fields).await.unwrap();
    }
    let parties = RawFields::from([
        ("lead".to_owned(), text(&d.department.to_string())),
        ("assist".to_owned(), Raw::List(vec![text(&d.property_company.to_string())])),
    ]);
    world.does(d.coordinator.person, id, "assign", parties).await.unwrap();
}

fn solved() -> RawFields {
    let field = |name: &str, words: &str| (name.to_owned(), text(words));
    RawFields::from([
        field("course", "到现场看过，换了灯。"),
        field("basis", "城市照明管理规定"),
        field("standard", "路灯亮起"),
        field("result", "路灯修好了。"),
        field("site", "区住建局、物业公司现场商定分工。"),
    ])
}

async fn board(world: &World, who: Member, tab: Tab) -> Result<WhistleBoard, AppError> {
    let request = WhistleRequest { tab, limit: 50, ..WhistleRequest::default() };
    whistle::whistle_board(world.app(), &world.caller(who.person).await, &request).await
}

async fn cases(world: &World, who: Member, tab: Tab) -> Vec<CaseId> {
    board(world, who, tab).await.unwrap().items.into_iter().map(|line| line.line.id).collect()
}

async fn the_board_shows_each_what_the_policy_lets_them_see(world: &World) {
    let d = &world.district;
    let id = called(world, "路灯坏了半条街").await;
    let other = world.report("楼道灯坏了").await.id;
    for (who, mine, ours, all) in [
        (d.department_clerk, true, false, true),
        (d.company_clerk, true, false, true),
        (d.coordinator, false, false, true),
        (d.street_office, false, true, true),
        (d.community_secretary, false, true, true),
        (d.grid_worker, false, true, true),
        (d.other_grid_worker, false, false, false),
        // A representative without office looks nobody up.
        (d.representative, false, false, false),
    ] {
        for (tab, sees) in [(Tab::Mine, mine), (Tab::Ours, ours), (Tab::All, all)] {
            let found = cases(world, who, tab).await;
            assert_eq!(found, if sees { vec![id] } else { Vec::new() }, "{who:?} {tab:?}");
        }
        assert!(cases(world, who, Tab::Closed).await.is_empty());
    }
    let resident = board(world, d.resident, Tab::All).await;
    assert!(matches!(resident, Err(AppError::Forbidden)), "{resident:?}");
    assert!(!cases(world, d.coordinator, Tab::All).await.contains(&other), "no whistle");

    let line = board(world, d.coordinator, Tab::All).await.unwrap().items.remove(0);
    let states: Vec<PartyState> = line.parties.iter().map(|party| party.state).collect();
    assert_eq!(states, [PartyState::Asked, PartyState::Asked]);
    assert!(line.parties.iter().all(|party| party.answer_by.is_some() && !party.late));
    assert!(!line.late && line.due.is_some());
    world.test.clock.advance(200 * HOUR);
    let line = board(world, d.coordinator, Tab::All).await.unwrap().items.remove(0);
    assert!(line.parties.iter().all(|party| party.late), "also before the clock came by");

    // Filters.
    let caller = world.caller(d.coordinator.person).await;
    for (place, organisation, found) in [
        (Some(d.community), None, 1),
        (Some(d.other_community), None, 0),
        (None, Some(d.department), 1),
        (Some(d.community), Some(d.property_company), 1),
    ] {
        let request = WhistleRequest { tab: Tab::All, place, organisation, limit: 50, after: None };
        let page = whistle::whistle_board(world.app(), &caller, &request).await.unwrap();
        assert_eq!(page.items.len(), found, "{place:?} {organisation:?}");
        let named = organisation.is_none_or(|id| page.organisations.iter().any(|o| o.0 == id));
        assert!(named);
    }
}

async fn rows_are_what_the_history_gives(world: &World) {
    let d = &world.district;
    let id = called(world, "路灯坏了半条街").await;
    let steps = [
        (d.department_clerk, "accept", RawFields::new()),
        (d.company_clerk, "object", RawFields::new()),
        (d.coordinator, "overrule", RawFields::new()),
        (d.department_clerk, "done", solved()),
        (d.resident, "rate", RawFields::from([("answer".to_owned(), text("satisfied"))])),
    ];
    for (who, action, fields) in steps {
        compare(world, id).await;
        world.does(who.person, id, action, fields).await.unwrap();
    }
    compare(world, id).await;
    assert_eq!(cases(world, d.coordinator, Tab::Closed).await, [id]);
    assert!(cases(world, d.coordinator, Tab::All).await.is_empty());
    assert!(cases(world, d.department_clerk, Tab::Mine).await.is_empty());
}

async fn a_raiser_who_was_called_reads_no_other_raisers_answer(world: &World) {
    let d = &world.district;
    let id = world.report("路灯坏了半条街").await.id;
    let clerk = world.caller(d.department_clerk.person).await;
    let own = matter::report(world.app(), &clerk, &world.words("路灯不亮"), None).await.unwrap().id;
    let worker = world.caller(d.grid_worker.person).await;
    matter::merge(world.app(), &worker, id, &own.to_string(), None).await.unwrap();
    call(world, id).await;
    world.does(d.department_clerk.person, id, "accept", RawFields::new()).await.unwrap();
    world.does(d.department_clerk.person, id, "done", solved()).await.unwrap();
    let answer = RawFields::from([("answer".to_owned(), text("basically"))]);
    world.does(d.resident.person, id, "rate", answer).await.unwrap();
    let view = matter::matter(world.app(), &clerk, id).await.unwrap();
    let ratings: Vec<&str> =
        view.whistles.iter().flat_map(|w| &w.ratings).map(|event| event.kind.as_str()).collect();
    assert_eq!(ratings, ["rated-apart"]);
    assert!(!format!("{:?}{:?}", view.whistles, view.events).contains("basically"));
    let office = world.caller(d.coordinator.person).await;
    let office = matter::matter(world.app(), &office, id).await.unwrap();
    assert!(format!("{:?}", office.whistles).contains("basically"));
}

/// The stored rows are the fold of the events.
async fn compare(world: &World, id: CaseId) {
    let row = world.case(id).await;
    let mut rows = world.app().snapshot().await.unwrap();
    let (key, version) = &row.state.playbook;
    let playbook = world.app().playbook(rows.as_mut(), key, *version).await.unwrap();
    let events = rows.events(id).await.unwrap();
    assert_eq!(rows.whistles_of(id).await.unwrap(), whistles(&playbook, &events));
}

async fn the_case_shows_every_partys_answer_and_the_evaluation(world: &World) {
    let d = &world.district;
    let id = called(world, "路灯坏了半条街").await;
    let ground = RawFields::from([("ground".to_owned(), text("不属物业职责"))]);
    world.does(d.company_clerk.person, id, "object", ground).await.unwrap();
    let reason = RawFields::from([("reason".to_owned(), text("合同写明由物业配合"))]);
    world.does(d.coordinator.person, id, "overrule", reason).await.unwrap();
    world.does(d.department_clerk.person, id, "accept", RawFields::new()).await.unwrap();
    world.does(d.department_clerk.person, id, "done", solved()).await.unwrap();
    let answer = RawFields::from([("answer".to_owned(), text("satisfied"))]);
    world.does(d.resident.person, id, "rate", answer).await.unwrap();

    // The community in whose name it was blown sees who was called and how far each is, and of the
    // words what the playbook tells beyond those who handle it.
    let secretary = world.caller(d.community_secretary.person).await;
    let below = matter::matter(world.app(), &secretary, id).await.unwrap().whistles.remove(0);
    assert_eq!(below.parties.len(), 2);
    assert!(below.parties[1].objections[0].words.is_none(), "the objection is internal");

    let coordinator = world.caller(d.coordinator.person).await;
    let view = matter::matter(world.app(), &coordinator, id).await.unwrap();
    let [blown] = view.whistles.as_slice() else { panic!("{:?}", view.whistles) };
    assert_eq!(blown.by.as_ref().unwrap().kind, "post");
    assert!(blown.fed_back.is_some() && blown.ended.is_some() && !blown.late);
    let slip = blown.slip.as_ref().unwrap();
    assert!(slip.fields.iter().any(|f| f.value.as_deref() == Some("需要部门到场")));
    let [lead, help] = blown.parties.as_slice() else { panic!("{:?}", blown.parties) };
    assert_eq!((lead.state, help.state), (PartyState::Done, PartyState::Released));
    assert!(lead.report.as_ref().unwrap().fields.iter().any(|f| f.key == "site"));
    let [objection] = help.objections.as_slice() else { panic!() };
    let said = &objection.words.as_ref().unwrap().fields;
    assert!(said.iter().any(|f| f.value.as_deref() == Some("不属物业职责")), "{said:?}");
    assert!(matches!(objection.decided, Some((_, false, Some(_)))));
    assert_eq!(blown.ratings.len(), 1);

    let resident = world.caller(d.resident.person).await;
    let own = matter::matter(world.app(), &resident, id).await.unwrap();
    assert!(own.whistles.is_empty(), "the raiser follows the stages");
}

async fn both_sides_are_counted_against_their_own_past(world: &World) {
    let d = &world.district;
    let id = called(world, "路灯坏了半条街").await;
    world.does(d.company_clerk.person, id, "object", RawFields::new()).await.unwrap();
    world.does(d.coordinator.person, id, "overrule", RawFields::new()).await.unwrap();
    world.does(d.department_clerk.person, id, "accept", RawFields::new()).await.unwrap();
    world.does(d.department_clerk.person, id, "done", solved()).await.unwrap();
    let span = AssessmentSpan { place: None, organisation: None, last: None, months: 1 };
    let coordinator = world.caller(d.coordinator.person).await;
    let found = whistle::assessment(world.app(), &coordinator, span).await.unwrap();
    assert_eq!((found.blown, found.asked), ((1, 0), (2, 0)));
    assert_eq!(found.answered_on_time.n, 2);
    assert_eq!(found.answered_on_time.now, None, "two are fewer than may be shown");
    assert!(!found.cut && found.hide_below > 2);
    let names: Vec<&str> = found.organisations.iter().map(|o| o.name.as_str()).collect();
    assert_eq!(names.len(), 2);

    // Its own side a department reads, and nobody else's.
    let clerk = world.caller(d.department_clerk.person).await;
    let own = whistle::assessment(world.app(), &clerk, span).await.unwrap();
    assert_eq!(own.organisation.as_ref().map(|o| o.id), Some(d.department));
    assert_eq!((own.asked.0, own.done_on_time.n), (1, 1));
    let other = AssessmentSpan { organisation: Some(d.property_company), ..span };
    let refused = whistle::assessment(world.app(), &clerk, other).await;
    assert!(matches!(refused, Err(AppError::Forbidden)), "{refused:?}");
    let company = whistle::assessment(world.app(), &coordinator, other).await.unwrap();
    assert_eq!((company.asked.0, company.overruled.n), (1, 1));
    let resident = world.caller(d.resident.person).await;
    let refused = whistle::assessment(world.app(), &resident, span).await;
    assert!(matches!(refused, Err(AppError::Forbidden)), "{refused:?}");
    let small = AssessmentSpan { place: Some(d.building), ..span };
    assert!(matches!(
        whistle::assessment(world.app(), &coordinator, small).await,
        Err(AppError::Fields(_))
    ));

    // A month later it is the past.
    world.test.clock.advance(31 * 24 * HOUR);
    let later = whistle::assessment(world.app(), &coordinator, span).await.unwrap();
    assert_eq!((later.blown, later.asked), ((0, 1), (0, 2)));
}

async fn what_is_about_somebody_or_private_stands_on_no_board(world: &World) {
    let d = &world.district;
    let id = world.report_private("家里的事").await;
    call(world, id).await;
    assert_eq!(world.case(id).await.class, CaseClass::Confidential);
    for who in [d.coordinator, d.street_office, d.community_secretary] {
        assert!(cases(world, who, Tab::All).await.is_empty(), "{who:?}");
    }
    assert_eq!(cases(world, d.department_clerk, Tab::Mine).await, [id], "it works on it");
    let span = AssessmentSpan { place: None, organisation: None, last: None, months: 1 };
    let coordinator = world.caller(d.coordinator.person).await;
    let found = whistle::assessment(world.app(), &coordinator, span).await.unwrap();
    assert_eq!(found.blown.0, 1, "a figure names nobody");
}
