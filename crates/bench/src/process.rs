//! What processes used, from Linux's own books: processor time by thread in nanoseconds, memory.

use std::{collections::BTreeMap, fs, path::Path};

use crate::outcome::Outcome;

/// The processes that belong together: a server, and PostgreSQL's for it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Meter {
    /// The one process.
    pub(crate) process: u32,
    /// PostgreSQL's first process, all children of which count.
    pub(crate) postmaster: Option<u32>,
}

/// Nanoseconds by process and thread.
pub(crate) type Reading = BTreeMap<(u32, u32), u64>;

fn numbers_in(folder: &Path) -> Vec<u32> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect()
}

fn children_of(parent: u32) -> Vec<u32> {
    let is_child = |process: &u32| {
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        // After the name in parentheses: the state, then the parent.
        let fields = stat.rsplit(") ").next().unwrap_or_default();
        fields.split(' ').nth(1) == Some(parent.to_string().as_str())
    };
    numbers_in(Path::new("/proc")).into_iter().filter(is_child).collect()
}

impl Meter {
    /// Reads the books. A thread that ended is no longer in them; none of ours end while they
    /// work.
    pub(crate) fn read(&self) -> Reading {
        let mut processes = vec![self.process];
        processes.extend(self.postmaster.map(children_of).unwrap_or_default());
        let mut reading = Reading::new();
        for process in processes {
            for thread in numbers_in(Path::new(&format!("/proc/{process}/task"))) {
                let path = format!("/proc/{process}/task/{thread}/schedstat");
                let book = fs::read_to_string(path).unwrap_or_default();
                let spent = book.split(' ').next().and_then(|word| word.parse().ok());
                reading.insert((process, thread), spent.unwrap_or(0));
            }
        }
        reading
    }
}

/// Nanoseconds of processor time between two readings.
pub(crate) fn spent_ns(before: &Reading, after: &Reading) -> u64 {
    let since = |(thread, now): (&(u32, u32), &u64)| {
        now.saturating_sub(before.get(thread).copied().unwrap_or(0))
    };
    after.iter().map(since).sum()
}

/// A line of a process's status in kilobytes: `VmHWM` is the most memory it ever held, `VmRSS`
/// what it holds.
pub(crate) fn memory_kb(process: u32, line: &str) -> Outcome<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let found = status.lines().find_map(|words| words.strip_prefix(line)?.strip_prefix(':'));
    let words = found.and_then(|words| words.split_whitespace().next());
    Ok(words.ok_or("the status has no such line")?.parse()?)
}

/// The machine in a few words.
pub(crate) fn machine() -> String {
    let cpus = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let field = |name: &str| {
        let line = cpus.lines().find(|line| line.starts_with(name));
        line.and_then(|line| line.split(": ").nth(1)).unwrap_or("unknown").to_owned()
    };
    let count = cpus.lines().filter(|line| line.starts_with("processor")).count();
    format!("{count} × {}", field("model name"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_of_this_process_is_seen_and_nobody_elses() {
        let meter = Meter { process: std::process::id(), postmaster: None };
        let before = meter.read();
        let mut sum = 0_u64;
        for number in 0..20_000_000_u64 {
            sum = std::hint::black_box(sum.wrapping_mul(31).wrapping_add(number));
        }
        let spent = spent_ns(&before, &meter.read());
        assert!(spent > 1_000_000, "{spent} ns for {sum}");
        assert_eq!(spent_ns(&before, &before), 0);
        assert!(memory_kb(std::process::id(), "VmRSS").unwrap() > 100);
    }
}
