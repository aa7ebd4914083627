//! Values in and out of SQLite.

use linli_app::ports::StoreError;
use rusqlite::{
    ToSql,
    types::{ToSqlOutput, Value as Owned, ValueRef},
};

use super::failed;
use crate::value::{Parameter, Row, Value};

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

/// Runs a statement and reads all its rows.
pub(crate) fn query(
    statement: &mut rusqlite::Statement<'_>,
    parameters: &[Parameter],
) -> rusqlite::Result<Vec<Row>> {
    let columns = statement.column_count();
    let mut found = statement.query(rusqlite::params_from_iter(parameters))?;
    let mut rows = Vec::new();
    while let Some(found) = found.next()? {
        rows.push(row(found, columns)?);
    }
    Ok(rows)
}

/// A row in the program's own values.
pub(crate) fn row(found: &rusqlite::Row<'_>, columns: usize) -> rusqlite::Result<Row> {
    let mut values = Vec::with_capacity(columns);
    for column in 0..columns {
        values.push(match found.get_ref(column)? {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(number) => Value::Integer(number),
            ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
            ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
            ValueRef::Real(_) => {
                let kind = rusqlite::types::Type::Real;
                return Err(rusqlite::Error::InvalidColumnType(column, String::new(), kind));
            }
        });
    }
    Ok(Row::new(values))
}

/// As [`query`], for reads.
pub(crate) fn read(
    statement: &mut rusqlite::Statement<'_>,
    parameters: &[Parameter],
) -> Result<Vec<Row>, StoreError> {
    query(statement, parameters).map_err(|error| failed(&error))
}
