//! Places as tables of people name them: `#id`, an official code, or names from the district down
//! to where they are unmistakable.

use std::{collections::BTreeMap, sync::Arc};

use linli_domain::place::Place;
use linli_kernel::{Day, PlaceId};
use linli_playbook::Playbook;

use super::place_sheet::DIVISION;
use crate::{App, AppError, AppResult, ports::Snapshot};

/// Why a reference leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lost {
    /// There is no such place.
    Unknown,
    /// Several places have this name.
    Ambiguous,
}

impl Lost {
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Unknown => "place-unknown",
            Self::Ambiguous => "place-ambiguous",
        }
    }
}

/// The place that somebody typed, as a form's field `place`.
///
/// # Errors
/// [`AppError::Fields`] on `place` if there is none, or several.
pub(crate) async fn place_named(
    app: &App,
    rows: &mut dyn Snapshot,
    word: &str,
) -> AppResult<PlaceId> {
    match References::new(app, rows).find(word.trim()).await? {
        Ok(place) => Ok(place.id),
        Err(lost) => Err(AppError::field("place", lost.code())),
    }
}

/// Finds places, each reference once.
pub(super) struct References<'r> {
    pub(super) app: &'r App,
    pub(super) rows: &'r mut dyn Snapshot,
    today: Day,
    found: BTreeMap<String, Result<Place, Lost>>,
    /// Every place by its own name; loaded at the first reference by name.
    named: Option<BTreeMap<String, Vec<PlaceId>>>,
    places: BTreeMap<PlaceId, Place>,
    playbooks: BTreeMap<PlaceId, Option<Arc<Playbook>>>,
}

impl<'r> References<'r> {
    pub(super) fn new(app: &'r App, rows: &'r mut dyn Snapshot) -> Self {
        Self {
            app,
            rows,
            today: app.now().day(),
            found: BTreeMap::new(),
            named: None,
            places: BTreeMap::new(),
            playbooks: BTreeMap::new(),
        }
    }

    /// The place that a reference means.
    pub(super) async fn find(&mut self, word: &str) -> AppResult<Result<Place, Lost>> {
        if let Some(found) = self.found.get(word) {
            return Ok(found.clone());
        }
        let found = self.look_up(word).await?;
        self.found.insert(word.to_owned(), found.clone());
        Ok(found)
    }

    async fn look_up(&mut self, word: &str) -> AppResult<Result<Place, Lost>> {
        if let Some(id) = word.strip_prefix('#') {
            let place = match id.parse() {
                Ok(id) => self.rows.place(id).await?,
                Err(_) => None,
            };
            return Ok(place.ok_or(Lost::Unknown));
        }
        let (scheme, code) = word.split_once(':').unwrap_or((DIVISION, word));
        if code.bytes().all(|b| b.is_ascii_digit()) {
            let place = self.rows.place_by_code(scheme, code, self.today).await?;
            return Ok(place.ok_or(Lost::Unknown));
        }
        self.by_name(word).await
    }

    /// `胜兴社区`, or `垦利街道/胜兴社区` where there are several of that name.
    async fn by_name(&mut self, word: &str) -> AppResult<Result<Place, Lost>> {
        if self.named.is_none() {
            self.load_names().await?;
        }
        let path: Vec<&str> = word.split('/').map(str::trim).collect();
        let last = path.last().copied().unwrap_or_default();
        let named = self.named.as_ref().and_then(|named| named.get(last));
        let candidates = named.into_iter().flatten().filter_map(|id| self.places.get(id));
        let above = path.split_last().map(|(_, above)| above).unwrap_or_default();
        let mut fits = candidates.filter(|place| self.lies_under(place, above));
        match (fits.next(), fits.next()) {
            (Some(place), None) => Ok(Ok(place.clone())),
            (Some(_), Some(_)) => Ok(Err(Lost::Ambiguous)),
            (None, _) => Ok(Err(Lost::Unknown)),
        }
    }

    /// Whether the names stand over the place in this order; others may stand between them.
    fn lies_under(&self, place: &Place, above: &[&str]) -> bool {
        let mut wanted = above.iter().rev().peekable();
        let mut next = place.parent;
        while let Some(parent) = next.and_then(|id| self.places.get(&id)) {
            if wanted.peek().is_some_and(|name| **name == parent.name) {
                wanted.next();
            }
            next = parent.parent;
        }
        wanted.peek().is_none()
    }

    async fn load_names(&mut self) -> AppResult<()> {
        let mut named: BTreeMap<String, Vec<PlaceId>> = BTreeMap::new();
        for district in self.rows.districts().await? {
            for place in self.rows.gazetteer(district.id).await?.places {
                if place.closed_on.is_none() {
                    named.entry(place.name.clone()).or_default().push(place.id);
                }
                self.places.insert(place.id, place);
            }
        }
        self.named = Some(named);
        Ok(())
    }

    /// The playbook that a district is bound to.
    pub(super) async fn playbook(&mut self, district: PlaceId) -> AppResult<Option<Arc<Playbook>>> {
        if let Some(known) = self.playbooks.get(&district) {
            return Ok(known.clone());
        }
        let playbook = self.app.playbook_of(self.rows, district).await?;
        self.playbooks.insert(district, playbook.clone());
        Ok(playbook)
    }
}
