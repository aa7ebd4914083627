//! The pages: portal, residents, sign-in, workbench, administration.
//!
//! Owns how a request becomes a use-case's input and its answer a page. Must never decide: a
//! handler reads, calls one use-case and answers.

mod administration;
mod admission;
mod board;
mod duty;
mod figures;
pub mod form;
pub mod frame;
mod portal;
pub(crate) mod report;
mod resident;
pub mod rows;
mod service;
mod sign_in;
pub mod story;
mod whistle;
mod workbench;

use axum::Router;

pub(crate) use administration::Shelf;
pub(crate) use sign_in::signed_out;
pub(crate) use workbench::locked;

use crate::server::Site;

/// All pages.
pub fn router() -> Router<Site> {
    Router::new()
        .merge(portal::router())
        .merge(resident::router())
        .merge(sign_in::router())
        .merge(workbench::router())
        .merge(administration::router())
}
