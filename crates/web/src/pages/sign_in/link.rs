//! A one-time link: its owner sets a password and a second factor, and gets recovery codes. The
//! first one of an empty installation makes the first system administrator.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::{StatusCode, header},
    response::Response,
};
use linli_app::{
    AppError,
    account::{self, AcceptLink, Accepted, OpenedLink},
};

use super::staff;
use crate::{
    pages::form::{said, shown_again},
    request::{ClientAddress, FormFields, Problem, session_cookie},
    respond,
    server::Site,
    ui::{
        Ui,
        view::{FieldError, FieldKind, FieldView, QrBox},
    },
};

#[derive(Template)]
#[template(path = "sign_in/link.html")]
struct LinkPage {
    ui: Ui,
    /// The name of the account, where an administrator gave it.
    username: Option<String>,
    action: String,
    /// Name and username, at the first run only, and the password.
    fields: Vec<FieldView>,
    /// What the authenticator app shows.
    code: FieldView,
    secret: String,
    /// What the code says, for an app on this same telephone.
    address: String,
    qr: Option<QrBox>,
    errors: Vec<FieldError>,
}

/// Recovery codes, to be printed or written down.
#[derive(Template)]
#[template(path = "sign_in/recovery.html")]
pub(crate) struct RecoveryPage {
    ui: Ui,
    codes: Vec<String>,
    next: &'static str,
}

impl RecoveryPage {
    /// The page that shows them once: it stays in no cache.
    pub(crate) fn shown(ui: Ui, codes: Vec<String>, next: &'static str) -> Response {
        let title = ui.t("recovery-title").to_owned();
        let page = Self { ui: ui.with_title(title), codes, next };
        respond::unstored(respond::page(&page.ui, &page))
    }
}

#[derive(Template)]
#[template(path = "sign_in/link_gone.html")]
struct GonePage {
    ui: Ui,
}

fn gone(ui: Ui) -> Response {
    let title = ui.t("link-gone-title").to_owned();
    let page = GonePage { ui: ui.with_title(title) };
    respond::page_with(StatusCode::NOT_FOUND, &page.ui, &page)
}

fn page(
    ui: Ui,
    link: &str,
    opened: OpenedLink,
    typed: Option<&AcceptLink>,
    error: Option<&AppError>,
) -> LinkPage {
    let OpenedLink { username, totp_secret, totp_uri } = opened;
    let mut fields = Vec::new();
    if username.is_none() {
        let name = FieldView::new("name", ui.t("link-name"), FieldKind::Text { max: 40 });
        fields.push(name.value(typed.map(|typed| typed.name.as_str()).unwrap_or_default()));
        let chosen =
            FieldView::new("username", ui.t("sign-in-username"), FieldKind::Text { max: 40 });
        let chosen = chosen.hint(ui.t("link-username-hint"));
        fields.push(chosen.value(typed.map(|typed| typed.username.as_str()).unwrap_or_default()));
    }
    let password =
        FieldView::new("password", ui.t("link-password"), FieldKind::Password { new: true });
    fields.push(password.hint(ui.t("link-password-hint")));
    let mut code = FieldView::new("totp_code", ui.t("sign-in-factor"), FieldKind::ONE_TIME);
    code = code.hint(ui.t("link-code-hint"));
    let mut all: Vec<&mut FieldView> = fields.iter_mut().collect();
    all.push(&mut code);
    let errors = said(&ui, &mut all, error);
    let heading = if username.is_none() { "link-first-title" } else { "link-title" };
    let title = ui.title_with_errors(ui.t(heading), &errors);
    LinkPage {
        action: format!("/staff/link/{link}"),
        qr: QrBox::new(&totp_uri, ui.t("link-qr")),
        address: totp_uri,
        secret: totp_secret,
        username,
        fields,
        code,
        errors,
        ui: ui.with_title(title),
    }
}

/// `GET /staff/link/{link}`: looks behind the link without using it up.
pub(super) async fn open(
    State(site): State<Site>,
    ClientAddress(address): ClientAddress,
    Path(link): Path<String>,
    ui: Ui,
) -> Result<Response, Problem> {
    match account::open_link(&site.app, &link, address).await {
        Ok(opened) => {
            let page = page(ui, &link, opened, None, None);
            Ok(respond::unstored(respond::page(&page.ui, &page)))
        }
        Err(AppError::NotFound) => Ok(gone(ui)),
        Err(error) => Err(error.into()),
    }
}

/// `POST /staff/link/{link}`: uses the link up.
pub(super) async fn accept(
    State(site): State<Site>,
    ClientAddress(address): ClientAddress,
    Path(link): Path<String>,
    ui: Ui,
    form: FormFields,
) -> Result<Response, Problem> {
    let typed = |name: &str| form.get(name).unwrap_or_default().to_owned();
    let input = AcceptLink {
        link: link.clone(),
        name: typed("name"),
        username: typed("username"),
        password: typed("password"),
        totp_secret: typed("totp_secret"),
        totp_code: typed("totp_code"),
    };
    match account::accept_link(&site.app, &input, address).await {
        Ok(accepted) => done(&site, ui, accepted).await,
        Err(AppError::NotFound) => Ok(gone(ui)),
        Err(error) => {
            let (status, error) = shown_again(error)?;
            let mut opened = account::open_link(&site.app, &link, address).await?;
            // The secret that the app was given stays the one that counts.
            if account::totp_code(&input.totp_secret, site.app.now()).is_some() {
                let username = opened.username.as_deref().unwrap_or("linli");
                opened.totp_uri = account::totp_address(&input.totp_secret, username);
                opened.totp_secret.clone_from(&input.totp_secret);
            }
            let page = page(ui, &link, opened, Some(&input), Some(&error));
            Ok(respond::unstored(respond::page_with(status, &page.ui, &page)))
        }
    }
}

/// Shows the recovery codes once; the browser is signed in from here on.
async fn done(site: &Site, ui: Ui, accepted: Accepted) -> Result<Response, Problem> {
    let Accepted { signed_in, recovery_codes: codes } = accepted;
    let next = staff::landing(site, &signed_in).await?;
    let mut response = RecoveryPage::shown(ui, codes, next);
    let cookie = session_cookie(&signed_in.token, None, site.settings.secure_cookies);
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}
