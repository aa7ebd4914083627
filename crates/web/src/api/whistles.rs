//! Whistles by deadline, and how both sides of them did.

use axum::{Json as Answer, extract::State};
use linli_app::{
    App,
    matter::ActorView,
    whistle::{
        self, Assessed, AssessedBody, AssessedView, Assessment, AssessmentSpan, PartyLine, Tab,
        WhistleLine, WhistleRequest,
    },
};
use linli_domain::whistle::{Part, PartyState};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    openapi::{Forbidden, Hidden, Invalid, Malformed, SignedOut},
    view::MatterLine,
    word::{Label, Time, labelled},
};
use crate::request::{Problem, Query, Signed};

/// Whistles on a page, unless `limit` says another number.
const LINES: i64 = 30;

/// A body with a part in a whistle.
#[derive(Serialize, ToSchema)]
pub(super) struct WhistleBody {
    /// The post's role; null for an organisation.
    role: Option<Label>,
    /// The organisation's name, or that of the post's place.
    name: Option<String>,
}

impl From<ActorView> for WhistleBody {
    fn from(actor: ActorView) -> Self {
        Self { role: labelled(actor.role), name: actor.name }
    }
}

/// A party that was called.
#[derive(Serialize, ToSchema)]
pub(super) struct WhistleParty {
    /// Who.
    body: WhistleBody,
    /// `lead`, `assist` or `supervise`.
    part: &'static str,
    /// `asked`, `objecting`, `working`, `watching`, `done`, `released`, `replaced` or `passed`.
    state: &'static str,
    /// Until when it has to answer, while it has not.
    answer_by: Option<Time>,
    /// Until when its part has to be done, while it is not.
    due: Option<Time>,
    /// Whether it is late, or was.
    late: bool,
}

const fn part(part: Part) -> &'static str {
    match part {
        Part::Lead => "lead",
        Part::Assist => "assist",
        Part::Supervise => "supervise",
    }
}

const fn state(state: PartyState) -> &'static str {
    match state {
        PartyState::Asked => "asked",
        PartyState::Objecting => "objecting",
        PartyState::Working => "working",
        PartyState::Watching => "watching",
        PartyState::Done => "done",
        PartyState::Released => "released",
        PartyState::Replaced => "replaced",
        PartyState::Passed => "passed",
    }
}

impl From<PartyLine> for WhistleParty {
    fn from(party: PartyLine) -> Self {
        Self {
            body: party.holder.into(),
            part: part(party.part),
            state: state(party.state),
            answer_by: party.answer_by.map(Time::from),
            due: party.due.map(Time::from),
            late: party.late,
        }
    }
}

/// A whistle.
#[derive(Serialize, ToSchema)]
pub(super) struct Whistle {
    /// The number of the event by which it was blown: its name in its matter.
    event: u32,
    /// When it was blown.
    at: Time,
    /// Who blew it, or whose time was over.
    by: Option<WhistleBody>,
    /// Whether it was blown because somebody's time was over.
    by_clock: bool,
    /// The step's words.
    step: Option<Label>,
    /// Until when the step has to be done, while the whistle is open.
    due: Option<Time>,
    /// Whether it is late, or was.
    late: bool,
    /// When it was over.
    ended: Option<Time>,
    /// Who was called, in order.
    parties: Vec<WhistleParty>,
    /// The matter.
    matter: MatterLine,
}

impl From<WhistleLine> for Whistle {
    fn from(line: WhistleLine) -> Self {
        Self {
            event: line.event,
            at: line.at.into(),
            by: line.by.map(WhistleBody::from),
            by_clock: line.by_clock,
            step: labelled(line.step),
            due: line.due.map(Time::from),
            late: line.late,
            ended: line.ended.map(Time::from),
            parties: line.parties.into_iter().map(WhistleParty::from).collect(),
            matter: line.line.into(),
        }
    }
}

