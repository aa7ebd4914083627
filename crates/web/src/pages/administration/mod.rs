//! The pages of administrators: setting an installation up, the staff and how it signs in, the
//! audit. Each office has its own and no other; what an office may not do, the use-cases refuse.

mod audit;
mod calendars;
mod comparison;
mod imports;
mod invitation;
mod number;
mod officer;
mod overview;
mod playbook_change;
mod playbook_text;
mod playbooks;
mod shelf;
mod staff;

use axum::{
    Extension, Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};

use linli_app::{AppError, AppResult, setup::Shipped};

pub(crate) use comparison::Side;
pub(crate) use shelf::Shelf;

use crate::{
    pages::form::{refused, wrong},
    request::{FormFields, TakesFiles},
    server::{Site, TABLE_BYTES},
    ui::{
        Ui,
        view::{Choice, FieldError, FieldKind, FieldView},
    },
};

/// The pages below `/admin`.
pub(super) fn router() -> Router<Site> {
    let tables = Router::new()
        .route("/admin/imports/{kind}", get(imports::ask).post(imports::check))
        .layer(DefaultBodyLimit::max(TABLE_BYTES));
    let files = Router::new()
        .merge(tables)
        .route("/admin/playbooks", get(playbooks::show).post(playbooks::publish))
        .route("/admin/playbooks/text", get(playbook_text::show).post(playbook_text::send))
        .route("/admin/calendars", get(calendars::show).post(calendars::import))
        .layer(Extension(TakesFiles));
    Router::new()
        .route("/admin", get(overview::show))
        .route("/admin/imports/{kind}/{file}", get(imports::show).post(imports::take))
        .route("/admin/playbooks/binding", post(playbooks::bind))
        .route("/admin/playbooks/compare", get(playbook_change::compare))
        .route("/admin/playbooks/changes", post(playbook_change::propose))
        .route(
            "/admin/playbooks/changes/{id}",
            get(playbook_change::show).post(playbook_change::decide),
        )
        .route("/admin/staff", get(staff::list))
        .route("/admin/staff/invite", get(invitation::ask).post(invitation::invite))
        .route("/admin/staff/{id}", get(staff::one))
        .route("/admin/staff/{id}/letter", get(invitation::letter))
        .route("/admin/staff/{id}/suspend", post(staff::suspend))
        .route("/admin/staff/{id}/reinstate", post(staff::reinstate))
        .route("/admin/staff/{id}/sessions", post(staff::end_sessions))
        .route("/admin/staff/{id}/phone", get(staff::ask_phone).post(staff::release_phone))
        .route("/admin/staff/{id}/number", post(number::set))
        .route("/admin/staff/{id}/reset", get(invitation::ask_reset).post(invitation::reset))
        .route("/admin/audit", get(audit::show))
        .merge(files)
}

/// The fields of a form that takes one of the texts that ship with the program, or a file.
/// `labels` are those of the choice and of the file, and the file's hint.
fn shipped_or_file<'n>(
    ui: &Ui,
    labels: [&str; 3],
    names: impl Iterator<Item = &'n str>,
    accept: &str,
) -> Vec<FieldView> {
    let [shipped, file, hint] = labels;
    let nothing = Choice::new("", ui.t("form-choose"));
    let names = std::iter::once(nothing).chain(names.map(|name| Choice::new(name, name)));
    let shipped = FieldView::new("shipped", shipped, FieldKind::Select).options(names.collect());
    let file = FieldView::new("file", file, FieldKind::File { accept: accept.to_owned() });
    vec![shipped.optional(), file.hint(hint).optional()]
}

/// The text that such a form carries: of the file that was sent, or of the one that was chosen,
/// with its name.
///
/// # Errors
/// [`AppError::Fields`] on `file` if there is neither, or the file is no text.
fn sent_or_shipped(form: &FormFields, shipped: &[Shipped]) -> AppResult<(&'static str, String)> {
    if let Some(bytes) = form.files("file").next() {
        let text = String::from_utf8(bytes.to_vec());
        return Ok(("", text.map_err(|_| AppError::field("file", "file-encoding"))?));
    }
    let chosen = shipped.iter().find(|one| form.given("shipped") == Some(one.name));
    let chosen = chosen.ok_or_else(|| AppError::field("file", "file-missing"))?;
    Ok((chosen.name, chosen.text.to_owned()))
}

/// What is wrong with what such a form was sent for; the summary leads to the field of that name.
fn mistakes(ui: &Ui, error: &AppError, field: &str) -> Vec<FieldError> {
    let texts = match error {
        AppError::Fields(errors) => errors.iter().map(|error| wrong(ui, error)).collect(),
        other => vec![refused(ui, other)],
    };
    texts.into_iter().map(|text| FieldError { id: format!("field-{field}"), text }).collect()
}
