//! Answers kept for 24 hours, so that a repeated request does nothing twice.

use linli_kernel::{Moment, PersonId};
use serde::{Serialize, de::DeserializeOwned};

use super::writing;
use crate::{AppError, AppResult, Changes, IdempotencyRow, digest, ports::Snapshot};

/// A request with the caller's key for it, or without one.
pub(crate) struct Kept {
    row: Option<IdempotencyRow>,
}

impl Kept {
    /// A request of somebody to a use-case with its subject (`route`), and what was sent.
    pub(crate) fn new(person: PersonId, route: String, key: Option<&str>, body: &[u8]) -> Self {
        let row = key.map(|key| IdempotencyRow {
            person,
            route,
            key: key.to_owned(),
            body_hash: digest(body).to_vec(),
            answer: String::new(),
            at: Moment::default(),
        });
        Self { row }
    }

    /// What the first request with this key was answered.
    ///
    /// # Errors
    /// [`AppError::KeyReused`] if that one sent something else.
    pub(crate) async fn answer<T: DeserializeOwned>(
        &self,
        rows: &mut dyn Snapshot,
        now: Moment,
    ) -> AppResult<Option<T>> {
        let Some(row) = &self.row else {
            return Ok(None);
        };
        let Some(kept) = rows.kept_answer(row.person, &row.route, &row.key, now).await? else {
            return Ok(None);
        };
        if kept.body_hash != row.body_hash {
            return Err(AppError::KeyReused);
        }
        serde_json::from_str(&kept.answer).map(Some).map_err(writing::internal)
    }

    /// Keeps the answer with the changes that it is about.
    ///
    /// # Errors
    /// [`AppError::Internal`] if the answer cannot be written as JSON.
    pub(crate) fn put<T: Serialize>(
        self,
        changes: &mut Changes,
        answer: &T,
        at: Moment,
    ) -> AppResult<()> {
        if let Some(row) = self.row {
            let answer = serde_json::to_string(answer).map_err(writing::internal)?;
            changes.put(IdempotencyRow { answer, at, ..row });
        }
        Ok(())
    }
}
