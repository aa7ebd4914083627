//! Tables as files: CSV in UTF-8 or GB18030, or a workbook (XLSX), read cell by cell, every mistake
//! with its row and column.

use std::{borrow::Cow, collections::BTreeMap};

use linli_kernel::Code;

use super::workbook;
use crate::FieldError;

/// The most rows that one file may have: a large district with all its households has a tenth.
const MAX_ROWS: usize = 2_000_000;

/// Something wrong in a table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Problem {
    /// The line in the file, from 1; the header is line 1.
    pub row: u64,
    /// The column's name as in the header; empty if the whole row is meant.
    pub column: String,
    /// What is wrong: the key of the sentence.
    pub code: Code,
    /// Words and numbers for the sentence, by name.
    pub parameters: Vec<(&'static str, String)>,
}

impl Problem {
    /// A problem without parameters.
    pub(crate) fn new(row: u64, column: &str, word: &'static str) -> Self {
        Self { row, column: column.to_owned(), code: Code(word), parameters: Vec::new() }
    }

    /// With one parameter more.
    pub(crate) fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.parameters.push((name, value.to_string()));
        self
    }

    /// What is wrong with a field, in the column of that name. A field inside another
    /// (`external.number`) has the column of its own name.
    pub(crate) fn of(row: u64, error: FieldError) -> Self {
        let column = error.field.rsplit('.').next().unwrap_or_default().to_owned();
        Self { row, column, code: error.code, parameters: error.parameters }
    }
}

/// A table with a header.
#[derive(Debug)]
pub(crate) struct Sheet {
    columns: BTreeMap<String, usize>,
    /// Its rows, as far as each can be read.
    pub(crate) lines: Vec<Line>,
    /// Rows that cannot: another length than the header's, broken quotes. What their cells mean is
    /// anybody's guess, so they are not among the lines.
    pub(crate) problems: Vec<Problem>,
    /// Those of another length: one of their cells may be what another row refers to.
    pub(crate) ragged: Vec<Line>,
}

/// One row.
#[derive(Debug)]
pub(crate) struct Line {
    /// The line in the file, from 1.
    pub(crate) row: u64,
    cells: Vec<String>,
}

impl Line {
    /// Every cell, whichever column it was meant for.
    pub(crate) fn cells(&self) -> impl Iterator<Item = &str> {
        self.cells.iter().map(String::as_str)
    }
}

impl Sheet {
    /// Reads a table. `known` are the columns that it may have, `required` those that it must.
    ///
    /// # Errors
    /// Everything that keeps the table from being read at all: bytes that are neither UTF-8 nor
    /// GB18030 nor a workbook, columns that are unknown, twice or missing. A row that cannot be read
    /// keeps nobody from the others: it is among the [`Sheet::problems`].
    pub(crate) fn read(
        bytes: &[u8],
        known: &[&str],
        required: &[&str],
    ) -> Result<Self, Vec<Problem>> {
        Self::read_by_header(bytes, |_| known, required)
    }

    /// The same of a table with what people wrote in it, whose words stay as they are.
    ///
    /// # Errors
    /// As of [`Sheet::read`].
    pub(crate) fn read_words(
        bytes: &[u8],
        known: &[&str],
        required: &[&str],
    ) -> Result<Self, Vec<Problem>> {
        let as_it_is = |cell: &str| cell.trim().to_owned();
        Self::laid_out(of_text(bytes, as_it_is)?, |_| known, required)
    }

