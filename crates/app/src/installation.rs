//! What every use-case is given: the ports, the keys, and playbooks compiled once.

use std::{
    collections::BTreeMap,
    sync::{Arc, RwLock},
};

use linli_kernel::{Moment, PlaceId, WorkCalendar};
use linli_playbook::{Name, Playbook, model::Label};

use crate::{
    AppError, AppResult, Vault,
    audit::ToldRefusals,
    indicator::Counted,
    matter::SetAside,
    ports::{Blobs, Clock, Darkroom, Entropy, Sms, Snapshot, Store},
    turns::Turns,
};

/// The ports and keys of one installation.
pub struct Installation {
    /// Rows.
    pub store: Arc<dyn Store>,
    /// Files.
    pub blobs: Arc<dyn Blobs>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Ids and random bytes.
    pub entropy: Arc<dyn Entropy>,
    /// Telephones.
    pub sms: Arc<dyn Sms>,
    /// Photos.
    pub darkroom: Arc<dyn Darkroom>,
    /// Keys.
    pub vault: Vault,
}

/// The use-cases' context, shared by all requests.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    installation: Installation,
    playbooks: RwLock<BTreeMap<(Name, u32), Arc<Playbook>>>,
    calendar: RwLock<Option<(Moment, Arc<WorkCalendar>)>>,
    set_aside: SetAside,
    counted: Counted,
    told_refusals: ToldRefusals,
    turns: Turns,
}

/// Notices are imported once a year; a second's delay in seeing one changes no deadline that the
/// import does not recompute anyway.
const CALENDAR_FRESH_MS: i64 = 1_000;

impl std::ops::Deref for App {
    type Target = Installation;

    fn deref(&self) -> &Installation {
        &self.0.installation
    }
}

impl App {
    /// A context over these ports.
    #[must_use]
    pub fn new(installation: Installation) -> Self {
        let inner = Inner {
            installation,
            playbooks: RwLock::new(BTreeMap::new()),
            calendar: RwLock::new(None),
            set_aside: SetAside::default(),
            counted: Counted::default(),
            told_refusals: ToldRefusals::default(),
            turns: Turns::default(),
        };
        Self(Arc::new(inner))
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Moment {
        self.clock.now()
    }

    /// A snapshot of all rows.
    ///
    /// # Errors
    /// [`AppError::Internal`] if the store fails.
    pub async fn snapshot(&self) -> AppResult<Box<dyn Snapshot>> {
        Ok(self.store.snapshot().await?)
    }

    /// A playbook, compiled at its first use; a version never changes.
    ///
    /// # Errors
    /// [`AppError::Internal`] if it is not stored or no longer compiles.
    pub async fn playbook(
        &self,
        rows: &mut dyn Snapshot,
        key: &Name,
        version: u32,
    ) -> AppResult<Arc<Playbook>> {
        let wanted = (key.clone(), version);
        let cached = self.0.playbooks.read().ok().and_then(|all| all.get(&wanted).cloned());
        if let Some(playbook) = cached {
            return Ok(playbook);
        }
        let missing = || AppError::Internal(format!("playbook {key} {version} is not stored"));
        let row = rows.playbook(key, version).await?.ok_or_else(missing)?;
        let playbook = Arc::new(crate::playbook::compile(&row)?);
        if let Ok(mut all) = self.0.playbooks.write() {
            all.insert(wanted, Arc::clone(&playbook));
        }
        Ok(playbook)
    }

    /// The playbook that new cases of a district begin with; `None` until one is bound to it.
    ///
    /// # Errors
    /// As for [`Self::playbook`].
    pub(crate) async fn playbook_of(
        &self,
        rows: &mut dyn Snapshot,
        district: PlaceId,
    ) -> AppResult<Option<Arc<Playbook>>> {
        match rows.binding(district).await? {
            Some((key, version, _)) => self.playbook(rows, &key, version).await.map(Some),
            None => Ok(None),
        }
    }

    /// What a role is called in a district.
    ///
    /// # Errors
    /// As for [`Self::playbook`].
    pub(crate) async fn role_label(
        &self,
        rows: &mut dyn Snapshot,
        district: PlaceId,
        role: &Name,
    ) -> AppResult<Option<Label>> {
        let playbook = self.playbook_of(rows, district).await?;
        Ok(playbook.and_then(|playbook| playbook.role_label(role).cloned()))
    }

    /// The working calendar.
    ///
    /// # Errors
    /// [`AppError::Internal`] if the store fails.
    pub async fn calendar(&self, rows: &mut dyn Snapshot) -> AppResult<Arc<WorkCalendar>> {
        let now = self.now();
        if let Ok(cached) = self.0.calendar.read()
            && let Some((at, calendar)) = &*cached
            && (0..CALENDAR_FRESH_MS).contains(&now.ms_since(*at))
        {
            return Ok(Arc::clone(calendar));
        }
        let years = rows.calendar_years().await?.into_iter().collect();
        let calendar = Arc::new(WorkCalendar { years, ..WorkCalendar::default() });
        if let Ok(mut cached) = self.0.calendar.write() {
            *cached = Some((now, Arc::clone(&calendar)));
        }
        Ok(calendar)
    }

    /// The cases that the clock leaves alone for a while.
    pub(crate) fn set_aside(&self) -> &SetAside {
        &self.0.set_aside
    }

    /// The figures counted lately.
    pub(crate) fn counted(&self) -> &Counted {
        &self.0.counted
    }

    /// The refusals written down lately.
    pub(crate) fn told_refusals(&self) -> &ToldRefusals {
        &self.0.told_refusals
    }

    /// Who waits for whom before a limit.
    pub(crate) fn turns(&self) -> &Turns {
        &self.0.turns
    }

    /// Forgets the cached calendar, after a notice was imported here.
    pub fn forget_calendar(&self) {
        if let Ok(mut cached) = self.0.calendar.write() {
            *cached = None;
        }
    }
}
