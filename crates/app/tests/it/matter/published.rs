//! Figures that an office published stay as they were, with their cases, whatever happens later.

use linli_app::{
    AppError, AppResult,
    indicator::{
        Span, cases_of_months, dashboard, late_cases, month_report, publish_month, published_cases,
        published_month, published_months, roll_up_due,
    },
    matter::RawFields,
};
use linli_domain::indicator::Lateness;
use linli_kernel::{CaseId, Month, PersonId, PlaceId};
use linli_testkit::app::DAY_MS;

use super::world::World;

const RATE: &str = "handling-rate";

async fn publish(world: &World, who: PersonId, place: PlaceId, month: Month) -> AppResult<()> {
    publish_month(world.app(), &world.caller(who).await, place, month).await
}

fn wrong(answer: AppResult<()>) -> (String, &'static str) {
    let Err(AppError::Fields(mut errors)) = answer else { panic!("{answer:?}") };
    let error = errors.remove(0);
    (error.field, error.code.0)
}

/// Some matters of a month, which is over then; the month, and the matters.
async fn a_month(world: &World, some: usize) -> (Month, Vec<CaseId>) {
    let month = Month::of(world.app().now().day());
    let mut cases = Vec::new();
    for number in 0..some {
        cases.push(world.report(&format!("第{number}盏路灯不亮")).await.id);
    }
    world.test.clock.advance(35 * DAY_MS);
    linli_app::matter::tick_due(world.app(), 1_000).await.unwrap();
    roll_up_due(world.app()).await.unwrap();
    (month, cases)
}

#[tokio::test]
async fn what_was_published_stays_whatever_happens_to_its_matters() {
    let world = World::new().await;
    let d = &world.district;
    let (month, cases) = a_month(&world, 31).await;
    let due = dashboard_rate(&world, month).await;
    publish(&world, d.community_secretary.person, d.community, month).await.unwrap();
    let frozen = published_month(world.app(), None, d.community, month).await.unwrap();
    assert_eq!(frozen.month.figures.rate(RATE), due, "as the dashboard said");
    assert!(!frozen.month.differs());
    assert_eq!((frozen.month.figures.collected, frozen.month.cases), (31, 31));
    assert_eq!(frozen.month.by.0, frozen.place.name);
    // One of them is taken back: it counts no more where it was due, and still where it was published.
    world.does(d.resident.person, cases[0], "withdraw", RawFields::new()).await.unwrap();
    roll_up_due(world.app()).await.unwrap();
    let later = published_month(world.app(), None, d.community, month).await.unwrap();
    assert_eq!(later.month.figures, frozen.month.figures);
    assert!(later.month.differs());
    let (then, now) = (later.month.figures.rate(RATE), later.month.today.rate(RATE));
    let [then, now] = [then, now].map(|rate| rate.map(|rate| (rate.numerator, rate.n)));
    assert_eq!((then, now), (Some((0, 31)), Some((0, 30))));
    // Its matters are those that gave it, as they counted then.
    let secretary = world.caller(d.community_secretary.person).await;
    let behind = published_cases(world.app(), &secretary, d.community, month, RATE).await.unwrap();
    let mut ids: Vec<CaseId> = behind.cases.iter().map(|case| case.id).collect();
    ids.sort_unstable();
    let mut all = cases.clone();
    all.sort_unstable();
    assert_eq!(ids, all);
    assert!(behind.cases.iter().all(|case| !case.counts), "none was done then");
    let today = cases_of_months(world.app(), &secretary, d.community, (month, month), RATE).await;
    let today = today.unwrap();
    assert_eq!((today.cases.len(), today.more), (30, false));
    assert!(today.cases.iter().all(|case| case.id != cases[0]));
    let months = published_months(world.app(), None, d.community).await.unwrap();
    assert_eq!(months.months, [month]);
    let none = published_month(world.app(), None, d.district, month).await;
    assert!(matches!(none, Err(AppError::NotFound)), "{none:?}");
}

/// A rate of the community's dashboard.
async fn dashboard_rate(world: &World, month: Month) -> Option<linli_domain::indicator::Rate> {
    let secretary = world.caller(world.district.community_secretary.person).await;
    let span = Span { place: Some(world.district.community), last: Some(month), months: 1 };
    dashboard(world.app(), &secretary, span).await.unwrap().figures.rate(RATE)
}

