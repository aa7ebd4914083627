//! Headings with the seconds since the start, and commands that say what failed.
#![expect(
    clippy::disallowed_methods,
    reason = "measures how long the developer waits, nothing that the product stores"
)]

use std::process::{Command, Stdio};
use std::time::Instant;

/// Prints a heading before each stage of a long run.
pub(crate) struct Progress {
    start: Instant,
}

impl Progress {
    pub(crate) fn begin() -> Self {
        Self { start: Instant::now() }
    }

    /// Announces a stage. The number in front is whole seconds since the run began.
    pub(crate) fn stage(&self, title: &str) {
        eprintln!("==> [{:>4} s] {title}", self.start.elapsed().as_secs());
    }
}

/// Runs a command with its output shown; an unsuccessful end is an error that names the command.
pub(crate) fn execute(command: &mut Command) -> Result<(), String> {
    let shown = shown(command);
    let status = command.status().map_err(|error| format!("cannot run `{shown}`: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("`{shown}` failed ({status})")) }
}

/// Runs a command quietly and says whether it succeeded; a program that is absent did not.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Runs a command quietly and gives what it printed; its error output is part of the error.
pub(crate) fn output(command: &mut Command) -> Result<String, String> {
    let shown = shown(command);
    let output = command.output().map_err(|error| format!("cannot run `{shown}`: {error}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    } else {
        Err(format!("`{shown}` failed:\n{}", String::from_utf8_lossy(&output.stderr)))
    }
}

fn shown(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_command_is_named_with_its_arguments() {
        let message = execute(Command::new("false").arg("because")).unwrap_err();
        assert!(message.contains("`false because` failed"), "{message}");
    }

    #[test]
    fn an_absent_program_has_not_succeeded() {
        assert!(!succeeds(&mut Command::new("no-such-program-anywhere")));
        assert!(succeeds(&mut Command::new("true")));
    }

    #[test]
    fn output_is_trimmed_and_errors_carry_what_was_printed() {
        assert_eq!(output(Command::new("echo").arg("linli")), Ok("linli".to_owned()));
        let message = output(Command::new("ls").arg("/no/such/folder")).unwrap_err();
        assert!(message.contains("/no/such/folder"), "{message}");
    }
}
