//! One-time codes: what they open, writing them, trying them.

use std::{fmt, str::FromStr};

use linli_domain::{account::OneTimeCode, person::Phone};
use linli_kernel::{PersonId, PlaceId, to_hexadecimal};

use super::secret::{self, as_drawn};
use crate::{AccountPut, App, AppResult, ports::Snapshot};

/// What a code opens, as a keyed hash.
#[derive(Clone)]
pub(super) struct Slot(Vec<u8>);

impl Slot {
    /// Signing in with a telephone.
    pub(super) fn sign_in(app: &App, phone: &Phone) -> Self {
        Self::of(app, &format!("sign-in:{}", phone.as_str()))
    }

    /// Giving a person another telephone.
    pub(super) fn new_phone(app: &App, person: PersonId, phone: &Phone) -> Self {
        Self::of(app, &format!("new-phone:{person}:{}", phone.as_str()))
    }

    /// Belonging to a household.
    pub(super) fn household(app: &App, household: PlaceId) -> Self {
        Self::of(app, &format!("household:{household}"))
    }

    /// Setting a password and a second factor through a link.
    pub(super) fn link(app: &App, to: LinkTo) -> Self {
        Self::of(app, &format!("link:{to}"))
    }

    fn of(app: &App, what: &str) -> Self {
        Self(app.vault.hash("slot", what))
    }

    /// What an audit row may say about it.
    pub(super) fn audited(&self) -> String {
        format!("code:{}", to_hexadecimal(self.0.get(..8).unwrap_or(&self.0)))
    }

    /// A fresh row for a code, in place of the one that was seen there: of several that replace the
    /// same one, the first wins.
    pub(super) async fn fresh(
        &self,
        app: &App,
        rows: &mut dyn Snapshot,
        code: &str,
        valid_ms: i64,
    ) -> AppResult<OneTimeCode> {
        let seen = self.row(rows).await?;
        Ok(OneTimeCode {
            slot: self.0.clone(),
            code_hash: self.hash(app, code),
            expires_at: app.now().plus_ms(valid_ms),
            tries: 0,
            version: seen.map_or(1, |seen| seen.version + 1),
        })
    }

    /// What is there.
    pub(super) async fn row(&self, rows: &mut dyn Snapshot) -> AppResult<Option<OneTimeCode>> {
        Ok(rows.code(&self.0).await?)
    }

    fn hash(&self, app: &App, code: &str) -> Vec<u8> {
        // Bound to the slot: the same digits elsewhere have another hash.
        app.vault.hash("code", &format!("{}:{}", to_hexadecimal(&self.0), as_drawn(code)))
    }

    /// Compares what was typed with the code that is there.
    pub(super) async fn try_code(
        &self,
        app: &App,
        rows: &mut dyn Snapshot,
        typed: &str,
    ) -> AppResult<Tried> {
        // Hashed in any case, so that an unknown slot takes as long.
        let hash = self.hash(app, typed);
        let now = app.now();
        Ok(match self.row(rows).await? {
            Some(row) if row.open_at(now) && row.code_hash == hash => Tried::Right(row),
            Some(row) if row.open_at(now) => Tried::Wrong(Some(row)),
            Some(_) | None => Tried::Wrong(None),
        })
    }
}

/// How a try went.
pub(super) enum Tried {
    /// It was right; the row is there to be used up.
    Right(OneTimeCode),
    /// It was wrong, or there was nothing to try; the row counts the try.
    Wrong(Option<OneTimeCode>),
}

/// A code is used up; whoever else saw this version comes too late.
pub(super) fn used(row: OneTimeCode) -> AccountPut {
    AccountPut::Code(row.after_use())
}

/// Whom a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LinkTo {
    /// The first administrator of an empty installation.
    FirstRun,
    /// An invited person, or one whose password was reset.
    Person(PersonId),
}

const FIRST_RUN: &str = "first";

impl fmt::Display for LinkTo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FirstRun => f.write_str(FIRST_RUN),
            Self::Person(person) => person.fmt(f),
        }
    }
}

impl FromStr for LinkTo {
    type Err = linli_kernel::IdError;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        // `first` is no id: its `i` is not among the digits.
        if word == FIRST_RUN { Ok(Self::FirstRun) } else { word.parse().map(Self::Person) }
    }
}

/// The last part of a one-time link's address: shown once, stored nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct OneTimeLink {
    pub(super) to: LinkTo,
    pub(super) token: String,
}

impl OneTimeLink {
    pub(super) fn new(app: &App, to: LinkTo) -> Self {
        Self { to, token: secret::token(app) }
    }
}

impl fmt::Display for OneTimeLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.to, self.token)
    }
}

/// The token stays out of logs.
impl fmt::Debug for OneTimeLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OneTimeLink({})", self.to)
    }
}

impl FromStr for OneTimeLink {
    type Err = linli_kernel::IdError;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let (to, token) = word.split_once('-').ok_or(linli_kernel::IdError)?;
        Ok(Self { to: to.parse()?, token: token.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_read_back_and_hide_their_token_from_logs() {
        let person = PersonId::new(77).unwrap();
        for to in [LinkTo::FirstRun, LinkTo::Person(person)] {
            let link = OneTimeLink { to, token: "abc123".to_owned() };
            assert_eq!(link.to_string().parse::<OneTimeLink>().unwrap(), link);
            assert!(!format!("{link:?}").contains("abc123"));
        }
        for word in ["", "first", "-abc", "你好-abc"] {
            assert!(word.parse::<OneTimeLink>().is_err(), "{word}");
        }
    }
}
