//! The lists in which a case stands.

use linli_domain::policy::CaseClass;
use linli_kernel::Moment;

/// What a case is filed under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ScopeKind {
    /// A raiser.
    Raiser,
    /// A place over it, grids included.
    Place,
    /// An organisation with a part in it.
    Organisation,
    /// A place over it, for what is published.
    Published,
    /// A place over it, for what is offered to residents.
    Offered,
    /// A resident who claimed it.
    Claimed,
}

impl ScopeKind {
    const ALL: [Self; 6] = [
        Self::Raiser,
        Self::Place,
        Self::Organisation,
        Self::Published,
        Self::Offered,
        Self::Claimed,
    ];

    /// The stored word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Raiser => "raiser",
            Self::Place => "place",
            Self::Organisation => "organisation",
            Self::Published => "published",
            Self::Offered => "offered",
            Self::Claimed => "claimed",
        }
    }

    /// From the stored word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// One line of one list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ScopeRow {
    /// Under what.
    pub kind: ScopeKind,
    /// Its number.
    pub scope: i64,
    /// The case's class.
    pub class: CaseClass,
    /// Whether it is open.
    pub open: bool,
    /// When it was opened.
    pub at: Moment,
}
