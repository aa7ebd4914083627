//! A small installation backed up, restored and moved.

use std::{collections::BTreeSet, sync::Arc};

use linli_app::{account, ports::Store as _, setup};
use linli_channels::{NoSms, SystemClock};
use linli_testkit::fixture;

use super::*;
use crate::{installation::tests::refusals, postgres::FreshPostgres};

/// An installation in a folder of its own.
struct Town {
    _folder: tempfile::TempDir,
    folder: Folder,
    database: Arc<Database>,
    app: App,
}

impl Town {
    async fn over(url: Option<&str>) -> Self {
        let temporary = tempfile::tempdir().unwrap();
        let folder = Folder::open(temporary.path()).unwrap();
        let database = Arc::new(installation::open_database(&folder, url).await.unwrap());
        let (clock, sms) = (Arc::new(SystemClock), Arc::new(NoSms));
        let app = installation::app(&folder, Arc::clone(&database), clock, sms, 1).unwrap();
        Self { _folder: temporary, folder, database, app }
    }

    async fn built() -> Self {
        let town = Self::over(None).await;
        fixture::build(&town.app).await.unwrap();
        audit::seal_due(&town.app).await.unwrap();
        let photos = town.folder.join(PHOTOS).join("ab");
        fs::create_dir_all(&photos).unwrap();
        fs::write(photos.join("x-small"), b"a picture").unwrap();
        town
    }

    async fn back_up(&self, to: &Path) {
        backup(&self.folder, &self.database, &self.app, to, Lang::En).await.unwrap();
    }
}

fn said(outcome: Outcome<ExitCode>) -> String {
    let sentence = outcome.unwrap_err().sentence(Lang::En);
    assert_eq!(sentence.lines().count(), 1, "{sentence}");
    sentence
}

/// Changes the list of contents.
fn tamper(to: &Path, change: impl FnOnce(&mut serde_json::Value)) {
    let path = to.join("manifest.json");
    let mut list = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    change(&mut list);
    fs::write(path, serde_json::to_string(&list).unwrap()).unwrap();
}

/// Changes the list of contents as another program of the same installation would have written it.
fn rewrite(town: &Town, to: &Path, change: impl FnOnce(&mut serde_json::Value)) {
    tamper(to, |list| {
        change(list);
        let sealed = serde_json::from_value::<Manifest>(list.clone()).unwrap();
        let sealed = sealed.sealed(&town.app.vault).unwrap();
        *list = serde_json::to_value(sealed).unwrap();
    });
}

/// Writes a table's rows anew without their last cell; answers their sum.
fn without_last_column(to: &Path, table: &str) -> String {
    let path = to.join("rows").join(format!("{table}.jsonl.gz"));
    let mut text = String::new();
    let file = fs::File::open(&path).unwrap();
    io::Read::read_to_string(&mut flate2::read::GzDecoder::new(file), &mut text).unwrap();
    let shorter = text.lines().map(|line| {
        let mut cells: Vec<serde_json::Value> = serde_json::from_str(line).unwrap();
        cells.pop();
        serde_json::to_string(&cells).unwrap() + "\n"
    });
    let text: String = shorter.collect();
    let file = fs::File::create(&path).unwrap();
    let mut out = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
    io::Write::write_all(&mut out, text.as_bytes()).unwrap();
    out.finish().unwrap();
    linli_kernel::to_hexadecimal(&<sha2::Sha256 as sha2::Digest>::digest(text.as_bytes()))
}

