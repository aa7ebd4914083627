//! Places: the tree, its codes, the grid overlay, facilities.

use async_trait::async_trait;
use linli_app::{
    PlacePut,
    ports::{Gazetteer, Places, StoreError},
};
use linli_domain::{
    place::{Chain, Facility, GridMember, Place, PlaceCode, Position},
    place_change::{PlaceAct, PlaceChange},
};
use linli_kernel::{Day, PersonId, PlaceId};
use linli_playbook::Name;

use crate::{
    plan::{Plan, Table},
    planner::read_position,
    statements::statements,
    value::{Parameter, Row, parameters},
    view::View,
};

macro_rules! place_columns {
    () => {
        "place.id, place.district, place.kind, place.name, place.parent, place.position, \
         place.households, place.made_up, place.closed_on, place.version"
    };
}
pub(crate) use place_columns;

macro_rules! facility_columns {
    () => {
        "id, place, kind, name, address, hours, host, phone, version"
    };
}

// The places over a place. The bound stops a tree that was made a ring by hand.
macro_rules! upwards {
    () => {
        "WITH RECURSIVE upwards (id, parent, depth) AS ( \
           SELECT id, parent, 0 FROM place WHERE id = ?1 \
           UNION ALL \
           SELECT place.id, place.parent, upwards.depth + 1 \
           FROM upwards JOIN place ON place.id = upwards.parent \
           WHERE upwards.depth < 64) "
    };
}
pub(crate) use upwards;

statements! {
    /// Keeps a place as it is until the commit.
    HOLD = "SELECT id FROM place WHERE id = ?1 AND version = ?2 {share}";
    INSERT_PLACE = "INSERT INTO place (id, district, kind, name, parent, position, households, \
        made_up, closed_on, version) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    UPDATE_PLACE = "UPDATE place SET district = ?2, kind = ?3, name = ?4, parent = ?5, \
        position = ?6, households = ?7, made_up = ?8, closed_on = ?9, version = ?10 \
        WHERE id = ?1 AND version = ?11";
    PUT_CODE = "INSERT INTO place_code (place, scheme, valid_from, valid_to, code) \
        VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (place, scheme, valid_from) \
        DO UPDATE SET valid_to = excluded.valid_to, code = excluded.code";
    PUT_GRID_MEMBER = "INSERT INTO grid_member (grid, place, valid_from, valid_to) \
        VALUES (?1, ?2, ?3, ?4) ON CONFLICT (place, grid, valid_from) \
        DO UPDATE SET valid_to = excluded.valid_to";
    PUT_POSITION = "INSERT INTO place_position (place, crs, x, y) VALUES (?1, ?2, ?3, ?4) \
        ON CONFLICT (place) DO UPDATE SET crs = excluded.crs, x = excluded.x, y = excluded.y";
    INSERT_FACILITY = "INSERT INTO facility (id, place, kind, name, address, hours, host, phone, \
        version) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    UPDATE_FACILITY = "UPDATE facility SET place = ?2, kind = ?3, name = ?4, address = ?5, \
        hours = ?6, host = ?7, phone = ?8, version = ?9 WHERE id = ?1 AND version = ?10";
    PLACE = concat!("SELECT ", place_columns!(), " FROM place WHERE id = ?1");
    // The rows travel up with the way: looked up again by id, PostgreSQL reads small tables whole.
    CHAIN = concat!("WITH RECURSIVE upwards (id, district, kind, name, parent, position, \
        households, made_up, closed_on, version, depth) AS ( \
        SELECT ", place_columns!(), ", 0 FROM place WHERE id = ?1 UNION ALL SELECT ",
        place_columns!(), ", upwards.depth + 1 FROM upwards \
        JOIN place ON place.id = upwards.parent WHERE upwards.depth < 64) \
        SELECT id, district, kind, name, parent, position, households, made_up, closed_on, \
        version FROM upwards ORDER BY depth");
    GRID = concat!(upwards!(), "SELECT member.place, ", place_columns!(), " FROM upwards \
        JOIN grid_member member ON member.place = upwards.id \
        JOIN place ON place.id = member.grid \
        WHERE member.valid_from <= ?2 AND (member.valid_to IS NULL OR member.valid_to >= ?2) \
        ORDER BY upwards.depth, place.id LIMIT 1");
    CHILDREN = concat!("SELECT ", place_columns!(),
        " FROM place WHERE parent = ?1 ORDER BY position, id");
    DISTRICTS = concat!("SELECT ", place_columns!(),
        " FROM place WHERE parent IS NULL ORDER BY position, id");
    BY_CODE = concat!("SELECT ", place_columns!(), " FROM place_code code \
        JOIN place ON place.id = code.place \
        WHERE code.scheme = ?1 AND code.code = ?2 AND code.valid_from <= ?3 \
        AND (code.valid_to IS NULL OR code.valid_to >= ?3) ORDER BY code.valid_from DESC LIMIT 1");
    OF_KIND = concat!("SELECT ", place_columns!(),
        " FROM place WHERE district = ?1 AND kind = ?2 ORDER BY position, id");
    WITH_CHILDREN = concat!("SELECT ", place_columns!(), " FROM place \
        WHERE id {among ?1} OR parent {among ?1} ORDER BY position, id");
    FACILITY = concat!("SELECT ", facility_columns!(), " FROM facility WHERE id = ?1");
    FACILITIES = concat!("SELECT ", facility_columns!(),
        " FROM facility WHERE place = ?1 ORDER BY id");
    FACILITIES_AROUND = concat!("SELECT ", facility_columns!(), " FROM facility \
        WHERE place {among ?1} OR place IN (SELECT id FROM place WHERE parent {among ?2}) \
        ORDER BY id");
    PLACES_IN = concat!("SELECT ", place_columns!(),
        " FROM place WHERE district = ?1 ORDER BY id");
    CODES_IN = "SELECT code.place, code.scheme, code.code, code.valid_from, code.valid_to \
        FROM place_code code JOIN place ON place.id = code.place \
        WHERE place.district = ?1 ORDER BY code.place, code.scheme, code.valid_from";
    GRID_MEMBERS_IN = "SELECT member.grid, member.place, member.valid_from, member.valid_to \
        FROM grid_member member JOIN place ON place.id = member.grid \
        WHERE place.district = ?1 ORDER BY member.place, member.grid, member.valid_from";
    POSITIONS_IN = "SELECT position.place, position.crs, position.x, position.y \
        FROM place_position position JOIN place ON place.id = position.place \
        WHERE place.district = ?1 ORDER BY position.place";
    INSERT_CHANGE = "INSERT INTO place_change (place, version, day, at, entered_by, act, name, \
        parent, other) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    CHANGES = "SELECT place, version, day, at, entered_by, act, name, parent, other \
        FROM place_change WHERE place {among ?1} ORDER BY place, version";
    FACILITIES_IN = concat!("SELECT ", facility_columns!(),
        " FROM facility WHERE place IN (SELECT id FROM place WHERE district = ?1) ORDER BY id");
}

