//! The grid planner: a community's grids, a plan, changes by hand, putting it into force.

mod drawing;
mod lines;

use std::collections::BTreeMap;

use askama::Template;
use axum::{http::StatusCode, response::Response};
use linli_app::{
    AppError,
    planner::{self, ApplyPlan, GridView, Planned, ProposeGrids},
};
use linli_kernel::{GridPlanId, PlaceId};

use self::{
    drawing::Drawing,
    lines::{BuildingLine, GridLine, building_line, grid_line, plan_row},
};
use super::desk::Worker;
use crate::{
    pages::form::{said, shown_again},
    request::{FormFields, Id, Problem},
    respond,
    ui::{
        Tone, Ui,
        view::{Choice, Confirm, Empty, Fact, FieldError, FieldKind, FieldView, Row},
    },
};

/// Places to go on to.
#[derive(Template)]
#[template(path = "workbench/planned.html")]
pub(super) struct Listing {
    pub(super) ui: Ui,
    pub(super) note: String,
    pub(super) rows: Vec<Row>,
    pub(super) empty: Empty,
}

/// `GET /w/grids`.
pub(super) async fn list(worker: Worker) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let found = planner::planned_communities(&app, &caller).await?;
    let row = |place: &linli_app::place::PlaceLine| Row {
        href: Some(format!("/w/grids/{}", place.id)),
        title: place.name.clone(),
        text: String::new(),
        icon: Some("building-community"),
        tag: None,
    };
    let title = ui.t("planner-title").to_owned();
    let ui = ui.with_title(title);
    let page = Listing {
        note: ui.t("planner-note").to_owned(),
        rows: found.iter().map(row).collect(),
        empty: Empty {
            icon: "map",
            title: ui.t("planner-none").to_owned(),
            text: String::new(),
            link: None,
        },
        ui,
    };
    Ok(respond::page(&page.ui, &page))
}

/// A form of the page: where it goes, its fields, its button.
struct Form {
    action: String,
    title: String,
    note: String,
    fields: Vec<FieldView>,
    label: String,
    primary: bool,
}

#[derive(Template)]
#[template(path = "workbench/grids.html")]
struct Page {
    ui: Ui,
    /// Back to the list, or to the community.
    back: (String, String),
    summary: String,
    /// Whether every rule is kept; the note's style follows.
    keeps_rules: bool,
    warnings: Vec<String>,
    obstacles: Vec<String>,
    grids: Vec<GridLine>,
    neighbours: String,
    drawing: Drawing,
    moved: Vec<BuildingLine>,
    buildings: Vec<BuildingLine>,
    plans: Vec<Row>,
    forms: Vec<Form>,
    drop: Option<String>,
    version: i64,
    errors: Vec<FieldError>,
}

/// What was sent, to which of the forms, and what is wrong with it.
type Sent<'a> = Option<(&'a FormFields, &'a AppError)>;

fn page(ui: Ui, planned: &Planned, sent: Sent<'_>) -> Page {
    let division = &planned.division;
    let mut forms = match &planned.plan {
        None => vec![propose_form(&ui, planned)],
        Some(plan) if plan.state == "draft" && !plan.outdated => {
            vec![move_form(&ui, planned, plan.id), apply_form(&ui, planned, plan.id)]
        }
        Some(_) => Vec::new(),
    };
    if let Some((typed, _)) = sent {
        for field in forms.iter_mut().flat_map(|form| &mut form.fields) {
            *field = match field.kind {
                FieldKind::ManyChips => field.clone().chosen(typed.all(&field.name)),
                _ => field.clone().value(typed.get(&field.name).unwrap_or_default()),
            };
        }
    }
    let mut fields: Vec<&mut FieldView> =
        forms.iter_mut().flat_map(|form| &mut form.fields).collect();
    let errors = said(&ui, &mut fields, sent.map(|(_, error)| error));
    let errors = errors.into_iter().map(|error| match error.id.is_empty() {
        true => FieldError { id: "main".to_owned(), ..error },
        false => error,
    });
    let errors: Vec<FieldError> = errors.collect();
    let title = match &planned.plan {
        None => ui.t1("planner-of", "community", &planned.community.name),
        Some(_) => ui.t1("planner-plan-of", "community", &planned.community.name),
    };
    let title = ui.title_with_errors(&title, &errors);
    let back = match &planned.plan {
        None => ("/w/grids".to_owned(), ui.t("planner-title").to_owned()),
        Some(_) => (format!("/w/grids/{}", planned.community.id), planned.community.name.clone()),
    };
    let obstacle = |one: &planner::Obstacle| lines::obstacle(&ui, one);
    let buildings: Vec<BuildingLine> =
        division.buildings.iter().map(|one| building_line(&ui, division, one)).collect();
    Page {
        back,
        summary: lines::summary(&ui, planned),
        keeps_rules: division.keeps_rules,
        warnings: lines::warnings(&ui, planned),
        obstacles: division.obstacles.iter().map(obstacle).collect(),
        grids: division.grids.iter().map(|grid| grid_line(&ui, grid)).collect(),
        neighbours: lines::neighbours(&ui, division),
        drawing: Drawing::of(division),
        moved: buildings.iter().filter(|line| line.moved).cloned().collect(),
        buildings,
        plans: planned.plans.iter().map(|plan| plan_row(&ui, plan)).collect(),
        forms,
        drop: planned
            .plan
            .as_ref()
            .filter(|plan| plan.state == "draft")
            .map(|plan| format!("/w/grid-plans/{}/drop", plan.id)),
        version: planned.plan.as_ref().map_or(0, |plan| plan.version),
        errors,
        ui: ui.with_title(title),
    }
}

