//! A whole program without a network: the use-cases over a real store, a clock set by hand, and
//! stand-ins for the telephone and the camera's pictures.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};

use linli_app::{
    App, AppError, Caller, Installation, Vault, account,
    indicator::roll_up_due,
    matter::{self, Acted, Raw, RawFields, TakeAction, deliver_due, tick_due},
    ports::{BlobError, Blobs, Clock, Entropy, Store},
    setup,
};
use linli_channels::{JpegDarkroom, NoSms, ShownSms, SystemEntropy};
use linli_kernel::{CaseId, Moment, PersonId, PhotoId, RawId};
use linli_store::{Database, SqliteLocation, SqliteOptions, Synchronous};

/// Wednesday, 8 July 2026, 9:00 in China: a work day in the middle of a week.
pub const MORNING: i64 = 1_783_472_400_000;
/// One minute in milliseconds.
pub const MINUTE_MS: i64 = 60_000;
/// One hour in milliseconds.
pub const HOUR_MS: i64 = 60 * MINUTE_MS;
/// One day in milliseconds.
pub const DAY_MS: i64 = 24 * HOUR_MS;

/// Left to the operating system: a test's rows are thrown away.
fn fast() -> SqliteOptions {
    SqliteOptions { synchronous: Synchronous::Off, ..SqliteOptions::default() }
}

/// A clock that stands still until it is set.
#[derive(Debug)]
pub struct FixedClock(AtomicI64);

impl FixedClock {
    /// A clock that shows this moment.
    #[must_use]
    pub fn new(moment: Moment) -> Self {
        Self(AtomicI64::new(moment.ms()))
    }

    /// Shows another moment.
    pub fn set(&self, moment: Moment) {
        self.0.store(moment.ms(), Ordering::SeqCst);
    }

    /// Goes on by so many milliseconds.
    pub fn advance(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Moment {
        Moment::from_ms(self.0.load(Ordering::SeqCst))
    }
}

/// The same ids and the same "random" bytes in every run: ids as the program makes them, bytes
/// from a counter through SplitMix64 (Steele, Lea, Flood 2014). Never for anything but tests.
pub struct SeededEntropy {
    ids: SystemEntropy,
    state: AtomicU64,
}

impl SeededEntropy {
    /// From a seed and the clock that ids rise with.
    #[must_use]
    pub fn new(seed: u64, clock: Arc<dyn Clock>) -> Self {
        Self { ids: SystemEntropy::new(clock, 1), state: AtomicU64::new(seed) }
    }

