//! Rates in words: the figure, both numbers, and what it means.

use linli_domain::indicator::{Definition, Rate};

use crate::{
    texts::Lang,
    ui::{
        Ui,
        view::{Fact, Kpi},
    },
};

/// A definition's words in the viewer's language.
pub(super) fn words<'a>(ui: &Ui, zh: &'a str, en: &'a str) -> &'a str {
    if ui.lang() == Lang::En { en } else { zh }
}

/// A rate in per cent with a tenth; none without a denominator.
pub(super) fn percent(rate: &Rate) -> Option<String> {
    rate.tenths().map(|tenths| format!("{}.{}", tenths / 10, tenths % 10))
}

/// A count of matters with nothing beside it.
pub(super) fn count(ui: &Ui, label: &str, value: i64) -> Kpi {
    Kpi::new(label, Some(ui.number(value)), ui.t("indicators-unit"))
}

/// A count of matters that may be hidden because it stands over too few of them.
pub(super) fn count_or_hidden(ui: &Ui, label: &str, value: Option<i64>) -> Kpi {
    let value = value.map(|value| ui.number(value));
    Kpi { too_few: value.is_none(), ..Kpi::new(label, value, ui.t("indicators-unit")) }
}

/// Both numbers of a rate, and how many cases stand behind it.
pub(super) fn both(ui: &Ui, rate: &Rate) -> String {
    ui.tx(
        "indicators-both",
        &[
            ("numerator", &in_cases(ui, rate, rate.numerator)),
            ("denominator", &in_cases(ui, rate, rate.denominator)),
            ("count", &rate.n),
        ],
    )
}

/// One of a rate's two numbers in cases, with a tenth where answers are weighed.
fn in_cases(ui: &Ui, rate: &Rate, number: i64) -> String {
    let unit = rate.unit();
    let (whole, tenths) = (number / unit, number % unit * 10 / unit);
    if tenths == 0 { ui.number(whole) } else { format!("{}.{tenths}", ui.number(whole)) }
}

/// What is missing to count an indicator, if it is not counted here.
pub(super) fn missing(ui: &Ui, definition: &Definition) -> Option<String> {
    let zh = definition.missing_zh.as_deref()?;
    let en = definition.missing_en.as_deref().unwrap_or(zh);
    Some(words(ui, zh, en).to_owned())
}

/// What an indicator counts, where the formula comes from, and what is missing to count it.
pub(super) fn definition(ui: &Ui, definition: &Definition) -> Vec<Fact> {
    let fact = |key: &str, zh: &str, en: &str| Fact::new(ui.t(key), words(ui, zh, en));
    let missing = missing(ui, definition);
    let mut facts = vec![
        fact("indicators-numerator", &definition.numerator_zh, &definition.numerator_en),
        fact("indicators-denominator", &definition.denominator_zh, &definition.denominator_en),
        Fact::new(ui.t("indicators-source"), definition.source.clone()),
    ];
    facts.extend(missing.map(|missing| Fact::new(ui.t("indicators-missing"), missing)));
    facts
}

#[cfg(test)]
mod tests {
    use linli_kernel::Moment;

    use super::*;
    use crate::ui::{Display, Shell};

    #[test]
    fn points_are_shown_as_cases() {
        let ui = Ui::new(Shell::Portal, Display::default(), Moment::from_ms(0));
        for (numerator, denominator, n, shown) in [
            (28_090, 30_100, 301, ["280.9", "301"]),
            (292, 301, 301, ["292", "301"]),
            (0, 0, 0, ["0", "0"]),
        ] {
            let rate = Rate { numerator, denominator, n };
            let both = [numerator, denominator].map(|number| in_cases(&ui, &rate, number));
            assert_eq!(both, shown);
        }
    }
}
