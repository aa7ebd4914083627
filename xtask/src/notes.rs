//! A file into which tests write lines that `cargo xtask test` reads at its end: tests are programs
//! of their own, and a runner passes on only what they print when they fail.

use std::fs;
use std::path::{Path, PathBuf};

/// Such a file below the folder into which cargo builds.
#[derive(Debug)]
pub(crate) struct Notes {
    pub(crate) path: PathBuf,
}

impl Notes {
    /// An empty one, whatever an earlier run left.
    pub(crate) fn begin(target: &Path, name: &str) -> Result<Self, String> {
        let path = target.join(name);
        fs::create_dir_all(target)
            .and_then(|()| fs::write(&path, ""))
            .map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(Self { path })
    }

    /// What stands in it; that it is lost is said and never taken for an empty one.
    pub(crate) fn text(&self) -> Result<String, String> {
        fs::read_to_string(&self.path).map_err(|error| format!("{}: {error}", self.path.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tests_write_is_read_and_begins_anew_with_each_run() {
        let target = std::env::temp_dir().join(format!("linli-notes-{}", std::process::id()));
        let first = Notes::begin(&target, "notes.txt").unwrap();
        assert_eq!(first.text(), Ok(String::new()));
        fs::write(&first.path, "one\ntwo\n").unwrap();
        assert_eq!(first.text(), Ok("one\ntwo\n".to_owned()));
        assert_eq!(Notes::begin(&target, "notes.txt").unwrap().text(), Ok(String::new()));
        fs::remove_dir_all(&target).unwrap();
        assert!(first.text().unwrap_err().contains("notes.txt"), "a lost file is no silence");
    }
}
