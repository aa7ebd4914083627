//! What somebody wrote of a matter into which theirs was merged: of that one they read their own
//! words and photos, never the first raiser's.

use std::collections::BTreeMap;

use linli_domain::{matter::CaseRow, policy};
use linli_kernel::{CaseId, PersonId};

use crate::{AppResult, ports::Snapshot};

/// How many of somebody's latest matters are looked through.
const LOOKED_AT: i64 = 100;

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
