//! A plan is drawn.

use std::collections::{BTreeMap, BTreeSet};

use linli_domain::grid_plan::{GridPlan, PlanState, PlannedGrid, Verdict};
use linli_kernel::{GridPlanId, PlaceId};
use linli_planner::{Aim, Assignment, STEPS, Why, plan_within, today};

use super::{
    access::Planning,
    situation::Situation,
    view::{kept, key},
};
use crate::{App, AppError, AppResult, Caller, Changes, Put, audit, retried};

/// So many plans of a community that are not in force are kept: the last ones, to be compared.
const KEPT: usize = 12;
/// Plans that are looked at for that; more go with the next ones.
const LOOKED_AT: i64 = 100;
/// As what it is audited.
const ACTION: &str = "planner.propose";

/// What a plan is to be good at.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProposeGrids {
    /// `keep`: few households change; `redraw`: compact and even, whatever is today.
    pub aim: String,
    /// Grids that nothing enters or leaves, by id.
    #[serde(default)]
    pub left_alone: Vec<String>,
}

/// Draws a plan and keeps it as a draft; the oldest of a community's many drafts go. Where no division keeps the rules, the draft is the one
/// that comes nearest, or today's, and says why.
///
/// # Errors
/// [`AppError::Forbidden`] unless a post of the caller holds office above the community;
/// [`AppError::NotFound`]; [`AppError::Fields`] on `aim` or `left_alone`.
pub async fn propose_grids(
    app: &App,
    caller: &Caller,
    community: PlaceId,
    input: &ProposeGrids,
) -> AppResult<GridPlanId> {
    let answer = retried(|| try_propose(app, caller, community, input)).await;
    audit::told(app, &caller.actor(None), ACTION, format!("place:{community}"), answer).await
}

async fn try_propose(
    app: &App,
    caller: &Caller,
    community: PlaceId,
    input: &ProposeGrids,
) -> AppResult<GridPlanId> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let by = Planning::load(app, rows, caller, community).await?;
    let aim = match input.aim.trim() {
        "keep" | "" => Aim::Keep,
        "redraw" => Aim::Redraw,
        _ => return Err(AppError::field("aim", "field-choice")),
    };
    let situation = Situation::load(app, rows, &by.playbook, &by.community).await?;
    let known: BTreeSet<PlaceId> = situation.grids.iter().map(|grid| grid.id).collect();
    let mut left_alone = BTreeSet::new();
    for grid in input.left_alone.iter().filter(|word| !word.trim().is_empty()) {
        let id: Option<PlaceId> = grid.trim().parse().ok().filter(|id| known.contains(id));
        left_alone.insert(id.ok_or_else(|| AppError::field("left_alone", "place-unknown"))?);
    }
    let basis = situation.basis();
    let situation = situation.leaving(left_alone.iter().copied());
    let (division, verdict) = drawn(&situation, aim);
    let id = GridPlanId::from_raw(app.entropy.id());
    let row = audit::row(app, by.permit.actor(), ACTION, format!("grid-plan:{id}"), audit::DONE);
    let mut changes = Changes::new(by.permit, row);
    changes.expects.push(by.relied_on);
    changes.put(GridPlan {
        id,
        district: by.community.district,
        community,
        drawn_by: caller.person,
        drawn_at: app.now(),
        redraw: aim == Aim::Redraw,
        left_alone: left_alone.into_iter().collect(),
        division: division.into_iter().map(|(building, key)| (building, kept(key))).collect(),
        basis,
        verdict,
        state: PlanState::Draft,
        valid_from: None,
        version: 1,
    });
    let plans = rows.grid_plans(community, LOOKED_AT).await?;
    let unused = plans.iter().filter(|plan| plan.state != PlanState::Applied);
    for old in unused.skip(KEPT - 1) {
        changes.put(Put::GridPlanGone(old.id, old.version));
    }
    app.store.commit(changes).await?;
    Ok(id)
}

/// The plan; where there is none, what comes nearest, and what the search has to say that cannot
/// be seen without it.
fn drawn(situation: &Situation, aim: Aim) -> (Assignment, Option<Verdict>) {
    let none = match plan_within(&situation.community, aim, STEPS) {
        Ok(found) => {
            let cut_short = found.cut_short.then_some(Verdict::CutShort);
            return (found.judged.assignment, cut_short);
        }
        Err(none) => none,
    };
    let verdict = none.why.iter().find_map(|why| match why {
        Why::NoneExists => Some(Verdict::NoneExists),
        Why::NotFound => Some(Verdict::NotFound),
        Why::CutShort => Some(Verdict::CutShort),
        _ => None,
    });
    let now = || today(&situation.community);
    (none.nearest.map_or_else(now, |nearest| nearest.assignment), verdict)
}

/// The division of a kept plan.
pub(super) fn division(kept: &BTreeMap<PlaceId, PlannedGrid>) -> Assignment {
    kept.iter().map(|(id, grid)| (*id, key(*grid))).collect()
}
