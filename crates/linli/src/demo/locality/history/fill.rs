//! What people fill in: the story's own words, then those of the locality for the field, and whatever
//! the form offers to choose from.

use linli_app::matter::{ActionView, FieldView, Raw, RawFields};
use linli_kernel::Moment;

use super::super::{Locality, data::Story};
use crate::demo::random::Random;

const DAY_MS: i64 = 86_400_000;
/// A ground on which anything can be refused, and without more papers.
const GROUND: &str = "beyond-duty";
/// The kind of field that takes photos.
pub(super) const PHOTOS: &str = "photos";
/// Fields that are for some cases only.
const SELDOM: [&str; 2] = ["external-reply", "progress"];

/// What is being filled in.
pub(super) struct Filling<'f> {
    pub(super) locality: &'f Locality,
    pub(super) story: &'f Story,
    /// What is being done: words of `action/field` go before those of the field.
    pub(super) action: &'f str,
    /// The place's name, for the words.
    pub(super) place: &'f str,
    /// Who fills it in and whichever organisations work on it already, as forms send them.
    pub(super) taken: &'f [String],
    pub(super) now: Moment,
}

/// Fills an action's form.
pub(super) fn fill(action: &ActionView, filling: &Filling<'_>, random: &mut Random) -> RawFields {
    fields(&action.fields, filling, random)
}

fn fields(all: &[FieldView], filling: &Filling<'_>, random: &mut Random) -> RawFields {
    let mut filled = RawFields::new();
    for field in all {
        let seldom = SELDOM.contains(&field.name.as_str());
        let left_out = !field.required && (seldom || random.percent(25));
        if left_out {
            continue;
        }
        if let Some(value) = value(field, filling, random) {
            filled.insert(field.name.to_string(), value);
        }
    }
    // Whoever leads does not assist as well.
    let lead = filled.get("lead").cloned();
    if let (Some(lead), Some(Raw::List(assist))) = (lead, filled.get_mut("assist")) {
        assist.retain(|party| *party != lead);
    }
    filled
}

fn value(field: &FieldView, filling: &Filling<'_>, random: &mut Random) -> Option<Raw> {
    Some(match field.kind {
        "text" | "lines" => Raw::Text(filling.words(field, random)),
        "number" => Raw::Number(number(field, random)),
        "date" => {
            let days = random.between(4, 12);
            Raw::Text(filling.now.plus_ms(days * DAY_MS).day().to_string())
        }
        "flag" => Raw::Flag(field.required || random.percent(60)),
        "choice" => Raw::Text(choice(field, filling, random)?),
        "choices" => {
            let most = if field.required { 2 } else { 1 };
            let mut chosen: Vec<&str> =
                field.choices.iter().map(|choice| choice.value.as_str()).collect();
            random.shuffle(&mut chosen);
            chosen.truncate(most);
            Raw::List(chosen.into_iter().map(|value| Raw::Text(value.to_owned())).collect())
        }
        "items" => {
            let rows = random.between(1, 2);
            Raw::Rows((0..rows).map(|_| fields(&field.fields, filling, random)).collect())
        }
        _ => return None,
    })
}

/// In the middle of narrow bounds, near the least of wide ones.
fn number(field: &FieldView, random: &mut Random) -> i64 {
    let least = field.min.unwrap_or(0);
    let most = field.max.unwrap_or(i64::MAX);
    let width = most.saturating_sub(least).min(least.max(20));
    least.saturating_add(random.between(0, width.max(0)))
}

fn choice(field: &FieldView, filling: &Filling<'_>, random: &mut Random) -> Option<String> {
    let values = field.choices.iter().map(|choice| choice.value.as_str());
    // Whoever asks does not agree themselves, and whoever works on it does not join once more.
    let free = |value: &&str| !filling.taken.iter().any(|taken| taken == value);
    let mut values: Vec<&str> = values.filter(free).collect();
    let said = filling.story.answers.get(field.name.as_str()).map(String::as_str);
    if let Some(known) = values.iter().find(|value| Some(**value) == said || **value == GROUND) {
        return Some((*known).to_owned());
    }
    if !field.required {
        random.shuffle(&mut values);
    }
    let usual = random.percent(60);
    let chosen = if usual { values.first() } else { random.pick(&values) };
    chosen.map(|value| (*value).to_owned())
}

impl Filling<'_> {
    fn words(&self, field: &FieldView, random: &mut Random) -> String {
        let name = field.name.as_str();
        let Locality { data, usual, .. } = self.locality;
        let said = |name: &str| {
            let own = self.story.answers.get(name).cloned().map(|words| vec![words]);
            own.or_else(|| data.words.get(name).or_else(|| usual.words.get(name)).cloned())
        };
        let pool = said(&format!("{}/{name}", self.action)).or_else(|| said(name));
        let any = || data.words.get("any").or(usual.words.get("any")).cloned();
        let words = random.pick(&pool.or_else(any).unwrap_or_default()).cloned();
        let words = words.unwrap_or_else(|| field.label.zh.clone());
        let words = words.replace("{place}", self.place).replace("{label}", &field.label.zh);
        let most = field.max.and_then(|max| usize::try_from(max).ok()).unwrap_or(usize::MAX);
        words.chars().take(most).collect()
    }
}
