//! Which use-cases a handler calls, read from the sources: what it calls itself, and what those
//! functions of the crate call that it uses.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use crate::routes::list::Route;

/// A function of the crate: its module's path below `src`, and its name.
type Function = (String, String);

/// The crate's functions, and the names of the use-cases.
pub(super) struct Sources {
    modules: BTreeMap<String, String>,
    bodies: BTreeMap<Function, String>,
    use_cases: BTreeSet<String>,
}

/// Every source below a folder without its comments, by its module's path.
fn modules(root: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(root).unwrap().with_extension("");
            let name = name.to_str().unwrap();
            let name = name.strip_suffix("/mod").unwrap_or(name).to_owned();
            let text = fs::read_to_string(&path).unwrap();
            let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            found.insert(name, lines.collect::<Vec<_>>().join("\n"));
        }
    }
    found
}

fn is_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

/// The word that a text begins with.
fn first_word(text: &str) -> &str {
    text.split(|letter| !is_word(letter)).next().unwrap_or_default()
}

/// The word that a text ends with.
fn last_word(text: &str) -> &str {
    text.rsplit(|letter| !is_word(letter)).next().unwrap_or_default()
}

/// What stands up to the mark that closes what was opened right before the text.
fn inside(rest: &str, open: char, close: char) -> &str {
    let mut depth = 1;
    let end = rest.find(|letter| {
        depth += i32::from(letter == open) - i32::from(letter == close);
        depth == 0
    });
    rest.get(..end.unwrap_or(rest.len())).unwrap_or_default()
}

/// Name, parameters and body of every function.
fn functions(text: &str) -> Vec<(&str, &str, &str)> {
    let mut found = Vec::new();
    for (at, opening) in text.match_indices("fn ") {
        let name = first_word(&text[at + opening.len()..]);
        let Some(bracket) = text[at..].find('(') else { continue };
        if name.is_empty() || text[..at].ends_with(is_word) {
            continue;
        }
        let parameters = inside(&text[at + bracket + 1..], '(', ')');
        let rest = &text[at + bracket + 1 + parameters.len()..];
        let Some(brace) = rest.find('{') else { continue };
        found.push((name, parameters, inside(&rest[brace + 1..], '{', '}')));
    }
    found
}

/// Every call of a text: the word before `::`, the name, and what stands behind the bracket.
fn calls(text: &str) -> impl Iterator<Item = (&str, &str, &str)> {
    text.match_indices('(').filter_map(|(at, _)| {
        let name = last_word(&text[..at]);
        let before = &text[..at - name.len()];
        let module = before.strip_suffix("::").map(last_word).unwrap_or_default();
        (!name.is_empty()).then(|| (module, name, &text[at + 1..]))
    })
}

/// Whether the first thing that is handed over is the program.
fn takes_the_app(arguments: &str) -> bool {
    let first = arguments.trim_start().trim_start_matches('&');
    let first = first.split(|letter| !is_word(letter) && letter != '.').next().unwrap_or_default();
    first.rsplit('.').next() == Some("app")
}

impl Sources {
    pub(super) fn read() -> Self {
        let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut use_cases = BTreeSet::new();
        for text in modules(&crates.join("app/src")).values() {
            for (at, opening) in text.match_indices("pub async fn ") {
                let rest = &text[at + opening.len()..];
                let (_, parameters) = rest.split_once('(').unwrap();
                if parameters.trim_start().starts_with("app: &App") {
                    use_cases.insert(first_word(rest).to_owned());
                }
            }
        }
        assert!(use_cases.len() > 150, "where are the use-cases? {use_cases:?}");
        let modules = modules(&crates.join("web/src"));
        let mut bodies = BTreeMap::new();
        for (module, text) in &modules {
            for (name, _, body) in functions(text) {
                bodies.insert((module.clone(), name.to_owned()), body.to_owned());
            }
        }
        Self { modules, bodies, use_cases }
    }

    /// The function of every route of a page.
    pub(super) fn page_handlers(&self) -> BTreeMap<Route, Function> {
        let mut found = BTreeMap::new();
        for (module, text) in self.modules.iter().filter(|(name, _)| name.starts_with("pages")) {
            for (at, opening) in text.match_indices(".route(") {
                let call = inside(&text[at + opening.len()..], '(', ')');
                let path = call.trim_start().trim_start_matches('"').split('"').next().unwrap();
                for (verb, method) in [("get(", "GET"), ("post(", "POST")] {
                    let Some(start) = call.find(verb) else { continue };
                    let handler = inside(&call[start + verb.len()..], '(', ')').trim();
                    let function = match handler.rsplit_once("::") {
                        Some((inner, name)) => (format!("{module}/{inner}"), name.to_owned()),
                        None => (module.clone(), handler.to_owned()),
                    };
                    assert!(self.bodies.contains_key(&function), "where is {function:?}?");
                    found.insert((method.to_owned(), path.to_owned()), function);
                }
            }
        }
        found
    }

    /// The function of every route of the API.
    pub(super) fn api_handlers(&self) -> BTreeMap<Route, Function> {
        let mut found = BTreeMap::new();
        for (module, text) in self.modules.iter().filter(|(name, _)| name.starts_with("api/")) {
            for (at, opening) in text.match_indices("#[utoipa::path(") {
                let said = inside(&text[at + opening.len()..], '(', ')');
                let method = first_word(said.trim_start()).to_uppercase();
                let (_, path) = said.split_once("path = \"").unwrap();
                let path = path.split('"').next().unwrap().to_owned();
                let (_, rest) = text[at + opening.len() + said.len()..].split_once("fn ").unwrap();
                found.insert((method, path), (module.clone(), first_word(rest).to_owned()));
            }
        }
        found
    }

    /// The use-cases that a function calls, itself or through others of the crate.
    pub(super) fn use_cases_of(&self, function: &Function) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut waiting = vec![function.clone()];
        while let Some(function) = waiting.pop() {
            if !seen.insert(function.clone()) {
                continue;
            }
            for (module, name, arguments) in calls(&self.bodies[&function]) {
                if !module.is_empty() && self.use_cases.contains(name) && takes_the_app(arguments) {
                    // What tells how far it came is the same one.
                    let name = name.trim_end_matches("_watched");
                    found.insert(format!("{module}::{name}"));
                } else {
                    waiting.extend(self.called(&function.0, module, name));
                }
            }
        }
        found
    }

    /// The functions of the crate that a call in a module may mean.
    fn called(&self, caller: &str, module: &str, name: &str) -> Vec<Function> {
        let named = self.bodies.keys().filter(|(_, known)| known == name);
        let meant = |target: &str| match module {
            "" | "Self" => {
                target == caller || (module.is_empty() && self.uses(caller, target, name))
            }
            module => target.rsplit('/').next() == Some(module),
        };
        named.filter(|(target, _)| meant(target)).cloned().collect()
    }

    /// Whether a module brings a function of another one in by its bare name.
    fn uses(&self, caller: &str, target: &str, name: &str) -> bool {
        let text = &self.modules[caller];
        text.match_indices("use ").any(|(at, _)| {
            let used = text[at..].split(';').next().unwrap_or_default();
            let words: BTreeSet<&str> = used.split(|letter| !is_word(letter)).collect();
            words.contains(name) && target.split('/').any(|part| words.contains(part))
        })
    }
}
