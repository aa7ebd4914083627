//! The ports of one installation on this machine: its folder, its key, its database.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::Write as _,
    path::{Path, PathBuf},
    sync::Arc,
};

use linli_app::{
    App, Installation, Vault,
    ports::{Clock, Sms, StoreError},
};
use linli_channels::{FolderBlobs, JpegDarkroom, SystemEntropy};
use linli_kernel::{from_hexadecimal, to_hexadecimal};
use linli_store::{Database, KeyTrace, SqliteLocation, SqliteOptions};

use crate::{
    failure::{Failure, Outcome},
    files::{files_of, sync_folder, unusable},
};

/// The name of the SQLite file in an installation's folder.
const DATABASE_FILE: &str = "linli.db";
/// Where the photos are, in an installation and in a backup.
pub(crate) const PHOTOS: &str = "photos";
/// The name of the key's file.
const KEY_FILE: &str = "key";
/// What the one server on a SQLite file holds.
const SERVER_LOCK: &str = "server.lock";
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
        Self::key_in(&self.0)
    }

    /// Where the key file of such a folder is, whether the folder is there or not.
    pub(crate) fn key_in(path: &Path) -> PathBuf {
        path.join(KEY_FILE)
    }

    /// What of it other accounts of the machine may read: the key in any case, rows and photos
    /// where the folder lets them in.
    #[cfg(unix)]
    pub(crate) fn open_to_others(&self) -> Vec<PathBuf> {
        use std::os::unix::fs::PermissionsExt as _;
        let open = |path: &Path| {
            fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o077 != 0)
        };
        let [rows, log, _] = files_of(&self.database());
        let mut found = vec![self.key_file()];
        if open(&self.0) {
            found.extend([rows, log, self.join(PHOTOS)]);
        }
        found.retain(|path| open(path));
        found
    }

    /// Not known on other systems.
    #[cfg(not(unix))]
    pub(crate) fn open_to_others(&self) -> Vec<PathBuf> {
        Vec::new()
    }

    /// Takes the installation for one server, until the answer is dropped. Nodes on one PostgreSQL
    /// share the folder, each under its own number; on a SQLite file there is one server only.
    pub(crate) fn take(&self, node: Option<u8>) -> Outcome<File> {
        let name =
            node.map_or_else(|| SERVER_LOCK.to_owned(), |node| format!("server-{node}.lock"));
        self.lock(&self.join(&name), "cli-failed-in-use")
    }

    /// Takes the installation for a command that no server may run beside, until the answer is
    /// dropped: none that runs from this folder goes on, and none starts on its SQLite file.
    pub(crate) fn take_alone(&self) -> Outcome<Vec<File>> {
        let entries = fs::read_dir(&self.0).map_err(|error| unusable(&self.0, &error))?;
        let is_lock = |path: &PathBuf| {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
            name.is_some_and(|name| name.starts_with("server-") && name.ends_with(".lock"))
        };
        let nodes = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
        let all = nodes.filter(is_lock).chain([self.join(SERVER_LOCK)]);
        all.map(|path| self.lock(&path, "cli-failed-server-runs")).collect()
    }

    fn lock(&self, path: &Path, taken: &'static str) -> Outcome<File> {
        let file = private().truncate(false).open(path).map_err(|error| unusable(path, &error))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => {
                Err(Failure::new(taken).with("path", self.0.display()))
            }
            Err(TryLockError::Error(error)) => Err(unusable(path, &error)),
        }
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

/// Makes a file for its owner only, where there is none.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options
}

fn write_key(path: &Path, words: &str) -> std::io::Result<()> {
    let mut file = private().create_new(true).open(path)?;
    writeln!(file, "{words}")?;
    file.sync_all()?;
    sync_folder(path)
}

/// Opens the SQLite file, making it if it is not there.
pub(crate) fn open_file(folder: &Folder) -> Outcome<Database> {
    open_sqlite(&folder.database(), SqliteOptions::default())
}

/// Opens a SQLite file, making it for its owner only if it is not there; its log and the log's
/// index get the file's rights.
pub(crate) fn open_sqlite(path: &Path, options: SqliteOptions) -> Outcome<Database> {
    private().truncate(false).open(path).map_err(|error| unusable(path, &error))?;
    Database::open_sqlite(SqliteLocation::File(path), options)
        .map_err(|error| Failure::from(error).at(path))
}

/// The same for a command: tables of an older program are changed only while no server uses them.
pub(crate) async fn open_for_command(folder: &Folder, url: Option<&str>) -> Outcome<Database> {
    let _taken = if is_behind(folder, url).await? { folder.take_alone()? } else { Vec::new() };
    open_database(folder, url).await
}

async fn is_behind(folder: &Folder, url: Option<&str>) -> Outcome<bool> {
    let database = match url {
        Some(url) => open_postgres(url, SCHEMA).await?,
        None if folder.database().exists() => open_file(folder)?,
        None => return Ok(false),
    };
    let there = database.has_tables().await?;
    Ok(there && database.schema_version().await? < Database::newest_schema())
}

/// Opens the database that an installation runs on, and brings its tables up to date.
pub(crate) async fn open_database(folder: &Folder, url: Option<&str>) -> Outcome<Database> {
    let database = match url {
        Some(url) => open_postgres(url, SCHEMA).await?,
        None => open_file(folder)?,
    };
    known_version(&database).await?;
    // Before anything is written: whoever has the right key may still have the older program.
    key_fits(folder, &database).await?;
    let in_folder = |error: StoreError| Failure::from(error).at(&folder.0);
    database.migrate().await.map_err(in_folder)?;
    database.keep_key_check(&key_check(&folder.vault()?)).await.map_err(in_folder)?;
    // Another program may have begun on the same empty database meanwhile, with a key of its own.
    key_fits(folder, &database).await?;
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
    let KeyTrace { word, sealed, has_cases } = database.key_trace().await?;
    if word.is_none() && sealed.is_none() && !has_cases {
        return Ok(());
    }
    let path = folder.key_file();
    if !path.exists() {
        return Err(Failure::new("cli-failed-key-missing").with("path", path.display()));
    }
    let vault = folder.vault()?;
    let fits = match (word, sealed) {
        (Some(known), _) => key_check(&vault) == known,
        // Rows of a program that did not keep yet what its key is recognised by.
        (None, Some(sealed)) => vault.opens(&sealed),
        (None, None) => true,
    };
    if fits { Ok(()) } else { Err(Failure::new("cli-failed-other-key")) }
}

/// Connects to a PostgreSQL server.
pub(crate) async fn open_postgres(url: &str, schema: &str) -> Outcome<Database> {
    let opened = Database::open_postgres(url, Some(schema), CONNECTIONS).await;
    opened.map_err(|error| {
        let failure = Failure::new("cli-failed-postgres").with("cause", error.cause.word());
        failure.with("said", error.said)
    })
}

/// The use-cases over these ports.
pub(crate) fn app(
    folder: &Folder,
    database: Arc<Database>,
    clock: Arc<dyn Clock>,
    sms: Arc<dyn Sms>,
    node: u8,
) -> Outcome<App> {
    let photos = folder.join(PHOTOS);
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
pub(crate) mod tests;
