//! Dispatch lists: reading and keeping them, trying changes over past matters, and what they suggest.

use axum::{Json as Answer, extract::State, http::StatusCode};
use linli_app::{
    App,
    dispatch::{self, ListFilter},
};
use linli_kernel::{CaseId, DispatchEntryId};
use linli_playbook::Name;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    openapi::{
        Conflict, Forbidden, Hidden, Invalid, Malformed, SignedOut, Stale, TooLarge, TooSlow,
        VersionMissing, WrongType,
    },
    table::{ImportedTable, NewTable},
    word::Label,
};
use crate::request::{Id, IfMatch, Json, Problem, Query, Signed};

/// An entry of a dispatch list.
#[derive(Serialize, ToSchema)]
pub(super) struct DispatchEntry {
    /// Its id.
    id: String,
    /// Whose list: a place.
    place: String,
    /// The place's name.
    place_name: String,
    /// The kind of matter.
    category: String,
    /// The kind of matter in words.
    category_label: Label,
    /// `lead` or `assist`.
    part: &'static str,
    /// Who is responsible.
    organisation: String,
    /// Its name.
    organisation_name: String,
    /// On what basis.
    basis: String,
    /// First day.
    #[schema(format = Date)]
    from: String,
    /// Last day.
    #[schema(format = Date)]
    to: Option<String>,
    /// Whether it holds today.
    holds: bool,
    /// Whether the caller may change it.
    may_keep: bool,
    /// For `If-Match`.
    version: i64,
}

impl From<dispatch::EntryView> for DispatchEntry {
    fn from(entry: dispatch::EntryView) -> Self {
        Self {
            id: entry.id.to_string(),
            place: entry.place.id.to_string(),
            place_name: entry.place.name,
            category: entry.category.to_string(),
            category_label: entry.category_label.into(),
            part: entry.part,
            organisation: entry.organisation.to_string(),
            organisation_name: entry.organisation_name,
            basis: entry.basis,
            from: entry.from.to_string(),
            to: entry.to.map(|day| day.to_string()),
            holds: entry.holds,
            may_keep: entry.may_keep,
            version: entry.version,
        }
    }
}

/// Dispatch lists.
#[derive(Serialize, ToSchema)]
pub(super) struct DispatchEntries {
    /// By kind of matter, then by place, the lead first.
    items: Vec<DispatchEntry>,
    /// Always null: all are listed.
    next: Option<String>,
}

/// The dispatch lists of my districts
#[utoipa::path(
    get, path = "/dispatch-lists", tag = "dispatch", security(("bearer" = []), ("cookie" = [])),
    params(
        ("category" = Option<String>, Query, description = "Only this kind of matter."),
        ("place" = Option<String>, Query, description = "Only this place's own list."),
        ("all" = Option<bool>, Query, description = "Also what does not hold today."),
    ),
    responses(
        (status = 200, description = "The entries.", body = DispatchEntries),
        Malformed, SignedOut, Forbidden, Invalid,
    )
)]
pub(super) async fn list(
    State(app): State<App>,
    Signed(caller): Signed,
    query: Query,
) -> Result<Answer<DispatchEntries>, Problem> {
    query.only(&["category", "place", "all"])?;
    let category = query.get("category").map(Name::new).transpose();
    let filter = ListFilter {
        category: category.map_err(|_| Problem::field("category", "field-type"))?,
        place: query.parse("place")?,
        all: query.parse("all")?.unwrap_or(false),
    };
    let found = dispatch::dispatch_list(&app, &caller, &filter).await?;
    let items = found.entries.into_iter().map(DispatchEntry::from).collect();
    Ok(Answer(DispatchEntries { items, next: None }))
}

/// A past matter for which the changed list suggests another lead than really led.
#[derive(Serialize, ToSchema)]
pub(super) struct TrialLine {
    /// The matter.
    id: String,
    /// Its number.
    number: String,
    /// What it was about.
    category: Label,
    /// Who really led.
    led: String,
    /// Whom the list as it is suggests.
    before: Option<String>,
    /// Whom the changed list suggests.
    after: Option<String>,
}

/// What a changed list would have suggested for the past year's matters of the kinds it touches.
#[derive(Serialize, ToSchema)]
pub(super) struct Trial {
    /// Past matters of these kinds that an organisation led.
    compared: usize,
    /// Of these, how many the list as it is would have given to who really led.
    agreed_before: usize,
    /// The same of the changed list.
    agreed_after: usize,
    /// Whether there were more in the year than were looked through.
    more: bool,
    /// Where the changed list suggests another lead than really led; at most 50.
    differing: Vec<TrialLine>,
}

