//! `cargo xtask bench` and `cargo xtask scale`: plan a district's grids, build the program and the
//! benchmark, start a PostgreSQL of their own, and let the benchmark measure. What is measured and why stands in
//! `docs/performance.md`. `cargo xtask scale` begins with the demo's whole history, whose figures are counted.

use crate::postgres::{Commits, Postgres, programs};
use crate::progress::execute;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What was asked for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Options {
    json: bool,
    fiftieth: bool,
    /// Keep the document in the repository.
    keep: bool,
}

impl Options {
    /// Reads the words after `cargo xtask bench`.
    pub(crate) fn parse(words: &[String]) -> Result<Self, String> {
        let mut options = Self::default();
        for word in words {
            match word.as_str() {
                "--json" => options.json = true,
                "--fiftieth" => options.fiftieth = true,
                other => return Err(format!("unknown option `{other}`\n{}", crate::USAGE)),
            }
        }
        Ok(options)
    }

    /// `cargo xtask scale`.
    pub(crate) fn scale() -> Self {
        Self { keep: true, ..Self::default() }
    }
}

/// Measures a release build. The two are built one after the other: together, the program would
/// be built with what only the benchmark needs of the store.
pub(crate) fn run(root: &Path, options: &Options) -> Result<(), String> {
    if options.keep {
        count_history(root)?;
    }
    if !options.json {
        plan_grids(root, &["--release"], if options.fiftieth { &["--one-of", "50"] } else { &[] })?;
    }
    build(root, &["--release", "-p", "linli"])?;
    build(root, &["--release", "-p", "linli-bench"])?;
    let mut words: Vec<String> = Vec::new();
    if options.json {
        words.push("--json".into());
    }
    if options.fiftieth {
        words.extend(["--one-of".into(), "50".into()]);
    }
    if options.keep {
        words.extend(["--keep".into(), kept(root).display().to_string()]);
    }
    measure(root, "release", &words)
}

/// Runs everything at a fiftieth of the size on a debug build, which the tests have built anyway,
/// and fails unless the figures are what they can be on any machine.
pub(crate) fn check(root: &Path) -> Result<(), String> {
    plan_grids(root, &[], &["--one-of", "50", "--check"])?;
    build(root, &["-p", "linli", "-p", "linli-bench"])?;
    measure(root, "debug", &["--one-of", "50", "--check"].map(str::to_owned))
}

/// Plans the grids of a made-up district, beside what a clerk with a list would come to.
fn plan_grids(root: &Path, profile: &[&str], words: &[&str]) -> Result<(), String> {
    let mut command = Command::new("cargo");
    command.current_dir(root).args(["run", "-q", "--locked"]).args(profile);
    command.args(["-p", "linli-planner", "--example", "district", "--"]).args(words);
    execute(&mut command)
}

/// The test of the demo's whole history, by name, and the variable that tells it where its figures go.
const HISTORY_TEST: &str = "the_whole_history_takes_every_way_three_times";
const HISTORY_VARIABLE: &str = "LINLI_KEEP_HISTORY";

/// Lets the demo's whole history happen on a release build and keeps what is counted: 926 matters, how
/// each ended, and how many took each way of the playbook. Fails if a figure is not as it must be.
fn count_history(root: &Path) -> Result<(), String> {
    let mut command = Command::new("cargo");
    command.current_dir(root).args(["test", "-q", "--locked", "--release", "-p", "linli"]);
    command.args(["--bin", "linli", HISTORY_TEST, "--", "--ignored"]);
    execute(command.env(HISTORY_VARIABLE, kept(root)))
}

/// Where figures of the whole size are kept.
fn kept(root: &Path) -> PathBuf {
    root.join("docs/performance")
}

fn build(root: &Path, words: &[&str]) -> Result<(), String> {
    execute(Command::new("cargo").current_dir(root).args(["build", "-q", "--locked"]).args(words))
}

fn measure(root: &Path, profile: &str, words: &[String]) -> Result<(), String> {
    let target = crate::target(root);
    let built = target.join(profile);
    let mut command = Command::new(built.join("linli-bench"));
    command.current_dir(root).arg("--program").arg(built.join("linli"));
    command.arg("--folder").arg(target.join("bench")).args(words);
    let postgres = match programs() {
        Some(_) => Some(Postgres::start(Commits::Durable)?),
        None => {
            eprintln!("PostgreSQL's programs are not installed: SQLite alone is measured");
            None
        }
    };
    if let Some(postgres) = &postgres {
        let process = postgres.process().to_string();
        command.args(["--postgres", postgres.address(), "--postgres-process", &process]);
    }
    execute(&mut command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_history_that_is_counted_is_there() {
        let root = crate::workspace_root().unwrap();
        let tests = root.join("crates/linli/src/demo/history/tests.rs");
        let tests = std::fs::read_to_string(tests).unwrap();
        // A name that nothing has would let no test run, which succeeds.
        assert!(tests.contains(&format!("async fn {HISTORY_TEST}()")));
        assert!(tests.contains(&format!("\"{HISTORY_VARIABLE}\"")));
    }

    #[test]
    fn options_are_read_and_others_refused() {
        let parse = |words: &[&str]| {
            Options::parse(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(parse(&[]), Ok(Options::default()));
        let both = Options { json: true, fiftieth: true, keep: false };
        assert_eq!(parse(&["--fiftieth", "--json"]), Ok(both));
        assert!(parse(&["--jsno"]).unwrap_err().contains("--jsno"));
    }
}
