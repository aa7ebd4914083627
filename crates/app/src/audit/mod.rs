//! The audit 审计: sealed so that a change shows, verified, exported, read; and the erasing of a
//! text, which must leave all of that as it was.
//!
//! Owns the log (a Merkle tree after RFC 6962 over the audit's rows, with signed checkpoints; see
//! ADR 10), the auditor's page, the record of refusals and the erasure of words. Must never change
//! or remove a row of the audit. Sources: GB/T 22239-2019 level 3, 8.1.4.3 (security audit: every
//! user, date and time, kind, success or failure; protected from deletion and change) [C].

mod checkpoint;
mod erase;
mod export;
mod page;
mod refusal;
mod seal;
mod tree;
mod verify;
mod words;

pub(crate) use refusal::{DONE, ToldRefusals, row, told};

pub use erase::{CaseText, Erased, erase_text, texts_of};
pub use export::{Archive, Exported, export};
pub use page::{AuditLine, AuditPage, AuditRequest, audit_page};
pub use seal::seal_due;
pub use verify::{Finding, Verified, verified, verify};
pub use words::{AUDITED, action_key};
