//! The workspace's own commands: `cargo xtask test`, `cargo xtask tidy`, `cargo xtask bench`,
//! `cargo xtask scale`, `cargo xtask fuzz`, `cargo xtask vendor`.
//!
//! This crate has no dependencies, so that a fresh machine has it built in seconds, and it is
//! never a dependency of another crate. Its messages are for developers and stay in English.
#![expect(clippy::print_stdout, reason = "a command-line tool reports on standard output")]

mod bench;
mod fuzz;
mod journeys;
mod notes;
mod packages;
mod postgres;
mod progress;
mod test;
mod tidy;
mod vendor;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask COMMAND

  test [--fast] [--filter TEXT]   everything that must pass: format, tidy, clippy, all tests
                                  --fast leaves out the browser and PostgreSQL tests
                                  --filter runs only the tests whose name contains TEXT
  tidy                            the house rules alone, with notes
  bench [--json] [--fiftieth]     measures a release build on both engines; docs/performance.md
                                  --json prints one JSON document instead of a table
                                  --fiftieth runs at a fiftieth of the size
  scale                           the same at whole size, after the demo's whole history:
                                  both kept in docs/performance
  fuzz                            sends made-up requests to the API with schemathesis,
                                  which it installs under target with Python's pip
  vendor                          fetches the pinned front-end packages anew";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let result = match arguments.split_first() {
        Some((command, rest)) => dispatch(command, rest),
        None => Err(USAGE.to_owned()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: &str, rest: &[String]) -> Result<(), String> {
    match (command, rest) {
        ("test", rest) => test::run(&workspace_root()?, &test::Options::parse(rest)?),
        ("bench", rest) => bench::run(&workspace_root()?, &bench::Options::parse(rest)?),
        ("scale", []) => bench::run(&workspace_root()?, &bench::Options::scale()),
        ("tidy", []) => tidy::run(&workspace_root()?),
        ("fuzz", []) => fuzz::run(&workspace_root()?),
        ("vendor", []) => vendor::run(),
        _ => Err(USAGE.to_owned()),
    }
}

/// Where cargo builds.
fn target(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from)
}

/// The folder of the workspace: commands work from any folder below it.
fn workspace_root() -> Result<PathBuf, String> {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map(Path::to_path_buf)
        .ok_or_else(|| "the xtask crate has no parent folder".to_owned())
}
