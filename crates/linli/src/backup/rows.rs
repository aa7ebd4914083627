//! The rows of a backup: a file per table with a JSON line per row, compressed.

use std::{
    fs::File,
    io::{self, BufRead as _, BufReader, BufWriter, Write as _},
    path::{Path, PathBuf},
};

use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use linli_app::ports::StoreError;
use linli_kernel::to_hexadecimal;
use linli_store::{Database, Lines, RowSink, RowSource, TableSum};
use linli_web::texts::Lang;
use sha2::{Digest as _, Sha256};

use super::{damaged, tell};
use crate::{failure::Outcome, files::unusable, installation::Folder};

const FOLDER: &str = "rows";

fn path_of(backup: &Path, table: &str) -> PathBuf {
    backup.join(FOLDER).join(format!("{table}.jsonl.gz"))
}

type Out = BufWriter<GzEncoder<File>>;

/// Files that are filled one after the other.
struct Files<'a> {
    backup: &'a Path,
    current: Option<(String, u64, Out)>,
    /// In which language it is said how far it came, if it is.
    lang: Option<Lang>,
}

fn failed(error: &io::Error) -> StoreError {
    StoreError(error.to_string())
}

impl Files<'_> {
    /// Ends the file that is open and makes it durable.
    fn end(&mut self) -> io::Result<()> {
        let Some((table, rows, out)) = self.current.take() else { return Ok(()) };
        let file = out.into_inner().map_err(io::IntoInnerError::into_error)?.finish()?;
        file.sync_all()?;
        if let Some(lang) = self.lang {
            tell(lang, "cli-backup-table", &[("table", &table), ("rows", &rows.to_string())]);
        }
        Ok(())
    }
}

impl RowSink for Files<'_> {
    fn begin(&mut self, table: &str) -> Result<(), StoreError> {
        self.end().map_err(|error| failed(&error))?;
        let file = File::create_new(path_of(self.backup, table)).map_err(|error| failed(&error))?;
        let out = BufWriter::new(GzEncoder::new(file, Compression::fast()));
        self.current = Some((table.to_owned(), 0, out));
        Ok(())
    }

    fn line(&mut self, line: &str) -> Result<(), StoreError> {
        let Some((_, rows, out)) = &mut self.current else { return Ok(()) };
        *rows += 1;
        let written = out.write_all(line.as_bytes()).and_then(|()| out.write_all(b"\n"));
        written.map_err(|error| failed(&error))
    }
}

/// Writes the rows of a database below a folder.
pub(super) async fn write(
    database: &Database,
    to: &Path,
    lang: Option<Lang>,
) -> Outcome<Vec<TableSum>> {
    Folder::open(&to.join(FOLDER))?;
    let mut files = Files { backup: to, current: None, lang };
    let sums = database.dump(&mut files).await?;
    files.end().map_err(|error| unusable(to, &error))?;
    Ok(sums)
}

fn open(backup: &Path, table: &str) -> io::Result<BufReader<GzDecoder<File>>> {
    Ok(BufReader::new(GzDecoder::new(File::open(path_of(backup, table))?)))
}

/// Compares the files with what the list of contents says of them.
pub(super) fn verify(backup: &Path, sums: &[TableSum]) -> Outcome<()> {
    for sum in sums {
        let path = path_of(backup, &sum.table);
        let mut file = open(backup, &sum.table).map_err(|_| damaged(&path))?;
        let (mut rows, mut hash, mut line) = (0, Sha256::new(), Vec::new());
        while file.read_until(b'\n', &mut line).map_err(|_| damaged(&path))? > 0 {
            rows += 1;
            hash.update(&line);
            line.clear();
        }
        if rows != sum.rows || to_hexadecimal(&hash.finalize()) != sum.sha256 {
            return Err(damaged(&path));
        }
    }
    Ok(())
}

/// The rows of a backup on their way into a database.
pub(super) struct Source<'a> {
    backup: &'a Path,
    sums: &'a [TableSum],
}

impl<'a> Source<'a> {
    pub(super) fn new(backup: &'a Path, sums: &'a [TableSum]) -> Self {
        Self { backup, sums }
    }
}

impl RowSource for Source<'_> {
    fn table(&mut self, table: &str) -> Result<Option<(Vec<String>, Lines<'_>)>, StoreError> {
        let Some(sum) = self.sums.iter().find(|sum| sum.table == table) else { return Ok(None) };
        let lines = open(self.backup, table).map_err(|error| failed(&error))?.lines();
        let lines = lines.map(|line| line.map_err(|error| failed(&error)));
        Ok(Some((sum.columns.clone(), Box::new(lines))))
    }
}
