//! `cargo xtask test`: everything that must pass before a change lands, cheapest first.

use crate::bench;
use crate::postgres::{ADDRESS_VARIABLE, CERTIFICATES_VARIABLE, Commits, Postgres};
use crate::progress::{Progress, execute, succeeds};
use crate::{packages, tidy};
use std::fs;
use std::path::{Path, PathBuf};
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
}

/// Runs every stage and stops at the first that fails. The test runner's summary comes last.
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
    if !options.fast && options.filter.is_none() {
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
    let left_out = LeftOut::begin(&crate::target(root))?;
    tests.env(LEFT_OUT_VARIABLE, &left_out.path);
    if let Some(postgres) = &postgres {
        tests.env(ADDRESS_VARIABLE, postgres.address());
        tests.env(CERTIFICATES_VARIABLE, postgres.certificates());
    }
    let outcome = execute(&mut tests);
    left_out.show();
    outcome
}

/// The environment variable that names [`LeftOut`]'s file to the tests.
const LEFT_OUT_VARIABLE: &str = "LINLI_TEST_LEFT_OUT";

/// What tests could not do on this machine: each writes a line to a file instead of passing silently.
#[derive(Debug)]
struct LeftOut {
    path: PathBuf,
}

impl LeftOut {
    /// An empty file below the folder into which cargo builds.
    fn begin(target: &Path) -> Result<Self, String> {
        let path = target.join("left-out.txt");
        fs::create_dir_all(target)
            .and_then(|()| fs::write(&path, ""))
            .map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(Self { path })
    }

    /// What was left out, a line each.
    fn lines(&self) -> Vec<String> {
        let text = fs::read_to_string(&self.path);
        let text = text.unwrap_or_else(|error| format!("{}: {error}", self.path.display()));
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
    fn what_tests_leave_out_is_read_and_begins_anew_with_each_run() {
        let target = std::env::temp_dir().join(format!("linli-left-out-{}", std::process::id()));
        let first = LeftOut::begin(&target).unwrap();
        assert!(first.lines().is_empty());
        fs::write(&first.path, "a test: a disk: no\nanother: a server: no\n").unwrap();
        assert_eq!(first.lines(), ["a test: a disk: no", "another: a server: no"]);
        assert!(LeftOut::begin(&target).unwrap().lines().is_empty());
        fs::remove_dir_all(&target).unwrap();
        assert!(first.lines()[0].contains("left-out.txt"), "a lost file is no silence");
    }

    #[test]
    fn fast_skips_what_needs_a_browser_or_postgres() {
        let options = Options { fast: true, filter: Some("queue".into()) };
        assert_eq!(choice(&options), ["queue", "--", "--skip", "browser", "--skip", "postgres"]);
        assert_eq!(choice(&Options::default()), ["--"]);
    }
}
