//! What a doctor looks at: the folder, the key, who else may read them, what sends messages, the
//! database, what fits together.

use std::{path::Path, process::ExitCode};

use linli_app::{audit, matter::PHOTO_SIZES, ports::Store as _};
use linli_channels::FolderBlobs;
use linli_kernel::PhotoId;
use linli_store::{Database, Problem};
use linli_web::texts::Lang;

use crate::{
    audit::found,
    config::Config,
    failure::{Failure, Outcome},
    installation::{self, Folder, PHOTOS},
    words::{say, sentence, word},
};

/// Photos read at a time.
const PAGE: i64 = 5_000;

/// Most photos and findings of the audit that are named one by one.
const NAMED: usize = 20;

/// Most cases without search words that are counted.
const COUNTED: i64 = 10_000;

/// Examines an installation; changes nothing. What only a configuration says is examined where one
/// is given.
pub(crate) async fn examine(
    data: &Path,
    url: Option<&str>,
    config: Option<&Config>,
    lang: Lang,
) -> Outcome<ExitCode> {
    let folder = Folder::existing(data)?;
    let database = installation::open_as_it_is(&folder, url).await?;
    let key = folder.key_file();
    if !key.exists() {
        return Err(installation::not_there(&key));
    }
    let path = key.display().to_string();
    say(&sentence(lang, "cli-doctor-key", &[("path", &path)]));
    for open in folder.open_to_others() {
        let path = open.display().to_string();
        say(&sentence(lang, "cli-doctor-open", &[("path", &path)]));
    }
    if let Some(config) = config {
        messages(config, lang);
    }
    rows(&database, lang).await?;
    let integrity = database.check_integrity().await?;
    let about: [(&str, &dyn linli_web::texts::TextValue); 2] =
        [("cases", &integrity.cases), ("events", &integrity.events)];
    say(&sentence(lang, "cli-doctor-checked", &about));
    for problem in &integrity.problems {
        say(&amiss(problem, lang));
    }
    let lost = photos(&database, &folder.join(PHOTOS), lang).await?;
    let changed = sealed(&database, &folder, lang).await?;
    match integrity.problems.len() + lost + changed {
        0 => Ok(ExitCode::SUCCESS),
        count => Err(Failure::new("cli-doctor-problems").with("count", count)),
    }
}

/// Whether the files are there that rows of photos name; how many photos lack one.
async fn photos(database: &Database, root: &Path, lang: Lang) -> Outcome<usize> {
    let is_there =
        |id: PhotoId| PHOTO_SIZES.iter().all(|size| FolderBlobs::path_in(root, id, size).is_file());
    let (mut looked_at, mut missing, mut after) = (0_usize, Vec::new(), None);
    let mut rows = database.snapshot().await?;
    loop {
        let page = rows.photos_after(after, PAGE).await?;
        after = page.last().copied();
        looked_at += page.len();
        missing.extend(page.into_iter().filter(|id| !is_there(*id)));
        if after.is_none() {
            break;
        }
    }
    drop(rows);
    // A server that runs takes away the rows of unused photos first and their files then.
    let mut rows = database.snapshot().await?;
    let mut lost = Vec::new();
    for id in missing {
        if rows.photo(id).await?.is_some() && !is_there(id) {
            lost.push(id);
        }
    }
    say(&sentence(lang, "cli-doctor-photos", &[("count", &looked_at)]));
    for id in lost.iter().take(NAMED) {
        say(&sentence(lang, "cli-doctor-photo-gone", &[("photo", &id.to_string())]));
    }
    if lost.len() > NAMED {
        let more = lost.len() - NAMED;
        say(&sentence(lang, "cli-doctor-photos-more", &[("count", &more)]));
    }
    Ok(lost.len())
}

/// Whether the audit log is what was sealed; how much of it is not.
async fn sealed(database: &Database, folder: &Folder, lang: Lang) -> Outcome<usize> {
    let mut rows = database.snapshot().await?;
    let verified = audit::verified(rows.as_mut(), &folder.vault()?, None).await?;
    let about: [(&str, &dyn linli_web::texts::TextValue); 2] =
        [("rows", &verified.rows), ("unsealed", &verified.unsealed)];
    say(&sentence(lang, "cli-doctor-audit", &about));
    for finding in verified.findings.iter().take(NAMED) {
        say(&found(lang, finding));
    }
    Ok(verified.findings.len())
}

/// What does not fit together, in words.
fn amiss(problem: &Problem, lang: Lang) -> String {
    let (key, case) = match problem {
        Problem::NoNumber(case) => ("cli-doctor-no-number", case),
        Problem::UnknownNumber(case) => ("cli-doctor-unknown-number", case),
        Problem::History(case) => ("cli-doctor-history", case),
        Problem::Queue(case) => ("cli-doctor-queue", case),
        Problem::Scopes(case) => ("cli-doctor-scopes", case),
        Problem::NoAudit(case) => ("cli-doctor-no-audit", case),
        Problem::Stray(case) => ("cli-doctor-stray", case),
    };
    sentence(lang, key, &[("case", &case.to_string())])
}

/// What sends short messages.
fn messages(config: &Config, lang: Lang) {
    let Some(command) = &config.sms else {
        return say(&word(lang, "cli-doctor-sms-none"));
    };
    match command.examine() {
        Ok(()) => {
            let path = command.program.display().to_string();
            say(&sentence(lang, "cli-doctor-sms", &[("path", &path)]));
        }
        Err(failure) => say(&failure.sentence(lang)),
    }
}

/// Tables, playbooks, calendars, search words.
async fn rows(database: &Database, lang: Lang) -> Outcome<()> {
    let version = database.schema_version().await?;
    say(&sentence(lang, "cli-doctor-schema", &[("version", &version)]));
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
    say(&match years.as_slice() {
        [] => word(lang, "cli-doctor-calendars-none"),
        years => sentence(lang, "cli-doctor-calendars", &[("years", &years.join(" "))]),
    });
    let unsearched = rows.cases_without_words(None, COUNTED).await?.len();
    if unsearched > 0 {
        say(&sentence(lang, "cli-doctor-words", &[("count", &unsearched)]));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use linli_kernel::CaseId;

    use super::*;

    #[test]
    fn what_is_amiss_is_said_in_both_languages() {
        let case = CaseId::new(7).unwrap();
        let every = [
            Problem::NoNumber(case),
            Problem::UnknownNumber(case),
            Problem::History(case),
            Problem::Queue(case),
            Problem::Scopes(case),
            Problem::NoAudit(case),
            Problem::Stray(case),
        ];
        for problem in every {
            // The program's own words are those for the log.
            assert_eq!(amiss(&problem, Lang::En), problem.to_string());
            let words = amiss(&problem, Lang::ZhCn);
            assert!(words.contains("事项") && words.contains(&case.to_string()), "{words}");
        }
    }
}