    /// A table where the header says which it is: `known` answers with the columns of that one.
    ///
    /// # Errors
    /// As of [`Sheet::read`].
    pub(crate) fn read_by_header<'k>(
        bytes: &[u8],
        known: impl FnOnce(&[String]) -> &'k [&'k str],
        required: &[&str],
    ) -> Result<Self, Vec<Problem>> {
        let found = match workbook::is_workbook(bytes) {
            Ok(true) => of_workbook(bytes)?,
            Ok(false) => of_text(bytes, ascii)?,
            Err(word) => return Err(vec![Problem::new(0, "", word)]),
        };
        Self::laid_out(found, known, required)
    }

    fn laid_out<'k>(
        found: Vec<Found>,
        known: impl FnOnce(&[String]) -> &'k [&'k str],
        required: &[&str],
    ) -> Result<Self, Vec<Problem>> {
        let mut found = found.into_iter();
        let header = match found.next() {
            Some(Found { problem: None, line, wrong }) if wrong.is_empty() => line,
            // A title over the table, merged across it, is no header.
            Some(Found { line, wrong, .. }) if !wrong.is_empty() => {
                return Err(wrong
                    .iter()
                    .map(|(_, word)| Problem::new(line.row, "", word))
                    .collect());
            }
            Some(Found { problem, .. }) => return Err(problem.into_iter().collect()),
            None => return Err(vec![Problem::new(1, "", "sheet-empty")]),
        };
        let (columns, wrong) = columns(&header, known(&header.cells), required);
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let wanted = header.cells.len();
        let mut sheet =
            Self { columns, lines: Vec::new(), problems: Vec::new(), ragged: Vec::new() };
        for Found { line, problem, wrong } in found {
            let length = line.cells.len();
            let before = sheet.problems.len();
            let broken = problem.is_some();
            sheet.problems.extend(problem);
            for (at, word) in wrong {
                let name = header.cells.get(at).map_or("", String::as_str);
                sheet.problems.push(Problem::new(line.row, name, word));
            }
            if !broken && length != wanted {
                let wrong = Problem::new(line.row, "", "row-length").with("found", length);
                sheet.problems.push(wrong.with("wanted", wanted));
            }
            let lines =
                if sheet.problems.len() == before { &mut sheet.lines } else { &mut sheet.ragged };
            lines.push(line);
            if sheet.lines.len() + sheet.problems.len() > MAX_ROWS {
                return Err(vec![Problem::new(0, "", "too-many-rows").with("max", MAX_ROWS)]);
            }
        }
        Ok(sheet)
    }

    /// Whether the table has a column.
    pub(crate) fn has(&self, column: &str) -> bool {
        self.columns.contains_key(column)
    }

    /// A cell, trimmed; empty where the table has no such column.
    pub(crate) fn cell<'l>(&self, line: &'l Line, column: &str) -> &'l str {
        let at = self.columns.get(column);
        at.and_then(|at| line.cells.get(*at)).map_or("", String::as_str)
    }
}

/// A row of either kind of file, before it is known what its columns mean.
struct Found {
    line: Line,
    /// Why it could not be read.
    problem: Option<Problem>,
    /// Cells that cannot be told: which column from 0, and the sentence.
    wrong: Vec<(usize, &'static str)>,
}

/// The rows of a CSV file.
fn of_text(bytes: &[u8], cell: fn(&str) -> String) -> Result<Vec<Found>, Vec<Problem>> {
    let text = decode(bytes).map_err(|row| vec![Problem::new(row, "", "encoding")])?;
    // The reader counts a line at its `\n`; after `\r\n` it would name the row before.
    let plain = text.replace("\r\n", "\n");
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(plain.as_bytes());
    let mut found = Vec::new();
    for record in reader.records() {
        let (line, problem) = match record {
            Ok(record) => {
                let row = record.position().map_or(0, csv::Position::line);
                (Line { row, cells: record.iter().map(cell).collect() }, None)
            }
            Err(error) => {
                let row = error.position().map_or(0, csv::Position::line);
                let line = Line { row, cells: Vec::new() };
                (line, Some(Problem::new(row, "", "row-broken")))
            }
        };
        found.push(Found { line, problem, wrong: Vec::new() });
        if found.len() > MAX_ROWS + 1 {
            return Err(vec![Problem::new(0, "", "too-many-rows").with("max", MAX_ROWS)]);
        }
    }
    Ok(found)
}

/// The rows of a workbook. One that ends before the header does has empty cells there.
fn of_workbook(bytes: &[u8]) -> Result<Vec<Found>, Vec<Problem>> {
    let rows = workbook::rows(bytes, MAX_ROWS)
        .map_err(|word| vec![Problem::new(0, "", word).with("max", MAX_ROWS)])?;
    let width = rows.first().map_or(0, |header| header.cells.len());
    let found = rows.into_iter().map(|workbook::WorkbookRow { row, mut cells, wrong }| {
        if cells.len() < width {
            cells.resize(width, String::new());
        }
        let cells = cells.iter().map(|cell| ascii(cell)).collect();
        Found { line: Line { row, cells }, problem: None, wrong }
    });
    Ok(found.collect())
}

/// A cell without what a Chinese keyboard makes wide: digits and letters become plain, and all marks
/// of a cell that is nothing but figures, such as a date or a code. Words keep their marks.
fn ascii(cell: &str) -> String {
    let cell = cell.trim();
    if cell.is_ascii() {
        return cell.to_owned();
    }
    let plain = |wide: char| match wide {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(wide) - 0xff01 + 0x21).unwrap_or(wide),
        '\u{3000}' => ' ',
        other => other,
    };
    let all: String = cell.chars().map(plain).collect();
    if all.is_ascii() && all.bytes().any(|byte| byte.is_ascii_digit()) {
        return all;
    }
    let known = |wide: char| Some(plain(wide)).filter(char::is_ascii_alphanumeric).unwrap_or(wide);
    cell.chars().map(known).collect()
}

