//! Coming back to a shared counter: the password opens the session again, or somebody else takes
//! the seat.

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use linli_app::{
    AppError,
    account::{self, Presence},
};

use crate::{
    pages::{form::refused, sign_in::resume},
    request::{
        Carried, ClientAddress, FormFields, Opener, Problem, Query, SessionToken, Signed,
        local_path,
    },
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
    /// The form that comes along.
    carried: Option<Carried>,
}

/// Where to go on to: just `/` is where a refused form comes from, and no place to work at.
fn next(word: Option<&str>) -> String {
    word.and_then(local_path).filter(|path| *path != "/").unwrap_or("/w").to_owned()
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
    LockPage { ui: ui.with_title(title), whose, fields, errors, next, carried: None }
}

/// Whose locked session it is; `None` if there is nothing to unlock.
async fn locked(site: &Site, token: Option<&str>) -> Result<Option<String>, Problem> {
    let Some(token) = token else { return Err(AppError::SignedOut.into()) };
    match account::presence(&site.app, token).await? {
        Presence::Here(_) => Ok(None),
        Presence::Locked(locked) => Ok(Some(locked.name.unwrap_or(locked.username))),
    }
}

/// The page for somebody whose form met the lock: it comes along.
pub(crate) async fn met(
    site: &Site,
    token: Option<&str>,
    ui: Ui,
    carried: Carried,
) -> Result<Response, Problem> {
    let whose = locked(site, token).await?.unwrap_or_default();
    let page = LockPage { carried: Some(carried), ..page(ui, whose, "/w".to_owned(), None) };
    Ok(respond::page_with(StatusCode::UNAUTHORIZED, &page.ui, &page))
}

/// `POST /w/here`: somebody types or touches a page, which no page load says. That they asked is
/// enough to keep the session open.
pub(super) async fn here(_signed: Signed, _form: FormFields) -> StatusCode {
    StatusCode::NO_CONTENT
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
    let opener = Opener::Unlocking(token.as_deref().unwrap_or_default());
    let carried = Carried::of(&form, &site.app, opener);
    let onward = |ui: Ui| match &carried {
        Some(carried) => resume(ui, carried),
        None => respond::redirect(&next),
    };
    let Some(whose) = locked(&site, token.as_deref()).await? else {
        return Ok(onward(ui));
    };
    let password = form.get("password").unwrap_or_default();
    match account::unlock(&site.app, &token.unwrap_or_default(), password, address).await {
        Ok(()) => Ok(onward(ui)),
        Err(error) => {
            let status = match &error {
                AppError::SignInRefused => StatusCode::UNPROCESSABLE_ENTITY,
                AppError::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
                _ => return Err(error.into()),
            };
            let page = page(ui, whose, next.clone(), Some(&error));
            let page = LockPage { carried, ..page };
            Ok(respond::page_with(status, &page.ui, &page))
        }
    }
}
