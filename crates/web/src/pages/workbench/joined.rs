//! The own matters of those whom mergers brought into a case.

use askama::Template;
use axum::response::Response;
use linli_app::matter;
use linli_kernel::CaseId;

use super::desk::Worker;
use crate::{
    pages::rows,
    request::{Id, Problem, Query},
    respond,
    ui::{
        Ui,
        view::{Link, Pager, Row},
    },
};

#[derive(Template)]
#[template(path = "workbench/joined.html")]
struct JoinedList {
    ui: Ui,
    back: Link,
    rows: Vec<Row>,
    more: usize,
    pager: Pager,
}

/// `GET /w/cases/{id}/joined`.
pub(super) async fn show(
    worker: Worker,
    Id(id): Id<CaseId>,
    query: Query,
) -> Result<Response, Problem> {
    query.only(&["after"])?;
    let Worker { app, caller, ui, .. } = worker;
    let after = query.parse("after")?.unwrap_or(0);
    let found = matter::joined_matters(&app, &caller, id, after).await?;
    let row = |joined: &matter::JoinedView| Row {
        href: Some(format!("/w/cases/{}", joined.id)),
        title: joined.number.clone(),
        text: ui.t("fact-joined-open").to_owned(),
        icon: Some("user"),
        tag: None,
    };
    let here = format!("/w/cases/{id}");
    let next = found.next.map(|next| next.to_string());
    let title = ui.t("joined-title").to_owned();
    let page = JoinedList {
        back: Link { href: here.clone(), label: ui.t("joined-back").to_owned() },
        rows: found.items.iter().map(row).collect(),
        more: found.more,
        pager: rows::pager(&format!("{here}/joined?"), query.get("after"), next.as_deref()),
        ui: ui.with_title(title),
    };
    Ok(respond::page(&page.ui, &page))
}
