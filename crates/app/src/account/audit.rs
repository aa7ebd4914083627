//! The audit rows of accounts: ids, codes and keyed hashes only.

use std::fmt::Display;

use linli_playbook::engine::Actor;

use crate::{App, AuditRow};

/// The outcome of a refused try, which is audited like a successful one.
pub(super) const REFUSED: &str = "refused";
pub(super) const DONE: &str = "done";

/// What was done or refused.
pub(super) fn audit(
    app: &App,
    actor: &Actor,
    action: &'static str,
    subject: impl Display,
    outcome: &str,
) -> AuditRow {
    let (person, acting) = match actor {
        Actor::Person { person, acting } => (Some(*person), acting.clone()),
        Actor::System | Actor::Operator => (None, None),
    };
    AuditRow {
        id: app.entropy.id(),
        at: app.now(),
        person,
        acting,
        action,
        subject: subject.to_string(),
        outcome: outcome.to_owned(),
    }
}