/// A page of whistles.
#[derive(Serialize, ToSchema)]
pub(super) struct Whistles {
    /// Open ones by the clock that runs next, closed ones from the latest back.
    items: Vec<Whistle>,
    /// Where the next page begins, to be sent as `after`.
    next: Option<String>,
}

/// Whistles by deadline
#[utoipa::path(
    get, path = "/whistles", tag = "whistles", security(("bearer" = []), ("cookie" = [])),
    params(
        ("tab" = Option<String>, Query, description = "`mine` (something to do for the caller; the usual), `ours` (blown by the caller's places or for them), `all` open ones in sight, or `closed`."),
        ("place" = Option<String>, Query, description = "Only of this place and everything below."),
        ("organisation" = Option<String>, Query, description = "Only those to which this organisation was called."),
        ("after" = Option<String>, Query, description = "Where to go on: `next` of the page before."),
        ("limit" = Option<i64>, Query, description = "How many, at most 100."),
    ),
    responses(
        (status = 200, description = "A page of whistles.", body = Whistles),
        Malformed, SignedOut, Forbidden, Invalid,
    )
)]
pub(super) async fn list(
    State(app): State<App>,
    Signed(caller): Signed,
    query: Query,
) -> Result<Answer<Whistles>, Problem> {
    query.only(&["tab", "place", "organisation", "after", "limit"])?;
    let tab = match query.get("tab") {
        None => Tab::default(),
        Some(word) => Tab::from_word(word).ok_or_else(|| Problem::field("tab", "field-choice"))?,
    };
    let request = WhistleRequest {
        tab,
        place: query.parse("place")?,
        organisation: query.parse("organisation")?,
        after: query.get("after").map(str::to_owned),
        limit: query.limit(LINES)?,
    };
    let found = whistle::whistle_board(&app, &caller, &request).await?;
    let items = found.items.into_iter().map(Whistle::from).collect();
    Ok(Answer(Whistles { items, next: found.next }))
}

/// Both numbers of a rate; null where there is none, or too few stand behind it.
#[derive(Serialize, ToSchema)]
pub(super) struct WhistleRate {
    /// Above the line.
    numerator: i64,
    /// Below the line.
    denominator: i64,
    /// How many stand behind it.
    n: i64,
}

/// A rate beside that of as many months before.
#[derive(Serialize, ToSchema)]
pub(super) struct WhistleRates {
    /// How many stand behind it, also where it is not shown.
    n: i64,
    /// In the period.
    now: Option<WhistleRate>,
    /// Before.
    before: Option<WhistleRate>,
}

impl From<Assessed> for WhistleRates {
    fn from(of: Assessed) -> Self {
        let rate = |rate: linli_domain::indicator::Rate| WhistleRate {
            numerator: rate.numerator,
            denominator: rate.denominator,
            n: rate.n,
        };
        Self { n: of.n, now: of.now.map(rate), before: of.before.map(rate) }
    }
}

/// How often a side was found best.
#[derive(Serialize, ToSchema)]
pub(super) struct WhistleOpinion {
    /// What was asked.
    asked: Label,
    /// The best answer.
    best: Label,
    /// How often it was given.
    rate: WhistleRates,
}

impl From<AssessedView> for WhistleOpinion {
    fn from(view: AssessedView) -> Self {
        Self { asked: view.asked.into(), best: view.best.into(), rate: view.rate.into() }
    }
}

/// A place or an organisation by name.
#[derive(Serialize, ToSchema)]
pub(super) struct Named {
    /// Its id.
    id: String,
    /// Its name.
    name: String,
}

fn named<Id: ToString>(body: AssessedBody<Id>) -> Named {
    Named { id: body.id.to_string(), name: body.name }
}

