//! The photos of a backup: copied file by file, summed over their paths and bytes.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use linli_kernel::to_hexadecimal;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{
    failure::Outcome,
    files::{sync_folder, unusable},
    installation::Folder,
};

/// What files that are not whole yet are called.
const UNFINISHED: &str = "unfinished-";

/// What a folder of photos holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PhotoSum {
    /// How many files.
    pub(super) files: usize,
    /// Their bytes.
    pub(super) bytes: u64,
    /// SHA-256 over the paths and the SHA-256 of the files, in the order of the paths.
    pub(super) sha256: String,
}

/// All files below a folder by their path in it; a folder that is not there has none.
fn files(root: &Path) -> io::Result<BTreeMap<String, PathBuf>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(inside) = path.strip_prefix(root) {
                let name = inside.to_string_lossy().into_owned();
                if !name.starts_with(UNFINISHED) {
                    found.insert(name, path);
                }
            }
        }
    }
    Ok(found)
}

fn hexadecimal(hash: Sha256) -> String {
    to_hexadecimal(&hash.finalize())
}

/// Goes through all files; `take` sees each with its bytes.
fn summed(
    root: &Path,
    mut take: impl FnMut(&str, &[u8]) -> io::Result<()>,
) -> io::Result<PhotoSum> {
    let (mut count, mut total, mut hash) = (0, 0, Sha256::new());
    for (name, path) in files(root)? {
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            // Taken away since the folder was listed: no case and no notice refers to it.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        take(&name, &bytes)?;
        count += 1;
        total += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let own = hexadecimal(Sha256::new_with_prefix(&bytes));
        hash.update(format!("{name}\t{own}\n"));
    }
    Ok(PhotoSum { files: count, bytes: total, sha256: hexadecimal(hash) })
}

/// What a folder of photos holds.
pub(super) fn sum(root: &Path) -> Outcome<PhotoSum> {
    summed(root, |_, _| Ok(())).map_err(|error| unusable(root, &error))
}

/// Copies all photos, into a folder that only its owner enters, and makes them durable.
pub(super) fn copy(from: &Path, to: &Path) -> Outcome<PhotoSum> {
    Folder::open(to)?;
    let copied = summed(from, |name, bytes| {
        let path = to.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, bytes)?;
        fs::File::open(&path)?.sync_all()?;
        sync_folder(&path)
    });
    copied.map_err(|error| unusable(to, &error))
}
