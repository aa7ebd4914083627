//! Figures about this process in the Prometheus text format (version 0.0.4): a registry of our own,
//! because three kinds of figures need no library.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// Upper bounds of the latency histogram, in milliseconds.
const BOUNDS_MS: [u64; 10] = [1, 2, 5, 10, 25, 50, 100, 250, 1_000, 5_000];

/// Figures that requests and loops write and `/metrics` shows. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Metrics(Arc<Mutex<Figures>>);

#[derive(Debug, Default)]
struct Figures {
    answers: BTreeMap<(&'static str, String, u16), u64>,
    latencies: BTreeMap<String, Latency>,
    /// Names with their help, and values.
    counters: BTreeMap<&'static str, u64>,
    gauges: BTreeMap<&'static str, i64>,
}

#[derive(Debug, Default)]
struct Latency {
    within: [u64; BOUNDS_MS.len()],
    count: u64,
    sum_us: u64,
}

impl Metrics {
    fn lock(&self) -> MutexGuard<'_, Figures> {
        // Figures are whole even if somebody panicked beside them.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One request was answered.
    pub(super) fn answered(&self, method: &'static str, route: &str, status: u16, took: Duration) {
        let mut figures = self.lock();
        *figures.answers.entry((method, route.to_owned(), status)).or_default() += 1;
        let latency = figures.latencies.entry(route.to_owned()).or_default();
        let took_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        latency.count += 1;
        latency.sum_us = latency.sum_us.saturating_add(took_us);
        for (slot, bound) in latency.within.iter_mut().zip(BOUNDS_MS) {
            if took_us <= bound * 1_000 {
                *slot += 1;
            }
        }
    }

    /// Counts something that happened, such as `linli_cases_ticked_total`.
    pub fn count(&self, name: &'static str, by: u64) {
        *self.lock().counters.entry(name).or_default() += by;
    }

    /// Says how far something that only rises came by another count, such as
    /// `linli_commits_total`.
    pub fn reach(&self, name: &'static str, value: u64) {
        self.lock().counters.insert(name, value);
    }

    /// Says how something stands now, such as `linli_tick_lag_milliseconds`.
    pub fn set(&self, name: &'static str, value: i64) {
        self.lock().gauges.insert(name, value);
    }

    /// The text that Prometheus reads.
    #[must_use]
    pub fn text(&self) -> String {
        let figures = self.lock();
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = figures.write(&mut text);
        text
    }
}

impl Figures {
    fn write(&self, text: &mut String) -> std::fmt::Result {
        writeln!(text, "# TYPE linli_http_requests_total counter")?;
        for ((method, route, status), count) in &self.answers {
            writeln!(
                text,
                "linli_http_requests_total{{method=\"{method}\",route=\"{route}\",\
                 status=\"{status}\"}} {count}"
            )?;
        }
        writeln!(text, "# TYPE linli_http_request_seconds histogram")?;
        for (route, latency) in &self.latencies {
            let name = "linli_http_request_seconds";
            for (count, bound) in latency.within.iter().zip(BOUNDS_MS) {
                let bound = Duration::from_millis(bound).as_secs_f64();
                writeln!(text, "{name}_bucket{{route=\"{route}\",le=\"{bound}\"}} {count}")?;
            }
            let Latency { count, sum_us, .. } = latency;
            let sum = Duration::from_micros(*sum_us).as_secs_f64();
            writeln!(text, "{name}_bucket{{route=\"{route}\",le=\"+Inf\"}} {count}")?;
            writeln!(text, "{name}_sum{{route=\"{route}\"}} {sum}")?;
            writeln!(text, "{name}_count{{route=\"{route}\"}} {count}")?;
        }
        for (name, value) in &self.counters {
            writeln!(text, "# TYPE {name} counter\n{name} {value}")?;
        }
        for (name, value) in &self.gauges {
            writeln!(text, "# TYPE {name} gauge\n{name} {value}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_told_as_prometheus_reads_them() {
        let metrics = Metrics::default();
        metrics.answered("GET", "/api/v1/me", 200, Duration::from_micros(1_500));
        metrics.answered("GET", "/api/v1/me", 401, Duration::from_secs(9));
        metrics.clone().count("linli_cases_ticked_total", 2);
        metrics.count("linli_cases_ticked_total", 3);
        metrics.set("linli_tick_lag_milliseconds", 12);
        let text = metrics.text();
        for line in [
            "linli_http_requests_total{method=\"GET\",route=\"/api/v1/me\",status=\"200\"} 1",
            "linli_http_request_seconds_bucket{route=\"/api/v1/me\",le=\"0.001\"} 0",
            "linli_http_request_seconds_bucket{route=\"/api/v1/me\",le=\"0.002\"} 1",
            "linli_http_request_seconds_bucket{route=\"/api/v1/me\",le=\"5\"} 1",
            "linli_http_request_seconds_bucket{route=\"/api/v1/me\",le=\"+Inf\"} 2",
            "linli_http_request_seconds_sum{route=\"/api/v1/me\"} 9.0015",
            "linli_cases_ticked_total 5",
            "linli_tick_lag_milliseconds 12",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} in\n{text}");
        }
    }
}
