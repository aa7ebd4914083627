//! Whether a case is listed where it belongs, and listing it there: places may have been moved.

use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

use linli_domain::{
    matter::CaseRow,
    policy::{self, Action},
};
use linli_kernel::CaseId;
use linli_playbook::engine::Actor;

use super::{context::situation, listing, writing};
use crate::{App, AppResult, CasePut, Changes, search::words_of_row, whistle::put_whistles};

/// Those of the cases that are listed elsewhere than the places over them say.
///
/// # Errors
/// [`crate::AppError::Internal`] if the store fails.
pub(crate) async fn misfiled(app: &App, cases: Vec<CaseRow>) -> AppResult<Vec<CaseId>> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let today = app.now().day();
    let ids: Vec<CaseId> = cases.iter().map(|row| row.id).collect();
    let filed = rows.scopes_of(&ids).await?;
    let mut chains = BTreeMap::new();
    let mut found = Vec::new();
    for row in cases {
        let (key, version) = row.state.playbook.clone();
        let Ok(playbook) = app.playbook(rows, &key, version).await else {
            // Filing it tells why in the log, and holds up no other.
            found.push(row.id);
            continue;
        };
        if let Entry::Vacant(slot) = chains.entry(row.state.place) {
            slot.insert(rows.chain(row.state.place, today).await?);
        }
        let Some(chain) = chains.get(&row.state.place) else { continue };
        let wanted: BTreeSet<_> = listing::scope_rows(&row, &playbook, chain).into_iter().collect();
        if filed.get(&row.id).unwrap_or(&BTreeSet::new()) != &wanted {
            found.push(row.id);
        }
    }
    Ok(found)
}

/// Lists a case where it belongs, and lets it be found by the names of the places there.
///
/// # Errors
/// [`crate::AppError::Conflict`] if somebody moved it meanwhile, and by that filed it.
pub(crate) async fn file_anew(app: &App, id: CaseId) -> AppResult<()> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let at = situation(app, rows, None, id).await?;
    let permit = policy::decide(&Actor::System, Action::Tick, &at.standings, Some(at.row.class))?;
    let mut changes =
        Changes::new(permit, writing::audit(app, &Actor::System, "matter.refile", id));
    changes.expects = at.around.expects();
    let words = words_of_row(rows, &at.row, &at.playbook, &at.around.chain).await?;
    changes.put(CasePut::Words(id, words));
    let revision = at.row.revision + 1;
    put_whistles(rows, &mut changes, &at.row, &at.around, &[]).await?;
    listing::put_case(&mut changes, CaseRow { revision, ..at.row }, &at.around);
    app.store.commit(changes).await?;
    Ok(())
}
