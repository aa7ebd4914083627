//! The workbench: queues, cases, intake, orders. For whoever has a post or answers for an
//! organisation, at a desk or on a phone.

mod action;
mod case;
mod desk;
mod listing;
mod panel;
mod queue;
mod quick;
mod reveal;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};

use crate::server::Site;

/// The largest form with photos: nine as cameras make them, for browsers that do not shrink them.
const FORM_WITH_PHOTOS_BYTES: usize = 64 << 20;

/// The pages below `/w`.
pub fn router() -> Router<Site> {
    let with_photos = Router::new()
        .route("/w/cases/{id}/act", get(action::ask).post(action::take))
        .layer(DefaultBodyLimit::max(FORM_WITH_PHOTOS_BYTES));
    Router::new()
        .route("/w", get(queue::show))
        .route("/w/quick", post(quick::take))
        .route("/w/cases", get(listing::show))
        .route("/w/cases/{id}", get(case::show))
        .route("/w/cases/{id}/reveal", get(reveal::ask).post(reveal::look))
        .merge(with_photos)
}
