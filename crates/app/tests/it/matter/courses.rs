//! Figures that only the history of a matter gives: by the real steps, month by month and case by
//! case, and in an installation that counted less before.

use std::collections::BTreeSet;

use linli_app::{
    AppError,
    indicator::{
        IndicatorPage, Period, ShownFigures, Span, cases_behind, dashboard, indicators, roll_up_due,
    },
    matter::{self, Raw, RawFields, ReportMatter},
    ports::{MonthFigures, RollUp, Share},
};
use linli_domain::indicator::{Ends, Figures};
use linli_kernel::{CaseId, Day, Moment, Month};
use linli_testkit::app::DAY_MS;

use super::world::World;
use crate::audit::on_every_engine;

on_every_engine! {
    what_happened_is_counted_alike_by_month_and_by_case,
    an_installation_that_counted_less_counts_anew,
    two_years_are_counted_with_every_way_of_ending,
}

fn text(words: &str) -> Raw {
    Raw::Text(words.to_owned())
}

fn fields<const N: usize>(given: [(&str, Raw); N]) -> RawFields {
    given.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

/// Given to the property company, which objects rightly: the department gets it.
async fn given_to_the_wrong_party(world: &World) -> CaseId {
    let d = &world.district;
    let id = world.report("路灯坏了半条街").await.id;
    world.does(d.grid_worker.person, id, "at-once", RawFields::new()).await.unwrap();
    let company = fields([("lead", text(&d.property_company.to_string()))]);
    world.does(d.grid_worker.person, id, "give", company).await.unwrap();
    world.does(d.company_clerk.person, id, "object", RawFields::new()).await.unwrap();
    let department = fields([("lead", text(&d.department.to_string()))]);
    world.does(d.grid_worker.person, id, "uphold", department).await.unwrap();
    id
}

/// Whistled for, and dispatched at once.
async fn whistled(world: &World) -> CaseId {
    let d = &world.district;
    let id = world.report("下水道堵了").await.id;
    for (who, action) in
        [(d.grid_worker, "upward"), (d.community_secretary, "street"), (d.street_office, "beyond")]
    {
        world.does(who.person, id, action, RawFields::new()).await.unwrap();
    }
    let lead = fields([("lead", text(&d.department.to_string()))]);
    world.does(d.coordinator.person, id, "assign", lead).await.unwrap();
    id
}

/// What the grid worker finds, and passes on.
async fn found(world: &World) -> CaseId {
    let d = &world.district;
    let worker = world.caller(d.grid_worker.person).await;
    let acting = Some(format!("grid-worker@{}", d.grid));
    let found = ReportMatter { acting, ..world.words("消防通道堆了杂物") };
    let id = matter::report(world.app(), &worker, &found, None).await.unwrap().id;
    world.does(d.grid_worker.person, id, "at-once", RawFields::new()).await.unwrap();
    id
}

/// Four matters, of which one was taken up by nobody in time.
async fn four_matters(world: &World) -> [CaseId; 4] {
    let all = [
        given_to_the_wrong_party(world).await,
        whistled(world).await,
        found(world).await,
        world.report("楼道灯不亮").await.id,
    ];
    world.test.clock.advance(40 * DAY_MS);
    matter::tick_due(world.app(), 1_000).await.unwrap();
    all
}

/// What is counted of a key, above and below the line, in the sums of the community.
async fn sums(world: &World) -> Figures {
    while roll_up_due(world.app()).await.unwrap() > 0 {}
    let this = Month::of(world.app().now().day());
    let place = world.district.community;
    let mut rows = world.app().snapshot().await.unwrap();
    let held = rows.month_figures(&[place], (this.plus(-20), this.plus(20))).await.unwrap();
    let mut sum = Figures::default();
    held.iter().for_each(|MonthFigures { figures, .. }| sum.plus(figures, 1));
    sum
}

fn rate(figures: &Figures, key: &str) -> Option<(i64, i64)> {
    figures.rates.get(key).map(|rate| (rate.numerator, rate.denominator))
}

async fn counted(world: &World, from: Day, to: Day) -> IndicatorPage {
    let period = Period { place: world.district.community, from, to };
    indicators(world.app(), None, period).await.unwrap()
}

async fn what_happened_is_counted_alike_by_month_and_by_case(world: &World) {
    let [wrong, ..] = four_matters(world).await;
    let figures = sums(world).await;
    for (key, counted) in [
        ("on-time-acceptance-rate", (3, 4)),
        ("right-dispatch-rate", (2, 3)),
        ("valid-report-rate", (1, 1)),
    ] {
        assert_eq!(rate(&figures, key), Some(counted), "{key}");
    }
    let dispatched = rate(&figures, "on-time-dispatch-rate").unwrap();
    assert!(dispatched.0 >= 1, "the coordinator named the department in time: {dispatched:?}");
    assert_eq!(rate(&figures, "dispute-resolution-rate"), None, "nobody quarrelled");

    // Counted case by case it is the same, from what was kept and from the events alike.
    let secretary = world.caller(world.district.community_secretary.person).await;
    let place = world.district.community;
    let span = Span { place: Some(place), last: None, months: 12 };
    let board = dashboard(world.app(), &secretary, span).await.unwrap();
    let (from, to) = (board.period.0.first_day(), board.period.1.last_day());
    let page = counted(world, from, to).await;
    assert_eq!(page.figures, board.figures);
    assert_eq!(page.figures.ends, Ends::default(), "all four are open");
    let period = Period { place, from, to };
    let behind = cases_behind(world.app(), &secretary, period, "right-dispatch-rate").await;
    assert!(behind.unwrap().iter().any(|(id, ..)| *id == wrong));
    world.test.clock.advance(DAY_MS);
    world.rewrite(world.case(wrong).await).await;
    let fresh = counted(world, from, to).await;
    assert!(!dashboard(world.app(), &secretary, span).await.unwrap().whole, "it changed");
    assert_eq!(fresh.figures, page.figures, "read from the events again");
    for line in &page.rates {
        let missing = line.definition.missing_zh.is_some();
        assert!(!missing || (line.rate.is_none() && !line.too_few), "{}", line.definition.key);
    }
}

/// As an older program left it: shares without a course, sums without what is new.
fn older(figures: &Figures) -> Figures {
    let new = [
        "on-time-acceptance-rate",
        "right-dispatch-rate",
        "on-time-dispatch-rate",
        "valid-report-rate",
        "on-time-check-rate",
        "dispute-resolution-rate",
    ];
    let mut older = figures.clone();
    older.rates.retain(|key, _| !new.contains(&key.as_str()));
    older.ends = Ends::default();
    older
}

async fn an_installation_that_counted_less_counts_anew(world: &World) {
    let cases = four_matters(world).await;
    let figures = sums(world).await;
    let this = Month::of(world.app().now().day());
    let year = (this.plus(-11).first_day(), this.last_day());
    let page = counted(world, year.0, year.1).await;
    let mut rows = world.app().snapshot().await.unwrap();
    let shares = rows.shares(&cases).await.unwrap();
    let places: BTreeSet<_> = shares.values().flat_map(|share| &share.places).copied().collect();
    let places: Vec<_> = places.into_iter().collect();
    let months = rows.month_figures(&places, (this.plus(-20), this.plus(20))).await.unwrap();
    drop(rows);

    // Each case changes once more, and an older program counts it.
    for id in cases {
        world.rewrite(world.case(id).await).await;
    }
    let due = world.app().snapshot().await.unwrap().figures_due(10).await.unwrap();
    assert_eq!(due.len(), cases.len());
    let older_share = |share: &Share| Share {
        months: share.months.iter().map(|(month, of)| (*month, older(of))).collect(),
        course: None,
        ..share.clone()
    };
    let older_month = |row: MonthFigures| MonthFigures {
        figures: older(&row.figures),
        version: row.version + 1,
        ..row
    };
    let left = RollUp {
        shares: due
            .iter()
            .map(|(id, revision)| (*id, *revision, older_share(&shares[id])))
            .collect(),
        months: months.into_iter().map(older_month).collect(),
        ..RollUp::default()
    };
    world.app().store.roll_up(left).await.unwrap();
    assert_eq!(sums(world).await, older(&figures));
    world.test.clock.advance(DAY_MS);
    let fresh = counted(world, year.0, year.1).await;
    assert_eq!(fresh.figures, page.figures, "the published ones are read from the events");

    // Every case is marked, as the migration does.
    for id in cases {
        world.rewrite(world.case(id).await).await;
    }
    assert_eq!(sums(world).await, figures);
}

async fn two_years_are_counted_with_every_way_of_ending(world: &World) {
    let d = &world.district;
    let today = world.app().now().day();
    let silent = world.report_private("楼道灯坏了").await;
    world.does(d.grid_worker.person, silent, "on-spot", RawFields::new()).await.unwrap();
    let rated = world.report_private("路灯不亮").await;
    world.does(d.grid_worker.person, rated, "on-spot", RawFields::new()).await.unwrap();
    let answer = fields([("answer", text("satisfied"))]);
    world.does(d.resident.person, rated, "rate", answer).await.unwrap();
    let back = world.report_private("电梯停了").await;
    world.does(d.resident.person, back, "withdraw", RawFields::new()).await.unwrap();
    world.test.clock.advance(700 * DAY_MS);
    matter::tick_due(world.app(), 1_000).await.unwrap();
    world.report("单元门关不上").await;
    let now = world.app().now();
    let page = counted(world, today, now.day()).await;
    let figures: ShownFigures = page.figures;
    let ends = Ends { rated: 1, unrated: 1, withdrawn: 1, ..Ends::default() };
    assert_eq!((figures.collected, figures.open, figures.ends), (4, 1, ends));
    assert_eq!(figures.collected, figures.open + figures.ends.all());
    for (days, long) in [(731, false), (732, true)] {
        let from = Moment::from_local(now.day(), -(days - 1) * DAY_MS).day();
        let period = Period { place: d.community, from, to: now.day() };
        let found = indicators(world.app(), None, period).await;
        match found {
            Err(AppError::Fields(errors)) if long => assert_eq!(errors[0].field, "to"),
            found => assert!(!long && found.is_ok(), "{days}"),
        }
    }
}
