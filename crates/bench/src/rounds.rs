//! Rounds of load and bare loop in turn, so that whatever else the machine does meets both.

use std::time::Duration;

use crate::{
    load::{Ask, Loaded, load},
    outcome::Outcome,
    process::{Meter, Reading, spent_ns},
    recorder::Recorder,
    report::{Measure, Target},
    server::Server,
    site::Player,
};

/// What is measured.
pub(crate) struct Kind {
    pub(crate) name: String,
    /// The least that the bare loop's processor time may be of ours.
    pub(crate) target: Option<f64>,
    pub(crate) clients: usize,
    pub(crate) requests: usize,
}

/// A running server, the recorder and the player beside it.
pub(crate) struct Bench {
    pub(crate) server: Server,
    pub(crate) postmaster: Option<u32>,
    pub(crate) recorder: Recorder,
    pub(crate) player: Player,
    pub(crate) rounds: usize,
    /// The number of the next request, so that no two are the same.
    pub(crate) next: usize,
}

/// Microseconds for each of so many requests, of nanoseconds for all.
fn each_us(spent_ns: u64, requests: usize) -> f64 {
    crate::report::ratio(crate::report::whole(spent_ns) / 1_000.0, crate::report::count(requests))
}

/// The middle one.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

/// Processor time for each request of the rounds.
#[derive(Default)]
struct Costs {
    /// The server's with everything that follows.
    whole: Vec<f64>,
    /// What follows alone: messages sent, audit sealed.
    behind: Vec<f64>,
    reads: Vec<f64>,
    writes: Vec<f64>,
}

impl Bench {
    fn server_time(&self) -> Meter {
        self.server.meter(self.postmaster)
    }

    fn loop_time(&self) -> Reading {
        Meter { process: std::process::id(), postmaster: self.postmaster }.read()
    }

    /// Waits until the server has worked off what was put into its outbox, and rests.
    async fn rest(&self) {
        const WINDOW: Duration = Duration::from_millis(250);
        const BUSY_NS: u64 = 20_000_000;
        let meter = self.server_time();
        let mut still = 0;
        let mut before = meter.read();
        for _ in 0..240 {
            tokio::time::sleep(WINDOW).await;
            let now = meter.read();
            still = if spent_ns(&before, &now) < BUSY_NS { still + 1 } else { 0 };
            // Longer than the server's own clock takes between two looks.
            if still >= 5 {
                return;
            }
            before = now;
        }
    }

    /// Measures one kind of request; `ask` makes the n-th.
    pub(crate) async fn measure(
        &mut self,
        kind: &Kind,
        ask: impl Fn(usize) -> Ask,
    ) -> Outcome<Measure> {
        eprintln!("  {} …", kind.name);
        let mut costs = Costs::default();
        let mut loaded = Loaded::default();
        let (mut statements, mut rows) = (0, 0);
        // The first few only warm what every later one finds warm.
        let warm = self.asks(kind.clients * 2, &ask);
        load(self.server.address, warm, kind.clients).await?;
        self.rest().await;
        for _ in 0..self.rounds {
            let asks = self.asks(kind.requests, &ask);
            let before = self.server_time().read();
            loaded.add(load(self.server.address, asks, kind.clients).await?);
            let answered = self.server_time().read();
            // Before anything is recorded: that reads too, and on PostgreSQL from the same server.
            self.rest().await;
            let rested = self.server_time().read();
            let recorded = self.record(kind.requests, &ask).await?;
            let writes: Vec<_> =
                recorded.iter().flat_map(|recorded| recorded.writes.clone()).collect();
            let wrote = !writes.is_empty();
            // Only writes leave work behind; an idle server's clock is not the requests' cost.
            let rested = if wrote { rested } else { answered };
            costs.whole.push(each_us(spent_ns(&before, &rested), kind.requests));
            statements += writes.iter().map(linli_store::measure::Write::statements).sum::<usize>();
            let reads: Vec<_> = recorded.into_iter().map(|recorded| recorded.reads).collect();
            statements += reads.iter().map(linli_store::measure::Reads::statements).sum::<usize>();
            let before = self.loop_time();
            rows += self.player.read(&reads).await?;
            let read = self.loop_time();
            costs.reads.push(each_us(spent_ns(&before, &read), kind.requests));
            if wrote {
                let before = self.server_time().read();
                let begun = self.loop_time();
                self.player.write(writes).await?;
                let written = self.loop_time();
                costs.writes.push(each_us(spent_ns(&begun, &written), kind.requests));
                self.rest().await;
                costs.behind.push(self.behind(&before, (&begun, &written), kind.requests));
            }
        }
        Ok(self.summary(kind, costs, loaded, (statements, rows)))
    }

    /// What the server spent on what the played writes left behind, without the playing itself.
    fn behind(&self, before: &Reading, played: (&Reading, &Reading), requests: usize) -> f64 {
        let all = spent_ns(before, &self.server_time().read());
        let own = std::process::id();
        let backends = |reading: &Reading| -> Reading {
            reading
                .iter()
                .filter(|((process, _), _)| *process != own)
                .map(|(k, v)| (*k, *v))
                .collect()
        };
        let playing = spent_ns(&backends(played.0), &backends(played.1));
        each_us(all.saturating_sub(playing), requests)
    }

    fn summary(
        &self,
        kind: &Kind,
        costs: Costs,
        loaded: Loaded,
        (statements, rows): (usize, usize),
    ) -> Measure {
        let requests = kind.requests * self.rounds;
        let behind = median(costs.behind);
        let cpu = (median(costs.whole) - behind).max(0.0);
        let (reads, writes) = (median(costs.reads), median(costs.writes));
        let floor = reads + writes;
        let reached = crate::report::ratio(floor, cpu);
        let each = |count: usize| {
            crate::report::ratio(crate::report::count(count), crate::report::count(requests))
        };
        Measure {
            name: kind.name.clone(),
            requests,
            clients: kind.clients,
            cpu_us: cpu,
            behind_us: behind,
            floor_us: floor,
            floor_reads_us: reads,
            floor_writes_us: writes,
            statements: each(statements),
            rows_read: each(rows),
            answer_bytes: each(loaded.bytes),
            ratio: Target::at_least(reached, kind.target),
            ratio_with_behind: crate::report::ratio(floor, cpu + behind),
            per_second: loaded.per_second(),
            p50_ms: loaded.percentile_ms(50),
            p99_ms: loaded.percentile_ms(99),
        }
    }

    /// The next requests of a list.
    pub(crate) fn asks(&mut self, count: usize, ask: &impl Fn(usize) -> Ask) -> Vec<Ask> {
        let from = self.next;
        self.next += count;
        (from..self.next).map(ask).collect()
    }

    async fn record(
        &mut self,
        count: usize,
        ask: &impl Fn(usize) -> Ask,
    ) -> Outcome<Vec<crate::recorder::Recorded>> {
        let mut recorded = Vec::with_capacity(count);
        for ask in self.asks(count, ask) {
            recorded.push(self.recorder.record(&ask).await?);
        }
        Ok(recorded)
    }
}
