//! Files in a folder: one per photo and size, durable when written.

use std::{
    fs::{self, DirBuilder, DirEntry, File, OpenOptions},
    io::{self, ErrorKind, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use async_trait::async_trait;
use linli_app::ports::{BlobError, Blobs};
use linli_kernel::PhotoId;

/// A folder of files, 256 folders below it so that none grows too long.
#[derive(Debug)]
pub struct FolderBlobs {
    root: PathBuf,
    /// Tells unfinished files of this process apart.
    unfinished: AtomicU64,
}

impl FolderBlobs {
    /// Opens the folder, making it if it is not there, and removes what an earlier process left
    /// unfinished an hour ago or longer: of younger files a server that runs may be the owner.
    ///
    /// # Errors
    /// [`BlobError`] if the folder can be neither made nor read.
    pub fn open(root: impl Into<PathBuf>) -> Result<Self, BlobError> {
        let root = root.into();
        let cleared = private_folder(&root).and_then(|()| remove_unfinished(&root));
        cleared.map_err(|error| named(&root, &error))?;
        Ok(Self { root, unfinished: AtomicU64::new(0) })
    }

    /// Where such a folder keeps a photo in a size, whether the file is there or not.
    #[must_use]
    pub fn path_in(root: &Path, photo: PhotoId, size: &str) -> PathBuf {
        // The lowest bits are the counter's, which is nearly always 0: mix before folding.
        let mixed = photo.get().unsigned_abs().wrapping_mul(0x9e37_79b9_7f4a_7c15);
        root.join(format!("{:02x}", mixed >> 56)).join(format!("{photo}-{size}"))
    }

    fn path(&self, photo: PhotoId, size: &str) -> PathBuf {
        Self::path_in(&self.root, photo, size)
    }
}

/// Makes a folder, and those above it, that only its owner enters.
fn private_folder(path: &Path) -> io::Result<()> {
    let mut folder = DirBuilder::new();
    folder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        folder.mode(0o700);
    }
    folder.create(path)
}

/// Makes a file that only its owner reads.
fn private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}

const UNFINISHED: &str = "unfinished-";

/// Writing one file never takes so long: 1 hour.
const SURELY_LEFT: Duration = Duration::from_secs(3_600);

fn remove_unfinished(root: &Path) -> io::Result<()> {
    for entry in fs::read_dir(root)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
            match remove_left(&entry) {
                // Its owner finished it, or another process removed it.
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                done => done?,
            }
        }
    }
    Ok(())
}

fn remove_left(entry: &DirEntry) -> io::Result<()> {
    // A file of the future, after the clock was set back, is young too.
    let age = entry.metadata()?.modified()?.elapsed().unwrap_or_default();
    if age < SURELY_LEFT { Ok(()) } else { fs::remove_file(entry.path()) }
}

fn named(path: &Path, error: &io::Error) -> BlobError {
    BlobError(format!("{}: {error}", path.display()))
}

/// Writes beside, syncs, renames, syncs the folder: after a power cut the file is there whole or
/// not at all.
fn write_durably(root: &Path, beside: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(root);
    if !folder.is_dir() {
        private_folder(folder)?;
        File::open(root)?.sync_all()?;
    }
    let written = private_file(beside).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    if let Err(error) = written.and_then(|()| fs::rename(beside, path)) {
        // The first error says what is wrong; a leftover is removed at the next start.
        let _ = fs::remove_file(beside);
        return Err(error);
    }
    File::open(folder)?.sync_all()
}

/// Makes what was done in a file's folder durable.
fn synced(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BlobError> + Send + 'static,
) -> Result<T, BlobError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| Err(BlobError(error.to_string())))
}

#[async_trait]
impl Blobs for FolderBlobs {
    async fn put(
        &self,
        photo: PhotoId,
        size: &'static str,
        bytes: Vec<u8>,
    ) -> Result<(), BlobError> {
        let path = self.path(photo, size);
        let root = self.root.clone();
        let number = self.unfinished.fetch_add(1, Ordering::Relaxed);
        let beside = root.join(format!("{UNFINISHED}{}-{number}", std::process::id()));
        blocking(move || {
            write_durably(&root, &beside, &path, &bytes).map_err(|error| named(&path, &error))
        })
        .await
    }

