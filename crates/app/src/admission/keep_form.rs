//! What was typed about an item, as an item or as what is wrong with it.

use linli_domain::{
    admission::{
        AdmissionItem, AskKind, MAX_BASIS, MAX_BUDGET_YUAN, MAX_CONDITIONS, MAX_TITLE, Rhythm,
    },
    organisation::Organisation,
};
use linli_kernel::{AdmissionItemId, Day, Moment, OrganisationId, PersonId, PlaceId};
use linli_playbook::engine::Holder;

use super::{keep::ListItem, make::kind};
use crate::{
    AppError, AppResult, FieldError,
    matter::{needed_day, one_line, typed_text},
    ports::Snapshot,
};

/// An item that nobody listed yet, and the one that it replaces.
pub(super) struct Typed {
    department: OrganisationId,
    district: PlaceId,
    kind: AskKind,
    title: String,
    basis: String,
    conditions: String,
    budget_yuan: i64,
    rhythm: Rhythm,
    valid_from: Day,
    valid_to: Option<Day>,
    former: Option<AdmissionItem>,
}

impl Typed {
    /// The item as somebody lists it, and the former one, which ends the day before.
    pub(super) fn item(
        self,
        id: AdmissionItemId,
        listed_by: PersonId,
        listed_as: Holder,
        listed_at: Moment,
    ) -> (AdmissionItem, Option<AdmissionItem>) {
        let item = AdmissionItem {
            id,
            district: self.district,
            department: self.department,
            kind: self.kind,
            title: self.title,
            basis: self.basis,
            conditions: self.conditions,
            budget_yuan: self.budget_yuan,
            rhythm: self.rhythm,
            valid_from: self.valid_from,
            valid_to: self.valid_to,
            replaces: self.former.as_ref().map(|former| former.id),
            listed_by,
            listed_as,
            listed_at,
            version: 1,
        };
        let ended = |former: AdmissionItem| AdmissionItem {
            valid_to: item.valid_from.yesterday().ok(),
            version: former.version + 1,
            ..former
        };
        let former = self.former.map(ended);
        (item, former)
    }
}

/// Reads what was typed.
///
/// # Errors
/// [`AppError::Fields`] names every wrong field.
pub(super) async fn parse(
    rows: &mut dyn Snapshot,
    department: Option<&Organisation>,
    input: &ListItem,
    today: Day,
) -> AppResult<Typed> {
    let mut errors = Vec::new();
    let mut words = |field: &str, raw: &str, max| typed_text(&mut errors, field, (raw, max));
    let title = words("title", &one_line(&input.title), MAX_TITLE);
    let basis = words("basis", &input.basis, MAX_BASIS);
    let conditions = match input.conditions.trim().is_empty() {
        true => String::new(),
        false => words("conditions", &input.conditions, MAX_CONDITIONS),
    };
    let kind = kind(&input.kind).map_err(|error| errors.push(error));
    let rhythm = rhythm(&input.rhythm).map_err(|error| errors.push(error));
    let budget = budget(&input.budget_yuan).map_err(|error| errors.push(error));
    let days = period(input, today).map_err(|error| errors.push(error));
    let unknown =
        if input.department.trim().is_empty() { "field-required" } else { "field-choice" };
    let department = department.ok_or_else(|| errors.push(FieldError::new("department", unknown)));
    let (Ok(kind), Ok(rhythm), Ok(budget_yuan), Ok(days), Ok(department)) =
        (kind, rhythm, budget, days, department)
    else {
        return Err(AppError::Fields(errors));
    };
    let former = match former(rows, department, &input.replaces, days.0).await? {
        Ok(former) if errors.is_empty() => former,
        former => {
            errors.extend(former.err());
            return Err(AppError::Fields(errors));
        }
    };
    Ok(Typed {
        department: department.id,
        district: department.district,
        kind,
        title,
        basis,
        conditions,
        budget_yuan,
        rhythm,
        valid_from: days.0,
        valid_to: days.1,
        former,
    })
}

fn rhythm(word: &str) -> Result<Rhythm, FieldError> {
    let code = if word.trim().is_empty() { "field-required" } else { "field-choice" };
    Rhythm::from_word(word.trim()).ok_or_else(|| FieldError::new("rhythm", code))
}

/// Whole yuan; nothing typed is nothing paid.
fn budget(word: &str) -> Result<i64, FieldError> {
    if word.trim().is_empty() {
        return Ok(0);
    }
    let yuan: i64 =
        word.trim().parse().map_err(|_| FieldError::new("budget_yuan", "field-type"))?;
    if (0..=MAX_BUDGET_YUAN).contains(&yuan) {
        return Ok(yuan);
    }
    Err(FieldError::new("budget_yuan", "field-range").with("min", 0).with("max", MAX_BUDGET_YUAN))
}

/// From when to when; an item that is over already stands on no list.
fn period(input: &ListItem, today: Day) -> Result<(Day, Option<Day>), FieldError> {
    let from = needed_day("valid_from", &input.valid_from)?;
    if input.valid_to.trim().is_empty() {
        return Ok((from, None));
    }
    let to = needed_day("valid_to", &input.valid_to)?;
    if to < from {
        return Err(FieldError::new("valid_to", "period-backwards"));
    }
    if to < today {
        return Err(FieldError::new("valid_to", "field-past"));
    }
    Ok((from, Some(to)))
}

/// The item to be replaced: of the same department, in force up to the new one's first day.
async fn former(
    rows: &mut dyn Snapshot,
    department: &Organisation,
    word: &str,
    from: Day,
) -> AppResult<Result<Option<AdmissionItem>, FieldError>> {
    if word.trim().is_empty() {
        return Ok(Ok(None));
    }
    let unknown = || FieldError::new("replaces", "field-choice");
    let Ok(id) = word.trim().parse::<AdmissionItemId>() else { return Ok(Err(unknown())) };
    let found = rows.admission_item(id).await?.filter(|item| item.department == department.id);
    let Some(found) = found else { return Ok(Err(unknown())) };
    if found.valid_to.is_some_and(|to| to < from) {
        return Ok(Err(unknown()));
    }
    if from <= found.valid_from {
        return Ok(Err(FieldError::new("valid_from", "admission-before")));
    }
    Ok(Ok(Some(found)))
}
