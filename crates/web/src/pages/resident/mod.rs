//! A resident's pages, on a phone first: home, reporting, matters, messages, one's own data.

mod act;
mod family;
mod home;
mod homes;
mod matter;
mod matters;
mod me;
mod messages;
mod password;
mod phone;
mod photos;
mod place;
mod process;
mod report;
mod report_form;

use axum::{
    Extension, Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};

use crate::{request::TakesFiles, server::Site};

/// The largest form with photos, in bytes: nine photos as phones take them.
const PHOTO_FORM_BYTES: usize = 48 << 20;

/// The pages of residents.
pub(super) fn router() -> Router<Site> {
    let with_photos = Router::new()
        .route("/m/report", get(report::ask).post(report::send))
        .route("/m/report/edit", post(report::edit))
        .route("/m/report/place", get(place::choose).post(place::choose_with_draft))
        .route("/m/matters/{id}/act/{action}", get(act::ask).post(act::take))
        .layer(DefaultBodyLimit::max(PHOTO_FORM_BYTES))
        .layer(Extension(TakesFiles));
    Router::new()
        .merge(with_photos)
        .route("/m", get(home::show))
        .route("/m/matters", get(matters::mine))
        .route("/m/matters/{id}", get(matter::show))
        .route("/m/matters/{id}/process", get(process::show))
        .route("/m/matters/{id}/receipt", get(matter::receipt))
        .route("/m/messages", get(messages::list))
        .route("/m/messages/read", post(messages::read))
        .route("/m/me", get(me::show))
        .route("/m/me/name", get(me::ask_name).post(me::rename))
        .route("/m/me/posts/{id}/publication", post(me::publish_post))
        .route("/m/me/looks", get(me::looks))
        .route("/m/me/sessions", get(me::sessions))
        .route("/m/me/sessions/{id}/end", post(me::end_session))
        .route("/m/me/password", get(password::ask).post(password::change))
        .route("/m/me/recovery-codes", post(password::draw_codes))
        .route("/m/me/phone", get(phone::ask).post(phone::send))
        .route("/m/me/phone/code", post(phone::change))
        .route("/m/homes", get(homes::list))
        .route("/m/homes/new", get(homes::choose).post(homes::bind))
        .route("/m/homes/{id}/leave", get(homes::ask_leave).post(homes::leave))
        .route("/m/homes/{id}/confirm", post(homes::confirm))
        .route("/m/family", get(family::list).post(family::add_elder))
        .route("/m/family/consent", post(family::give))
        .route("/m/family/{person}/withdraw", get(family::ask_withdraw).post(family::withdraw))
        .route("/m/family/{person}/matters", get(matters::of_elder))
        .route("/photos/{id}/{size}", get(photos::show))
        .route("/published/photos/{id}/{size}", get(photos::show_published))
}
