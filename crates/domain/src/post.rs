//! Posts 岗位: a person's role at a place or in an organisation, from a day to a day.

use linli_kernel::{Day, PersonId, PostId};
use linli_playbook::engine::Holder;

/// A post. Where the holder is an organisation, the person answers for it; a post whose holder
/// is a person does not exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Its id.
    pub id: PostId,
    /// Who has it.
    pub person: PersonId,
    /// The queue that it answers: a role at a place, or an organisation.
    pub holder: Holder,
    /// First day.
    pub valid_from: Day,
    /// Last day.
    pub valid_to: Option<Day>,
    /// How it was filled.
    pub filled: Filled,
    /// The holder agreed that everybody whom the post serves reads name and telephone.
    pub published: bool,
    /// Row version.
    pub version: i64,
}

/// How a post was filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Filled {
    /// 任命、聘任.
    Appointed,
    /// 选举.
    Elected,
    /// 提名.
    Nominated,
    /// 自荐.
    SelfRecommended,
    /// 下派、挂职.
    Seconded,
}

impl Filled {
    /// All, with their stored words.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Appointed, "appointed"),
        (Self::Elected, "elected"),
        (Self::Nominated, "nominated"),
        (Self::SelfRecommended, "self-recommended"),
        (Self::Seconded, "seconded"),
    ];

    /// The stored word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(f, _)| *f == self).map_or("appointed", |(_, w)| w)
    }

    /// From the stored word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, w)| *w == word).map(|(f, _)| *f)
    }
}

impl Post {
    /// Whether it is held on this day.
    #[must_use]
    pub fn holds_on(&self, day: Day) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|to| day <= to)
    }
}
