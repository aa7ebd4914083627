//! Service numbers: whom to call for water, power, gas …, kept for a place and everything below.

use linli_kernel::{Moment, PersonId, PlaceId};
use linli_playbook::engine::Holder;

/// Longest name of whoever answers, in characters: one line of a board.
pub const MAX_NAME: usize = 20;
/// Longest telephone, in characters.
pub const MAX_PHONE: usize = 20;
/// Longest hours, in characters.
pub const MAX_HOURS: usize = 20;
/// So many numbers of a locality's own kinds may stand at one place.
pub const MAX_OTHERS: usize = 3;
/// The shortest number that anybody answers has three digits (110).
const MIN_DIGITS: usize = 3;

/// What a number is for, in the order of a board.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ServiceKind {
    /// 社区服务: what is called where a post cannot be called in person.
    Community,
    /// 监督.
    Supervision,
    /// 物业.
    Property,
    /// 供水.
    Water,
    /// 供电.
    Power,
    /// 燃气.
    Gas,
    /// 供暖.
    Heating,
    /// 电梯救援.
    Lift,
    /// 社区卫生.
    Medical,
    /// 社区民警.
    Police,
    /// What the locality names itself.
    Other,
}

impl ServiceKind {
    /// All, in order.
    pub const ALL: [Self; 11] = [
        Self::Community,
        Self::Supervision,
        Self::Property,
        Self::Water,
        Self::Power,
        Self::Gas,
        Self::Heating,
        Self::Lift,
        Self::Medical,
        Self::Police,
        Self::Other,
    ];

    /// The stored word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Community => "community",
            Self::Supervision => "supervision",
            Self::Property => "property",
            Self::Water => "water",
            Self::Power => "power",
            Self::Gas => "gas",
            Self::Heating => "heating",
            Self::Lift => "lift",
            Self::Medical => "medical",
            Self::Police => "police",
            Self::Other => "other",
        }
    }

    /// From the stored word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

impl serde::Serialize for ServiceKind {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

impl<'de> serde::Deserialize<'de> for ServiceKind {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Self::from_word(&word).ok_or_else(|| serde::de::Error::custom("no kind of service number"))
    }
}

/// One number.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ServiceNumber {
    /// What it is for.
    pub kind: ServiceKind,
    /// Who answers; may be empty, except for [`ServiceKind::Other`], which is called by it.
    pub name: String,
    /// The telephone.
    pub phone: String,
    /// When somebody answers, in words; may be empty.
    pub hours: String,
}

impl ServiceNumber {
    /// The name by which a number of a locality's own kind is known; empty for the others.
    #[must_use]
    pub fn other_name(&self) -> &str {
        if self.kind == ServiceKind::Other { &self.name } else { "" }
    }

    /// Whether it stands in the same line of a board, so that the nearer one replaces the other.
    #[must_use]
    pub fn replaces(&self, other: &Self) -> bool {
        self.kind == other.kind && self.other_name() == other.other_name()
    }
}

/// All numbers of one place, edited together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceSheet {
    /// The place; they hold for everything below it too.
    pub place: PlaceId,
    /// Its district.
    pub district: PlaceId,
    /// The numbers, in the order of a board.
    pub numbers: Vec<ServiceNumber>,
    /// Who changed them last.
    pub changed_by: PersonId,
    /// For which post.
    pub changed_as: Holder,
    /// When.
    pub changed_at: Moment,
    /// Row version.
    pub version: i64,
}

/// A number with the place from which it came down.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Inherited {
    /// The number.
    pub number: ServiceNumber,
    /// The place that keeps it.
    pub from: PlaceId,
}

/// The numbers that hold at a place: of each kind the nearest one, in the order of a board.
#[must_use]
pub fn inherited<'s>(nearest_first: impl IntoIterator<Item = &'s ServiceSheet>) -> Vec<Inherited> {
    let mut found: Vec<Inherited> = Vec::new();
    for sheet in nearest_first {
        for number in &sheet.numbers {
            if !found.iter().any(|nearer| nearer.number.replaces(number)) {
                found.push(Inherited { number: number.clone(), from: sheet.place });
            }
        }
    }
    found.sort_by(|one, other| {
        let key = |found: &Inherited| (found.number.kind, found.number.other_name().to_owned());
        key(one).cmp(&key(other))
    });
    found
}

/// A public telephone as typed: digits, spaces, hyphens, brackets and a leading plus; full-width
/// ones become plain. `None` for anything else, and for what nobody can dial.
#[must_use]
pub fn service_phone(raw: &str) -> Option<String> {
    let plain = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => {
            u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c)
        }
        '\u{3000}' => ' ',
        '\u{2010}'..='\u{2015}' => '-',
        other => other,
    };
    let typed: String = raw.trim().chars().map(plain).collect();
    let typed = typed.trim();
    let digits = typed.chars().filter(char::is_ascii_digit).count();
    let fits = typed.chars().enumerate().all(|(at, c)| {
        c.is_ascii_digit() || matches!(c, ' ' | '-' | '(' | ')') || (c == '+' && at == 0)
    });
    (fits && digits >= MIN_DIGITS && typed.len() <= MAX_PHONE).then(|| typed.to_owned())
}
