//! Words of the admission list that portal and workbench share.

use linli_app::admission::AdmissionItemLine;

use crate::ui::{
    Tone, Ui,
    view::{Choice, Fact, Tag},
};

/// What kind of thing is asked.
pub(super) fn kind<'u>(ui: &'u Ui, word: &'u str) -> &'u str {
    match word {
        "form" => ui.t("admission-kind-form"),
        "report" => ui.t("admission-kind-report"),
        "activity" => ui.t("admission-kind-activity"),
        "work" => ui.t("admission-kind-work"),
        other => other,
    }
}

/// How often.
pub(super) fn rhythm<'u>(ui: &'u Ui, word: &'u str) -> &'u str {
    match word {
        "once" => ui.t("admission-once"),
        "monthly" => ui.t("admission-monthly"),
        "quarterly" => ui.t("admission-quarterly"),
        "yearly" => ui.t("admission-yearly"),
        other => other,
    }
}

/// Words to choose from, each with its label.
pub(super) fn choices<'w>(
    words: impl IntoIterator<Item = &'w str>,
    label: impl Fn(&'w str) -> &'w str,
) -> Vec<Choice> {
    words.into_iter().map(|word| Choice::new(word, label(word))).collect()
}

/// Why a community refuses.
pub(super) fn reason<'u>(ui: &'u Ui, word: &'u str) -> &'u str {
    match word {
        "no-basis" => ui.t("admission-no-basis"),
        "no-funds" => ui.t("admission-no-funds"),
        "no-powers" => ui.t("admission-no-powers"),
        "repeated" => ui.t("admission-repeated"),
        "too-short" => ui.t("admission-too-short"),
        "not-ours" => ui.t("admission-not-ours"),
        "other" => ui.t("admission-other"),
        other => other,
    }
}

/// Why a request is outside the list.
pub(super) fn outside<'u>(ui: &'u Ui, word: &'u str) -> &'u str {
    match word {
        "unlisted" => ui.t("admission-unlisted"),
        "foreign" => ui.t("admission-foreign"),
        "not-in-force" => ui.t("admission-not-in-force"),
        "asked-already" => ui.t("admission-asked-already"),
        other => other,
    }
}

/// How a request stands before the keeping office.
pub(super) fn state(ui: &Ui, word: &str) -> Tag {
    match word {
        "waiting" => Tag::new(Tone::Warn, ui.t("admission-state-waiting")),
        "granted" => Tag::new(Tone::Ok, ui.t("admission-state-granted")),
        "rejected" => Tag::new(Tone::Bad, ui.t("admission-state-rejected")),
        _ => Tag::new(Tone::Plain, ui.t("admission-state-listed")),
    }
}

/// How a community's reply stands.
pub(super) fn reply(ui: &Ui, word: &str) -> Tag {
    match word {
        "held" => Tag::new(Tone::Plain, ui.t("admission-reply-held")),
        "stopped" => Tag::new(Tone::Bad, ui.t("admission-reply-stopped")),
        "accepted" => Tag::new(Tone::Brand, ui.t("admission-reply-accepted")),
        "refused" => Tag::new(Tone::Bad, ui.t("admission-reply-refused")),
        "done" => Tag::new(Tone::Ok, ui.t("admission-reply-done")),
        _ => Tag::new(Tone::Warn, ui.t("admission-reply-open")),
    }
}

/// An item ready to be drawn.
#[derive(Clone, Debug)]
pub(super) struct ItemCard {
    /// Its id.
    pub(super) id: String,
    /// What it is.
    pub(super) title: String,
    /// Whether it is in force.
    pub(super) tag: Tag,
    /// Everything else.
    pub(super) facts: Vec<Fact>,
    /// Whether it can still be replaced or ended.
    pub(super) open: bool,
}

/// An item as a card.
pub(super) fn card(ui: &Ui, line: &AdmissionItemLine) -> ItemCard {
    let tag = match (line.holds, line.over) {
        (true, _) => Tag::new(Tone::Ok, ui.t("admission-holds")),
        (false, true) => Tag::new(Tone::Plain, ui.t("admission-over")),
        (false, false) => Tag::new(Tone::Warn, ui.t("admission-later")),
    };
    ItemCard {
        id: line.id.to_string(),
        title: line.title.clone(),
        tag,
        facts: facts(ui, line),
        open: !line.over,
    }
}

/// What an item says.
pub(super) fn facts(ui: &Ui, line: &AdmissionItemLine) -> Vec<Fact> {
    let from = ui.full_day(&line.valid_from);
    let period = match line.valid_to {
        Some(to) => ui.tx("admission-from-to", &[("from", &from), ("to", &ui.full_day(&to))]),
        None => ui.t1("admission-from", "from", &from),
    };
    let budget = match line.budget_yuan {
        0 => ui.t("admission-budget-none").to_owned(),
        yuan => ui.t1("admission-budget-yuan", "yuan", ui.number(yuan)),
    };
    let conditions = match line.conditions.as_str() {
        "" => ui.t("admission-conditions-none").to_owned(),
        words => words.to_owned(),
    };
    vec![
        Fact::new(ui.t("admission-department"), line.department_name.clone()),
        Fact::new(ui.t("admission-kind"), kind(ui, line.kind)),
        Fact::new(ui.t("admission-basis"), line.basis.clone()),
        Fact::new(ui.t("admission-rhythm"), rhythm(ui, line.rhythm)),
        Fact::new(ui.t("admission-period"), period),
        Fact::new(ui.t("admission-budget"), budget),
        Fact::new(ui.t("admission-conditions"), conditions),
    ]
}
