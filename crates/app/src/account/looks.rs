//! Who looked at my data.

use std::collections::BTreeMap;

use linli_domain::{
    masking,
    policy::{self, Action},
};
use linli_kernel::{CaseId, Moment, TextId};

use super::{
    me::{self, PostView},
    people,
};
use crate::{App, AppResult, Caller};

/// How many looks are shown.
const SHOWN: i64 = 200;

/// One look.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct LookView {
    /// When.
    pub at: Moment,
    /// At which matter.
    pub case: CaseId,
    /// That matter's number.
    pub number: Option<String>,
    /// At what: `name` or `phone`.
    pub what: String,
    /// Why: what the one who looked wrote, or `task`; `None` once erased.
    pub reason: Option<String>,
    /// Whose eyes, the name masked.
    pub by: Option<String>,
    /// The posts that they had on that day, which say more than the name.
    pub posts: Vec<PostView>,
}

/// The latest looks at the caller's values, newest first.
///
/// # Errors
/// [`crate::AppError::Internal`] if the store fails.
pub async fn my_looks(app: &App, caller: &Caller) -> AppResult<Vec<LookView>> {
    policy::decide(&caller.actor(None), Action::OwnAccount, &caller.standings(), None)?;
    let mut rows = app.snapshot().await?;
    let rows = &mut *rows;
    let mut views = Vec::new();
    let looks = rows.looks_at(caller.person, SHOWN).await?;
    let ids: Vec<TextId> = looks.iter().filter_map(|look| look.text).collect();
    let words: BTreeMap<TextId, Option<String>> =
        rows.texts(&ids).await?.into_iter().map(|text| (text.id, text.words)).collect();
    for look in looks {
        let by = rows.person(look.by).await?;
        let name = by.and_then(|person| people::name_of(app, &person));
        let mut posts = rows.posts_of(look.by).await?;
        posts.retain(|post| post.holds_on(look.at.day()));
        views.push(LookView {
            at: look.at,
            case: look.case,
            number: rows.case(look.case).await?.and_then(|case| case.number),
            what: look.what,
            reason: match look.text {
                Some(text) => words.get(&text).cloned().flatten(),
                None => Some(look.reason),
            },
            by: name.map(|name| masking::name(&name)),
            posts: me::posts(app, rows, &posts).await?,
        });
    }
    Ok(views)
}
