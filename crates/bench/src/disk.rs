//! How long this machine takes to make 8 KiB durable: what decides every durable rate.

use std::{
    fs::OpenOptions,
    io::{Seek as _, SeekFrom, Write as _},
    path::Path,
    time::Duration,
};

use tokio::time::Instant;

use crate::outcome::Outcome;

const BYTES: usize = 8 << 10;
/// Writes over a file as long as this, as a log is.
const ROOM: u64 = 4 << 20;

/// The times of so many writes with a flush each, sorted.
pub(crate) fn flushes(folder: &Path, count: usize) -> Outcome<Vec<Duration>> {
    let path = folder.join("flush");
    let mut options = OpenOptions::new();
    let mut file = options.write(true).create(true).truncate(true).open(&path)?;
    file.write_all(&vec![0; usize::try_from(ROOM)?])?;
    file.sync_all()?;
    file.seek(SeekFrom::Start(0))?;
    let block = vec![7; BYTES];
    let mut times = Vec::with_capacity(count);
    for _ in 0..count {
        if file.stream_position()? >= ROOM {
            file.seek(SeekFrom::Start(0))?;
        }
        let begun = Instant::now();
        file.write_all(&block)?;
        file.sync_data()?;
        times.push(begun.elapsed());
    }
    drop(file);
    std::fs::remove_file(&path)?;
    times.sort_unstable();
    Ok(times)
}
