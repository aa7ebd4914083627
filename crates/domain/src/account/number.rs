//! Recycled numbers: when a telephone alone may open an account.
//!
//! A mainland number that is given up rests at least 90 days before somebody else gets it (码号
//! 冻结期, common practice of the operators). So a number that received a code within 90 days is
//! still in the same hand; after that it may not be, and the number alone opens nothing that the
//! former holder wrote.

use linli_kernel::Moment;

use crate::person::Person;

/// How long a number counts as being in the same hand after it was proven: 90 days, in
/// milliseconds.
pub const PROOF_FRESH_MS: i64 = 90 * 24 * 3_600_000;

/// How fresh a sign-in must be with which a number is changed: 5 minutes, in milliseconds. It showed
/// a code sent to the present number, or two factors.
pub const SIGN_IN_FRESH_MS: i64 = 5 * 60_000;

/// What a right code for a known number is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberTrust {
    /// The number is still in the same hand: the account opens.
    Fresh,
    /// Perhaps another's by now: something that only the former holder knows is asked too.
    Asleep,
}

/// Judges a known number. `proven_lately`: a code sent to it came back within
/// [`PROOF_FRESH_MS`]; `known_device`: the browser holds a token that this person once got.
///
/// A row that staff wrote at the counter has no account yet: its number may have been misheard,
/// so it is never enough alone.
#[must_use]
pub fn number_trust(
    person: &Person,
    now: Moment,
    proven_lately: bool,
    known_device: bool,
) -> NumberTrust {
    let made_lately = now.ms_since(person.created_at) < PROOF_FRESH_MS;
    let fresh = person.has_account && (proven_lately || made_lately);
    if fresh || known_device { NumberTrust::Fresh } else { NumberTrust::Asleep }
}

#[cfg(test)]
mod tests {
    use linli_kernel::PersonId;

    use super::*;

    #[test]
    fn a_number_that_rested_may_be_in_another_hand() {
        let person = |has_account| Person {
            id: PersonId::new(1).unwrap(),
            key: Vec::new(),
            name: Vec::new(),
            phone: None,
            phone_hash: None,
            has_account,
            suspended: false,
            created_at: Moment::from_ms(0),
            version: 1,
        };
        let soon = Moment::from_ms(PROOF_FRESH_MS - 1);
        let later = Moment::from_ms(PROOF_FRESH_MS);
        // has an account, now, proven lately, known device, trust
        let table = [
            (true, soon, false, false, NumberTrust::Fresh),
            (true, later, false, false, NumberTrust::Asleep),
            (true, later, true, false, NumberTrust::Fresh),
            (true, later, false, true, NumberTrust::Fresh),
            (false, soon, false, false, NumberTrust::Asleep),
            (false, soon, true, false, NumberTrust::Asleep),
            (false, later, false, true, NumberTrust::Fresh),
        ];
        for (has_account, now, proven, device, trust) in table {
            let found = number_trust(&person(has_account), now, proven, device);
            assert_eq!(found, trust, "{has_account} {now} {proven} {device}");
        }
    }
}
