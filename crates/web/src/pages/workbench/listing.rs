//! Every case in the caller's sight, open or ended.

use askama::Template;
use axum::response::Response;
use linli_app::matter::{self, ListLine};

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
    rows: Vec<MatterRow>,
    empty: Empty,
    pager: Pager,
}

/// `GET /w/cases`.
pub(super) async fn show(worker: Worker, query: Query) -> Result<Response, Problem> {
    query.only(&["open", "after"])?;
    let Worker { app, caller, ui, .. } = worker;
    let ui = {
        let title = ui.t("listing-title").to_owned();
        ui.with_title(title)
    };
    let open = query.parse::<bool>("open")?;
    let after = query.get("after");
    let found = matter::cases_in_sight(&app, &caller, open, after, LINES).await?;
    let here = match open {
        None => "/w/cases".to_owned(),
        Some(open) => format!("/w/cases?open={open}"),
    };
    let joint = if open.is_some() { '&' } else { '?' };
    let page = ListingPage {
        tabs: tabs(&ui, open),
        rows: found.items.iter().map(|line| row(&ui, line)).collect(),
        empty: Empty {
            icon: "search",
            title: ui.t("listing-empty").to_owned(),
            text: String::new(),
            link: None,
        },
        pager: Pager {
            first: after.map(|_| here.clone()),
            next: found.next.map(|next| format!("{here}{joint}after={next}")),
            words: String::new(),
        },
        ui,
    };
    Ok(respond::page(&page.ui, &page))
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
