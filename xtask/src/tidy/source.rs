//! The repository's text files, and Rust files taken apart into code, comments and literals.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// What is no part of the repository; in a second working tree `.git` is a file.
const SKIPPED: [&str; 5] = [".git", "target", "node_modules", ".venv", "linli-data"];

/// Folders of other people's code: part of the repository, but under no rule of ours.
const FOREIGN_FOLDER: &str = "vendor";

/// All text files of the repository by their path from its root, with `/` between the parts.
#[derive(Default)]
pub(super) struct Tree {
    files: BTreeMap<String, String>,
    /// Files that exist but are not read: pictures, archives, other people's code.
    others: Vec<String>,
}

impl Tree {
    /// Reads the working tree, ignoring folders of tools.
    pub(super) fn read(root: &Path) -> Result<Self, String> {
        let mut tree = Self::default();
        tree.read_folder(root, "").map_err(|error| format!("cannot read the tree: {error}"))?;
        Ok(tree)
    }

    fn read_folder(&mut self, folder: &Path, prefix: &str) -> std::io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = format!("{prefix}{name}");
            if SKIPPED.contains(&name.as_str()) {
                continue;
            }
            if entry.file_type()?.is_dir() {
                self.read_folder(&entry.path(), &format!("{path}/"))?;
                continue;
            }
            let foreign = prefix.split('/').any(|part| part == FOREIGN_FOLDER);
            match String::from_utf8(fs::read(entry.path())?) {
                Ok(text) if !foreign => drop(self.files.insert(path, text)),
                _ => self.others.push(path),
            }
        }
        Ok(())
    }

    /// A tree for a rule's test.
    #[cfg(test)]
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        let files = files.iter().map(|(path, text)| ((*path).into(), (*text).into())).collect();
        Self { files, others: Vec::new() }
    }

    pub(super) fn get(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Every text file.
    pub(super) fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The text files whose name ends in `ending`.
    pub(super) fn with_ending<'a>(
        &'a self,
        ending: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.files().filter(move |(path, _)| path.ends_with(ending))
    }

    /// Whether a file or a folder of this path exists.
    pub(super) fn holds(&self, path: &str) -> bool {
        let folder = format!("{}/", path.trim_end_matches('/'));
        path.is_empty()
            || self.files.contains_key(path)
            || self.others.iter().any(|other| other == path || other.starts_with(&folder))
            || self.files.keys().any(|file| file.starts_with(&folder))
    }
}

/// A Rust file taken apart. Each part has the lines of the original; what belongs to another
/// part is blank, so that a line number found in one part is the line number in the file.
pub(super) struct RustParts {
    pub(super) code: String,
    pub(super) comments: String,
    pub(super) literals: String,
    tests: Vec<bool>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Code,
    Comment,
    Literal,
}

impl RustParts {
    pub(super) fn of(text: &str) -> Self {
        let letters: Vec<char> = text.chars().collect();
        let parts = classify(&letters);
        let only = |wanted: Part| -> String {
            let keep = |(letter, part): (&char, &Part)| {
                if *part == wanted || *letter == '\n' { *letter } else { ' ' }
            };
            letters.iter().zip(&parts).map(keep).collect()
        };
        let code = only(Part::Code);
        let tests = test_lines(&code);
        Self { comments: only(Part::Comment), literals: only(Part::Literal), code, tests }
    }

    /// Whether this line, counted from 1, stands in an item marked `#[cfg(test)]`.
    pub(super) fn is_test(&self, line: usize) -> bool {
        line.checked_sub(1).and_then(|index| self.tests.get(index)).copied().unwrap_or(false)
    }
}

/// Numbers the lines of a text from 1.
pub(super) fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(index, line)| (index + 1, line))
}

/// Says of every character which part of a Rust file it belongs to.
fn classify(letters: &[char]) -> Vec<Part> {
    let mut parts = vec![Part::Code; letters.len()];
    let mut position = 0;
    while position < letters.len() {
        let rest = letters.get(position..).unwrap_or_default();
        let before = position.checked_sub(1).and_then(|index| letters.get(index)).copied();
        let (part, length) = next_piece(rest, before);
        for place in parts.iter_mut().skip(position).take(length) {
            *place = part;
        }
        position += length;
    }
    parts
}

/// The part that the next characters belong to, and how many they are (at least one).
fn next_piece(rest: &[char], before: Option<char>) -> (Part, usize) {
    let in_word = before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
    match rest {
        ['/', '/', ..] => (Part::Comment, line_comment(rest)),
        ['/', '*', ..] => (Part::Comment, block_comment(rest)),
        ['"', ..] => (Part::Literal, quoted(rest, '"')),
        ['\'', '\\', ..] | ['\'', _, '\'', ..] => (Part::Literal, quoted(rest, '\'')),
        ['r', '"' | '#', ..] if !in_word => match raw_string(rest) {
            Some(length) => (Part::Literal, length),
            None => (Part::Code, 1),
        },
        ['b' | 'c', 'r', '"' | '#', ..] if !in_word => {
            match raw_string(rest.get(1..).unwrap_or_default()) {
                Some(length) => (Part::Literal, length + 1),
                None => (Part::Code, 1),
            }
        }
        _ => (Part::Code, 1),
    }
}

