//! What may be done, with its form.

use linli_app::matter::{ActionView, FieldChoice, FieldView};
use linli_playbook::model::Sensitivity;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::word::{Label, labelled};

/// An action on offer.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Action {
    /// Its name, to be sent as `action`.
    name: String,
    /// Its words.
    label: Label,
    /// The task, to be sent as `task`.
    task: Option<u32>,
    /// The task's version, to be sent as `If-Match`.
    version: Option<u32>,
    /// Its form.
    fields: Vec<Field>,
}

/// One choice of a field.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Choice {
    /// What is sent.
    value: String,
    /// Its words.
    label: Label,
    /// Under which heading it stands, where there are many.
    group: Option<Label>,
}

impl From<FieldChoice> for Choice {
    fn from(choice: FieldChoice) -> Self {
        Self { value: choice.value, label: choice.label.into(), group: labelled(choice.group) }
    }
}

/// A field of a form.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Field {
    /// Its name in `fields`.
    name: String,
    /// Its words.
    label: Label,
    /// A sentence under the label.
    hint: Option<Label>,
    /// `text`, `lines`, `number`, `date`, `flag`, `choice`, `choices`, `photos` or `items`.
    kind: &'static str,
    /// Whether it must be filled in.
    required: bool,
    /// Who may read it: `public`, `internal` or `personal`.
    visible: &'static str,
    /// Longest text, largest number, most photos or rows.
    max: Option<i64>,
    /// Smallest number.
    min: Option<i64>,
    /// What can be chosen.
    choices: Vec<Choice>,
    /// The fields of a row.
    #[schema(no_recursion)]
    fields: Vec<Field>,
}

const fn readers(sensitivity: Sensitivity) -> &'static str {
    match sensitivity {
        Sensitivity::Public => "public",
        Sensitivity::Internal => "internal",
        Sensitivity::Personal => "personal",
    }
}

impl From<FieldView> for Field {
    fn from(field: FieldView) -> Self {
        Self {
            name: field.name.to_string(),
            label: field.label.into(),
            hint: labelled(field.hint),
            kind: field.kind,
            required: field.required,
            visible: readers(field.sensitivity),
            max: field.max,
            min: field.min,
            choices: field.choices.into_iter().map(Choice::from).collect(),
            fields: field.fields.into_iter().map(Self::from).collect(),
        }
    }
}

impl From<ActionView> for Action {
    fn from(action: ActionView) -> Self {
        Self {
            name: action.name.to_string(),
            label: action.label.into(),
            task: action.task.map(|task| task.0),
            version: action.version,
            fields: action.fields.into_iter().map(Field::from).collect(),
        }
    }
}
