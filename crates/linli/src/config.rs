//! The configuration of an installation: one TOML file whose unknown keys are errors.

use std::{
    fs,
    path::{Path, PathBuf},
};

use linli_playbook::language::nearest;
use linli_web::{
    request::AddressRange,
    server::{PublicUrl, Settings},
};
use serde::Deserialize;

use crate::{
    failure::{Failure, Outcome},
    installation::COMMANDS,
    sms::SmsCommand,
};

/// The file as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default = "usual_listen")]
    listen: String,
    /// Under which address people reach it.
    public_url: String,
    /// Where keys, photos and the SQLite file are.
    data: PathBuf,
    /// A PostgreSQL server instead of the SQLite file.
    #[serde(default)]
    database: Option<String>,
    /// Proxies whose `X-Forwarded-For` is believed.
    #[serde(default)]
    trusted_proxies: Vec<String>,
    /// Nodes that share a PostgreSQL server have different numbers.
    #[serde(default)]
    node: i64,
    /// What sends short messages.
    #[serde(default)]
    sms: Option<SmsPart>,
}

/// `[sms]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SmsPart {
    /// A program and its arguments.
    command: Vec<String>,
}

/// How the reader begins its sentence about a key that is none of those that there are.
const UNKNOWN: &str = "unknown field";
/// How it begins the one about a key that has to be there.
const MISSING: &str = "missing field";
/// How it begins those about a value of another kind than its key's.
const VALUE: [&str; 3] = ["invalid type", "invalid value", "invalid length"];

fn usual_listen() -> String {
    "127.0.0.1:8080".to_owned()
}

/// How an installation runs.
#[derive(Debug)]
pub(crate) struct Config {
    pub(crate) listen: String,
    pub(crate) data: PathBuf,
    pub(crate) database: Option<String>,
    pub(crate) node: u8,
    pub(crate) sms: Option<SmsCommand>,
    pub(crate) settings: Settings,
}

impl Config {
    /// Reads a file.
    ///
    /// # Errors
    /// One sentence with the file, the line and what is wrong there.
    pub(crate) fn read(path: &Path) -> Outcome<Self> {
        let text = fs::read_to_string(path).map_err(|error| wrong(path, &error))?;
        Self::from_text(path, &text)
    }

    fn from_text(path: &Path, text: &str) -> Outcome<Self> {
        let file: File = toml::from_str(text).map_err(|error| unread(path, text, &error))?;
        let unfit = |key| value(path, line_of(text, key), key);
        let node = u8::try_from(file.node).ok().filter(|node| *node != COMMANDS);
        let node = node.ok_or_else(|| unfit("node"))?;
        let url: PublicUrl = file.public_url.parse().map_err(|_| unfit("public_url"))?;
        if !is_socket(&file.listen) {
            return Err(unfit("listen"));
        }
        let mut settings = Settings::new(url);
        for word in &file.trusted_proxies {
            let range: AddressRange = word.parse().map_err(|_| unfit("trusted_proxies"))?;
            settings.trusted_proxies.push(range);
        }
        // A path in the file is meant from where the file is.
        let from_here = |named: &Path| {
            path.parent().map_or_else(|| named.to_owned(), |folder| folder.join(named))
        };
        // A bare name would be looked for among the system's programs.
        let program_here = |named: &str| {
            let named = from_here(Path::new(named));
            std::path::absolute(&named).unwrap_or(named)
        };
        let sms = match file.sms.map(|part| part.command) {
            None => None,
            Some(command) => match command.split_first() {
                Some((program, arguments)) if !program.is_empty() => Some(SmsCommand {
                    program: program_here(program),
                    arguments: arguments.to_vec(),
                }),
                _ => return Err(unfit("command")),
            },
        };
        let data = from_here(&file.data);
        Ok(Self { listen: file.listen, data, database: file.database, node, sms, settings })
    }
}

/// Whether text is a host or an address with a port behind it.
fn is_socket(text: &str) -> bool {
    let (host, port) = text.rsplit_once(':').unwrap_or_default();
    !host.is_empty() && port.parse::<u16>().is_ok()
}

/// The line on which a key's value begins.
fn line_of(text: &str, key: &str) -> usize {
    let names = |line: &str| line.split('=').next().is_some_and(|name| name.trim() == key);
    text.lines().position(names).map_or(1, |line| line + 1)
}

/// A value that its key cannot have; the sentence says what it can be.
fn value(path: &Path, line: usize, key: &str) -> Failure {
    let failure = Failure::new("cli-failed-config-value").with("path", path.display());
    failure.with("line", line).with("key", key)
}

/// What the file's reader did not take, with its line: a key that nobody knows with the one that
/// was meant, one that is missing, a value of another kind, or text that is no configuration.
fn unread(path: &Path, text: &str, error: &toml::de::Error) -> Failure {
    let said = error.message();
    let start = error.span().unwrap_or_default().start;
    let line = text.get(..start).unwrap_or_default().matches('\n').count() + 1;
    // The reader sets names in backticks: first what is wrong, then what could stand there.
    let mut names = said.split('`').skip(1).step_by(2);
    let failure = |sentence| Failure::new(sentence).with("path", path.display());
    if said.starts_with(UNKNOWN) {
        let key = names.next().unwrap_or_default();
        let known: Vec<&str> = names.collect();
        let near = nearest(key, known.iter().copied());
        let sentence = match near {
            Some(_) => "cli-failed-config-near",
            None => "cli-failed-config-key",
        };
        let known = near.unwrap_or_else(|| known.join(", "));
        return failure(sentence).with("line", line).with("key", key).with("known", known);
    }
    if said.starts_with(MISSING) {
        let key = names.next().unwrap_or_default();
        return failure("cli-failed-config-missing").with("key", key);
    }
    let key = text.lines().nth(line - 1).and_then(|line| line.split_once('=')).map(|(key, _)| key);
    match key {
        Some(key) if VALUE.iter().any(|start| said.starts_with(start)) => {
            value(path, line, key.trim())
        }
        _ => failure("cli-failed-config-syntax").with("line", line),
    }
}

