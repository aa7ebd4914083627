//! The log computed anew from the rows and compared with what was stored and signed.

use std::collections::BTreeMap;

use linli_domain::policy::Action;
use linli_kernel::Moment;
use tlog_tiles::{HASH_SIZE, Hash, record_hash};

use super::{
    checkpoint::LogKey,
    tree::{Tree, WIDTH},
};
use crate::{
    App, AppResult, Vault,
    account::Administrator,
    ports::{SealedRow, Snapshot, TilePlace, TileRow},
};

/// Rows read at a time.
const PAGE: i64 = 4_096;

/// Something that is not as it was sealed. Positions count rows from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The first row that is not what was sealed.
    Row {
        /// Its position.
        leaf: i64,
        /// Its id.
        id: i64,
    },
    /// A row is gone, and nothing behind it can be checked.
    RowMissing {
        /// Its position.
        leaf: i64,
    },
    /// Among these rows at least one is not what was sealed, and its stored hash was changed too.
    Rows {
        /// The first of them.
        from: i64,
        /// The last of them.
        to: i64,
    },
    /// The rows up to here are not the ones that were signed, though those before `after` are.
    Root {
        /// Rows that are proven.
        after: i64,
        /// The size of the first signed log that is another one.
        size: i64,
    },
    /// Rows with a position that no checkpoint covers.
    Unsigned {
        /// The first of them.
        from: i64,
    },
    /// A stored checkpoint was not signed by this installation's key, or says something else than
    /// its row.
    Checkpoint {
        /// The size that its row says.
        size: i64,
    },
    /// The checkpoint that somebody kept elsewhere was not signed by this installation's key.
    KeptCheckpoint,
    /// The rows are right and a stored tile of hashes is not.
    Tile {
        /// Its level.
        level: i64,
        /// Its number in the level.
        number: i64,
    },
}

impl Finding {
    /// The key of its sentence.
    #[must_use]
    pub const fn text_key(&self) -> &'static str {
        match self {
            Self::Row { .. } => "audit-found-row",
            Self::RowMissing { .. } => "audit-found-row-missing",
            Self::Rows { .. } => "audit-found-rows",
            Self::Root { .. } => "audit-found-root",
            Self::Unsigned { .. } => "audit-found-unsigned",
            Self::Checkpoint { .. } => "audit-found-checkpoint",
            Self::KeptCheckpoint => "audit-found-kept-checkpoint",
            Self::Tile { .. } => "audit-found-tile",
        }
    }

    /// The numbers in its sentence, by name.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, i64)> {
        match *self {
            Self::Row { leaf, id } => vec![("leaf", leaf), ("id", id)],
            Self::RowMissing { leaf } => vec![("leaf", leaf)],
            Self::Rows { from, to } => vec![("from", from), ("to", to)],
            Self::Root { after, size } => vec![("after", after), ("size", size)],
            Self::Unsigned { from } => vec![("from", from)],
            Self::Checkpoint { size } => vec![("size", size)],
            Self::KeptCheckpoint => Vec::new(),
            Self::Tile { level, number } => vec![("level", level), ("number", number)],
        }
    }
}

/// What was verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Rows that were read and hashed.
    pub rows: i64,
    /// Rows that wait to be sealed.
    pub unsealed: i64,
    /// The moment of the oldest of them: older than a few minutes means that nobody seals.
    pub unsealed_since: Option<Moment>,
    /// The latest checkpoint, to be kept where nobody who runs the installation can reach it.
    pub checkpoint: Option<String>,
    /// The public key that signs the checkpoints.
    pub verifier_key: String,
    /// What is wrong, worst first; empty when all is well.
    pub findings: Vec<Finding>,
}

