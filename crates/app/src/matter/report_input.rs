//! A report as typed, checked field by field.

use std::collections::BTreeSet;

use linli_domain::{
    matter::{CaseRow, MAX_PHOTOS, MAX_REPORT, PhotoRow},
    person::HouseholdMember,
    policy::{self, Action},
};
use linli_kernel::{Day, Moment, PersonId, PhotoId, PlaceId};
use linli_playbook::{
    Name, Playbook,
    engine::{External, Holder},
    model::{MATTER, Process},
};

use super::{
    context::Surroundings,
    fields::{bounded, parse_post, text_error, typed_deadline},
    report::ReportMatter,
    taken_in::taken_in,
};
use crate::{AppError, AppResult, Caller, FieldError, account::HOUSEHOLD, ports::Snapshot};

/// Longest number of an order of another system.
const MAX_EXTERNAL: usize = 40;

/// So long after its last day an order of another system may still be taken in, a year: orders come
/// late, but one that was due years ago has a mistyped year.
const LATEST_ORDER_MS: i64 = 366 * 86_400_000;

/// Where a report is about.
pub(super) struct Spot {
    pub(super) district: PlaceId,
    pub(super) place: PlaceId,
    pub(super) facility: Option<PlaceId>,
    /// The facility's kind, which is the channel.
    pub(super) channel: Option<Name>,
}

impl Spot {
    /// Finds the place, or the place that the facility serves.
    ///
    /// # Errors
    /// [`AppError::Fields`] on `place` if there is none or it is closed.
    pub(super) async fn find(rows: &mut dyn Snapshot, word: &str) -> AppResult<Self> {
        let unknown = || AppError::field("place", "place-unknown");
        if word.trim().is_empty() {
            return Err(AppError::field("place", "field-required"));
        }
        let id: PlaceId = word.trim().parse().map_err(|_| unknown())?;
        let facility = rows.facility(id).await?;
        let place_id = facility.as_ref().map_or(id, |facility| facility.place);
        let place = rows.place(place_id).await?.filter(|place| place.closed_on.is_none());
        let place = place.ok_or_else(unknown)?;
        let channel = facility.as_ref().map(|facility| facility.kind.clone());
        let facility = facility.map(|facility| facility.id);
        Ok(Self { district: place.district, place: place_id, facility, channel })
    }

    /// The place above where this is the home of one of these people, or a home at all where nobody
    /// knows yet whose matter it is: who keeps the name back does not give it away with the door.
    pub(super) async fn without_door(
        self,
        rows: &mut dyn Snapshot,
        people: Option<&[PersonId]>,
        today: Day,
    ) -> AppResult<Self> {
        let Some(people) = people else {
            let home = rows.place(self.place).await?.filter(|place| place.kind == *HOUSEHOLD);
            return if home.is_some() { self.above(rows, today).await } else { Ok(self) };
        };
        for person in people {
            let homes = rows.households_of(*person).await?;
            let lives =
                |home: &HouseholdMember| home.household == self.place && home.holds_on(today);
            if homes.iter().any(lives) {
                return self.above(rows, today).await;
            }
        }
        Ok(self)
    }

    async fn above(self, rows: &mut dyn Snapshot, today: Day) -> AppResult<Self> {
        let chain = rows.chain(self.place, today).await?;
        let above = chain.0.iter().skip(1).find(|place| place.kind != *"grid");
        Ok(Self { place: above.map_or(self.place, |place| place.id), ..self })
    }
}

/// Everything parsed.
pub(super) struct Parsed {
    pub(super) words: String,
    pub(super) photos: Vec<PhotoRow>,
    pub(super) category: Option<Name>,
    pub(super) process: Name,
    pub(super) opens: Name,
    pub(super) class: Name,
    pub(super) urgency: Name,
    pub(super) channel: Name,
    /// At which hall, point or group it counts as taken in.
    pub(super) facility: Option<PlaceId>,
    pub(super) acting: Option<Holder>,
    pub(super) about: BTreeSet<Holder>,
    pub(super) external: Option<(String, External)>,
}

