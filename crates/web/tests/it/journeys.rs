//! Which forms the browser journeys sent: `cargo xtask test` compares them with all there are.

use std::{env, fs::OpenOptions, io::Write};

use axum::{
    Router,
    extract::{MatchedPath, Request},
    http::Method,
    middleware::{self, Next},
    response::Response,
};

/// The environment variable that names the file in which they are noted, a line each.
const FILE: &str = "LINLI_TEST_JOURNEYS";

/// The program for a browser: every form that it takes and does not show again is noted.
pub(crate) fn noted(site: Router) -> Router {
    match env::var_os(FILE) {
        Some(_) => site.layer(middleware::from_fn(note)),
        None => site,
    }
}

async fn note(request: Request, next: Next) -> Response {
    let sent = request.method() == Method::POST;
    let path = request.extensions().get::<MatchedPath>().filter(|_| sent).cloned();
    let answer = next.run(request).await;
    let done = answer.status().is_success() || answer.status().is_redirection();
    if let (Some(path), Some(file), true) = (path, env::var_os(FILE), done) {
        let mut file = OpenOptions::new().append(true).create(true).open(file).unwrap();
        // One write, so that lines of several tests do not mix.
        file.write_all(format!("POST {}\n", path.as_str()).as_bytes()).unwrap();
    }
    answer
}
