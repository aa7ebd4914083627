//! What a changed dispatch list would have suggested for past cases.

use linli_app::dispatch::Trial;

use crate::{pages::form::label, ui::Ui};

/// The outcome of a dry run, in words.
pub(super) struct TrialView {
    /// How many cases were compared and how often the lists agree with them.
    pub(super) words: Vec<String>,
    /// Address, number, kind of matter, who led, whom the list names, whom the changed one names.
    pub(super) lines: Vec<(String, String, String, String, String, String)>,
}

impl TrialView {
    pub(super) fn of(ui: &Ui, trial: &Trial) -> Self {
        let mut words = match trial.compared {
            0 => vec![ui.t("dispatch-trial-none").to_owned()],
            compared => vec![ui.tx(
                "dispatch-trial-agreed",
                &[
                    ("compared", &compared),
                    ("before", &trial.agreed_before),
                    ("after", &trial.agreed_after),
                ],
            )],
        };
        if trial.more {
            words.push(ui.t("dispatch-trial-more").to_owned());
        }
        let nobody = || ui.t("dispatch-trial-nobody").to_owned();
        let lines = trial.differing.iter().map(|line| {
            (
                format!("/w/cases/{}", line.id),
                line.number.clone(),
                label(ui, &line.category).to_owned(),
                line.led.clone(),
                line.before.clone().unwrap_or_else(nobody),
                line.after.clone().unwrap_or_else(nobody),
            )
        });
        Self { words, lines: lines.collect() }
    }
}
