//! Duty rosters: who is on duty today, and keeping a site's roster.

use axum::{Json as Answer, extract::State, http::StatusCode};
use linli_app::{
    App,
    duty::{self, Swap, TypedShift},
};
use linli_kernel::{Day, PlaceId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    openapi::{
        Conflict, Forbidden, Hidden, Invalid, Malformed, SignedOut, Stale, TooLarge, TooSlow,
        VersionMissing, WrongType,
    },
    table::{ImportedTable, NewTable},
    word::{Label, labelled},
};
use crate::request::{Id, Ids, IfMatch, Json, Problem, Query, Signed};

/// Somebody on duty, as far as the reader may know them.
#[derive(Serialize, ToSchema)]
pub(super) struct OnDuty {
    /// Whose account; only for whoever keeps the roster.
    person: Option<String>,
    /// The name; null where it is not public.
    name: Option<String>,
    /// What their post is called.
    role: Option<Label>,
    /// The telephone that is public with the name.
    phone: Option<String>,
    /// Whether the name is public.
    public: bool,
}

impl From<duty::WhoView> for OnDuty {
    fn from(who: duty::WhoView) -> Self {
        Self {
            person: who.person.map(|person| person.to_string()),
            name: who.name,
            role: labelled(who.role),
            phone: who.phone,
            public: who.public,
        }
    }
}

/// A shift of today.
#[derive(Serialize, ToSchema)]
pub(super) struct TodaysShift {
    /// Its beginning, as `08:30`.
    from: String,
    /// Its end.
    to: String,
    /// Whether it is now.
    now: bool,
    /// Who is there.
    who: OnDuty,
    /// What is called: their own telephone, or the site's.
    phone: Option<String>,
}

/// A site with its shifts of today.
#[derive(Serialize, ToSchema)]
pub(super) struct SiteToday {
    /// The site: a facility or a place.
    site: String,
    /// What it is called.
    name: String,
    /// Where, in words.
    address: String,
    /// When it is open, in words.
    hours: String,
    /// What is called where nobody is named.
    contact: Option<String>,
    /// Its shifts in their order.
    shifts: Vec<TodaysShift>,
}

impl From<duty::SiteToday> for SiteToday {
    fn from(found: duty::SiteToday) -> Self {
        let shift = |shift: duty::PublicShift| TodaysShift {
            from: shift.from,
            to: shift.to,
            now: shift.now,
            who: shift.who.into(),
            phone: shift.phone,
        };
        Self {
            site: found.id.to_string(),
            name: found.name,
            address: found.address,
            hours: found.hours,
            contact: found.contact,
            shifts: found.shifts.into_iter().map(shift).collect(),
        }
    }
}

/// Who is on duty today.
#[derive(Serialize, ToSchema)]
pub(super) struct DutyToday {
    /// Today.
    #[schema(format = Date)]
    day: String,
    /// `holiday`, `exchanged` (a weekend day that is worked), `weekend` or `workday`.
    kind: &'static str,
    /// The sites of the place and over it, the nearest first.
    items: Vec<SiteToday>,
    /// What is called where no site has anybody.
    contact: Option<String>,
    /// Always null: all are listed.
    next: Option<String>,
}

/// Who is on duty today at a place and over it
#[utoipa::path(
    get, path = "/places/{id}/duty", tag = "duty",
    params(("id" = String, Path, description = "The place, or a facility of it.")),
    responses((status = 200, description = "Sites with their shifts.", body = DutyToday), Hidden)
)]
pub(super) async fn today(
    State(app): State<App>,
    Id(id): Id<PlaceId>,
) -> Result<Answer<DutyToday>, Problem> {
    let found = duty::on_duty(&app, id).await?;
    Ok(Answer(DutyToday {
        day: found.day.to_string(),
        kind: found.kind,
        items: found.sites.into_iter().map(SiteToday::from).collect(),
        contact: found.contact,
        next: None,
    }))
}

/// A site with a roster, or without one yet.
#[derive(Serialize, ToSchema)]
pub(super) struct DutySite {
    /// The site: a facility or a place.
    site: String,
    /// What it is called.
    name: String,
    /// Whether it has a roster.
    kept: bool,
    /// Days without anybody among the next 14, where it has one.
    empty: usize,
}

impl From<duty::SiteLine> for DutySite {
    fn from(line: duty::SiteLine) -> Self {
        let duty::SiteLine { id, name, kept, empty } = line;
        Self { site: id.to_string(), name, kept, empty }
    }
}

/// Sites.
#[derive(Serialize, ToSchema)]
pub(super) struct DutySites {
    /// The sites of my places and of what lies directly below them.
    items: Vec<DutySite>,
    /// Always null: all are listed.
    next: Option<String>,
}

/// The sites whose rosters I keep
#[utoipa::path(
    get, path = "/me/duty-sites", tag = "duty", security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 200, description = "Sites.", body = DutySites),
        SignedOut, Forbidden,
    )
)]
pub(super) async fn sites(
    State(app): State<App>,
    Signed(caller): Signed,
) -> Result<Answer<DutySites>, Problem> {
    let found = duty::duty_sites(&app, &caller).await?;
    let items = found.into_iter().map(DutySite::from).collect();
    Ok(Answer(DutySites { items, next: None }))
}

