//! How a page is built: its elements with what styles and names them, without its words.

/// Attributes whose values are other in every copy of a page, or are words.
const OTHER_EACH_TIME: [&str; 17] = [
    "value",
    "href",
    "action",
    "formaction",
    "src",
    "srcset",
    "id",
    "for",
    "title",
    "content",
    "datetime",
    "aria-describedby",
    "aria-labelledby",
    "aria-label",
    "alt",
    "placeholder",
    "d",
];

/// The shape of a page. Rows of a list that are built alike count once.
pub(super) fn of(html: &str) -> String {
    let mut tags: Vec<String> = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let after = &rest[start + 1..];
        let end = after.find('>').unwrap_or(after.len());
        tags.push(tag(&after[..end]));
        rest = &after[end..];
    }
    folded(tags).concat()
}

fn tag(inside: &str) -> String {
    let mut shape = String::from("<");
    let mut rest = inside;
    while let Some(quote) = rest.find("=\"") {
        let (before, after) = (&rest[..quote], &rest[quote + 2..]);
        let end = after.find('"').unwrap_or(after.len());
        shape.push_str(before);
        let name = before.rsplit(char::is_whitespace).next().unwrap_or_default();
        if !OTHER_EACH_TIME.contains(&name) {
            shape.push('=');
            shape.push_str(&after[..end]);
        }
        rest = after.get(end + 1..).unwrap_or_default();
    }
    shape.push_str(rest);
    shape
}

/// Leaves out what repeats itself at once, from pairs of tags up to rows of forty.
fn folded(tags: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::with_capacity(tags.len());
    for tag in tags {
        kept.push(tag);
        for length in 2..=40 {
            let before = kept.len().checked_sub(2 * length).and_then(|start| kept.get(start..));
            let (first, second) = before.unwrap_or_default().split_at(before.map_or(0, |_| length));
            if !first.is_empty() && first == second {
                kept.truncate(kept.len() - length);
                break;
            }
        }
    }
    kept
}

#[test]
fn words_and_rows_make_no_other_page_but_elements_do() {
    let row = |name: &str| format!("<li class=\"r\"><a href=\"/{name}\">{name}</a></li>");
    let list = |rows: &[&str]| -> String { rows.iter().map(|name| row(name)).collect() };
    assert_eq!(of(&list(&["a", "b"])), of(&list(&["c", "d", "e"])));
    assert_ne!(of(&list(&["a"])), of("<li class=\"s\"><a href=\"/a\">a</a></li>"));
    assert_ne!(of("<p><input type=\"date\">"), of("<p><input type=\"text\">"));
}
