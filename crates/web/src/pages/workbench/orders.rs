//! Orders of other systems in bulk: a pasted table or a file, looked over before it is taken in.

use askama::Template;
use axum::response::Response;
use linli_app::{AppError, FieldError as FieldFault, intake, setup::PastedTable};
use linli_kernel::Day;

use super::{
    desk::Worker,
    table::{self, Checked, Columns},
};
use crate::{
    pages::form::{post_title, said, shown_again},
    request::{FormFields, Problem, Query},
    respond,
    texts::Lang,
    ui::{
        Ui,
        view::{Choice, FieldKind, FieldView},
    },
};

const DAY_MS: i64 = 86_400_000;
/// The first and the last day of the finished orders that are taken out.
const PERIOD: [&str; 2] = ["from", "to"];
/// Longest pasted table, in characters.
const MAX_TABLE: u32 = 200_000;

#[derive(Template)]
#[template(path = "workbench/orders.html")]
struct OrdersPage {
    ui: Ui,
    /// Which columns the table has.
    columns: String,
    table: Checked,
    /// What was taken in: address and number.
    taken: Vec<(String, String)>,
    /// The days between which finished orders are taken out.
    period: Vec<FieldView>,
}

/// The columns with the keys of their headings.
const COLUMNS: [(&str, &str); 10] = [
    ("orders-number", "number"),
    ("orders-due", "due"),
    ("orders-channel", "channel"),
    ("orders-place", "place"),
    ("orders-text", "text"),
    ("sheet-opens", "opens"),
    ("orders-category", "category"),
    ("orders-urgency", "urgency"),
    ("orders-name", "name"),
    ("orders-phone", "phone"),
];

fn page(ui: Ui, desk: &intake::Desk, typed: &FormFields) -> OrdersPage {
    let posts = desk.posts.iter().filter_map(|post| {
        let role = post.role.as_ref()?;
        Some(Choice::new(post.word.clone(), post_title(&ui, &post.name, role)))
    });
    let posts: Vec<Choice> = posts.collect();
    let first = posts.first().map(|post| post.value.clone()).unwrap_or_default();
    let acting = FieldView::new("acting", ui.t("sheet-acting"), FieldKind::Select)
        .options(posts)
        .value(typed.given("acting").map_or(first, str::to_owned));
    let [table, file] = table::fields(&ui, typed, MAX_TABLE);
    let title = ui.t("orders-table-title").to_owned();
    let headings = Columns::of(&ui, &COLUMNS).line(&ui);
    OrdersPage {
        table: Checked::new(vec![acting, table, file]),
        columns: ui.t1("orders-columns", "columns", headings),
        taken: Vec::new(),
        period: period(&ui),
        ui: ui.with_title(title),
    }
}

/// The last seven days, to be changed.
fn period(ui: &Ui) -> Vec<FieldView> {
    let day = |name: &str, key: &'static str, back: i64| {
        let value = ui.now.plus_ms(-back * DAY_MS).day().to_string();
        FieldView::new(name, ui.t(key), FieldKind::Date).value(value)
    };
    let [from, to] = PERIOD;
    vec![day(from, "orders-from", 6), day(to, "orders-to", 0)]
}

/// `GET /w/orders/finished`: a table for the other system.
pub(super) async fn finished(worker: Worker, query: Query) -> Result<Response, Problem> {
    query.only(&PERIOD)?;
    let Worker { app, caller, ui, desk, .. } = worker;
    intake::may_take(&caller, intake::Taking::Orders)?;
    let orders = match days(&query) {
        Ok(period) => intake::finished_orders(&app, &caller, period).await,
        Err(error) => Err(error),
    };
    let orders = match orders {
        Ok(orders) => orders,
        Err(error) => return refused(ui, &desk, &query, error),
    };
    let headings = [
        "orders-number",
        "orders-channel",
        "sheet-opens",
        "orders-category",
        "orders-own-number",
        "orders-finished",
        "orders-outcome",
        "orders-reply",
    ]
    .map(|key| ui.t(key));
    let table = intake::finished_table(&orders, &headings, ui.lang() == Lang::En)?;
    let [from, to] = PERIOD.map(|name| query.get(name).unwrap_or_default());
    Ok(respond::table(&format!("orders-{from}-{to}.csv"), table))
}

/// The first and the last day that were asked for.
fn days(query: &Query) -> Result<(Day, Day), AppError> {
    let day = |name: &'static str| match query.get(name).map(|word| word.trim().parse::<Day>()) {
        Some(Ok(day)) => Ok(day),
        Some(Err(_)) => Err(FieldFault::new(name, "field-date")),
        None => Err(FieldFault::new(name, "field-required")),
    };
    match PERIOD.map(day) {
        [Ok(from), Ok(to)] => Ok((from, to)),
        days => Err(AppError::Fields(days.into_iter().filter_map(Result::err).collect())),
    }
}

/// The page again with the days as they were typed, saying what is wrong with them.
fn refused(
    ui: Ui,
    desk: &intake::Desk,
    query: &Query,
    error: AppError,
) -> Result<Response, Problem> {
    let (status, error) = shown_again(error)?;
    let mut page = page(ui, desk, &FormFields::default());
    let typed = |field: FieldView| {
        let day = query.get(&field.name).unwrap_or_default().to_owned();
        field.value(day)
    };
    page.period = page.period.into_iter().map(typed).collect();
    let mut fields: Vec<&mut FieldView> = page.period.iter_mut().collect();
    page.table.errors = said(&page.ui, &mut fields, Some(&error));
    let title = page.ui.title_with_errors(page.ui.t("orders-table-title"), &page.table.errors);
    page.ui = page.ui.with_title(title);
    Ok(respond::page_with(status, &page.ui, &page))
}

/// `GET /w/orders/table`.
pub(super) async fn ask(worker: Worker, query: Query) -> Result<Response, Problem> {
    query.only(&[])?;
    let Worker { caller, ui, desk, .. } = worker;
    intake::may_take(&caller, intake::Taking::Orders)?;
    let page = page(ui, &desk, &FormFields::default());
    Ok(respond::page(&page.ui, &page))
}

/// `POST /w/orders/table`: checks it; with `take` it is taken in.
pub(super) async fn take(worker: Worker, form: FormFields) -> Result<Response, Problem> {
    let Worker { app, caller, ui, desk, .. } = worker;
    let (bytes, form) = table::sent(form);
    let columns = Columns::of(&ui, &COLUMNS);
    let headings = columns.pairs();
    let dry_run = form.given("take").is_none();
    let new = PastedTable { table: &bytes, headings: &headings, words: &[], dry_run };
    let acting = form.get("acting").unwrap_or_default();
    let mut page = page(ui, &desk, &form);
    let outcome = intake::take_orders(&app, &caller, acting, new).await;
    let outcome = outcome.map(|found| {
        let taken = found.taken.into_iter();
        page.taken = taken.map(|(_, one)| (format!("/w/cases/{}", one.id), one.number)).collect();
        (found.problems, page.ui.tn("orders-ready", found.rows))
    });
    let status = page.table.told(&page.ui, &columns, outcome, dry_run)?;
    Ok(respond::page_with(status, &page.ui, &page))
}
