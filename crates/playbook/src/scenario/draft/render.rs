//! A drafted story in the words of a scenario file.

use std::{collections::BTreeMap, fmt::Write as _};

use super::{Move, Start, Story};
use crate::{
    coverage::{Transition, Way},
    language::{Speech, fill},
    model::{Name, Playbook, Process},
};

/// One scenario, named after the way that it is there for.
pub(super) fn render(
    (playbook, process): (&Playbook, &Process),
    all: &BTreeMap<Transition, Name>,
    (goal, start, story): (&Transition, &Start, &Story),
    speech: Speech,
) -> String {
    let from = goal.from.as_ref().and_then(|from| process.steps.get(from));
    let source = from.and_then(|step| step.source.as_ref()).unwrap_or(&playbook.source);
    let name = name(process, all, goal, speech);
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

/// From where, how, and if that is another place, to where.
fn name(
    process: &Process,
    all: &BTreeMap<Transition, Name>,
    goal: &Transition,
    speech: Speech,
) -> String {
    let english = speech == Speech::English;
    let label = |name: &Name| {
        let step = process.steps.get(name).map(|step| &step.label);
        let label = step.or_else(|| process.ends.get(name).map(|end| &end.label));
        label.map_or_else(|| name.to_string(), |label| label.text(english).to_owned())
    };
    let word = |key: &str| fill(speech, key, &[]);
    let from = goal.from.as_ref();
    let step = from.map_or_else(|| word("draft-any"), label);
    let outcome = |name: &Name| {
        let outcomes = from.and_then(|from| process.steps.get(from));
        let outcomes = outcomes.map(|step| step.outcomes.as_slice()).unwrap_or_default();
        let label = outcomes.iter().find(|outcome| outcome.key == *name).map(|o| &o.label);
        let label = label.or_else(|| process.asides.get(name).map(|aside| &aside.label));
        label.map_or_else(|| name.to_string(), |label| label.text(english).to_owned())
    };
    let way = match &goal.way {
        Way::Outcome(name) | Way::Aside(name) => outcome(name),
        Way::Late => word("draft-late"),
        Way::Up => word("draft-up"),
        Way::Top => word("draft-top"),
        Way::Instructed => word("draft-instructed"),
        Way::Exhausted => word("draft-exhausted"),
        Way::Silence => word("draft-silence"),
        Way::Granted => word("draft-granted"),
        Way::Denied => word("draft-denied"),
    };
    let to = all.get(goal).filter(|to| from != Some(*to)).map(label);
    let way = to.map_or(way.clone(), |to| format!("{way} → {to}"));
    let process = process.label.text(english).to_owned();
    let said = [("process", process), ("step", step), ("way", way)];
    fill(speech, "draft-name", &said)
}