/// Checks every field and answers all mistakes at once.
///
/// # Errors
/// [`AppError::Fields`]; [`AppError::Internal`] if the playbook has no process for matters.
pub(super) async fn parse(
    rows: &mut dyn Snapshot,
    caller: &Caller,
    input: &ReportMatter,
    around: &Surroundings,
    spot: &Spot,
    now: Moment,
) -> AppResult<Parsed> {
    let playbook = &*around.playbook;
    let matter = playbook.matter();
    let matter = matter
        .ok_or_else(|| AppError::Internal(format!("{}: no process `{MATTER}`", playbook.key)))?;
    let mut errors = Vec::new();
    let (asked, opened) = playbook.opened_as(given(input.opens.as_deref()));
    let is_staff = policy::allows(Action::ReportFound, &caller.standings(), None);
    let posts = || caller.posts.iter().map(|post| &post.holder);
    let open = asked.filter(|process| policy::may_open(playbook, process, &around.chain, posts()));
    let process = open.unwrap_or_else(|| {
        errors.push(FieldError::new("opens", "field-choice"));
        matter
    });
    let words = bounded(&input.text, MAX_REPORT)
        .map_err(|error| errors.push(text_error("text", error)))
        .unwrap_or_default();
    let category = category(input, playbook, &mut errors);
    let defaults = category.as_ref().and_then(|(_, c)| *c);
    let opened = opened.filter(|_| open.is_some());
    let opens = one_of(opened, &process.opens, "opens", &mut errors);
    let (channel, facility) = taken_in(rows, input, (spot, around), process, &mut errors).await?;
    let usual = defaults.and_then(|c| c.urgency.clone());
    let usual = usual.unwrap_or_else(|| process.urgency.clone());
    let urgency = urgency(input, playbook, usual, &mut errors);
    staff_only(is_staff, input, &mut errors);
    let named = category.as_ref().map(|(name, _)| name);
    let class = playbook.class_of(process, named, &opens).clone();
    let acting = acting(caller, input, around, &mut errors);
    let about = about(input, around, &mut errors);
    let external = external(rows, input, spot, (process, now), &mut errors).await?;
    let named: Vec<_> = input.photos.iter().map(|word| (word.parse().ok(), "photos")).collect();
    let photos = photos(rows, caller, &named, &mut errors).await?;
    if !errors.is_empty() {
        return Err(AppError::Fields(errors));
    }
    Ok(Parsed {
        words,
        photos,
        category: category.map(|(name, _)| name),
        process: process.key.clone(),
        opens,
        class,
        urgency,
        channel,
        facility,
        acting,
        about,
        external,
    })
}

pub(super) fn given(word: Option<&str>) -> Option<&str> {
    word.map(str::trim).filter(|word| !word.is_empty())
}

fn category<'p>(
    input: &ReportMatter,
    playbook: &'p Playbook,
    errors: &mut Vec<FieldError>,
) -> Option<(Name, Option<&'p linli_playbook::model::Category>)> {
    let word = given(input.category.as_deref())?;
    let found = playbook.categories.iter().find(|(name, _)| *name == *word);
    match found {
        Some((name, category)) => Some((name.clone(), Some(category))),
        None => {
            errors.push(FieldError::new("category", "field-choice"));
            None
        }
    }
}

/// The declared name that was given, or the first declared one.
pub(super) fn one_of(
    word: Option<&str>,
    declared: &[Name],
    field: &str,
    errors: &mut Vec<FieldError>,
) -> Name {
    let found = match given(word) {
        Some(word) => declared.iter().find(|name| **name == *word),
        None => declared.first(),
    };
    match (found, Name::new(MATTER)) {
        (Some(name), _) => name.clone(),
        (None, fallback) => {
            errors.push(FieldError::new(field, "field-choice"));
            // Never used: the error stops the report.
            fallback.unwrap_or_else(|_| unreachable!("`{MATTER}` is a name"))
        }
    }
}

fn urgency(
    input: &ReportMatter,
    playbook: &Playbook,
    usual: Name,
    errors: &mut Vec<FieldError>,
) -> Name {
    let Some(word) = given(input.urgency.as_deref()) else {
        return usual;
    };
    match playbook.urgencies.keys().find(|name| **name == *word) {
        Some(name) => name.clone(),
        None => {
            errors.push(FieldError::new("urgency", "field-choice"));
            usual
        }
    }
}

/// How urgent it is, through which channel it came and at which hall is for those to say who take it
/// in.
fn staff_only(is_staff: bool, input: &ReportMatter, errors: &mut Vec<FieldError>) {
    if is_staff {
        return;
    }
    let said =
        [("urgency", &input.urgency), ("channel", &input.channel), ("facility", &input.facility)];
    for (field, value) in said {
        if given(value.as_deref()).is_some() {
            errors.push(FieldError::new(field, "staff-only"));
        }
    }
}

