//! Tests of the web crate through its public face.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should fail")]

mod administration;
mod api;
mod browser;
mod browser_counter;
mod browser_loop;
mod browser_pages;
mod browser_resident;
mod browser_workbench;
mod carried;
mod display;
mod errors;
mod followed;
mod forms;
mod fuzz;
mod journeys;
#[expect(clippy::indexing_slicing, reason = "an answer of another shape should fail")]
mod other_district;
mod routes;
mod static_files;
mod texts;
mod visitor;
