//! The civic rules, pure: places, people, organisations and posts; matters; who may do what.
//!
//! Owns what a row means and every decision that is not a playbook's. Must never be async, read a
//! clock, draw randomness or know SQL and HTTP.

pub mod account;
pub mod admission;
pub mod audit;
pub mod board;
pub mod dispatch;
pub mod duty;
pub mod grid_plan;
pub mod indicator;
pub mod inside;
pub mod masking;
pub mod matter;
pub mod notice;
pub mod organisation;
pub mod person;
pub mod place;
pub mod place_change;
pub mod place_code;
pub mod playbook_change;
pub mod policy;
pub mod post;
pub mod rules;
pub mod service_item;
pub mod similar;
pub mod staffing;
pub mod whistle;
