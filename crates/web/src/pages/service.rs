//! A service item in words: what the public pages and the desk share.

use crate::ui::Ui;

/// How long it takes.
#[must_use]
pub(super) fn speed(ui: &Ui, work_days: i64) -> String {
    match work_days {
        0 => ui.t("service-at-once").to_owned(),
        days => ui.tn("service-work-days", days),
    }
}

/// What it costs.
#[must_use]
pub(super) fn fee(ui: &Ui, words: &str) -> String {
    if words.is_empty() { ui.t("service-free").to_owned() } else { words.to_owned() }
}
