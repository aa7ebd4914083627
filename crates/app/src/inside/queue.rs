//! What a queue tells of the inside: to whom each task was given, and which of them are whose.

use std::collections::BTreeMap;

use linli_domain::inside::{Assignee, InsideWork};
use linli_kernel::{CaseId, OrganisationId, PersonId};
use linli_playbook::engine::{Holder, TaskNumber};

use super::office::Office;
use crate::{
    App, AppResult, Caller,
    ports::{InsideFilter, Snapshot},
};

/// Which tasks of one's organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InsideShow {
    /// Given to the caller.
    Mine,
    /// Given to the caller's section.
    Section,
    /// Given to nobody yet.
    Nobody,
    /// Whose answer waits for review.
    Waiting,
}

impl InsideShow {
    /// All, in the order of their tabs.
    pub const ALL: [Self; 4] = [Self::Mine, Self::Section, Self::Nobody, Self::Waiting];

    /// The word in addresses.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::Section => "section",
            Self::Nobody => "nobody",
            Self::Waiting => "waiting",
        }
    }

    /// From the word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|show| show.word() == word)
    }
}

/// What a line of a queue says of the inside.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct QueueInside {
    /// To whom the task was given: a section or a person.
    pub given: Option<String>,
    /// Whether a draft waits for review.
    pub waits: bool,
    /// Whether the draft was given back.
    pub returned: bool,
}

/// What a queue says of the inside as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct InsideQueue {
    /// Whether one of the caller's organisations divides its work.
    pub divided: bool,
    /// The caller's section there.
    pub section: Option<String>,
}

/// The organisations of a caller, with their inside.
#[derive(Debug, Default)]
pub(crate) struct Divisions {
    person: Option<PersonId>,
    offices: BTreeMap<OrganisationId, Office>,
    works: BTreeMap<(CaseId, TaskNumber), InsideWork>,
    names: BTreeMap<PersonId, String>,
}

impl Divisions {
    /// Loads those that divide their work.
    ///
    /// # Errors
    /// [`crate::AppError::Internal`] if the store fails.
    pub(crate) async fn load(
        app: &App,
        rows: &mut dyn Snapshot,
        caller: &Caller,
    ) -> AppResult<Self> {
        let mut divisions = Self { person: Some(caller.person), ..Self::default() };
        for id in caller.organisations() {
            if rows.inside_setting(id).await?.is_some() {
                divisions.offices.insert(id, Office::load(app, rows, id).await?);
            }
        }
        Ok(divisions)
    }

    /// Loads what was done with the tasks of these cases.
    ///
    /// # Errors
    /// [`crate::AppError::Internal`] if the store fails.
    pub(crate) async fn with_work(
        &mut self,
        app: &App,
        rows: &mut dyn Snapshot,
        cases: &[CaseId],
    ) -> AppResult<()> {
        if self.offices.is_empty() {
            return Ok(());
        }
        let works = rows.inside_work(cases).await?;
        let own = works.into_iter().filter(|work| self.offices.contains_key(&work.organisation));
        self.works = own.map(|work| ((work.case, work.task), work)).collect();
        let people = self.works.values().filter_map(|work| match &work.given {
            Some((Assignee::Person(person), _)) => Some(*person),
            _ => None,
        });
        let people: Vec<PersonId> = people.collect();
        self.names = Office::names(app, rows, people).await?;
        Ok(())
    }

    /// The filter of a part of the queue, and the queues that it is about.
    pub(crate) fn filter(
        &self,
        show: InsideShow,
        holders: &[Holder],
    ) -> (InsideFilter, Vec<Holder>) {
        let none = || InsideFilter::Section(String::new());
        let (filter, within): (_, Vec<OrganisationId>) = match (show, self.person) {
            (InsideShow::Mine, Some(person)) => {
                (InsideFilter::Person(person), self.offices.keys().copied().collect())
            }
            (InsideShow::Section, _) => match self.section() {
                Some((id, section)) => (InsideFilter::Section(section.to_owned()), vec![id]),
                None => (none(), Vec::new()),
            },
            (InsideShow::Nobody, _) => {
                (InsideFilter::Nobody, self.offices.keys().copied().collect())
            }
            (InsideShow::Waiting, _) => {
                (InsideFilter::Waiting, self.offices.keys().copied().collect())
            }
            (InsideShow::Mine, None) => (none(), Vec::new()),
        };
        let own = |holder: &&Holder| match holder {
            Holder::Organisation(id) => within.contains(id),
            Holder::Post { .. } | Holder::Person(_) => false,
        };
        (filter, holders.iter().filter(own).cloned().collect())
    }

    /// The caller's section, in the first organisation where they have one.
    fn section(&self) -> Option<(OrganisationId, &str)> {
        let person = self.person?;
        self.offices.iter().find_map(|(id, office)| Some((*id, office.inside.section_of(person)?)))
    }

    /// What the queue says as a whole.
    pub(crate) fn told(&self) -> InsideQueue {
        InsideQueue {
            divided: self.offices.values().any(|office| office.inside.is_divided()),
            section: self.section().map(|(_, section)| section.to_owned()),
        }
    }

    /// What a line says.
    pub(crate) fn line(&self, case: CaseId, task: TaskNumber) -> Option<QueueInside> {
        let work = self.works.get(&(case, task))?;
        let given = work.given.as_ref().and_then(|(to, _)| match to {
            Assignee::Person(person) => self.names.get(person).cloned(),
            Assignee::Section(section) => Some(section.clone()),
        });
        let waits = work.waiting().is_some();
        let returned = work.draft.as_ref().is_some_and(|draft| {
            matches!(draft.state, linli_domain::inside::DraftState::Returned { .. })
        });
        Some(QueueInside { given, waits, returned })
    }

    /// Whether an action can be taken from the list: it is the caller's to take, and leaves at once.
    pub(crate) fn goes(&self, holder: &Holder, key: (CaseId, TaskNumber), action: &str) -> bool {
        let (Holder::Organisation(id), Some(person)) = (holder, self.person) else { return true };
        let Some(office) = self.offices.get(id) else { return true };
        let way = office.inside.way(self.works.get(&key), person, action);
        way == Ok(linli_domain::inside::Way::Straight)
    }
}
