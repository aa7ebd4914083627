//! The key is made once, and goes with its rows for ever.

use super::*;

#[test]
fn the_key_is_made_once_and_for_its_owner_only() {
    let folder = tempfile::tempdir().unwrap();
    let folder = Folder::open(folder.path()).unwrap();
    let first = folder.vault().unwrap().hash("phone", "1");
    assert_eq!(folder.vault().unwrap().hash("phone", "1"), first);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(folder.key_file()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    fs::write(folder.key_file(), "not a key").unwrap();
    assert!(folder.vault().is_err());
}

#[cfg(unix)]
#[tokio::test]
async fn other_accounts_read_nothing_also_in_a_folder_that_was_there() {
    use std::os::unix::fs::PermissionsExt as _;
    let set =
        |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    let home = tempfile::tempdir().unwrap();
    set(home.path(), 0o755);
    let folder = Folder::open(home.path()).unwrap();
    with_somebody(&folder, None).await;
    let database = open_database(&folder, None).await.unwrap();
    assert!(folder.database().with_extension("db-wal").exists());
    assert_eq!(folder.open_to_others(), Vec::<PathBuf>::new());
    drop(database);
    set(&folder.database(), 0o644);
    set(&folder.key_file(), 0o640);
    assert_eq!(folder.open_to_others(), [folder.key_file(), folder.database()]);
    set(home.path(), 0o700);
    assert_eq!(folder.open_to_others(), [folder.key_file()], "the folder lets nobody in");
}

#[test]
fn one_server_takes_a_folder_and_nodes_on_a_server_share_it() {
    let home = tempfile::tempdir().unwrap();
    let folder = Folder::open(home.path()).unwrap();
    let first = folder.take(None).unwrap();
    let second = folder.take(None).err().unwrap().sentence(linli_web::texts::Lang::En);
    assert!(second.contains("Another server"), "{second}");
    drop(first);
    drop(folder.take(None).unwrap());
    let nodes = [folder.take(Some(1)).unwrap(), folder.take(Some(2)).unwrap()];
    assert!(folder.take(Some(1)).is_err(), "two nodes under one number");
    drop(nodes);
}

/// Somebody's name is sealed in an installation.
pub(crate) async fn with_somebody(folder: &Folder, url: Option<&str>) {
    use linli_app::account::{self, Administrator, Invite};
    use linli_channels::SystemClock;
    use linli_domain::account::Administration;

    let database = Arc::new(open_database(folder, url).await.unwrap());
    let (clock, sms) = (Arc::new(SystemClock), Arc::new(linli_channels::NoSms));
    let app = app(folder, database, clock, sms, 0).unwrap();
    let input = Invite {
        name: "王芳".to_owned(),
        username: "system.one".to_owned(),
        administers: Some(Administration::System),
        ..Invite::default()
    };
    account::invite(&app, Administrator::Operator, &input).await.unwrap();
}

/// A row of a photo without its files.
pub(crate) async fn with_a_photo(folder: &Folder) -> linli_kernel::PhotoId {
    use linli_app::{AuditRow, CasePut, Changes, ports::Store as _};
    use linli_domain::{
        matter::PhotoRow,
        policy::{self, Action, Standing},
    };
    use linli_kernel::{Moment, PhotoId, RawId};
    use linli_playbook::engine::Actor;

    let database = open_database(folder, None).await.unwrap();
    let standings = std::collections::BTreeSet::from([Standing::Operator]);
    let permit = policy::decide(&Actor::Operator, Action::ManageStaff, &standings, None).unwrap();
    let owner = database.snapshot().await.unwrap().administrators().await.unwrap()[0].0;
    let (id, at) = (PhotoId::new(7).unwrap(), Moment::from_ms(1));
    let audit = AuditRow {
        id: RawId::new(9).unwrap(),
        at,
        person: None,
        acting: None,
        action: "photo.upload",
        subject: "photo:7".to_owned(),
        outcome: "done".to_owned(),
    };
    let mut changes = Changes::new(permit, audit);
    changes.put(CasePut::Photo(PhotoRow {
        id,
        owner,
        case: None,
        event: None,
        width: 1,
        height: 1,
        created_at: at,
        version: 1,
    }));
    database.commit(changes).await.unwrap();
    id
}

/// Why neither a server nor a command beside it starts.
pub(crate) async fn refusals(folder: &Folder) -> Vec<String> {
    let refused =
        [open_database(folder, None).await.err(), open_as_it_is(folder, None).await.err()];
    let lang = linli_web::texts::Lang::En;
    refused.into_iter().map(|failure| failure.unwrap().sentence(lang)).collect()
}

#[tokio::test]
async fn a_database_without_its_key_is_not_given_a_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let folder = Folder::open(folder.path()).unwrap();
    with_somebody(&folder, None).await;
    drop(open_database(&folder, None).await.unwrap());
    fs::remove_file(folder.key_file()).unwrap();
    for sentence in refusals(&folder).await {
        assert!(sentence.contains("key file") && sentence.contains("gone"), "{sentence}");
    }
    assert!(!folder.key_file().exists());
}

