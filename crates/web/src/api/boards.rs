//! Notice boards: what they show, which hang, service numbers.

use axum::{Json as Answer, extract::State, http::StatusCode};
use linli_app::{
    App,
    board::{self, BoardMark, ChangedPart, KeepNumbers, TypedNumber, Which},
};
use linli_domain::board as shown;
use linli_kernel::PlaceId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    openapi::{
        Conflict, Forbidden, Hidden, Invalid, Malformed, SignedOut, TooLarge, TooSlow, WrongType,
    },
    places::PlaceLine,
    published::USUAL,
    word::{Label, Time, labelled},
};
use crate::request::{Id, IfMatch, Json, Problem, Query, Signed};

/// Somebody who has a post and agreed to be named.
#[derive(Serialize, ToSchema)]
pub(super) struct BoardPerson {
    /// The name.
    name: String,
    /// The telephone.
    phone: Option<String>,
}

/// A post on a board.
#[derive(Serialize, ToSchema)]
pub(super) struct BoardPost {
    /// What it is called.
    label: Label,
    /// Where.
    place: String,
    /// That place's name.
    place_name: String,
    /// Those who have it and agreed to be named.
    named: Vec<BoardPerson>,
    /// Whether somebody has it who did not agree: `contact` is called.
    unnamed: bool,
    /// Who stands in, while nobody has it.
    stand_in: Option<Label>,
}

impl From<shown::Line> for BoardPost {
    fn from(line: shown::Line) -> Self {
        let person = |named: shown::Named| BoardPerson { name: named.name, phone: named.phone };
        Self {
            label: line.label.into(),
            place: line.place.to_string(),
            place_name: line.place_name,
            named: line.named.into_iter().map(person).collect(),
            unnamed: line.unnamed,
            stand_in: labelled(line.stand_in),
        }
    }
}

/// What posts do.
#[derive(Serialize, ToSchema)]
pub(super) struct BoardDuties {
    /// Whose duties.
    roles: Vec<Label>,
    /// Line by line.
    lines: Vec<Label>,
}

/// A service number.
#[derive(Serialize, ToSchema)]
pub(super) struct ServiceNumber {
    /// `community`, `supervision`, `property`, `water`, `power`, `gas`, `heating`, `lift`,
    /// `medical`, `police` or `other`.
    kind: &'static str,
    /// Who answers; for `other`, what it is called.
    name: String,
    /// The telephone.
    phone: String,
    /// When somebody answers.
    hours: String,
}

impl From<shown::ServiceNumber> for ServiceNumber {
    fn from(number: shown::ServiceNumber) -> Self {
        let shown::ServiceNumber { kind, name, phone, hours } = number;
        Self { kind: kind.word(), name, phone, hours }
    }
}

/// A service number with the place that keeps it.
#[derive(Serialize, ToSchema)]
pub(super) struct InheritedNumber {
    #[serde(flatten)]
    number: ServiceNumber,
    /// The place.
    from: String,
}

impl From<shown::Inherited> for InheritedNumber {
    fn from(found: shown::Inherited) -> Self {
        Self { number: found.number.into(), from: found.from.to_string() }
    }
}

/// A notice board.
#[derive(Serialize, ToSchema)]
pub(super) struct Board {
    /// The place at which it hangs.
    place: String,
    /// That place's name.
    name: String,
    /// The address down to it.
    address: String,
    /// The posts over the place, its own first.
    posts: Vec<BoardPost>,
    /// The posts below it whose holders agreed to be named.
    below: Vec<BoardPost>,
    /// Whether there are more below than stand here.
    more_below: bool,
    /// What the posts do.
    duties: Vec<BoardDuties>,
    /// Service numbers, its own and inherited ones.
    numbers: Vec<InheritedNumber>,
    /// What is called where nobody can be called in person.
    contact: Option<String>,
}

