//! The frame of a workbench page: who sits there and what the menu leads to.

use axum::{extract::FromRequestParts, http::request::Parts};
use linli_app::{App, Caller, intake, matter::MOST_COUNTED};

use crate::{
    pages::{
        form::label,
        frame::{frame, locking},
    },
    request::{Problem, Signed},
    server::Site,
    ui::{MenuEntry, MenuGroup, Shell, Ui},
};

/// Somebody at the workbench; whoever has neither post nor organisation is refused.
pub(super) struct Worker {
    /// The use-cases' context.
    pub(super) app: App,
    /// Who.
    pub(super) caller: Caller,
    /// The frame.
    pub(super) ui: Ui,
    /// Their name, posts and doors.
    pub(super) desk: intake::Desk,
    /// How full addresses of this site begin, for QR codes.
    pub(super) origin: String,
}

impl FromRequestParts<Site> for Worker {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Problem> {
        let Signed(caller) = Signed::from_request_parts(parts, site).await?;
        let desk = intake::desk(&site.app, &caller).await?;
        let Ok(mut ui) = frame(parts, site, Shell::Workbench).await;
        let first = desk.posts.first();
        ui.site_note = first.map(|post| post.name.clone()).unwrap_or_default();
        let role = first.and_then(|post| post.role.as_ref());
        ui.viewer_note = role.map(|role| label(&ui, role).to_owned()).unwrap_or_default();
        let unnamed = || ui.t("desk-unnamed").to_owned();
        ui.viewer = Some(desk.name.clone().unwrap_or_else(unnamed));
        ui.viewer_href = Some("/m/me".to_owned());
        ui.messages_href = Some("/w/messages".to_owned());
        ui.search_href = Some("/w/cases".to_owned());
        ui.menu = menu(&desk, &ui.url, !caller.organisations().is_empty());
        ui = locking(ui, &caller, parts, site).await;
        if caller.strength.has_two_factors() {
            // Whoever sits down at a counter next signs in over the one before.
            let switch = MenuEntry::new("lock-switch", "/staff/sign-in", "user");
            ui.menu.push(MenuGroup::new("", vec![switch]));
        }
        let origin = site.settings.public_url.origin().to_owned();
        Ok(Self { app: site.app.clone(), caller, ui, desk, origin })
    }
}

fn menu(desk: &intake::Desk, url: &str, of_organisation: bool) -> Vec<MenuGroup> {
    let entry = |key, href: &'static str, icon| {
        let mut entry = MenuEntry::new(key, href, icon).current_at(url);
        // Pages below `/w/cases` belong to the queue that most of them are opened from.
        entry.current |= href == "/w" && url.starts_with("/w/cases/");
        entry
    };
    let mut daily = vec![entry("menu-queue", "/w", "list-check").on_bar()];
    if desk.may_report_found {
        daily.push(entry("menu-found", "/w/found", "walk").on_bar());
    }
    if desk.may_take_in {
        daily.push(entry("menu-intake", "/w/intake", "phone").on_bar());
    }
    if desk.may_take_orders {
        daily.push(entry("menu-orders", "/w/orders", "file-text"));
    }
    if of_organisation {
        daily.push(entry("inside-title", "/w/inside", "users"));
    }
    if desk.may_see_whistles {
        let mut whistles = entry("whistle-title", "/w/whistles", "speakerphone");
        whistles.current |= url.starts_with("/w/whistles");
        daily.push(whistles);
    }
    if desk.may_see_dispatch_list {
        daily.push(entry("dispatch-title", "/w/dispatch", "route"));
    }
    if desk.may_post_notices {
        daily.push(entry("notices-title", "/w/notices", "speakerphone"));
    }
    if desk.may_keep_boards {
        let mut boards = entry("boards-title", "/w/boards", "clipboard-list");
        boards.current |= url.starts_with("/w/boards");
        daily.push(boards);
    }
    if desk.may_keep_services {
        let mut services = entry("services-kept", "/w/services", "book-2");
        services.current |= url.starts_with("/w/services");
        daily.push(services);
    }
    if desk.may_keep_duty {
        let mut duty = entry("duty-title", "/w/duty", "calendar-event");
        duty.current |= url.starts_with("/w/duty");
        daily.push(duty);
    }
    if desk.may_see_admissions {
        daily.push(entry("admission-requests", "/w/admissions", "building-community"));
    }
    if desk.may_keep_tree {
        let mut tree = entry("tree-title", "/w/places", "map-pin");
        tree.current |= url.starts_with("/w/places");
        daily.push(tree);
    }
    if desk.may_plan_grids {
        daily.push(entry("planner-title", "/w/grids", "map"));
    }
    if desk.may_confirm_households {
        daily.push(entry("households-title", "/w/households", "home-heart"));
    }
    vec![MenuGroup::new("menu-daily", daily), MenuGroup::new("menu-look", look(desk, url))]
}

/// What is only looked at.
fn look(desk: &intake::Desk, url: &str) -> Vec<MenuEntry> {
    let entry = |key, href: &'static str, icon| MenuEntry::new(key, href, icon).current_at(url);
    let mut look = vec![
        entry("menu-cases", "/w/cases", "search").on_bar(),
        entry("menu-work-messages", "/w/messages", "bell"),
        if desk.may_see_figures {
            entry("menu-indicators", "/w/dashboard", "chart-bar")
        } else {
            entry("menu-indicators", "/indicators", "chart-bar")
        },
    ];
    if desk.may_see_figures {
        let mut staffing = entry("staffing-title", "/w/staffing", "users");
        staffing.current |= url.starts_with("/w/staffing");
        look.push(staffing);
    }
    look
}

impl Worker {
    /// With the number of open tasks beside the menu's first entry, as far as they are counted.
    pub(super) fn counted(mut self, open: i64) -> Self {
        let more = open >= MOST_COUNTED;
        let open = u32::try_from(open).unwrap_or(u32::MAX);
        let first = self.ui.menu.first_mut().and_then(|group| group.entries.first_mut());
        if let Some(entry) = first {
            *entry = MenuEntry { more, ..entry.clone().count(open) };
        }
        self
    }
}
