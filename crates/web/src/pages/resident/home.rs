//! The front page of a resident.

use askama::Template;
use axum::response::Response;
use linli_app::portal::{self, GridPage, HomePage};

use super::matters::{OfElder, of_family};
use crate::{
    pages::{form::label, frame::Resident, rows},
    request::Problem,
    respond,
    ui::{
        Tone, Ui,
        view::{CallRow, Empty, Link, MatterRow, Row, Tile},
    },
};

#[derive(Template)]
#[template(path = "resident/home.html")]
struct Home {
    ui: Ui,
    greeting: String,
    /// The place and a line below the greeting; none before a home is told.
    place: Option<(String, String)>,
    /// Whether the home is confirmed already.
    confirmed: bool,
    /// Homes that were claimed and not confirmed, lately.
    refused: Vec<String>,
    /// Who says to live here too and waits to be confirmed.
    waiting: Vec<String>,
    /// Whether no name was told although a home was.
    unnamed: bool,
    matters: Vec<MatterRow>,
    /// What the person raised for elders.
    family: Vec<OfElder>,
    none: Empty,
    chiefs: Vec<CallRow>,
    grid_href: String,
    tiles: Vec<Tile>,
    /// What the community tells.
    told: Vec<Row>,
    told_href: String,
    notices: Vec<Row>,
    notices_href: String,
    /// Whether the person works here too.
    staff: bool,
    /// Whether the person administers the installation.
    officer: bool,
}

/// `GET /m`.
pub(super) async fn show(Resident { app, caller, ui, .. }: Resident) -> Result<Response, Problem> {
    let page = portal::home(&app, &caller).await?;
    let staff = !caller.posts.is_empty() || page.me.needs_two_factors;
    let family = of_family(&app, &caller, &ui).await?;
    let officer = caller.administers.is_some();
    let page = Home { officer, family, ..drawn(ui, &page, staff) };
    Ok(respond::page(&page.ui, &page))
}

fn drawn(ui: Ui, page: &HomePage, staff: bool) -> Home {
    let grid = page.grid.as_ref();
    let place = grid.map(|grid| (short(grid), note(&ui, grid).unwrap_or_default()));
    let matters = page.matters.items.iter();
    let matters = matters.map(|line| rows::matter_row(&ui, line, "/m/matters")).collect();
    let published = page.published.as_ref();
    let notices = published.map(|(_, lines)| lines.items.as_slice()).unwrap_or_default();
    Home {
        greeting: greeting(&ui, page.me.name.as_deref()),
        confirmed: page.me.households.iter().any(|household| household.confirmed),
        refused: page.me.refused.iter().map(|home| home.name.clone()).collect(),
        waiting: page.waiting.iter().map(|mate| waits(&ui, mate.name.as_deref())).collect(),
        unnamed: page.me.name.is_none() && !page.me.households.is_empty(),
        none: Empty {
            icon: "message-report",
            title: ui.t("home-no-matters").to_owned(),
            text: ui.t("home-no-matters-text").to_owned(),
            link: None,
        },
        chiefs: grid.map(|grid| chiefs(&ui, grid)).unwrap_or_default(),
        grid_href: grid.map_or("/grid".to_owned(), |g| format!("/grid?place={}", g.page.place.id)),
        tiles: tiles(&ui),
        told: page.notices.iter().map(|line| told(&ui, line)).collect(),
        told_href: match &page.me.place {
            Some(home) => format!("/notices?place={}", home.id),
            None => "/notices".to_owned(),
        },
        notices: notices.iter().map(|line| notice(&ui, line)).collect(),
        notices_href: published
            .map_or("/published".to_owned(), |(place, _)| format!("/published?place={place}")),
        ui: ui.with_title(""),
        place,
        matters,
        family: Vec::new(),
        staff,
        officer: false,
    }
}

/// That somebody waits to be confirmed.
fn waits(ui: &Ui, name: Option<&str>) -> String {
    match name {
        Some(name) => ui.t1("home-mate", "name", name),
        None => ui.t("home-mate-unnamed").to_owned(),
    }
}

/// The hour's greeting, with the name if it was told.
fn greeting(ui: &Ui, name: Option<&str>) -> String {
    let words = ui.t(greeting_of(ui.now.local().hour()));
    match name {
        Some(name) => ui.tx("home-greeting", &[("name", &name), ("words", &words)]),
        None => words.to_owned(),
    }
}

/// What one says at this hour. Between ten at night and five nobody is greeted by the time of day.
const fn greeting_of(hour: i64) -> &'static str {
    match hour {
        5..=10 => "home-morning",
        11..=12 => "home-noon",
        13..=17 => "home-afternoon",
        18..=21 => "home-evening",
        _ => "home-night",
    }
}

