//! What the dispatch list and similar past matters suggest, above the form that names the parties.

use linli_app::{
    App, AppError, AppResult, Caller,
    dispatch::{self, Suggestions},
    matter::{ActionView, MatterView},
};
use linli_domain::dispatch::Part;

use super::dispatch::part_words;
use crate::{
    request::FormFields,
    ui::{Ui, view::Link},
};

/// The form's fields of the parties.
const LEAD: &str = "lead";
const ASSIST: &str = "assist";

/// Somebody who is suggested, and why.
pub(super) struct SuggestedLine {
    pub(super) name: String,
    pub(super) why: String,
    /// Similar past matters that the reader may open.
    pub(super) cases: Vec<Link>,
    /// Fills the form in, for a person to decide.
    pub(super) fill: Option<String>,
}

/// What is suggested; empty where the lists and the past say nothing.
#[derive(Default)]
pub(super) struct Suggested {
    pub(super) lines: Vec<SuggestedLine>,
    /// Fills everything in that the lists name.
    pub(super) fill_by_list: Option<String>,
}

/// What is suggested for an action that names parties; nothing for any other, and for whoever may
/// not read it.
pub(super) async fn load(
    app: &App,
    caller: &Caller,
    view: &MatterView,
    action: &ActionView,
) -> AppResult<Option<Suggestions>> {
    if !action.fields.iter().any(|field| field.name == *LEAD) {
        return Ok(None);
    }
    match dispatch::suggestions(app, caller, view.id).await {
        Ok(found) => Ok(Some(found)),
        Err(AppError::Forbidden | AppError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether the form offers somebody under a field.
fn offers(action: &ActionView, field: &str, value: &str) -> bool {
    let field = action.fields.iter().find(|known| known.name == *field);
    field.is_some_and(|field| field.choices.iter().any(|choice| choice.value == value))
}

/// The suggestions in words, with ways to fill the form in.
pub(super) fn shown(ui: &Ui, found: &Suggestions, action: &ActionView, href: &str) -> Suggested {
    let task = action.task.map(|task| format!("&task={}", task.0)).unwrap_or_default();
    let address = |what: &str| format!("{href}/act?action={}{task}&fill={what}", action.name);
    let by_list = found.by_list.iter().map(|one| SuggestedLine {
        name: one.name.clone(),
        why: ui.tx(
            "dispatch-by-list",
            &[
                ("part", &part_words(ui, one.part)),
                ("list", &one.list),
                ("basis", &one.basis),
                ("from", &ui.day(&one.from)),
            ],
        ),
        cases: Vec::new(),
        fill: None,
    });
    let precedents = found.precedents.iter().map(|one| {
        let id = one.organisation.to_string();
        let cases = one.cases.iter();
        SuggestedLine {
            name: one.name.clone(),
            why: ui.tx(
                "dispatch-by-past",
                &[("led", &one.led), ("compared", &found.compared), ("name", &one.name)],
            ),
            cases: cases
                .map(|case| Link {
                    href: format!("/w/cases/{}", case.id),
                    label: case.number.clone(),
                })
                .collect(),
            fill: offers(action, LEAD, &id).then(|| address(&id)),
        }
    });
    let leads = found.named(Part::Lead);
    let fits = leads.into_iter().any(|one| offers(action, LEAD, &one.organisation.to_string()));
    Suggested {
        lines: by_list.chain(precedents).collect(),
        fill_by_list: fits.then(|| address("list")),
    }
}

/// The form filled in as somebody asked for: whom the lists name, or one organisation as the lead.
pub(super) fn filled(found: &Suggestions, action: &ActionView, what: &str) -> FormFields {
    let named = |part: Part, field: &str| {
        let ids = found.named(part).map(|one| one.organisation.to_string());
        ids.filter(|id| offers(action, field, id)).collect::<Vec<_>>()
    };
    let (lead, assist) = match what {
        "list" => (named(Part::Lead, LEAD), named(Part::Assist, ASSIST)),
        one if offers(action, LEAD, one) => (vec![one.to_owned()], Vec::new()),
        _ => (Vec::new(), Vec::new()),
    };
    FormFields::default().with_values("f.lead", lead).with_values("f.assist", assist)
}
