//! People 人 and how they belong to households.

use linli_kernel::{Day, Moment, PersonId, PlaceId};

/// A mainland mobile telephone number: 11 digits, the first two 13 to 19.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone(String);

impl Phone {
    /// From what somebody typed: spaces, hyphens and a leading +86 are cut off.
    #[must_use]
    pub fn parse(raw: &str) -> Option<Self> {
        let digits: String = raw.chars().filter(|c| !matches!(c, ' ' | '-' | '\u{3000}')).collect();
        let digits = digits.strip_prefix("+86").unwrap_or(&digits);
        let mut bytes = digits.bytes();
        let starts = bytes.next() == Some(b'1') && matches!(bytes.next(), Some(b'3'..=b'9'));
        (starts && digits.len() == 11 && digits.bytes().all(|b| b.is_ascii_digit()))
            .then(|| Self(digits.to_owned()))
    }

    /// The 11 digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last four digits, which a caller may be asked for.
    #[must_use]
    pub fn last_four(&self) -> &str {
        self.0.get(7..).unwrap_or("")
    }
}

/// A person as stored: personal values sealed under the person's own key, so that destroying the
/// key erases them everywhere, backups included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The id.
    pub id: PersonId,
    /// The person's data key, sealed under the installation's key; empty when erased.
    pub key: Vec<u8>,
    /// Sealed name.
    pub name: Vec<u8>,
    /// Sealed telephone number.
    pub phone: Option<Vec<u8>>,
    /// Keyed hash of the telephone number, unique: the only way to search it.
    pub phone_hash: Option<Vec<u8>>,
    /// Whether the person can sign in, and so be asked through the program.
    pub has_account: bool,
    /// Suspended accounts cannot sign in.
    pub suspended: bool,
    /// When the row was made.
    pub created_at: Moment,
    /// Row version.
    pub version: i64,
}

/// How a person belongs to a household.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tie {
    /// 业主.
    Owner,
    /// 租户.
    Tenant,
    /// 家人.
    Family,
    /// 照护人.
    Carer,
}

impl Tie {
    /// All, with their stored words.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Owner, "owner"),
        (Self::Tenant, "tenant"),
        (Self::Family, "family"),
        (Self::Carer, "carer"),
    ];

    /// The stored word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(t, _)| *t == self).map_or("family", |(_, w)| w)
    }

    /// From the stored word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, w)| *w == word).map(|(t, _)| *t)
    }
}

/// A person's tie to a household (a place of the kind `household`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HouseholdMember {
    /// The household.
    pub household: PlaceId,
    /// The person.
    pub person: PersonId,
    /// How.
    pub tie: Tie,
    /// First day.
    pub valid_from: Day,
    /// Last day.
    pub valid_to: Option<Day>,
    /// Confirmed by a code on a door letter, a member of the household or in bulk; until then it
    /// opens nothing.
    pub confirmed: bool,
    /// Staff said that the person does not live there, and by that ended it.
    pub refused: bool,
    /// Row version.
    pub version: i64,
}

impl HouseholdMember {
    /// Whether the tie is valid on the day, confirmed or not.
    #[must_use]
    pub fn holds_on(&self, day: Day) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|to| day <= to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tie_holds_from_its_first_to_its_last_day() {
        let day = |day| Day::constant(2026, 7, day);
        let member = |valid_to| HouseholdMember {
            household: PlaceId::new(1).unwrap(),
            person: PersonId::new(2).unwrap(),
            tie: Tie::Family,
            valid_from: day(5),
            valid_to,
            confirmed: false,
            refused: false,
            version: 1,
        };
        for (valid_to, held) in
            [(Some(day(7)), [false, true, true, false]), (None, [false, true, true, true])]
        {
            assert_eq!([4, 5, 7, 8].map(|on| member(valid_to).holds_on(day(on))), held);
        }
    }

    #[test]
    fn phones_are_read_as_people_type_them() {
        for raw in ["13812345678", "138 1234 5678", "+86138-1234-5678"] {
            assert_eq!(Phone::parse(raw).as_ref().map(Phone::as_str), Some("13812345678"), "{raw}");
        }
        for raw in ["", "1381234567", "138123456789", "23812345678", "12812345678", "1381234567a"] {
            assert_eq!(Phone::parse(raw), None, "{raw}");
        }
    }
}
