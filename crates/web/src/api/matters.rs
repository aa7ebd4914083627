//! Matters: reporting, listing one's own, reading one.

use std::collections::BTreeSet;

use axum::{
    Json as Answer,
    extract::State,
    http::{HeaderName, HeaderValue, StatusCode, header},
};
use linli_app::{
    App,
    matter::{self, ExternalOrder, OnBehalf, ReportMatter},
    search,
};
use linli_kernel::CaseId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    openapi::{
        Conflict, Forbidden, Hidden, Invalid, Malformed, SignedOut, TooLarge, TooMany, TooSlow,
        WrongType,
    },
    published::USUAL,
    view::{Matter, Matters},
    word::Time,
};
use crate::request::{Id, IdempotencyKey, Json, Problem, Query, Signed};

/// A report.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewMatter {
    /// The words.
    #[schema(max_length = 2000)]
    text: String,
    /// Where: a place's or facility's id.
    place: String,
    /// What it is about, from the playbook's list.
    #[serde(default)]
    category: Option<String>,
    /// As what it is opened (`problem`, `suggestion`, `dispute`); `wish/wish`: what the process `wish` is opened as.
    #[serde(default)]
    opens: Option<String>,
    /// Keep the name back.
    #[serde(default)]
    anonymous: Option<bool>,
    /// Holders may call.
    #[serde(default)]
    may_call: Option<bool>,
    /// Tell the result to the raiser only.
    #[serde(default)]
    private: Option<bool>,
    /// Photos sent before.
    #[serde(default)]
    #[schema(max_items = 9)]
    photos: Option<Vec<String>>,
    /// The post (`role@place`) or organisation that it is about and that would handle it.
    #[serde(default)]
    about: Option<String>,
    /// Somebody else whose matter it is.
    #[serde(default)]
    on_behalf: Option<Behalf>,
    /// The caller's post (`role@place`) for which it was found or taken in.
    #[serde(default)]
    acting: Option<String>,
    /// Through which channel it came.
    #[serde(default)]
    channel: Option<String>,
    /// The talk hall, talk point or chat group at which staff took it in (`GET /places/{id}/talk-places`);
    /// otherwise the nearest one of the channel over the place.
    #[serde(default)]
    facility: Option<String>,
    /// The urgency, if staff judge it.
    #[serde(default)]
    urgency: Option<String>,
    /// The other system's order.
    #[serde(default)]
    external: Option<Order>,
}

/// Whose matter it is, when somebody else writes it down.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Behalf {
    /// The name, at the counter or on the telephone.
    #[serde(default)]
    #[schema(max_length = 40)]
    name: Option<String>,
    /// The telephone number, if there is one.
    #[serde(default)]
    phone: Option<String>,
    /// A person of the caller's household who agreed.
    #[serde(default)]
    person: Option<String>,
}

/// An order of another system.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Order {
    /// Its number there; one matter each.
    #[schema(max_length = 40)]
    number: String,
    /// Its last day (2026-07-08), or the day and time (2026-07-08 14:00, also with a T between) by the
    /// clock of China; wins if it is earlier than ours.
    #[serde(default)]
    due: Option<String>,
}

impl From<NewMatter> for ReportMatter {
    fn from(new: NewMatter) -> Self {
        let on_behalf = new.on_behalf.map(|behalf| OnBehalf {
            name: behalf.name,
            phone: behalf.phone,
            person: behalf.person,
        });
        let external =
            new.external.map(|order| ExternalOrder { number: order.number, due: order.due });
        Self {
            text: new.text,
            place: new.place,
            category: new.category,
            opens: new.opens,
            anonymous: new.anonymous.unwrap_or(false),
            may_call: new.may_call.unwrap_or(false),
            private: new.private.unwrap_or(false),
            photos: new.photos.unwrap_or_default(),
            about: new.about,
            on_behalf,
            acting: new.acting,
            channel: new.channel,
            facility: new.facility,
            urgency: new.urgency,
            external,
        }
    }
}

/// A matter that was taken in.
#[derive(Serialize, ToSchema)]
pub(super) struct Reported {
    /// Its id.
    id: String,
    /// Its number.
    number: String,
    /// The step it is in.
    step: String,
    /// The stage that a resident follows.
    stage: String,
    /// The promised time.
    due: Time,
}

impl From<matter::Reported> for Reported {
    fn from(reported: matter::Reported) -> Self {
        Self {
            id: reported.id.to_string(),
            number: reported.number,
            step: reported.step.to_string(),
            stage: reported.stage.to_string(),
            due: reported.due.into(),
        }
    }
}

/// Report a matter
///
/// With the same `Idempotency-Key` the same body is answered as before and nothing is done twice.
#[utoipa::path(
    post, path = "/matters", tag = "matters", security(("bearer" = []), ("cookie" = [])),
    params(("Idempotency-Key" = Option<String>, Header,
            description = "1 to 100 visible ASCII characters; kept for 24 hours.")),
    request_body = NewMatter,
    responses(
        (status = 201, description = "Taken in.", body = Reported,
         headers(("Location" = String, description = "Where it is read."))),
        Malformed, SignedOut, Forbidden, Conflict, TooSlow, TooLarge, WrongType, Invalid,
        TooMany,
    )
)]
pub(super) async fn report(
    State(app): State<App>,
    Signed(caller): Signed,
    IdempotencyKey(key): IdempotencyKey,
    Json(new): Json<NewMatter>,
) -> Result<(StatusCode, [(HeaderName, String); 1], Answer<Reported>), Problem> {
    let reported = matter::report(&app, &caller, &new.into(), key.as_deref()).await?;
    let location = format!("/api/v1/matters/{}", reported.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Answer(reported.into())))
}

