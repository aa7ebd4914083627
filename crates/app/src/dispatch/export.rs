//! The lists as a table that can be imported again unchanged.

use super::{
    COLUMNS,
    list::{ListFilter, dispatch_list},
};
use crate::{
    App, AppResult, Caller,
    setup::pasted::{shown, table},
};

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
    let rows = list.entries.into_iter().map(|entry| {
        [
            entry.place.name,
            entry.category_label.zh,
            shown(parts, entry.part).to_owned(),
            entry.organisation_name,
            entry.basis,
            entry.from.to_string(),
            entry.to.map(|day| day.to_string()).unwrap_or_default(),
        ]
    });
    table(COLUMNS, headings, rows)
}