impl From<shown::Board> for Board {
    fn from(board: shown::Board) -> Self {
        let duties = |list: shown::DutyList| BoardDuties {
            roles: list.labels.into_iter().map(Label::from).collect(),
            lines: list.lines.into_iter().map(Label::from).collect(),
        };
        Self {
            place: board.place.to_string(),
            name: board.name,
            address: board.address,
            posts: board.posts.into_iter().map(BoardPost::from).collect(),
            below: board.below.into_iter().map(BoardPost::from).collect(),
            more_below: board.more_below,
            duties: board.duties.into_iter().map(duties).collect(),
            numbers: board.numbers.into_iter().map(InheritedNumber::from).collect(),
            contact: board.contact,
        }
    }
}

/// The notice board of a grid, a building or a unit
#[utoipa::path(
    get, path = "/boards/{id}", tag = "boards",
    params(("id" = String, Path, description = "The place.")),
    responses((status = 200, description = "What it shows today.", body = Board), Hidden)
)]
pub(super) async fn one(
    State(app): State<App>,
    Id(id): Id<PlaceId>,
) -> Result<Answer<Board>, Problem> {
    Ok(Answer(board::board(&app, id).await?.board.into()))
}

/// A part of a board that is no longer true.
#[derive(Serialize, ToSchema)]
pub(super) struct Change {
    /// `place`, `post`, `more-below`, `duties`, `number`, `contact` or `gone`.
    part: &'static str,
    /// Of a post or of duties: the role.
    role: Option<Label>,
    /// Of a post: where. Of a number: its kind, or the name that the locality gave it.
    what: Option<String>,
}

impl From<ChangedPart> for Change {
    fn from(part: ChangedPart) -> Self {
        let (part, role, what) = match part {
            ChangedPart::Place => ("place", None, None),
            ChangedPart::MoreBelow => ("more-below", None, None),
            ChangedPart::Contact => ("contact", None, None),
            ChangedPart::Gone => ("gone", None, None),
            ChangedPart::Duties { role } => ("duties", Some(role), None),
            ChangedPart::Post { role, place } => ("post", Some(role), Some(place)),
            ChangedPart::Number { kind: shown::ServiceKind::Other, name } => {
                ("number", None, Some(name))
            }
            ChangedPart::Number { kind, .. } => ("number", None, Some(kind.word().to_owned())),
        };
        Self { part, role: labelled(role), what }
    }
}

/// A board that hangs.
#[derive(Serialize, ToSchema)]
pub(super) struct HungBoard {
    /// Where.
    place: PlaceLine,
    /// The address.
    address: String,
    /// When it was printed and hung.
    hung_at: Time,
    /// By whom.
    hung_by: Option<String>,
    /// What is no longer as it shows; empty while it is true.
    changed: Vec<Change>,
    /// For `If-Match`, when it was taken down.
    version: i64,
}

impl From<board::BoardLine> for HungBoard {
    fn from(line: board::BoardLine) -> Self {
        Self {
            place: line.place.into(),
            address: line.address,
            hung_at: line.hung_at.into(),
            hung_by: line.hung_by,
            changed: line.changed.into_iter().map(Change::from).collect(),
            version: line.version,
        }
    }
}

/// The boards of a place.
#[derive(Serialize, ToSchema)]
pub(super) struct HungBoards {
    /// Boards under the place's community that have to be changed, with why.
    changed: Vec<HungBoard>,
    /// Whether there may be more of them.
    more_changed: bool,
    /// A page of the boards that hang there, by place.
    items: Vec<HungBoard>,
    /// To be sent back as `after`; null on the last page.
    next: Option<String>,
}