/// The caller's post for which they write: theirs, and over the place.
fn acting(
    caller: &Caller,
    input: &ReportMatter,
    around: &Surroundings,
    errors: &mut Vec<FieldError>,
) -> Option<Holder> {
    let Some(word) = given(input.acting.as_deref()) else {
        if input.external.is_some() {
            errors.push(FieldError::new("acting", "field-required"));
        }
        return None;
    };
    let over = |post: &Holder| match post {
        Holder::Post { place, .. } => around.chain.contains(*place),
        Holder::Organisation(_) | Holder::Person(_) => false,
    };
    let own = parse_post(word)
        .filter(|post| over(post) && caller.posts.iter().any(|p| p.holder == *post));
    if own.is_none() {
        errors.push(FieldError::new("acting", "not-your-post"));
    }
    own
}

/// Whom it is about: a post that somebody has over the place, or an organisation that serves it.
/// Anybody else would not handle it, so nothing is gained by going around them.
fn about(
    input: &ReportMatter,
    around: &Surroundings,
    errors: &mut Vec<FieldError>,
) -> BTreeSet<Holder> {
    let Some(word) = given(input.about.as_deref()) else {
        return BTreeSet::new();
    };
    let holder = parse_post(word).or_else(|| word.parse().ok().map(Holder::Organisation));
    let handles = |holder: &Holder| match holder {
        Holder::Post { role, place } => around.is_staffed(role, *place),
        Holder::Organisation(id) => around.serving.iter().any(|(o, _)| o.id == *id),
        Holder::Person(_) => false,
    };
    let holder = holder.filter(handles);
    if holder.is_none() {
        errors.push(FieldError::new("about", "field-choice"));
    }
    holder.into_iter().collect()
}

async fn external(
    rows: &mut dyn Snapshot,
    input: &ReportMatter,
    spot: &Spot,
    (process, now): (&Process, Moment),
    errors: &mut Vec<FieldError>,
) -> AppResult<Option<(String, External)>> {
    let Some(order) = &input.external else {
        return Ok(None);
    };
    let number = match bounded(&order.number, MAX_EXTERNAL) {
        Ok(number) => number,
        Err(error) => {
            errors.push(text_error("external.number", error));
            return Ok(None);
        }
    };
    // A wrong channel is said where it is read.
    let system = one_of(input.channel.as_deref(), &process.through, "channel", &mut Vec::new());
    let known = rows.cases_by_external(spot.district, &number).await?;
    let same = |row: &CaseRow| row.state.external.as_ref().is_some_and(|e| e.system == system);
    if let Some(row) = known.into_iter().find(same) {
        let known = row.number.unwrap_or_default();
        errors.push(FieldError::new("external.number", "order-known").with("number", known));
    }
    let due = typed_deadline("external.due", order.due.as_deref().unwrap_or_default());
    let due = due.and_then(|due| match due {
        Some(due) if now.ms_since(due) > LATEST_ORDER_MS => {
            Err(FieldError::new("external.due", "order-long-past"))
        }
        due => Ok(due),
    });
    let due = due.map_err(|wrong| errors.push(wrong)).ok().flatten();
    Ok(Some((number, External { system, due })))
}

/// The named photos, which must be the caller's own and not in use yet with a case or a notice. One
/// that is named twice is one photo. Each with the field that names it; `None` is no photo's id.
pub(super) async fn photos(
    rows: &mut dyn Snapshot,
    caller: &Caller,
    named: &[(Option<PhotoId>, &str)],
    errors: &mut Vec<FieldError>,
) -> AppResult<Vec<PhotoRow>> {
    let own = |photo: &PhotoRow| photo.owner == caller.person && photo.case.is_none();
    photos_that(rows, &own, named, errors).await
}

/// The named photos that fit and are in no notice; else as [`photos`].
pub(super) async fn photos_that(
    rows: &mut dyn Snapshot,
    fits: &(dyn Fn(&PhotoRow) -> bool + Sync),
    named: &[(Option<PhotoId>, &str)],
    errors: &mut Vec<FieldError>,
) -> AppResult<Vec<PhotoRow>> {
    if let Some((_, field)) = named.get(MAX_PHOTOS) {
        errors.push(FieldError::new(*field, "too-many-photos").with("max", MAX_PHOTOS));
        return Ok(Vec::new());
    }
    let mut found: Vec<PhotoRow> = Vec::new();
    for (id, field) in named {
        let id = *id;
        if found.iter().any(|photo| Some(photo.id) == id) {
            continue;
        }
        let row = match id {
            Some(id) => rows.photo(id).await?,
            None => None,
        };
        match row.filter(fits) {
            Some(row) if rows.notice_with_photo(row.id).await?.is_none() => found.push(row),
            _ => errors.push(FieldError::new(*field, "photo-unknown")),
        }
    }
    Ok(found)
}
