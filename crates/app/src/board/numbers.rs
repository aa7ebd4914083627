//! An office keeps the service numbers of its places.

use linli_domain::{
    board::{
        Inherited, MAX_HOURS, MAX_NAME, MAX_OTHERS, ServiceKind, ServiceNumber, ServiceSheet,
        inherited,
    },
    place::Place,
    policy::{Action, Permit},
};
use linli_kernel::{Moment, PlaceId};

use super::make::sheets_of;
use crate::{
    App, AppError, AppResult, BoardPut, Caller, Changes, FieldError, audit,
    matter::{bounded, text_error, typed_phone},
    place::{self, PlaceLine},
    ports::Snapshot,
    retried,
    speaker::Speaker,
};

/// As what it is audited, done or refused.
const ACTION: &str = "board.numbers";

/// One number as typed. Without a telephone it is no number.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct TypedNumber {
    /// What it is for, a word of [`super::NUMBER_KINDS`].
    pub kind: String,
    /// Who answers, at most 20 characters.
    pub name: String,
    /// The telephone.
    pub phone: String,
    /// When somebody answers, at most 20 characters.
    pub hours: String,
}

/// What was typed: all numbers of one place.
#[derive(Clone, Debug, Default)]
pub struct KeepNumbers {
    /// The version of the place's numbers that the caller saw, 0 where it kept none.
    pub seen: Option<i64>,
    /// The numbers.
    pub numbers: Vec<TypedNumber>,
}

/// What stands on the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumbersForm {
    /// The place.
    pub place: PlaceLine,
    /// Its address.
    pub address: String,
    /// The numbers that it keeps itself.
    pub own: Vec<ServiceNumber>,
    /// What comes down to it where it keeps none.
    pub inherited: Vec<Inherited>,
    /// The version of its numbers; 0 where it keeps none.
    pub version: i64,
    /// When they were changed last.
    pub changed_at: Option<Moment>,
}

/// The numbers of a place, for whoever keeps them.
///
/// # Errors
/// [`AppError::Forbidden`] unless a post of the caller at community level or above lies at or over
/// the place; [`AppError::NotFound`].
pub async fn numbers_form(app: &App, caller: &Caller, id: PlaceId) -> AppResult<NumbersForm> {
    let answer = read(app, caller, id).await;
    audit::told(app, &caller.actor(None), ACTION, format!("place:{id}"), answer).await
}

async fn read(app: &App, caller: &Caller, id: PlaceId) -> AppResult<NumbersForm> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let (place, speaker, _) = decided(app, rows, caller, id).await?;
    let sheets = sheets_of(rows, &speaker.chain).await?;
    let own = sheets.iter().find(|sheet| sheet.place == id);
    let over = sheets.iter().filter(|sheet| sheet.place != id);
    let top = speaker.chain.0.last().map_or("", |top| top.kind.as_str());
    Ok(NumbersForm {
        place: place::line(&place),
        address: speaker.chain.address(top),
        own: own.map(|sheet| sheet.numbers.clone()).unwrap_or_default(),
        inherited: inherited(over),
        version: own.map_or(0, |sheet| sheet.version),
        changed_at: own.map(|sheet| sheet.changed_at),
    })
}

/// The place, who speaks there, and the decision. A household has no numbers of its own.
async fn decided(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    id: PlaceId,
) -> AppResult<(Place, Speaker, Permit)> {
    let found = rows.place(id).await?.filter(|place| place.closed_on.is_none());
    let found = found.filter(Place::has_public).ok_or(AppError::NotFound)?;
    let speaker = Speaker::load(app, rows, caller, &found).await?;
    let permit = speaker.permit(caller, Action::KeepBoards)?;
    Ok((found, speaker, permit))
}

