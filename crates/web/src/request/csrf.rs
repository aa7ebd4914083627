//! The token that a page's form carries besides the session's cookie. The cookie alone is sent by
//! the browser whoever wrote the form; the token only we can have written into it.

use std::convert::Infallible;

use axum::{extract::FromRequestParts, http::request::Parts};
use linli_app::App;
use linli_kernel::{from_hexadecimal, to_hexadecimal};

use super::SessionToken;
use crate::server::Site;

/// The token of this request's session: a keyed hash, so that it tells nothing about the session's
/// own; `None` without a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CsrfToken(Option<Vec<u8>>);

/// The form token of a session as one page carries it: see [`CsrfToken::written`].
#[must_use]
pub fn csrf_token(app: &App, session_token: &str) -> String {
    CsrfToken(Some(app.vault.hash("csrf", session_token))).written(app)
}

impl FromRequestParts<Site> for CsrfToken {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Infallible> {
        let SessionToken(session) = SessionToken::from_request_parts(parts, site).await?;
        Ok(Self(session.map(|session| site.app.vault.hash("csrf", &session))))
    }
}

impl CsrfToken {
    /// The token as one page carries it: a mask drawn anew each time, and the token under it.
    /// Pages are compressed, and how long they come out would otherwise tell a guesser, whose
    /// words the page repeats, how much of the token was guessed right (BREACH).
    #[must_use]
    pub fn written(&self, app: &App) -> String {
        let Some(token) = &self.0 else { return String::new() };
        let mut mask = vec![0; token.len()];
        app.entropy.fill(&mut mask);
        let masked: Vec<u8> = token.iter().zip(&mask).map(|(byte, mask)| byte ^ mask).collect();
        format!("{}{}", to_hexadecimal(&mask), to_hexadecimal(&masked))
    }

    /// Whether a form that carries `given` may have been written by us: it needs the session's
    /// token where there is a session. Compared without stopping at the first difference.
    #[must_use]
    pub fn accepts(&self, given: Option<&str>) -> bool {
        let Some(wanted) = &self.0 else {
            return true;
        };
        let given = given.and_then(from_hexadecimal).unwrap_or_default();
        let Some((mask, masked)) = given.split_at_checked(wanted.len()) else {
            return false;
        };
        let given = mask.iter().zip(masked).map(|(mask, byte)| mask ^ byte);
        let differing = wanted.iter().zip(given).fold(0, |all, (a, b)| all | (a ^ b));
        masked.len() == wanted.len() && differing == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A token under a mask, as a form carries it.
    fn written(mask: u8, token: u8) -> String {
        to_hexadecimal(&[[mask; 32], [mask ^ token; 32]].concat())
    }

    #[test]
    fn a_form_needs_the_token_of_its_session() {
        let token = CsrfToken(Some(vec![7; 32]));
        for mask in [0, 1, 0xff] {
            assert!(token.accepts(Some(&written(mask, 7))), "{mask}");
            assert!(!token.accepts(Some(&written(mask, 8))), "{mask}");
        }
        let short = &written(0, 7)[..126];
        let foreign = "字".repeat(64);
        for wrong in [None, Some(""), Some("07"), Some(short), Some(foreign.as_str())] {
            assert!(!token.accepts(wrong), "{wrong:?}");
        }
        assert!(CsrfToken(None).accepts(None));
    }
}
