//! What tests need of the machine beside Rust, and what is said where it is absent: nothing passes
//! without having run and without a word.

use std::{env, fs::OpenOptions, io::Write as _, thread};

/// Where the test runner says that a PostgreSQL is.
const POSTGRES: &str = "LINLI_TEST_POSTGRES";
/// The file in which the test runner collects what was left out.
const LEFT_OUT: &str = "LINLI_TEST_LEFT_OUT";

/// The address of a PostgreSQL: for tests with `postgres` in their path, which a run without one
/// leaves out by their names.
///
/// # Panics
/// Where there is none.
#[must_use]
pub fn postgres() -> String {
    let address = env::var(POSTGRES).unwrap_or_default();
    assert!(
        !address.is_empty(),
        "{POSTGRES} is not set: `cargo xtask test` starts a server, `--skip postgres` leaves this out"
    );
    address
}

/// Whether there is a PostgreSQL, for the part of a test that needs one. Where there is none, what is
/// left out is said.
#[must_use]
pub fn has_postgres(what: &str) -> bool {
    let has = env::var(POSTGRES).is_ok_and(|address| !address.is_empty());
    if !has {
        left_out(what, "there is no PostgreSQL");
    }
    has
}

/// Says that the running test could not do something: on standard error, and to `cargo xtask test`,
/// which shows it at its end.
///
/// # Panics
/// If it cannot be said.
pub fn left_out(what: &str, why: &str) {
    let current = thread::current();
    let line = format!("{}: {what}: {why}\n", current.name().unwrap_or("a test"));
    eprint!("left out: {line}");
    if let Some(path) = env::var_os(LEFT_OUT) {
        let file = OpenOptions::new().create(true).append(true).open(path);
        // In one piece: others write to it too.
        let written = file.and_then(|mut file| file.write_all(line.as_bytes()));
        assert!(written.is_ok(), "{LEFT_OUT}: {written:?}");
    }
}
