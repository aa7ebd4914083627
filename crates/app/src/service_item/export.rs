//! The items of a place as a table that can be imported again unchanged.

use linli_kernel::PlaceId;

use super::{COLUMNS, YES_NO, read::own_service_items};
use crate::{App, AppResult, Caller, intake::plain, matter::internal};

/// What stands between the papers in a cell: what people type there themselves.
const BETWEEN: &str = "\u{ff1b}";

/// Exports the items of a place as CSV in UTF-8, former ones included: under the reader's headings,
/// with the reader's words for yes and no.
///
/// # Errors
/// As [`own_service_items`].
pub async fn export_service_items(
    app: &App,
    caller: &Caller,
    place: PlaceId,
    headings: &[(&str, &str)],
    words: &[(&str, &str)],
) -> AppResult<Vec<u8>> {
    let own = own_service_items(app, caller, Some(place)).await?;
    let shown = |words: &[(&str, &str)], own: &str| {
        let found = words.iter().find(|(_, column)| *column == own);
        found.map_or_else(|| own.to_owned(), |(shown, _)| (*shown).to_owned())
    };
    let [yes, no] = YES_NO;
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS.map(|column| shown(headings, column))).map_err(internal)?;
    for item in own.items {
        let (address, hours, phone) = item.own;
        let cells = [
            item.line.title,
            item.basis,
            item.documents.join(BETWEEN),
            item.steps.join(BETWEEN),
            item.line.work_days.to_string(),
            item.fee,
            shown(words, if item.line.one_visit { yes } else { no }),
            item.facility.map(|one| one.name).unwrap_or_default(),
            address,
            hours,
            phone.unwrap_or_default(),
            item.line.from.to_string(),
            item.line.to.map(|day| day.to_string()).unwrap_or_default(),
        ];
        writer.write_record(cells.map(|cell| plain(&cell))).map_err(internal)?;
    }
    writer.into_inner().map_err(internal)
}