/// Computes the log anew from every sealed row and compares it with all checkpoints, with the
/// stored tiles, and with a checkpoint that somebody `kept` outside, if one is given: only that
/// shows a history that was rewritten by whoever has the key.
///
/// # Errors
/// [`crate::AppError::Forbidden`] for everybody but the auditor and the operator;
/// [`crate::AppError::Internal`] if the store fails.
pub async fn verify(app: &App, by: Administrator<'_>, kept: Option<&str>) -> AppResult<Verified> {
    by.permit(app, Action::ReadAudit).await?;
    let mut rows = app.snapshot().await?;
    verified(rows.as_mut(), &app.vault, kept).await
}

/// The same over rows that were opened otherwise, for whoever examines an installation that does not
/// run.
///
/// # Errors
/// [`crate::AppError::Internal`] if the store fails.
pub async fn verified(
    rows: &mut dyn Snapshot,
    vault: &Vault,
    kept: Option<&str>,
) -> AppResult<Verified> {
    let key = LogKey::of(vault)?;
    let signed = Signed::load(rows, &key, kept).await?;
    let mut walk = Walk::new(signed);
    walk.rows(rows).await?;
    walk.edge(rows).await?;
    let (unsealed, unsealed_since) = rows.unsealed_count().await?;
    Ok(Verified {
        rows: walk.tree.size(),
        unsealed,
        unsealed_since,
        checkpoint: walk.signed.latest.clone().map(|(_, note)| note),
        verifier_key: key.verifier_key().to_owned(),
        findings: walk.findings(),
    })
}

/// What checkpoints say.
struct Signed {
    roots: BTreeMap<i64, Vec<Hash>>,
    latest: Option<(i64, String)>,
    wrong: Vec<Finding>,
}

impl Signed {
    async fn load(rows: &mut dyn Snapshot, key: &LogKey, kept: Option<&str>) -> AppResult<Self> {
        let mut signed = Self { roots: BTreeMap::new(), latest: None, wrong: Vec::new() };
        for row in rows.checkpoints().await? {
            match key.open(&row.note).filter(|(size, _)| *size == row.size) {
                Some((size, root)) => {
                    signed.roots.entry(size).or_default().push(root);
                    signed.latest = Some((size, row.note));
                }
                None => signed.wrong.push(Finding::Checkpoint { size: row.size }),
            }
        }
        match kept.map(|note| key.open(note)) {
            Some(Some((size, root))) => signed.roots.entry(size).or_default().push(root),
            Some(None) => signed.wrong.push(Finding::KeptCheckpoint),
            None => {}
        }
        Ok(signed)
    }
}

/// The way through the rows, and what was seen on it.
struct Walk {
    tree: Tree,
    signed: Signed,
    /// The stored hashes beside the rows being read.
    beside: Vec<u8>,
    /// Rows up to here are proven by a checkpoint.
    proven: i64,
    /// The first signed size at which the root is another one.
    root: Option<i64>,
    missing: Option<i64>,
    row: Option<(i64, i64)>,
    tiles: Vec<(TilePlace, usize)>,
}

impl Walk {
    fn new(signed: Signed) -> Self {
        Self {
            tree: Tree::default(),
            signed,
            beside: Vec::new(),
            proven: 0,
            root: None,
            missing: None,
            row: None,
            tiles: Vec::new(),
        }
    }

    /// Reads every row that has a position.
    async fn rows(&mut self, rows: &mut dyn Snapshot) -> AppResult<()> {
        let mut from = i64::MIN;
        self.compare_root();
        loop {
            let page = rows.sealed(from, PAGE).await?;
            let Some(last) = page.last() else { return Ok(()) };
            from = last.leaf.saturating_add(1);
            for row in &page {
                if row.leaf < 0 {
                    // A position before the first is a hiding place.
                    self.row.get_or_insert((row.leaf, row.entry.id));
                    continue;
                }
                if row.leaf != self.tree.size() {
                    self.missing = Some(self.tree.size());
                    return Ok(());
                }
                self.row(rows, row).await?;
            }
        }
    }

