//! `cargo xtask fuzz`: schemathesis in an environment of its own under `target`, sent against the
//! API of a made-up district by the test `fuzz` of the web crate.

use crate::progress::{execute, output};
use crate::test::Runner;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The program, pinned.
const VERSION: &str = "4.32.5";
/// Tells the test where the program is.
const PROGRAM: &str = "LINLI_SCHEMATHESIS";

/// Installs what is missing and runs the test.
pub(crate) fn run(root: &Path) -> Result<(), String> {
    let program = install(root)?;
    execute(Runner::found().ignored(root, "fuzz::").env(PROGRAM, program))
}

/// Installs the program, unless it is there, and answers where it is.
pub(crate) fn install(root: &Path) -> Result<PathBuf, String> {
    let folder = crate::target(root).join("schemathesis");
    let program = folder.join("bin/schemathesis");
    let says = output(Command::new(&program).arg("--version")).unwrap_or_default();
    if !says.ends_with(VERSION) {
        execute(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
        let package = format!("schemathesis=={VERSION}");
        let pip = folder.join("bin/pip");
        execute(Command::new(pip).args(["install", "--quiet", &package]))?;
    }
    Ok(program)
}
