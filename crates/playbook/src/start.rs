//! A commented start for whoever writes a playbook: a small town that passes the checker, and
//! stories that hold in it.

use crate::model::Name;

const PLAYBOOK: &str = include_str!("../templates/start.kdl");
const SCENARIOS: &str = include_str!("../templates/start.scenarios.kdl");
/// What the town of the templates is called.
const PLACEHOLDER: &str = "playbook my-town";

/// The text of a playbook with this name.
#[must_use]
pub fn playbook(name: &Name) -> String {
    named(PLAYBOOK, name)
}

/// The text of its first scenarios.
#[must_use]
pub fn scenarios(name: &Name) -> String {
    named(SCENARIOS, name)
}

fn named(text: &str, name: &Name) -> String {
    text.replacen(PLACEHOLDER, &format!("playbook {name}"), 1)
}
