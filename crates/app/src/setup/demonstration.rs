//! Whether an installation is the demonstration: its accounts are public, so it is never served as
//! a real one.

use linli_domain::policy::Action;
use linli_kernel::Moment;

use super::audit;
use crate::{
    Add, App, AppResult, Changes,
    account::Administrator,
    ports::{Store, StoreError},
};

/// The counter that marks it; nothing folds or prunes it.
const MARK: &str = "demonstration";

/// Marks the installation as a demonstration, for ever.
///
/// # Errors
/// [`crate::AppError::Forbidden`] for anybody but the operator and system administrators.
pub async fn mark_demonstration(app: &App, by: Administrator<'_>) -> AppResult<()> {
    let permit = by.permit(app, Action::ManagePlaces).await?;
    let row = audit(app, by, "manage.places", "installation:demonstration".to_owned());
    let mut changes = Changes::new(permit, row);
    changes.adds.push(Add { counter: MARK.to_owned(), amount: 1, at: app.now() });
    app.store.commit(changes).await?;
    Ok(())
}

/// Whether it was marked; asked of the rows alone, before anything is done to them.
///
/// # Errors
/// [`StoreError`] if the store fails.
pub async fn is_demonstration(store: &dyn Store) -> Result<bool, StoreError> {
    Ok(store.snapshot().await?.sum_since(MARK, Moment::from_ms(0)).await? > 0)
}
