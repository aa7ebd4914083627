//! Figures as tables: the same columns on a page, on paper and in a workbook.

use linli_app::{
    indicator::{Dashboard, PublishedMonth, ShownFigures},
    place::PlaceLine,
};
use linli_domain::indicator::{Definition, Rate};

use super::{figures::words, form::post_title};
use crate::ui::Ui;

/// The rates that tables of places show, in their order.
const OF_PLACES: [&str; 2] = ["on-time-closing-rate", "satisfaction-rate"];

/// One cell: what a page writes and what a workbook reckons with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    /// Words.
    Words(String),
    /// A whole number.
    Count(i64),
    /// Tenths of one: 978 is 97.8.
    Tenths(i64),
    /// Nothing to tell, or too few to be shown.
    Nothing,
}

impl Cell {
    fn tenths(tenths: Option<i64>) -> Self {
        tenths.map_or(Self::Nothing, Self::Tenths)
    }

    /// As a page writes it.
    fn text(&self, ui: &Ui) -> String {
        match self {
            Self::Words(words) => words.clone(),
            Self::Count(count) => ui.number(*count),
            Self::Tenths(tenths) => format!("{}.{}", ui.number(tenths / 10), tenths % 10),
            Self::Nothing => "–".to_owned(),
        }
    }
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Table {
    /// What it shows.
    pub(crate) title: String,
    /// The headings of the columns; the first one's cells are the headings of the rows.
    pub(crate) columns: Vec<String>,
    /// The rows, each as wide as the headings.
    pub(crate) rows: Vec<Vec<Cell>>,
}

impl Table {
    /// The rows as a page writes them: each one's heading, and the rest.
    pub(crate) fn lines(&self, ui: &Ui) -> Vec<(String, Vec<String>)> {
        let line = |row: &Vec<Cell>| {
            let mut cells = row.iter().map(|cell| cell.text(ui));
            (cells.next().unwrap_or_default(), cells.collect())
        };
        self.rows.iter().map(line).collect()
    }
}

/// The figures of a month with both numbers of each rate, and beside them the same at other times.
pub(crate) fn figures(
    ui: &Ui,
    definitions: &[Definition],
    (heading, main): (&str, &ShownFigures),
    others: &[(&str, &ShownFigures)],
) -> Table {
    let fixed = ["month-report-figure", "month-report-unit"].map(|key| ui.t(key).to_owned());
    let numbers = ["indicators-numerator", "indicators-denominator", "month-report-cases"];
    let numbers = numbers.map(|key| ui.t(key).to_owned());
    let columns = fixed.into_iter().chain([heading.to_owned()]).chain(numbers);
    let columns = columns.chain(others.iter().map(|(heading, _)| (*heading).to_owned()));
    let rows = lines(ui, definitions).into_iter().map(|line| {
        let rate = line.rate.as_ref().and_then(|rate| rate(main));
        let mut row = vec![Cell::Words(line.label), Cell::Words(line.unit), (line.value)(main)];
        row.push(rate.map_or(Cell::Nothing, |rate| in_cases(&rate, rate.numerator)));
        row.push(rate.map_or(Cell::Nothing, |rate| in_cases(&rate, rate.denominator)));
        row.push(rate.map_or(Cell::Nothing, |rate| Cell::Count(rate.n)));
        row.extend(others.iter().map(|(_, figures)| (line.value)(figures)));
        row
    });
    Table {
        title: ui.t("month-report-figures").to_owned(),
        columns: columns.collect(),
        rows: rows.collect(),
    }
}

type Value<'a> = Box<dyn Fn(&ShownFigures) -> Cell + 'a>;
type RateOf<'a> = Box<dyn Fn(&ShownFigures) -> Option<Rate> + 'a>;

/// A row of the figures before its numbers are known.
struct Line<'a> {
    label: String,
    unit: String,
    value: Value<'a>,
    rate: Option<RateOf<'a>>,
}

fn lines<'a>(ui: &Ui, definitions: &'a [Definition]) -> Vec<Line<'a>> {
    let count = |key: &str, of: fn(&ShownFigures) -> Option<i64>| Line {
        label: ui.t(key).to_owned(),
        unit: ui.t("indicators-unit").to_owned(),
        value: Box::new(move |figures| of(figures).map_or(Cell::Nothing, Cell::Count)),
        rate: None,
    };
    let took = |figures: &ShownFigures| {
        let took = figures.took.filter(|took| took.n > 0);
        Cell::tenths(took.map(|took| took.numerator / took.n / 6))
    };
    let mut all = vec![
        count("indicators-collected", |figures| Some(figures.collected)),
        count("indicators-solved", |figures| Some(figures.solved)),
        count("indicators-open", |figures| Some(figures.open)),
        count("indicators-refused", |figures| Some(figures.refused)),
        count("indicators-overturned", |figures| Some(figures.overturned)),
        count("dashboard-silent", |figures| Some(figures.silent)),
        count("indicators-by-staff", |figures| figures.by_staff.map(|rate| rate.n)),
        count("dashboard-late", |figures| Some(figures.late)),
        Line {
            label: ui.t("dashboard-took").to_owned(),
            unit: ui.t("dashboard-took-unit").to_owned(),
            value: Box::new(took),
            rate: None,
        },
    ];
    all.extend(definitions.iter().map(|definition| Line {
        label: words(ui, &definition.zh, &definition.en).to_owned(),
        unit: "%".to_owned(),
        value: Box::new(|figures| per_cent(figures, &definition.key)),
        rate: Some(Box::new(|figures| figures.rate(&definition.key))),
    }));
    all
}

