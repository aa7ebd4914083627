//! Typed row ids: 63-bit numbers, written outside the program as short base-32 words.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Crockford's digits: no i, l, o, u, so that an id can be read over the telephone.
const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// The number under every typed id; always positive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RawId(i64);

/// Text that is not an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdError;

impl fmt::Display for IdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an id")
    }
}

impl std::error::Error for IdError {}

impl RawId {
    /// An id from its stored number; `None` for zero and below.
    #[must_use]
    pub const fn new(number: i64) -> Option<Self> {
        if number > 0 { Some(Self(number)) } else { None }
    }

    /// The number as the database holds it.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl fmt::Display for RawId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0.unsigned_abs();
        let mut word = [0_u8; 13];
        let mut length = 0;
        for slot in word.iter_mut().rev() {
            let digit = usize::try_from(rest & 31).unwrap_or(0);
            *slot = DIGITS.get(digit).copied().unwrap_or(b'0');
            rest >>= 5;
            length += 1;
            if rest == 0 {
                break;
            }
        }
        let shown = word.get(13 - length..).unwrap_or(&[]);
        f.write_str(std::str::from_utf8(shown).unwrap_or(""))
    }
}

impl FromStr for RawId {
    type Err = IdError;

    fn from_str(word: &str) -> Result<Self, IdError> {
        if word.is_empty() || word.len() > 13 {
            return Err(IdError);
        }
        let mut number: i64 = 0;
        for byte in word.bytes() {
            let digit = DIGITS
                .iter()
                .position(|d| *d == byte.to_ascii_lowercase())
                .and_then(|d| i64::try_from(d).ok())
                .ok_or(IdError)?;
            number = number.checked_mul(32).and_then(|n| n.checked_add(digit)).ok_or(IdError)?;
        }
        Self::new(number).ok_or(IdError)
    }
}

macro_rules! typed_ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(RawId);

        impl $name {
            /// Gives a raw id this meaning.
            #[must_use]
            pub const fn from_raw(raw: RawId) -> Self {
                Self(raw)
            }

            /// From the stored number; `None` for zero and below.
            #[must_use]
            pub const fn new(number: i64) -> Option<Self> {
                match RawId::new(number) {
                    Some(raw) => Some(Self(raw)),
                    None => None,
                }
            }

            /// The number as the database holds it.
            #[must_use]
            pub const fn get(self) -> i64 {
                self.0.get()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(word: &str) -> Result<Self, IdError> {
                word.parse().map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                word.parse().map_err(serde::de::Error::custom)
            }
        }
    )+};
}

typed_ids! {
    /// An item of the admission list 准入事项.
    AdmissionItemId,
    /// One community's reply to a department's request.
    AdmissionReplyId,
    /// A department's request to communities 部门请求.
    AdmissionRequestId,
    /// A case 事项.
    CaseId,
    /// An entry of a dispatch list 派单目录.
    DispatchEntryId,
    /// A notice 公告.
    NoticeId,
    /// A plan of grids 网格方案.
    GridPlanId,
    /// An organisation 组织.
    OrganisationId,
    /// A person 人.
    PersonId,
    /// A photo kept in the blob store.
    PhotoId,
    /// A place 地点, grids included.
    PlaceId,
    /// A change of a district's playbook 方案更替.
    PlaybookChangeId,
    /// A post 岗位.
    PostId,
    /// A service item 服务事项.
    ServiceItemId,
    /// A signed-in session.
    SessionId,
    /// A stored free text that can be corrected or erased.
    TextId,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_id_reads_back_from_its_word(number in 1..=i64::MAX) {
            let id = CaseId::new(number).unwrap();
            prop_assert_eq!(id.to_string().parse::<CaseId>(), Ok(id));
        }

        #[test]
        fn no_text_makes_the_parser_panic(word in ".{0,20}") {
            let _ = word.parse::<CaseId>();
        }
    }

    #[test]
    fn zero_negative_and_overlong_words_are_refused() {
        assert_eq!(CaseId::new(0), None);
        assert_eq!(CaseId::new(-7), None);
        for word in ["", "0", "u", "zzzzzzzzzzzzz", "00000000000001", "路灯"] {
            assert_eq!(word.parse::<CaseId>(), Err(IdError), "{word}");
        }
    }
}
