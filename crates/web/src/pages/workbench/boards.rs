//! Notice boards: which hang, which have to be changed, printing them, saying that they hang and
//! that one was taken down.

use askama::Template;
use axum::response::Response;
use linli_app::{
    board::{self, BoardLine, BoardMark, Which},
    place::PlaceLine,
};
use linli_kernel::PlaceId;

use super::desk::Worker;
use crate::{
    pages::{
        board::{Sheet, poster, reason},
        form::post_title,
        rows,
    },
    request::{FormFields, Problem, Query},
    respond,
    ui::{
        Tone, Ui,
        view::{Confirm, Empty, Fact, Pager, PaperChoice, Poster, Row, Tag},
    },
};

/// Lines on a page.
const LINES: i64 = 50;

#[derive(Template)]
#[template(path = "workbench/boards.html")]
struct Listing {
    ui: Ui,
    here: PlaceLine,
    path: Vec<PlaceLine>,
    children: Vec<PlaceLine>,
    /// Whether the place is a community or lies below one: boards are listed by it.
    fine: bool,
    own: bool,
    below: bool,
    changed: Vec<Row>,
    /// Whether one of them can be printed anew: those that come down cannot.
    printable: bool,
    more_changed: bool,
    none_changed: Empty,
    hung: Vec<Row>,
    none_hung: Empty,
    pager: Pager,
}

/// `GET /w/boards`, at `?place=…` or at the caller's first place.
pub(super) async fn list(worker: Worker, query: Query) -> Result<Response, Problem> {
    query.only(&["place", "after"])?;
    let Worker { app, caller, ui, .. } = worker;
    let (at, after) = (query.parse("place")?, query.parse("after")?);
    let found = board::boards(&app, &caller, at, after, LINES).await?;
    let here = found.walk.here.ok_or(linli_app::AppError::NotFound)?;
    let title = ui.t("boards-title").to_owned();
    let ui = ui.with_title(title);
    let none = |title: &str, text: &str| Empty {
        icon: "clipboard-check",
        title: ui.t(title).to_owned(),
        text: ui.t(text).to_owned(),
        link: None,
    };
    let next = found.next.map(|next| next.to_string());
    let page = Listing {
        pager: rows::pager(
            &format!("/w/boards?place={}&", here.id),
            query.get("after"),
            next.as_deref(),
        ),
        here,
        path: found.walk.path,
        children: found.walk.children,
        fine: found.listed,
        own: found.own,
        below: found.below,
        changed: found.changed.iter().map(|line| row(&ui, line)).collect(),
        printable: !found.changed.iter().all(BoardLine::is_gone),
        more_changed: found.more_changed,
        none_changed: none("boards-none-changed", "boards-none-changed-text"),
        hung: found.hung.iter().map(|line| row(&ui, line)).collect(),
        none_hung: none("boards-none-hung", "boards-none-hung-text"),
        ui,
    };
    Ok(respond::page(&page.ui, &page))
}

fn row(ui: &Ui, line: &BoardLine) -> Row {
    let printed = printed(ui, line);
    let reasons: Vec<String> = line.changed.iter().map(|part| reason(ui, part)).collect();
    let (text, tag) = if reasons.is_empty() {
        (printed, Tag::new(Tone::Ok, ui.t("boards-true")))
    } else {
        let reasons = reasons.join(ui.t("boards-reason-joint"));
        let text = ui.tx("boards-because", &[("reasons", &reasons), ("printed", &printed)]);
        let what = if line.is_gone() { "boards-gone" } else { "boards-change" };
        (text, Tag::new(Tone::Warn, ui.t(what)))
    };
    // None is printed for a place that is gone.
    let to = if line.is_gone() { "down" } else { "print" };
    Row {
        href: Some(format!("/w/boards/{to}?place={}", line.place.id)),
        title: line.address.clone(),
        text,
        icon: Some("clipboard-list"),
        tag: Some(tag),
    }
}

/// When and by whom a board was said to hang.
fn printed(ui: &Ui, line: &BoardLine) -> String {
    let (place, role) = &line.hung_as;
    let post = role.as_ref().map_or(place.clone(), |role| post_title(ui, place, role));
    let who = line.hung_by.clone().unwrap_or_default();
    let when = ui.full_when(&line.hung_at);
    ui.tx("boards-printed", &[("when", &when), ("post", &post), ("who", &who)])
}

