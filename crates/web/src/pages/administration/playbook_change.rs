//! A district goes over to another playbook: one administrator asks, with what would differ before
//! their eyes another agrees or declines, and either takes it back until its day.

use askama::Template;
use axum::{http::StatusCode, response::Response};
use linli_app::{
    AppError,
    setup::{self, ChangeView, ProposeChange},
};
use linli_domain::playbook_change::{ChangeState, Decision};
use linli_kernel::PlaybookChangeId;

use super::{
    comparison::{Difference, difference, edition, edition_word, speech},
    mistakes,
    officer::Officer,
    playbooks,
};
use crate::{
    pages::form::shown_again,
    request::{FormFields, Id, Problem, Query},
    respond,
    ui::{
        Tone, Ui,
        view::{Fact, FieldError, Row, Tag},
    },
};

#[derive(Template)]
#[template(path = "administration/playbook_change.html")]
struct ChangePage {
    ui: Ui,
    facts: Vec<Fact>,
    /// What has to be done yet, and by whom; may be empty.
    note: String,
    /// Where a decision goes, if the reader has any.
    action: Option<String>,
    version: i64,
    /// Its word, the button's, and whether it is the one that goes on.
    decisions: Vec<(&'static str, String, bool)>,
    difference: Difference,
    errors: Vec<FieldError>,
}

fn state_tag(ui: &Ui, state: ChangeState) -> Tag {
    let (tone, key) = match state {
        ChangeState::Proposed => (Tone::Warn, "playbook-state-proposed"),
        ChangeState::Agreed => (Tone::Brand, "playbook-state-agreed"),
        ChangeState::InForce => (Tone::Ok, "playbook-state-in-force"),
        ChangeState::Declined => (Tone::Plain, "playbook-state-declined"),
        ChangeState::Withdrawn => (Tone::Plain, "playbook-state-withdrawn"),
        ChangeState::Overtaken => (Tone::Plain, "playbook-state-overtaken"),
    };
    Tag::new(tone, ui.t(key))
}

/// A change in the list.
pub(super) fn row(ui: &Ui, view: &ChangeView) -> Row {
    let change = &view.change;
    let (before, after) = (edition_word(&change.before), edition_word(&change.after));
    let words = [("district", &view.district), ("before", &before), ("after", &after)]
        .map(|(name, value)| (name, value as &dyn crate::texts::TextValue));
    Row {
        href: Some(format!("/admin/playbooks/changes/{}", change.id)),
        title: ui.tx("playbook-change-line", &words),
        text: ui.t1("playbook-from-day", "day", ui.full_day(&change.from)),
        icon: Some("route"),
        tag: Some(state_tag(ui, change.state)),
    }
}

fn facts(ui: &Ui, view: &ChangeView) -> Vec<Fact> {
    let change = &view.change;
    let by = |name: &Option<String>, at| {
        let name = name.clone().unwrap_or_else(|| ui.t("desk-unnamed").to_owned());
        ui.t2("playbook-by", ("name", &name), ("at", &ui.full_when(&at)))
    };
    let mut facts = vec![
        Fact::new(ui.t("admin-playbook-district"), &*view.district),
        Fact::new(ui.t("playbook-before"), edition_word(&change.before)),
        Fact::new(ui.t("playbook-after"), edition_word(&change.after)),
        Fact::new(ui.t("playbook-from"), ui.full_day(&change.from)),
        Fact::new(ui.t("playbook-state"), state_tag(ui, change.state).label),
        Fact::new(ui.t("playbook-proposed-by"), by(&view.proposed_by, change.proposed_at)),
    ];
    if let Some(at) = change.decided_at {
        facts.push(Fact::new(ui.t("playbook-decided-by"), by(&view.decided_by, at)));
    }
    facts
}

fn note(ui: &Ui, view: &ChangeView) -> String {
    match (view.change.state, view.open) {
        (ChangeState::Proposed, [Decision::Withdraw]) => ui.t("playbook-note-second"),
        (ChangeState::Proposed, _) => ui.t("playbook-note-decide"),
        (ChangeState::Agreed, _) => ui.t("playbook-note-agreed"),
        (ChangeState::Overtaken, _) => ui.t("playbook-note-overtaken"),
        _ => "",
    }
    .to_owned()
}

async fn page(
    Officer { app, caller, ui, .. }: Officer,
    id: PlaybookChangeId,
    (status, error): (StatusCode, Option<&AppError>),
) -> Result<Response, Problem> {
    let (view, comparison) = setup::playbook_change(&app, &caller, id, speech(&ui)).await?;
    let button = |decision: &Decision| {
        let key = match decision {
            Decision::Agree => "playbook-agree",
            Decision::Decline => "playbook-decline",
            Decision::Withdraw => "playbook-withdraw",
        };
        (decision.word(), ui.t(key).to_owned(), *decision == Decision::Agree)
    };
    let mut errors = error.map(|error| mistakes(&ui, error, "decision")).unwrap_or_default();
    for error in &mut errors {
        "main".clone_into(&mut error.id);
    }
    let title = ui.t1("playbook-change-of", "district", &view.district);
    let page = ChangePage {
        facts: facts(&ui, &view),
        note: note(&ui, &view),
        action: (!view.open.is_empty()).then(|| format!("/admin/playbooks/changes/{id}")),
        version: view.change.version,
        decisions: view.open.iter().map(button).collect(),
        difference: difference(&ui, comparison),
        errors,
        ui: ui.with_title(title),
    };
    Ok(respond::page_with(status, &page.ui, &page))
}

/// `GET /admin/playbooks/changes/{id}`.
pub(super) async fn show(
    officer: Officer,
    Id(id): Id<PlaybookChangeId>,
) -> Result<Response, Problem> {
    page(officer, id, (StatusCode::OK, None)).await
}

/// `GET /admin/playbooks/compare`: two stored playbooks, whether a change is asked for or not.
pub(super) async fn compare(
    Officer { app, caller, ui, .. }: Officer,
    query: Query,
) -> Result<Response, Problem> {
    query.only(&["before", "after"])?;
    let named = |name| query.get(name).and_then(edition).ok_or(AppError::NotFound);
    let (before, after) = (named("before")?, named("after")?);
    let found = setup::compare_playbooks(&app, &caller, (&before, &after), speech(&ui)).await?;
    let title = ui.t("playbook-compare").to_owned();
    let page = ChangePage {
        facts: vec![
            Fact::new(ui.t("playbook-before"), edition_word(&before)),
            Fact::new(ui.t("playbook-after"), edition_word(&after)),
        ],
        note: String::new(),
        action: None,
        version: 0,
        decisions: Vec::new(),
        difference: difference(&ui, found),
        errors: Vec::new(),
        ui: ui.with_title(title),
    };
    Ok(respond::page(&page.ui, &page))
}

/// `POST /admin/playbooks/changes`: asks for one.
pub(super) async fn propose(officer: Officer, form: FormFields) -> Result<Response, Problem> {
    let district = form.given("district").and_then(|word| word.parse().ok());
    let playbook = form.given("playbook").and_then(edition);
    let (Some(district), Some((key, version))) = (district, playbook) else {
        return Err(AppError::NotFound.into());
    };
    let from = form.get("from").unwrap_or_default().to_owned();
    let input = ProposeChange { district, key, version, from };
    match setup::propose_playbook(&officer.app, &officer.caller, &input).await {
        Ok(id) => {
            let to = format!("/admin/playbooks/changes/{id}");
            Ok(respond::redirect_with_flash(&to, Tone::Ok, "flash-playbook-proposed"))
        }
        Err(error) => playbooks::proposed_again(officer, &form, error).await,
    }
}

/// `POST /admin/playbooks/changes/{id}`: agrees, declines or takes back.
pub(super) async fn decide(
    officer: Officer,
    Id(id): Id<PlaybookChangeId>,
    form: FormFields,
) -> Result<Response, Problem> {
    let version = form.given("version").and_then(|word| word.parse().ok()).unwrap_or(0);
    let decision =
        form.given("decision").and_then(Decision::from_word).ok_or(AppError::NotFound)?;
    let decided =
        setup::decide_playbook(&officer.app, &officer.caller, (id, version), decision).await;
    match decided {
        Ok(state) => {
            let told = match state {
                ChangeState::Declined => "flash-playbook-declined",
                ChangeState::Withdrawn => "flash-playbook-withdrawn",
                ChangeState::InForce => "flash-playbook-bound",
                ChangeState::Overtaken => "playbook-state-overtaken",
                _ => "flash-playbook-agreed",
            };
            let to = format!("/admin/playbooks/changes/{id}");
            Ok(respond::redirect_with_flash(&to, Tone::Ok, told))
        }
        Err(error) => {
            let (status, error) = shown_again(error)?;
            page(officer, id, (status, Some(&error))).await
        }
    }
}
