//! What is known of an organisation's inside, loaded from one snapshot.

use std::collections::{BTreeMap, BTreeSet};

use linli_domain::{
    inside::{Inside, InsideSetting, InsideWork, Way},
    organisation::Organisation,
    policy::{self, Action, Permit},
};
use linli_kernel::{OrganisationId, PersonId, PhotoId};
use linli_playbook::engine::{Holder, Offer, TaskNumber};

use crate::{
    App, AppError, AppResult, Caller, Expect, InsidePut, account::people::name_of,
    matter::Situation, ports::Snapshot,
};

/// An organisation with how it works inside today.
#[derive(Clone, Debug)]
pub(crate) struct Office {
    pub(super) organisation: Organisation,
    pub(super) setting: Option<InsideSetting>,
    pub(super) inside: Inside,
}

impl Office {
    /// Loads it.
    ///
    /// # Errors
    /// [`AppError::NotFound`] if there is no such organisation.
    pub(super) async fn load(
        app: &App,
        rows: &mut dyn Snapshot,
        id: OrganisationId,
    ) -> AppResult<Self> {
        let organisation = rows.organisation(id).await?.ok_or(AppError::NotFound)?;
        let setting = rows.inside_setting(id).await?;
        let posts = rows.posts_answering(&Holder::Organisation(id), app.now().day()).await?;
        let staff: BTreeSet<PersonId> = posts.into_iter().map(|post| post.person).collect();
        let inside = Inside::of(setting.as_ref(), staff);
        Ok(Self { organisation, setting, inside })
    }

    /// What a decision made inside relies on: the organisation's version rises when its people or
    /// their parts change.
    pub(super) const fn relied_on(&self) -> Expect {
        Expect::Organisation(self.organisation.id, self.organisation.version)
    }

    /// Names of these people, as their colleagues know them.
    ///
    /// # Errors
    /// [`AppError::Internal`] if the store fails.
    pub(super) async fn names(
        app: &App,
        rows: &mut dyn Snapshot,
        people: impl IntoIterator<Item = PersonId>,
    ) -> AppResult<BTreeMap<PersonId, String>> {
        let mut names = BTreeMap::new();
        for id in people.into_iter().collect::<BTreeSet<_>>() {
            let person = rows.person(id).await?;
            names.extend(person.and_then(|person| name_of(app, &person)).map(|name| (id, name)));
        }
        Ok(names)
    }
}

/// An organisation's task with what was done with it inside.
#[derive(Clone, Debug)]
pub(crate) struct TaskInside {
    pub(super) office: Office,
    pub(super) task: TaskNumber,
    pub(super) work: InsideWork,
}

impl TaskInside {
    /// Loads it; nothing for a task of no organisation of the caller, or one that is closed.
    ///
    /// # Errors
    /// [`AppError::Internal`] if the store fails.
    pub(crate) async fn load(
        app: &App,
        rows: &mut dyn Snapshot,
        at: &Situation,
        task: Option<u32>,
    ) -> AppResult<Option<Self>> {
        let task = task.and_then(|number| at.row.state.tasks.get(&TaskNumber(number)));
        let Some(task) = task else { return Ok(None) };
        let Holder::Organisation(organisation) = task.holder else { return Ok(None) };
        if !at.organisations.contains(&organisation) {
            return Ok(None);
        }
        let known = rows.inside_work(&[at.row.id]).await?;
        let known = known.into_iter().find(|work| work.task == task.number);
        Ok(Some(Self {
            office: Office::load(app, rows, organisation).await?,
            task: task.number,
            work: known.unwrap_or(InsideWork::new(at.row.id, task.number, organisation)),
        }))
    }

    /// What was done with it, if anything was.
    pub(super) fn known(&self) -> Option<&InsideWork> {
        (self.work.version > 0).then_some(&self.work)
    }

    /// What a write relies on.
    pub(crate) const fn relied_on(&self) -> Expect {
        self.office.relied_on()
    }

    /// Whether a draft names this photo.
    pub(crate) fn drafts(&self, photo: PhotoId) -> bool {
        self.work.drafts(photo)
    }

    /// How an action of somebody leaves the organisation.
    ///
    /// # Errors
    /// [`AppError::Refused`] where it is not theirs to do now.
    pub(super) fn way(&self, person: PersonId, action: &str) -> AppResult<Way> {
        let way = self.office.inside.way(self.known(), person, action);
        way.map_err(|code| AppError::Refused(code, Vec::new()))
    }

    /// The work's next version, to be put.
    pub(super) fn put(work: InsideWork) -> InsidePut {
        InsidePut::Work(InsideWork { version: work.version + 1, ..work })
    }

    /// The one decision of a change inside.
    ///
    /// # Errors
    /// [`AppError::NotFound`] or [`AppError::Forbidden`].
    pub(super) fn permit(&self, caller: &Caller, at: &Situation) -> AppResult<Permit> {
        let id = self.office.organisation.id;
        let actor = caller.actor(Some(Holder::Organisation(id)));
        Ok(policy::decide(&actor, Action::WorkInside, &at.standings, Some(at.row.class))?)
    }
}

/// The inside of all tasks of a case that the reader's organisations have or had.
#[derive(Debug, Default)]
pub(crate) struct Insides {
    pub(super) tasks: BTreeMap<TaskNumber, TaskInside>,
}

impl Insides {
    /// Loads it.
    ///
    /// # Errors
    /// [`AppError::Internal`] if the store fails.
    pub(crate) async fn load(
        app: &App,
        rows: &mut dyn Snapshot,
        at: &Situation,
    ) -> AppResult<Self> {
        let mut insides = Self::default();
        if at.organisations.is_empty() {
            return Ok(insides);
        }
        let known = rows.inside_work(&[at.row.id]).await?;
        for id in &at.organisations {
            let own = |work: &&InsideWork| work.organisation == *id;
            let holder = Holder::Organisation(*id);
            let open = at.row.state.tasks.values().filter(|task| task.holder == holder);
            let mut works: BTreeMap<TaskNumber, InsideWork> = open
                .map(|task| (task.number, InsideWork::new(at.row.id, task.number, *id)))
                .collect();
            works.extend(known.iter().filter(own).map(|work| (work.task, work.clone())));
            if works.is_empty() {
                continue;
            }
            let office = Office::load(app, rows, *id).await?;
            let with_office =
                |(task, work)| (task, TaskInside { office: office.clone(), task, work });
            insides.tasks.extend(works.into_iter().map(with_office));
        }
        Ok(insides)
    }

    /// Whether an offer is the reader's to take, as their organisation divided its work.
    pub(crate) fn offers(&self, reader: Option<PersonId>, offer: &Offer) -> bool {
        let inside = offer.task.and_then(|task| self.tasks.get(&task));
        match (inside, reader) {
            (Some(inside), Some(reader)) => inside.way(reader, offer.action.as_str()).is_ok(),
            _ => true,
        }
    }
}
