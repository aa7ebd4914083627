//! Signing in with a code on the telephone.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use linli_app::{
    AppError,
    account::{self, NumberProof, SignInByCode},
};
use linli_domain::masking;

use super::{Onward, PHONE_COOKIE, enter, next, remember_phone};
use crate::{
    pages::form::{said, shown_again},
    request::{Carried, ClientAddress, FormFields, Opener, Problem, Query, SESSION_COOKIE},
    respond,
    server::Site,
    ui::{
        Flash, Tone, Ui,
        view::{FieldError, FieldKind, FieldView},
    },
};

/// A minute: the window within which a number gets one code.
const MINUTE_S: i64 = 60;
const HOUR_S: i64 = 60 * MINUTE_S;

#[derive(Template)]
#[template(path = "sign_in/phone.html")]
struct PhonePage {
    ui: Ui,
    phone: FieldView,
    next: String,
    /// Whether a code was sent to this browser's number lately, which may still be typed in.
    sent: bool,
    /// Whether anything sends codes.
    sends: bool,
    errors: Vec<FieldError>,
    /// The form that comes along.
    carried: Option<Carried>,
}

#[derive(Template)]
#[template(path = "sign_in/code.html")]
struct CodePage {
    ui: Ui,
    /// The number, masked.
    phone: String,
    code: FieldView,
    remember: FieldView,
    /// Asked only when the number rested for long: the name or a number of a matter.
    proof: Option<FieldView>,
    next: String,
    /// The code itself, where a stand-in shows it instead of sending it.
    shown: Option<String>,
    errors: Vec<FieldError>,
    /// The form that comes along.
    carried: Option<Carried>,
}

/// `GET /sign-in`.
pub(super) async fn ask(
    State(site): State<Site>,
    ui: Ui,
    headers: HeaderMap,
    query: Query,
) -> Result<Response, Problem> {
    let page = PhonePage {
        sent: phone_of(&headers).is_some(),
        ..phone_page(&site, ui, "", next(query.get("next"), ""), None)
    };
    Ok(respond::page(&page.ui, &page))
}

fn phone_page(
    site: &Site,
    ui: Ui,
    typed: &str,
    next: String,
    error: Option<&AppError>,
) -> PhonePage {
    let mut phone = FieldView::new("phone", ui.t("sign-in-phone"), FieldKind::Phone);
    phone = phone.value(typed).hint(ui.t("sign-in-phone-hint"));
    let mut errors = said(&ui, &mut [&mut phone], error);
    if let Some(AppError::TooMany { retry_after_s }) = error {
        let hours = retry_after_s / HOUR_S;
        let text = ui.tn("sign-in-too-many", u32::try_from(hours).unwrap_or(1));
        errors = vec![FieldError { id: phone.id(), text }];
    }
    let title = ui.title_with_errors(ui.t("sign-in-title"), &errors);
    let sends = site.app.sms.is_connected();
    PhonePage { ui: ui.with_title(title), phone, next, sent: false, sends, errors, carried: None }
}

/// The page for somebody whose form came without a session: it comes along.
pub(super) fn met(site: &Site, ui: Ui, carried: Carried) -> Response {
    let page =
        PhonePage { carried: Some(carried), ..phone_page(site, ui, "", String::new(), None) };
    respond::page_with(StatusCode::UNAUTHORIZED, &page.ui, &page)
}

