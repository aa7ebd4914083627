//! A window through which pages are looked at, one after the other, by whoever may read them.

use linli_testkit::browser::{Browser, Look, Window};
use linli_web::server::{Settings, router};
use serde_json::json;
use thirtyfour::prelude::*;

use crate::routes::scene::Scene;

/// Whether the page is shown as on paper, whether its main part says something, and what of the ways
/// to other pages can be seen.
const ON_PAPER: &str =
    "const main = document.getElementById('main') || document.querySelector('main');
const ways = '.ll-side, .ll-tabbar, .ll-top, .ll-tabs, .ll-portal-head nav';
const seen = [...document.querySelectorAll(ways)].filter(way => way.getClientRects().length > 0);
return [matchMedia('print').matches,
    !!main && main.innerText.trim() !== '',
    seen.map(way => way.className || way.tagName)];";

/// How the device wants its pages.
pub(super) struct Dress {
    name: &'static str,
    cookies: Vec<(&'static str, &'static str)>,
}

impl Dress {
    pub(super) fn new(name: &'static str, cookies: &[(&'static str, &'static str)]) -> Self {
        Self { name, cookies: cookies.to_vec() }
    }
}

/// Serves a copy of the scene on a free port and answers its address.
pub(super) async fn serve(scene: &Scene) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let site = format!("http://{}", listener.local_addr().unwrap());
    let (app, _) = scene.copy();
    let door = router(app.app.clone(), Settings::new(site.parse().unwrap()));
    tokio::spawn(async move { axum::serve(listener, door).await.unwrap() });
    site
}

pub(super) struct Viewer<'a> {
    window: Window,
    dress: &'a Dress,
    site: &'a str,
    scene: &'a Scene,
    who: &'static str,
}

impl<'a> Viewer<'a> {
    pub(super) async fn open(
        browser: &Browser,
        look: Look,
        dress: &'a Dress,
        site: &'a str,
        scene: &'a Scene,
    ) -> Self {
        let window = browser.open(look).await.unwrap();
        window.web.goto(format!("{site}/process")).await.unwrap();
        for (name, value) in &dress.cookies {
            let mut cookie = Cookie::new(*name, *value);
            cookie.set_path("/");
            window.web.add_cookie(cookie).await.unwrap();
        }
        Self { window, dress, site, scene, who: "nobody" }
    }

    /// Becomes somebody else.
    async fn become_one(&mut self, who: &'static str) {
        if self.who == who {
            return;
        }
        let web = &self.window.web;
        web.delete_cookie("linli_session").await.unwrap();
        if let Some(token) = self.scene.tokens.get(who) {
            let mut cookie = Cookie::new("linli_session", token.clone());
            cookie.set_path("/");
            web.add_cookie(cookie).await.unwrap();
        }
        self.who = who;
    }

    /// What is wrong with a page.
    pub(super) async fn faults(&mut self, who: &'static str, address: &str) -> Vec<String> {
        self.become_one(who).await;
        let window = &self.window;
        window.web.goto(format!("{}{address}", self.site)).await.unwrap();
        let at = format!("{} of {who}, {}", address, self.dress.name);
        let faults = window.faults().await.unwrap();
        let file: String =
            address.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        window.screenshot(&format!("{}{file}-{who}", self.dress.name)).await.unwrap();
        faults.into_iter().map(|fault| format!("{at}: {fault}")).collect()
    }

    /// From now on the window shows pages as they are printed, as wide as A4 within its margins.
    pub(super) async fn prints(&self) {
        let tools = self.window.web.cdp();
        let print = json!({ "media": "print" });
        tools.send_raw("Emulation.setEmulatedMedia", print).await.unwrap();
        // 210 mm without twice 14 mm, at 96 points an inch.
        let paper =
            json!({ "width": 688, "height": 1016, "deviceScaleFactor": 1, "mobile": false });
        tools.send_raw("Emulation.setDeviceMetricsOverride", paper).await.unwrap();
    }

    async fn open_for(&mut self, who: &'static str, address: &str) {
        self.become_one(who).await;
        self.window.web.goto(format!("{}{address}", self.site)).await.unwrap();
    }

    /// What is wrong with a page that is printed.
    pub(super) async fn faults_on_paper(
        &mut self,
        who: &'static str,
        address: &str,
    ) -> Vec<String> {
        self.open_for(who, address).await;
        let mut faults = Vec::new();
        if self.window.overflows().await.unwrap() {
            let wide = self.window.too_wide().await.unwrap();
            faults.push(format!("wider than the sheet: {wide:?}"));
        }
        let seen = self.window.web.execute(ON_PAPER, Vec::new()).await.unwrap();
        let (paper, said, ways): (bool, bool, Vec<String>) = seen.convert().unwrap();
        assert!(paper, "the window does not show what is printed");
        if !said {
            faults.push("nothing to read".to_owned());
        }
        faults.extend(ways.into_iter().map(|way| format!("a way elsewhere on paper: {way}")));
        faults.into_iter().map(|fault| format!("{address} of {who}, on paper: {fault}")).collect()
    }

    /// A page as PDF.
    pub(super) async fn pdf(&mut self, who: &'static str, address: &str) -> Vec<u8> {
        self.open_for(who, address).await;
        self.window.pdf(&format!("paper-{who}")).await.unwrap()
    }

    pub(super) async fn close(self) {
        self.window.close().await.unwrap();
    }
}