impl From<dispatch::Trial> for Trial {
    fn from(trial: dispatch::Trial) -> Self {
        let line = |line: dispatch::TrialLine| TrialLine {
            id: line.id.to_string(),
            number: line.number,
            category: line.category.into(),
            led: line.led,
            before: line.before,
            after: line.after,
        };
        Self {
            compared: trial.compared,
            agreed_before: trial.agreed_before,
            agreed_after: trial.agreed_after,
            more: trial.more,
            differing: trial.differing.into_iter().map(line).collect(),
        }
    }
}

/// An entry to be kept.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewDispatchEntry {
    /// Whose list: a place's id. An entry that is changed stays in its list.
    #[serde(default)]
    place: String,
    /// A category of the playbook.
    category: String,
    /// `lead` or `assist`.
    part: String,
    /// An organisation's id.
    organisation: String,
    /// The legal basis.
    #[schema(max_length = 200)]
    basis: String,
    /// First day.
    #[schema(format = Date)]
    from: String,
    /// Last day.
    #[serde(default)]
    #[schema(format = Date)]
    to: Option<String>,
    /// Only try it over past matters.
    #[serde(default)]
    dry_run: bool,
}

impl NewDispatchEntry {
    /// As a new entry, or as a change of one with the version that was read.
    fn input(self, id: Option<(DispatchEntryId, Option<i64>)>) -> dispatch::NewEntry {
        dispatch::NewEntry {
            id,
            place: self.place,
            category: self.category,
            part: self.part,
            organisation: self.organisation,
            basis: self.basis,
            from: self.from,
            to: self.to.unwrap_or_default(),
            dry_run: self.dry_run,
        }
    }
}

/// An entry that was kept or tried.
#[derive(Serialize, ToSchema)]
pub(super) struct KeptDispatchEntry {
    /// Its id; null where it was only tried.
    id: Option<String>,
    /// What the list with it suggests for past matters.
    trial: Trial,
}

/// Add an entry to a dispatch list, or try it
///
/// For an office of the place or above it, from the street up.
#[utoipa::path(
    post, path = "/dispatch-lists/entries", tag = "dispatch",
    security(("bearer" = []), ("cookie" = [])),
    request_body = NewDispatchEntry,
    responses(
        (status = 200, description = "Kept or tried.", body = KeptDispatchEntry),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, TooSlow, TooLarge, WrongType, Invalid,
    )
)]
pub(super) async fn add(
    State(app): State<App>,
    Signed(caller): Signed,
    Json(new): Json<NewDispatchEntry>,
) -> Result<Answer<KeptDispatchEntry>, Problem> {
    let tried = new.dry_run;
    let kept = dispatch::keep_entry(&app, &caller, &new.input(None)).await?;
    let id = (!tried).then(|| kept.id.to_string());
    Ok(Answer(KeptDispatchEntry { id, trial: kept.trial.into() }))
}

/// Change an entry of a dispatch list, or try the change
///
/// `If-Match` carries the version that was read.
#[utoipa::path(
    put, path = "/dispatch-lists/entries/{id}", tag = "dispatch",
    security(("bearer" = []), ("cookie" = [])),
    params(
        ("id" = String, Path, description = "The entry."),
        ("If-Match" = Option<String>, Header, description = "The version that was read."),
    ),
    request_body = NewDispatchEntry,
    responses(
        (status = 200, description = "Kept or tried.", body = KeptDispatchEntry),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, Stale, VersionMissing, TooSlow, TooLarge,
        WrongType, Invalid,
    )
)]
pub(super) async fn change(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<DispatchEntryId>,
    IfMatch(seen): IfMatch,
    Json(new): Json<NewDispatchEntry>,
) -> Result<Answer<KeptDispatchEntry>, Problem> {
    let tried = new.dry_run;
    let kept =
        dispatch::keep_entry(&app, &caller, &new.input(Some((id, seen.map(i64::from))))).await?;
    let id = (!tried).then(|| kept.id.to_string());
    Ok(Answer(KeptDispatchEntry { id, trial: kept.trial.into() }))
}

