//! The audit rows of accounts: ids, codes and keyed hashes only.

pub(super) use crate::audit::{DONE, row as audit};

/// The outcome of a refused try, which is audited like a successful one.
pub(super) const REFUSED: &str = "refused";
