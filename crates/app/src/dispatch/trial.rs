//! A dry run over past cases: where a changed list would suggest another lead than really led.

use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

use linli_domain::{
    dispatch::{DispatchEntry, lead_by_list, led_by},
    matter::CaseRow,
    place::Chain,
    policy,
};
use linli_kernel::{CaseId, Day, Moment, OrganisationId, PlaceId};
use linli_playbook::{Name, model::Label};

use super::list::category_label;
use crate::{App, AppResult, Caller, matter::sees, ports::Snapshot};

/// How far back cases are looked at: 365 days, in milliseconds.
const YEAR_MS: i64 = 365 * 24 * 3_600_000;
/// How many of a place's newest cases are looked through at most, and how many at a time.
const LOOKED_THROUGH: usize = 5_000;
const PAGE: i64 = 500;
/// How many differing cases are shown.
const SHOWN: usize = 50;

/// What a changed list would have suggested for the past year's cases of the kinds it touches.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Trial {
    /// Past cases of these kinds that an organisation led.
    pub compared: usize,
    /// Of these, how many the list as it is would have given to who really led.
    pub agreed_before: usize,
    /// The same of the changed list.
    pub agreed_after: usize,
    /// Whether there were more cases in the year than were looked through.
    pub more: bool,
    /// Newest first: where the changed list suggests another lead than really led. At most 50.
    pub differing: Vec<TrialLine>,
}

/// A past case for which the changed list suggests another lead than really led.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct TrialLine {
    /// The case.
    pub id: CaseId,
    /// Its number.
    pub number: String,
    /// What it was about.
    pub category: Label,
    /// Who really led.
    pub led: String,
    /// Whom the list as it is suggests.
    pub before: Option<String>,
    /// Whom the changed list suggests.
    pub after: Option<String>,
}

/// What a change touches.
#[derive(Clone, Debug, Default)]
pub(super) struct Touched {
    /// The places whose lists change.
    places: BTreeSet<PlaceId>,
    /// The kinds of matters.
    categories: BTreeSet<Name>,
    /// The day from which all of it holds.
    from: Option<Day>,
}

impl Touched {
    /// By entries as they were and as they will be.
    pub(super) fn of<'e>(entries: impl IntoIterator<Item = &'e DispatchEntry>) -> Self {
        let mut touched = Self::default();
        for entry in entries {
            touched.places.insert(entry.place);
            touched.categories.insert(entry.category.clone());
            touched.from = touched.from.max(Some(entry.valid_from));
        }
        touched
    }
}

/// Compares the list before and after a change over the past year's cases below the places that
/// it touches: as if the lists of today, and of the day from which the change holds, had held all
/// the time. What the caller may not see is counted and not shown.
///
/// # Errors
/// [`crate::AppError::Internal`] if the store fails.
pub(super) async fn over_past_cases(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    (before, after): (&[DispatchEntry], &[DispatchEntry]),
    touched: &Touched,
) -> AppResult<Trial> {
    let today = app.now().day();
    let later = touched.from.map_or(today, |from| from.max(today));
    let mut trial = Trial::default();
    let (past, more) = past_cases(rows, touched, app.now().plus_ms(-YEAR_MS)).await?;
    trial.more = more;
    let mut chains: BTreeMap<PlaceId, Chain> = BTreeMap::new();
    for (row, category, led) in past {
        let chain = match chains.entry(row.state.place) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(slot) => slot.insert(rows.chain(row.state.place, today).await?),
        };
        let over: Vec<PlaceId> = chain.0.iter().map(|place| place.id).collect();
        let was = lead_by_list(before, &over, &category, today);
        let will = lead_by_list(after, &over, &category, later);
        trial.compared += 1;
        trial.agreed_before += usize::from(was == Some(led));
        trial.agreed_after += usize::from(will == Some(led));
        let differs = will != Some(led) && trial.differing.len() < SHOWN;
        if differs && sees(app, rows, caller, &row).await? {
            let line = line(app, rows, &row, &category, (led, was, will)).await?;
            trial.differing.push(line);
        }
    }
    Ok(trial)
}

async fn line(
    app: &App,
    rows: &mut dyn Snapshot,
    row: &CaseRow,
    category: &Name,
    (led, was, will): (OrganisationId, Option<OrganisationId>, Option<OrganisationId>),
) -> AppResult<TrialLine> {
    let (key, version) = row.state.playbook.clone();
    let playbook = app.playbook(rows, &key, version).await?;
    Ok(TrialLine {
        id: row.id,
        number: row.number.clone().unwrap_or_default(),
        category: category_label(&playbook, category),
        led: name(rows, led).await?,
        before: optional_name(rows, was).await?,
        after: optional_name(rows, will).await?,
    })
}

async fn name(rows: &mut dyn Snapshot, id: OrganisationId) -> AppResult<String> {
    Ok(rows.organisation(id).await?.map(|body| body.name).unwrap_or_default())
}

async fn optional_name(
    rows: &mut dyn Snapshot,
    id: Option<OrganisationId>,
) -> AppResult<Option<String>> {
    match id {
        Some(id) => Ok(Some(name(rows, id).await?)),
        None => Ok(None),
    }
}

/// The cases since a moment below these places, of these kinds, that somebody led; newest first,
/// and whether there were more than are looked through.
async fn past_cases(
    rows: &mut dyn Snapshot,
    touched: &Touched,
    since: Moment,
) -> AppResult<(Vec<(CaseRow, Name, OrganisationId)>, bool)> {
    let places: Vec<PlaceId> = touched.places.iter().copied().collect();
    let sight = policy::visible(None, &places, &[], None);
    let (mut found, mut seen, mut after) = (Vec::new(), 0, None);
    loop {
        let page = rows.list(&sight, None, after, PAGE).await?;
        seen += page.cases.len();
        let recent = page.cases.iter().all(|row| row.state.opened_at >= since);
        for row in page.cases.into_iter().filter(|row| row.state.opened_at >= since) {
            let category = row.category.clone().filter(|c| touched.categories.contains(c));
            if let Some((category, led)) = category.zip(led_by(&row.state)) {
                found.push((row, category, led));
            }
        }
        after = page.next;
        if after.is_none() || !recent {
            return Ok((found, false));
        }
        if seen >= LOOKED_THROUGH {
            return Ok((found, true));
        }
    }
}
