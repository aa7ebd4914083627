//! Everything about one engine, in order.

use linli_store::SqliteOptions;
use tokio::time::Instant;

use crate::{
    Size,
    load::{Ask, load},
    outcome::Outcome,
    process::memory_kb,
    report::{self, DASHBOARD, Engine, Measure, Target},
    rounds::{Bench, Kind},
    seed::{self, Seeded},
    site::{Made, Site},
    slower,
    world::{self, World},
};

/// The most that a queue page may cost among the many by what it costs among the few.
const GROWTH: f64 = 1.3;
/// A case's page at the desk.
const CASE_PAGE: &str = "matter page, workbench";
/// The most megabytes under load.
const MEMORY_MB: f64 = 150.0;
/// Lines on a page.
const LINES: usize = 50;

const TAKING_IN: f64 = 0.4;
const JSON: f64 = 0.4;
const PAGE: f64 = 0.25;

/// Sign-ins at the same time, each with a password to hash.
const SIGN_INS: usize = 24;

/// A resident's report.
pub(crate) fn taking_in(world: &World, number: usize, run: &str) -> Ask {
    let resident = world.residents.get(number % world.residents.len().max(1));
    let (home, token) = resident.map_or((String::new(), ""), |resident| {
        (resident.home.to_string(), resident.token.as_str())
    });
    let body = serde_json::json!({ "text": world::words(number), "place": home });
    let ask = Ask::post("/api/v1/matters", token, body.to_string(), 201);
    Ask { key: format!("{run}-{number}"), ..ask }
}

/// Measures an engine.
pub(crate) async fn run(site: &Site, size: &Size) -> Outcome<Engine> {
    eprintln!("{}", site.engine());
    let made = site.make().await?;
    let begun = Instant::now();
    site.grow(&made.patterns, 0..size.few).await?;
    let mut seeding = begun.elapsed();
    let mut bench = start(site, size).await?;
    let mut measures = few(&mut bench, &made, size).await?;
    let mut memory = memory_kb(bench.server.meter(None).process, "VmHWM")?;
    drop(bench);
    eprintln!("  {} cases …", size.many);
    let begun = Instant::now();
    site.grow(&made.patterns, size.few..size.many).await?;
    seeding += begun.elapsed();
    let mut bench = start(site, size).await?;
    let [page, json] = queues(&mut bench, &made.world, size, size.many).await?;
    let growth = |name: &str, many: &Measure| {
        let few = measures.iter().find(|measure| measure.name.starts_with(name));
        Target::at_most(report::ratio(many.cpu_us, few.map_or(0.0, |few| few.cpu_us)), GROWTH)
    };
    let (page_growth, json_growth) = (growth("queue page", &page), growth("queue JSON", &json));
    measures.extend([page, json]);
    let board = dashboard(&mut bench, &made.world, size).await?;
    let case = measures.iter().find(|measure| measure.name == CASE_PAGE);
    let by_case = report::ratio(board.cpu_us, case.map_or(0.0, |case| case.cpu_us));
    measures.push(board);
    crowd(&mut bench, &made.world, size).await?;
    memory = memory.max(memory_kb(bench.server.meter(None).process, "VmHWM")?);
    drop(bench);
    Ok(Engine {
        engine: site.engine(),
        cases: [size.few, size.many],
        seeding_s: seeding.as_secs_f64(),
        measures,
        queue_page_growth: page_growth,
        queue_json_growth: json_growth,
        dashboard_by_case: Target::at_most(by_case, DASHBOARD),
        memory_mb: Target::at_most(report::whole(memory) * 1_024.0 / 1e6, MEMORY_MB),
        slower_flush: slower::run(site, size).await?,
    })
}

async fn start(site: &Site, size: &Size) -> Outcome<Bench> {
    Ok(Bench {
        recorder: site.recorder().await?,
        player: site.player().await?,
        server: site.installation().serve().await?,
        postmaster: site.postgres.as_ref().map(|postgres| postgres.process),
        rounds: size.rounds,
        // Keys of one run differ from those of the run before.
        next: usize::try_from(std::process::id())? * 1_000_000,
    })
}

fn kind(name: &str, target: Option<f64>, clients: usize, requests: usize) -> Kind {
    Kind { name: name.to_owned(), target, clients, requests }
}

