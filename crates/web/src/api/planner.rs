//! Plans of grids.

use std::collections::BTreeMap;

use axum::{Json as Answer, extract::State, http::StatusCode};
use linli_app::{
    App,
    planner::{self, ApplyPlan, DivisionView, PlanLine, ProposeGrids},
};
use linli_kernel::{GridPlanId, PlaceId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    openapi::{
        Conflict, Forbidden, Hidden, Invalid, Malformed, SignedOut, Stale, TooLarge, TooSlow,
        WrongType,
    },
    places::{PlaceLine, Places, lines},
    word::Time,
};
use crate::request::{Id, Json, Problem, Query, Signed};

/// Room under a rule.
#[derive(Serialize, ToSchema)]
pub(super) struct GridRoom {
    /// `households-least`, `households-most`, `persons-most`, `worker-households` or
    /// `worker-persons`.
    rule: &'static str,
    /// The bound.
    bound: i64,
    /// Households or persons up to it; below zero it is broken by so many.
    slack: i64,
    /// Whether it binds; the others are hints.
    binds: bool,
}

/// A grid of a division.
#[derive(Serialize, ToSchema)]
pub(super) struct PlannedGrid {
    /// The grid's id, or `+1`, `+2` … for new ones.
    grid: String,
    /// Its number on the drawing.
    number: usize,
    /// Its name; null for new ones.
    name: Option<String>,
    /// Its buildings.
    buildings: usize,
    /// Its households.
    households: i64,
    /// Its households today.
    before: i64,
    /// How many pieces it lies in; more than one breaks a rule.
    pieces: usize,
    /// The rules do not hold for it.
    left_alone: bool,
    /// Room under each rule.
    room: Vec<GridRoom>,
    /// Whether it keeps every rule that binds.
    keeps_rules: bool,
}

/// A building of a division.
#[derive(Serialize, ToSchema)]
pub(super) struct PlannedBuilding {
    /// Its id.
    id: String,
    /// Its compound and name.
    name: String,
    /// Its households.
    households: i64,
    /// Its grid as in `grids`.
    grid: Option<String>,
    /// Whether it changes its grid.
    moved: bool,
    /// Metres to the east of the community's edge.
    east_m: Option<i64>,
    /// Metres to the north.
    north_m: Option<i64>,
}

/// Why there is no plan.
#[derive(Serialize, ToSchema)]
pub(super) struct GridObstacle {
    /// Such as `grid-why-too-few`.
    code: &'static str,
    /// Its words and numbers.
    parameters: BTreeMap<&'static str, String>,
}

/// A plan in a list.
#[derive(Serialize, ToSchema)]
pub(super) struct GridPlanLine {
    /// Its id.
    id: String,
    /// When it was drawn.
    drawn_at: Time,
    /// Who had it drawn.
    drawn_by: Option<String>,
    /// `draft`, `applied` or `dropped`.
    state: &'static str,
    /// From which day it is in force.
    #[schema(format = Date)]
    valid_from: Option<String>,
    /// Drawn from something that has changed meanwhile: it cannot be put into force.
    outdated: bool,
    /// To be sent back with every change.
    version: i64,
}

impl From<PlanLine> for GridPlanLine {
    fn from(line: PlanLine) -> Self {
        Self {
            id: line.id.to_string(),
            drawn_at: line.drawn_at.into(),
            drawn_by: line.drawn_by,
            state: line.state,
            valid_from: line.valid_from.map(|day| day.to_string()),
            outdated: line.outdated,
            version: line.version,
        }
    }
}

