//! Duty rosters at the desk: a week of a site, copying it, swapping two shifts.

use askama::Template;
use axum::{http::StatusCode, response::Response};
use linli_app::{
    App, AppError, Caller,
    duty::{self, Roster, RosterDay, ShiftView, Swap, WhoView},
};
use linli_kernel::{Day, PlaceId};

use super::desk::Worker;
use crate::{
    pages::{
        duty::{kind, unnamed},
        form::{label, said, shown_again},
    },
    request::{FormFields, Problem, Query},
    respond,
    ui::{
        Tone, Ui,
        view::{Choice, FieldError, FieldKind, FieldView, Row},
    },
};

/// Days of a week.
const WEEK: i64 = 7;
/// How many weeks ahead a week can be copied at once from the page.
const WEEKS_AHEAD: i64 = 8;

#[derive(Template)]
#[template(path = "duty/roster.html")]
struct Page {
    ui: Ui,
    site: PlaceId,
    monday: Day,
    week: String,
    /// Why the calendar may be wrong.
    unknown: Option<String>,
    /// Days without anybody.
    warnings: Vec<Row>,
    filter: Vec<FieldView>,
    days: Vec<Row>,
    before: String,
    after: String,
    copy: Vec<FieldView>,
    swap: Vec<FieldView>,
    errors: Vec<FieldError>,
}

/// A day, some days later.
fn later(day: Day, days: i64) -> Day {
    linli_kernel::later(day, days).unwrap_or(day)
}

/// The form of a day.
fn day_href(site: PlaceId, day: Day) -> String {
    format!("/w/duty/day?site={site}&day={day}")
}

/// `GET /w/duty`, of `?site=…` and the week of `?from=…`.
pub(super) async fn show(worker: Worker, query: Query) -> Result<Response, Problem> {
    query.only(&["site", "from"])?;
    let Worker { app, caller, ui, .. } = worker;
    let (site, from) = (query.parse("site")?, query.parse("from")?);
    drawn(&app, &caller, ui, (site, from), (StatusCode::OK, None)).await
}

async fn drawn(
    app: &App,
    caller: &Caller,
    ui: Ui,
    (site, from): (Option<PlaceId>, Option<Day>),
    (status, error): (StatusCode, Option<AppError>),
) -> Result<Response, Problem> {
    let found = duty::roster(app, caller, site, from).await?;
    let (mut copy, mut swap) = (copy_fields(&ui, &found), swap_fields(&ui, &found));
    let mut all: Vec<&mut FieldView> = copy.iter_mut().chain(swap.iter_mut()).collect();
    let errors = said(&ui, &mut all, error.as_ref());
    let title = ui.title_with_errors(ui.t("duty-title"), &errors);
    let ui = ui.with_title(title);
    let href = |days| format!("/w/duty?site={}&from={}", found.site, later(found.monday, days));
    let page = Page {
        site: found.site,
        monday: found.monday,
        week: ui.tx(
            "duty-week",
            &[
                ("site", &found.name),
                ("from", &ui.full_day(&found.monday)),
                ("to", &ui.full_day(&later(found.monday, WEEK - 1))),
            ],
        ),
        unknown: (!found.calendar_known).then(|| ui.t("duty-calendar-unknown").to_owned()),
        warnings: warnings(&ui, &found),
        filter: filter(&ui, &found),
        days: found.days.iter().map(|day| day_row(&ui, found.site, day)).collect(),
        before: href(-WEEK),
        after: href(WEEK),
        copy,
        swap,
        errors,
        ui,
    };
    Ok(respond::page_with(status, &page.ui, &page))
}

fn warnings(ui: &Ui, found: &Roster) -> Vec<Row> {
    let row = |(day, word): &(Day, &str)| Row {
        href: Some(day_href(found.site, *day)),
        title: ui.full_day(day),
        text: ui.weekday_alone(day).to_owned(),
        icon: Some("alert-triangle"),
        tag: kind(ui, word),
    };
    found.empty.iter().map(row).collect()
}

fn filter(ui: &Ui, found: &Roster) -> Vec<FieldView> {
    let named = |site: &duty::SiteLine| match site.empty {
        0 => site.name.clone(),
        empty => ui.tx("duty-site-empty", &[("name", &site.name), ("count", &empty)]),
    };
    let mut sites: Vec<Choice> =
        found.sites.iter().map(|site| Choice::new(site.id.to_string(), named(site))).collect();
    let here = found.site.to_string();
    if sites.iter().all(|choice| choice.value != here) {
        sites.insert(0, Choice::new(here.clone(), found.name.clone()));
    }
    let site = FieldView::new("site", ui.t("duty-site"), FieldKind::Select);
    let from = FieldView::new("from", ui.t("duty-week-of"), FieldKind::Date);
    vec![site.options(sites).value(here), from.value(found.monday.to_string())]
}

fn name(ui: &Ui, who: &WhoView) -> String {
    who.name.clone().unwrap_or_else(|| unnamed(ui, who))
}

/// A shift in one line.
fn shift_words(ui: &Ui, shift: &ShiftView) -> String {
    let time = ui.tx("duty-time", &[("from", &shift.from), ("to", &shift.to)]);
    let who = name(ui, &shift.who);
    let who = match &shift.instead_of {
        Some(first) => ui.tx("duty-instead", &[("who", &who), ("first", &name(ui, first))]),
        None => who,
    };
    let hidden = (!shift.who.public).then(|| ui.t("duty-not-public"));
    ui.tx("duty-shift", &[("time", &time), ("who", &who), ("note", &hidden.unwrap_or_default())])
}

