//! The configuration of an installation: one TOML file whose unknown keys are errors.

use std::{
    fs,
    path::{Path, PathBuf},
};

use linli_web::{
    request::AddressRange,
    server::{PublicUrl, Settings},
};
use serde::Deserialize;

use crate::failure::{Failure, Outcome};

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
        let file: File = toml::from_str(text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            let said = error.message().lines().collect::<Vec<_>>().join(" ");
            wrong(path, &format!("{line}: {said}"))
        })?;
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
        ];
        for (text, place) in table {
            let sentence = read(text).unwrap_err().sentence(Lang::En);
            assert!(sentence.contains("linli.toml"), "{sentence}");
            assert!(sentence.contains(place), "{text}: {sentence}");
            assert_eq!(sentence.lines().count(), 1, "{sentence}");
        }
    }
}
