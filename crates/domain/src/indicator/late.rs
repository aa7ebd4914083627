//! How late what is open is: past the promised time, or past three times of it.
//!
//! Source: mission 5.11. Three times of what was promised are reckoned from the opening, by the
//! clock: whatever moved the promise (pauses, more time) moves them three times as far.

use linli_kernel::Moment;
use linli_playbook::engine::Case;
use serde::Serialize;

/// How late.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lateness {
    /// The promised time is over.
    #[default]
    Once,
    /// Three times of it are over.
    Thrice,
}

impl Lateness {
    /// How many times the promised time is over.
    #[must_use]
    pub const fn times(self) -> u8 {
        match self {
            Self::Once => 1,
            Self::Thrice => 3,
        }
    }

    /// From [`Self::times`].
    #[must_use]
    pub const fn of_times(times: u8) -> Option<Self> {
        match times {
            1 => Some(Self::Once),
            3 => Some(Self::Thrice),
            _ => None,
        }
    }
}

/// While the promised time of a case runs: until when it was promised, and when three times as long
/// is over since it was opened.
#[must_use]
pub fn running(case: &Case) -> Option<(Moment, Moment)> {
    case.promise_runs().then(|| (case.due.at, thrice(case.opened_at, case.due.at)))
}

/// The moment three times as long after the opening. What was due before it was opened, as an order
/// handed down late, was promised no time at all.
fn thrice(opened_at: Moment, due: Moment) -> Moment {
    let promised = due.ms_since(opened_at).max(0);
    opened_at.max(due).plus_ms(promised.saturating_mul(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_times_the_promise_are_reckoned_from_the_opening() {
        let at = Moment::from_ms;
        for (opened, due, three) in
            [(1_000, 1_500, 2_500), (1_000, 1_000, 1_000), (1_000, 400, 1_000), (0, 7, 21)]
        {
            assert_eq!(thrice(at(opened), at(due)), at(three), "{opened} {due}");
        }
    }

    #[test]
    fn a_lateness_is_named_by_its_times() {
        for lateness in [Lateness::Once, Lateness::Thrice] {
            assert_eq!(Lateness::of_times(lateness.times()), Some(lateness));
        }
        assert_eq!((Lateness::of_times(0), Lateness::of_times(2)), (None, None));
    }
}
