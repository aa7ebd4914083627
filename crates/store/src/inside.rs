//! The inside of organisations: a row each that says how it works, and a row a task.

use async_trait::async_trait;
use linli_app::{
    InsidePut,
    ports::{Insides, StoreError},
};
use linli_domain::inside::{Assignee, InsideSetting, InsideWork};
use linli_kernel::{CaseId, OrganisationId, PersonId};
use linli_playbook::engine::TaskNumber;

use crate::{
    plan::{Plan, Table},
    statements::statements,
    value::{Parameter, Row, json, parameters},
    view::View,
};

macro_rules! setting_columns {
    () => {
        "organisation, review, sections, members, changed_by, changed_at, version"
    };
}

statements! {
    INSERT_SETTING = concat!("INSERT INTO inside_setting (", setting_columns!(),
        ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    UPDATE_SETTING = "UPDATE inside_setting SET review = ?2, sections = ?3, members = ?4, \
        changed_by = ?5, changed_at = ?6, version = ?7 WHERE organisation = ?1 AND version = ?8";
    SETTING = concat!("SELECT ", setting_columns!(), " FROM inside_setting WHERE organisation = ?1");
    INSERT_WORK = "INSERT INTO inside_work (case_id, task, organisation, person, section, waits, \
        given, draft, version) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    UPDATE_WORK = "UPDATE inside_work SET organisation = ?3, person = ?4, section = ?5, \
        waits = ?6, given = ?7, draft = ?8, version = ?9 \
        WHERE case_id = ?1 AND task = ?2 AND version = ?10";
    WORK = "SELECT case_id, task, organisation, given, draft, version FROM inside_work \
        WHERE case_id {among ?1} ORDER BY case_id, task";
}

pub(crate) fn write(plan: &mut Plan, put: InsidePut) -> Result<(), StoreError> {
    match put {
        InsidePut::Setting(setting) => write_setting(plan, setting),
        InsidePut::Work(work) => write_work(plan, &work),
    }
}

fn write_setting(plan: &mut Plan, setting: InsideSetting) -> Result<(), StoreError> {
    let parameters = parameters![
        setting.organisation,
        setting.review,
        json(&setting.sections)?,
        json(&setting.members)?,
        setting.changed_by,
        setting.changed_at,
        setting.version,
    ];
    let key = (Table::InsideSetting, setting.organisation.get());
    plan.versioned(key, setting.version, [INSERT_SETTING, UPDATE_SETTING], parameters);
    Ok(())
}

fn write_work(plan: &mut Plan, work: &InsideWork) -> Result<(), StoreError> {
    let (person, section) = match &work.given {
        Some((Assignee::Person(person), _)) => (Some(*person), None),
        Some((Assignee::Section(section), _)) => (None, Some(section.as_str())),
        None => (None, None),
    };
    let given = work.given.as_ref().map(json).transpose()?;
    let draft = work.draft.as_ref().map(json).transpose()?;
    let waits = work.waiting().is_some();
    let parameters = parameters![
        work.case,
        work.task,
        work.organisation,
        person,
        section,
        waits,
        given,
        draft,
        work.version,
    ];
    let key = (Table::InsideWork, work.case.get());
    plan.versioned(key, work.version, [INSERT_WORK, UPDATE_WORK], parameters);
    Ok(())
}

fn read_setting(row: &mut Row<'_>) -> Result<InsideSetting, StoreError> {
    Ok(InsideSetting {
        organisation: row.id(OrganisationId::new)?,
        review: row.flag()?,
        sections: row.json()?,
        members: row.json()?,
        changed_by: row.id(PersonId::new)?,
        changed_at: row.moment()?,
        version: row.integer()?,
    })
}

fn read_work(row: &mut Row<'_>) -> Result<InsideWork, StoreError> {
    Ok(InsideWork {
        case: row.id(CaseId::new)?,
        task: TaskNumber(row.small()?),
        organisation: row.id(OrganisationId::new)?,
        given: row.optional_json()?,
        draft: row.optional_json()?,
        version: row.integer()?,
    })
}

#[async_trait]
impl Insides for View {
    async fn inside_setting(
        &mut self,
        organisation: OrganisationId,
    ) -> Result<Option<InsideSetting>, StoreError> {
        self.first(SETTING, parameters![organisation], read_setting).await
    }

    async fn inside_work(&mut self, cases: &[CaseId]) -> Result<Vec<InsideWork>, StoreError> {
        self.all(WORK, parameters![Parameter::ids(cases)], read_work).await
    }
}
