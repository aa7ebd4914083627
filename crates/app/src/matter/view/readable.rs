//! Which fields of an event somebody may read, and under which label.

use linli_domain::policy::{self, Action};
use linli_playbook::{
    Name,
    engine::{Own, OwnField},
    model::{Field, Label, Sensitivity},
};

use super::story::{FieldValueView, Reach};
use crate::matter::context::Situation;

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

/// How much of a case's story the caller reads.
pub(super) fn reach(at: &Situation) -> Reach {
    let class = Some(at.row.class);
    if policy::allows(Action::SeeInternal, &at.standings, class) {
        match policy::allows(Action::SeePersonal, &at.standings, class) {
            true => Reach::Task,
            false => Reach::Internal,
        }
    } else if policy::raised(&at.standings) || policy::works_outside(&at.standings) {
        Reach::Raiser
    } else {
        Reach::Public
    }
}

/// Whether it is a personal fact that this reader has no task for.
pub(super) fn is_masked(field: Option<&Field>, reach: Reach) -> bool {
    field.is_some_and(|field| field.sensitivity == Sensitivity::Personal) && reach < Reach::Task
}

/// What was masked, opened; of a table the masked cells of each row.
pub(super) fn unmasked(masked: &FieldValueView, open: FieldValueView) -> Option<FieldValueView> {
    if masked.masked {
        return Some(open);
    }
    let rows = masked.rows.iter().zip(open.rows).map(|(masked, open)| {
        let cells = masked.iter().zip(open);
        cells.filter_map(|(masked, open)| unmasked(masked, open)).collect::<Vec<_>>()
    });
    let rows: Vec<_> = rows.filter(|row| !row.is_empty()).collect();
    (!rows.is_empty()).then_some(FieldValueView { rows, ..open })
}

/// Whether the reader is told that a field was filled in.
pub(super) fn readable(form: Option<&[Field]>, key: &Name, reach: Reach) -> bool {
    match declared(form, key).map(|field| field.sensitivity) {
        Some(Sensitivity::Public) => true,
        Some(Sensitivity::Internal | Sensitivity::Personal) => reach >= Reach::Internal,
        None => reach >= Reach::Internal || ENGINE_FIELDS.iter().any(|own| *key == own.as_str()),
    }
}
