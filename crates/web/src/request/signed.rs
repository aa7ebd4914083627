//! Who is calling: a session's token from the header or the cookie, and the caller behind it.

use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, StatusCode, header, request::Parts},
};
use linli_app::{
    AppError, Caller,
    account::{self, Presence},
};

use super::{Problem, SESSION_COOKIE};
use crate::{respond, server::Site};

/// The token of a request, not yet looked up.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(pub Option<String>);

/// A signed-in caller; 401 otherwise.
#[derive(Clone, Debug)]
pub struct Signed(pub Caller);

/// A caller who may or may not be signed in: for pages that everybody reads.
#[derive(Clone, Debug)]
pub struct MaybeSigned(pub Option<Caller>);

/// The longest token that is looked up.
const MAX_TOKEN: usize = 200;

/// `Authorization: Bearer …`, else the cookie. Another scheme is no token of ours.
fn token(headers: &HeaderMap) -> Option<String> {
    let bearer = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim());
    let cookie = || respond::cookies(headers).find(|(name, _)| *name == SESSION_COOKIE);
    let found = bearer.or_else(|| cookie().map(|(_, token)| token));
    found.filter(|token| (1..=MAX_TOKEN).contains(&token.len())).map(str::to_owned)
}

impl<S: Sync> FromRequestParts<S> for SessionToken {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(token(&parts.headers)))
    }
}

impl FromRequestParts<Site> for Signed {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Problem> {
        // Who sent a form was looked up before it was read.
        if let Some(signed) = parts.extensions.get::<Self>() {
            return Ok(signed.clone());
        }
        let token = token(&parts.headers).ok_or(AppError::SignedOut)?;
        match account::presence(&site.app, &token).await? {
            Presence::Here(caller) => Ok(Self(caller)),
            Presence::Locked(_) => Err(Problem::new(StatusCode::UNAUTHORIZED, "session-locked")),
        }
    }
}

impl FromRequestParts<Site> for MaybeSigned {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Problem> {
        match Signed::from_request_parts(parts, site).await {
            Ok(Signed(caller)) => Ok(Self(Some(caller))),
            Err(problem) if problem.status == StatusCode::UNAUTHORIZED => Ok(Self(None)),
            Err(problem) => Err(problem),
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn the_header_goes_before_the_cookie() {
        type Given<'a> = &'a [(HeaderName, &'static str)];
        let table: [(Given<'_>, Option<&str>); 6] = [
            (&[], None),
            (&[(header::AUTHORIZATION, "Bearer abc")], Some("abc")),
            (&[(header::AUTHORIZATION, "bearer  abc ")], Some("abc")),
            (&[(header::AUTHORIZATION, "Basic abc")], None),
            (&[(header::COOKIE, "a=b; linli_session=def")], Some("def")),
            (
                &[(header::AUTHORIZATION, "Bearer abc"), (header::COOKIE, "linli_session=def")],
                Some("abc"),
            ),
        ];
        for (given, wanted) in table {
            let mut headers = HeaderMap::new();
            for (name, value) in given {
                headers.insert(name, HeaderValue::from_static(value));
            }
            assert_eq!(token(&headers).as_deref(), wanted, "{given:?}");
        }
        let mut headers = HeaderMap::new();
        let long = format!("Bearer {}", "a".repeat(201));
        headers.insert(header::AUTHORIZATION, HeaderValue::from_str(&long).unwrap());
        assert_eq!(token(&headers), None);
    }
}
