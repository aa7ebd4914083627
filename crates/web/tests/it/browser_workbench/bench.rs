//! A running server over the small district, and windows in which somebody of it is signed in.

use std::net::SocketAddr;

use linli_app::{
    Caller,
    matter::{self, ReportMatter, Reported},
};
use linli_kernel::{CaseId, PlaceId};
use linli_testkit::{
    app::TestApp,
    browser::{Browser, Look, Window},
    fixture::{District, Member},
};
use linli_web::server::{Settings, router};
use thirtyfour::prelude::*;
use tokio::net::TcpListener;

use crate::journeys::noted;

/// The program behind a real socket, and a browser.
pub(crate) struct Site {
    pub(crate) app: TestApp,
    pub(crate) address: String,
    browser: Browser,
}

impl Site {
    pub(crate) async fn open(app: TestApp) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let site = noted(router(app.app.clone(), Settings::new(address.parse().unwrap())));
        let service = site.into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await.unwrap() });
        Self { app, address, browser: Browser::start().unwrap() }
    }

    /// A window without anybody.
    pub(crate) async fn visitor(&self, look: Look) -> Seat<'_> {
        let window = self.browser.open(look).await.unwrap();
        Seat { bench: self, window }
    }

    /// A window in which somebody is signed in.
    pub(crate) async fn window(&self, look: Look, member: Member) -> Seat<'_> {
        let seat = self.visitor(look).await;
        seat.go("/process").await;
        seat.now_is(member).await;
        seat
    }

    pub(crate) async fn caller(&self, member: Member) -> Caller {
        self.app.caller(member.person).await.unwrap()
    }
}

/// The small district on such a site.
pub(crate) struct Bench {
    site: Site,
    pub(crate) district: District,
}

impl std::ops::Deref for Bench {
    type Target = Site;

    fn deref(&self) -> &Site {
        &self.site
    }
}

impl Bench {
    pub(crate) async fn open() -> Self {
        let (app, district) = TestApp::with_district().await.unwrap();
        Self { site: Site::open(app).await, district }
    }

    /// A resident's report, as the program takes it in.
    pub(crate) async fn report(&self, text: &str, category: &str) -> Reported {
        let caller = self.caller(self.district.resident).await;
        let input = ReportMatter {
            text: text.to_owned(),
            place: self.district.building.to_string(),
            category: Some(category.to_owned()),
            may_call: true,
            ..ReportMatter::default()
        };
        matter::report(&self.app.app, &caller, &input, None).await.unwrap()
    }

    /// Somebody's report of a broken lamp at a place.
    pub(crate) async fn report_by(&self, member: Member, place: PlaceId, text: &str) -> Reported {
        let caller = self.caller(member).await;
        let input = ReportMatter {
            text: text.to_owned(),
            place: place.to_string(),
            category: Some("street-lamp".to_owned()),
            ..ReportMatter::default()
        };
        matter::report(&self.app.app, &caller, &input, None).await.unwrap()
    }

    /// The number of a case.
    pub(crate) async fn number(&self, id: CaseId) -> String {
        let row = self.app.app.snapshot().await.unwrap().case(id).await.unwrap().unwrap();
        row.number.unwrap()
    }

    /// The kind of a case's end, once it has one.
    pub(crate) async fn end(&self, id: CaseId) -> Option<String> {
        let caller = self.caller(self.district.coordinator).await;
        let view = matter::matter(&self.app.app, &caller, id).await.unwrap();
        view.end.map(|(_, kind)| format!("{kind:?}").to_lowercase())
    }

    /// The step in which a case is.
    pub(crate) async fn step(&self, id: CaseId) -> String {
        let row = self.app.app.snapshot().await.unwrap().case(id).await.unwrap().unwrap();
        row.state.step.key.to_string()
    }
}

/// Somebody in front of a window.
pub(crate) struct Seat<'b> {
    pub(crate) bench: &'b Site,
    pub(crate) window: Window,
}

