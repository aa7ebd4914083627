//! Somebody with a browser that knows cookies and forms, straight into the router.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a page without the wanted part should fail the test"
)]

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, header},
};
use linli_app::account;
use linli_testkit::{app::TestApp, fixture::Member};
use linli_web::server::{Settings, router};
use tower::ServiceExt;

const BOUNDARY: &str = "linli-test-boundary";

/// Somebody with a browser.
pub(crate) struct Visitor {
    app: TestApp,
    router: Router,
    pub(crate) cookie: Option<String>,
}

/// A page as it was answered.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) location: Option<String>,
    pub(crate) cookie: Option<String>,
    pub(crate) text: String,
}

impl Page {
    /// What stands between two marks.
    #[track_caller]
    pub(crate) fn between(&self, before: &str, after: &str) -> String {
        let (_, rest) = self.text.split_once(before).expect(before);
        rest.split(after).next().unwrap().to_owned()
    }
}

impl Visitor {
    pub(crate) fn new(app: &TestApp) -> Self {
        let settings = Settings::new("http://127.0.0.1:8080".parse().unwrap());
        Self { app: app.clone(), router: router(app.app.clone(), settings), cookie: None }
    }

    pub(crate) async fn signed_in(app: &TestApp, member: Member) -> Self {
        let token = app.token(member.person).await.unwrap();
        Self { cookie: Some(format!("linli_session={token}")), ..Self::new(app) }
    }

    pub(crate) async fn send(&mut self, request: Request<Body>) -> Page {
        let (mut parts, body) = request.into_parts();
        if let Some(cookie) = &self.cookie {
            parts.headers.insert(header::COOKIE, cookie.parse().unwrap());
        }
        let request = Request::from_parts(parts, body);
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let header =
            |name: &str| parts.headers.get(name).map(|value| value.to_str().unwrap().to_owned());
        let cookies = parts.headers.get_all(header::SET_COOKIE).iter();
        let session = cookies
            .map(|value| value.to_str().unwrap())
            .find(|value| value.starts_with("linli_session="))
            .map(|value| value.split(';').next().unwrap().to_owned());
        let bytes = to_bytes(body, 16 << 20).await.unwrap();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let status = parts.status.as_u16();
        assert!(status < 500, "{text}");
        Page { status, location: header("location"), cookie: session, text }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Page {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Sends a form with the token of the page that it stands on.
    pub(crate) async fn post(&mut self, page: &str, path: &str, fields: &[(&str, &str)]) -> Page {
        let form = self.get(page).await;
        let token = form.between("name=\"csrf\" value=\"", "\"");
        let pairs = [("csrf", token.as_str())].into_iter().chain(fields.iter().copied());
        let body: Vec<String> =
            pairs.map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let request = Request::post(path);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body.join("&"))).unwrap()).await
    }

    pub(crate) async fn post_file(
        &mut self,
        page: &str,
        path: &str,
        fields: &[(&str, &str)],
        file: Option<&str>,
    ) -> Page {
        let file = file.map(|text| ("file", "table.csv", text.as_bytes()));
        self.post_with(page, path, fields, file).await
    }

    /// Sends a form with a file: the field's name, the file's and its content.
    pub(crate) async fn post_with(
        &mut self,
        page: &str,
        path: &str,
        fields: &[(&str, &str)],
        file: Option<(&str, &str, &[u8])>,
    ) -> Page {
        let form = self.get(page).await;
        let token = form.between("name=\"csrf\" value=\"", "\"");
        let mut body = Vec::new();
        let part = "content-disposition: form-data; name=";
        for (name, value) in [("csrf", token.as_str())].iter().chain(fields) {
            let text = format!("--{BOUNDARY}\r\n{part}\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(text.as_bytes());
        }
        if let Some((field, name, bytes)) = file {
            let head = format!("--{BOUNDARY}\r\n{part}\"{field}\"; filename=\"{name}\"\r\n\r\n");
            body.extend([head.as_bytes(), bytes, b"\r\n"].concat());
        }
        body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        let request = Request::post(path).header("content-type", kind);
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// Sends a table, looks at what the check says, and imports it.
    pub(crate) async fn import(&mut self, kind: &str, table: &str) -> Page {
        let door = format!("/admin/imports/{kind}");
        let sent = self.post_file(&door, &door, &[], Some(table)).await;
        let shelf = sent.location.expect("a place where it is shown");
        let checked = self.settled(&shelf).await;
        assert!(checked.text.contains("检查通过"), "{}", checked.text);
        let taken = self.post(&shelf, &shelf, &[]).await;
        assert_eq!(taken.location.as_deref(), Some(shelf.as_str()));
        self.settled(&shelf).await
    }

    /// The page of a table once nobody works on it any more.
    pub(crate) async fn settled(&mut self, path: &str) -> Page {
        for _ in 0..200 {
            let page = self.get(path).await;
            if !page.text.contains("<progress") {
                return page;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("{path} never ended");
    }

    /// Uses a one-time link up, and goes on signed in.
    pub(crate) async fn accept(&mut self, link: &str, mine: &[(&str, &str)]) -> Page {
        let path = format!("/staff/link/{link}");
        let opened = self.get(&path).await;
        let secret = opened.between("name=\"totp_secret\" value=\"", "\"");
        assert!(opened.text.contains("<svg viewBox"), "the code to be scanned");
        let code = account::totp_code(&secret, self.app.app.now()).unwrap();
        let mut fields = vec![("totp_secret", secret.as_str()), ("totp_code", code.as_str())];
        fields.push(("password", "Zhong-Xing-Guan-9"));
        fields.extend_from_slice(mine);
        let done = self.post(&path, &path, &fields).await;
        self.cookie.clone_from(&done.cookie);
        done
    }
}

/// A value as a form sends it.
pub(crate) fn encoded(value: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric();
    value.bytes().fold(String::new(), |mut word, byte| {
        if plain(&byte) {
            word.push(char::from(byte));
        } else {
            word.push_str(&format!("%{byte:02X}"));
        }
        word
    })
}
