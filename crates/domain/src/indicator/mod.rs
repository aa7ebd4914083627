//! Indicators 指标: counts from cases, rates as numerator over denominator.
//!
//! Formulas follow `data/rules/indicators.toml`. A rate without a denominator is no data, never
//! 0 or 100 per cent; silence is in neither number; ratings taken down by staff stand apart;
//! below the hiding limit a rate is not shown, because it would name people. What "should" be done
//! counts where its deadline falls in the period, an answer, an end or a review where it happened.
//! Which steps and levels there are is the playbook's to say. What only the history tells is read by
//! [`course`].

mod course;
mod definition;
mod late;
mod month;
mod published;

use std::collections::{BTreeMap, BTreeSet};

use linli_kernel::Moment;
use linli_playbook::{
    Name,
    engine::{Case, MERGED_END, Status, outcome},
    model::{EndKind, Playbook, Process, StepKind, Target, ToBase},
};
use serde::{Deserialize, Serialize};

pub use course::{Course, Order, Owed, course};
pub use definition::{Definition, definitions};
pub use late::{Lateness, running};
pub use month::by_month;
pub use published::{Alike, MonthNotOver, PublishedFigures, frozen, may_publish};

use definition::{DISPUTES, resolved_at};

const MS_PER_MINUTE: i64 = 60_000;

/// Whether a kind of place has figures: the places at the base, and those over them. Inside them a
/// figure would name a household.
#[must_use]
pub fn is_counted(playbook: &Playbook, kind: &Name) -> bool {
    playbook.to_base(kind).is_some_and(|at| at <= ToBase::At)
}

/// What one case contributes to the figures of a period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is one count of the published list")]
pub struct Contribution {
    /// Its overall deadline falls into the period.
    pub due_inside: bool,
    /// Its result was told, or it ended without one.
    pub handled: bool,
    /// That was before its deadline.
    pub handled_on_time: bool,
    /// It ended, other than by being taken back.
    pub closed: bool,
    /// It ended before its deadline.
    pub closed_on_time: bool,
    /// It is open and its deadline is over.
    pub overdue_open: bool,
    /// It was sent back to be done again.
    pub reworked: bool,
    /// It got more time.
    pub extended: bool,
    /// The raisers' answers in the period, of every rating that it went through: points (`None`:
    /// not solved), and whether staff took them down.
    pub answers: Vec<(Option<u32>, bool)>,
    /// It was answered with a refusal, at last or before a review took it up again.
    pub refused: bool,
    /// A review took a refusal back.
    pub overturned: bool,
    /// It ended in the period: whether with a refusal.
    pub ended_inside: Option<bool>,
    /// The reviews that were decided in the period: whether they took the refusal back.
    pub reviews: Vec<bool>,
    /// The highest level that it went up to, if it was solved in the period.
    pub solved_at: Option<Name>,
    /// How long it took until its result was told, in minutes, if that was in the period.
    pub took_minutes: Option<i64>,
    /// It ended in the period, and those who raised it stayed silent when they were asked.
    pub silent: bool,
    /// How it ended, if it did.
    pub ending: Option<Ending>,
    /// The time to take it up falls into the period: whether that was decided by then.
    pub accepted_in_time: Option<bool>,
    /// The orders that went out in the period: whether the party stayed the same.
    pub orders: Vec<bool>,
    /// The tasks to name parties that were due in the period: whether they were done by then.
    pub dispatches: Vec<bool>,
    /// The revisits that were due in the period: whether they were done by then.
    pub checks: Vec<bool>,
    /// Staff found it, and it was decided on: whether somebody took it up.
    pub valid_report: Option<bool>,
    /// It is a dispute: whether that is resolved.
    pub dispute: Option<bool>,
}

/// How a case ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Solved, and those who raised it said what they think.
    Rated,
    /// Solved, and they stayed silent.
    Unrated,
    /// With a refusal.
    Told,
    /// Taken back.
    Withdrawn,
}

fn ending(merged: bool, kind: Option<EndKind>) -> Option<Ending> {
    match kind {
        // It goes on in another one and is counted there.
        _ if merged => None,
        Some(EndKind::Rated) => Some(Ending::Rated),
        Some(EndKind::Unrated) => Some(Ending::Unrated),
        Some(EndKind::Told) => Some(Ending::Told),
        Some(EndKind::Withdrawn) => Some(Ending::Withdrawn),
        None => None,
    }
}

