//! Consent 同意: somebody lets a person close to them act for them.

use linli_kernel::{Moment, PersonId, RawId};

/// How the consent was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConsentChannel {
    /// By the giver, in their own account.
    Online,
    /// Told to the one who acts, at home.
    Spoken,
    /// On paper.
    Paper,
    /// To a community worker, at the counter or on a visit.
    Staff,
}

impl ConsentChannel {
    /// All, with their stored words.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Online, "online"),
        (Self::Spoken, "spoken"),
        (Self::Paper, "paper"),
        (Self::Staff, "staff"),
    ];

    /// The stored word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(c, _)| *c == self).map_or("spoken", |(_, w)| w)
    }

    /// From the stored word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, w)| *w == word).map(|(c, _)| *c)
    }
}

/// A person lets another raise and follow matters for them (PIPL articles 13 to 15: informed,
/// recorded, withdrawable as easily as given).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// Its id.
    pub id: RawId,
    /// Who consents.
    pub giver: PersonId,
    /// Who may act.
    pub taker: PersonId,
    /// The version of the words that were read out or signed.
    pub words_version: i64,
    /// How it was given.
    pub channel: ConsentChannel,
    /// Who wrote it down.
    pub recorded_by: PersonId,
    /// When.
    pub given_at: Moment,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Moment>,
    /// Row version.
    pub version: i64,
}

impl Consent {
    /// Whether it holds at a moment.
    #[must_use]
    pub fn holds_at(&self, now: Moment) -> bool {
        self.given_at <= now && self.withdrawn_at.is_none_or(|withdrawn| now < withdrawn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_withdrawn_consent_no_longer_holds() {
        let person = |number| PersonId::new(number).unwrap();
        let given = Consent {
            id: RawId::new(1).unwrap(),
            giver: person(1),
            taker: person(2),
            words_version: 1,
            channel: ConsentChannel::Spoken,
            recorded_by: person(2),
            given_at: Moment::from_ms(10),
            withdrawn_at: None,
            version: 1,
        };
        assert!(!given.holds_at(Moment::from_ms(9)));
        assert!(given.holds_at(Moment::from_ms(10)));
        let withdrawn = Consent { withdrawn_at: Some(Moment::from_ms(20)), ..given };
        assert!(withdrawn.holds_at(Moment::from_ms(19)));
        assert!(!withdrawn.holds_at(Moment::from_ms(20)));
    }

    #[test]
    fn words_read_back() {
        for (channel, word) in ConsentChannel::ALL {
            assert_eq!(ConsentChannel::from_word(word), Some(channel));
            assert_eq!(channel.word(), word);
        }
    }
}
