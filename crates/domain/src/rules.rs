//! Rule packs 法规参数: law and standards as data with source and certainty, from `data/rules`.
//!
//! The files are part of the program and read once; a test reads every one of them, so that a
//! broken file never ships.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use linli_playbook::Name;
use serde::Deserialize;

/// A ground on which a report is answered with "told" 依法告知 instead of being handled.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct LegalGround {
    /// Its name, in forms and in the public count of refusals.
    pub key: Name,
    /// What people see, in Chinese.
    pub zh: String,
    /// And in English.
    pub en: String,
    /// The sentence that tells the raiser, in Chinese.
    pub told_zh: String,
    /// And in English.
    pub told_en: String,
    /// The channel that is open instead, in Chinese.
    pub channel_zh: String,
    /// And in English.
    pub channel_en: String,
    /// `every-step`, or `administrative-order`: voluntary mediation stays open.
    pub bars: String,
    /// The reply must show how far the first matter has come.
    #[serde(default)]
    pub requires_progress: bool,
    /// The article.
    pub source: String,
}

/// A number to call and the words that mean danger.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct EmergencyWords {
    /// The numbers.
    #[serde(rename = "number")]
    pub numbers: Vec<EmergencyNumber>,
    /// The words, by what they mean.
    #[serde(rename = "group")]
    pub groups: Vec<EmergencyGroup>,
    /// Phrases that speak of a risk and not of something that is happening.
    pub harmless: HarmlessPhrases,
}

/// Phrases that speak of a risk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct HarmlessPhrases {
    /// Blanked out before the words are looked for.
    pub phrases: Vec<String>,
}

/// A number to call.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct EmergencyNumber {
    /// The number.
    pub key: String,
    /// What it is for, in Chinese.
    pub zh: String,
    /// And in English.
    pub en: String,
}

/// Words with one meaning.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct EmergencyGroup {
    /// What people write.
    pub words: Vec<String>,
    /// Numbers to show, the most important first.
    pub show: Vec<String>,
}

#[derive(Deserialize)]
struct Grounds {
    ground: Vec<LegalGround>,
}

static GROUNDS: LazyLock<Vec<LegalGround>> = LazyLock::new(|| {
    let text = include_str!("../../../data/rules/legal-grounds.toml");
    toml::from_str::<Grounds>(text).map(|grounds| grounds.ground).unwrap_or_default()
});

static BARS: LazyLock<BTreeMap<Name, bool>> = LazyLock::new(|| {
    GROUNDS.iter().map(|g| (g.key.clone(), g.bars == "administrative-order")).collect()
});

static EMERGENCY: LazyLock<Option<EmergencyWords>> =
    LazyLock::new(|| toml::from_str(include_str!("../../../data/rules/emergency-words.toml")).ok());

/// The legal grounds: name → whether the ground bars only an administrative order.
#[must_use]
pub fn legal_grounds() -> &'static BTreeMap<Name, bool> {
    &BARS
}

/// The grounds that may be given only with the progress shown (a repeat without new facts).
#[must_use]
pub fn progress_grounds() -> BTreeSet<Name> {
    GROUNDS.iter().filter(|g| g.requires_progress).map(|g| g.key.clone()).collect()
}

/// The legal grounds with their sentences, in the order of the file.
#[must_use]
pub fn legal_ground_list() -> &'static [LegalGround] {
    &GROUNDS
}

/// The emergency numbers to show for a text, the most important first; none for most texts.
#[must_use]
pub fn emergency_numbers(text: &str) -> Vec<&'static EmergencyNumber> {
    let Some(pack) = EMERGENCY.as_ref() else {
        return Vec::new();
    };
    let mut text = text.to_owned();
    for phrase in &pack.harmless.phrases {
        text = text.replace(phrase.as_str(), "");
    }
    let mut keys: Vec<&str> = Vec::new();
    let meant = pack.groups.iter().filter(|g| g.words.iter().any(|w| text.contains(w.as_str())));
    for key in meant.flat_map(|group| &group.show) {
        if !keys.contains(&key.as_str()) {
            keys.push(key);
        }
    }
    keys.iter().filter_map(|key| pack.numbers.iter().find(|n| n.key == *key)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule_files_are_read() {
        assert!(legal_ground_list().len() >= 6);
        assert_eq!(legal_grounds().get("litigation"), Some(&true));
        let bars =
            |g: &LegalGround| matches!(g.bars.as_str(), "every-step" | "administrative-order");
        assert!(legal_ground_list().iter().all(bars));
        assert!(EMERGENCY.is_some());
    }

    #[test]
    fn danger_is_noticed_and_mere_risk_is_not() {
        let first = |text: &str| emergency_numbers(text).first().map(|n| n.key.as_str());
        assert_eq!(first("楼道着火了，快来人"), Some("119"));
        for (text, number) in [
            ("孩子被高压线电到了", Some("120")),
            ("邻居喝农药了", Some("120")),
            ("电梯困人，里面有人", Some("119")),
            ("有人上吊", Some("110")),
            ("路灯坏了三天", None),
            ("停电到现在还没来", None),
            ("电动车在楼道里充电到半夜", None),
            ("电梯老化，容易困人", None),
        ] {
            assert_eq!(first(text), number, "{text}");
        }
    }
}