/// The home without its number and without what lies above the community: whoever looks over
/// the shoulder need not read it.
fn short(grid: &GridPage) -> String {
    let below = grid.page.path.iter().skip_while(|place| place.kind != *"community").skip(1);
    let name: String = below.map(|place| place.name.as_str()).collect();
    if name.is_empty() { grid.address.clone() } else { name }
}

/// Which grid it is, and who works there.
fn note(ui: &Ui, grid: &GridPage) -> Option<String> {
    let rung = grid.rungs.iter().find(|rung| rung.place.kind == *"grid")?;
    let role = rung.roles.iter().find(|role| role.filled)?;
    Some(ui.tx("home-grid", &[("grid", &rung.place.name), ("role", &label(ui, &role.label))]))
}

/// The first post of each of the lowest levels that somebody has, the grid's first: it is whom
/// people call.
fn chiefs(ui: &Ui, grid: &GridPage) -> Vec<CallRow> {
    let (own, others): (Vec<_>, Vec<_>) =
        grid.rungs.iter().partition(|rung| rung.place.kind == *"grid");
    let filled = own.into_iter().chain(others).filter_map(|rung| {
        let role = rung.roles.iter().find(|role| role.filled)?;
        let words = label(ui, &role.label);
        let named = role.named.first();
        let title = match named {
            Some(named) => ui.tx("home-chief-named", &[("role", &words), ("name", &named.name)]),
            None => words.to_owned(),
        };
        Some(CallRow {
            initial: ui.initial(named.map_or(words, |named| named.name.as_str())).to_owned(),
            title,
            text: match rung.households {
                0 => rung.place.name.clone(),
                count => ui.tx("home-chief", &[("place", &rung.place.name), ("count", &count)]),
            },
            phone: named.and_then(|named| named.phone.clone()).or_else(|| rung.phone.clone()),
            show_number: false,
        })
    });
    filled.take(4).collect()
}

fn tiles(ui: &Ui) -> Vec<Tile> {
    let tile = |href: &str, key, icon, tone, secondary| Tile {
        href: href.to_owned(),
        label: ui.t(key).to_owned(),
        icon,
        tone,
        secondary,
    };
    vec![
        tile("/m/matters", "tile-matters", "clipboard-list", Tone::Brand, false),
        tile("/m/messages", "tile-messages", "bell", Tone::Warn, false),
        tile("/grid", "tile-grid", "map-pin", Tone::Ok, false),
        tile("/talk", "tile-talk", "message-2", Tone::Violet, false),
        tile("/published", "tile-published", "news", Tone::Party, false),
        tile("/wishes", "menu-wishes", "heart-handshake", Tone::Bad, false),
        tile("/process", "tile-process", "route", Tone::Teal, true),
        tile("/m/family", "tile-family", "heart-handshake", Tone::Bad, true),
        tile("/m/homes", "tile-homes", "home-heart", Tone::Brand, true),
    ]
}

fn notice(ui: &Ui, line: &linli_app::matter::ListLine) -> Row {
    Row {
        href: Some(format!("/published/{}", line.id)),
        title: rows::title(ui, line),
        text: rows::result(ui, line).unwrap_or_else(|| {
            let day = ui.day(&line.opened_at.day());
            ui.tx("home-notice", &[("address", &line.address), ("day", &day)])
        }),
        icon: Some("circle-check"),
        tag: None,
    }
}

fn told(ui: &Ui, line: &linli_app::notice::NoticeLine) -> Row {
    Row {
        href: Some(format!("/notices/{}", line.id)),
        title: line.title.clone(),
        text: ui.tx(
            "home-notice",
            &[("address", &line.address), ("day", &ui.day(&line.published_at.day()))],
        ),
        icon: Some("speakerphone"),
        tag: None,
    }
}

impl Home {
    /// The way to tell where one lives.
    fn bind(&self) -> Link {
        Link { href: "/m/homes/new".to_owned(), label: self.ui.t("home-bind").to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::greeting_of;

    #[test]
    fn nobody_is_wished_a_good_evening_in_the_middle_of_the_night() {
        for (hour, words) in [
            (5, "home-morning"),
            (10, "home-morning"),
            (11, "home-noon"),
            (13, "home-afternoon"),
            (17, "home-afternoon"),
            (18, "home-evening"),
            (21, "home-evening"),
            (22, "home-night"),
            (0, "home-night"),
            (4, "home-night"),
        ] {
            assert_eq!(greeting_of(hour), words, "{hour}");
        }
    }
}
