//! Setting an installation up: places, staff, playbooks and calendars, from files.
//!
//! Owns what an operator or a system administrator does before the first matter. Must never be
//! half done: a file with one mistake changes nothing and lists every mistake with its row and
//! column; `dry_run` is a parameter of the same use-case and not a second path.

mod calendar;
mod demonstration;
mod overview;
pub(crate) mod pasted;
mod place_export;
mod place_import;
mod place_match;
mod place_sheet;
mod playbook_change;
mod playbook_compare;
mod playbooks;
mod progress;
mod references;
mod session;
pub(crate) mod sheet;
mod shipped;
mod staff_import;
mod staff_plan;
mod staff_sheet;
mod workbook;

use linli_kernel::PlaceId;

pub use calendar::{CalendarImport, import_calendar, shipped_calendar};
pub use demonstration::{is_demonstration, mark_demonstration};
pub use overview::{DistrictView, Overview, overview};
pub use pasted::{PastedTable, TableImport};
pub use place_export::export_places;
pub use place_import::{import_places, import_places_watched};
pub use place_sheet::{COLUMNS as PLACE_COLUMNS, DIVISIONS as DIVISION_COLUMNS};
pub(crate) use playbook_change::put_due_into_force;
pub use playbook_change::{ProposeChange, decide_playbook, propose_playbook};
pub use playbook_compare::{
    ChangeView, Comparison, Passage, RedrawnProcess, Side, compare_playbooks, playbook_change,
    playbook_changes,
};
pub use playbooks::{Published, bind_playbook, playbook_text, publish_playbook};
pub use progress::{Progress, Stage};
pub(crate) use references::place_named;
pub use session::operator_session;
pub use sheet::Problem;
pub use shipped::{SHIPPED_CALENDARS, SHIPPED_PLAYBOOKS, Shipped};
pub use staff_import::{import_staff, import_staff_watched};
pub use staff_sheet::COLUMNS as STAFF_COLUMNS;

use crate::{App, AppError, AuditRow, account::Administrator, audit};

/// The audit row of what an administrator was permitted.
fn audit(app: &App, by: Administrator<'_>, action: &'static str, subject: String) -> AuditRow {
    audit::row(app, &by.actor(), action, subject, audit::DONE)
}

/// An error of the program itself.
fn internal(error: impl std::fmt::Display) -> AppError {
    AppError::Internal(error.to_string())
}

/// What an import did, or would do, or what is wrong with the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Import {
    /// Every mistake, by row and column; nothing was changed if there is one.
    pub problems: Vec<Problem>,
    /// Rows that are new.
    pub new: usize,
    /// Rows that changed something.
    pub changed: usize,
    /// Rows that say what is known already.
    pub unchanged: usize,
    /// The districts that the file is about.
    pub districts: Vec<PlaceId>,
}

impl Import {
    fn refused(problems: Vec<Problem>) -> Self {
        Self { problems, ..Self::default() }
    }
}
