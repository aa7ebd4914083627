//! What stops the program says one sentence that tells what to do, in both languages.

use std::{fs, io::Write as _, path::Path, process::Command, sync::Arc};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, header},
};
use linli_channels::{ShownSms, SystemClock};
use linli_store::{Database, SqliteLocation, SqliteOptions};
use linli_testkit::needs;
use linli_web::{
    server::{Settings, router},
    texts::Lang,
};
use tower::ServiceExt as _;

use crate::{
    doctor,
    failure::Failure,
    installation::{self, Folder, PHOTOS},
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
    let begins = chinese.split_once('（').map(|(begins, _)| begins);
    let cause = "连不上数据库：对方拒绝连接，请检查数据库是否启动、端口是否正确";
    assert_eq!(begins, Some(cause), "the driver's own words follow: {chinese}");
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
    let [chinese, english] = sentences(&failure);
    assert!(chinese.contains("备份恢复"), "{chinese}");
    assert!(english.contains("restore the last backup"), "{english}");
}

#[tokio::test]
async fn a_doctor_without_the_key_of_what_is_there() {
    let home = tempfile::tempdir().unwrap();
    let folder = Folder::open(home.path()).unwrap();
    crate::installation::tests::with_somebody(&folder, None).await;
    drop(installation::open_database(&folder, None).await.unwrap());
    fs::remove_file(folder.key_file()).unwrap();
    let failure = doctor::examine(home.path(), None, None, Lang::En).await.err().unwrap();
    let [chinese, english] = sentences(&failure);
    assert!(chinese.contains("不见了"), "{chinese}");
    assert!(english.contains("is gone"), "{english}");
}

#[tokio::test]
async fn a_doctor_finds_photos_whose_files_are_gone() {
    let home = tempfile::tempdir().unwrap();
    let folder = Folder::open(home.path()).unwrap();
    crate::installation::tests::with_somebody(&folder, None).await;
    let examined = async || doctor::examine(home.path(), None, None, Lang::En).await;
    assert!(examined().await.is_ok(), "photos: none, the audit: as it was sealed");
    let photo = crate::installation::tests::with_a_photo(&folder).await;
    let failure = examined().await.err().unwrap();
    assert!(sentences(&failure)[1].contains(": 1."), "{:?}", sentences(&failure));
    let photos = folder.join(PHOTOS);
    for size in linli_app::matter::PHOTO_SIZES {
        let path = linli_channels::FolderBlobs::path_in(&photos, photo, size);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "a picture").unwrap();
    }
    assert!(examined().await.is_ok());
}

/// A small disk, where this process may mount one.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    /// `None` where it may not, which is said.
    fn mount(kilobytes: usize) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_str().unwrap().to_owned();
        let size = format!("size={kilobytes}k");
        let asked = ["-t", "tmpfs", "-o", &size, "tmpfs", path.as_str()];
        let why = match Command::new("mount").args(asked).output() {
            Ok(done) if done.status.success() => return Some(Self(folder)),
            Ok(done) => String::from_utf8_lossy(&done.stderr).trim().to_owned(),
            Err(error) => error.to_string(),
        };
        needs::left_out("a disk that is full", &why);
        None
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
    let Some(disk) = SmallDisk::mount(256) else { return };
    let path = disk.path().join("linli.db");
    let database =
        Database::open_sqlite(SqliteLocation::File(&path), SqliteOptions::default()).unwrap();
    let failure = Failure::from(database.migrate().await.unwrap_err());
    let [chinese, english] = sentences(&failure);
    assert!(chinese.contains("磁盘已满"), "{chinese}");
    assert!(english.contains("full"), "{english}");
}

/// Status and body of an answer.
async fn answer(router: &Router, request: Request<Body>) -> (u16, String) {
    let response = router.clone().oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let body = to_bytes(response.into_body(), 1 << 20).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn a_disk_that_fills_while_it_serves() {
    let Some(disk) = SmallDisk::mount(16_384) else { return };
    let folder = Folder::open(&disk.path().join("data")).unwrap();
    let database = Arc::new(installation::open_database(&folder, None).await.unwrap());
    let sms = Arc::new(ShownSms::default());
    let app = installation::app(&folder, database, Arc::new(SystemClock), sms, 0).unwrap();
    let router = router(app.clone(), Settings::new("http://127.0.0.1:8080".parse().unwrap()));
    let ready = || Request::get("/readyz").body(Body::empty()).unwrap();
    let ask = |number: u64| {
        let request =
            Request::post("/api/v1/codes").header(header::CONTENT_TYPE, "application/json");
        let body = format!("{{\"phone\":\"{number}\"}}");
        request.body(Body::from(body)).unwrap()
    };
    let (status, body) = answer(&router, ask(13_800_000_000)).await;
    assert_eq!(status, 202, "{body}");
    assert_eq!(answer(&router, ready()).await.0, 200);
    let filler = disk.path().join("filler");
    let mut file = fs::File::create(&filler).unwrap();
    while file.write_all(&[0; 512]).is_ok() {}
    let mut refused = None;
    for number in 1..30 {
        let (status, body) = answer(&router, ask(13_800_000_000 + number)).await;
        if status != 202 {
            refused = Some((status, body));
            break;
        }
    }
    let (status, body) = refused.unwrap();
    assert!(status == 507 && body.contains("\"disk-full\""), "{status} {body}");
    assert_eq!(answer(&router, ready()).await, (503, "disk\n".to_owned()));
    assert!(app.store.try_to_write().await.is_err());
    drop(file);
    fs::remove_file(&filler).unwrap();
    app.store.try_to_write().await.unwrap();
    assert_eq!(answer(&router, ready()).await.0, 200);
    assert_eq!(answer(&router, ask(13_800_000_090)).await.0, 202);
}
