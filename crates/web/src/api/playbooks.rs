//! Playbooks: the stored ones, what differs between two, and a district going over to another.

use axum::{
    Json as Answer,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};
use linli_app::{
    App, AppError,
    account::Administrator,
    setup::{self, ChangeView, Comparison, ProposeChange, Side},
};
use linli_domain::playbook_change::{Decision, Edition};
use linli_kernel::{PlaceId, PlaybookChangeId};
use linli_playbook::{
    Name,
    draw::{Line, Mark},
    language::Speech,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    openapi::{
        Conflict, Forbidden, Hidden, Invalid, Malformed, SignedOut, Stale, TooLarge, TooSlow,
        WrongType,
    },
    word::{Label, Time},
};
use crate::{
    request::{Id, Json, Problem, Query, Signed},
    texts::Lang,
    ui::Display,
};

/// A playbook by its key and version.
#[derive(Serialize, ToSchema)]
pub(super) struct PlaybookEdition {
    /// Its key.
    key: String,
    /// Its version.
    version: u32,
}

impl From<Edition> for PlaybookEdition {
    fn from((key, version): Edition) -> Self {
        Self { key: key.to_string(), version }
    }
}

/// A stored playbook.
#[derive(Serialize, ToSchema)]
pub(super) struct StoredPlaybook {
    /// Its key.
    key: String,
    /// Its version.
    version: u32,
    /// The districts that work by it: their ids.
    districts: Vec<String>,
}

/// The stored playbooks.
#[derive(Serialize, ToSchema)]
pub(super) struct StoredPlaybooks {
    /// By key and version.
    items: Vec<StoredPlaybook>,
    /// Always null: there are few.
    next: Option<String>,
}

/// The stored playbooks, and which districts work by them
#[utoipa::path(
    get, path = "/playbooks", tag = "setup", security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 200, description = "All of them.", body = StoredPlaybooks),
        SignedOut, Forbidden,
    )
)]
pub(super) async fn list(
    State(app): State<App>,
    Signed(caller): Signed,
) -> Result<Answer<StoredPlaybooks>, Problem> {
    let found = setup::overview(&app, Administrator::Caller(&caller)).await?;
    let stored = |stored: Edition| StoredPlaybook {
        districts: found
            .districts
            .iter()
            .filter(|district| district.playbook.as_ref() == Some(&stored))
            .map(|district| district.id.to_string())
            .collect(),
        key: stored.0.to_string(),
        version: stored.1,
    };
    let items = found.playbooks.iter().cloned().map(stored).collect();
    Ok(Answer(StoredPlaybooks { items, next: None }))
}

/// A stored playbook's text.
#[derive(Serialize, ToSchema)]
pub(super) struct StoredPlaybookText {
    /// Its key.
    key: String,
    /// Its version.
    version: u32,
    /// KDL.
    text: String,
}

/// The text of a stored playbook
#[utoipa::path(
    get, path = "/playbooks/{key}/{version}", tag = "setup",
    security(("bearer" = []), ("cookie" = [])),
    params(
        ("key" = String, Path, description = "Its key."),
        ("version" = u32, Path, description = "Its version."),
    ),
    responses(
        (status = 200, description = "As it was stored.", body = StoredPlaybookText),
        SignedOut, Forbidden, Hidden,
    )
)]
pub(super) async fn text(
    State(app): State<App>,
    Signed(caller): Signed,
    Path((key, version)): Path<(String, String)>,
) -> Result<Answer<StoredPlaybookText>, Problem> {
    let named = edition(&format!("{key}:{version}")).ok_or(AppError::NotFound)?;
    let row = setup::playbook_text(&app, &caller, &named).await?;
    Ok(Answer(StoredPlaybookText {
        key: row.key.to_string(),
        version: row.version,
        text: row.text,
    }))
}

/// `kenli:1`.
fn edition(word: &str) -> Option<Edition> {
    let (key, version) = word.split_once(':')?;
    Some((Name::new(key).ok()?, version.parse().ok()?))
}

/// A line on one side, or in both texts.
#[derive(Serialize, ToSchema)]
pub(super) struct ComparedLine {
    /// `before`, `after` or `both`.
    side: &'static str,
    /// Its words.
    text: String,
}

/// A step or end of which anything differs.
#[derive(Serialize, ToSchema)]
pub(super) struct ComparedCard {
    /// Its name.
    key: String,
    /// Its title in the drawing.
    title: String,
    /// `new`, `changed` or `gone`.
    mark: &'static str,
    /// Its lines in the drawing that differ; none where only something differs that no drawing shows.
    lines: Vec<ComparedLine>,
}

/// A process of which anything differs.
#[derive(Serialize, ToSchema)]
pub(super) struct ComparedProcess {
    /// Its name.
    key: String,
    /// What people call it.
    label: Label,
    /// `new`, `changed` or `gone`.
    mark: &'static str,
    /// Its steps and ends that differ.
    cards: Vec<ComparedCard>,
    /// The later drawing with marks, or the earlier one of a process that is gone.
    svg: String,
}

