//! Refusals are audited like what was permitted, but each once an hour: whoever asks in a loop for
//! what is not theirs must not fill the audit, whose rows stay for ever, nor keep the writer busy.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Display,
    sync::{Mutex, PoisonError},
};

use linli_domain::policy::{self, Action, Standing};
use linli_kernel::{Moment, PersonId};
use linli_playbook::engine::Actor;

use crate::{App, AppError, AppResult, AuditRow, Changes};

/// How long a refusal stands for others like it, in milliseconds.
const HOUR_MS: i64 = 3_600_000;
/// How many different refusals of one person are written down in an hour; guessing ids shows itself
/// by as many.
const OF_ONE_PERSON: usize = 200;

type Refused = (Option<PersonId>, &'static str, String);

/// The refusals written down within the hour, by person, action and object. Held in memory only: a
/// restart writes one more.
#[derive(Debug, Default)]
pub(crate) struct ToldRefusals(Mutex<BTreeMap<Refused, Moment>>);

impl ToldRefusals {
    /// Whether this one is to be written down.
    fn is_news(&self, refused: &Refused, now: Moment) -> bool {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let lately = |at: &Moment| now.ms_since(*at) < HOUR_MS;
        if told.get(refused).is_some_and(lately) {
            return false;
        }
        told.retain(|_, at| lately(at));
        let first = (refused.0, "", String::new());
        let own = told.range(first..).take_while(|((person, ..), _)| *person == refused.0);
        if own.count() >= OF_ONE_PERSON {
            return false;
        }
        told.insert(refused.clone(), now);
        true
    }
}

/// Passes an answer on; if it is that the caller may not do this, or may not know of it, that is
/// written down first, with the answer's code as outcome, unless it was within the hour. A refusal stands even where it cannot be
/// written down: the log of the program says so then.
pub(crate) async fn told<T>(
    app: &App,
    actor: &Actor,
    action: &'static str,
    subject: impl Display,
    answer: AppResult<T>,
) -> AppResult<T> {
    if let Err(error @ (AppError::Forbidden | AppError::NotFound)) = &answer {
        let row = row(app, actor, action, subject, error.code().as_str());
        let refused = (row.person, action, row.subject.clone());
        if !app.told_refusals().is_news(&refused, app.now()) {
            return answer;
        }
        if let Err(failure) = record(app, row).await {
            tracing::error!(%failure, action, "a refusal could not be audited");
        }
    }
    answer
}

async fn record(app: &App, row: AuditRow) -> AppResult<()> {
    let system = BTreeSet::from([Standing::System]);
    let permit = policy::decide(&Actor::System, Action::NoteRefusal, &system, None)?;
    app.store.commit(Changes::new(permit, row)).await?;
    Ok(())
}

/// How what was permitted and done ends.
pub(crate) const DONE: &str = "done";

/// A row of the audit.
pub(crate) fn row(
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_written_once_an_hour_and_not_without_end() {
        let told = ToldRefusals::default();
        let of = |person: i64, object: usize| {
            (PersonId::new(person), "matter.see", format!("case:{object}"))
        };
        let now = Moment::from_ms(1_000_000);
        assert!(told.is_news(&of(1, 1), now));
        assert!(!told.is_news(&of(1, 1), now.plus_ms(HOUR_MS - 1)));
        assert!(told.is_news(&of(2, 1), now), "somebody else");
        let news = (2..1_000).filter(|object| told.is_news(&of(1, *object), now)).count();
        assert_eq!(news, OF_ONE_PERSON - 1);
        assert!(told.is_news(&of(1, 1), now.plus_ms(HOUR_MS)));
    }
}
