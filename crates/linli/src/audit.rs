//! `linli audit`: the log verified, and taken out for somebody else to verify or to keep.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use clap::{Args, Subcommand};
use linli_app::{
    App,
    account::Administrator,
    audit::{self, Archive, Finding},
};
use linli_channels::{ShownSms, SystemClock};
use linli_web::texts::{Lang, TextValue};

use crate::{
    failure::{Failure, Outcome},
    installation::{self, Folder},
    words::{say, sentence, word},
};

/// The node of commands that run beside a server: their ids never meet its own.
const NODE: u8 = 255;

// No doc comments on these: clap would show them as help, and help comes from the catalogue.
#[derive(Debug, Subcommand)]
pub(crate) enum AuditCommand {
    Verify {
        #[command(flatten)]
        place: Place,
        #[arg(long)]
        kept: Option<PathBuf>,
    },
    Export {
        folder: PathBuf,
        #[command(flatten)]
        place: Place,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Place {
    #[arg(long, default_value = "linli-data")]
    data: PathBuf,
    #[arg(long)]
    database: Option<String>,
}

/// Runs one of the commands; a log that is not sound is a failure.
pub(crate) async fn run(command: AuditCommand, lang: Lang) -> Outcome<ExitCode> {
    match command {
        AuditCommand::Verify { place, kept } => verify(&open(&place).await?, kept, lang).await,
        AuditCommand::Export { folder, place } => export(&open(&place).await?, folder, lang).await,
    }
}

async fn open(place: &Place) -> Outcome<App> {
    // What is not there is not made: an empty log would verify.
    if !place.data.is_dir() {
        return Err(Failure::new("cli-failed-folder")
            .with("path", place.data.display())
            .with("said", io::Error::from(io::ErrorKind::NotFound)));
    }
    let folder = Folder::open(&place.data)?;
    if !folder.key_file().exists() {
        return Err(Failure::new("cli-failed-key")
            .with("path", folder.key_file().display())
            .with("said", io::Error::from(io::ErrorKind::NotFound)));
    }
    let database = installation::open_database(&folder, place.database.as_deref()).await?;
    let sms = Arc::new(ShownSms::default());
    installation::app(&folder, Arc::new(database), Arc::new(SystemClock), sms, NODE)
}

async fn verify(app: &App, kept: Option<PathBuf>, lang: Lang) -> Outcome<ExitCode> {
    let kept = kept.map(|path| fs::read_to_string(&path).map_err(|error| unusable(&path, &error)));
    let kept = kept.transpose()?;
    let verified = audit::verify(app, Administrator::Operator, kept.as_deref()).await?;
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

async fn export(app: &App, folder: PathBuf, lang: Lang) -> Outcome<ExitCode> {
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

fn found(lang: Lang, finding: &Finding) -> String {
    let values: Vec<_> =
        finding.values().into_iter().map(|(name, value)| (name, value.to_string())).collect();
    told(lang, finding.text_key(), &values)
}

fn told(lang: Lang, key: &str, values: &[(&str, String)]) -> String {
    let values: Vec<(&str, &dyn TextValue)> =
        values.iter().map(|(name, value)| (*name, value as &dyn TextValue)).collect();
    sentence(lang, key, &values)
}

fn unusable(path: &Path, error: &io::Error) -> Failure {
    Failure::new("cli-failed-folder").with("path", path.display()).with("said", error)
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
