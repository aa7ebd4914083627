//! A roster as a table that can be imported again unchanged.

use linli_domain::duty::{OnDuty, later, time_of};
use linli_kernel::{Day, PlaceId};

use super::{COLUMNS, YES_NO, keep::written, people::People, site::decided};
use crate::{App, AppResult, Caller, intake::plain, matter::internal};

/// How many days a table has.
const DAYS: i64 = 62;

/// Exports two months of a site's roster from a day on, as CSV in UTF-8: under the reader's
/// headings, with the reader's words for yes and no.
///
/// # Errors
/// As [`super::roster`].
pub async fn export_roster(
    app: &App,
    caller: &Caller,
    (site, from): (PlaceId, Day),
    headings: &[(&str, &str)],
    words: &[(&str, &str)],
) -> AppResult<Vec<u8>> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let (site, ..) = decided(app, rows, caller, site).await?;
    let days = written(rows, site.id, (from, later(from, DAYS).unwrap_or(from))).await?;
    let mut people = People::of(app, rows, &site).await?;
    let shown = |words: &[(&str, &str)], own: &str| {
        let found = words.iter().find(|(_, column)| *column == own);
        found.map_or_else(|| own.to_owned(), |(shown, _)| (*shown).to_owned())
    };
    let [yes, _] = YES_NO;
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS.map(|column| shown(headings, column))).map_err(internal)?;
    for (day, row) in days {
        let known = people.on(app, rows, day).await?;
        for shift in row.shifts {
            let (name, phone, consent) = match shift.who {
                OnDuty::Holder(person) => {
                    let found = known.iter().find(|known| known.person == person);
                    let name = found.map(|known| known.name.clone()).unwrap_or_default();
                    (name, String::new(), String::new())
                }
                OnDuty::Named { name, phone } => {
                    (name, phone.unwrap_or_default(), shown(words, yes))
                }
            };
            let (from, to) = (time_of(shift.from), time_of(shift.to));
            let cells = [day.to_string(), from, to, name, phone, consent];
            writer.write_record(cells.map(|cell| plain(&cell))).map_err(internal)?;
        }
    }
    writer.into_inner().map_err(internal)
}
