//! The workbench: queues, cases, intake, orders. For whoever has a post or answers for an
//! organisation, at a desk or on a phone; and how a matter stands, which everybody may ask.

mod action;
mod admission_items;
mod admission_new;
mod admissions;
mod assessment;
mod boards;
mod case;
mod dashboard;
mod desk;
mod dispatch;
mod dispatch_table;
mod documents;
mod duty;
mod duty_day;
mod duty_table;
mod households;
mod inside;
mod inside_division;
mod inside_reminders;
mod intake;
mod joined;
mod listing;
mod lock;
mod merging;
mod messages;
mod notices;
mod orders;
mod panel;
mod papers;
mod place;
mod planner;
mod printable;
mod progress;
mod queue;
mod quick;
mod report;
mod reveal;
mod service_numbers;
mod service_table;
mod services;
mod sheet;
mod staffing;
mod suggested;
mod supervise;
mod table;
mod tree;
mod trial;
mod whistle_panel;
mod whistles;

use axum::{
    Extension, Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};

pub(crate) use lock::met as locked;
pub(super) use panel::hidden;

use crate::{request::TakesFiles, server::Site};

/// The largest form with photos: nine as cameras make them, for browsers that do not shrink them.
const FORM_WITH_PHOTOS_BYTES: usize = 64 << 20;

/// The pages below `/w`, and those that belong to them.
pub(super) fn router() -> Router<Site> {
    let with_photos = Router::new()
        .route("/w/cases/{id}/act", get(action::ask).post(action::take))
        .route("/w/intake", get(intake::ask).post(intake::take_in))
        .route("/w/found", get(intake::ask_found).post(intake::found))
        .route("/w/orders", get(intake::ask_order).post(intake::take_order))
        .route("/w/place", post(place::choose))
        .route("/w/notices/new", get(notices::ask).post(notices::post))
        .layer(DefaultBodyLimit::max(FORM_WITH_PHOTOS_BYTES))
        .layer(Extension(TakesFiles));
    let tables = Router::new()
        .route("/w/orders/finished", get(orders::finished))
        .route("/w/dispatch/export", get(dispatch_table::export))
        .route("/w/dispatch/table", get(dispatch_table::ask).post(dispatch_table::take))
        .route("/w/orders/table", get(orders::ask).post(orders::take))
        .route("/w/duty/export", get(duty_table::export))
        .route("/w/duty/table", get(duty_table::ask).post(duty_table::take))
        .route("/w/services/export", get(service_table::export))
        .route("/w/services/table", get(service_table::ask).post(service_table::take))
        .layer(Extension(TakesFiles));
    Router::new()
        .route("/w", get(queue::show))
        .route("/w/here", post(lock::here))
        .route("/w/quick", post(quick::take))
        .route("/w/cases", get(listing::show))
        .route("/w/cases/{id}", get(case::show))
        .route("/w/cases/{id}/reveal", get(reveal::ask).post(reveal::look))
        .route("/w/cases/{id}/merge", get(merging::ask_merge).post(merging::merge))
        .route("/w/cases/{id}/joined", get(joined::show))
        .route("/w/cases/{id}/inside/{task}", get(inside::show))
        .route("/w/cases/{id}/inside/{task}/give", post(inside::give))
        .route("/w/cases/{id}/inside/{task}/approve", post(inside::approve))
        .route("/w/cases/{id}/inside/{task}/return", post(inside::give_back))
        .route("/w/inside/reminders", get(inside_reminders::show))
        .route("/w/inside", get(inside_division::ask).post(inside_division::keep))
        .route("/w/cases/{id}/hide", get(merging::ask_hide).post(merging::hide))
        .route("/w/cases/{id}/receipt", get(papers::receipt))
        .route("/w/cases/{id}/whistles/{event}", get(documents::slip))
        .route("/w/cases/{id}/orders/{task}", get(documents::order))
        .route("/w/cases/{id}/instructions/{event}", get(documents::instruction))
        .route("/w/cases/{id}/reply", get(documents::reply))
        .route("/w/messages", get(messages::show))
        .route("/w/households", get(households::list).post(households::decide))
        .route("/w/households/letters", get(households::choose).post(households::print))
        .route("/w/households/letters/revoke", get(households::ask_revoke).post(households::revoke))
        .route("/w/boards", get(boards::list))
        .route("/w/boards/print", get(boards::print))
        .route("/w/boards/hung", post(boards::hang))
        .route("/w/boards/down", get(boards::ask_down).post(boards::take_down))
        .route("/w/boards/numbers", get(service_numbers::ask).post(service_numbers::keep))
        .route("/w/dispatch", get(dispatch::list))
        .route("/w/dispatch/new", get(dispatch::ask).post(dispatch::add))
        .route("/w/dispatch/{id}", get(dispatch::ask_change).post(dispatch::change))
        .route("/w/dispatch/{id}/drop", get(dispatch::ask_drop).post(dispatch::drop))
        .route("/w/notices", get(notices::list))
        .route("/w/notices/{id}/take-down", get(notices::ask_down).post(notices::take_down))
        .route("/progress", get(progress::ask).post(progress::look))
        .route("/unlock", get(lock::ask).post(lock::open))
        .merge(steered())
        .merge(offered())
        .merge(with_photos)
        .merge(tables)
}

