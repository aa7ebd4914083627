//! Publishing a playbook's text, and binding a district to it.

use linli_domain::policy::Action;
use linli_kernel::{Code, PlaceId};
use linli_playbook::{
    Name,
    language::{self, Finding, RuleNames},
};

use super::audit;
use crate::{App, AppError, AppResult, Changes, PlaybookPut, PlaybookRow, account::Administrator};

/// What came of publishing a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Published {
    /// It is stored under this key and version; notes of the checker beside it.
    Stored {
        /// Its key.
        key: Name,
        /// Its version.
        version: u32,
        /// What the checker noted.
        notes: Vec<Finding>,
    },
    /// The checker found errors; nothing was stored.
    Faulty(Vec<Finding>),
}

/// Checks a playbook's text and stores it. The same text again changes nothing.
///
/// # Errors
/// [`AppError::Forbidden`] for everybody but a system administrator; [`AppError::Refused`] with
/// `playbook-version-taken` if another text is stored under its key and version: raise the version.
pub async fn publish_playbook(
    app: &App,
    by: Administrator<'_>,
    file_name: &str,
    text: &str,
) -> AppResult<Published> {
    let permit = by.permit(app, Action::ManagePlaybook).await?;
    let examined = language::examine(file_name, text, &RuleNames::shipped());
    let Some(playbook) = examined.playbook else {
        return Ok(Published::Faulty(examined.findings));
    };
    let (key, version) = (playbook.key, playbook.version);
    let stored = app.snapshot().await?.playbook(&key, version).await?;
    match stored {
        Some(row) if row.text == text => {}
        Some(_) => {
            let about = vec![("key", key.to_string()), ("version", version.to_string())];
            return Err(AppError::Refused(Code("playbook-version-taken"), about));
        }
        None => {
            let row = audit(app, by, "playbook.publish", format!("playbook:{key}:{version}"));
            let mut changes = Changes::new(permit, row);
            let text = text.to_owned();
            changes.put(PlaybookPut::Playbook(PlaybookRow { key: key.clone(), version, text }));
            app.store.commit(changes).await?;
        }
    }
    Ok(Published::Stored { key, version, notes: examined.findings })
}

/// Binds a district to a stored playbook: new cases begin on it, running ones keep theirs.
///
/// # Errors
/// [`AppError::Forbidden`] for everybody but a system administrator; [`AppError::NotFound`] if
/// there is no such district or playbook; [`AppError::Refused`] with `district-kind` if the place
/// is not of the kind that stands at the playbook's top.
pub async fn bind_playbook(
    app: &App,
    by: Administrator<'_>,
    district: PlaceId,
    key: &Name,
    version: u32,
) -> AppResult<()> {
    let permit = by.permit(app, Action::ManagePlaybook).await?;
    let mut rows = app.snapshot().await?;
    let place = rows.place(district).await?.ok_or(AppError::NotFound)?;
    rows.playbook(key, version).await?.ok_or(AppError::NotFound)?;
    let playbook = app.playbook(rows.as_mut(), key, version).await?;
    let top = playbook.containment.first();
    if place.parent.is_some() || !top.is_some_and(|kinds| kinds.contains(&place.kind)) {
        let about = vec![("kind", place.kind.to_string())];
        return Err(AppError::Refused(Code("district-kind"), about));
    }
    let bound = rows.binding(district).await?;
    if bound.as_ref().is_some_and(|(k, v, _)| k == key && *v == version) {
        return Ok(());
    }
    drop(rows);
    let row = audit(app, by, "playbook.bind", format!("place:{district}"));
    let mut changes = Changes::new(permit, row);
    changes.put(PlaybookPut::Binding {
        district,
        key: key.clone(),
        playbook_version: version,
        version: bound.map_or(1, |(_, _, row)| row + 1),
    });
    app.store.commit(changes).await?;
    Ok(())
}