/// A case's id as addresses carry it.
fn id_word(case: Option<Seeded>) -> String {
    case.map(|case| case.id.to_string()).unwrap_or_default()
}

/// What is measured among the few cases.
async fn few(bench: &mut Bench, made: &Made, size: &Size) -> Outcome<Vec<Measure>> {
    let Made { world, patterns } = made;
    let cases = seed::open_ones(patterns, size.few);
    let case = |number: usize| cases.get(number % cases.len().max(1)).copied();
    let own = |number: usize| {
        let resident = case(number).and_then(|case| world.residents.get(case.resident));
        (id_word(case(number)), resident.map_or("", |found| found.token.as_str()))
    };
    let each = size.requests;
    let taking = kind("taking in", Some(TAKING_IN), 16, each);
    let mut measures = vec![bench.measure(&taking, |n| taking_in(world, n, "in")).await?];
    let document = kind("matter JSON, raiser", Some(JSON), 8, each);
    let ask = |n| {
        let (id, token) = own(n);
        Ask::get(format!("/api/v1/matters/{id}"), token)
    };
    measures.push(bench.measure(&document, ask).await?);
    let page = kind("matter page, raiser", Some(PAGE), 8, each);
    let ask = |n| {
        let (id, token) = own(n);
        Ask::get(format!("/m/matters/{id}"), token)
    };
    measures.push(bench.measure(&page, ask).await?);
    // The worker's own grid has every so-manieth case.
    let theirs = |n: usize| (n - n % world::GRIDS) % cases.len().max(1);
    let desk = kind(CASE_PAGE, Some(PAGE), 8, each);
    let ask = |n| Ask::get(format!("/w/cases/{}", id_word(case(theirs(n)))), &world.worker);
    measures.push(bench.measure(&desk, ask).await?);
    measures.extend(queues(bench, world, size, size.few).await?);
    let gzip = kind("queue page, compressed", None, 8, each / 2);
    let ask = |_| Ask { compressed: true, ..Ask::get("/w".to_owned(), &world.worker) };
    measures.push(bench.measure(&gzip, ask).await?);
    Ok(measures)
}

/// A queue's page and its JSON.
async fn queues(
    bench: &mut Bench,
    world: &World,
    size: &Size,
    cases: usize,
) -> Outcome<[Measure; 2]> {
    let each = size.requests / 2;
    let page = kind(&format!("queue page, {LINES} of {cases}"), Some(PAGE), 8, each);
    let page = bench.measure(&page, |_| Ask::get("/w".to_owned(), &world.worker)).await?;
    let json = kind(&format!("queue JSON, {LINES} of {cases}"), Some(JSON), 8, each);
    let ask = |_| Ask::get(format!("/api/v1/tasks?limit={LINES}"), &world.worker);
    let json = bench.measure(&json, ask).await?;
    Ok([page, json])
}

/// The dashboard of the whole district over a year.
async fn dashboard(bench: &mut Bench, world: &World, size: &Size) -> Outcome<Measure> {
    let board = kind(&format!("dashboard of {}", size.many), None, 8, size.requests / 2);
    let path = format!("/w/dashboard?place={}&months=12", world.district);
    bench.measure(&board, |_| Ask::get(path.clone(), &world.worker)).await
}

/// Everything at once, sign-ins included: what memory is measured under.
async fn crowd(bench: &mut Bench, world: &World, size: &Size) -> Outcome<()> {
    let address = bench.server.address;
    let reports = bench.asks(size.requests, &|n| taking_in(world, n, "crowd"));
    let pages = (0..size.requests / 2).map(|_| Ask::get("/w".to_owned(), &world.worker));
    let sign_ins = (0..SIGN_INS).map(|number| {
        let body = serde_json::json!({
            "username": format!("nobody-{number}"), "password": "not-the-password", "totp": "000000",
        });
        Ask::post("/api/v1/session", "", body.to_string(), 401)
    });
    let (reports, pages, sign_ins) = tokio::join!(
        load(address, reports, 32),
        load(address, pages.collect(), 16),
        load(address, sign_ins.collect(), SIGN_INS),
    );
    reports?;
    pages?;
    sign_ins?;
    Ok(())
}

/// How SQLite runs in this process, for the slower disk.
pub(crate) fn slowed(batch: usize) -> SqliteOptions {
    SqliteOptions { batch, slower_flush: slower::ADDED, ..SqliteOptions::default() }
}
