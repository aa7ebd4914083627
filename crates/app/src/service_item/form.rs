//! What was typed about an item, by hand or in a row of a table: one reading for both.

use linli_domain::{
    place::{Chain, Facility},
    service_item::{
        MAX_BASIS, MAX_DAYS, MAX_LINE, MAX_LINES, MAX_TITLE, MAX_WORDS, ServiceItem, lines_of,
    },
};
use linli_kernel::{Day, Moment, PersonId, PlaceId, ServiceItemId, TextError};
use linli_playbook::engine::Holder;

use crate::{
    App, AppResult, Caller, FieldError,
    matter::{bounded, one_line, text_error, typed_phone},
    ports::Snapshot,
    setup::pasted::table_day,
    speaker::Speaker,
};

/// What was typed. Every part is as it came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewItem {
    /// What is done, at most 40 characters.
    pub title: String,
    /// The legal basis, at most 200 characters.
    pub basis: String,
    /// Papers, one a line or separated by semicolons; nothing where none are needed.
    pub documents: String,
    /// Steps, the same way.
    pub steps: String,
    /// Working days; 0 for at once.
    pub days: String,
    /// The fee in words; nothing where it is free.
    pub fee: String,
    /// `yes` where nobody has to come more than once.
    pub one_visit: String,
    /// A facility at or over the place: its id or its name.
    pub facility: String,
    /// Where, in words; needed without a facility.
    pub address: String,
    /// When, in words.
    pub hours: String,
    /// A public telephone.
    pub phone: String,
    /// First day, as `2026-07-01`.
    pub from: String,
    /// Last day, or nothing.
    pub to: String,
}

/// A facility in which something can be done.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ItemFacility {
    /// Its id.
    pub id: PlaceId,
    /// Its name.
    pub name: String,
}

/// The facilities that an item of a place can name.
///
/// # Errors
/// As [`super::own_service_items`].
pub async fn item_facilities(
    app: &App,
    caller: &Caller,
    place: PlaceId,
) -> AppResult<Vec<ItemFacility>> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let (_, speaker, _) = super::keep::decided(app, rows, caller, place).await?;
    let found = facilities(rows, &speaker.chain).await?;
    Ok(found.into_iter().map(|one| ItemFacility { id: one.id, name: one.name }).collect())
}

/// The facilities of a place and of everything over it, the nearest first.
pub(super) async fn facilities(rows: &mut dyn Snapshot, chain: &Chain) -> AppResult<Vec<Facility>> {
    let mut found = Vec::new();
    for place in &chain.0 {
        found.extend(rows.facilities_of(place.id).await?);
    }
    Ok(found)
}

/// Whose item it becomes.
pub(super) struct Keeping {
    pub(super) district: PlaceId,
    pub(super) place: PlaceId,
    pub(super) by: PersonId,
    pub(super) post: Holder,
    pub(super) at: Moment,
    /// The facilities that it may name.
    pub(super) facilities: Vec<Facility>,
}

impl Keeping {
    /// For a post that speaks for a place.
    pub(super) async fn load(
        app: &App,
        rows: &mut dyn Snapshot,
        caller: &Caller,
        (place, district): (PlaceId, PlaceId),
        speaker: &Speaker,
    ) -> AppResult<Self> {
        Ok(Self {
            district,
            place,
            by: caller.person,
            post: speaker.post.clone().ok_or(crate::AppError::Forbidden)?,
            at: app.now(),
            facilities: facilities(rows, &speaker.chain).await?,
        })
    }

