//! Restoring: only into an installation that holds nothing, only what is whole, only with the key
//! that the rows were sealed under. Everything is filled and verified beside its place, and gets
//! its name at the very end.

use std::{path::Path, process::ExitCode, sync::Arc};

use linli_channels::{NoSms, SystemClock};
use linli_store::{Database, SqliteOptions, TableSum};
use linli_web::texts::Lang;

use super::{damaged, manifest::Manifest, photos, rows, sound_log};
use crate::{
    failure::{Failure, Outcome},
    files::{put_in_place, refuse_database, remove_database},
    installation::{self, COMMANDS, Folder, PHOTOS, SCHEMA, key_check},
    words::{say, sentence},
};

/// What the file is called until it is whole.
const RESTORING: &str = "linli.db.restoring";
/// What the schema is called until it is whole.
pub(super) const RESTORING_SCHEMA: &str = "linli_restoring";

/// Restores a backup into an empty installation.
pub(crate) async fn restore(
    from: &Path,
    data: &Path,
    url: Option<&str>,
    lang: Lang,
) -> Outcome<ExitCode> {
    let manifest = Manifest::read(from)?;
    let key = Folder::key_in(data);
    if !key.exists() {
        return Err(Failure::new("cli-failed-restore-key").with("path", key.display()));
    }
    let folder = Folder::existing(data)?;
    let _taken = folder.take_alone()?;
    let vault = folder.vault()?;
    if key_check(&vault) != manifest.key_check {
        return Err(Failure::new("cli-failed-other-key"));
    }
    if !manifest.is_ours(&vault)? {
        return Err(damaged(from));
    }
    rows::verify(from, &manifest.tables)?;
    if photos::sum(&from.join(PHOTOS))? != manifest.photos {
        return Err(damaged(&from.join(PHOTOS)));
    }
    refuse_used(&folder, url).await?;
    let database = Arc::new(beside(&folder, url).await?);
    let kept: Vec<TableSum> = manifest.tables.iter().filter(|sum| is_kept(sum)).cloned().collect();
    database.load(manifest.schema, &mut rows::Source::new(from, &kept)).await?;
    if manifest.schema == Database::newest_schema() {
        compare(&database.sums().await?, &kept)?;
    }
    let integrity = database.check_integrity().await?;
    if !integrity.problems.is_empty() {
        return Err(Failure::new("cli-doctor-problems").with("count", integrity.problems.len()));
    }
    photos::copy(&from.join(PHOTOS), &folder.join(PHOTOS))?;
    let (clock, sms) = (Arc::new(SystemClock), Arc::new(NoSms));
    let app = installation::app(&folder, Arc::clone(&database), clock, sms, COMMANDS)?;
    sound_log(&app).await?;
    drop(app);
    drop(database);
    match url {
        Some(url) => Database::rename_postgres_schema(url, RESTORING_SCHEMA, SCHEMA).await?,
        None => put_in_place(&folder.join(RESTORING), &folder.database())?,
    }
    let all: u64 = manifest.tables.iter().map(|table| table.rows).sum();
    let (made_at, all) = (manifest.made_at, all.to_string());
    say(&sentence(
        lang,
        "cli-restore-done",
        &[("when", &made_at), ("rows", &all), ("cases", &integrity.cases)],
    ));
    Ok(ExitCode::SUCCESS)
}

/// Whether a table is filled again: who was signed in then, or was sent a code, signs in anew. A
/// session that was ended since would be open again.
fn is_kept(sum: &TableSum) -> bool {
    !["session", "one_time_code"].contains(&sum.table.as_str())
}

/// Refuses to put anything over an installation that is in use.
async fn refuse_used(folder: &Folder, url: Option<&str>) -> Outcome<()> {
    match url {
        Some(url) => refuse_filled(&installation::open_postgres(url, SCHEMA).await?).await,
        None => refuse_database(&folder.database()),
    }
}

/// Refuses a database in which there are tables.
pub(super) async fn refuse_filled(database: &Database) -> Outcome<()> {
    if database.has_tables().await? {
        return Err(Failure::new("cli-failed-not-empty").with("path", SCHEMA));
    }
    Ok(())
}

/// A database beside the place that it will have; what an earlier restore left there is removed.
async fn beside(folder: &Folder, url: Option<&str>) -> Outcome<Database> {
    if let Some(url) = url {
        Database::drop_postgres_schema(url, RESTORING_SCHEMA).await?;
        return installation::open_postgres(url, RESTORING_SCHEMA).await;
    }
    let path = folder.join(RESTORING);
    remove_database(&path)?;
    installation::open_sqlite(&path, SqliteOptions::default())
}

/// Compares what two installations hold, table by table.
pub(super) fn compare(found: &[TableSum], wanted: &[TableSum]) -> Outcome<()> {
    for sum in wanted {
        if !found.contains(sum) {
            return Err(Failure::new("cli-failed-compare").with("table", &sum.table));
        }
    }
    Ok(())
}
