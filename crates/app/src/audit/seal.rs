//! The sealer: rows of the audit become leaves of the log, in the order in which they are found.

use tlog_tiles::record_hash;

use super::{
    checkpoint::LogKey,
    tree::{Tree, WIDTH},
};
use crate::{
    App, AppError, AppResult,
    ports::{CheckpointRow, Seal, Snapshot},
};

/// Most rows in one commit: one tile's worth, so that one commit touches at most two tiles of a
/// level.
const BATCH: i64 = WIDTH;
/// Most commits in one call, so that a long backlog does not hold up what else the clock does.
const COMMITS: usize = 100;

/// Seals what is not sealed and signs what the log holds then; answers how many rows were sealed.
/// Call it at least every minute. Any number of processes may call it: one of them wins.
///
/// # Errors
/// [`AppError::Internal`] if the store fails, or if the log is not what its last checkpoint says:
/// nothing is sealed over a log that somebody tampered with, and the rows wait.
pub async fn seal_due(app: &App) -> AppResult<usize> {
    let key = LogKey::of(&app.vault)?;
    let mut sealed = 0;
    for _ in 0..COMMITS {
        match seal_some(app, &key).await {
            Ok(0) => break,
            Ok(count) => sealed += count,
            // Another process seals.
            Err(AppError::Conflict) => break,
            Err(error) => return Err(error),
        }
    }
    Ok(sealed)
}

async fn seal_some(app: &App, key: &LogKey) -> AppResult<usize> {
    let mut rows = app.snapshot().await?;
    let waiting = rows.unsealed(BATCH).await?;
    if waiting.is_empty() {
        return Ok(0);
    }
    let mut tree = current(rows.as_mut(), key).await?;
    let from = tree.size();
    for entry in &waiting {
        tree.push(record_hash(entry.line().as_bytes()));
    }
    let root = tree.root().map_err(tampered)?;
    let size = tree.size();
    let mut tiles = tree.take_full();
    tiles.extend(tree.grown());
    let note = key.sign(size, root)?;
    let checkpoint = CheckpointRow { day: app.now().day(), size, note };
    let count = waiting.len();
    let ids = waiting.into_iter().map(|entry| entry.id).collect();
    app.store.seal_audit(Seal { rows: ids, from, tiles, checkpoint }).await?;
    Ok(count)
}

/// The tree as it stands, compared with its last checkpoint.
async fn current(rows: &mut dyn Snapshot, key: &LogKey) -> AppResult<Tree> {
    let Some(latest) = rows.latest_checkpoint().await? else {
        return match rows.sealed(0, 1).await?.as_slice() {
            [] => Ok(Tree::default()),
            _ => Err(tampered("its checkpoints are gone")),
        };
    };
    let signed = key.open(&latest.note).filter(|(size, _)| *size == latest.size);
    let (size, root) = signed.ok_or_else(|| tampered("its checkpoint is not ours"))?;
    let tiles = rows.tiles(&Tree::edge_places(size)).await?;
    let tree = Tree::at_edge(size, tiles).map_err(tampered)?;
    if tree.root().map_err(tampered)? != root {
        return Err(tampered("its tiles are not what the checkpoint says"));
    }
    Ok(tree)
}

fn tampered(what: impl std::fmt::Display) -> AppError {
    AppError::Internal(format!(
        "the audit log was tampered with ({what}): nothing more is sealed; verify it"
    ))
}
