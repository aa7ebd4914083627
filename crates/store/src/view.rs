//! One consistent view of all rows; the features' reads are implemented on it, each in its file.

use linli_app::ports::{Snapshot, StoreError};

use crate::{
    postgres, sqlite,
    value::{Parameter, Row, Take},
};

/// Reads inside one transaction that sees the rows as they were when it began.
pub(crate) enum Reader {
    /// On SQLite.
    Sqlite(sqlite::Reader),
    /// On PostgreSQL.
    Postgres(postgres::Reader),
}

/// A snapshot.
pub(crate) struct View {
    reader: Reader,
    #[cfg(feature = "measure")]
    recording: Option<crate::measure::Recording>,
}

impl View {
    pub(crate) fn new(reader: Reader) -> Self {
        Self {
            reader,
            #[cfg(feature = "measure")]
            recording: None,
        }
    }

    #[cfg(feature = "measure")]
    pub(crate) fn recorded_on(self, tape: Option<&crate::measure::Tape>) -> Self {
        Self { recording: tape.map(crate::measure::Tape::snapshot), ..self }
    }

    /// The rows of one statement for each set of parameters, read, in the order of the sets; over
    /// a network they travel together.
    pub(crate) async fn each<T: Send>(
        &mut self,
        sql: &'static str,
        sets: Vec<Vec<Parameter>>,
        mut read: impl FnMut(&mut Row<'_>) -> Result<T, StoreError> + Send,
    ) -> Result<Vec<Vec<T>>, StoreError> {
        let mut found: Vec<Vec<T>> = sets.iter().map(|_| Vec::new()).collect();
        let mut take = |position: usize, row: &mut Row<'_>| {
            if let Some(rows) = found.get_mut(position) {
                rows.push(read(row)?);
            }
            Ok(())
        };
        self.take(sql, sets, &mut take).await?;
        Ok(found)
    }

    async fn take(
        &mut self,
        sql: &'static str,
        sets: Vec<Vec<Parameter>>,
        take: &mut Take<'_>,
    ) -> Result<(), StoreError> {
        #[cfg(feature = "measure")]
        if let Some(recording) = &self.recording {
            recording.read(sql, &sets);
        }
        match &mut self.reader {
            Reader::Sqlite(reader) => reader.each(sql, &sets, take),
            Reader::Postgres(reader) => reader.each(sql, &sets, take).await,
        }
    }

    /// Rows of one statement, one at a time: for tables that need not fit into memory.
    pub(crate) async fn scan(
        &mut self,
        sql: &'static str,
        take: &mut Take<'_>,
    ) -> Result<(), StoreError> {
        match &mut self.reader {
            Reader::Sqlite(reader) => reader.scan(sql, take),
            Reader::Postgres(reader) => reader.scan(sql, take).await,
        }
    }

    /// Every row of one statement, read.
    pub(crate) async fn all<T: Send>(
        &mut self,
        sql: &'static str,
        parameters: Vec<Parameter>,
        mut read: impl FnMut(&mut Row<'_>) -> Result<T, StoreError> + Send,
    ) -> Result<Vec<T>, StoreError> {
        let mut rows = Vec::new();
        let mut take = |_: usize, row: &mut Row<'_>| {
            rows.push(read(row)?);
            Ok(())
        };
        self.take(sql, vec![parameters], &mut take).await?;
        Ok(rows)
    }

    /// The first row of one statement, read.
    pub(crate) async fn first<T: Send>(
        &mut self,
        sql: &'static str,
        parameters: Vec<Parameter>,
        mut read: impl FnMut(&mut Row<'_>) -> Result<T, StoreError> + Send,
    ) -> Result<Option<T>, StoreError> {
        let mut first = None;
        let mut take = |_: usize, row: &mut Row<'_>| {
            if first.is_none() {
                first = Some(read(row)?);
            }
            Ok(())
        };
        self.take(sql, vec![parameters], &mut take).await?;
        Ok(first)
    }
}

impl Snapshot for View {}
