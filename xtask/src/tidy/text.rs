//! What templates and catalogues may hold: no text, no style and no script in templates; Chinese
//! marks between Chinese characters everywhere.

use super::Finding;
use super::rust::{is_chinese, is_ideograph};
use super::source::{Tree, numbered};

/// What a strict content security policy would refuse, and what htmx would evaluate.
const INLINE: [&str; 4] = ["style", "hx-on", "hx-vals", "srcdoc"];

/// ASCII marks that have a Chinese twin.
const ASCII_MARKS: [char; 6] = [',', ';', ':', '?', '!', '('];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let templates = tree.with_ending(".html").flat_map(|(path, text)| template(path, text));
    let marked = tree.files().filter(|(path, _)| holds_chinese_prose(path));
    templates.chain(marked.flat_map(|(path, text)| ascii_marks(path, text))).collect()
}

fn holds_chinese_prose(path: &str) -> bool {
    let data = path.starts_with("data/") && path.ends_with(".toml");
    data || [".ftl", ".html", ".kdl"].iter().any(|ending| path.ends_with(ending))
}

fn template(path: &str, text: &str) -> Vec<Finding> {
    let text = without_comments(text);
    let mut findings = Vec::new();
    let mut report = |line: usize, rule: &'static str, message: &str| {
        findings.push(Finding { path: path.to_owned(), line, rule, message: message.to_owned() });
    };
    for (line, text) in numbered(&text) {
        if text.chars().any(is_chinese) {
            report(line, "chinese-in-template", "texts come from locales/");
        }
        if attributes(text).any(is_inline) {
            report(line, "inline-code", "style and script come from files");
        }
        if text.contains("<style") || is_inline_script(text) {
            report(line, "inline-code", "style and script come from files");
        }
    }
    findings
}

/// The template with its `{# … #}` comments blanked, line by line as before.
fn without_comments(text: &str) -> String {
    let mut left = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{#") {
        left.push_str(before);
        let (comment, behind) = after.split_once("#}").unwrap_or((after, ""));
        left.extend(comment.chars().filter(|letter| *letter == '\n'));
        rest = behind;
    }
    left + rest
}

/// The names of the attributes of a line: the word before each `=`.
fn attributes(line: &str) -> impl Iterator<Item = &str> {
    line.match_indices('=').map(|(end, _)| {
        let before = line.get(..end).unwrap_or_default();
        before.rsplit(char::is_whitespace).next().unwrap_or_default()
    })
}

fn is_inline(attribute: &str) -> bool {
    let handler = attribute
        .strip_prefix("on")
        .is_some_and(|event| !event.is_empty() && event.chars().all(char::is_alphabetic));
    handler || INLINE.iter().any(|name| attribute.split(':').next() == Some(name))
}

fn is_inline_script(line: &str) -> bool {
    line.match_indices("<script").any(|(start, _)| {
        let tag = line.get(start..).and_then(|rest| rest.split('>').next()).unwrap_or_default();
        !tag.contains("src=")
    })
}

/// An ASCII mark between two Chinese characters, with or without spaces, looks careless.
fn ascii_marks(path: &str, text: &str) -> Vec<Finding> {
    numbered(text)
        .filter_map(|(line, text)| Some((line, ascii_mark(text)?)))
        .map(|(line, mark)| Finding {
            path: path.to_owned(),
            line,
            rule: "ascii-mark",
            message: format!("`{mark}` between Chinese characters: write the full-width mark"),
        })
        .collect()
}

fn ascii_mark(line: &str) -> Option<char> {
    line.char_indices().find_map(|(position, letter)| {
        let before = line.get(..position)?.trim_end().chars().next_back()?;
        let after = line.get(position + letter.len_utf8()..)?.trim_start().chars().next()?;
        let between = is_ideograph(before) && is_ideograph(after);
        (ASCII_MARKS.contains(&letter) && between).then_some(letter)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(path: &str, text: &str) -> Vec<&'static str> {
        check(&Tree::of(&[(path, text)])).into_iter().map(|finding| finding.rule).collect()
    }

    const PAGE: &str = "crates/web/templates/a.html";

    #[test]
    fn text_in_a_template_is_found() {
        assert_eq!(rules(PAGE, "<p>办结</p>"), ["chinese-in-template"]);
        assert!(rules(PAGE, "{# 办结 #}<p>{{ ui.t(\"matter-done\") }}</p>").is_empty());
        let finding = check(&Tree::of(&[(PAGE, "{# a\nb #}\n<p>办</p>")]));
        assert_eq!(finding.first().map(|finding| finding.line), Some(3));
    }

    #[test]
    fn style_and_script_in_a_template_are_found() {
        for text in [
            "<p style=\"color: red\">",
            "<a href=\"b\" onclick=\"c()\">",
            "<script>a()</script>",
            "<style>",
            "<a hx-on:click=\"b()\">",
            "<p style='color: red'>",
        ] {
            assert_eq!(rules(PAGE, text), ["inline-code"], "{text}");
        }
        let fine =
            "<script src=\"{{ ui.asset(\"page.js\") }}\" defer></script><a data-style=\"c\">";
        assert_eq!(rules(PAGE, fine), ["inline-code"; 0]);
    }

    #[test]
    fn ascii_marks_between_chinese_characters_are_found() {
        assert_eq!(rules("locales/zh-CN/matter.ftl", "done = 已办结,请评价"), ["ascii-mark"]);
        assert_eq!(rules("locales/zh-CN/matter.ftl", "done = 已办结, 请评价"), ["ascii-mark"]);
        assert!(rules("locales/zh-CN/matter.ftl", "done = 已办结，请评价 1,000 次").is_empty());
        assert!(rules("data/demo/names.toml", "a = [\"甲\", \"乙\"]").is_empty());
        assert!(rules("data/divisions.csv", "甲,乙").is_empty());
    }
}
