//! A matter's story.

use linli_app::matter::{ActorView, ErasedView, EventView, FieldValueView};
use linli_playbook::engine::Visibility;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::word::{Label, Time, labelled, words};

/// Who did something; never a private name.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Actor {
    /// `raiser`, `family` (who brought it in for the raiser), `reader` (the caller, who is no
    /// raiser), `co-raiser`, `post`, `organisation`, `system`, `operator` or `person`.
    kind: &'static str,
    /// The role, for a post.
    role: Option<Label>,
    /// The place's or organisation's name.
    name: Option<String>,
}

impl From<ActorView> for Actor {
    fn from(actor: ActorView) -> Self {
        Self { kind: actor.kind, role: labelled(actor.role), name: actor.name }
    }
}

/// That a text was erased by a legal duty.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Erased {
    /// Why, as a word.
    reason: String,
    /// When.
    at: Time,
}

impl From<ErasedView> for Erased {
    fn from(erased: ErasedView) -> Self {
        Self { reason: erased.reason, at: erased.at.into() }
    }
}

/// A filled-in field.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct FieldValue {
    /// The field's name.
    name: String,
    /// Its words.
    label: Option<Label>,
    /// Its value; null for an erased text, and while it is masked.
    value: Option<String>,
    /// Whether it is a personal fact that only whoever has a task of the matter reads; see `reveal`.
    masked: bool,
    /// Why and when the text was erased, if it was.
    erased: Option<Erased>,
    /// The words of a choice.
    choice: Option<Label>,
    /// The rows of a table.
    #[schema(no_recursion)]
    rows: Vec<Vec<FieldValue>>,
}

impl From<FieldValueView> for FieldValue {
    fn from(field: FieldValueView) -> Self {
        let row = |row: Vec<FieldValueView>| row.into_iter().map(Self::from).collect();
        Self {
            name: field.key,
            label: labelled(field.label),
            value: field.value,
            masked: field.masked,
            erased: field.erased.map(Erased::from),
            choice: labelled(field.choice),
            rows: field.rows.into_iter().map(row).collect(),
        }
    }
}

/// Something that happened.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Event {
    /// Its number in the matter.
    number: u32,
    /// When it was written down.
    at: Time,
    /// When it was due, for what a clock did.
    due_at: Option<Time>,
    /// What happened, as a word.
    kind: String,
    /// The playbook's words for the action, step or end.
    label: Option<Label>,
    /// The name of the action, level or answer.
    detail: Option<String>,
    /// Who.
    actor: Actor,
    /// Who agreed, where it took effect only with a second person.
    agreed_by: Option<Actor>,
    /// Words that came with it outside a form.
    words: Option<String>,
    /// What was filled in, as far as the caller may read it.
    fields: Vec<FieldValue>,
    /// Photos.
    photos: Vec<String>,
    /// Who may read it: `internal`, `raiser` or `public`.
    visible: &'static str,
}

const fn readers(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Internal => "internal",
        Visibility::Raiser => "raiser",
        Visibility::Public => "public",
    }
}

impl From<EventView> for Event {
    fn from(event: EventView) -> Self {
        Self {
            number: event.number,
            at: event.at.into(),
            due_at: event.due_at.map(Time::from),
            kind: event.kind,
            label: labelled(event.label),
            detail: event.detail,
            actor: event.actor.into(),
            agreed_by: event.agreed_by.map(Actor::from),
            words: event.words,
            fields: event.fields.into_iter().map(FieldValue::from).collect(),
            photos: words(&event.photos),
            visible: readers(event.visibility),
        }
    }
}
