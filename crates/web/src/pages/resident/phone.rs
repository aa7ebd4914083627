//! Changing one's telephone number: a code proves the new one.

use axum::{extract::State, response::Response};
use linli_app::{AppError, account};

use super::me::SimpleForm;
use crate::{
    pages::{
        form::{said, shown_again},
        frame::Resident,
    },
    request::{ClientAddress, FormFields, Problem},
    respond,
    server::Site,
    ui::{
        Tone, Ui,
        view::{FieldKind, FieldView},
    },
};

fn number_form(ui: Ui, value: &str, error: Option<&AppError>) -> SimpleForm {
    let field = FieldView::new("phone", ui.t("phone-new"), FieldKind::Phone);
    let mut field = field.hint(ui.t("sign-in-phone-hint")).value(value);
    let errors = said(&ui, &mut [&mut field], error);
    let title = ui.title_with_errors(ui.t("phone-title"), &errors);
    SimpleForm {
        intro: ui.t("phone-intro").to_owned(),
        action: "/m/me/phone",
        hidden: Vec::new(),
        fields: vec![field],
        label: ui.t("sign-in-send").to_owned(),
        back: "/m/me",
        shown: None,
        errors,
        ui: ui.with_title(title),
    }
}

fn code_form(ui: Ui, phone: &str, shown: Option<String>, error: Option<&AppError>) -> SimpleForm {
    let field = FieldView::new("code", ui.t("sign-in-code"), FieldKind::ONE_TIME);
    let mut field = field.hint(ui.t("sign-in-code-hint"));
    let errors = said(&ui, &mut [&mut field], error);
    let title = ui.title_with_errors(ui.t("phone-title"), &errors);
    SimpleForm {
        intro: ui.t1("sign-in-code-intro", "phone", linli_domain::masking::phone(phone)),
        action: "/m/me/phone/code",
        hidden: vec![("phone", phone.to_owned())],
        fields: vec![field],
        label: ui.t("phone-change").to_owned(),
        back: "/m/me/phone",
        shown,
        errors,
        ui: ui.with_title(title),
    }
}

/// `GET /m/me/phone`.
pub(super) async fn ask(Resident { ui, .. }: Resident) -> Response {
    let page = number_form(ui, "", None);
    respond::page(&page.ui, &page)
}

fn shown_code(site: &Site, phone: &str) -> Option<String> {
    site.settings.demo.then(|| site.app.sms.shown_code(phone)).flatten()
}

/// `POST /m/me/phone`: sends a code to the new number and asks for it.
pub(super) async fn send(
    State(site): State<Site>,
    ClientAddress(address): ClientAddress,
    Resident { app, caller, ui, .. }: Resident,
    form: FormFields,
) -> Result<Response, Problem> {
    let phone = form.given("phone").unwrap_or_default();
    match account::request_phone_change(&app, &caller, phone, address).await {
        Ok(()) => {
            let page = code_form(ui, phone, shown_code(&site, phone), None);
            Ok(respond::page(&page.ui, &page))
        }
        Err(error) => {
            let (status, error) = shown_again(error)?;
            let page = number_form(ui, phone, Some(&error));
            Ok(respond::page_with(status, &page.ui, &page))
        }
    }
}

/// `POST /m/me/phone/code`.
pub(super) async fn change(
    State(site): State<Site>,
    ClientAddress(address): ClientAddress,
    Resident { app, caller, ui, .. }: Resident,
    form: FormFields,
) -> Result<Response, Problem> {
    let (phone, code) = (form.given("phone").unwrap_or_default(), form.given("code"));
    let code = code.unwrap_or_default();
    match account::change_phone(&app, &caller, phone, code, address).await {
        Ok(()) => Ok(respond::redirect_with_flash("/m/me", Tone::Ok, "flash-saved")),
        Err(error) => {
            let (status, error) = shown_again(error)?;
            let page = code_form(ui, phone, shown_code(&site, phone), Some(&error));
            Ok(respond::page_with(status, &page.ui, &page))
        }
    }
}
