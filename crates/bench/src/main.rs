//! The benchmark: `cargo xtask bench` builds and starts it.
//!
//! Owns the load, the bare loop that it is compared with, and the figures. Must never be a
//! dependency of the program. Its messages are for developers and stay in English.
#![expect(clippy::print_stdout, reason = "a command-line tool reports on standard output")]

mod disk;
mod engine;
mod load;
mod outcome;
mod process;
mod recorder;
mod report;
mod rounds;
mod seed;
mod server;
mod site;
mod slower;
mod world;

use std::{fs, path::PathBuf, process::ExitCode};

use clap::Parser;
use linli_app::ports::Clock as _;
use linli_channels::SystemClock;

use crate::{
    outcome::Outcome,
    report::Report,
    site::{Postgres, Site},
};

#[derive(Debug, Parser)]
#[command(name = "linli-bench")]
struct Line {
    /// The program to measure.
    #[arg(long)]
    program: PathBuf,
    /// A folder on the disk to measure; what is in it goes.
    #[arg(long)]
    folder: PathBuf,
    /// The address of a PostgreSQL server for the measurement alone.
    #[arg(long, requires = "postgres_process")]
    postgres: Option<String>,
    /// The number of that server's first process.
    #[arg(long)]
    postgres_process: Option<u32>,
    /// Leaves SQLite out.
    #[arg(long)]
    without_sqlite: bool,
    /// A part of the whole size: 50 for a fiftieth.
    #[arg(long, default_value_t = 1)]
    one_of: usize,
    /// Prints one JSON document.
    #[arg(long)]
    json: bool,
    /// A folder for the document, under its date.
    #[arg(long)]
    keep: Option<PathBuf>,
    /// Fails unless every figure is what it can be on any machine, whatever its speed.
    #[arg(long)]
    check: bool,
}

/// How much is measured.
#[derive(Clone, Debug)]
pub(crate) struct Size {
    /// Cases first.
    pub(crate) few: usize,
    /// Cases then.
    pub(crate) many: usize,
    /// Requests of a round.
    pub(crate) requests: usize,
    pub(crate) rounds: usize,
}

impl Size {
    /// A part of the whole number of cases. A mere check asks for little: it says nothing of times.
    /// More would be refused: what was measured and what was played count as reports of residents,
    /// who may send a hundred a day.
    fn one_of(part: usize, check: bool) -> Self {
        let part = part.max(1);
        let (requests, rounds) = if check { (64, 2) } else { (400, 5) };
        Self { few: 10_000 / part, many: 1_000_000 / part, requests, rounds }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    // What the program complains about when it runs in this process.
    tracing_subscriber::fmt().with_max_level(tracing_subscriber::filter::LevelFilter::WARN).init();
    match run(&Line::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(line: &Line) -> Outcome<()> {
    let size = Size::one_of(line.one_of, line.check);
    fs::create_dir_all(&line.folder)?;
    let flushes = disk::flushes(&line.folder, if line.one_of > 1 { 50 } else { 500 })?;
    let flush_ms = [50, 99].map(|percent| {
        let position = (flushes.len() * percent / 100).min(flushes.len().saturating_sub(1));
        flushes.get(position).map_or(0.0, |time| time.as_secs_f64() * 1_000.0)
    });
    let mut engines = Vec::new();
    let postgres = line.postgres.clone().zip(line.postgres_process);
    let postgres = postgres.map(|(url, process)| Postgres { url, process });
    let sqlite = (!line.without_sqlite).then_some(None);
    for postgres in sqlite.into_iter().chain(postgres.map(Some)) {
        let name = if postgres.is_some() { "postgres" } else { "sqlite" };
        let site = Site::new(line.folder.join(name), line.program.clone(), postgres)?;
        engines.push(engine::run(&site, &size).await?);
        fs::remove_dir_all(&site.folder)?;
    }
    let report = Report {
        date: SystemClock.now().day().to_string(),
        machine: process::machine(),
        one_of: line.one_of,
        flush_ms,
        engines,
    };
    let document = serde_json::to_string_pretty(&report)?;
    if let Some(folder) = &line.keep {
        fs::create_dir_all(folder)?;
        fs::write(folder.join(format!("{}.json", report.date)), format!("{document}\n"))?;
    }
    println!("{}", if line.json { document } else { report.table() });
    if line.check { report.check() } else { Ok(()) }
}
