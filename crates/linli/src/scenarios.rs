//! `linli playbook test`: a playbook's scenario files run, their snapshots compared, and the
//! transitions counted that no story takes.

pub(crate) mod snapshot;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use linli_app::setup;
use linli_domain::rules;
use linli_playbook::{
    Name, Playbook,
    coverage::{Transition, Way, declared},
    language::summary,
    model::Process,
    scenario::{Surroundings, Tested, draft, test},
};
use linli_web::texts::{Lang, texts};

use crate::{
    failure::{Failure, Outcome},
    playbook::{compiled, speech},
    words::{complain, say, sentence, word},
};

/// How a run is asked for.
#[derive(Debug)]
pub(crate) struct Options {
    /// The playbook.
    pub(crate) playbook: PathBuf,
    /// Scenario files, or folders of them.
    pub(crate) scenarios: Vec<PathBuf>,
    /// Writes the snapshots instead of comparing them.
    pub(crate) accept: bool,
    /// Transitions that no story takes are no failure.
    pub(crate) partial: bool,
    /// One line of JSON instead of words.
    pub(crate) json: bool,
    /// Where drafts of stories for the ways not taken are written.
    pub(crate) draft: Option<PathBuf>,
}

/// One file with what came of it.
struct Ran {
    path: PathBuf,
    tested: Tested,
    snapshot: snapshot::Compared,
}

/// Runs every file; the command fails if a story does, if a snapshot is another one, or if a
/// transition was not taken.
pub(crate) fn run(options: &Options, lang: Lang) -> Outcome<ExitCode> {
    let Some(playbook) = compiled(&options.playbook, lang)? else { return Ok(ExitCode::FAILURE) };
    let around = surroundings();
    let mut ran = Vec::new();
    for path in files(&options.scenarios, options.draft.as_deref())? {
        let tested = test(&playbook, &path.display().to_string(), &read(&path)?, &around);
        let snapshot = snapshot::compare(&path, &tested, options.accept)?;
        ran.push(Ran { path, tested, snapshot });
    }
    let all = declared(&playbook);
    let taken: BTreeSet<Transition> =
        ran.iter().flat_map(|ran| ran.tested.taken.iter().cloned()).collect();
    let missing: BTreeMap<&Transition, &Name> =
        all.iter().filter(|(way, _)| !taken.contains(way)).collect();
    let whole = missing.is_empty() || options.partial;
    let held = ran.iter().all(|ran| ran.tested.findings.is_empty() && ran.snapshot.holds());
    if options.json {
        say(&json(&playbook, &ran, (all.len(), &missing)).to_string());
    } else {
        let report = Report { playbook: &playbook, lang };
        ran.iter().for_each(|ran| report.file(ran));
        report.transitions(&ran, all.len(), &missing);
    }
    if let Some(to) = &options.draft {
        write_draft(&playbook, (&around, &taken), to, lang)?;
    }
    Ok(if held && whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What an installation has around its cases: what ships with the program.
pub(crate) fn surroundings() -> Surroundings {
    Surroundings {
        calendar: Arc::new(setup::shipped_calendar()),
        legal_grounds: rules::legal_grounds().clone(),
        progress_grounds: rules::progress_grounds(),
    }
}

pub(crate) fn unreadable(path: &Path) -> impl FnOnce(std::io::Error) -> Failure {
    move |error| Failure::new("cli-failed-folder").with("path", path.display()).with("said", error)
}

fn read(path: &Path) -> Outcome<String> {
    std::fs::read_to_string(path).map_err(unreadable(path))
}

/// The files that are named, and those of the folders that are named, in the order of their names.
fn files(paths: &[PathBuf], draft: Option<&Path>) -> Outcome<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let mut inside = Vec::new();
        for entry in std::fs::read_dir(path).map_err(unreadable(path))? {
            inside.push(entry.map_err(unreadable(path))?.path());
        }
        inside.retain(|path| path.extension().is_some_and(|extension| extension == "kdl"));
        inside.sort();
        files.extend(inside);
    }
    match files.is_empty() && draft.is_none() {
        true => Err(Failure::new("cli-failed-no-scenarios")),
        false => Ok(files),
    }
}

/// Writes stories for the ways that no story takes; never over a file that is there.
fn write_draft(
    playbook: &Playbook,
    (around, taken): (&Surroundings, &BTreeSet<Transition>),
    to: &Path,
    lang: Lang,
) -> Outcome<()> {
    let (text, unreached) = draft(playbook, around, taken, speech(lang));
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(to)
        .map_err(unreadable(to))?;
    std::io::Write::write_all(&mut file, text.as_bytes()).map_err(unreadable(to))?;
    let count = text.matches("\nscenario ").count();
    let path = to.display().to_string();
    complain(&sentence(lang, "cli-scenario-drafted", &[("count", &count), ("path", &path)]));
    if !unreached.is_empty() {
        complain(&sentence(lang, "cli-scenario-unreached", &[("count", &unreached.len())]));
    }
    Ok(())
}

