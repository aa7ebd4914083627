//! A table of shifts: checked whole by row and column, then taken.

use std::collections::BTreeMap;

use linli_domain::duty::{DutyDay, KEPT_DAYS, OnDuty, Shift, in_order, minute_of, swaps_stay};
use linli_kernel::{Day, PersonId, PlaceId, later};

use super::{
    COLUMNS,
    keep::{Writing, closed, named, written},
    people::{Known, People},
    site::decided,
};
use crate::{
    App, AppResult, Caller, Changes, FieldError, audit,
    ports::Snapshot,
    retried,
    setup::{
        PastedTable, Problem, TableImport,
        pasted::{PastedSheet, table_day},
        sheet::Line,
    },
};

/// Those columns without which a row says nothing.
const REQUIRED: [&str; 4] = ["date", "from", "to", "name"];
/// The most rows: a year of three shifts a day.
const MAX_ROWS: usize = 1_100;
/// As what it is audited, done or refused.
const ACTION: &str = "duty.import";

/// Takes a table of shifts of a site, or only checks it. The rows of a day replace the day; days
/// that the table does not name stay, and so do swaps of whoever is still there. A row names somebody
/// with a post there by their name or, as an export does where that says not who, by `#` and id.
///
/// # Errors
/// [`crate::AppError::Forbidden`] unless a post of the caller speaks for the site's place;
/// [`crate::AppError::NotFound`]; what is wrong with the table is in the answer.
pub async fn import_roster(
    app: &App,
    caller: &Caller,
    site: PlaceId,
    new: PastedTable<'_>,
) -> AppResult<TableImport> {
    let answer = retried(|| try_import(app, caller, site, new)).await;
    audit::told(app, &caller.actor(None), ACTION, format!("duty:{site}"), answer).await
}

async fn try_import(
    app: &App,
    caller: &Caller,
    id: PlaceId,
    new: PastedTable<'_>,
) -> AppResult<TableImport> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let (site, speaker, permit) = decided(app, rows, caller, id).await?;
    let (sheet, problems) = match new.read((&COLUMNS, &REQUIRED), MAX_ROWS) {
        Ok(read) => read,
        Err(problems) => return Ok(TableImport::refused(problems)),
    };
    let today = app.now().day();
    let mut reading = Reading {
        app,
        people: People::of(app, rows, &site).await?,
        known: BTreeMap::new(),
        before: written(rows, id, (today, later(today, KEPT_DAYS).unwrap_or(today))).await?,
        problems,
    };
    let days = reading.read(rows, &sheet).await?;
    let Reading { before, problems, .. } = reading;
    if !problems.is_empty() {
        return Ok(TableImport::refused(problems));
    }
    let writing = Writing::of(app, caller, &site, &speaker)?;
    let (mut done, mut puts) = (TableImport::default(), Vec::new());
    for (day, shifts) in days {
        let old = before.get(&day);
        let stood = old.map_or(&[][..], |old| &old.shifts);
        let shifts = swaps_stay(stood, shifts);
        match stood {
            same if same == shifts.as_slice() => {
                done.unchanged += 1;
                continue;
            }
            [] => done.new += 1,
            _ => done.changed += 1,
        }
        puts.push(writing.day(day, shifts, old.map_or(0, |old| old.version)));
    }
    if !new.dry_run && !puts.is_empty() {
        let row = audit::row(app, permit.actor(), ACTION, format!("duty:{id}"), audit::DONE);
        let mut changes = Changes::new(permit, row);
        changes.expects.extend(speaker.relied_on);
        for day in puts {
            changes.put(day);
        }
        app.store.commit(changes).await?;
    }
    Ok(done)
}

struct Reading<'a> {
    app: &'a App,
    people: People,
    /// Who has a post on a day.
    known: BTreeMap<Day, Vec<Known>>,
    /// The days from today on as they are.
    before: BTreeMap<Day, DutyDay>,
    problems: Vec<Problem>,
}

