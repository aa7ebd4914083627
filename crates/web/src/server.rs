//! The server: one router over all front doors, and what every request passes through.
//!
//! Outermost first: a request id, a line in the log and the metrics (`observe`); compression;
//! refusals put into words (`tell`); the check that a writing request comes from a page of ours
//! (`tower_http::csrf`, against cross-site forgery by `Origin` and `Sec-Fetch-Site`); the end of
//! waiting for a slow body (`patience`); what a form held that nobody signed in sent (`carry`).

mod carry;
mod health;
mod metrics;
mod observe;
mod patience;
mod settings;
mod tell;
mod uploads;

use std::sync::Arc;

use axum::{
    Router,
    extract::{DefaultBodyLimit, FromRef},
    http::StatusCode,
    middleware,
};
use linli_app::App;
use tower_http::{
    compression::{CompressionLayer, CompressionLevel},
    csrf::CsrfLayer,
};

pub use metrics::Metrics;
pub use patience::Waits;
pub use settings::{PublicUrl, PublicUrlError, Pulse, Settings};
pub use tell::{SIGN_IN_PATH, UNLOCK_PATH};
pub use uploads::Uploads;

use crate::{
    api, assets,
    pages::{self, Shelf},
    request::Problem,
    ui,
};

/// The largest form of a page without files, in bytes.
pub const FORM_BYTES: usize = 1 << 20;
/// The largest JSON body, in bytes.
pub const JSON_BYTES: usize = 256 << 10;
/// The largest photo and the form around it, in bytes; the darkroom itself takes 20 MB.
pub const PHOTO_BYTES: usize = (20 << 20) + (64 << 10);
/// The largest table of places or staff, in bytes: a district with all its households has a tenth.
pub const TABLE_BYTES: usize = 64 << 20;

/// What handlers and extractors are given.
#[derive(Clone)]
pub struct Site {
    /// The use-cases' context.
    pub app: App,
    /// How this server is reached.
    pub settings: Arc<Settings>,
    /// Turns for requests that hold files in memory.
    pub uploads: Uploads,
    /// Files that administrators are importing.
    pub(crate) shelf: Arc<Shelf>,
}

impl FromRef<Site> for App {
    fn from_ref(site: &Site) -> Self {
        site.app.clone()
    }
}

/// Everything that this server answers.
pub fn router(app: App, settings: Settings) -> Router {
    let csrf = match CsrfLayer::new().add_trusted_origin(settings.public_url.origin()) {
        Ok(layer) => layer,
        // Same-origin requests still pass; only web views without Sec-Fetch-Site behind a proxy
        // that rewrites Host would not.
        Err(error) => {
            tracing::warn!(%error, "public_url cannot be an origin");
            CsrfLayer::new()
        }
    };
    let csrf = csrf.with_rejection_response(|_| {
        use axum::response::IntoResponse;
        Problem::new(StatusCode::FORBIDDEN, "form-foreign").into_response()
    });
    let uploads = Uploads::new(settings.waits.turn);
    let site = Site { app, settings: Arc::new(settings), uploads, shelf: Arc::default() };
    let doors = Router::new()
        .nest("/api/v1", api::router())
        .merge(files_and_pages(&site))
        .fallback(|| async { Problem::of_status(StatusCode::NOT_FOUND) })
        .layer(DefaultBodyLimit::max(FORM_BYTES))
        .layer(middleware::from_fn_with_state(site.clone(), carry::carry))
        // What is read past on the way to signing in: a form with its photos.
        .layer(DefaultBodyLimit::max(TABLE_BYTES))
        .layer(middleware::from_fn_with_state(site.clone(), patience::patience))
        .layer(csrf)
        .layer(middleware::from_fn_with_state(site.clone(), tell::tell));
    doors
        .merge(health::router())
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(middleware::from_fn_with_state(site.clone(), observe::observe))
        .with_state(site)
}

/// The pages and their files. The routers of portal, resident and workbench are merged here.
fn files_and_pages(site: &Site) -> Router<Site> {
    let frame = site.clone();
    Router::new()
        .merge(assets::router())
        .merge(pages::router())
        .merge(ui::router(move |headers, url| tell::frame(&frame, headers, url)))
}
