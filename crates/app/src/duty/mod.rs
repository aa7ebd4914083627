//! Duty rosters 值班表: who is at a service centre or a place on which day, holidays included.
//!
//! Owns keeping, copying, swapping and importing rosters, and what everybody reads of today. Must
//! never show a name whose owner did not agree to it: the service number stands there instead. The
//! rules are those of [`linli_domain::duty`].

mod copy;
mod export;
mod import;
mod keep;
mod people;
mod public;
mod roster;
mod site;
mod swap;

pub use copy::{CopiedWeek, copy_week};
pub use export::export_roster;
pub use import::import_roster;
pub use keep::{TypedShift, keep_duty_day};
pub use people::WhoView;
pub use public::{OnDutyPage, PublicShift, SiteToday, on_duty};
pub use roster::{Candidate, Roster, RosterDay, ShiftView, roster};
pub use site::{SiteLine, duty_sites};
pub use swap::{Swap, swap_shifts};

/// The columns of a table of shifts, in the order in which it is written.
pub const COLUMNS: [&str; 6] = ["date", "from", "to", "name", "phone", "consent"];

/// What stands in the column `consent`.
pub const YES_NO: [&str; 2] = ["yes", "no"];
