//! What nobody would think of: schemathesis makes requests up from the API's document, and no
//! answer may be an error of the server or one that the document does not name.

use std::{net::SocketAddr, path::PathBuf, process::Command};

use axum::{
    Router,
    extract::Request,
    http::header::AUTHORIZATION,
    middleware::{self, Next},
};
use linli_app::account;
use tokio::net::TcpListener;

use crate::routes::scene::Scene;

/// Names the program; `cargo xtask fuzz` installs it and says where it is.
const PROGRAM: &str = "LINLI_SCHEMATHESIS";
/// Who sends the requests.
const WHO: [&str; 5] =
    ["nobody", "raiser", "community-worker", "system-administrator", "security-administrator"];
/// What an answer is looked at for.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
                      response_headers_conformance,response_schema_conformance";
/// The same requests every time, as many for each operation as a run of all tests can bear.
const BOUNDS: [&str; 11] = [
    "--phases",
    "examples,coverage,fuzzing",
    "--max-examples",
    "5",
    "--seed",
    "2026",
    "--generation-deterministic",
    "--suppress-health-check",
    "all",
    "--warnings",
    "off",
];

/// Serves a copy of the scene on a free port to one person, and answers its address. Every request
/// has a session of its own, since some of them end sessions.
async fn serve(scene: &Scene, who: &'static str) -> String {
    let (app, door) = scene.copy();
    let person = match scene.tokens.get(who) {
        Some(token) => Some(account::caller(&app.app, token).await.unwrap().person),
        None => None,
    };
    let sign = move |mut request: Request, next: Next| {
        let app = app.clone();
        async move {
            if let Some(person) = person
                && let Ok(token) = app.token(person).await
            {
                let bearer = format!("Bearer {token}").parse().unwrap();
                request.headers_mut().insert(AUTHORIZATION, bearer);
            }
            next.run(request).await
        }
    };
    let door: Router = door.layer(middleware::from_fn(sign));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let service = door.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await.unwrap() });
    address
}

/// What schemathesis says of the API as somebody sees it, if it finds anything.
async fn findings(scene: &Scene, who: &'static str) -> Option<String> {
    let document = format!("{}/api/v1/openapi.json", serve(scene, who).await);
    let program = PathBuf::from(std::env::var_os(PROGRAM).unwrap());
    let run = move || {
        let mut command = Command::new(program);
        command.args(["run", &document, "--no-color", "--checks", CHECKS]).args(BOUNDS);
        command.current_dir(std::env::temp_dir()).output().unwrap()
    };
    let output = tokio::task::spawn_blocking(run).await.unwrap();
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    (!output.status.success()).then(|| format!("as {who}:\n{said}"))
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs schemathesis: `cargo xtask fuzz` installs it and runs this"]
async fn no_made_up_request_gets_an_error_of_the_server_or_an_undocumented_answer() {
    let scene = Scene::new().await;
    let mut found = Vec::new();
    for who in WHO {
        found.extend(findings(&scene, who).await);
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
