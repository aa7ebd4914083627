//! What posts and organisations are told about requests, and how many wait for them.

use std::collections::{BTreeMap, BTreeSet};

use linli_domain::{
    admission::{self, AdmissionNews, AdmissionRequest},
    policy::{self, Action},
};
use linli_kernel::{AdmissionRequestId, Moment, PlaceId};
use linli_playbook::engine::Holder;

use super::seat::Seat;
use crate::{AdmissionMessage, AdmissionPut, App, AppResult, Caller, Changes, ports::Snapshot};

/// How many messages are shown.
const SHOWN: i64 = 50;

/// A message about a request.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct AdmissionMessageView {
    /// The request.
    pub request: AdmissionRequestId,
    /// What it asks.
    pub title: String,
    /// The department that asks.
    pub department: String,
    /// What happened, as a word of [`AdmissionNews`].
    pub news: &'static str,
    /// When.
    pub at: Moment,
}

fn tell(
    app: &App,
    changes: &mut Changes,
    request: &AdmissionRequest,
    holders: BTreeSet<Holder>,
    news: AdmissionNews,
) {
    for holder in holders {
        changes.put(AdmissionPut::Message(AdmissionMessage {
            id: app.entropy.id(),
            holder,
            request: request.id,
            news,
            at: app.now(),
        }));
    }
}

/// Tells the posts that answer for these communities. Nobody is told of a community without one;
/// the request waits there all the same.
///
/// # Errors
/// [`crate::AppError::Internal`] if the store fails.
pub(super) async fn tell_communities(
    app: &App,
    rows: &mut dyn Snapshot,
    changes: &mut Changes,
    request: &AdmissionRequest,
    communities: &[PlaceId],
    news: AdmissionNews,
) -> AppResult<()> {
    let Some(playbook) = app.playbook_of(rows, request.district).await? else { return Ok(()) };
    let posts = rows.posts_at(communities, app.now().day()).await?;
    let holders = posts.into_iter().map(|post| post.holder).filter(|holder| match holder {
        Holder::Post { role, .. } => admission::answers(&playbook, role),
        Holder::Organisation(_) | Holder::Person(_) => false,
    });
    tell(app, changes, request, holders.collect(), news);
    Ok(())
}

/// Tells the posts that keep the list that a request waits for them.
///
/// # Errors
/// [`crate::AppError::Internal`] if the store fails.
pub(super) async fn tell_keepers(
    app: &App,
    rows: &mut dyn Snapshot,
    changes: &mut Changes,
    request: &AdmissionRequest,
) -> AppResult<()> {
    let Some(playbook) = app.playbook_of(rows, request.district).await? else { return Ok(()) };
    let Some(district) = rows.place(request.district).await? else { return Ok(()) };
    let posts = rows.posts_at(&[district.id], app.now().day()).await?;
    let holders = posts.into_iter().map(|post| post.holder).filter(|holder| match holder {
        Holder::Post { role, .. } => admission::keeps(&playbook, role, &district),
        Holder::Organisation(_) | Holder::Person(_) => false,
    });
    tell(app, changes, request, holders.collect(), AdmissionNews::Waiting);
    Ok(())
}

/// Tells the department.
pub(super) fn tell_department(
    app: &App,
    changes: &mut Changes,
    request: &AdmissionRequest,
    news: AdmissionNews,
) {
    let holder = Holder::Organisation(request.department);
    tell(app, changes, request, BTreeSet::from([holder]), news);
}

/// The latest messages about requests to the caller's posts and organisations, newest first.
///
/// # Errors
/// [`crate::AppError::Forbidden`] for whoever has neither.
pub async fn admission_messages(
    app: &App,
    caller: &Caller,
) -> AppResult<Vec<AdmissionMessageView>> {
    policy::decide(&caller.actor(None), Action::SeeQueue, &caller.standings(), None)?;
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let found = rows.admission_messages(&caller.working_holders(), SHOWN).await?;
    let ids: BTreeSet<AdmissionRequestId> = found.iter().map(|message| message.request).collect();
    let ids: Vec<AdmissionRequestId> = ids.into_iter().collect();
    let mut requests = BTreeMap::new();
    for request in rows.admission_requests(&ids).await? {
        let department = rows.organisation(request.department).await?;
        let name = department.map(|department| department.name).unwrap_or_default();
        requests.insert(request.id, (request.title, name));
    }
    let mut views = Vec::new();
    for message in found {
        let Some((title, department)) = requests.get(&message.request).cloned() else { continue };
        let AdmissionMessage { request, news, at, .. } = message;
        views.push(AdmissionMessageView { request, title, department, news: news.word(), at });
    }
    // Two posts of one person are told the same at the same time.
    views.dedup_by(|one, next| {
        (one.request, one.news, one.at) == (next.request, next.news, next.at)
    });
    Ok(views)
}

/// How many requests wait for the caller: to be answered by their communities, or to be decided by
/// the office that keeps the list. Of each place no more than `most` are counted.
///
/// # Errors
/// [`crate::AppError::Internal`] if the store fails.
pub async fn admissions_waiting(app: &App, caller: &Caller, most: i64) -> AppResult<i64> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let seat = Seat::load(app, rows, caller).await?;
    let communities: Vec<PlaceId> = seat.answers.keys().copied().collect();
    let districts: Vec<PlaceId> = seat.keeps.keys().copied().collect();
    Ok(rows.admissions_waiting(&communities, &districts, most).await?)
}
