//! Photos: uploaded before the form that names them, shown to whoever may see the case.

use linli_domain::{
    matter::PhotoRow,
    policy::{self, Action},
};
use linli_kernel::PhotoId;

use super::{view::shows, writing};
use crate::{
    App, AppError, AppResult, Caller, CasePut, Changes,
    account::Allowance,
    audit, notice,
    ports::{PhotoError, StoreError},
};

/// The sizes in which a photo is kept.
pub const SIZES: [&str; 2] = ["full", "small"];

/// Keeps a photo that the caller may name in a form later; what no form named within a day goes.
///
/// # Errors
/// [`AppError::Fields`] on `photo` if the bytes are not a photo, or too large;
/// [`AppError::LimitReached`] after 150 within a day.
pub async fn upload_photo(app: &App, caller: &Caller, bytes: Vec<u8>) -> AppResult<PhotoId> {
    let actor = caller.actor(None);
    let permit = policy::decide(&actor, Action::Report, &caller.standings(), None)?;
    let now = app.now();
    Allowance::Photos.check(app.snapshot().await?.as_mut(), caller.person, now).await?;
    let prepared = app.darkroom.prepare(bytes).await.map_err(|error| {
        AppError::field(
            "photo",
            match error {
                PhotoError::TooLarge => "photo-too-large",
                PhotoError::NotAPhoto => "not-a-photo",
                PhotoError::TooManyPixels => "photo-too-many-pixels",
            },
        )
    })?;
    let id = PhotoId::from_raw(app.entropy.id());
    // The bytes first: a row never names a file that is not there.
    for (size, bytes) in SIZES.into_iter().zip([prepared.full, prepared.small]) {
        let put = app.blobs.put(id, size, bytes).await;
        put.map_err(|error| StoreError(error.0))?;
    }
    let row = audit::row(app, &actor, "photo.upload", format!("photo:{id}"), audit::DONE);
    let mut changes = Changes::new(permit, row);
    changes.put(CasePut::Photo(PhotoRow {
        id,
        owner: caller.person,
        case: None,
        event: None,
        width: prepared.width,
        height: prepared.height,
        created_at: now,
        version: 1,
    }));
    Allowance::Photos.count(&mut changes, caller.person, now);
    app.store.commit(changes).await?;
    Ok(id)
}

/// A photo's bytes (JPEG), for whoever may see the case that it belongs to, or its owner.
///
/// # Errors
/// [`AppError::NotFound`] for everybody else.
pub async fn photo(
    app: &App,
    caller: &Caller,
    id: PhotoId,
    size: &'static str,
) -> AppResult<Vec<u8>> {
    let answer = bytes_of(app, caller, id, size).await;
    audit::told(app, &caller.actor(None), "photo.see", format!("photo:{id}"), answer).await
}

async fn bytes_of(
    app: &App,
    caller: &Caller,
    id: PhotoId,
    size: &'static str,
) -> AppResult<Vec<u8>> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let row = rows.photo(id).await?.ok_or(AppError::NotFound)?;
    match row.case {
        None if row.owner == caller.person => {}
        None => return Err(AppError::NotFound),
        Some(case) if shows(app, rows, Some(caller), case, id).await? => {}
        Some(_) => return Err(AppError::NotFound),
    }
    let bytes = app.blobs.get(id, size).await.map_err(writing::internal)?;
    bytes.ok_or(AppError::NotFound)
}

/// A photo of a published story or of a notice that hangs, for a reader with or without an account:
/// what came with the report, or with a record that everybody may read.
///
/// # Errors
/// [`AppError::NotFound`] if the photo is not part of anything published where the reader may
/// read it.
pub async fn published_photo(
    app: &App,
    caller: Option<&Caller>,
    id: PhotoId,
    size: &'static str,
) -> AppResult<Vec<u8>> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let row = rows.photo(id).await?.ok_or(AppError::NotFound)?;
    let shown = match row.case {
        Some(case) => shows(app, rows, caller, case, id).await?,
        None => notice::hangs_with(app, rows, id).await?,
    };
    if !shown {
        return Err(AppError::NotFound);
    }
    let bytes = app.blobs.get(id, size).await.map_err(writing::internal)?;
    bytes.ok_or(AppError::NotFound)
}