/// Both sides of the whistles of a period.
#[derive(Serialize, ToSchema)]
pub(super) struct WhistleAssessment {
    /// The place.
    place: Named,
    /// The organisation, if one was asked for or the caller answers for nothing else.
    organisation: Option<Named>,
    /// The first month.
    #[schema(pattern = "^[0-9]{4}-[0-9]{2}$")]
    from: String,
    /// The last month.
    #[schema(pattern = "^[0-9]{4}-[0-9]{2}$")]
    to: String,
    /// Whistles blown.
    blown: i64,
    /// Whistles blown in as many months before.
    blown_before: i64,
    /// Of those blown, because somebody's time was over.
    by_clock: i64,
    /// Wrong whistles: an objection was upheld.
    wrong: WhistleRates,
    /// How whistles were evaluated.
    of_whistle: Vec<WhistleOpinion>,
    /// Demands on parties that lead or help.
    asked: i64,
    /// Demands in as many months before.
    asked_before: i64,
    /// Answered in time.
    answered_on_time: WhistleRates,
    /// Done in time.
    done_on_time: WhistleRates,
    /// Objections overruled.
    overruled: WhistleRates,
    /// How answers and work were evaluated.
    of_response: Vec<WhistleOpinion>,
    /// Points of 100 by raisers.
    residents: WhistleRates,
    /// Rates over fewer are left out.
    hide_below: i64,
    /// The places below, in the order of the tree.
    below: Vec<Named>,
    /// The organisations that were called, by name.
    organisations: Vec<Named>,
    /// Whether more whistles were blown than are counted.
    cut: bool,
    /// When this was counted.
    at: Time,
}

impl From<Assessment> for WhistleAssessment {
    fn from(found: Assessment) -> Self {
        let opinions = |views: Vec<AssessedView>| views.into_iter().map(WhistleOpinion::from);
        Self {
            place: Named { id: found.place.id.to_string(), name: found.place.name },
            organisation: found.organisation.map(named),
            from: found.period.0.to_string(),
            to: found.period.1.to_string(),
            blown: found.blown.0,
            blown_before: found.blown.1,
            by_clock: found.by_clock,
            wrong: found.wrong.into(),
            of_whistle: opinions(found.of_whistle).collect(),
            asked: found.asked.0,
            asked_before: found.asked.1,
            answered_on_time: found.answered_on_time.into(),
            done_on_time: found.done_on_time.into(),
            overruled: found.overruled.into(),
            of_response: opinions(found.of_response).collect(),
            residents: found.residents.into(),
            hide_below: found.hide_below,
            below: found.below.into_iter().map(named).collect(),
            organisations: found.organisations.into_iter().map(named).collect(),
            cut: found.cut,
            at: found.at.into(),
        }
    }
}

/// How both sides of the whistles did
#[utoipa::path(
    get, path = "/whistles/assessment", tag = "whistles",
    security(("bearer" = []), ("cookie" = [])),
    params(
        ("place" = Option<String>, Query, description = "The place; usually that of the caller's first post."),
        ("organisation" = Option<String>, Query, description = "Only what this organisation was called to. Whoever answers for an organisation only reads that one."),
        ("month" = Option<String>, Query, description = "The last month, as 2026-11; usually this one."),
        ("months" = Option<i32>, Query, description = "How many months: 1, 3 (the usual) or 12."),
    ),
    responses(
        (status = 200, description = "Both sides, each against its own past.", body = WhistleAssessment),
        Malformed, SignedOut, Forbidden, Hidden, Invalid,
    )
)]
pub(super) async fn assessment(
    State(app): State<App>,
    Signed(caller): Signed,
    query: Query,
) -> Result<Answer<WhistleAssessment>, Problem> {
    query.only(&["place", "organisation", "month", "months"])?;
    let span = AssessmentSpan {
        place: query.parse("place")?,
        organisation: query.parse("organisation")?,
        last: query.parse("month")?,
        months: query.parse("months")?.unwrap_or(3),
    };
    Ok(Answer(whistle::assessment(&app, &caller, span).await?.into()))
}
