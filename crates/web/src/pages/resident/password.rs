//! One's own password and recovery codes, for whoever signs in with a password.

use askama::Template;
use axum::response::Response;
use linli_app::{
    App, AppError, Caller,
    account::{self, ChangePassword},
};

use crate::{
    pages::{
        form::{said, shown_again},
        frame::Resident,
        sign_in::RecoveryPage,
    },
    request::{FormFields, Problem},
    respond,
    ui::{
        Tone, Ui,
        view::{Fact, FieldError, FieldKind, FieldView},
    },
};

#[derive(Template)]
#[template(path = "resident/password.html")]
struct PasswordPage {
    ui: Ui,
    facts: Vec<Fact>,
    change: Vec<FieldView>,
    /// Only in a session with both factors.
    draw: Option<Vec<FieldView>>,
    errors: Vec<FieldError>,
}

async fn drawn(
    app: &App,
    caller: &Caller,
    ui: Ui,
    error: Option<AppError>,
) -> Result<Response, Problem> {
    let own = account::own_password(app, caller).await?;
    let shown = error.map(shown_again).transpose()?;
    let field = |name: &str, key: &str, new: bool| {
        FieldView::new(name, ui.t(key), FieldKind::Password { new })
    };
    let mut current = field("current", "password-current", false);
    let mut new = field("new", "link-password", true).hint(ui.t("link-password-hint"));
    let mut password = field("password", "password-current", false);
    let mut all = [&mut current, &mut new, &mut password];
    let errors = said(&ui, &mut all, shown.as_ref().map(|(_, error)| error));
    let left = ui.tn("recovery-left-value", own.recovery_codes);
    let title = ui.title_with_errors(ui.t("password-title"), &errors);
    let page = PasswordPage {
        facts: vec![
            Fact::new(ui.t("sign-in-username"), own.username),
            Fact::new(ui.t("recovery-left"), left),
        ],
        change: vec![current, new],
        draw: own.may_draw.then(|| vec![password]),
        errors,
        ui: ui.with_title(title),
    };
    Ok(match shown {
        Some((status, _)) => respond::page_with(status, &page.ui, &page),
        None => respond::page(&page.ui, &page),
    })
}

/// `GET /m/me/password`.
pub(super) async fn ask(Resident { app, caller, ui, .. }: Resident) -> Result<Response, Problem> {
    drawn(&app, &caller, ui, None).await
}

/// `POST /m/me/password`.
pub(super) async fn change(
    Resident { app, caller, ui, .. }: Resident,
    form: FormFields,
) -> Result<Response, Problem> {
    let typed = |name: &str| form.get(name).unwrap_or_default().to_owned();
    let input = ChangePassword { current: typed("current"), new: typed("new") };
    match account::change_password(&app, &caller, &input).await {
        Ok(()) => Ok(respond::redirect_with_flash("/m/me", Tone::Ok, "flash-password-changed")),
        Err(error) => drawn(&app, &caller, ui, Some(error)).await,
    }
}

/// `POST /m/me/recovery-codes`: shows the new codes, once.
pub(super) async fn draw_codes(
    Resident { app, caller, ui, .. }: Resident,
    form: FormFields,
) -> Result<Response, Problem> {
    let password = form.get("password").unwrap_or_default();
    match account::renew_recovery_codes(&app, &caller, password).await {
        Ok(codes) => Ok(RecoveryPage::shown(ui, codes, "/m/me")),
        Err(error) => drawn(&app, &caller, ui, Some(error)).await,
    }
}
