//! What every write on a case has in common: its audit row, its outbox rows, its class.

use std::fmt::Display;

use linli_domain::{matter::CaseRow, policy::CaseClass};
use linli_kernel::{CaseId, Moment};
use linli_playbook::{
    Name, Playbook,
    engine::{Actor, Audience, Case, Effect, Holder, Message},
    model::Publicity,
};

use crate::{App, AppError, AuditRow, Changes, OutboxRow, audit};

/// An error of the program itself.
pub(crate) fn internal(error: impl Display) -> AppError {
    AppError::Internal(error.to_string())
}

/// The audit row of a permitted action on a case.
pub(crate) fn audit(app: &App, actor: &Actor, action: &'static str, case: CaseId) -> AuditRow {
    audit::row(app, actor, action, format!("case:{case}"), audit::DONE)
}

/// What tells the raisers how far their matter is, the most telling first.
const PROGRESS: [Message; 4] = [Message::Told, Message::Ended, Message::Published, Message::Stage];

/// Writes a decision's effects to the outbox. How far a matter is its raisers are told at most once
/// per stage: by the most telling word of a decision, once per entry of a step, and not beside the
/// request to rate it, which says that there is a result. Everything else is told as often as it happens.
pub(crate) fn put_effects(
    app: &App,
    changes: &mut Changes,
    row: &CaseRow,
    effects: &[Effect],
    now: Moment,
) {
    let (entry, event) = (row.state.step.entry, row.state.last_event);
    let telling = PROGRESS.into_iter().find(|progress| effects.iter().any(|e| tells(e, *progress)));
    let asks = effects.iter().any(asks_to_rate);
    for effect in effects {
        let progress = PROGRESS.into_iter().find(|progress| tells(effect, *progress));
        let asked_for = matches!(progress, Some(Message::Stage | Message::Published)) && asks;
        if progress.is_some() && progress != telling || asked_for {
            continue;
        }
        let dedupe = match (effect, progress) {
            (Effect::Notify { message, .. }, Some(_)) => {
                format!("{}:{entry}:raisers:{message}", row.id)
            }
            (Effect::Notify { to, message }, None) => {
                format!("{}:event-{event}:{}:{message}", row.id, audience_word(to))
            }
            (Effect::ReplyExternal { system }, _) => format!("{}:{entry}:{system}", row.id),
        };
        changes.put(OutboxRow {
            id: app.entropy.id(),
            case: Some(row.id),
            effect: effect.clone().into(),
            run_at: now,
            dedupe,
        });
    }
}

/// Whether an effect tells the raisers this.
fn tells(effect: &Effect, what: Message) -> bool {
    matches!(effect, Effect::Notify { to: Audience::Raisers, message } if *message == what.as_str())
}

/// Whether an effect asks a raiser to rate, or the family that raised it for them.
fn asks_to_rate(effect: &Effect) -> bool {
    match effect {
        Effect::Notify { to: Audience::Holder(Holder::Person(_)), message } => {
            *message == Message::PleaseRate.as_str()
        }
        _ => false,
    }
}

fn audience_word(audience: &Audience) -> String {
    match audience {
        Audience::Raisers => "raisers".to_owned(),
        Audience::Holder(holder) => holder_word(holder),
    }
}

/// A holder as a word: `role@place`, `organisation@id`, `person@id`.
pub(crate) fn holder_word(holder: &Holder) -> String {
    match holder {
        Holder::Post { role, place } => format!("{role}@{place}"),
        Holder::Organisation(id) => format!("organisation@{id}"),
        Holder::Person(id) => format!("person@{id}"),
    }
}

/// The stage that a resident follows now.
pub(crate) fn stage_of(playbook: &Playbook, case: &Case) -> Name {
    let step = case.step_in(playbook);
    step.map_or_else(|| case.step.key.clone(), |step| step.stage.clone())
}

/// Who may see a case at all: being about a holder weighs most, then the home, then the name.
pub(crate) fn class_of(case: &Case, anonymous: bool) -> CaseClass {
    if !case.recused.is_empty() {
        CaseClass::Recused
    } else if case.publicity == Publicity::Private {
        CaseClass::Confidential
    } else if anonymous {
        CaseClass::Anonymous
    } else {
        CaseClass::Ordinary
    }
}
