//! A row as a line of text, the same on every engine: a JSON array in which numbers are numbers,
//! words are words, bytes are `{"x": "hexadecimal"}`.

use linli_app::ports::StoreError;
use linli_kernel::{from_hexadecimal, to_hexadecimal};
use serde_json::Value as Json;

use crate::value::Value;

/// The line of a row, without its end.
pub(super) fn write(values: &[Value]) -> Result<String, StoreError> {
    let cells: Vec<Json> = values.iter().map(cell).collect();
    serde_json::to_string(&cells).map_err(|error| StoreError(error.to_string()))
}

fn cell(value: &Value) -> Json {
    match value {
        Value::Integer(number) => Json::from(*number),
        Value::Text(text) => Json::from(text.as_str()),
        Value::Blob(bytes) => Json::from_iter([("x", to_hexadecimal(bytes))]),
        Value::Null => Json::Null,
    }
}

/// The row of a line.
pub(super) fn read(line: &str) -> Result<Vec<Value>, StoreError> {
    let broken = || StoreError("a line of the backup cannot be read: the file is damaged".into());
    let cells: Vec<Json> = serde_json::from_str(line).map_err(|_| broken())?;
    cells.into_iter().map(|cell| value(cell).ok_or_else(broken)).collect()
}

fn value(cell: Json) -> Option<Value> {
    match cell {
        Json::Null => Some(Value::Null),
        Json::Number(number) => number.as_i64().map(Value::Integer),
        Json::String(text) => Some(Value::Text(text)),
        Json::Object(fields) => from_hexadecimal(fields.get("x")?.as_str()?).map(Value::Blob),
        Json::Bool(_) | Json::Array(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_value() -> impl Strategy<Value = Value> {
        prop_oneof![
            any::<i64>().prop_map(Value::Integer),
            any::<String>().prop_map(Value::Text),
            proptest::collection::vec(any::<u8>(), 0..40).prop_map(Value::Blob),
            Just(Value::Null),
        ]
    }

    proptest! {
        #[test]
        fn rows_read_back(values in proptest::collection::vec(any_value(), 0..12)) {
            let line = write(&values).unwrap();
            prop_assert!(!line.contains('\n'));
            prop_assert_eq!(read(&line).unwrap(), values);
        }
    }

    #[test]
    fn damaged_lines_are_refused() {
        for line in
            ["", "[", "{}", "[1.5]", "[true]", "[{\"x\":\"0\"}]", "[{\"y\":\"00\"}]", "[[]]"]
        {
            assert!(read(line).is_err(), "{line}");
        }
    }
}