fn per_cent(figures: &ShownFigures, key: &str) -> Cell {
    Cell::tenths(figures.rate(key).and_then(|rate| rate.tenths()))
}

/// One of a rate's two numbers in cases, with a tenth where answers are weighed.
fn in_cases(rate: &Rate, number: i64) -> Cell {
    match rate.unit() {
        1 => Cell::Count(number),
        unit => Cell::Tenths(number * 10 / unit),
    }
}

/// The places below, in the order of the tree, with the columns of the dashboard.
pub(crate) fn places(ui: &Ui, found: &Dashboard) -> Table {
    let label = |key: &str| {
        let known = found.definitions.iter().find(|definition| definition.key == key);
        known.map(|known| words(ui, &known.zh, &known.en).to_owned()).unwrap_or_default()
    };
    let counted = ["dashboard-place", "indicators-collected", "indicators-open"];
    let columns = counted.map(|key| ui.t(key).to_owned()).into_iter();
    let columns = columns.chain(OF_PLACES.map(label)).chain([ui.t("dashboard-late").to_owned()]);
    let row = |place: &PlaceLine, figures: &ShownFigures| {
        let counts = [figures.collected, figures.open].map(Cell::Count);
        let rates = OF_PLACES.map(|key| per_cent(figures, key));
        let cells = counts.into_iter().chain(rates).chain([Cell::Count(figures.late)]);
        [Cell::Words(place.name.clone())].into_iter().chain(cells).collect()
    };
    Table {
        title: ui.t("dashboard-places").to_owned(),
        columns: columns.collect(),
        rows: found.below.iter().map(|below| row(&below.place, &below.figures)).collect(),
    }
}

/// When figures were published, and by whom.
pub(crate) fn published(ui: &Ui, month: &PublishedMonth) -> String {
    let (place, role) = &month.by;
    let by = role.as_ref().map_or_else(|| place.clone(), |role| post_title(ui, place, role));
    ui.tx(
        "month-report-published",
        &[("day", &ui.full_day(&month.at.day())), ("by", &by), ("count", &month.cases)],
    )
}

#[cfg(test)]
mod tests {
    use linli_kernel::Moment;

    use super::*;
    use crate::ui::{Display, Shell};

    #[test]
    fn every_row_is_as_wide_as_the_headings_and_says_what_a_page_says() {
        let ui = Ui::new(Shell::Workbench, Display::default(), Moment::from_ms(0));
        let rate = |numerator, denominator, n| Some(Rate { numerator, denominator, n });
        let definition = |key: &str| Definition { key: key.to_owned(), ..blank() };
        let rates = [
            ("handling-rate", rate(1_760, 1_800, 1_800)),
            ("satisfaction-rate", rate(28_090, 30_100, 301)),
            ("few", None),
        ];
        let main = ShownFigures {
            collected: 12_345,
            took: rate(60 * 90, 60, 60),
            rates: rates.into_iter().map(|(key, rate)| (key.to_owned(), rate)).collect(),
            ..ShownFigures::default()
        };
        let before = ShownFigures { collected: 7, ..ShownFigures::default() };
        let all = ["handling-rate", "satisfaction-rate", "few"].map(definition);
        let table = figures(&ui, &all, ("本月", &main), &[("上月", &before)]);
        assert!(table.rows.iter().all(|row| row.len() == table.columns.len()));
        let lines = table.lines(&ui);
        let cells: Vec<String> = lines.iter().map(|(_, cells)| cells[1..].join(" ")).collect();
        assert_eq!(cells[0], "12,345 – – – 7");
        assert_eq!(cells[6], "– – – – –", "hidden");
        assert_eq!(cells[8], "1.5 – – – –", "90 minutes");
        assert_eq!(cells[9], "97.8 1,760 1,800 1,800 –");
        assert_eq!(cells[10], "93.3 280.9 301.0 301 –");
        assert_eq!(cells[11], "– – – – –", "too few");
    }

    fn blank() -> Definition {
        let none = String::new;
        Definition {
            key: none(),
            zh: none(),
            en: none(),
            numerator_zh: none(),
            numerator_en: none(),
            denominator_zh: none(),
            denominator_en: none(),
            direction: none(),
            source: none(),
            missing_zh: None,
            missing_en: None,
        }
    }
}