#[derive(Template)]
#[template(path = "workbench/board_sheets.html")]
struct Printing {
    ui: Ui,
    place: PlaceId,
    back: String,
    posters: Vec<Poster>,
    more: bool,
    papers: Vec<PaperChoice>,
    /// What the button sends: place and mark of every sheet.
    marks: Vec<String>,
}

/// `GET /w/boards/print`, of `?place=…`, `which=own`, `below` or `changed`.
pub(super) async fn print(worker: Worker, query: Query) -> Result<Response, Problem> {
    query.only(&["place", "which", "paper", "turn"])?;
    let Worker { app, caller, ui, origin, .. } = worker;
    let place: PlaceId = query.required("place")?;
    let which = Which::from_word(query.get("which"));
    let which = which.ok_or_else(|| Problem::field("which", "field-choice"))?;
    let sheet = Sheet::asked(&query)?;
    let found = board::boards_to_print(&app, &caller, place, which).await?;
    let title = ui.t("boards-print").to_owned();
    let base = match query.get("which") {
        Some(which) => format!("/w/boards/print?place={place}&which={which}&"),
        None => format!("/w/boards/print?place={place}&"),
    };
    let page = Printing {
        place,
        back: format!("/w/boards?place={place}"),
        posters: found
            .sheets
            .iter()
            .map(|found_sheet| poster(&ui, &found_sheet.board, sheet, &found.day, &origin))
            .collect(),
        more: found.more,
        papers: sheet.choices(&ui, &base),
        marks: found.sheets.iter().map(|one| format!("{}.{}", one.board.place, one.mark)).collect(),
        ui: ui.with_title(title),
    };
    Ok(respond::page(&page.ui, &page))
}

/// `POST /w/boards/hung`.
pub(super) async fn hang(worker: Worker, form: FormFields) -> Result<Response, Problem> {
    let Worker { app, caller, .. } = worker;
    let wrong = || Problem::field("boards", "field-choice");
    let mut marks = Vec::new();
    for word in form.all("board") {
        let (place, mark) = word.split_once('.').ok_or_else(wrong)?;
        let place = place.parse().map_err(|_| wrong())?;
        marks.push(BoardMark { place, mark: mark.to_owned() });
    }
    let hung = board::hang_boards(&app, &caller, &marks).await?;
    let back: Option<PlaceId> = form.get("place").and_then(|place| place.parse().ok());
    let to = back.map_or("/w/boards".to_owned(), |place| format!("/w/boards?place={place}"));
    let (tone, key) = match hung.changed {
        0 => (Tone::Ok, "flash-boards-hung"),
        _ => (Tone::Warn, "flash-boards-changed"),
    };
    Ok(respond::redirect_with_flash(&to, tone, key))
}

/// `GET /w/boards/down`, of `?place=…`: whether its board was taken down.
pub(super) async fn ask_down(worker: Worker, query: Query) -> Result<Response, Problem> {
    query.only(&["place"])?;
    let Worker { app, caller, ui, .. } = worker;
    let place: PlaceId = query.required("place")?;
    let line = board::board_to_take_down(&app, &caller, place).await?;
    let reasons: Vec<String> = line.changed.iter().map(|part| reason(&ui, part)).collect();
    let title = ui.t("boards-down").to_owned();
    let page = Confirm {
        text: ui.t("boards-down-text").to_owned(),
        facts: vec![
            Fact::new(ui.t("fact-place"), line.address.clone()),
            Fact::new(ui.t("boards-why"), reasons.join(ui.t("boards-reason-joint"))),
            Fact::new(ui.t("boards-hung"), printed(&ui, &line)),
        ],
        action: "/w/boards/down".to_owned(),
        hidden: vec![
            ("place".to_owned(), place.to_string()),
            ("version".to_owned(), line.version.to_string()),
        ],
        fields: Vec::new(),
        label: ui.t("boards-down-done").to_owned(),
        danger: true,
        back: "/w/boards".to_owned(),
        ui: ui.with_title(title),
    };
    Ok(respond::page(&page.ui, &page))
}

/// `POST /w/boards/down`.
pub(super) async fn take_down(worker: Worker, form: FormFields) -> Result<Response, Problem> {
    let place = form.get("place").and_then(|word| word.parse().ok());
    let place: PlaceId = place.ok_or(linli_app::AppError::NotFound)?;
    let seen = form.given("version").and_then(|word| word.parse().ok());
    board::take_down_board(&worker.app, &worker.caller, (place, seen)).await?;
    Ok(respond::redirect_with_flash("/w/boards", Tone::Ok, "flash-board-taken-down"))
}
