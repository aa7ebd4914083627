//! The list as it is read: by everybody what is in force, by everybody what ever was.

use linli_domain::{
    admission::AdmissionItem,
    policy::{self, Action},
};
use linli_kernel::{AdmissionItemId, Day, OrganisationId, PlaceId};

use super::seat::Seat;
use crate::{App, AppError, AppResult, Caller, matter::list_key, place, ports::Snapshot};

/// The longest page.
const MOST: i64 = 100;

/// An item in a list.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct AdmissionItemLine {
    /// Its id.
    pub id: AdmissionItemId,
    /// What it is.
    pub title: String,
    /// Who may ask.
    pub department: OrganisationId,
    /// Their name.
    pub department_name: String,
    /// What kind of thing, as a word.
    pub kind: &'static str,
    /// What it rests on.
    pub basis: String,
    /// What the department brings along; may be empty.
    pub conditions: String,
    /// What each community gets for a turn, in whole yuan.
    pub budget_yuan: i64,
    /// How often, as a word.
    pub rhythm: &'static str,
    /// First day.
    pub valid_from: Day,
    /// Last day.
    pub valid_to: Option<Day>,
    /// The item that it replaced.
    pub replaces: Option<AdmissionItemId>,
    /// Whether it is in force today.
    pub holds: bool,
    /// Whether its last day is over.
    pub over: bool,
}

/// A page of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct AdmissionItemPage {
    /// The name of the district whose list it is.
    pub district: String,
    /// Latest first.
    pub items: Vec<AdmissionItemLine>,
    /// Where the next page begins, to be sent back.
    pub next: Option<String>,
}

/// A district's list: what is in force today, or with `all` whatever stood on it once. `at` is any
/// place of the district, the first district without it.
///
/// # Errors
/// [`AppError::NotFound`] if there is no such place; [`AppError::Fields`] on `after`.
pub async fn admission_items(
    app: &App,
    at: Option<PlaceId>,
    all: bool,
    after: Option<&str>,
    limit: i64,
) -> AppResult<AdmissionItemPage> {
    let at = match at {
        Some(at) => at,
        None => match place::first_district(app).await? {
            Some(district) => district,
            None => return Ok(AdmissionItemPage::default()),
        },
    };
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let district = rows.place(at).await?.ok_or(AppError::NotFound)?.district;
    page(app, rows, district, all, (after, limit)).await
}

/// The list that the caller keeps, with whatever stood on it once.
///
/// # Errors
/// [`AppError::Forbidden`] for whoever keeps none; [`AppError::Fields`] on `after`.
pub async fn kept_items(
    app: &App,
    caller: &Caller,
    after: Option<&str>,
    limit: i64,
) -> AppResult<AdmissionItemPage> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let seat = Seat::load(app, rows, caller).await?;
    let district = seat.keeps.keys().next().copied().ok_or(AppError::Forbidden)?;
    let standings = seat.keeping(district);
    policy::decide(&caller.actor(None), Action::KeepAdmissionList, &standings, None)?;
    page(app, rows, district, true, (after, limit)).await
}

async fn page(
    app: &App,
    rows: &mut dyn Snapshot,
    district: PlaceId,
    all: bool,
    (after, limit): (Option<&str>, i64),
) -> AppResult<AdmissionItemPage> {
    let today = app.now().day();
    let limit = limit.clamp(1, MOST);
    let on = (!all).then_some(today);
    let mut found = rows.admission_items(district, on, list_key(after)?, limit + 1).await?;
    let limit = usize::try_from(limit).unwrap_or(0);
    let more = found.len() > limit;
    found.truncate(limit);
    let last = found.last().filter(|_| more);
    let next = last.map(|item| format!("{}.{}", item.listed_at.ms(), item.id));
    let mut items = Vec::new();
    for item in &found {
        items.push(line(rows, item, today).await?);
    }
    let district = rows.place(district).await?.map(|place| place.name).unwrap_or_default();
    Ok(AdmissionItemPage { district, items, next })
}

/// An item with its department's name.
pub(super) async fn line(
    rows: &mut dyn Snapshot,
    item: &AdmissionItem,
    today: Day,
) -> AppResult<AdmissionItemLine> {
    let department = rows.organisation(item.department).await?;
    Ok(AdmissionItemLine {
        id: item.id,
        title: item.title.clone(),
        department: item.department,
        department_name: department.map(|one| one.name).unwrap_or_default(),
        kind: item.kind.word(),
        basis: item.basis.clone(),
        conditions: item.conditions.clone(),
        budget_yuan: item.budget_yuan,
        rhythm: item.rhythm.word(),
        valid_from: item.valid_from,
        valid_to: item.valid_to,
        replaces: item.replaces,
        holds: item.holds_on(today),
        over: item.valid_to.is_some_and(|to| to < today),
    })
}
