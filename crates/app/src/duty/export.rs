//! A roster as a table that can be imported again unchanged.

use linli_domain::duty::{OnDuty, time_of};
use linli_kernel::{Day, PersonId, PlaceId, later};

use super::{
    COLUMNS, YES_NO,
    keep::written,
    people::{Known, People},
    site::decided,
};
use crate::{
    App, AppResult, Caller,
    setup::pasted::{shown, table},
};

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
    let [yes, _] = YES_NO;
    let mut found = Vec::new();
    for (day, row) in days {
        let known = people.on(app, rows, day).await?;
        for shift in row.shifts {
            let (name, phone, consent) = match shift.who {
                OnDuty::Holder(person) => (named(&known, person), String::new(), String::new()),
                OnDuty::Named { name, phone } => {
                    (name, phone.unwrap_or_default(), shown(words, yes).to_owned())
                }
            };
            let (from, to) = (time_of(shift.from), time_of(shift.to));
            found.push([day.to_string(), from, to, name, phone, consent]);
        }
    }
    table(COLUMNS, headings, found)
}

/// How a table names somebody with a post: by their name, or by `#` and id where that says not who
/// it is, because the post is over or another one has the same name.
fn named(known: &[Known], person: PersonId) -> String {
    let own = known.iter().find(|known| known.person == person);
    let alone = |own: &&Known| known.iter().filter(|other| other.name == own.name).count() == 1;
    own.filter(alone).map_or_else(|| format!("#{person}"), |own| own.name.clone())
}