/// Lines that stand together.
#[derive(Serialize, ToSchema)]
pub(super) struct ComparedPassage {
    /// The number of its first line in the text before.
    before_line: usize,
    /// The number of its first line in the text after.
    after_line: usize,
    /// Its lines.
    lines: Vec<ComparedLine>,
}

/// Two playbooks side by side; words in the language of the cookie `lang`, or else of
/// `Accept-Language`.
#[derive(Serialize, ToSchema)]
pub(super) struct PlaybookComparison {
    /// The first of them.
    before: PlaybookEdition,
    /// The other.
    after: PlaybookEdition,
    /// The processes of which anything differs.
    processes: Vec<ComparedProcess>,
    /// The passages of the text that differ.
    passages: Vec<ComparedPassage>,
}

const fn mark(mark: Mark) -> &'static str {
    match mark {
        Mark::New => "new",
        Mark::Gone => "gone",
        Mark::Changed | Mark::Current => "changed",
    }
}

impl From<setup::RedrawnProcess> for ComparedProcess {
    fn from(process: setup::RedrawnProcess) -> Self {
        let line = |(line, text): (Line, String)| ComparedLine {
            side: if line == Line::Gone { "before" } else { "after" },
            text,
        };
        let card = |card: linli_playbook::draw::RedrawnCard| ComparedCard {
            key: card.key.to_string(),
            title: card.title,
            mark: mark(card.mark),
            lines: card.lines.into_iter().map(line).collect(),
        };
        Self {
            key: process.what.key.to_string(),
            label: process.what.label.into(),
            mark: mark(process.what.mark),
            cards: process.what.cards.into_iter().map(card).collect(),
            svg: process.svg,
        }
    }
}

impl From<Comparison> for PlaybookComparison {
    fn from(comparison: Comparison) -> Self {
        let line = |(side, text): (Side, String)| ComparedLine {
            side: match side {
                Side::Both => "both",
                Side::Before => "before",
                Side::After => "after",
            },
            text,
        };
        let passage = |passage: setup::Passage| ComparedPassage {
            before_line: passage.at.0,
            after_line: passage.at.1,
            lines: passage.lines.into_iter().map(line).collect(),
        };
        Self {
            before: comparison.before.into(),
            after: comparison.after.into(),
            processes: comparison.processes.into_iter().map(ComparedProcess::from).collect(),
            passages: comparison.passages.into_iter().map(passage).collect(),
        }
    }
}

fn speech(headers: &HeaderMap) -> Speech {
    match Display::from_headers(headers).lang {
        Lang::ZhCn => Speech::Chinese,
        Lang::En => Speech::English,
    }
}

/// What differs between two stored playbooks
///
/// In the drawings and in the text.
#[utoipa::path(
    get, path = "/playbook-comparison", tag = "setup", security(("bearer" = []), ("cookie" = [])),
    params(
        ("before" = String, Query, description = "Key and version, as `kenli:1`."),
        ("after" = String, Query, description = "The other one."),
    ),
    responses(
        (status = 200, description = "What differs.", body = PlaybookComparison),
        Malformed, SignedOut, Forbidden, Hidden, Invalid,
    )
)]
pub(super) async fn compare(
    State(app): State<App>,
    Signed(caller): Signed,
    headers: HeaderMap,
    query: Query,
) -> Result<Answer<PlaybookComparison>, Problem> {
    query.only(&["before", "after"])?;
    let named = |name| {
        let word: String = query.required(name)?;
        edition(&word).ok_or_else(|| Problem::from(AppError::NotFound))
    };
    let (before, after) = (named("before")?, named("after")?);
    let pair = (&before, &after);
    Ok(Answer(setup::compare_playbooks(&app, &caller, pair, speech(&headers)).await?.into()))
}

/// A change of a district's playbook.
#[derive(Serialize, ToSchema)]
pub(super) struct PlaybookChange {
    /// Its id.
    id: String,
    /// The district.
    district: String,
    /// The district's name.
    district_name: String,
    /// What the district worked by when it was asked for.
    before: PlaybookEdition,
    /// What it is to work by.
    after: PlaybookEdition,
    /// From which day.
    #[schema(format = Date)]
    from: String,
    /// `proposed`, `agreed`, `in-force`, `declined`, `withdrawn` or `overtaken`.
    state: &'static str,
    /// Who asked.
    proposed_by: Option<String>,
    /// When.
    proposed_at: Time,
    /// Who agreed, declined or took it back.
    decided_by: Option<String>,
    /// When.
    decided_at: Option<Time>,
    /// What the caller may decide: `agree`, `decline`, `withdraw`.
    decisions: Vec<&'static str>,
    /// To be sent back with a decision.
    version: i64,
}

impl From<ChangeView> for PlaybookChange {
    fn from(view: ChangeView) -> Self {
        let change = view.change;
        Self {
            id: change.id.to_string(),
            district: change.district.to_string(),
            district_name: view.district,
            before: change.before.into(),
            after: change.after.into(),
            from: change.from.to_string(),
            state: change.state.word(),
            proposed_by: view.proposed_by,
            proposed_at: change.proposed_at.into(),
            decided_by: view.decided_by,
            decided_at: change.decided_at.map(Time::from),
            decisions: view.open.iter().map(|decision| decision.word()).collect(),
            version: change.version,
        }
    }
}

