//! The ports of one installation on this machine: its folder, its key, its database.

use std::{
    fs::{self, OpenOptions},
    io::Write as _,
    path::{Path, PathBuf},
    sync::Arc,
};

use linli_app::{
    App, Installation, Vault,
    ports::{Clock, Sms, Store as _},
};
use linli_channels::{FolderBlobs, JpegDarkroom, SystemEntropy};
use linli_kernel::{from_hexadecimal, to_hexadecimal};
use linli_store::{Database, SqliteLocation, SqliteOptions};

use crate::{
    failure::{Failure, Outcome},
    files::sync_folder,
};

/// The name of the SQLite file in an installation's folder.
const DATABASE_FILE: &str = "linli.db";
/// The name of the key's file.
const KEY_FILE: &str = "key";
/// The node of commands beside a running server: their ids come from a number of their own.
pub(crate) const COMMANDS: u8 = u8::MAX;
/// Connections to a PostgreSQL server.
const CONNECTIONS: usize = 16;
/// The schema that linli's tables have on a PostgreSQL server.
pub(crate) const SCHEMA: &str = "linli";

/// An installation's folder.
#[derive(Clone, Debug)]
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// Makes it if it is not there, for its owner only. Whose rights another folder has is its owner's
    /// affair: it may hold more than ours.
    pub(crate) fn open(path: &Path) -> Outcome<Self> {
        let is_there = path.is_dir();
        let made = fs::create_dir_all(path);
        #[cfg(unix)]
        let made = made.and_then(|()| {
            if is_there {
                return Ok(());
            }
            use std::os::unix::fs::PermissionsExt as _;
            fs::set_permissions(path, fs::Permissions::from_mode(0o700))
        });
        made.map_err(|error| {
            Failure::new("cli-failed-folder").with("path", path.display()).with("said", error)
        })?;
        Ok(Self(path.to_owned()))
    }

    /// One that is there already.
    pub(crate) fn existing(path: &Path) -> Outcome<Self> {
        if path.is_dir() { Ok(Self(path.to_owned())) } else { Err(not_there(path)) }
    }

    /// A path in it.
    pub(crate) fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The SQLite file.
    pub(crate) fn database(&self) -> PathBuf {
        self.join(DATABASE_FILE)
    }

    /// The key file.
    pub(crate) fn key_file(&self) -> PathBuf {
        self.join(KEY_FILE)
    }

    /// The installation's keys, made at the first start. The file is readable by its owner only
    /// and is no part of a backup: whoever has both can read everything.
    pub(crate) fn vault(&self) -> Outcome<Vault> {
        let path = self.key_file();
        let failed = |error: &dyn std::fmt::Display| {
            Failure::new("cli-failed-key").with("path", path.display()).with("said", error)
        };
        if !path.exists() {
            let mut key = [0_u8; 32];
            getrandom::fill(&mut key).map_err(|error| failed(&error))?;
            write_key(&path, &to_hexadecimal(&key)).map_err(|error| failed(&error))?;
        }
        let words = fs::read_to_string(&path).map_err(|error| failed(&error))?;
        let key = from_hexadecimal(words.trim()).and_then(|key| <[u8; 32]>::try_from(key).ok());
        Ok(Vault::new(&key.ok_or_else(|| failed(&"not 64 hexadecimal digits"))?))
    }
}

fn write_key(path: &Path, words: &str) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    writeln!(file, "{words}")?;
    file.sync_all()?;
    sync_folder(path)
}

/// Opens the SQLite file, making it if it is not there.
pub(crate) fn open_file(folder: &Folder) -> Outcome<Database> {
    let path = folder.database();
    Ok(Database::open_sqlite(SqliteLocation::File(&path), SqliteOptions::default())?)
}

/// Opens the database that an installation runs on, and brings its tables up to date.
pub(crate) async fn open_database(folder: &Folder, url: Option<&str>) -> Outcome<Database> {
    let database = match url {
        Some(url) => open_postgres(url, SCHEMA).await?,
        None => open_file(folder)?,
    };
    known_version(&database).await?;
    database.migrate().await?;
    key_fits(folder, &database).await?;
    database.keep_key_check(&key_check(&folder.vault()?)).await?;
    Ok(database)
}

/// Refuses a database that a newer program wrote.
async fn known_version(database: &Database) -> Outcome<()> {
    let known = Database::newest_schema();
    if !database.has_tables().await? {
        return Ok(());
    }
    match database.schema_version().await? {
        found if found > known => {
            Err(Failure::new("cli-failed-newer-database").with("found", found).with("known", known))
        }
        _ => Ok(()),
    }
}

/// Refuses a database whose tables are not those of this program: a backup of it is made by the
/// program that runs on it.
async fn same_version(database: &Database) -> Outcome<()> {
    known_version(database).await?;
    let (found, known) = (database.schema_version().await?, Database::newest_schema());
    if found == known {
        return Ok(());
    }
    Err(Failure::new("cli-failed-older-database").with("found", found).with("known", known))
}

/// A sentence about an installation that is not there.
pub(crate) fn not_there(path: &Path) -> Failure {
    Failure::new("cli-doctor-missing").with("path", path.display())
}

/// Opens a database that is there and has this program's tables, beside a server that may be
/// running on it; makes nothing.
pub(crate) async fn open_existing(data: &Path, url: Option<&str>) -> Outcome<Database> {
    let database = match url {
        Some(url) => open_postgres(url, SCHEMA).await?,
        None => {
            let file = data.join(DATABASE_FILE);
            if !file.exists() {
                return Err(not_there(&file));
            }
            open_file(&Folder(data.to_owned()))?
        }
    };
    if !database.has_tables().await? {
        return Err(Failure::new("cli-doctor-empty"));
    }
    same_version(&database).await?;
    Ok(database)
}

