//! `cargo xtask test`: everything that must pass before a change lands, cheapest first.

use crate::bench;
use crate::notes::Notes;
use crate::postgres::{ADDRESS_VARIABLE, CERTIFICATES_VARIABLE, Commits, Postgres};
use crate::progress::{Progress, execute, succeeds};
use crate::{journeys, packages, tidy};
use std::path::Path;
use std::process::Command;

/// What `cargo xtask test` was asked for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Options {
    /// Leave out the tests that need a browser or PostgreSQL.
    fast: bool,
    /// Run only the tests whose name contains this.
    filter: Option<String>,
}

/// Tests with one of these words in their path need something that `--fast` does not start.
const NOT_FAST: [&str; 2] = ["browser", "postgres"];

impl Options {
    /// Reads the words after `cargo xtask test`.
    pub(crate) fn parse(words: &[String]) -> Result<Self, String> {
        let mut options = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--fast" => options.fast = true,
                "--filter" => {
                    let text = words.next().ok_or("--filter needs a text")?;
                    options.filter = Some(text.clone());
                }
                other => return Err(format!("unknown option `{other}`\n{}", crate::USAGE)),
            }
        }
        Ok(options)
    }

    /// Whether every test runs.
    fn are_all(&self) -> bool {
        !self.fast && self.filter.is_none()
    }
}

/// Runs every stage and stops at the first that fails. The test runner's summary comes last where
/// all is well.
pub(crate) fn run(root: &Path, options: &Options) -> Result<(), String> {
    let progress = Progress::begin();
    progress.stage("format");
    run_cargo(root, &["fmt", "--all", "--check"])?;
    progress.stage("tidy");
    tidy::run(root)?;
    if !options.fast {
        progress.stage("packages");
        packages::ensure()?;
    }
    progress.stage("clippy");
    run_cargo(
        root,
        &["clippy", "-q", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"],
    )?;
    progress.stage("documentation examples");
    run_cargo(root, &["test", "-q", "--workspace", "--doc", "--locked"])?;
    let runner = Runner::found();
    progress.stage("build the tests");
    execute(&mut runner.build(root))?;
    if options.are_all() {
        progress.stage("benchmarks at a fiftieth");
        bench::check(root)?;
    }
    let postgres = if options.fast {
        None
    } else {
        progress.stage("start PostgreSQL");
        Some(Postgres::start(Commits::Hasty)?)
    };
    progress.stage("tests");
    let mut tests = runner.tests(root, options);
    let target = crate::target(root);
    let left_out = LeftOut(Notes::begin(&target, "left-out.txt")?);
    tests.env(LEFT_OUT_VARIABLE, &left_out.0.path);
    let sent = Notes::begin(&target, journeys::FILE)?;
    tests.env(journeys::VARIABLE, &sent.path);
    if let Some(postgres) = &postgres {
        tests.env(ADDRESS_VARIABLE, postgres.address());
        tests.env(CERTIFICATES_VARIABLE, postgres.certificates());
    }
    let outcome = execute(&mut tests);
    left_out.show();
    outcome?;
    // Only a run of all journeys tells which form none of them sends.
    if options.are_all() { journeys::check(root, &sent) } else { Ok(()) }
}

/// The environment variable that names [`LeftOut`]'s file to the tests.
const LEFT_OUT_VARIABLE: &str = "LINLI_TEST_LEFT_OUT";

/// What tests could not do on this machine: each writes a line to a file instead of passing silently.
#[derive(Debug)]
struct LeftOut(Notes);

impl LeftOut {
    /// What was left out, a line each.
    fn lines(&self) -> Vec<String> {
        let text = self.0.text().unwrap_or_else(|error| error);
        text.lines().map(str::to_owned).collect()
    }

    /// Says it after everything else, where it is seen.
    fn show(&self) {
        let lines = self.lines();
        if !lines.is_empty() {
            eprintln!("==> left out, since this machine does not allow it:");
        }
        for line in lines {
            eprintln!("    {line}");
        }
    }
}

fn run_cargo(root: &Path, words: &[&str]) -> Result<(), String> {
    execute(cargo(root).args(words))
}

fn cargo(root: &Path) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(root);
    command
}

