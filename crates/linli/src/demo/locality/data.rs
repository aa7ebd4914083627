//! What is particular to a locality's demo: a file of its own, beside the playbook. What it leaves out
//! comes from `data/demo/default.toml` and from the playbook's levels. The fields are explained in
//! docs/playbooks.md, section 15.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::failure::Failure;

/// What no file says.
const DEFAULT: &str = include_str!("../../../../../data/demo/default.toml");

/// A locality's file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Data {
    /// What the demo has of the locality, and where it differs from what is published, in a sentence.
    pub(crate) told: Option<Told>,
    /// Which places are real.
    pub(crate) real: Option<Real>,
    /// Which are made up below them.
    pub(crate) place: Vec<MadeUp>,
    /// How many people hold a role at one place, in the part that is made whole; 1 if nothing is said.
    pub(crate) roles: BTreeMap<String, usize>,
    /// Organisations.
    pub(crate) organisation: Vec<OrganisationData>,
    /// Where people go and speak.
    pub(crate) facility: Vec<FacilityData>,
    /// What offices tell people.
    pub(crate) notice: Vec<NoticeData>,
    /// What made-up numbers of offices begin with.
    pub(crate) office_phones: Option<String>,
    /// Residents who are known to the program.
    pub(crate) residents: Option<usize>,
    /// Matters that have been raised.
    pub(crate) matters: Option<usize>,
    /// What is reported.
    pub(crate) story: Vec<Story>,
    /// What is filled into forms, by field; `any` for all others.
    pub(crate) words: BTreeMap<String, Vec<String>>,
    /// Patterns of names of places that no other is given for: `top` and `place`.
    pub(crate) patterns: BTreeMap<String, String>,
}

/// A sentence in both languages.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Told {
    pub(crate) zh: String,
    pub(crate) en: Option<String>,
}

/// The real places, from the list of divisions.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Real {
    /// A real place over the counties, which the list does not have.
    pub(crate) top: Option<Top>,
    /// Codes of the counties that are taken.
    pub(crate) counties: Vec<String>,
    /// Codes of streets and towns that are taken; all if there are none.
    pub(crate) streets: Vec<String>,
    /// Endings of the names of committees that are taken; all if there are none.
    pub(crate) committees: Vec<String>,
    /// What is left out at the end of a committee's name for the name of its area.
    pub(crate) endings: Vec<String>,
    /// The playbook's kinds for `top`, `county`, `street` and `committee`.
    pub(crate) kinds: BTreeMap<String, String>,
    /// What the codes of the part begin with that is made whole; everything if there is nothing.
    pub(crate) whole: Vec<String>,
    /// The code of the community where the demo's accounts live and work.
    pub(crate) home: String,
}

/// A place over the counties.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Top {
    pub(crate) name: String,
    pub(crate) code: String,
}

/// How far places of a kind are made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Extent {
    /// Below every place.
    #[default]
    All,
    /// In the part that is made whole.
    Whole,
    /// In the community where the demo's accounts live and work.
    Home,
}

/// Places that are made up.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct MadeUp {
    pub(crate) kind: String,
    /// Below places of this kind; of the rung above if nothing is said.
    pub(crate) under: Option<String>,
    pub(crate) extent: Extent,
    /// So many below each.
    pub(crate) each: Option<usize>,
    /// So many in all, spread evenly.
    pub(crate) total: Option<usize>,
    /// A grid of one unit or market 专属网格: no homes lie in it.
    pub(crate) dedicated: bool,
    /// Households that each is said to have.
    pub(crate) households: i64,
    /// Names in turn, before the pattern.
    pub(crate) names: Vec<String>,
    /// `{parent}`, `{number}` and `{ordinal}` below the parent, `{word}` for the kind.
    pub(crate) pattern: Option<String>,
}

/// Organisations of a kind.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct OrganisationData {
    pub(crate) kind: String,
    /// Those that serve everything.
    pub(crate) names: Vec<String>,
    /// One for each place of this kind in the home community (or above it), and its name.
    pub(crate) at: Option<String>,
    pub(crate) pattern: Option<String>,
}

/// Where people go and speak.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct FacilityData {
    /// A channel of the playbook.
    pub(crate) kind: String,
    /// One for each place of this kind.
    pub(crate) at: String,
    pub(crate) extent: Extent,
    pub(crate) pattern: String,
    pub(crate) address: String,
    pub(crate) hours: String,
    pub(crate) host: String,
}

/// What an office tells people.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct NoticeData {
    /// The role of whoever publishes it, over the home.
    pub(crate) role: String,
    /// For the people of the place of this kind, over the home.
    pub(crate) at: String,
    /// So many days before the demo is built, and how long it hangs.
    pub(crate) days: i64,
    pub(crate) hangs: i64,
    pub(crate) title: String,
    pub(crate) text: String,
}

/// One report with its answer.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Story {
    /// `matter` if nothing is said.
    pub(crate) process: Option<String>,
    /// The first word of the process if nothing is said.
    pub(crate) opens: Option<String>,
    pub(crate) category: Option<String>,
    /// The kind of the place that it is about; that over the home if nothing is said.
    pub(crate) at: Option<String>,
    /// The role of whoever found it, over that place; a resident reports it if nothing is said.
    pub(crate) by: Option<String>,
    /// `{place}` is the name of the place.
    pub(crate) text: String,
    /// Steps in which it rests rather than another story.
    pub(crate) rests: Vec<String>,
    /// What is filled in, by field.
    pub(crate) answers: BTreeMap<String, String>,
}

/// Reads a file.
pub(crate) fn read(file: &str, text: &str) -> Result<Data, Failure> {
    toml::from_str(text).map_err(|error| broken(file, &error))
}

/// What is wrong with a locality's file.
pub(crate) fn broken(file: &str, said: &dyn std::fmt::Display) -> Failure {
    Failure::new("cli-failed-demo-file").with("file", file).with("said", said)
}

/// What holds where no file says anything.
pub(crate) fn default() -> Result<Data, Failure> {
    read("data/demo/default.toml", DEFAULT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_in_a_file_is_told_with_its_line() {
        let wrong = read("town.demo.toml", "residents = 12\nmattters = 3\n").unwrap_err();
        let said = wrong.sentence(linli_web::texts::Lang::En);
        assert!(said.contains("town.demo.toml") && said.contains("mattters"), "{said}");
        assert!(default().unwrap().words.contains_key("any"));
    }
}
