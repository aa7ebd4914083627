//! Unlawful or personal words are taken out of public view, or put back. No step offers it and no
//! playbook forbids it: the access policy says who may ask, the engine that somebody in office (or
//! the operator) does, for a reason that is kept, and that the raisers are told. Nothing is
//! deleted, and the case goes on.

use super::{
    Actor, Audience, Command, Decision, EventBody, Holder, Message, Own, OwnField, Refusal,
    Refusals, Relation, Value, choice::Choice, codes, decide::about, fields::FieldCheck,
    view::View, work::Work,
};
use crate::model::Playbook;

/// Whether a command is one of the two.
pub(super) fn is_meant(command: &Command) -> bool {
    [Own::Hide, Own::Show].iter().any(|own| command.action == own.as_str())
}

/// Answers the command.
///
/// # Errors
/// From the clock, from whom the case is about, without office, for an unknown reason, or where
/// nothing would change.
pub(super) fn decide<'p>(
    view: &View<'p, '_>,
    command: &Command,
    work: impl FnOnce() -> Work<'p>,
) -> Result<Decision, Refusals> {
    let hides = command.action == Own::Hide.as_str();
    let own = if hides { Own::Hide } else { Own::Show };
    if about(view.case, &command.actor) || view.facts.relations.set.contains(&Relation::Subject) {
        return Err(codes::RECUSED.into());
    }
    match command.actor {
        Actor::Operator => {}
        Actor::Person { .. } if in_office(view.playbook, &command.actor) => {}
        Actor::Person { .. } => return Err(codes::NOT_OFFICE.into()),
        Actor::System => return Err(codes::NOT_OFFERED.into()),
    }
    let View { playbook, facts, case, now, .. } = *view;
    let form = FieldCheck { playbook, facts, recused: &case.recused, now };
    let fields = view.fields(&Choice::Own(own), None);
    Refusals::from_list(form.check(&fields, &command.fields))?;
    let reason = match command.fields.get(OwnField::Reason.as_str()) {
        Some(Value::Choice(reason)) => Some(reason.clone()),
        _ => None,
    };
    if case.hidden == reason {
        return Err(Refusal::of(codes::NOT_OFFERED).with("action", &command.action).into());
    }
    let mut work = work();
    let (event, message) = match reason {
        Some(reason) => (EventBody::Hidden { reason }, Message::TextHidden),
        None => (EventBody::Shown, Message::TextShown),
    };
    work.emit(event);
    work.notify(Audience::Raisers, message);
    Ok(work.finish())
}

/// Whether somebody acts for a post that holds office.
pub(super) fn in_office(playbook: &Playbook, actor: &Actor) -> bool {
    match actor {
        Actor::Person { acting: Some(Holder::Post { role, .. }), .. } => {
            playbook.holds_office(role)
        }
        _ => false,
    }
}
