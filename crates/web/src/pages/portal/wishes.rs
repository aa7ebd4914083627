//! Open wishes 微心愿: what waits for a neighbour to claim it, and what the reader claimed.

use askama::Template;
use axum::response::Response;
use linli_app::{
    matter::{self, OfferLine},
    place::{self, Walk},
};
use linli_kernel::PlaceId;

use super::spot::Down;
use crate::{
    pages::{form::label, frame::Visitor, rows},
    request::{Problem, Query},
    respond,
    ui::{
        Tone, Ui,
        view::{Empty, MatterRow, Pager, Row, Tag},
    },
};

/// How many stand on one page.
const LIMIT: i64 = 20;

#[derive(Template)]
#[template(path = "portal/wishes.html")]
struct Wishes {
    ui: Ui,
    walk: Walk,
    wishes: Vec<Row>,
    none: Empty,
    pager: Pager,
    /// What the reader claimed.
    mine: Vec<MatterRow>,
}

/// `GET /wishes`, of `?place=…`, of where the reader lives, or of the first district.
pub(super) async fn list(
    Visitor { app, caller, ui, .. }: Visitor,
    query: Query,
) -> Result<Response, Problem> {
    let at: Option<PlaceId> = match query.parse("place")? {
        Some(place) => Some(place),
        None => matter::offer_place(&app, caller.as_ref()).await?,
    };
    let title = ui.t("wishes-title").to_owned();
    let mut page = Wishes {
        walk: Walk::default(),
        wishes: Vec::new(),
        none: Empty {
            icon: "heart-handshake",
            title: ui.t("wishes-none").to_owned(),
            text: ui.t("wishes-none-text").to_owned(),
            link: None,
        },
        pager: Pager::default(),
        mine: Vec::new(),
        ui: ui.with_title(title),
    };
    if let Some(caller) = &caller {
        let mine = matter::my_claims(&app, caller, None, LIMIT).await?;
        let mine = mine.items.iter();
        page.mine = mine.map(|line| rows::matter_row(&page.ui, line, "/m/matters")).collect();
    }
    if let Some(at) = at {
        let after = query.get("after");
        let found = matter::offers(&app, caller.as_ref(), at, after, LIMIT).await?;
        page.walk = Down::Compounds.walk(place::walk(&app, Some(at)).await?);
        page.wishes = found.items.iter().map(|offer| wish(&page.ui, offer)).collect();
        page.pager = rows::pager(&format!("/wishes?place={at}&"), after, found.next.as_deref());
    }
    Ok(respond::page(&page.ui, &page))
}

fn wish(ui: &Ui, offer: &OfferLine) -> Row {
    let asks = offer.asks.as_ref().map(|asks| label(ui, asks)).unwrap_or_default();
    let until = ui.when(&offer.until);
    let text =
        [("address", &offer.line.address as &dyn crate::texts::TextValue), ("until", &until)];
    let tag = match offer.claims {
        0 => Tag::new(Tone::Warn, asks),
        claims => Tag::new(Tone::Ok, ui.tn("wishes-claims", claims)),
    };
    Row {
        href: Some(format!("/published/{}", offer.line.id)),
        title: rows::title(ui, &offer.line),
        text: ui.tx("wishes-line", &text),
        icon: Some("heart-handshake"),
        tag: Some(tag),
    }
}
