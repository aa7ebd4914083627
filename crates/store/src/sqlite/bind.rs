//! Values in and out of SQLite.

use linli_app::ports::StoreError;
use rusqlite::{
    ToSql,
    types::{ToSqlOutput, Value as Owned, ValueRef},
};

use crate::value::{Cell, Columns, Parameter, Row, Value, too_short};

impl ToSql for Parameter {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Value(Value::Integer(number)) => {
                ToSqlOutput::Borrowed(ValueRef::Integer(*number))
            }
            Self::Value(Value::Text(text)) => {
                ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes()))
            }
            Self::Value(Value::Blob(bytes)) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
            Self::Value(Value::Null) => ToSqlOutput::Borrowed(ValueRef::Null),
            Self::Integers(numbers) => ToSqlOutput::Owned(Owned::Text(array(numbers))),
            Self::Assigned(_) => {
                let error = "a number was not assigned before its statement";
                return Err(rusqlite::Error::ToSqlConversionFailure(error.into()));
            }
        })
    }
}

fn array(numbers: &[i64]) -> String {
    let words: Vec<String> = numbers.iter().map(i64::to_string).collect();
    format!("[{}]", words.join(","))
}

impl Columns for rusqlite::Row<'_> {
    fn width(&self) -> usize {
        self.as_ref().column_count()
    }

    fn cell(&self, position: usize) -> Result<Cell<'_>, StoreError> {
        Ok(match self.get_ref(position).map_err(|_| too_short())? {
            ValueRef::Null => Cell::Null,
            ValueRef::Integer(number) => Cell::Integer(number),
            ValueRef::Text(text) => {
                Cell::Text(std::str::from_utf8(text).map_err(|_| not_words())?.into())
            }
            ValueRef::Blob(bytes) => Cell::Blob(bytes.into()),
            ValueRef::Real(_) => return Err(StoreError("a row holds a fraction".into())),
        })
    }
}

fn not_words() -> StoreError {
    StoreError("a row holds words that are no UTF-8".into())
}

/// Runs a statement and hands its rows over where they lie. A row that does not read is told apart
/// from a statement that fails, which may be a conflict.
pub(crate) fn query(
    statement: &mut rusqlite::Statement<'_>,
    parameters: &[Parameter],
    take: &mut dyn FnMut(&mut Row<'_>) -> Result<(), StoreError>,
) -> rusqlite::Result<Result<(), StoreError>> {
    let mut found = statement.query(rusqlite::params_from_iter(parameters))?;
    while let Some(row) = found.next()? {
        if let Err(error) = take(&mut Row::new(row)) {
            return Ok(Err(error));
        }
    }
    Ok(Ok(()))
}
