//! Static files, embedded in the binary and named by the hash of their content.
//!
//! A file's address changes when its content does, so browsers may keep it for good. Compression
//! happens at build time. Must never serve anything from the disk.

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use axum::routing::get;

mod embedded {
    use super::Asset;
    include!(concat!(env!("OUT_DIR"), "/assets.rs"));
}

/// One embedded file.
pub struct Asset {
    /// The name inside `assets/`, such as `linli.css` or `vendor/htmx.min.js`.
    pub name: &'static str,
    /// The address: `/static/<hash>/<name>`.
    pub path: &'static str,
    etag: &'static str,
    content_type: &'static str,
    plain: &'static [u8],
    gzip: &'static [u8],
}

impl Asset {
    /// Compressed size in bytes.
    #[must_use]
    pub const fn gzip_length(&self) -> usize {
        self.gzip.len()
    }

    /// The content as text; none for a file that is not text.
    #[must_use]
    pub const fn text(&self) -> Option<&'static str> {
        match std::str::from_utf8(self.plain) {
            Ok(text) => Some(text),
            Err(_) => None,
        }
    }
}

static BY_NAME: LazyLock<HashMap<&'static str, &'static Asset>> =
    LazyLock::new(|| embedded::ASSETS.iter().map(|asset| (asset.name, asset)).collect());

/// The file of that name in `assets/`.
#[must_use]
pub fn asset(name: &str) -> Option<&'static Asset> {
    BY_NAME.get(name).copied()
}

/// Every embedded file.
#[must_use]
pub const fn all() -> &'static [Asset] {
    embedded::ASSETS
}

/// `GET /static/<hash>/<name>`, and `GET /favicon.ico`.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/static/{hash}/{*name}", get(serve)).route("/favicon.ico", get(icon))
}

/// The icon for whoever asks by the old address: browsers that draw no SVG, and all of them beside
/// what is not a page. Its content may change, so it is kept for a day only.
async fn icon(headers: HeaderMap) -> Response<Body> {
    let Some(icon) = asset("favicon.ico") else { return empty(StatusCode::NOT_FOUND) };
    let mut response = answer(icon, &headers);
    let day = HeaderValue::from_static("public, max-age=86400");
    response.headers_mut().insert(header::CACHE_CONTROL, day);
    response
}

async fn serve(Path((hash, name)): Path<(String, String)>, headers: HeaderMap) -> Response<Body> {
    // An old hash is answered with 404 rather than with the new content, which a browser would
    // keep under the old address.
    match asset(&name).filter(|found| found.etag.trim_matches('"') == hash) {
        Some(found) => answer(found, &headers),
        None => empty(StatusCode::NOT_FOUND),
    }
}

fn answer(asset: &'static Asset, request: &HeaderMap) -> Response<Body> {
    let accepts = |name: header::HeaderName, wanted: &str| {
        request
            .get_all(name)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map(|value| value.split_once(';').unwrap_or((value, "")))
            .any(|(item, weight)| item.trim() == wanted && weight.trim() != "q=0")
    };
    let unchanged = accepts(header::IF_NONE_MATCH, asset.etag);
    let packed = accepts(header::ACCEPT_ENCODING, "gzip");
    let mut response = if unchanged {
        empty(StatusCode::NOT_MODIFIED)
    } else {
        Response::new(Body::from(if packed { asset.gzip } else { asset.plain }))
    };
    let headers = response.headers_mut();
    if packed && !unchanged {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    for (name, value) in [
        (header::CONTENT_TYPE, asset.content_type),
        (header::ETAG, asset.etag),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::VARY, "accept-encoding"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

fn empty(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}