/// What people read.
struct Report<'p> {
    playbook: &'p Playbook,
    lang: Lang,
}

impl Report<'_> {
    fn file(&self, ran: &Ran) {
        let path = ran.path.display().to_string();
        say(&path);
        for story in &ran.tested.stories {
            let key = if story.passed { "cli-scenario-ok" } else { "cli-scenario-failed" };
            say(&sentence(self.lang, key, &[("name", &story.name)]));
        }
        for finding in &ran.tested.findings {
            complain(&finding.report(speech(self.lang)));
        }
        if let Some(summary) = summary(&ran.tested.findings, speech(self.lang)) {
            complain(&summary);
        }
        ran.snapshot.report(self.lang);
    }

    fn transitions(&self, ran: &[Ran], all: usize, missing: &BTreeMap<&Transition, &Name>) {
        let stories = || ran.iter().flat_map(|ran| &ran.tested.stories);
        let (count, failed) = (stories().count(), stories().filter(|story| !story.passed).count());
        let taken = all.saturating_sub(missing.len());
        let percent = taken * 100 / all.max(1);
        let values: [(&str, &dyn linli_web::texts::TextValue); 5] = [
            ("count", &count),
            ("failed", &failed),
            ("taken", &taken),
            ("all", &all),
            ("percent", &percent),
        ];
        say(&sentence(self.lang, "cli-scenario-summary", &values));
        for (way, to) in missing {
            say(&self.not_taken(way, to));
        }
    }

    /// `not taken: step —outcome→ step`, in the playbook's names, which a scenario is written in.
    fn not_taken(&self, way: &Transition, to: &Name) -> String {
        let process = way.process.to_string();
        let from = way.from.as_ref().map_or_else(|| "*".to_owned(), Name::to_string);
        let (how, to) = (way.way.to_string(), to.to_string());
        let label = self.playbook.process(&way.process).map(|process| self.label(process, way));
        let label = label.unwrap_or_default();
        let key = "cli-scenario-not-taken";
        let values: [(&str, &dyn linli_web::texts::TextValue); 5] =
            [("process", &process), ("from", &from), ("way", &how), ("to", &to), ("label", &label)];
        sentence(self.lang, key, &values)
    }

    /// What people call the step and its outcome.
    fn label(&self, process: &Process, way: &Transition) -> String {
        let english = self.lang == Lang::En;
        let from = way.from.as_ref();
        let step = from.and_then(|from| process.steps.get(from));
        let end = from.and_then(|from| process.ends.get(from)).map(|end| &end.label);
        let label = step.map(|step| &step.label).or(end).map(|label| label.text(english));
        let outcome = step.and_then(|step| {
            let named = |name: &Name| step.outcomes.iter().find(|outcome| outcome.key == *name);
            match &way.way {
                Way::Outcome(name) => named(name).map(|o| o.label.text(english).to_owned()),
                _ => None,
            }
        });
        let key = format!("cli-scenario-way-{}", way.way.to_string().trim_matches(['(', ')']));
        let own = texts().has(self.lang, &key).then(|| word(self.lang, &key));
        let parts = label.map(str::to_owned).into_iter().chain(outcome.or(own));
        parts.collect::<Vec<_>>().join(" · ")
    }
}

/// The same for programs.
fn json(
    playbook: &Playbook,
    ran: &[Ran],
    (all, missing): (usize, &BTreeMap<&Transition, &Name>),
) -> serde_json::Value {
    let files = ran.iter().map(|ran| {
        let stories = ran.tested.stories.iter().map(|story| {
            serde_json::json!({
                "name": story.name, "article": story.article, "passed": story.passed,
            })
        });
        let findings = ran.tested.findings.iter().map(|found| {
            serde_json::json!({
                "code": found.code.as_str(), "line": found.line, "column": found.column,
                "sentence": found.sentence(linli_playbook::language::Speech::English),
            })
        });
        serde_json::json!({
            "path": ran.path.display().to_string(),
            "stories": stories.collect::<Vec<_>>(),
            "findings": findings.collect::<Vec<_>>(),
            "snapshot": ran.snapshot.word(),
        })
    });
    let missing = missing.iter().map(|(way, to)| {
        serde_json::json!({
            "process": way.process.as_str(), "from": way.from.as_ref().map(Name::as_str),
            "way": way.way.to_string(), "to": to.as_str(),
        })
    });
    let missing: Vec<_> = missing.collect();
    serde_json::json!({
        "playbook": playbook.key.as_str(), "version": playbook.version,
        "files": files.collect::<Vec<_>>(),
        "transitions": { "all": all, "taken": all - missing.len(), "missing": missing },
    })
}
