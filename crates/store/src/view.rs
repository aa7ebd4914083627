//! One consistent view of all rows; the features' reads are implemented on it, each in its file.

use linli_app::ports::{Snapshot, StoreError};

use crate::{
    postgres, sqlite,
    value::{Parameter, Row},
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

    /// Rows of one statement.
    pub(crate) async fn rows(
        &mut self,
        sql: &'static str,
        parameters: Vec<Parameter>,
    ) -> Result<Vec<Row>, StoreError> {
        let mut sets = self.each(sql, vec![parameters]).await?;
        Ok(sets.pop().unwrap_or_default())
    }

    /// Rows of one statement for each set of parameters, in the order of the sets; over a network
    /// they travel together.
    pub(crate) async fn each(
        &mut self,
        sql: &'static str,
        sets: Vec<Vec<Parameter>>,
    ) -> Result<Vec<Vec<Row>>, StoreError> {
        #[cfg(feature = "measure")]
        if let Some(recording) = &self.recording {
            recording.read(sql, &sets);
        }
        match &mut self.reader {
            Reader::Sqlite(reader) => reader.each(sql, &sets),
            Reader::Postgres(reader) => reader.each(sql, &sets).await,
        }
    }

    /// Rows of one statement, one at a time: for tables that need not fit into memory.
    pub(crate) async fn scan(
        &mut self,
        sql: &'static str,
        take: &mut (dyn FnMut(Row) -> Result<(), StoreError> + Send),
    ) -> Result<(), StoreError> {
        match &mut self.reader {
            Reader::Sqlite(reader) => reader.scan(sql, take),
            Reader::Postgres(reader) => reader.scan(sql, take).await,
        }
    }

    /// Every row of one statement, read.
    pub(crate) async fn all<T>(
        &mut self,
        sql: &'static str,
        parameters: Vec<Parameter>,
        read: impl Fn(&mut Row) -> Result<T, StoreError> + Send,
    ) -> Result<Vec<T>, StoreError> {
        let rows = self.rows(sql, parameters).await?;
        rows.into_iter().map(|mut row| read(&mut row)).collect()
    }

    /// The first row of one statement, read.
    pub(crate) async fn first<T>(
        &mut self,
        sql: &'static str,
        parameters: Vec<Parameter>,
        read: impl Fn(&mut Row) -> Result<T, StoreError> + Send,
    ) -> Result<Option<T>, StoreError> {
        let row = self.rows(sql, parameters).await?.into_iter().next();
        row.map(|mut row| read(&mut row)).transpose()
    }
}

impl Snapshot for View {}