pub(crate) fn write(plan: &mut Plan, put: PlacePut) {
    match put {
        PlacePut::Place(place) => write_place(plan, place),
        PlacePut::Code(PlaceCode { place, scheme, code, valid_from, valid_to }) => {
            let parameters = parameters![place, scheme, valid_from, valid_to, code];
            plan.insert(Table::Overlay, PUT_CODE, parameters);
        }
        PlacePut::GridMember(GridMember { grid, place, valid_from, valid_to }) => {
            let parameters = parameters![grid, place, valid_from, valid_to];
            plan.insert(Table::Overlay, PUT_GRID_MEMBER, parameters);
        }
        PlacePut::Position(Position { place, crs, x, y }) => {
            plan.insert(Table::Overlay, PUT_POSITION, parameters![place, crs.word(), x, y]);
        }
        PlacePut::Facility(facility) => write_facility(plan, facility),
        PlacePut::Change(change) => write_change(plan, change),
    }
}

fn write_place(plan: &mut Plan, place: Place) {
    let parameters = parameters![
        place.id,
        place.district,
        &place.kind,
        place.name,
        place.parent,
        place.position,
        place.households,
        place.made_up,
        place.closed_on,
        place.version,
    ];
    let key = (Table::Place, place.id.get());
    plan.versioned(key, place.version, [INSERT_PLACE, UPDATE_PLACE], parameters);
}

fn write_change(plan: &mut Plan, change: PlaceChange) {
    let parameters = parameters![
        change.place,
        change.version,
        change.day,
        change.at,
        change.by,
        change.act.word(),
        change.name,
        change.parent,
        change.other,
    ];
    plan.insert(Table::PlaceChange, INSERT_CHANGE, parameters);
}

fn write_facility(plan: &mut Plan, facility: Facility) {
    let parameters = parameters![
        facility.id,
        facility.place,
        &facility.kind,
        facility.name,
        facility.address,
        facility.hours,
        facility.host,
        facility.phone,
        facility.version,
    ];
    let key = (Table::Facility, facility.id.get());
    plan.versioned(key, facility.version, [INSERT_FACILITY, UPDATE_FACILITY], parameters);
}

pub(crate) fn read_place(row: &mut Row<'_>) -> Result<Place, StoreError> {
    Ok(Place {
        id: row.id(PlaceId::new)?,
        district: row.id(PlaceId::new)?,
        kind: row.name()?,
        name: row.text()?,
        parent: row.optional_id(PlaceId::new)?,
        position: row.integer()?,
        households: row.integer()?,
        made_up: row.flag()?,
        closed_on: row.optional_day()?,
        version: row.integer()?,
    })
}

