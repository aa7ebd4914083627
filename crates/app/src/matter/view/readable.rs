//! Which fields of an event somebody may read, and under which label.

use linli_playbook::{
    Name,
    engine::{Own, OwnField},
    model::{Field, Label, Sensitivity},
};

use super::story::Reach;

/// The catalogue's name of what is the engine's own.
pub(super) fn known<'w>(
    own: impl IntoIterator<Item = &'w str>,
    kind: &str,
    word: &Name,
) -> Option<Label> {
    let own = own.into_iter().any(|own| own == word.as_str());
    own.then(|| Label { zh: format!("engine-{kind}-{word}"), en: None })
}

/// The engine's own action by which something is claimed.
pub(super) fn claiming() -> &'static Name {
    static CLAIM: std::sync::LazyLock<Name> = std::sync::LazyLock::new(|| Own::Claim.name());
    &CLAIM
}

/// What everybody reads who reads that it was done: who got it, and how it was rated.
const ENGINE_FIELDS: [OwnField; 4] =
    [OwnField::Lead, OwnField::Assist, OwnField::Answer, OwnField::Publicity];

pub(super) fn declared<'f>(form: Option<&'f [Field]>, key: &Name) -> Option<&'f Field> {
    form.and_then(|fields| fields.iter().find(|field| field.key == *key))
}

/// Where a field stands in its form; what it does not declare stands last.
pub(super) fn position(form: Option<&[Field]>, key: &Name) -> usize {
    let at = form.and_then(|fields| fields.iter().position(|field| field.key == *key));
    at.unwrap_or(usize::MAX)
}

pub(super) fn readable(form: Option<&[Field]>, key: &Name, reach: Reach) -> bool {
    match declared(form, key).map(|field| field.sensitivity) {
        Some(Sensitivity::Public) => true,
        Some(Sensitivity::Internal | Sensitivity::Personal) => reach == Reach::Internal,
        None => reach == Reach::Internal || ENGINE_FIELDS.iter().any(|own| *key == own.as_str()),
    }
}