impl Seat<'_> {
    pub(crate) async fn go(&self, path: &str) {
        self.window.web.goto(format!("{}{path}", self.bench.address)).await.unwrap();
    }

    /// The path of the page.
    pub(crate) async fn path(&self) -> String {
        self.window.web.current_url().await.unwrap().path().to_owned()
    }

    /// Somebody else sits down in front of the same window.
    pub(crate) async fn now_is(&self, member: Member) {
        let token = self.bench.app.token(member.person).await.unwrap();
        self.window.web.delete_cookie("linli_session").await.unwrap();
        let mut cookie = Cookie::new("linli_session", token);
        cookie.set_path("/");
        self.window.web.add_cookie(cookie).await.unwrap();
    }

    /// The device is set so.
    pub(crate) async fn wears(&self, cookies: &[(&'static str, &'static str)]) {
        for (name, value) in cookies {
            let mut cookie = Cookie::new(*name, *value);
            cookie.set_path("/");
            self.window.web.add_cookie(cookie).await.unwrap();
        }
    }

    /// Whether the main part holds what the selector finds.
    pub(crate) async fn has(&self, selector: &str) -> bool {
        let css = format!("main {selector}");
        !self.window.web.find_all(By::Css(&css)).await.unwrap().is_empty()
    }

    /// Adds a photo.
    pub(crate) async fn attach(&self, photo: &std::path::Path) {
        let field = self.window.web.find(By::Css("main input[type=file]")).await.unwrap();
        field.send_keys(photo.to_str().unwrap()).await.unwrap();
    }

    /// The words of the page's main part.
    pub(crate) async fn words(&self) -> String {
        self.window.web.find(By::Id("main")).await.unwrap().text().await.unwrap()
    }

    pub(crate) async fn sees(&self, words: &str) {
        let found = self.words().await;
        assert!(found.contains(words), "no \"{words}\" in:\n{found}");
    }

    pub(crate) async fn sees_not(&self, words: &str) {
        let found = self.words().await;
        assert!(!found.contains(words), "\"{words}\" in:\n{found}");
    }

    /// Clicks by a question to the page: without its scripts, the driver's own click on a small
    /// screen waits for frames that never come.
    async fn click(&self, element: &WebElement) {
        let target = vec![element.to_json().unwrap()];
        self.window.web.execute("arguments[0].click()", target).await.unwrap();
    }

    /// Clicks and waits until the next page is there.
    async fn follow(&self, element: &WebElement) {
        let web = &self.window.web;
        web.execute("window.leaving = true", Vec::new()).await.unwrap();
        self.click(element).await;
        self.arrive().await;
    }

    /// Waits until the page after this one is there.
    pub(crate) async fn arrive(&self) {
        let web = &self.window.web;
        let arrived = "return !window.leaving && document.readyState === 'complete'";
        for _ in 0..200 {
            let answer = web.execute(arrived, Vec::new()).await;
            if answer.is_ok_and(|answer| answer.json() == &serde_json::Value::Bool(true)) {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("no new page after a click on:\n{}", self.words().await);
    }

    /// The whole page as it was sent.
    pub(crate) async fn html(&self) -> String {
        self.window.web.source().await.unwrap()
    }

    /// Follows the link or presses the button with these words.
    pub(crate) async fn press(&self, words: &str) {
        self.press_within("//main", words).await;
    }

    /// Also in the menu and the head of the page.
    pub(crate) async fn press_anywhere(&self, words: &str) {
        self.press_within("", words).await;
    }

    async fn press_within(&self, part: &str, words: &str) {
        let path = format!(
            "{part}//*[self::a or self::button][contains(normalize-space(.), \"{words}\")]"
        );
        let found = self.window.web.find_all(By::XPath(&path)).await.unwrap();
        for element in found {
            if element.is_displayed().await.unwrap() {
                self.follow(&element).await;
                return;
            }
        }
        panic!("nothing to press with \"{words}\" in:\n{}", self.words().await);
    }

    /// Presses the button with these words whose attribute is like this (`value^="1."`).
    pub(crate) async fn press_in(&self, attribute: &str, words: &str) {
        let css = format!("main button[{attribute}]");
        for button in self.window.web.find_all(By::Css(&css)).await.unwrap() {
            if button.text().await.unwrap().contains(words) {
                self.follow(&button).await;
                return;
            }
        }
        panic!("no button \"{words}\" with {attribute} in:\n{}", self.words().await);
    }

    /// Presses the button of a form.
    pub(crate) async fn submit(&self, words: &str) {
        let path = format!("//main//form//button[contains(normalize-space(.), \"{words}\")]");
        let button = self.window.web.find(By::XPath(&path)).await;
        match button {
            Ok(button) => self.follow(&button).await,
            Err(_) => panic!("no form with \"{words}\" in:\n{}", self.words().await),
        }
    }

    /// Sends a form off, as Enter does.
    pub(crate) async fn send_off(&self, form: &str) {
        let field = format!("{form} input[type=search]");
        let field = self.window.web.find(By::Css(&field)).await.unwrap();
        let script = "window.leaving = true; arguments[0].form.submit()";
        self.window.web.execute(script, vec![field.to_json().unwrap()]).await.unwrap();
        self.arrive().await;
    }

    /// Lets forms through that the browser itself would stop, as an old one does.
    pub(crate) async fn without_the_browsers_checks(&self) {
        let script = "document.querySelectorAll('form').forEach(form => form.noValidate = true)";
        self.window.web.execute(script, Vec::new()).await.unwrap();
    }

    /// Puts text with tabs into a field at once, as pasting does.
    pub(crate) async fn paste(&self, name: &str, text: &str) {
        let field = self.window.web.find(By::Name(name)).await.unwrap();
        let script = "arguments[0].value = arguments[1]";
        let arguments = vec![field.to_json().unwrap(), text.into()];
        self.window.web.execute(script, arguments).await.unwrap();
    }

    /// Sets the value of a field that takes no keys as they are, such as a day.
    pub(super) async fn set(&self, name: &str, value: &str) {
        self.paste(name, value).await;
    }

    /// Writes into the field of that name.
    pub(crate) async fn write(&self, name: &str, words: &str) {
        let field = self.window.web.find(By::Name(name)).await.unwrap();
        if field.tag_name().await.unwrap() != "select" {
            field.clear().await.unwrap();
        }
        field.send_keys(words).await.unwrap();
    }

    /// Ticks a box.
    pub(crate) async fn tick(&self, name: &str) {
        let field = self.window.web.find(By::Css(format!("input[name=\"{name}\"]"))).await.unwrap();
        self.window
            .web
            .execute("arguments[0].checked = true", vec![field.to_json().unwrap()])
            .await
            .unwrap();
    }

    /// Chooses a value of a field that is drawn as chips, boxes or a list.
    pub(crate) async fn choose(&self, name: &str, value: &str) {
        let chip = format!("input[name=\"{name}\"][value=\"{value}\"]");
        let option = format!("select[name=\"{name}\"] option[value=\"{value}\"]");
        match self.window.web.find(By::Css(&chip)).await {
            Ok(input) => {
                // The box itself is hidden behind its label.
                let label = input.find(By::XPath("./..")).await.unwrap();
                self.click(&label).await;
            }
            Err(_) => {
                let option = self.window.web.find(By::Css(&option)).await.unwrap();
                let script = "arguments[0].selected = true";
                let target = vec![option.to_json().unwrap()];
                self.window.web.execute(script, target).await.unwrap();
            }
        }
    }

    /// The page fits the screen, pleases axe, and the browser complains about nothing.
    pub(crate) async fn is_sound(&self, name: &str) {
        self.window.screenshot(&format!("workbench-{name}")).await.unwrap();
        let mut faults = self.window.faults().await.unwrap();
        // A page that says it is gone does so by its status.
        let gone = format!("{} - Failed to load", self.window.web.current_url().await.unwrap());
        faults.retain(|line| !(line.starts_with(&gone) && line.contains("status of 404")));
        // A form that is shown again says so in its status, which browsers count as a failure.
        faults.retain(|line| {
            !["status of 422", "status of 412", "status of 409", "status of 401"]
                .iter()
                .any(|status| line.contains(status))
        });
        assert_eq!(faults, Vec::<String>::new(), "{name}");
    }

    pub(crate) async fn leave(self) {
        self.window.close().await.unwrap();
    }
}
