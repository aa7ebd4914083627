//! Who is looking at a page, and the frame that it gets: shell, menu, form token, message of the
//! last action. Owns presentation; must never decide what a viewer may do.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use linli_app::{App, Caller, matter};
use linli_kernel::to_hexadecimal;

use crate::{
    request::{CsrfToken, MaybeSigned, Problem, SessionToken, Signed},
    respond,
    server::Site,
    ui::{Display, MenuEntry, MenuGroup, Shell, Ui},
};

/// Somebody on a public page, signed in or not.
pub struct Visitor {
    /// The use-cases' context.
    pub app: App,
    /// Who, if anybody is signed in.
    pub caller: Option<Caller>,
    /// The frame, in the portal's shell.
    pub ui: Ui,
    /// How full addresses of this site begin, for QR codes.
    pub origin: String,
}

/// Somebody signed in on a resident's page; others are sent to sign in.
pub struct Resident {
    /// The use-cases' context.
    pub app: App,
    /// Who.
    pub caller: Caller,
    /// The frame, in the resident's shell.
    pub ui: Ui,
    /// How full addresses of this site begin, for QR codes.
    pub origin: String,
}

/// The frame of this request in a shell, without menu and viewer.
///
/// # Errors
/// Never; the type is the extractor's.
pub async fn frame(parts: &mut Parts, site: &Site, shell: Shell) -> Result<Ui, Infallible> {
    let csrf = CsrfToken::from_request_parts(parts, site).await?;
    let display = Display::from_headers(&parts.headers);
    let asked = parts.uri.path_and_query().map_or("/", |asked| asked.as_str());
    let mut ui = Ui::new(shell, display, site.app.now()).with_url(asked);
    ui.flash = respond::flash(&parts.headers, display.lang);
    ui.csrf = csrf.written(&site.app);
    ui.demo = site.settings.demo;
    Ok(ui)
}

/// The frame as it locks itself at a shared counter. The key to what is typed there comes from the
/// session's token, which no script reads, and from a secret that never leaves the server: whoever
/// sits at the locked screen has neither.
pub(super) async fn locking(ui: Ui, caller: &Caller, parts: &mut Parts, site: &Site) -> Ui {
    let Ok(SessionToken(token)) = SessionToken::from_request_parts(parts, site).await;
    let key = token.map(|token| to_hexadecimal(&site.app.vault.hash("typed", &token)));
    ui.locking(caller, key)
}

impl FromRequestParts<Site> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Problem> {
        let MaybeSigned(caller) = MaybeSigned::from_request_parts(parts, site).await?;
        let Ok(mut ui) = frame(parts, site, Shell::Portal).await;
        ui.menu = portal_menu(&ui.url);
        let (door, words) = match &caller {
            Some(caller) if caller.administers.is_some() => ("/admin", "menu-my-pages"),
            // An office came from the workbench mostly, and goes back there; a chief lives here.
            Some(caller) if caller.office => ("/w", "menu-workbench"),
            Some(_) => ("/m", "menu-my-pages"),
            None => ("/sign-in", "menu-my-pages"),
        };
        ui.viewer_href = Some(door.to_owned());
        ui.viewer = caller.as_ref().map(|_| ui.t(words).to_owned());
        let origin = site.settings.public_url.origin().to_owned();
        Ok(Self { app: site.app.clone(), caller, ui, origin })
    }
}

impl FromRequestParts<Site> for Resident {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Problem> {
        let Signed(caller) = Signed::from_request_parts(parts, site).await?;
        let Ok(ui) = frame(parts, site, Shell::Resident).await;
        let mut ui = locking(ui, &caller, parts, site).await;
        ui.menu = resident_menu(&ui.url);
        ui.unread = matter::unread_messages(&site.app, &caller).await?;
        ui.mark_unread("/m/messages");
        let origin = site.settings.public_url.origin().to_owned();
        Ok(Self { app: site.app.clone(), caller, ui, origin })
    }
}

/// The form token and frame of pages on which people sign in.
impl FromRequestParts<Site> for Ui {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Infallible> {
        let mut ui = frame(parts, site, Shell::Portal).await?;
        ui.menu = portal_menu(&ui.url);
        Ok(ui)
    }
}

/// Marks the entry whose address begins the path, so that pages below it keep it lit.
pub(super) fn lit(mut entries: Vec<MenuEntry>, url: &str) -> Vec<MenuGroup> {
    let path = url.split('?').next().unwrap_or_default();
    let inside = |href: &str| {
        path.strip_prefix(href).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let longest = entries
        .iter()
        .enumerate()
        .filter(|(_, entry)| entry.href == path || (entry.href.len() > 1 && inside(&entry.href)))
        .max_by_key(|(_, entry)| entry.href.len())
        .map(|(place, _)| place);
    if let Some(entry) = longest.and_then(|place| entries.get_mut(place)) {
        entry.current = true;
    }
    vec![MenuGroup::new("", entries)]
}

fn portal_menu(url: &str) -> Vec<MenuGroup> {
    let entries = vec![
        MenuEntry::new("menu-home", "/", "home"),
        MenuEntry::new("menu-published", "/published", "news"),
        MenuEntry::new("menu-wishes", "/wishes", "heart-handshake"),
        MenuEntry::new("notices-title", "/notices", "speakerphone"),
        MenuEntry::new("menu-grid", "/grid", "map-pin"),
        MenuEntry::new("menu-talk", "/talk", "message-2"),
        MenuEntry::new("services-title", "/services", "book-2"),
        MenuEntry::new("menu-figures", "/indicators", "chart-bar"),
        MenuEntry::new("admission-list-menu", "/admissions", "list-details"),
        MenuEntry::new("menu-process", "/process", "route"),
    ];
    lit(entries, url)
}

fn resident_menu(url: &str) -> Vec<MenuGroup> {
    let entries = vec![
        MenuEntry::new("menu-home", "/m", "home").on_bar(),
        MenuEntry::new("menu-matters", "/m/matters", "clipboard-list").on_bar(),
        MenuEntry::new("menu-report", "/m/report", "plus").raised(),
        MenuEntry::new("menu-messages", "/m/messages", "bell").on_bar().secondary(),
        MenuEntry::new("menu-me", "/m/me", "user").on_bar(),
    ];
    lit(entries, url)
}