    fn next(&self) -> u64 {
        const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
        let mut mixed = self.state.fetch_add(STEP, Ordering::Relaxed).wrapping_add(STEP);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

impl Entropy for SeededEntropy {
    fn id(&self) -> RawId {
        self.ids.id()
    }

    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            for (slot, byte) in chunk.iter_mut().zip(self.next().to_le_bytes()) {
                *slot = byte;
            }
        }
    }
}

type Held = BTreeMap<(PhotoId, &'static str), Vec<u8>>;

/// Files held in memory.
#[derive(Debug, Default)]
pub struct HeldBlobs {
    held: Mutex<Held>,
    reads: AtomicU64,
}

impl HeldBlobs {
    /// How often a file was asked for.
    pub fn reads(&self) -> u64 {
        self.reads.load(Ordering::Relaxed)
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait::async_trait]
impl Blobs for HeldBlobs {
    async fn put(
        &self,
        photo: PhotoId,
        size: &'static str,
        bytes: Vec<u8>,
    ) -> Result<(), BlobError> {
        self.held().insert((photo, size), bytes);
        Ok(())
    }

    async fn get(&self, photo: PhotoId, size: &'static str) -> Result<Option<Vec<u8>>, BlobError> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        Ok(self.held().get(&(photo, size)).cloned())
    }

    async fn remove(&self, photo: PhotoId, size: &'static str) -> Result<(), BlobError> {
        self.held().remove(&(photo, size));
        Ok(())
    }
}

/// The program under test, and the knobs.
#[derive(Clone)]
pub struct TestApp {
    /// The use-cases' context.
    pub app: App,
    /// The clock.
    pub clock: Arc<FixedClock>,
    /// Telephones that show the codes they were sent.
    pub sms: Arc<ShownSms>,
    /// The rows.
    pub database: Arc<Database>,
    /// The files.
    pub blobs: Arc<HeldBlobs>,
}

impl TestApp {
    /// An empty installation on SQLite in a temporary file, at [`MORNING`].
    ///
    /// # Errors
    /// [`AppError::Internal`] if the database cannot be made.
    pub async fn empty() -> Result<Self, AppError> {
        Self::over(Database::open_sqlite(SqliteLocation::Temporary, fast())?).await
    }

    /// An empty installation over a database of the caller's.
    ///
    /// # Errors
    /// [`AppError::Internal`] if it cannot be migrated.
    pub async fn over(database: Database) -> Result<Self, AppError> {
        database.migrate().await?;
        let database = Arc::new(database);
        let clock = Arc::new(FixedClock::new(Moment::from_ms(MORNING)));
        let sms = Arc::new(ShownSms::default());
        let blobs = Arc::new(HeldBlobs::default());
        let app = App::new(Installation {
            store: Arc::clone(&database) as Arc<dyn Store>,
            blobs: Arc::clone(&blobs) as Arc<_>,
            entropy: Arc::new(SeededEntropy::new(1, Arc::clone(&clock) as Arc<dyn Clock>)),
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            sms: Arc::clone(&sms) as Arc<_>,
            darkroom: Arc::new(JpegDarkroom::default()),
            vault: Vault::new(&[7; 32]),
        });
        Ok(Self { app, clock, sms, database, blobs })
    }

    /// An empty installation on SQLite in a file, of which copies can be made.
    ///
    /// # Errors
    /// [`AppError::Internal`] if the database cannot be made.
    pub async fn in_file(path: &Path) -> Result<Self, AppError> {
        Self::over(Database::open_sqlite(SqliteLocation::File(path), fast())?).await
    }

    /// A copy of an installation in a file (`from`): same rows, photos and moment, other ids and
    /// codes than those that the rows hold already. `seed` tells several copies apart. Nobody may
    /// write meanwhile.
    ///
    /// # Errors
    /// [`AppError::Internal`] if the files cannot be copied.
    pub fn copied(&self, from: &Path, to: &Path, seed: u64) -> Result<Self, AppError> {
        let failed = |error: std::io::Error| AppError::Internal(error.to_string());
        std::fs::copy(from, to).map_err(failed)?;
        // What is not in the file yet stands in its log.
        let log = |path: &Path| path.with_extension("db-wal");
        if log(from).exists() {
            std::fs::copy(log(from), log(to)).map_err(failed)?;
        }
        // One asks at a time.
        let options = SqliteOptions { readers: 2, ..fast() };
        let database = Arc::new(Database::open_sqlite(SqliteLocation::File(to), options)?);
        // A second later, since ids rise with the clock and begin anew in a copy.
        let clock = Arc::new(FixedClock::new(self.clock.now().plus_ms(1_000)));
        let sms = Arc::new(ShownSms::default());
        let app = App::new(Installation {
            store: Arc::clone(&database) as Arc<dyn Store>,
            blobs: Arc::clone(&self.blobs) as Arc<_>,
            entropy: Arc::new(SeededEntropy::new(seed, Arc::clone(&clock) as Arc<dyn Clock>)),
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            sms: Arc::clone(&sms) as Arc<_>,
            darkroom: Arc::new(JpegDarkroom::default()),
            vault: Vault::new(&[7; 32]),
        });
        Ok(Self { app, clock, sms, database, blobs: Arc::clone(&self.blobs) })
    }

    /// The same installation, with nothing that sends messages.
    #[must_use]
    pub fn without_messages(&self) -> Self {
        let app = App::new(Installation {
            store: Arc::clone(&self.app.store),
            blobs: Arc::clone(&self.app.blobs),
            entropy: Arc::clone(&self.app.entropy),
            clock: Arc::clone(&self.app.clock),
            sms: Arc::new(NoSms),
            darkroom: Arc::clone(&self.app.darkroom),
            vault: Vault::new(&[7; 32]),
        });
        Self { app, ..self.clone() }
    }

    /// A fresh token for somebody, as the operator opens one: with two factors for whoever has a
    /// password. It lives 12 hours then, so ask again after the clock went on.
    ///
    /// # Errors
    /// [`AppError::NotFound`] if there is no such person.
    pub async fn token(&self, person: PersonId) -> Result<String, AppError> {
        Ok(setup::operator_session(&self.app, person).await?.token)
    }

    /// Somebody as the use-cases see them, with a fresh session.
    ///
    /// # Errors
    /// [`AppError::NotFound`] if there is no such person.
    pub async fn caller(&self, person: PersonId) -> Result<Caller, AppError> {
        account::caller(&self.app, &self.token(person).await?).await
    }

    /// Somebody does what a matter offers them; words that the form wants and that do not matter
    /// are made up.
    ///
    /// # Errors
    /// Those of [`matter::act`]; [`AppError::Internal`] if it is not offered.
    pub async fn does(
        &self,
        person: PersonId,
        id: CaseId,
        action: &str,
        mut fields: RawFields,
    ) -> Result<Acted, AppError> {
        let caller = self.caller(person).await?;
        let view = matter::matter(&self.app, &caller, id).await?;
        let offer = view.actions.iter().find(|offer| offer.name == *action);
        let missing = || AppError::Internal(format!("no {action} among {:?}", view.actions));
        let offer = offer.ok_or_else(missing)?;
        let words =
            offer.fields.iter().filter(|f| f.required && ["text", "lines"].contains(&f.kind));
        for field in words {
            fields.entry(field.name.to_string()).or_insert(Raw::Text("made up".to_owned()));
        }
        let input = TakeAction {
            action: action.to_owned(),
            task: offer.task.map(|task| task.0),
            fields,
            seen_version: offer.version,
        };
        matter::act(&self.app, &caller, id, &input, None).await
    }

    /// Lets the clock go on and does what became due on the way, hour by hour, messages included.
    ///
    /// # Errors
    /// [`AppError::Internal`] if the store fails, or the clock on any case.
    pub async fn pass(&self, ms: i64) -> Result<(), AppError> {
        let mut left = ms;
        while left > 0 {
            let step = left.min(HOUR_MS);
            self.clock.advance(step);
            left -= step;
            loop {
                let ticked = tick_due(&self.app, 100).await?;
                if ticked.failed > 0 {
                    return Err(AppError::Internal(format!("the clock failed: {ticked:?}")));
                }
                if ticked.moved == 0 {
                    break;
                }
            }
            while deliver_due(&self.app, 100).await? > 0 {}
        }
        while roll_up_due(&self.app).await? > 0 {}
        Ok(())
    }
}
