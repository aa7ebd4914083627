//! What a caller may do, with each action's form ready to be filled in.

use linli_domain::{organisation::Organisation, place::Chain, post, rules};
use linli_playbook::{
    Name, Playbook,
    engine::{Holder, Offer, TaskNumber},
    model::{Field, FieldKind, Label, Sensitivity},
};

use crate::matter::{parties::nearest_first, writing::holder_word};

/// An action on offer.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ActionView {
    /// Its name, to be sent back.
    pub name: Name,
    /// What people see.
    pub label: Label,
    /// The task, to be sent back.
    pub task: Option<TaskNumber>,
    /// The task's version, to be sent back.
    pub version: Option<u32>,
    /// Its form.
    pub fields: Vec<FieldView>,
}

/// One choice of a field.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct FieldChoice {
    /// What is sent.
    pub value: String,
    /// What people see.
    pub label: Label,
    /// Under which heading it stands, where there are many.
    pub group: Option<Label>,
}

/// A field ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct FieldView {
    /// Its name.
    pub name: Name,
    /// What people see.
    pub label: Label,
    /// A sentence under the label.
    pub hint: Option<Label>,
    /// `text`, `lines`, `number`, `date`, `flag`, `choice`, `choices`, `photos` or `items`.
    pub kind: &'static str,
    /// Whether it must be filled in.
    pub required: bool,
    /// Who may read it.
    pub sensitivity: Sensitivity,
    /// Longest text, largest number, most photos or rows.
    pub max: Option<i64>,
    /// Smallest number.
    pub min: Option<i64>,
    /// What can be chosen.
    pub choices: Vec<FieldChoice>,
    /// The fields of a row.
    pub fields: Vec<FieldView>,
}

/// Resolves a form's choices for one case.
pub(in crate::matter) struct Forms<'a> {
    pub(in crate::matter) playbook: &'a Playbook,
    pub(in crate::matter) chain: &'a Chain,
    pub(in crate::matter) serving: &'a [(Organisation, bool)],
}

impl Forms<'_> {
    pub(in crate::matter) fn action(&self, offer: &Offer) -> ActionView {
        ActionView {
            name: offer.action.clone(),
            label: offer.label.clone(),
            task: offer.task,
            version: offer.version,
            fields: offer.fields.iter().map(|field| self.field(field)).collect(),
        }
    }

    fn field(&self, field: &Field) -> FieldView {
        let mut view = FieldView {
            name: field.key.clone(),
            label: field.label.clone(),
            hint: field.hint.clone(),
            kind: "text",
            required: field.required,
            sensitivity: field.sensitivity,
            max: None,
            min: None,
            choices: Vec::new(),
            fields: Vec::new(),
        };
        match &field.kind {
            FieldKind::Text { max, lines } => {
                view.kind = if *lines { "lines" } else { "text" };
                view.max = Some(i64::from(*max));
            }
            FieldKind::Number { min, max } => {
                (view.kind, view.min, view.max) = ("number", Some(*min), Some(*max));
            }
            FieldKind::Date => view.kind = "date",
            FieldKind::Flag => view.kind = "flag",
            FieldKind::Choice(choices) => {
                view.kind = "choice";
                view.choices = choices.iter().map(|(name, label)| choice(name, label)).collect();
            }
            FieldKind::LegalGround => {
                view.kind = "choice";
                view.choices = rules::legal_ground_list().iter().map(ground).collect();
            }
            FieldKind::Party(kinds) => (view.kind, view.choices) = ("choice", self.parties(kinds)),
            FieldKind::Parties(kinds) => {
                (view.kind, view.choices) = ("choices", self.parties(kinds));
            }
            FieldKind::Post(level) => {
                (view.kind, view.choices) = ("choice", self.posts(level.as_ref(), false));
            }
            FieldKind::SecondPerson(level) => {
                (view.kind, view.choices) = ("choice", self.posts(Some(level), true));
            }
            FieldKind::Photos { max } => {
                (view.kind, view.max) = ("photos", Some(i64::from(*max)));
            }
            FieldKind::Items { max, fields } => {
                (view.kind, view.max) = ("items", Some(i64::from(*max)));
                view.fields = fields.iter().map(|field| self.field(field)).collect();
            }
        }
        view
    }

    fn parties(&self, kinds: &[Name]) -> Vec<FieldChoice> {
        nearest_first(self.playbook, self.chain, self.serving, kinds)
    }

    /// Posts over the place, at or above a level; of those that hold office only, where asked.
    fn posts(&self, level: Option<&Name>, office: bool) -> Vec<FieldChoice> {
        let lowest = level.and_then(|level| self.chain.0.iter().position(|p| p.kind == *level));
        let mut posts = Vec::new();
        for place in self.chain.0.iter().skip(lowest.unwrap_or(0)) {
            let here = self.playbook.roles.iter().filter(|(_, role)| role.at == place.kind);
            for (key, role) in here.filter(|(key, _)| !office || self.playbook.holds_office(key)) {
                let holder = Holder::Post { role: key.clone(), place: place.id };
                let label = post::title(&place.name, &role.label);
                posts.push(FieldChoice { value: holder_word(&holder), label, group: None });
            }
        }
        posts
    }
}

fn choice(name: &Name, label: &Label) -> FieldChoice {
    FieldChoice { value: name.to_string(), label: label.clone(), group: None }
}

fn ground(ground: &rules::LegalGround) -> FieldChoice {
    FieldChoice {
        value: ground.key.to_string(),
        label: Label { zh: ground.zh.clone(), en: Some(ground.en.clone()) },
        group: None,
    }
}
