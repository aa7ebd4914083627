//! Where a caller holds office: only such a post looks at cases beyond its own tasks and answers
//! for households. Which roles hold office is the playbook's to say.

use std::collections::BTreeSet;

use linli_domain::policy::is_office;
use linli_kernel::PlaceId;
use linli_playbook::engine::Holder;

use crate::{App, AppResult, Caller, ports::Snapshot};

/// The places of the caller's posts that hold office, without repeats.
///
/// # Errors
/// [`crate::AppError::Internal`] if the store fails.
pub(crate) async fn office_places(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
) -> AppResult<Vec<PlaceId>> {
    let mut places = BTreeSet::new();
    for post in &caller.posts {
        let Holder::Post { place, .. } = &post.holder else {
            continue;
        };
        let Some(row) = rows.place(*place).await? else {
            continue;
        };
        if let Some((key, version, _)) = rows.binding(row.district).await? {
            let playbook = app.playbook(rows, &key, version).await?;
            if is_office(&playbook, &post.holder) {
                places.insert(*place);
            }
        }
    }
    Ok(places.into_iter().collect())
}
