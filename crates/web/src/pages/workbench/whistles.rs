//! The whistle board: whistles by deadline, each with its parties and both clocks.

use askama::Template;
use axum::response::Response;
use linli_app::whistle::{self, PartyLine, Tab, WhistleBoard, WhistleLine, WhistleRequest};

use super::{desk::Worker, listing};
use crate::{
    pages::{form::label, rows, story::actor, whistle as words},
    request::{Problem, Query},
    respond,
    ui::{
        Ui,
        view::{Choice, Empty, FieldKind, FieldView, Link, Pager, SlaBadge, Tag},
    },
};

/// Whistles on a page.
const LINES: i64 = 30;

/// A party of a whistle.
struct Called {
    name: String,
    part: String,
    tag: Tag,
    /// Its next clock, in words.
    clock: String,
}

/// One whistle.
struct Line {
    href: String,
    title: String,
    text: String,
    blown: String,
    tag: Tag,
    clock: Option<SlaBadge>,
    parties: Vec<Called>,
}

#[derive(Template)]
#[template(path = "whistle/board.html")]
struct BoardPage {
    ui: Ui,
    tabs: Vec<(Link, bool)>,
    hidden: &'static str,
    filter: Vec<FieldView>,
    lines: Vec<Line>,
    empty: Empty,
    pager: Pager,
    may_assess: bool,
}

/// `GET /w/whistles`.
pub(super) async fn show(worker: Worker, query: Query) -> Result<Response, Problem> {
    query.only(&["tab", "place", "organisation", "after"])?;
    let Worker { app, caller, ui, desk, .. } = worker;
    let tab = match query.get("tab") {
        None => Tab::default(),
        Some(word) => Tab::from_word(word).ok_or_else(|| Problem::field("tab", "field-choice"))?,
    };
    let request = WhistleRequest {
        tab,
        place: query.parse("place")?,
        organisation: query.parse("organisation")?,
        after: query.get("after").map(str::to_owned),
        limit: LINES,
    };
    let found = whistle::whistle_board(&app, &caller, &request).await?;
    let title = ui.t("whistle-title").to_owned();
    let ui = ui.with_title(title);
    let mut here = format!("/w/whistles?tab={}", tab.word());
    for name in ["place", "organisation"] {
        if let Some(value) = query.get(name) {
            here.push_str(&format!("&{name}={}", respond::encoded(value)));
        }
    }
    let tab_link = |one: Tab| {
        let label = tab_name(&ui, one).to_owned();
        (Link { href: format!("/w/whistles?tab={}", one.word()), label }, one == tab)
    };
    let page = BoardPage {
        tabs: Tab::ALL.map(tab_link).to_vec(),
        hidden: tab.word(),
        filter: filter(&ui, &found, &query),
        lines: found.items.iter().map(|item| line(&ui, item)).collect(),
        empty: Empty {
            icon: "speakerphone",
            title: ui.t("whistle-none").to_owned(),
            text: String::new(),
            link: None,
        },
        pager: rows::pager(&format!("{here}&"), query.get("after"), found.next.as_deref()),
        may_assess: desk.may_see_whistles,
        ui,
    };
    Ok(respond::page(&page.ui, &page))
}

fn tab_name(ui: &Ui, tab: Tab) -> &str {
    match tab {
        Tab::Mine => ui.t("whistle-tab-mine"),
        Tab::Ours => ui.t("whistle-tab-ours"),
        Tab::All => ui.t("whistle-tab-all"),
        Tab::Closed => ui.t("whistle-tab-closed"),
    }
}

fn filter(ui: &Ui, found: &WhistleBoard, query: &Query) -> Vec<FieldView> {
    let any = || Choice::new("", ui.t("whistle-any"));
    let value = |name: &str| query.get(name).unwrap_or_default().to_owned();
    let places = found.places.iter();
    let places = places.map(|place| Choice::new(place.id.to_string(), place.name.clone()));
    let bodies = found.organisations.iter();
    let bodies = bodies.map(|(id, name)| Choice::new(id.to_string(), name.clone()));
    vec![
        FieldView::new("place", ui.t("whistle-place"), FieldKind::Select)
            .options([any()].into_iter().chain(places).collect())
            .value(value("place"))
            .optional(),
        FieldView::new("organisation", ui.t("whistle-organisation"), FieldKind::Select)
            .options([any()].into_iter().chain(bodies).collect())
            .value(value("organisation"))
            .optional(),
    ]
}

fn line(ui: &Ui, item: &WhistleLine) -> Line {
    let row = listing::row(ui, &item.line);
    let by = item.by.as_ref().map(|by| actor(ui, by, false));
    let step = item.step.as_ref().map(|step| label(ui, step)).unwrap_or_default();
    let clock = item.due.map(|due| SlaBadge::running(ui, item.at, due, false));
    Line {
        href: format!("{}#whistle-{}", row.href, item.event),
        title: row.title,
        text: format!("{}·{step}", row.text),
        blown: words::blown(ui, by.as_deref(), item.by_clock, &item.at),
        tag: words::whole(ui, item.ended.is_none(), item.late),
        clock,
        parties: item.parties.iter().map(|party| called(ui, party)).collect(),
    }
}

fn called(ui: &Ui, party: &PartyLine) -> Called {
    let clock = match (party.answer_by, party.due) {
        (Some(by), _) => ui.t1("whistle-answer-by", "when", ui.when(&by)),
        (None, Some(due)) => ui.t1("whistle-done-by", "when", ui.when(&due)),
        (None, None) => String::new(),
    };
    Called {
        name: actor(ui, &party.holder, false),
        part: words::part(ui, party.part).to_owned(),
        tag: words::state(ui, party.state, party.late),
        clock,
    }
}