    async fn row(&mut self, rows: &mut dyn Snapshot, row: &SealedRow) -> AppResult<()> {
        let (tile, position) = (row.leaf / WIDTH, row.leaf % WIDTH);
        if position == 0 {
            self.beside = stored(rows, (0, tile)).await?;
        }
        let hash = record_hash(row.entry.line().as_bytes());
        let start = usize::try_from(position).unwrap_or(usize::MAX).saturating_mul(HASH_SIZE);
        let stored = self.beside.get(start..start.saturating_add(HASH_SIZE));
        if stored.is_some_and(|stored| stored != hash.0) {
            self.row.get_or_insert((row.leaf, row.entry.id));
        }
        self.tree.push(hash);
        for tile in self.tree.take_full() {
            self.compare_tile(rows, &tile).await?;
        }
        self.compare_root();
        Ok(())
    }

    fn compare_root(&mut self) {
        let size = self.tree.size();
        let Some(roots) = self.signed.roots.get(&size) else { return };
        let root = self.tree.root().ok();
        if roots.iter().any(|signed| Some(*signed) != root) {
            self.root.get_or_insert(size);
        } else if self.root.is_none() {
            self.proven = size;
        }
    }

    async fn compare_tile(&mut self, rows: &mut dyn Snapshot, tile: &TileRow) -> AppResult<()> {
        let stored = stored(rows, tile.place).await?;
        if stored != tile.hashes {
            let same = stored.iter().zip(&tile.hashes).take_while(|(a, b)| a == b).count();
            self.tiles.push((tile.place, same / HASH_SIZE));
        }
        Ok(())
    }

    /// The tiles that are not full yet.
    async fn edge(&mut self, rows: &mut dyn Snapshot) -> AppResult<()> {
        if self.missing.is_none() {
            for tile in self.tree.grown() {
                self.compare_tile(rows, &tile).await?;
            }
        }
        Ok(())
    }

    fn findings(mut self) -> Vec<Finding> {
        let size = self.tree.size();
        let mut findings = Vec::new();
        let unread = self.signed.roots.keys().any(|signed| *signed > size);
        let missing = self.missing.or_else(|| unread.then_some(size));
        findings.extend(missing.map(|leaf| Finding::RowMissing { leaf }));
        let hidden = self.row.is_some_and(|(leaf, _)| leaf < 0);
        if self.root.is_some() || hidden {
            findings.extend(self.changed());
        }
        let root = self.root.map(|size| Finding::Root { after: self.proven, size });
        findings.extend(root);
        let covered = self.signed.latest.as_ref().map_or(0, |(size, _)| *size);
        if size > covered && self.signed.wrong.is_empty() {
            findings.push(Finding::Unsigned { from: covered });
        }
        findings.append(&mut self.signed.wrong);
        if missing.is_none() && self.root.is_none() {
            let tile = |((level, number), _): &(TilePlace, usize)| Finding::Tile {
                level: *level,
                number: *number,
            };
            findings.extend(self.tiles.iter().map(tile));
        }
        findings
    }

    /// Which rows are not the ones that were signed, as near as the stored hashes tell.
    fn changed(&self) -> Option<Finding> {
        if let Some((leaf, id)) = self.row {
            return Some(Finding::Row { leaf, id });
        }
        let above = self.tiles.iter().filter(|((level, _), _)| *level > 0).min()?;
        let ((level, number), position) = *above;
        let span = WIDTH.checked_pow(u32::try_from(level).ok()?)?;
        let from = (number * WIDTH + i64::try_from(position).ok()?).checked_mul(span)?;
        Some(Finding::Rows { from, to: from + span - 1 })
    }
}

async fn stored(rows: &mut dyn Snapshot, place: TilePlace) -> AppResult<Vec<u8>> {
    let found = rows.tiles(&[place]).await?.into_iter().next();
    Ok(found.map(|tile| tile.hashes).unwrap_or_default())
}
