//! Limits per telephone, address and person, counted in the delta table.
//!
//! Counters are named by keyed hashes: the table holds neither numbers nor addresses.

use std::net::IpAddr;

use linli_domain::{account::PROOF_FRESH_MS, person::Phone};
use linli_kernel::{Moment, PersonId, to_hexadecimal};
use tokio::sync::OwnedMutexGuard;

use crate::{Add, App, AppError, AppResult, ports::Snapshot};

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

/// At most so many within a window.
#[derive(Clone, Copy)]
pub(super) struct Limit {
    most: i64,
    window_ms: i64,
}

impl Limit {
    const fn new(most: i64, window_ms: i64) -> Self {
        Self { most, window_ms }
    }
}

/// Codes to one telephone: 1 a minute, 5 an hour, 10 a day.
pub(super) const CODES_PER_PHONE: &[Limit] =
    &[Limit::new(1, MINUTE_MS), Limit::new(5, HOUR_MS), Limit::new(10, DAY_MS)];
/// Codes asked for from one address.
pub(super) const CODES_PER_ADDRESS: &[Limit] = &[Limit::new(30, HOUR_MS)];
/// Wrong codes and passwords from one address.
pub(super) const WRONG_PER_ADDRESS: &[Limit] = &[Limit::new(60, HOUR_MS)];
/// Wrong answers to "what did the former holder know": after that only people help.
pub(super) const WRONG_PROOFS: &[Limit] = &[Limit::new(5, 30 * DAY_MS)];
/// Wrong codes of door letters, per person.
pub(super) const WRONG_LETTERS: &[Limit] = &[Limit::new(10, HOUR_MS)];

/// Wrong guesses at a matter's number and digits, from one address.
pub(super) const PROGRESS_PER_ADDRESS: &[Limit] = &[Limit::new(20, HOUR_MS)];
/// Right ones, from one address: whoever helps others does not look up a whole day's numbers.
pub(super) const PROGRESS_FOUND: &[Limit] = &[Limit::new(60, HOUR_MS)];
/// Wrong digits for one number: 9,990 guesses are left for 1,000 days.
pub(super) const PROGRESS_PER_NUMBER: &[Limit] = &[Limit::new(10, DAY_MS)];
/// Exact telephones that one member of staff looks up: a counter has a queue, a chat group has 500.
pub(super) const LOOK_UPS: &[Limit] = &[Limit::new(60, HOUR_MS)];
/// Photos that one person sends: each keeps about 2 MB.
pub(super) const PHOTOS: &[Limit] = &[Limit::new(150, DAY_MS)];
/// Reports that somebody writes who acts for no post, for themselves or for the family.
pub(super) const REPORTS: &[Limit] = &[Limit::new(100, DAY_MS)];
/// Reports beside which somebody is told that others reported the like: whoever reports sees a few.
pub(super) const COMPARISONS: &[Limit] = &[Limit::new(60, HOUR_MS)];
/// Homes that one person claims.
pub(super) const HOMES: &[Limit] = &[Limit::new(10, DAY_MS)];

/// How long increments count, by how their counters' names begin: as long as the longest window of
/// the limits above, and as long as a number counts as proven or lately given.
pub(crate) const KEPT_COUNTERS: &[(&str, i64)] = &[
    ("codes:", DAY_MS),
    ("codes-from:", HOUR_MS),
    ("wrong-from:", HOUR_MS),
    ("wrong-letters:", HOUR_MS),
    ("wrong-proofs:", 30 * DAY_MS),
    ("number-proven:", PROOF_FRESH_MS),
    ("number-given:", PROOF_FRESH_MS),
    ("progress-from:", HOUR_MS),
    ("progress-found-from:", HOUR_MS),
    ("progress-at:", DAY_MS),
    ("look-ups:", HOUR_MS),
    ("photos:", DAY_MS),
    ("reports:", DAY_MS),
    ("homes:", DAY_MS),
    ("comparisons:", HOUR_MS),
];

/// What is counted.
pub(super) struct Counter(String);

impl Counter {
    pub(super) fn codes_of_phone(app: &App, phone: &Phone) -> Self {
        Self(format!("codes:{}", short(&app.vault.hash("counter", phone.as_str()))))
    }

    pub(super) fn codes_from(app: &App, address: IpAddr) -> Self {
        Self(format!("codes-from:{}", address_word(app, address)))
    }