fn day_row(ui: &Ui, site: PlaceId, day: &RosterDay) -> Row {
    let words: Vec<String> = day.shifts.iter().map(|shift| shift_words(ui, shift)).collect();
    let empty = || ui.t(if day.open { "duty-open" } else { "duty-nobody" }).to_owned();
    Row {
        href: day.open.then(|| day_href(site, day.day)),
        title: ui.weekday(&day.day),
        text: if words.is_empty() { empty() } else { words.join(ui.t("duty-joint")) },
        icon: Some("calendar-event"),
        tag: kind(ui, day.kind),
    }
}

fn copy_fields(ui: &Ui, found: &Roster) -> Vec<FieldView> {
    let choice = |weeks: i64| {
        let monday = later(found.monday, weeks * WEEK);
        Choice::new(monday.to_string(), ui.t1("duty-copy-to", "day", ui.full_day(&monday)))
    };
    let field = FieldView::new("to", ui.t("duty-copy-week"), FieldKind::Select);
    vec![field.options((1..=WEEKS_AHEAD).map(choice).collect())]
}

/// What two selects send: day, place in the day, version.
fn swap_fields(ui: &Ui, found: &Roster) -> Vec<FieldView> {
    let open = found.days.iter().filter(|day| day.open);
    let choices: Vec<Choice> = open
        .flat_map(|day| {
            day.shifts.iter().enumerate().map(|(at, shift)| {
                let value = format!("{}.{at}.{}", day.day, day.version);
                let words = [ui.day(&day.day), shift_words(ui, shift)].join(ui.t("grid-joint"));
                Choice::new(value, words)
            })
        })
        .collect();
    if choices.len() < 2 {
        return Vec::new();
    }
    let field = |name: &str, key: &str| {
        FieldView::new(name, ui.t(key), FieldKind::Select).options(choices.clone())
    };
    // Two shifts to begin with, not one twice.
    let second = choices.get(1).map(|choice| choice.value.clone()).unwrap_or_default();
    vec![field("one", "duty-swap-one"), field("other", "duty-swap-other").value(second)]
}

fn site_of(form: &FormFields) -> Result<PlaceId, Problem> {
    let site = form.get("site").and_then(|word| word.parse().ok());
    Ok(site.ok_or(AppError::NotFound)?)
}

fn day_of(form: &FormFields, name: &str) -> Result<Day, AppError> {
    let day = form.get(name).and_then(|word| word.parse().ok());
    day.ok_or_else(|| AppError::field(name, "field-date"))
}

/// `POST /w/duty/copy`.
pub(super) async fn copy(worker: Worker, form: FormFields) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let (site, from) = (site_of(&form)?, day_of(&form, "from")?);
    let copied = match day_of(&form, "to") {
        Ok(to) => duty::copy_week(&app, &caller, site, (from, to)).await.map(|done| (to, done)),
        Err(error) => Err(error),
    };
    match copied {
        Ok((to, done)) => {
            let key = match (done.days.is_empty(), done.left.is_empty()) {
                (true, _) => "flash-duty-nothing-copied",
                (false, true) => "flash-duty-copied",
                (false, false) => "flash-duty-copied-partly",
            };
            let to = format!("/w/duty?site={site}&from={to}");
            Ok(respond::redirect_with_flash(&to, Tone::Ok, key))
        }
        Err(error) => {
            let (status, error) = shown_again(error)?;
            drawn(&app, &caller, ui, (Some(site), Some(from)), (status, Some(error))).await
        }
    }
}

/// One of two shifts as the page sends it.
fn shift_of(form: &FormFields, name: &str) -> Result<Swap, AppError> {
    let word = form.get(name).unwrap_or_default();
    let parts: Vec<&str> = word.split('.').collect();
    let found = match parts.as_slice() {
        [day, shift, seen] => day.parse().ok().zip(shift.parse().ok()).zip(seen.parse().ok()),
        _ => None,
    };
    let found = found.map(|((day, shift), seen)| Swap { day, shift, seen });
    found.ok_or_else(|| AppError::field(name, "field-choice"))
}

/// `POST /w/duty/swap`.
pub(super) async fn swap(worker: Worker, form: FormFields) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let (site, from) = (site_of(&form)?, day_of(&form, "from")?);
    let both = shift_of(&form, "one").and_then(|one| Ok((one, shift_of(&form, "other")?)));
    let done = match both {
        Ok(both) => duty::swap_shifts(&app, &caller, site, both).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => {
            let to = format!("/w/duty?site={site}&from={from}");
            Ok(respond::redirect_with_flash(&to, Tone::Ok, "flash-duty-swapped"))
        }
        Err(error) => {
            let (status, error) = shown_again(error)?;
            drawn(&app, &caller, ui, (Some(site), Some(from)), (status, Some(error))).await
        }
    }
}

/// Whom a choice names, with their post.
pub(super) fn candidate(ui: &Ui, one: &duty::Candidate) -> Choice {
    let role = one.role.as_ref().map(|role| label(ui, role)).unwrap_or_default();
    let note = if one.public { "" } else { ui.t("duty-not-public") };
    let words = ui.tx("duty-candidate", &[("name", &one.name), ("role", &role), ("note", &note)]);
    Choice::new(one.person.to_string(), words)
}
