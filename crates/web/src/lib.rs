//! The web front door: pages, static files and texts.
//!
//! Owns what a browser sees. Must never hold a rule of the civic domain or SQL: a handler reads
//! the request, calls one use-case of `app` and answers.

pub mod api;
pub mod assets;
pub mod pages;
pub mod request;
pub mod respond;
pub mod server;
#[cfg(test)]
mod style_page;
pub mod texts;
pub mod ui;
mod workbook;
