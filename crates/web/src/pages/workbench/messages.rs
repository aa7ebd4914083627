//! What the caller's posts and organisations were told.

use askama::Template;
use axum::response::Response;
use linli_app::{admission, matter};
use linli_kernel::Moment;

use super::desk::Worker;
use crate::{
    pages::form::label,
    request::Problem,
    respond,
    texts::TextValue,
    ui::{
        Ui,
        view::{Empty, Row},
    },
};

#[derive(Template)]
#[template(path = "workbench/messages.html")]
struct MessagesPage {
    ui: Ui,
    rows: Vec<Row>,
    empty: Empty,
}

/// How much lay on the desk this morning.
fn digest_row(ui: &Ui, digest: &matter::DigestView) -> Row {
    let numbers: [(&str, &dyn TextValue); 3] =
        [("open", &digest.open), ("today", &digest.due_today), ("late", &digest.late)];
    Row {
        href: Some("/w".to_owned()),
        title: ui.tx("digest-numbers", &numbers),
        text: ui.tx("digest-of", &[("when", &ui.when(&digest.at))]),
        icon: Some("bell"),
        tag: None,
    }
}

/// Which matter it is about, and when it came; of one that went on to others only that.
fn line(ui: &Ui, message: &matter::MessageView) -> String {
    let when = ui.when(&message.at);
    match (&message.place, &message.step) {
        (Some(place), Some(step)) => ui.tx(
            "work-message-line",
            &[
                ("number", &message.number),
                ("place", place),
                ("step", &label(ui, step)),
                ("when", &when),
            ],
        ),
        _ => ui.tx("work-message-away", &[("number", &message.number), ("when", &when)]),
    }
}

/// News of a department's request.
fn admission_row(ui: &Ui, message: &admission::AdmissionMessageView) -> Row {
    let department = [("department", &message.department as &dyn TextValue)];
    let title = match message.news {
        "asked" => ui.tx("admission-news-asked", &department),
        "waiting" => ui.tx("admission-news-waiting", &department),
        "granted" => ui.t("admission-news-granted").to_owned(),
        "rejected" => ui.t("admission-news-rejected").to_owned(),
        _ => ui.t("admission-news-refused").to_owned(),
    };
    let when = ui.when(&message.at);
    Row {
        href: Some(format!("/w/admissions/{}", message.request)),
        title,
        text: ui.tx("admission-message-line", &[("title", &message.title), ("when", &when)]),
        icon: Some("building-community"),
        tag: None,
    }
}

/// `GET /w/messages`.
pub(super) async fn show(worker: Worker) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let title = ui.t("menu-work-messages").to_owned();
    let ui = ui.with_title(title);
    let found = matter::work_messages(&app, &caller).await?;
    let row = |message: &matter::MessageView| Row {
        href: message.readable.then(|| format!("/w/cases/{}", message.case)),
        title: match &message.words {
            Some(words) => label(&ui, words).to_owned(),
            None => ui.t(&format!("engine-message-{}", message.message)).to_owned(),
        },
        text: line(&ui, message),
        icon: Some("bell"),
        tag: None,
    };
    let digest = matter::my_digest(&app, &caller).await?;
    let requests = admission::admission_messages(&app, &caller).await?;
    let mut news: Vec<(Moment, Row)> = found.iter().map(|one| (one.at, row(one))).collect();
    news.extend(requests.iter().map(|one| (one.at, admission_row(&ui, one))));
    news.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let news = news.into_iter().map(|(_, row)| row);
    let rows = digest.iter().map(|digest| digest_row(&ui, digest)).chain(news).collect();
    let empty = Empty {
        icon: "bell",
        title: ui.t("messages-none").to_owned(),
        text: String::new(),
        link: None,
    };
    let page = MessagesPage { rows, empty, ui };
    Ok(respond::page(&page.ui, &page))
}
