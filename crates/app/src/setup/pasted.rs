//! Tables as they are pasted from a spreadsheet, under the reader's own headings; and tables that
//! are taken out so that they can be pasted in again unchanged.

use std::collections::BTreeSet;

use linli_kernel::Day;

use super::sheet::{Line, Problem, Sheet, decode};
use crate::{AppResult, matter::internal};

/// A table as it was pasted or sent.
#[derive(Clone, Copy, Debug, Default)]
pub struct PastedTable<'a> {
    /// CSV in UTF-8 or GB18030, or what a spreadsheet puts on the clipboard.
    pub table: &'a [u8],
    /// Headings in the reader's language, each with the column that it means.
    pub headings: &'a [(&'a str, &'a str)],
    /// The reader's words for what cells say (`yes`, `lead`), each with our own word.
    pub words: &'a [(&'a str, &'a str)],
    /// Only checks it.
    pub dry_run: bool,
}

/// What a table came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableImport {
    /// Every mistake, by row and column. Nothing is changed while there is one.
    pub problems: Vec<Problem>,
    /// Rows, or whatever the table is counted by, that are new.
    pub new: usize,
    /// Those that change something.
    pub changed: usize,
    /// Those that say what is known.
    pub unchanged: usize,
}

impl TableImport {
    /// A table with these mistakes, in the order of its rows: nothing was changed.
    pub(crate) fn refused(mut problems: Vec<Problem>) -> Self {
        problems.sort();
        Self { problems, ..Self::default() }
    }
}

/// What was read of a table, with the mistakes that keep it from being taken in: the cells of a row
/// of another length than the headings mean nothing.
pub(crate) type Read<'a> = (PastedSheet<'a>, Vec<Problem>);

impl<'a> PastedTable<'a> {
    /// Reads it: of the columns `known`, it must have the `required` ones. Rows without anything are
    /// left out.
    ///
    /// # Errors
    /// Everything that keeps the table from being read at all, or more rows than `most`.
    pub(crate) fn read(
        &self,
        (known, required): (&[&str], &[&str]),
        most: usize,
    ) -> Result<Read<'a>, Vec<Problem>> {
        let bytes = under_our_headings(self.table, self.headings)?;
        let sheet = Sheet::read_words(&bytes, known, required);
        let mut sheet = sheet.map_err(|problems| in_their_words(problems, self.headings))?;
        let blank = |line: &Line| line.cells().all(str::is_empty);
        let nothing: BTreeSet<u64> =
            sheet.ragged.iter().filter(|line| blank(line)).map(|line| line.row).collect();
        let mut problems = std::mem::take(&mut sheet.problems);
        problems.retain(|problem| !nothing.contains(&problem.row));
        sheet.lines.retain(|line| !blank(line));
        if sheet.lines.len() + problems.len() > most {
            return Err(vec![Problem::new(0, "", "too-many-rows").with("max", most)]);
        }
        Ok((PastedSheet { sheet, words: self.words }, problems))
    }
}

/// A pasted table that could be read.
#[derive(Debug)]
pub(crate) struct PastedSheet<'a> {
    sheet: Sheet,
    words: &'a [(&'a str, &'a str)],
}

impl PastedSheet<'_> {
    /// Its rows.
    pub(crate) fn lines(&self) -> &[Line] {
        &self.sheet.lines
    }

    /// A cell, trimmed; empty where the table has no such column. Our own tables mark what a
    /// spreadsheet would take for a formula: the mark is no part of it.
    pub(crate) fn cell<'l>(&self, line: &'l Line, column: &str) -> &'l str {
        let cell = self.sheet.cell(line, column);
        cell.strip_prefix('\'').unwrap_or(cell)
    }

    /// What a cell says, in our own word where it is one of the reader's.
    pub(crate) fn word<'l>(&'l self, line: &'l Line, column: &str) -> &'l str {
        let said = self.cell(line, column);
        self.words.iter().find(|(shown, _)| *shown == said).map_or(said, |(_, own)| own)
    }
}

/// A table as CSV in UTF-8 that can be pasted in again: its columns under the reader's headings, no
/// cell a formula.
///
/// # Errors
/// [`crate::AppError::Internal`] if it cannot be written.
pub(crate) fn table<const COLUMNS: usize>(
    columns: [&str; COLUMNS],
    headings: &[(&str, &str)],
    rows: impl IntoIterator<Item = [String; COLUMNS]>,
) -> AppResult<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(columns.map(|column| shown(headings, column))).map_err(internal)?;
    for cells in rows {
        writer.write_record(cells.map(|cell| plain(&cell))).map_err(internal)?;
    }
    writer.into_inner().map_err(internal)
}

