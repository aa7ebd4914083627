//! The audit's rows, and the log that they are sealed in.

use async_trait::async_trait;
use linli_domain::audit::Entry;
use linli_kernel::{Day, Moment};

use super::StoreError;

type Read<T> = Result<T, StoreError>;

/// The place of a tile: its level (0 holds the hashes of rows) and its number in the level.
pub type TilePlace = (i64, i64);

/// Up to 256 hashes that stand side by side on one level of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TileRow {
    /// Where.
    pub place: TilePlace,
    /// The hashes, 32 bytes each.
    pub hashes: Vec<u8>,
}

/// A signed statement of what the log held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckpointRow {
    /// Of which day it is the last.
    pub day: Day,
    /// How many rows were sealed.
    pub size: i64,
    /// The signed note (C2SP tlog-checkpoint).
    pub note: String,
}

/// A sealed row of the audit and its position in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedRow {
    /// The position, from 0 up without gaps if nobody tampered with it.
    pub leaf: i64,
    /// The row.
    pub entry: Entry,
}

/// What the sealer writes, all of it or nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// The ids of the rows that are sealed, in the order of their positions.
    pub rows: Vec<i64>,
    /// The position of the first of them.
    pub from: i64,
    /// The tiles that changed.
    pub tiles: Vec<TileRow>,
    /// What the log holds now; replaces an earlier one of the same day.
    pub checkpoint: CheckpointRow,
}

/// Which rows of the audit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Only what this person did or was refused.
    pub person: Option<i64>,
    /// Only this action.
    pub action: Option<String>,
    /// Only what did not end in `done`.
    pub refused: bool,
    /// Only about this, as `kind:id`.
    pub subject: Option<String>,
    /// Nothing later than this.
    pub until: Option<Moment>,
}

/// Where a page of the audit goes on: the last row's moment and id.
pub type AuditKey = (i64, i64);

/// A page of the audit, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditRows {
    /// The rows, with their positions in the log once sealed.
    pub rows: Vec<(Entry, Option<i64>)>,
    /// Where the next page begins.
    pub next: Option<AuditKey>,
    /// The filter left so little that the page ends before it is full; older rows are at `next`.
    pub sparse: bool,
}

/// The audit and its log.
#[async_trait]
pub trait AuditLog {
    /// The oldest rows that are not sealed, by id.
    async fn unsealed(&mut self, limit: i64) -> Read<Vec<Entry>>;
    /// How many rows are not sealed, and the moment of the oldest.
    async fn unsealed_count(&mut self) -> Read<(i64, Option<Moment>)>;
    /// Sealed rows from a position on, by position.
    async fn sealed(&mut self, from: i64, limit: i64) -> Read<Vec<SealedRow>>;
    /// Tiles by place, in the order asked for; missing ones are left out.
    async fn tiles(&mut self, places: &[TilePlace]) -> Read<Vec<TileRow>>;
    /// The checkpoints that are kept (the last of each day), by size.
    async fn checkpoints(&mut self) -> Read<Vec<CheckpointRow>>;
    /// The latest checkpoint.
    async fn latest_checkpoint(&mut self) -> Read<Option<CheckpointRow>>;
    /// A page of the audit.
    async fn audit_rows(
        &mut self,
        filter: &AuditFilter,
        after: Option<AuditKey>,
        limit: i64,
    ) -> Read<AuditRows>;
}
