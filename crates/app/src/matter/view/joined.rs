//! What somebody wrote of a matter into which theirs was merged: of that one they read their own
//! words and photos, never the first raiser's.

use std::collections::BTreeMap;

use linli_domain::{
    matter::CaseRow,
    policy::{self, Action, Standing},
};
use linli_kernel::{CaseId, PersonId, PhotoId, TextId};
use linli_playbook::engine::Relation;

use super::apart::Apart;
use crate::{
    App, AppResult, Caller, audit,
    matter::context::{Situation, sees, situation},
    ports::Snapshot,
};

/// How many of somebody's latest matters are looked through.
const LOOKED_AT: i64 = 100;
/// How many of those whom mergers brought are led to at once: each costs a look at their matters.
const MOST_JOINED: usize = 20;

/// The matters that a person was the first to raise and that were merged, by those in which they
/// go on, also where these were merged in turn; with a carer, those only that the carer raised for
/// them.
pub(in crate::matter) async fn merged_by(
    rows: &mut dyn Snapshot,
    person: PersonId,
    carer: Option<PersonId>,
) -> AppResult<BTreeMap<CaseId, CaseRow>> {
    Ok(ways_of(rows, person, carer).await?.into_iter().collect())
}

/// Whether a line under this raiser's telephone may tell of the case: of a matter that was merged
/// into it their own decides too, which they may have raised without their name.
pub(crate) async fn may_name(
    rows: &mut dyn Snapshot,
    row: &CaseRow,
    raiser: PersonId,
) -> AppResult<bool> {
    if !row.may_name_raiser() || row.state.is_first_raiser(raiser) {
        return Ok(row.may_name_raiser());
    }
    let own = ways_of(rows, raiser, None).await?;
    let mut own = own.iter().filter(|(into, _)| *into == row.id).map(|(_, own)| own).peekable();
    Ok(own.peek().is_some() && own.all(CaseRow::may_name_raiser))
}

/// The same, each with where it goes on: several may go on in one.
async fn ways_of(
    rows: &mut dyn Snapshot,
    person: PersonId,
    carer: Option<PersonId>,
) -> AppResult<Vec<(CaseId, CaseRow)>> {
    let sight = policy::visible(Some(person), &[], &[], None);
    let page = rows.list(&sight, None, None, LOOKED_AT).await?;
    let merged: BTreeMap<CaseId, CaseId> =
        page.cases.iter().filter_map(|row| Some((row.id, row.merged_into?))).collect();
    let mut found = Vec::new();
    let raised = |row: &CaseRow| {
        row.state.is_first_raiser(person) && carer.is_none_or(|carer| row.taken_by == Some(carer))
    };
    for row in page.cases.into_iter().filter(raised) {
        let ways = std::iter::successors(merged.get(&row.id), |into| merged.get(into));
        for into in ways.take(merged.len()) {
            found.push((*into, row.clone()));
        }
    }
    Ok(found)
}

/// The words and photos that the reader reads on top: those that it was opened with or, where these
/// are another raiser's, what the reader wrote before a merger led here.
pub(super) async fn opened_with(
    rows: &mut dyn Snapshot,
    at: &Situation,
    apart: &Apart,
    reader: Option<PersonId>,
) -> AppResult<(Option<TextId>, Vec<PhotoId>)> {
    let (case, text) = match reader {
        Some(reader) if apart.from_first => {
            let mut own = match at.reads_for {
                Some(raiser) => merged_by(rows, raiser, Some(reader)).await?,
                None => merged_by(rows, reader, None).await?,
            };
            match own.remove(&at.row.id) {
                Some(own) => (own.id, own.text.id),
                None => return Ok((None, Vec::new())),
            }
        }
        _ => (at.row.id, at.row.text.id),
    };
    let photos = rows.photos_of(case).await?;
    let first = photos.iter().filter(|photo| photo.event == Some(1)).map(|photo| photo.id);
    Ok((Some(text), first.collect()))
}

/// Where a merged case goes on, for those of its raisers who did not leave there, and for whoever
/// raised it for one of them.
pub(super) async fn goes_on_in(
    rows: &mut dyn Snapshot,
    at: &Situation,
    reader: Option<PersonId>,
) -> AppResult<Option<CaseId>> {
    let (Some(into), Some(reader)) = (at.row.merged_into, reader) else { return Ok(None) };
    let Some(row) = rows.case(into).await? else { return Ok(None) };
    let there = |person: &PersonId| row.state.raisers.contains(person);
    if there(&reader) {
        return Ok(Some(into));
    }
    let acts = at.standings.contains(&Standing::Case(Relation::OnBehalf));
    let raiser = at.row.state.first_raiser().filter(|_| acts).or(at.reads_for);
    let Some(raiser) = raiser.filter(there) else { return Ok(None) };
    let led = merged_by(rows, raiser, Some(reader)).await?.contains_key(&into);
    Ok(led.then_some(into))
}

/// A matter that a merger brought into a case: of another raiser, or of the first one again.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct JoinedView {
    /// The matter.
    pub id: CaseId,
    /// Its number.
    pub number: String,
    /// Whether the first raiser of the case wrote it too.
    pub of_first: bool,
}

/// Some of those whom mergers brought into a case.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct JoinedPage {
    /// Their own matters.
    pub items: Vec<JoinedView>,
    /// How many more there are after these.
    pub more: usize,
    /// Where the next ones begin, to be sent back.
    pub next: Option<usize>,
}

/// The own matters of those whom a merger brought into a case and who are still there, as far as
/// the caller may open them. Whoever handles the case asks for name and telephone there: what each
/// of them said about being named and called stands with the own matter.
pub(super) async fn joined_in(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    (at, after): (&Situation, usize),
) -> AppResult<JoinedPage> {
    let state = &at.row.state;
    let others = state.raisers.iter().filter(|raiser| !state.is_first_raiser(**raiser));
    let others: Vec<PersonId> = others.copied().skip(after).collect();
    let more = others.len().saturating_sub(MOST_JOINED);
    let next = (more > 0).then(|| after.saturating_add(MOST_JOINED));
    let mut page = JoinedPage { items: Vec::new(), more, next };
    let first = state.first_raiser().filter(|_| after == 0);
    for raiser in first.into_iter().chain(others.into_iter().take(MOST_JOINED)) {
        let ways = ways_of(rows, raiser, None).await?.into_iter();
        for (_, row) in ways.filter(|(into, _)| *into == at.row.id) {
            if sees(app, rows, caller, &row).await? {
                let of_first = state.is_first_raiser(raiser);
                let number = row.number.unwrap_or_default();
                page.items.push(JoinedView { id: row.id, number, of_first });
            }
        }
    }
    Ok(page)
}

/// The own matters of those whom mergers brought into a case, for whoever handles it: so many at
/// once, after as many.
///
/// # Errors
/// [`crate::AppError::NotFound`] if it does not exist or the caller may not know of it;
/// [`crate::AppError::Forbidden`] for whoever does not handle it.
pub async fn joined_matters(
    app: &App,
    caller: &Caller,
    id: CaseId,
    after: usize,
) -> AppResult<JoinedPage> {
    let answer = joined(app, caller, id, after).await;
    audit::told(app, &caller.actor(None), "matter.see", format!("case:{id}"), answer).await
}

async fn joined(app: &App, caller: &Caller, id: CaseId, after: usize) -> AppResult<JoinedPage> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let at = situation(app, rows, Some(caller), id).await?;
    let class = Some(at.row.class);
    policy::decide(&caller.actor(None), Action::SeeInternal, &at.standings, class)?;
    joined_in(app, rows, caller, (&at, after)).await
}
