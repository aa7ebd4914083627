//! Reporting a matter: the form, what should be seen before sending, and sending.

use axum::{http::StatusCode, response::Response};
use linli_app::{
    App, AppError, AppResult, Caller,
    matter::{self, BeforeReport, ReportForm},
};

use super::report_form::{ReportPage, Typed, input};
use crate::{
    pages::{
        form::{keep_photos, key, refused, shown_again},
        frame::Resident,
    },
    request::{FormFields, Problem, Query},
    respond,
    ui::{Tone, Ui},
};

/// `GET /m/report`, for the home or for `?place=…`.
pub(super) async fn ask(
    Resident { app, caller, ui, .. }: Resident,
    query: Query,
) -> Result<Response, Problem> {
    let offered = matter::report_form(&app, &caller, query.get("place")).await?;
    let form = FormFields::default();
    Ok(shown(&app, ui, &offered, &Shown::first(&form)))
}

/// `POST /m/report/edit`: the form with a draft and another place, nothing judged.
pub(super) async fn edit(
    Resident { app, caller, ui, .. }: Resident,
    form: FormFields,
) -> Result<Response, Problem> {
    let place = form.given("pick").or(form.given("place")).unwrap_or_default().to_owned();
    let offered = matter::report_form(&app, &caller, Some(&place)).await?;
    Ok(shown(&app, ui, &offered, &Shown::first(&form)))
}

/// What there is to show beside the form itself.
struct Shown<'a> {
    form: &'a FormFields,
    status: StatusCode,
    error: Option<&'a AppError>,
    before: Option<&'a BeforeReport>,
}

impl<'a> Shown<'a> {
    const fn first(form: &'a FormFields) -> Self {
        Self { form, status: StatusCode::OK, error: None, before: None }
    }
}

fn shown(app: &App, ui: Ui, offered: &ReportForm, shown: &Shown<'_>) -> Response {
    let errors = match shown.error {
        Some(AppError::Fields(errors)) => errors.as_slice(),
        _ => &[],
    };
    let key = key(app, shown.form, shown.error);
    let typed = Typed { form: shown.form, errors, before: shown.before, key };
    let mut ui = ui;
    if let Some(error) = shown.error.filter(|error| !matches!(error, AppError::Fields(_))) {
        ui.flash = Some(crate::ui::Flash { tone: Tone::Bad, text: refused(&ui, error) });
    }
    let page = ReportPage::new(ui, offered, &typed);
    respond::page_with(shown.status, &page.ui, &page)
}

/// What sending came to.
enum Sent {
    Done(linli_kernel::CaseId),
    LookFirst(BeforeReport),
}

/// `POST /m/report`.
pub(super) async fn send(
    Resident { app, caller, ui, .. }: Resident,
    form: FormFields,
) -> Result<Response, Problem> {
    let (photos, kept) = keep_photos(&app, &caller, &form, "photos").await;
    let form = form.with_values("photos", photos.clone());
    let sent = match kept {
        Ok(()) => try_send(&app, &caller, &form, photos).await,
        Err(error) => Err(error),
    };
    let place = form.given("place");
    let (status, error, before) = match sent {
        Ok(Sent::Done(id)) => {
            let receipt = format!("/m/matters/{id}/receipt");
            return Ok(respond::redirect_with_flash(&receipt, Tone::Ok, "flash-reported"));
        }
        Ok(Sent::LookFirst(before)) => (StatusCode::OK, None, Some(before)),
        Err(error) => {
            let (status, error) = shown_again(error)?;
            (status, Some(error), None)
        }
    };
    // A place that does not exist must not keep the form from being shown again.
    let offered = match matter::report_form(&app, &caller, place).await {
        Err(AppError::Fields(_)) => matter::report_form(&app, &caller, None).await?,
        offered => offered?,
    };
    let again = Shown { form: &form, status, error: error.as_ref(), before: before.as_ref() };
    Ok(shown(&app, ui, &offered, &again))
}

/// Looks first, unless the person has looked, then sends.
async fn try_send(
    app: &App,
    caller: &Caller,
    form: &FormFields,
    photos: Vec<String>,
) -> AppResult<Sent> {
    let input = input(form, photos);
    if !form.ticked("seen") {
        let before = matter::before_report(app, caller, &input).await?;
        if !before.emergency.is_empty() || !before.similar.is_empty() {
            return Ok(Sent::LookFirst(before));
        }
    }
    let reported = matter::report(app, caller, &input, form.given("key")).await?;
    Ok(Sent::Done(reported.id))
}
