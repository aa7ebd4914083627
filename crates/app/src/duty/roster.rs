//! The roster of a site, week by week, for whoever keeps it.

use linli_domain::duty::{DayKind, DutyDay, LOOKED_AHEAD, Shift, monday, time_of, unstaffed};
use linli_kernel::{Day, PersonId, PlaceId, later};
use linli_playbook::model::Label;

use super::{
    people::{Known, People, WhoView, inside},
    site::{SiteLine, decided, sites_of, staffed},
};
use crate::{App, AppError, AppResult, Caller, ports::Snapshot, speaker::Spoken};

/// Days of a week.
const WEEK: i64 = 7;

/// A shift as it is read.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ShiftView {
    /// Its beginning, as `08:30`.
    pub from: String,
    /// Its end.
    pub to: String,
    /// Who is there.
    pub who: WhoView,
    /// Who was to be there before they swapped.
    pub instead_of: Option<WhoView>,
}

/// A day as it is read.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct RosterDay {
    /// The day.
    pub day: Day,
    /// `holiday`, `exchanged`, `weekend` or `workday`.
    pub kind: &'static str,
    /// Whether it may still be changed.
    pub open: bool,
    /// Its shifts.
    pub shifts: Vec<ShiftView>,
    /// Its version; 0 where nothing was written yet.
    pub version: i64,
}

/// Somebody who can be put on duty.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Candidate {
    /// Who.
    pub person: PersonId,
    /// The name.
    pub name: String,
    /// What their post is called.
    pub role: Option<Label>,
    /// Whether everybody will read the name.
    pub public: bool,
}

/// A week of a site's roster.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Roster {
    /// The site.
    pub site: PlaceId,
    /// What it is called.
    pub name: String,
    /// The sites to choose from.
    pub sites: Vec<SiteLine>,
    /// The week's Monday.
    pub monday: Day,
    /// Whether the notice of holidays of the week's years is imported.
    pub calendar_known: bool,
    /// Monday to Sunday.
    pub days: Vec<RosterDay>,
    /// Days without anybody among the next 14, holidays first, each with its kind.
    pub empty: Vec<(Day, &'static str)>,
    /// Who can be put on duty on the day that was asked for, or today if that is over.
    pub people: Vec<Candidate>,
    /// What is called where nobody is named.
    pub contact: Option<String>,
}

/// The week of a day (today's without one) in the roster of a site (the caller's first one).
///
/// # Errors
/// [`AppError::Forbidden`] unless a post of the caller speaks for the site's place;
/// [`AppError::NotFound`].
pub async fn roster(
    app: &App,
    caller: &Caller,
    site: Option<PlaceId>,
    day: Option<Day>,
) -> AppResult<Roster> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let spoken = Spoken::load(app, rows, caller).await?;
    let sites = sites_of(app, rows, &spoken).await?;
    let kept = sites.iter().find(|site| site.kept).or_else(|| sites.first());
    let id = site.or_else(|| kept.map(|site| site.id)).ok_or(AppError::Forbidden)?;
    let (site, speaker, _) = decided(app, rows, caller, id).await?;
    let today = app.now().day();
    let asked = day.unwrap_or(today);
    let monday = monday(asked);
    let calendar = app.calendar(rows).await?;
    let week: Vec<Day> = (0..WEEK).filter_map(|ahead| later(monday, ahead)).collect();
    let sunday = week.last().copied().unwrap_or(monday);
    let written = rows.duty_days(&[id], monday, sunday).await?;
    let mut people = People::of(app, rows, &site).await?;
    let mut days = Vec::new();
    for day in &week {
        let kind = DayKind::of(&calendar, *day).word();
        let row = written.iter().find(|row| row.day == *day);
        let known = people.on(app, rows, *day).await?;
        days.push(RosterDay {
            day: *day,
            kind,
            open: *day >= today,
            shifts: row.map(|row| shown(&known, row)).unwrap_or_default(),
            version: row.map_or(0, |row| row.version),
        });
    }
    let candidates = people.on(app, rows, today.max(asked)).await?;
    Ok(Roster {
        site: id,
        contact: site.contact(rows, &speaker.chain).await?,
        calendar_known: week.iter().all(|day| calendar.knows(*day)),
        empty: empty_days(app, rows, id).await?,
        people: candidates.into_iter().map(candidate).collect(),
        name: site.name,
        sites,
        monday,
        days,
    })
}

fn shown(people: &[Known], day: &DutyDay) -> Vec<ShiftView> {
    let view = |shift: &Shift| ShiftView {
        from: time_of(shift.from),
        to: time_of(shift.to),
        who: inside(people, &shift.who),
        instead_of: shift.instead_of.as_ref().map(|who| inside(people, who)),
    };
    day.shifts.iter().map(view).collect()
}

fn candidate(known: Known) -> Candidate {
    let Known { person, name, role, published, .. } = known;
    Candidate { person, name, role, public: published }
}

async fn empty_days(
    app: &App,
    rows: &mut dyn Snapshot,
    site: PlaceId,
) -> AppResult<Vec<(Day, &'static str)>> {
    let today = app.now().day();
    let until = later(today, LOOKED_AHEAD).unwrap_or(today);
    let written = rows.duty_days(&[site], today, until).await?;
    let calendar = app.calendar(rows).await?;
    let empty = unstaffed(&calendar, today, &staffed(&written, site));
    Ok(empty.into_iter().map(|(day, kind)| (day, kind.word())).collect())
}
