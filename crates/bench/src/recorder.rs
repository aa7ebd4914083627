//! Requests run through the whole program in this process, with what they read and would write
//! recorded instead of written: what the bare loop plays.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use axum::{Router, body::Body, http::Request};
use linli_app::{
    App, Assign, Changes, Committed, Installation, Vault,
    ports::{
        Clock, CommitError, OutboxJob, RollUp, Seal, Snapshot, Store, StoreError, StoreFigures,
    },
};
use linli_channels::{FolderBlobs, JpegDarkroom, NoSms, SystemClock, SystemEntropy};
use linli_kernel::{Moment, RawId};
use linli_store::{
    Database,
    measure::{Reads, Tape, Write},
};
use linli_web::server::{PublicUrl, Settings, router};
use tower::ServiceExt as _;

use crate::{load::Ask, outcome::Outcome};

/// Whether commits reach the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Commits {
    /// They do.
    Written,
    /// They are only kept.
    Kept,
}

/// A store that keeps what is committed.
pub(crate) struct Keeping {
    database: Arc<Database>,
    commits: Commits,
    kept: Mutex<Vec<Changes>>,
}

impl Keeping {
    pub(crate) fn new(database: Arc<Database>, commits: Commits) -> Self {
        Self { database, commits, kept: Mutex::new(Vec::new()) }
    }

    /// Takes what was committed since the last time.
    pub(crate) fn take(&self) -> Vec<Changes> {
        std::mem::take(&mut *self.kept.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Numbers for whoever waits for them; the rows get theirs when they are played.
fn numbers(changes: &Changes) -> Committed {
    let numbers = changes.assigns.iter().map(|assign| {
        let Assign::CaseNumber { case, .. } = assign;
        (*case, "00000000-0000".to_owned())
    });
    Committed { numbers: numbers.collect() }
}

#[async_trait]
impl Store for Keeping {
    async fn snapshot(&self) -> Result<Box<dyn Snapshot>, StoreError> {
        self.database.snapshot().await
    }

    async fn commit(&self, changes: Changes) -> Result<Committed, CommitError> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).push(changes.clone());
        match self.commits {
            Commits::Written => self.database.commit(changes).await,
            Commits::Kept => Ok(numbers(&changes)),
        }
    }

    async fn claim_outbox(
        &self,
        now: Moment,
        locked_until: Moment,
        limit: i64,
    ) -> Result<Vec<OutboxJob>, StoreError> {
        self.database.claim_outbox(now, locked_until, limit).await
    }

    async fn finish_outbox(&self, id: RawId, at: Moment) -> Result<(), StoreError> {
        self.database.finish_outbox(id, at).await
    }

    async fn retry_outbox(&self, id: RawId, run_at: Moment) -> Result<(), StoreError> {
        self.database.retry_outbox(id, run_at).await
    }

    async fn touch_session(&self, _: &[u8], _: Moment) -> Result<(), StoreError> {
        Ok(())
    }

    async fn seal_audit(&self, seal: Seal) -> Result<(), CommitError> {
        self.database.seal_audit(seal).await
    }

    async fn roll_up(&self, roll_up: RollUp) -> Result<(), CommitError> {
        self.database.roll_up(roll_up).await
    }

    async fn is_current(&self) -> Result<bool, StoreError> {
        self.database.is_current().await
    }

    async fn try_to_write(&self) -> Result<(), StoreError> {
        self.database.try_to_write().await
    }

    fn figures(&self) -> StoreFigures {
        self.database.figures()
    }
}

/// The key of the measured installation; it guards nothing.
pub(crate) const KEY: [u8; 32] = [7; 32];

/// The program over a store, with ids of its own node.
pub(crate) fn app(store: Arc<dyn Store>, photos: &std::path::Path, node: u8) -> Outcome<App> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    Ok(App::new(Installation {
        store,
        blobs: Arc::new(FolderBlobs::open(photos)?),
        entropy: Arc::new(SystemEntropy::new(Arc::clone(&clock), node)),
        clock,
        sms: Arc::new(NoSms),
        darkroom: Arc::new(JpegDarkroom::default()),
        vault: Vault::new(&KEY),
    }))
}

/// The front doors over an app.
pub(crate) fn doors(app: App, origin: &str) -> Outcome<Router> {
    let url: PublicUrl = origin.parse().map_err(|error| format!("{origin}: {error:?}"))?;
    Ok(router(app, Settings::new(url)))
}

/// What one request asks of the database.
#[derive(Clone, Debug)]
pub(crate) struct Recorded {
    pub(crate) reads: Reads,
    pub(crate) writes: Vec<Write>,
}

/// Records requests.
pub(crate) struct Recorder {
    tape: Tape,
    store: Arc<Keeping>,
    doors: Router,
}

impl Recorder {
    /// Over a database of its own connections, recorded on `tape`.
    pub(crate) fn new(database: Database, photos: &std::path::Path, node: u8) -> Outcome<Self> {
        let tape = Tape::default();
        let database = Arc::new(database.recorded_on(tape.clone()));
        let store = Arc::new(Keeping::new(database, Commits::Kept));
        let app = app(Arc::clone(&store) as Arc<dyn Store>, photos, node)?;
        Ok(Self { tape, store, doors: doors(app, "http://127.0.0.1")? })
    }

    /// Runs one request.
    pub(crate) async fn record(&self, ask: &Ask) -> Outcome<Recorded> {
        let mut request = Request::builder().method(ask.method).uri(&ask.path);
        for (name, value) in ask.headers() {
            request = request.header(name, value);
        }
        let request = request.body(Body::from(ask.body.clone()))?;
        let answer = self.doors.clone().oneshot(request).await?;
        if answer.status().as_u16() != ask.status {
            return Err(format!("{} {}: {}", ask.method, ask.path, answer.status()).into());
        }
        let writes: Result<Vec<_>, _> = self.store.take().into_iter().map(Write::of).collect();
        Ok(Recorded { reads: self.tape.take(), writes: writes? })
    }
}
