//! Figures counted lately. Counting reads every case of a year, and anybody may ask for it: so it is
//! done once a minute for each place and period, and for few at a time.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use linli_kernel::{Day, Moment, PlaceId};
use tokio::sync::{Mutex as Turn, Semaphore};

use super::{IndicatorPage, Period};
use crate::{AppError, AppResult};

/// How long figures are shown as they were counted, in milliseconds.
const FRESH_MS: i64 = 60_000;
/// How many places and periods are counted at once.
const AT_ONCE: usize = 2;
/// How many places and periods are remembered.
const REMEMBERED: usize = 256;

type Key = (PlaceId, Day, Day);
type Kept = Arc<Turn<Option<IndicatorPage>>>;

/// The figures counted lately, by place and period.
#[derive(Debug)]
pub(crate) struct Counted {
    kept: Mutex<BTreeMap<Key, Kept>>,
    turns: Semaphore,
}

impl Default for Counted {
    fn default() -> Self {
        Self { kept: Mutex::default(), turns: Semaphore::new(AT_ONCE) }
    }
}

impl Counted {
    fn slot(&self, key: Key) -> Kept {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= REMEMBERED && !kept.contains_key(&key) {
            // Whoever waits for one of them holds it still.
            kept.clear();
        }
        Arc::clone(kept.entry(key).or_default())
    }

    /// The page as counted within the last minute, or counted now; whoever asks for the same
    /// meanwhile waits for it.
    ///
    /// # Errors
    /// Those of `count`, which are not remembered.
    pub(crate) async fn page(
        &self,
        period: Period,
        now: Moment,
        count: impl Future<Output = AppResult<IndicatorPage>>,
    ) -> AppResult<IndicatorPage> {
        let slot = self.slot((period.place, period.from, period.to));
        let mut kept = slot.lock().await;
        if let Some(page) = kept.as_ref()
            && (0..FRESH_MS).contains(&now.ms_since(page.counted_at))
        {
            return Ok(page.clone());
        }
        let closed = |_| AppError::Internal("no turn to count figures".to_owned());
        let _turn = self.turns.acquire().await.map_err(closed)?;
        let page = count.await?;
        *kept = Some(page.clone());
        Ok(page)
    }
}