/// How the reader says a word of ours; as it is where there is no other.
pub(crate) fn shown<'w>(words: &[(&'w str, &str)], own: &'w str) -> &'w str {
    words.iter().find(|(_, word)| *word == own).map_or(own, |(shown, _)| shown)
}

/// A cell that no spreadsheet takes for a formula.
pub(crate) fn plain(cell: &str) -> String {
    // The full-width signs too: Chinese input methods type them, and spreadsheets read them alike.
    let formula = cell.starts_with([
        '=', '+', '-', '@', '\t', '\r', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
    ]);
    if formula { format!("'{cell}") } else { cell.to_owned() }
}

/// The table as CSV whose columns are called as ours are.
fn under_our_headings(table: &[u8], headings: &[(&str, &str)]) -> Result<Vec<u8>, Vec<Problem>> {
    let text = decode(table).map_err(|row| vec![Problem::new(row, "", "encoding")])?;
    let text = text.trim_matches(['\r', '\n', '\u{feff}']);
    let heading = text.lines().next().unwrap_or_default();
    let delimiter = if heading.contains('\t') { b'\t' } else { b',' };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    let broken = |row: u64| vec![Problem::new(row, "", "row-broken")];
    for (place, record) in reader.records().enumerate() {
        let row = u64::try_from(place).unwrap_or(u64::MAX).saturating_add(1);
        let record = record.map_err(|_| broken(row))?;
        let cells =
            record.iter().map(|cell| if place == 0 { column(cell.trim(), headings) } else { cell });
        writer.write_record(cells).map_err(|_| broken(row))?;
    }
    writer.into_inner().map_err(|_| broken(1))
}

/// Lists the columns that there are as the reader calls them.
fn in_their_words(mut problems: Vec<Problem>, headings: &[(&str, &str)]) -> Vec<Problem> {
    let all: Vec<&str> = headings.iter().map(|(words, _)| *words).collect();
    for problem in &mut problems {
        for (_, value) in problem.parameters.iter_mut().filter(|(name, _)| *name == "known") {
            if !all.is_empty() {
                *value = all.join(",");
            }
        }
    }
    problems
}

