//! A plan is drawn.

use std::collections::{BTreeMap, BTreeSet};

use linli_domain::grid_plan::{GridPlan, PlanState};
use linli_kernel::{GridPlanId, PlaceId};
use linli_planner::{Aim, Assignment, Why, plan, today};

use super::{access::Draughtsman, situation::Situation, view::word};
use crate::{App, AppError, AppResult, Caller, Changes, audit, retried};

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

/// Draws a plan and keeps it as a draft. Where no division keeps the rules, the draft is the one
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
    let by = Draughtsman::load(app, rows, caller, community).await?;
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
        division: division.into_iter().map(|(building, key)| (building, word(key))).collect(),
        basis,
        verdict: verdict.map(str::to_owned),
        state: PlanState::Draft,
        valid_from: None,
        version: 1,
    });
    app.store.commit(changes).await?;
    Ok(id)
}

/// The plan; where there is none, what comes nearest, and what the search has to say that cannot
/// be seen without it.
fn drawn(situation: &Situation, aim: Aim) -> (Assignment, Option<&'static str>) {
    let none = match plan(&situation.community, aim) {
        Ok(plan) => return (plan.assignment, None),
        Err(none) => none,
    };
    let verdict = none.why.iter().find_map(|why| match why {
        Why::NoneExists => Some("none-exists"),
        Why::NotFound => Some("not-found"),
        _ => None,
    });
    let now = || today(&situation.community);
    (none.nearest.map_or_else(now, |nearest| nearest.assignment), verdict)
}

/// The division of a kept plan; words that nobody knows are left out.
pub(super) fn division(kept: &BTreeMap<PlaceId, String>) -> Assignment {
    kept.iter().filter_map(|(id, word)| Some((*id, super::view::key(word)?))).collect()
}
