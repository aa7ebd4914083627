//! `linli audit`: the log verified, and taken out for somebody else to verify or to keep.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
};

use linli_app::{
    App,
    account::Administrator,
    audit::{self, Archive, Finding},
};
use linli_web::texts::{Lang, TextValue};

use crate::{
    failure::{Failure, Outcome},
    files::unusable,
    words::{say, sentence, word},
};

/// Verifies the log; one that is not sound, or not there, is a failure.
pub(crate) async fn verify(app: &App, kept: Option<&Path>, lang: Lang) -> Outcome<ExitCode> {
    let kept = kept.map(|path| fs::read_to_string(path).map_err(|error| unusable(path, &error)));
    let kept = kept.transpose()?;
    let verified = audit::verify(app, Administrator::Operator, kept.as_deref()).await?;
    if (verified.rows, verified.unsealed) == (0, 0) {
        return Err(Failure::new("cli-audit-nothing"));
    }
    let counts = [("rows", verified.rows.to_string()), ("unsealed", verified.unsealed.to_string())];
    say(&told(lang, "cli-audit-verified", &counts));
    if let Some(since) = verified.unsealed_since {
        say(&told(lang, "cli-audit-unsealed", &[("since", since.to_string())]));
    }
    for finding in &verified.findings {
        say(&found(lang, finding));
    }
    if !verified.findings.is_empty() {
        return Ok(ExitCode::FAILURE);
    }
    say(&word(lang, "cli-audit-sound"));
    if let Some(checkpoint) = &verified.checkpoint {
        say(&word(lang, "cli-audit-keep"));
        say(checkpoint.trim_end());
        say(&verified.verifier_key);
    }
    Ok(ExitCode::SUCCESS)
}

/// Fills a folder with what somebody else needs to verify the log.
pub(crate) async fn export(app: &App, folder: PathBuf, lang: Lang) -> Outcome<ExitCode> {
    let shown = folder.display().to_string();
    let exported = audit::export(app, Administrator::Operator, &mut FolderArchive(folder)).await?;
    let values = [
        ("rows", exported.rows.to_string()),
        ("tiles", exported.tiles.to_string()),
        ("folder", shown),
    ];
    say(&told(lang, "cli-audit-exported", &values));
    Ok(ExitCode::SUCCESS)
}

/// A finding in words.
pub(crate) fn found(lang: Lang, finding: &Finding) -> String {
    let values: Vec<_> =
        finding.values().into_iter().map(|(name, value)| (name, value.to_string())).collect();
    told(lang, finding.text_key(), &values)
}

fn told(lang: Lang, key: &str, values: &[(&str, String)]) -> String {
    let values: Vec<(&str, &dyn TextValue)> =
        values.iter().map(|(name, value)| (*name, value as &dyn TextValue)).collect();
    sentence(lang, key, &values)
}

/// A folder that is filled; what is there already is never overwritten.
struct FolderArchive(PathBuf);

impl Archive for FolderArchive {
    fn put(&mut self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self.0.join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut file = fs::OpenOptions::new().write(true).create_new(true).open(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    }
}
