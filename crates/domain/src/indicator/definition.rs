//! What each indicator means, as it is published: counted, or with what is missing to count it.

use std::sync::LazyLock;

use linli_playbook::{Name, Playbook, model::Process};
use serde::Deserialize;

/// An indicator's published definition.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Definition {
    /// Its name, stable.
    pub key: String,
    /// What people call it, in Chinese.
    pub zh: String,
    /// And in English.
    pub en: String,
    /// What is counted above the line, in Chinese.
    pub numerator_zh: String,
    /// And in English.
    pub numerator_en: String,
    /// What is counted below the line, in Chinese.
    pub denominator_zh: String,
    /// And in English.
    pub denominator_en: String,
    /// `higher` or `lower` is better; `none` where it only informs.
    pub direction: String,
    /// Where the formula comes from.
    pub source: String,
    /// What is missing to count it, in Chinese; `None` where it is counted.
    #[serde(default)]
    pub missing_zh: Option<String>,
    /// And in English.
    #[serde(default)]
    pub missing_en: Option<String>,
}

#[derive(Default, Deserialize)]
pub(super) struct Pack {
    pub(super) indicator: Vec<Definition>,
    /// What a level's indicator says where the level has none of its own; `{level}` is its word.
    resolved_at: Option<Definition>,
}

pub(super) static PACK: LazyLock<Pack> = LazyLock::new(|| {
    let text = include_str!("../../../../data/rules/indicators.toml");
    toml::from_str::<Pack>(text).unwrap_or_default()
});

/// Counted only where the playbook says what a dispute is.
pub(super) const DISPUTES: &str = "dispute-resolution-rate";

/// The definitions of all indicators: those of the file, in its order, then one for each level of
/// the playbook's responsibility chain, lowest first. Of those that are not counted here each says
/// what is missing.
#[must_use]
pub fn definitions(playbook: &Playbook) -> Vec<Definition> {
    let of_level = |key: &str| key.starts_with(RESOLVED_AT);
    let file = PACK.indicator.iter().filter(|definition| !of_level(&definition.key)).cloned();
    let levels =
        playbook.responsibility.iter().filter_map(|level| level_definition(playbook, level));
    file.map(|definition| of_playbook(playbook, definition)).chain(levels).collect()
}

/// A definition without what it misses, where this playbook has it.
fn of_playbook(playbook: &Playbook, definition: Definition) -> Definition {
    let says =
        |process: &Process| !process.disputes.is_empty() || process.mediations().next().is_some();
    if definition.key == DISPUTES && playbook.processes.values().any(says) {
        return Definition { missing_zh: None, missing_en: None, ..definition };
    }
    definition
}

/// How the keys of what was solved at a level begin.
pub(super) const RESOLVED_AT: &str = "resolved-at-";

/// The key of what was solved without leaving a level.
pub(super) fn resolved_at(level: &Name) -> String {
    format!("{RESOLVED_AT}{level}")
}

fn level_definition(playbook: &Playbook, level: &Name) -> Option<Definition> {
    let key = resolved_at(level);
    if let Some(own) = PACK.indicator.iter().find(|definition| definition.key == key) {
        return Some(own.clone());
    }
    let any = PACK.resolved_at.as_ref()?;
    let word = playbook.word(level);
    let zh = word.map_or(level.as_str(), |label| label.zh.as_str());
    let en = word.and_then(|label| label.en.as_deref()).unwrap_or(zh);
    let put = |text: &str, word: &str| text.replace("{level}", word);
    Some(Definition {
        key,
        zh: put(&any.zh, zh),
        en: put(&any.en, en),
        numerator_zh: put(&any.numerator_zh, zh),
        numerator_en: put(&any.numerator_en, en),
        ..any.clone()
    })
}