fn grid_name(ui: &Ui, grid: &GridView) -> String {
    let name = grid.name.clone();
    name.unwrap_or_else(|| ui.t1("planner-new-grid", "number", grid.word.trim_start_matches('+')))
}

fn propose_form(ui: &Ui, planned: &Planned) -> Form {
    let grid = |grid: &GridView| Choice::new(grid.word.clone(), grid_name(ui, grid));
    let aims = vec![
        Choice::new("keep", ui.t("planner-aim-keep")),
        Choice::new("redraw", ui.t("planner-aim-redraw")),
    ];
    let alone = planned.division.grids.iter().map(grid).collect();
    Form {
        action: format!("/w/grids/{}", planned.community.id),
        title: ui.t("planner-propose-title").to_owned(),
        note: ui.t("planner-propose-note").to_owned(),
        fields: vec![
            FieldView::new("aim", ui.t("planner-aim"), FieldKind::Chips)
                .options(aims)
                .value("keep"),
            FieldView::new("left_alone", ui.t("planner-left-alone"), FieldKind::ManyChips)
                .hint(ui.t("planner-left-alone-hint"))
                .options(alone)
                .optional(),
        ],
        label: ui.t("planner-propose").to_owned(),
        primary: true,
    }
}

fn move_form(ui: &Ui, planned: &Planned, id: GridPlanId) -> Form {
    let division = &planned.division;
    let building = |one: &planner::BuildingView| {
        let number = one.number.map(|number| number.to_string()).unwrap_or_default();
        let words: [(&str, &dyn crate::texts::TextValue); 3] =
            [("name", &one.name), ("households", &one.households), ("number", &number)];
        Choice::new(one.id.to_string(), ui.tx("planner-building-choice", &words))
    };
    let grid = |grid: &GridView| {
        let name = grid_name(ui, grid);
        Choice::new(grid.word.clone(), format!("{} {name}", grid.number))
    };
    let new = Choice::new("+", ui.t("planner-another-grid"));
    Form {
        action: format!("/w/grid-plans/{id}/move"),
        title: ui.t("planner-move-title").to_owned(),
        note: ui.t("planner-move-note").to_owned(),
        fields: vec![
            FieldView::new("building", ui.t("planner-building"), FieldKind::Select)
                .options(division.buildings.iter().map(building).collect()),
            FieldView::new("grid", ui.t("planner-to-grid"), FieldKind::Select)
                .options(division.grids.iter().map(grid).chain([new]).collect()),
        ],
        label: ui.t("planner-move").to_owned(),
        primary: false,
    }
}

fn apply_form(ui: &Ui, planned: &Planned, id: GridPlanId) -> Form {
    let mut fields = vec![
        FieldView::new("from", ui.t("planner-from"), FieldKind::Date)
            .hint(ui.t("planner-from-hint")),
    ];
    for grid in planned.division.grids.iter().filter(|grid| grid.name.is_none()) {
        let number = grid.word.trim_start_matches('+');
        let label = ui.t1("planner-name-of", "number", number);
        let kind = FieldKind::Text { max: 100 };
        fields.push(
            FieldView::new(format!("name-{number}"), label, kind).hint(ui.t("planner-name-hint")),
        );
    }
    if !planned.division.keeps_rules {
        fields
            .push(FieldView::new("despite", ui.t("planner-despite"), FieldKind::Check).optional());
    }
    Form {
        action: format!("/w/grid-plans/{id}/apply"),
        title: ui.t("planner-apply-title").to_owned(),
        note: ui.t("planner-apply-note").to_owned(),
        fields,
        label: ui.t("planner-apply").to_owned(),
        primary: true,
    }
}

/// `GET /w/grids/{id}`.
pub(super) async fn today(worker: Worker, Id(id): Id<PlaceId>) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let planned = planner::grids_of(&app, &caller, id).await?;
    let page = page(ui, &planned, None);
    Ok(respond::page(&page.ui, &page))
}