/// The latest changes of districts' playbooks.
#[derive(Serialize, ToSchema)]
pub(super) struct PlaybookChanges {
    /// Newest first.
    items: Vec<PlaybookChange>,
    /// Always null: the latest ones only.
    next: Option<String>,
}

/// The latest changes of districts' playbooks
#[utoipa::path(
    get, path = "/playbook-changes", tag = "setup", security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 200, description = "Fifty at most.", body = PlaybookChanges),
        SignedOut, Forbidden,
    )
)]
pub(super) async fn changes(
    State(app): State<App>,
    Signed(caller): Signed,
) -> Result<Answer<PlaybookChanges>, Problem> {
    let found = setup::playbook_changes(&app, &caller).await?;
    let items = found.into_iter().map(PlaybookChange::from).collect();
    Ok(Answer(PlaybookChanges { items, next: None }))
}

/// A change with what differs between both playbooks.
#[derive(Serialize, ToSchema)]
pub(super) struct ComparedPlaybookChange {
    /// The change.
    change: PlaybookChange,
    /// What differs.
    comparison: PlaybookComparison,
}

/// A change of a district's playbook, with what differs
#[utoipa::path(
    get, path = "/playbook-changes/{id}", tag = "setup",
    security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The change.")),
    responses(
        (status = 200, description = "The change.", body = ComparedPlaybookChange),
        SignedOut, Forbidden, Hidden,
    )
)]
pub(super) async fn change(
    State(app): State<App>,
    Signed(caller): Signed,
    headers: HeaderMap,
    Id(id): Id<PlaybookChangeId>,
) -> Result<Answer<ComparedPlaybookChange>, Problem> {
    let (view, found) = setup::playbook_change(&app, &caller, id, speech(&headers)).await?;
    Ok(Answer(ComparedPlaybookChange { change: view.into(), comparison: found.into() }))
}

/// A change that is asked for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPlaybookChange {
    /// The district; it works by a playbook already.
    district: String,
    /// The key of a stored playbook.
    key: String,
    /// Its version.
    version: u32,
    /// The first day: today or later, within a year.
    #[schema(format = Date)]
    from: String,
}

/// A change that was asked for.
#[derive(Serialize, ToSchema)]
pub(super) struct ProposedPlaybookChange {
    /// Its id.
    id: String,
}

/// Ask that a district goes over to another playbook
///
/// Another system administrator has to agree. Asked the same again, it answers what waits already.
#[utoipa::path(
    post, path = "/playbook-changes", tag = "setup", security(("bearer" = []), ("cookie" = [])),
    request_body = NewPlaybookChange,
    responses(
        (status = 201, description = "It waits.", body = ProposedPlaybookChange),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, TooSlow, TooLarge, WrongType, Invalid,
    )
)]
pub(super) async fn propose(
    State(app): State<App>,
    Signed(caller): Signed,
    Json(new): Json<NewPlaybookChange>,
) -> Result<(StatusCode, Answer<ProposedPlaybookChange>), Problem> {
    let missing = || Problem::from(AppError::NotFound);
    let district: PlaceId = new.district.parse().map_err(|_| missing())?;
    let key = Name::new(&new.key).map_err(|_| missing())?;
    let input = ProposeChange { district, key, version: new.version, from: new.from };
    let id = setup::propose_playbook(&app, &caller, &input).await?;
    Ok((StatusCode::CREATED, Answer(ProposedPlaybookChange { id: id.to_string() })))
}

/// What is decided of a change.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PlaybookDecision {
    /// The change's version as it was seen.
    version: i64,
    /// `agree` or `decline` by somebody else than who asked, or `withdraw`.
    decision: String,
}

/// How a change stands after a decision.
#[derive(Serialize, ToSchema)]
pub(super) struct PlaybookDecided {
    /// `agreed`, `in-force`, `declined`, `withdrawn` or `overtaken`.
    state: &'static str,
}

/// Agree to a change of a playbook, decline it or withdraw it
#[utoipa::path(
    put, path = "/playbook-changes/{id}/decision", tag = "setup",
    security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The change.")),
    request_body = PlaybookDecision,
    responses(
        (status = 200, description = "It is decided.", body = PlaybookDecided),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, Stale, TooSlow, TooLarge, WrongType,
        Invalid,
    )
)]
pub(super) async fn decide(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<PlaybookChangeId>,
    Json(input): Json<PlaybookDecision>,
) -> Result<Answer<PlaybookDecided>, Problem> {
    let decision = Decision::from_word(&input.decision)
        .ok_or_else(|| Problem::field("decision", "field-type"))?;
    let state = setup::decide_playbook(&app, &caller, (id, input.version), decision).await?;
    Ok(Answer(PlaybookDecided { state: state.word() }))
}
