//! Playbooks as published, which of them a district uses, holiday notices.

use async_trait::async_trait;
use linli_app::{
    PlaybookPut, PlaybookRow,
    ports::{Playbooks, StoreError},
};
use linli_domain::playbook_change::{ChangeState, PlaybookChange};
use linli_kernel::{CalendarYear, Day, PersonId, PlaceId, PlaybookChangeId};
use linli_playbook::Name;

use crate::{
    plan::{Plan, Table},
    statements::statements,
    value::{Row, parameters},
    view::View,
};

macro_rules! change_columns {
    () => {
        "id, district, before_name, before_version, after_name, after_version, valid_from, \
         proposed_by, proposed_at, state, decided_by, decided_at, version"
    };
}

statements! {
    /// Keeps a district's binding as it is until the commit.
    HOLD = "SELECT district FROM playbook_binding WHERE district = ?1 AND version = ?2 {share}";
    INSERT_PLAYBOOK = "INSERT INTO playbook (name, version, content) VALUES (?1, ?2, ?3)";
    INSERT_BINDING = "INSERT INTO playbook_binding (district, playbook, playbook_version, version) \
        VALUES (?1, ?2, ?3, ?4)";
    UPDATE_BINDING = "UPDATE playbook_binding SET playbook = ?2, playbook_version = ?3, \
        version = ?4 WHERE district = ?1 AND version = ?5";
    PUT_YEAR = "INSERT INTO calendar_year (year, body) VALUES (?1, ?2) \
        ON CONFLICT (year) DO UPDATE SET body = excluded.body";
    BINDING = "SELECT playbook, playbook_version, version FROM playbook_binding \
        WHERE district = ?1";
    PLAYBOOK = "SELECT name, version, content FROM playbook WHERE name = ?1 AND version = ?2";
    PLAYBOOKS = "SELECT name, version FROM playbook ORDER BY name, version";
    YEARS = "SELECT year, body FROM calendar_year ORDER BY year";
    INSERT_CHANGE = concat!("INSERT INTO playbook_change (", change_columns!(),
        ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)");
    UPDATE_CHANGE = "UPDATE playbook_change SET district = ?2, before_name = ?3, \
        before_version = ?4, after_name = ?5, after_version = ?6, valid_from = ?7, \
        proposed_by = ?8, proposed_at = ?9, state = ?10, decided_by = ?11, decided_at = ?12, \
        version = ?13 WHERE id = ?1 AND version = ?14";
    CHANGE = concat!("SELECT ", change_columns!(), " FROM playbook_change WHERE id = ?1");
    CHANGE_OPEN = concat!("SELECT ", change_columns!(), " FROM playbook_change \
        WHERE district = ?1 AND state IN ('proposed', 'agreed')");
    CHANGES = concat!("SELECT ", change_columns!(), " FROM playbook_change \
        ORDER BY proposed_at DESC, id DESC LIMIT ?1");
    CHANGES_DUE = concat!("SELECT ", change_columns!(), " FROM playbook_change \
        WHERE state = 'agreed' AND valid_from <= ?1 ORDER BY valid_from, id");
}

pub(crate) fn write(plan: &mut Plan, put: PlaybookPut) {
    match put {
        PlaybookPut::Playbook(PlaybookRow { key, version, text }) => {
            plan.insert(Table::Playbook, INSERT_PLAYBOOK, parameters![&key, version, text]);
        }
        PlaybookPut::Binding { district, key, playbook_version, version } => {
            let parameters = parameters![district, &key, playbook_version, version];
            let statements = [INSERT_BINDING, UPDATE_BINDING];
            plan.versioned((Table::Binding, district.get()), version, statements, parameters);
        }
        PlaybookPut::Change(change) => write_change(plan, *change),
        PlaybookPut::CalendarYear { year, body } => {
            plan.insert(Table::Calendar, PUT_YEAR, parameters![i64::from(year), body]);
        }
    }
}

fn write_change(plan: &mut Plan, row: PlaybookChange) {
    let (before, after) = (&row.before, &row.after);
    let parameters = parameters![
        row.id,
        row.district,
        &before.0,
        before.1,
        &after.0,
        after.1,
        row.from,
        row.proposed_by,
        row.proposed_at,
        row.state.word(),
        row.decided_by,
        row.decided_at,
        row.version,
    ];
    let key = (Table::PlaybookChange, row.id.get());
    plan.versioned(key, row.version, [INSERT_CHANGE, UPDATE_CHANGE], parameters);
}

fn read_change(row: &mut Row<'_>) -> Result<PlaybookChange, StoreError> {
    Ok(PlaybookChange {
        id: row.id(PlaybookChangeId::new)?,
        district: row.id(PlaceId::new)?,
        before: (row.name()?, row.small()?),
        after: (row.name()?, row.small()?),
        from: row.day()?,
        proposed_by: row.id(PersonId::new)?,
        proposed_at: row.moment()?,
        state: row.word(ChangeState::from_word)?,
        decided_by: row.optional_id(PersonId::new)?,
        decided_at: row.optional_moment()?,
        version: row.integer()?,
    })
}

#[async_trait]
impl Playbooks for View {
    async fn binding(&mut self, district: PlaceId) -> Result<Option<(Name, u32, i64)>, StoreError> {
        let read = |row: &mut Row<'_>| Ok((row.name()?, row.small()?, row.integer()?));
        self.first(BINDING, parameters![district], read).await
    }

    async fn playbooks(&mut self) -> Result<Vec<(Name, u32)>, StoreError> {
        let read = |row: &mut Row<'_>| Ok((row.name()?, row.small()?));
        self.all(PLAYBOOKS, parameters![], read).await
    }

    async fn playbook(
        &mut self,
        key: &Name,
        version: u32,
    ) -> Result<Option<PlaybookRow>, StoreError> {
        let read = |row: &mut Row<'_>| {
            Ok(PlaybookRow { key: row.name()?, version: row.small()?, text: row.text()? })
        };
        self.first(PLAYBOOK, parameters![key, version], read).await
    }

    async fn playbook_change(
        &mut self,
        id: PlaybookChangeId,
    ) -> Result<Option<PlaybookChange>, StoreError> {
        self.first(CHANGE, parameters![id], read_change).await
    }

    async fn playbook_change_open(
        &mut self,
        district: PlaceId,
    ) -> Result<Option<PlaybookChange>, StoreError> {
        self.first(CHANGE_OPEN, parameters![district], read_change).await
    }

    async fn playbook_changes(&mut self, limit: i64) -> Result<Vec<PlaybookChange>, StoreError> {
        self.all(CHANGES, parameters![limit], read_change).await
    }

    async fn playbook_changes_due(&mut self, on: Day) -> Result<Vec<PlaybookChange>, StoreError> {
        self.all(CHANGES_DUE, parameters![on], read_change).await
    }

    async fn calendar_years(&mut self) -> Result<Vec<(i16, CalendarYear)>, StoreError> {
        let read = |row: &mut Row<'_>| Ok((row.small()?, row.json()?));
        self.all(YEARS, parameters![], read).await
    }
}
