//! The pages of administrators: setting an installation up, the staff and how it signs in, the
//! audit. Each office has its own and no other; what an office may not do, the use-cases refuse.

mod audit;
mod calendars;
mod imports;
mod invitation;
mod officer;
mod overview;
mod playbooks;
mod shelf;
mod staff;

use axum::{
    Extension, Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};

pub(crate) use shelf::Shelf;

use crate::{
    request::TakesFiles,
    server::{Site, TABLE_BYTES},
};

/// The pages below `/admin`.
pub(super) fn router() -> Router<Site> {
    let tables = Router::new()
        .route("/admin/imports/{kind}", get(imports::ask).post(imports::check))
        .layer(DefaultBodyLimit::max(TABLE_BYTES));
    let files = Router::new()
        .merge(tables)
        .route("/admin/playbooks", get(playbooks::show).post(playbooks::publish))
        .route("/admin/calendars", get(calendars::show).post(calendars::import))
        .layer(Extension(TakesFiles));
    Router::new()
        .route("/admin", get(overview::show))
        .route("/admin/imports/{kind}/{file}", get(imports::show).post(imports::take))
        .route("/admin/playbooks/binding", post(playbooks::bind))
        .route("/admin/staff", get(staff::list))
        .route("/admin/staff/invite", get(invitation::ask).post(invitation::invite))
        .route("/admin/staff/{id}", get(staff::one))
        .route("/admin/staff/{id}/letter", get(invitation::letter))
        .route("/admin/staff/{id}/suspend", post(staff::suspend))
        .route("/admin/staff/{id}/reinstate", post(staff::reinstate))
        .route("/admin/staff/{id}/sessions", post(staff::end_sessions))
        .route("/admin/staff/{id}/phone", post(staff::release_phone))
        .route("/admin/staff/{id}/reset", post(invitation::reset))
        .route("/admin/audit", get(audit::show))
        .merge(files)
}
