//! Setting an installation up: tables of places and staff, playbooks, holiday notices; and the
//! staff as administrators see it.

use axum::{
    Json as Answer,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
};
use linli_app::{
    App, AppError,
    account::{self, Administrator, SignInWay, StaffRequest},
    setup::{self, Published},
};
use linli_kernel::{PersonId, PlaceId};
use linli_playbook::{
    Name,
    language::{Severity, Speech},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::openapi::{
    Conflict, Forbidden, Hidden, Invalid, Malformed, SignedOut, TooLarge, TooSlow, WrongType,
};
use crate::{
    request::{Id, Json, Problem, Query, Signed, table_sentence},
    texts::Lang,
    ui::Display,
};

/// A mistake of a table.
#[derive(Serialize, ToSchema)]
pub(super) struct TableMistake {
    /// The line in the file, from 1; 0 for the file as a whole.
    row: u64,
    /// The column, as its heading says; empty for the whole row.
    column: String,
    /// The stable code.
    code: &'static str,
    /// What is wrong, in the reader's language.
    message: String,
}

/// What an import did or would do.
#[derive(Serialize, ToSchema)]
pub(super) struct TableImport {
    /// Every mistake; with one, nothing was changed.
    problems: Vec<TableMistake>,
    /// Rows that are new.
    new: usize,
    /// Rows that change something.
    changed: usize,
    /// Rows that say what is known already.
    unchanged: usize,
}

/// Import a table of places or staff
///
/// The body is CSV in UTF-8 or GB18030, or a workbook (`.xlsx`) of which the first sheet is read. With `dry_run=true` nothing is changed.
#[utoipa::path(
    post, path = "/imports/{kind}", tag = "setup", security(("bearer" = []), ("cookie" = [])),
    params(
        ("kind" = String, Path, description = "`places` or `staff`."),
        ("dry_run" = Option<bool>, Query, description = "Only check."),
        ("only" = Option<String>, Query, description = "Of a list of divisions, codes that begin so."),
    ),
    request_body(content(
        (String = "text/csv"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    )),
    responses(
        (status = 200, description = "What was done, or is wrong.", body = TableImport),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, TooSlow, TooLarge, WrongType, Invalid,
    )
)]
pub(super) async fn import(
    State(app): State<App>,
    Signed(caller): Signed,
    Path(kind): Path<String>,
    query: Query,
    headers: axum::http::HeaderMap,
    body: Bytes,
) -> Result<Answer<TableImport>, Problem> {
    query.only(&["dry_run", "only"])?;
    let dry_run = query.parse("dry_run")?.unwrap_or(false);
    let by = Administrator::Caller(&caller);
    let import = match kind.as_str() {
        "places" => setup::import_places(&app, by, &body, query.get("only"), dry_run).await?,
        "staff" => setup::import_staff(&app, by, &body, dry_run).await?,
        _ => return Err(AppError::NotFound.into()),
    };
    let lang = Display::from_headers(&headers).lang;
    let mistake = |problem: &setup::Problem| TableMistake {
        row: problem.row,
        column: problem.column.clone(),
        code: problem.code.as_str(),
        message: table_sentence(lang, problem),
    };
    Ok(Answer(TableImport {
        problems: import.problems.iter().map(mistake).collect(),
        new: import.new,
        changed: import.changed,
        unchanged: import.unchanged,
    }))
}

/// A playbook's text.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PlaybookText {
    /// KDL.
    text: String,
}

/// What the checker found in a playbook.
#[derive(Serialize, ToSchema)]
pub(super) struct PlaybookFinding {
    /// Whether it keeps the playbook from being stored.
    error: bool,
    /// `file:line:column: error[code]: sentence`, with the text that is meant.
    report: String,
}

/// A playbook that was examined, and stored unless it has errors.
#[derive(Serialize, ToSchema)]
pub(super) struct PlaybookPublished {
    /// Its key, once stored.
    key: Option<String>,
    /// Its version, once stored.
    version: Option<u32>,
    /// What the checker says.
    findings: Vec<PlaybookFinding>,
}

