//! What stops the program says one sentence that tells what to do, in both languages.

use std::{fs, path::Path, process::Command};

use linli_store::{Database, SqliteLocation, SqliteOptions};
use linli_web::texts::Lang;

use crate::{
    failure::Failure,
    installation::{self, Folder},
};

/// The failure in both languages, each one line without a hole.
fn sentences(failure: &Failure) -> [String; 2] {
    [Lang::ZhCn, Lang::En].map(|lang| {
        let sentence = failure.sentence(lang);
        assert_eq!(sentence.lines().count(), 1, "{sentence}");
        assert!(!sentence.contains('$') && !sentence.starts_with("cli-"), "{sentence}");
        sentence
    })
}

#[tokio::test]
async fn a_database_that_does_not_answer() {
    let folder = tempfile::tempdir().unwrap();
    let folder = Folder::open(folder.path()).unwrap();
    let url = "postgres://linli:a-secret@127.0.0.1:1/linli";
    let Err(failure) = installation::open_database(&folder, Some(url)).await else {
        panic!("something answers at port 1")
    };
    let [chinese, english] = sentences(&failure);
    assert!(chinese.contains("连不上数据库"), "{chinese}");
    assert!(english.contains("127.0.0.1:1") && english.contains("start it"), "{english}");
    assert!(!english.contains("a-secret"));
}

#[tokio::test]
async fn a_database_that_a_newer_program_migrated() {
    let folder = tempfile::tempdir().unwrap();
    let folder = Folder::open(folder.path()).unwrap();
    drop(installation::open_database(&folder, None).await.unwrap());
    let raw = rusqlite::Connection::open(folder.database()).unwrap();
    raw.execute_batch("INSERT INTO schema_version (version) VALUES (999)").unwrap();
    drop(raw);
    let Err(failure) = installation::open_database(&folder, None).await else {
        panic!("a newer database was opened")
    };
    let [chinese, english] = sentences(&failure);
    assert!(chinese.contains("999") && chinese.contains("更新的程序"), "{chinese}");
    assert!(english.contains("999") && english.contains("newer one"), "{english}");
}

#[tokio::test]
async fn a_file_that_is_no_database() {
    let folder = tempfile::tempdir().unwrap();
    let folder = Folder::open(folder.path()).unwrap();
    fs::write(folder.database(), "not a database, but long enough to look like one").unwrap();
    let Err(failure) = installation::open_database(&folder, None).await else {
        panic!("it was opened")
    };
    sentences(&failure);
}

/// A disk of a few pages, where this process may mount one.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_str().unwrap().to_owned();
        let asked = ["-t", "tmpfs", "-o", "size=256k", "tmpfs", path.as_str()];
        let mounted = Command::new("mount").args(asked).output();
        mounted.is_ok_and(|done| done.status.success()).then_some(Self(folder))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // What is still mounted is seen by whoever looks; a test cannot do more.
        let _ = Command::new("umount").arg("-l").arg(self.path()).output();
    }
}

#[tokio::test]
async fn a_full_disk() {
    // Mounting needs rights that not everybody has.
    let Some(disk) = SmallDisk::mount() else { return };
    let path = disk.path().join("linli.db");
    let database =
        Database::open_sqlite(SqliteLocation::File(&path), SqliteOptions::default()).unwrap();
    let failure = Failure::from(database.migrate().await.unwrap_err());
    let [chinese, english] = sentences(&failure);
    assert!(chinese.contains("磁盘已满"), "{chinese}");
    assert!(english.contains("full"), "{english}");
}