/// The boards that hang in the places of my posts
#[utoipa::path(
    get, path = "/me/boards", tag = "boards", security(("bearer" = []), ("cookie" = [])),
    params(
        ("place" = Option<String>, Query, description = "The place; without it, that of the first post."),
        ("after" = Option<String>, Query, description = "`next` of the page before."),
        ("limit" = Option<i64>, Query, description = "Lines on a page, 1 to 100; more is 100."),
    ),
    responses(
        (status = 200, description = "Boards that hang.", body = HungBoards),
        Malformed, SignedOut, Forbidden, Hidden, Invalid,
    )
)]
pub(super) async fn own(
    State(app): State<App>,
    Signed(caller): Signed,
    query: Query,
) -> Result<Answer<HungBoards>, Problem> {
    query.only(&["place", "after", "limit"])?;
    let (place, after) = (query.parse("place")?, query.parse("after")?);
    let limit = query.limit(USUAL)?;
    let found = board::boards(&app, &caller, place, after, limit).await?;
    Ok(Answer(HungBoards {
        changed: found.changed.into_iter().map(HungBoard::from).collect(),
        more_changed: found.more_changed,
        items: found.hung.into_iter().map(HungBoard::from).collect(),
        next: found.next.map(|next| next.to_string()),
    }))
}

/// A board ready to be printed.
#[derive(Serialize, ToSchema)]
pub(super) struct BoardSheet {
    #[serde(flatten)]
    board: Board,
    /// One word for all that it shows: sent back when it hangs.
    mark: String,
}

/// Boards ready to be printed.
#[derive(Serialize, ToSchema)]
pub(super) struct BoardSheets {
    /// One a sheet, at most 60.
    items: Vec<BoardSheet>,
    /// Whether there are more than are printed at once.
    more: bool,
}

/// Boards to be printed
#[utoipa::path(
    get, path = "/me/board-sheets", tag = "boards", security(("bearer" = []), ("cookie" = [])),
    params(
        ("place" = String, Query, description = "The place."),
        ("which" = Option<String>, Query, description = "`own` (the place's, the usual), `below` (and of everything below it) or `changed` (those of its community that have to be changed)."),
    ),
    responses(
        (status = 200, description = "Boards.", body = BoardSheets),
        Malformed, SignedOut, Forbidden, Hidden, Invalid,
    )
)]
pub(super) async fn sheets(
    State(app): State<App>,
    Signed(caller): Signed,
    query: Query,
) -> Result<Answer<BoardSheets>, Problem> {
    query.only(&["place", "which"])?;
    let place: Option<PlaceId> = query.parse("place")?;
    let place = place.ok_or_else(|| Problem::field("place", "field-required"))?;
    let which = Which::from_word(query.get("which"));
    let which = which.ok_or_else(|| Problem::field("which", "field-choice"))?;
    let found = board::boards_to_print(&app, &caller, place, which).await?;
    let sheet = |one: board::BoardSheet| BoardSheet { board: one.board.into(), mark: one.mark };
    let items = found.sheets.into_iter().map(sheet).collect();
    Ok(Answer(BoardSheets { items, more: found.more }))
}

/// A board that was printed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PrintedBoard {
    /// Its place.
    place: String,
    /// `mark` as the sheet said it.
    mark: String,
}

/// Boards that were printed and hang now.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PrintedBoards {
    /// At most 100.
    boards: Vec<PrintedBoard>,
}

/// How many of them are written down.
#[derive(Serialize, ToSchema)]
pub(super) struct HungCount {
    /// So many hang.
    hung: usize,
    /// So many changed since they were printed, and have to be printed again.
    changed: usize,
}

/// Say that boards hang
///
/// For a post at community level or above, over every place. Once more changes the day only.
#[utoipa::path(
    post, path = "/boards/hung", tag = "boards", security(("bearer" = []), ("cookie" = [])),
    request_body = PrintedBoards,
    responses(
        (status = 200, description = "What is written down.", body = HungCount),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, TooSlow, TooLarge, WrongType, Invalid,
    )
)]
pub(super) async fn hang(
    State(app): State<App>,
    Signed(caller): Signed,
    Json(input): Json<PrintedBoards>,
) -> Result<Answer<HungCount>, Problem> {
    let mut marks = Vec::new();
    for PrintedBoard { place, mark } in input.boards {
        let place = place.parse().map_err(|_| Problem::field("boards", "place-unknown"))?;
        marks.push(BoardMark { place, mark });
    }
    let hung = board::hang_boards(&app, &caller, &marks).await?;
    Ok(Answer(HungCount { hung: hung.hung, changed: hung.changed }))
}

