//! Plans of grids, and what they are drawn from.

use async_trait::async_trait;
use linli_app::ports::{Planner, StoreError};
use linli_domain::{
    grid_plan::{GridPlan, PlanState, Verdict},
    place::{Crs, GridMember, Position},
};
use linli_kernel::{GridPlanId, PersonId, PlaceId};

use crate::{
    places::read_member,
    plan::{Plan, Table},
    statements::statements,
    value::{Parameter, Row, json, parameters},
    view::View,
};

macro_rules! plan_columns {
    () => {
        "id, district, community, drawn_by, drawn_at, redraw, left_alone, division, basis, \
         verdict, state, valid_from, version"
    };
}

statements! {
    INSERT_PLAN = concat!("INSERT INTO grid_plan (", plan_columns!(),
        ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)");
    UPDATE_PLAN = "UPDATE grid_plan SET district = ?2, community = ?3, drawn_by = ?4, \
        drawn_at = ?5, redraw = ?6, left_alone = ?7, division = ?8, basis = ?9, verdict = ?10, \
        state = ?11, valid_from = ?12, version = ?13 WHERE id = ?1 AND version = ?14";
    DROP_PLAN = "DELETE FROM grid_plan WHERE id = ?1 AND version = ?2 AND state <> 'applied'";
    PLAN = concat!("SELECT ", plan_columns!(), " FROM grid_plan WHERE id = ?1");
    PLANS = concat!("SELECT ", plan_columns!(), " FROM grid_plan WHERE community = ?1 \
        ORDER BY drawn_at DESC, id DESC LIMIT ?2");
    MEMBERS = "SELECT grid, place, valid_from, valid_to FROM grid_member \
        WHERE grid {among ?1} ORDER BY place, grid, valid_from";
    POSITIONS = "SELECT place, crs, x, y FROM place_position WHERE place {among ?1} \
        ORDER BY place";
}

pub(crate) fn write(plan: &mut Plan, row: GridPlan) -> Result<(), StoreError> {
    let parameters = parameters![
        row.id,
        row.district,
        row.community,
        row.drawn_by,
        row.drawn_at,
        row.redraw,
        json(&row.left_alone)?,
        json(&row.division)?,
        row.basis,
        row.verdict.map(Verdict::word),
        row.state.word(),
        row.valid_from,
        row.version,
    ];
    let key = (Table::GridPlan, row.id.get());
    plan.versioned(key, row.version, [INSERT_PLAN, UPDATE_PLAN], parameters);
    Ok(())
}

pub(crate) fn drop(plan: &mut Plan, id: GridPlanId, version: i64) {
    plan.update((Table::GridPlan, id.get()), DROP_PLAN, parameters![id, version]);
}

fn read_plan(row: &mut Row<'_>) -> Result<GridPlan, StoreError> {
    Ok(GridPlan {
        id: row.id(GridPlanId::new)?,
        district: row.id(PlaceId::new)?,
        community: row.id(PlaceId::new)?,
        drawn_by: row.id(PersonId::new)?,
        drawn_at: row.moment()?,
        redraw: row.flag()?,
        left_alone: row.json()?,
        division: row.json()?,
        basis: row.blob()?,
        verdict: row.optional_word(Verdict::from_word)?,
        state: row.word(PlanState::from_word)?,
        valid_from: row.optional_day()?,
        version: row.integer()?,
    })
}

pub(crate) fn read_position(row: &mut Row<'_>) -> Result<Position, StoreError> {
    Ok(Position {
        place: row.id(PlaceId::new)?,
        crs: row.word(Crs::from_word)?,
        x: row.integer()?,
        y: row.integer()?,
    })
}

#[async_trait]
impl Planner for View {
    async fn grid_plan(&mut self, id: GridPlanId) -> Result<Option<GridPlan>, StoreError> {
        self.first(PLAN, parameters![id], read_plan).await
    }

    async fn grid_plans(
        &mut self,
        community: PlaceId,
        limit: i64,
    ) -> Result<Vec<GridPlan>, StoreError> {
        self.all(PLANS, parameters![community, limit], read_plan).await
    }

    async fn members_of_grids(&mut self, grids: &[PlaceId]) -> Result<Vec<GridMember>, StoreError> {
        self.all(MEMBERS, parameters![Parameter::ids(grids)], read_member).await
    }

    async fn positions(&mut self, places: &[PlaceId]) -> Result<Vec<Position>, StoreError> {
        self.all(POSITIONS, parameters![Parameter::ids(places)], read_position).await
    }
}
