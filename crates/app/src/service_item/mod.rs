//! Service items 服务事项: what an office does for the people of a place, and how to get it.
//!
//! Owns keeping, importing, exporting and reading them. Must never let anybody speak for a place in
//! which they have no post. The rules are those of [`linli_domain::service_item`]. An item is ended
//! by its last day and never taken away: somebody may hold its print.

mod export;
mod form;
mod import;
mod keep;
mod read;

pub use export::export_service_items;
pub use form::{ItemFacility, NewItem, item_facilities};
pub use import::import_service_items;
pub use keep::{KeptItem, Target, keep_service_item};
pub use read::{ItemLine, ItemView, OwnItems, Services, own_service_items, service_item, services};

/// The columns of a table of items, in the order in which it is written; also the fields of a form.
pub const COLUMNS: [&str; 13] = [
    "title",
    "basis",
    "documents",
    "steps",
    "days",
    "fee",
    "one-visit",
    "facility",
    "address",
    "hours",
    "phone",
    "from",
    "to",
];

/// What stands in the column `one-visit`.
pub const YES_NO: [&str; 2] = ["yes", "no"];
