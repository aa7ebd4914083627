//! A plan is put into force from a day on.

use std::collections::{BTreeMap, BTreeSet};

use linli_domain::{
    grid_plan::{GridPlan, PlanState},
    place::{GridMember, Place},
};
use linli_kernel::{Day, GridPlanId, Moment, PlaceId};
use linli_planner::{GridKey, Judged, judge};
use linli_playbook::{Name, model::GRID};

use super::{BREAKS_RULES, LATER, draft::Draft, propose::division, refused, situation::Situation};
use crate::{
    App, AppError, AppResult, Caller, Changes, FieldError, JobPut, PlacePut, audit,
    job::refile_on,
    matter::{bounded, needed_day, text_error},
};

/// As what it is audited.
const ACTION: &str = "planner.apply";
/// The same where rules are broken and somebody said that it is to be all the same.
const DESPITE: &str = "planner.apply-despite";
/// A plan is set for so many days ahead at most.
const MAX_DAYS: i32 = 366;
/// Longest name of a grid, in characters.
const MAX_NAME: usize = 100;

/// From when, and what is called how.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApplyPlan {
    /// The plan's version as the caller saw it.
    pub version: i64,
    /// The first day, as `2026-07-31`: today or later.
    pub from: String,
    /// The names of new grids by their number: `1` for `+1`.
    #[serde(default)]
    pub names: BTreeMap<u32, String>,
    /// Although rules are broken.
    #[serde(default)]
    pub despite: bool,
}

/// Puts a draft into force: the overlay's rows end and begin, grids are opened and closed, cases
/// are filed anew on the day. History stays by its days.
///
/// # Errors
/// As of a draft that was changed, dropped or drawn from something else; [`AppError::Fields`] on
/// `from` and names; [`AppError::Refused`] if rules are broken and it is not said that it is to be
/// all the same, if a building would have no grid, or if another plan is set for a later day.
pub async fn apply_plan(
    app: &App,
    caller: &Caller,
    id: GridPlanId,
    input: &ApplyPlan,
) -> AppResult<()> {
    let answer = try_apply(app, caller, id, input).await;
    audit::told(app, &caller.actor(None), ACTION, format!("grid-plan:{id}"), answer).await
}

async fn try_apply(app: &App, caller: &Caller, id: GridPlanId, input: &ApplyPlan) -> AppResult<()> {
    let mut rows = app.snapshot().await?;
    let Draft { plan, by, situation } =
        Draft::load(app, rows.as_mut(), caller, id, input.version).await?.fresh()?;
    let today = app.now().day();
    let situation = situation.leaving(plan.left_alone.iter().copied());
    let judged = judge(&situation.community, &division(&plan.division));
    let whole = judged.unassigned.is_empty() && judged.misplaced.is_empty();
    if !whole || (!judged.keeps_rules() && !input.despite) {
        return Err(refused(BREAKS_RULES));
    }
    if situation.members.iter().any(|row| row.valid_from > today) {
        return Err(refused(LATER));
    }
    let (from, names) = typed(&situation, &judged, input, today)?;
    let action = if judged.keeps_rules() { ACTION } else { DESPITE };
    let subject = format!("grid-plan:{id}");
    let row = audit::row(app, by.permit.actor(), action, subject, audit::DONE);
    let mut changes = Changes::new(by.permit, row);
    changes.expects.push(by.relied_on);
    let grids = put_grids(app, &mut changes, &situation, &judged, (&by.community, from, &names));
    put_members(&mut changes, &situation, &judged, &grids, from);
    let run_at = if from > today { Moment::from_local(from, 0) } else { app.now() };
    changes.put(JobPut::Begin { name: refile_on(from, today), run_at });
    let (state, version) = (PlanState::Applied, plan.version + 1);
    changes.put(GridPlan { state, version, valid_from: Some(from), ..plan });
    app.store.commit(changes).await.map_err(AppError::from).map_err(AppError::or_stale)?;
    Ok(())
}

