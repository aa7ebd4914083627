//! Indicators 指标: counts from cases, rates as numerator over denominator.
//!
//! Formulas follow `data/rules/indicators.toml`. A rate without a denominator is no data, never
//! 0 or 100 per cent; silence is in neither number; ratings taken down by staff stand apart;
//! below the hiding limit a rate is not shown, because it would name people.

use std::collections::BTreeMap;

use linli_kernel::Moment;
use linli_playbook::{
    Name,
    engine::{Case, Event, EventBody, Status},
    model::{EndKind, Playbook},
};

/// What one case contributes to the figures of one period.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is one count of the published list")]
pub struct Contribution {
    /// Its overall deadline falls into the period.
    pub should_handle: bool,
    /// It ended.
    pub handled: bool,
    /// It ended before its deadline.
    pub on_time: bool,
    /// It was sent back to be done again.
    pub reworked: bool,
    /// It got more time.
    pub extended: bool,
    /// The raiser was asked and answered.
    pub answered: bool,
    /// The raiser said that it is solved.
    pub solved: bool,
    /// Points of the answer (100 satisfied, 90 basically), by the raiser.
    pub points: u32,
    /// The answer was taken down by staff.
    pub by_staff: bool,
    /// It was answered with a refusal.
    pub refused: bool,
    /// A review took a refusal back.
    pub overturned: bool,
    /// The level at which it was solved.
    pub level: Option<Name>,
}

/// What a case contributes to a period, both ends included in neither past nor future: `from` is
/// in, `to` is out.
#[must_use]
pub fn contribution(
    playbook: &Playbook,
    case: &Case,
    events: &[Event],
    from: Moment,
    to: Moment,
) -> Contribution {
    let inside = |at: Moment| from <= at && at < to;
    let ended = match &case.status {
        Status::Ended { end, at } => Some((end, *at)),
        Status::Open => None,
    };
    let kind = ended
        .and_then(|(end, _)| playbook.process(&case.process)?.ends.get(end).map(|end| end.kind));
    let rating = events.iter().rev().find_map(|event| match &event.body {
        EventBody::Rated { representative: false, points, by_staff, .. } => {
            Some((*points, *by_staff))
        }
        _ => None,
    });
    let handled = ended.is_some() && kind != Some(EndKind::Withdrawn);
    let happened = |wanted: fn(&EventBody) -> bool| events.iter().any(|e| wanted(&e.body));
    let told = kind == Some(EndKind::Told);
    let reopened = happened(|body| matches!(body, EventBody::Reopened));
    Contribution {
        should_handle: inside(case.due.at) && kind != Some(EndKind::Withdrawn),
        handled,
        on_time: handled && ended.is_some_and(|(_, at)| at <= case.due.at),
        reworked: case.entered.iter().any(|(step, times)| *step == "rectify" && *times > 0),
        extended: case.extended.values().any(|times| *times > 0),
        answered: rating.is_some() && !told,
        solved: rating.is_some_and(|(points, _)| points.is_some()) && !told,
        points: rating.and_then(|(points, _)| points).unwrap_or(0),
        by_staff: rating.is_some_and(|(_, by_staff)| by_staff),
        refused: told || reopened,
        overturned: reopened,
        level: (handled && !told).then(|| case.level.clone()),
    }
}

/// A rate: both numbers, always.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Rate {
    /// Above the line; in hundredths where the formula weighs.
    pub numerator: i64,
    /// Below the line, in the same unit.
    pub denominator: i64,
    /// How many cases stand behind it.
    pub n: i64,
}

impl Rate {
    /// The rate in hundredths of a per cent (8,750 is 87.5 %); `None` without a denominator or
    /// with fewer cases than may be shown.
    #[must_use]
    pub fn basis_points(&self, hide_below: i64) -> Option<i64> {
        (self.denominator > 0 && self.n >= hide_below)
            .then(|| (self.numerator * 10_000 + self.denominator / 2) / self.denominator)
    }
}

/// The figures of a period.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Figures {
    /// Matters opened in the period.
    pub collected: i64,
    /// Matters that ended as handled.
    pub handled: i64,
    /// Matters still open.
    pub open: i64,
    /// Answered with a refusal, and refusals that a review took back.
    pub refused: i64,
    /// Refusals that a review took back.
    pub overturned: i64,
    /// Rates by the key of `data/rules/indicators.toml`.
    pub rates: BTreeMap<&'static str, Rate>,
    /// Solved by level.
    pub by_level: BTreeMap<Name, i64>,
    /// Ratings taken down by staff, and their points: shown apart.
    pub by_staff: Rate,
}

impl Figures {
    /// Adds one case.
    pub fn add(&mut self, opened_inside: bool, open: bool, case: &Contribution) {
        self.collected += i64::from(opened_inside);
        self.open += i64::from(open);
        self.handled += i64::from(case.handled);
        self.refused += i64::from(case.refused);
        self.overturned += i64::from(case.overturned);
        if case.should_handle {
            self.count("handling-rate", case.handled, 1);
            self.count("on-time-handling-rate", case.on_time, 1);
            self.count("rework-rate", case.reworked, 1);
            self.count("extension-rate", case.extended, 1);
        }
        if case.answered && case.by_staff {
            self.by_staff.numerator += i64::from(case.points);
            self.by_staff.denominator += 100;
            self.by_staff.n += 1;
        } else if case.answered {
            self.count("resolution-rate", case.solved, 1);
            let rate = self.rates.entry("satisfaction-rate").or_default();
            rate.numerator += i64::from(case.points);
            rate.denominator += 100;
            rate.n += 1;
        }
        if let Some(level) = &case.level {
            *self.by_level.entry(level.clone()).or_default() += 1;
        }
    }

    fn count(&mut self, key: &'static str, hit: bool, weight: i64) {
        let rate = self.rates.entry(key).or_default();
        rate.numerator += i64::from(hit) * weight;
        rate.denominator += weight;
        rate.n += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_or_small_denominator_is_no_data() {
        let rate = |numerator, denominator, n| Rate { numerator, denominator, n };
        assert_eq!(rate(0, 0, 0).basis_points(0), None);
        assert_eq!(rate(29, 29, 29).basis_points(30), None);
        assert_eq!(rate(30, 30, 30).basis_points(30), Some(10_000));
        assert_eq!(rate(7, 8, 8).basis_points(1), Some(8_750));
    }

    #[test]
    fn silence_is_in_neither_number_and_staff_ratings_stand_apart() {
        let mut figures = Figures::default();
        let silent = Contribution { handled: true, ..Contribution::default() };
        let rated = Contribution {
            handled: true,
            answered: true,
            solved: true,
            points: 90,
            ..Contribution::default()
        };
        let by_staff = Contribution { by_staff: true, points: 100, ..rated.clone() };
        for case in [&silent, &rated, &by_staff] {
            figures.add(true, false, case);
        }
        assert_eq!(figures.collected, 3);
        assert_eq!(
            figures.rates.get("satisfaction-rate"),
            Some(&Rate { numerator: 90, denominator: 100, n: 1 })
        );
        assert_eq!(figures.by_staff, Rate { numerator: 100, denominator: 100, n: 1 });
    }
}
