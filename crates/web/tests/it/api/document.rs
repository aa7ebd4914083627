//! The OpenAPI document: committed, whole, and true.

use std::{fs, path::Path};

use serde_json::Value;

use super::client::Town;

/// Set this to write the document anew instead of comparing it.
const WRITE: &str = "LINLI_WRITE_GENERATED";

fn document() -> Value {
    serde_json::from_str(linli_web::api::document()).unwrap()
}

#[test]
fn the_committed_document_is_the_one_that_the_handlers_make() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi.json");
    if std::env::var_os(WRITE).is_some() {
        fs::write(&path, linli_web::api::document()).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    let fresh = committed == linli_web::api::document();
    assert!(fresh, "openapi.json is stale: run the test with {WRITE}=1 and commit it");
}

#[test]
fn every_route_says_what_it_answers() {
    let document = document();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let mut operations = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            operations += 1;
            let answers = operation["responses"].as_object().unwrap();
            let name = format!("{method} {path}");
            assert!(answers.keys().any(|status| status.starts_with('2')), "{name}");
            assert!(operation["summary"].is_string(), "{name}");
            if operation["security"].is_array() {
                assert!(answers.contains_key("401"), "{name}");
            }
            if operation["requestBody"].is_object() {
                for status in ["400", "403", "408", "413", "415", "422"] {
                    assert!(answers.contains_key(status), "{name} {status}");
                }
            }
            for (status, answer) in answers {
                if status.starts_with('4') {
                    let kinds = answer["content"].as_object().unwrap();
                    assert!(kinds.contains_key("application/problem+json"), "{name} {status}");
                }
            }
        }
    }
    assert!(operations >= 15, "{operations}");
}

#[test]
fn every_reference_leads_somewhere() {
    fn walk(document: &Value, value: &Value) {
        match value {
            Value::Object(fields) => {
                if let Some(Value::String(reference)) = fields.get("$ref") {
                    let path = reference.trim_start_matches('#');
                    assert!(document.pointer(path).is_some(), "{reference}");
                }
                fields.values().for_each(|field| walk(document, field));
            }
            Value::Array(items) => items.iter().for_each(|item| walk(document, item)),
            _ => {}
        }
    }
    let document = document();
    walk(&document, &document);
}

#[tokio::test]
async fn the_document_is_served() {
    let town = Town::new().await;
    let served = town.get("/openapi.json").send().await;
    assert_eq!(served.headers["content-type"], "application/json");
    assert_eq!(served.json, document());
}