    pub(super) fn wrong_from(app: &App, address: IpAddr) -> Self {
        Self(format!("wrong-from:{}", address_word(app, address)))
    }

    pub(super) fn progress_from(app: &App, address: IpAddr) -> Self {
        Self(format!("progress-from:{}", address_word(app, address)))
    }

    pub(super) fn progress_found_from(app: &App, address: IpAddr) -> Self {
        Self(format!("progress-found-from:{}", address_word(app, address)))
    }

    pub(super) fn progress_at(app: &App, number: &str) -> Self {
        Self(format!("progress-at:{}", short(&app.vault.hash("counter", number))))
    }

    /// Of something that one person does.
    pub(super) fn of_person(what: &'static str, person: PersonId) -> Self {
        Self(format!("{what}:{person}"))
    }

    pub(super) fn wrong_proofs(person: PersonId) -> Self {
        Self(format!("wrong-proofs:{person}"))
    }

    pub(super) fn wrong_letters(person: PersonId) -> Self {
        Self(format!("wrong-letters:{person}"))
    }

    /// That a code sent to this number of the person came back; `hash` is the number's. Of their
    /// former numbers it says nothing of the present one.
    pub(super) fn number_proven(person: PersonId, hash: &[u8]) -> Self {
        Self(format!("number-proven:{person}:{}", short(hash)))
    }

    /// That an administrator gave the person this number.
    pub(super) fn number_given(person: PersonId, hash: &[u8]) -> Self {
        Self(format!("number-given:{person}:{}", short(hash)))
    }

    /// One more.
    pub(super) fn one(self, now: Moment) -> Add {
        Add { counter: self.0, amount: 1, at: now }
    }

    /// Waits until nobody else looks at this counter to raise it. Held from the look to the commit,
    /// it keeps many requests at once from passing a limit together.
    pub(super) async fn turn(&self, app: &App) -> OwnedMutexGuard<()> {
        app.turns().take(&self.0).await
    }

    /// How many since then.
    pub(super) async fn since(&self, rows: &mut dyn Snapshot, since: Moment) -> AppResult<i64> {
        Ok(rows.sum_since(&self.0, since).await?)
    }

    /// Refuses when a limit is reached.
    ///
    /// # Errors
    /// [`AppError::TooMany`] with the window of the limit as the time to wait.
    pub(super) async fn check(
        &self,
        rows: &mut dyn Snapshot,
        now: Moment,
        limits: &[Limit],
    ) -> AppResult<()> {
        for limit in limits {
            if self.since(rows, now.plus_ms(1 - limit.window_ms)).await? >= limit.most {
                return Err(AppError::TooMany { retry_after_s: limit.window_ms / 1_000 });
            }
        }
        Ok(())
    }
}

/// An address as a word; of IPv6 the first half, which is what one line gets.
fn address_word(app: &App, address: IpAddr) -> String {
    let line = match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("{:x}", u128::from(address) >> 64),
    };
    short(&app.vault.hash("address", &line))
}

fn short(hash: &[u8]) -> String {
    to_hexadecimal(hash.get(..16).unwrap_or(hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn increments_are_kept_as_long_as_any_limit_looks_back() {
        let table = [
            ("codes:", CODES_PER_PHONE),
            ("codes-from:", CODES_PER_ADDRESS),
            ("wrong-from:", WRONG_PER_ADDRESS),
            ("wrong-proofs:", WRONG_PROOFS),
            ("wrong-letters:", WRONG_LETTERS),
            ("progress-from:", PROGRESS_PER_ADDRESS),
            ("progress-found-from:", PROGRESS_FOUND),
            ("progress-at:", PROGRESS_PER_NUMBER),
            ("look-ups:", LOOK_UPS),
            ("photos:", PHOTOS),
            ("reports:", REPORTS),
            ("homes:", HOMES),
            ("comparisons:", COMPARISONS),
        ];
        // And `number-proven:` and `number-given:`, which have no limit.
        assert_eq!(KEPT_COUNTERS.len(), table.len() + 2);
        for (prefix, limits) in table {
            let kept = KEPT_COUNTERS.iter().find(|(name, _)| *name == prefix).unwrap().1;
            assert_eq!(limits.iter().map(|limit| limit.window_ms).max(), Some(kept), "{prefix}");
        }
    }
}
