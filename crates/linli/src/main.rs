//! The program: configuration, wiring, commands.
//!
//! Owns how the crates below are put together for one machine. Must never hold a rule; whatever a
//! command does to an installation is a use-case of `app`.

mod account;
mod audit;
mod backup;
mod command;
mod config;
mod demo;
mod doctor;
mod door;
mod failure;
mod files;
mod imports;
mod installation;
mod playbook;
#[cfg(test)]
mod postgres;
mod posts;
mod scenarios;
mod serve;
mod simulate;
mod sms;
mod start;
mod table;
mod words;

use std::process::ExitCode;

use crate::command::Command;

fn main() -> ExitCode {
    let lang = words::lang();
    let command = command::parse(lang);
    start_log(&command);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let outcome = match runtime {
        Ok(runtime) => runtime.block_on(command::run(command, lang)),
        Err(error) => Err(failure::Failure::new("cli-failed-machine").with("said", error)),
    };
    match outcome {
        Ok(code) => code,
        Err(failure) => {
            words::complain(&failure.sentence(lang));
            ExitCode::FAILURE
        }
    }
}

/// Logs go to standard error: as lines for people in the demo, as JSON for a server's collector.
fn start_log(command: &Command) {
    use tracing_subscriber::EnvFilter;
    let quiet = if command.is_server() { "info" } else { "warn" };
    let filter = EnvFilter::try_from_env("LINLI_LOG").unwrap_or_else(|_| EnvFilter::new(quiet));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match command {
        Command::Serve { .. } => log.json().init(),
        _ => log.with_target(false).init(),
    }
}