/// A column by its heading.
fn column<'h>(heading: &'h str, headings: &[(&str, &'h str)]) -> &'h str {
    headings.iter().find(|(words, _)| *words == heading).map_or(heading, |(_, name)| name)
}

/// A day as spreadsheets show it (`2026/1/1`), as people write it (`2026年1月1日`), as systems print it
/// (`20260101`) or as it is written elsewhere; nothing where the cell is empty.
///
/// # Errors
/// The word of the sentence for what is no day.
pub(crate) fn table_day(cell: &str) -> Result<Option<Day>, &'static str> {
    if cell.is_empty() {
        return Ok(None);
    }
    day_word(cell).parse().map(Some).map_err(|_| "date-wrong")
}

/// A day as spreadsheets show it (`2026/12/1`, `20261201`, `2026年12月1日`) as it is written elsewhere
/// (`2026-12-01`); any other word as it is.
pub(crate) fn day_word(word: &str) -> String {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    match (word.get(..4), word.get(4..6), word.get(6..)) {
        (Some(year), Some(month), Some(day)) if digits(word) && day.len() == 2 => {
            format!("{year}-{month}-{day}")
        }
        _ => parted(word).unwrap_or_else(|| word.to_owned()),
    }
}

/// As [`day_word`], with a time behind the day (`2026/12/1 9:30:00`) as it is written elsewhere
/// (`2026-12-01 9:30`).
pub(crate) fn moment_word(word: &str) -> String {
    let parts = word.trim().rsplit_once(['T', ' ']).filter(|(_, time)| time.contains(':'));
    let Some((day, time)) = parts else { return day_word(word) };
    let minutes = match time.rsplit_once(':') {
        Some((minutes, "00")) if minutes.contains(':') => minutes,
        _ => time,
    };
    format!("{} {minutes}", day_word(day.trim()))
}

/// Year, month and day with marks between them.
fn parted(cell: &str) -> Option<String> {
    let plain = cell.trim_end_matches('\u{65e5}');
    let marks = ['/', '-', '.', '\u{5e74}', '\u{6708}'];
    let parts: Vec<u16> =
        plain.split(marks).map(|part| part.trim().parse().ok()).collect::<Option<_>>()?;
    match parts.as_slice() {
        [year, month, day] => Some(format!("{year:04}-{month:02}-{day:02}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: ([&str; 3], [&str; 1]) = (["date", "name", "consent"], ["date"]);
    const HEADINGS: &[(&str, &str)] =
        &[("日期", "date"), ("姓名", "name"), ("同意公开", "consent")];
    const WORDS: &[(&str, &str)] = &[("是", "yes"), ("否", "no")];

    fn pasted(table: &str) -> PastedTable<'_> {
        let table = table.as_bytes();
        PastedTable { table, headings: HEADINGS, words: WORDS, dry_run: false }
    }

    fn read(table: &str, most: usize) -> Result<Read<'_>, Vec<Problem>> {
        let (known, required) = COLUMNS;
        pasted(table).read((&known, &required), most)
    }

    fn told(problems: &[Problem]) -> Vec<(u64, &str, &str)> {
        problems.iter().map(|p| (p.row, p.column.as_str(), p.code.0)).collect()
    }

    #[test]
    fn a_table_is_read_with_the_rows_that_mean_nothing() {
        let table =
            "日期\t姓名\t同意公开\n一\t'=王\t是\n二\t李\n三\t赵\t否\t多\n\t\t\n\t\n四\t\tmaybe\n";
        let (sheet, problems) = read(table, 5).unwrap();
        assert_eq!(told(&problems), [(3, "", "row-length"), (4, "", "row-length")]);
        let found: Vec<(u64, &str, &str)> = sheet
            .lines()
            .iter()
            .map(|line| (line.row, sheet.cell(line, "name"), sheet.word(line, "consent")))
            .collect();
        assert_eq!(found, [(2, "=王", "yes"), (7, "", "maybe")]);
        assert_eq!(told(&read(table, 3).unwrap_err()), [(0, "", "too-many-rows")]);
    }

    #[test]
    fn what_is_taken_out_can_be_pasted_in_again() {
        let rows = [["=1".to_owned(), "王,李".to_owned(), shown(WORDS, "yes").to_owned()]];
        let out = table(COLUMNS.0, HEADINGS, rows).unwrap();
        let out = String::from_utf8(out).unwrap();
        assert_eq!(out, "日期,姓名,同意公开\n'=1,\"王,李\",是\n");
        let (sheet, problems) = read(&out, 1).unwrap();
        let line = &sheet.lines()[0];
        let cells = ["date", "name", "consent"].map(|column| sheet.word(line, column));
        assert_eq!((cells, problems), (["=1", "王,李", "yes"], vec![]));
    }

    #[test]
    fn no_cell_begins_as_a_formula_does() {
        for sign in ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r'] {
            assert_eq!(plain(&format!("{sign}1")), format!("'{sign}1"));
        }
        assert_eq!(plain("1=1"), "1=1");
    }

    #[test]
    fn days_are_read_as_spreadsheets_show_them() {
        let wanted = Day::constant(2026, 1, 5);
        for word in ["2026/1/5", "2026-01-05", "2026.1.5", "2026年1月5日", "20260105"] {
            assert_eq!(table_day(word), Ok(Some(wanted)), "{word}");
        }
        assert_eq!(table_day(""), Ok(None));
        for word in ["2026-02-30", "明天", "1/5", "202601", "2026年1月", "20261305"] {
            assert_eq!(table_day(word), Err("date-wrong"), "{word}");
        }
    }

    #[test]
    fn days_are_written_as_elsewhere() {
        for (word, day) in [
            ("2026/12/1", "2026-12-01"),
            ("2026-12-01", "2026-12-01"),
            ("2026.12.1", "2026-12-01"),
            ("2026-11-31", "2026-11-31"),
            ("12/1", "12/1"),
            ("明天", "明天"),
        ] {
            assert_eq!(day_word(word), day);
            assert_eq!(moment_word(word), day);
        }
        for (word, moment) in [
            ("2026/12/1 9:30:00", "2026-12-01 9:30"),
            ("2026-12-01T09:30", "2026-12-01 09:30"),
            ("2026年12月1日 14:00", "2026-12-01 14:00"),
            ("2026/12/1 9:30:15", "2026-12-01 9:30:15"),
        ] {
            assert_eq!(moment_word(word), moment);
        }
    }
}
