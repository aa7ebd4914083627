//! Notices: the board of a place, and one notice as it is read and printed.

use askama::Template;
use axum::response::Response;
use linli_app::{
    notice::{self, NoticeLine, NoticeView},
    place::{self, Walk},
};
use linli_kernel::{NoticeId, PlaceId};

use super::spot::{self, Down};
use crate::{
    pages::{form::post_title, frame::Visitor, rows},
    request::{Id, Problem, Query},
    respond,
    ui::{
        Tone, Ui,
        view::{Empty, NoticeItem, Pager, Photo, QrBox, Tag},
    },
};

/// How many stand on one page.
const LIMIT: i64 = 20;

#[derive(Template)]
#[template(path = "notice/board.html")]
struct Board {
    ui: Ui,
    walk: Walk,
    notices: Vec<NoticeItem>,
    none: Empty,
    pager: Pager,
}

/// `GET /notices`, of `?place=…` or of the first district.
pub(super) async fn list(
    Visitor { app, ui, .. }: Visitor,
    query: Query,
) -> Result<Response, Problem> {
    // Nothing is refused here: whoever shares the page in a chat adds parameters of their own.
    let at = spot::asked(&app, &query).await?;
    let title = ui.t("notices-title").to_owned();
    let mut page = Board {
        walk: Walk::default(),
        notices: Vec::new(),
        none: Empty {
            icon: "speakerphone",
            title: ui.t("notices-none").to_owned(),
            text: ui.t("notices-none-text").to_owned(),
            link: None,
        },
        pager: Pager::default(),
        ui: ui.with_title(title),
    };
    if let Some(at) = at {
        let after = query.get("after");
        let found = notice::notices(&app, at, after, LIMIT).await?;
        page.walk = Down::Buildings.walk(place::walk(&app, Some(at)).await?);
        page.notices = found.items.iter().map(|line| item(&page.ui, line)).collect();
        page.pager = rows::pager(&format!("/notices?place={at}&"), after, found.next.as_deref());
    }
    Ok(respond::page(&page.ui, &page))
}

/// A notice on a board.
pub(super) fn item(ui: &Ui, line: &NoticeLine) -> NoticeItem {
    NoticeItem {
        href: format!("/notices/{}", line.id),
        title: line.title.clone(),
        text: line.address.clone(),
        result: None,
        day: line.published_at.day(),
        kind: Some(Tag::new(Tone::Party, ui.t("notice-kind"))),
        state: Some(Tag::new(Tone::Plain, ui.t1("notice-until", "day", ui.day(&line.until)))),
    }
}

#[derive(Template)]
#[template(path = "notice/one.html")]
struct OneNotice {
    ui: Ui,
    id: NoticeId,
    heading: String,
    /// For whom and until when, below the heading.
    note: String,
    /// Why there is nothing to read any more.
    gone: Option<String>,
    text: Option<String>,
    photo: Option<Photo>,
    signed: String,
    day: String,
    place: PlaceId,
    qr: Option<QrBox>,
    /// Whether the reader speaks there: then the way back leads to the desk.
    speaks: bool,
    may_take_down: bool,
}

/// `GET /notices/{id}`.
pub(super) async fn show(
    Visitor { app, caller, ui, origin }: Visitor,
    Id(id): Id<NoticeId>,
) -> Result<Response, Problem> {
    let view = notice::notice(&app, caller.as_ref(), id).await?;
    let page = drawn(ui, view, &origin);
    Ok(respond::page(&page.ui, &page))
}

fn drawn(ui: Ui, view: NoticeView, origin: &str) -> OneNotice {
    let line = &view.line;
    let gone = line.taken_down.zip(view.taken_down_at).map(|(reason, at)| {
        let reason = taken_down(&ui, reason);
        ui.tx("notice-gone", &[("day", &ui.full_day(&at.day())), ("reason", &reason)])
    });
    let untitled = || ui.t("notice-kind").to_owned();
    let heading = if line.title.is_empty() { untitled() } else { line.title.clone() };
    let (place, role) = &view.signed;
    OneNotice {
        id: line.id,
        note: ui
            .tx("notice-note", &[("address", &line.address), ("until", &ui.full_day(&line.until))]),
        gone,
        text: view.text,
        photo: view.photo.map(|photo| Photo {
            thumbnail: format!("/published/photos/{photo}/full"),
            full: Some(format!("/published/photos/{photo}/full")),
            alt: ui.t("notice-photo").to_owned(),
        }),
        signed: role.as_ref().map_or(place.clone(), |role| post_title(&ui, place, role)),
        day: ui.full_day(&line.published_at.day()),
        place: view.place.id,
        qr: QrBox::new(&format!("{origin}/notices/{}", line.id), ui.t("notice-qr")),
        speaks: view.speaks,
        may_take_down: view.may_take_down,
        ui: ui.with_title(&heading),
        heading,
    }
}

/// A reason's sentence.
pub(in crate::pages) fn taken_down<'u>(ui: &'u Ui, reason: &'u str) -> &'u str {
    match reason {
        "mistaken" => ui.t("notice-down-mistaken"),
        "changed" => ui.t("notice-down-changed"),
        "replaced" => ui.t("notice-down-replaced"),
        "personal" => ui.t("notice-down-personal"),
        other => other,
    }
}