#[tokio::test]
async fn a_database_is_not_used_with_another_key() {
    let folder = tempfile::tempdir().unwrap();
    let folder = Folder::open(folder.path()).unwrap();
    with_somebody(&folder, None).await;
    let own = fs::read_to_string(folder.key_file()).unwrap();
    fs::write(folder.key_file(), "0".repeat(64)).unwrap();
    for sentence in refusals(&folder).await {
        assert!(sentence.contains("another key"), "{sentence}");
    }
    fs::write(folder.key_file(), own).unwrap();
    drop(open_database(&folder, None).await.unwrap());
    drop(open_as_it_is(&folder, None).await.unwrap());
}

/// Makes the rows those of an older program: of one that kept by what the key is recognised, and of
/// one that did not yet. Migrating them on would fail, or raise the version.
const OLDER: [(usize, &str); 2] = [
    (11, include_str!("../../../store/tests/older/without_finished_orders.sql")),
    (9, include_str!("../../../store/tests/older/without_key_check.sql")),
];

/// Neither another key nor none brings the tables of an older program to this one's version.
async fn older_rows_stay_as_they_are(url: Option<&str>) {
    let folder = tempfile::tempdir().unwrap();
    let folder = Folder::open(folder.path()).unwrap();
    with_somebody(&folder, url).await;
    for (version, script) in OLDER {
        match url {
            Some(url) => {
                let script = format!("SET search_path = {SCHEMA};\n{script}");
                crate::postgres::run(url, &script).await;
            }
            None => {
                let file = rusqlite::Connection::open(folder.database()).unwrap();
                file.execute_batch(script).unwrap();
            }
        }
        for (key, word) in [(Some("0".repeat(64)), "another key"), (None, "gone")] {
            match &key {
                Some(key) => fs::write(folder.key_file(), key).unwrap(),
                None => fs::remove_file(folder.key_file()).unwrap(),
            }
            let refused = open_database(&folder, url).await.err().unwrap();
            let sentence = refused.sentence(linli_web::texts::Lang::En);
            assert!(sentence.contains(word), "{version}: {sentence}");
            assert_eq!(folder.key_file().exists(), key.is_some(), "no key is made");
            let database = match url {
                Some(url) => open_postgres(url, SCHEMA).await.unwrap(),
                None => open_file(&folder).unwrap(),
            };
            assert_eq!(database.schema_version().await.unwrap(), version, "{word}");
        }
    }
}

#[tokio::test]
async fn another_key_migrates_nothing() {
    older_rows_stay_as_they_are(None).await;
}

#[tokio::test]
async fn another_key_migrates_nothing_on_postgres() {
    let server = crate::postgres::FreshPostgres::make("older").await;
    older_rows_stay_as_they_are(Some(&server.url)).await;
    server.remove().await;
}
