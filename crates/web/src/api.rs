//! The JSON API, `/api/v1`: for other programs, and for whatever a page can do.
//!
//! Owns the shapes of requests and answers, and the OpenAPI document made from the same handlers.
//! Must never decide anything: a handler reads the request, calls one use-case and answers.
//! The contract is described in `docs/api.md`.

mod actions;
mod admission_list;
mod admissions;
mod around;
mod audit;
mod boards;
mod codes;
mod dashboard;
mod desk;
mod dispatch;
mod duty;
mod family;
mod households;
mod indicators;
mod inside;
mod intake;
mod matters;
mod me;
mod notices;
mod offers;
mod openapi;
mod own;
mod photos;
mod places;
mod planner;
mod playbooks;
pub(crate) mod problem;
mod processes;
mod publications;
mod published;
mod services;
mod session;
mod setup;
mod staff;
mod staffing;
mod table;
mod tasks;
mod tree;
mod view;
mod whistles;
mod word;
mod work_messages;

use std::sync::LazyLock;

use axum::{Router, extract::DefaultBodyLimit, http::header, response::IntoResponse, routing::get};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::server::{JSON_BYTES, PHOTO_BYTES, Site, TABLE_BYTES};

/// The routes, each with its part of the document.
fn documented() -> OpenApiRouter<Site> {
    let photos = OpenApiRouter::new()
        .routes(routes!(photos::upload))
        .layer(DefaultBodyLimit::max(PHOTO_BYTES));
    let tables = OpenApiRouter::new()
        .routes(routes!(setup::import))
        .layer(DefaultBodyLimit::max(TABLE_BYTES));
    OpenApiRouter::with_openapi(openapi::base())
        .merge(accounts())
        .merge(playbooks())
        .merge(work())
        .merge(told())
        .layer(DefaultBodyLimit::max(JSON_BYTES))
        .merge(tables)
        .merge(photos)
}

/// Sessions, the caller's own data, administration.
fn accounts() -> OpenApiRouter<Site> {
    OpenApiRouter::new()
        .routes(routes!(codes::request))
        .routes(routes!(session::begin, session::end))
        .routes(routes!(me::me))
        .routes(routes!(me::looks))
        .routes(routes!(me::sessions))
        .routes(routes!(me::end_session))
        .routes(routes!(me::rename))
        .routes(routes!(me::publish_post))
        .routes(routes!(households::bind_household))
        .routes(routes!(households::leave))
        .routes(routes!(households::confirm))
        .routes(routes!(households::housemates))
        .routes(routes!(households::pending))
        .routes(routes!(households::confirm_many))
        .routes(routes!(households::letter))
        .routes(routes!(households::letters, households::revoke_letters))
        .routes(routes!(households::refuse_many))
        .routes(routes!(households::my_pending))
        .routes(routes!(own::phone_code))
        .routes(routes!(own::phone))
        .routes(routes!(own::own_password, own::password))
        .routes(routes!(own::recovery_codes))
        .routes(routes!(own::unlock))
        .routes(routes!(own::messages))
        .routes(routes!(own::read_messages))
        .routes(routes!(work_messages::list))
        .routes(routes!(family::list, family::add))
        .routes(routes!(family::give))
        .routes(routes!(family::withdraw))
        .routes(routes!(family::matters))
        .routes(routes!(setup::overview))
        .routes(routes!(setup::staff))
        .routes(routes!(setup::staff_member))
        .routes(routes!(staff::invite))
        .routes(routes!(staff::reset))
        .routes(routes!(staff::suspend, staff::reinstate))
        .routes(routes!(staff::end_sessions))
        .routes(routes!(staff::release_phone, staff::set_phone))
        .routes(routes!(staff::accept))
        .routes(routes!(staff::open))
}

/// Playbooks and what their deadlines are counted by.
fn playbooks() -> OpenApiRouter<Site> {
    OpenApiRouter::new()
        .routes(routes!(setup::publish, playbooks::list))
        .routes(routes!(setup::bind))
        .routes(routes!(setup::calendar))
        .routes(routes!(playbooks::text))
        .routes(routes!(playbooks::compare))
        .routes(routes!(playbooks::changes, playbooks::propose))
        .routes(routes!(playbooks::change))
        .routes(routes!(playbooks::decide))
}