/// Opens an installation as it is: its database and its key, which fit together.
pub(crate) async fn open_as_it_is(folder: &Folder, url: Option<&str>) -> Outcome<Database> {
    let database = open_existing(&folder.0, url).await?;
    key_fits(folder, &database).await?;
    Ok(database)
}

/// What a key is recognised by; it tells nothing about the key.
pub(crate) fn key_check(vault: &Vault) -> String {
    to_hexadecimal(&vault.hash("backup", "key"))
}

/// Refuses to go on without the key file of what is stored, or with another one: everybody's name
/// and number would be lost to sight in silence, and new ones would be sealed under a second key.
async fn key_fits(folder: &Folder, database: &Database) -> Outcome<()> {
    let path = folder.key_file();
    let missing = || Failure::new("cli-failed-key-missing").with("path", path.display());
    if let Some(known) = database.key_check().await? {
        return match path.exists() {
            false => Err(missing()),
            true if key_check(&folder.vault()?) == known => Ok(()),
            true => Err(Failure::new("cli-failed-other-key")),
        };
    }
    // Rows of a program that did not keep yet what its key is recognised by.
    let mut rows = database.snapshot().await?;
    let somebody = rows.staff_after(None, 1).await?.first().copied();
    let holds_cases = !rows.cases_after(None, 1).await?.is_empty();
    if !path.exists() {
        return if somebody.is_some() || holds_cases { Err(missing()) } else { Ok(()) };
    }
    let Some(person) = somebody else { return Ok(()) };
    let opens = rows
        .person(person)
        .await?
        .is_none_or(|person| folder.vault().is_ok_and(|vault| vault.opens(&person.key)));
    if opens { Ok(()) } else { Err(Failure::new("cli-failed-other-key")) }
}

/// Connects to a PostgreSQL server.
pub(crate) async fn open_postgres(url: &str, schema: &str) -> Outcome<Database> {
    let opened = Database::open_postgres(url, Some(schema), CONNECTIONS).await;
    opened.map_err(|error| Failure::new("cli-failed-postgres").with("said", error.0))
}

/// The use-cases over these ports.
pub(crate) fn app(
    folder: &Folder,
    database: Arc<Database>,
    clock: Arc<dyn Clock>,
    sms: Arc<dyn Sms>,
    node: u8,
) -> Outcome<App> {
    let photos = folder.join("photos");
    let blobs = FolderBlobs::open(&photos).map_err(|error| {
        Failure::new("cli-failed-folder").with("path", photos.display()).with("said", error)
    })?;
    Ok(App::new(Installation {
        store: database,
        blobs: Arc::new(blobs),
        entropy: Arc::new(SystemEntropy::new(Arc::clone(&clock), node)),
        clock,
        sms,
        darkroom: Arc::new(JpegDarkroom::default()),
        vault: folder.vault()?,
    }))
}

#[cfg(test)]
mod tests {
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

    /// Somebody's name is sealed in an installation.
    async fn with_somebody(folder: &Folder) {
        use linli_app::account::{self, Administrator, Invite};
        use linli_channels::SystemClock;
        use linli_domain::account::Administration;

        let database = Arc::new(open_database(folder, None).await.unwrap());
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

    /// Why neither a server nor a command beside it starts.
    async fn refusals(folder: &Folder) -> Vec<String> {
        let refused =
            [open_database(folder, None).await.err(), open_as_it_is(folder, None).await.err()];
        let lang = linli_web::texts::Lang::En;
        refused.into_iter().map(|failure| failure.unwrap().sentence(lang)).collect()
    }

    #[tokio::test]
    async fn a_database_without_its_key_is_not_given_a_new_one() {
        for remembered in [true, false] {
            let folder = tempfile::tempdir().unwrap();
            let folder = Folder::open(folder.path()).unwrap();
            with_somebody(&folder).await;
            drop(open_database(&folder, None).await.unwrap());
            if !remembered {
                forget_key(&folder);
            }
            fs::remove_file(folder.key_file()).unwrap();
            for sentence in refusals(&folder).await {
                assert!(sentence.contains("key file") && sentence.contains("gone"), "{sentence}");
            }
            assert!(!folder.key_file().exists());
        }
    }

    #[tokio::test]
    async fn a_database_is_not_used_with_another_key() {
        for remembered in [true, false] {
            let folder = tempfile::tempdir().unwrap();
            let folder = Folder::open(folder.path()).unwrap();
            with_somebody(&folder).await;
            if !remembered {
                forget_key(&folder);
            }
            let own = fs::read_to_string(folder.key_file()).unwrap();
            fs::write(folder.key_file(), "0".repeat(64)).unwrap();
            for sentence in refusals(&folder).await {
                assert!(sentence.contains("another key"), "{sentence}");
            }
            fs::write(folder.key_file(), own).unwrap();
            drop(open_database(&folder, None).await.unwrap());
            drop(open_as_it_is(&folder, None).await.unwrap());
        }
    }

    /// As if a program had written the rows that did not keep what its key is recognised by.
    fn forget_key(folder: &Folder) {
        let raw = rusqlite::Connection::open(folder.database()).unwrap();
        assert_eq!(raw.execute("DELETE FROM key_check", ()).unwrap(), 1);
    }
}
