//! The reviewed table: what every route answers to everybody.

use std::collections::BTreeMap;

use super::{list::Route, people};

const TABLE: &str = include_str!("routes.txt");

/// What is sent.
#[derive(Clone, Debug, Default)]
pub(crate) enum Sent {
    #[default]
    Nothing,
    /// `name=value` pairs of a form.
    Form(String),
    Json(String),
}

/// One request of the table with its answers.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// Its line in the table.
    pub(crate) line: usize,
    /// The route that it asks.
    pub(crate) route: Route,
    /// The address with names of the scene in braces.
    pub(crate) address: String,
    pub(crate) sent: Sent,
    pub(crate) headers: Vec<(&'static str, String)>,
    /// Who is answered what.
    pub(crate) answers: BTreeMap<&'static str, String>,
}

impl Row {
    /// The address, the body and the headers with the scene's ids in them.
    pub(crate) fn filled(text: &str, scene: &BTreeMap<String, String>) -> String {
        let mut filled = text.to_owned();
        for (name, value) in scene {
            filled = filled.replace(&format!("{{{name}}}"), value);
        }
        filled
    }

    fn name(&self) -> String {
        format!("routes.txt:{}: {} {}", self.line, self.route.0, self.address)
    }
}

/// The route of a path of the table, and the address to fill in: `{id:own}` names the route's
/// parameter and the scene's value; a value that the scene does not have is meant as it stands.
fn address(path: &str, scene: &[&str]) -> (String, String) {
    let (path, query) = match path.split_once('?') {
        Some((path, query)) => (path, format!("?{query}")),
        None => (path, String::new()),
    };
    let (mut route, mut address) = (Vec::new(), Vec::new());
    for part in path.split('/') {
        match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            Some(inner) => {
                let (parameter, value) = inner.split_once(':').unwrap();
                route.push(format!("{{{parameter}}}"));
                let known = scene.contains(&value);
                address.push(if known { format!("{{{value}}}") } else { value.to_owned() });
            }
            None => {
                route.push(part.to_owned());
                address.push(part.to_owned());
            }
        }
    }
    (route.join("/"), format!("{}{query}", address.join("/")))
}

fn cells(
    words: &[&str],
    shortcuts: &BTreeMap<String, Vec<String>>,
    answers: &mut BTreeMap<&'static str, String>,
) {
    for word in words {
        if let Some(name) = word.strip_prefix('@') {
            let longer: Vec<&str> = shortcuts[name].iter().map(String::as_str).collect();
            cells(&longer, shortcuts, answers);
            continue;
        }
        let (who, answer) = word.split_once('=').unwrap_or_else(|| panic!("what is {word}?"));
        let named = people::named(who);
        assert!(!named.is_empty(), "who is {who}?");
        for name in named {
            answers.insert(name, answer.to_owned());
        }
    }
}

/// The table, with the names that the scene has ids for.
pub(crate) fn table(scene: &[&str]) -> Vec<Row> {
    let mut shortcuts = BTreeMap::new();
    let mut rows: Vec<Row> = Vec::new();
    for (index, line) in TABLE.lines().enumerate() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            [] => {}
            [first, ..] if first.starts_with('#') => {}
            [name, "=", rest @ ..] if name.starts_with('@') => {
                let rest = rest.iter().map(|word| (*word).to_owned()).collect();
                shortcuts.insert(name[1..].to_owned(), rest);
            }
            ["form", pairs] => rows.last_mut().unwrap().sent = Sent::Form((*pairs).to_owned()),
            ["json", ..] => {
                let body = line.trim().strip_prefix("json ").unwrap().to_owned();
                rows.last_mut().unwrap().sent = Sent::Json(body);
            }
            ["if-match", version] => {
                rows.last_mut().unwrap().headers.push(("if-match", (*version).to_owned()));
            }
            [method, path, rest @ ..] => {
                let (route, address) = address(path, scene);
                let mut answers = BTreeMap::new();
                cells(rest, &shortcuts, &mut answers);
                rows.push(Row {
                    line: index + 1,
                    route: ((*method).to_owned(), route),
                    address,
                    sent: Sent::Nothing,
                    headers: Vec::new(),
                    answers,
                });
            }
            [word] => panic!("routes.txt:{}: what is {word}?", index + 1),
        }
    }
    for row in &rows {
        let silent = people::PEOPLE.iter().find(|(name, _)| !row.answers.contains_key(name));
        assert!(silent.is_none(), "{}: nothing for {silent:?}", row.name());
    }
    rows
}
