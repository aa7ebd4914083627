//! The history at a twentieth of its size: what happened is counted from the cases.

use std::{collections::BTreeMap, sync::Arc};

use linli_app::{
    Caller,
    indicator::{self, Period, Span},
    ports::Store as _,
};
use linli_channels::ShownSms;
use linli_kernel::{Day, Moment, PlaceId};
use linli_playbook::engine::{Event, EventBody};
use linli_store::{Database, SqliteLocation, SqliteOptions, Synchronous};
use linli_web::texts::Lang;

use super::{
    super::{build, clock::SetClock, crew, data, district::Size},
    *,
};
use crate::installation::{self, Folder};

/// Transitions of one case, as `step:outcome`, `step:late`, `step:exhausted` and `+aside`.
fn transitions(playbook: &Playbook, events: &[Event]) -> Vec<String> {
    let process = playbook.processes.values().next().unwrap();
    let mut step = String::new();
    let mut taken = Vec::new();
    for event in events {
        match &event.body {
            EventBody::Entered { step: next, .. } => {
                if step == "answer" && *next == *"rate" {
                    taken.push("answer:published".to_owned());
                }
                if step == "rate" && *next == *"rectify" {
                    taken.push("rate:failed".to_owned());
                }
                step = next.to_string();
            }
            EventBody::Ended { end } => {
                taken.push(format!("end:{end}"));
                if step == "rate" {
                    let how = if *end == *"rated" { "passed" } else { "silence" };
                    taken.push(format!("rate:{how}"));
                }
            }
            EventBody::Acted { step: at, action, .. } => {
                let outcomes = &process.steps[at].outcomes;
                if outcomes.iter().any(|outcome| outcome.key == *action) {
                    taken.push(format!("{at}:{action}"));
                } else {
                    taken.push(format!("+{action}"));
                }
            }
            EventBody::StepLate { step } => taken.push(format!("{step}:late")),
            EventBody::Exhausted { step } => taken.push(format!("{step}:exhausted")),
            EventBody::Urged => taken.push("+urge".to_owned()),
            EventBody::Supplemented { .. } => taken.push("+supplement".to_owned()),
            EventBody::Merged { .. } => taken.push("+merge".to_owned()),
            _ => {}
        }
    }
    taken
}

/// Every way that the playbook declares.
fn declared(playbook: &Playbook) -> Vec<String> {
    use linli_playbook::model::LateThen;
    let process = playbook.processes.values().next().unwrap();
    let mut all = Vec::new();
    for (key, step) in &process.steps {
        all.extend(step.outcomes.iter().map(|outcome| format!("{key}:{}", outcome.key)));
        if step.late != LateThen::Close {
            all.push(format!("{key}:late"));
        }
        if step.bound.is_some() {
            all.push(format!("{key}:exhausted"));
        }
    }
    all.extend(process.asides.keys().map(|aside| format!("+{aside}")));
    all.extend(process.ends.keys().map(|end| format!("end:{end}")));
    all.push("rate:silence".to_owned());
    all
}

/// By hand: `LINLI_DEMO_PART=1` for all of it, `LINLI_DEMO_UNTIL=2026-02-20` for another day.
fn day_asked() -> Option<Day> {
    std::env::var("LINLI_DEMO_UNTIL").ok().map(|day| day.parse().unwrap())
}

/// What the dashboard adds up is what is counted case by case, at every level.
async fn monthly_sums_are_the_count(app: &linli_app::App, staff: &Caller, county: PlaceId) {
    while indicator::roll_up_due(app).await.unwrap() > 0 {}
    let mut places = vec![county];
    let mut compared = 0;
    while let Some(place) = places.pop() {
        let span = Span { place: Some(place), last: None, months: 12 };
        let board = indicator::dashboard(app, staff, span).await.unwrap();
        assert!(board.whole, "everything is counted");
        let (from, to) = (board.period.0.first_day(), board.period.1.last_day());
        let period = Period { place, from, to };
        let Ok(page) = indicator::indicators(app, None, period).await else { continue };
        assert_eq!(page.figures, board.figures, "{}", page.place);
        compared += page.rates.iter().filter(|line| line.rate.is_some()).count();
        let of_places: i64 = board.below.iter().map(|below| below.figures.collected).sum();
        assert!(of_places <= board.figures.collected, "{}", page.place);
        places.extend(board.below.iter().map(|below| below.place.id));
    }
    assert!(compared > 10, "{compared} rates were compared");
}