fn columns(
    header: &Line,
    known: &[&str],
    required: &[&str],
) -> (BTreeMap<String, usize>, Vec<Problem>) {
    let mut columns = BTreeMap::new();
    let mut problems = Vec::new();
    for (at, name) in header.cells.iter().map(String::as_str).enumerate() {
        if !known.contains(&name) {
            let all = known.join(",");
            problems.push(Problem::new(header.row, name, "column-unknown").with("known", all));
        } else if columns.insert(name.to_owned(), at).is_some() {
            problems.push(Problem::new(header.row, name, "column-twice"));
        }
    }
    let missing = required.iter().filter(|name| !columns.contains_key(**name));
    problems.extend(missing.map(|name| Problem::new(header.row, name, "column-missing")));
    (columns, problems)
}

/// The text of a file: UTF-8, with or without a byte order mark, or else GB18030, which Chinese
/// spreadsheet programs write.
///
/// # Errors
/// The line of the first byte that is neither.
pub(crate) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, u64> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let utf8 = match std::str::from_utf8(bytes) {
        Ok(text) => return Ok(Cow::Borrowed(text)),
        Err(error) => error,
    };
    let (text, broken) = encoding_rs::GB18030.decode_without_bom_handling(bytes);
    if !broken {
        return Ok(text);
    }
    // Whichever of the two goes further is what was meant.
    let before = bytes.get(..utf8.valid_up_to()).unwrap_or_default();
    let lines_utf8 = before.iter().filter(|byte| **byte == b'\n').count();
    let readable = text.split('\u{fffd}').next().unwrap_or_default();
    let lines_gb = readable.matches('\n').count();
    Err(u64::try_from(lines_utf8.max(lines_gb)).unwrap_or(u64::MAX).saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: &[&str] = &["name", "phone"];

    type Wanted = Vec<(u64, String, &'static str)>;

    fn found(bytes: &[u8]) -> Wanted {
        let problems = Sheet::read(bytes, KNOWN, &["name"]).unwrap_err();
        problems.into_iter().map(|p| (p.row, p.column, p.code.0)).collect()
    }

    #[test]
    fn tables_are_read_in_both_encodings() {
        let utf8 = "\u{feff}name,phone\n胜兴社区,1\n\"新,东方\",2\n";
        let (gb, ..) = encoding_rs::GB18030.encode("name,phone\r\n胜兴社区,1\r\n\"新,东方\",2\r\n");
        for bytes in [utf8.as_bytes(), &gb] {
            let sheet = Sheet::read(bytes, KNOWN, &["name"]).unwrap();
            let names: Vec<_> =
                sheet.lines.iter().map(|l| (l.row, sheet.cell(l, "name"))).collect();
            assert_eq!(names, [(2, "胜兴社区"), (3, "新,东方")]);
            assert_eq!(sheet.cell(&sheet.lines[1], "phone"), "2");
            assert_eq!(sheet.cell(&sheet.lines[1], "address"), "");
        }
    }

    #[test]
    fn what_cannot_be_read_is_named_by_row_and_column() {
        let table: [(&[u8], Wanted); 4] = [
            (b"", vec![(1, String::new(), "sheet-empty")]),
            (b"name,nmae\na,b\n", vec![(1, "nmae".to_owned(), "column-unknown")]),
            (b"phone\n1\n", vec![(1, "name".to_owned(), "column-missing")]),
            (b"name,name\na,b\n", vec![(1, "name".to_owned(), "column-twice")]),
        ];
        for (bytes, wanted) in table {
            assert_eq!(found(bytes), wanted, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn a_row_of_another_length_keeps_nobody_from_the_others() {
        let sheet = Sheet::read(b"name,phone\na,1\nb\nc,1,2\nd,4\n", KNOWN, &["name"]).unwrap();
        let wrong: Vec<_> = sheet.problems.iter().map(|p| (p.row, p.code.0)).collect();
        assert_eq!(wrong, [(3, "row-length"), (4, "row-length")]);
        let read: Vec<_> = sheet.lines.iter().map(|l| (l.row, sheet.cell(l, "name"))).collect();
        assert_eq!(read, [(2, "a"), (5, "d")]);
    }

    #[test]
    fn bytes_of_neither_encoding_are_named_by_row() {
        assert_eq!(decode(b"name\na\n\xff\xff\xff\n"), Err(3));
    }
}