/// What a place tells its people: notices, boards, who is on duty, what is done for them.
fn told() -> OpenApiRouter<Site> {
    OpenApiRouter::new()
        .routes(routes!(notices::list, notices::post))
        .routes(routes!(notices::own))
        .routes(routes!(notices::one))
        .routes(routes!(notices::take_down))
        .routes(routes!(boards::one))
        .routes(routes!(boards::own))
        .routes(routes!(boards::sheets))
        .routes(routes!(boards::hang))
        .routes(routes!(boards::take_down))
        .routes(routes!(boards::numbers, boards::keep))
        .routes(routes!(duty::today))
        .routes(routes!(duty::sites))
        .routes(routes!(duty::week))
        .routes(routes!(duty::keep))
        .routes(routes!(duty::copy))
        .routes(routes!(duty::swap))
        .routes(routes!(duty::import))
        .routes(routes!(services::at_place, services::add))
        .routes(routes!(services::import))
        .routes(routes!(services::own))
        .routes(routes!(services::one, services::change))
}

/// Places, matters, tasks, what is published.
fn work() -> OpenApiRouter<Site> {
    OpenApiRouter::new()
        .routes(routes!(places::list))
        .routes(routes!(places::one))
        .routes(routes!(around::levels))
        .routes(routes!(around::talk_places))
        .routes(routes!(around::report_form))
        .routes(routes!(photos::show))
        .routes(routes!(matters::report, matters::list))
        .routes(routes!(matters::one))
        .routes(routes!(matters::joined))
        .routes(routes!(processes::list))
        .routes(routes!(processes::of_matter))
        .routes(routes!(actions::act))
        .routes(routes!(actions::reveal))
        .routes(routes!(inside::list))
        .routes(routes!(inside::give))
        .routes(routes!(inside::approve))
        .routes(routes!(inside::give_back))
        .routes(routes!(inside::division, inside::divide))
        .routes(routes!(inside::reminders))
        .routes(routes!(intake::on_spot))
        .routes(routes!(intake::orders, intake::finished))
        .routes(routes!(intake::open_matters))
        .routes(routes!(intake::receipt))
        .routes(routes!(intake::progress))
        .routes(routes!(audit::list))
        .routes(routes!(audit::texts))
        .routes(routes!(audit::erase))
        .routes(routes!(desk::check))
        .routes(routes!(desk::similar))
        .routes(routes!(desk::merge))
        .routes(routes!(desk::hide))
        .routes(routes!(dispatch::list))
        .routes(routes!(dispatch::add))
        .routes(routes!(dispatch::change, dispatch::drop))
        .routes(routes!(dispatch::import))
        .routes(routes!(dispatch::suggestions))
        .routes(routes!(tasks::queue))
        .routes(routes!(published::list))
        .routes(routes!(published::one))
        .routes(routes!(photos::show_published))
        .routes(routes!(offers::list))
        .routes(routes!(tree::tops))
        .routes(routes!(tree::kept, tree::change))
        .routes(routes!(planner::communities))
        .routes(routes!(planner::today))
        .routes(routes!(planner::propose))
        .routes(routes!(planner::plan, planner::drop_one))
        .routes(routes!(planner::move_one))
        .routes(routes!(planner::apply))
        .routes(routes!(indicators::list))
        .routes(routes!(admission_list::items, admission_list::list_item))
        .routes(routes!(admission_list::kept_items))
        .routes(routes!(admission_list::end_item))
        .routes(routes!(admissions::mine))
        .routes(routes!(admissions::make))
        .routes(routes!(admissions::one))
        .routes(routes!(admissions::decide))
        .routes(routes!(admissions::answer))
        .routes(routes!(admission_list::figures))
        .routes(routes!(indicators::behind))
        .routes(routes!(publications::list, publications::publish))
        .routes(routes!(publications::one))
        .routes(routes!(publications::behind))
        .routes(routes!(dashboard::show))
        .routes(routes!(staffing::report))
        .routes(routes!(staffing::shorts))
        .routes(routes!(dashboard::late))
        .routes(routes!(whistles::list))
        .routes(routes!(whistles::assessment))
}

static DOCUMENT: LazyLock<String> = LazyLock::new(|| {
    let document = openapi::complete(documented().into_openapi());
    // The document is made of strings and maps with string keys, which always become JSON.
    let mut text = document.to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
});

/// The OpenAPI 3.1 document as committed in `crates/web/openapi.json`.
#[must_use]
pub fn document() -> &'static str {
    &DOCUMENT
}

/// Everything below `/api/v1`.
pub(crate) fn router() -> Router<Site> {
    let (routes, _) = documented().split_for_parts();
    routes.route("/openapi.json", get(show_document))
}

async fn show_document() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], document())
}
