//! `linli playbook`: a playbook's text checked and drawn, without an installation.

use std::{path::Path, process::ExitCode};

use clap::ValueEnum;
use linli_playbook::{
    Name, Playbook,
    check::report,
    draw,
    language::{Examined, RuleNames, Severity, Speech, examine, summary},
};
use linli_web::texts::Lang;

use crate::{
    failure::{Failure, Outcome},
    posts,
    words::{complain, say},
};

/// What is drawn with.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Format {
    Svg,
    Mermaid,
}

pub(crate) const fn speech(lang: Lang) -> Speech {
    match lang {
        Lang::ZhCn => Speech::Chinese,
        Lang::En => Speech::English,
    }
}

/// Prints every finding; errors make the command fail. A good playbook's processes are listed
/// with their durations; with an installation's data, the posts that nobody has there.
pub(crate) async fn check(
    file: &Path,
    data: Option<&Path>,
    database: Option<&str>,
    lang: Lang,
) -> Outcome<ExitCode> {
    let speech = speech(lang);
    let examined = read(file)?;
    complain_of(&examined, speech);
    if let Some(playbook) = &examined.playbook {
        for process in playbook.processes.values() {
            say(&report(playbook, process, speech));
        }
        if data.is_some() || database.is_some() {
            posts::report(playbook, data, database, lang).await?;
        }
    }
    let failed = examined.findings.iter().any(|f| f.severity == Severity::Error);
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Every finding, and how many there are.
pub(crate) fn complain_of(examined: &Examined, speech: Speech) {
    for finding in &examined.findings {
        complain(&finding.report(speech));
    }
    if let Some(summary) = summary(&examined.findings, speech) {
        complain(&summary);
    }
}

/// Draws one process of a playbook.
pub(crate) fn draw(file: &Path, format: Format, process: &str, lang: Lang) -> Outcome<ExitCode> {
    let speech = speech(lang);
    let Some(playbook) = compiled(file, lang)? else { return Ok(ExitCode::FAILURE) };
    let named = find(&playbook, process)?;
    say(&match format {
        Format::Svg => draw::svg(&playbook, named, speech, &draw::Marks::new()),
        Format::Mermaid => draw::mermaid(&playbook, named, speech),
    });
    Ok(ExitCode::SUCCESS)
}

/// A playbook without errors; else its findings are printed.
pub(crate) fn compiled(file: &Path, lang: Lang) -> Outcome<Option<Playbook>> {
    let examined = read(file)?;
    if examined.playbook.is_none() {
        complain_of(&examined, speech(lang));
    }
    Ok(examined.playbook)
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
