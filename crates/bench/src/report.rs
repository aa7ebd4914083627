//! What is printed: one JSON document, or a table of the same.

use serde::Serialize;

/// The most that a dashboard of a district may cost by what a case's page costs.
pub(crate) const DASHBOARD: f64 = 20.0;

/// A whole number as a figure.
pub(crate) fn whole(number: u64) -> f64 {
    // Exact up to 2^53, which no count or time here comes near.
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    let figure = number as f64;
    figure
}

/// A count as a figure.
pub(crate) fn count(number: usize) -> f64 {
    whole(u64::try_from(number).unwrap_or(u64::MAX))
}

/// One by the other; 0 if there is no other.
pub(crate) fn ratio(part: f64, of: f64) -> f64 {
    if of > 0.0 { part / of } else { 0.0 }
}

/// A figure and what it should be.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) struct Target {
    /// What it is.
    pub(crate) value: f64,
    /// What it should be at least.
    #[serde(skip_serializing_if = "Option::is_none")]
    at_least: Option<f64>,
    /// What it should be at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    at_most: Option<f64>,
    /// Whether it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) met: Option<bool>,
}

impl Target {
    pub(crate) fn at_least(value: f64, least: Option<f64>) -> Self {
        Self { value, at_least: least, at_most: None, met: least.map(|least| value >= least) }
    }

    pub(crate) fn at_most(value: f64, most: f64) -> Self {
        Self { value, at_least: None, at_most: Some(most), met: Some(value <= most) }
    }

    fn words(&self) -> String {
        let (bound, met) = match (self.at_least, self.at_most) {
            (Some(least), _) => (format!(" (at least {least})"), self.met),
            (_, Some(most)) => (format!(" (at most {most})"), self.met),
            (None, None) => (String::new(), None),
        };
        let missed = if met == Some(false) { " MISSED" } else { "" };
        format!("{:.2}{bound}{missed}", self.value)
    }
}

/// One kind of request. Times of processors are microseconds for each request.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Measure {
    pub(crate) name: String,
    pub(crate) requests: usize,
    pub(crate) clients: usize,
    /// The server's processor time, PostgreSQL's processes included.
    pub(crate) cpu_us: f64,
    /// What the server spends later on what a request left in the outbox and the audit.
    pub(crate) behind_us: f64,
    /// The bare loop's for the same reads and rows.
    pub(crate) floor_us: f64,
    pub(crate) floor_reads_us: f64,
    pub(crate) floor_writes_us: f64,
    /// Statements of a request, and rows that they read.
    pub(crate) statements: f64,
    pub(crate) rows_read: f64,
    pub(crate) answer_bytes: f64,
    /// The bare loop's time by ours.
    pub(crate) ratio: Target,
    /// The same with what is worked off behind counted as ours.
    pub(crate) ratio_with_behind: f64,
    pub(crate) per_second: f64,
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
}

/// How many durable requests a second there are.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Durable {
    /// How it was run.
    pub(crate) name: String,
    pub(crate) clients: usize,
    pub(crate) per_second: f64,
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
}

/// One engine.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Engine {
    pub(crate) engine: &'static str,
    /// How many cases there were first, and then.
    pub(crate) cases: [usize; 2],
    /// Seconds that it took to write those.
    pub(crate) seeding_s: f64,
    pub(crate) measures: Vec<Measure>,
    /// What a queue page costs among the many by what it costs among the few.
    pub(crate) queue_page_growth: Target,
    pub(crate) queue_json_growth: Target,
    /// What a dashboard of the district costs among the many by what a case's page costs.
    pub(crate) dashboard_by_case: Target,
    /// The most memory that the server ever held, in megabytes of 10^6 bytes.
    pub(crate) memory_mb: Target,
    /// Taking in with 2 ms added to every flush.
    pub(crate) slower_flush: Vec<Durable>,
}

/// The whole run.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Report {
    pub(crate) date: String,
    pub(crate) machine: String,
    /// The whole size by this run's.
    pub(crate) one_of: usize,
    /// Milliseconds to write 8 KiB and flush: the middle one, and 99 of 100 within.
    pub(crate) flush_ms: [f64; 2],
    pub(crate) engines: Vec<Engine>,
}

