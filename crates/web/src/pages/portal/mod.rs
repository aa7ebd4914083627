//! The public portal: what anybody may read without an account.

mod admissions;
mod board;
mod duty;
mod front;
mod grid;
mod indicators;
mod notices;
mod process;
mod publication;
mod published;
mod services;
mod spot;
mod talk;
mod wishes;

use axum::{Router, routing::get};

use crate::server::Site;

pub(super) use notices::taken_down;

/// The public pages.
pub(super) fn router() -> Router<Site> {
    Router::new()
        .route("/", get(front::show))
        .route("/published", get(published::list))
        .route("/published/{id}", get(published::show))
        .route("/wishes", get(wishes::list))
        .route("/notices", get(notices::list))
        .route("/notices/{id}", get(notices::show))
        .route("/admissions", get(admissions::list))
        .route("/admissions/figures", get(admissions::figures))
        .route("/grid", get(grid::show))
        .route("/board/{id}", get(board::show))
        .route("/services", get(services::list))
        .route("/services/{id}", get(services::show))
        .route("/duty", get(duty::show))
        .route("/talk", get(talk::list))
        .route("/talk/{id}", get(talk::show))
        .route("/q/{id}", get(talk::scanned))
        .route("/indicators", get(indicators::list))
        .route("/indicators/published/{month}", get(publication::show))
        .route("/indicators/{key}", get(indicators::one))
        .route("/process", get(process::show))
}
