//! Signing in with password and second factor.

use askama::Template;
use axum::{extract::State, response::Response};
use linli_app::{
    AppError,
    account::{self, SignInByPassword},
};

use super::{enter, next};
use crate::{
    pages::form::{said, shown_again},
    request::{ClientAddress, FormFields, Problem, Query},
    respond,
    server::Site,
    ui::{
        Ui,
        view::{FieldError, FieldKind, FieldView},
    },
};

#[derive(Template)]
#[template(path = "sign_in/staff.html")]
struct StaffPage {
    ui: Ui,
    fields: Vec<FieldView>,
    next: String,
    errors: Vec<FieldError>,
}

fn staff_page(ui: Ui, username: &str, next: String, error: Option<&AppError>) -> StaffPage {
    let name = FieldView::new("username", ui.t("sign-in-username"), FieldKind::Text { max: 60 });
    let password =
        FieldView::new("password", ui.t("sign-in-password"), FieldKind::Password { new: false });
    let factor = FieldView::new("factor", ui.t("sign-in-factor"), FieldKind::Code);
    let counter = FieldView::new("counter", ui.t("sign-in-counter"), FieldKind::Check).optional();
    let mut fields = vec![
        name.value(username),
        password,
        factor.hint(ui.t("sign-in-factor-hint")),
        counter.hint(ui.t("sign-in-counter-hint")),
    ];
    let mut all: Vec<&mut FieldView> = fields.iter_mut().collect();
    let errors = said(&ui, &mut all, error);
    let title = ui.title_with_errors(ui.t("sign-in-staff-title"), &errors);
    StaffPage { ui: ui.with_title(title), fields, next, errors }
}

/// Where somebody who signed in with two factors goes on: administrators to their office, all
/// others to the workbench.
pub(super) async fn landing(
    site: &Site,
    signed_in: &account::SignedIn,
) -> Result<&'static str, Problem> {
    let caller = account::caller(&site.app, &signed_in.token).await?;
    Ok(if caller.administers.is_some() { "/admin" } else { "/w" })
}

/// `GET /staff/sign-in`.
pub(super) async fn ask(ui: Ui, query: Query) -> Result<Response, Problem> {
    let page = staff_page(ui, "", next(query.get("next"), ""), None);
    Ok(respond::page(&page.ui, &page))
}

/// `POST /staff/sign-in`.
pub(super) async fn sign_in(
    State(site): State<Site>,
    ClientAddress(address): ClientAddress,
    ui: Ui,
    form: FormFields,
) -> Result<Response, Problem> {
    let typed = |name: &str| form.get(name).unwrap_or_default().to_owned();
    let input = SignInByPassword {
        username: typed("username"),
        password: typed("password"),
        factor: typed("factor"),
        counter: form.ticked("counter"),
    };
    match account::sign_in_password(&site.app, &input, address).await {
        // The cookie goes with the browser: a desk is seldom one person's own.
        Ok(signed_in) => {
            let usual = landing(&site, &signed_in).await?;
            Ok(enter(&site, &signed_in, false, &next(form.given("next"), usual)))
        }
        Err(error) => {
            let (status, error) = shown_again(error)?;
            let back = next(form.given("next"), "");
            let page = staff_page(ui, &input.username, back, Some(&error));
            Ok(respond::page_with(status, &page.ui, &page))
        }
    }
}
