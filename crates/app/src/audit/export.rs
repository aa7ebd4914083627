//! The audit taken out: rows, tiles, checkpoints and the public key, so that somebody else checks
//! it with their own program, or keeps it where nobody here can change it.

use linli_domain::policy::Action;

use super::{
    checkpoint::LogKey,
    refusal,
    tree::{Tree, WIDTH, tile_path},
};
use crate::{
    App, AppError, AppResult, Changes,
    account::Administrator,
    ports::{Snapshot, TilePlace},
};
use tlog_tiles::HASH_SIZE;

/// Lines in one file of rows.
const FILE_LINES: i64 = 65_536;

/// Where the files of an export go.
pub trait Archive: Send {
    /// Writes one file; `path` has `/` between its parts and no part that leads outward.
    ///
    /// # Errors
    /// Whatever the file system says.
    fn put(&mut self, path: &str, bytes: &[u8]) -> std::io::Result<()>;
}

/// What was taken out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// How many rows.
    pub rows: i64,
    /// How many tiles.
    pub tiles: i64,
    /// The checkpoint that covers them.
    pub checkpoint: String,
}

/// Writes the sealed part of the audit as files:
/// - `checkpoint`: the latest, a C2SP signed note; `key`: the public key that it is signed with;
/// - `tile/LEVEL/NUMBER`: the tree's hashes as C2SP tlog-tiles has them;
/// - `rows/FIRST.txt`: the sealed rows, one on a line as they were hashed, 65,536 to a file.
///
/// # Errors
/// [`AppError::Forbidden`] for everybody but the auditor and the operator; [`AppError::Refused`]
/// with `audit-empty` before anything is sealed; [`AppError::Internal`] if a file cannot be
/// written.
pub async fn export(
    app: &App,
    by: Administrator<'_>,
    archive: &mut dyn Archive,
) -> AppResult<Exported> {
    let permit = by.permit(app, Action::ReadAudit).await?;
    let key = LogKey::of(&app.vault)?;
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let empty = || AppError::Refused(linli_kernel::Code("audit-empty"), Vec::new());
    let latest = rows.latest_checkpoint().await?.ok_or_else(empty)?;
    let row = refusal::row(app, &by.actor(), "audit.export", "audit", "done");
    app.store.commit(Changes::new(permit, row)).await?;
    write_rows(rows, latest.size, archive).await?;
    let tiles = write_tiles(rows, latest.size, archive).await?;
    write(archive, "key", format!("{}\n", key.verifier_key()).as_bytes())?;
    // Last: an export that was cut short has no checkpoint and is seen to be unfinished.
    write(archive, "checkpoint", latest.note.as_bytes())?;
    Ok(Exported { rows: latest.size, tiles, checkpoint: latest.note })
}

async fn write_rows(
    rows: &mut dyn Snapshot,
    size: i64,
    archive: &mut dyn Archive,
) -> AppResult<()> {
    let mut from = 0;
    while from < size {
        let mut lines = String::new();
        let end = size.min(from + FILE_LINES);
        let mut next = from;
        while next < end {
            let page = rows.sealed(next, (end - next).min(4_096)).await?;
            let Some(last) = page.last() else { break };
            next = last.leaf.saturating_add(1);
            for row in page.iter().filter(|row| row.leaf < end) {
                lines.push_str(&row.entry.line());
                lines.push('\n');
            }
        }
        write(archive, &format!("rows/{from:012}.txt"), lines.as_bytes())?;
        from = end;
    }
    Ok(())
}

async fn write_tiles(
    rows: &mut dyn Snapshot,
    size: i64,
    archive: &mut dyn Archive,
) -> AppResult<i64> {
    let mut places: Vec<TilePlace> = Tree::edge_places(size);
    let (mut level, mut hashes) = (0, size);
    while hashes >= WIDTH {
        hashes /= WIDTH;
        places.extend((0..hashes).map(|number| (level, number)));
        level += 1;
    }
    let mut written = 0;
    for place in places {
        for tile in rows.tiles(&[place]).await? {
            let width = i64::try_from(tile.hashes.len() / HASH_SIZE).unwrap_or(WIDTH);
            write(archive, &tile_path(place, width), &tile.hashes)?;
            written += 1;
        }
    }
    Ok(written)
}

fn write(archive: &mut dyn Archive, path: &str, bytes: &[u8]) -> AppResult<()> {
    let failed = |error| AppError::Internal(format!("{path} cannot be written: {error}"));
    archive.put(path, bytes).map_err(failed)
}
