//! The session cookie: out of reach of scripts, not sent along from other sites, and only over
//! TLS unless the server is on a loopback address.

use axum::http::HeaderValue;
use linli_kernel::Moment;

/// The cookie's name.
pub const SESSION_COOKIE: &str = "linli_session";

/// A cookie that keeps a session. `keep_until` is `None` on a device that is not the caller's
/// own: the browser forgets it when it is closed.
#[must_use]
pub fn session_cookie(
    token: &str,
    keep_until: Option<(Moment, Moment)>,
    secure: bool,
) -> Option<HeaderValue> {
    let age = keep_until.map_or_else(String::new, |(now, until)| {
        format!("; Max-Age={}", (until.ms_since(now) / 1000).max(0))
    });
    let secure = if secure { "; Secure" } else { "" };
    let cookie = format!("{SESSION_COOKIE}={token}; Path=/{age}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&cookie).ok()
}

/// The cookie that takes the session cookie away.
#[must_use]
pub fn clear_session_cookie(secure: bool) -> HeaderValue {
    HeaderValue::from_static(if secure {
        "linli_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure"
    } else {
        "linli_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_guarded() {
        let now = Moment::from_ms(1_000_000);
        let kept = session_cookie("abc", Some((now, now.plus_ms(60_000))), true).unwrap();
        assert_eq!(
            kept.to_str().unwrap(),
            "linli_session=abc; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure"
        );
        let borrowed = session_cookie("abc", None, false).unwrap();
        assert_eq!(borrowed.to_str().unwrap(), "linli_session=abc; Path=/; HttpOnly; SameSite=Lax");
        assert!(session_cookie("a\nb", None, false).is_none());
    }
}