fn wrong(path: &Path, said: &dyn std::fmt::Display) -> Failure {
    Failure::new("cli-failed-config").with("path", path.display()).with("said", said)
}

#[cfg(test)]
mod tests {
    use linli_web::texts::Lang;

    use super::*;

    fn read(text: &str) -> Outcome<Config> {
        Config::from_text(Path::new("/etc/linli/linli.toml"), text)
    }

    #[test]
    fn a_small_file_is_enough() {
        let config = read("public_url = \"https://linli.example.cn\"\ndata = \"data\"\n").unwrap();
        assert_eq!(config.data, Path::new("/etc/linli/data"));
        assert_eq!(config.listen, "127.0.0.1:8080");
        assert!(config.settings.secure_cookies);
    }

    #[test]
    fn every_mistake_is_one_sentence_that_names_the_place() {
        let whole = "public_url = \"https://a.cn\"\ndata = \"d\"\n";
        let with = |line: &str| format!("{whole}{line}\n");
        let table = [
            (String::new(), "“public_url” is missing"),
            ("public_url = \"https://a.cn\"\n".to_owned(), "“data” is missing"),
            (with("public_ulr = \"x\""), "line 3"),
            ("public_url = \"a.cn\"\ndata = \"d\"\n".to_owned(), "line 1: “public_url” is"),
            ("public_url = 1\ndata = \"d\"\n".to_owned(), "https://linli.example.cn"),
            (with("trusted_proxies = [\"x\"]"), "line 3: “trusted_proxies” is"),
            ("public_url = \n".to_owned(), "line 1 is not written"),
            (with("node = 255"), "line 3: “node” is a whole number from 0 to 254"),
            (with("node = 300"), "from 0 to 254"),
            (with("node = -1"), "from 0 to 254"),
            (with("node = \"a\""), "from 0 to 254"),
            (with("listen = \"99\""), "line 3: “listen” is"),
            (with("listen = \"127.0.0.1:99999\""), "“listen” is"),
            (with("database = 5"), "postgres://"),
            (with("data = \"twice\""), "line 3 is not written"),
            (with("[sms]\ncommand = []"), "line 4: “command” is"),
            (with("[sms]\ncommand = \"/bin/true\""), "line 4: “command” is"),
            (with("[sms]"), "“command” is missing"),
        ];
        for (text, place) in table {
            let failure = read(&text).unwrap_err();
            let sentence = failure.sentence(Lang::En);
            assert!(sentence.contains("linli.toml"), "{sentence}");
            assert!(sentence.contains(place), "{text}: {sentence}");
            for sentence in [sentence, failure.sentence(Lang::ZhCn)] {
                assert_eq!(sentence.lines().count(), 1, "{sentence}");
                assert!(!sentence.contains("expected") && !sentence.contains('$'), "{sentence}");
            }
        }
    }

    #[test]
    fn a_key_that_nobody_knows_is_answered_with_the_one_that_was_meant() {
        let whole = "public_url = \"https://a.cn\"\ndata = \"d\"\n";
        for (key, wanted) in [
            ("public_ulr", "“public_url”"),
            ("trusted_proxy", "“trusted_proxies”"),
            ("colour", "listen, public_url, data, database, trusted_proxies, node, sms"),
        ] {
            let text = format!("{whole}{key} = 1\n");
            let sentence = read(&text).unwrap_err().sentence(Lang::En);
            assert!(sentence.contains(&format!("“{key}”")), "{sentence}");
            assert!(sentence.contains(wanted) && sentence.contains("line 3"), "{sentence}");
        }
        let sentence =
            read(&format!("{whole}[sms]\ncomand = []\n")).unwrap_err().sentence(Lang::En);
        assert!(sentence.contains("line 4") && sentence.contains("“command”"), "{sentence}");
    }

    #[test]
    fn a_program_that_sends_messages_is_meant_from_where_the_file_is() {
        let whole = "public_url = \"https://a.cn\"\ndata = \"d\"\n";
        assert!(read(whole).unwrap().sms.is_none());
        for (program, wanted) in [("send-sms", "/etc/linli/send-sms"), ("/opt/send", "/opt/send")] {
            let text = format!("{whole}[sms]\ncommand = [\"{program}\", \"--fast\"]\n");
            let sms = read(&text).unwrap().sms.unwrap();
            assert_eq!(sms.program, Path::new(wanted));
            assert_eq!(sms.arguments, ["--fast"]);
        }
    }

    #[test]
    fn a_node_is_any_number_below_that_of_commands() {
        let text = "public_url = \"https://a.cn\"\ndata = \"d\"\nnode = 254\n";
        assert_eq!(read(text).unwrap().node, 254);
    }
}
