//! Importing a year's holiday notice, and computing again what was computed without it.

use std::collections::BTreeSet;

use jiff::civil::Weekday;
use linli_domain::policy::Action;
use linli_kernel::{CalendarYear, Code, Day, WorkCalendar};
use serde::Deserialize;

use super::{SHIPPED_CALENDARS, audit, internal};
use crate::{
    App, AppError, AppResult, Changes, FieldError, PlaybookPut, account::Administrator,
    matter::redate_all,
};

/// What an import of a notice did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CalendarImport {
    /// The year.
    pub year: i16,
    /// Days off.
    pub holidays: usize,
    /// Weekend days that are worked.
    pub workdays: usize,
    /// Cases whose deadlines were computed again and changed.
    pub redated: usize,
    /// Cases on which that failed; the log names them, and the next import tries again.
    pub failed: usize,
}

/// A notice as a file holds it (`data/calendar/<year>.toml`).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Notice {
    year: i16,
    /// The notice's number, its day and its title: for people who compare.
    #[serde(rename = "notice")]
    _notice: Option<String>,
    #[serde(rename = "issued")]
    _issued: Option<String>,
    #[serde(rename = "source")]
    _source: Option<String>,
    holidays: BTreeSet<Day>,
    workdays: BTreeSet<Day>,
}

/// The working calendar by the notices that ship with the program, for what runs without an
/// installation.
#[must_use]
pub fn shipped_calendar() -> WorkCalendar {
    let notices = SHIPPED_CALENDARS.iter().filter_map(|shipped| toml::from_str(shipped.text).ok());
    let years = notices
        .map(|Notice { year, holidays, workdays, .. }| (year, CalendarYear { holidays, workdays }));
    WorkCalendar { years: years.collect(), ..WorkCalendar::default() }
}

/// Imports a year's notice from TOML and computes provisional deadlines again.
///
/// # Errors
/// [`AppError::Forbidden`] for everybody but a system administrator; [`AppError::Fields`] on
/// `year`, `holidays` or `workdays`; [`AppError::Refused`] with `calendar-unreadable` for a file
/// that is no such notice.
pub async fn import_calendar(
    app: &App,
    by: Administrator<'_>,
    text: &str,
) -> AppResult<CalendarImport> {
    let permit = by.permit(app, Action::ManagePlaybook).await?;
    let notice: Notice = toml::from_str(text).map_err(|error| {
        AppError::Refused(Code("calendar-unreadable"), vec![("said", error.message().to_owned())])
    })?;
    let wrong = wrong(&notice);
    if !wrong.is_empty() {
        return Err(AppError::Fields(wrong));
    }
    let Notice { year, holidays, workdays, .. } = notice;
    let mut done = CalendarImport {
        year,
        holidays: holidays.len(),
        workdays: workdays.len(),
        ..Default::default()
    };
    let known = CalendarYear { holidays, workdays };
    let mut rows = app.snapshot().await?;
    let before = rows.calendar_years().await?.into_iter().find(|(known, _)| *known == year);
    drop(rows);
    if before.is_none_or(|(_, before)| before != known) {
        let body = serde_json::to_string(&known).map_err(internal)?;
        let row = audit(app, by, "calendar.import", format!("year:{year}"));
        let mut changes = Changes::new(permit, row);
        changes.put(PlaybookPut::CalendarYear { year, body });
        app.store.commit(changes).await?;
        app.forget_calendar();
    }
    // Also when nothing was new: an earlier import may have been stopped half way through.
    (done.redated, done.failed) = redate_all(app).await?;
    Ok(done)
}

fn wrong(notice: &Notice) -> Vec<FieldError> {
    let mut wrong = Vec::new();
    if !(2000..=2100).contains(&notice.year) {
        wrong.push(FieldError::new("year", "field-range").with("min", 2000).with("max", 2100));
    }
    for (field, days) in [("holidays", &notice.holidays), ("workdays", &notice.workdays)] {
        let others = days.iter().filter(|day| day.year() != notice.year);
        wrong.extend(others.map(|day| FieldError::new(field, "day-other-year").with("day", day)));
    }
    let weekend = |day: &Day| matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    let odd = notice.workdays.iter().filter(|day| !weekend(day) || notice.holidays.contains(day));
    wrong.extend(odd.map(|day| FieldError::new("workdays", "day-not-made-up").with("day", day)));
    wrong
}
