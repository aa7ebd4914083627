//! How a case goes, as data: the process language, its checker, the engine, scenarios, the drawing.
//!
//! Owns the model of a playbook 治理方案 and the pure functions that move a case through it.
//! Must never know a civic noun (a compound, a volunteer, a vote) beyond the names that a playbook
//! declares, use a float, or iterate an unordered map: the same case, command and facts give the
//! same decision on every machine and in every year. Rules come from the playbook's text.

pub mod check;
pub mod coverage;
pub mod draw;
pub mod engine;
pub mod language;
pub mod model;
pub mod scenario;
pub mod simulate;
pub mod start;

pub use model::{Label, Name, Playbook};