/// What a case contributes to a period: `from` lies in it, `to` does not. Cases taken back by
/// their raiser, or merged into another that counts for both, contribute nothing but their opening,
/// how they ended, and whether a report of staff was of use.
#[must_use]
pub fn contribution(
    playbook: &Playbook,
    (case, course): (&Case, &Course),
    from: Moment,
    to: Moment,
    now: Moment,
) -> Contribution {
    let ended = match &case.status {
        Status::Ended { end, at } => Some((end, *at)),
        Status::Open => None,
    };
    let process = playbook.process(&case.process);
    let kind = case.end_in(playbook).map(|end| end.kind);
    let merged = ended.is_some_and(|(end, _)| *end == *MERGED_END);
    let ending = ending(merged, kind);
    let decided = course.accepted || ended.is_some();
    let valid_report = (case.found_by.is_some() && decided).then_some(course.accepted);
    if merged || kind == Some(EndKind::Withdrawn) {
        return Contribution { ending, valid_report, ..Contribution::default() };
    }
    let told = kind == Some(EndKind::Told);
    let overturned = case.overturned() > 0;
    // The handlers' time ends when the result is told; asking and rating are the raiser's.
    let handled_at = case.answered_at.or(ended.map(|(_, at)| at));
    let inside = |at: Moment| from <= at && at < to;
    let raisers = case.ratings.iter().filter(|rating| !rating.representative && inside(rating.at));
    let ended_inside = ended.filter(|(_, at)| inside(*at)).map(|_| told);
    let reviews = case.reviews.iter().filter(|review| inside(review.at));
    let orders = course.orders.iter().filter(|order| inside(order.at));
    let due = |all: &[Owed]| {
        all.iter().filter(|owed| inside(owed.due)).map(|owed| owed.in_time).collect::<Vec<_>>()
    };
    Contribution {
        ending,
        valid_report,
        accepted_in_time: due(course.acceptance.as_slice()).first().copied(),
        orders: orders.map(|order| !order.replaced).collect(),
        dispatches: due(&course.dispatches),
        checks: due(&course.checks),
        dispute: process
            .is_some_and(|process| disputed(process, case))
            .then_some(matches!(ending, Some(Ending::Rated | Ending::Unrated))),
        due_inside: inside(case.due.at),
        handled: handled_at.is_some(),
        handled_on_time: handled_at.is_some_and(|at| at <= case.due.at),
        closed: ended.is_some(),
        closed_on_time: ended.is_some_and(|(_, at)| at <= case.due.at),
        overdue_open: handled_at.is_none() && case.due.at < now,
        reworked: process.is_some_and(|process| reworked(process, case)),
        extended: case.extended.values().any(|times| *times > 0),
        answers: raisers.map(|rating| (rating.points, rating.by_staff)).collect(),
        refused: told || overturned,
        overturned,
        ended_inside,
        reviews: reviews.map(|review| review.granted).collect(),
        solved_at: (ended_inside == Some(false)).then(|| highest(playbook, case)),
        took_minutes: handled_at
            .filter(|at| inside(*at))
            .map(|at| at.ms_since(case.opened_at).max(0) / MS_PER_MINUTE),
        silent: ended_inside.is_some() && kind == Some(EndKind::Unrated),
    }
}

/// Whether a case is a dispute between people: opened as one, or brought before the mediation that
/// the playbook names.
fn disputed(process: &Process, case: &Case) -> bool {
    process.disputes.contains(&case.opens)
        || process.mediations().any(|step| case.entered.contains_key(step))
}

/// The highest level that ever answered for a case.
fn highest(playbook: &Playbook, case: &Case) -> Name {
    let all = case.levels.iter().chain([&case.level]);
    all.max_by_key(|level| playbook.rank(level)).unwrap_or(&case.level).clone()
}

/// Whether a case went, after its result was told, into a step to which failed ratings lead.
fn reworked(process: &Process, case: &Case) -> bool {
    let is = |key: &Name, kind: fn(&StepKind) -> bool| {
        process.steps.get(key).is_some_and(|step| kind(&step.kind))
    };
    let tells = |kind: &StepKind| matches!(kind, StepKind::Publish(_) | StepKind::Rate(_));
    let told = case.visits.iter().filter(|(key, _)| is(key, tells));
    let Some(told) = told.flat_map(|(_, visits)| visits).map(|(_, to)| *to).min() else {
        return false;
    };
    let rates = process.steps.values().filter(|step| matches!(step.kind, StepKind::Rate(_)));
    let failed =
        rates.flat_map(|step| &step.outcomes).filter(|leaving| leaving.key == *outcome::FAILED);
    let again: BTreeSet<&Name> = failed
        .filter_map(|outcome| match &outcome.to {
            Target::Step(step) => Some(step),
            Target::End(_) => None,
        })
        .collect();
    let now = (case.status == Status::Open).then_some((&case.step.key, case.step.entered_at));
    let left = case.visits.iter().flat_map(|(key, all)| all.iter().map(move |(at, _)| (key, *at)));
    left.chain(now).any(|(key, entered)| again.contains(key) && entered >= told)
}

