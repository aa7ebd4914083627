//! The history at a twentieth of its size, and by `cargo xtask scale` at its whole size: what happened is
//! counted from the cases.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
    sync::Arc,
};

use linli_app::{
    Caller,
    indicator::{self, Period, Span},
    ports::{Clock as _, Store as _},
};
use linli_channels::{ShownSms, SystemClock};
use linli_kernel::{Day, Moment, PlaceId};
use linli_playbook::{
    coverage::{Transition, declared, taken},
    engine::{Event, EventBody},
};
use linli_store::{Database, SqliteLocation, SqliteOptions, Synchronous};
use linli_web::texts::Lang;

use super::{
    super::{build, clock::SetClock, crew, data, district::Size},
    *,
};
use crate::installation::{self, Folder};

/// A history that happened.
struct Past {
    app: App,
    database: Arc<Database>,
    happened: Happened,
    playbook: Arc<Playbook>,
    until: Moment,
    _folder: tempfile::TempDir,
}

/// Lets a history of this size happen until the evening of a day.
async fn past(size: Size, until: Day) -> Past {
    let path = tempfile::tempdir().unwrap();
    let folder = Folder::open(path.path()).unwrap();
    let options = SqliteOptions { synchronous: Synchronous::Off, ..SqliteOptions::default() };
    let database = Arc::new(Database::open_sqlite(SqliteLocation::Temporary, options).unwrap());
    database.migrate().await.unwrap();
    let until = Moment::from_local(until, 18 * 3_600_000);
    let clock = Arc::new(SetClock::at(build::beginning(until)));
    let sms = Arc::new(ShownSms::default());
    let store = Arc::clone(&database);
    let app = installation::app(&folder, store, clock.clone(), sms, 0).unwrap();
    let (district, people) = build::set_up(&app, size, &|_, _| {}).await.unwrap();
    let site =
        build::Site { folder: &folder, url: None, size, locality: None, until, lang: Lang::En };
    let happened = happen(&app, &clock, &district, &people, &site).await.unwrap();
    let playbook = bound_playbook(&app).await.unwrap();
    Past { app, database, happened, playbook, until, _folder: path }
}

/// The asides of one case, of which the playbook's coverage counts withdrawals only.
fn asides<'e>(playbook: &Playbook, events: &'e [Event]) -> BTreeSet<&'e str> {
    let known = |name: &&str| {
        playbook.processes.values().any(|process| process.asides.keys().any(|key| *key == **name))
    };
    let names = events.iter().filter_map(|event| match &event.body {
        EventBody::Acted { action, .. } => Some(action.as_str()),
        EventBody::Urged => Some("urge"),
        EventBody::Supplemented { .. } => Some("supplement"),
        EventBody::Merged { .. } => Some("merge"),
        _ => None,
    });
    names.filter(known).collect()
}

/// Which ways the cases of a history went, and how many went each.
#[derive(Default)]
struct Ways {
    transitions: BTreeMap<Transition, usize>,
    asides: BTreeMap<String, usize>,
}

impl Ways {
    async fn of(past: &Past) -> Self {
        let mut rows = past.database.snapshot().await.unwrap();
        let mut ways = Self::default();
        for id in &past.happened.ids {
            let row = rows.case(*id).await.unwrap().unwrap();
            let events = rows.events(*id).await.unwrap();
            let process = past.playbook.process(&row.state.process).unwrap();
            for transition in taken(process, &events) {
                *ways.transitions.entry(transition).or_default() += 1;
            }
            for aside in asides(&past.playbook, &events) {
                *ways.asides.entry(aside.to_owned()).or_default() += 1;
            }
        }
        ways
    }

    /// Each way that the playbook declares, as a line, with the number of cases that went it.
    fn lines(&self, playbook: &Playbook) -> BTreeMap<String, usize> {
        let transitions = declared(playbook).into_iter().map(|(way, to)| {
            let from = way.from.as_ref().map_or("*", |from| from.as_str());
            let line = format!("{from} {} -> {to}", way.way);
            (line, self.transitions.get(&way).copied().unwrap_or(0))
        });
        let asides = playbook.processes.values().flat_map(|process| process.asides.keys());
        let asides = asides
            .map(|aside| (format!("+{aside}"), self.asides.get(aside.as_str()).copied()))
            .map(|(line, count)| (line, count.unwrap_or(0)));
        transitions.chain(asides).collect()
    }
}

/// By hand: `LINLI_DEMO_UNTIL=2026-02-20` for another day.
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
    // What goes on in another one is counted there.
    let counted = happened.counted.raised - happened.counted.merged;
    assert_eq!(figures.collected, all(counted));
    assert_eq!(figures.ends.all(), all(counted - happened.counted.open), "{:?}", figures.ends);
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

