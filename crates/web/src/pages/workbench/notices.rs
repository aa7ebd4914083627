//! Notices: those of the caller's places, writing one, taking one down.

use askama::Template;
use axum::response::Response;
use linli_app::{
    AppError, SpokenPlace,
    notice::{self, NoticeLine, NoticeView, PostNotice, TAKING_DOWN},
};
use linli_domain::notice::{MAX_TEXT, MAX_TITLE};
use linli_kernel::NoticeId;

use super::desk::Worker;
use crate::{
    pages::{
        form::{KeptPhoto, at_fault, keep_photos, key, said, shown_again},
        portal::taken_down,
        rows,
    },
    request::{FormFields, Id, Problem, Query},
    respond,
    ui::{
        Tone, Ui,
        view::{Choice, Confirm, Empty, Fact, FieldError, FieldKind, FieldView, Pager, Row, Tag},
    },
};

/// Lines on a page.
const LINES: i64 = 30;

#[derive(Template)]
#[template(path = "workbench/notices.html")]
struct Listing {
    ui: Ui,
    rows: Vec<Row>,
    empty: Empty,
    pager: Pager,
}

/// `GET /w/notices`.
pub(super) async fn list(worker: Worker, query: Query) -> Result<Response, Problem> {
    query.only(&["after"])?;
    let Worker { app, caller, ui, .. } = worker;
    let after = query.get("after");
    let found = notice::own_notices(&app, &caller, after, LINES).await?;
    let title = ui.t("notices-title").to_owned();
    let ui = ui.with_title(title);
    let page = Listing {
        rows: found.items.iter().map(|line| row(&ui, line)).collect(),
        empty: Empty {
            icon: "speakerphone",
            title: ui.t("notices-own-none").to_owned(),
            text: ui.t("notices-own-none-text").to_owned(),
            link: None,
        },
        pager: rows::pager("/w/notices?", after, found.next.as_deref()),
        ui,
    };
    Ok(respond::page(&page.ui, &page))
}

fn row(ui: &Ui, line: &NoticeLine) -> Row {
    let tag = match (line.hangs, line.taken_down) {
        (true, _) => Tag::new(Tone::Ok, ui.t("notice-hangs")),
        (false, Some(_)) => Tag::new(Tone::Bad, ui.t("notice-taken-down")),
        (false, None) => Tag::new(Tone::Plain, ui.t("notice-over")),
    };
    let (from, until) = (ui.day(&line.published_at.day()), ui.day(&line.until));
    Row {
        href: Some(format!("/notices/{}", line.id)),
        title: line.title.clone(),
        text: ui
            .tx("notice-line", &[("address", &line.address), ("from", &from), ("until", &until)]),
        icon: Some("speakerphone"),
        tag: Some(tag),
    }
}

#[derive(Template)]
#[template(path = "workbench/notice.html")]
struct Writing {
    ui: Ui,
    fields: Vec<FieldView>,
    kept: Vec<KeptPhoto>,
    errors: Vec<FieldError>,
    key: String,
}

fn writing(
    ui: Ui,
    places: &[SpokenPlace],
    typed: &FormFields,
    error: Option<&AppError>,
    key: String,
) -> Writing {
    let value = |name: &str| typed.get(name).unwrap_or_default().to_owned();
    let place = |place: &SpokenPlace| Choice::new(place.id.to_string(), place.name.clone());
    let options = places.iter().map(place).collect();
    let text = FieldKind::lines(10, MAX_TEXT);
    let mut fields = vec![
        FieldView::new("place", ui.t("notice-for"), FieldKind::Select)
            .options(options)
            .value(value("place")),
        FieldView::new("title", ui.t("notice-title"), FieldKind::line(MAX_TITLE))
            .hint(ui.t("notice-title-hint"))
            .value(value("title")),
        FieldView::new("text", ui.t("notice-text"), text)
            .hint(ui.t("notice-text-hint"))
            .value(value("text")),
        FieldView::new("until", ui.t("notice-last-day"), FieldKind::Date).value(value("until")),
        FieldView::new("photo", ui.t("notice-photo"), FieldKind::Photos { max: 1 }).optional(),
    ];
    let mut all: Vec<&mut FieldView> = fields.iter_mut().collect();
    let errors = said(&ui, &mut all, error);
    let kept = typed.all("photo").filter(|id| !id.is_empty());
    let kept = kept.map(|id| KeptPhoto { name: "photo".to_owned(), id: id.to_owned() }).collect();
    let title = ui.title_with_errors(ui.t("notice-write"), &errors);
    Writing { ui: ui.with_title(title), fields, kept, errors, key }
}