/// A rate: both numbers, always.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Rate {
    /// Above the line; in hundredths where the formula weighs.
    pub numerator: i64,
    /// Below the line, in the same unit.
    pub denominator: i64,
    /// How many cases stand behind it.
    pub n: i64,
}

impl Rate {
    fn add(&mut self, numerator: i64, denominator: i64) {
        self.plus(&Self { numerator, denominator, n: 1 }, 1);
    }

    fn plus(&mut self, other: &Self, times: i64) {
        self.numerator += other.numerator * times;
        self.denominator += other.denominator * times;
        self.n += other.n * times;
    }

    /// How much one case counts below the line: 1, or the hundredths in which the formula weighs.
    #[must_use]
    pub fn unit(&self) -> i64 {
        (self.denominator / self.n.max(1)).max(1)
    }

    /// The rate in tenths of a per cent, as people read it (978 is 97.8 %); halves go up.
    #[must_use]
    pub const fn tenths(&self) -> Option<i64> {
        if self.denominator > 0 {
            Some((self.numerator * 2_000 + self.denominator) / (2 * self.denominator))
        } else {
            None
        }
    }

    /// The rate in hundredths of a per cent (8,750 is 87.5 %); `None` without a denominator or
    /// with fewer cases than may be shown.
    #[must_use]
    pub fn basis_points(&self, hide_below: i64) -> Option<i64> {
        (self.denominator > 0 && self.n >= hide_below)
            .then(|| (self.numerator * 10_000 + self.denominator / 2) / self.denominator)
    }
}

/// The figures of a period. Those of two periods that do not overlap add up.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Figures {
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
    /// Rates by the key of `data/rules/indicators.toml`.
    pub rates: BTreeMap<String, Rate>,
    /// Ratings taken down by staff (代评): shown apart, in no other rate.
    pub by_staff: Rate,
    /// Matters that ended with those who raised them silent.
    #[serde(default)]
    pub silent: i64,
    /// How long matters took from their opening until the result was told, of those told in the
    /// period: minutes together over how many.
    #[serde(default)]
    pub took: Rate,
    /// Of the matters opened in the period, how those that ended did.
    #[serde(default)]
    pub ends: Ends,
}

/// How matters ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Ends {
    /// Solved, and rated by those who raised them or by staff for them.
    pub rated: i64,
    /// Solved, and those who raised them stayed silent.
    pub unrated: i64,
    /// With a refusal.
    pub told: i64,
    /// Taken back by those who raised them.
    pub withdrawn: i64,
}

impl Ends {
    fn plus(&mut self, other: &Self, times: i64) {
        let Self { rated, unrated, told, withdrawn } = other;
        self.rated += rated * times;
        self.unrated += unrated * times;
        self.told += told * times;
        self.withdrawn += withdrawn * times;
    }

    fn add(&mut self, ending: Ending) {
        match ending {
            Ending::Rated => self.rated += 1,
            Ending::Unrated => self.unrated += 1,
            Ending::Told => self.told += 1,
            Ending::Withdrawn => self.withdrawn += 1,
        }
    }

    /// All of them together.
    #[must_use]
    pub const fn all(&self) -> i64 {
        self.rated + self.unrated + self.told + self.withdrawn
    }
}

impl Figures {
    /// Adds the figures of another period, or with `times` −1 takes them away again.
    pub fn plus(&mut self, other: &Self, times: i64) {
        let Self {
            collected,
            solved,
            open,
            refused,
            overturned,
            rates,
            by_staff,
            silent,
            took,
            ends,
        } = other;
        self.collected += collected * times;
        self.solved += solved * times;
        self.open += open * times;
        self.refused += refused * times;
        self.overturned += overturned * times;
        for (key, rate) in rates {
            self.rates.entry(key.clone()).or_default().plus(rate, times);
        }
        self.rates.retain(|_, rate| *rate != Rate::default());
        self.by_staff.plus(by_staff, times);
        self.silent += silent * times;
        self.took.plus(took, times);
        self.ends.plus(ends, times);
    }