/// The tables that came with the migrations after this one.
fn made_after(schema: usize) -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../store/migrations");
    let mut files: Vec<_> =
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let later = files.iter().skip(schema).map(|file| fs::read_to_string(file).unwrap());
    let texts: Vec<String> = later.collect();
    let made = texts.iter().flat_map(|text| text.split("CREATE TABLE ").skip(1));
    made.map(|rest| rest.split(' ').next().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_an_older_program_is_restored_and_goes_on() {
    let town = Town::built().await;
    let kept = tempfile::tempdir().unwrap();
    let to = kept.path().join("backup");
    town.back_up(&to).await;
    // Schema 9 was the last one without the word by which a key is recognised.
    let members = without_last_column(&to, "household_member");
    rewrite(&town, &to, |list| {
        list["schema"] = 9.into();
        let tables = list["tables"].as_array_mut().unwrap();
        let later = made_after(9);
        tables.retain(|sum| !later.contains(sum["table"].as_str().unwrap()));
        let former = tables.iter_mut().find(|sum| sum["table"] == "household_member").unwrap();
        assert_eq!(former["columns"].as_array_mut().unwrap().pop().unwrap(), "refused");
        former["sha256"] = members.into();
    });
    let data = tempfile::tempdir().unwrap();
    fs::copy(town.folder.key_file(), data.path().join("key")).unwrap();
    restore(&to, data.path(), None, Lang::En).await.unwrap();
    let folder = Folder::open(data.path()).unwrap();
    // Its rows do not say yet by what the key is recognised: what is sealed under it does.
    let own = fs::read(folder.key_file()).unwrap();
    fs::remove_file(folder.key_file()).unwrap();
    for sentence in refusals(&folder).await {
        assert!(sentence.contains("gone"), "{sentence}");
    }
    fs::write(folder.key_file(), "0".repeat(64)).unwrap();
    for sentence in refusals(&folder).await {
        assert!(sentence.contains("another key"), "{sentence}");
    }
    fs::write(folder.key_file(), own).unwrap();
    let found = installation::open_database(&folder, None).await.unwrap();
    assert_eq!(found.sums().await.unwrap(), town.database.sums().await.unwrap());
}

/// Every byte of every file below a folder is free of these words.
fn holds(root: &Path, words: &str) -> bool {
    fs::read_dir(root).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return holds(&path, words);
        }
        let bytes = fs::read(path).unwrap();
        bytes.windows(words.len()).any(|window| window == words.as_bytes())
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_restored_whole_and_only_with_its_key() {
    let town = Town::built().await;
    let kept = tempfile::tempdir().unwrap();
    let to = kept.path().join("backup");
    town.back_up(&to).await;
    let key = fs::read_to_string(town.folder.key_file()).unwrap();
    assert!(!holds(&to, key.trim()), "the key is in the backup");
    let data = tempfile::tempdir().unwrap();
    let restored = async || restore(&to, data.path(), None, Lang::En).await;
    assert!(said(restored().await).contains("key file"));
    fs::write(data.path().join("key"), "0".repeat(64)).unwrap();
    assert!(said(restored().await).contains("another key"));
    fs::write(data.path().join("key"), &key).unwrap();
    restored().await.unwrap();
    let folder = Folder::open(data.path()).unwrap();
    let found = installation::open_as_it_is(&folder, None).await.unwrap();
    assert_eq!(found.sums().await.unwrap(), town.database.sums().await.unwrap());
    let photo = folder.join(PHOTOS).join("ab").join("x-small");
    assert_eq!(fs::read(photo).unwrap(), b"a picture");
    // Never over anything, nor beside the log of a file that is gone.
    fs::rename(folder.database(), data.path().join("away")).unwrap();
    fs::write(data.path().join("linli.db-wal"), b"").unwrap();
    let refused = said(restored().await);
    assert!(refused.contains("linli.db-wal"), "{refused}");
    fs::rename(data.path().join("away"), folder.database()).unwrap();
    assert!(said(restored().await).contains("holds something already"));
    let again = backup(&town.folder, &town.database, &town.app, &to, Lang::En).await;
    assert!(said(again).contains("holds something already"));
}

/// Whoever can write where backups lie and knows the sums makes no rows of their own.
#[tokio::test(flavor = "multi_thread")]
async fn rows_that_were_put_into_a_backup_are_not_restored() {
    let town = Town::built().await;
    let kept = tempfile::tempdir().unwrap();
    let to = kept.path().join("backup");
    town.back_up(&to).await;
    let sum = without_last_column(&to, "place_code");
    tamper(&to, |list| {
        let tables = list["tables"].as_array_mut().unwrap();
        let table = tables.iter_mut().find(|sum| sum["table"] == "place_code").unwrap();
        table["columns"].as_array_mut().unwrap().pop();
        table["sha256"] = sum.into();
    });
    let data = tempfile::tempdir().unwrap();
    fs::copy(town.folder.key_file(), data.path().join("key")).unwrap();
    assert!(said(restore(&to, data.path(), None, Lang::En).await).contains("damaged"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_signed_in_after_a_restore() {
    let town = Town::built().await;
    let mut rows = town.database.snapshot().await.unwrap();
    let someone = rows.people_with_posts(None, town.app.now().day(), 1).await.unwrap()[0];
    drop(rows);
    let signed_in = setup::operator_session(&town.app, someone).await.unwrap();
    assert!(account::caller(&town.app, &signed_in.token).await.is_ok());
    let kept = tempfile::tempdir().unwrap();
    let to = kept.path().join("backup");
    town.back_up(&to).await;
    let data = tempfile::tempdir().unwrap();
    fs::copy(town.folder.key_file(), data.path().join("key")).unwrap();
    restore(&to, data.path(), None, Lang::En).await.unwrap();
    let folder = Folder::open(data.path()).unwrap();
    let database = Arc::new(installation::open_as_it_is(&folder, None).await.unwrap());
    let (clock, sms) = (Arc::new(SystemClock), Arc::new(NoSms));
    let app = installation::app(&folder, database, clock, sms, 1).unwrap();
    assert!(account::caller(&app, &signed_in.token).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_damaged_or_newer_is_refused_and_leaves_nothing() {
    let town = Town::built().await;
    let kept = tempfile::tempdir().unwrap();
    let rows = |to: &Path| to.join("rows").join("place.jsonl.gz");
    let manifest = |to: &Path| to.join("manifest.json");
    let newest = Database::newest_schema();
    type Harm<'a> = (&'a str, &'a dyn Fn(&Path), &'a str);
    let harms: [Harm<'_>; 8] = [
        ("cut", &|to| fs::write(rows(to), &fs::read(rows(to)).unwrap()[..40]).unwrap(), "damaged"),
        ("gone", &|to| fs::remove_file(rows(to)).unwrap(), "damaged"),
        (
            "swapped",
            &|to| {
                fs::copy(to.join("rows").join("person.jsonl.gz"), rows(to)).unwrap();
            },
            "damaged",
        ),
        (
            "photo",
            &|to| fs::write(to.join(PHOTOS).join("ab").join("x-small"), b"b picture").unwrap(),
            "damaged",
        ),
        (
            "list",
            &|to| fs::write(manifest(to), "{\"format\": 2, \"schema\": 1}").unwrap(),
            "damaged",
        ),
        (
            "newer",
            &|to| rewrite(&town, to, |list| list["schema"] = (newest + 1).into()),
            "a newer one",
        ),
        ("format", &|to| rewrite(&town, to, |list| list["format"] = 3.into()), "has format 3"),
        ("program", &|to| tamper(to, |list| list["program"] = "0.0.1".into()), "damaged"),
    ];
    for (name, harm, word) in harms {
        let to = kept.path().join(name);
        town.back_up(&to).await;
        harm(&to);
        let data = tempfile::tempdir().unwrap();
        fs::copy(town.folder.key_file(), data.path().join("key")).unwrap();
        let sentence = said(restore(&to, data.path(), None, Lang::En).await);
        assert!(sentence.contains(word), "{name}: {sentence}");
        assert!(!data.path().join("linli.db").exists(), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_installation_moves_to_postgres_and_back_by_a_backup() {
    let town = Town::built().await;
    let server = FreshPostgres::make("move").await;
    let url = server.url.clone();
    move_to(&town.folder, &url, Lang::En).await.unwrap();
    let moved = Arc::new(installation::open_as_it_is(&town.folder, Some(&url)).await.unwrap());
    let sums = town.database.sums().await.unwrap();
    assert_eq!(moved.sums().await.unwrap(), sums);
    assert!(!town.folder.join(MOVING).exists());
    assert!(said(move_to(&town.folder, &url, Lang::En).await).contains("holds something already"));
    // A backup of the server's rows goes into a file, and into another server.
    let (clock, sms) = (Arc::new(SystemClock), Arc::new(NoSms));
    let app = installation::app(&town.folder, Arc::clone(&moved), clock, sms, 2).unwrap();
    let kept = tempfile::tempdir().unwrap();
    let to = kept.path().join("backup");
    backup(&town.folder, &moved, &app, &to, Lang::En).await.unwrap();
    let other = FreshPostgres::make("restore").await;
    for url in [None, Some(other.url.as_str())] {
        let data = tempfile::tempdir().unwrap();
        fs::copy(town.folder.key_file(), data.path().join("key")).unwrap();
        restore(&to, data.path(), url, Lang::En).await.unwrap();
        let folder = Folder::open(data.path()).unwrap();
        let found = installation::open_as_it_is(&folder, url).await.unwrap();
        assert_eq!(found.sums().await.unwrap(), sums, "{url:?}");
    }
    drop((app, moved));
    server.remove().await;
    other.remove().await;
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn of_a_backup_that_fails_nothing_is_left() {
    let town = Town::built().await;
    let lost = town.folder.join(PHOTOS).join("ab").join("y-small");
    std::os::unix::fs::symlink(&lost, &lost).unwrap();
    let kept = tempfile::tempdir().unwrap();
    for to in [kept.path().to_owned(), kept.path().join("made")] {
        let failed = backup(&town.folder, &town.database, &town.app, &to, Lang::En).await;
        assert!(said(failed).contains("photos"));
        assert_eq!(fs::read_dir(kept.path()).unwrap().count(), 0, "{}", to.display());
    }
    fs::remove_file(lost).unwrap();
    town.back_up(kept.path()).await;
    // One that was cut off lacks its list of contents.
    fs::remove_file(kept.path().join("manifest.json")).unwrap();
    let data = tempfile::tempdir().unwrap();
    let refused = said(restore(kept.path(), data.path(), None, Lang::En).await);
    assert!(refused.contains("no finished backup"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_moved_or_restored_beside_a_server() {
    let town = Town::built().await;
    let kept = tempfile::tempdir().unwrap();
    let to = kept.path().join("backup");
    town.back_up(&to).await;
    for node in [None, Some(3)] {
        let server = town.folder.take(node).unwrap();
        // A backup is made while the server runs.
        town.back_up(&kept.path().join(format!("beside-{node:?}"))).await;
        let url = "postgres://nobody@127.0.0.1:1/none";
        let refused = said(move_to(&town.folder, url, Lang::En).await);
        assert!(refused.contains("A server uses"), "{refused}");
        let data = town.folder.join("");
        let refused = said(restore(&to, &data, None, Lang::En).await);
        assert!(refused.contains("A server uses"), "{refused}");
        drop(server);
    }
    let taken = town.folder.take_alone().unwrap();
    assert!(town.folder.take(None).is_err() && town.folder.take(Some(3)).is_err());
    drop(taken);
    town.folder.take(None).unwrap();
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn restored_photos_are_their_owners_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let town = Town::built().await;
    let kept = tempfile::tempdir().unwrap();
    let to = kept.path().join("backup");
    town.back_up(&to).await;
    let data = tempfile::tempdir().unwrap();
    fs::copy(town.folder.key_file(), data.path().join("key")).unwrap();
    restore(&to, data.path(), None, Lang::En).await.unwrap();
    for photos in [to.join(PHOTOS), data.path().join(PHOTOS)] {
        let mode = fs::metadata(&photos).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700, "{}", photos.display());
    }
}
