//! Published matters: the list of a place, and one with its story, both without names.

use askama::Template;
use axum::response::Response;
use linli_app::{
    matter::{self, MatterView},
    place::{self, Walk},
};
use linli_kernel::CaseId;

use super::{
    front::nothing_published,
    spot::{self, Down},
};
use crate::{
    pages::{
        form::label,
        frame::Visitor,
        rows,
        story::{self, Telling},
    },
    request::{Id, Problem, Query},
    respond,
    ui::{
        Ui,
        view::{Empty, Fact, NoticeItem, Pager, Photo, Stages, TimelineItem},
    },
};

/// How many stand on one page.
const LIMIT: i64 = 20;

#[derive(Template)]
#[template(path = "portal/published.html")]
struct Published {
    ui: Ui,
    walk: Walk,
    notices: Vec<NoticeItem>,
    none: Empty,
    pager: Pager,
}

/// `GET /published`, of `?place=…` or of the first district.
pub(super) async fn list(
    Visitor { app, caller, ui, .. }: Visitor,
    query: Query,
) -> Result<Response, Problem> {
    let at = spot::asked(&app, &query).await?;
    let title = ui.t("published-title").to_owned();
    let mut page = Published {
        walk: Walk::default(),
        notices: Vec::new(),
        none: nothing_published(&ui),
        pager: Pager::default(),
        ui: ui.with_title(title),
    };
    if let Some(at) = at {
        let after = query.get("after");
        let lines = matter::published(&app, caller.as_ref(), at, after, LIMIT).await?;
        page.walk = Down::Compounds.walk(place::walk(&app, Some(at)).await?);
        page.notices = lines.items.iter().map(|line| rows::notice(&page.ui, line)).collect();
        page.pager = rows::pager(&format!("/published?place={at}&"), after, lines.next.as_deref());
    }
    Ok(respond::page(&page.ui, &page))
}

#[derive(Template)]
#[template(path = "portal/matter.html")]
struct PublicMatter {
    ui: Ui,
    title: String,
    state: String,
    stages: Stages,
    words: String,
    photos: Vec<Photo>,
    facts: Vec<Fact>,
    story: Vec<TimelineItem>,
    /// Where a reader who may object does so.
    objection: Option<(String, String)>,
    /// Where a neighbour claims what is offered.
    claim: Option<(String, String)>,
}

/// `GET /published/{id}`.
pub(super) async fn show(
    Visitor { app, caller, ui, .. }: Visitor,
    Id(id): Id<CaseId>,
) -> Result<Response, Problem> {
    let view = matter::published_matter(&app, caller.as_ref(), id).await?;
    let page = drawn(ui, &view, caller.is_some());
    Ok(respond::page(&page.ui, &page))
}

fn drawn(ui: Ui, view: &MatterView, signed_in: bool) -> PublicMatter {
    let (_, _, state) = rows::state(&ui, view);
    let at = "/published/photos";
    let telling = Telling { own: false, marked: false, open: view.open, photos: at };
    let category = view.category.as_ref().map(|category| label(&ui, category).to_owned());
    let mut facts = vec![
        Fact::new(ui.t("matter-number"), view.number.clone()),
        Fact::new(ui.t("sent-place"), view.place.address.clone()),
        Fact::new(ui.t("sent-raised"), ui.full_day(&view.opened_at.day())),
    ];
    facts.extend(category.clone().map(|category| Fact::new(ui.t("queue-category"), category)));
    facts
        .extend(view.ended_at.map(|at| Fact::new(ui.t("published-ended"), ui.full_day(&at.day()))));
    facts.extend(
        view.end
            .as_ref()
            .map(|(_, kind)| Fact::new(ui.t("published-rating"), ui.t(rows::end_key(*kind)))),
    );
    let offered = |name: &str| {
        let mut actions = view.actions.iter().filter(|_| signed_in && !view.own);
        let action = actions.find(|action| action.name == *name)?;
        let address = format!("/m/matters/{}/act/{}", view.id, action.name);
        Some((address, label(&ui, &action.label).to_owned()))
    };
    let (objection, claim) = (offered("objection"), offered("claim"));
    PublicMatter {
        title: category.unwrap_or_else(|| ui.t("report-similar-untitled").to_owned()),
        state,
        stages: story::stages(&ui, &view.stages),
        words: story::words(&ui, view),
        photos: story::photos(&ui, &view.photos, at),
        facts,
        story: story::timeline(&ui, &view.events, telling),
        objection,
        claim,
        ui: {
            let title = ui.t1("matter-title", "number", view.number.as_str());
            ui.with_title(title)
        },
    }
}
