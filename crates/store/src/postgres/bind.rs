//! Values in and out of PostgreSQL: BIGINT, TEXT and BYTEA only.

use std::error::Error;

use linli_app::ports::StoreError;
use tokio_postgres::types::{IsNull, ToSql, Type, private::BytesMut, to_sql_checked};

use crate::value::{Parameter, Row, Value};

/// The types that a statement may take and give.
pub(crate) fn is_portable(kind: &Type) -> bool {
    [Type::INT8, Type::TEXT, Type::BYTEA, Type::INT8_ARRAY].contains(kind)
}

impl ToSql for Parameter {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Value(Value::Integer(number)) => number.to_sql_checked(kind, out),
            Self::Value(Value::Text(text)) => text.to_sql_checked(kind, out),
            Self::Value(Value::Blob(bytes)) => bytes.to_sql_checked(kind, out),
            Self::Value(Value::Null) => Ok(IsNull::Yes),
            Self::Integers(numbers) => numbers.to_sql_checked(kind, out),
            Self::Assigned(_) => Err("a number was not assigned before its statement".into()),
        }
    }

    fn accepts(kind: &Type) -> bool {
        is_portable(kind)
    }

    to_sql_checked!();
}

/// A row in the program's own values.
pub(crate) fn row(found: &tokio_postgres::Row) -> Result<Row, StoreError> {
    let mut values = Vec::with_capacity(found.len());
    for (position, column) in found.columns().iter().enumerate() {
        let value = match *column.type_() {
            Type::INT8 => found.try_get(position).map(|v: Option<i64>| Value::from(v)),
            Type::TEXT => found.try_get(position).map(|v: Option<String>| Value::from(v)),
            Type::BYTEA => found.try_get(position).map(|v: Option<Vec<u8>>| Value::from(v)),
            ref other => {
                let name = column.name();
                return Err(StoreError(format!("column {name} has the type {other}")));
            }
        };
        values.push(value.map_err(|error| StoreError(error.to_string()))?);
    }
    Ok(Row::new(values))
}
