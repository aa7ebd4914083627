//! Passwords with their second factor, and when wrong tries close an account.

use linli_kernel::{Code, Moment, PersonId};

use super::Administration;

/// Wrong tries in a row after which an account is closed for [`LOCK_MS`].
pub const MAX_FAILURES: i64 = 5;

/// How long an account is closed after too many wrong tries: 15 minutes, in milliseconds.
pub const LOCK_MS: i64 = 15 * 60_000;

const MIN_CHARACTERS: usize = 10;
const MAX_CHARACTERS: usize = 128;
/// From this length on a phrase needs no digits or signs.
const PHRASE_CHARACTERS: usize = 16;
const MIN_KINDS: usize = 3;

/// A password with its second factor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// Whose.
    pub person: PersonId,
    /// What they type; unique, lower case.
    pub username: String,
    /// Argon2id in PHC form; empty until one is set, which nothing matches.
    pub password_hash: String,
    /// The TOTP secret, sealed under the person's key; `None` until enrolled.
    pub totp: Option<Vec<u8>>,
    /// The last 30-second step whose code was used: a code counts once.
    pub totp_step: i64,
    /// Keyed hashes of the recovery codes left.
    pub recovery: Vec<Vec<u8>>,
    /// What they administer, if anything.
    pub administers: Option<Administration>,
    /// Wrong tries in a row.
    pub failures: i64,
    /// Closed until.
    pub locked_until: Option<Moment>,
    /// Row version.
    pub version: i64,
}

impl Credential {
    /// One that nothing opens yet: neither password nor second factor is set.
    #[must_use]
    pub const fn unset(
        person: PersonId,
        username: String,
        administers: Option<Administration>,
    ) -> Self {
        Self {
            person,
            username,
            password_hash: String::new(),
            totp: None,
            totp_step: 0,
            recovery: Vec::new(),
            administers,
            failures: 0,
            locked_until: None,
            version: 1,
        }
    }

    /// Whether nobody ever signed in with it: a reset leaves the step of the last code.
    #[must_use]
    pub const fn was_never_used(&self) -> bool {
        self.password_hash.is_empty() && self.totp_step == 0
    }

    /// Whether wrong tries have closed it.
    #[must_use]
    pub fn is_locked(&self, now: Moment) -> bool {
        self.locked_until.is_some_and(|until| now < until)
    }

    /// The row after one more wrong try; the fifth closes it and the count begins again.
    #[must_use]
    pub fn after_failure(self, now: Moment) -> Self {
        let failures = self.failures + 1;
        let version = self.version + 1;
        if failures < MAX_FAILURES {
            Self { failures, version, ..self }
        } else {
            Self { failures: 0, locked_until: Some(now.plus_ms(LOCK_MS)), version, ..self }
        }
    }

    /// The row after everything was right.
    #[must_use]
    pub fn after_success(self) -> Self {
        Self { failures: 0, locked_until: None, version: self.version + 1, ..self }
    }
}

/// What is wrong with a new password, if anything: 10 to 128 characters; three of lower case,
/// upper case, digits and others unless it is a phrase of 16 and more; without the username in it.
#[must_use]
pub fn password_weakness(password: &str, username: &str) -> Option<Code> {
    let characters = password.chars().count();
    let kinds: [fn(char) -> bool; 4] = [
        |c| c.is_lowercase(),
        |c| c.is_uppercase(),
        |c| c.is_ascii_digit(),
        |c| !c.is_lowercase() && !c.is_uppercase() && !c.is_ascii_digit(),
    ];
    let found = kinds.into_iter().filter(|kind| password.chars().any(kind)).count();
    let mut distinct: Vec<char> = password.chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    if characters < MIN_CHARACTERS {
        Some(Code("password-too-short"))
    } else if characters > MAX_CHARACTERS {
        Some(Code("password-too-long"))
    } else if !username.is_empty() && password.to_lowercase().contains(&username.to_lowercase()) {
        Some(Code("password-holds-username"))
    } else if distinct.len() < MIN_CHARACTERS / 2
        || (characters < PHRASE_CHARACTERS && found < MIN_KINDS)
    {
        Some(Code("password-too-simple"))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_that_was_reset_is_not_one_that_nobody_used() {
        let unset = Credential::unset(PersonId::new(1).unwrap(), "li.min".to_owned(), None);
        assert!(unset.clone().after_failure(Moment::from_ms(0)).was_never_used());
        assert!(!Credential { totp_step: 7, ..unset.clone() }.was_never_used());
        assert!(!Credential { password_hash: "x".to_owned(), ..unset }.was_never_used());
    }

    #[test]
    fn five_wrong_tries_close_an_account_for_fifteen_minutes() {
        let person = PersonId::new(1).unwrap();
        let mut credential = Credential::unset(person, "li.min".to_owned(), None);
        let now = Moment::from_ms(5_000);
        for _ in 0..4 {
            credential = credential.after_failure(now);
            assert!(!credential.is_locked(now));
        }
        credential = credential.after_failure(now);
        assert!(credential.is_locked(now.plus_ms(LOCK_MS - 1)));
        assert!(!credential.is_locked(now.plus_ms(LOCK_MS)));
        assert_eq!(credential.version, 6);
        assert!(!credential.after_success().is_locked(now));
    }

    #[test]
    fn weak_passwords_are_named() {
        let table = [
            ("Short1!", Some("password-too-short")),
            ("lowercaseonly", Some("password-too-simple")),
            ("aaaaaaaaaaaaaaaaaaaa", Some("password-too-simple")),
            ("Li.Min-2026!", Some("password-holds-username")),
            ("Kenli-2026!", None),
            ("垦利街道办事处一二三四五六七八九", None),
            ("correct horse battery", None),
        ];
        for (password, weakness) in table {
            let found = password_weakness(password, "li.min").map(Code::as_str);
            assert_eq!(found, weakness, "{password}");
        }
        let endless = "aB3".repeat(50);
        assert!(password_weakness(&endless, "x").is_some());
    }
}