    /// Adds one case; `opened_inside` says whether it was opened in the period, `levels` is the
    /// playbook's responsibility chain.
    pub fn add(
        &mut self,
        levels: &[Name],
        (opened_inside, open): (bool, bool),
        case: &Contribution,
    ) {
        self.add_level(levels, case);
        if opened_inside {
            self.collected += 1;
            self.open += i64::from(open);
            self.solved += i64::from(case.closed);
            self.refused += i64::from(case.refused);
            self.overturned += i64::from(case.overturned);
            case.ending.into_iter().for_each(|ending| self.ends.add(ending));
            for (key, hit) in [("valid-report-rate", case.valid_report), (DISPUTES, case.dispute)] {
                hit.into_iter().for_each(|hit| self.count(key, hit));
            }
        }
        self.add_answers(case);
        self.add_course(case);
        if let Some(told) = case.ended_inside {
            self.count("refusal-share", told);
        }
        for granted in &case.reviews {
            self.count("overturned-refusal-rate", *granted);
        }
        self.silent += i64::from(case.silent);
        if let Some(minutes) = case.took_minutes {
            self.took.add(minutes, 1);
        }
        if case.due_inside {
            self.count("handling-rate", case.handled);
            self.count("on-time-handling-rate", case.handled_on_time);
            self.count("closing-rate", case.closed);
            self.count("on-time-closing-rate", case.closed_on_time);
            self.count("late-closing-rate", case.closed && !case.closed_on_time);
            self.count("rework-rate", case.reworked);
            self.count("extension-rate", case.extended);
            self.count("overdue-open-rate", case.overdue_open);
        }
    }

    fn add_course(&mut self, case: &Contribution) {
        for (key, hits) in [
            ("on-time-acceptance-rate", case.accepted_in_time.as_slice()),
            ("right-dispatch-rate", case.orders.as_slice()),
            ("on-time-dispatch-rate", case.dispatches.as_slice()),
            ("on-time-check-rate", case.checks.as_slice()),
        ] {
            hits.iter().for_each(|hit| self.count(key, *hit));
        }
    }

    fn add_answers(&mut self, case: &Contribution) {
        for (points, by_staff) in &case.answers {
            if *by_staff {
                self.by_staff.add(i64::from(points.unwrap_or(0)), 100);
                continue;
            }
            self.count("resolution-rate", points.is_some());
            let satisfied = i64::from(points.unwrap_or(0));
            self.rates.entry("satisfaction-rate".to_owned()).or_default().add(satisfied, 100);
        }
    }

    fn add_level(&mut self, levels: &[Name], case: &Contribution) {
        let Some(highest) = &case.solved_at else {
            return;
        };
        for level in levels {
            self.count(&resolved_at(level), level == highest);
        }
    }

    fn count(&mut self, key: &str, hit: bool) {
        self.rates.entry(key.to_owned()).or_default().add(i64::from(hit), 1);
    }
}

#[cfg(test)]
mod tests {
    use super::{
        definition::{PACK, RESOLVED_AT},
        *,
    };

    #[test]
    fn an_empty_or_small_denominator_is_no_data() {
        let rate = |numerator, denominator, n| Rate { numerator, denominator, n };
        assert_eq!(rate(0, 0, 0).basis_points(0), None);
        assert_eq!(rate(29, 29, 29).basis_points(30), None);
        assert_eq!(rate(30, 30, 30).basis_points(30), Some(10_000));
        assert_eq!(rate(7, 8, 8).basis_points(1), Some(8_750));
    }

    #[test]
    fn a_rate_is_rounded_once_and_halves_go_up() {
        let tenths =
            |numerator, denominator| Rate { numerator, denominator, n: denominator }.tenths();
        for (numerator, denominator, read) in [
            (1_760, 1_800, 978),
            (386, 478, 808),
            (92, 478, 192),
            (1, 2_000, 1),
            (0, 9, 0),
            (9, 9, 1_000),
        ] {
            assert_eq!(tenths(numerator, denominator), Some(read), "{numerator}/{denominator}");
        }
        assert_eq!(tenths(0, 0), None);
    }

