//! One after the other where a limit is looked at and then counted: otherwise all requests that come
//! at once see the count before any of them.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError, Weak},
};

use tokio::sync::{Mutex as Turn, OwnedMutexGuard};

/// Who waits for whom, by a counter's name. Each node has its own: of several nodes each may let one
/// request more through at the very moment when a limit is reached.
#[derive(Debug, Default)]
pub(crate) struct Turns(Mutex<BTreeMap<String, Weak<Turn<()>>>>);

/// So many names are kept before those that nobody waits for go.
const KEPT: usize = 1_000;

impl Turns {
    /// Waits until nobody else has the turn of this name. Whoever takes several takes them in the
    /// same order as everybody.
    pub(crate) async fn take(&self, name: &str) -> OwnedMutexGuard<()> {
        self.of(name).lock_owned().await
    }

    fn of(&self, name: &str) -> Arc<Turn<()>> {
        let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(turn) = turns.get(name).and_then(Weak::upgrade) {
            return turn;
        }
        if turns.len() >= KEPT {
            turns.retain(|_, turn| turn.strong_count() > 0);
        }
        let turn = Arc::new(Turn::default());
        turns.insert(name.to_owned(), Arc::downgrade(&turn));
        turn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_name_is_one_turn_and_nothing_is_kept_for_good() {
        let turns = Turns::default();
        let held = turns.take("a").await;
        let other = turns.take("b").await;
        assert!(turns.of("a").try_lock().is_err());
        drop((held, other));
        assert!(turns.of("a").try_lock().is_ok());
        for number in 0..3 * KEPT {
            drop(turns.take(&number.to_string()).await);
        }
        assert!(turns.0.lock().unwrap().len() <= KEPT);
    }
}
