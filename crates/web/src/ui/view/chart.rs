//! Two lines over the months, drawn on the server: no script, and it prints.

/// The box in which a chart is drawn.
const WIDTH: i64 = 610;
const LEFT: i64 = 44;
const RIGHT: i64 = 600;
const TOP: i64 = 14;
const BOTTOM: i64 = 250;
/// Lines across, the lowest included.
const LINES: i64 = 4;

/// How far the words beside a line stand below it, so that both have one middle.
const WORDS_BELOW: i64 = 4;
/// The words below the chart, and the box's height.
const WORDS: i64 = 272;
const HEIGHT: i64 = 285;
/// What the last words below need beyond the last line.
const BEYOND: i64 = 12;

/// A point on the axis below or beside the chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tick {
    /// Where.
    pub at: i64,
    /// How far down its words stand.
    pub words_at: i64,
    /// What stands there.
    pub label: String,
}

/// A chart of two counts over the same periods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    /// The first count as a line.
    pub first: String,
    /// The area below it.
    pub area: String,
    /// The second count as a line.
    pub second: String,
    /// The periods.
    pub across: Vec<Tick>,
    /// The counts.
    pub up: Vec<Tick>,
}

impl Chart {
    /// Draws the counts; none for fewer than two periods.
    #[must_use]
    pub fn of(periods: &[(String, i64, i64)], label: &dyn Fn(i64) -> String) -> Option<Self> {
        let last = i64::try_from(periods.len()).ok()?.checked_sub(1).filter(|last| *last > 0)?;
        let highest = periods.iter().map(|(_, first, second)| *first.max(second)).max()?.max(0);
        let step = round_step(highest);
        let top = step * LINES;
        let x = |at: i64| LEFT + (RIGHT - LEFT) * at / last;
        let y = |count: i64| BOTTOM - (BOTTOM - TOP) * count.clamp(0, top) / top;
        let line = |count: fn(&(String, i64, i64)) -> i64| {
            let points =
                (0_i64..).zip(periods).map(|(at, one)| format!("{} {}", x(at), y(count(one))));
            format!("M{}", points.collect::<Vec<_>>().join("L"))
        };
        let first = line(|(_, first, _)| *first);
        let across = (0_i64..).zip(periods);
        Some(Self {
            area: format!("{first}L{RIGHT} {BOTTOM}L{LEFT} {BOTTOM}z"),
            first,
            second: line(|(_, _, second)| *second),
            across: across
                .map(|(at, (name, ..))| Tick { at: x(at), words_at: WORDS, label: name.clone() })
                .collect(),
            up: (0..=LINES).map(|n| beside(y(n * step), label(n * step))).collect(),
        })
    }

    /// The box of the drawing, as SVG writes it.
    #[must_use]
    pub fn view_box(&self) -> String {
        format!("0 0 {} {HEIGHT}", WIDTH + BEYOND)
    }
}

const fn beside(at: i64, label: String) -> Tick {
    Tick { at, words_at: at + WORDS_BELOW, label }
}

/// A step of 1, 2 or 5 times a power of ten, so that [`LINES`] of them reach over the highest.
fn round_step(highest: i64) -> i64 {
    let mut power = 1;
    loop {
        for step in [power, 2 * power, 5 * power] {
            if step * LINES >= highest {
                return step;
            }
        }
        power *= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round_and_reach_over_the_highest() {
        let steps = [(0, 1), (4, 1), (5, 2), (8, 2), (9, 5), (20, 5), (21, 10), (1_286, 500)];
        for (highest, step) in steps {
            assert_eq!(round_step(highest), step, "{highest}");
        }
    }

    #[test]
    fn a_chart_spans_its_box() {
        let periods = [("10月".to_owned(), 0, 0), ("11月".to_owned(), 20, 10)];
        let Some(chart) = Chart::of(&periods, &|n| n.to_string()) else { panic!("two periods") };
        assert_eq!(chart.first, "M44 250L600 14");
        assert_eq!(chart.second, "M44 250L600 132");
        let labels: Vec<&str> = chart.up.iter().map(|tick| tick.label.as_str()).collect();
        assert_eq!(labels, ["0", "5", "10", "15", "20"]);
        assert_eq!(Chart::of(&periods[..1], &|n| n.to_string()), None);
        let nothing = [("10月".to_owned(), 0, 0), ("11月".to_owned(), 0, 0)];
        assert!(Chart::of(&nothing, &|n| n.to_string()).is_some());
    }
}
