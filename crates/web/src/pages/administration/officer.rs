//! The frame of an administrator's page: who it is, and the doors of their office.

use axum::{extract::FromRequestParts, http::request::Parts};
use linli_app::{App, Caller, account};
use linli_domain::account::Administration;

use crate::{
    pages::frame::{frame, lit},
    request::{Problem, Signed},
    server::Site,
    ui::{MenuEntry, MenuGroup, Shell, Ui},
};

/// Somebody who administers; all others are refused.
pub(super) struct Officer {
    /// The use-cases' context.
    pub(super) app: App,
    /// Who.
    pub(super) caller: Caller,
    /// Their office.
    pub(super) office: Administration,
    /// The frame.
    pub(super) ui: Ui,
    /// How full addresses of this site begin, for links and QR codes.
    pub(super) origin: String,
}

impl FromRequestParts<Site> for Officer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Problem> {
        let Signed(caller) = Signed::from_request_parts(parts, site).await?;
        let account::Office { office, name } = account::office(&site.app, &caller).await?;
        let Ok(mut ui) = frame(parts, site, Shell::Workbench).await;
        ui.home_href = Some("/admin");
        ui.viewer_note = ui.t(office_key(office)).to_owned();
        ui.viewer = Some(name.unwrap_or_else(|| ui.t("desk-unnamed").to_owned()));
        ui.viewer_href = Some("/m/me".to_owned());
        ui.menu = menu(office, &ui.url);
        let origin = site.settings.public_url.origin().to_owned();
        Ok(Self { app: site.app.clone(), caller, office, ui, origin })
    }
}

/// The office in words.
pub(super) const fn office_key(office: Administration) -> &'static str {
    match office {
        Administration::System => "role-system-administrator",
        Administration::Security => "role-security-administrator",
        Administration::Audit => "role-auditor",
    }
}

fn menu(office: Administration, url: &str) -> Vec<MenuGroup> {
    let first = MenuEntry::new("admin-menu-start", "/admin", "home").on_bar();
    let staff = MenuEntry::new("admin-menu-staff", "/admin/staff", "users").on_bar();
    let entries = match office {
        Administration::System => vec![
            first,
            MenuEntry::new("admin-menu-places", "/admin/imports/places", "map").on_bar(),
            MenuEntry::new("admin-menu-staff-table", "/admin/imports/staff", "users-plus"),
            MenuEntry::new("admin-menu-playbooks", "/admin/playbooks", "route").on_bar(),
            MenuEntry::new("admin-menu-calendars", "/admin/calendars", "calendar-event"),
            staff,
        ],
        Administration::Security => vec![first, staff],
        Administration::Audit => {
            vec![first, MenuEntry::new("admin-menu-audit", "/admin/audit", "list-details").on_bar()]
        }
    };
    lit(entries, url)
}