#[tokio::test]
async fn an_office_publishes_its_own_months_and_those_below_once() {
    let world = World::new().await;
    let d = &world.district;
    let (month, _) = a_month(&world, 1).await;
    for who in [d.grid_worker, d.department_clerk, d.resident, d.representative] {
        let refused = publish(&world, who.person, d.community, month).await;
        assert!(matches!(refused, Err(AppError::Forbidden)), "{} {refused:?}", who.phone);
    }
    let above = publish(&world, d.community_secretary.person, d.street, month).await;
    assert!(matches!(above, Err(AppError::Forbidden)), "{above:?}");
    let street = d.street_office.person;
    let this = month.plus(1);
    assert_eq!(
        wrong(publish(&world, street, d.community, this).await),
        ("month".into(), "month-not-over")
    );
    assert_eq!(
        wrong(publish(&world, street, d.grid, month).await),
        ("place".into(), "place-too-small")
    );
    let nowhere = publish(&world, street, PlaceId::new(987_654).unwrap(), month).await;
    assert!(matches!(nowhere, Err(AppError::NotFound)), "{nowhere:?}");
    let secretary = world.caller(d.community_secretary.person).await;
    let before = month_report(world.app(), &secretary, None, None).await.unwrap();
    assert!(before.may_publish && before.published.is_none());
    assert_eq!((before.board.place.id, before.board.period), (d.community, (month, month)));
    publish(&world, street, d.community, month).await.unwrap();
    let twice = publish(&world, d.community_secretary.person, d.community, month).await;
    assert_eq!(wrong(twice), ("month".into(), "figures-published"));
    let after = month_report(world.app(), &secretary, None, None).await.unwrap();
    assert!(!after.may_publish && after.published.is_some());
    let worker = world.caller(d.grid_worker.person).await;
    let read = month_report(world.app(), &worker, Some(d.district), Some(month)).await.unwrap();
    assert!(!read.may_publish, "reads, and publishes nothing");
    // A month without anything is published too: that nothing came is a figure.
    publish(&world, street, d.street, month.plus(-3)).await.unwrap();
    let empty = published_month(world.app(), None, d.street, month.plus(-3)).await.unwrap();
    assert_eq!((empty.month.figures.collected, empty.month.cases), (0, 0));
}

#[tokio::test]
async fn what_changed_is_counted_before_it_is_published() {
    let world = World::new().await;
    let d = &world.district;
    let (month, cases) = a_month(&world, 2).await;
    world.does(d.resident.person, cases[0], "withdraw", RawFields::new()).await.unwrap();
    publish(&world, d.coordinator.person, d.district, month).await.unwrap();
    let found = published_month(world.app(), None, d.district, month).await.unwrap();
    assert_eq!((found.month.figures.collected, found.month.figures.open), (2, 1));
    assert!(!found.month.differs());
}

#[tokio::test]
async fn what_is_three_times_as_late_is_a_queue_of_its_own() {
    let world = World::new().await;
    let d = &world.district;
    let secretary = world.caller(d.community_secretary.person).await;
    let id = world.report("路灯不亮").await.id;
    let case = world.case(id).await.state;
    let promised = case.due.at.ms_since(case.opened_at);
    let counted = async || {
        linli_app::matter::tick_due(world.app(), 100).await.unwrap();
        roll_up_due(world.app()).await.unwrap();
        let late = async |lateness: Lateness| {
            let place = Some(d.community);
            let late = late_cases(world.app(), &secretary, place, lateness.times()).await.unwrap();
            late.cases.iter().map(|case| case.id).collect::<Vec<_>>()
        };
        let span = Span { place: Some(d.community), last: None, months: 1 };
        let board = dashboard(world.app(), &secretary, span).await.unwrap();
        (late(Lateness::Once).await, late(Lateness::Thrice).await, board.thrice_now)
    };
    let now = world.app().now().ms_since(case.opened_at);
    world.test.clock.advance(promised - now);
    assert_eq!(counted().await, (vec![], vec![], 0), "at the last moment it is in time");
    world.test.clock.advance(1);
    assert_eq!(counted().await, (vec![id], vec![], 0));
    world.test.clock.advance(2 * promised - 1);
    assert_eq!(counted().await, (vec![id], vec![], 0));
    world.test.clock.advance(1);
    assert_eq!(counted().await, (vec![id], vec![id], 1));
    // Once it has ended it is late no more.
    world.does(d.resident.person, id, "withdraw", RawFields::new()).await.unwrap();
    assert_eq!(counted().await, (vec![], vec![], 0));
}

#[tokio::test]
async fn an_instruction_from_a_list_is_that_of_the_case() {
    let world = World::new().await;
    let d = &world.district;
    let id = world.report("路灯不亮").await.id;
    let supervise = async |who: PersonId, words: &str| {
        let caller = world.caller(who).await;
        linli_app::matter::supervise(world.app(), &caller, id, words, Some("a key")).await
    };
    let blank = supervise(d.street_office.person, " ").await;
    assert!(matches!(blank, Err(AppError::Fields(_))), "{blank:?}");
    let own = supervise(d.grid_worker.person, "请今天到场").await;
    assert!(matches!(own, Err(AppError::Forbidden | AppError::Refused(..))), "{own:?}");
    let unseen = supervise(d.department_clerk.person, "请今天到场").await;
    assert!(matches!(unseen, Err(AppError::NotFound)), "{unseen:?}");
    supervise(d.street_office.person, "请今天到场").await.unwrap();
    let worker = world.caller(d.grid_worker.person).await;
    let view = linli_app::matter::matter(world.app(), &worker, id).await.unwrap();
    assert!(view.instruction.is_some(), "to be answered by whoever has it");
}
