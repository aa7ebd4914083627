//! The queue of the workbench and its figures. Components: `component/queue.html`,
//! `component/kpi.html`.

use linli_kernel::Moment;

use super::list::{Link, Tag};
use super::stage::{SlaBadge, Stages};
use crate::ui::Tone;

/// A tab with a count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueTab {
    /// Address.
    pub href: String,
    /// Words.
    pub label: String,
    /// How many, in words where they are not all counted.
    pub count: Option<String>,
    /// Whether it is open.
    pub current: bool,
    /// Warn or Bad draw the count in that colour.
    pub tone: Tone,
}

/// A task in the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueRow {
    /// Address of the case.
    pub href: String,
    /// What the box sends as `task` when rows are picked for one action.
    pub pick: String,
    /// First words of the case.
    pub title: String,
    /// Number, place, raiser (masked), channel: joined with `·` by the caller.
    pub summary: String,
    /// How urgent it is, if more than usual.
    pub urgency: Option<Tag>,
    /// What it is about.
    pub category: Option<Tag>,
    /// Where it stands.
    pub stages: Stages,
    /// Its clock.
    pub sla: Option<SlaBadge>,
    /// Who holds it; none if nobody does yet.
    pub holder: Option<String>,
    /// When it came.
    pub updated: Moment,
    /// What can be done with one touch; drawn on phones, where boxes are hard to hit.
    pub quick: Vec<Quick>,
}

/// A button of a row that needs no form of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quick {
    /// What the button sends as `quick`.
    pub value: String,
    /// Words.
    pub label: String,
}

/// A figure with its name and its count of cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kpi {
    /// Name.
    pub label: String,
    /// The figure, grouped; none where there is no data or too little.
    pub value: Option<String>,
    /// Unit, such as `%` or `件`; may be empty.
    pub unit: String,
    /// Whether there is data, but too little for a figure; else no figure means no data.
    pub too_few: bool,
    /// `n` and what stands beside it, or why there is no figure.
    pub note: String,
    /// Against the time before.
    pub trend: Option<Trend>,
    /// The last periods as a line.
    pub spark: Option<Spark>,
    /// The page that defines it.
    pub link: Option<Link>,
}

impl Kpi {
    /// A figure with nothing beside it; without a value there is no data.
    #[must_use]
    pub fn new(label: impl Into<String>, value: Option<String>, unit: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            value,
            unit: unit.into(),
            too_few: false,
            note: String::new(),
            trend: None,
            spark: None,
            link: None,
        }
    }
}

/// How a figure moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trend {
    /// Whether it went up.
    pub up: bool,
    /// Ok if that is good, Bad if not, Plain if neither.
    pub tone: Tone,
    /// By how much.
    pub words: String,
}

/// A small line without axes. Drawn in a box of 100 by 26.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spark {
    /// The line.
    pub line: String,
    /// The area below it.
    pub area: String,
}

impl Spark {
    /// The line through these values; none for fewer than two.
    #[must_use]
    pub fn of(values: &[i64]) -> Option<Self> {
        let (low, high) = (*values.iter().min()?, *values.iter().max()?);
        let steps = i64::try_from(values.len()).ok()?.checked_sub(1).filter(|steps| *steps > 0)?;
        let range = high.saturating_sub(low).max(1);
        let mut points = Vec::with_capacity(values.len());
        for (place, value) in (0_i64..).zip(values) {
            // In tenths, so that whole numbers draw smooth enough.
            let across = place.saturating_mul(1000) / steps;
            let down = 220 - value.saturating_sub(low).saturating_mul(180) / range;
            points.push(format!("{}.{} {}.{}", across / 10, across % 10, down / 10, down % 10));
        }
        let line = format!("M{}", points.join("L"));
        let area = format!("{line}L100 26L0 26z");
        Some(Self { line, area })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spark_spans_the_box() {
        let Some(spark) = Spark::of(&[10, 20, 15]) else { panic!("three values make a line") };
        assert_eq!(spark.line, "M0.0 22.0L50.0 4.0L100.0 13.0");
        assert_eq!(Spark::of(&[1]), None);
        assert_eq!(Spark::of(&[]), None);
        assert!(Spark::of(&[i64::MIN, i64::MAX]).is_some());
    }
}
