//! A draft is changed by hand, or dropped.

use linli_domain::grid_plan::{GridPlan, PlanState};
use linli_kernel::{GridPlanId, PlaceId};
use linli_planner::GridKey;

use super::{
    CLOSED, OUTDATED,
    access::Planning,
    propose::division,
    refused,
    situation::Situation,
    view::{kept, key},
};
use crate::{App, AppError, AppResult, Caller, Changes, audit, ports::Snapshot};

/// A draft that may be changed, as its changer saw it.
pub(super) struct Draft {
    pub(super) plan: GridPlan,
    pub(super) by: Planning,
    pub(super) situation: Situation,
}

impl Draft {
    /// Loads it.
    ///
    /// # Errors
    /// [`AppError::Forbidden`], [`AppError::NotFound`]; [`AppError::Stale`] if it was changed since
    /// the caller saw it; [`AppError::Refused`] if it is no draft any more.
    pub(super) async fn load(
        app: &App,
        rows: &mut dyn Snapshot,
        caller: &Caller,
        id: GridPlanId,
        version: i64,
    ) -> AppResult<Self> {
        let plan = rows.grid_plan(id).await?.ok_or(AppError::NotFound)?;
        let by = Planning::load(app, rows, caller, plan.community).await?;
        if plan.state != PlanState::Draft {
            return Err(refused(CLOSED));
        }
        if plan.version != version {
            return Err(AppError::Stale);
        }
        let situation = Situation::load(app, rows, &by.playbook, &by.community).await?;
        Ok(Self { plan, by, situation })
    }

    /// Whether it was drawn from what is there now.
    ///
    /// # Errors
    /// [`AppError::Refused`] if it was not.
    pub(super) fn fresh(self) -> AppResult<Self> {
        if self.plan.basis != self.situation.basis() {
            return Err(refused(OUTDATED));
        }
        Ok(self)
    }
}

/// Puts one building of a draft into another of its grids, one of today's, or a new one (`+`).
///
/// # Errors
/// As of a draft that was changed, dropped or drawn from something else; [`AppError::Fields`] on
/// `building` or `grid`.
pub async fn move_building(
    app: &App,
    caller: &Caller,
    id: GridPlanId,
    version: i64,
    (building, grid): (&str, &str),
) -> AppResult<()> {
    let answer = try_move(app, caller, id, version, (building, grid)).await;
    audit::told(app, &caller.actor(None), "planner.move", format!("grid-plan:{id}"), answer).await
}

async fn try_move(
    app: &App,
    caller: &Caller,
    id: GridPlanId,
    version: i64,
    (building, grid): (&str, &str),
) -> AppResult<()> {
    let mut rows = app.snapshot().await?;
    let Draft { plan, by, situation } =
        Draft::load(app, rows.as_mut(), caller, id, version).await?.fresh()?;
    let found: Option<PlaceId> = building.trim().parse().ok();
    let found = found.filter(|id| situation.buildings.iter().any(|(one, _)| one.id == *id));
    let found = found.ok_or_else(|| AppError::field("building", "place-unknown"))?;
    let known = division(&plan.division);
    let new = known.values().filter_map(|key| match key {
        GridKey::New(number) => Some(*number),
        GridKey::Today(_) => None,
    });
    let next = GridKey::New(new.max().map_or(1, |highest| highest.saturating_add(1)));
    let to = match grid.trim() {
        "+" => Some(next),
        word => word.parse().ok().map(key).filter(|key| match key {
            GridKey::Today(id) => situation.grids.iter().any(|grid| grid.id == *id),
            GridKey::New(_) => known.values().any(|known| known == key),
        }),
    };
    let to = to.ok_or_else(|| AppError::field("grid", "place-unknown"))?;
    let mut division = plan.division.clone();
    division.insert(found, kept(to));
    let version = plan.version + 1;
    let action = "planner.move";
    write(app, by, action, GridPlan { division, version, verdict: None, ..plan }).await
}

/// Drops a draft; it stays readable.
///
/// # Errors
/// As of a draft that was changed or dropped.
pub async fn drop_plan(app: &App, caller: &Caller, id: GridPlanId, version: i64) -> AppResult<()> {
    let answer = try_drop(app, caller, id, version).await;
    audit::told(app, &caller.actor(None), "planner.drop", format!("grid-plan:{id}"), answer).await
}

async fn try_drop(app: &App, caller: &Caller, id: GridPlanId, version: i64) -> AppResult<()> {
    let mut rows = app.snapshot().await?;
    let Draft { plan, by, .. } = Draft::load(app, rows.as_mut(), caller, id, version).await?;
    let version = plan.version + 1;
    let dropped = GridPlan { state: PlanState::Dropped, version, ..plan };
    write(app, by, "planner.drop", dropped).await
}

async fn write(app: &App, by: Planning, action: &'static str, plan: GridPlan) -> AppResult<()> {
    let subject = format!("grid-plan:{}", plan.id);
    let row = audit::row(app, by.permit.actor(), action, subject, audit::DONE);
    let mut changes = Changes::new(by.permit, row);
    changes.expects.push(by.relied_on);
    changes.put(plan);
    // Two people change one draft: the later one looks at it again.
    app.store.commit(changes).await.map_err(AppError::from).map_err(AppError::or_stale)?;
    Ok(())
}
