//! Messages to the person as a resident.

use askama::Template;
use axum::response::Response;
use linli_app::matter::{self, MessageView};

use crate::{
    pages::{form::label, frame::Resident},
    request::Problem,
    respond,
    ui::{
        Ui,
        view::{Empty, Row},
    },
};

#[derive(Template)]
#[template(path = "resident/rows.html")]
pub(super) struct Rows {
    pub(super) ui: Ui,
    /// A sentence above the list; may be empty.
    pub(super) intro: String,
    pub(super) rows: Vec<Row>,
    pub(super) none: Empty,
    pub(super) back: &'static str,
}

/// `GET /m/messages`.
pub(super) async fn list(Resident { app, caller, ui, .. }: Resident) -> Result<Response, Problem> {
    let messages = matter::my_messages(&app, &caller).await?;
    let title = ui.t("messages").to_owned();
    let page = Rows {
        intro: String::new(),
        rows: messages.iter().map(|message| row(&ui, message)).collect(),
        none: Empty {
            icon: "bell",
            title: ui.t("inbox-none").to_owned(),
            text: ui.t("inbox-none-text").to_owned(),
            link: None,
        },
        back: "/m",
        ui: ui.with_title(title),
    };
    Ok(respond::page(&page.ui, &page))
}

fn row(ui: &Ui, message: &MessageView) -> Row {
    let key = format!("engine-message-{}", message.message);
    let own_words = message.words.as_ref().map(|words| label(ui, words).to_owned());
    let icon = match message.message.as_str() {
        "please-rate" => "star",
        "question" => "help-circle",
        "published" | "told" => "speakerphone",
        _ => "bell",
    };
    Row {
        href: Some(format!("/m/matters/{}", message.case)),
        title: own_words.unwrap_or_else(|| ui.tx(&key, &[])),
        text: ui.tx("inbox-line", &[("number", &message.number), ("when", &ui.ago(&message.at))]),
        icon: Some(icon),
        tag: None,
    }
}
