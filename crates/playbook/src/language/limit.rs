//! Durations: `"15 workdays"`, `"24 hours"` with `clock=urgent` or `clock=work`, `"7 days"`,
//! `"30 minutes"`.

use kdl::KdlNode;
use linli_kernel::{Limit, LimitUnit};

use super::{code::FindingCode, finding::Problem, reader::Reader, source::Stretch};

#[derive(Clone, Copy)]
enum Unit {
    Minutes(u32),
    Days(LimitUnit),
}

const UNITS: &[(&str, Unit)] = &[
    ("minute", Unit::Minutes(1)),
    ("minutes", Unit::Minutes(1)),
    ("hour", Unit::Minutes(60)),
    ("hours", Unit::Minutes(60)),
    ("day", Unit::Days(LimitUnit::NaturalDay)),
    ("days", Unit::Days(LimitUnit::NaturalDay)),
    ("workday", Unit::Days(LimitUnit::WorkDay)),
    ("workdays", Unit::Days(LimitUnit::WorkDay)),
];

/// The longest limit in days: ten years.
const MAX_DAYS: u32 = 3650;

impl Reader<'_> {
    /// The duration in property `key`, with `clock` beside it.
    pub(crate) fn limit_at(&mut self, node: &KdlNode, key: &str) -> Option<Limit> {
        let (text, at) = self.text(node, key)?;
        self.limit(node, text, &at)
    }

    /// A duration from text; the node may say `clock`.
    pub(crate) fn limit(&mut self, node: &KdlNode, text: &str, at: &Stretch) -> Option<Limit> {
        let clock = self.clock(node);
        let Some((amount, unit)) = parse(text) else {
            self.report(Problem::new(FindingCode::BadLimit, at).with("given", text));
            return None;
        };
        match unit {
            Unit::Days(unit) => {
                if let Some((_, at)) = clock {
                    self.report(Problem::new(FindingCode::BadClock, &at));
                }
                Some(Limit { amount, unit })
            }
            Unit::Minutes(factor) => {
                let unit = clock.map_or(LimitUnit::WorkMinute, |(unit, _)| unit);
                Some(Limit { amount: amount * factor, unit })
            }
        }
    }

    fn clock(&mut self, node: &KdlNode) -> Option<(LimitUnit, Stretch)> {
        const CLOCKS: &[(&str, LimitUnit)] =
            &[("urgent", LimitUnit::UrgentMinute), ("work", LimitUnit::WorkMinute)];
        let (text, at) = self.text(node, "clock")?;
        Some((self.choice(text, &at, CLOCKS)?, at))
    }
}

/// Whether a word is a unit of time.
pub(crate) fn is_unit(word: &str) -> bool {
    UNITS.iter().any(|(unit, _)| *unit == word)
}

fn parse(text: &str) -> Option<(u32, Unit)> {
    let (number, unit) = text.trim().split_once(' ')?;
    let unit = UNITS.iter().find(|(word, _)| *word == unit.trim())?.1;
    let max = match unit {
        Unit::Days(_) => MAX_DAYS,
        Unit::Minutes(factor) => Limit::MAX / factor,
    };
    let amount: u32 = number.parse().ok()?;
    (amount > 0 && amount <= max).then_some((amount, unit))
}
