//! Every case in the caller's sight, open or ended.

use askama::Template;
use axum::response::Response;
use linli_app::{
    matter::{self, ListLine},
    search,
};

use super::desk::Worker;
use crate::{
    pages::form::label,
    request::{Problem, Query},
    respond,
    ui::{
        Tone, Ui,
        view::{Empty, MatterRow, Pager, QueueTab, Stages, Tag},
    },
};

/// Lines on a page.
const LINES: i64 = 30;

#[derive(Template)]
#[template(path = "workbench/listing.html")]
struct ListingPage {
    ui: Ui,
    tabs: Vec<QueueTab>,
    /// What was searched for.
    asked: String,
    rows: Vec<MatterRow>,
    empty: Empty,
    pager: Pager,
}

/// `GET /w/cases`: all, or those that have the words of `q`.
pub(super) async fn show(worker: Worker, query: Query) -> Result<Response, Problem> {
    query.only(&["open", "q", "after"])?;
    let Worker { app, caller, ui, .. } = worker;
    let (open, after) = (query.parse::<bool>("open")?, query.get("after"));
    let asked = query.get("q");
    let found = match asked {
        Some(words) => search::find_cases(&app, &caller, words, after, LINES).await?,
        None => matter::cases_in_sight(&app, &caller, open, after, LINES).await?,
    };
    let here = match (asked, open) {
        (Some(words), _) => format!("/w/cases?q={}", respond::encoded(words)),
        (None, Some(open)) => format!("/w/cases?open={open}"),
        (None, None) => "/w/cases".to_owned(),
    };
    let joint = if here.contains('?') { '&' } else { '?' };
    let title = ui.t(if asked.is_some() { "search-title" } else { "listing-title" }).to_owned();
    let ui = ui.with_title(title);
    let page = ListingPage {
        tabs: if asked.is_some() { Vec::new() } else { tabs(&ui, open) },
        asked: asked.unwrap_or_default().to_owned(),
        rows: found.items.iter().map(|line| row(&ui, line)).collect(),
        empty: empty(&ui, asked),
        pager: Pager {
            first: after.map(|_| here.clone()),
            next: found.next.map(|next| format!("{here}{joint}after={next}")),
            words: String::new(),
        },
        ui,
    };
    Ok(respond::page(&page.ui, &page))
}

fn empty(ui: &Ui, asked: Option<&str>) -> Empty {
    let (title, text) = match asked {
        Some(words) if words.trim().chars().count() < 2 => {
            ("search-empty", ui.t("search-short-text"))
        }
        Some(_) => ("search-empty", ui.t("search-empty-text")),
        None => ("listing-empty", ""),
    };
    Empty { icon: "search", title: ui.t(title).to_owned(), text: text.to_owned(), link: None }
}

fn tabs(ui: &Ui, open: Option<bool>) -> Vec<QueueTab> {
    [
        ("/w/cases", "listing-all", None),
        ("/w/cases?open=true", "listing-open", Some(true)),
        ("/w/cases?open=false", "listing-ended", Some(false)),
    ]
    .into_iter()
    .map(|(href, key, which)| QueueTab {
        href: href.to_owned(),
        label: ui.t(key).to_owned(),
        count: None,
        current: which == open,
        tone: Tone::Plain,
    })
    .collect()
}

/// A case in a list for staff.
pub(super) fn row(ui: &Ui, line: &ListLine) -> MatterRow {
    let stage = line.stage_label.as_ref().map(|words| label(ui, words)).unwrap_or_default();
    let tag = match (line.open, line.late) {
        (true, true) => Tag::new(Tone::Bad, ui.t("listing-late")),
        (true, false) => Tag::new(Tone::Brand, stage),
        (false, _) => Tag::new(Tone::Plain, ui.t("listing-ended")),
    };
    let (position, total) = line.position;
    let now = if line.open { position.saturating_sub(1) } else { total };
    let category = line.category.as_ref().map(|words| label(ui, words)).unwrap_or_default();
    let when = ui.when(&line.opened_at);
    let parts = [line.number.as_str(), category, line.address.as_str(), when.as_str()];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    MatterRow {
        href: format!("/w/cases/{}", line.id),
        title: line.excerpt.clone().unwrap_or_else(|| ui.t("story-text-removed").to_owned()),
        tag,
        stages: Stages::at((1..=total).map(|_| stage), now),
        text: parts.join("·"),
    }
}
