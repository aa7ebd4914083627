//! Signing in with password and second factor.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use linli_app::{
    AppError, AppResult,
    account::{self, Presence, SignInByPassword},
};
use linli_domain::account::Strength;
use percent_encoding::percent_decode_str;

use super::{Onward, enter, next};
use crate::{
    pages::form::{said, shown_again},
    request::{Carried, ClientAddress, FormFields, Opener, Problem, Query, SessionToken},
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
    /// Accounts that were used at this counter since the browser was opened.
    names: Vec<String>,
    /// The form that comes along.
    carried: Option<Carried>,
}

/// The cookie with the names of the accounts that signed in at this counter; the browser forgets it
/// when it is closed.
const NAMES_COOKIE: &str = "counter_names";
/// The most names that it holds, and the longest of them in characters.
const MOST_NAMES: usize = 6;
const LONGEST_NAME: usize = 60;

/// The names, the latest first.
fn names(headers: &HeaderMap) -> Vec<String> {
    let held = respond::cookies(headers).find(|(name, _)| *name == NAMES_COOKIE);
    let words = held.map(|(_, value)| value).unwrap_or_default().split('+');
    let names = words.filter_map(|word| percent_decode_str(word).decode_utf8().ok());
    let fit = names.filter(|name| (1..=LONGEST_NAME).contains(&name.chars().count()));
    fit.map(|name| name.into_owned()).take(MOST_NAMES).collect()
}

/// The cookie with one more name.
fn remembered(headers: &HeaderMap, username: &str, secure: bool) -> Option<HeaderValue> {
    let mut all = vec![username.trim().to_owned()];
    all.extend(names(headers).into_iter().filter(|name| name != username.trim()));
    let words: Vec<String> =
        all.iter().take(MOST_NAMES).map(|name| respond::encoded(name)).collect();
    let (words, secure) = (words.join("+"), if secure { "; Secure" } else { "" });
    let cookie = format!("{NAMES_COOKIE}={words}; Path=/staff; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&cookie).ok()
}

/// Whether this browser stands at a shared counter, whoever of them sits there now.
async fn at_counter(site: &Site, token: Option<&str>) -> AppResult<bool> {
    let Some(token) = token else { return Ok(false) };
    match account::presence(&site.app, token).await {
        Ok(Presence::Locked(_)) => Ok(true),
        Ok(Presence::Here(caller)) => Ok(caller.strength == Strength::Counter),
        Err(AppError::SignedOut) => Ok(false),
        Err(error) => Err(error),
    }
}

fn staff_page(
    ui: Ui,
    (username, shared): (&str, bool),
    next: String,
    error: Option<&AppError>,
) -> StaffPage {
    let name = FieldView::new("username", ui.t("sign-in-username"), FieldKind::Text { max: 60 });
    let password =
        FieldView::new("password", ui.t("sign-in-password"), FieldKind::Password { new: false });
    let factor = FieldView::new("factor", ui.t("sign-in-factor"), FieldKind::ONE_TIME);
    let counter = FieldView::new("counter", ui.t("sign-in-counter"), FieldKind::Check).optional();
    let mut fields = vec![
        name.value(username),
        password,
        factor.hint(ui.t("sign-in-factor-hint")),
        counter.hint(ui.t("sign-in-counter-hint")).value(if shared { "on" } else { "" }),
    ];
    let mut all: Vec<&mut FieldView> = fields.iter_mut().collect();
    let errors = said(&ui, &mut all, error);
    let title = ui.title_with_errors(ui.t("sign-in-staff-title"), &errors);
    let (names, carried) = (Vec::new(), None);
    StaffPage { ui: ui.with_title(title), fields, next, errors, names, carried }
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

/// `GET /staff/sign-in`. Whoever takes a colleague's seat at a shared counter sits at one too.
pub(super) async fn ask(
    State(site): State<Site>,
    SessionToken(token): SessionToken,
    ui: Ui,
    headers: HeaderMap,
    query: Query,
) -> Result<Response, Problem> {
    let shared = at_counter(&site, token.as_deref()).await?;
    let names = if shared { names(&headers) } else { Vec::new() };
    let chosen = query.get("name").filter(|name| names.iter().any(|known| known == name));
    let back = next(query.get("next"), "");
    let page = staff_page(ui, (chosen.unwrap_or_default(), shared), back, None);
    let page = StaffPage { names, ..page };
    Ok(respond::page(&page.ui, &page))
}

/// `POST /staff/sign-in`.
pub(super) async fn sign_in(
    State(site): State<Site>,
    ClientAddress(address): ClientAddress,
    ui: Ui,
    headers: HeaderMap,
    form: FormFields,
) -> Result<Response, Problem> {
    let carried = Carried::of(&form, &site.app, Opener::Anybody);
    let back = next(form.given("next"), "");
    // From the page of signing in by telephone, with a form that comes along.
    if form.given("ask").is_some() {
        let page = StaffPage { carried, ..staff_page(ui, ("", false), back, None) };
        return Ok(respond::page(&page.ui, &page));
    }
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
            let to = next(form.given("next"), usual);
            let mut response = enter(&site, &signed_in, false, Onward { to: &to, carried, ui });
            let secure = site.settings.secure_cookies;
            let cookie = remembered(&headers, &input.username, secure).filter(|_| input.counter);
            if let Some(cookie) = cookie {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
            Ok(response)
        }
        Err(error) => {
            let (status, error) = shown_again(error)?;
            let page = staff_page(ui, (&input.username, input.counter), back, Some(&error));
            let page = StaffPage { carried, ..page };
            Ok(respond::page_with(status, &page.ui, &page))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counter_remembers_its_latest_names_and_no_more() {
        let mut headers = HeaderMap::new();
        let used = ["worker", "secretary", "\u{5b59}; Path=/", "a", "b", "c", "d", "worker"];
        for username in used {
            let cookie = remembered(&headers, username, true).unwrap();
            let cookie = cookie.to_str().unwrap().to_owned();
            assert!(cookie.ends_with("; Path=/staff; HttpOnly; SameSite=Lax; Secure"), "{cookie}");
            let pair = cookie.split(';').next().unwrap();
            headers.insert(header::COOKIE, HeaderValue::from_str(pair).unwrap());
        }
        assert_eq!(names(&headers), ["worker", "d", "c", "b", "a", "\u{5b59}; Path=/"]);
        assert_eq!(names(&HeaderMap::new()), Vec::<String>::new());
    }
}
