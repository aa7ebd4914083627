//! A table of entries: checked whole by row and column and tried over past cases, then taken.

use std::collections::{BTreeMap, BTreeSet};

use linli_domain::{
    dispatch::{DispatchEntry, MAX_ENTRIES, merged},
    place::Place,
};
use linli_kernel::{DispatchEntryId, OrganisationId, PlaceId};

use super::{
    COLUMNS,
    keeper::KeptPlaces,
    trial::{self, Trial},
    words::DistrictWords,
};
use crate::{
    App, AppError, AppResult, Caller, Changes, DispatchPut, PlacePut, audit,
    ports::Snapshot,
    retried,
    setup::{PastedTable, Problem, TableImport},
};

/// Those columns without which a row says nothing.
const REQUIRED: [&str; 6] = ["place", "category", "part", "organisation", "basis", "from"];
/// As what it is audited, done or refused.
const ACTION: &str = "dispatch.import";

/// Takes a table of entries, or only tries it over past cases. A row is the same entry as one of the same place,
/// kind of matter, part, organisation and first day; entries that the table does not name stay.
///
/// # Errors
/// [`AppError::Forbidden`] for whoever keeps no list; what is wrong with the table is in the answer.
pub async fn import_dispatch_list(
    app: &App,
    caller: &Caller,
    new: PastedTable<'_>,
) -> AppResult<(TableImport, Trial)> {
    let answer = retried(|| try_import(app, caller, new)).await;
    audit::told(app, &caller.actor(None), ACTION, "dispatch:table", answer).await
}

async fn try_import(
    app: &App,
    caller: &Caller,
    new: PastedTable<'_>,
) -> AppResult<(TableImport, Trial)> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let kept = KeptPlaces::load(app, rows, caller).await?;
    let permit = kept.permit(caller)?;
    let mut import = Reading { done: TableImport::default(), before: Vec::new(), puts: Vec::new() };
    if let Err(problems) = import.read(app, rows, &kept, new).await? {
        return Ok((TableImport::refused(problems), Trial::default()));
    }
    let Reading { done, before, puts } = import;
    let after = merged(&before, &puts);
    let changed = puts.iter().map(|put| put.id).collect::<BTreeSet<_>>();
    let touched = puts.iter().chain(before.iter().filter(|entry| changed.contains(&entry.id)));
    let touched = trial::Touched::of(touched);
    let trial = trial::over_past_cases(app, rows, caller, (&before, &after), &touched).await?;
    if !new.dry_run && !puts.is_empty() {
        let subject = format!("dispatch:{}", puts.len());
        let row = audit::row(app, permit.actor(), ACTION, subject, audit::DONE);
        let mut changes = Changes::new(permit, row);
        changes.expects.extend(kept.relied_on.iter().copied());
        for id in puts.iter().map(|put| put.place).collect::<BTreeSet<PlaceId>>() {
            // Two lists that would clash only together: the second one is decided anew.
            if let Some(place) = kept.place(id).cloned() {
                changes.put(PlacePut::Place(Place { version: place.version + 1, ..place }));
            }
        }
        for entry in puts {
            changes.put(DispatchPut::Entry(Box::new(entry)));
        }
        app.store.commit(changes).await?;
    }
    Ok((done, trial))
}

/// A table on its way into the lists.
struct Reading {
    done: TableImport,
    /// The lists of the districts as they are.
    before: Vec<DispatchEntry>,
    /// What changes.
    puts: Vec<DispatchEntry>,
}

impl Reading {
    async fn read(
        &mut self,
        app: &App,
        rows: &mut dyn Snapshot,
        kept: &KeptPlaces,
        new: PastedTable<'_>,
    ) -> AppResult<Result<(), Vec<Problem>>> {
        let (sheet, mut problems) = match new.read((&COLUMNS, &REQUIRED), MAX_ENTRIES) {
            Ok(read) => read,
            Err(problems) => return Ok(Err(problems)),
        };
        let Some(district) = kept.places.first().map(|place| place.district) else {
            return Err(AppError::Forbidden);
        };
        let playbook = app.playbook_of(rows, district).await?.ok_or(AppError::Forbidden)?;
        let words = DistrictWords {
            playbook: &playbook,
            places: &kept
                .places
                .iter()
                .filter(|p| p.district == district)
                .cloned()
                .collect::<Vec<_>>(),
            organisations: organisations(rows, district).await?,
        };
        self.before = rows.dispatch_entries(district).await?;
        // The row that named an entry, for what two rows say of one thing.
        let mut named: BTreeMap<DispatchEntryId, u64> = BTreeMap::new();
        for line in sheet.lines() {
            match words.entry(&sheet, line, DispatchEntryId::from_raw(app.entropy.id())) {
                Ok(entry) => {
                    let id = self.add(entry);
                    if named.insert(id, line.row).is_some() {
                        problems.push(Problem::new(line.row, "", "dispatch-twice"));
                    }
                }
                Err(wrong) => problems.extend(wrong),
            }
        }
        let after = merged(&self.before, &self.puts);
        for put in &self.puts {
            if let Some(row) = named.get(&put.id).filter(|_| after.iter().any(|e| e.clashes(put))) {
                problems.push(Problem::new(*row, "organisation", "dispatch-clash"));
            }
        }
        if after.len() > MAX_ENTRIES {
            problems.push(Problem::new(0, "", "too-many-rows").with("max", MAX_ENTRIES));
        }
        Ok(if problems.is_empty() { Ok(()) } else { Err(problems) })
    }

    /// What a row says: a new entry, a change of one, or nothing new. Answers the entry's id.
    fn add(&mut self, entry: DispatchEntry) -> DispatchEntryId {
        let same = |other: &&DispatchEntry| {
            let key = |e: &DispatchEntry| {
                (e.place, e.category.clone(), e.part, e.organisation, e.valid_from)
            };
            key(other) == key(&entry)
        };
        if let Some(twice) = self.puts.iter().find(same) {
            return twice.id;
        }
        let Some(old) = self.before.iter().find(same) else {
            let id = entry.id;
            self.done.new += 1;
            self.puts.push(entry);
            return id;
        };
        let id = old.id;
        let wanted = DispatchEntry { id, version: old.version, ..entry };
        if *old == wanted {
            self.done.unchanged += 1;
        } else {
            self.done.changed += 1;
            self.puts.push(DispatchEntry { version: wanted.version + 1, ..wanted });
        }
        id
    }
}

async fn organisations(
    rows: &mut dyn Snapshot,
    district: PlaceId,
) -> AppResult<BTreeMap<String, Option<OrganisationId>>> {
    let mut names = BTreeMap::new();
    for body in rows.organisations(district).await? {
        let known = |id: &mut Option<OrganisationId>| *id = None;
        names.entry(body.name).and_modify(known).or_insert(Some(body.id));
    }
    Ok(names)
}
