//! Where a caller holds office: only such a post looks at cases beyond its own tasks and answers
//! for households. Which roles hold office is the playbook's to say.

use std::collections::BTreeSet;

use linli_domain::{policy::is_office, post::Post};
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
        places.extend(office_place(app, rows, post).await?);
    }
    Ok(places.into_iter().collect())
}

/// Whether one of these posts holds office.
///
/// # Errors
/// [`crate::AppError::Internal`] if the store fails.
pub(crate) async fn holds_office(
    app: &App,
    rows: &mut dyn Snapshot,
    posts: &[Post],
) -> AppResult<bool> {
    for post in posts {
        if office_place(app, rows, post).await?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The place of a post that holds office.
async fn office_place(
    app: &App,
    rows: &mut dyn Snapshot,
    post: &Post,
) -> AppResult<Option<PlaceId>> {
    let Holder::Post { place, .. } = &post.holder else {
        return Ok(None);
    };
    let Some(row) = rows.place(*place).await? else {
        return Ok(None);
    };
    let playbook = app.playbook_of(rows, row.district).await?;
    Ok(playbook.filter(|playbook| is_office(playbook, &post.holder)).map(|_| *place))
}