/// Matters of mine, or in my sight
///
/// With `scope=work`: everything below the places of the caller's posts, and what their
/// organisations had a part in; with `q` what of it has these words.
#[utoipa::path(
    get, path = "/matters", tag = "matters", security(("bearer" = []), ("cookie" = [])),
    params(
        ("scope" = Option<String>, Query, description = "`mine` (usual), `claimed` (as a resident) or `work`."),
        ("open" = Option<bool>, Query, description = "With `work`: only open or only ended ones."),
        ("q" = Option<String>, Query, description = "With `work`, not with `open`: words that they have \
            (a place, what was written), or a number. A page may be short or empty and still have a next one."),
        ("after" = Option<String>, Query, description = "`next` of the page before."),
        ("limit" = Option<i64>, Query, description = "Lines on a page, 1 to 100; more is 100."),
    ),
    responses(
        (status = 200, description = "Newest first.", body = Matters),
        Malformed, SignedOut, Forbidden, Invalid,
    )
)]
pub(super) async fn list(
    State(app): State<App>,
    Signed(caller): Signed,
    query: Query,
) -> Result<Answer<Matters>, Problem> {
    query.only(&["scope", "open", "q", "after", "limit"])?;
    let (after, limit) = (query.get("after"), query.limit(USUAL)?);
    let open = query.parse("open")?;
    let found = match (query.get("scope"), query.get("q")) {
        (None | Some("mine"), None) => matter::my_matters(&app, &caller, after, limit).await?,
        (Some("claimed"), None) => matter::my_claims(&app, &caller, after, limit).await?,
        (Some("work"), None) => matter::cases_in_sight(&app, &caller, open, after, limit).await?,
        (Some("work"), Some(_)) if open.is_some() => {
            return Err(Problem::field("open", "field-unknown"));
        }
        (Some("work"), Some(words)) => {
            search::find_cases(&app, &caller, words, after, limit).await?
        }
        _ => return Err(Problem::field("scope", "field-choice")),
    };
    Ok(Answer(found.into()))
}

/// One matter
///
/// As far as the caller may read it, with what the caller may do.
#[utoipa::path(
    get, path = "/matters/{id}", tag = "matters", security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The matter.")),
    responses(
        (status = 200, description = "The matter.", body = Matter,
         headers(("ETag" = String, description = "The version of the caller's task, to be sent as \
             If-Match; only where the caller has exactly one that can be acted on."))),
        SignedOut, Hidden,
    )
)]
pub(super) async fn one(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<CaseId>,
) -> Result<(Option<[(HeaderName, HeaderValue); 1]>, Answer<Matter>), Problem> {
    let found = matter::matter(&app, &caller, id).await?;
    let tasks = found.actions.iter().filter_map(|action| action.task.zip(action.version));
    let tasks: BTreeSet<_> = tasks.collect();
    // Of several tasks none is the one that an answer about the matter could mean.
    let only = tasks.first().filter(|_| tasks.len() == 1);
    let tag = only.and_then(|(_, version)| HeaderValue::try_from(format!("\"{version}\"")).ok());
    Ok((tag.map(|tag| [(header::ETAG, tag)]), Answer(found.into())))
}

/// The own matter of somebody whom a merger brought.
#[derive(Serialize, ToSchema)]
pub(super) struct JoinedMatter {
    /// Its id.
    id: String,
    /// Its number.
    number: String,
}

/// The own matters of those whom mergers brought into a matter.
#[derive(Serialize, ToSchema)]
pub(super) struct JoinedMatters {
    /// As far as the caller may open them, 20 raisers at a time.
    items: Vec<JoinedMatter>,
    /// How many raisers there are after these.
    more: usize,
    /// To be sent back as `after`; null on the last page.
    next: Option<String>,
}

/// The own matters of those whom mergers brought into a matter
///
/// For whoever handles it: name and telephone are asked for at each of them.
#[utoipa::path(
    get, path = "/matters/{id}/joined", tag = "matters",
    security(("bearer" = []), ("cookie" = [])),
    params(
        ("id" = String, Path, description = "The matter."),
        ("after" = Option<String>, Query, description = "`next` of the page before."),
    ),
    responses(
        (status = 200, description = "Their matters.", body = JoinedMatters),
        Malformed, SignedOut, Forbidden, Hidden, Invalid,
    )
)]
pub(super) async fn joined(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<CaseId>,
    query: Query,
) -> Result<Answer<JoinedMatters>, Problem> {
    query.only(&["after"])?;
    let after = query.parse("after")?.unwrap_or(0);
    let found = matter::joined_matters(&app, &caller, id, after).await?;
    let one = |joined: matter::JoinedView| JoinedMatter {
        id: joined.id.to_string(),
        number: joined.number,
    };
    Ok(Answer(JoinedMatters {
        items: found.items.into_iter().map(one).collect(),
        more: found.more,
        next: found.next.map(|next| next.to_string()),
    }))
}
