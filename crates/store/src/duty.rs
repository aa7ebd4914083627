//! Duty rosters: a row a site and day, with the day's shifts.

use async_trait::async_trait;
use linli_app::ports::{Duties, StoreError};
use linli_domain::duty::DutyDay;
use linli_kernel::{Day, PersonId, PlaceId};

use crate::{
    plan::{Plan, Table},
    statements::statements,
    value::{Parameter, Row, holder_columns, json, parameters},
    view::View,
};

macro_rules! day_columns {
    () => {
        "site, day, district, shifts, changed_by, holder_kind, holder, changed_at, version"
    };
}

statements! {
    INSERT_DAY = concat!("INSERT INTO duty_day (", day_columns!(),
        ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
    UPDATE_DAY = "UPDATE duty_day SET district = ?3, shifts = ?4, changed_by = ?5, \
        holder_kind = ?6, holder = ?7, changed_at = ?8, version = ?9 \
        WHERE site = ?1 AND day = ?2 AND version = ?10";
    DAYS = concat!("SELECT ", day_columns!(), " FROM duty_day WHERE site {among ?1} \
        AND day >= ?2 AND day <= ?3 ORDER BY site, day");
    PRUNE_DAYS = "DELETE FROM duty_day WHERE day < ?1";
}

pub(crate) fn write(plan: &mut Plan, day: DutyDay) -> Result<(), StoreError> {
    let (kind, holder) = holder_columns(&day.changed_as)?;
    let parameters = parameters![
        day.site,
        day.day,
        day.district,
        json(&day.shifts)?,
        day.changed_by,
        kind,
        holder,
        day.changed_at,
        day.version,
    ];
    let key = (Table::DutyDay, day.site.get());
    plan.versioned(key, day.version, [INSERT_DAY, UPDATE_DAY], parameters);
    Ok(())
}

fn read_day(row: &mut Row<'_>) -> Result<DutyDay, StoreError> {
    Ok(DutyDay {
        site: row.id(PlaceId::new)?,
        day: row.day()?,
        district: row.id(PlaceId::new)?,
        shifts: row.json()?,
        changed_by: row.id(PersonId::new)?,
        changed_as: row.holder()?,
        changed_at: row.moment()?,
        version: row.integer()?,
    })
}

#[async_trait]
impl Duties for View {
    async fn duty_days(
        &mut self,
        sites: &[PlaceId],
        from: Day,
        to: Day,
    ) -> Result<Vec<DutyDay>, StoreError> {
        self.all(DAYS, parameters![Parameter::ids(sites), from, to], read_day).await
    }
}
