//! `linli playbook`: a playbook's text checked and drawn, without an installation.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Subcommand, ValueEnum};
use linli_playbook::{
    Name, Playbook,
    check::durations,
    draw,
    language::{Examined, RuleNames, Severity, Speech, examine},
};
use linli_web::texts::Lang;

use crate::{
    failure::{Failure, Outcome},
    words::{complain, say},
};

/// What is drawn with.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Format {
    Svg,
    Mermaid,
}

// No doc comments on these: clap would show them as help, and help comes from the catalogue.
#[derive(Debug, Subcommand)]
pub(crate) enum PlaybookCommand {
    Check {
        file: PathBuf,
    },
    Draw {
        file: PathBuf,
        #[arg(long, value_enum, default_value = "svg")]
        format: Format,
        #[arg(long, default_value = "matter")]
        process: String,
    },
}

/// Runs one of them.
pub(crate) fn run(command: &PlaybookCommand, lang: Lang) -> Outcome<ExitCode> {
    let speech = match lang {
        Lang::ZhCn => Speech::Chinese,
        Lang::En => Speech::English,
    };
    match command {
        PlaybookCommand::Check { file } => check(file, speech),
        PlaybookCommand::Draw { file, format, process } => draw(file, *format, process, speech),
    }
}

/// Prints every finding; errors make the command fail. A good playbook's processes are listed
/// with their durations.
fn check(file: &Path, speech: Speech) -> Outcome<ExitCode> {
    let examined = read(file)?;
    for finding in &examined.findings {
        complain(&finding.report(speech));
    }
    if let Some(playbook) = &examined.playbook {
        for process in playbook.processes.values() {
            say(&durations(playbook, process).report(process, speech));
        }
    }
    let failed = examined.findings.iter().any(|f| f.severity == Severity::Error);
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn draw(file: &Path, format: Format, process: &str, speech: Speech) -> Outcome<ExitCode> {
    let examined = read(file)?;
    let Some(playbook) = examined.playbook else {
        for finding in &examined.findings {
            complain(&finding.report(speech));
        }
        return Ok(ExitCode::FAILURE);
    };
    let named = find(&playbook, process)?;
    say(&match format {
        Format::Svg => draw::svg(&playbook, named, speech, None),
        Format::Mermaid => draw::mermaid(&playbook, named, speech),
    });
    Ok(ExitCode::SUCCESS)
}

fn find<'p>(playbook: &'p Playbook, process: &str) -> Outcome<&'p linli_playbook::model::Process> {
    let found = Name::new(process).ok().and_then(|name| playbook.process(&name));
    found.ok_or_else(|| Failure::new("cli-failed-process").with("process", process))
}

fn read(file: &Path) -> Outcome<Examined> {
    let text = std::fs::read_to_string(file).map_err(|error| {
        Failure::new("cli-failed-folder").with("path", file.display()).with("said", error)
    })?;
    Ok(examine(&file.display().to_string(), &text, &RuleNames::shipped()))
}