fn read_facility(row: &mut Row<'_>) -> Result<Facility, StoreError> {
    Ok(Facility {
        id: row.id(PlaceId::new)?,
        place: row.id(PlaceId::new)?,
        kind: row.name()?,
        name: row.text()?,
        address: row.text()?,
        hours: row.text()?,
        host: row.text()?,
        phone: row.optional_text()?,
        version: row.integer()?,
    })
}

fn read_code(row: &mut Row<'_>) -> Result<PlaceCode, StoreError> {
    Ok(PlaceCode {
        place: row.id(PlaceId::new)?,
        scheme: row.text()?,
        code: row.text()?,
        valid_from: row.day()?,
        valid_to: row.optional_day()?,
    })
}

fn read_change(row: &mut Row<'_>) -> Result<PlaceChange, StoreError> {
    Ok(PlaceChange {
        place: row.id(PlaceId::new)?,
        version: row.integer()?,
        day: row.day()?,
        at: row.moment()?,
        by: row.id(PersonId::new)?,
        act: row.word(PlaceAct::from_word)?,
        name: row.text()?,
        parent: row.optional_id(PlaceId::new)?,
        other: row.optional_id(PlaceId::new)?,
    })
}

pub(crate) fn read_member(row: &mut Row<'_>) -> Result<GridMember, StoreError> {
    Ok(GridMember {
        grid: row.id(PlaceId::new)?,
        place: row.id(PlaceId::new)?,
        valid_from: row.day()?,
        valid_to: row.optional_day()?,
    })
}

/// A grid belongs before its community; where the tree has no such community above the place,
/// right after the place that the grid's row names.
fn insert_grid(chain: &mut Vec<Place>, member: PlaceId, grid: Place) {
    let community = chain.iter().position(|place| Some(place.id) == grid.parent);
    let after_member = chain.iter().position(|place| place.id == member).map(|at| at + 1);
    let at = community.or(after_member).unwrap_or(chain.len());
    chain.insert(at, grid);
}

#[async_trait]
impl Places for View {
    async fn place(&mut self, id: PlaceId) -> Result<Option<Place>, StoreError> {
        self.first(PLACE, parameters![id], read_place).await
    }

    async fn chain(&mut self, id: PlaceId, day: Day) -> Result<Chain, StoreError> {
        let mut chain = self.all(CHAIN, parameters![id], read_place).await?;
        let read = |row: &mut Row<'_>| Ok((row.id(PlaceId::new)?, read_place(row)?));
        if let Some((member, grid)) = self.first(GRID, parameters![id, day], read).await? {
            insert_grid(&mut chain, member, grid);
        }
        Ok(Chain(chain))
    }

    async fn children(&mut self, parent: PlaceId) -> Result<Vec<Place>, StoreError> {
        self.all(CHILDREN, parameters![parent], read_place).await
    }

    async fn places_with_children(&mut self, places: &[PlaceId]) -> Result<Vec<Place>, StoreError> {
        self.all(WITH_CHILDREN, parameters![Parameter::ids(places)], read_place).await
    }

    async fn districts(&mut self) -> Result<Vec<Place>, StoreError> {
        self.all(DISTRICTS, parameters![], read_place).await
    }

    async fn place_by_code(
        &mut self,
        scheme: &str,
        code: &str,
        day: Day,
    ) -> Result<Option<Place>, StoreError> {
        self.first(BY_CODE, parameters![scheme, code, day], read_place).await
    }

    async fn places_of_kind(
        &mut self,
        district: PlaceId,
        kind: &Name,
    ) -> Result<Vec<Place>, StoreError> {
        self.all(OF_KIND, parameters![district, kind], read_place).await
    }

    async fn facility(&mut self, id: PlaceId) -> Result<Option<Facility>, StoreError> {
        self.first(FACILITY, parameters![id], read_facility).await
    }

    async fn facilities_of(&mut self, place: PlaceId) -> Result<Vec<Facility>, StoreError> {
        self.all(FACILITIES, parameters![place], read_facility).await
    }

    async fn facilities_around(
        &mut self,
        serving: &[PlaceId],
        inside: &[PlaceId],
    ) -> Result<Vec<Facility>, StoreError> {
        let parameters = parameters![Parameter::ids(serving), Parameter::ids(inside)];
        self.all(FACILITIES_AROUND, parameters, read_facility).await
    }

    async fn place_changes(&mut self, places: &[PlaceId]) -> Result<Vec<PlaceChange>, StoreError> {
        self.all(CHANGES, parameters![Parameter::ids(places)], read_change).await
    }

    async fn gazetteer(&mut self, district: PlaceId) -> Result<Gazetteer, StoreError> {
        Ok(Gazetteer {
            places: self.all(PLACES_IN, parameters![district], read_place).await?,
            codes: self.all(CODES_IN, parameters![district], read_code).await?,
            grid_members: self.all(GRID_MEMBERS_IN, parameters![district], read_member).await?,
            facilities: self.all(FACILITIES_IN, parameters![district], read_facility).await?,
            positions: self.all(POSITIONS_IN, parameters![district], read_position).await?,
        })
    }
}
