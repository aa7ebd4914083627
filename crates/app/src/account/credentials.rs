//! Who signs in with a password, as the operator sees it: usernames and offices, no names.

use linli_domain::{account::Administration, policy::Action};
use linli_kernel::PersonId;

use super::{SignInWay, administrator::Administrator, staff_list::way};
use crate::{App, AppError, AppResult};

/// People read at once.
const PAGE: i64 = 500;

/// Somebody who signs in with a password, or was invited to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialView {
    /// Who.
    pub person: PersonId,
    /// What they type.
    pub username: String,
    /// Their office.
    pub office: Option<Administration>,
    /// Whether their link was used.
    pub way: SignInWay,
    /// Whether they are shut out.
    pub suspended: bool,
}

/// Everybody who signs in with a password, administrators first, then by username.
///
/// # Errors
/// [`AppError::Forbidden`] for everybody but security administrators and the operator.
pub async fn credentials(app: &App, by: Administrator<'_>) -> AppResult<Vec<CredentialView>> {
    by.permit(app, Action::ManageSecurity).await?;
    let mut rows = app.snapshot().await?;
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = rows.staff_after(after, PAGE).await?;
        for person in &page {
            let Some(held) = rows.credential_of(*person).await? else { continue };
            let suspended = rows.person(*person).await?.is_some_and(|person| person.suspended);
            found.push(CredentialView {
                person: *person,
                way: way(Some(&held), false),
                username: held.username,
                office: held.administers,
                suspended,
            });
        }
        after = page.last().copied();
        if page.len() < usize::try_from(PAGE).unwrap_or(usize::MAX) {
            break;
        }
    }
    found.sort_by(|a, b| (a.office.is_none(), &a.username).cmp(&(b.office.is_none(), &b.username)));
    Ok(found)
}

/// Whose username this is.
///
/// # Errors
/// [`AppError::NotFound`] if it is nobody's; [`AppError::Forbidden`] as for [`credentials`].
pub async fn with_username(
    app: &App,
    by: Administrator<'_>,
    username: &str,
) -> AppResult<PersonId> {
    by.permit(app, Action::ManageSecurity).await?;
    let mut rows = app.snapshot().await?;
    let found = rows.credential(&username.trim().to_lowercase()).await?;
    found.map(|held| held.person).ok_or(AppError::NotFound)
}
