//! What a matter contributes to the figures, after it really went that way.

use linli_app::{
    AppError,
    indicator::{Period, ShownFigures, Span, cases_behind, dashboard, late_cases, roll_up_due},
    matter::{Raw, RawFields},
};
use linli_domain::indicator::{self, Contribution, Course, Figures, Rate};
use linli_kernel::{CaseId, Moment, Month, PlaceId};
use linli_playbook::{
    Name, Playbook,
    engine::Case,
    language::{RuleNames, compile},
};
use linli_testkit::app::DAY_MS;

use super::world::World;

const KENLI: &str = include_str!("../../../../../playbooks/kenli/kenli.kdl");

fn kenli(text: &str) -> Playbook {
    compile("kenli.kdl", text, &RuleNames::shipped()).unwrap()
}

fn choice(key: &str, value: &str) -> RawFields {
    RawFields::from([(key.to_owned(), Raw::Text(value.to_owned()))])
}

/// Of the day before yesterday until tomorrow.
fn of(world: &World, playbook: &Playbook, case: &Case) -> Contribution {
    let now = world.app().now();
    let around = (now.plus_ms(-2 * DAY_MS), now.plus_ms(DAY_MS));
    let case = (case, &Course::default());
    indicator::contribution(playbook, case, around.0, around.1, now)
}

/// A matter that was not solved at first, and then it was.
async fn solved_at_last(world: &World) -> CaseId {
    let (resident, worker) = (world.district.resident.person, world.district.grid_worker.person);
    let id = world.report_private("楼道灯坏了").await;
    world.does(worker, id, "on-spot", RawFields::new()).await.unwrap();
    world.does(resident, id, "rate", choice("answer", "not-solved")).await.unwrap();
    world.does(worker, id, "redone", RawFields::new()).await.unwrap();
    world.does(resident, id, "rate", choice("answer", "satisfied")).await.unwrap();
    id
}

#[tokio::test]
async fn what_was_not_solved_at_first_stays_counted() {
    let world = World::new().await;
    let (playbook, id) = (kenli(KENLI), solved_at_last(&world).await);
    let case = world.case(id).await.state;
    let found = of(&world, &playbook, &case);
    assert_eq!(found.answers, [(None, false), (Some(100), false)]);
    assert!(found.reworked && found.closed && !found.refused);
    assert_eq!(found.solved_at, Some(Name::new("grid").unwrap()));
    let before = world.app().now().plus_ms(-3 * DAY_MS);
    let earlier = indicator::contribution(
        &playbook,
        (&case, &Course::default()),
        before,
        before.plus_ms(DAY_MS),
        world.app().now(),
    );
    assert_eq!((earlier.answers, earlier.ended_inside, earlier.solved_at), (vec![], None, None));
    let mut figures = Figures::default();
    figures.add(&playbook.responsibility, (true, false), &found);
    let rate = |key: &str| figures.rates.get(key).map(|r| (r.numerator, r.denominator, r.n));
    assert_eq!(rate("resolution-rate"), Some((1, 2, 2)));
    assert_eq!(rate("satisfaction-rate"), Some((100, 200, 2)));
    assert_eq!(rate("resolved-at-grid"), Some((1, 1, 1)));
    assert_eq!(rate("resolved-at-district"), Some((0, 1, 1)));
    assert_eq!(rate("refusal-share"), Some((0, 1, 1)));
    assert_eq!(rate("overturned-refusal-rate"), None, "nothing was reviewed");
}

#[tokio::test]
async fn what_took_most_of_a_year_is_counted_where_it_ended() {
    let world = World::new().await;
    let (resident, worker) = (world.district.resident.person, world.district.grid_worker.person);
    let id = world.report_private("楼道灯坏了").await;
    world.test.clock.advance(300 * DAY_MS);
    world.does(worker, id, "on-spot", RawFields::new()).await.unwrap();
    world.does(resident, id, "rate", choice("answer", "satisfied")).await.unwrap();
    let today = world.app().now().day();
    let place = world.district.community;
    let period = Period { place, from: today, to: today };
    let secretary = world.caller(world.district.community_secretary.person).await;
    let behind = cases_behind(world.app(), &secretary, period, "resolution-rate").await.unwrap();
    assert_eq!(behind.iter().map(|(case, ..)| *case).collect::<Vec<_>>(), [id]);
}