/// Since 1 January of last year: every matter, and how it ended; what only histories tell is there.
async fn every_matter_is_open_or_ended_in_one_way(
    app: &linli_app::App,
    county: PlaceId,
    happened: &Happened,
) {
    let to = app.now().day();
    let from = Moment::from_local(to.first_of_year(), -1).day().first_of_year();
    let period = Period { place: county, from, to };
    let figures = indicator::indicators(app, None, period).await.unwrap().figures;
    let all = |count: usize| i64::try_from(count).unwrap();
    assert_eq!(figures.collected, all(happened.cases));
    assert_eq!(figures.ends.all(), all(happened.ended), "{:?}", figures.ends);
    assert_eq!(figures.open, figures.collected - figures.ends.all());
    for key in [
        "on-time-acceptance-rate",
        "right-dispatch-rate",
        "on-time-dispatch-rate",
        "valid-report-rate",
        "on-time-check-rate",
        "dispute-resolution-rate",
    ] {
        assert!(figures.rates.contains_key(key), "{key} has no matter");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_small_history_takes_every_way_and_its_figures_are_counted() {
    let path = tempfile::tempdir().unwrap();
    let folder = Folder::open(path.path()).unwrap();
    let options = SqliteOptions { synchronous: Synchronous::Off, ..SqliteOptions::default() };
    let database = Arc::new(Database::open_sqlite(SqliteLocation::Temporary, options).unwrap());
    database.migrate().await.unwrap();
    let until = day_asked().unwrap_or_else(|| Day::new(2026, 7, 8).unwrap());
    let until = Moment::from_local(until, 18 * 3_600_000);
    let clock = Arc::new(SetClock::at(build::beginning(until)));
    let sms = Arc::new(ShownSms::default());
    let store = Arc::clone(&database);
    let app = installation::app(&folder, store, clock.clone(), sms, 0).unwrap();
    let size = match std::env::var("LINLI_DEMO_PART") {
        Ok(part) => Size { part: part.parse().unwrap() },
        Err(_) => Size { part: 20 },
    };
    let (district, people) = build::set_up(&app, size, &|_, _| {}).await.unwrap();
    let site =
        build::Site { folder: &folder, url: None, size, locality: None, until, lang: Lang::En };
    let happened = happen(&app, &clock, &district, &people, &site).await.unwrap();

    let mut rows = database.snapshot().await.unwrap();
    let playbook = bound_playbook(&app).await.unwrap();
    let mut counted: BTreeMap<String, usize> = BTreeMap::new();
    let mut open = Vec::new();
    for id in &happened.ids {
        let row = rows.case(*id).await.unwrap().unwrap();
        if row.is_open() {
            open.push((row.number.clone(), row.state.step.key.to_string()));
        }
        for taken in transitions(&playbook, &rows.events(*id).await.unwrap()) {
            *counted.entry(taken).or_default() += 1;
        }
    }
    let least = if size == Size::FULL { 3 } else { 1 };
    let seldom: Vec<String> = declared(&playbook)
        .into_iter()
        .filter(|way| counted.get(way).copied().unwrap_or(0) < least)
        .collect();
    println!("{} cases, {} ended, open {open:?}, {counted:#?}", happened.cases, happened.ended);
    assert_eq!(seldom, Vec::<String>::new(), "ways taken too seldom");
    assert_eq!(happened.unspoken, Vec::<String>::new(), "routes that did not go as they say");
    assert_eq!(happened.cases - happened.ended, 6, "open at the end: {open:?}");
    if size == Size::FULL {
        assert_eq!(happened.cases, 926);
        assert!(happened.told.len() >= 200, "{} distinct texts", happened.told.len());
    }
    let most = happened.told.values().max().copied().unwrap_or(0);
    assert!(most <= data::history().unwrap().most_uses, "a text was used {most} times");
    let told = &data::history().unwrap().notice;
    let hanging = |notice: &&data::Told| notice.taken_down.is_none() && notice.hangs >= notice.days;
    let county = rows.districts().await.unwrap()[0].id;
    // Who handles it above the communities can be called too.
    let streets = rows.children(county).await.unwrap();
    for place in streets.iter().map(|street| street.id).chain([county]) {
        let offices = rows.facilities_of(place).await.unwrap();
        assert!(offices.iter().any(|office| office.phone.is_some()), "{place}: {offices:?}");
    }
    let board = linli_app::notice::notices(&app, county, None, 100).await.unwrap().items;
    assert_eq!(board.len(), told.iter().filter(hanging).count(), "{board:?}");
    assert!(board.len() >= 5 && told.iter().any(|notice| notice.taken_down.is_some()));
    let post = rows.posts_at(&[county], until.day()).await.unwrap().remove(0);
    let posts = rows.posts_of(post.person).await.unwrap();
    let staff = Caller { posts, office: true, ..crew::caller(post.person, Vec::new()) };
    drop(rows);
    monthly_sums_are_the_count(&app, &staff, county).await;
    every_matter_is_open_or_ended_in_one_way(&app, county, &happened).await;
    let integrity = database.check_integrity().await.unwrap();
    assert_eq!(integrity.problems, Vec::new());
    assert_eq!(integrity.cases, happened.cases);
}
