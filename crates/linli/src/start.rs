//! `linli playbook new`: a commented playbook to begin with, and scenarios that hold in it.

use std::{
    collections::BTreeSet,
    fs::OpenOptions,
    io::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use linli_playbook::{
    Name,
    coverage::Transition,
    language::{RuleNames, compile},
    scenario::{draft, test},
    start,
};
use linli_web::texts::Lang;

use crate::{
    failure::{Failure, Outcome},
    playbook::speech,
    scenarios::{snapshot, surroundings, unreadable},
    words::{say, sentence},
};

/// Writes the playbook and a folder with scenarios beside it; nothing that is there is touched.
pub(crate) fn begin(name: &str, out: Option<PathBuf>, lang: Lang) -> Outcome<ExitCode> {
    let name = Name::new(name).map_err(|_| Failure::new("cli-failed-name").with("name", name))?;
    let file = out.unwrap_or_else(|| PathBuf::from(format!("{name}.kdl")));
    let text = start::playbook(&name);
    write(&file, &text)?;
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let folder = format!("{}-scenarios", stem.unwrap_or_else(|| name.to_string()));
    let folder = file.with_file_name(folder);
    std::fs::create_dir_all(&folder).map_err(unreadable(&folder))?;
    let stories = start::scenarios(&name);
    let around = surroundings();
    if let Ok(playbook) = compile(&file.display().to_string(), &text, &RuleNames::shipped()) {
        let told = test(&playbook, "", &stories, &around);
        let taken: BTreeSet<Transition> = told.taken.iter().cloned().collect();
        let (ways, _) = draft(&playbook, &around, &taken, speech(lang));
        for (scenarios, text) in [("stories.kdl", &stories), ("ways.kdl", &ways)] {
            let path = folder.join(scenarios);
            write(&path, text)?;
            snapshot::compare(&path, &test(&playbook, "", text, &around), true)?;
        }
    }
    let (file, folder) = (file.display().to_string(), folder.display().to_string());
    say(&sentence(lang, "cli-playbook-begun", &[("file", &file), ("folder", &folder)]));
    Ok(ExitCode::SUCCESS)
}

/// Writes a new file.
fn write(path: &Path, text: &str) -> Outcome<()> {
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes())).map_err(unreadable(path))
}