/// `POST /sign-in`: sends a code, known number or not. Who asks twice within a minute goes to where
/// the first one is typed in: it is still good.
pub(super) async fn send(
    State(site): State<Site>,
    ClientAddress(address): ClientAddress,
    ui: Ui,
    headers: HeaderMap,
    form: FormFields,
) -> Result<Response, Problem> {
    let phone = form.given("phone").unwrap_or_default();
    let next = next(form.given("next"), "");
    let door = format!("/sign-in/code?next={}", respond::encoded(&next));
    let carried = Carried::of(&form, &site.app, Opener::Anybody);
    let asked = account::request_code(&site.app, phone, address).await;
    let early =
        matches!(&asked, Err(AppError::TooMany { retry_after_s }) if *retry_after_s <= MINUTE_S);
    let mut response = match (asked, carried) {
        (Err(error), carried) if !early => {
            let (status, error) = shown_again(error)?;
            let sent = phone_of(&headers).is_some();
            let page = phone_page(&site, ui, phone, next, Some(&error));
            let page = PhonePage { sent, carried, ..page };
            return Ok(respond::page_with(status, &page.ui, &page));
        }
        // What comes along comes along on a page, never in an address.
        (_, Some(carried)) => {
            let text = ui.t("flash-code-sent-before").to_owned();
            let flash = early.then_some(Flash { tone: Tone::Warn, text });
            let page = code_page(&site, Ui { flash, ..ui }, phone, next, None, None);
            let page = CodePage { carried: Some(carried), ..page };
            respond::page(&page.ui, &page)
        }
        (_, None) if early => {
            respond::redirect_with_flash(&door, Tone::Warn, "flash-code-sent-before")
        }
        (_, None) => respond::redirect(&door),
    };
    if let Some(cookie) = remember_phone(phone, site.settings.secure_cookies) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

fn phone_of(headers: &HeaderMap) -> Option<&str> {
    respond::cookies(headers).find(|(name, _)| *name == PHONE_COOKIE).map(|(_, phone)| phone)
}

/// `GET /sign-in/code`.
pub(super) async fn type_in(
    State(site): State<Site>,
    ui: Ui,
    headers: HeaderMap,
    query: Query,
) -> Result<Response, Problem> {
    let Some(phone) = phone_of(&headers) else {
        return Ok(respond::redirect("/sign-in"));
    };
    let page = code_page(&site, ui, phone, next(query.get("next"), ""), None, None);
    Ok(respond::page(&page.ui, &page))
}

fn code_page(
    site: &Site,
    ui: Ui,
    phone: &str,
    next: String,
    typed: Option<&FormFields>,
    error: Option<&AppError>,
) -> CodePage {
    let typed_in = |name: &str| typed.and_then(|form| form.get(name)).unwrap_or_default();
    let mut code = FieldView::new("code", ui.t("sign-in-code"), FieldKind::ONE_TIME);
    code = code.hint(ui.t("sign-in-code-hint")).value(typed_in("code"));
    let mut remember = FieldView::new("remember", ui.t("sign-in-remember"), FieldKind::Check);
    remember = remember.optional().hint(ui.t("sign-in-remember-hint"));
    remember = remember.value(if typed.is_none() { "on" } else { typed_in("remember") });
    let asleep =
        matches!(error, Some(AppError::Refused(code, _)) if code.as_str() == "number-asleep");
    let mut proof = (asleep || typed.is_some_and(|form| form.get("proof").is_some())).then(|| {
        let field =
            FieldView::new("proof", ui.t("sign-in-proof"), FieldKind::Text { max: 60 }).optional();
        field.hint(ui.t("sign-in-proof-hint")).value(typed_in("proof"))
    });
    let mut fields = vec![&mut code];
    fields.extend(proof.as_mut());
    let errors = said(&ui, &mut fields, error);
    let title = ui.title_with_errors(ui.t("sign-in-code-title"), &errors);
    let shown = site.settings.demo.then(|| site.app.sms.shown_code(phone)).flatten();
    let phone = masking::phone(phone);
    let carried = typed.and_then(|form| Carried::of(form, &site.app, Opener::Anybody));
    CodePage {
        ui: ui.with_title(title),
        phone,
        code,
        remember,
        proof,
        next,
        shown,
        errors,
        carried,
    }
}

/// `POST /sign-in/code`.
pub(super) async fn sign_in(
    State(site): State<Site>,
    ClientAddress(address): ClientAddress,
    ui: Ui,
    headers: HeaderMap,
    form: FormFields,
) -> Result<Response, Problem> {
    let carried = Carried::of(&form, &site.app, Opener::Anybody);
    let Some(phone) = phone_of(&headers).filter(|_| form.given("again").is_none()) else {
        return Ok(match carried {
            Some(carried) => met(&site, ui, carried),
            None => respond::redirect("/sign-in"),
        });
    };
    let device = respond::cookies(&headers).find(|(name, _)| *name == SESSION_COOKIE);
    let known = form.given("proof").map(|said| NumberProof::Known(said.to_owned()));
    let input = SignInByCode {
        phone: phone.to_owned(),
        code: form.given("code").unwrap_or_default().to_owned(),
        remember: form.ticked("remember"),
        proof: if form.ticked("new") { Some(NumberProof::New) } else { known },
        device_token: device.map(|(_, token)| token.to_owned()),
    };
    match account::sign_in_code(&site.app, &input, address).await {
        Ok(signed_in) => {
            // Whoever has work here begins with it.
            let caller = account::caller(&site.app, &signed_in.token).await?;
            let usual = if caller.posts.is_empty() { "/m" } else { "/w" };
            let next_page = next(form.given("next"), usual);
            let onward = Onward { to: &next_page, carried, ui };
            Ok(enter(&site, &signed_in, input.remember, onward))
        }
        Err(error) => {
            let (status, error) = shown_again(error)?;
            let back = next(form.given("next"), "");
            let page = code_page(&site, ui, phone, back, Some(&form), Some(&error));
            Ok(respond::page_with(status, &page.ui, &page))
        }
    }
}