    async fn get(&self, photo: PhotoId, size: &'static str) -> Result<Option<Vec<u8>>, BlobError> {
        let path = self.path(photo, size);
        blocking(move || match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(named(&path, &error)),
        })
        .await
    }

    async fn remove(&self, photo: PhotoId, size: &'static str) -> Result<(), BlobError> {
        let path = self.path(photo, size);
        blocking(move || match fs::remove_file(&path).and_then(|()| synced(&path)) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(named(&path, &error)),
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn photo(number: i64) -> PhotoId {
        PhotoId::new(number).unwrap()
    }

    #[tokio::test]
    async fn what_was_put_is_got_by_photo_and_size_also_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = FolderBlobs::open(folder.path().join("photos")).unwrap();
        blobs.put(photo(1), "full", vec![1, 2, 3]).await.unwrap();
        blobs.put(photo(1), "small", vec![4]).await.unwrap();
        blobs.put(photo(1), "small", vec![5]).await.unwrap();
        drop(blobs);
        let blobs = FolderBlobs::open(folder.path().join("photos")).unwrap();
        assert_eq!(blobs.get(photo(1), "full").await.unwrap(), Some(vec![1, 2, 3]));
        assert_eq!(blobs.get(photo(1), "small").await.unwrap(), Some(vec![5]));
        assert_eq!(blobs.get(photo(2), "full").await.unwrap(), None);
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn only_the_owner_reads_them() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let blobs = FolderBlobs::open(folder.path().join("photos")).unwrap();
        blobs.put(photo(1), "full", vec![1]).await.unwrap();
        let file = blobs.path(photo(1), "full");
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&file), 0o600);
        assert_eq!(mode(file.parent().unwrap()), 0o700);
        assert_eq!(mode(&folder.path().join("photos")), 0o700);
    }

    #[tokio::test]
    async fn what_was_removed_is_gone_and_the_rest_stays() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = FolderBlobs::open(folder.path()).unwrap();
        for (number, size) in [(1, "full"), (1, "small"), (2, "full")] {
            blobs.put(photo(number), size, vec![1]).await.unwrap();
        }
        // Twice: whoever died after the first time asks again.
        for _ in 0..2 {
            blobs.remove(photo(1), "full").await.unwrap();
        }
        assert_eq!(blobs.get(photo(1), "full").await.unwrap(), None);
        assert_eq!(blobs.get(photo(1), "small").await.unwrap(), Some(vec![1]));
        assert_eq!(blobs.get(photo(2), "full").await.unwrap(), Some(vec![1]));
    }

    #[tokio::test]
    async fn a_failed_write_leaves_nothing_and_says_where() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = FolderBlobs::open(folder.path()).unwrap();
        let path = blobs.path(photo(3), "full");
        // A folder stands where the file should go.
        fs::create_dir_all(path.join("in-the-way")).unwrap();
        let error = blobs.put(photo(3), "full", vec![1]).await.unwrap_err();
        assert!(error.to_string().contains("-full"), "{error}");
        let leftovers = fs::read_dir(folder.path()).unwrap().filter(|entry| {
            entry.as_ref().unwrap().file_name().to_string_lossy().starts_with(UNFINISHED)
        });
        assert_eq!(leftovers.count(), 0);
    }

    #[test]
    fn only_unfinished_files_of_a_killed_process_are_removed_at_the_next_start() {
        let folder = tempfile::tempdir().unwrap();
        let paths = ["unfinished-1-1", "unfinished-2-1"].map(|name| folder.path().join(name));
        let [left, running] = &paths;
        for path in &paths {
            fs::write(path, [1]).unwrap();
        }
        let file = File::options().write(true).open(left).unwrap();
        let written = file.metadata().unwrap().modified().unwrap();
        file.set_modified(written - SURELY_LEFT).unwrap();
        FolderBlobs::open(folder.path()).unwrap();
        assert!(!left.exists());
        assert!(running.exists(), "a running server's upload was removed");
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, [1]).unwrap();
        let error = FolderBlobs::open(file.join("photos")).unwrap_err();
        assert!(error.to_string().contains("photos"), "{error}");
    }
}
