//! The shifts of one day are written.

use linli_domain::duty::{
    DutyDay, KEPT_DAYS, MAX_NAME, OnDuty, Shift, ShiftError, in_order, minute_of, swaps_stay,
};
use linli_kernel::{Day, PersonId, PlaceId, later};

use super::{
    people::{Known, People},
    site::{Site, decided},
};
use crate::{
    App, AppError, AppResult, Caller, Changes, FieldError, audit,
    matter::{one_line, typed_phone, typed_text},
    ports::Snapshot,
    retried,
    speaker::Speaker,
};

/// As what it is audited, done or refused.
const ACTION: &str = "duty.keep";

/// A shift as it was typed. One without anything is no shift.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedShift {
    /// Its beginning, as `8:30`.
    pub from: String,
    /// Its end.
    pub to: String,
    /// Somebody with a post there: a person's id.
    pub person: String,
    /// The name of somebody without one.
    pub name: String,
    /// Their telephone.
    pub phone: String,
    /// They agreed that everybody reads both.
    pub consent: bool,
}

/// Replaces the shifts of a day; answers its new version. The same once more changes nothing.
///
/// # Errors
/// [`AppError::Fields`] names every wrong field (`shifts.1.from`); [`AppError::Forbidden`] unless a
/// post of the caller speaks for the site's place; [`AppError::VersionMissing`] and
/// [`AppError::Stale`] if the caller did not see the day as it is (0 for none);
/// [`AppError::NotFound`].
pub async fn keep_duty_day(
    app: &App,
    caller: &Caller,
    (site, day): (PlaceId, Day),
    seen: Option<i64>,
    shifts: &[TypedShift],
) -> AppResult<i64> {
    let answer = retried(|| try_keep(app, caller, (site, day), seen, shifts)).await;
    audit::told(app, &caller.actor(None), ACTION, format!("duty:{site}:{day}"), answer).await
}

async fn try_keep(
    app: &App,
    caller: &Caller,
    (id, day): (PlaceId, Day),
    seen: Option<i64>,
    typed: &[TypedShift],
) -> AppResult<i64> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let (site, speaker, permit) = decided(app, rows, caller, id).await?;
    let people = People::of(app, rows, &site).await?.on(app, rows, day).await?;
    if let Some(code) = closed(app, day) {
        return Err(AppError::field("day", code));
    }
    let shifts = parse(&people, typed).map_err(AppError::Fields)?;
    let old = rows.duty_days(&[id], day, day).await?.pop();
    let stood = old.as_ref().map_or(&[][..], |old| &old.shifts);
    let shifts = swaps_stay(stood, shifts);
    let version = old.as_ref().map_or(0, |old| old.version);
    if seen.ok_or(AppError::VersionMissing)? != version {
        return Err(AppError::Stale);
    }
    if stood == shifts.as_slice() {
        return Ok(version);
    }
    let row = audit::row(app, permit.actor(), ACTION, format!("duty:{id}:{day}"), audit::DONE);
    let mut changes = Changes::new(permit, row);
    let writing = Writing::of(app, caller, &site, &speaker)?;
    changes.expects.extend(speaker.relied_on);
    changes.put(writing.day(day, shifts, version));
    app.store.commit(changes).await?;
    Ok(version + 1)
}

/// Why a day may not be written: it is over, or too far ahead.
pub(super) fn closed(app: &App, day: Day) -> Option<&'static str> {
    let today = app.now().day();
    if day < today {
        return Some("field-past");
    }
    later(today, KEPT_DAYS).is_some_and(|last| day > last).then_some("duty-too-far")
}

/// Who writes days of which site.
pub(super) struct Writing<'a> {
    app: &'a App,
    caller: &'a Caller,
    site: &'a Site,
    post: linli_playbook::engine::Holder,
}