    #[test]
    fn what_has_a_definition_is_counted_or_says_what_is_missing() {
        let mut figures = Figures::default();
        let everything = Contribution {
            due_inside: true,
            answers: vec![(Some(100), false)],
            ended_inside: Some(false),
            reviews: vec![true],
            accepted_in_time: Some(true),
            orders: vec![true],
            dispatches: vec![true],
            checks: vec![true],
            valid_report: Some(true),
            dispute: Some(true),
            ..Contribution::default()
        };
        figures.add(&[], (true, false), &everything);
        let counted: BTreeSet<&str> = figures.rates.keys().map(String::as_str).collect();
        let defined = PACK.indicator.iter().filter(|d| !d.key.starts_with(RESOLVED_AT));
        let (says, silent): (Vec<_>, Vec<_>) = defined.partition(|d| d.missing_zh.is_some());
        for definition in &says {
            let key = definition.key.as_str();
            assert!(definition.missing_en.is_some(), "{key}");
            assert!(key == DISPUTES || !counted.contains(key), "{key} is counted");
        }
        let promised = silent.iter().map(|d| d.key.as_str()).chain([DISPUTES]);
        assert_eq!(promised.collect::<BTreeSet<_>>(), counted);
        let missing: Vec<&str> = says.iter().map(|d| d.key.as_str()).collect();
        assert_eq!(
            missing,
            [
                "right-acceptance-rate",
                "on-time-verification-rate",
                "response-rate",
                "hotline-score",
                DISPUTES,
            ]
        );
    }

    #[test]
    fn every_case_of_the_period_is_open_or_ended_in_one_way() {
        let mut figures = Figures::default();
        let ways = [Ending::Rated, Ending::Unrated, Ending::Told, Ending::Withdrawn];
        for (times, ending) in (1..).zip(ways) {
            let case = Contribution { ending: Some(ending), ..Contribution::default() };
            (0..times).for_each(|_| figures.add(&[], (true, false), &case));
            figures.add(&[], (false, false), &case);
        }
        figures.add(&[], (true, true), &Contribution::default());
        let ends = Ends { rated: 1, unrated: 2, told: 3, withdrawn: 4 };
        assert_eq!((figures.ends, figures.open), (ends, 1));
        assert_eq!(figures.collected, ends.all() + figures.open);
        let mut none = figures.clone();
        none.plus(&figures, -1);
        assert_eq!(none, Figures::default());
    }

    #[test]
    fn silence_is_in_neither_number_and_staff_ratings_stand_apart() {
        let mut figures = Figures::default();
        let silent = Contribution { closed: true, ..Contribution::default() };
        let rated = Contribution { answers: vec![(Some(90), false)], ..silent.clone() };
        let by_staff = Contribution { answers: vec![(Some(100), true)], ..silent.clone() };
        let not_solved = Contribution { answers: vec![(None, false)], ..silent.clone() };
        for case in [&silent, &rated, &by_staff, &not_solved] {
            figures.add(&[], (true, false), case);
        }
        assert_eq!((figures.collected, figures.solved), (4, 4));
        let rate = |key| figures.rates.get(key).copied().unwrap();
        assert_eq!(rate("satisfaction-rate"), Rate { numerator: 90, denominator: 200, n: 2 });
        assert_eq!(rate("resolution-rate"), Rate { numerator: 1, denominator: 2, n: 2 });
        assert_eq!(figures.by_staff, Rate { numerator: 100, denominator: 100, n: 1 });
    }

    #[test]
    fn what_was_added_can_be_taken_away() {
        let answers = vec![(Some(90), false), (Some(100), true), (None, false)];
        let case = Contribution {
            due_inside: true,
            closed: true,
            ended_inside: Some(false),
            took_minutes: Some(61),
            silent: true,
            answers,
            ..Contribution::default()
        };
        let mut one = Figures::default();
        one.add(&[], (true, false), &case);
        assert_eq!((one.silent, one.took), (1, Rate { numerator: 61, denominator: 1, n: 1 }));
        let mut two = one.clone();
        two.add(&[], (true, false), &case);
        let mut sum = one.clone();
        sum.plus(&one, 1);
        assert_eq!(sum, two);
        sum.plus(&two, -1);
        assert_eq!(sum, Figures::default());
    }

    #[test]
    fn what_is_due_elsewhere_is_in_no_deadline_rate() {
        let mut figures = Figures::default();
        let outside = Contribution { handled: true, ..Contribution::default() };
        figures.add(&[], (true, false), &outside);
        assert_eq!(figures.rates.get("handling-rate"), None);
        figures.add(&[], (false, false), &Contribution { due_inside: true, ..outside });
        let rate = figures.rates.get("handling-rate").copied().unwrap();
        assert_eq!(rate, Rate { numerator: 1, denominator: 1, n: 1 });
        assert_eq!(figures.collected, 1);
    }
}
