//! Messages to the person as a resident.

use askama::Template;
use axum::response::Response;
use linli_app::matter::{self, MessageView};
use linli_kernel::Moment;

use crate::{
    pages::{form::label, frame::Resident},
    request::{FormFields, Problem},
    respond,
    ui::{
        Tone, Ui,
        view::{Empty, Row, Tag},
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
    /// Up to when unread messages are shown, as milliseconds; none where nothing is unread.
    pub(super) unread_until: Option<i64>,
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
        unread_until: messages.iter().filter(|m| m.unread).map(|m| m.at.ms()).max(),
        ui: ui.with_title(title),
    };
    Ok(respond::page(&page.ui, &page))
}

fn row(ui: &Ui, message: &MessageView) -> Row {
    let key = format!("engine-message-{}", message.message);
    let own_words = message.words.as_ref().map(|words| label(ui, words).to_owned());
    let at = message.stage.as_ref().map(|at| ui.t1("inbox-stage", "stage", label(ui, at)));
    let icon = match message.message.as_str() {
        "please-rate" => "star",
        "question" => "help-circle",
        "published" | "told" => "speakerphone",
        _ => "bell",
    };
    let when = ui.ago(&message.at);
    Row {
        href: message.readable.then(|| format!("/m/matters/{}", message.case)),
        title: own_words.or(at).unwrap_or_else(|| ui.tx(&key, &[])),
        text: match &message.excerpt {
            Some(words) => ui.tx("inbox-line-own", &[("words", words), ("when", &when)]),
            None => ui.tx("inbox-line", &[("number", &message.number), ("when", &when)]),
        },
        icon: Some(icon),
        tag: message.unread.then(|| Tag::new(Tone::Brand, ui.t("inbox-new"))),
    }
}

/// `POST /m/messages/read`.
pub(super) async fn read(
    Resident { app, caller, .. }: Resident,
    form: FormFields,
) -> Result<Response, Problem> {
    let until = form.given("until").and_then(|word| word.parse().ok()).map(Moment::from_ms);
    let until = until.ok_or_else(|| Problem::field("until", "field-type"))?;
    matter::read_messages(&app, &caller, until).await?;
    Ok(respond::redirect("/m/messages"))
}
