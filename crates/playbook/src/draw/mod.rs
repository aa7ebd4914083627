//! Drawings of a process: Mermaid text for documents, SVG for pages.
//!
//! Owns what a drawing shows ([`story`]) and the two ways to write it down. Must never decide
//! anything: it reads the same model as the engine. Words beside the playbook's own labels stand
//! in the catalogue.

mod condition;
mod lanes;
mod mermaid;
mod redrawn;
mod story;
mod svg;

pub use mermaid::mermaid;
pub use redrawn::{Line, Mark, Marks, Redrawn, RedrawnCard, redrawn};
pub use svg::svg;

/// Text as it may stand in XML.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            c if c.is_control() => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}
