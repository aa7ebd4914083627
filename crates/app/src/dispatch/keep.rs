//! An entry is added or changed by hand; or only tried over past cases.

use linli_domain::{
    dispatch::{DispatchEntry, MAX_BASIS, MAX_ENTRIES, Part, merged},
    place::Place,
};
use linli_kernel::{Day, DispatchEntryId, OrganisationId};
use linli_playbook::{Name, Playbook};

use super::{
    keeper::{Keeper, listed_place},
    trial::{self, Trial},
};
use crate::{
    App, AppError, AppResult, Caller, Changes, DispatchPut, FieldError, PlacePut, audit,
    matter::{bounded, needed_day, one_line, text_error, typed_day},
    ports::Snapshot,
    retried,
};

/// What was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewEntry {
    /// The entry that is changed, with the version that was seen, which must be said; nothing for
    /// a new one.
    pub id: Option<(DispatchEntryId, Option<i64>)>,
    /// Whose list: a place's id.
    pub place: String,
    /// A category of the playbook.
    pub category: String,
    /// `lead` or `assist`.
    pub part: String,
    /// An organisation's id.
    pub organisation: String,
    /// The legal basis, at most 200 characters.
    pub basis: String,
    /// First day, as `2026-07-01`.
    pub from: String,
    /// Last day, or nothing.
    pub to: String,
    /// Only tries it over past cases.
    pub dry_run: bool,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The entry; the number of a new one that was only tried is nobody's.
    pub id: DispatchEntryId,
    /// What the list with it suggests for past cases.
    pub trial: Trial,
}

/// As what it is audited, done or refused.
const ACTION: &str = "dispatch.keep";

/// Adds or changes an entry, or only tries it.
///
/// # Errors
/// [`AppError::Fields`] names every wrong field; [`AppError::Forbidden`] unless a post of the caller
/// keeps the place's list; [`AppError::Stale`] if the entry was changed meanwhile;
/// [`AppError::VersionMissing`]; [`AppError::NotFound`].
pub async fn keep_entry(app: &App, caller: &Caller, input: &NewEntry) -> AppResult<Kept> {
    let answer = retried(|| try_keep(app, caller, input)).await;
    let subject = input.id.map_or_else(|| "new".to_owned(), |(id, _)| id.to_string());
    audit::told(app, &caller.actor(None), ACTION, format!("dispatch:{subject}"), answer).await
}

async fn try_keep(app: &App, caller: &Caller, input: &NewEntry) -> AppResult<Kept> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let old = match input.id {
        Some((id, _)) => Some(rows.dispatch_entry(id).await?.ok_or(AppError::NotFound)?),
        None => None,
    };
    // An entry stays in its list: whoever keeps that one decides.
    let word = old.as_ref().map_or_else(|| input.place.clone(), |old| old.place.to_string());
    let (place, playbook) = listed_place(app, rows, &word).await?;
    let keeper = Keeper::load(app, rows, caller, &place).await?;
    let permit = keeper.permit(caller)?;
    if let (Some(old), Some((_, seen))) = (&old, input.id)
        && old.version != seen.ok_or(AppError::VersionMissing)?
    {
        return Err(AppError::Stale);
    }
    let typed = parse(rows, &playbook, &place, input).await?;
    let entry = DispatchEntry {
        id: old.as_ref().map_or_else(|| DispatchEntryId::from_raw(app.entropy.id()), |old| old.id),
        district: place.district,
        place: place.id,
        category: typed.category,
        part: typed.part,
        organisation: typed.organisation,
        basis: typed.basis,
        valid_from: typed.from,
        valid_to: typed.to,
        version: old.as_ref().map_or(1, |old| old.version + 1),
    };
    let before = rows.dispatch_entries(place.district).await?;
    let after = with(&before, &entry)?;
    let (id, touched) = (entry.id, [&entry].into_iter().chain(&old));
    let touched = trial::Touched::of(touched);
    let trial = trial::over_past_cases(app, rows, caller, (&before, &after), &touched).await?;
    if !input.dry_run {
        let row = audit::row(app, permit.actor(), ACTION, format!("dispatch:{id}"), audit::DONE);
        let mut changes = Changes::new(permit, row);
        changes.expects.extend(keeper.relied_on());
        changes.put(DispatchPut::Entry(Box::new(entry)));
        // Two lists that would clash only together: the second one is decided anew.
        changes.put(PlacePut::Place(Place { version: place.version + 1, ..place }));
        app.store.commit(changes).await?;
    }
    Ok(Kept { id, trial })
}

/// The lists with an entry in one of them.
fn with(before: &[DispatchEntry], entry: &DispatchEntry) -> AppResult<Vec<DispatchEntry>> {
    if before.iter().any(|other| other.clashes(entry)) {
        return Err(AppError::field("organisation", "dispatch-clash"));
    }
    let after = merged(before, std::slice::from_ref(entry));
    if after.len() > MAX_ENTRIES {
        let full = FieldError::new("place", "dispatch-list-full").with("max", MAX_ENTRIES);
        return Err(AppError::Fields(vec![full]));
    }
    Ok(after)
}

struct Typed {
    category: Name,
    part: Part,
    organisation: OrganisationId,
    basis: String,
    from: Day,
    to: Option<Day>,
}

async fn parse(
    rows: &mut dyn Snapshot,
    playbook: &Playbook,
    place: &Place,
    input: &NewEntry,
) -> AppResult<Typed> {
    let choice = |field: &str| FieldError::new(field, "field-choice");
    let mut errors = Vec::new();
    let known = playbook.categories.iter().map(|(key, _)| key);
    let category = known.into_iter().find(|key| **key == *input.category.trim()).cloned();
    let part = Part::from_word(input.part.trim());
    let organisation = match input.organisation.trim().parse::<OrganisationId>() {
        Ok(id) => rows.organisation(id).await?.filter(|body| body.district == place.district),
        Err(_) => None,
    };
    let basis = bounded(&one_line(&input.basis), MAX_BASIS);
    let from = needed_day("from", &input.from);
    let to = typed_day("to", &input.to);
    if let (Ok(from), Ok(Some(to))) = (&from, &to)
        && to < from
    {
        errors.push(FieldError::new("to", "ends-before-start"));
    }
    match (category, part, organisation, basis, from, to) {
        (Some(category), Some(part), Some(body), Ok(basis), Ok(from), Ok(to))
            if errors.is_empty() =>
        {
            Ok(Typed { category, part, organisation: body.id, basis, from, to })
        }
        (category, part, organisation, basis, from, to) => {
            errors.extend(category.is_none().then(|| choice("category")));
            errors.extend(part.is_none().then(|| choice("part")));
            errors.extend(organisation.is_none().then(|| choice("organisation")));
            errors.extend(basis.err().map(|error| text_error("basis", error)));
            errors.extend(from.err().into_iter().chain(to.err()));
            Err(AppError::Fields(errors))
        }
    }
}
