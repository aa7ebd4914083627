//! All rows written out and read in again, the same on both engines: what backup, restore and the
//! move from SQLite to PostgreSQL stand on.
//!
//! Everything is read in one snapshot and written in one transaction. Must never know where the
//! lines go: that is the caller's business, and so is what else belongs to an installation.

mod line;
mod table;

use linli_app::ports::StoreError;
use linli_kernel::to_hexadecimal;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub(crate) use table::{SEEDED, STATEMENTS};
use table::{TABLES, Table};

use crate::{
    Database,
    database::Engine,
    schema,
    value::{Parameter, Row, Value, parameters},
};

/// What a table holds: enough to compare two installations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableSum {
    /// The table.
    pub table: String,
    /// Its columns, in the order of the cells of a line.
    pub columns: Vec<String>,
    /// How many rows.
    pub rows: u64,
    /// SHA-256 over all lines, each with its end, in hexadecimal.
    pub sha256: String,
}

/// Where the rows of a backup go.
pub trait RowSink: Send {
    /// The next table begins.
    ///
    /// # Errors
    /// [`StoreError`] with the sentence that people read.
    fn begin(&mut self, table: &str) -> Result<(), StoreError>;
    /// One row of it, without the line's end.
    ///
    /// # Errors
    /// As [`Self::begin`].
    fn line(&mut self, line: &str) -> Result<(), StoreError>;
}

/// Lines of one table.
pub type Lines<'a> = Box<dyn Iterator<Item = Result<String, StoreError>> + Send + 'a>;

/// Where the rows of a backup come from.
pub trait RowSource: Send {
    /// The columns and lines of a table; `None` if the backup does not have it, because it was
    /// made before there was such a table.
    ///
    /// # Errors
    /// [`StoreError`] with the sentence that people read.
    fn table(&mut self, table: &str) -> Result<Option<(Vec<String>, Lines<'_>)>, StoreError>;
}

/// A sink that only counts.
struct Nowhere;

impl RowSink for Nowhere {
    fn begin(&mut self, _: &str) -> Result<(), StoreError> {
        Ok(())
    }

    fn line(&mut self, _: &str) -> Result<(), StoreError> {
        Ok(())
    }
}

/// Counts and sums the lines of one table.
#[derive(Default)]
struct Sum {
    rows: u64,
    hash: Sha256,
}

impl Sum {
    fn add(&mut self, line: &str) {
        self.rows += 1;
        self.hash.update(line.as_bytes());
        self.hash.update(b"\n");
    }

    fn of(self, table: &str, columns: Vec<String>) -> TableSum {
        let sha256 = to_hexadecimal(&self.hash.finalize());
        TableSum { table: table.to_owned(), columns, rows: self.rows, sha256 }
    }
}

/// Rows of one table on their way in.
pub(crate) struct Load<'a> {
    /// Its table.
    pub(crate) table: &'static str,
    /// The columns of a row, separated by commas.
    pub(crate) columns: String,
    /// The statement that writes a row, with `?1`.
    pub(crate) insert: String,
    /// The rows.
    pub(crate) rows: Box<dyn Iterator<Item = Result<Vec<Parameter>, StoreError>> + Send + 'a>,
}

impl Database {
    /// Writes all rows out, in one snapshot: whatever is written meanwhile is not in it.
    ///
    /// # Errors
    /// [`StoreError`] if the database or the sink fails.
    pub async fn dump(&self, sink: &mut dyn RowSink) -> Result<Vec<TableSum>, StoreError> {
        let mut view = self.view().await?;
        let mut sums = Vec::with_capacity(TABLES.len());
        for table in TABLES {
            sink.begin(table.name)?;
            let mut sum = Sum::default();
            view.scan(table.select, &mut |_, row: &mut Row<'_>| {
                let line = line::write(&row.values()?)?;
                sum.add(&line);
                sink.line(&line)
            })
            .await?;
            sums.push(sum.of(table.name, table.column_names().map(str::to_owned).collect()));
        }
        Ok(sums)
    }

    /// What every table holds.
    ///
    /// # Errors
    /// [`StoreError`] if the database fails.
    pub async fn sums(&self) -> Result<Vec<TableSum>, StoreError> {
        self.dump(&mut Nowhere).await
    }

    /// Whether no table holds anything that a migration did not put there.
    ///
    /// # Errors
    /// [`StoreError`] if the database fails.
    pub async fn is_empty(&self) -> Result<bool, StoreError> {
        let mut view = self.view().await?;
        for table in TABLES.iter().filter(|table| table.name != SEEDED) {
            let count = view.first(table.count, parameters![], |row| row.integer()).await?;
            if count != Some(0) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Reads all rows in, in one transaction, into a database that holds nothing: first its tables
    /// are made as they were at `schema`, then the rows are written, then it is migrated on.
    ///
    /// # Errors
    /// [`StoreError`] if the backup is of a newer program, does not read, or is refused by a
    /// constraint; if the database is not empty or fails. Nothing is written then.
    pub async fn load(&self, schema: usize, source: &mut dyn RowSource) -> Result<(), StoreError> {
        if let Engine::Postgres(postgres) = &self.engine {
            postgres.make_schema().await?;
        }
        schema::migrate_to(&self.engine, schema).await?;
        if self.schema_version().await? == schema::newest() && !self.is_empty().await? {
            return Err(StoreError("the database holds rows already".into()));
        }
        match &self.engine {
            Engine::Sqlite(sqlite) => {
                let mut loading = sqlite.loading()?;
                load_tables(source, |load| loading.load(load))?;
                loading.finish()?;
            }
            Engine::Postgres(postgres) => {
                let mut loading = postgres.loading().await?;
                for table in TABLES {
                    let Some((columns, lines)) = source.table(table.name)? else { continue };
                    loading.load(prepared(table, &columns, lines)?).await?;
                }
                loading.finish().await?;
            }
        }
        schema::migrate(&self.engine).await
    }
}

fn load_tables(
    source: &mut dyn RowSource,
    mut load: impl FnMut(Load<'_>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    for table in TABLES {
        if let Some((columns, lines)) = source.table(table.name)? {
            load(prepared(table, &columns, lines)?)?;
        }
    }
    Ok(())
}

fn prepared<'a>(
    table: &Table,
    columns: &[String],
    lines: Lines<'a>,
) -> Result<Load<'a>, StoreError> {
    let unknown = || StoreError(format!("the backup's table {} has other columns", table.name));
    let width = columns.len();
    let insert = table.insert(columns).ok_or_else(unknown)?;
    let rows = lines.map(move |line| {
        let values = line::read(&line?)?;
        if values.len() != width {
            return Err(StoreError("a line of the backup has another length".into()));
        }
        Ok(values.into_iter().map(|value: Value| Parameter::from(value)).collect())
    });
    Ok(Load { table: table.name, columns: columns.join(", "), insert, rows: Box::new(rows) })
}

/// The names of all tables, for a test that compares them with the schema.
#[must_use]
pub fn tables() -> Vec<(&'static str, Vec<&'static str>)> {
    TABLES.iter().map(|table| (table.name, table.column_names().collect())).collect()
}

/// Whether a word is the name of a table, for whoever reads a backup's list of contents.
#[must_use]
pub fn is_table(word: &str) -> bool {
    Table::named(word).is_some()
}
