//! Query parameters, each known to its route.

use std::{
    collections::{BTreeMap, BTreeSet},
    str::FromStr,
};

use axum::{
    extract::{FromRequestParts, Query as Pairs},
    http::{StatusCode, request::Parts},
};
use linli_app::FieldError;
use percent_encoding::percent_decode_str;

use super::{Problem, form::not_utf8};

/// The parameters of a request; blank ones count as not given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    kept: BTreeMap<String, String>,
    /// Those that were given twice, with different values.
    twice: BTreeSet<String>,
}

impl<S: Sync> FromRequestParts<S> for Query {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let malformed = |_| Problem::new(StatusCode::BAD_REQUEST, "request-malformed");
        let Pairs(pairs): Pairs<Vec<(String, String)>> =
            Pairs::try_from_uri(&parts.uri).map_err(malformed)?;
        let raw = parts.uri.query().unwrap_or_default();
        if percent_decode_str(raw).decode_utf8().is_err() {
            return Err(not_utf8());
        }
        let mut errors = Vec::new();
        let mut kept = BTreeMap::new();
        let mut twice = BTreeSet::new();
        for (name, value) in pairs {
            // PostgreSQL cannot hold U+0000, and no parameter of ours means anything with it.
            if value.contains('\0') || name.contains('\0') {
                errors.push(FieldError::new(name.replace('\0', ""), "control-characters"));
            } else if !value.trim().is_empty() {
                match kept.insert(name.clone(), value.clone()) {
                    Some(before) if before != value => drop(twice.insert(name)),
                    _ => {}
                }
            }
        }
        if errors.is_empty() { Ok(Self { kept, twice }) } else { Err(Problem::fields(errors)) }
    }
}

impl Query {
    /// Refuses parameters that the route does not know, so that a mistyped filter is not
    /// silently no filter, and those given twice, of which one would silently be without effect.
    ///
    /// # Errors
    /// A [`Problem`] that names them.
    pub fn only(&self, known: &[&str]) -> Result<(), Problem> {
        let unknown = self.kept.keys().filter(|name| !known.contains(&name.as_str()));
        let unknown = unknown.map(|name| FieldError::new(name.as_str(), "field-unknown"));
        let twice = self.twice.iter().filter(|name| known.contains(&name.as_str()));
        let twice = twice.map(|name| FieldError::new(name.as_str(), "given-twice"));
        let errors: Vec<FieldError> = unknown.chain(twice).collect();
        if errors.is_empty() { Ok(()) } else { Err(Problem::fields(errors)) }
    }

    /// A parameter as it came.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.kept.get(name).map(String::as_str)
    }

    /// A parameter as a number, an id or a flag.
    ///
    /// # Errors
    /// A [`Problem`] that names it if it is something else.
    pub fn parse<T: FromStr>(&self, name: &str) -> Result<Option<T>, Problem> {
        match self.get(name).map(|word| word.trim().parse()) {
            None => Ok(None),
            Some(Ok(value)) => Ok(Some(value)),
            Some(Err(_)) => Err(Problem::field(name, "field-type")),
        }
    }

    /// A parameter that must be given.
    ///
    /// # Errors
    /// A [`Problem`] that names it if it is missing or something else.
    pub fn required<T: FromStr>(&self, name: &str) -> Result<T, Problem> {
        self.parse(name)?.ok_or_else(|| Problem::field(name, "field-required"))
    }

    /// How many lines a page of a list has: `limit`, or as many as usual.
    ///
    /// # Errors
    /// A [`Problem`] if it is not a number from 1 up; more than the most is the most.
    pub fn limit(&self, usual: i64) -> Result<i64, Problem> {
        match self.parse("limit")? {
            None => Ok(usual),
            Some(limit) if limit >= 1 => Ok(limit),
            Some(_) => Err(Problem::field("limit", "field-type")),
        }
    }
}
