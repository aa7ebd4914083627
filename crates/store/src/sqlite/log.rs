//! Keeps the write-ahead log from growing without end.
//!
//! SQLite begins the log anew by itself when nobody reads from it. Where snapshots overlap all
//! evening that moment never comes, the log grows, and every read searches through more of it. So
//! the writer now and then makes the moment: it waits for the readers of the day's log, which is
//! short, because nobody thinks inside a snapshot.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::Connection;

/// Bytes from which on the log is cut off.
const LONG: u64 = 32 * 1024 * 1024;
/// How long the writer waits for readers.
const PATIENCE: Duration = Duration::from_millis(200);

/// The log beside a database file.
pub(crate) struct Log {
    path: PathBuf,
    long: u64,
    next: u64,
}

impl Log {
    pub(crate) fn of(database: &Path) -> Self {
        let mut name = database.as_os_str().to_owned();
        name.push("-wal");
        Self { path: name.into(), long: LONG, next: LONG }
    }

    /// Cuts the log off if it is long and no reader insists on it; otherwise tries again when it
    /// has grown by as much again.
    pub(crate) fn keep_short(&mut self, connection: &Connection) {
        let length = fs::metadata(&self.path).map_or(0, |file| file.len());
        if length < self.next {
            return;
        }
        match cut_off(connection) {
            Ok(true) => self.next = self.long,
            Ok(false) => self.next = length + self.long,
            Err(error) => {
                tracing::warn!(%error, "the write-ahead log could not be cut off");
                self.next = length + self.long;
            }
        }
    }
}

/// Whether it could be done.
fn cut_off(connection: &Connection) -> rusqlite::Result<bool> {
    connection.busy_timeout(PATIENCE)?;
    let sql = "PRAGMA wal_checkpoint(TRUNCATE)";
    let busy = connection.query_row(sql, (), |row| row.get::<_, i64>(0));
    connection.busy_timeout(super::BUSY_TIMEOUT)?;
    Ok(busy? == 0)
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Synchronous, connect, connect_for_reading, file::TemporaryFile},
        *,
    };

    #[test]
    fn a_long_log_is_cut_off_once_nobody_reads_from_it() {
        let file = TemporaryFile::new();
        let connection = connect(file.path(), Synchronous::Off).unwrap();
        let mut log = Log { long: 50_000, next: 50_000, ..Log::of(file.path()) };
        let write = || {
            let blob = vec![1_u8; 60_000];
            connection.execute("INSERT INTO bytes (blob) VALUES (?1)", (blob,)).unwrap();
        };
        let length = || fs::metadata(&Log::of(file.path()).path).unwrap().len();
        connection.execute_batch("CREATE TABLE bytes (blob BLOB)").unwrap();
        let reader = connect_for_reading(file.path()).unwrap();
        reader.execute_batch("BEGIN; SELECT COUNT(*) FROM bytes").unwrap();
        write();
        log.keep_short(&connection);
        assert!(length() > 60_000, "somebody reads");
        reader.execute_batch("ROLLBACK").unwrap();
        log.keep_short(&connection);
        assert!(length() > 60_000, "it waits until the log has grown again");
        write();
        log.keep_short(&connection);
        assert_eq!(length(), 0);
        write();
        log.keep_short(&connection);
        assert_eq!(length(), 0);
    }
}