/// Say that a board was taken down
///
/// For a post at community level or above, over the place. A board with the change `gone` has to
/// come down. `If-Match` carries the version that was read.
#[utoipa::path(
    delete, path = "/boards/hung/{id}", tag = "boards",
    security(("bearer" = []), ("cookie" = [])),
    params(
        ("id" = String, Path, description = "Its place."),
        ("If-Match" = Option<String>, Header, description = "The version that was read."),
    ),
    responses(
        (status = 204, description = "It hangs no longer."),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, super::openapi::Stale,
        super::openapi::VersionMissing,
    )
)]
pub(super) async fn take_down(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<PlaceId>,
    IfMatch(seen): IfMatch,
) -> Result<StatusCode, Problem> {
    board::take_down_board(&app, &caller, (id, seen.map(i64::from))).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The service numbers of a place.
#[derive(Serialize, ToSchema)]
pub(super) struct ServiceNumbers {
    /// Those that it keeps itself.
    items: Vec<ServiceNumber>,
    /// What comes down to it where it keeps none.
    inherited: Vec<InheritedNumber>,
    /// The version of its own, for `If-Match`; 0 where it keeps none.
    version: i64,
}

/// The service numbers that a place keeps
#[utoipa::path(
    get, path = "/places/{id}/service-numbers", tag = "boards",
    security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The place.")),
    responses(
        (status = 200, description = "Its numbers.", body = ServiceNumbers),
        SignedOut, Forbidden, Hidden,
    )
)]
pub(super) async fn numbers(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<PlaceId>,
) -> Result<Answer<ServiceNumbers>, Problem> {
    let form = board::numbers_form(&app, &caller, id).await?;
    Ok(Answer(ServiceNumbers {
        items: form.own.into_iter().map(ServiceNumber::from).collect(),
        inherited: form.inherited.into_iter().map(InheritedNumber::from).collect(),
        version: form.version,
    }))
}

/// A number to be kept.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewNumber {
    /// Its kind, as `GET` gives it.
    kind: String,
    /// Who answers; needed for `other`, whose name it is.
    #[serde(default)]
    #[schema(max_length = 20)]
    name: String,
    /// The telephone.
    #[schema(max_length = 20)]
    phone: String,
    /// When somebody answers.
    #[serde(default)]
    #[schema(max_length = 20)]
    hours: String,
}

/// All numbers of a place.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewNumbers {
    /// One for each kind, at most three `other`; what is left out, the place no longer keeps.
    numbers: Vec<NewNumber>,
}

/// The version of the numbers now.
#[derive(Serialize, ToSchema)]
pub(super) struct NumbersVersion {
    /// For `If-Match`.
    version: i64,
}

/// Replace the service numbers of a place
///
/// For a post at community level or above, at the place or over it. `If-Match` carries the version
/// that was read, 0 where the place kept none.
#[utoipa::path(
    put, path = "/places/{id}/service-numbers", tag = "boards",
    security(("bearer" = []), ("cookie" = [])),
    params(
        ("id" = String, Path, description = "The place."),
        ("If-Match" = Option<String>, Header, description = "The version that was read."),
    ),
    request_body = NewNumbers,
    responses(
        (status = 200, description = "Kept.", body = NumbersVersion),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, TooSlow, TooLarge, WrongType, Invalid,
        super::openapi::Stale, super::openapi::VersionMissing,
    )
)]
pub(super) async fn keep(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<PlaceId>,
    IfMatch(seen): IfMatch,
    Json(input): Json<NewNumbers>,
) -> Result<(StatusCode, Answer<NumbersVersion>), Problem> {
    let number = |NewNumber { kind, name, phone, hours }| TypedNumber { kind, name, phone, hours };
    let numbers = input.numbers.into_iter().map(number).collect();
    let input = KeepNumbers { seen: seen.map(i64::from), numbers };
    let version = board::keep_numbers(&app, &caller, id, &input).await?;
    Ok((StatusCode::OK, Answer(NumbersVersion { version })))
}
