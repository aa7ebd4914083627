//! What somebody wrote of a matter into which theirs was merged: of that one they read their own
//! words and photos, never the first raiser's.

use std::collections::BTreeMap;

use linli_domain::{matter::CaseRow, policy};
use linli_kernel::{CaseId, PersonId, PhotoId, TextId};

use super::apart::Apart;
use crate::{
    App, AppResult, Caller,
    matter::context::{Situation, sees},
    ports::Snapshot,
};

/// How many of somebody's latest matters are looked through.
const LOOKED_AT: i64 = 100;
/// How many of those whom mergers brought are led to: each costs a look at their matters.
const MOST_JOINED: usize = 20;

/// The matters that a person was the first to raise and that were merged, by those in which they
/// go on, also where these were merged in turn.
pub(super) async fn merged_by(
    rows: &mut dyn Snapshot,
    person: PersonId,
) -> AppResult<BTreeMap<CaseId, CaseRow>> {
    let sight = policy::visible(Some(person), &[], &[], None);
    let page = rows.list(&sight, None, None, LOOKED_AT).await?;
    let merged: BTreeMap<CaseId, CaseId> =
        page.cases.iter().filter_map(|row| Some((row.id, row.merged_into?))).collect();
    let mut found = BTreeMap::new();
    for row in page.cases.into_iter().filter(|row| row.state.is_first_raiser(person)) {
        let ways = std::iter::successors(merged.get(&row.id), |into| merged.get(into));
        for into in ways.take(merged.len()) {
            found.insert(*into, row.clone());
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
            match merged_by(rows, reader).await?.remove(&at.row.id) {
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

/// Where a merged case goes on, for those of its raisers who did not leave there.
pub(super) async fn goes_on_in(
    rows: &mut dyn Snapshot,
    at: &Situation,
    reader: Option<PersonId>,
) -> AppResult<Option<CaseId>> {
    let Some(into) = at.row.merged_into else { return Ok(None) };
    let row = rows.case(into).await?;
    let raised = |row: &CaseRow| reader.is_some_and(|reader| row.state.raisers.contains(&reader));
    Ok(row.filter(raised).map(|row| row.id))
}

/// The own matter of somebody whom a merger brought into a case.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct JoinedView {
    /// The matter.
    pub id: CaseId,
    /// Its number.
    pub number: String,
}

/// The own matters of those whom a merger brought into a case and who are still there, as far as
/// the caller may open them. Whoever handles the case asks for name and telephone there: what each
/// of them said about being named and called stands with the own matter.
pub(super) async fn joined_in(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    at: &Situation,
) -> AppResult<Vec<JoinedView>> {
    let state = &at.row.state;
    let others = state.raisers.iter().filter(|raiser| !state.is_first_raiser(**raiser));
    let mut found = Vec::new();
    for raiser in others.take(MOST_JOINED) {
        let own = merged_by(rows, *raiser).await?.remove(&at.row.id);
        let Some(row) = own else { continue };
        if sees(app, rows, caller, &row).await? {
            found.push(JoinedView { id: row.id, number: row.number.unwrap_or_default() });
        }
    }
    Ok(found)
}
