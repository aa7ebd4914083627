//! Small things that all answers share: labels in both languages, moments with their offset.

use linli_kernel::Moment;
use linli_playbook::model;
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

use crate::texts::{Lang, texts};

/// Words of the playbook in both languages; English falls back to Chinese.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct Label {
    /// Chinese.
    zh: String,
    /// English.
    en: String,
}

impl Label {
    /// From both languages.
    pub(super) const fn of(zh: String, en: String) -> Self {
        Self { zh, en }
    }
}

/// How a label begins that stands for a text of the catalogue: what the engine offers by itself
/// has no words in any playbook.
const CATALOGUE: &str = "engine-";

impl From<model::Label> for Label {
    fn from(label: model::Label) -> Self {
        if label.zh.starts_with(CATALOGUE) {
            let word = |lang| texts().get(lang, &label.zh).to_owned();
            return Self { zh: word(Lang::ZhCn), en: word(Lang::En) };
        }
        Self { en: label.en.unwrap_or_else(|| label.zh.clone()), zh: label.zh }
    }
}

/// A moment as ISO 8601 with China's offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ToSchema)]
#[schema(value_type = String, format = DateTime, examples("2026-07-08T18:00:00+08:00"))]
pub(super) struct Time(Moment);

impl From<Moment> for Time {
    fn from(moment: Moment) -> Self {
        Self(moment)
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

pub(super) fn labelled(label: Option<model::Label>) -> Option<Label> {
    label.map(Label::from)
}

/// Ids as words.
pub(super) fn words<T: ToString>(ids: &[T]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}