/// The test runner: nextest runs each test in a process of its own and groups the browser tests,
/// but a fresh machine has only `cargo test`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Runner {
    Nextest,
    Plain,
}

impl Runner {
    pub(crate) fn found() -> Self {
        if succeeds(Command::new("cargo").args(["nextest", "--version"])) {
            Self::Nextest
        } else {
            Self::Plain
        }
    }

    fn words(self) -> &'static [&'static str] {
        match self {
            Self::Nextest => &["nextest", "run", "--workspace", "--locked"],
            Self::Plain => &["test", "--workspace", "--tests", "--locked"],
        }
    }

    fn build(self, root: &Path) -> Command {
        let mut command = cargo(root);
        command.args(self.words()).arg("--no-run");
        command
    }

    /// Only the tests that otherwise are left out, with this in their path.
    pub(crate) fn ignored(self, root: &Path, filter: &str) -> Command {
        let mut command = cargo(root);
        command.args(self.words());
        match self {
            Self::Nextest => command.args(["--run-ignored", "only", filter]),
            Self::Plain => command.args([filter, "--", "--ignored"]),
        };
        command
    }

    fn tests(self, root: &Path, options: &Options) -> Command {
        let mut command = cargo(root);
        command.args(self.words()).args(choice(options));
        command
    }
}

/// The arguments that choose tests by name; both runners understand the same ones.
fn choice(options: &Options) -> Vec<String> {
    let skipped: &[&str] = if options.fast { &NOT_FAST } else { &[] };
    let skips = skipped.iter().flat_map(|word| ["--skip".to_owned(), (*word).to_owned()]);
    options.filter.iter().cloned().chain(["--".to_owned()]).chain(skips).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn parse(words: &[&str]) -> Result<Options, String> {
        Options::parse(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn options_are_read_in_any_order() {
        let expected = Options { fast: true, filter: Some("calendar".into()) };
        assert_eq!(parse(&["--filter", "calendar", "--fast"]), Ok(expected));
        assert_eq!(parse(&[]), Ok(Options::default()));
    }

    #[test]
    fn an_unknown_or_unfinished_option_is_refused() {
        assert!(parse(&["--quick"]).unwrap_err().contains("--quick"));
        assert!(parse(&["--filter"]).is_err());
    }

    #[test]
    fn what_tests_leave_out_is_read_and_a_lost_file_is_no_silence() {
        let target = std::env::temp_dir().join(format!("linli-left-out-{}", std::process::id()));
        let left_out = LeftOut(Notes::begin(&target, "left-out.txt").unwrap());
        assert!(left_out.lines().is_empty());
        fs::write(&left_out.0.path, "a test: a disk: no\nanother: a server: no\n").unwrap();
        assert_eq!(left_out.lines(), ["a test: a disk: no", "another: a server: no"]);
        fs::remove_dir_all(&target).unwrap();
        assert!(left_out.lines()[0].contains("left-out.txt"));
    }

    #[test]
    fn forms_are_compared_only_after_a_run_of_all_tests() {
        assert!(parse(&[]).unwrap().are_all());
        assert!(!parse(&["--fast"]).unwrap().are_all());
        assert!(!parse(&["--filter", "calendar"]).unwrap().are_all());
    }

    #[test]
    fn fast_skips_what_needs_a_browser_or_postgres() {
        let options = Options { fast: true, filter: Some("queue".into()) };
        assert_eq!(choice(&options), ["queue", "--", "--skip", "browser", "--skip", "postgres"]);
        assert_eq!(choice(&Options::default()), ["--"]);
    }
}