#[tokio::test]
async fn a_dashboard_follows_every_change_and_stays_what_is_counted() {
    let world = World::new().await;
    let place = world.district.community;
    let secretary = world.caller(world.district.community_secretary.person).await;
    let span = Span { place: Some(place), last: None, months: 1 };
    let first = solved_at_last(&world).await;
    let board = dashboard(world.app(), &secretary, span).await.unwrap();
    assert!(!board.whole && board.figures == none(), "nobody counted yet");
    assert_eq!(roll_up_due(world.app()).await.unwrap(), 1);
    assert_eq!(roll_up_due(world.app()).await.unwrap(), 0, "what is counted is not counted again");
    let board = dashboard(world.app(), &secretary, span).await.unwrap();
    assert!(board.whole);
    assert_eq!((board.figures.collected, board.figures.solved, board.figures.open), (1, 1, 0));
    // Two answers and one time taken would tell who gave them and whose it was.
    assert!(board.figures.is_too_few("resolution-rate"));
    assert_eq!(board.figures.rate("resolution-rate"), None);
    assert_eq!((board.figures.told, board.figures.took), (1, None));
    assert_eq!(board.late_now, 0);
    assert_eq!(board.below, [], "a grid's few matters would tell who complained about whom");

    let second = world.report("路灯不亮").await.id;
    world.test.clock.advance(40 * DAY_MS);
    linli_app::matter::tick_due(world.app(), 100).await.unwrap();
    roll_up_due(world.app()).await.unwrap();
    let year = Span { months: 12, ..span };
    let board = dashboard(world.app(), &secretary, year).await.unwrap();
    assert_eq!((board.figures.collected, board.figures.open), (2, 1));
    assert_eq!(board.late_now, 1, "also one: somebody has to go there");
    let late = late_cases(world.app(), &secretary, Some(place), 1).await.unwrap();
    assert_eq!(late.cases.iter().map(|case| case.id).collect::<Vec<_>>(), [second]);
    assert_eq!(board.trend.len(), 12);
    assert_eq!(board.trend.iter().map(|line| line.figures.collected).sum::<i64>(), 2);
    let before = dashboard(world.app(), &secretary, span).await.unwrap();
    assert_eq!((before.figures.collected, before.before.collected), (0, 2), "{first}, {second}");
}

#[tokio::test]
async fn a_dashboard_is_for_staff_and_for_places_with_figures() {
    let world = World::new().await;
    let district = &world.district;
    let secretary = world.caller(district.community_secretary.person).await;
    let resident = world.caller(district.resident.person).await;
    let span = Span { place: Some(district.community), last: None, months: 1 };
    let refused = dashboard(world.app(), &resident, span).await.unwrap_err();
    assert!(matches!(refused, AppError::Forbidden), "{refused:?}");
    let asked = |span| dashboard(world.app(), &secretary, span);
    let next = Month::of(world.app().now().day()).plus(1);
    for (span, field) in [
        (Span { last: Some(next), ..span }, "month"),
        (Span { months: 2, ..span }, "months"),
        (Span { place: Some(district.grid), ..span }, "place"),
    ] {
        let AppError::Fields(errors) = asked(span).await.unwrap_err() else { panic!("{field}") };
        assert_eq!(errors[0].field, field);
    }
    let nowhere = PlaceId::new(987_654).unwrap();
    let refused = asked(Span { place: Some(nowhere), ..span }).await.unwrap_err();
    assert!(matches!(refused, AppError::NotFound), "{refused:?}");
}

#[tokio::test]
async fn steps_and_levels_are_the_playbooks() {
    let world = World::new().await;
    let id = solved_at_last(&world).await;
    let case = serde_json::to_string(&world.case(id).await.state).unwrap();
    let renamed = |text: &str| text.replace("rectify", "once-more");
    let case: Case = serde_json::from_str(&renamed(&case)).unwrap();
    let mut playbook = kenli(&renamed(KENLI));
    assert!(of(&world, &playbook, &case).reworked, "whatever the step is called");
    playbook.responsibility.push(Name::new("city").unwrap());
    let definitions = indicator::definitions(&playbook);
    let levels: Vec<&str> = definitions
        .iter()
        .map(|definition| definition.key.as_str())
        .filter(|key| key.starts_with("resolved-at-"))
        .collect();
    let known = ["grid", "community", "street", "district", "city"];
    assert_eq!(levels, known.map(|level| format!("resolved-at-{level}")));
    assert!(definitions.iter().any(|definition| definition.zh == "city解决率"));
}

