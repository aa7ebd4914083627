//! Playbooks as published, which of them a district uses, holiday notices.

use async_trait::async_trait;
use linli_app::{
    PlaybookPut, PlaybookRow,
    ports::{Playbooks, StoreError},
};
use linli_kernel::{CalendarYear, PlaceId};
use linli_playbook::Name;

use crate::{
    plan::{Plan, Table},
    statements::statements,
    value::{Row, parameters},
    view::View,
};

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
        PlaybookPut::CalendarYear { year, body } => {
            plan.insert(Table::Calendar, PUT_YEAR, parameters![i64::from(year), body]);
        }
    }
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

    async fn calendar_years(&mut self) -> Result<Vec<(i16, CalendarYear)>, StoreError> {
        let read = |row: &mut Row<'_>| Ok((row.small()?, row.json()?));
        self.all(YEARS, parameters![], read).await
    }
}
