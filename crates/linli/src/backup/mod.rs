//! `linli backup`, `restore` and `move`: a whole installation in a folder, the same for both
//! engines, written while the server runs and verified before anybody relies on it. The key file
//! is never in it: whoever has both can read every name and telephone.

mod manifest;
mod photos;
mod restore;
mod rows;

use std::{fs, io, path::Path, process::ExitCode};

use linli_app::{App, account::Administrator, audit};
use linli_store::{Database, TableSum};
use linli_web::texts::{Lang, TextValue};

use crate::{
    failure::{Failure, Outcome},
    files::{not_empty, unusable},
    installation::{self, Folder, PHOTOS, SCHEMA, key_check},
    words::{complain, say, sentence, word},
};
use manifest::Manifest;
use restore::RESTORING_SCHEMA;
pub(crate) use restore::restore;

/// Where a move keeps the rows on their way.
const MOVING: &str = "moving";

fn damaged(path: &Path) -> Failure {
    Failure::new("cli-failed-backup-damaged").with("path", path.display())
}

/// What is copied, as people read it.
fn tell(lang: Lang, key: &str, values: &[(&str, &dyn TextValue)]) {
    complain(&sentence(lang, key, values));
}

/// The log of an installation is sound, or nothing is kept of it as if it were.
async fn sound_log(app: &App) -> Outcome<()> {
    let verified = audit::verify(app, Administrator::Operator, None).await?;
    if verified.findings.is_empty() {
        return Ok(());
    }
    Err(Failure::new("cli-failed-backup-audit").with("count", verified.findings.len()))
}

/// Writes a backup to a folder that is not there or empty; the server may go on. Of one that fails
/// nothing is left, so that the next one finds the place empty.
pub(crate) async fn backup(
    folder: &Folder,
    database: &Database,
    app: &App,
    to: &Path,
    lang: Lang,
) -> Outcome<ExitCode> {
    let was_there = to.is_dir();
    empty_folder(to)?;
    let manifest = match write(folder, database, app, to, lang).await {
        Ok(manifest) => manifest,
        Err(failure) => {
            discard(to, was_there)?;
            return Err(failure.at(to));
        }
    };
    let key = folder.key_file().display().to_string();
    let path = to.display().to_string();
    let all: u64 = manifest.tables.iter().map(|table| table.rows).sum();
    say(&sentence(
        lang,
        "cli-backup-done",
        &[("path", &path), ("rows", &all.to_string()), ("photos", &manifest.photos.files)],
    ));
    say(&sentence(lang, "cli-doctor-key", &[("path", &key)]));
    Ok(ExitCode::SUCCESS)
}

/// Writes everything to an empty folder, and the list of contents last.
async fn write(
    folder: &Folder,
    database: &Database,
    app: &App,
    to: &Path,
    lang: Lang,
) -> Outcome<Manifest> {
    sound_log(app).await?;
    let schema = database.schema_version().await?;
    let made_at = app.now().to_string();
    let tables = rows::write(database, to, Some(lang)).await?;
    // Rows never name a photo that is not kept yet, so what is copied now holds all of theirs.
    let photos = photos::copy(&folder.join(PHOTOS), &to.join(PHOTOS))?;
    let manifest = Manifest {
        format: manifest::FORMAT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        schema,
        made_at,
        key_check: key_check(&app.vault),
        tables,
        photos,
        seal: String::new(),
    };
    let manifest = manifest.sealed(&app.vault)?;
    // Read back from the disk before it is called a backup.
    rows::verify(to, &manifest.tables)?;
    if photos::sum(&to.join(PHOTOS))? != manifest.photos {
        return Err(damaged(&to.join(PHOTOS)));
    }
    manifest.write(to)?;
    Ok(manifest)
}

/// Removes what was written to a folder that was empty, and the folder unless it was there before.
fn discard(to: &Path, was_there: bool) -> Outcome<()> {
    if !was_there {
        return remove_folder(to);
    }
    for entry in fs::read_dir(to).map_err(|error| unusable(to, &error))? {
        let path = entry.map_err(|error| unusable(to, &error))?.path();
        let removed =
            if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        removed.map_err(|error| unusable(&path, &error))?;
    }
    Ok(())
}

/// Makes a folder for its owner only; one with anything in it is left alone.
fn empty_folder(path: &Path) -> Outcome<()> {
    match fs::read_dir(path) {
        Ok(mut entries) => match entries.next() {
            None => {}
            Some(_) => return Err(not_empty(path)),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(unusable(path, &error)),
    }
    Folder::open(path).map(drop)
}

/// Removes a folder of our own that an earlier run may have left.
fn remove_folder(path: &Path) -> Outcome<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(unusable(path, &error)),
        _ => Ok(()),
    }
}

/// Moves the rows of the SQLite file to a PostgreSQL server and compares both; photos and key
/// stay where they are, and so does the SQLite file. No server runs meanwhile: what it acknowledged
/// after the comparison would be missing. What a command wrote before it is found by it, and then
/// nothing is moved.
pub(crate) async fn move_to(folder: &Folder, url: &str, lang: Lang) -> Outcome<ExitCode> {
    let _taken = folder.take_alone()?;
    let from = installation::open_as_it_is(folder, None).await?;
    let used = installation::open_postgres(url, SCHEMA).await?;
    restore::refuse_filled(&used).await?;
    drop(used);
    let sums = carry(&from, folder, (url, RESTORING_SCHEMA), Some(lang)).await?;
    if from.sums().await? != sums {
        Database::drop_postgres_schema(url, RESTORING_SCHEMA).await?;
        return Err(Failure::new("cli-failed-move-changed"));
    }
    Database::rename_postgres_schema(url, RESTORING_SCHEMA, SCHEMA).await?;
    let all: u64 = sums.iter().map(|table| table.rows).sum();
    say(&sentence(lang, "cli-move-done", &[("rows", &all.to_string())]));
    say(&word(lang, "cli-move-next"));
    Ok(ExitCode::SUCCESS)
}

/// Writes all rows of a database to a schema of a server, which is nobody's yet, and compares what
/// arrived there with what was read. Says in `lang` how far it came.
pub(crate) async fn carry(
    from: &Database,
    folder: &Folder,
    (url, schema): (&str, &str),
    lang: Option<Lang>,
) -> Outcome<Vec<TableSum>> {
    let version = from.schema_version().await?;
    let between = folder.join(MOVING);
    remove_folder(&between)?;
    Folder::open(&between)?;
    let sums = rows::write(from, &between, lang).await?;
    Database::drop_postgres_schema(url, schema).await?;
    let to = installation::open_postgres(url, schema).await?;
    let outcome = fill(&to, version, &between, &sums).await;
    remove_folder(&between)?;
    outcome.map(|()| sums)
}

/// Removes what an interrupted [`carry`] left in the folder.
pub(crate) fn discard_carried(folder: &Folder) -> Outcome<()> {
    remove_folder(&folder.join(MOVING))
}

/// Fills a schema beside the one in use, and compares it with what was read.
async fn fill(to: &Database, version: usize, from: &Path, sums: &[TableSum]) -> Outcome<()> {
    to.load(version, &mut rows::Source::new(from, sums)).await?;
    let integrity = to.check_integrity().await?;
    if !integrity.problems.is_empty() {
        return Err(Failure::new("cli-doctor-problems").with("count", integrity.problems.len()));
    }
    restore::compare(&to.sums().await?, sums)
}

#[cfg(test)]
mod tests;
