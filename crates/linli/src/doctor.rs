//! What a doctor looks at: the folder, the key, who else may read them, what sends messages, the
//! database, what fits together.

use std::{path::Path, process::ExitCode};

use linli_app::ports::Store as _;
use linli_store::{Database, Problem};
use linli_web::texts::Lang;

use crate::{
    config::Config,
    failure::{Failure, Outcome},
    installation::{self, Folder},
    words::{say, sentence, word},
};

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
    if integrity.problems.is_empty() {
        Ok(ExitCode::SUCCESS)
    } else {
        let count = integrity.problems.len();
        Err(Failure::new("cli-doctor-problems").with("count", count))
    }
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