impl Report {
    /// A table for people.
    pub(crate) fn table(&self) -> String {
        let mut lines = vec![
            format!("{}, {}, 1/{} of the whole size", self.date, self.machine, self.one_of),
            format!("flush of 8 KiB: {:.3} ms, p99 {:.3} ms", self.flush_ms[0], self.flush_ms[1]),
        ];
        for engine in &self.engines {
            lines.push(String::new());
            lines.push(format!(
                "{}: {} and {} cases, seeded in {:.0} s",
                engine.engine, engine.cases[0], engine.cases[1], engine.seeding_s
            ));
            lines.push(format!(
                "{:38} {:>8} {:>8} {:>8} {:>7} {:>8} {:>8} {:>8}  ratio (with behind)",
                "", "CPU µs", "floor", "behind", "stmts", "req/s", "p50 ms", "p99 ms"
            ));
            lines.extend(engine.measures.iter().map(Measure::line));
            lines.push(format!("queue page growth: {}", engine.queue_page_growth.words()));
            lines.push(format!("queue JSON growth: {}", engine.queue_json_growth.words()));
            let board = engine.dashboard_by_case.words();
            lines.push(format!("dashboard by a case's page: {board}"));
            lines.push(format!("memory in MB: {}", engine.memory_mb.words()));
            lines.extend(engine.slower_flush.iter().map(|durable| {
                format!(
                    "{:38} {:>4} clients {:>8.0} req/s, p50 {:.1} ms, p99 {:.1} ms",
                    durable.name,
                    durable.clients,
                    durable.per_second,
                    durable.p50_ms,
                    durable.p99_ms
                )
            }));
        }
        lines.join("\n")
    }
}

impl Measure {
    fn line(&self) -> String {
        format!(
            "{:38} {:>8.0} {:>8.0} {:>8.0} {:>7.1} {:>8.0} {:>8.2} {:>8.2}  {} ({:.2})",
            self.name,
            self.cpu_us,
            self.floor_us,
            self.behind_us,
            self.statements,
            self.per_second,
            self.p50_ms,
            self.p99_ms,
            self.ratio.words(),
            self.ratio_with_behind
        )
    }
}

impl Report {
    /// What must be true on any machine, however busy, in any build: ratios, never wall time.
    ///
    /// # Errors
    /// The first figure that is not what it can be.
    pub(crate) fn check(&self) -> crate::outcome::Outcome<()> {
        let sane = |name: String, value: f64, from: f64, to: f64| {
            if (from..=to).contains(&value) {
                return Ok(());
            }
            Err(format!("{name} is {value:.3}, not within {from} and {to}"))
        };
        for engine in &self.engines {
            let kind = engine.engine;
            for measure in &engine.measures {
                // Whatever runs the same statements inside a program costs more than they do, but
                // for what so few requests on a busy machine leave to chance.
                let name = format!("{kind}, {}: the bare loop's part", measure.name);
                sane(name, measure.ratio.value, 0.005, 3.0)?;
            }
            let growth = [engine.queue_page_growth.value, engine.queue_json_growth.value];
            for value in growth {
                sane(format!("{kind}: the growth of a queue's page"), value, 0.2, 4.0)?;
            }
            let board = engine.dashboard_by_case.value;
            sane(format!("{kind}: a dashboard by a case's page"), board, 0.005, DASHBOARD)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_met_at_its_bound_and_missed_beyond() {
        assert_eq!(Target::at_least(0.4, Some(0.4)).met, Some(true));
        assert_eq!(Target::at_least(0.39, Some(0.4)).met, Some(false));
        assert_eq!(Target::at_least(0.1, None).met, None);
        assert_eq!(Target::at_most(1.3, 1.3).met, Some(true));
        assert!(Target::at_most(1.31, 1.3).words().ends_with("MISSED"));
    }

    #[test]
    fn a_figure_that_no_machine_can_show_fails_the_check() {
        let engine = |growth: f64, board: f64| Engine {
            engine: "sqlite",
            cases: [1, 2],
            seeding_s: 0.0,
            measures: Vec::new(),
            queue_page_growth: Target::at_most(growth, 1.3),
            queue_json_growth: Target::at_most(1.0, 1.3),
            dashboard_by_case: Target::at_most(board, DASHBOARD),
            memory_mb: Target::at_most(1.0, 150.0),
            slower_flush: Vec::new(),
        };
        let report = |growth, board| Report {
            date: String::new(),
            machine: String::new(),
            one_of: 50,
            flush_ms: [1.0, 1.0],
            engines: vec![engine(growth, board)],
        };
        assert!(report(1.0, 1.0).check().is_ok());
        assert!(report(40.0, 1.0).check().unwrap_err().to_string().contains("growth"));
        assert!(report(1.0, 20.5).check().unwrap_err().to_string().contains("dashboard"));
    }
}