    /// The item as it was typed, of version 1.
    ///
    /// # Errors
    /// Every wrong field, under the names of [`super::COLUMNS`].
    pub(super) fn read(
        &self,
        id: ServiceItemId,
        typed: &NewItem,
    ) -> Result<ServiceItem, Vec<FieldError>> {
        let mut wrong = Reading(Vec::new());
        let phone = wrong.phone(&typed.phone);
        let facility = wrong.facility(&self.facilities, &typed.facility);
        let item = ServiceItem {
            id,
            district: self.district,
            place: self.place,
            title: wrong.words("title", &one_line(&typed.title), MAX_TITLE),
            basis: wrong.words("basis", &one_line(&typed.basis), MAX_BASIS),
            documents: wrong.lines("documents", &typed.documents),
            steps: wrong.lines("steps", &typed.steps),
            work_days: wrong.days(&typed.days),
            fee: wrong.optional("fee", &typed.fee),
            facility,
            address: wrong.optional("address", &typed.address),
            hours: wrong.optional("hours", &typed.hours),
            phone,
            one_visit: wrong.yes("one-visit", &typed.one_visit),
            valid_from: wrong.first_day(&typed.from),
            valid_to: wrong.day("to", &typed.to),
            kept_by: self.by,
            kept_as: self.post.clone(),
            kept_at: self.at,
            version: 1,
        };
        if item.steps.is_empty() {
            wrong.miss("steps", "field-required");
        }
        if item.facility.is_none() && item.address.is_empty() && typed.facility.trim().is_empty() {
            wrong.miss("address", "service-item-nowhere");
        }
        if item.valid_to.is_some_and(|to| to < item.valid_from) {
            wrong.miss("to", "ends-before-start");
        }
        if wrong.0.is_empty() { Ok(item) } else { Err(wrong.0) }
    }
}

/// What is wrong so far.
struct Reading(Vec<FieldError>);

impl Reading {
    fn miss(&mut self, field: &str, code: &'static str) {
        // One sentence a field is enough.
        if !self.0.iter().any(|known| known.field == field) {
            self.0.push(FieldError::new(field, code));
        }
    }

    fn told(&mut self, field: &str, error: TextError) -> String {
        self.0.push(text_error(field, error));
        String::new()
    }

    fn words(&mut self, field: &str, typed: &str, max: usize) -> String {
        bounded(typed, max).unwrap_or_else(|error| self.told(field, error))
    }

    fn optional(&mut self, field: &str, typed: &str) -> String {
        let typed = one_line(typed);
        if typed.trim().is_empty() { String::new() } else { self.words(field, &typed, MAX_WORDS) }
    }

    fn lines(&mut self, field: &str, typed: &str) -> Vec<String> {
        let lines = lines_of(typed);
        if lines.len() > MAX_LINES {
            let many = FieldError::new(field, "service-item-lines");
            self.0.push(many.with("max", MAX_LINES).with("found", lines.len()));
            return lines;
        }
        for line in &lines {
            if let Err(error) = bounded(line, MAX_LINE) {
                self.told(field, error);
                break;
            }
        }
        lines
    }

    fn days(&mut self, typed: &str) -> i64 {
        match typed.trim().parse::<i64>() {
            Ok(days) if (0..=MAX_DAYS).contains(&days) => days,
            Err(_) if typed.trim().is_empty() => {
                self.miss("days", "field-required");
                0
            }
            _ => {
                self.0.push(FieldError::new("days", "service-item-days").with("max", MAX_DAYS));
                0
            }
        }
    }

    fn phone(&mut self, typed: &str) -> Option<String> {
        typed_phone("phone", typed).map_err(|error| self.0.push(error)).ok().flatten()
    }

    fn facility(&mut self, known: &[Facility], typed: &str) -> Option<PlaceId> {
        let word = typed.trim();
        if word.is_empty() {
            return None;
        }
        let id: Option<PlaceId> = word.parse().ok();
        let mut fits = known.iter().filter(|one| Some(one.id) == id || one.name == word);
        let found = fits.next();
        if found.is_none() {
            self.miss("facility", "service-item-facility");
        }
        found.map(|one| one.id)
    }

    fn yes(&mut self, field: &str, typed: &str) -> bool {
        match typed.trim() {
            "yes" | "on" | "true" | "1" => true,
            "" | "no" | "false" | "0" => false,
            _ => {
                self.miss(field, "field-choice");
                false
            }
        }
    }

    fn first_day(&mut self, typed: &str) -> Day {
        let day = self.day("from", typed);
        if day.is_none() {
            self.miss("from", "field-required");
        }
        day.unwrap_or(Day::MIN)
    }

    fn day(&mut self, field: &str, typed: &str) -> Option<Day> {
        let day = table_day(typed.trim());
        if day.is_err() {
            self.miss(field, "field-date");
        }
        day.ok().flatten()
    }
}
