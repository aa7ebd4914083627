//! The commands, with their help from the catalogue.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use linli_app::{App, setup};
use linli_channels::{NoSms, SystemClock};
use linli_store::Database;
use linli_web::texts::{Lang, texts};

use crate::{
    account, audit, backup,
    config::Config,
    demo, doctor,
    failure::{Failure, Outcome},
    imports,
    installation::{self, COMMANDS, Folder},
    playbook::{self, Format},
    scenarios, serve, simulate, sms, start,
    words::{say, word},
};

// No doc comments on these: clap would show them as help, and help comes from the catalogue.
#[derive(Debug, Parser)]
#[command(name = "linli", version, disable_help_subcommand = true)]
struct Line {
    #[command(subcommand)]
    command: Command,
}

/// The folder of an installation, if none is named.
pub(crate) const DATA: &str = "linli-data";

// Which installation a command is about.
#[derive(Debug, Args)]
pub(crate) struct Which {
    #[arg(long, conflicts_with_all = ["data", "database"])]
    config: Option<PathBuf>,
    #[arg(long, default_value = DATA)]
    data: PathBuf,
    #[arg(long)]
    database: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Demo {
        #[arg(long)]
        playbook: Option<String>,
        #[arg(long, default_value = "127.0.0.1:8080")]
        listen: String,
        #[arg(long)]
        data: Option<PathBuf>,
        #[arg(long)]
        database: Option<String>,
        #[arg(long)]
        json: bool,
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(i64).range(1..=20))]
        one_of: i64,
    },
    Serve {
        #[arg(long)]
        config: PathBuf,
    },
    Import {
        #[command(subcommand)]
        what: Import,
    },
    Export {
        #[command(subcommand)]
        what: Export,
    },
    Playbook {
        #[command(subcommand)]
        what: Playbook,
    },
    Calendar {
        #[command(subcommand)]
        what: Calendar,
    },
    Audit {
        #[command(subcommand)]
        what: Audit,
    },
    Account {
        #[command(subcommand)]
        what: Account,
    },
    Backup {
        to: PathBuf,
        #[command(flatten)]
        which: Which,
    },
    Restore {
        from: PathBuf,
        #[command(flatten)]
        which: Which,
    },
    Move {
        #[arg(long)]
        to: String,
        #[arg(long, conflicts_with = "data")]
        config: Option<PathBuf>,
        #[arg(long, default_value = DATA)]
        data: PathBuf,
    },
    Migrate {
        #[command(flatten)]
        which: Which,
    },
    Doctor {
        #[command(flatten)]
        which: Which,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Audit {
    Verify {
        #[arg(long)]
        kept: Option<PathBuf>,
        #[command(flatten)]
        which: Which,
    },
    Export {
        folder: PathBuf,
        #[command(flatten)]
        which: Which,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Account {
    List {
        #[command(flatten)]
        which: Which,
    },
    Invite {
        username: String,
        #[arg(long)]
        name: Option<String>,
        #[arg(long)]
        phone: Option<String>,
        #[arg(long, value_enum)]
        office: Option<account::Office>,
        #[command(flatten)]
        which: Which,
    },
    Reset {
        username: String,
        #[command(flatten)]
        which: Which,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    Places {
        file: PathBuf,
        #[arg(long)]
        only: Option<String>,
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        which: Which,
    },
    Staff {
        file: PathBuf,
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        which: Which,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Export {
    Places {
        file: Option<PathBuf>,
        #[command(flatten)]
        which: Which,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Playbook {
    Check {
        file: PathBuf,
        #[arg(long)]
        data: Option<PathBuf>,
        #[arg(long)]
        database: Option<String>,
    },
    Simulate {
        before: PathBuf,
        after: PathBuf,
        #[arg(long)]
        data: Option<PathBuf>,
        #[arg(long)]
        database: Option<String>,
    },
    New {
        name: String,
        #[arg(long)]
        out: Option<PathBuf>,
    },
    Test {
        file: PathBuf,
        #[arg(required_unless_present = "draft")]
        scenarios: Vec<PathBuf>,
        #[arg(long)]
        accept: bool,
        #[arg(long)]
        partial: bool,
        #[arg(long)]
        json: bool,
        #[arg(long)]
        draft: Option<PathBuf>,
    },
    Draw {
        file: PathBuf,
        #[arg(long, value_enum, default_value = "svg")]
        format: Format,
        #[arg(long, default_value = "matter")]
        process: String,
    },
    Publish {
        file: PathBuf,
        #[arg(long)]
        district: Option<String>,
        #[command(flatten)]
        which: Which,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Calendar {
    Import {
        file: PathBuf,
        #[command(flatten)]
        which: Which,
    },
}

impl Command {
    /// Whether it goes on until it is stopped.
    pub(crate) fn is_server(&self) -> bool {
        matches!(self, Self::Demo { .. } | Self::Serve { .. })
    }
}

/// Reads the command line; shows help or what is wrong and ends the process if there is no
/// command in it.
pub(crate) fn parse(lang: Lang) -> Command {
    let matches = localised(Line::command(), "cli", lang).get_matches();
    match Line::from_arg_matches(&matches) {
        Ok(line) => line.command,
        Err(error) => error.exit(),
    }
}

/// The catalogue's key of an option's help: its own, or the one that all commands share.
fn help_key(prefix: &str, argument: &str) -> String {
    let argument = argument.replace('_', "-");
    let own = format!("{prefix}-arg-{argument}");
    if texts().has(Lang::ZhCn, &own) { own } else { format!("cli-arg-{argument}") }
}

/// Puts help from the catalogue on a command and all below it: `cli-demo-about`,
/// `cli-demo-arg-listen`.
fn localised(command: clap::Command, prefix: &str, lang: Lang) -> clap::Command {
    let help = |key: String| Some(key).filter(|key| texts().has(lang, key)).map(|k| word(lang, &k));
    let names: Vec<String> =
        command.get_subcommands().map(|below| below.get_name().to_owned()).collect();
    let mut command = command;
    if let Some(about) = help(format!("{prefix}-about")) {
        command = command.about(about);
    }
    command =
        command.mut_args(|argument| match help(help_key(prefix, argument.get_id().as_str())) {
            Some(text) => argument.help(text),
            None => argument,
        });
    for name in names {
        let below = format!("{prefix}-{name}");
        command = command.mut_subcommand(name, |sub| localised(sub, &below, lang));
    }
    command
}

impl Which {
    fn resolve(self) -> Outcome<(PathBuf, Option<String>)> {
        match self.config {
            Some(path) => Config::read(&path).map(|config| (config.data, config.database)),
            None => Ok((self.data, self.database)),
        }
    }

    /// The use-cases over this installation, made where there is none.
    async fn app(self) -> Outcome<App> {
        let (data, url) = self.resolve()?;
        let folder = Folder::open(&data)?;
        let database = Arc::new(installation::open_for_command(&folder, url.as_deref()).await?);
        let (clock, sms) = (Arc::new(SystemClock), Arc::new(NoSms));
        installation::app(&folder, database, clock, sms, COMMANDS)
    }

    /// The use-cases over this installation as it is; nothing is made.
    async fn existing(self) -> Outcome<App> {
        let (data, url) = self.resolve()?;
        Ok(beside(&data, url.as_deref()).await?.1)
    }

    /// One for a command that may only try out what it would do.
    async fn app_for(self, dry_run: bool) -> Outcome<App> {
        if dry_run { self.existing().await } else { self.app().await }
    }

    /// Under which address people reach it, where the configuration says.
    fn origin(&self) -> Outcome<Option<String>> {
        let config = self.config.as_deref().map(Config::read).transpose()?;
        Ok(config.map(|config| config.settings.public_url.origin().to_owned()))
    }
}

/// Runs a command.
pub(crate) async fn run(command: Command, lang: Lang) -> Outcome<ExitCode> {
    match command {
        Command::Demo { playbook, listen, data, database, json, one_of } => {
            let data = data.unwrap_or_else(|| demo::folder(playbook.as_deref()));
            let size = demo::Size { part: one_of };
            let options = demo::Options { playbook, listen, data, database, json, size };
            demo::run(options, lang).await.map(|()| ExitCode::SUCCESS)
        }
        Command::Serve { config } => serve(&config, lang).await.map(|()| ExitCode::SUCCESS),
        Command::Import { what: Import::Places { file, only, dry_run, which } } => {
            let bytes = imports::read(&file)?;
            let app = which.app_for(dry_run).await?;
            imports::places(&app, (&file, &bytes), only.as_deref(), dry_run, lang).await
        }
        Command::Import { what: Import::Staff { file, dry_run, which } } => {
            let bytes = imports::read(&file)?;
            imports::staff(&which.app_for(dry_run).await?, (&file, &bytes), dry_run, lang).await
        }
        Command::Export { what: Export::Places { file, which } } => {
            imports::export_places(&which.existing().await?, file.as_deref()).await
        }
        Command::Playbook { what } => about_playbook(what, lang).await,
        Command::Calendar { what: Calendar::Import { file, which } } => {
            let text = imports::read_text(&file)?;
            imports::calendar(&which.app().await?, &text, lang).await
        }
        Command::Audit { what: Audit::Verify { kept, which } } => {
            audit::verify(&which.existing().await?, kept.as_deref(), lang).await
        }
        Command::Audit { what: Audit::Export { folder, which } } => {
            audit::export(&which.existing().await?, folder, lang).await
        }
        Command::Account { what } => about_accounts(what, lang).await,
        Command::Backup { to, which } => back_up(&to, which, lang).await,
        Command::Restore { from, which } => {
            let (data, url) = which.resolve()?;
            backup::restore(&from, &data, url.as_deref(), lang).await
        }
        Command::Move { to, config, data } => {
            let which = Which { config, data, database: None };
            let (data, url) = which.resolve()?;
            if url.is_some() {
                return Err(Failure::new("cli-failed-move-from"));
            }
            backup::move_to(&Folder::existing(&data)?, &to, lang).await
        }
        Command::Migrate { which } => {
            let (data, url) = which.resolve()?;
            installation::open_for_command(&Folder::existing(&data)?, url.as_deref()).await?;
            say(&word(lang, "cli-migrate-done"));
            Ok(ExitCode::SUCCESS)
        }
        Command::Doctor { which } => {
            let config = which.config.as_deref().map(Config::read).transpose()?;
            let (data, url) = which.resolve()?;
            doctor::examine(&data, url.as_deref(), config.as_ref(), lang).await
        }
    }
}

/// The use-cases over an installation as it is, beside a server that may be running on it.
async fn beside(data: &Path, url: Option<&str>) -> Outcome<(Arc<Database>, App)> {
    let folder = Folder::existing(data)?;
    let database = Arc::new(installation::open_as_it_is(&folder, url).await?);
    let (clock, sms) = (Arc::new(SystemClock), Arc::new(NoSms));
    let app = installation::app(&folder, Arc::clone(&database), clock, sms, COMMANDS)?;
    Ok((database, app))
}

/// Backs an installation up.
async fn back_up(to: &Path, which: Which, lang: Lang) -> Outcome<ExitCode> {
    let (data, url) = which.resolve()?;
    let folder = Folder::existing(&data)?;
    let (database, app) = beside(&data, url.as_deref()).await?;
    backup::backup(&folder, &database, &app, to, lang).await
}

/// What the operator does about accounts, beside a server that may be running.
async fn about_accounts(what: Account, lang: Lang) -> Outcome<ExitCode> {
    match what {
        Account::List { which } => account::list(&which.existing().await?, lang).await,
        Account::Invite { username, name, phone, office, which } => {
            let origin = which.origin()?;
            let invited = account::Invited { username, name, phone, office };
            account::invite(&which.existing().await?, invited, origin.as_deref(), lang).await
        }
        Account::Reset { username, which } => {
            let origin = which.origin()?;
            account::reset(&which.existing().await?, &username, origin.as_deref(), lang).await
        }
    }
}

async fn about_playbook(what: Playbook, lang: Lang) -> Outcome<ExitCode> {
    match what {
        Playbook::Check { file, data, database } => {
            playbook::check(&file, data.as_deref(), database.as_deref(), lang).await
        }
        Playbook::Simulate { before, after, data, database } => {
            let app = match (data, database) {
                (None, None) => None,
                (data, database) => {
                    let data = data.unwrap_or_else(|| PathBuf::from(DATA));
                    Some(beside(&data, database.as_deref()).await?.1)
                }
            };
            simulate::compare(&before, &after, app.as_ref(), lang).await
        }
        Playbook::New { name, out } => start::begin(&name, out, lang),
        Playbook::Test { file, scenarios, accept, partial, json, draft } => {
            let playbook = file;
            let options = scenarios::Options { playbook, scenarios, accept, partial, json, draft };
            scenarios::run(&options, lang)
        }
        Playbook::Draw { file, format, process } => playbook::draw(&file, format, &process, lang),
        Playbook::Publish { file, district, which } => {
            let text = imports::read_text(&file)?;
            let app = which.app().await?;
            imports::publish(&app, (&file, &text), district.as_deref(), lang).await
        }
    }
}

/// Serves an installation; an empty one shows the link of its first administrator.
async fn serve(path: &Path, lang: Lang) -> Outcome<()> {
    let config = Config::read(path)?;
    let sms = sms::outlet(config.sms)?;
    let listener = serve::listen(&config.listen).await?;
    let folder = Folder::open(&config.data)?;
    let _taken = folder.take(config.database.is_some().then_some(config.node))?;
    let database = installation::open_database(&folder, config.database.as_deref()).await?;
    let clock = Arc::new(SystemClock);
    let app = installation::app(&folder, Arc::new(database), clock, sms, config.node)?;
    if setup::is_demonstration(app.store.as_ref()).await? {
        return Err(Failure::new("cli-failed-demo-data"));
    }
    serve::first_run(&app, config.settings.public_url.origin(), lang).await?;
    serve::serve(app, listener, config.settings).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_and_option_has_its_help_in_both_languages() {
        fn check(command: &clap::Command, prefix: &str, missing: &mut Vec<String>) {
            let mut keys = vec![format!("{prefix}-about")];
            let own = command.get_arguments().map(|argument| argument.get_id().as_str());
            let own = own.filter(|id| !["help", "version"].contains(id));
            keys.extend(own.map(|id| help_key(prefix, id)));
            for lang in Lang::ALL {
                missing.extend(keys.iter().filter(|key| !texts().has(lang, key)).cloned());
            }
            for below in command.get_subcommands() {
                check(below, &format!("{prefix}-{}", below.get_name()), missing);
            }
        }
        let mut missing = Vec::new();
        check(&Line::command(), "cli", &mut missing);
        assert_eq!(missing, Vec::<String>::new());
        Line::command().debug_assert();
    }
}
