//! A table of items: checked whole by row and column, then taken.

use std::collections::BTreeMap;

use linli_domain::service_item::{MAX_ITEMS, ServiceItem};
use linli_kernel::{PlaceId, ServiceItemId};

use super::{
    COLUMNS,
    form::{Keeping, NewItem},
    keep::{decided, decided_anew, says_the_same},
};
use crate::{
    App, AppResult, Caller, Changes, audit, retried,
    setup::{PastedTable, Problem, TableImport, pasted::PastedSheet, sheet::Line},
};

/// Those columns without which a row says nothing.
const REQUIRED: [&str; 5] = ["title", "basis", "steps", "days", "from"];
/// As what it is audited, done or refused.
const ACTION: &str = "service-item.import";

/// Takes a table of items of a place, or only checks it. A row is the same item as one of the same
/// title and first day; items that the table does not name stay.
///
/// # Errors
/// [`crate::AppError::Forbidden`] unless a post of the caller speaks for the place;
/// [`crate::AppError::NotFound`]; what is wrong with the table is in the answer.
pub async fn import_service_items(
    app: &App,
    caller: &Caller,
    place: PlaceId,
    new: PastedTable<'_>,
) -> AppResult<TableImport> {
    let answer = retried(|| try_import(app, caller, place, new)).await;
    audit::told(app, &caller.actor(None), ACTION, format!("place:{place}"), answer).await
}

async fn try_import(
    app: &App,
    caller: &Caller,
    place: PlaceId,
    new: PastedTable<'_>,
) -> AppResult<TableImport> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let (place, speaker, permit) = decided(app, rows, caller, place).await?;
    let mut import = Reading {
        keeping: Keeping::load(app, rows, caller, (place.id, place.district), &speaker).await?,
        before: rows.service_items(&[place.id]).await?,
        puts: Vec::new(),
        done: TableImport::default(),
    };
    let (sheet, mut problems) = match new.read((&COLUMNS, &REQUIRED), MAX_ITEMS) {
        Ok(read) => read,
        Err(problems) => return Ok(TableImport::refused(problems)),
    };
    problems.extend(import.read(&sheet, || ServiceItemId::from_raw(app.entropy.id())));
    if !problems.is_empty() {
        return Ok(TableImport::refused(problems));
    }
    if !new.dry_run && !import.puts.is_empty() {
        let subject = format!("place:{}", place.id);
        let row = audit::row(app, permit.actor(), ACTION, subject, audit::DONE);
        let mut changes = Changes::new(permit, row);
        changes.expects.extend(speaker.relied_on);
        for item in import.puts {
            changes.put(item);
        }
        changes.put(decided_anew(place));
        app.store.commit(changes).await?;
    }
    Ok(import.done)
}

/// A table on its way.
struct Reading {
    keeping: Keeping,
    /// The items as they are.
    before: Vec<ServiceItem>,
    /// What changes.
    puts: Vec<ServiceItem>,
    done: TableImport,
}

impl Reading {
    /// Every row; answers every mistake.
    fn read(&mut self, sheet: &PastedSheet<'_>, fresh: impl Fn() -> ServiceItemId) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut after: BTreeMap<ServiceItemId, ServiceItem> =
            self.before.iter().map(|item| (item.id, item.clone())).collect();
        // The row that named an item, for what two rows say of one thing.
        let mut named: BTreeMap<ServiceItemId, u64> = BTreeMap::new();
        for line in sheet.lines() {
            let typed = typed(sheet, line);
            match self.keeping.read(fresh(), &typed) {
                Err(wrong) => {
                    problems.extend(wrong.into_iter().map(|error| Problem::of(line.row, error)));
                }
                Ok(item) => {
                    let item = self.known(&after, item);
                    if named.insert(item.id, line.row).is_some() {
                        problems.push(Problem::new(line.row, "title", "service-item-row-twice"));
                    }
                    after.insert(item.id, item);
                }
            }
        }
        for (id, row) in &named {
            let clashes = |item: &ServiceItem| after.values().any(|other| other.clashes(item));
            if after.get(id).is_some_and(clashes) {
                problems.push(Problem::new(*row, "title", "service-item-twice"));
            }
        }
        if after.len() > MAX_ITEMS {
            problems.push(Problem::new(0, "", "too-many-rows").with("max", MAX_ITEMS));
        }
        if problems.is_empty() {
            self.changed(after, &named);
        }
        problems
    }

    /// The same item as one that is known, with its id and version.
    fn known(
        &self,
        after: &BTreeMap<ServiceItemId, ServiceItem>,
        item: ServiceItem,
    ) -> ServiceItem {
        let same = after
            .values()
            .find(|known| known.title == item.title && known.valid_from == item.valid_from);
        match same {
            Some(known) => ServiceItem { id: known.id, version: known.version, ..item },
            None => item,
        }
    }

    /// What is to be written, and how many rows say what.
    fn changed(
        &mut self,
        after: BTreeMap<ServiceItemId, ServiceItem>,
        named: &BTreeMap<ServiceItemId, u64>,
    ) {
        for item in after.into_values().filter(|item| named.contains_key(&item.id)) {
            match self.before.iter().find(|old| old.id == item.id) {
                None => {
                    self.done.new += 1;
                    self.puts.push(item);
                }
                Some(old) if says_the_same(old, &item) => self.done.unchanged += 1,
                Some(_) => {
                    self.done.changed += 1;
                    self.puts.push(ServiceItem { version: item.version + 1, ..item });
                }
            }
        }
    }
}

/// What a row says.
fn typed(sheet: &PastedSheet<'_>, line: &Line) -> NewItem {
    let cell = |column: &str| sheet.cell(line, column).to_owned();
    NewItem {
        title: cell("title"),
        basis: cell("basis"),
        documents: cell("documents"),
        steps: cell("steps"),
        days: cell("days"),
        fee: cell("fee"),
        one_visit: sheet.word(line, "one-visit").to_owned(),
        facility: cell("facility"),
        address: cell("address"),
        hours: cell("hours"),
        phone: cell("phone"),
        from: cell("from"),
        to: cell("to"),
    }
}
