//! The files that the demo is made from, compiled into the program.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;

use crate::failure::{Failed, Failure};

/// The playbook of the demo.
pub(crate) const PLAYBOOK: &str = include_str!("../../../../playbooks/kenli/kenli.kdl");
/// The list of divisions.
pub(crate) const DIVISIONS: &str = include_str!("../../../../data/divisions.csv");
/// The holiday notices that ship with the program.
pub(crate) const CALENDARS: [&str; 2] = [
    include_str!("../../../../data/calendar/2025.toml"),
    include_str!("../../../../data/calendar/2026.toml"),
];
const PLACES: &str = include_str!("../../../../data/demo/kenli-places.toml");
const TEXTS: &str = include_str!("../../../../data/demo/kenli-texts.toml");
const HISTORY: &str = include_str!("../../../../data/demo/kenli-history.toml");

/// `kenli-places.toml`.
#[derive(Debug, Deserialize)]
pub(crate) struct Places {
    pub(crate) property_company: Vec<Keyed>,
    pub(crate) compound: Vec<Compound>,
    pub(crate) yard: Vec<Compound>,
    pub(crate) talk_hall: Vec<TalkHall>,
    pub(crate) talk_point: Vec<TalkPoint>,
    pub(crate) department: Vec<Body>,
    pub(crate) utility: Vec<Body>,
    pub(crate) organisation: Vec<Keyed>,
    pub(crate) people: Pools,
    pub(crate) street_names: Vec<String>,
    pub(crate) words: Words,
}

/// How names are made of other names, and endings of official ones.
#[derive(Debug, Deserialize)]
pub(crate) struct Words {
    pub(crate) community_ending: String,
    pub(crate) committee_ending: String,
    pub(crate) grid: String,
    pub(crate) chat_group: String,
    pub(crate) chat_group_host: String,
    pub(crate) chat_group_hours: String,
    pub(crate) talk_hall_host: String,
    pub(crate) office: String,
    pub(crate) office_hours: String,
    pub(crate) building: String,
    pub(crate) unit: String,
    pub(crate) owners_committee: String,
    pub(crate) paired_unit: String,
    pub(crate) former_works: String,
    pub(crate) former_works_second: String,
    pub(crate) administrators: [String; 3],
    pub(crate) ordinals: Vec<String>,
}

impl Words {
    /// A name of the place's name.
    pub(crate) fn of(pattern: &str, place: &str) -> String {
        pattern.replace("{place}", place)
    }

    /// A name with its number, counted from one.
    pub(crate) fn numbered(pattern: &str, number: usize) -> String {
        pattern.replace("{number}", &number.to_string())
    }

    /// The name of a community's grid, counted from one; beyond the numerals, figures do.
    pub(crate) fn grid(&self, community: &str, number: usize) -> String {
        let figures = number.to_string();
        let ordinal = self.ordinals.get(number.saturating_sub(1)).unwrap_or(&figures);
        Self::of(&self.grid, community).replace("{ordinal}", ordinal)
    }
}

/// Something with a key and a name.
#[derive(Debug, Deserialize)]
pub(crate) struct Keyed {
    pub(crate) key: String,
    pub(crate) name: String,
}

/// A compound or a standalone yard.
#[derive(Debug, Deserialize)]
pub(crate) struct Compound {
    pub(crate) name: String,
    pub(crate) community: String,
    pub(crate) households: i64,
    pub(crate) buildings: i64,
    pub(crate) floors: i64,
    pub(crate) built: i64,
    /// Where the demo's accounts live and work.
    #[serde(default)]
    pub(crate) anchor: bool,
    #[serde(default)]
    pub(crate) lift: bool,
    #[serde(default)]
    pub(crate) owners_committee: bool,
    #[serde(default)]
    pub(crate) company: Option<String>,
}

/// 说事厅.
#[derive(Debug, Deserialize)]
pub(crate) struct TalkHall {
    pub(crate) community: String,
    pub(crate) name: String,
    pub(crate) address: String,
    pub(crate) hours: String,
}