fn line_comment(rest: &[char]) -> usize {
    rest.iter().position(|letter| *letter == '\n').unwrap_or(rest.len())
}

fn block_comment(rest: &[char]) -> usize {
    let mut depth = 0_usize;
    let mut position = 0;
    while let Some(pair) = rest.get(position..position + 2) {
        match pair {
            ['/', '*'] => depth += 1,
            ['*', '/'] => depth -= 1,
            _ => {
                position += 1;
                continue;
            }
        }
        position += 2;
        if depth == 0 {
            return position;
        }
    }
    rest.len()
}

fn quoted(rest: &[char], quote: char) -> usize {
    let mut escaped = false;
    for (position, letter) in rest.iter().enumerate().skip(1) {
        if escaped {
            escaped = false;
        } else if *letter == '\\' {
            escaped = true;
        } else if *letter == quote {
            return position + 1;
        }
    }
    rest.len()
}

/// The length of `r"…"` or `r#"…"#`; none for a raw identifier such as `r#type`.
fn raw_string(rest: &[char]) -> Option<usize> {
    let hashes = rest.iter().skip(1).take_while(|letter| **letter == '#').count();
    let open = 1 + hashes;
    if rest.get(open) != Some(&'"') {
        return None;
    }
    let closing: Vec<char> = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
    let body = rest.get(open + 1..).unwrap_or_default();
    let end = body.windows(closing.len()).position(|window| window == closing);
    Some(end.map_or(rest.len(), |end| open + 1 + end + closing.len()))
}

/// Marks the lines of items that stand under `#[cfg(test)]`.
fn test_lines(code: &str) -> Vec<bool> {
    const MARK: &str = "#[cfg(test)]";
    let mut lines = vec![false; code.lines().count()];
    for (start, _) in code.match_indices(MARK) {
        let rest = code.get(start..).unwrap_or_default();
        let first = code.get(..start).unwrap_or_default().matches('\n').count();
        let inside = rest.get(..item_length(rest)).unwrap_or_default().matches('\n').count();
        for line in lines.iter_mut().skip(first).take(inside + 1) {
            *line = true;
        }
    }
    lines
}

/// How many bytes of code an item takes: to its closing brace, or to a semicolon before any.
fn item_length(code: &str) -> usize {
    let mut depth = 0_usize;
    for (position, letter) in code.char_indices() {
        match letter {
            ';' if depth == 0 => return position,
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => continue,
        }
        if letter == '}' && depth == 0 {
            return position;
        }
    }
    code.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_comments_and_literals_are_told_apart() {
        let cases: &[(&str, &str, &str, &str)] = &[
            ("let a = \"b // c\"; // d", "let a = ;", "// d", "\"b // c\""),
            ("/* a /* b */ c */ d", "d", "/* a /* b */ c */", ""),
            ("x('\"', 'y', \"z\")", "x(, , )", "", "'\"''y'\"z\""),
            ("fn f<'a>(b: &'a str) {}", "fn f<'a>(b: &'a str) {}", "", ""),
            ("r#\"a \" b\"# + r#type", "+ r#type", "", "r#\"a \" b\"#"),
            ("br\"a\\\" + \"\\\"c\"", "+", "", "br\"a\\\"\"\\\"c\""),
            ("for_r\"a\"", "for_r", "", "\"a\""),
        ];
        let squeeze = |text: &str| text.replace(' ', "");
        for (text, code, comments, literals) in cases {
            let parts = RustParts::of(text);
            assert_eq!(squeeze(&parts.code), squeeze(code), "code of {text}");
            assert_eq!(squeeze(&parts.comments), squeeze(comments), "comments of {text}");
            assert_eq!(squeeze(&parts.literals), squeeze(literals), "literals of {text}");
        }
    }

    #[test]
    fn lines_keep_their_numbers() {
        let parts = RustParts::of("a\n\"b\nc\"\n// d\ne");
        assert_eq!(parts.code.lines().count(), 5);
        assert_eq!(
            numbered(&parts.comments).find(|(_, line)| line.contains('d')),
            Some((4, "// d"))
        );
    }

    #[test]
    fn test_items_are_marked_to_their_end() {
        let text = "fn a() {}\n#[cfg(test)]\nmod tests {\n  fn b() { \"}\" }\n}\nfn c() {}";
        let parts = RustParts::of(text);
        let marked: Vec<usize> = (1..=6).filter(|line| parts.is_test(*line)).collect();
        assert_eq!(marked, [2, 3, 4, 5]);
        let parts = RustParts::of("#[cfg(test)]\nuse a::b;\nfn c() {}");
        assert!(parts.is_test(2) && !parts.is_test(3));
    }

    #[test]
    fn folders_exist_when_a_file_stands_in_them() {
        let tree = Tree::of(&[("docs/adr/0001.md", "")]);
        assert!(tree.holds("docs/adr") && tree.holds("docs/") && tree.holds("docs/adr/0001.md"));
        assert!(!tree.holds("docs/ad"));
    }
}
