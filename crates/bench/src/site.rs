//! One installation on one engine: made, grown, opened, played against.

use std::{fs, path::PathBuf, sync::Arc};

use linli_app::{App, ports::Store};
use linli_kernel::to_hexadecimal;
use linli_store::{
    Database, SqliteLocation, SqliteOptions, Synchronous,
    measure::{PostgresPlayer, Reads, SqlitePlayer, Write},
};

use crate::{
    outcome::Outcome,
    recorder::{Commits, KEY, Keeping, Recorder, app},
    seed::{self, Patterns},
    server::Installation,
    world::{self, World},
};

/// Names that the program gives: the SQLite file, the key, PostgreSQL's schema.
const DATABASE_FILE: &str = "linli.db";
const KEY_FILE: &str = "key";
const SCHEMA: &str = "linli";
/// Connections of this process to PostgreSQL.
const CONNECTIONS: usize = 8;
/// What writes of one SQLite commit there are in the bare loop: as many as the server puts
/// together at most.
const PER_COMMIT: usize = 64;

/// Ids of this process beside the server's: bulk rows and recorded requests.
const BULK_NODE: u8 = 9;
const RECORDER_NODE: u8 = 10;

/// A PostgreSQL server for the measurement alone.
#[derive(Clone, Debug)]
pub(crate) struct Postgres {
    pub(crate) url: String,
    /// Its first process.
    pub(crate) process: u32,
}

/// An installation.
pub(crate) struct Site {
    pub(crate) folder: PathBuf,
    program: PathBuf,
    pub(crate) postgres: Option<Postgres>,
}

/// The district and what its cases are made after.
pub(crate) struct Made {
    pub(crate) world: World,
    pub(crate) patterns: Patterns,
}

impl Site {
    /// An empty installation in a folder of its own.
    pub(crate) fn new(
        folder: PathBuf,
        program: PathBuf,
        postgres: Option<Postgres>,
    ) -> Outcome<Self> {
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(KEY_FILE), to_hexadecimal(&KEY))?;
        Ok(Self { folder, program, postgres })
    }

    /// What the table calls it.
    pub(crate) fn engine(&self) -> &'static str {
        if self.postgres.is_some() { "postgres" } else { "sqlite" }
    }

    /// How the program is started on it.
    pub(crate) fn installation(&self) -> Installation {
        Installation {
            program: self.program.clone(),
            folder: self.folder.clone(),
            database: self.postgres.as_ref().map(|postgres| postgres.url.clone()),
        }
    }

    fn file(&self) -> PathBuf {
        self.folder.join(DATABASE_FILE)
    }

    /// Opens the database in this process; `options` are SQLite's.
    pub(crate) async fn open(&self, options: SqliteOptions) -> Outcome<Database> {
        let database = match &self.postgres {
            Some(postgres) => {
                Database::open_postgres(&postgres.url, Some(SCHEMA), CONNECTIONS).await?
            }
            None => Database::open_sqlite(SqliteLocation::File(&self.file()), options)?,
        };
        database.migrate().await?;
        Ok(database)
    }

    /// Opens it for bulk writes that nobody waits on the disk for.
    async fn open_in_haste(&self) -> Outcome<Database> {
        let mut postgres = self.postgres.clone();
        if let Some(postgres) = &mut postgres {
            postgres.url.push_str("?options=-c%20synchronous_commit%3Doff");
        }
        let hasty = Self { folder: self.folder.clone(), program: self.program.clone(), postgres };
        let synchronous = Synchronous::Off;
        hasty.open(SqliteOptions { synchronous, ..SqliteOptions::default() }).await
    }

    /// The use-cases over a store here.
    pub(crate) fn app(&self, store: Arc<dyn Store>) -> Outcome<App> {
        app(store, &self.folder.join("photos"), BULK_NODE)
    }

    /// Makes the district.
    pub(crate) async fn make(&self) -> Outcome<Made> {
        if let Some(postgres) = &self.postgres {
            Database::drop_postgres_schema(&postgres.url, SCHEMA).await?;
        }
        let database = Arc::new(self.open_in_haste().await?);
        let kept = Arc::new(Keeping::new(database, Commits::Written));
        let app = self.app(Arc::clone(&kept) as Arc<dyn Store>)?;
        let world = world::build(&app).await?;
        let patterns = Patterns::make(&app, &kept, &world).await?;
        Ok(Made { world, patterns })
    }

    /// Writes the cases from one number to another.
    pub(crate) async fn grow(
        &self,
        patterns: &Patterns,
        numbers: std::ops::Range<usize>,
    ) -> Outcome<()> {
        let database = Arc::new(self.open_in_haste().await?);
        let store = Arc::clone(&database) as Arc<dyn Store>;
        let app = self.app(Arc::clone(&store))?;
        seed::grow(&app, &store, patterns, numbers).await?;
        // The server would count them while it is measured.
        while linli_app::indicator::roll_up_due(&app).await? > 0 {}
        database.settle().await?;
        Ok(())
    }

    /// Records what requests ask of the database.
    pub(crate) async fn recorder(&self) -> Outcome<Recorder> {
        let database = self.open(SqliteOptions::default()).await?;
        Recorder::new(database, &self.folder.join("photos"), RECORDER_NODE)
    }

    /// Plays what was recorded.
    pub(crate) async fn player(&self) -> Outcome<Player> {
        Ok(match &self.postgres {
            Some(postgres) => Player::Postgres(PostgresPlayer::open(&postgres.url, SCHEMA).await?),
            None => Player::Sqlite(SqlitePlayer::open(&self.file())?),
        })
    }
}

/// The bare loop of an engine.
pub(crate) enum Player {
    Sqlite(SqlitePlayer),
    Postgres(PostgresPlayer),
}

impl Player {
    /// Plays reads; answers how many rows there were.
    pub(crate) async fn read(&mut self, all: &[Reads]) -> Outcome<usize> {
        Ok(match self {
            Self::Sqlite(player) => player.read(all)?,
            Self::Postgres(player) => player.read(all).await?,
        })
    }

    /// Plays writes.
    pub(crate) async fn write(&mut self, writes: Vec<Write>) -> Outcome<()> {
        match self {
            Self::Sqlite(player) => player.write(writes, PER_COMMIT)?,
            Self::Postgres(player) => player.write(writes).await?,
        }
        Ok(())
    }
}
