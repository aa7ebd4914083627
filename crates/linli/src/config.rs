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
    node: u8,
}

/// Its keys.
const KEYS: [&str; 6] = ["listen", "public_url", "data", "database", "trusted_proxies", "node"];
/// How the reader begins its sentence about a key that is none of them.
const UNKNOWN: &str = "unknown field";

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
        if file.node == COMMANDS {
            return Err(Failure::new("cli-failed-config-node").with("path", path.display()));
        }
        let url: PublicUrl =
            file.public_url.parse().map_err(|error: linli_web::server::PublicUrlError| {
                wrong(path, &format!("public_url: {error}"))
            })?;
        let mut settings = Settings::new(url);
        for word in &file.trusted_proxies {
            let range: AddressRange =
                word.parse().map_err(|_| wrong(path, &format!("trusted_proxies: {word}")))?;
            settings.trusted_proxies.push(range);
        }
        let File { listen, data, database, node, .. } = file;
        // A path in the file is meant from where the file is.
        let data = path.parent().map_or_else(|| data.clone(), |folder| folder.join(&data));
        Ok(Self { listen, data, database, node, settings })
    }
}

/// What the file's reader did not take, with its line; a key that nobody knows with the one that
/// was meant.
fn unread(path: &Path, text: &str, error: &toml::de::Error) -> Failure {
    let span = error.span().unwrap_or_default();
    let line = text.get(..span.start).unwrap_or_default().matches('\n').count() + 1;
    let key = text.get(span).unwrap_or_default().trim();
    if error.message().starts_with(UNKNOWN) {
        let near = nearest(key, KEYS);
        let sentence = match near {
            Some(_) => "cli-failed-config-near",
            None => "cli-failed-config-key",
        };
        let failure = Failure::new(sentence).with("path", path.display()).with("line", line);
        let known = near.unwrap_or_else(|| KEYS.join(", "));
        return failure.with("key", key).with("known", known);
    }
    let said = error.message().lines().collect::<Vec<_>>().join(" ");
    wrong(path, &format!("{line}: {said}"))
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
        let table = [
            ("", "1"),
            ("public_url = \"https://a.cn\"\ndata = \"d\"\npublic_ulr = \"x\"\n", "3"),
            ("public_url = \"a.cn\"\ndata = \"d\"\n", "public_url"),
            ("public_url = 1\ndata = \"d\"\n", "1"),
            (
                "public_url = \"https://a.cn\"\ndata = \"d\"\ntrusted_proxies = [\"x\"]\n",
                "trusted_proxies",
            ),
            ("public_url = \n", "1"),
            ("public_url = \"https://a.cn\"\ndata = \"d\"\nnode = 255\n", "node"),
        ];
        for (text, place) in table {
            let sentence = read(text).unwrap_err().sentence(Lang::En);
            assert!(sentence.contains("linli.toml"), "{sentence}");
            assert!(sentence.contains(place), "{text}: {sentence}");
            assert_eq!(sentence.lines().count(), 1, "{sentence}");
        }
    }

    #[test]
    fn a_key_that_nobody_knows_is_answered_with_the_one_that_was_meant() {
        let whole = "public_url = \"https://a.cn\"\ndata = \"d\"\n";
        for (key, wanted) in [
            ("public_ulr", "“public_url”"),
            ("trusted_proxy", "“trusted_proxies”"),
            ("colour", "listen, public_url, data, database, trusted_proxies, node"),
        ] {
            let text = format!("{whole}{key} = 1\n");
            let sentence = read(&text).unwrap_err().sentence(Lang::En);
            assert!(sentence.contains(&format!("“{key}”")), "{sentence}");
            assert!(sentence.contains(wanted) && sentence.contains("line 3"), "{sentence}");
        }
        for key in KEYS {
            let said = toml::from_str::<File>(&format!("{key} = [[1]]")).unwrap_err();
            assert!(!said.message().starts_with(UNKNOWN), "{key}: {said}");
        }
    }

    #[test]
    fn a_node_is_any_number_below_that_of_commands() {
        let text = "public_url = \"https://a.cn\"\ndata = \"d\"\nnode = 254\n";
        assert_eq!(read(text).unwrap().node, 254);
    }
}
