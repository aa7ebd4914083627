//! The items of a place as a table that can be imported again unchanged.

use linli_kernel::PlaceId;

use super::{COLUMNS, YES_NO, read::own_service_items};
use crate::{
    App, AppResult, Caller,
    setup::pasted::{shown, table},
};

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
    let [yes, no] = YES_NO;
    let rows = own.items.into_iter().map(|item| {
        let (address, hours, phone) = item.own;
        [
            item.line.title,
            item.basis,
            item.documents.join(BETWEEN),
            item.steps.join(BETWEEN),
            item.line.work_days.to_string(),
            item.fee,
            shown(words, if item.line.one_visit { yes } else { no }).to_owned(),
            item.facility.map(|one| one.name).unwrap_or_default(),
            address,
            hours,
            phone.unwrap_or_default(),
            item.line.from.to_string(),
            item.line.to.map(|day| day.to_string()).unwrap_or_default(),
        ]
    });
    table(COLUMNS, headings, rows)
}
