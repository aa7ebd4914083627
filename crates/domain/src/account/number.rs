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

/// What a known number is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberTrust {
    /// A code sent to it came back lately, so it is still in the same hand: the account opens.
    Fresh,
    /// Written down for the person lately, by an import or an administrator, and no code came back
    /// from it yet: a code opens the account and by that proves the number; until then the number
    /// stands for nobody.
    Given,
    /// Perhaps another's by now: something that only the former holder knows is asked too.
    Asleep,
}

/// What is known of a number beside the person's row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NumberKnown {
    /// A code sent to this very number came back within [`PROOF_FRESH_MS`].
    pub proven_lately: bool,
    /// An administrator gave the person this very number within [`PROOF_FRESH_MS`].
    pub given_lately: bool,
    /// The browser holds a token that this person once got.
    pub known_device: bool,
}

/// Judges a known number. Only a code that came back proves one; whoever writes a number down,
/// an administrator included, may have misheard or mistyped it.
///
/// A row that staff wrote at the counter has no account yet: its number is never enough alone.
#[must_use]
pub fn number_trust(person: &Person, now: Moment, known: NumberKnown) -> NumberTrust {
    let made_lately = now.ms_since(person.created_at) < PROOF_FRESH_MS;
    if known.known_device || (person.has_account && known.proven_lately) {
        NumberTrust::Fresh
    } else if person.has_account && (known.given_lately || made_lately) {
        NumberTrust::Given
    } else {
        NumberTrust::Asleep
    }
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
        let (proven, given, device) = ("proven", "given", "device");
        // has an account, now, what is known of the number, trust
        let table = [
            (true, soon, "", NumberTrust::Given),
            (true, soon, proven, NumberTrust::Fresh),
            (true, later, "", NumberTrust::Asleep),
            (true, later, proven, NumberTrust::Fresh),
            (true, later, given, NumberTrust::Given),
            (true, later, device, NumberTrust::Fresh),
            (false, soon, "", NumberTrust::Asleep),
            (false, soon, proven, NumberTrust::Asleep),
            (false, soon, given, NumberTrust::Asleep),
            (false, later, device, NumberTrust::Fresh),
        ];
        for (has_account, now, word, trust) in table {
            let known = NumberKnown {
                proven_lately: word == proven,
                given_lately: word == given,
                known_device: word == device,
            };
            let found = number_trust(&person(has_account), now, known);
            assert_eq!(found, trust, "{has_account} {now} {word}");
        }
    }
}
