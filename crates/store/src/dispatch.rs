//! Dispatch lists: a row an entry, read by the district; and the words of past cases.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use linli_app::{
    DispatchPut,
    ports::{Dispatch, StoreError},
};
use linli_domain::dispatch::{DispatchEntry, Part};
use linli_kernel::{CaseId, DispatchEntryId, OrganisationId, PlaceId};
use linli_playbook::Name;

use crate::{
    plan::{Plan, Table},
    statements::statements,
    value::{Parameter, Row, parameters},
    view::View,
};

macro_rules! entry_columns {
    () => {
        "id, district, place, category, part, organisation, basis, valid_from, valid_to, version"
    };
}

statements! {
    INSERT_ENTRY = concat!("INSERT INTO dispatch_entry (", entry_columns!(),
        ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
    UPDATE_ENTRY = "UPDATE dispatch_entry SET district = ?2, place = ?3, category = ?4, \
        part = ?5, organisation = ?6, basis = ?7, valid_from = ?8, valid_to = ?9, version = ?10 \
        WHERE id = ?1 AND version = ?11";
    DROP_ENTRY = "DELETE FROM dispatch_entry WHERE id = ?1 AND version = ?2";
    ENTRY = concat!("SELECT ", entry_columns!(), " FROM dispatch_entry WHERE id = ?1");
    ENTRIES = concat!("SELECT ", entry_columns!(), " FROM dispatch_entry WHERE district = ?1 \
        ORDER BY id");
    WORDS = "SELECT case_id, word FROM case_word WHERE case_id {among ?1}";
}

pub(crate) fn write(plan: &mut Plan, put: DispatchPut) {
    match put {
        DispatchPut::Entry(entry) => write_entry(plan, *entry),
        DispatchPut::Gone { id, version } => {
            let key = (Table::DispatchEntry, id.get());
            plan.update(key, DROP_ENTRY, parameters![id, version]);
        }
    }
}

fn write_entry(plan: &mut Plan, entry: DispatchEntry) {
    let parameters = parameters![
        entry.id,
        entry.district,
        entry.place,
        &entry.category,
        entry.part.word(),
        entry.organisation,
        entry.basis,
        entry.valid_from,
        entry.valid_to,
        entry.version,
    ];
    let key = (Table::DispatchEntry, entry.id.get());
    plan.versioned(key, entry.version, [INSERT_ENTRY, UPDATE_ENTRY], parameters);
}

fn read_entry(row: &mut Row<'_>) -> Result<DispatchEntry, StoreError> {
    Ok(DispatchEntry {
        id: row.id(DispatchEntryId::new)?,
        district: row.id(PlaceId::new)?,
        place: row.id(PlaceId::new)?,
        category: row.word(|word| Name::new(word).ok())?,
        part: row.word(Part::from_word)?,
        organisation: row.id(OrganisationId::new)?,
        basis: row.text()?,
        valid_from: row.day()?,
        valid_to: row.optional_day()?,
        version: row.integer()?,
    })
}

#[async_trait]
impl Dispatch for View {
    async fn dispatch_entry(
        &mut self,
        id: DispatchEntryId,
    ) -> Result<Option<DispatchEntry>, StoreError> {
        self.first(ENTRY, parameters![id], read_entry).await
    }

    async fn dispatch_entries(
        &mut self,
        district: PlaceId,
    ) -> Result<Vec<DispatchEntry>, StoreError> {
        self.all(ENTRIES, parameters![district], read_entry).await
    }

    async fn words_of_cases(
        &mut self,
        cases: &[CaseId],
    ) -> Result<BTreeMap<CaseId, BTreeSet<String>>, StoreError> {
        let read = |row: &mut Row<'_>| Ok((row.id(CaseId::new)?, row.text()?));
        let mut found: BTreeMap<CaseId, BTreeSet<String>> = BTreeMap::new();
        for (case, word) in self.all(WORDS, parameters![Parameter::ids(cases)], read).await? {
            found.entry(case).or_default().insert(word);
        }
        Ok(found)
    }
}
