//! JSON bodies: what is not JSON is 400, what is JSON but not what the route takes is 422 and
//! names the field.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::{HeaderMap, StatusCode, header},
};
use linli_app::FieldError;
use serde::de::{DeserializeOwned, DeserializeSeed};
use serde_json::Value;
use serde_path_to_error::Segment;

use super::{Problem, once::Once};

/// A body read as JSON.
#[derive(Clone, Copy, Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
            return Err(Problem::new(status, "media-type-unsupported"));
        }
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|rejection| Problem::of_status(rejection.status()))?;
        read(&bytes).map(Self)
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json")
        || (kind.starts_with("application/") && kind.ends_with("+json"))
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let malformed = |_| Problem::new(StatusCode::BAD_REQUEST, "body-malformed");
    let mut errors = Vec::new();
    let mut text = serde_json::Deserializer::from_slice(bytes);
    let once = Once { path: String::new(), errors: &mut errors };
    let value: Value = once.deserialize(&mut text).map_err(malformed)?;
    text.end().map_err(malformed)?;
    if !value.is_object() {
        return Err(Problem::field("", "field-type"));
    }
    find_nul(&value, "", &mut errors);
    if !errors.is_empty() {
        return Err(Problem::fields(errors));
    }
    serde_path_to_error::deserialize(value).map_err(|error| wrong(&error))
}

/// U+0000 is refused at the edge, wherever it stands: PostgreSQL cannot hold it.
fn find_nul(value: &Value, path: &str, errors: &mut Vec<FieldError>) {
    match value {
        Value::String(text) if text.contains('\0') => {
            note(errors, path, "control-characters");
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                find_nul(item, &join(path, &index.to_string()), errors);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                let path = join(path, &name.replace('\0', ""));
                if name.contains('\0') {
                    note(errors, &path, "control-characters");
                }
                find_nul(field, &path, errors);
            }
        }
        _ => {}
    }
}

/// Bytes of a path, and of one name in it, that are told: who sends longer ones finds it by its start.
const LONGEST_PATH: usize = 200;
const LONGEST_NAME: usize = 100;
/// Mistakes of this kind that are told. A short body can hold very many.
const MOST_TOLD: usize = 20;

/// Notes what is wrong, while it is still worth reading.
pub(super) fn note(errors: &mut Vec<FieldError>, path: &str, code: &'static str) {
    if errors.len() < MOST_TOLD {
        errors.push(FieldError::new(path, code));
    }
}

pub(super) fn join(path: &str, name: &str) -> String {
    let name = name.get(..name.floor_char_boundary(LONGEST_NAME)).unwrap_or_default();
    match path {
        "" => name.to_owned(),
        _ if path.len() > LONGEST_PATH => path.to_owned(),
        _ => format!("{path}.{name}"),
    }
}

/// Which field it is, and what is wrong with it. A field that is missing or unknown stands in
/// serde's message, because it is not part of the path.
fn wrong(error: &serde_path_to_error::Error<serde_json::Error>) -> Problem {
    let path = error.path().iter().fold(String::new(), |path, segment| match segment {
        Segment::Seq { index } => join(&path, &index.to_string()),
        Segment::Map { key } => join(&path, key),
        Segment::Enum { variant } => join(&path, variant),
        Segment::Unknown => path,
    });
    let message = error.inner().to_string();
    let named = |start: &str| {
        let name = message.strip_prefix(start)?.split('`').next()?;
        // The path may or may not end in the field itself.
        let ends = path == name || path.ends_with(&format!(".{name}"));
        Some(if ends { path.clone() } else { join(&path, name) })
    };
    if let Some(field) = named("missing field `") {
        Problem::field(field, "field-required")
    } else if let Some(field) = named("unknown field `") {
        Problem::field(field, "field-unknown")
    } else {
        Problem::field(path, "field-type")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Outer {
        #[expect(dead_code, reason = "only read in")]
        text: String,
        #[serde(default)]
        #[expect(dead_code, reason = "only read in")]
        inner: Option<Inner>,
        #[serde(default)]
        #[expect(dead_code, reason = "only read in")]
        photos: Vec<String>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        #[expect(dead_code, reason = "only read in")]
        name: String,
    }

    #[test]
    fn a_short_body_is_not_answered_with_a_long_list() {
        let (long, many) = ("k".repeat(100_000), 5_000);
        let twice = format!("{{\"{long}\":{{{}}}}}", vec!["\"\":1"; many].join(","));
        let nul = format!("{{\"{long}\":[{}]}}", vec!["\"\\u0000\""; many].join(","));
        let deep = format!("{}{{\"a\":1,\"a\":1}}{}", "{\"name\":".repeat(90), "}".repeat(90));
        for body in [twice, nul, deep] {
            let problem = read::<Outer>(body.as_bytes()).unwrap_err();
            let told = format!("{problem:?}");
            assert!(told.len() < 20_000, "{} bytes", told.len());
        }
    }

    #[test]
    fn mistakes_are_named() {
        let table = [
            (r#"{"text":1}"#, "text", "field-type"),
            (r"{}", "text", "field-required"),
            (r#"{"text":"a","x":1}"#, "x", "field-unknown"),
            (r#"{"text":"a","inner":{"nam":"b"}}"#, "inner.nam", "field-unknown"),
            (r#"{"text":"a","inner":{}}"#, "inner.name", "field-required"),
            (r#"{"text":"a","inner":{"name":[]}}"#, "inner.name", "field-type"),
            (r#"{"text":"a","photos":["b",2]}"#, "photos.1", "field-type"),
            (r#"{"text":"a\u0000b"}"#, "text", "control-characters"),
            (r#"{"text":"a","photos":["\u0000"]}"#, "photos.0", "control-characters"),
            (r#"{"a\u0000b":"a"}"#, "ab", "control-characters"),
            (r#"{"text":"a","text":"b"}"#, "text", "given-twice"),
            (r#"{"text":"a","inner":{"name":"a","name":"a"}}"#, "inner.name", "given-twice"),
            (r#"{"text":"a","photos":[{"a":1,"a":2}]}"#, "photos.0.a", "given-twice"),
            (r#"["a"]"#, "", "field-type"),
            ("null", "", "field-type"),
        ];
        for (body, field, code) in table {
            let problem = read::<Outer>(body.as_bytes()).unwrap_err();
            assert_eq!(problem.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
            let found: Vec<_> =
                problem.errors.iter().map(|e| (e.field.as_str(), e.code.as_str())).collect();
            assert_eq!(found, [(field, code)], "{body}");
        }
    }

    #[test]
    fn what_is_not_json_is_malformed() {
        let deep = "[".repeat(10_000);
        let gbk = [b"{\"text\":\"".as_slice(), &[0xc2, 0xb7, 0xb5, 0xc6], b"\"}"].concat();
        let bodies =
            [b"".as_slice(), b"{", b"{\"text\":\"\\ud800\"}", b"text=a", deep.as_bytes(), &gbk];
        for body in bodies {
            let problem = read::<Outer>(body).unwrap_err();
            assert_eq!((problem.status, problem.code), (StatusCode::BAD_REQUEST, "body-malformed"));
        }
        assert!(read::<Outer>(br#"{"text":"a"}"#).is_ok());
        let numbers = br#" {"a":-1,"b":18446744073709551615,"c":1.5,"d":null,"e":[true,"x"]} "#;
        let as_usual: BTreeMap<String, Value> = serde_json::from_slice(numbers).unwrap();
        assert_eq!(read::<BTreeMap<String, Value>>(numbers).unwrap(), as_usual);
        assert!(read::<Outer>(br#"{"text":"a"} {}"#).is_err());
    }
}
