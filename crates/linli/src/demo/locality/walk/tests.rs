//! Each locality's demo in a browser: the front page, a resident's report, and what whoever gets it
//! first does, on a telephone and on a desktop. `LINLI_SCREENSHOTS=FOLDER` keeps the pictures.

use std::time::Duration;

use linli_app::{Caller, matter, ports::Store as _, setup};
use linli_kernel::{CaseId, PersonId};
use linli_playbook::engine::Holder;
use linli_testkit::browser::{Browser, Look, Window};
use linli_web::server::{Settings, router};
use thirtyfour::prelude::*;

use super::super::tests::{Built, built};

/// Fills in whatever a form asks for.
const FILL: &str = r#"
const form = document.querySelector('main form[action$="/act"]');
const named = new Set();
for (const el of form.elements) {
  if (!el.name || el.type === 'hidden' || el.type === 'file') continue;
  if (el.type === 'radio' || el.type === 'checkbox') {
    if (!named.has(el.name) && el.type === 'radio') el.checked = true;
    if (!named.has(el.name) && el.type === 'checkbox') el.checked = true;
    named.add(el.name);
  } else if (el.tagName === 'SELECT') {
    if (el.selectedIndex < 1 && el.options.length > 1) el.selectedIndex = 1;
  } else if (el.type === 'date') {
    el.value = arguments[0];
  } else if (el.type === 'number') {
    el.value = el.min || '1';
  } else if (el.value === '' && el.tagName !== 'BUTTON') {
    el.value = '已到现场看过，当天处理好了。';
  }
}
window.leaving = true;
form.querySelector('button.ll-button--primary').click();
"#;

struct Walk {
    built: Built,
    site: String,
    browser: Browser,
    name: &'static str,
}

impl Walk {
    async fn begin(name: &'static str) -> Self {
        let built = built(name, 12).await;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let site = format!("http://{}", listener.local_addr().unwrap());
        let mut settings = Settings::new(site.parse().unwrap());
        settings.demo = true;
        let router: axum::Router = router(built.app.clone(), settings);
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { built, site, browser: Browser::start().unwrap(), name }
    }

    async fn window(&self, look: Look, person: Option<PersonId>) -> Window {
        let window = self.browser.open(look).await.unwrap();
        window.web.goto(format!("{}/process", self.site)).await.unwrap();
        if let Some(person) = person {
            let token = setup::operator_session(&self.built.app, person).await.unwrap().token;
            let mut cookie = Cookie::new("linli_session", token);
            cookie.set_path("/");
            window.web.add_cookie(cookie).await.unwrap();
        }
        window
    }

    async fn goes(&self, window: &Window, path: &str, picture: &str) -> String {
        window.web.goto(format!("{}{path}", self.site)).await.unwrap();
        self.seen(window, picture).await
    }

    /// The words of the page, which fits the screen and has no fault.
    async fn seen(&self, window: &Window, picture: &str) -> String {
        window.screenshot(&format!("demo-{}-{picture}", self.name)).await.unwrap();
        let at = window.web.current_url().await.unwrap();
        assert!(!window.overflows().await.unwrap(), "{at}");
        assert_eq!(window.axe().await.unwrap(), Vec::<String>::new(), "{at}");
        window.web.find(By::Tag("body")).await.unwrap().text().await.unwrap()
    }

