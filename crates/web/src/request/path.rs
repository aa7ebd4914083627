//! Ids in paths.

use std::str::FromStr;

use axum::{
    extract::{FromRequestParts, Path},
    http::{StatusCode, request::Parts},
};

use super::Problem;

/// The id in a route's only placeholder. What is no id names nothing: 404.
#[derive(Clone, Copy, Debug)]
pub struct Id<T>(pub T);

impl<T: FromStr + Send, S: Send + Sync> FromRequestParts<S> for Id<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let missing = || Problem::new(StatusCode::NOT_FOUND, "not-found");
        let Path(word): Path<String> =
            Path::from_request_parts(parts, state).await.map_err(|_| missing())?;
        word.parse().map(Self).map_err(|_| missing())
    }
}

/// The ids in a route's two placeholders. What is no id names nothing: 404.
#[derive(Clone, Copy, Debug)]
pub struct Ids<A, B>(pub A, pub B);

impl<A, B, S> FromRequestParts<S> for Ids<A, B>
where
    A: FromStr + Send,
    B: FromStr + Send,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let missing = || Problem::new(StatusCode::NOT_FOUND, "not-found");
        let Path((first, second)): Path<(String, String)> =
            Path::from_request_parts(parts, state).await.map_err(|_| missing())?;
        let first = first.parse().map_err(|_| missing())?;
        Ok(Self(first, second.parse().map_err(|_| missing())?))
    }
}

/// Where a page may lead on to after its own work (`next` of the sign-in page): a path of this
/// site and nothing that a browser would take for another one.
#[must_use]
pub fn local_path(word: &str) -> Option<&str> {
    let foreign = word.starts_with("//") || word.contains('\\') || word.contains(char::is_control);
    (word.starts_with('/') && !foreign).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_site_lead_on() {
        for path in ["/", "/m/matters?after=1", "/w"] {
            assert_eq!(local_path(path), Some(path));
        }
        for path in ["", "m", "//evil.example", "/\\evil.example", "https://evil.example", "/\t/e"]
        {
            assert_eq!(local_path(path), None, "{path}");
        }
    }
}