/// Every way was gone by at least so many cases, as the routes say, and the figures fit together.
fn went_every_way(past: &Past, ways: &Ways, least: usize) {
    let lines = ways.lines(&past.playbook);
    let happened = &past.happened;
    println!("{:?}\n{lines:#?}", happened.counted);
    assert!(lines.len() > 80, "{} ways are declared", lines.len());
    let seldom: Vec<_> = lines.iter().filter(|(_, count)| **count < least).collect();
    assert!(seldom.is_empty(), "ways taken too seldom: {seldom:#?}");
    assert_eq!(happened.unspoken, Vec::<String>::new(), "routes that did not go as they say");
    let counted = &happened.counted;
    assert_eq!(counted.raised, happened.ids.len());
    assert_eq!(counted.open, 6, "{counted:?}");
    assert_eq!(counted.done() + counted.open, counted.raised, "{counted:?}");
    // Every end of the playbook was come to, and some matters went on in another one.
    let ended: BTreeSet<_> = counted.ended.keys().map(|(_, end)| end.clone()).collect();
    let ends = past.playbook.processes.values().flat_map(|process| process.ends.keys().cloned());
    assert_eq!(ended, ends.collect());
    assert!(counted.merged > 0, "{counted:?}");
    let most = happened.told.values().max().copied().unwrap_or(0);
    assert!(most <= data::history().unwrap().most_uses, "a text was used {most} times");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_small_history_takes_every_way_and_its_figures_are_counted() {
    let until = day_asked().unwrap_or_else(|| Day::new(2026, 7, 8).unwrap());
    let past = past(Size { part: 20 }, until).await;
    let ways = Ways::of(&past).await;
    went_every_way(&past, &ways, 1);
    let told = past.happened.counted.told(&past.playbook, Lang::En);
    let said = format!("still open: {}", past.happened.counted.open);
    assert!(told.contains(&said) && told.contains("Solved and rated: "), "{told}");

    let Past { app, database, happened, until, .. } = &past;
    let mut rows = database.snapshot().await.unwrap();
    let told = &data::history().unwrap().notice;
    let hanging = |notice: &&data::Told| notice.taken_down.is_none() && notice.hangs >= notice.days;
    let county = rows.districts().await.unwrap()[0].id;
    // Who handles it above the communities can be called too.
    let streets = rows.children(county).await.unwrap();
    for place in streets.iter().map(|street| street.id).chain([county]) {
        let offices = rows.facilities_of(place).await.unwrap();
        assert!(offices.iter().any(|office| office.phone.is_some()), "{place}: {offices:?}");
    }
    let board = linli_app::notice::notices(app, county, None, 100).await.unwrap().items;
    assert_eq!(board.len(), told.iter().filter(hanging).count(), "{board:?}");
    assert!(board.len() >= 5 && told.iter().any(|notice| notice.taken_down.is_some()));
    let post = rows.posts_at(&[county], until.day()).await.unwrap().remove(0);
    let posts = rows.posts_of(post.person).await.unwrap();
    let staff = Caller { posts, office: true, ..crew::caller(post.person, Vec::new()) };
    drop(rows);
    monthly_sums_are_the_count(app, &staff, county).await;
    every_matter_is_open_or_ended_in_one_way(app, county, happened).await;
    let integrity = database.check_integrity().await.unwrap();
    assert_eq!(integrity.problems, Vec::new());
    assert_eq!(integrity.cases, happened.counted.raised);
}

/// What `cargo xtask scale` keeps: the counted figures of the whole history.
fn keep(past: &Past, ways: &Ways) {
    let counted = &past.happened.counted;
    let ended: BTreeMap<&str, usize> =
        counted.ended.iter().map(|((_, end), count)| (end.as_str(), *count)).collect();
    let told = &past.happened.told;
    let document = serde_json::json!({
        "until": past.until.day().to_string(),
        "matters": {
            "collected": counted.raised,
            "done": counted.done(),
            "ended": ended,
            "merged": counted.merged,
            "open": counted.open,
        },
        "texts": { "distinct": told.len(), "most_uses": told.values().max() },
        "transitions": ways.lines(&past.playbook),
    });
    let text = serde_json::to_string_pretty(&document).unwrap() + "\n";
    let Some(folder) = std::env::var_os("LINLI_KEEP_HISTORY").map(PathBuf::from) else {
        println!("{text}");
        return;
    };
    let name = format!("{}-history.json", SystemClock.now().day());
    fs::write(folder.join(name), text).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "minutes in a debug build; part of `cargo xtask scale`"]
async fn the_whole_history_takes_every_way_three_times() {
    let past = past(Size::FULL, day_asked().unwrap_or_else(|| SystemClock.now().day())).await;
    let ways = Ways::of(&past).await;
    keep(&past, &ways);
    went_every_way(&past, &ways, 3);
    let Happened { counted, told, .. } = &past.happened;
    assert_eq!((counted.raised, counted.done(), counted.open), (926, 920, 6), "{counted:?}");
    assert!(told.len() >= 200, "{} distinct texts", told.len());
    let integrity = past.database.check_integrity().await.unwrap();
    assert_eq!(integrity.problems, Vec::new());
    assert_eq!(integrity.cases, 926);
}
