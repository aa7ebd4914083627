//! The small district behind a real server, looked at through Chromium.

use std::path::PathBuf;

use linli_kernel::PersonId;
use linli_testkit::{
    app::TestApp,
    browser::{Browser, Look, Window},
    fixture::District,
};
use linli_web::server::{Settings, router};
use thirtyfour::prelude::*;

use crate::journeys::noted;

/// A town with its server on a free loopback port and a browser.
pub(crate) struct Town {
    pub(crate) test: TestApp,
    pub(crate) district: District,
    pub(crate) site: String,
    browser: Browser,
}

impl Town {
    /// Starts all of it. The server shows sign-in codes, as the demonstration does.
    pub(crate) async fn open() -> Self {
        let (test, district) = TestApp::with_district().await.unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let site = format!("http://{}", listener.local_addr().unwrap());
        let mut settings = Settings::new(site.parse().unwrap());
        settings.demo = true;
        let router = noted(router(test.app.clone(), settings));
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { test, district, site, browser: Browser::start().unwrap() }
    }

    /// A window without a session.
    pub(crate) async fn window(&self, look: Look) -> Page {
        let window = self.browser.open(look).await.unwrap();
        Page { window, site: self.site.clone() }
    }

    /// A window in which somebody is signed in, as if they had typed their code.
    pub(crate) async fn signed_in(&self, look: Look, person: PersonId) -> Page {
        let page = self.window(look).await;
        let token = self.test.token(person).await.unwrap();
        page.go("/process").await;
        let mut cookie = Cookie::new("linli_session", token);
        cookie.set_path("/");
        page.window.web.add_cookie(cookie).await.unwrap();
        page
    }
}

/// A window on the town.
pub(crate) struct Page {
    pub(crate) window: Window,
    site: String,
}

impl Page {
    /// Goes to an address of the site.
    pub(crate) async fn go(&self, path: &str) {
        self.window.web.goto(format!("{}{path}", self.site)).await.unwrap();
    }

    /// The path and query of the page.
    pub(crate) async fn path(&self) -> String {
        let address = self.window.web.current_url().await.unwrap();
        let query = address.query().map(|query| format!("?{query}")).unwrap_or_default();
        format!("{}{query}", address.path())
    }

    /// The first element that the selector finds.
    pub(crate) async fn find(&self, selector: &str) -> WebElement {
        match self.window.web.find(By::Css(selector)).await {
            Ok(element) => element,
            Err(error) => {
                let text = self.text().await;
                panic!("{selector} at {}: {error}\n{text}", self.path().await)
            }
        }
    }

    /// Whether the selector finds anything.
    pub(crate) async fn has(&self, selector: &str) -> bool {
        !self.window.web.find_all(By::Css(selector)).await.unwrap().is_empty()
    }

    /// All words of the page.
    pub(crate) async fn text(&self) -> String {
        self.window.web.find(By::Tag("body")).await.unwrap().text().await.unwrap()
    }

    /// Writes into a field, in place of what stood there.
    pub(crate) async fn write(&self, selector: &str, words: &str) {
        let field = self.find(selector).await;
        field.clear().await.unwrap();
        field.send_keys(words).await.unwrap();
    }

    /// Presses a button or follows a link.
    pub(crate) async fn press(&self, selector: &str) {
        let element = self.find(selector).await;
        self.click(element).await;
    }

    async fn click(&self, element: WebElement) {
        // A bar that sticks to the edge may lie over it: the press itself is what counts. The
        // driver's own click waits for frames that a page without scripts never reports.
        let target = element.to_json().unwrap();
        self.window.web.execute("arguments[0].click()", vec![target]).await.unwrap();
    }

    /// Presses the button or link with exactly these words.
    pub(crate) async fn press_words(&self, words: &str) {
        let path = format!("//*[self::a or self::button][normalize-space(.)='{words}']");
        let found = self.window.web.find(By::XPath(&path)).await;
        let Ok(element) = found else {
            panic!("no “{words}” at {}\n{}", self.path().await, self.text().await)
        };
        self.click(element).await;
    }

    /// Forgets what the browser complained about: a form that was refused on purpose.
    pub(crate) async fn forgive(&self) {
        self.window.complaints().await.unwrap();
    }

    /// Asserts that the page stands up: nothing refused, nothing sideways, nothing for axe.
    pub(crate) async fn sound(&self) {
        let path = self.path().await;
        assert_eq!(self.window.faults().await.unwrap(), Vec::<String>::new(), "{path}");
    }

    /// A picture of the page for people to look at.
    pub(crate) async fn picture(&self, name: &str) {
        self.window.screenshot(name).await.unwrap();
    }
}

/// A small photo in a file, to be uploaded.
pub(crate) fn photo_file(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("linli-{}-{name}.jpg", std::process::id()));
    let picture = image::RgbImage::from_fn(640, 480, |x, y| {
        let shade = |value: u32| u8::try_from(value % 256).unwrap();
        image::Rgb([shade(x / 3), shade(y / 2), 120])
    });
    picture.save(&path).unwrap();
    path
}
