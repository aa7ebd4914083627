//! Taking in on a disk whose every flush takes 2 ms longer: where commits that share a flush show
//! their worth.
//!
//! SQLite's program runs in this process for that, because the one that people run has no such
//! hook. PostgreSQL has one of its own: `commit_delay` makes whoever flushes wait first, and
//! whoever comes meanwhile is flushed along.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use linli_app::ports::Store;
use tokio::net::TcpListener;

use crate::{
    Size,
    engine::{slowed, taking_in},
    load::load,
    outcome::Outcome,
    recorder::doors,
    report::Durable,
    site::Site,
    world::World,
};

/// What every flush takes longer.
pub(crate) const ADDED: Duration = Duration::from_millis(2);
const CLIENTS: usize = 32;

/// Measures it on an installation of its own.
pub(crate) async fn run(site: &Site, size: &Size) -> Outcome<Vec<Durable>> {
    eprintln!("  with {ADDED:?} added to every flush …");
    if site.postgres.is_some() { postgres(site, size).await } else { sqlite(site, size).await }
}

async fn rate(
    address: SocketAddr,
    world: &World,
    size: &Size,
    (name, clients): (&str, usize),
) -> Outcome<Durable> {
    let run = format!("slower-{name}-{clients}-{}", std::process::id()).replace(' ', "-");
    let asks = |from: usize, count: usize| {
        (from..from + count).map(|number| taking_in(world, number, &run)).collect()
    };
    load(address, asks(0, clients), clients).await?;
    let loaded = load(address, asks(clients, size.requests), clients).await?;
    Ok(Durable {
        name: name.to_owned(),
        clients,
        per_second: loaded.per_second(),
        p50_ms: loaded.percentile_ms(50),
        p99_ms: loaded.percentile_ms(99),
    })
}

async fn sqlite(site: &Site, size: &Size) -> Outcome<Vec<Durable>> {
    let folder = site.folder.join("slower");
    let site = Site::new(folder, std::path::PathBuf::new(), None)?;
    let made = site.make().await?;
    let mut rates = Vec::new();
    for (name, batch) in [("one commit for each flush", 1), ("up to 64 commits for each flush", 64)]
    {
        let database = Arc::new(site.open(slowed(batch)).await?);
        let app = site.app(database as Arc<dyn Store>)?;
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let doors = doors(app, &format!("http://{address}"))?;
        let service = doors.into_make_service_with_connect_info::<SocketAddr>();
        let serving = tokio::spawn(async move { axum::serve(listener, service).await });
        rates.push(rate(address, &made.world, size, (name, CLIENTS)).await?);
        serving.abort();
    }
    Ok(rates)
}

async fn postgres(site: &Site, size: &Size) -> Outcome<Vec<Durable>> {
    let made = site.make().await?;
    let mut installation = site.installation();
    if let Some(url) = &mut installation.database {
        let delay = ADDED.as_micros();
        url.push_str(&format!("?options=-c%20commit_delay%3D{delay}%20-c%20commit_siblings%3D0"));
    }
    let server = installation.serve().await?;
    let mut rates = Vec::new();
    for (name, clients) in [("nobody to share a flush with", 1), ("a flush shared", CLIENTS)] {
        rates.push(rate(server.address, &made.world, size, (name, clients)).await?);
    }
    Ok(rates)
}