impl<'a> Writing<'a> {
    /// For a post that speaks for the site's place.
    pub(super) fn of(
        app: &'a App,
        caller: &'a Caller,
        site: &'a Site,
        speaker: &Speaker,
    ) -> AppResult<Self> {
        let post = speaker.post.clone().ok_or(AppError::Forbidden)?;
        Ok(Self { app, caller, site, post })
    }

    /// A day with these shifts, after the version that it had (0 for none).
    pub(super) fn day(&self, day: Day, shifts: Vec<Shift>, version: i64) -> DutyDay {
        DutyDay {
            site: self.site.id,
            day,
            district: self.site.place.district,
            shifts,
            changed_by: self.caller.person,
            changed_as: self.post.clone(),
            changed_at: self.app.now(),
            version: version + 1,
        }
    }
}

/// The typed shifts in their order, or every wrong field.
fn parse(people: &[Known], typed: &[TypedShift]) -> Result<Vec<Shift>, Vec<FieldError>> {
    let (mut errors, mut shifts, mut places) = (Vec::new(), Vec::new(), Vec::new());
    for (index, one) in typed.iter().enumerate() {
        if *one == TypedShift::default() {
            continue;
        }
        let field = |name: &str| format!("shifts.{index}.{name}");
        let mut time = |name: &str, word: &str| {
            let minute = minute_of(word);
            if minute.is_none() {
                errors.push(FieldError::new(field(name), "duty-time"));
            }
            minute
        };
        let (from, to) = (time("from", &one.from), time("to", &one.to));
        let who = match on_duty(people, one) {
            Ok(who) => Some(who),
            Err(wrong) => {
                let own = |error: FieldError| FieldError { field: field(&error.field), ..error };
                errors.extend(wrong.into_iter().map(own));
                None
            }
        };
        if let (Some(from), Some(to), Some(who)) = (from, to, who) {
            shifts.push(Shift { from, to, who, instead_of: None });
            places.push(index);
        }
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    in_order(shifts).map_err(|(at, code): ShiftError| {
        let index = places.get(at).copied().unwrap_or(at);
        vec![FieldError::new(format!("shifts.{index}.to"), code)]
    })
}

/// Who a typed shift means; the errors name the shift's own fields.
fn on_duty(people: &[Known], typed: &TypedShift) -> Result<OnDuty, Vec<FieldError>> {
    let word = typed.person.trim();
    if !word.is_empty() {
        let id: Option<PersonId> = word.parse().ok();
        let found = people.iter().find(|known| Some(known.person) == id);
        let found = found.map(|known| OnDuty::Holder(known.person));
        return found.ok_or_else(|| vec![FieldError::new("person", "duty-person-unknown")]);
    }
    if typed.name.trim().is_empty() {
        return Err(vec![FieldError::new("person", "field-required")]);
    }
    named(&typed.name, &typed.phone, typed.consent)
}

/// Somebody without a post, who agreed to be named.
///
/// # Errors
/// Everything that is wrong, on `name`, `phone` and `consent`.
pub(super) fn named(name: &str, phone: &str, consent: bool) -> Result<OnDuty, Vec<FieldError>> {
    let mut wrong = Vec::new();
    let name = typed_text(&mut wrong, "name", (&one_line(name), MAX_NAME));
    let phone = typed_phone("phone", phone).map_err(|error| wrong.push(error));
    if !consent {
        wrong.push(FieldError::new("consent", "duty-consent"));
    }
    match phone {
        Ok(phone) if wrong.is_empty() => Ok(OnDuty::Named { name, phone }),
        _ => Err(wrong),
    }
}

/// The days of a site in a span, by day.
pub(super) async fn written(
    rows: &mut dyn Snapshot,
    site: PlaceId,
    (from, to): (Day, Day),
) -> AppResult<std::collections::BTreeMap<Day, DutyDay>> {
    let days = rows.duty_days(&[site], from, to).await?;
    Ok(days.into_iter().map(|day| (day.day, day)).collect())
}
