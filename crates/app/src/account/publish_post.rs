//! Whoever has a post says whether everybody whom it serves reads their name and telephone.
//!
//! Chiefs' names and telephones are posted at residents' doors by rule (Binzhou 2021, art. 6) [C];
//! on pages that everybody in the world reads they stand only with the holder's consent (PIPL
//! articles 13 and 25), which the holder takes back at any time.

use linli_domain::{
    policy::{self, Action},
    post::Post,
};
use linli_kernel::{Day, PostId};
use linli_playbook::engine::Holder;

use super::{
    audit::{DONE, audit},
    people,
};
use crate::{App, AppError, AppResult, Caller, Changes, StaffPut, ports::Snapshot};

/// Somebody who has a post and agreed that everybody reads who it is.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PublicHolder {
    /// The name.
    pub name: String,
    /// The telephone, if there is one.
    pub phone: Option<String>,
}

/// Gives or takes back the caller's consent to be named with one of their posts.
///
/// # Errors
/// [`AppError::NotFound`] unless it is a post at a place that the caller has today.
pub async fn publish_post(
    app: &App,
    caller: &Caller,
    post: PostId,
    published: bool,
) -> AppResult<()> {
    let mut rows = app.snapshot().await?;
    let actor = caller.actor(None);
    let permit = policy::decide(&actor, Action::OwnAccount, &caller.standings(), None)?;
    let today = app.now().day();
    let own = rows.posts_of(caller.person).await?;
    let found = own.into_iter().find(|own| own.id == post && own.holds_on(today));
    let found = found.filter(|own| matches!(own.holder, Holder::Post { .. }));
    let found = found.ok_or(AppError::NotFound)?;
    if found.published == published {
        return Ok(());
    }
    let action = if published { "account.publish-post" } else { "account.unpublish-post" };
    let mut changes =
        Changes::new(permit, audit(app, &actor, action, format!("post:{post}"), DONE));
    let version = found.version + 1;
    changes.put(StaffPut::Post(Post { published, version, ..found }));
    app.store.commit(changes).await?;
    Ok(())
}

/// Those who have a queue today and agreed to be named.
pub(crate) async fn public_holders(
    app: &App,
    rows: &mut dyn Snapshot,
    holder: &Holder,
    day: Day,
) -> AppResult<Vec<PublicHolder>> {
    let Holder::Post { .. } = holder else { return Ok(Vec::new()) };
    let mut named = Vec::new();
    for post in rows.posts_answering(holder, day).await? {
        if !post.published {
            continue;
        }
        let Some(person) = rows.person(post.person).await? else { continue };
        if let Some(name) = people::name_of(app, &person) {
            named.push(PublicHolder { name, phone: people::phone_of(app, &person) });
        }
    }
    Ok(named)
}
