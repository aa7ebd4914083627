//! What a wrong try leaves behind: the audit's row, the counters, and the secret's own count. Many
//! may come at once, and none of them may be lost because another was faster.

use linli_domain::{account::MAX_FAILURES, policy::Permit};
use linli_kernel::PersonId;

use crate::{AccountPut, Add, App, AppError, AppResult, AuditRow, Changes};

/// Of tries that come at once one at a time changes the password's row. After so many of those the
/// account is closed, and no try fights over the row any more.
const ROUNDS: i64 = MAX_FAILURES + 2;

/// A refused try, not yet written.
pub(super) struct WrongTry {
    /// The access decision behind it.
    pub(super) permit: Permit,
    /// As what it is audited.
    pub(super) row: AuditRow,
    /// The counters that it raises.
    pub(super) adds: Vec<Add>,
}

impl WrongTry {
    fn changes(&self) -> Changes {
        let mut changes = Changes::new(self.permit.clone(), self.row.clone());
        changes.adds.clone_from(&self.adds);
        changes
    }

    /// Writes it down, and nothing else.
    ///
    /// # Errors
    /// [`AppError::Internal`] if the store fails.
    pub(super) async fn told(&self, app: &App) -> AppResult<()> {
        app.store.commit(self.changes()).await?;
        Ok(())
    }

    /// Writes it down and counts it at a person's password, as that is by now, unless the account is
    /// closed for a while.
    ///
    /// # Errors
    /// As [`Self::told`].
    pub(super) async fn at_password_of(&self, app: &App, person: PersonId) -> AppResult<()> {
        for _ in 0..ROUNDS {
            let mut changes = self.changes();
            let credential = app.snapshot().await?.credential_of(person).await?;
            let now = app.now();
            if let Some(credential) = credential.filter(|credential| !credential.is_locked(now)) {
                changes.put(AccountPut::Credential(credential.after_failure(now)));
            }
            match app.store.commit(changes).await.map_err(AppError::from) {
                Err(AppError::Conflict) => {}
                answer => return answer.map(drop),
            }
        }
        self.told(app).await
    }

    /// Writes it down with rows of its own. Of several that change the same row at once the first
    /// does; the others are written down without it.
    ///
    /// # Errors
    /// As [`Self::told`].
    pub(super) async fn with(
        &self,
        app: &App,
        puts: impl IntoIterator<Item = AccountPut> + Send,
    ) -> AppResult<()> {
        let mut changes = self.changes();
        puts.into_iter().for_each(|put| changes.put(put));
        match app.store.commit(changes).await.map_err(AppError::from) {
            Err(AppError::Conflict) => self.told(app).await,
            answer => answer.map(drop),
        }
    }
}
