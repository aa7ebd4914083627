//! The parts of a board: what is compared when a printed one is held against today's.

use std::{collections::BTreeMap, fmt};

use linli_kernel::PlaceId;
use linli_playbook::{Name, model::Label};

use super::{Line, ServiceKind};

/// One thing that a board shows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The place's name and address.
    Place,
    /// Who has a post, and how they are reached.
    Post {
        /// The role.
        role: Name,
        /// Where.
        place: PlaceId,
    },
    /// That more posts are filled below than stand on it.
    MoreBelow,
    /// What a role does.
    Duties(Name),
    /// A service number; of a locality's own kind by its name.
    Number(ServiceKind, String),
    /// What is called where nobody can be called in person.
    Contact,
}

/// The stored word: `place`, `post.ROLE.PLACE`, `more-below`, `duties.ROLE`, `number.KIND` or
/// `number.other.NAME`, `contact`.
impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Place => f.write_str("place"),
            Self::Post { role, place } => write!(f, "post.{role}.{place}"),
            Self::MoreBelow => f.write_str("more-below"),
            Self::Duties(role) => write!(f, "duties.{role}"),
            Self::Number(kind, name) if name.is_empty() => write!(f, "number.{}", kind.word()),
            Self::Number(kind, name) => write!(f, "number.{}.{name}", kind.word()),
            Self::Contact => f.write_str("contact"),
        }
    }
}

impl Part {
    /// From the stored word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        let (head, rest) = word.split_once('.').unwrap_or((word, ""));
        match head {
            "place" => Some(Self::Place),
            "more-below" => Some(Self::MoreBelow),
            "contact" => Some(Self::Contact),
            "duties" => Name::new(rest).ok().map(Self::Duties),
            "post" => {
                let (role, place) = rest.split_once('.')?;
                Some(Self::Post { role: Name::new(role).ok()?, place: place.parse().ok()? })
            }
            "number" => {
                let (kind, name) = rest.split_once('.').unwrap_or((rest, ""));
                Some(Self::Number(ServiceKind::from_word(kind)?, name.to_owned()))
            }
            _ => None,
        }
    }
}

/// The parts that are on one of two states of a board only, or differ, in order.
#[must_use]
pub fn changed(before: &BTreeMap<String, String>, now: &BTreeMap<String, String>) -> Vec<Part> {
    let gone = before.keys().filter(|key| !now.contains_key(*key));
    let differs = now.iter().filter(|(key, words)| before.get(*key) != Some(words));
    let mut parts: Vec<Part> =
        gone.chain(differs.map(|(key, _)| key)).filter_map(|key| Part::from_word(key)).collect();
    parts.sort();
    parts
}

/// Words that are told apart by their ends, whatever they hold (no text holds U+001F).
pub(super) fn words(parts: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let mut joined = String::new();
    for part in parts {
        joined.push_str(part.as_ref());
        joined.push('\u{1f}');
    }
    joined
}

pub(super) fn label_words(label: &Label) -> [&str; 2] {
    [label.zh.as_str(), label.en.as_deref().unwrap_or_default()]
}

pub(super) fn post_words(line: &Line) -> String {
    let mut all = vec![line.place_name.as_str()];
    all.extend(label_words(&line.label));
    all.push(if line.unnamed { "unnamed" } else { "" });
    all.extend(line.stand_in.iter().flat_map(label_words));
    for named in &line.named {
        all.extend([named.name.as_str(), named.phone.as_deref().unwrap_or_default()]);
    }
    words(all)
}