impl Reading<'_> {
    async fn read(
        &mut self,
        rows: &mut dyn Snapshot,
        sheet: &PastedSheet<'_>,
    ) -> AppResult<BTreeMap<Day, Vec<Shift>>> {
        let mut days: BTreeMap<Day, Vec<(u64, Shift)>> = BTreeMap::new();
        for line in sheet.lines() {
            let Some(day) = self.day(line, sheet.cell(line, "date")) else { continue };
            if !self.known.contains_key(&day) {
                let known = self.people.on(self.app, rows, day).await?;
                self.known.insert(day, known);
            }
            if let Some(shift) = self.shift(sheet, line, day) {
                days.entry(day).or_default().push((line.row, shift));
            }
        }
        let mut found = BTreeMap::new();
        for (day, shifts) in days {
            let (lines, shifts): (Vec<u64>, Vec<Shift>) = shifts.into_iter().unzip();
            match in_order(shifts) {
                Ok(shifts) => drop(found.insert(day, shifts)),
                Err((at, code)) => {
                    let row = lines.get(at).or(lines.last()).copied().unwrap_or(0);
                    self.problems.push(Problem::new(row, "to", code));
                }
            }
        }
        Ok(found)
    }

    fn miss(&mut self, line: &Line, column: &str, code: &'static str) {
        self.problems.push(Problem::new(line.row, column, code));
    }

    fn day(&mut self, line: &Line, cell: &str) -> Option<Day> {
        let code = match table_day(cell) {
            Ok(Some(day)) => match closed(self.app, day) {
                None => return Some(day),
                Some(code) => code,
            },
            Ok(None) => "cell-required",
            Err(code) => code,
        };
        self.miss(line, "date", code);
        None
    }

    fn shift(&mut self, sheet: &PastedSheet<'_>, line: &Line, day: Day) -> Option<Shift> {
        let cell = |column: &str| sheet.cell(line, column);
        let (from, to) = (minute_of(cell("from")), minute_of(cell("to")));
        for (column, _) in [("from", from), ("to", to)].iter().filter(|(_, time)| time.is_none()) {
            self.miss(line, column, "duty-time");
        }
        let consent = sheet.word(line, "consent") == "yes";
        let who = self.who(day, cell("name"), (cell("phone"), consent));
        let who = who.map_err(|wrong| {
            self.problems.extend(wrong.into_iter().map(|error| Problem::of(line.row, error)));
        });
        Some(Shift { from: from?, to: to?, who: who.ok()?, instead_of: None })
    }

    /// Whom a row means on a day.
    fn who(
        &self,
        day: Day,
        name: &str,
        (phone, consent): (&str, bool),
    ) -> Result<OnDuty, Vec<FieldError>> {
        let wrong = |code| vec![FieldError::new("name", code)];
        let known = self.known.get(&day).map(Vec::as_slice).unwrap_or_default();
        if let Some(id) = name.strip_prefix('#') {
            let id: Option<PersonId> = id.parse().ok();
            // Whoever has no post any more stays where they stood.
            let stood = self.before.get(&day).into_iter().flat_map(|day| &day.shifts);
            let stood = stood.filter_map(|shift| shift.who.holder());
            let mut all = known.iter().map(|known| known.person).chain(stood);
            let found = id.filter(|id| all.any(|one| one == *id)).map(OnDuty::Holder);
            return found.ok_or_else(|| wrong("duty-person-unknown"));
        }
        let mut same = known.iter().filter(|one| one.name == name);
        match (same.next(), same.next()) {
            (Some(known), None) => Ok(OnDuty::Holder(known.person)),
            (Some(_), Some(_)) => Err(wrong("duty-name-ambiguous")),
            (None, _) if name.is_empty() => Err(wrong("cell-required")),
            (None, _) => named(name, phone, consent),
        }
    }
}
