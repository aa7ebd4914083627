//! The tree of places for whoever keeps it.

use axum::{Json as Answer, extract::State};
use linli_app::{
    App,
    place::{self, ChangePlace},
};
use linli_kernel::PlaceId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    openapi::{
        Conflict, Forbidden, Hidden, Invalid, Malformed, SignedOut, Stale, TooLarge, TooSlow,
        WrongType,
    },
    places::{PlaceLine, Places, lines},
};
use crate::request::{Id, Json, Problem, Query, Signed};

/// A code of a place, for a time.
#[derive(Serialize, ToSchema)]
pub(super) struct DatedCode {
    /// `division` (6, 9 or 12 digits), `grid` (15), or a scheme of the locality.
    scheme: String,
    /// The code.
    code: String,
    /// The first day.
    #[schema(format = Date)]
    valid_from: String,
    /// The last day; null while it holds.
    #[schema(format = Date)]
    valid_to: Option<String>,
}

/// What became of a place.
#[derive(Serialize, ToSchema)]
pub(super) struct PlaceHistory {
    /// From which day.
    #[schema(format = Date)]
    day: String,
    /// `added`, `renamed`, `closed`, `moved`, `merged`, `took-in`, `divided` or `came-from`.
    act: &'static str,
    /// What it was called before.
    name: String,
    /// What it lay under before.
    parent: Option<PlaceLine>,
    /// The place that it was merged into, took in, became or came from.
    other: Option<PlaceLine>,
    /// Who entered it.
    by: Option<String>,
}

/// A place with its codes and its past.
#[derive(Serialize, ToSchema)]
pub(super) struct KeptPlace {
    /// The place.
    place: PlaceLine,
    /// To be sent back with a change.
    version: i64,
    /// Its households.
    households: i64,
    /// Since when it is closed.
    #[schema(format = Date)]
    closed_on: Option<String>,
    /// From the place of the caller's post down to what contains it.
    path: Vec<PlaceLine>,
    /// What lies directly below it and is open, grids included.
    children: Vec<PlaceLine>,
    /// Its codes, former ones included.
    codes: Vec<DatedCode>,
    /// What became of it, the latest first.
    changes: Vec<PlaceHistory>,
    /// Whether the caller changes the place itself, and not only what lies below it.
    may_change: bool,
}

impl From<place::KeptPlace> for KeptPlace {
    fn from(kept: place::KeptPlace) -> Self {
        let open =
            |(place, closed): (place::PlaceLine, Option<_>)| closed.is_none().then_some(place);
        let code = |code: linli_domain::place::PlaceCode| DatedCode {
            scheme: code.scheme,
            code: code.code,
            valid_from: code.valid_from.to_string(),
            valid_to: code.valid_to.map(|day| day.to_string()),
        };
        let change = |change: place::ChangeView| PlaceHistory {
            day: change.day.to_string(),
            act: change.act,
            name: change.name,
            parent: change.parent.map(PlaceLine::from),
            other: change.other.map(PlaceLine::from),
            by: change.by,
        };
        Self {
            place: kept.place.into(),
            version: kept.version,
            households: kept.households,
            closed_on: kept.closed_on.map(|day| day.to_string()),
            path: lines(kept.path),
            children: lines(kept.below.into_iter().filter_map(open).collect()),
            codes: kept.codes.into_iter().map(code).collect(),
            changes: kept.changes.into_iter().map(change).collect(),
            may_change: kept.may_change,
        }
    }
}

/// The places from which I keep the tree
#[utoipa::path(
    get, path = "/me/kept-places", tag = "places", security(("bearer" = []), ("cookie" = [])),
    responses((status = 200, description = "In their order.", body = Places), SignedOut, Forbidden)
)]
pub(super) async fn tops(
    State(app): State<App>,
    Signed(caller): Signed,
) -> Result<Answer<Places>, Problem> {
    let items = lines(place::kept_places(&app, &caller).await?);
    Ok(Answer(Places { items, next: None }))
}

/// A place with its codes and its past, for whoever keeps the tree
#[utoipa::path(
    get, path = "/places/{id}/changes", tag = "places",
    security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The place.")),
    responses(
        (status = 200, description = "The place, closed or not.", body = KeptPlace),
        SignedOut, Forbidden, Hidden,
    )
)]
pub(super) async fn kept(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<PlaceId>,
) -> Result<Answer<KeptPlace>, Problem> {
    Ok(Answer(place::kept_place(&app, &caller, id).await?.into()))
}

/// A change of a place.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PlaceChange {
    /// The place's version as it was seen.
    version: i64,
    /// `add`, `rename`, `close`, `move`, `merge` or `split`.
    act: String,
    /// From which day: today or within the year before.
    #[schema(format = Date)]
    day: String,
    /// The name of a new place (`add`, `split`), or the new name (`rename`).
    #[serde(default)]
    name: String,
    /// The kind of a new place (`add`).
    #[serde(default)]
    kind: String,
    /// Its households (`add`).
    #[serde(default)]
    households: i64,
    /// Under which place (`move`), or which one takes it in (`merge`).
    #[serde(default)]
    to: String,
    /// What goes to the new place (`split`): places below; of a grid what belongs to it.
    #[serde(default)]
    taking: Vec<String>,
}

/// What a change did or would do.
#[derive(Serialize, ToSchema)]
pub(super) struct PlaceChanged {
    /// The new place, if there is one; its id holds only where the change was made.
    new: Option<PlaceLine>,
    /// How many places are closed.
    closed: usize,
    /// How many get another parent or grid, without what lies below them.
    moved: usize,
    /// How many belong to no grid any more.
    ungridded: usize,
    /// Codes that end, each with its scheme: `division:370505001007`.
    codes: Vec<String>,
    /// Open matters of the place and below; they stay with whoever has them.
    open_cases: usize,
    /// Whether there are more than were counted.
    more_cases: bool,
    /// Posts at places that are closed.
    posts: usize,
    /// Names that two places below the same one will have.
    alike: Vec<String>,
}

/// Change a place: add below it, rename, close, move, merge, split
///
/// From a day on; history and codes stay by their days. With `dry_run=true` nothing is changed.
#[utoipa::path(
    post, path = "/places/{id}/changes", tag = "places",
    security(("bearer" = []), ("cookie" = [])),
    params(
        ("id" = String, Path, description = "The place; of `add` the one above."),
        ("dry_run" = Option<bool>, Query, description = "Only look."),
    ),
    request_body = PlaceChange,
    responses(
        (status = 200, description = "What was done, or would be.", body = PlaceChanged),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, Stale, TooSlow, TooLarge, WrongType,
        Invalid,
    )
)]
pub(super) async fn change(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<PlaceId>,
    query: Query,
    Json(input): Json<PlaceChange>,
) -> Result<Answer<PlaceChanged>, Problem> {
    query.only(&["dry_run"])?;
    let dry_run = query.parse("dry_run")?.unwrap_or(false);
    let PlaceChange { version, act, day, name, kind, households, to, taking } = input;
    let input = ChangePlace { version, act, day, name, kind, households, to, taking };
    let seen = place::change_place(&app, &caller, id, &input, dry_run).await?;
    let code = |(scheme, code): (String, String)| format!("{scheme}:{code}");
    Ok(Answer(PlaceChanged {
        new: seen.new.map(PlaceLine::from),
        closed: seen.closed,
        moved: seen.moved,
        ungridded: seen.ungridded,
        codes: seen.codes.into_iter().map(code).collect(),
        open_cases: seen.open_cases,
        more_cases: seen.more_cases,
        posts: seen.posts,
        alike: seen.alike,
    }))
}
