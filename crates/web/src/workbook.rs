//! Tables as a workbook (XLSX), for whoever goes on reckoning with them. The same tables at the same
//! moment make the same bytes.

use linli_kernel::Moment;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use crate::pages::report::{Cell, Table};

/// The type of its content.
pub(crate) const CONTENT_TYPE: &str =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// A4, as the format numbers it.
const A4: u8 = 9;
/// Widths of the first column and of the others, in characters.
const WIDTHS: (f64, f64) = (30.0, 12.0);

/// A workbook with a sheet for each table; `heading` stands over each of them, and `at` is when it
/// was made.
///
/// # Errors
/// [`XlsxError`] if a table does not fit into a sheet.
pub(crate) fn workbook(
    heading: &[String],
    tables: &[Table],
    at: Moment,
) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let day = at.day();
    let year = u16::try_from(day.year()).unwrap_or(1900);
    let (month, date) = (day.month().unsigned_abs(), day.day().unsigned_abs());
    let made = ExcelDateTime::from_ymd(year, month, date)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    for table in tables {
        fill(book.add_worksheet(), heading, table)?;
    }
    book.save_to_buffer()
}

fn fill(sheet: &mut Worksheet, heading: &[String], table: &Table) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    sheet.set_name(&table.title)?;
    sheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0);
    let (first, others) = WIDTHS;
    let mut row = 0;
    for line in heading {
        sheet.write_string(row, 0, line)?;
        row += 1;
    }
    for (column, words) in (0_u16..).zip(&table.columns) {
        sheet.set_column_width(column, if column == 0 { first } else { others })?;
        sheet.write_string_with_format(row, column, words, &bold)?;
    }
    sheet.set_repeat_rows(row, row)?;
    for cells in &table.rows {
        row += 1;
        for (column, cell) in (0_u16..).zip(cells) {
            write(sheet, (row, column), cell)?;
        }
    }
    Ok(())
}

fn write(sheet: &mut Worksheet, (row, column): (u32, u16), cell: &Cell) -> Result<(), XlsxError> {
    match cell {
        // As words, whatever they begin with: never as a formula.
        Cell::Words(words) => sheet.write_string(row, column, words)?,
        Cell::Count(count) => {
            let whole = Format::new().set_num_format("#,##0");
            sheet.write_number_with_format(row, column, exact(*count), &whole)?
        }
        Cell::Tenths(tenths) => {
            let tenth = Format::new().set_num_format("#,##0.0");
            sheet.write_number_with_format(row, column, exact(*tenths) / 10.0, &tenth)?
        }
        Cell::Nothing => return Ok(()),
    };
    Ok(())
}

/// A workbook's numbers are floating; counts of matters are far below where those stop being exact.
#[expect(clippy::cast_precision_loss, reason = "exact up to 2^53")]
fn exact(number: i64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use super::*;

    fn table() -> Table {
        let words = |words: &str| Cell::Words(words.to_owned());
        Table {
            title: "办理情况".to_owned(),
            columns: ["指标", "本月", "上月"].map(str::to_owned).to_vec(),
            rows: vec![
                vec![words("按时办结率"), Cell::Tenths(978), Cell::Nothing],
                vec![words("=1+1"), Cell::Count(12_345), Cell::Count(7)],
            ],
        }
    }

    fn part(book: &[u8], name: &str) -> String {
        let mut parts = zip::ZipArchive::new(Cursor::new(book)).unwrap();
        let mut text = String::new();
        parts.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn a_workbook_holds_the_cells_of_its_tables_and_is_the_same_each_time() {
        let at = Moment::from_ms(1_783_472_400_000);
        let make = |tables: &[Table]| workbook(&["月报".to_owned()], tables, at).unwrap();
        let places = Table { title: "下级各处".to_owned(), ..table() };
        let book = make(&[table(), places.clone()]);
        assert_eq!(book, make(&[table(), places]), "the same bytes");
        let words = part(&book, "xl/sharedStrings.xml");
        for wanted in ["月报", "指标", "上月", "按时办结率", "=1+1"] {
            assert!(words.contains(&format!(">{wanted}<")), "{wanted}: {words}");
        }
        let sheet = part(&book, "xl/worksheets/sheet1.xml");
        for (cell, wanted) in [("B3", "97.8"), ("B4", "12345"), ("C4", "7")] {
            let found = sheet.split(&format!("r=\"{cell}\"")).nth(1).unwrap();
            let value = found.split("<v>").nth(1).unwrap().split('<').next().unwrap();
            assert_eq!(value, wanted, "{cell}");
        }
        assert!(!sheet.contains("r=\"C3\"") && !sheet.contains("<f>"), "nothing is no zero");
        assert!(part(&book, "xl/workbook.xml").contains("下级各处"));
    }
}
