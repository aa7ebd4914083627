//! A table of shifts: checked whole by row and column, then taken.

use std::collections::BTreeMap;

use linli_domain::duty::{OnDuty, Shift, in_order, minute_of};
use linli_kernel::{Day, PlaceId};

use super::{
    COLUMNS,
    keep::{Writing, closed, named, written},
    people::{Known, People},
    site::decided,
};
use crate::{
    App, AppResult, Caller, Changes, audit,
    ports::Snapshot,
    retried,
    setup::{
        Problem,
        pasted::{read_pasted, table_day},
        sheet::{Line, Sheet},
    },
};

/// Those columns without which a row says nothing.
const REQUIRED: [&str; 4] = ["date", "from", "to", "name"];
/// The most rows: a year of three shifts a day.
const MAX_ROWS: usize = 1_100;
/// As what it is audited, done or refused.
const ACTION: &str = "duty.import";

/// A table of shifts as it was pasted or sent.
#[derive(Clone, Copy, Debug)]
pub struct NewTable<'a> {
    /// CSV in UTF-8 or GB18030, or what a spreadsheet puts on the clipboard.
    pub table: &'a [u8],
    /// Headings in the reader's language, each with its column of [`COLUMNS`].
    pub headings: &'a [(&'a str, &'a str)],
    /// The reader's words for `yes` and `no`.
    pub words: &'a [(&'a str, &'a str)],
    /// Only checks it.
    pub dry_run: bool,
}

/// What a table came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RosterImport {
    /// Every mistake, by row and column. Nothing is changed while there is one.
    pub problems: Vec<Problem>,
    /// Days that had nobody.
    pub new: usize,
    /// Days that change.
    pub changed: usize,
    /// Days that stay.
    pub unchanged: usize,
}

/// Takes a table of shifts of a site, or only checks it. The rows of a day replace the day; days
/// that the table does not name stay.
///
/// # Errors
/// [`crate::AppError::Forbidden`] unless a post of the caller speaks for the site's place;
/// [`crate::AppError::NotFound`]; what is wrong with the table is in the answer.
pub async fn import_roster(
    app: &App,
    caller: &Caller,
    site: PlaceId,
    new: NewTable<'_>,
) -> AppResult<RosterImport> {
    let answer = retried(|| try_import(app, caller, site, new)).await;
    audit::told(app, &caller.actor(None), ACTION, format!("duty:{site}"), answer).await
}

async fn try_import(
    app: &App,
    caller: &Caller,
    id: PlaceId,
    new: NewTable<'_>,
) -> AppResult<RosterImport> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let (site, speaker, permit) = decided(app, rows, caller, id).await?;
    let sheet = match read_pasted(new.table, new.headings, (&COLUMNS, &REQUIRED), MAX_ROWS) {
        Ok(sheet) => sheet,
        Err(problems) => return Ok(RosterImport { problems, ..RosterImport::default() }),
    };
    let mut reading = Reading {
        app,
        people: People::of(app, rows, &site).await?,
        known: BTreeMap::new(),
        problems: Vec::new(),
    };
    let days = reading.read(rows, &sheet, new.words).await?;
    if !reading.problems.is_empty() {
        reading.problems.sort();
        return Ok(RosterImport { problems: reading.problems, ..RosterImport::default() });
    }
    let span = days.keys().next().copied().zip(days.keys().last().copied());
    let before = match span {
        Some(span) => written(rows, id, span).await?,
        None => BTreeMap::new(),
    };
    let writing = Writing::of(app, caller, &site, &speaker)?;
    let (mut done, mut puts) = (RosterImport::default(), Vec::new());
    for (day, shifts) in days {
        let old = before.get(&day);
        match old.map_or(&[][..], |old| &old.shifts) {
            same if same == shifts.as_slice() => done.unchanged += 1,
            [] => done.new += 1,
            _ => done.changed += 1,
        }
        if old.is_none_or(|old| old.shifts != shifts) {
            puts.push(writing.day(day, shifts, old.map_or(0, |old| old.version)));
        }
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
    problems: Vec<Problem>,
}

impl Reading<'_> {
    async fn read(
        &mut self,
        rows: &mut dyn Snapshot,
        sheet: &Sheet,
        words: &[(&str, &str)],
    ) -> AppResult<BTreeMap<Day, Vec<Shift>>> {
        let mut days: BTreeMap<Day, Vec<(u64, Shift)>> = BTreeMap::new();
        for line in &sheet.lines {
            let Some(day) = self.day(line, sheet.cell(line, "date")) else { continue };
            if !self.known.contains_key(&day) {
                let known = self.people.on(self.app, rows, day).await?;
                self.known.insert(day, known);
            }
            if let Some(shift) = self.shift(sheet, line, day, words) {
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

    fn shift(
        &mut self,
        sheet: &Sheet,
        line: &Line,
        day: Day,
        words: &[(&str, &str)],
    ) -> Option<Shift> {
        let cell = |column: &str| {
            let cell = sheet.cell(line, column);
            // Our own tables mark what a spreadsheet would take for a formula.
            cell.strip_prefix('\'').unwrap_or(cell)
        };
        let (from, to) = (minute_of(cell("from")), minute_of(cell("to")));
        for (column, _) in [("from", from), ("to", to)].iter().filter(|(_, time)| time.is_none()) {
            self.miss(line, column, "duty-time");
        }
        let said = cell("consent");
        let own = words.iter().find(|(shown, _)| *shown == said).map_or(said, |(_, own)| *own);
        let name = cell("name");
        let mut same = self.known.get(&day).into_iter().flatten().filter(|one| one.name == name);
        let who = match (same.next(), same.next()) {
            (Some(known), None) => Ok(OnDuty::Holder(known.person)),
            (Some(_), Some(_)) => Err(("name".to_owned(), "duty-name-ambiguous".into())),
            (None, _) if name.is_empty() => Err(("name".to_owned(), "cell-required".into())),
            (None, _) => named(name, cell("phone"), own == "yes")
                .map_err(|error| (error.field.clone(), Miss::Field(error))),
        };
        let who = who.map_err(|(column, miss): (String, Miss)| {
            self.problems.push(miss.at(line.row, &column));
        });
        Some(Shift { from: from?, to: to?, who: who.ok()?, instead_of: None })
    }
}

/// What is wrong with who is named.
enum Miss {
    Word(&'static str),
    Field(crate::FieldError),
}

impl From<&'static str> for Miss {
    fn from(word: &'static str) -> Self {
        Self::Word(word)
    }
}

impl Miss {
    fn at(self, row: u64, column: &str) -> Problem {
        match self {
            Self::Word(word) => Problem::new(row, column, word),
            Self::Field(error) => Problem {
                row,
                column: column.to_owned(),
                code: error.code,
                parameters: error.parameters,
            },
        }
    }
}
