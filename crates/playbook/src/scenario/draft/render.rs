//! A drafted story in the words of a scenario file.

use std::fmt::Write as _;

use super::{Move, Names, Start, Story};
use crate::{
    coverage::Transition,
    model::{Name, Process},
};

/// One scenario, named after the way that it is there for.
pub(super) fn render(
    names: &mut Names<'_>,
    process: &Process,
    (goal, start, story): (&Transition, &Start, &Story),
) -> String {
    let from = goal.from.as_ref().and_then(|from| process.steps.get(from));
    let source = from.and_then(|step| step.source.as_deref()).unwrap_or_else(|| names.source());
    let name = names.of(process, goal, story);
    let mut text = format!("\nscenario {name:?} article={source:?} {{\n");
    let _ = writeln!(text, "    given process={}{}", process.key, start.written);
    let mut last: Option<&Name> = Some(&process.first);
    for (step, place, open) in story {
        match step {
            Move::Late => text.push_str("    clock to=late\n"),
            Move::When { who, does, fields } => {
                let _ = write!(text, "    when {who} does={does}");
                let fields: Vec<String> =
                    fields.iter().map(|(key, word)| format!("{key} {word}")).collect();
                if !fields.is_empty() {
                    let _ = write!(text, " {{ {} }}", fields.join("; "));
                }
                text.push('\n');
            }
        }
        if last != Some(place) {
            let _ = writeln!(text, "    then {}={place}", if *open { "step" } else { "end" });
        }
        last = Some(place);
    }
    text.push_str("}\n");
    text
}