/// 说事点.
#[derive(Debug, Deserialize)]
pub(crate) struct TalkPoint {
    pub(crate) name: String,
    pub(crate) compound: String,
    pub(crate) host: String,
    pub(crate) hours: String,
}

/// A department or a utility.
#[derive(Debug, Deserialize)]
pub(crate) struct Body {
    pub(crate) key: String,
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) classes: Vec<String>,
}

/// Names to make people's names of.
#[derive(Debug, Deserialize)]
pub(crate) struct Pools {
    pub(crate) surnames: Vec<Surname>,
    pub(crate) given_women_older: Vec<String>,
    pub(crate) given_men_older: Vec<String>,
    pub(crate) given_women_younger: Vec<String>,
    pub(crate) given_men_younger: Vec<String>,
    pub(crate) given_first_characters: Vec<String>,
    pub(crate) given_second_characters: Vec<String>,
}

/// A surname and how common it is.
#[derive(Debug, Deserialize)]
pub(crate) struct Surname {
    pub(crate) name: String,
    pub(crate) weight: usize,
}

/// `kenli-texts.toml`.
#[derive(Debug, Deserialize)]
pub(crate) struct Texts {
    pub(crate) matter: Vec<Story>,
    /// Words beside the stories, by what they are for.
    pub(crate) pool: BTreeMap<String, Vec<Phrase>>,
}

/// Words that fit many stories; which fields there are depends on what they are for.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Phrase {
    /// Fits these themes; all if there are none.
    #[serde(default)]
    pub(crate) themes: Vec<String>,
    /// Fits these stories only.
    #[serde(default)]
    pub(crate) matters: Vec<String>,
    /// Fits refusals on these grounds only.
    #[serde(default)]
    pub(crate) grounds: Vec<String>,
    /// Fits `important` or `deliberated` matters only.
    #[serde(default)]
    pub(crate) only: Option<String>,
    /// The words themselves.
    #[serde(flatten)]
    pub(crate) words: BTreeMap<String, toml::Value>,
}

impl Phrase {
    /// One of its texts.
    pub(crate) fn text(&self, field: &str) -> Option<&str> {
        self.words.get(field).and_then(toml::Value::as_str)
    }

    /// Whether it suits a story.
    pub(crate) fn fits(&self, story: &Story) -> bool {
        let ground = story.refusal.as_ref().map(|refusal| &refusal.ground);
        let listed = |list: &Vec<String>, word: Option<&String>| {
            list.is_empty() || word.is_some_and(|word| list.contains(word))
        };
        let only = match self.only.as_deref() {
            Some("important") => story.class == "important",
            Some("deliberated") => !story.minutes.is_empty(),
            _ => true,
        };
        only && listed(&self.themes, Some(&story.theme))
            && listed(&self.matters, Some(&story.id))
            && listed(&self.grounds, ground)
    }
}

/// One report with its answer.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Story {
    pub(crate) id: String,
    pub(crate) theme: String,
    pub(crate) opens: String,
    pub(crate) class: String,
    pub(crate) urgency: String,
    pub(crate) place_level: String,
    #[serde(default)]
    pub(crate) lead: Option<String>,
    pub(crate) path: String,
    pub(crate) text: String,
    pub(crate) course: String,
    pub(crate) basis: String,
    pub(crate) standard: String,
    pub(crate) result: String,
    #[serde(default)]
    pub(crate) mediation: Option<Mediation>,
    #[serde(default)]
    pub(crate) minutes: Vec<Item>,
    #[serde(default)]
    pub(crate) whistle_departments: Vec<String>,
    #[serde(default)]
    pub(crate) needs: Vec<String>,
    #[serde(default)]
    pub(crate) objection: Option<Objection>,
    #[serde(default)]
    pub(crate) months: Vec<i8>,
    #[serde(default)]
    pub(crate) compound: Option<String>,
    #[serde(default)]
    pub(crate) further_units: Option<usize>,
    #[serde(default)]
    pub(crate) refusal: Option<RefusalStory>,
    #[serde(default)]
    pub(crate) recused: Option<String>,
    #[serde(default)]
    pub(crate) found_by: Option<String>,
}

