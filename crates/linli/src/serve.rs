//! Serving: the router on a socket, the clock and the outbox behind it, an orderly end.

use std::time::Duration;

use linli_app::{App, account, audit, indicator, job, matter, ports::StoreFigures};
use linli_web::{
    server::{Metrics, Settings, router},
    texts::Lang,
};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

use crate::{
    door,
    failure::{Failure, Outcome},
    words::{complain, sentence},
};

/// Where the page of a one-time link is.
pub(crate) const LINK_PATH: &str = "/staff/link/";
/// How often the clock looks for what is due.
const TICK: Duration = Duration::from_secs(1);
/// How much one round does at most, so that an outage is worked off piece by piece.
const ROUND: i64 = 200;

/// Takes the address.
pub(crate) async fn listen(address: &str) -> Outcome<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| {
        Failure::new("cli-failed-listen").with("address", address).with("said", error)
    })
}

/// Shows the link through which the first administrator of an empty installation signs in.
pub(crate) async fn first_run(app: &App, origin: &str, lang: Lang) -> Outcome<()> {
    if let Some(link) = account::first_run_link(app).await? {
        let url = format!("{origin}{LINK_PATH}{link}");
        complain(&sentence(lang, "cli-serve-first-run", &[("url", &url)]));
    }
    Ok(())
}

/// Serves until the process is asked to end, then lets running requests finish.
pub(crate) async fn serve(app: App, listener: TcpListener, settings: Settings) -> Outcome<()> {
    let (stop, stopped) = watch::channel(false);
    settings.pulse.beat(app.now());
    let ticking = tick(app.clone(), settings.clone(), stopped);
    door::serve(listener, router(app, settings), asked_to_end()).await;
    // Nobody waits for the loop if it is gone already.
    let _ = stop.send(true);
    let _ = ticking.await;
    Ok(())
}

/// SIGINT or SIGTERM.
async fn asked_to_end() {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            // Without a handler the process ends by the signal itself.
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        () = terminated => {}
    }
}

/// Every second: what is due, then what has to go out.
fn tick(app: App, settings: Settings, mut stopped: watch::Receiver<bool>) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut every = tokio::time::interval(TICK);
        every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut full = false;
        loop {
            tokio::select! {
                _ = every.tick() => {}
                _ = stopped.changed() => return,
            }
            round(&app, &settings).await;
            full = room(&app, full).await;
            figures(&app, &settings.metrics).await;
        }
    })
}

/// One round; goes on as long as there is a full round's work and nothing fails.
async fn round(app: &App, settings: &Settings) {
    let metrics = &settings.metrics;
    loop {
        settings.pulse.beat(app.now());
        let ticked = matter::tick_due(app, ROUND).await.map(|ticked| {
            let failed = u64::try_from(ticked.failed).unwrap_or(0);
            metrics.count("linli_case_ticks_failed_total", failed);
            ticked.moved
        });
        let delivered = matter::deliver_due(app, ROUND).await;
        let sealed = audit::seal_due(app).await;
        let worked = job::run_due(app).await;
        let counted = indicator::roll_up_due(app).await;
        let count = |name, done: &Result<usize, linli_app::AppError>| match done {
            Ok(count) => {
                metrics.count(name, u64::try_from(*count).unwrap_or(0));
                usize::try_from(ROUND).is_ok_and(|round| *count >= round)
            }
            Err(error) => {
                tracing::error!(%error, name, "a background round failed");
                false
            }
        };
        let more = [
            count("linli_cases_ticked_total", &ticked),
            count("linli_effects_delivered_total", &delivered),
            count("linli_audit_rows_sealed_total", &sealed),
            count("linli_job_pieces_done_total", &worked),
            count("linli_cases_counted_total", &counted),
        ];
        if !more.contains(&true) {
            return;
        }
    }
}

/// Whether the disk is full: said once when it is so and once when it is over, which is tried out,
/// since nobody may be writing.
async fn room(app: &App, full_before: bool) -> bool {
    if app.store.figures().disk_full && app.store.try_to_write().await.is_err() && !full_before {
        tracing::error!(
            "the disk is full: make room; what is read goes on, nothing new is taken, and nothing \
             acknowledged was lost"
        );
    }
    let full = app.store.figures().disk_full;
    if full_before && !full {
        tracing::info!("there is room on the disk again");
    }
    full
}

/// Most effects that are counted as waiting: more of them are as bad as so many.
const COUNTED: i64 = 10_000;

/// Says how the store is doing.
async fn figures(app: &App, metrics: &Metrics) {
    let StoreFigures { commits, flushes, waiting, disk_full } = app.store.figures();
    metrics.set("linli_disk_full", i64::from(disk_full));
    metrics.reach("linli_commits_total", commits);
    metrics.reach("linli_flushes_total", flushes);
    metrics.set("linli_commits_waiting", i64::try_from(waiting).unwrap_or(i64::MAX));
    let Ok(mut rows) = app.snapshot().await else { return };
    if let Ok(waiting) = rows.outbox_waiting(COUNTED).await {
        metrics.set("linli_outbox_waiting", waiting);
    }
}
