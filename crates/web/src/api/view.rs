//! Cases as JSON: the use-cases' view models with moments, ids and labels as the API writes them.

mod action;
mod list;
mod matter;
mod story;

pub(super) use action::Choice;
pub(super) use list::{MatterLine, Matters, Tasks};
pub(super) use matter::{Matter, Part, Stage};
pub(super) use story::{Actor, Event, FieldValue};
