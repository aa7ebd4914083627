//! Mermaid text, for documents.

use std::fmt::Write as _;

use super::story::{Card, story};
use crate::{
    language::Speech,
    model::{Name, Playbook, Process},
};

/// The process as a Mermaid flowchart: a frame for each stage, steps as boxes, ends rounded, what
/// the clock decides dashed, the usual way thick.
#[must_use]
pub fn mermaid(playbook: &Playbook, process: &Process, speech: Speech) -> String {
    let cards = story(playbook, process, speech);
    let title = process.label.text(speech == Speech::English);
    let mut text = format!("---\ntitle: \"{}\"\n---\nflowchart TD\n", quoted(title));
    let mut stage = None;
    for card in &cards {
        if card.stage != stage {
            if stage.is_some() {
                text.push_str("  end\n");
            }
            if let Some(label) = card.stage {
                let number = cards.iter().position(|other| other.stage == card.stage);
                let _ = writeln!(
                    text,
                    "  subgraph stage_{}[\"{}\"]",
                    number.unwrap_or_default(),
                    quoted(label)
                );
            }
            stage = card.stage;
        }
        let (open, close) = if card.stage.is_some() { ("[\"", "\"]") } else { ("([\"", "\"])") };
        let indent = if card.stage.is_some() { "    " } else { "  " };
        let _ = writeln!(text, "{indent}{}{open}{}{close}", id(card.key), described(card));
    }
    for card in &cards {
        for row in &card.rows {
            let Some(to) = row.to else { continue };
            let arrow = match (row.dashed, row.usual) {
                (true, _) => "-.->",
                (false, true) => "==>",
                (false, false) => "-->",
            };
            // The drawing shows where the arrow goes; its words say only why.
            let why = row.text.split(" → ").next().unwrap_or_default();
            let _ = writeln!(text, "  {} {arrow}|\"{}\"| {}", id(card.key), quoted(why), id(to));
        }
    }
    text
}

fn described(card: &Card<'_>) -> String {
    let lines = std::iter::once(&card.title).chain(&card.subtitle);
    lines.map(|line| quoted(line)).collect::<Vec<_>>().join("<br/>")
}

/// `end` and hyphens mean something to Mermaid.
fn id(name: &Name) -> String {
    format!("s_{}", name.as_str().replace('-', "_"))
}

fn quoted(text: &str) -> String {
    super::escaped(text).replace('|', "/")
}
