//! The demo of any playbook: places by its levels, posts by its roles, organisations by its kinds of
//! parties, and a small true history through its own forms. What is particular to a locality is data
//! ([`data::Data`]); nothing here knows one.

pub(crate) mod build;
pub(crate) mod data;
mod divisions;
mod history;
mod people;
mod places;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod walk {
    mod tests;
}

use std::{fs, path::Path};

use linli_app::setup::SHIPPED_PLAYBOOKS;
use linli_playbook::{
    Playbook,
    language::{RuleNames, examine},
};
use linli_web::texts::Lang;

use crate::{
    failure::{Failure, Outcome},
    playbook::complain_of,
};
use data::Data;
pub(crate) use places::HOME;

/// The localities whose files ship with the program.
const SHIPPED: [(&str, &str); 4] = [
    ("dangtu", include_str!("../../../../../data/demo/dangtu.toml")),
    ("changchun", include_str!("../../../../../data/demo/changchun.toml")),
    ("leling", include_str!("../../../../../data/demo/leling.toml")),
    ("shaanxi", include_str!("../../../../../data/demo/shaanxi.toml")),
];

/// A playbook with what its demo is made from.
#[derive(Debug)]
pub(crate) struct Locality {
    /// How the playbook's file is called in findings.
    pub(crate) file: String,
    pub(crate) text: String,
    pub(crate) playbook: Playbook,
    pub(crate) data: Data,
    /// What holds where the data say nothing.
    pub(crate) usual: Data,
}

impl Locality {
    /// One that ships with the program, or a playbook's file with `NAME.demo.toml` beside it (without
    /// one, its levels make a small demo).
    ///
    /// # Errors
    /// If there is neither, or one of the files has mistakes: those of the playbook are printed.
    pub(crate) fn find(name: &str, lang: Lang) -> Outcome<Self> {
        if let Some(shipped) = SHIPPED_PLAYBOOKS.iter().find(|shipped| shipped.name == name) {
            let text = SHIPPED.iter().find(|(locality, _)| *locality == name);
            let file = format!("data/demo/{name}.toml");
            let data = text.map(|(_, text)| data::read(&file, text)).transpose()?;
            return Self::new(format!("{name}.kdl"), shipped.text.to_owned(), data, lang);
        }
        let path = Path::new(name);
        let text = fs::read_to_string(path).map_err(|error| not_there(name, &error))?;
        let beside = path.with_extension("demo.toml");
        let data = match fs::read_to_string(&beside) {
            Ok(text) => Some(data::read(&beside.display().to_string(), &text)?),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(data::broken(&beside.display().to_string(), &error)),
        };
        Self::new(name.to_owned(), text, data, lang)
    }

    fn new(file: String, text: String, data: Option<Data>, lang: Lang) -> Outcome<Self> {
        let examined = examine(&file, &text, &RuleNames::shipped());
        let Some(playbook) = examined.playbook else {
            complain_of(&examined, crate::playbook::speech(lang));
            return Err(Failure::new("cli-failed-demo-faulty").with("file", file));
        };
        let (data, usual) = (data.unwrap_or_default(), data::default()?);
        Ok(Self { file, text, playbook, data, usual })
    }

    /// The sentence about what the demo has of the locality.
    pub(crate) fn told(&self, lang: Lang) -> Option<&str> {
        let told = self.data.told.as_ref()?;
        match &told.en {
            Some(english) if lang == Lang::En => Some(english),
            _ => Some(&told.zh),
        }
    }
}

fn not_there(name: &str, error: &std::io::Error) -> Failure {
    let known: Vec<&str> = SHIPPED_PLAYBOOKS.iter().map(|shipped| shipped.name).collect();
    let failure = Failure::new("cli-failed-demo-playbook").with("name", name);
    failure.with("known", known.join(", ")).with("said", error)
}