/// `GET /w/notices/new`.
pub(super) async fn ask(worker: Worker) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let places = notice::notice_places(&app, &caller).await?;
    let key = app.entropy.id().to_string();
    let page = writing(ui, &places, &FormFields::default(), None, key);
    Ok(respond::page(&page.ui, &page))
}

/// `POST /w/notices/new`.
pub(super) async fn post(worker: Worker, form: FormFields) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let (photos, kept) = keep_photos(&app, &caller, &form, "photo").await;
    // A notice has one: whoever sends another means that one.
    let form = form.with_values("photo", photos.into_iter().next_back().into_iter().collect());
    let word = |name: &str| form.get(name).unwrap_or_default().to_owned();
    let input = PostNotice {
        place: word("place"),
        title: word("title"),
        text: word("text"),
        until: word("until"),
        photo: form.given("photo").map(str::to_owned),
    };
    let posted = match kept {
        Ok(()) => notice::post_notice(&app, &caller, &input, form.given("key")).await,
        Err(error) => Err(error),
    };
    match posted {
        Ok(posted) => {
            let to = format!("/notices/{}", posted.id);
            Ok(respond::redirect_with_flash(&to, Tone::Ok, "flash-notice-posted"))
        }
        Err(error) => {
            let (status, error) = shown_again(error)?;
            let places = notice::notice_places(&app, &caller).await?;
            let key = key(&app, &form, Some(&error));
            let page = writing(ui, &places, &form, Some(&error), key);
            Ok(respond::page_with(status, &page.ui, &page))
        }
    }
}

fn reason(ui: &Ui) -> FieldView {
    let option = |reason: &&'static str| Choice::new(*reason, taken_down(ui, reason));
    let options = TAKING_DOWN.iter().map(option).collect();
    FieldView::new("reason", ui.t("notice-down-reason"), FieldKind::Chips).options(options)
}

fn asking(ui: Ui, view: &NoticeView, field: FieldView) -> Confirm {
    let title = ui.t("notice-take-down").to_owned();
    Confirm {
        text: ui.t("notice-down-text").to_owned(),
        facts: vec![
            Fact::new(ui.t("notice-title"), view.line.title.clone()),
            Fact::new(ui.t("notice-for"), view.line.address.clone()),
        ],
        action: format!("/w/notices/{}/take-down", view.line.id),
        hidden: Vec::new(),
        fields: vec![field],
        label: title.clone(),
        danger: true,
        back: format!("/notices/{}", view.line.id),
        ui: ui.with_title(title),
    }
}

/// `GET /w/notices/{id}/take-down`.
pub(super) async fn ask_down(worker: Worker, Id(id): Id<NoticeId>) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    notice::may_take_down_notice(&app, &caller, id).await?;
    let view = notice::notice(&app, Some(&caller), id).await?;
    if !view.may_take_down {
        return Ok(respond::redirect(&format!("/notices/{id}")));
    }
    let field = reason(&ui);
    let page = asking(ui, &view, field);
    Ok(respond::page(&page.ui, &page))
}

/// `POST /w/notices/{id}/take-down`.
pub(super) async fn take_down(
    worker: Worker,
    Id(id): Id<NoticeId>,
    form: FormFields,
) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let given = form.get("reason").unwrap_or_default();
    match notice::take_down_notice(&app, &caller, id, given).await {
        Ok(()) => Ok(respond::redirect_with_flash("/w/notices", Tone::Ok, "flash-notice-down")),
        Err(error) => {
            let (status, error) = shown_again(error)?;
            let view = notice::notice(&app, Some(&caller), id).await?;
            let field = at_fault(&ui, reason(&ui).value(given), &error);
            let page = asking(ui, &view, field);
            Ok(respond::page_with(status, &page.ui, &page))
        }
    }
}
