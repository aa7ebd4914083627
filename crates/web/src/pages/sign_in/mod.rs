//! Signing in and out: residents and chiefs by a code on their telephone, office staff with
//! password and second factor.

mod code;
mod link;
mod resume;
mod staff;

use axum::{
    Router,
    http::{HeaderValue, header},
    response::Response,
    routing::{get, post},
};
use linli_app::{App, account};

pub(super) use link::RecoveryPage;
pub(super) use resume::resume;

use crate::{
    request::{
        Carried, FormFields, Problem, Signed, clear_session_cookie, csrf_token, session_cookie,
    },
    respond,
    server::Site,
    ui::{Tone, Ui},
};

/// The pages on which people sign in.
pub(super) fn router() -> Router<Site> {
    Router::new()
        .route("/sign-in", get(code::ask).post(code::send))
        .route("/sign-in/code", get(code::type_in).post(code::sign_in))
        .route("/staff/sign-in", get(staff::ask).post(staff::sign_in))
        .route("/staff/link/{link}", get(link::open).post(link::accept))
        .route("/sign-out", post(sign_out))
}

/// The address to go on to if it leads into this site, else `usual`: an open redirect would let
/// a stranger's link pass as ours.
fn next(address: Option<&str>, usual: &str) -> String {
    let inside = |address: &&str| {
        address.starts_with('/')
            && !address.starts_with("//")
            && address.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
    };
    // Just `/` is where a refused form comes from; signed in, people have a page of their own.
    address.filter(inside).filter(|address| *address != "/").unwrap_or(usual).to_owned()
}

/// The page of signing in for somebody whose form came without a session that still holds.
pub(crate) fn signed_out(site: &Site, ui: Ui, carried: Carried) -> Response {
    code::met(site, ui, carried)
}

/// Where somebody goes on to: an address, or the form that they had sent.
struct Onward<'a> {
    to: &'a str,
    carried: Option<Carried>,
    ui: Ui,
}

/// Goes on with the session's cookie set; `keep` on a device that is the caller's own.
fn enter(site: &Site, signed_in: &account::SignedIn, keep: bool, onward: Onward<'_>) -> Response {
    let until = keep.then(|| (site.app.now(), signed_in.expires_at));
    let mut response = match onward.carried {
        Some(carried) => {
            let mut ui = onward.ui;
            ui.csrf = csrf_token(&site.app, &signed_in.token);
            resume(ui, &carried)
        }
        None => respond::redirect_with_flash(onward.to, Tone::Ok, "flash-signed-in"),
    };
    let cookie = session_cookie(&signed_in.token, until, site.settings.secure_cookies);
    let cookies = [cookie, Some(forget_phone())];
    for cookie in cookies.into_iter().flatten() {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

const PHONE_COOKIE: &str = "sign_in_phone";

/// The number between the two pages, out of addresses and logs.
fn remember_phone(phone: &str, secure: bool) -> Option<HeaderValue> {
    let digits: String = phone.chars().filter(char::is_ascii_digit).take(20).collect();
    let secure = if secure { "; Secure" } else { "" };
    let cookie = format!(
        "{PHONE_COOKIE}={digits}; Path=/sign-in; Max-Age=600; HttpOnly; SameSite=Lax{secure}"
    );
    HeaderValue::from_str(&cookie).ok()
}

const fn forget_phone() -> HeaderValue {
    HeaderValue::from_static("sign_in_phone=; Path=/sign-in; Max-Age=0; HttpOnly; SameSite=Lax")
}

/// Ends the session. A session that is over already leaves its cookie behind: that goes too.
async fn sign_out(
    axum::extract::State(site): axum::extract::State<Site>,
    signed: Result<Signed, Problem>,
    _form: FormFields,
) -> Result<Response, Problem> {
    if let Ok(Signed(caller)) = signed {
        let app: &App = &site.app;
        account::sign_out(app, &caller).await?;
    }
    let mut response = respond::redirect_with_flash("/", Tone::Ok, "flash-signed-out");
    let cookie = clear_session_cookie(site.settings.secure_cookies);
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_addresses_are_gone_on_to() {
        for (address, wanted) in [
            (Some("/m/matters/12?x=1"), "/m/matters/12?x=1"),
            (Some("/"), "/m"),
            (Some("//evil.example"), "/m"),
            (Some("https://evil.example"), "/m"),
            (Some("/\\evil"), "/m"),
            (Some("/a\r\nx: y"), "/m"),
            (None, "/m"),
        ] {
            assert_eq!(next(address, "/m"), wanted, "{address:?}");
        }
    }

    #[test]
    fn the_number_travels_as_digits_only() {
        let cookie = remember_phone("138 1234-5678; Path=/", true).unwrap();
        let cookie = cookie.to_str().unwrap();
        assert!(cookie.starts_with("sign_in_phone=13812345678; Path=/sign-in;"), "{cookie}");
    }
}
