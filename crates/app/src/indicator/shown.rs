//! Figures as they may be shown: what stands over too few cases is hidden, in one place for every
//! page and for the API, because it would tell who complained, rated or waits.

use std::collections::BTreeMap;

use linli_domain::indicator::{Ends, Figures, Rate};

/// The rate whose numerator is what is open and late.
pub const LATE: &str = "overdue-open-rate";

/// The figures of a period as they may be shown. Plain counts always are; what stands over some
/// cases, but fewer than the playbook's `hide-rates-below`, is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct ShownFigures {
    /// Matters opened in the period.
    pub collected: i64,
    /// Of these, ended other than by being taken back.
    pub solved: i64,
    /// Of these, still open.
    pub open: i64,
    /// Of these, answered with a refusal.
    pub refused: i64,
    /// Of these, refusals that a review took back.
    pub overturned: i64,
    /// Matters that ended with those who raised them silent.
    pub silent: i64,
    /// Of those opened in the period, how those that ended did.
    pub ends: Ends,
    /// How many were told their result in the period.
    pub told: i64,
    /// Rates by their key, without those that have no cases.
    pub rates: BTreeMap<String, Option<Rate>>,
    /// Ratings that staff took down; `Some` of nothing where there are none.
    pub by_staff: Option<Rate>,
    /// How long it took until the result was told: minutes over matters.
    pub took: Option<Rate>,
    /// Of the matters that were due in the period, those that are open and late now.
    pub late: i64,
}

impl ShownFigures {
    /// What may be shown of figures, where less than `hide_below` cases are too few.
    #[must_use]
    pub(super) fn of(figures: Figures, hide_below: i64) -> Self {
        let enough = |rate: Rate| (rate.n == 0 || rate.n >= hide_below).then_some(rate);
        let late = figures.rates.get(LATE).copied().unwrap_or_default();
        let some = figures.rates.into_iter().filter(|(_, rate)| rate.n > 0);
        Self {
            collected: figures.collected,
            solved: figures.solved,
            open: figures.open,
            refused: figures.refused,
            overturned: figures.overturned,
            silent: figures.silent,
            ends: figures.ends,
            told: figures.took.n,
            rates: some.map(|(key, rate)| (key, enough(rate))).collect(),
            by_staff: enough(figures.by_staff),
            took: enough(figures.took),
            late: late.numerator,
        }
    }

    /// A rate, where it may be shown.
    #[must_use]
    pub fn rate(&self, key: &str) -> Option<Rate> {
        self.rates.get(key).copied().flatten()
    }

    /// Whether a rate has cases, but too few.
    #[must_use]
    pub fn is_too_few(&self, key: &str) -> bool {
        self.rates.get(key).is_some_and(Option::is_none)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rate(numerator: i64, n: i64) -> Rate {
        Rate { numerator, denominator: n, n }
    }

    fn figures(n: i64) -> Figures {
        Figures {
            collected: 2,
            rates: [(LATE.to_owned(), rate(n.min(1), n)), ("none".to_owned(), rate(0, 0))].into(),
            by_staff: rate(n, n),
            took: rate(60 * n, n),
            ..Figures::default()
        }
    }

    #[test]
    fn what_stands_over_too_few_cases_is_hidden_and_plain_counts_are_not() {
        for (n, shown) in [(1, false), (29, false), (30, true), (31, true)] {
            let found = ShownFigures::of(figures(n), 30);
            assert_eq!((found.collected, found.told), (2, n));
            assert_eq!(found.rate(LATE).is_some(), shown, "{n}");
            assert_eq!(found.is_too_few(LATE), !shown, "{n}");
            assert_eq!(found.late, 1, "a count of what has to be done: {n}");
            assert_eq!(found.by_staff, shown.then_some(rate(n, n)), "{n}");
            assert_eq!(found.took, shown.then_some(rate(60 * n, n)), "{n}");
            assert!(!found.is_too_few("none") && found.rate("none").is_none());
        }
        let none = ShownFigures::of(Figures::default(), 30);
        assert_eq!((none.late, none.by_staff), (0, Some(Rate::default())), "none, not few");
    }

    proptest! {
        #[test]
        fn nothing_over_few_cases_is_ever_shown(n in 0_i64..60, hide_below in 0_i64..60) {
            let found = ShownFigures::of(figures(n), hide_below);
            let rates = found.rates.into_values().flatten().chain(found.by_staff).chain(found.took);
            for rate in rates {
                prop_assert!(rate.n == 0 || rate.n >= hide_below);
            }
        }
    }
}
