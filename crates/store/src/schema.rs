//! The migrations: numbered, the same on every engine, run in order, never changed once released.

use linli_app::ports::{CommitError, StoreError};

use crate::{database::Engine, plan::Work, statements::statements, value::parameters, view::View};

/// The n-th of them (from 1) brings a database to version n.
const MIGRATIONS: [&str; 12] = [
    include_str!("../migrations/0001_begin.sql"),
    include_str!("../migrations/0002_audit_log.sql"),
    include_str!("../migrations/0003_search.sql"),
    include_str!("../migrations/0004_upkeep.sql"),
    include_str!("../migrations/0005_desk.sql"),
    include_str!("../migrations/0006_notice.sql"),
    include_str!("../migrations/0007_waiting_members.sql"),
    include_str!("../migrations/0008_published_post.sql"),
    include_str!("../migrations/0009_message_seen.sql"),
    include_str!("../migrations/0010_key_and_words.sql"),
    include_str!("../migrations/0011_photos_and_claims.sql"),
    include_str!("../migrations/0012_finished_orders.sql"),
];

const BEGIN: &str =
    "CREATE TABLE IF NOT EXISTS schema_version (version {integer} PRIMARY KEY) {strict}";

statements! {
    VERSION = "SELECT COALESCE(MAX(version), 0) FROM schema_version";
}

/// The version of a database; 0 if it holds nothing yet.
///
/// # Errors
/// [`StoreError`] if the database fails.
pub(crate) async fn version(engine: &Engine) -> Result<usize, StoreError> {
    loop {
        // Two nodes that start at once may both make the table; the later one sees it then.
        match engine.write(Work::Script(engine.dialect().text(BEGIN))).await {
            Err(CommitError::Conflict(_)) => {}
            Err(CommitError::Store(error)) => return Err(error),
            Ok(_) => break,
        }
    }
    let mut view = View::new(engine.reader().await?);
    let version = view.first(VERSION, parameters![], |row| row.small()).await?;
    Ok(version.unwrap_or(0))
}

/// Whether the tables are those of this program; read only.
///
/// # Errors
/// [`StoreError`] if the database fails or holds nothing yet.
pub(crate) async fn is_current(view: &mut View) -> Result<bool, StoreError> {
    let version: Option<usize> = view.first(VERSION, parameters![], |row| row.small()).await?;
    Ok(version == Some(MIGRATIONS.len()))
}

/// Brings the database to this program's version.
///
/// # Errors
/// [`StoreError`] if the database fails, or was written by a newer program.
pub(crate) async fn migrate(engine: &Engine) -> Result<(), StoreError> {
    migrate_to(engine, MIGRATIONS.len()).await
}

/// The version that this program works with.
pub(crate) const fn newest() -> usize {
    MIGRATIONS.len()
}

/// Brings the database to an earlier version of this program, or to its own.
///
/// # Errors
/// [`StoreError`] if the database fails, or was written by a newer program.
pub(crate) async fn migrate_to(engine: &Engine, wanted: usize) -> Result<(), StoreError> {
    let known = MIGRATIONS.len();
    if wanted > known {
        return Err(newer(wanted));
    }
    loop {
        let found = version(engine).await?;
        if found > known {
            return Err(newer(found));
        }
        if found >= wanted {
            return Ok(());
        }
        let Some(migration) = MIGRATIONS.get(found) else { return Ok(()) };
        // The version comes first: of two nodes that migrate at once the later one waits here,
        // fails on the key, and looks again.
        let next = found + 1;
        let claim = format!("INSERT INTO schema_version (version) VALUES ({next});\n");
        let script = engine.dialect().text(&(claim + migration));
        match engine.write(Work::Script(script)).await {
            Ok(_) | Err(CommitError::Conflict(_)) => {}
            Err(CommitError::Store(error)) => return Err(error),
        }
    }
}

fn newer(found: usize) -> StoreError {
    let known = MIGRATIONS.len();
    StoreError(format!(
        "the database has schema version {found} and this program knows only {known}: \
         run the program that wrote it, or a newer one"
    ))
}
