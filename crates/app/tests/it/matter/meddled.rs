//! A store on which something happens at the worst moment.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use linli_app::{
    App, Changes, Committed, Installation, Vault,
    ports::{CommitError, OutboxJob, RollUp, Seal, Snapshot, Store, StoreError, StoreFigures},
};
use linli_kernel::{Moment, RawId};

/// Hands everything on to a real store.
pub(crate) struct Meddled {
    inner: Arc<dyn Store>,
    /// Somebody else's write that comes just before the next one.
    pub(crate) comes_first: Mutex<Option<Changes>>,
    /// The process dies before it can say that an effect is done.
    pub(crate) dies_before_finishing: AtomicBool,
    /// How many writes lost against somebody else's.
    pub(crate) lost: AtomicUsize,
}

impl Meddled {
    /// The same program over the same rows, through this store.
    pub(crate) fn over(app: &App) -> (App, Arc<Self>) {
        let store = Arc::new(Self {
            inner: Arc::clone(&app.store),
            comes_first: Mutex::new(None),
            dies_before_finishing: AtomicBool::new(false),
            lost: AtomicUsize::new(0),
        });
        let app = App::new(Installation {
            store: Arc::clone(&store) as Arc<dyn Store>,
            blobs: Arc::clone(&app.blobs),
            clock: Arc::clone(&app.clock),
            entropy: Arc::clone(&app.entropy),
            sms: Arc::clone(&app.sms),
            darkroom: Arc::clone(&app.darkroom),
            vault: Vault::new(&[7; 32]),
        });
        (app, store)
    }
}

#[async_trait::async_trait]
impl Store for Meddled {
    async fn is_current(&self) -> Result<bool, StoreError> {
        self.inner.is_current().await
    }

    async fn try_to_write(&self) -> Result<(), StoreError> {
        self.inner.try_to_write().await
    }

    fn figures(&self) -> StoreFigures {
        self.inner.figures()
    }

    async fn snapshot(&self) -> Result<Box<dyn Snapshot>, StoreError> {
        self.inner.snapshot().await
    }

    async fn commit(&self, changes: Changes) -> Result<Committed, CommitError> {
        let first = self.comes_first.lock().unwrap().take();
        if let Some(first) = first {
            self.inner.commit(first).await.unwrap();
        }
        let answer = self.inner.commit(changes).await;
        if matches!(answer, Err(CommitError::Conflict(_))) {
            self.lost.fetch_add(1, Ordering::SeqCst);
        }
        answer
    }

    async fn claim_outbox(
        &self,
        now: Moment,
        locked_until: Moment,
        limit: i64,
    ) -> Result<Vec<OutboxJob>, StoreError> {
        self.inner.claim_outbox(now, locked_until, limit).await
    }

    async fn finish_outbox(&self, id: RawId, at: Moment) -> Result<(), StoreError> {
        if self.dies_before_finishing.load(Ordering::SeqCst) {
            return Ok(());
        }
        self.inner.finish_outbox(id, at).await
    }

    async fn retry_outbox(&self, id: RawId, run_at: Moment) -> Result<(), StoreError> {
        self.inner.retry_outbox(id, run_at).await
    }

    async fn touch_session(&self, token_hash: &[u8], idle_until: Moment) -> Result<(), StoreError> {
        self.inner.touch_session(token_hash, idle_until).await
    }

    async fn seal_audit(&self, seal: Seal) -> Result<(), CommitError> {
        self.inner.seal_audit(seal).await
    }

    async fn roll_up(&self, roll_up: RollUp) -> Result<(), CommitError> {
        self.inner.roll_up(roll_up).await
    }
}
