//! The list of contents of a backup: written last, so that a folder without it is no backup.

use std::{
    fs,
    io::{self, Write as _},
    path::Path,
};

use linli_app::Vault;
use linli_kernel::to_hexadecimal;
use linli_store::{Database, TableSum, is_table};
use serde::{Deserialize, Serialize};

use super::{damaged, photos::PhotoSum};
use crate::{
    failure::{Failure, Outcome},
    files::{sync_folder, unusable},
};

/// The shape of a backup's folder that this program writes and reads.
pub(super) const FORMAT: u32 = 2;
const FILE: &str = "manifest.json";

/// What is in a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    /// The shape of the folder.
    pub(super) format: u32,
    /// The program that wrote it.
    pub(super) program: String,
    /// The version of the tables.
    pub(super) schema: usize,
    /// When.
    pub(super) made_at: String,
    /// A word that only the installation's own key gives; it tells nothing about the key.
    pub(super) key_check: String,
    /// The tables.
    pub(super) tables: Vec<TableSum>,
    /// The photos.
    pub(super) photos: PhotoSum,
    /// A hash of all the rest under the installation's key: whoever can write where backups lie makes
    /// no other rows pass with it.
    pub(super) seal: String,
}

impl Manifest {
    /// The list with its seal.
    pub(super) fn sealed(mut self, vault: &Vault) -> Outcome<Self> {
        self.seal = self.seal_under(vault)?;
        Ok(self)
    }

    /// Whether nothing of it was changed since it was written.
    pub(super) fn is_ours(&self, vault: &Vault) -> Outcome<bool> {
        Ok(self.seal == self.seal_under(vault)?)
    }

    fn seal_under(&self, vault: &Vault) -> Outcome<String> {
        let bare = Self { seal: String::new(), ..self.clone() };
        let text = serde_json::to_string(&bare)
            .map_err(|error| unusable(Path::new(FILE), &error.into()))?;
        Ok(to_hexadecimal(&vault.hash("backup", &text)))
    }

    pub(super) fn write(&self, to: &Path) -> Outcome<()> {
        let path = to.join(FILE);
        let failed = |error: std::io::Error| unusable(&path, &error);
        let text = serde_json::to_string_pretty(self).map_err(|error| failed(error.into()))?;
        let mut file = fs::File::create_new(&path).map_err(failed)?;
        writeln!(file, "{text}").and_then(|()| file.sync_all()).map_err(failed)?;
        sync_folder(&path).map_err(failed)
    }

    /// Reads it, and refuses what this program cannot restore.
    pub(super) fn read(from: &Path) -> Outcome<Self> {
        let path = from.join(FILE);
        let text = fs::read_to_string(&path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => {
                Failure::new("cli-failed-backup-unfinished").with("path", from.display())
            }
            _ => unusable(&path, &error),
        })?;
        /// What every version of the list begins with.
        #[derive(Deserialize)]
        struct Beginning {
            format: u32,
            schema: usize,
        }
        let beginning: Beginning = serde_json::from_str(&text).map_err(|_| damaged(&path))?;
        if beginning.format != FORMAT {
            return Err(Failure::new("cli-failed-backup-format")
                .with("found", beginning.format)
                .with("known", FORMAT));
        }
        let known = Database::newest_schema();
        if beginning.schema > known {
            return Err(Failure::new("cli-failed-backup-newer")
                .with("found", beginning.schema)
                .with("known", known));
        }
        let manifest: Self = serde_json::from_str(&text).map_err(|_| damaged(&path))?;
        if manifest.tables.iter().all(|sum| is_table(&sum.table)) {
            Ok(manifest)
        } else {
            Err(damaged(&path))
        }
    }
}