/// A shift.
#[derive(Serialize, ToSchema)]
pub(super) struct DutyShift {
    /// Its beginning, as `08:30`.
    from: String,
    /// Its end.
    to: String,
    /// Who is there.
    who: OnDuty,
    /// Who was to be there before they swapped.
    instead_of: Option<OnDuty>,
}

/// A day of a roster.
#[derive(Serialize, ToSchema)]
pub(super) struct DutyDay {
    /// The day.
    #[schema(format = Date)]
    day: String,
    /// `holiday`, `exchanged`, `weekend` or `workday`.
    kind: &'static str,
    /// Its shifts.
    shifts: Vec<DutyShift>,
    /// To be sent back in `If-Match`; 0 where nothing was written.
    version: i64,
}

/// A day without anybody.
#[derive(Serialize, ToSchema)]
pub(super) struct EmptyDay {
    /// The day.
    #[schema(format = Date)]
    day: String,
    /// `holiday`, `exchanged`, `weekend` or `workday`.
    kind: &'static str,
}

/// Somebody who can be put on duty.
#[derive(Serialize, ToSchema)]
pub(super) struct DutyCandidate {
    /// Who.
    person: String,
    /// The name.
    name: String,
    /// What their post is called.
    role: Option<Label>,
    /// Whether everybody will read the name.
    public: bool,
}

/// A week of a site's roster.
#[derive(Serialize, ToSchema)]
pub(super) struct DutyRoster {
    /// The site.
    site: String,
    /// What it is called.
    name: String,
    /// The week's Monday.
    #[schema(format = Date)]
    monday: String,
    /// Whether the notice of holidays is imported.
    calendar_known: bool,
    /// Monday to Sunday.
    items: Vec<DutyDay>,
    /// Days without anybody among the next 14, holidays first.
    empty: Vec<EmptyDay>,
    /// Who can be put on duty.
    people: Vec<DutyCandidate>,
    /// What is called where nobody is named.
    contact: Option<String>,
    /// Always null: a week is whole.
    next: Option<String>,
}

impl From<duty::Roster> for DutyRoster {
    fn from(found: duty::Roster) -> Self {
        let shift = |shift: duty::ShiftView| DutyShift {
            from: shift.from,
            to: shift.to,
            who: shift.who.into(),
            instead_of: shift.instead_of.map(OnDuty::from),
        };
        let day = |day: duty::RosterDay| DutyDay {
            day: day.day.to_string(),
            kind: day.kind,
            shifts: day.shifts.into_iter().map(shift).collect(),
            version: day.version,
        };
        let person = |one: duty::Candidate| DutyCandidate {
            person: one.person.to_string(),
            name: one.name,
            role: labelled(one.role),
            public: one.public,
        };
        let empty = |(day, kind): (Day, _)| EmptyDay { day: day.to_string(), kind };
        Self {
            site: found.site.to_string(),
            name: found.name,
            monday: found.monday.to_string(),
            calendar_known: found.calendar_known,
            items: found.days.into_iter().map(day).collect(),
            empty: found.empty.into_iter().map(empty).collect(),
            people: found.people.into_iter().map(person).collect(),
            contact: found.contact,
            next: None,
        }
    }
}

/// A week of a site's roster
#[utoipa::path(
    get, path = "/duty-rosters/{id}", tag = "duty",
    security(("bearer" = []), ("cookie" = [])),
    params(
        ("id" = String, Path, description = "The site: a facility or a place."),
        ("from" = Option<String>, Query, description = "A day of the week; without it, today."),
    ),
    responses(
        (status = 200, description = "The week.", body = DutyRoster),
        Malformed, SignedOut, Forbidden, Hidden, Invalid,
    )
)]
pub(super) async fn week(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<PlaceId>,
    query: Query,
) -> Result<Answer<DutyRoster>, Problem> {
    query.only(&["from"])?;
    let found = duty::roster(&app, &caller, Some(id), query.parse("from")?).await?;
    Ok(Answer(found.into()))
}

/// A shift as it is written.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewShift {
    /// Its beginning, as `8:30`.
    from: String,
    /// Its end, up to `24:00`.
    to: String,
    /// Somebody with a post there.
    #[serde(default)]
    person: Option<String>,
    /// The name of somebody without one.
    #[serde(default)]
    #[schema(max_length = 20)]
    name: String,
    /// Their telephone.
    #[serde(default)]
    phone: String,
    /// They agreed that everybody reads both; without it they cannot be named.
    #[serde(default)]
    consent: bool,
}

/// The shifts of a day.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewDutyDay {
    /// At most 8; none clears the day.
    shifts: Vec<NewShift>,
}

/// What was written.
#[derive(Serialize, ToSchema)]
pub(super) struct KeptDutyDay {
    /// The day's version now.
    version: i64,
}

