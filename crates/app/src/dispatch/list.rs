//! The lists as they are read: by whoever dispatches and whoever is dispatched.

use std::collections::{BTreeMap, BTreeSet};

use linli_domain::{
    dispatch::DispatchEntry,
    organisation::Organisation,
    place::Place,
    policy::{self, Action},
};
use linli_kernel::{Day, DispatchEntryId, OrganisationId, PlaceId};
use linli_playbook::{Name, Playbook, engine::Holder, model::Label};

use super::keeper::{Keeper, KeptPlaces};
use crate::{App, AppError, AppResult, Caller, audit, ports::Snapshot};

/// `lead` or `assist`.
pub type PartWord = &'static str;

/// A place by name.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct NamedPlace {
    /// Its id.
    pub id: PlaceId,
    /// Its name.
    pub name: String,
}

/// One entry as it is read.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct EntryView {
    /// Its id.
    pub id: DispatchEntryId,
    /// Whose list it is in.
    pub place: NamedPlace,
    /// The kind of matter.
    pub category: Name,
    /// The kind of matter in words.
    pub category_label: Label,
    /// What the organisation does.
    pub part: PartWord,
    /// Who is responsible.
    pub organisation: OrganisationId,
    /// Its name.
    pub organisation_name: String,
    /// On what basis.
    pub basis: String,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Option<Day>,
    /// Whether it holds today.
    pub holds: bool,
    /// Whether the caller may change it.
    pub may_keep: bool,
    /// Row version.
    pub version: i64,
}

/// What is shown of the lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListFilter {
    /// Only this kind of matter.
    pub category: Option<Name>,
    /// Only of this place's own list.
    pub place: Option<PlaceId>,
    /// Also what does not hold today.
    pub all: bool,
}

/// The lists of the caller's districts.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct DispatchList {
    /// By kind of matter in the playbook's order, then by place, the lead first.
    pub entries: Vec<EntryView>,
    /// The kinds of matters that there are.
    pub categories: Vec<(Name, Label)>,
    /// The places that have entries.
    pub places: Vec<NamedPlace>,
    /// Whether the caller keeps a list.
    pub may_keep: bool,
}

/// Reads the lists of the districts in which the caller has a post or answers for an organisation.
///
/// # Errors
/// [`AppError::Forbidden`] for whoever has neither.
pub async fn dispatch_list(
    app: &App,
    caller: &Caller,
    filter: &ListFilter,
) -> AppResult<DispatchList> {
    policy::decide(&caller.actor(None), Action::SeeDispatchList, &caller.standings(), None)?;
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let kept = KeptPlaces::load(app, rows, caller).await?;
    let today = app.now().day();
    let mut list = DispatchList { may_keep: !kept.places.is_empty(), ..DispatchList::default() };
    for district in districts(rows, caller).await? {
        let Some(playbook) = app.playbook_of(rows, district).await? else { continue };
        let entries = rows.dispatch_entries(district).await?;
        let names = Names::load(rows, district, &entries).await?;
        for (key, category) in &playbook.categories {
            if list.categories.iter().all(|(known, _)| known != key) {
                list.categories.push((key.clone(), category.label.clone()));
            }
        }
        list.places.extend(names.places());
        let wanted = |entry: &&DispatchEntry| {
            filter.category.as_ref().is_none_or(|category| entry.category == *category)
                && filter.place.is_none_or(|place| entry.place == place)
                && (filter.all || entry.holds_on(today))
        };
        let mut shown: Vec<&DispatchEntry> = entries.iter().filter(wanted).collect();
        shown.sort_by_key(|entry| (place_in(&playbook, entry), entry.place, entry.part, entry.id));
        list.entries.extend(shown.into_iter().map(|entry| {
            let may_keep = kept.place(entry.place).is_some();
            names.view(&playbook, entry, (today, may_keep))
        }));
    }
    Ok(list)
}

/// One entry, for whoever may change it or take it off: what a form is filled with.
///
/// # Errors
/// [`AppError::Forbidden`] unless a post of the caller keeps that list; [`AppError::NotFound`].
pub async fn entry_to_keep(
    app: &App,
    caller: &Caller,
    id: DispatchEntryId,
) -> AppResult<EntryView> {
    let answer = read_one(app, caller, id).await;
    audit::told(app, &caller.actor(None), "dispatch.keep", format!("dispatch:{id}"), answer).await
}

async fn read_one(app: &App, caller: &Caller, id: DispatchEntryId) -> AppResult<EntryView> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let entry = rows.dispatch_entry(id).await?.ok_or(AppError::NotFound)?;
    let place = rows.place(entry.place).await?.ok_or(AppError::NotFound)?;
    Keeper::load(app, rows, caller, &place).await?.permit(caller)?;
    let playbook = app.playbook_of(rows, entry.district).await?.ok_or(AppError::NotFound)?;
    let organisation = rows.organisation(entry.organisation).await?;
    let names = Names {
        places: BTreeMap::from([(place.id, place)]),
        organisations: organisation.into_iter().map(|body| (body.id, body)).collect(),
    };
    Ok(names.view(&playbook, &entry, (app.now().day(), true)))
}

