//! Tables between "check" and "import": held in memory for a while, because they hold names and
//! telephones that must not lie about in a folder.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::body::Bytes;
use linli_app::{
    AppError,
    setup::{Import, Progress},
};
use linli_kernel::{Moment, PersonId};

/// Most tables held at the same time; the oldest makes room.
const MOST: usize = 4;
/// How long a table is held: half an hour, in milliseconds.
const HELD_MS: i64 = 30 * 60_000;

/// What became of a table so far.
#[derive(Clone, Debug)]
pub(super) enum Outcome {
    /// Somebody works on it.
    Running(Progress),
    /// It was checked: this is what an import would do, or what is wrong.
    Checked(Import),
    /// It was imported.
    Imported(Import),
    /// It was refused as a whole.
    Refused(Arc<AppError>),
}

/// A table and what became of it.
#[derive(Clone, Debug)]
pub(super) struct Held {
    /// Whose; nobody else gets to see it.
    pub(super) person: PersonId,
    /// When it came.
    pub(super) at: Moment,
    /// What it lists: `places` or `staff`.
    pub(super) kind: &'static str,
    /// Of a list of divisions, only rows whose code begins with this.
    pub(super) only: Option<String>,
    /// The file.
    pub(super) bytes: Bytes,
    /// What became of it.
    pub(super) outcome: Outcome,
}

/// The tables that are being imported.
#[derive(Debug, Default)]
pub(crate) struct Shelf(Mutex<BTreeMap<String, Held>>);

impl Shelf {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Held>> {
        // What is held is whole even if somebody panicked beside it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Holds a table under a name. The name is no secret: a table is its owner's alone.
    pub(super) fn put(&self, name: &str, held: Held) {
        let mut all = self.lock();
        all.retain(|_, other| held.at.ms_since(other.at) < HELD_MS);
        while all.len() >= MOST {
            let oldest = all.iter().min_by_key(|(_, other)| other.at).map(|(name, _)| name.clone());
            let Some(oldest) = oldest else { break };
            all.remove(&oldest);
        }
        all.insert(name.to_owned(), held);
    }

    /// What is held under a name for this person.
    pub(super) fn get(&self, name: &str, kind: &str, person: PersonId) -> Option<Held> {
        let held = self.lock().get(name).cloned();
        held.filter(|held| held.person == person && held.kind == kind)
    }

    /// Begins to import what was checked and found whole; `None` if there is no such table, or
    /// somebody began already.
    pub(super) fn begin(&self, name: &str, kind: &str, person: PersonId) -> Option<Held> {
        let mut all = self.lock();
        let held = all.get_mut(name)?;
        let whole = matches!(&held.outcome, Outcome::Checked(import) if import.problems.is_empty());
        if held.person != person || held.kind != kind || !whole {
            return None;
        }
        held.outcome = Outcome::Running(Progress::default());
        Some(held.clone())
    }

    /// Says what became of a table.
    pub(super) fn tell(&self, name: &str, outcome: Outcome) {
        if let Some(held) = self.lock().get_mut(name) {
            if matches!(outcome, Outcome::Imported(_)) {
                held.bytes = Bytes::new();
            }
            held.outcome = outcome;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(person: i64, at: i64) -> Held {
        Held {
            person: PersonId::new(person).unwrap(),
            at: Moment::from_ms(at),
            kind: "places",
            only: None,
            bytes: Bytes::from_static(b"x"),
            outcome: Outcome::Checked(Import::default()),
        }
    }

    #[test]
    fn a_table_is_its_owners_and_is_imported_once() {
        let shelf = Shelf::default();
        let (owner, other) = (PersonId::new(1).unwrap(), PersonId::new(2).unwrap());
        shelf.put("a", held(1, 0));
        assert!(shelf.get("a", "places", owner).is_some());
        assert!(shelf.get("a", "places", other).is_none());
        assert!(shelf.get("a", "staff", owner).is_none());
        assert!(shelf.begin("a", "places", other).is_none());
        assert!(shelf.begin("a", "places", owner).is_some());
        assert!(shelf.begin("a", "places", owner).is_none());
    }

    #[test]
    fn the_shelf_is_short_and_soon_forgets() {
        let shelf = Shelf::default();
        let owner = PersonId::new(1).unwrap();
        for (name, at) in [("a", 0), ("b", 1), ("c", 2), ("d", 3), ("e", 4)] {
            shelf.put(name, held(1, at));
        }
        assert!(shelf.get("a", "places", owner).is_none());
        assert!(shelf.get("e", "places", owner).is_some());
        shelf.put("f", held(1, HELD_MS + 4));
        assert!(shelf.get("e", "places", owner).is_none());
    }
}
