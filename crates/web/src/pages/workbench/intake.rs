//! Taking in: somebody's matter at the counter or on the telephone, what was found on rounds, an
//! order of another system.

use axum::{http::StatusCode, response::Response};
use linli_app::{
    AppError, AppResult,
    intake::{self, IntakeForm},
    matter::{self, FieldView, Reported},
};
use linli_kernel::PlaceId;

use super::{
    desk::Worker,
    listing,
    sheet::{self, Cut, Sheet},
};
use crate::{
    pages::form::{action_fields, keep_photos, key, shown_again},
    request::{FormFields, Problem, Query},
    respond,
    ui::{Tone, view::Row},
};

/// The place that was chosen, or that of the caller's first post.
fn place(worker: &Worker, form: &FormFields) -> Option<PlaceId> {
    let chosen = form.given("pick").or_else(|| form.given("place"));
    let own = worker.desk.posts.iter().find_map(|post| post.place);
    chosen.and_then(|word| word.parse().ok()).or(own)
}

/// What can be chosen there, and the form of what may be done at once.
async fn choices(
    worker: &Worker,
    cut: Cut,
    form: &FormFields,
) -> AppResult<(IntakeForm, Option<Vec<FieldView>>)> {
    let place = place(worker, form);
    let choices = intake::intake_form(&worker.app, &worker.caller, cut.taking(), place).await?;
    let solved = match (cut, place) {
        (Cut::Found, Some(place)) => {
            matter::on_spot_form(&worker.app, &worker.caller, place).await?
        }
        _ => None,
    };
    Ok((choices, solved))
}

async fn drawn(
    worker: Worker,
    cut: Cut,
    form: &FormFields,
    error: Option<AppError>,
    open: Option<Vec<Row>>,
) -> Result<Response, Problem> {
    let shown = error.map(shown_again).transpose()?;
    let (status, error) = shown.map_or((StatusCode::OK, None), |(s, error)| (s, Some(error)));
    let (choices, solved) = choices(&worker, cut, form).await?;
    let sheet = Sheet {
        cut,
        choices: &choices,
        typed: form,
        error: error.as_ref(),
        solved: solved.as_deref(),
        open,
        key: key(&worker.app, form, error.as_ref()),
    };
    let page = sheet.page(worker.ui, &worker.desk);
    Ok(respond::page_with(status, &page.ui, &page))
}

async fn blank(worker: Worker, cut: Cut, query: &Query) -> Result<Response, Problem> {
    query.only(&["place"])?;
    let place = query.get("place").map(str::to_owned);
    let form = FormFields::default().with_values("place", place.into_iter().collect());
    drawn(worker, cut, &form, None, None).await
}

/// `GET /w/intake`.
pub(super) async fn ask(worker: Worker, query: Query) -> Result<Response, Problem> {
    blank(worker, Cut::Intake, &query).await
}

/// `GET /w/found`.
pub(super) async fn ask_found(worker: Worker, query: Query) -> Result<Response, Problem> {
    blank(worker, Cut::Found, &query).await
}

/// `GET /w/orders`.
pub(super) async fn ask_order(worker: Worker, query: Query) -> Result<Response, Problem> {
    blank(worker, Cut::Order, &query).await
}

/// `POST /w/intake`: takes in, or looks up open matters, or comes back from the tree.
pub(super) async fn take_in(worker: Worker, form: FormFields) -> Result<Response, Problem> {
    if form.given("look").is_some() {
        let phone = form.get("phone").unwrap_or_default();
        return match intake::open_matters(&worker.app, &worker.caller, phone).await {
            Ok(found) => {
                let rows = found.iter().map(|line| {
                    let row = listing::row(&worker.ui, line);
                    let tag = Some(row.tag);
                    Row { href: Some(row.href), title: row.title, text: row.text, icon: None, tag }
                });
                let rows = rows.collect();
                drawn(worker, Cut::Intake, &form, None, Some(rows)).await
            }
            Err(error) => drawn(worker, Cut::Intake, &form, Some(error), None).await,
        };
    }
    write(worker, Cut::Intake, form).await
}

/// `POST /w/orders`.
pub(super) async fn take_order(worker: Worker, form: FormFields) -> Result<Response, Problem> {
    write(worker, Cut::Order, form).await
}

/// Writes it down, or shows the sheet again.
async fn write(worker: Worker, cut: Cut, form: FormFields) -> Result<Response, Problem> {
    let (photos, kept) = keep_photos(&worker.app, &worker.caller, &form, "photos").await;
    let form = form.with_values("photos", photos);
    if form.given("pick").is_some() || form.given("back").is_some() {
        return drawn(worker, cut, &form, None, None).await;
    }
    let input = sheet::input(cut, &worker, &form);
    let reported: AppResult<Reported> = match kept {
        Ok(()) => matter::report(&worker.app, &worker.caller, &input, form.given("key")).await,
        Err(error) => Err(error),
    };
    match reported {
        Ok(reported) => {
            let page = format!("/w/cases/{}", reported.id);
            // Whoever found it on rounds has nobody to print a receipt for; a chief hands it over and
            // sees it no more.
            let (to, said) = match cut {
                Cut::Found if matter::may_see(&worker.app, &worker.caller, reported.id).await? => {
                    (page, "flash-found-reported")
                }
                Cut::Found => ("/w".to_owned(), "flash-found-reported"),
                Cut::Intake | Cut::Order => (page + "/receipt", "flash-taken-in"),
            };
            Ok(respond::redirect_with_flash(&to, Tone::Ok, said))
        }
        Err(error) => drawn(worker, cut, &form, Some(error), None).await,
    }
}

/// `POST /w/found`: solved on the spot, or reported to whoever handles it.
pub(super) async fn found(worker: Worker, form: FormFields) -> Result<Response, Problem> {
    if form.given("then") != Some("solved") {
        return write(worker, Cut::Found, form).await;
    }
    let (photos, kept) = keep_photos(&worker.app, &worker.caller, &form, "photos").await;
    let form = form.with_values("photos", photos);
    let (form, fields) = action_fields(&worker.app, &worker.caller, form).await;
    let input = sheet::input(Cut::Found, &worker, &form);
    let solved = match (kept, fields) {
        (Ok(()), Ok(fields)) => {
            let key = form.given("key");
            matter::solve_on_spot(&worker.app, &worker.caller, &input, &fields, key).await
        }
        (Err(error), _) | (_, Err(error)) => Err(error),
    };
    match solved {
        Ok(reported) => {
            let to = format!("/w/cases/{}", reported.id);
            Ok(respond::redirect_with_flash(&to, Tone::Ok, "flash-solved"))
        }
        Err(error) => drawn(worker, Cut::Found, &form, Some(error), None).await,
    }
}