/// Replaces the numbers of a place; answers their new version. The same once more changes nothing.
///
/// # Errors
/// [`AppError::Fields`] names every wrong field (`numbers.2.phone`); [`AppError::VersionMissing`]
/// and [`AppError::Stale`] if the caller did not see the numbers as they are; as [`numbers_form`].
pub async fn keep_numbers(
    app: &App,
    caller: &Caller,
    id: PlaceId,
    input: &KeepNumbers,
) -> AppResult<i64> {
    let answer = retried(|| try_keep(app, caller, id, input)).await;
    audit::told(app, &caller.actor(None), ACTION, format!("place:{id}"), answer).await
}

async fn try_keep(app: &App, caller: &Caller, id: PlaceId, input: &KeepNumbers) -> AppResult<i64> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let (place, speaker, permit) = decided(app, rows, caller, id).await?;
    let numbers = parse(&input.numbers)?;
    let kept = rows.service_sheets(&[id]).await?.pop();
    let version = kept.as_ref().map_or(0, |sheet| sheet.version);
    if kept.is_some_and(|sheet| sheet.numbers == numbers) {
        return Ok(version);
    }
    if input.seen.ok_or(AppError::VersionMissing)? != version {
        return Err(AppError::Stale);
    }
    let version = version + 1;
    let row = audit::row(app, permit.actor(), ACTION, format!("place:{id}"), audit::DONE);
    let mut changes = Changes::new(permit, row);
    changes.expects.extend(speaker.relied_on);
    changes.put(BoardPut::Numbers(ServiceSheet {
        place: id,
        district: place.district,
        numbers,
        changed_by: caller.person,
        changed_as: speaker.post.ok_or(AppError::Forbidden)?,
        changed_at: app.now(),
        version,
    }));
    app.store.commit(changes).await?;
    Ok(version)
}

fn parse(typed: &[TypedNumber]) -> AppResult<Vec<ServiceNumber>> {
    let mut errors = Vec::new();
    let mut numbers: Vec<ServiceNumber> = Vec::new();
    for (index, one) in typed.iter().enumerate() {
        if [&one.name, &one.phone, &one.hours].into_iter().all(|words| words.trim().is_empty()) {
            continue;
        }
        let field = |name: &str| format!("numbers.{index}.{name}");
        let known = errors.len();
        let kind = ServiceKind::from_word(&one.kind);
        if kind.is_none() {
            errors.push(FieldError::new(field("kind"), "field-choice"));
        }
        let name = words(&mut errors, field("name"), &one.name, MAX_NAME);
        let hours = words(&mut errors, field("hours"), &one.hours, MAX_HOURS);
        let needed = |phone: Option<String>| {
            phone.ok_or_else(|| FieldError::new(field("phone"), "field-required"))
        };
        let phone = typed_phone(&field("phone"), &one.phone).and_then(needed);
        let phone = phone.map_err(|error| errors.push(error)).ok();
        let (Some(kind), Some(phone)) = (kind, phone) else { continue };
        if kind == ServiceKind::Other && name.is_empty() && errors.len() == known {
            errors.push(FieldError::new(field("name"), "field-required"));
        }
        let number = ServiceNumber { kind, name, phone, hours };
        if numbers.iter().any(|other| other.replaces(&number)) {
            errors.push(FieldError::new(field("phone"), "service-number-twice"));
        }
        numbers.push(number);
    }
    let others = numbers.iter().filter(|number| number.kind == ServiceKind::Other).count();
    if others > MAX_OTHERS {
        let many = FieldError::new("numbers", "service-numbers-many");
        errors.push(many.with("max", MAX_OTHERS));
    }
    if !errors.is_empty() {
        return Err(AppError::Fields(errors));
    }
    let order = |number: &ServiceNumber| (number.kind, number.other_name().to_owned());
    numbers.sort_by_key(order);
    Ok(numbers)
}

/// One line that may stay empty.
fn words(errors: &mut Vec<FieldError>, field: String, raw: &str, max: usize) -> String {
    if raw.trim().is_empty() {
        return String::new();
    }
    match bounded(&raw.replace(['\r', '\n', '\t'], " "), max) {
        Ok(words) => words,
        Err(error) => {
            errors.push(text_error(&field, error));
            String::new()
        }
    }
}
