//! The ports on SQLite and PostgreSQL.
//!
//! Owns every SQL text, the schema and its migrations, and the two engines. Must never hold a
//! rule: what may be written was decided above, what is written here is `Changes`. One file per
//! feature holds its statements and its rows once for both engines; only `dialect`, `sqlite` and
//! `postgres` know which engine runs. Rules of the portable subset: design decision 6 (ADR 6).

mod accounts;
mod admissions;
mod audit_log;
mod backup;
mod boards;
mod cases;
mod database;
mod dialect;
mod dispatch;
mod duty;
mod figures;
mod inbox;
mod inside;
mod integrity;
mod lists;
#[cfg(feature = "measure")]
pub mod measure;
mod narrowed;
mod notices;
mod outbox;
mod people;
mod places;
mod plan;
mod planner;
mod playbooks;
mod postgres;
mod published;
mod schema;
mod service_items;
mod sqlite;
mod staffing;
mod statements;
mod upgrade;
mod upkeep;
mod value;
mod view;
mod whistles;

pub use backup::{Lines, RowSink, RowSource, TableSum, is_table, tables};
pub use database::{Database, KeyTrace};
pub use integrity::{Integrity, Problem};
pub use postgres::{Cause, Unconnected};
pub use sqlite::{SqliteLocation, SqliteOptions, Synchronous};
