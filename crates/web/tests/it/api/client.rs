//! A caller of the API: requests go straight into the router, answers come back as JSON.

use std::sync::LazyLock;

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use linli_testkit::{
    app::TestApp,
    fixture::{District, Member},
};
use linli_web::server::{Pulse, Settings, router};
use serde_json::{Value, json};
use tower::ServiceExt;

/// The program, its people, and its front door.
pub(super) struct Town {
    pub(super) app: TestApp,
    pub(super) district: District,
    pub(super) router: Router,
    /// The beat of the loop that a server has beside it.
    pub(super) pulse: Pulse,
}

/// An answer.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) bytes: Bytes,
    /// The body as JSON; null if it is none.
    pub(super) json: Value,
}

impl Answer {
    /// The body, if the status is the wanted one.
    #[track_caller]
    pub(super) fn ok(self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{:#}", self.json);
        self.json
    }

    /// The code of the problem document, if it is a whole one with the wanted status.
    #[track_caller]
    pub(super) fn problem(&self, status: u16) -> &str {
        assert_eq!(self.status.as_u16(), status, "{:#}", self.json);
        let kind = self.headers.get(header::CONTENT_TYPE).map(|kind| kind.to_str().unwrap());
        assert_eq!(kind, Some("application/problem+json"));
        assert_eq!(self.json["status"], json!(status));
        for field in ["type", "title", "detail"] {
            let text = self.json[field].as_str().unwrap();
            assert!(!text.is_empty() && !text.contains("{$"), "{field}: {text}");
            assert!(!text.starts_with("error-"), "a sentence is missing: {text}");
        }
        for error in self.json["errors"].as_array().unwrap() {
            let text = error["message"].as_str().unwrap();
            assert!(!text.starts_with("error-") && !text.contains("{$"), "{text}");
        }
        self.json["code"].as_str().unwrap()
    }

    /// Field and code of each wrong field.
    #[track_caller]
    pub(super) fn wrong(&self) -> Vec<(&str, &str)> {
        assert_eq!(self.problem(422), "invalid-fields");
        let errors = self.json["errors"].as_array().unwrap();
        errors
            .iter()
            .map(|error| (error["field"].as_str().unwrap(), error["code"].as_str().unwrap()))
            .collect()
    }
}

/// A request being made.
pub(super) struct Call<'a> {
    town: &'a Town,
    method: Method,
    path: String,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Town {
    pub(super) async fn new() -> Self {
        let (app, district) = TestApp::with_district().await.unwrap();
        let settings = Settings::new("http://127.0.0.1:8080".parse().unwrap());
        let pulse = settings.pulse.clone();
        let router = router(app.app.clone(), settings);
        Self { app, district, router, pulse }
    }

    fn call(&self, method: Method, path: &str) -> Call<'_> {
        let path = if path.starts_with("/api") || path.starts_with("/healthz") {
            path.to_owned()
        } else {
            format!("/api/v1{path}")
        };
        Call { town: self, method, path, headers: Vec::new(), body: Vec::new() }
    }

    pub(super) fn get(&self, path: &str) -> Call<'_> {
        self.call(Method::GET, path)
    }

    pub(super) fn delete(&self, path: &str) -> Call<'_> {
        self.call(Method::DELETE, path)
    }

    pub(super) fn put(&self, path: &str, body: &Value) -> Call<'_> {
        self.call(Method::PUT, path).json(body)
    }

    pub(super) fn post(&self, path: &str, body: &Value) -> Call<'_> {
        self.call(Method::POST, path).json(body)
    }

    pub(super) fn post_bytes(&self, path: &str, kind: &str, body: Vec<u8>) -> Call<'_> {
        let mut call = self.call(Method::POST, path).with("content-type", kind);
        call.body = body;
        call
    }

    /// A fresh token for somebody.
    pub(super) async fn token(&self, member: Member) -> String {
        self.app.token(member.person).await.unwrap()
    }

    /// Reports a matter and answers its id.
    pub(super) async fn report(&self, member: Member, text: &str) -> String {
        let body = json!({ "text": text, "place": self.district.building.to_string() });
        let reported = self.post("/matters", &body).by(self, member).await.send().await.ok(201);
        reported["id"].as_str().unwrap().to_owned()
    }

    /// A matter as somebody sees it.
    pub(super) async fn matter(&self, member: Member, id: &str) -> Value {
        self.get(&format!("/matters/{id}")).by(self, member).await.send().await.ok(200)
    }

    /// The offered action of that name.
    pub(super) async fn offer(&self, member: Member, id: &str, name: &str) -> Value {
        let matter = self.matter(member, id).await;
        let actions = matter["actions"].as_array().unwrap();
        let found = actions.iter().find(|action| action["name"] == name);
        found.unwrap_or_else(|| panic!("no {name} among {actions:#?}")).clone()
    }

    /// Takes an action as it is offered now.
    pub(super) async fn act(&self, member: Member, id: &str, name: &str, fields: Value) -> Value {
        let offer = self.offer(member, id, name).await;
        let body = json!({ "action": name, "task": offer["task"], "fields": fields });
        let mut call = self.post(&format!("/matters/{id}/actions"), &body).by(self, member).await;
        if let Some(version) = offer["version"].as_u64() {
            call = call.with("if-match", &format!("\"{version}\""));
        }
        call.send().await.ok(200)
    }
}

impl Call<'_> {
    fn json(mut self, body: &Value) -> Self {
        self.body = serde_json::to_vec(body).unwrap();
        self.with("content-type", "application/json")
    }

    pub(super) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    pub(super) fn token(self, token: &str) -> Self {
        self.with("authorization", &format!("Bearer {token}"))
    }

    /// In somebody's name.
    pub(super) async fn by(self, town: &Town, member: Member) -> Self {
        let token = town.token(member).await;
        self.token(&token)
    }

    pub(super) async fn send(self) -> Answer {
        let operation = operation(&self.method, &self.path);
        let mut request = Request::builder().method(self.method).uri(self.path);
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        let request = request.body(Body::from(self.body)).unwrap();
        let response = self.town.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 64 << 20).await.unwrap();
        assert!(!parts.status.is_server_error(), "{}: {bytes:?}", parts.status);
        if let Some((name, answers)) = operation {
            let status = parts.status.as_str();
            assert!(
                answers.get(status).is_some(),
                "{name} answered {status}, the document does not"
            );
        }
        let json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer { status: parts.status, headers: parts.headers, bytes, json }
    }
}

/// What the OpenAPI document says about a request: the operation, and what it may answer.
fn operation(method: &Method, path: &str) -> Option<(String, Value)> {
    static DOCUMENT: LazyLock<Value> =
        LazyLock::new(|| serde_json::from_str(linli_web::api::document()).unwrap());
    let path = path.split('?').next()?.strip_prefix("/api/v1")?;
    let fits = |known: &str| {
        let (known, asked) = (known.split('/'), path.split('/'));
        known.clone().count() == asked.clone().count()
            && known.zip(asked).all(|(known, asked)| known == asked || known.starts_with('{'))
    };
    let paths = DOCUMENT["paths"].as_object()?;
    // A path without parameters goes before one with them.
    let found = paths.get_key_value(path).or_else(|| paths.iter().find(|(known, _)| fits(known)));
    let (known, item) = found?;
    let answers = item.get(method.as_str().to_lowercase())?.get("responses")?;
    Some((format!("{method} {known}"), answers.clone()))
}
