//! Files of an installation: given their name once they are whole, removed when they are not.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use crate::failure::{Failure, Outcome};

/// A sentence about a folder or a file that cannot be used.
pub(crate) fn unusable(path: &Path, error: &io::Error) -> Failure {
    if error.kind() == io::ErrorKind::StorageFull {
        return Failure::disk_full(path);
    }
    Failure::new("cli-failed-folder").with("path", path.display()).with("said", error)
}

/// A sentence about a place where something is already.
pub(crate) fn not_empty(path: &Path) -> Failure {
    Failure::new("cli-failed-not-empty").with("path", path.display())
}

/// Makes a new name in a folder as durable as the file.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

/// A database's file with the log and its index, which SQLite keeps beside it.
pub(crate) fn files_of(path: &Path) -> [PathBuf; 3] {
    ["", "-wal", "-shm"].map(|ending| {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name)
    })
}

/// Removes a database that was left half done, if one was.
pub(crate) fn remove_database(path: &Path) -> Outcome<()> {
    for path in files_of(path) {
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(unusable(&path, &error));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Refuses a place where a database is, or the log of one: with a strange log beside it a new file
/// would not be what was written.
pub(crate) fn refuse_database(path: &Path) -> Outcome<()> {
    match files_of(path).iter().find(|path| path.exists()) {
        Some(path) => Err(not_empty(path)),
        None => Ok(()),
    }
}

/// Makes a closed database durable and gives it its name, where none is. One whose log still holds
/// rows stays as it is: they would be left behind.
pub(crate) fn put_in_place(from: &Path, to: &Path) -> Outcome<()> {
    refuse_database(to)?;
    let [_, log, index] = files_of(from);
    if fs::metadata(&log).is_ok_and(|found| found.len() > 0) {
        return Err(Failure::new("cli-failed-log-left").with("path", log.display()));
    }
    let placed = File::open(from)
        .and_then(|file| file.sync_all())
        .and_then(|()| fs::rename(from, to))
        .and_then(|()| sync_folder(to));
    placed.map_err(|error| unusable(to, &error))?;
    // Empty, and under the former name nobody's.
    for path in [log, index] {
        let _ = fs::remove_file(path);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use linli_web::texts::Lang;

    use super::*;

    #[test]
    fn only_a_closed_database_gets_a_name_that_nobody_has() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("built"), folder.path().join("linli.db"));
        fs::write(&from, "rows").unwrap();
        let [_, log, index] = files_of(&from);
        fs::write(&log, "more rows").unwrap();
        let refused = put_in_place(&from, &to).unwrap_err().sentence(Lang::En);
        assert!(refused.contains("built-wal"), "{refused}");
        assert!(from.exists() && !to.exists());
        fs::write(&log, "").unwrap();
        fs::write(&index, "").unwrap();
        for left in files_of(&to) {
            fs::write(&left, "").unwrap();
            let refused = put_in_place(&from, &to).unwrap_err().sentence(Lang::En);
            assert!(refused.contains("holds something already"), "{refused}");
            fs::remove_file(&left).unwrap();
        }
        put_in_place(&from, &to).unwrap();
        assert_eq!(fs::read(&to).unwrap(), b"rows");
        assert!(!log.exists() && !index.exists());
    }
}
