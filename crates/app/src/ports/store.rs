//! The store: snapshots to read from, changes to commit.

use async_trait::async_trait;
use linli_kernel::{CaseId, Moment, RawId};

use super::{
    Accounts, Admissions, AuditLog, Boards, Cases, Dispatch, Duties, Inbox, Insides, Jobs,
    MonthlyFigures, Notices, People, Places, Planner, Playbooks, PublishedMonths, RollUp, Seal,
    Services, Staffing, Whistles,
};
use crate::{Changes, Committed, Outgoing};

/// The store failed: unreachable, full, broken. Nothing that a user did.
#[derive(Debug, thiserror::Error)]
#[error("store: {0}")]
pub struct StoreError(pub String);

/// What the engines and the system say of a disk without room.
const FULL: [&str; 2] = ["disk is full", "No space left"];

impl StoreError {
    /// Whether there is no room left: the one failure that people on the spot mend.
    #[must_use]
    pub fn is_disk_full(&self) -> bool {
        FULL.iter().any(|words| self.0.contains(words))
    }
}

/// Why a commit changed nothing.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// A row that the decision relied on is no longer as it was, or a unique key is taken.
    #[error("conflict on {0}")]
    Conflict(&'static str),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<CommitError> for StoreError {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Store(error) => error,
            CommitError::Conflict(subject) => {
                Self(format!("another program changed the {subject} meanwhile"))
            }
        }
    }
}

/// One consistent view of all rows.
pub trait Snapshot:
    Accounts
    + Admissions
    + AuditLog
    + Boards
    + Cases
    + Dispatch
    + Duties
    + Inbox
    + Insides
    + Jobs
    + MonthlyFigures
    + Notices
    + People
    + Places
    + Planner
    + Playbooks
    + PublishedMonths
    + Services
    + Staffing
    + Whistles
    + Send
{
}

/// An outbox row whose turn it is, claimed by this process for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxJob {
    /// Its id, the idempotency key.
    pub id: RawId,
    /// The case that caused it.
    pub case: Option<CaseId>,
    /// What to do.
    pub effect: Outgoing,
    /// When its turn came: the moment of what caused it, later only where it failed before.
    pub run_at: Moment,
    /// How often it was tried before.
    pub attempts: i64,
}

/// The rows.
#[async_trait]
pub trait Store: Send + Sync {
    /// Opens a snapshot.
    async fn snapshot(&self) -> Result<Box<dyn Snapshot>, StoreError>;
    /// Commits all of it or nothing; when it returns, the write is durable.
    async fn commit(&self, changes: Changes) -> Result<Committed, CommitError>;
    /// Claims up to `limit` due outbox rows until `locked_until`.
    async fn claim_outbox(
        &self,
        now: Moment,
        locked_until: Moment,
        limit: i64,
    ) -> Result<Vec<OutboxJob>, StoreError>;
    /// Marks a claimed row as done.
    async fn finish_outbox(&self, id: RawId, at: Moment) -> Result<(), StoreError>;
    /// Puts a failed row back, to run again at `run_at`.
    async fn retry_outbox(&self, id: RawId, run_at: Moment) -> Result<(), StoreError>;
    /// Keeps an idle session alive; the one write that is no use-case's, and may be lost.
    async fn touch_session(&self, token_hash: &[u8], idle_until: Moment) -> Result<(), StoreError>;
    /// Seals rows of the audit: the second write that is no use-case's, since a row about it
    /// would have to be sealed in turn.
    ///
    /// # Errors
    /// [`CommitError::Conflict`] if another sealer was faster; nothing is written then.
    async fn seal_audit(&self, seal: Seal) -> Result<(), CommitError>;
    /// Writes what cases count for: the third such write, which only repeats what the cases say.
    ///
    /// # Errors
    /// [`CommitError::Conflict`] if somebody else counted meanwhile; nothing is written then.
    async fn roll_up(&self, roll_up: RollUp) -> Result<(), CommitError>;
    /// Whether the tables are still those of this program: of several nodes a newer one may have
    /// migrated them.
    ///
    /// # Errors
    /// [`StoreError`] if nothing can be read.
    async fn is_current(&self) -> Result<bool, StoreError>;
    /// Writes something large and takes it away again, to learn whether there is room again after a write found none.
    ///
    /// # Errors
    /// [`StoreError`] if nothing can be written.
    async fn try_to_write(&self) -> Result<(), StoreError>;
    /// How it is doing since it was opened.
    fn figures(&self) -> StoreFigures;
}

/// How a store is doing, counted since it was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StoreFigures {
    /// Commits that were written.
    pub commits: u64,
    /// How often the disk was flushed for writes; of those that come together many share one.
    pub flushes: u64,
    /// Commits that wait now.
    pub waiting: u64,
    /// Whether the last commit found no room on the disk.
    pub disk_full: bool,
}
