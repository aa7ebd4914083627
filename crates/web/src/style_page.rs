//! The style page: every shell and component with sample values, in every language and mode.
//! Rendered by a test into `target/style-page/`, to be looked at; and checked there for what the
//! content security policy, the texts and the accessibility rules refuse.

#[cfg(test)]
mod desk;
#[cfg(test)]
mod sample;

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use askama::Template;
    use axum::body::to_bytes;
    use axum::http::StatusCode;

    use super::sample::{Sample, frame, looks};
    use crate::respond;
    use crate::ui::view::{Confirm, FieldKind, FieldView};
    use crate::ui::{Shell, Ui};

    macro_rules! pages {
        ($($name:ident = $path:literal),*) => {
            $(#[derive(Template)]
            #[template(path = $path)]
            struct $name { ui: Ui, s: Sample })*
        };
    }

    pages!(
        Home = "style/home.html",
        Matter = "style/matter.html",
        Report = "style/report.html",
        Queue = "style/queue.html",
        Case = "style/case.html",
        Board = "style/board.html",
        Parts = "style/parts.html"
    );

    /// Every sample page as `name-look` and its HTML.
    async fn pages() -> Vec<(String, String)> {
        let mut pages = Vec::new();
        for (look, display) in looks() {
            let make = |shell| {
                let ui = frame(shell, display);
                let s = Sample::new(&ui);
                (ui, s)
            };
            macro_rules! page {
                ($kind:ident, $shell:expr, $name:literal) => {
                    let (ui, s) = make($shell);
                    let html = $kind { ui, s }.render().unwrap();
                    pages.push((format!("{}-{look}", $name), html));
                };
            }
            page!(Home, Shell::Resident, "home");
            page!(Matter, Shell::Resident, "matter");
            page!(Report, Shell::Resident, "report");
            page!(Queue, Shell::Workbench, "queue");
            page!(Case, Shell::Workbench, "case");
            page!(Board, Shell::Portal, "board");
            page!(Parts, Shell::Resident, "parts");
            for (name, shell) in [
                ("portal", Shell::Portal),
                ("resident", Shell::Resident),
                ("bench", Shell::Workbench),
            ] {
                let answer = respond::problem(&frame(shell, display), StatusCode::NOT_FOUND);
                let body = to_bytes(answer.into_body(), 1_000_000).await.unwrap();
                pages.push((
                    format!("problem-{name}-{look}"),
                    String::from_utf8(body.to_vec()).unwrap(),
                ));
            }
            let (ui, s) = make(Shell::Workbench);
            let reason = FieldView::new(
                "reason",
                s.words.clone(),
                FieldKind::TextArea { rows: 3, max: 500 },
            )
            .error(Some(s.emergency.clone()));
            let confirm = Confirm {
                ui,
                text: s.words,
                facts: s.facts,
                action: "/w/cases/1/return".to_owned(),
                hidden: vec![("version".to_owned(), "3".to_owned())],
                fields: vec![reason],
                label: s.withdraw,
                danger: true,
                back: "/w".to_owned(),
            };
            pages.push((format!("confirm-{look}"), confirm.render().unwrap()));
        }
        pages
    }

    fn target() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/style-page")
    }

    #[tokio::test]
    async fn every_component_renders_in_every_look() {
        let folder = target();
        fs::create_dir_all(&folder).unwrap();
        let mut index = String::from("<!doctype html><meta charset=utf-8><title>style</title>");
        for (name, html) in pages().await {
            fs::write(folder.join(format!("{name}.html")), &html).unwrap();
            index.push_str(&format!("<p><a href=\"{name}.html\">{name}</a>"));
        }
        fs::write(
            folder.join("../style-page.html"),
            index.replace("href=\"", "href=\"style-page/"),
        )
        .unwrap();
        for asset in crate::assets::all() {
            let Some(text) = asset.text() else { continue };
            let path = folder.join(asset.path.trim_start_matches('/'));
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }

    #[tokio::test]
    async fn no_page_has_what_the_policy_refuses() {
        for (name, html) in pages().await {
            for refused in [" style=", "<style", " onclick=", "javascript:", "hx-on"] {
                assert!(!html.contains(refused), "{name}: {refused}");
            }
            for script in html.match_indices("<script") {
                assert!(html[script.0..].starts_with("<script src=\"/static/"), "{name}");
            }
            for address in values(&html, "src").into_iter().chain(values(&html, "href")) {
                let own =
                    ["/", "#", "tel:", "data:"].iter().any(|start| address.starts_with(start));
                assert!(own && !address.starts_with("//"), "{name}: {address}");
            }
        }
    }

    #[tokio::test]
    async fn ids_are_unique_and_references_lead_somewhere() {
        for (name, html) in pages().await {
            let mut ids = values(&html, "id");
            let count = ids.len();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), count, "{name}: an id twice");
            let references = ["for", "aria-describedby", "form"]
                .iter()
                .flat_map(|attribute| values(&html, attribute))
                .flat_map(str::split_whitespace);
            for reference in references {
                assert!(ids.contains(&reference), "{name}: nothing has the id {reference}");
            }
            for inside in values(&html, "href") {
                if let Some(target) = inside.strip_prefix('#').filter(|target| !target.is_empty()) {
                    assert!(ids.contains(&target), "{name}: nothing has the id {target}");
                }
            }
        }
    }

    #[tokio::test]
    async fn every_icon_is_in_the_sprite() {
        let sprite = crate::assets::asset("icons.svg").unwrap();
        let drawn = values(sprite.text().unwrap(), "id");
        for (name, html) in pages().await {
            for address in values(&html, "href") {
                if let Some(icon) =
                    address.strip_prefix(sprite.path).and_then(|a| a.strip_prefix('#'))
                {
                    assert!(drawn.contains(&icon), "{name}: no icon {icon}");
                }
            }
        }
    }

    #[tokio::test]
    async fn every_class_is_in_the_stylesheet() {
        let style = crate::assets::asset("linli.css").unwrap().text().unwrap();
        for (name, html) in pages().await {
            for class in values(&html, "class").into_iter().flat_map(str::split_whitespace) {
                let known = class == "ll-list" || class.ends_with("--plain");
                assert!(known || style.contains(&format!(".{class}")), "{name}: .{class}");
            }
        }
    }

    #[test]
    fn the_stylesheet_keeps_within_its_budget_and_engines() {
        let style = crate::assets::asset("linli.css").unwrap();
        assert!(style.gzip_length() <= 12 * 1024, "{} bytes", style.gzip_length());
        for young in
            [":has(", ":is(", ":where(", "color-mix", "@layer", "oklch", "aspect-ratio", "inset:"]
        {
            let text = style.text().unwrap();
            let rules = text.split_once("*/").unwrap().1;
            assert!(!rules.contains(young), "{young} needs a younger engine");
        }
    }

    /// The values of an attribute, in order.
    fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
        let opening = format!(" {attribute}=\"");
        html.match_indices(&opening)
            .filter_map(|(start, _)| html[start + opening.len()..].split('"').next())
            .collect()
    }
}