/// A community's division: today's, or a plan's.
#[derive(Serialize, ToSchema)]
pub(super) struct GridDivision {
    /// The community.
    community: PlaceLine,
    /// The plan; null for what is today.
    plan: Option<GridPlanLine>,
    /// The community's plans, newest first; beside what is today.
    plans: Vec<GridPlanLine>,
    /// Households of a grid at least.
    households_least: i64,
    /// Households of a grid at most.
    households_most: i64,
    /// Its grids.
    grids: Vec<PlannedGrid>,
    /// Every building.
    buildings: Vec<PlannedBuilding>,
    /// Buildings that have a position; the others are neighbours by their numbers.
    placed: usize,
    /// Households that change their grid.
    moved_households: i64,
    /// Whether every rule is kept.
    keeps_rules: bool,
    /// What stands in the way of any division.
    obstacles: Vec<GridObstacle>,
}

fn grid(view: planner::GridView) -> PlannedGrid {
    let room = |one: planner::SlackView| GridRoom {
        rule: one.rule,
        bound: one.bound,
        slack: one.slack,
        binds: one.binds,
    };
    PlannedGrid {
        grid: view.word,
        number: view.number,
        name: view.name,
        buildings: view.buildings,
        households: view.households,
        before: view.before,
        pieces: view.pieces,
        left_alone: view.left_alone,
        room: view.slack.into_iter().map(room).collect(),
        keeps_rules: view.keeps_rules,
    }
}

fn building(view: planner::BuildingView) -> PlannedBuilding {
    PlannedBuilding {
        id: view.id.to_string(),
        name: view.name,
        households: view.households,
        grid: view.grid,
        moved: view.moved,
        east_m: view.at.map(|(east, _)| east),
        north_m: view.at.map(|(_, north)| north),
    }
}

impl From<planner::Planned> for GridDivision {
    fn from(planned: planner::Planned) -> Self {
        let division: DivisionView = planned.division;
        let obstacle = |one: planner::Obstacle| GridObstacle {
            code: one.code,
            parameters: one.parameters.into_iter().collect(),
        };
        Self {
            community: planned.community.into(),
            plan: planned.plan.map(GridPlanLine::from),
            plans: planned.plans.into_iter().map(GridPlanLine::from).collect(),
            households_least: division.band.0,
            households_most: division.band.1,
            grids: division.grids.into_iter().map(grid).collect(),
            buildings: division.buildings.into_iter().map(building).collect(),
            placed: division.placed,
            moved_households: division.moved_households,
            keeps_rules: division.keeps_rules,
            obstacles: division.obstacles.into_iter().map(obstacle).collect(),
        }
    }
}

/// The communities whose grids I plan
#[utoipa::path(
    get, path = "/me/planned-communities", tag = "grids",
    security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 200, description = "In their order.", body = Places),
        SignedOut, Forbidden,
    )
)]
pub(super) async fn communities(
    State(app): State<App>,
    Signed(caller): Signed,
) -> Result<Answer<Places>, Problem> {
    let items = lines(planner::planned_communities(&app, &caller).await?);
    Ok(Answer(Places { items, next: None }))
}

/// A community's grids today, with the room under each rule, and its plans
#[utoipa::path(
    get, path = "/places/{id}/grids", tag = "grids", security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The community.")),
    responses(
        (status = 200, description = "As they are today.", body = GridDivision),
        SignedOut, Forbidden, Hidden,
    )
)]
pub(super) async fn today(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<PlaceId>,
) -> Result<Answer<GridDivision>, Problem> {
    Ok(Answer(planner::grids_of(&app, &caller, id).await?.into()))
}

/// What a plan is to be good at.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewGridPlan {
    /// `keep`: few households change their grid; `redraw`: compact and even.
    aim: String,
    /// Grids that nothing enters or leaves.
    #[serde(default)]
    left_alone: Vec<String>,
}

/// A plan that was drawn.
#[derive(Serialize, ToSchema)]
pub(super) struct DrawnGridPlan {
    /// Its id.
    id: String,
}

