//! Reporting a matter: the form, what should be seen before sending, and sending.

use axum::{http::StatusCode, response::Response};
use linli_app::{
    App, AppError, AppResult, Caller,
    matter::{self, BeforeReport, ReportForm, ReportMatter},
};
use linli_kernel::{CaseId, to_hexadecimal};

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
    Ok(shown(&app, &caller, ui, &offered, &Shown::first(&form)))
}

/// `POST /m/report/edit`: the form with a draft and another place, nothing judged.
pub(super) async fn edit(
    Resident { app, caller, ui, .. }: Resident,
    form: FormFields,
) -> Result<Response, Problem> {
    let place = form.given("pick").or(form.given("place")).unwrap_or_default().to_owned();
    let offered = matter::report_form(&app, &caller, Some(&place)).await?;
    Ok(shown(&app, &caller, ui, &offered, &Shown::first(&form)))
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

fn shown(app: &App, caller: &Caller, ui: Ui, offered: &ReportForm, shown: &Shown<'_>) -> Response {
    let errors = match shown.error {
        Some(AppError::Fields(errors)) => errors.as_slice(),
        _ => &[],
    };
    let key = key(app, shown.form, shown.error);
    let whose = whose(app, caller);
    let typed = Typed { form: shown.form, errors, before: shown.before, key, whose };
    let mut ui = ui;
    if let Some(error) = shown.error.filter(|error| !matches!(error, AppError::Fields(_))) {
        ui.flash = Some(crate::ui::Flash { tone: Tone::Bad, text: refused(&ui, error) });
    }
    let page = ReportPage::new(ui, offered, &typed);
    respond::page_with(shown.status, &page.ui, &page)
}

/// Whose draft the browser keeps: the same for the same person, and of no use to know who it is.
fn whose(app: &App, caller: &Caller) -> String {
    let hash = app.vault.hash("draft", &caller.person.to_string());
    to_hexadecimal(hash.get(..8).unwrap_or(&hash))
}

/// `POST /m/report`. The numbers to call stand on the form whatever is wrong with it.
pub(super) async fn send(
    Resident { app, caller, ui, .. }: Resident,
    form: FormFields,
) -> Result<Response, Problem> {
    let (photos, kept) = keep_photos(&app, &caller, &form, "photos").await;
    let form = form.with_values("photos", photos.clone());
    let input = input(&form, photos);
    let before = matter::before_report(&app, &caller, &input, form.given("key")).await?;
    let sent = match kept {
        Ok(()) => try_send(&app, &caller, &form, &input, &before).await,
        Err(error) => Err(error),
    };
    let (status, error) = match sent {
        Ok(Some(id)) => {
            let receipt = format!("/m/matters/{id}/receipt");
            return Ok(respond::redirect_with_flash(&receipt, Tone::Ok, "flash-reported"));
        }
        Ok(None) => (StatusCode::OK, None),
        Err(error) => {
            let (status, error) = shown_again(error)?;
            (status, Some(error))
        }
    };
    // A place that does not exist must not keep the form from being shown again.
    let offered = match matter::report_form(&app, &caller, form.given("place")).await {
        Err(AppError::Fields(_)) => matter::report_form(&app, &caller, None).await?,
        offered => offered?,
    };
    let before = Some(&before).filter(|before| !before.is_empty());
    let again = Shown { form: &form, status, error: error.as_ref(), before };
    Ok(shown(&app, &caller, ui, &offered, &again))
}

/// Sends, unless there is something that the person did not see; then only what is wrong with the
/// report is found.
async fn try_send(
    app: &App,
    caller: &Caller,
    form: &FormFields,
    input: &ReportMatter,
    before: &BeforeReport,
) -> AppResult<Option<CaseId>> {
    if !before.is_seen(form.get("seen").unwrap_or_default()) {
        matter::check_report(app, caller, input).await?;
        return Ok(None);
    }
    let reported = matter::report(app, caller, input, form.given("key")).await?;
    Ok(Some(reported.id))
}
