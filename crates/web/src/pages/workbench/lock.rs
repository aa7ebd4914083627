//! Coming back to a shared counter: the password opens the session again, or somebody else takes
//! the seat.

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use linli_app::{
    AppError,
    account::{self, Presence},
};

use crate::{
    pages::form::refused,
    request::{ClientAddress, FormFields, Problem, Query, SessionToken, local_path},
    respond,
    server::Site,
    ui::{
        Ui,
        view::{FieldError, FieldKind, FieldView},
    },
};

#[derive(Template)]
#[template(path = "workbench/lock.html")]
struct LockPage {
    ui: Ui,
    whose: String,
    fields: Vec<FieldView>,
    errors: Vec<FieldError>,
    next: String,
}

/// Where to go on to.
fn next(word: Option<&str>) -> String {
    word.and_then(local_path).unwrap_or("/w").to_owned()
}

fn page(ui: Ui, whose: String, next: String, error: Option<&AppError>) -> LockPage {
    let kind = FieldKind::Password { new: false };
    let mut password = FieldView::new("password", ui.t("lock-password"), kind);
    password.error = error.map(|error| match error {
        AppError::SignInRefused => ui.t("lock-wrong").to_owned(),
        error => refused(&ui, error),
    });
    let fields = vec![password];
    let errors = FieldError::of(&ui, &fields);
    let title = ui.title_with_errors(ui.t("lock-title"), &errors);
    LockPage { ui: ui.with_title(title), whose, fields, errors, next }
}

/// Whose locked session it is; `None` if there is nothing to unlock.
async fn locked(site: &Site, token: Option<&str>) -> Result<Option<String>, Problem> {
    let Some(token) = token else { return Err(AppError::SignedOut.into()) };
    match account::presence(&site.app, token).await? {
        Presence::Here(_) => Ok(None),
        Presence::Locked(locked) => Ok(Some(locked.name.unwrap_or(locked.username))),
    }
}

/// `GET /unlock`.
pub(super) async fn ask(
    State(site): State<Site>,
    SessionToken(token): SessionToken,
    ui: Ui,
    query: Query,
) -> Result<Response, Problem> {
    let next = next(query.get("next"));
    let Some(whose) = locked(&site, token.as_deref()).await? else {
        return Ok(respond::redirect(&next));
    };
    let page = page(ui, whose, next, None);
    Ok(respond::page(&page.ui, &page))
}

/// `POST /unlock`.
pub(super) async fn open(
    State(site): State<Site>,
    SessionToken(token): SessionToken,
    ClientAddress(address): ClientAddress,
    ui: Ui,
    form: FormFields,
) -> Result<Response, Problem> {
    let next = next(form.given("next"));
    let Some(whose) = locked(&site, token.as_deref()).await? else {
        return Ok(respond::redirect(&next));
    };
    let password = form.get("password").unwrap_or_default();
    match account::unlock(&site.app, &token.unwrap_or_default(), password, address).await {
        Ok(()) => Ok(respond::redirect(&next)),
        Err(error) => {
            let status = match &error {
                AppError::SignInRefused => StatusCode::UNPROCESSABLE_ENTITY,
                AppError::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
                _ => return Err(error.into()),
            };
            let page = page(ui, whose, next, Some(&error));
            Ok(respond::page_with(status, &page.ui, &page))
        }
    }
}
