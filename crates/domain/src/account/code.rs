//! One-time codes: six digits by telephone, a door letter's code, an invitation's secret.

use linli_kernel::Moment;

/// Wrong tries after which a code is worth nothing.
pub const MAX_TRIES: i64 = 5;

/// A secret that opens something once or for a while: a telephone's sign-in, a household's door
/// letter, an invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OneTimeCode {
    /// Keyed hash of what it opens (a telephone number, a household, an invited person); one open
    /// code each.
    pub slot: Vec<u8>,
    /// Keyed hash of the code; the code itself is stored nowhere.
    pub code_hash: Vec<u8>,
    /// Not valid from this moment on.
    pub expires_at: Moment,
    /// Wrong tries so far; [`MAX_TRIES`] end it.
    pub tries: i64,
    /// Row version.
    pub version: i64,
}

impl OneTimeCode {
    /// Whether a right code would still open.
    #[must_use]
    pub fn open_at(&self, now: Moment) -> bool {
        now < self.expires_at && self.tries < MAX_TRIES
    }

    /// The row after it opened what it opens once. It stays: a code that replaces it goes on from
    /// its version, so that nobody who read an earlier code writes over a later one.
    #[must_use]
    pub fn after_use(self) -> Self {
        let version = self.version + 1;
        Self { code_hash: Vec::new(), tries: MAX_TRIES, version, ..self }
    }

    /// The row after one more wrong try.
    #[must_use]
    pub fn after_wrong_try(self) -> Self {
        Self { tries: self.tries + 1, version: self.version + 1, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_wrong_tries_or_time_end_a_code() {
        let expires_at = Moment::from_ms(1_000);
        let mut code =
            OneTimeCode { slot: vec![1], code_hash: vec![2], expires_at, tries: 0, version: 1 };
        assert!(!code.open_at(expires_at));
        for version in 2..=6 {
            assert!(code.open_at(expires_at.plus_ms(-1)));
            code = code.after_wrong_try();
            assert_eq!(code.version, version);
        }
        assert!(!code.open_at(expires_at.plus_ms(-1)));
    }

    #[test]
    fn a_used_code_is_worth_nothing_and_keeps_its_place() {
        let expires_at = Moment::from_ms(1_000);
        let code =
            OneTimeCode { slot: vec![1], code_hash: vec![2], expires_at, tries: 0, version: 3 };
        let used = code.clone().after_use();
        assert!(!used.open_at(Moment::from_ms(0)));
        assert_ne!(used.code_hash, code.code_hash);
        assert_eq!((used.slot, used.version), (code.slot, 4));
    }
}
