//! The commands, with their help from the catalogue.

use std::{path::PathBuf, process::ExitCode};

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use linli_web::texts::{Lang, texts};

use crate::{
    audit::{self, AuditCommand},
    demo,
    failure::Outcome,
    playbook::{self, PlaybookCommand},
    words::word,
};

// No doc comments on these: clap would show them as help, and help comes from the catalogue.
#[derive(Debug, Parser)]
#[command(name = "linli", version, disable_help_subcommand = true)]
struct Line {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Demo {
        #[arg(long, default_value = "127.0.0.1:8080")]
        listen: String,
        #[arg(long, default_value = "linli-data")]
        data: PathBuf,
        #[arg(long)]
        database: Option<String>,
        #[arg(long)]
        json: bool,
    },
    Playbook {
        #[command(subcommand)]
        command: PlaybookCommand,
    },
    Audit {
        #[command(subcommand)]
        command: AuditCommand,
    },
}

impl Command {
    /// Whether it goes on until it is stopped.
    pub(crate) fn is_server(&self) -> bool {
        matches!(self, Self::Demo { .. })
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
    command = command.mut_args(|argument| {
        match help(format!("{prefix}-arg-{}", argument.get_id().as_str().replace('_', "-"))) {
            Some(text) => argument.help(text),
            None => argument,
        }
    });
    for name in names {
        let below = format!("{prefix}-{name}");
        command = command.mut_subcommand(name, |sub| localised(sub, &below, lang));
    }
    command
}

/// Runs a command.
pub(crate) async fn run(command: Command, lang: Lang) -> Outcome<ExitCode> {
    match command {
        Command::Demo { listen, data, database, json } => {
            let options = demo::Options { listen, data, database, json };
            demo::run(options, lang).await.map(|()| ExitCode::SUCCESS)
        }
        Command::Playbook { command } => playbook::run(&command, lang),
        Command::Audit { command } => audit::run(command, lang).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_and_option_has_its_help_in_both_languages() {
        fn check(command: &clap::Command, prefix: &str, missing: &mut Vec<String>) {
            let mut keys = vec![format!("{prefix}-about")];
            let own = command.get_arguments().map(|a| a.get_id().as_str().replace('_', "-"));
            let built_in = ["help", "version"];
            let own = own.filter(|id| !built_in.contains(&id.as_str()));
            keys.extend(own.map(|id| format!("{prefix}-arg-{id}")));
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
