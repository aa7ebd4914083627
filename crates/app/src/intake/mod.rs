//! The counter, the telephone and the rounds: taking matters in for others, finding them, taking
//! orders of other systems, and telling how a matter stands to whoever knows its number.
//!
//! Owns what staff need around a report. Must never search persons: a telephone number as typed
//! in full leads to that person's open matters, and to nothing else.

mod desk;
mod finished;
mod form;
mod open_matters;
mod orders;
mod place_names;

pub(crate) use desk::desk_line;
pub use desk::{Desk, DeskPost, desk};
pub use finished::{FinishedOrder, finished_orders, finished_table};
pub use form::{IntakeForm, Taking, intake_form, may_take};
pub use open_matters::open_matters;
pub use orders::{ORDER_COLUMNS, OrderTable, table_text, take_orders};