/// Where the kind of matter stands in the playbook's order.
fn place_in(playbook: &Playbook, entry: &DispatchEntry) -> usize {
    let found = playbook.categories.iter().position(|(key, _)| *key == entry.category);
    found.unwrap_or(usize::MAX)
}

/// The districts of the caller's posts and organisations.
async fn districts(rows: &mut dyn Snapshot, caller: &Caller) -> AppResult<Vec<PlaceId>> {
    let mut found = BTreeSet::new();
    for holder in caller.working_holders() {
        match holder {
            Holder::Post { place, .. } => {
                found.extend(rows.place(place).await?.map(|place| place.district));
            }
            Holder::Organisation(id) => {
                found.extend(rows.organisation(id).await?.map(|body| body.district));
            }
            Holder::Person(_) => {}
        }
    }
    Ok(found.into_iter().collect())
}

/// The names that entries refer to.
pub(super) struct Names {
    places: BTreeMap<PlaceId, Place>,
    pub(super) organisations: BTreeMap<OrganisationId, Organisation>,
}

impl Names {
    /// Those of a district's entries.
    ///
    /// # Errors
    /// [`AppError::Internal`] if the store fails.
    pub(super) async fn load(
        rows: &mut dyn Snapshot,
        district: PlaceId,
        entries: &[DispatchEntry],
    ) -> AppResult<Self> {
        let mut places = BTreeMap::new();
        for id in entries.iter().map(|entry| entry.place).collect::<BTreeSet<_>>() {
            places.extend(rows.place(id).await?.map(|place| (id, place)));
        }
        let organisations = rows.organisations(district).await?;
        let organisations = organisations.into_iter().map(|body| (body.id, body)).collect();
        Ok(Self { places, organisations })
    }

    fn places(&self) -> impl Iterator<Item = NamedPlace> {
        self.places.values().map(|place| NamedPlace { id: place.id, name: place.name.clone() })
    }

    /// The name of a place that has entries.
    pub(super) fn place(&self, id: PlaceId) -> String {
        self.places.get(&id).map(|place| place.name.clone()).unwrap_or_default()
    }

    /// An organisation's name.
    pub(super) fn organisation(&self, id: OrganisationId) -> String {
        self.organisations.get(&id).map(|body| body.name.clone()).unwrap_or_default()
    }

    fn view(
        &self,
        playbook: &Playbook,
        entry: &DispatchEntry,
        (today, may_keep): (Day, bool),
    ) -> EntryView {
        EntryView {
            id: entry.id,
            place: NamedPlace { id: entry.place, name: self.place(entry.place) },
            category: entry.category.clone(),
            category_label: category_label(playbook, &entry.category),
            part: entry.part.word(),
            organisation: entry.organisation,
            organisation_name: self.organisation(entry.organisation),
            basis: entry.basis.clone(),
            from: entry.valid_from,
            to: entry.valid_to,
            holds: entry.holds_on(today),
            may_keep,
            version: entry.version,
        }
    }
}

/// What a kind of matter is called; its key where the playbook knows it no more.
pub(super) fn category_label(playbook: &Playbook, category: &Name) -> Label {
    let known = playbook.category(category).cloned();
    known.unwrap_or_else(|| Label { zh: category.to_string(), en: None })
}

/// What a new entry can be made of: the places whose lists the caller keeps, and the kinds of
/// matters and organisations of their districts.
///
/// # Errors
/// [`AppError::Forbidden`] for whoever keeps no list.
pub async fn dispatch_choices(
    app: &App,
    caller: &Caller,
) -> AppResult<(Vec<NamedPlace>, Vec<(Name, Label)>, Vec<(OrganisationId, String)>)> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let kept = KeptPlaces::load(app, rows, caller).await?;
    kept.permit(caller)?;
    let places = kept.places.iter().map(|p| NamedPlace { id: p.id, name: p.name.clone() });
    let (mut categories, mut organisations) = (Vec::new(), Vec::new());
    for district in kept.places.iter().map(|place| place.district).collect::<BTreeSet<_>>() {
        if let Some(playbook) = app.playbook_of(rows, district).await? {
            let all = playbook.categories.iter();
            categories.extend(all.map(|(key, category)| (key.clone(), category.label.clone())));
        }
        let all = rows.organisations(district).await?;
        organisations.extend(all.into_iter().map(|body| (body.id, body.name)));
    }
    organisations.sort_by(|one, other| one.1.cmp(&other.1));
    Ok((places.collect(), categories, organisations))
}
