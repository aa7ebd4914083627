//! How far a long piece of work came: written by the use-case, read by whoever waits.

use std::sync::{
    Arc,
    atomic::{AtomicU8, AtomicUsize, Ordering},
};

/// What an import is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    /// The file is read.
    #[default]
    Reading,
    /// Its rows are compared with what is known.
    Checking,
    /// Everything is written, in one commit.
    Writing,
}

/// How far an import came. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<Figures>);

#[derive(Debug, Default)]
struct Figures {
    stage: AtomicU8,
    done: AtomicUsize,
    total: AtomicUsize,
}

impl Progress {
    /// The next stage begins, over so many rows.
    pub(super) fn begin(&self, stage: Stage, total: usize) {
        let number = match stage {
            Stage::Reading => 0,
            Stage::Checking => 1,
            Stage::Writing => 2,
        };
        self.0.done.store(0, Ordering::Relaxed);
        self.0.total.store(total, Ordering::Relaxed);
        self.0.stage.store(number, Ordering::Relaxed);
    }

    /// One row more.
    pub(super) fn step(&self) {
        self.0.done.fetch_add(1, Ordering::Relaxed);
    }

    /// The stage, the rows done in it, and how many there are.
    #[must_use]
    pub fn seen(&self) -> (Stage, usize, usize) {
        let stage = match self.0.stage.load(Ordering::Relaxed) {
            0 => Stage::Reading,
            1 => Stage::Checking,
            _ => Stage::Writing,
        };
        let total = self.0.total.load(Ordering::Relaxed);
        (stage, self.0.done.load(Ordering::Relaxed).min(total), total)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clone_sees_how_far_it_came() {
        let progress = Progress::default();
        let watched = progress.clone();
        assert_eq!(watched.seen(), (Stage::Reading, 0, 0));
        progress.begin(Stage::Checking, 2);
        progress.step();
        assert_eq!(watched.seen(), (Stage::Checking, 1, 2));
        progress.begin(Stage::Writing, 2);
        assert_eq!(watched.seen(), (Stage::Writing, 0, 2));
    }
}
