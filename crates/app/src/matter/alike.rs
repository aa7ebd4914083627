//! Cases that are likely about the same thing, for those who handle one of them. Words and places
//! are compared, never persons.

use std::collections::BTreeMap;

use linli_domain::{
    matter::CaseRow,
    policy::{self, Action},
    similar::{ALIKE, ALIKE_IN_CATEGORY, Compared},
};
use linli_kernel::{CaseId, TextId};

use super::{
    context::{sees, situation},
    similar::candidates,
    view::{Detail, ListLine, lines},
};
use crate::{App, AppResult, Caller};

/// How many are shown.
const SHOWN: usize = 5;

/// Recent cases around the same place that read alike and that the caller may read, the most
/// alike first.
///
/// # Errors
/// [`crate::AppError::NotFound`] or [`crate::AppError::Forbidden`] for whoever does not handle
/// the case.
pub async fn similar_cases(app: &App, caller: &Caller, id: CaseId) -> AppResult<Vec<ListLine>> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let at = situation(app, rows, Some(caller), id).await?;
    let class = Some(at.row.class);
    policy::decide(&caller.actor(None), Action::SeeInternal, &at.standings, class)?;
    let others = candidates(app, rows, &at.around.chain).await?;
    let ids: Vec<TextId> = others.iter().chain([&at.row]).map(|row| row.text.id).collect();
    let texts: BTreeMap<TextId, Option<String>> =
        rows.texts(&ids).await?.into_iter().map(|row| (row.id, row.words)).collect();
    let words = |row: &CaseRow| texts.get(&row.text.id).cloned().flatten();
    let Some(own) = words(&at.row).map(|words| Compared::new(&words)) else {
        return Ok(Vec::new());
    };
    let mut found: Vec<(u32, CaseRow)> = Vec::new();
    for row in others.into_iter().filter(|row| row.id != id) {
        let alike = words(&row).map_or(0, |words| own.likeness(&Compared::new(&words)));
        let same = row.category.is_some() && row.category == at.row.category;
        if alike < if same { ALIKE_IN_CATEGORY } else { ALIKE } {
            continue;
        }
        if sees(app, rows, caller, &row).await? {
            found.push((alike, row));
        }
    }
    found.sort_by_key(|(alike, row)| (std::cmp::Reverse(*alike), row.id));
    let cases: Vec<_> = found.into_iter().take(SHOWN).map(|(_, row)| row).collect();
    lines(app, rows, &cases, Detail::For(caller)).await
}