/// What offices steer by: figures, whistles, what departments may ask, grids.
fn steered() -> Router<Site> {
    Router::new()
        .route("/w/whistles", get(whistles::show))
        .route("/w/whistles/assessment", get(assessment::show))
        .route("/w/dashboard", get(dashboard::show))
        .route("/w/dashboard/late", get(dashboard::late))
        .route("/w/dashboard/report", get(report::show).post(report::publish))
        .route("/w/dashboard/report/workbook", get(report::take))
        .route("/w/dashboard/supervise", post(supervise::take))
        .route("/w/dashboard/{key}", get(dashboard::figure))
        .route("/w/staffing", get(staffing::list))
        .route("/w/staffing/{key}", get(staffing::places))
        .route("/w/admissions", get(admissions::list))
        .route("/w/admissions/new", get(admission_new::ask).post(admission_new::make))
        .route("/w/admissions/items", get(admission_items::list))
        .route("/w/admissions/items/new", get(admission_items::ask).post(admission_items::add))
        .route(
            "/w/admissions/items/{id}/end",
            get(admission_items::ask_end).post(admission_items::end),
        )
        .route("/w/admissions/{id}", get(admissions::show))
        .route("/w/admissions/{id}/answer", post(admissions::answer))
        .route("/w/admissions/{id}/decide", post(admissions::decide))
        .route("/w/places", get(tree::list))
        .route("/w/places/{id}", get(tree::show))
        .route("/w/places/{id}/change", get(tree::ask).post(tree::change))
        .route("/w/grids", get(planner::list))
        .route("/w/grids/{id}", get(planner::today).post(planner::propose))
        .route("/w/grid-plans/{id}", get(planner::plan))
        .route("/w/grid-plans/{id}/move", post(planner::move_one))
        .route("/w/grid-plans/{id}/apply", post(planner::apply))
        .route("/w/grid-plans/{id}/drop", get(planner::ask_drop).post(planner::drop_one))
}

/// What offices do for people, and who is there.
fn offered() -> Router<Site> {
    Router::new()
        .route("/w/duty", get(duty::show))
        .route("/w/duty/day", get(duty_day::ask).post(duty_day::keep))
        .route("/w/duty/copy", post(duty::copy))
        .route("/w/duty/swap", post(duty::swap))
        .route("/w/services", get(services::list))
        .route("/w/services/new", get(services::ask).post(services::add))
        .route("/w/services/{id}", get(services::ask_change).post(services::change))
}
