//! What the histories of cases say, as it was read when they were counted, or read now.

use std::collections::BTreeMap;

use linli_domain::{
    indicator::{Course, course},
    matter::CaseRow,
};
use linli_kernel::CaseId;

use crate::{App, AppResult, ports::Snapshot};

/// The course of each of these cases. Reading a history is the costly part of counting: what was
/// read at the revision that a case still has is taken from its share of the figures.
pub(super) async fn courses(
    app: &App,
    rows: &mut dyn Snapshot,
    cases: &[CaseRow],
) -> AppResult<BTreeMap<CaseId, Course>> {
    let ids: Vec<CaseId> = cases.iter().map(|row| row.id).collect();
    let mut kept = rows.shares(&ids).await?;
    let mut found = BTreeMap::new();
    let mut changed = Vec::new();
    for row in cases {
        match kept.remove(&row.id).and_then(|share| share.course) {
            Some((revision, course)) if revision == row.revision => {
                found.insert(row.id, course);
            }
            _ => changed.push(row),
        }
    }
    found.extend(read(app, rows, &changed).await?);
    Ok(found)
}

/// The same, from the events.
pub(super) async fn read(
    app: &App,
    rows: &mut dyn Snapshot,
    cases: &[&CaseRow],
) -> AppResult<BTreeMap<CaseId, Course>> {
    let ids: Vec<CaseId> = cases.iter().map(|row| row.id).collect();
    let mut events = rows.events_of(&ids).await?;
    let mut found = BTreeMap::new();
    for row in cases {
        let (key, version) = row.state.playbook.clone();
        let playbook = app.playbook(rows, &key, version).await?;
        let events = events.remove(&row.id).unwrap_or_default();
        let process = playbook.process(&row.state.process);
        let read = process.map(|process| course(process, &events));
        found.insert(row.id, read.unwrap_or_default());
    }
    Ok(found)
}
