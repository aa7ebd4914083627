//! Notice boards: service numbers by place, hung boards by the place that grids lie under, and
//! which of those were made from rows that are no longer as they were.

use std::collections::BTreeSet;

use async_trait::async_trait;
use linli_app::{
    BoardPut,
    ports::{Boards, StoreError},
};
use linli_domain::{
    board::{HungBoard, ServiceSheet, Source},
    place::Place,
};
use linli_kernel::{Day, PersonId, PlaceId};

use crate::{
    places::{place_columns, read_place},
    plan::{Plan, Table},
    statements::statements,
    value::{Parameter, Row, holder_columns, json, parameters},
    view::View,
};

macro_rules! sheet_columns {
    () => {
        "place, district, numbers, changed_by, holder_kind, holder, changed_at, version"
    };
}

macro_rules! board_columns {
    () => {
        "place, district, gridded, gridded_name, parts, look_again_on, hung_at, hung_by, \
         holder_kind, holder, version"
    };
}

statements! {
    INSERT_SHEET = concat!("INSERT INTO service_sheet (", sheet_columns!(),
        ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
    UPDATE_SHEET = "UPDATE service_sheet SET district = ?2, numbers = ?3, changed_by = ?4, \
        holder_kind = ?5, holder = ?6, changed_at = ?7, version = ?8 \
        WHERE place = ?1 AND version = ?9";
    SHEETS = concat!("SELECT ", sheet_columns!(), " FROM service_sheet WHERE place {among ?1} \
        ORDER BY place");
    INSERT_BOARD = concat!("INSERT INTO hung_board (", board_columns!(),
        ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)");
    UPDATE_BOARD = "UPDATE hung_board SET district = ?2, gridded = ?3, gridded_name = ?4, \
        parts = ?5, look_again_on = ?6, hung_at = ?7, hung_by = ?8, holder_kind = ?9, \
        holder = ?10, version = ?11 WHERE place = ?1 AND version = ?12";
    TAKE_DOWN = "DELETE FROM hung_board WHERE place = ?1 AND version = ?2";
    LEAVE_SOURCES = "DELETE FROM hung_board_source WHERE board = ?1";
    INSERT_SOURCE = "INSERT INTO hung_board_source (board, kind, source, state) \
        VALUES (?1, ?2, ?3, ?4)";
    HUNG = concat!("SELECT ", board_columns!(), " FROM hung_board WHERE place {among ?1} \
        ORDER BY place");
    HUNG_UNDER = concat!("SELECT ", board_columns!(), " FROM hung_board WHERE gridded = ?1 \
        AND place > ?2 ORDER BY place LIMIT ?3");
    // From the boards of one place that grids lie under, each source is one look-up by its key.
    // What is gone has the state 0, which no version is.
    TO_CHECK = concat!("SELECT ", board_columns!(), " FROM hung_board WHERE gridded = ?1 \
        AND (look_again_on <= ?2 \
        OR gridded_name <> (SELECT name FROM place WHERE place.id = hung_board.gridded) \
        OR EXISTS (SELECT 1 FROM hung_board_source AS seen WHERE seen.board = hung_board.place \
          AND seen.state <> COALESCE(CASE seen.kind \
            WHEN 'place' THEN (SELECT version FROM place WHERE id = seen.source) \
            WHEN 'below' THEN (SELECT COUNT(*) FROM place \
              WHERE parent = seen.source AND closed_on IS NULL) \
            WHEN 'member' THEN (SELECT MIN(grid) FROM grid_member WHERE place = seen.source \
              AND valid_from <= ?2 AND (valid_to IS NULL OR valid_to >= ?2)) \
            WHEN 'covered' THEN (SELECT COUNT(*) FROM grid_member WHERE grid = seen.source \
              AND valid_from <= ?2 AND (valid_to IS NULL OR valid_to >= ?2)) \
            WHEN 'post' THEN (SELECT version FROM post WHERE id = seen.source) \
            WHEN 'person' THEN (SELECT version FROM person WHERE id = seen.source) \
            WHEN 'sheet' THEN (SELECT version FROM service_sheet WHERE place = seen.source) \
            WHEN 'facilities' THEN (SELECT CAST(SUM(version) AS BIGINT) FROM facility \
              WHERE place = seen.source) \
            WHEN 'binding' THEN (SELECT version FROM playbook_binding \
              WHERE district = seen.source) \
          END, 0))) AND place > ?3 ORDER BY place LIMIT ?4");
    MEMBERSHIPS = "SELECT place, MIN(grid) FROM grid_member WHERE place {among ?1} \
        AND valid_from <= ?2 AND (valid_to IS NULL OR valid_to >= ?2) GROUP BY place";
    COVERED = concat!("SELECT ", place_columns!(), " FROM grid_member \
        JOIN place ON place.id = grid_member.place WHERE grid_member.grid = ?1 \
        AND valid_from <= ?2 AND (valid_to IS NULL OR valid_to >= ?2) \
        ORDER BY place.position, place.id");
    NEXT_POST = "SELECT MIN(valid_from) FROM post WHERE holder {among ?1} \
        AND holder_kind <> 'organisation' AND holder_kind <> 'person' AND valid_from > ?2";
}

pub(crate) fn write(plan: &mut Plan, put: BoardPut) -> Result<(), StoreError> {
    match put {
        BoardPut::Numbers(sheet) => write_sheet(plan, sheet),
        BoardPut::Hung(board, sources) => write_board(plan, *board, sources),
        BoardPut::Gone { place, version } => {
            write_gone(plan, place, version);
            Ok(())
        }
    }
}

fn write_sheet(plan: &mut Plan, sheet: ServiceSheet) -> Result<(), StoreError> {
    let (kind, holder) = holder_columns(&sheet.changed_as)?;
    let parameters = parameters![
        sheet.place,
        sheet.district,
        json(&sheet.numbers)?,
        sheet.changed_by,
        kind,
        holder,
        sheet.changed_at,
        sheet.version,
    ];
    let key = (Table::ServiceSheet, sheet.place.get());
    plan.versioned(key, sheet.version, [INSERT_SHEET, UPDATE_SHEET], parameters);
    Ok(())
}

fn write_board(
    plan: &mut Plan,
    board: HungBoard,
    sources: BTreeSet<Source>,
) -> Result<(), StoreError> {
    let (kind, holder) = holder_columns(&board.hung_as)?;
    let parameters = parameters![
        board.place,
        board.district,
        board.gridded,
        board.gridded_name,
        json(&board.parts)?,
        board.look_again_on,
        board.hung_at,
        board.hung_by,
        kind,
        holder,
        board.version,
    ];
    let key = (Table::HungBoard, board.place.get());
    plan.versioned(key, board.version, [INSERT_BOARD, UPDATE_BOARD], parameters);
    plan.any((Table::HungBoardSource, true), LEAVE_SOURCES, parameters![board.place]);
    for Source { kind, id, state } in sources {
        let parameters = parameters![board.place, kind.word(), id, state];
        plan.insert(Table::HungBoardSource, INSERT_SOURCE, parameters);
    }
    Ok(())
}

/// What the board was made from goes before it: it refers to it.
fn write_gone(plan: &mut Plan, place: PlaceId, version: i64) {
    plan.any((Table::HungBoard, false), LEAVE_SOURCES, parameters![place]);
    plan.update((Table::HungBoard, place.get()), TAKE_DOWN, parameters![place, version]);
}

fn read_sheet(row: &mut Row<'_>) -> Result<ServiceSheet, StoreError> {
    Ok(ServiceSheet {
        place: row.id(PlaceId::new)?,
        district: row.id(PlaceId::new)?,
        numbers: row.json()?,
        changed_by: row.id(PersonId::new)?,
        changed_as: row.holder()?,
        changed_at: row.moment()?,
        version: row.integer()?,
    })
}

fn read_board(row: &mut Row<'_>) -> Result<HungBoard, StoreError> {
    Ok(HungBoard {
        place: row.id(PlaceId::new)?,
        district: row.id(PlaceId::new)?,
        gridded: row.id(PlaceId::new)?,
        gridded_name: row.text()?,
        parts: row.json()?,
        look_again_on: row.optional_day()?,
        hung_at: row.moment()?,
        hung_by: row.id(PersonId::new)?,
        hung_as: row.holder()?,
        version: row.integer()?,
    })
}

#[async_trait]
impl Boards for View {
    async fn service_sheets(
        &mut self,
        places: &[PlaceId],
    ) -> Result<Vec<ServiceSheet>, StoreError> {
        self.all(SHEETS, parameters![Parameter::ids(places)], read_sheet).await
    }

    async fn hung_boards(&mut self, places: &[PlaceId]) -> Result<Vec<HungBoard>, StoreError> {
        self.all(HUNG, parameters![Parameter::ids(places)], read_board).await
    }

    async fn hung_boards_under(
        &mut self,
        gridded: PlaceId,
        after: Option<PlaceId>,
        limit: i64,
    ) -> Result<Vec<HungBoard>, StoreError> {
        let after = after.map_or(0, PlaceId::get);
        self.all(HUNG_UNDER, parameters![gridded, after, limit], read_board).await
    }

    async fn hung_boards_to_check(
        &mut self,
        gridded: PlaceId,
        day: Day,
        after: Option<PlaceId>,
        limit: i64,
    ) -> Result<Vec<HungBoard>, StoreError> {
        let after = after.map_or(0, PlaceId::get);
        self.all(TO_CHECK, parameters![gridded, day, after, limit], read_board).await
    }

    async fn memberships(
        &mut self,
        places: &[PlaceId],
        day: Day,
    ) -> Result<Vec<(PlaceId, PlaceId)>, StoreError> {
        let read = |row: &mut Row<'_>| Ok((row.id(PlaceId::new)?, row.id(PlaceId::new)?));
        self.all(MEMBERSHIPS, parameters![Parameter::ids(places), day], read).await
    }

    async fn covered(&mut self, grid: PlaceId, day: Day) -> Result<Vec<Place>, StoreError> {
        self.all(COVERED, parameters![grid, day], read_place).await
    }

    async fn next_post_on(
        &mut self,
        places: &[PlaceId],
        after: Day,
    ) -> Result<Option<Day>, StoreError> {
        let read = |row: &mut Row<'_>| row.optional_day();
        let found = self.first(NEXT_POST, parameters![Parameter::ids(places), after], read).await?;
        Ok(found.flatten())
    }
}
