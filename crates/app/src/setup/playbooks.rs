//! Publishing a playbook's text, and binding a district to it.

use linli_domain::{playbook_change::Edition, policy::Action};
use linli_kernel::{Code, PlaceId};
use linli_playbook::{
    Name,
    language::{self, Finding, RuleNames},
};

use super::audit;
use crate::{
    App, AppError, AppResult, Caller, Changes, PlaybookPut, PlaybookRow, account::Administrator,
    ports::Snapshot,
};

/// What came of publishing a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Published {
    /// It is stored under this key and version, or would be; notes of the checker beside it.
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

/// Checks a playbook's text and, unless `dry_run`, stores it. The same text again changes nothing,
/// also where a browser or another machine ended its lines otherwise.
///
/// # Errors
/// [`AppError::Forbidden`] for everybody but a system administrator; [`AppError::Refused`] with
/// `playbook-version-taken` if another text is stored under its key and version: raise the version.
pub async fn publish_playbook(
    app: &App,
    by: Administrator<'_>,
    file_name: &str,
    text: &str,
    dry_run: bool,
) -> AppResult<Published> {
    let permit = by.permit(app, Action::ManagePlaybook).await?;
    let text = text.replace("\r\n", "\n");
    let examined = language::examine(file_name, &text, &RuleNames::shipped());
    let Some(playbook) = examined.playbook else {
        return Ok(Published::Faulty(examined.findings));
    };
    let (key, version) = (playbook.key, playbook.version);
    let stored = app.snapshot().await?.playbook(&key, version).await?;
    match stored {
        Some(row) if row.text.replace("\r\n", "\n") == text => {}
        Some(_) => {
            let about = vec![("key", key.to_string()), ("version", version.to_string())];
            return Err(AppError::Refused(Code("playbook-version-taken"), about));
        }
        None if dry_run => {}
        None => {
            let row = audit(app, by, "playbook.publish", format!("playbook:{key}:{version}"));
            let mut changes = Changes::new(permit, row);
            changes.put(PlaybookPut::Playbook(PlaybookRow { key: key.clone(), version, text }));
            app.store.commit(changes).await?;
        }
    }
    Ok(Published::Stored { key, version, notes: examined.findings })
}

/// A stored playbook's text.
///
/// # Errors
/// [`AppError::Forbidden`] for everybody but a system administrator; [`AppError::NotFound`].
pub async fn playbook_text(
    app: &App,
    caller: &Caller,
    (key, version): &Edition,
) -> AppResult<PlaybookRow> {
    Administrator::Caller(caller).permit(app, Action::ManagePlaybook).await?;
    app.snapshot().await?.playbook(key, *version).await?.ok_or(AppError::NotFound)
}

/// Binds a district to a stored playbook: new cases begin on it, running ones keep theirs. Once
/// people work by a playbook a second administrator has to agree to another
/// ([`propose_playbook`](super::propose_playbook)); only whoever runs the machine needs nobody.
///
/// # Errors
/// [`AppError::Forbidden`] for everybody but a system administrator; [`AppError::NotFound`] if
/// there is no such district or playbook; [`AppError::Refused`] with `district-kind` if the place
/// is not of the kind that stands at the playbook's top, `playbook-second-person` if it works by
/// another playbook.
pub async fn bind_playbook(
    app: &App,
    by: Administrator<'_>,
    district: PlaceId,
    key: &Name,
    version: u32,
) -> AppResult<()> {
    let permit = by.permit(app, Action::ManagePlaybook).await?;
    let mut rows = app.snapshot().await?;
    fitting(app, rows.as_mut(), district, (key, version)).await?;
    let bound = rows.binding(district).await?;
    if bound.as_ref().is_some_and(|(k, v, _)| k == key && *v == version) {
        return Ok(());
    }
    if bound.is_some() && !matches!(by, Administrator::Operator) {
        return Err(AppError::Refused(Code("playbook-second-person"), Vec::new()));
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

/// Says whether a district can work by a stored playbook.
///
/// # Errors
/// [`AppError::NotFound`] and [`AppError::Refused`] as of [`bind_playbook`].
pub(super) async fn fitting(
    app: &App,
    rows: &mut dyn Snapshot,
    district: PlaceId,
    (key, version): (&Name, u32),
) -> AppResult<()> {
    let place = rows.place(district).await?.ok_or(AppError::NotFound)?;
    rows.playbook(key, version).await?.ok_or(AppError::NotFound)?;
    let playbook = app.playbook(rows, key, version).await?;
    let top = playbook.containment.first();
    if place.parent.is_some() || !top.is_some_and(|kinds| kinds.contains(&place.kind)) {
        let about = vec![("kind", place.kind.to_string())];
        return Err(AppError::Refused(Code("district-kind"), about));
    }
    Ok(())
}
