//! The token that a page's form carries besides the session's cookie. The cookie alone is sent by
//! the browser whoever wrote the form; the token only we can have written into it.

use std::convert::Infallible;

use axum::{extract::FromRequestParts, http::request::Parts};
use linli_app::App;
use linli_kernel::to_hexadecimal;

use super::SessionToken;
use crate::server::Site;

/// The token for the forms of this request's session; `None` without one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CsrfToken(pub Option<String>);

/// The form token of a session: a keyed hash, so that it tells nothing about the session's own.
#[must_use]
pub fn csrf_token(app: &App, session_token: &str) -> String {
    to_hexadecimal(&app.vault.hash("csrf", session_token))
}

impl FromRequestParts<Site> for CsrfToken {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Infallible> {
        let SessionToken(token) = SessionToken::from_request_parts(parts, site).await?;
        Ok(Self(token.map(|token| csrf_token(&site.app, &token))))
    }
}

impl CsrfToken {
    /// Whether a form that carries `given` may have been written by us: it needs the session's
    /// token where there is a session. Compared without stopping at the first difference.
    #[must_use]
    pub fn accepts(&self, given: Option<&str>) -> bool {
        let Some(wanted) = &self.0 else {
            return true;
        };
        let given = given.unwrap_or_default();
        let differing = wanted.bytes().zip(given.bytes()).fold(0, |all, (a, b)| all | (a ^ b));
        wanted.len() == given.len() && differing == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_needs_the_token_of_its_session() {
        let token = CsrfToken(Some("abc".to_owned()));
        assert!(token.accepts(Some("abc")));
        for wrong in [None, Some(""), Some("abd"), Some("ab"), Some("abcd")] {
            assert!(!token.accepts(wrong), "{wrong:?}");
        }
        assert!(CsrfToken(None).accepts(None));
    }
}
