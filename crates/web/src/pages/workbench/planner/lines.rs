//! Lines of the planner's tables, and what is said around them.

use linli_app::planner::{
    BuildingView, DivisionView, GridView, Obstacle, PlanLine, Planned, SlackView,
};

use super::grid_name;
use crate::{
    texts::TextValue,
    ui::{
        Tone, Ui,
        view::{Row, Tag},
    },
};

/// A grid.
pub(super) struct GridLine {
    pub(super) number: usize,
    pub(super) colour: usize,
    pub(super) name: String,
    pub(super) buildings: String,
    pub(super) households: String,
    /// Today's, where it differs.
    pub(super) before: Option<String>,
    pub(super) slack: Vec<(String, bool)>,
    pub(super) tag: Tag,
}

/// A building.
#[derive(Clone)]
pub(super) struct BuildingLine {
    pub(super) name: String,
    pub(super) households: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) moved: bool,
}

pub(super) fn grid_line(ui: &Ui, grid: &GridView) -> GridLine {
    let tag = if grid.left_alone {
        Tag::new(Tone::Plain, ui.t("planner-is-left-alone"))
    } else if grid.pieces > 1 {
        Tag::new(Tone::Bad, ui.tn("planner-in-pieces", grid.pieces))
    } else if grid.keeps_rules {
        Tag::new(Tone::Ok, ui.t("planner-within"))
    } else {
        Tag::new(Tone::Bad, ui.t("planner-outside"))
    };
    let before = (grid.before != grid.households)
        .then(|| ui.t1("planner-before", "households", ui.number(grid.before)));
    GridLine {
        number: grid.number,
        colour: (grid.number.max(1) - 1) % 6 + 1,
        name: grid_name(ui, grid),
        buildings: grid.buildings.to_string(),
        households: ui.number(grid.households),
        before,
        slack: grid.slack.iter().map(|one| slack(ui, one)).collect(),
        tag,
    }
}

/// How much room there is, and whether the rule is broken.
fn slack(ui: &Ui, slack: &SlackView) -> (String, bool) {
    let broken = slack.slack < 0;
    let key = match (slack.rule, broken) {
        ("households-least", false) => "planner-slack-least",
        ("households-least", true) => "planner-slack-least-broken",
        ("households-most", false) => "planner-slack-most",
        ("households-most", true) => "planner-slack-most-broken",
        ("persons-most", false) => "planner-slack-persons",
        ("persons-most", true) => "planner-slack-persons-broken",
        ("worker-households", false) => "planner-slack-worker",
        ("worker-households", true) => "planner-slack-worker-broken",
        (_, false) => "planner-slack-worker-persons",
        (_, true) => "planner-slack-worker-persons-broken",
    };
    let (bound, room) = (ui.number(slack.bound), ui.number(slack.slack.abs()));
    (ui.tx(key, &[("bound", &bound), ("room", &room)]), broken && slack.binds)
}

pub(super) fn building_line(ui: &Ui, division: &DivisionView, one: &BuildingView) -> BuildingLine {
    let nowhere = || ui.t("planner-no-grid").to_owned();
    let to = division.grids.iter().find(|grid| Some(&grid.word) == one.grid.as_ref());
    let to = to.map(|grid| format!("{} {}", grid.number, grid_name(ui, grid)));
    BuildingLine {
        name: one.name.clone(),
        households: ui.number(one.households),
        from: one.from.clone().unwrap_or_else(nowhere),
        to: to.unwrap_or_else(nowhere),
        moved: one.moved,
    }
}

pub(super) fn plan_row(ui: &Ui, plan: &PlanLine) -> Row {
    let tag = match (plan.state, plan.outdated) {
        ("draft", true) => Tag::new(Tone::Warn, ui.t("planner-state-outdated")),
        ("draft", false) => Tag::new(Tone::Brand, ui.t("planner-state-draft")),
        ("applied", _) => Tag::new(Tone::Ok, ui.t("planner-state-applied")),
        _ => Tag::new(Tone::Plain, ui.t("planner-state-dropped")),
    };
    let day = ui.full_day(&plan.drawn_at.day());
    let by = plan.drawn_by.clone().unwrap_or_default();
    let from = plan.valid_from.map(|from| ui.t1("planner-valid-from", "day", ui.full_day(&from)));
    Row {
        href: Some(format!("/w/grid-plans/{}", plan.id)),
        title: ui.tx("planner-plan-line", &[("day", &day), ("name", &by)]),
        text: from.unwrap_or_else(|| {
            let key = if plan.redraw { "planner-aim-redraw" } else { "planner-aim-keep" };
            ui.t(key).to_owned()
        }),
        icon: Some("map"),
        tag: Some(tag),
    }
}

pub(super) fn obstacle(ui: &Ui, obstacle: &Obstacle) -> String {
    let values: Vec<(&str, &dyn TextValue)> =
        obstacle.parameters.iter().map(|(name, value)| (*name, value as &dyn TextValue)).collect();
    ui.tx(obstacle.code, &values)
}

/// The whole in a sentence.
pub(super) fn summary(ui: &Ui, planned: &Planned) -> String {
    let division = &planned.division;
    let (least, most) = (ui.number(division.band.0), ui.number(division.band.1));
    let households = ui.number(division.households);
    let words: [(&str, &dyn TextValue); 7] = [
        ("households", &households),
        ("buildings", &division.buildings.len()),
        ("grids", &division.grids.len()),
        ("least", &least),
        ("most", &most),
        ("moved", &division.moved),
        ("changed", &ui.number(division.moved_households)),
    ];
    match planned.plan {
        Some(_) => ui.tx("planner-summary-plan", &words),
        None => ui.tx("planner-summary-today", words.get(..5).unwrap_or(&words)),
    }
}

/// What stands in the way of this plan, and what it does beyond moving buildings.
pub(super) fn warnings(ui: &Ui, planned: &Planned) -> Vec<String> {
    let mut warnings = Vec::new();
    if let Some(plan) = &planned.plan {
        if plan.outdated {
            warnings.push(ui.t("error-grid-plan-outdated").to_owned());
        }
        match (plan.state, plan.valid_from) {
            ("applied", Some(from)) => {
                warnings.push(ui.t1("planner-is-applied", "day", ui.full_day(&from)));
            }
            ("dropped", _) => warnings.push(ui.t("planner-is-dropped").to_owned()),
            _ => {}
        }
    }
    let closes = |name: &String| ui.t1("planner-closes", "grid", name);
    warnings.extend(planned.division.emptied.iter().map(closes));
    warnings
}

/// From what it is known who is whose neighbour.
pub(super) fn neighbours(ui: &Ui, division: &DivisionView) -> String {
    let all = division.buildings.len();
    match division.placed {
        0 => ui.t("planner-by-number").to_owned(),
        placed if placed == all => ui.t("planner-by-position").to_owned(),
        placed => ui.tx("planner-by-both", &[("placed", &placed), ("others", &(all - placed))]),
    }
}
