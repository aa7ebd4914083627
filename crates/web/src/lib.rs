//! The web front door: pages, static files and texts.
//!
//! Owns what a browser sees. Must never hold a rule of the civic domain or SQL: a handler reads
//! the request, calls one use-case of `app` and answers.

pub mod assets;
pub mod respond;
#[cfg(test)]
mod style_page;
pub mod texts;
pub mod ui;
