//! Importing and exporting files, playbooks and calendars from the command line.

use std::{fs, path::Path, process::ExitCode, time::Duration};

use linli_app::{
    App,
    account::Administrator,
    setup::{self, Import, Progress, Published, Stage},
};
use linli_web::{
    request::table_sentence,
    texts::{Lang, TextValue},
};

use crate::{
    failure::{Failure, Outcome},
    playbook,
    words::{complain, say, sentence},
};

const BY: Administrator<'static> = Administrator::Operator;

/// The bytes of a file; read before anything is opened, so that a wrong name makes nothing.
pub(crate) fn read(path: &Path) -> Outcome<Vec<u8>> {
    fs::read(path).map_err(|error| {
        Failure::new("cli-failed-file").with("path", path.display()).with("said", error)
    })
}

/// The text of a file.
pub(crate) fn read_text(path: &Path) -> Outcome<String> {
    let bytes = read(path)?;
    String::from_utf8(bytes).map_err(|error| {
        Failure::new("cli-failed-file")
            .with("path", path.display())
            .with("said", error.utf8_error())
    })
}

/// Imports places.
pub(crate) async fn places(
    app: &App,
    (file, bytes): (&Path, &[u8]),
    only: Option<&str>,
    dry_run: bool,
    lang: Lang,
) -> Outcome<ExitCode> {
    let progress = Progress::default();
    let import = setup::import_places_watched(app, BY, bytes, only, dry_run, &progress);
    let import = told_on(lang, &progress, import).await?;
    Ok(report(file, &import, dry_run, lang))
}

/// Imports organisations, people and posts.
pub(crate) async fn staff(
    app: &App,
    (file, bytes): (&Path, &[u8]),
    dry_run: bool,
    lang: Lang,
) -> Outcome<ExitCode> {
    let progress = Progress::default();
    let import = setup::import_staff_watched(app, BY, bytes, dry_run, &progress);
    let import = told_on(lang, &progress, import).await?;
    Ok(report(file, &import, dry_run, lang))
}

/// How often somebody at a terminal is told how far it came.
const TOLD_EVERY: Duration = Duration::from_secs(2);

/// Does the work, and tells on standard error how far it came: a district has hundreds of thousands of
/// rows, and a terminal that says nothing looks as if it hung.
async fn told_on<T>(lang: Lang, progress: &Progress, work: impl Future<Output = T>) -> T {
    let seen = progress.clone();
    let mut told = so_far(lang, seen.seen());
    complain(&told);
    let telling = tokio::spawn(async move {
        loop {
            tokio::time::sleep(TOLD_EVERY).await;
            let line = so_far(lang, seen.seen());
            if line != told {
                complain(&line);
                told = line;
            }
        }
    });
    let done = work.await;
    telling.abort();
    done
}

/// How far an import came, in words.
fn so_far(lang: Lang, (stage, done, total): (Stage, usize, usize)) -> String {
    let key = match stage {
        Stage::Reading => "admin-import-reading",
        Stage::Checking => "admin-import-checking",
        Stage::Writing => "admin-import-writing",
    };
    let figures: [(&str, &dyn TextValue); 2] = [("done", &done), ("total", &total)];
    sentence(lang, key, &figures)
}

/// Every problem on a line of its own, or what was done.
fn report(file: &Path, import: &Import, dry_run: bool, lang: Lang) -> ExitCode {
    let file = file.display().to_string();
    for problem in &import.problems {
        let column = &problem.column;
        let cell = if column.is_empty() { String::new() } else { format!("{column}:") };
        say(&format!("{file}:{}:{cell} {}", problem.row, table_sentence(lang, problem)));
    }
    if !import.problems.is_empty() {
        let count = import.problems.len();
        complain(&sentence(lang, "cli-import-refused", &[("count", &count)]));
        return ExitCode::FAILURE;
    }
    let key = if dry_run { "cli-import-would" } else { "cli-import-done" };
    let counts: [(&str, &dyn linli_web::texts::TextValue); 3] =
        [("new", &import.new), ("changed", &import.changed), ("unchanged", &import.unchanged)];
    say(&sentence(lang, key, &counts));
    ExitCode::SUCCESS
}

/// Exports places to a file, or to standard output.
pub(crate) async fn export_places(app: &App, file: Option<&Path>) -> Outcome<ExitCode> {
    let bytes = setup::export_places(app, BY).await?;
    let written = match file {
        Some(path) => fs::write(path, &bytes),
        None => std::io::Write::write_all(&mut std::io::stdout(), &bytes),
    };
    match (written, file) {
        (Err(error), Some(path)) => {
            Err(Failure::new("cli-failed-file").with("path", path.display()).with("said", error))
        }
        // A closed pipe is the reader's decision.
        _ => Ok(ExitCode::SUCCESS),
    }
}

/// Publishes a playbook and, if a district is named by its code, binds it.
pub(crate) async fn publish(
    app: &App,
    (file, text): (&Path, &str),
    district: Option<&str>,
    lang: Lang,
) -> Outcome<ExitCode> {
    let name = file.display().to_string();
    let (key, version) = match setup::publish_playbook(app, BY, &name, text, false).await? {
        Published::Stored { key, version, .. } => (key, version),
        Published::Faulty(_) => return playbook::check(file, None, None, lang).await,
    };
    let (key_word, version_word) = (key.to_string(), version.to_string());
    let about: [(&str, &dyn linli_web::texts::TextValue); 2] =
        [("key", &key_word), ("version", &version_word)];
    say(&sentence(lang, "cli-playbook-published", &about));
    let Some(code) = district else { return Ok(ExitCode::SUCCESS) };
    let today = app.now().day();
    let place = app.snapshot().await?.place_by_code("division", code, today).await?;
    let place = place.ok_or_else(|| Failure::new("cli-failed-district").with("code", code))?;
    setup::bind_playbook(app, BY, place.id, &key, version).await?;
    say(&sentence(lang, "cli-playbook-bound", &[("place", &place.name), ("key", &key_word)]));
    Ok(ExitCode::SUCCESS)
}

/// Imports a year's holiday notice.
pub(crate) async fn calendar(app: &App, text: &str, lang: Lang) -> Outcome<ExitCode> {
    let done = setup::import_calendar(app, BY, text).await?;
    let (year, redated) = (done.year.to_string(), done.redated);
    let about: [(&str, &dyn linli_web::texts::TextValue); 4] = [
        ("year", &year),
        ("holidays", &done.holidays),
        ("workdays", &done.workdays),
        ("redated", &redated),
    ];
    say(&sentence(lang, "cli-calendar-done", &about));
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far_an_import_came_is_said_in_both_languages() {
        for (stage, zh, en) in [
            (Stage::Reading, "正在读取文件……", "Reading the file …"),
            (Stage::Checking, "正在检查：3行，共7行", "Checking: row 3 of 7"),
            (Stage::Writing, "正在写入，共7条……", "Writing. Entries: 7 …"),
        ] {
            assert_eq!(so_far(Lang::ZhCn, (stage, 3, 7)), zh);
            assert_eq!(so_far(Lang::En, (stage, 3, 7)), en);
        }
    }
}
