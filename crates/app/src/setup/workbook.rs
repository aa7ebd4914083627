//! Workbooks as they are saved by spreadsheet programs: the first visible sheet of an XLSX file,
//! read cell by cell into the same rows as a CSV file.
//!
//! What a reader of the sheet sees is what is read: a day is a day however the cell keeps it, a code
//! that is kept as a number has its digits, a cell merged downwards holds for each of its rows.
//! What cannot be told is a mistake of that cell and never a guess.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read as _},
};

use calamine::{Data, DataRef, Dimensions, Reader as _, SheetType, SheetVisible, Xlsx};

/// How a file of a workbook begins: it is a ZIP archive.
const ARCHIVE: &[u8] = b"PK\x03\x04";
/// How an old `.xls` file begins, and one with a password.
const COMPOUND_FILE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/// The most bytes that the parts of a workbook may unpack to: a hundred times the largest upload.
const MAX_UNPACKED: u64 = 1 << 30;
/// A table has a few dozen columns; one further to the right is a slip.
const MAX_COLUMNS: u32 = 200;
/// Above this a number was rounded when it was typed: spreadsheets keep 15 digits.
const EXACT: f64 = 1e15;

/// A row of the sheet.
#[derive(Debug, Default)]
pub(super) struct WorkbookRow {
    /// As the sheet numbers it, from 1.
    pub(super) row: u64,
    /// From the first column on.
    pub(super) cells: Vec<String>,
    /// Cells that cannot be told: which column from 0, and the sentence.
    pub(super) wrong: Vec<(usize, &'static str)>,
}

/// Whether the bytes are a workbook, or a sentence says why not one that can be read.
///
/// # Errors
/// The sentence for a file of a spreadsheet program that is not read.
pub(super) fn is_workbook(bytes: &[u8]) -> Result<bool, &'static str> {
    if bytes.starts_with(COMPOUND_FILE) {
        Err("workbook-old")
    } else {
        Ok(bytes.starts_with(ARCHIVE))
    }
}

/// The rows of the first visible sheet that have something in them, in their order.
///
/// # Errors
/// The sentence for a file that cannot be read as a workbook, is too large, or has too many rows.
pub(super) fn rows(bytes: &[u8], most: usize) -> Result<Vec<WorkbookRow>, &'static str> {
    unpacks(bytes)?;
    let broken = |_| "workbook-broken";
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let sheets = workbook.sheets_metadata().iter();
    let mut shown = sheets.filter(|sheet| {
        sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible
    });
    let name = shown.next().map(|sheet| sheet.name.clone()).ok_or("workbook-broken")?;
    let merged = workbook.merge_cells_by_sheet_name(&name).map_err(broken)?;
    let mut reader = workbook.worksheet_cells_reader(&name).map_err(broken)?;
    let mut rows: BTreeMap<u32, BTreeMap<u32, Result<String, &'static str>>> = BTreeMap::new();
    while let Some(cell) = reader.next_cell().map_err(broken)? {
        let (row, column) = cell.get_position();
        let value = word(cell.get_value());
        if value == Ok(String::new()) {
            continue;
        }
        if column >= MAX_COLUMNS {
            return Err("workbook-wide");
        }
        rows.entry(row).or_default().insert(column, value);
        if rows.len() > most {
            return Err("too-many-rows");
        }
    }
    for area in &merged {
        fill(&mut rows, area);
    }
    Ok(rows.into_iter().map(|(row, cells)| laid_out(row, cells)).collect())
}

/// Whether the parts of the archive unpack to a bounded size: a small file could fill the memory.
fn unpacks(bytes: &[u8]) -> Result<(), &'static str> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| "workbook-broken")?;
    let mut left = MAX_UNPACKED;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|_| "workbook-broken")?;
        let read = std::io::copy(&mut part.take(left), &mut std::io::sink());
        left = left.saturating_sub(read.map_err(|_| "workbook-broken")?);
        if left == 0 {
            return Err("workbook-large");
        }
    }
    Ok(())
}

/// A cell that is merged downwards says the same for each row that has something in it; one merged
/// across columns says nobody knows what of which.
fn fill(
    rows: &mut BTreeMap<u32, BTreeMap<u32, Result<String, &'static str>>>,
    Dimensions { start, end }: &Dimensions,
) {
    let across = start.1 != end.1;
    // Whoever wrote the file may have named the corners the other way round.
    let (start, end) =
        (&(start.0.min(end.0), start.1.min(end.1)), &(start.0.max(end.0), start.1.max(end.1)));
    let first = rows.get(&start.0).and_then(|cells| cells.get(&start.1)).cloned();
    let Some(value) = first else { return };
    for (_, cells) in rows.range_mut(start.0..=end.0) {
        cells.insert(start.1, if across { Err("cell-merged") } else { value.clone() });
    }
}

fn laid_out(row: u32, cells: BTreeMap<u32, Result<String, &'static str>>) -> WorkbookRow {
    let mut line = WorkbookRow { row: u64::from(row) + 1, ..WorkbookRow::default() };
    for (column, value) in cells {
        let at = usize::try_from(column).unwrap_or(usize::MAX);
        line.cells.resize(at, String::new());
        line.cells.push(value.unwrap_or_else(|word| {
            line.wrong.push((at, word));
            String::new()
        }));
    }
    line
}

/// What a reader of the sheet sees in a cell.
fn word(value: &DataRef<'_>) -> Result<String, &'static str> {
    match Data::from(value.clone()) {
        Data::Empty => Ok(String::new()),
        Data::String(text) => Ok(text.trim().to_owned()),
        Data::Int(number) => Ok(number.to_string()),
        Data::Float(number) => figures(number),
        Data::Bool(true) => Ok("1".to_owned()),
        Data::Bool(false) => Ok("0".to_owned()),
        Data::DateTime(at) if at.is_datetime() => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            Ok(format!("{year:04}-{month:02}-{day:02}"))
        }
        Data::DateTimeIso(text) => Ok(text.split('T').next().unwrap_or_default().to_owned()),
        Data::DateTime(_) | Data::DurationIso(_) | Data::Error(_) => Err("cell-error"),
    }
}

/// A number with its digits. Spreadsheets round what has more than 15: a code of 18 is then wrong and
/// nobody sees it.
fn figures(number: f64) -> Result<String, &'static str> {
    if !number.is_finite() || number.abs() >= EXACT {
        return Err("cell-rounded");
    }
    // The shortest way of writing it that means this number: no exponent, no tail of nines.
    Ok(number.to_string())
}