/// The day and the names of new grids.
fn typed(
    situation: &Situation,
    judged: &Judged,
    input: &ApplyPlan,
    today: Day,
) -> AppResult<(Day, BTreeMap<u32, String>)> {
    let mut errors = Vec::new();
    let wrong = |code| Err(FieldError::new("from", code));
    let from = needed_day("from", &input.from).and_then(|day| match day {
        day if day < today => wrong("field-past"),
        day if today.until(day).map_or(i32::MAX, |span| span.get_days()) > MAX_DAYS => {
            wrong("field-date")
        }
        // A place that is closed is closed at once: until the day nobody could report there.
        day if day > today && !judged.emptied.is_empty() => wrong("grid-plan-empties"),
        day => Ok(day),
    });
    let from = from.map_err(|wrong| errors.push(wrong)).ok();
    let mut names: BTreeMap<u32, String> = BTreeMap::new();
    let taken = |name: &str| situation.grids.iter().any(|grid| grid.name == name);
    for grid in &judged.grids {
        let GridKey::New(number) = grid.grid else { continue };
        let field = format!("name-{number}");
        let given = input.names.get(&number).map(String::as_str).unwrap_or_default();
        match bounded(given, MAX_NAME) {
            Err(error) => errors.push(text_error(&field, error)),
            Ok(name) if taken(&name) || names.values().any(|other| *other == name) => {
                errors.push(FieldError::new(field, "grid-name-taken"));
            }
            Ok(name) => {
                names.insert(number, name);
            }
        }
    }
    from.filter(|_| errors.is_empty()).map(|from| (from, names)).ok_or(AppError::Fields(errors))
}

/// Opens new grids, closes those that nothing is left of, and says how many households those have
/// that something changes in.
fn put_grids(
    app: &App,
    changes: &mut Changes,
    situation: &Situation,
    judged: &Judged,
    (community, from, names): (&Place, Day, &BTreeMap<u32, String>),
) -> BTreeMap<GridKey, PlaceId> {
    let mut ids = BTreeMap::new();
    let known: BTreeMap<PlaceId, &Place> =
        situation.grids.iter().map(|grid| (grid.id, grid)).collect();
    let mut position = situation.grids.iter().map(|grid| grid.position + 1).max().unwrap_or(0);
    let touched: BTreeSet<GridKey> = judged
        .moved
        .iter()
        .flat_map(|moved| [Some(moved.to), moved.from.map(GridKey::Today)])
        .flatten()
        .collect();
    let kind = situation.grids.first().map(|grid| grid.kind.clone());
    for grid in &judged.grids {
        let households = grid.households;
        match grid.grid {
            GridKey::Today(id) => {
                ids.insert(grid.grid, id);
                let changed = |place: &&&Place| {
                    touched.contains(&grid.grid) && place.households != households
                };
                if let Some(place) = known.get(&id).filter(changed) {
                    let version = place.version + 1;
                    let place = Place { households, version, ..(*place).clone() };
                    changes.put(PlacePut::Place(place));
                }
            }
            GridKey::New(number) => {
                let Some(kind) = kind.clone().or_else(|| Name::new(GRID).ok()) else { continue };
                let id = PlaceId::from_raw(app.entropy.id());
                ids.insert(grid.grid, id);
                changes.put(PlacePut::Place(Place {
                    id,
                    district: community.district,
                    kind,
                    name: names.get(&number).cloned().unwrap_or_default(),
                    parent: Some(community.id),
                    position,
                    households,
                    made_up: community.made_up,
                    closed_on: None,
                    version: 1,
                }));
                position += 1;
            }
        }
    }
    for place in judged.emptied.iter().filter_map(|id| known.get(id)) {
        let version = place.version + 1;
        changes.put(PlacePut::Place(Place {
            households: 0,
            closed_on: Some(from),
            version,
            ..(*place).clone()
        }));
    }
    ids
}

/// Ends the rows of buildings that change, begins new ones, and raises the buildings' versions:
/// whoever decides meanwhile by the former grid relied on them. Nothing else stays in a grid that is
/// closed, not the compound of which all buildings go.
fn put_members(
    changes: &mut Changes,
    situation: &Situation,
    judged: &Judged,
    grids: &BTreeMap<GridKey, PlaceId>,
    from: Day,
) {
    let valid_to = Some(from.yesterday().unwrap_or(from));
    let moves: BTreeSet<PlaceId> = judged.moved.iter().map(|moved| moved.building).collect();
    let stays = |row: &&GridMember| {
        let holds = row.valid_to.is_none_or(|last| last >= from);
        holds && judged.emptied.contains(&row.grid) && !moves.contains(&row.place)
    };
    for row in situation.members.iter().filter(stays) {
        changes.put(PlacePut::GridMember(GridMember { valid_to, ..row.clone() }));
    }
    for moved in &judged.moved {
        let Some(grid) = grids.get(&moved.to).copied() else { continue };
        if let Some(row) = situation.row_of(moved.building, from) {
            changes.put(PlacePut::GridMember(GridMember { valid_to, ..row.clone() }));
        }
        changes.put(PlacePut::GridMember(GridMember {
            grid,
            place: moved.building,
            valid_from: from,
            valid_to: None,
        }));
        let place = situation.buildings.iter().find(|(place, _)| place.id == moved.building);
        if let Some((place, _)) = place {
            let version = place.version + 1;
            changes.put(PlacePut::Place(Place { version, ..place.clone() }));
        }
    }
}
