//! How many requests that carry files are read at once: files are held in memory until they are
//! kept.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::http::StatusCode;
use linli_kernel::PersonId;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{sleep, timeout},
};

use crate::request::Problem;

/// How many requests may hold files in memory at once.
const TURNS: usize = 3;
/// How often somebody who is sending already is looked at again.
const AGAIN: Duration = Duration::from_millis(50);
/// When it is worth while to send again after no turn came up, in seconds.
const RETRY_S: i64 = 30;

/// Turns for requests that hold files in memory, at most one for a person at a time: nobody takes
/// them from all others.
#[derive(Clone, Debug)]
pub struct Uploads {
    turns: Arc<Semaphore>,
    sending: Arc<Mutex<BTreeSet<PersonId>>>,
    wait: Duration,
}

/// Somebody's turn; it is over when this is dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    /// Held, never looked at.
    _turn: OwnedSemaphorePermit,
    _sending: Sending,
}

/// Somebody who sends files or waits for it.
#[derive(Debug)]
struct Sending {
    person: PersonId,
    all: Arc<Mutex<BTreeSet<PersonId>>>,
}

impl Drop for Sending {
    fn drop(&mut self) {
        self.all.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.person);
    }
}

impl Uploads {
    /// All turns free; `wait` is how long a request waits for one.
    pub(super) fn new(wait: Duration) -> Self {
        Self { turns: Arc::new(Semaphore::new(TURNS)), sending: Arc::default(), wait }
    }

    /// Waits for a turn.
    ///
    /// # Errors
    /// 503 `server-busy` if none comes up.
    pub(crate) async fn turn(&self, person: PersonId) -> Result<Turn, Problem> {
        let busy = || Problem {
            retry_after_s: Some(RETRY_S),
            ..Problem::new(StatusCode::SERVICE_UNAVAILABLE, "server-busy")
        };
        let turn = timeout(self.wait, self.next(person)).await;
        turn.ok().flatten().ok_or_else(busy)
    }

    async fn next(&self, person: PersonId) -> Option<Turn> {
        let sending = loop {
            if let Some(sending) = self.begin(person) {
                break sending;
            }
            sleep(AGAIN).await;
        };
        // Whoever gives up waiting here drops `sending` and is no longer among them.
        let turn = Arc::clone(&self.turns).acquire_owned().await.ok()?;
        Some(Turn { _turn: turn, _sending: sending })
    }

    fn begin(&self, person: PersonId) -> Option<Sending> {
        let first = self.sending.lock().unwrap_or_else(PoisonError::into_inner).insert(person);
        first.then(|| Sending { person, all: Arc::clone(&self.sending) })
    }
}
