//! The ports of one installation on this machine: its folder, its key, its database.

use std::{
    fs::{self, File, OpenOptions},
    io::Write as _,
    path::{Path, PathBuf},
    sync::Arc,
};

use linli_app::{
    App, Installation, Vault,
    ports::{Clock, Sms, Store as _},
};
use linli_channels::{FolderBlobs, JpegDarkroom, SystemClock, SystemEntropy};
use linli_store::{Database, SqliteLocation, SqliteOptions};

use crate::failure::{Failure, Outcome};

/// The name of the SQLite file in an installation's folder.
const DATABASE_FILE: &str = "linli.db";
/// The name of the key's file.
const KEY_FILE: &str = "key";
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
            let words: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
            write_key(&path, &words).map_err(|error| failed(&error))?;
        }
        let words = fs::read_to_string(&path).map_err(|error| failed(&error))?;
        let key = from_hex(words.trim()).ok_or_else(|| failed(&"not 64 hexadecimal digits"))?;
        Ok(Vault::new(&key))
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

/// Makes a new name in a folder as durable as the file.
pub(crate) fn sync_folder(path: &Path) -> std::io::Result<()> {
    match path.parent() {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

fn from_hex(words: &str) -> Option<[u8; 32]> {
    let digits: Option<Vec<u8>> =
        words.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect();
    let digits = digits.filter(|digits| digits.len() == 64)?;
    let mut key = [0_u8; 32];
    for (to, pair) in key.iter_mut().zip(digits.chunks_exact(2)) {
        *to = pair.iter().fold(0, |byte, digit| byte << 4 | digit);
    }
    Some(key)
}

/// Opens the database that an installation runs on, and brings its tables up to date.
pub(crate) async fn open_database(folder: &Folder, url: Option<&str>) -> Outcome<Database> {
    let database = match url {
        Some(url) => open_postgres(url, SCHEMA).await?,
        None => {
            let path = folder.database();
            Database::open_sqlite(SqliteLocation::File(&path), SqliteOptions::default())?
        }
    };
    known_version(&database).await?;
    database.migrate().await?;
    key_is_there(folder, &database).await?;
    Ok(database)
}

/// Refuses a database that a newer program wrote.
pub(crate) async fn known_version(database: &Database) -> Outcome<()> {
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

/// Opens a database as it is, beside a server that may be running on it.
pub(crate) async fn open_as_it_is(folder: &Folder, url: Option<&str>) -> Outcome<Database> {
    let database = match url {
        Some(url) => open_postgres(url, SCHEMA).await?,
        None => {
            let path = folder.database();
            if !path.exists() {
                return Err(Failure::new("cli-doctor-missing").with("path", path.display()));
            }
            Database::open_sqlite(SqliteLocation::File(&path), SqliteOptions::default())?
        }
    };
    same_version(&database).await?;
    Ok(database)
}

/// Refuses to go on without the key file of what is stored: with a new one everybody's name and
/// number would be lost to sight in silence.
async fn key_is_there(folder: &Folder, database: &Database) -> Outcome<()> {
    let path = folder.key_file();
    if path.exists() {
        return Ok(());
    }
    let mut rows = database.snapshot().await?;
    let today = SystemClock.now().day();
    let holds_people = !rows.administrators().await?.is_empty()
        || !rows.people_with_posts(None, today, 1).await?.is_empty()
        || !rows.cases_after(None, 1).await?.is_empty();
    if holds_people {
        return Err(Failure::new("cli-failed-key-missing").with("path", path.display()));
    }
    Ok(())
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

    #[tokio::test]
    async fn a_database_without_its_key_is_not_given_a_new_one() {
        use linli_app::account::{self, Administrator, Invite};
        use linli_domain::account::Administration;

        let folder = tempfile::tempdir().unwrap();
        let folder = Folder::open(folder.path()).unwrap();
        let database = Arc::new(open_database(&folder, None).await.unwrap());
        let (clock, sms) = (Arc::new(SystemClock), Arc::new(linli_channels::NoSms));
        let app = app(&folder, Arc::clone(&database), clock, sms, 0).unwrap();
        let input = Invite {
            name: "王芳".to_owned(),
            username: "system.one".to_owned(),
            administers: Some(Administration::System),
            ..Invite::default()
        };
        account::invite(&app, Administrator::Operator, &input).await.unwrap();
        drop((app, database));
        open_database(&folder, None).await.unwrap();
        fs::remove_file(folder.key_file()).unwrap();
        assert!(open_database(&folder, None).await.is_err());
        assert!(!folder.key_file().exists());
    }
}