    /// Waits for the next page.
    async fn arrive(&self, window: &Window) {
        for _ in 0..200 {
            let script = "return !window.leaving && document.readyState === 'complete'";
            if let Ok(answer) = window.web.execute(script, Vec::new()).await
                && answer.convert::<bool>().unwrap_or(false)
            {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("still at {}", window.web.current_url().await.unwrap());
    }

    /// Who a caller of the demo is by telephone.
    async fn resident(&self, number: usize) -> PersonId {
        let mut residents = self.built.accounts.iter().filter(|a| a.role == "resident");
        let phone = residents.nth(number).unwrap().phone.clone().unwrap();
        let hash = self.built.app.vault.hash("phone", &phone);
        let mut rows = self.built.database.snapshot().await.unwrap();
        rows.person_by_phone(&hash).await.unwrap().unwrap().id
    }

    async fn reports(&self, look: Look, resident: PersonId, screen: &str) -> CaseId {
        let window = self.window(look, Some(resident)).await;
        self.goes(&window, "/m", &format!("{screen}-home")).await;
        self.goes(&window, "/m/report", &format!("{screen}-report")).await;
        let text = window.web.find(By::Name("text")).await.unwrap();
        text.send_keys("楼前的灯不亮了，晚上看不清台阶。").await.unwrap();
        let send = "window.leaving = true; \
                    document.querySelector('main form button.ll-button--primary').click()";
        window.web.execute(send, Vec::new()).await.unwrap();
        self.arrive(&window).await;
        let at = window.web.current_url().await.unwrap();
        // What looks like another one that was told already is shown before it is sent.
        if at.path() == "/m/report" {
            window.web.execute(send, Vec::new()).await.unwrap();
            self.arrive(&window).await;
        }
        let words = self.seen(&window, &format!("{screen}-receipt")).await;
        let at = window.web.current_url().await.unwrap();
        let id = at.path().split('/').nth(3).unwrap_or_default().to_owned();
        let id: CaseId = id.parse().unwrap_or_else(|_| panic!("{at}\n{words}"));
        window.close().await.unwrap();
        id
    }

    /// Whoever has the first task, by a person and their post.
    async fn first_holder(&self, id: CaseId) -> (PersonId, Holder) {
        let mut rows = self.built.database.snapshot().await.unwrap();
        let row = rows.case(id).await.unwrap().unwrap();
        let holder = row.state.tasks.values().next().unwrap().holder.clone();
        let today = self.built.app.now().day();
        let posts = rows.posts_answering(&holder, today).await.unwrap();
        (posts.first().unwrap().person, holder)
    }

    async fn handles(&self, look: Look, id: CaseId, screen: &str) {
        let (person, holder) = self.first_holder(id).await;
        let window = self.window(look, Some(person)).await;
        self.goes(&window, "/w", &format!("{screen}-queue")).await;
        let words = self.goes(&window, &format!("/w/cases/{id}"), &format!("{screen}-case")).await;
        let token = setup::operator_session(&self.built.app, person).await.unwrap();
        let caller: Caller =
            linli_app::account::caller(&self.built.app, &token.token).await.unwrap();
        let view = matter::matter(&self.built.app, &caller, id).await.unwrap();
        let first = view.actions.iter().find(|action| {
            action.task.is_some() && action.fields.iter().all(|f| f.kind != "photos" || !f.required)
        });
        let label = &first.unwrap().label.zh;
        let path = format!("//main//*[self::a or self::button][normalize-space(.)='{label}']");
        let Ok(link) = window.web.find(By::XPath(&path)).await else {
            panic!("{holder:?} cannot press {label} in\n{words}")
        };
        let target = link.to_json().unwrap();
        let press = "window.leaving = true; arguments[0].click()";
        window.web.execute(press, vec![target]).await.unwrap();
        self.arrive(&window).await;
        self.seen(&window, &format!("{screen}-act")).await;
        let day = self.built.app.now().plus_ms(7 * 86_400_000).day().to_string();
        window.web.execute(FILL, vec![day.into()]).await.unwrap();
        self.arrive(&window).await;
        let words = self.seen(&window, &format!("{screen}-done")).await;
        let mut rows = self.built.database.snapshot().await.unwrap();
        let row = rows.case(id).await.unwrap().unwrap();
        assert_ne!(row.state.step.key, view.step, "nothing was done\n{words}");
        window.close().await.unwrap();
    }
}

async fn walk(name: &'static str) {
    let walk = Walk::begin(name).await;
    for (number, (look, screen)) in
        [(Look::PHONE, "phone"), (Look::DESKTOP, "desktop")].into_iter().enumerate()
    {
        let visitor = walk.window(look, None).await;
        walk.goes(&visitor, "/", &format!("{screen}-front")).await;
        let process = walk.goes(&visitor, "/process", &format!("{screen}-process")).await;
        let matter = walk.built.locality.playbook.matter().unwrap();
        let first = &matter.steps[&matter.first].label.zh;
        assert!(process.contains(first.as_str()), "{first} in {process}");
        visitor.close().await.unwrap();
        let id = walk.reports(look, walk.resident(number).await, screen).await;
        walk.handles(look, id, screen).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_goes_through_dangtu() {
    walk("dangtu").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_goes_through_changchun() {
    walk("changchun").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_goes_through_leling() {
    walk("leling").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_goes_through_shaanxi() {
    walk("shaanxi").await;
}
