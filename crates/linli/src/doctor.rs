//! What a doctor looks at: the folder, the key, the database, what fits together.

use std::{path::Path, process::ExitCode};

use linli_app::ports::Store as _;
use linli_store::{Database, SqliteLocation, SqliteOptions};
use linli_web::texts::Lang;

use crate::{
    failure::{Failure, Outcome},
    installation::{self, Folder, SCHEMA},
    words::{say, sentence},
};

/// Examines an installation; changes nothing.
pub(crate) async fn examine(data: &Path, url: Option<&str>, lang: Lang) -> Outcome<ExitCode> {
    let missing = |path: &Path| Failure::new("cli-doctor-missing").with("path", path.display());
    if !data.is_dir() {
        return Err(missing(data));
    }
    let folder = Folder::open(data)?;
    let key = folder.key_file();
    if !key.exists() {
        return Err(missing(&key));
    }
    folder.vault()?;
    let path = key.display().to_string();
    say(&sentence(lang, "cli-doctor-key", &[("path", &path)]));
    let database = match url {
        Some(url) => installation::open_postgres(url, SCHEMA).await?,
        None => {
            let file = folder.database();
            if !file.exists() {
                return Err(missing(&file));
            }
            let options = SqliteOptions::default();
            Database::open_sqlite(SqliteLocation::File(&file), options)?
        }
    };
    let version = database.schema_version().await?;
    say(&sentence(lang, "cli-doctor-schema", &[("version", &version)]));
    if version == 0 {
        return Err(Failure::new("cli-doctor-empty"));
    }
    let mut rows = database.snapshot().await?;
    for district in rows.districts().await? {
        let bound = rows.binding(district.id).await?;
        let bound =
            bound.map_or_else(|| "—".to_owned(), |(key, version, _)| format!("{key} {version}"));
        let about: [(&str, &dyn linli_web::texts::TextValue); 2] =
            [("place", &district.name), ("playbook", &bound)];
        say(&sentence(lang, "cli-doctor-district", &about));
    }
    let years: Vec<String> =
        rows.calendar_years().await?.iter().map(|(year, _)| year.to_string()).collect();
    say(&sentence(lang, "cli-doctor-calendars", &[("years", &years.join(" "))]));
    drop(rows);
    let integrity = database.check_integrity().await?;
    let about: [(&str, &dyn linli_web::texts::TextValue); 2] =
        [("cases", &integrity.cases), ("events", &integrity.events)];
    say(&sentence(lang, "cli-doctor-checked", &about));
    for problem in &integrity.problems {
        say(&problem.to_string());
    }
    if integrity.problems.is_empty() {
        Ok(ExitCode::SUCCESS)
    } else {
        let count = integrity.problems.len();
        Err(Failure::new("cli-doctor-problems").with("count", count))
    }
}