/// Store a playbook
///
/// With `dry_run=true` it is only checked: it has a key then if it would be stored.
#[utoipa::path(
    post, path = "/playbooks", tag = "setup", security(("bearer" = []), ("cookie" = [])),
    params(("dry_run" = Option<bool>, Query, description = "Only check.")),
    request_body = PlaybookText,
    responses(
        (status = 200, description = "Examined; stored if it has a key.", body = PlaybookPublished),
        Malformed, SignedOut, Forbidden, Conflict, TooSlow, TooLarge, WrongType, Invalid,
    )
)]
pub(super) async fn publish(
    State(app): State<App>,
    Signed(caller): Signed,
    query: Query,
    headers: axum::http::HeaderMap,
    Json(input): Json<PlaybookText>,
) -> Result<Answer<PlaybookPublished>, Problem> {
    query.only(&["dry_run"])?;
    let dry_run = query.parse("dry_run")?.unwrap_or(false);
    let by = Administrator::Caller(&caller);
    let published = setup::publish_playbook(&app, by, "playbook.kdl", &input.text, dry_run).await?;
    let (key, version, findings) = match published {
        Published::Stored { key, version, notes } => (Some(key.to_string()), Some(version), notes),
        Published::Faulty(findings) => (None, None, findings),
    };
    let speech = match Display::from_headers(&headers).lang {
        Lang::ZhCn => Speech::Chinese,
        Lang::En => Speech::English,
    };
    let findings = findings.iter().map(|finding| PlaybookFinding {
        error: finding.severity == Severity::Error,
        report: finding.report(speech),
    });
    Ok(Answer(PlaybookPublished { key, version, findings: findings.collect() }))
}

/// Which playbook a district works by.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PlaybookBinding {
    /// The key of a stored playbook.
    key: String,
    /// Its version.
    version: u32,
}

/// Let a district that works by none yet work by a stored playbook
///
/// Another one is asked for with `POST /playbook-changes`.
#[utoipa::path(
    put, path = "/places/{id}/playbook", tag = "setup",
    security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The district.")),
    request_body = PlaybookBinding,
    responses(
        (status = 204, description = "New matters go by it."),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, TooSlow, TooLarge, WrongType, Invalid,
    )
)]
pub(super) async fn bind(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(district): Id<PlaceId>,
    Json(input): Json<PlaybookBinding>,
) -> Result<StatusCode, Problem> {
    let by = Administrator::Caller(&caller);
    let key = Name::new(&input.key).map_err(|_| Problem::from(AppError::NotFound))?;
    setup::bind_playbook(&app, by, district, &key, input.version).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A year's holiday notice.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CalendarText {
    /// TOML, as `data/calendar` has it.
    text: String,
}

/// What an imported notice changed.
#[derive(Serialize, ToSchema)]
pub(super) struct CalendarImported {
    /// The year.
    year: i16,
    /// Days off.
    holidays: usize,
    /// Weekend days that are worked.
    workdays: usize,
    /// Matters whose deadlines changed.
    redated: usize,
}

/// Import a year's holiday notice
#[utoipa::path(
    post, path = "/calendars", tag = "setup", security(("bearer" = []), ("cookie" = [])),
    request_body = CalendarText,
    responses(
        (status = 200, description = "Imported.", body = CalendarImported),
        Malformed, SignedOut, Forbidden, Conflict, TooSlow, TooLarge, WrongType, Invalid,
    )
)]
pub(super) async fn calendar(
    State(app): State<App>,
    Signed(caller): Signed,
    Json(input): Json<CalendarText>,
) -> Result<Answer<CalendarImported>, Problem> {
    let done = setup::import_calendar(&app, Administrator::Caller(&caller), &input.text).await?;
    Ok(Answer(CalendarImported {
        year: done.year,
        holidays: done.holidays,
        workdays: done.workdays,
        redated: done.redated,
    }))
}

/// Somebody on the staff.
#[derive(Serialize, ToSchema)]
pub(super) struct StaffLine {
    /// The id.
    person: String,
    /// The name.
    name: Option<String>,
    /// The telephone, masked.
    phone: Option<String>,
    /// The username, if they have one.
    username: Option<String>,
    /// The office: `system`, `security` or `audit`.
    administers: Option<&'static str>,
    /// Shut out.
    suspended: bool,
    /// `phone`, `not-invited`, `invited`, `password` or `none`.
    sign_in: &'static str,
    /// Names of the places and organisations of their posts.
    posts: Vec<String>,
}

impl From<account::StaffMember> for StaffLine {
    fn from(member: account::StaffMember) -> Self {
        Self {
            person: member.person.to_string(),
            name: member.name,
            phone: member.phone,
            username: member.username,
            administers: member.office.map(linli_domain::account::Administration::word),
            suspended: member.suspended,
            sign_in: match member.way {
                SignInWay::Phone => "phone",
                SignInWay::NotInvited => "not-invited",
                SignInWay::Invited => "invited",
                SignInWay::Password => "password",
                SignInWay::None => "none",
            },
            posts: member.posts.into_iter().map(|post| post.name).collect(),
        }
    }
}

/// A page of the staff.
#[derive(Serialize, ToSchema)]
pub(super) struct StaffPage {
    /// By id.
    items: Vec<StaffLine>,
    /// Where the next page begins, to be sent as `after`.
    next: Option<String>,
}