/// Draw a plan of grids
///
/// Kept as a draft; where no division keeps the rules, the nearest one, with the reasons.
#[utoipa::path(
    post, path = "/places/{id}/grid-plans", tag = "grids",
    security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The community.")),
    request_body = NewGridPlan,
    responses(
        (status = 201, description = "The draft.", body = DrawnGridPlan),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, TooSlow, TooLarge, WrongType, Invalid,
    )
)]
pub(super) async fn propose(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<PlaceId>,
    Json(new): Json<NewGridPlan>,
) -> Result<(StatusCode, Answer<DrawnGridPlan>), Problem> {
    let input = ProposeGrids { aim: new.aim, left_alone: new.left_alone };
    let plan = planner::propose_grids(&app, &caller, id, &input).await?;
    Ok((StatusCode::CREATED, Answer(DrawnGridPlan { id: plan.to_string() })))
}

/// A plan of grids
#[utoipa::path(
    get, path = "/grid-plans/{id}", tag = "grids", security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The plan.")),
    responses(
        (status = 200, description = "The plan.", body = GridDivision),
        SignedOut, Forbidden, Hidden,
    )
)]
pub(super) async fn plan(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<GridPlanId>,
) -> Result<Answer<GridDivision>, Problem> {
    Ok(Answer(planner::plan_of_grids(&app, &caller, id).await?.into()))
}

/// One building goes to another grid.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GridMove {
    /// The plan's version as it was seen.
    version: i64,
    /// The building.
    building: String,
    /// A grid of the plan or of today, or `+` for a new one.
    grid: String,
}

/// Move a building of a draft by hand
#[utoipa::path(
    post, path = "/grid-plans/{id}/moves", tag = "grids",
    security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The plan.")),
    request_body = GridMove,
    responses(
        (status = 204, description = "It is there."),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, Stale, TooSlow, TooLarge, WrongType,
        Invalid,
    )
)]
pub(super) async fn move_one(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<GridPlanId>,
    Json(input): Json<GridMove>,
) -> Result<StatusCode, Problem> {
    let place = (input.building.as_str(), input.grid.as_str());
    planner::move_building(&app, &caller, id, input.version, place).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// From when a plan is in force.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GridPlanInForce {
    /// The plan's version as it was seen.
    version: i64,
    /// The first day: today or later, within a year.
    #[schema(format = Date)]
    from: String,
    /// The names of new grids by number: `1` for `+1`.
    #[serde(default)]
    names: BTreeMap<u32, String>,
    /// Although rules are broken.
    #[serde(default)]
    despite: bool,
}

/// Put a plan of grids into force
///
/// From the day on; history stays by its days, and matters are listed anew on it.
#[utoipa::path(
    put, path = "/grid-plans/{id}/application", tag = "grids",
    security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The plan.")),
    request_body = GridPlanInForce,
    responses(
        (status = 204, description = "It is set."),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, Stale, TooSlow, TooLarge, WrongType,
        Invalid,
    )
)]
pub(super) async fn apply(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<GridPlanId>,
    Json(input): Json<GridPlanInForce>,
) -> Result<StatusCode, Problem> {
    let GridPlanInForce { version, from, names, despite } = input;
    let input = ApplyPlan { version, from, names, despite };
    planner::apply_plan(&app, &caller, id, &input).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Drop a draft
///
/// It stays readable.
#[utoipa::path(
    delete, path = "/grid-plans/{id}", tag = "grids", security(("bearer" = []), ("cookie" = [])),
    params(
        ("id" = String, Path, description = "The plan."),
        ("version" = i64, Query, description = "The plan's version as it was seen."),
    ),
    responses(
        (status = 204, description = "It is dropped."),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, Stale, Invalid,
    )
)]
pub(super) async fn drop_one(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<GridPlanId>,
    query: Query,
) -> Result<StatusCode, Problem> {
    query.only(&["version"])?;
    let version: Option<i64> = query.parse("version")?;
    let version = version.ok_or_else(|| Problem::field("version", "field-required"))?;
    planner::drop_plan(&app, &caller, id, version).await?;
    Ok(StatusCode::NO_CONTENT)
}
