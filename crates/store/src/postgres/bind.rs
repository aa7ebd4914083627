//! Values in and out of PostgreSQL: BIGINT, TEXT and BYTEA only.

use std::error::Error;

use linli_app::ports::StoreError;
use tokio_postgres::types::{IsNull, ToSql, Type, private::BytesMut, to_sql_checked};

use crate::value::{Cell, Columns, Parameter, Value, too_short};

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

impl Columns for tokio_postgres::Row {
    fn width(&self) -> usize {
        self.len()
    }

    fn cell(&self, position: usize) -> Result<Cell<'_>, StoreError> {
        let column = self.columns().get(position).ok_or_else(too_short)?;
        let cell = match *column.type_() {
            Type::INT8 => self.try_get(position).map(|v: Option<i64>| v.map(Cell::Integer)),
            Type::TEXT => self.try_get(position).map(|v: Option<&str>| v.map(Cell::from)),
            Type::BYTEA => self.try_get(position).map(|v: Option<&[u8]>| v.map(Cell::from)),
            ref other => {
                let name = column.name();
                return Err(StoreError(format!("column {name} has the type {other}")));
            }
        };
        let cell = cell.map_err(|error| StoreError(error.to_string()))?;
        Ok(cell.unwrap_or(Cell::Null))
    }
}