#[tokio::test]
async fn refusals_and_reviews_are_counted_where_they_happened() {
    let world = World::new().await;
    let playbook = kenli(KENLI);
    let people = &world.district;
    let id = world.report_private("要求赔偿").await;
    let mut refusal = choice("ground", "beyond-duty");
    let second = format!("community-secretary@{}", people.community);
    refusal.extend(choice("second", &second));
    let ground = linli_domain::rules::legal_ground_list().first().unwrap().key.to_string();
    refusal.extend(choice("ground", &ground));
    refusal.extend(choice("progress", "前一件正在办理"));
    world.does(people.grid_worker.person, id, "refer", refusal).await.unwrap();
    world.does(people.community_secretary.person, id, "approve", RawFields::new()).await.unwrap();
    let told = of(&world, &playbook, &world.case(id).await.state);
    assert_eq!((told.ended_inside, told.refused), (Some(true), true));
    assert_eq!(told.solved_at, None);
    world.test.clock.advance(DAY_MS / 24);
    world.does(people.resident.person, id, "review", RawFields::new()).await.unwrap();
    world.does(people.street_office.person, id, "grant", RawFields::new()).await.unwrap();
    let taken_up = of(&world, &playbook, &world.case(id).await.state);
    assert_eq!((taken_up.ended_inside, taken_up.overturned), (None, true));
    assert_eq!(taken_up.reviews, [true]);
    let mut figures = Figures::default();
    figures.add(&playbook.responsibility, (true, true), &taken_up);
    figures.add(&playbook.responsibility, (true, false), &told);
    let rate = |key: &str| figures.rates.get(key).map(|r| (r.numerator, r.denominator));
    assert_eq!(rate("overturned-refusal-rate"), Some((1, 1)));
    assert_eq!(rate("refusal-share"), Some((1, 1)));
    assert_eq!((figures.refused, figures.overturned), (2, 1));
    assert!(world.case(id).await.state.reviews.iter().all(|review| review.at > Moment::from_ms(0)));
}

/// The figures of a period without anything.
fn none() -> ShownFigures {
    ShownFigures {
        by_staff: Some(Rate::default()),
        took: Some(Rate::default()),
        ..ShownFigures::default()
    }
}

#[tokio::test]
async fn what_is_counted_as_late_is_what_is_listed_whenever_it_was_due() {
    let world = World::new().await;
    let place = world.district.community;
    let secretary = world.caller(world.district.community_secretary.person).await;
    let mut raised = Vec::new();
    for number in 0..30 {
        raised.push(world.report(&format!("第{number}盏路灯不亮")).await.id);
    }
    // More than a year later they still count.
    world.test.clock.advance(500 * DAY_MS);
    linli_app::matter::tick_due(world.app(), 1_000).await.unwrap();
    roll_up_due(world.app()).await.unwrap();
    let span = Span { place: Some(place), last: None, months: 1 };
    let board = dashboard(world.app(), &secretary, span).await.unwrap();
    let late = late_cases(world.app(), &secretary, Some(place), 1).await.unwrap();
    assert_eq!(board.late_now, 30);
    let mut listed: Vec<CaseId> = late.cases.iter().map(|case| case.id).collect();
    assert!(late.cases.is_sorted_by_key(|case| case.due), "what is late longest first");
    listed.sort_unstable();
    raised.sort_unstable();
    assert_eq!((listed, late.more), (raised, false));
    let refused = late_cases(world.app(), &secretary, Some(world.district.grid), 1).await;
    assert!(matches!(refused, Err(AppError::Fields(_))), "{refused:?}");
    let resident = world.caller(world.district.resident.person).await;
    let refused = late_cases(world.app(), &resident, Some(place), 1).await;
    assert!(matches!(refused, Err(AppError::Forbidden)), "{refused:?}");
}

#[tokio::test]
async fn what_counts_against_a_rate_is_listed_first_by_its_direction() {
    let world = World::new().await;
    let place = world.district.community;
    let secretary = world.caller(world.district.community_secretary.person).await;
    let worker = world.district.grid_worker.person;
    let done = world.report_private("楼道灯坏了").await;
    world.does(worker, done, "on-spot", RawFields::new()).await.unwrap();
    let open = world.report_private("路灯不亮").await;
    let from = world.app().now().day();
    world.test.clock.advance(40 * DAY_MS);
    let period = Period { place, from, to: world.app().now().day() };
    for (key, first) in [("overdue-open-rate", open), ("handling-rate", open)] {
        let behind = cases_behind(world.app(), &secretary, period, key).await.unwrap();
        let behind: Vec<CaseId> = behind.into_iter().map(|(id, ..)| id).collect();
        assert_eq!(behind, [first, done], "{key}");
    }
}