impl Story {
    /// What both sides agreed on after all, when the raiser was told of a lawsuit and asked for
    /// mediation.
    pub(crate) fn agreed(&self) -> Option<&Agreed> {
        self.refusal.as_ref()?.agreed.as_ref()
    }
}

/// How a dispute was mediated.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Mediation {
    pub(crate) agreement: String,
    #[serde(default)]
    pub(crate) litigation: bool,
}

/// A row of the minutes.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Item {
    pub(crate) responsible: String,
    pub(crate) standard: String,
    pub(crate) days: i64,
    pub(crate) supervisor: String,
}

/// What somebody objected to a published result, and the answer.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Objection {
    pub(crate) text: String,
    pub(crate) reply: String,
}

/// A lawful refusal.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct RefusalStory {
    pub(crate) ground: String,
    pub(crate) channel: String,
    pub(crate) reply: String,
    #[serde(default)]
    pub(crate) progress: Option<String>,
    #[serde(default)]
    pub(crate) agreed: Option<Agreed>,
}

/// A mediation that was asked for after a refusal.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Agreed {
    /// What is told of it, without names.
    pub(crate) result: String,
    pub(crate) terms: String,
}

/// `kenli-history.toml`.
#[derive(Debug, Deserialize)]
pub(crate) struct History {
    pub(crate) total: usize,
    pub(crate) most_uses: usize,
    pub(crate) categories: BTreeMap<String, String>,
    pub(crate) phrases: Phrases,
    pub(crate) route: Vec<Route>,
    pub(crate) notice: Vec<Told>,
}

/// A notice.
#[derive(Debug, Deserialize)]
pub(crate) struct Told {
    /// So many days before the history ends.
    pub(crate) days: i64,
    /// The role of whoever publishes it.
    pub(crate) role: String,
    /// For whose people: `compound`, `community`, `street` or `county`.
    pub(crate) place: String,
    /// So many days it hangs.
    pub(crate) hangs: i64,
    pub(crate) title: String,
    pub(crate) text: String,
    /// Why it is taken down a day later, if it is.
    #[serde(default)]
    pub(crate) taken_down: Option<String>,
}

/// Words that no story has.
#[derive(Debug, Deserialize)]
pub(crate) struct Phrases {
    pub(crate) attended: Vec<String>,
    pub(crate) sides: Vec<String>,
}

/// A way through the playbook that some matters take.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Route {
    /// What happens, step by step: see the file.
    pub(crate) steps: String,
    /// Which stories: `path`, `path/lead` or `path/lead/mediation`; any if empty.
    #[serde(default)]
    pub(crate) stories: Vec<String>,
    /// How many matters at full size; 0: every story that nothing else claims.
    #[serde(default)]
    pub(crate) count: usize,
    /// Days that it takes at most, from report to end.
    pub(crate) days: i64,
    /// Through which channel it comes in, if that matters.
    #[serde(default)]
    pub(crate) channel: Option<String>,
    /// Whose matter it is: somebody with an `account`, or an `elder` without.
    #[serde(default)]
    pub(crate) raiser: Option<String>,
    /// Still open when the history ends.
    #[serde(default)]
    pub(crate) open: bool,
}

macro_rules! file {
    ($name:ident, $kind:ty, $text:expr, $path:literal) => {
        /// The file, read once.
        pub(crate) fn $name() -> Result<&'static $kind, Failure> {
            static READ: LazyLock<Result<$kind, String>> =
                LazyLock::new(|| toml::from_str($text).map_err(|error| error.to_string()));
            let broken = |said: &String| Failed::BrokenData { file: $path, said: said.clone() };
            READ.as_ref().map_err(|said| broken(said).into())
        }
    };
}

file!(places, Places, PLACES, "data/demo/kenli-places.toml");
file!(texts, Texts, TEXTS, "data/demo/kenli-texts.toml");
file!(history, History, HISTORY, "data/demo/kenli-history.toml");