/// The staff
///
/// For system and security administrators.
#[utoipa::path(
    get, path = "/staff", tag = "staff", security(("bearer" = []), ("cookie" = [])),
    params(
        ("username" = Option<String>, Query, description = "Exactly this one."),
        ("place" = Option<String>, Query, description = "Who has a post there: a name or a code."),
        ("after" = Option<String>, Query, description = "`next` of the page before."),
    ),
    responses(
        (status = 200, description = "Some of them.", body = StaffPage),
        Malformed, SignedOut, Forbidden, Invalid,
    )
)]
pub(super) async fn staff(
    State(app): State<App>,
    Signed(caller): Signed,
    query: Query,
) -> Result<Answer<StaffPage>, Problem> {
    query.only(&["username", "place", "after"])?;
    let word = |name| query.get(name).map(str::to_owned);
    let after = query.parse::<PersonId>("after")?;
    let request = StaffRequest { username: word("username"), place: word("place"), after };
    let page = account::staff(&app, &caller, &request).await?;
    Ok(Answer(StaffPage {
        items: page.members.into_iter().map(StaffLine::from).collect(),
        next: page.next.map(|next| next.to_string()),
    }))
}

/// One of the staff, with what can be done about how they sign in.
#[derive(Serialize, ToSchema)]
pub(super) struct StaffMember {
    #[serde(flatten)]
    line: StaffLine,
    /// Whether they may be given a link: they have no password yet.
    may_invite: bool,
    /// Whether the caller may do anything about how they sign in: never about oneself.
    within_reach: bool,
}

/// One of the staff
///
/// For system and security administrators.
#[utoipa::path(
    get, path = "/staff/{id}", tag = "staff", security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The person.")),
    responses(
        (status = 200, description = "The person.", body = StaffMember),
        SignedOut, Forbidden, Hidden,
    )
)]
pub(super) async fn staff_member(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(person): Id<PersonId>,
) -> Result<Answer<StaffMember>, Problem> {
    let member = account::staff_member(&app, &caller, person).await?;
    let (may_invite, within_reach) = (member.may_invite, member.within_reach);
    Ok(Answer(StaffMember { line: member.into(), may_invite, within_reach }))
}

/// A stored playbook.
#[derive(Serialize, ToSchema)]
pub(super) struct StoredPlaybook {
    /// Its key.
    key: String,
    /// Its version.
    version: u32,
}

/// A district and what it works by.
#[derive(Serialize, ToSchema)]
pub(super) struct SetUpDistrict {
    /// Its place.
    id: String,
    /// Its name.
    name: String,
    /// Its playbook, once bound.
    playbook: Option<StoredPlaybook>,
}

/// How far an installation is set up.
#[derive(Serialize, ToSchema)]
pub(super) struct Setup {
    /// The districts.
    districts: Vec<SetUpDistrict>,
    /// Every stored playbook.
    playbooks: Vec<StoredPlaybook>,
    /// The years whose holiday notice was imported.
    years: Vec<i16>,
    /// Whether anybody but administrators is on the staff.
    has_staff: bool,
    /// Whether somebody is security administrator.
    has_security: bool,
    /// Whether somebody is auditor.
    has_auditor: bool,
    /// Whether somebody of a community can sign in to an office.
    has_worker: bool,
    /// Names of communities in which nobody can sign in to an office yet.
    unstaffed: Vec<String>,
    /// Whether codes can be sent to telephones.
    sends_codes: bool,
    /// Matters filed anew so far, while places that moved are being filed.
    refiling: Option<i64>,
}

/// How far the installation is set up
///
/// For system administrators.
#[utoipa::path(
    get, path = "/setup", tag = "setup", security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 200, description = "What is there, and what is not yet.", body = Setup),
        SignedOut, Forbidden,
    )
)]
pub(super) async fn overview(
    State(app): State<App>,
    Signed(caller): Signed,
) -> Result<Answer<Setup>, Problem> {
    let found = setup::overview(&app, Administrator::Caller(&caller)).await?;
    let stored = |(key, version): (Name, u32)| StoredPlaybook { key: key.to_string(), version };
    let district = |district: setup::DistrictView| SetUpDistrict {
        id: district.id.to_string(),
        name: district.name,
        playbook: district.playbook.map(stored),
    };
    Ok(Answer(Setup {
        districts: found.districts.into_iter().map(district).collect(),
        playbooks: found.playbooks.into_iter().map(stored).collect(),
        years: found.years,
        has_staff: found.has_staff,
        has_security: found.has_security,
        has_auditor: found.has_auditor,
        has_worker: found.has_worker,
        unstaffed: found.unstaffed,
        sends_codes: found.sends_codes,
        refiling: found.refiling,
    }))
}
