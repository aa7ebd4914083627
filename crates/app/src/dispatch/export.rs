//! The lists as a table that can be imported again unchanged.

use super::{
    COLUMNS,
    list::{ListFilter, dispatch_list},
};
use crate::{App, AppResult, Caller, intake::plain, matter::internal};

/// Exports the lists of the caller's districts as CSV in UTF-8, former entries included: under the
/// reader's headings, with the reader's words for the parts.
///
/// # Errors
/// As [`dispatch_list`].
pub async fn export_dispatch_list(
    app: &App,
    caller: &Caller,
    headings: &[(&str, &str)],
    parts: &[(&str, &str)],
) -> AppResult<Vec<u8>> {
    let all = ListFilter { all: true, ..ListFilter::default() };
    let list = dispatch_list(app, caller, &all).await?;
    let shown = |words: &[(&str, &str)], own: &str| {
        let found = words.iter().find(|(_, column)| *column == own);
        found.map_or_else(|| own.to_owned(), |(shown, _)| (*shown).to_owned())
    };
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS.map(|column| shown(headings, column))).map_err(internal)?;
    for entry in list.entries {
        let cells = [
            entry.place.name,
            entry.category_label.zh,
            shown(parts, entry.part),
            entry.organisation_name,
            entry.basis,
            entry.from.to_string(),
            entry.to.map(|day| day.to_string()).unwrap_or_default(),
        ];
        writer.write_record(cells.map(|cell| plain(&cell))).map_err(internal)?;
    }
    writer.into_inner().map_err(internal)
}