/// Take an entry off its dispatch list
///
/// For one that should never have stood there; what ran out gets a last day. `If-Match` carries the
/// version that was read.
#[utoipa::path(
    delete, path = "/dispatch-lists/entries/{id}", tag = "dispatch",
    security(("bearer" = []), ("cookie" = [])),
    params(
        ("id" = String, Path, description = "The entry."),
        ("If-Match" = Option<String>, Header, description = "The version that was read."),
    ),
    responses(
        (status = 204, description = "It is gone."),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, Stale, VersionMissing,
    )
)]
pub(super) async fn drop(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<DispatchEntryId>,
    IfMatch(seen): IfMatch,
) -> Result<StatusCode, Problem> {
    dispatch::drop_entry(&app, &caller, (id, seen.map(i64::from))).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a table of entries came to.
#[derive(Serialize, ToSchema)]
pub(super) struct DispatchImport {
    #[serde(flatten)]
    table: ImportedTable,
    /// What the lists with it suggest for past matters.
    trial: Trial,
}

/// Take in a table of dispatch entries, or try it
///
/// Headings: `place`, `category`, `part`, `organisation`, `basis`, `from`, `to`. A table with one
/// mistake changes nothing and lists every mistake.
#[utoipa::path(
    post, path = "/dispatch-lists/tables", tag = "dispatch",
    security(("bearer" = []), ("cookie" = [])),
    request_body = NewTable,
    responses(
        (status = 200, description = "What it came to.", body = DispatchImport),
        Malformed, SignedOut, Forbidden, Conflict, TooSlow, TooLarge, WrongType, Invalid,
    )
)]
pub(super) async fn import(
    State(app): State<App>,
    Signed(caller): Signed,
    Json(new): Json<NewTable>,
) -> Result<Answer<DispatchImport>, Problem> {
    let (found, trial) = dispatch::import_dispatch_list(&app, &caller, new.pasted()).await?;
    Ok(Answer(DispatchImport { table: found.into(), trial: trial.into() }))
}

/// An organisation that a list names for a matter.
#[derive(Serialize, ToSchema)]
pub(super) struct SuggestedByList {
    /// Who.
    organisation: String,
    /// Its name.
    name: String,
    /// `lead` or `assist`.
    part: &'static str,
    /// Whose list.
    list: String,
    /// On what basis.
    basis: String,
    /// Since when.
    #[schema(format = Date)]
    from: String,
}

/// A similar past matter.
#[derive(Serialize, ToSchema)]
pub(super) struct PastMatter {
    /// The matter.
    id: String,
    /// Its number.
    number: String,
}

/// An organisation that led similar past matters.
#[derive(Serialize, ToSchema)]
pub(super) struct SuggestedByPast {
    /// Who.
    organisation: String,
    /// Its name.
    name: String,
    /// How many of the similar matters it led.
    led: usize,
    /// Those of them that the caller may read.
    matters: Vec<PastMatter>,
}

/// What is suggested; a person decides.
#[derive(Serialize, ToSchema)]
pub(super) struct DispatchSuggestions {
    /// By the lists over the place: the lead first.
    by_list: Vec<SuggestedByList>,
    /// By similar past matters: who led most of them first.
    by_past: Vec<SuggestedByPast>,
    /// How many similar past matters there are.
    compared: usize,
}

/// Who is suggested to lead a matter, and why
#[utoipa::path(
    get, path = "/matters/{id}/dispatch-suggestions", tag = "dispatch",
    security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The matter.")),
    responses(
        (status = 200, description = "By the lists and by similar past matters.",
            body = DispatchSuggestions),
        SignedOut, Forbidden, Hidden,
    )
)]
pub(super) async fn suggestions(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<CaseId>,
) -> Result<Answer<DispatchSuggestions>, Problem> {
    let found = dispatch::suggestions(&app, &caller, id).await?;
    let by_list = found.by_list.into_iter().map(|one| SuggestedByList {
        organisation: one.organisation.to_string(),
        name: one.name,
        part: one.part,
        list: one.list,
        basis: one.basis,
        from: one.from.to_string(),
    });
    let past =
        |case: dispatch::PastCase| PastMatter { id: case.id.to_string(), number: case.number };
    let by_past = found.precedents.into_iter().map(|one| SuggestedByPast {
        organisation: one.organisation.to_string(),
        name: one.name,
        led: one.led,
        matters: one.cases.into_iter().map(past).collect(),
    });
    Ok(Answer(DispatchSuggestions {
        by_list: by_list.collect(),
        by_past: by_past.collect(),
        compared: found.compared,
    }))
}
