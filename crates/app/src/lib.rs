//! Use-cases: one file each, called by pages, API, command line and jobs alike.
//!
//! Owns what happens between a request and a commit, the queries behind pages, and the ports to
//! the outside. Must never hold SQL, HTTP or templates. Every use-case makes one access decision,
//! after loading the relations and before anything else, and only here are `Changes` made.

pub mod account;
pub mod admission;
pub mod audit;
pub mod board;
mod caller;
mod changes;
pub mod dispatch;
pub mod duty;
mod error;
pub mod indicator;
pub mod inside;
mod installation;
pub mod intake;
pub mod job;
pub mod matter;
pub mod notice;
mod office;
pub mod place;
pub mod planner;
mod playbook;
pub mod portal;
pub mod ports;
pub mod search;
pub mod service_item;
pub mod setup;
mod speaker;
pub mod staffing;
mod turns;
mod vault;
pub mod whistle;

pub use caller::Caller;
pub use changes::{
    AccountPut, Add, AdmissionMessage, AdmissionPut, Assign, AuditRow, BoardPut, CasePut, Changes,
    Committed, Digest, DispatchPut, Expect, IdempotencyRow, InsidePut, JobPut, JobRow, Message,
    OutboxRow, Outgoing, OwnEffect, PlacePut, PlaybookPut, PlaybookRow, Prune, Put, QueueRow,
    ScopeKind, ScopeRow, StaffPut, WhistleRow, WhistleScope,
};
pub(crate) use error::retried;
pub use error::{AppError, AppResult, FieldError};
pub use installation::{App, Installation};
pub use speaker::SpokenPlace;
pub use vault::{Vault, VaultError, digest, salted_hash};
