//! Request headers with a meaning of ours.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, StatusCode, header, request::Parts},
};

use super::Problem;

/// The version of the task that the caller saw, from `If-Match`; `None` without the header: the
/// use-case says whether it needs one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IfMatch(pub Option<u32>);

/// The longest key.
const MAX_KEY: usize = 100;

/// The caller's key for a request that may be sent again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey(pub Option<String>);

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        if_match(&parts.headers)
    }
}

fn if_match(headers: &HeaderMap) -> Result<IfMatch, Problem> {
    let malformed = || Problem::new(StatusCode::BAD_REQUEST, "version-malformed");
    let Some(value) = headers.get(header::IF_MATCH) else {
        return Ok(IfMatch(None));
    };
    let word = value.to_str().map_err(|_| malformed())?.trim();
    let word = word.strip_prefix("W/").unwrap_or(word);
    let bare = word.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(word);
    if bare.is_empty() || !bare.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(malformed());
    }
    // A number beyond every version is a version that nobody ever saw.
    Ok(IfMatch(Some(bare.parse().unwrap_or(u32::MAX))))
}

impl<S: Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get("idempotency-key") else {
            return Ok(Self(None));
        };
        let bytes = value.as_bytes();
        let fits = (1..=MAX_KEY).contains(&bytes.len());
        match value.to_str() {
            Ok(key) if fits && bytes.iter().all(u8::is_ascii_graphic) => {
                Ok(Self(Some(key.to_owned())))
            }
            _ => Err(Problem::new(StatusCode::BAD_REQUEST, "key-malformed")),
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn versions_are_read_quoted_or_bare() {
        let table = [
            ("3", Some(3)),
            ("\"3\"", Some(3)),
            ("W/\"3\"", Some(3)),
            (" 12 ", Some(12)),
            ("99999999999", Some(u32::MAX)),
            ("*", None),
            ("\"3", None),
            ("\"3\", \"4\"", None),
            ("-1", None),
            ("", None),
            ("三", None),
        ];
        for (text, wanted) in table {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_MATCH, HeaderValue::from_bytes(text.as_bytes()).unwrap());
            assert_eq!(if_match(&headers).ok().and_then(|IfMatch(seen)| seen), wanted, "{text}");
        }
        assert_eq!(if_match(&HeaderMap::new()), Ok(IfMatch(None)));
    }
}
