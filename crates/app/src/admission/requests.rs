//! The requests that somebody has a part in: made by their department, to be answered by their
//! community, to be decided by their office.

use std::collections::BTreeMap;

use linli_domain::{
    admission::{AdmissionReply, AdmissionRequest, ReplyState},
    policy::{self, Action, Standing},
};
use linli_kernel::{AdmissionRequestId, Day};
use linli_playbook::engine::Relation;

use super::{
    seat::Seat,
    view::{RequestLine, request_line},
};
use crate::{
    App, AppError, AppResult, Caller,
    matter::list_key,
    ports::{AdmissionKey, Snapshot},
};

/// The longest page.
const MOST: i64 = 100;

/// Which requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestPart {
    /// To be answered or done by the caller's communities.
    ToAnswer,
    /// Answered for good by the caller's communities.
    Answered,
    /// Waiting for the caller's office.
    Waiting,
    /// Every one of the districts whose list the caller keeps.
    All,
    /// Made by the caller's departments.
    Own,
}

impl RequestPart {
    /// All, in the order of a page's tabs.
    pub const EACH: [Self; 5] =
        [Self::Waiting, Self::ToAnswer, Self::Own, Self::Answered, Self::All];

    /// The word in addresses.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::ToAnswer => "to-answer",
            Self::Answered => "answered",
            Self::Waiting => "waiting",
            Self::All => "all",
            Self::Own => "own",
        }
    }

    /// From the word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::EACH.into_iter().find(|part| part.word() == word)
    }

    fn is_of(self, seat: &Seat) -> bool {
        match self {
            Self::ToAnswer | Self::Answered => !seat.answers.is_empty(),
            Self::Waiting | Self::All => !seat.keeps.is_empty(),
            Self::Own => !seat.asks.is_empty(),
        }
    }
}

/// A page of requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestPage {
    /// Which they are.
    pub part: RequestPart,
    /// The parts that the caller has, in the order of tabs.
    pub parts: Vec<RequestPart>,
    /// Latest first.
    pub items: Vec<RequestLine>,
    /// Where the next page begins, to be sent back.
    pub next: Option<String>,
    /// Whether the caller keeps a list.
    pub keeps: bool,
    /// Whether the caller may make requests.
    pub asks: bool,
}

type Key = Option<AdmissionKey<AdmissionRequestId>>;

/// A page of one part; without one, of the first that the caller has.
///
/// # Errors
/// [`AppError::Forbidden`] for whoever has no such part; [`AppError::Fields`] on `part` and
/// `after`.
pub async fn my_requests(
    app: &App,
    caller: &Caller,
    part: Option<&str>,
    after: Option<&str>,
    limit: i64,
) -> AppResult<RequestPage> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let seat = Seat::load(app, rows, caller).await?;
    let mut standings = std::collections::BTreeSet::new();
    for (has, relation) in [
        (!seat.keeps.is_empty(), Relation::PostAbove),
        (!seat.answers.is_empty(), Relation::PostAt),
        (!seat.asks.is_empty(), Relation::SameOrganisation),
    ] {
        standings.extend(has.then_some(Standing::Case(relation)));
    }
    policy::decide(&caller.actor(None), Action::SeeAdmissionRequest, &standings, None)?;
    let parts: Vec<RequestPart> =
        RequestPart::EACH.into_iter().filter(|part| part.is_of(&seat)).collect();
    let unknown = || AppError::field("part", "field-choice");
    let part = match part {
        Some(word) => RequestPart::from_word(word).ok_or_else(unknown)?,
        None => parts.first().copied().ok_or(AppError::Forbidden)?,
    };
    if !parts.contains(&part) {
        return Err(AppError::Forbidden);
    }
    let limit = limit.clamp(1, MOST);
    let key = list_key(after)?;
    let today = app.now().day();
    let mut found = match part {
        RequestPart::ToAnswer => replies(rows, &seat, true, key, limit + 1, today).await?,
        RequestPart::Answered => replies(rows, &seat, false, key, limit + 1, today).await?,
        _ => requests(rows, &seat, part, key, limit + 1, today).await?,
    };
    found.sort_by_key(|line| std::cmp::Reverse((line.made_at, line.id)));
    let limit = usize::try_from(limit).unwrap_or(0);
    let more = found.len() > limit;
    // The key names requests: one that is for two of the caller's communities is not torn apart.
    let cut = found.get(limit.saturating_sub(1)).map(|line| line.id).filter(|_| more);
    if let Some(cut) = cut {
        let whole = found.iter().rposition(|line| line.id == cut).map_or(limit, |last| last + 1);
        found.truncate(whole);
    }
    let last = found.last().filter(|_| more);
    let next = last.map(|line| format!("{}.{}", line.made_at.ms(), line.id));
    let (keeps, asks) = (!seat.keeps.is_empty(), !seat.asks.is_empty());
    Ok(RequestPage { part, parts, items: found, next, keeps, asks })
}

async fn requests(
    rows: &mut dyn Snapshot,
    seat: &Seat,
    part: RequestPart,
    key: Key,
    limit: i64,
    today: Day,
) -> AppResult<Vec<RequestLine>> {
    let mut found: Vec<AdmissionRequest> = Vec::new();
    if part == RequestPart::Own {
        for department in seat.asks.keys() {
            found.extend(rows.requests_of_department(*department, key, limit).await?);
        }
    } else {
        let waiting = part == RequestPart::Waiting;
        for district in seat.keeps.keys() {
            found.extend(rows.requests_of_district(*district, waiting, key, limit).await?);
        }
    }
    let ids: Vec<AdmissionRequestId> = found.iter().map(|request| request.id).collect();
    let mut states: BTreeMap<AdmissionRequestId, Vec<(ReplyState, i64)>> = BTreeMap::new();
    for (id, state, count) in rows.reply_states(&ids).await? {
        states.entry(id).or_default().push((state, count));
    }
    let mut lines = Vec::new();
    for request in found {
        let mut replies = states.remove(&request.id).unwrap_or_default();
        replies.sort_unstable();
        lines.push(request_line(rows, &request, &replies, today).await?);
    }
    Ok(lines)
}

async fn replies(
    rows: &mut dyn Snapshot,
    seat: &Seat,
    open: bool,
    key: Key,
    limit: i64,
    today: Day,
) -> AppResult<Vec<RequestLine>> {
    let mut found: Vec<(AdmissionReply, String)> = Vec::new();
    for (community, part) in &seat.answers {
        let replies = rows.replies_of_community(*community, open, key, limit).await?;
        found.extend(replies.into_iter().map(|reply| (reply, part.name.clone())));
    }
    let ids: Vec<AdmissionRequestId> = found.iter().map(|(reply, _)| reply.request).collect();
    let requests = rows.admission_requests(&ids).await?;
    let requests: BTreeMap<_, _> = requests.into_iter().map(|one| (one.id, one)).collect();
    let mut lines = Vec::new();
    for (reply, community) in found {
        let Some(request) = requests.get(&reply.request) else { continue };
        let line = request_line(rows, request, &[], today).await?;
        lines.push(RequestLine {
            community: Some(community),
            reply: Some(reply.state.word()),
            late: reply.is_late(today),
            ..line
        });
    }
    Ok(lines)
}
