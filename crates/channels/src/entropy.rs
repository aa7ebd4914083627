//! Fresh ids and random bytes.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use linli_app::ports::{Clock, Entropy};
use linli_kernel::RawId;

/// 2025-01-01T00:00:00Z, from which ids count milliseconds: 41 bits last until 2094.
const ORIGIN_MS: i64 = 1_735_689_600_000;
const TIME_BITS: u32 = 41;
const NODE_BITS: u32 = 8;
const COUNTER_BITS: u32 = 14;

/// Ids that rise with time: 41 bits of milliseconds, 8 bits of node, 14 bits of counter. Within a
/// process they never repeat and always rise, even when the clock steps back: then, and when
/// 16,384 ids were given in one millisecond, the id's time runs ahead of the clock. Nodes that
/// share a database have different numbers.
pub struct SystemEntropy {
    clock: Arc<dyn Clock>,
    node: u8,
    /// The last id's milliseconds and counter, without the node.
    last: AtomicU64,
}

impl SystemEntropy {
    /// Ids of a node, by a clock.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>, node: u8) -> Self {
        Self { clock, node, last: AtomicU64::new(0) }
    }

    /// The next pair of milliseconds and counter.
    fn tick(&self) -> u64 {
        let since = self.clock.now().ms().saturating_sub(ORIGIN_MS).max(0).unsigned_abs();
        let earliest = since << COUNTER_BITS;
        let next = |last: u64| earliest.max(last + 1);
        let mut last = self.last.load(Ordering::Relaxed);
        loop {
            let wanted = next(last);
            match self.last.compare_exchange_weak(
                last,
                wanted,
                Ordering::Relaxed,
                Ordering::Relaxed,
            ) {
                Ok(_) => return wanted,
                Err(other) => last = other,
            }
        }
    }
}

impl Entropy for SystemEntropy {
    fn id(&self) -> RawId {
        let tick = self.tick();
        let time = (tick >> COUNTER_BITS) & ((1 << TIME_BITS) - 1);
        let counter = tick & ((1 << COUNTER_BITS) - 1);
        let number =
            (time << (NODE_BITS + COUNTER_BITS)) | (u64::from(self.node) << COUNTER_BITS) | counter;
        // Zero is only reached by a clock before 2025 at the very first id of node 0.
        i64::try_from(number).ok().and_then(RawId::new).unwrap_or_else(|| self.id())
    }

    fn fill(&self, bytes: &mut [u8]) {
        if let Err(error) = getrandom::fill(bytes) {
            // Keys and codes that can be guessed would be worse than a server that is down.
            tracing::error!(%error, "the machine gives no random bytes");
            std::process::abort();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, sync::atomic::AtomicI64};

    use linli_kernel::Moment;

    use super::*;

    struct HandClock(AtomicI64);

    impl Clock for HandClock {
        fn now(&self) -> Moment {
            Moment::from_ms(self.0.load(Ordering::Relaxed))
        }
    }

    fn at(ms: i64) -> (Arc<HandClock>, SystemEntropy) {
        let clock = Arc::new(HandClock(AtomicI64::new(ms)));
        let entropy = SystemEntropy::new(Arc::clone(&clock) as Arc<dyn Clock>, 7);
        (clock, entropy)
    }

    #[test]
    fn ids_rise_even_when_the_clock_stands_still_or_steps_back() {
        let (clock, entropy) = at(ORIGIN_MS + 1_000_000);
        let mut last = entropy.id();
        for step in 0..50_000 {
            match step {
                20_000 => clock.0.store(ORIGIN_MS + 500, Ordering::Relaxed),
                30_000 => clock.0.store(0, Ordering::Relaxed),
                40_000 => clock.0.store(ORIGIN_MS + 2_000_000, Ordering::Relaxed),
                _ => {}
            }
            let id = entropy.id();
            assert!(id > last, "step {step}");
            last = id;
        }
    }

    #[test]
    fn an_id_holds_time_node_and_counter() {
        let (_, entropy) = at(ORIGIN_MS + 5);
        let first = entropy.id().get();
        assert_eq!(first >> 22, 5);
        assert_eq!((first >> 14) & 0xff, 7);
        assert_eq!(first & 0x3fff, 0);
        assert_eq!(entropy.id().get() & 0x3fff, 1);
    }

    #[test]
    fn threads_never_get_the_same_id() {
        let (_, entropy) = at(ORIGIN_MS + 9);
        let entropy = &entropy;
        let all: Vec<RawId> = std::thread::scope(|scope| {
            let draw = |_| scope.spawn(move || (0..5_000).map(|_| entropy.id()).collect());
            let threads: Vec<_> = (0..4).map(draw).collect();
            let drawn: Vec<Vec<RawId>> = threads.into_iter().map(|t| t.join().unwrap()).collect();
            drawn.into_iter().flatten().collect()
        });
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 20_000);
    }

    #[test]
    fn a_clock_before_the_origin_still_gives_ids() {
        let clock = Arc::new(HandClock(AtomicI64::new(0)));
        let entropy = SystemEntropy::new(clock, 0);
        assert!(entropy.id().get() > 0);
    }

    #[test]
    fn random_bytes_differ() {
        let (_, entropy) = at(ORIGIN_MS);
        let (mut first, mut second) = ([0_u8; 32], [0_u8; 32]);
        entropy.fill(&mut first);
        entropy.fill(&mut second);
        assert_ne!(first, second);
    }
}