/// Replace the shifts of a day
///
/// `If-Match` carries the version that was read, 0 where nothing was written yet.
#[utoipa::path(
    put, path = "/duty-rosters/{id}/days/{day}", tag = "duty",
    security(("bearer" = []), ("cookie" = [])),
    params(
        ("id" = String, Path, description = "The site."),
        ("day" = String, Path, description = "The day, as `2026-10-01`."),
        ("If-Match" = Option<String>, Header, description = "The version that was read."),
    ),
    request_body = NewDutyDay,
    responses(
        (status = 200, description = "It was written.", body = KeptDutyDay),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, Stale, VersionMissing, TooSlow, TooLarge,
        WrongType, Invalid,
    )
)]
pub(super) async fn keep(
    State(app): State<App>,
    Signed(caller): Signed,
    Ids(site, day): Ids<PlaceId, Day>,
    IfMatch(seen): IfMatch,
    Json(new): Json<NewDutyDay>,
) -> Result<Answer<KeptDutyDay>, Problem> {
    let typed = |shift: NewShift| TypedShift {
        from: shift.from,
        to: shift.to,
        person: shift.person.unwrap_or_default(),
        name: shift.name,
        phone: shift.phone,
        consent: shift.consent,
    };
    let shifts: Vec<TypedShift> = new.shifts.into_iter().map(typed).collect();
    let seen = seen.map(i64::from);
    let version = duty::keep_duty_day(&app, &caller, (site, day), seen, &shifts).await?;
    Ok(Answer(KeptDutyDay { version }))
}

/// Which week is copied where.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewDutyCopy {
    /// A day of the week that is copied.
    #[schema(format = Date)]
    from: String,
    /// A day of the week that it is copied to.
    #[schema(format = Date)]
    to: String,
}

/// What became of the days.
#[derive(Serialize, ToSchema)]
pub(super) struct DutyCopy {
    /// Days that got shifts.
    days: Vec<String>,
    /// Days that stay empty because the calendar makes another kind of day of them.
    left: Vec<String>,
}

/// Copy a week to a later one
///
/// Days that have shifts keep them; a day off is not copied to a work day, nor the other way.
#[utoipa::path(
    post, path = "/duty-rosters/{id}/copies", tag = "duty",
    security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The site.")),
    request_body = NewDutyCopy,
    responses(
        (status = 200, description = "It was copied.", body = DutyCopy),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, TooSlow, TooLarge, WrongType, Invalid,
    )
)]
pub(super) async fn copy(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<PlaceId>,
    Json(new): Json<NewDutyCopy>,
) -> Result<Answer<DutyCopy>, Problem> {
    let span = (day("from", &new.from)?, day("to", &new.to)?);
    let done = duty::copy_week(&app, &caller, id, span).await?;
    let words = |days: Vec<Day>| days.iter().map(ToString::to_string).collect();
    Ok(Answer(DutyCopy { days: words(done.days), left: words(done.left) }))
}

fn day(field: &str, word: &str) -> Result<Day, Problem> {
    word.parse().map_err(|_| Problem::field(field, "field-date"))
}

/// One of two shifts.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SwappedShift {
    /// Its day.
    #[schema(format = Date)]
    day: String,
    /// Its place among the day's shifts, from 0.
    shift: usize,
    /// The version of the day that was read.
    version: i64,
}

impl SwappedShift {
    fn input(&self, field: &str) -> Result<Swap, Problem> {
        Ok(Swap { day: day(field, &self.day)?, shift: self.shift, seen: self.version })
    }
}

/// Two shifts that change hands.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewDutySwap {
    /// The one.
    one: SwappedShift,
    /// The other.
    other: SwappedShift,
}

/// Swap who is on duty in two shifts
///
/// Both remember who was to be there first.
#[utoipa::path(
    post, path = "/duty-rosters/{id}/swaps", tag = "duty",
    security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The site.")),
    request_body = NewDutySwap,
    responses(
        (status = 204, description = "They are swapped."),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, Stale, TooSlow, TooLarge, WrongType,
        Invalid,
    )
)]
pub(super) async fn swap(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<PlaceId>,
    Json(new): Json<NewDutySwap>,
) -> Result<StatusCode, Problem> {
    let both = (new.one.input("one")?, new.other.input("other")?);
    duty::swap_shifts(&app, &caller, id, both).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take in a table of shifts, or check it
///
/// Headings: `date`, `from`, `to`, `name`, `phone`, `consent`. The rows of a day replace the day;
/// days are counted. A name that somebody with a post there has means them, as does `#` and their id;
/// anybody else needs `yes` in `consent`. A table with one mistake changes nothing and lists every
/// mistake.
#[utoipa::path(
    post, path = "/duty-rosters/{id}/tables", tag = "duty",
    security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The site.")),
    request_body = NewTable,
    responses(
        (status = 200, description = "What it came to.", body = ImportedTable),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, TooSlow, TooLarge, WrongType, Invalid,
    )
)]
pub(super) async fn import(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<PlaceId>,
    Json(new): Json<NewTable>,
) -> Result<Answer<ImportedTable>, Problem> {
    Ok(Answer(duty::import_roster(&app, &caller, id, new.pasted()).await?.into()))
}
