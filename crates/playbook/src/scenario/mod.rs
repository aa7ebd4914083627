//! Scenario files 情景: stories in a playbook's own words, run in a made-up town.
//!
//! A file says for each story where it comes from, how it begins (`given`), what is done (`when`),
//! how time passes (`clock`) and what must hold (`then`); after every line the state is written
//! down, for a snapshot beside the file. The format is documented in `docs/playbooks.md`. Pure like
//! the engine; must never decide by itself what the engine decides.

mod draft;
mod model;
mod read;
mod run;
mod town;
mod trace;
mod values;
mod world;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use linli_kernel::WorkCalendar;

pub use draft::draft;

use crate::{
    coverage::Transition,
    language::{Finding, Reader, Source},
    model::{Name, Playbook},
};

/// What an installation has around its cases and a playbook's text does not say.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// Working days and hours.
    pub calendar: Arc<WorkCalendar>,
    /// Legal grounds of refusal: name → whether it bars only an administrative order.
    pub legal_grounds: BTreeMap<Name, bool>,
    /// Those of them that are given only with the progress shown.
    pub progress_grounds: BTreeSet<Name>,
}

/// What came of one story.
#[derive(Clone, Debug)]
pub struct Told {
    /// Its name.
    pub name: String,
    /// The sentence or row that it comes from.
    pub article: String,
    /// Whether everything held.
    pub passed: bool,
    /// The state after every line, as far as it came.
    pub trace: String,
}

/// What came of one file.
#[derive(Clone, Debug, Default)]
pub struct Tested {
    /// The stories in the order of the file; none if the file itself is wrong.
    pub stories: Vec<Told>,
    /// What is wrong with the file, or what went otherwise: of each story the first.
    pub findings: Vec<Finding>,
    /// The transitions that the stories took.
    pub taken: BTreeSet<Transition>,
}

impl Tested {
    /// The text of the snapshot: every story's states.
    #[must_use]
    pub fn snapshot(&self) -> String {
        let stories = self.stories.iter().map(|story| {
            let Told { name, article, trace, .. } = story;
            format!("# {name}\n# {article}\n{trace}")
        });
        stories.collect::<Vec<_>>().join("\n")
    }
}

/// Runs every story of a file.
#[must_use]
pub fn test(playbook: &Playbook, file_name: &str, text: &str, around: &Surroundings) -> Tested {
    let source = Source::new(file_name, text);
    let mut reader = Reader::new(&source);
    let mut tested = Tested::default();
    if let Some(file) = read::file(&mut reader, playbook) {
        for scenario in &file.scenarios {
            tested.stories.push(run::story(
                (playbook, around),
                scenario,
                &mut reader,
                &mut tested.taken,
            ));
        }
    }
    let mut problems = std::mem::take(&mut reader.problems);
    problems.sort_by_key(|problem| (problem.at.start, problem.code));
    problems.dedup_by(|a, b| a.code == b.code && a.at == b.at && a.parameters == b.parameters);
    tested.findings = problems.into_iter().map(|problem| problem.show(&source)).collect();
    tested
}
