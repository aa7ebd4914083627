//! Tables as they are pasted from a spreadsheet, under the reader's own headings.

use linli_kernel::Day;

use super::sheet::{Problem, Sheet, decode};

/// A table as CSV in UTF-8 or GB18030, or as a spreadsheet puts it on the clipboard. `headings` are
/// the reader's words, each with the column that it means; of the columns `known`, the table must
/// have the `required` ones.
///
/// # Errors
/// Everything that keeps the table from being read at all, or more rows than `most`.
pub(crate) fn read_pasted(
    table: &[u8],
    headings: &[(&str, &str)],
    (known, required): (&[&str], &[&str]),
    most: usize,
) -> Result<Sheet, Vec<Problem>> {
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
    let bytes = writer.into_inner().map_err(|_| broken(1))?;
    let sheet = Sheet::read_words(&bytes, known, required);
    let sheet = sheet.map_err(|problems| in_their_words(problems, headings))?;
    if sheet.lines.len() > most {
        return Err(vec![Problem::new(0, "", "too-many-rows").with("max", most)]);
    }
    Ok(sheet)
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
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let word = match (cell.get(..4), cell.get(4..6), cell.get(6..)) {
        (Some(year), Some(month), Some(day)) if digits(cell) && day.len() == 2 => {
            format!("{year}-{month}-{day}")
        }
        _ => parted(cell).unwrap_or_else(|| cell.to_owned()),
    };
    word.parse().map(Some).map_err(|_| "date-wrong")
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
}
