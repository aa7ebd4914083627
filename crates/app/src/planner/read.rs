//! Looking at a community's grids and at plans.

use linli_domain::grid_plan::{GridPlan, PlanState, Verdict};
use linli_kernel::{Day, GridPlanId, Moment, PlaceId};
use linli_planner::{Why, obstacles, today};

use super::{
    access::{Planning, planned_places},
    propose::division,
    situation::Situation,
    view::{DivisionView, view},
};
use crate::{
    App, AppError, AppResult, Caller,
    account::people,
    place::{self, PlaceLine},
    ports::Snapshot,
};

/// Plans in a list.
const MOST: i64 = 20;

/// A plan in a list.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PlanLine {
    /// Its id.
    pub id: GridPlanId,
    /// When it was drawn.
    pub drawn_at: Moment,
    /// Who had it drawn, by name.
    pub drawn_by: Option<String>,
    /// `draft`, `applied` or `dropped`.
    pub state: &'static str,
    /// From which day it is in force.
    pub valid_from: Option<Day>,
    /// A draft of something that has changed meanwhile: it cannot be put into force.
    pub outdated: bool,
    /// Drawn anew, whatever was there.
    pub redraw: bool,
    /// To be sent back with every change.
    pub version: i64,
}

/// A community's division: today's, or a plan's.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Planned {
    /// The community.
    pub community: PlaceLine,
    /// The plan; none for what is today.
    pub plan: Option<PlanLine>,
    /// The division.
    pub division: DivisionView,
    /// The community's plans, newest first; only beside what is today.
    pub plans: Vec<PlanLine>,
}

/// The communities whose grids the caller plans.
///
/// # Errors
/// [`AppError::Forbidden`] if none of the caller's posts plans grids.
pub async fn planned_communities(app: &App, caller: &Caller) -> AppResult<Vec<PlaceLine>> {
    let mut rows = app.snapshot().await?;
    let found = planned_places(app, rows.as_mut(), caller).await?;
    Ok(found.iter().map(place::line).collect())
}

/// A community's grids as they are today, with the room under each rule, and its plans.
///
/// # Errors
/// [`AppError::Forbidden`] unless a post of the caller holds office above the community;
/// [`AppError::NotFound`].
pub async fn grids_of(app: &App, caller: &Caller, community: PlaceId) -> AppResult<Planned> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let by = Planning::load(app, rows, caller, community).await?;
    let situation = Situation::load(app, rows, &by.playbook, &by.community).await?;
    let basis = situation.basis();
    let mut plans = Vec::new();
    for plan in rows.grid_plans(community, MOST).await? {
        plans.push(line(app, rows, &plan, &basis).await?);
    }
    let why = obstacles(&situation.community);
    Ok(Planned {
        community: place::line(&by.community),
        plan: None,
        division: view(&situation, &today(&situation.community), &why),
        plans,
    })
}

/// A plan. What was put into force is shown against today's grids too.
///
/// # Errors
/// As [`grids_of`].
pub async fn plan_of_grids(app: &App, caller: &Caller, id: GridPlanId) -> AppResult<Planned> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let plan = rows.grid_plan(id).await?.ok_or(AppError::NotFound)?;
    let by = Planning::load(app, rows, caller, plan.community).await?;
    let situation = Situation::load(app, rows, &by.playbook, &by.community).await?;
    let basis = situation.basis();
    let situation = situation.leaving(plan.left_alone.iter().copied());
    let mut why = obstacles(&situation.community);
    why.extend(plan.verdict.map(|verdict| match verdict {
        Verdict::NoneExists => Why::NoneExists,
        Verdict::NotFound => Why::NotFound,
        Verdict::CutShort => Why::CutShort,
    }));
    Ok(Planned {
        community: place::line(&by.community),
        plan: Some(line(app, rows, &plan, &basis).await?),
        division: view(&situation, &division(&plan.division), &why),
        plans: Vec::new(),
    })
}

async fn line(
    app: &App,
    rows: &mut dyn Snapshot,
    plan: &GridPlan,
    basis: &[u8],
) -> AppResult<PlanLine> {
    let person = rows.person(plan.drawn_by).await?;
    Ok(PlanLine {
        id: plan.id,
        drawn_at: plan.drawn_at,
        drawn_by: person.and_then(|person| people::name_of(app, &person)),
        state: plan.state.word(),
        valid_from: plan.valid_from,
        outdated: plan.state == PlanState::Draft && plan.basis != basis,
        redraw: plan.redraw,
        version: plan.version,
    })
}
