//! Where people go and speak: talk halls, talk points and chat groups; and the page behind the
//! QR codes at doors and boards.

use askama::Template;
use axum::response::Response;
use linli_app::{
    AppError,
    place::{self, Walk},
    portal::{self, TalkPlace},
};
use linli_kernel::PlaceId;

use crate::{
    pages::{form::label, frame::Visitor},
    request::{Id, Problem, Query},
    respond,
    ui::{
        Ui,
        view::{Empty, Fact, QrBox, Row},
    },
};

#[derive(Template)]
#[template(path = "portal/talk.html")]
struct Talk {
    ui: Ui,
    walk: Walk,
    rows: Vec<Row>,
    none: Empty,
}

/// `GET /talk`, of `?place=…` or from the top.
pub(super) async fn list(
    Visitor { app, ui, .. }: Visitor,
    query: Query,
) -> Result<Response, Problem> {
    let asked: Option<PlaceId> = query.parse("place")?;
    let title = ui.t("talk-title").to_owned();
    let none = Empty {
        icon: "message-2",
        title: ui.t("talk-none").to_owned(),
        text: ui.t("talk-none-text").to_owned(),
        link: None,
    };
    let mut page = Talk { ui: ui.with_title(title), walk: Walk::default(), rows: Vec::new(), none };
    match asked {
        Some(id) => {
            let found = portal::talk_places(&app, id).await?;
            page.rows = found.places.iter().map(|talk| row(&page.ui, talk)).collect();
            page.walk = found.page.into();
        }
        None => page.walk = place::walk(&app, None).await?,
    }
    Ok(respond::page(&page.ui, &page))
}

fn row(ui: &Ui, talk: &TalkPlace) -> Row {
    Row {
        href: Some(format!("/talk/{}", talk.id)),
        title: talk.name.clone(),
        text: ui.tx(
            "talk-line",
            &[
                ("kind", &label(ui, &talk.kind)),
                ("hours", &talk.hours),
                ("count", &ui.number(talk.taken_in)),
            ],
        ),
        icon: Some("message-2"),
        tag: None,
    }
}

#[derive(Template)]
#[template(path = "portal/talk_place.html")]
struct OneTalk {
    ui: Ui,
    id: PlaceId,
    name: String,
    kind: String,
    facts: Vec<Fact>,
    phone: Option<String>,
    qr: Option<QrBox>,
}

/// `GET /talk/{id}`.
pub(super) async fn show(
    Visitor { app, ui, origin, .. }: Visitor,
    Id(id): Id<PlaceId>,
) -> Result<Response, Problem> {
    let talk = portal::talk_place(&app, id).await?;
    let page = one(ui, &talk, &origin);
    Ok(respond::page(&page.ui, &page))
}

fn one(ui: Ui, talk: &TalkPlace, origin: &str) -> OneTalk {
    let rows = [
        ("talk-serves", &talk.serves),
        ("talk-address", &talk.address),
        ("talk-hours", &talk.hours),
        ("talk-host", &talk.host),
    ];
    let told = rows.into_iter().filter(|(_, value)| !value.is_empty());
    let mut facts: Vec<Fact> =
        told.map(|(key, value)| Fact::new(ui.t(key), value.clone())).collect();
    facts.push(Fact::new(ui.t("talk-count"), ui.tn("talk-count-value", ui.number(talk.taken_in))));
    OneTalk {
        id: talk.id,
        name: talk.name.clone(),
        kind: label(&ui, &talk.kind).to_owned(),
        facts,
        phone: talk.phone.clone(),
        qr: QrBox::new(&format!("{origin}/q/{}", talk.id), ui.t("talk-qr")),
        ui: ui.with_title(&talk.name),
    }
}

#[derive(Template)]
#[template(path = "portal/scanned.html")]
struct Scanned {
    ui: Ui,
    id: PlaceId,
    /// The place that was meant, for its grid and results.
    place: PlaceId,
    name: String,
    address: String,
}

/// The names from the first of these kinds down to the place, or its own where it is below none of
/// them: “104” alone says little.
fn named_from(found: &place::PlacePage, kinds: &[&str]) -> String {
    let way = found.path.iter().skip_while(|place| !kinds.contains(&place.kind.as_str()));
    way.map(|place| place.name.as_str()).chain([found.place.name.as_str()]).collect()
}

/// `GET /q/{id}`: behind the QR code of a place or of a talk place.
pub(super) async fn scanned(
    Visitor { app, ui, .. }: Visitor,
    Id(id): Id<PlaceId>,
) -> Result<Response, Problem> {
    let found = place::place(&app, id).await?;
    let talk = match portal::talk_place(&app, id).await {
        Ok(talk) => Some(talk),
        Err(AppError::NotFound) => None,
        Err(error) => return Err(error.into()),
    };
    let address = named_from(&found, &["community"]);
    let name = talk.map_or_else(|| named_from(&found, &["compound", "yard"]), |talk| talk.name);
    let title = ui.t("scanned-title").to_owned();
    let page = Scanned { id, place: found.place.id, name, address, ui: ui.with_title(title) };
    Ok(respond::page(&page.ui, &page))
}
