//! Find my grid: from an address to who answers and how to reach their offices.

use askama::Template;
use axum::response::Response;
use linli_app::{
    duty, notice,
    place::{self, PlaceLine},
    portal::{self, GridPage, Office, Rung},
};
use linli_kernel::PlaceId;

use super::notices;
use crate::{
    pages::{
        duty::{SiteRows, site},
        form::label,
        frame::Visitor,
    },
    request::{Problem, Query},
    respond,
    ui::{
        Ui,
        view::{CallRow, NoticeItem},
    },
};

/// How many notices stand on the page.
const NOTICES: i64 = 5;

#[derive(Template)]
#[template(path = "portal/grid.html")]
struct Grid {
    ui: Ui,
    here: Option<PlaceLine>,
    address: String,
    path: Vec<PlaceLine>,
    children: Vec<PlaceLine>,
    levels: Vec<Level>,
    offices: Vec<CallRow>,
    /// Notices for the people there.
    told: Vec<NoticeItem>,
    /// Who is on duty today.
    duty: Vec<SiteRows>,
}

/// One level over the address.
struct Level {
    title: String,
    /// The address of its notice board, if one hangs there.
    board: Option<String>,
    note: String,
    /// Each role: who has it and agreed to be named, and who stands in while nobody has it.
    roles: Vec<RoleLine>,
    /// The roles of all who have one and are not named here.
    unnamed: Option<CallRow>,
    offices: Vec<OfficeLine>,
    /// Where to call while the level has no office of its own.
    above: Option<String>,
}

struct RoleLine {
    label: String,
    named: Vec<CallRow>,
    stand_in: Option<String>,
}

struct OfficeLine {
    row: CallRow,
    href: Option<String>,
}

/// `GET /grid`, at `?place=…` or at the top.
pub(super) async fn show(
    Visitor { app, ui, .. }: Visitor,
    query: Query,
) -> Result<Response, Problem> {
    let asked: Option<PlaceId> = query.parse("place")?;
    let page = match asked {
        Some(id) => {
            let told = notice::notices_at_home(&app, id, NOTICES).await?;
            let mut page = drawn(ui, portal::find_grid(&app, id).await?);
            let on_duty = duty::on_duty(&app, id).await?;
            page.duty = on_duty.sites.iter().map(|one| site(&page.ui, one)).collect();
            page.told = told.items.iter().map(|line| notices::item(&page.ui, line)).collect();
            page
        }
        None => {
            let title = ui.t("grid-title").to_owned();
            Grid {
                ui: ui.with_title(title),
                here: None,
                address: String::new(),
                path: Vec::new(),
                children: place::children(&app, None).await?,
                levels: Vec::new(),
                offices: Vec::new(),
                told: Vec::new(),
                duty: Vec::new(),
            }
        }
    };
    Ok(respond::page(&page.ui, &page))
}

fn drawn(ui: Ui, found: GridPage) -> Grid {
    let levels = found.rungs.iter().map(|rung| level(&ui, rung)).collect();
    let offices = found.offices.iter().map(|office| call_row(&ui, office)).collect();
    let title = ui.t("grid-title").to_owned();
    Grid {
        here: Some(found.page.place),
        address: found.address,
        path: found.page.path,
        children: found.page.children,
        levels,
        offices,
        told: Vec::new(),
        duty: Vec::new(),
        ui: ui.with_title(title),
    }
}

fn level(ui: &Ui, rung: &Rung) -> Level {
    let role = |role: &portal::RungRole| {
        let stand_in = role.fallback.as_ref().filter(|_| !role.filled);
        let stand_in = stand_in.map(|role| ui.t1("grid-vacant", "role", label(ui, role)));
        let vacant = || (!role.filled).then(|| ui.t("grid-vacant-alone").to_owned());
        let stand_in = stand_in.or_else(vacant);
        let named = role.named.iter().map(|holder| CallRow {
            title: holder.name.clone(),
            initial: ui.initial(&holder.name).to_owned(),
            text: label(ui, &role.label).to_owned(),
            phone: holder.phone.clone(),
            show_number: true,
        });
        RoleLine { label: label(ui, &role.label).to_owned(), named: named.collect(), stand_in }
    };
    let office = |office: &Office| OfficeLine {
        row: call_row(ui, office),
        href: office.facility.map(|id| format!("/talk/{id}")),
    };
    Level {
        title: rung.place.name.clone(),
        board: rung.board.then(|| format!("/board/{}", rung.place.id)),
        note: match rung.households {
            0 => label(ui, &rung.kind).to_owned(),
            count => ui.tx(
                "grid-level",
                &[("kind", &label(ui, &rung.kind)), ("count", &ui.number(count))],
            ),
        },
        roles: rung
            .roles
            .iter()
            .filter(|role| !role.filled || !role.named.is_empty())
            .map(role)
            .collect(),
        unnamed: unnamed(ui, rung),
        offices: rung.offices.iter().map(office).collect(),
        above: rung.phone.clone().filter(|_| rung.offices.iter().all(|o| o.phone.is_none())),
    }
}

/// One line for everybody who is not named: their offices' telephone stands below.
fn unnamed(ui: &Ui, rung: &Rung) -> Option<CallRow> {
    let roles = rung.roles.iter().filter(|role| role.filled && role.named.is_empty());
    let roles: Vec<&str> = roles.map(|role| label(ui, &role.label)).collect();
    let text = if rung.phone.is_some() { "grid-unnamed-call" } else { "grid-unnamed" };
    Some(CallRow {
        initial: ui.initial(roles.first()?).to_owned(),
        title: roles.join(ui.t("grid-roles-joint")),
        text: ui.t(text).to_owned(),
        phone: None,
        show_number: false,
    })
}

fn call_row(ui: &Ui, office: &Office) -> CallRow {
    let words = [label(ui, &office.kind), office.address.as_str(), office.hours.as_str()];
    let words: Vec<&str> = words.into_iter().filter(|words| !words.is_empty()).collect();
    CallRow {
        title: office.name.clone(),
        initial: ui.initial(&office.name).to_owned(),
        text: words.join(ui.t("grid-joint")),
        phone: office.phone.clone(),
        show_number: true,
    }
}
