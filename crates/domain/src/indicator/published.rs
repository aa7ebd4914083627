//! Published figures 公布数据: the figures of a place and a month as an office made them public, with
//! the cases that gave them. They are never changed; what is counted later stands beside them.
//!
//! Source: mission 5.11 (results are public); that a figure published once stays as it was, with its
//! cases, is ours: whoever reads it again must find what was read before.

use std::collections::BTreeMap;

use linli_kernel::{CaseId, Moment, Month, PersonId, PlaceId};
use linli_playbook::engine::Holder;
use serde::{Deserialize, Serialize};

use super::{Figures, Rate};

/// The most cases in one piece of what is kept.
const PIECE: usize = 2_000;

/// The figures of a place and a month as they were published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedFigures {
    /// The place and everything below.
    pub place: PlaceId,
    /// Its district.
    pub district: PlaceId,
    /// The month.
    pub month: Month,
    /// The figures, both numbers of each rate.
    pub figures: Figures,
    /// Whatever stands over fewer cases was hidden then, and stays so.
    pub hide_below: i64,
    /// How many cases gave them.
    pub cases: i64,
    /// Who published them.
    pub published_by: PersonId,
    /// For which post.
    pub published_as: Holder,
    /// When.
    pub published_at: Moment,
}

/// Cases that counted for the same in the month, but for the minutes that they took.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alike {
    /// What each of them counted for, without minutes.
    pub share: Figures,
    /// Each with the minutes that it took until its result was told; 0 if that was not then.
    pub cases: Vec<(CaseId, i64)>,
}

impl Alike {
    /// What they count for together.
    #[must_use]
    pub fn sum(&self) -> Figures {
        let times = i64::try_from(self.cases.len()).unwrap_or(i64::MAX);
        let mut sum = Figures::default();
        sum.plus(&self.share, times);
        sum.took.numerator = self.cases.iter().map(|(_, minutes)| minutes).sum();
        sum
    }

    /// How they stand to a rate: whether they count above its line; `None` where they do not count.
    #[must_use]
    pub fn counts(&self, key: &str) -> Option<bool> {
        self.share.rates.get(key).map(|rate| rate.numerator > 0)
    }
}

/// The month is not over: its figures are not complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthNotOver;

/// Whether the figures of a month may be published: once it is over.
///
/// # Errors
/// [`MonthNotOver`] until the month after it has begun.
pub fn may_publish(month: Month, now: Moment) -> Result<(), MonthNotOver> {
    if month < Month::of(now.day()) { Ok(()) } else { Err(MonthNotOver) }
}

/// What is kept of the cases that gave a month's figures, and their sum: those that counted for the
/// same together, in pieces.
#[must_use]
pub fn frozen(shares: impl IntoIterator<Item = (CaseId, Figures)>) -> (Figures, Vec<Alike>) {
    in_pieces(shares, PIECE)
}

fn in_pieces(
    shares: impl IntoIterator<Item = (CaseId, Figures)>,
    piece: usize,
) -> (Figures, Vec<Alike>) {
    let mut sum = Figures::default();
    let mut alike: BTreeMap<Figures, Vec<(CaseId, i64)>> = BTreeMap::new();
    for (case, mut share) in shares {
        sum.plus(&share, 1);
        let minutes = share.took.numerator;
        share.took = Rate { numerator: 0, ..share.took };
        alike.entry(share).or_default().push((case, minutes));
    }
    let mut kept = Vec::new();
    for (share, mut cases) in alike {
        cases.sort_unstable();
        let pieces = cases.chunks(piece);
        kept.extend(pieces.map(|cases| Alike { share: share.clone(), cases: cases.to_vec() }));
    }
    (sum, kept)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use linli_kernel::Day;
    use proptest::prelude::*;

    use super::*;

    fn date(year: i16, month: i8, day: i8) -> Day {
        Day::new(year, month, day).unwrap()
    }

    #[test]
    fn a_month_is_published_once_it_is_over() {
        let month = Month::of(date(2026, 10, 1));
        for (day, may) in [
            (date(2026, 9, 30), false),
            (date(2026, 10, 31), false),
            (date(2026, 11, 1), true),
            (date(2027, 10, 1), true),
        ] {
            let answer = may_publish(month, Moment::from_local(day, 0));
            assert_eq!(answer.is_ok(), may, "{day}");
        }
    }

    fn share(on_time: bool, told: Option<i64>) -> Figures {
        let rate = Rate { numerator: i64::from(on_time), denominator: 1, n: 1 };
        let took = told.map(|minutes| Rate { numerator: minutes, denominator: 1, n: 1 });
        Figures {
            collected: 1,
            rates: [("on-time-closing-rate".to_owned(), rate)].into(),
            took: took.unwrap_or_default(),
            ..Figures::default()
        }
    }

    #[test]
    fn cases_that_counted_for_the_same_are_kept_together() {
        let case = |number| CaseId::new(number).unwrap();
        let shares = [
            (case(3), share(true, Some(60))),
            (case(1), share(true, Some(5))),
            (case(2), share(false, None)),
        ];
        let (sum, kept) = frozen(shares);
        assert_eq!((sum.collected, sum.took.numerator, sum.took.n), (3, 65, 2));
        let found: Vec<_> = kept
            .iter()
            .map(|alike| (alike.counts("on-time-closing-rate"), alike.cases.clone()))
            .collect();
        let (with, without) =
            ((Some(true), vec![(case(1), 5), (case(3), 60)]), (Some(false), vec![(case(2), 0)]));
        assert_eq!(found, [without, with]);
        assert_eq!(kept[0].counts("luck"), None);
    }

    proptest! {
        #[test]
        fn what_is_kept_says_each_case_once_and_adds_up(
            all in prop::collection::vec((any::<bool>(), prop::option::of(0_i64..4)), 0..40),
            piece in 1_usize..9,
        ) {
            let shares = all.iter().enumerate().map(|(number, (on_time, told))| {
                let id = CaseId::new(i64::try_from(number).unwrap() + 1).unwrap();
                (id, share(*on_time, *told))
            });
            let (sum, kept) = in_pieces(shares, piece);
            let mut again = Figures::default();
            for alike in &kept {
                prop_assert!(alike.cases.len() <= piece);
                again.plus(&alike.sum(), 1);
            }
            prop_assert_eq!(again, sum);
            let cases: Vec<CaseId> =
                kept.iter().flat_map(|alike| &alike.cases).map(|(case, _)| *case).collect();
            let once: BTreeSet<CaseId> = cases.iter().copied().collect();
            prop_assert_eq!((cases.len(), once.len()), (all.len(), all.len()));
        }
    }
}