/// `POST /w/grids/{id}`.
pub(super) async fn propose(
    worker: Worker,
    Id(id): Id<PlaceId>,
    form: FormFields,
) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let input = ProposeGrids {
        aim: form.get("aim").unwrap_or_default().to_owned(),
        left_alone: form.all("left_alone").map(str::to_owned).collect(),
    };
    match planner::propose_grids(&app, &caller, id, &input).await {
        Ok(plan) => Ok(respond::redirect(&format!("/w/grid-plans/{plan}"))),
        Err(error) => {
            let (status, error) = shown_again(error)?;
            let planned = planner::grids_of(&app, &caller, id).await?;
            let page = page(ui, &planned, Some((&form, &error)));
            Ok(respond::page_with(status, &page.ui, &page))
        }
    }
}

/// `GET /w/grid-plans/{id}`.
pub(super) async fn plan(worker: Worker, Id(id): Id<GridPlanId>) -> Result<Response, Problem> {
    show(worker, id, StatusCode::OK, None).await
}

async fn show(
    worker: Worker,
    id: GridPlanId,
    status: StatusCode,
    sent: Sent<'_>,
) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let planned = planner::plan_of_grids(&app, &caller, id).await?;
    let page = page(ui, &planned, sent);
    Ok(respond::page_with(status, &page.ui, &page))
}

fn version(form: &FormFields) -> i64 {
    form.given("version").and_then(|word| word.parse().ok()).unwrap_or(0)
}

/// After a change: back to the plan with a word, or the plan again with what is wrong.
async fn answered(
    worker: Worker,
    id: GridPlanId,
    form: &FormFields,
    answer: Result<(), AppError>,
    told: &'static str,
) -> Result<Response, Problem> {
    match answer {
        Ok(()) => {
            let to = format!("/w/grid-plans/{id}");
            Ok(respond::redirect_with_flash(&to, Tone::Ok, told))
        }
        Err(error) => {
            let (status, error) = shown_again(error)?;
            show(worker, id, status, Some((form, &error))).await
        }
    }
}

/// `POST /w/grid-plans/{id}/move`.
pub(super) async fn move_one(
    worker: Worker,
    Id(id): Id<GridPlanId>,
    form: FormFields,
) -> Result<Response, Problem> {
    let word = |name: &str| form.get(name).unwrap_or_default();
    let place = (word("building"), word("grid"));
    let answer =
        planner::move_building(&worker.app, &worker.caller, id, version(&form), place).await;
    answered(worker, id, &form, answer, "flash-building-moved").await
}

/// `POST /w/grid-plans/{id}/apply`.
pub(super) async fn apply(
    worker: Worker,
    Id(id): Id<GridPlanId>,
    form: FormFields,
) -> Result<Response, Problem> {
    let name = |(name, value): &(String, String)| {
        Some((name.strip_prefix("name-")?.parse().ok()?, value.clone()))
    };
    let input = ApplyPlan {
        version: version(&form),
        from: form.get("from").unwrap_or_default().to_owned(),
        names: form.texts().iter().filter_map(name).collect::<BTreeMap<u32, String>>(),
        despite: form.ticked("despite"),
    };
    let answer = planner::apply_plan(&worker.app, &worker.caller, id, &input).await;
    answered(worker, id, &form, answer, "flash-plan-applied").await
}

/// `GET /w/grid-plans/{id}/drop`: asks once more.
pub(super) async fn ask_drop(worker: Worker, Id(id): Id<GridPlanId>) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let planned = planner::plan_of_grids(&app, &caller, id).await?;
    let plan = planned.plan.as_ref().filter(|plan| plan.state == "draft");
    let version = plan.ok_or(AppError::NotFound)?.version;
    let title = ui.t("planner-drop").to_owned();
    let page = Confirm {
        text: ui.t("planner-drop-note").to_owned(),
        facts: vec![Fact::new(&*planned.community.name, lines::summary(&ui, &planned))],
        action: format!("/w/grid-plans/{id}/drop"),
        hidden: vec![("version".to_owned(), version.to_string())],
        fields: Vec::new(),
        label: title.clone(),
        danger: true,
        back: format!("/w/grid-plans/{id}"),
        ui: ui.with_title(title),
    };
    Ok(respond::page(&page.ui, &page))
}

/// `POST /w/grid-plans/{id}/drop`.
pub(super) async fn drop_one(
    worker: Worker,
    Id(id): Id<GridPlanId>,
    form: FormFields,
) -> Result<Response, Problem> {
    let answer = planner::drop_plan(&worker.app, &worker.caller, id, version(&form)).await;
    answered(worker, id, &form, answer, "flash-plan-dropped").await
}
