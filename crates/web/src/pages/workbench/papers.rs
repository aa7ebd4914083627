//! What is handed out: the receipt of a matter that was taken in.

use askama::Template;
use axum::response::Response;
use linli_app::matter::{self, ReceiptView};
use linli_kernel::CaseId;

use super::desk::Worker;
use crate::{
    pages::{form::label, story::actor},
    request::{Id, Problem},
    respond,
    ui::{
        Ui,
        view::{Fact, Paper, QrBox, Receipt},
    },
};

#[derive(Template)]
#[template(path = "workbench/receipt.html")]
struct ReceiptPage {
    ui: Ui,
    receipt: Receipt,
    href: String,
}

/// `GET /w/cases/{id}/receipt`.
pub(super) async fn receipt(worker: Worker, Id(id): Id<CaseId>) -> Result<Response, Problem> {
    let Worker { app, caller, ui, origin, .. } = worker;
    let view = matter::receipt(&app, &caller, id).await?;
    let title = ui.t("receipt-title").to_owned();
    let ui = ui.with_title(title);
    let receipt = sheet(&ui, &view, &origin);
    let page = ReceiptPage { ui, receipt, href: format!("/w/cases/{id}") };
    Ok(respond::page(&page.ui, &page))
}

fn sheet(ui: &Ui, view: &ReceiptView, origin: &str) -> Receipt {
    let mut facts = vec![Fact::new(ui.t("receipt-opened"), ui.full_when(&view.opened_at))];
    facts.extend(view.due.map(|due| Fact::new(ui.t("receipt-due"), ui.full_when(&due))));
    if let Some(category) = &view.category {
        facts.push(Fact::new(ui.t("fact-category"), label(ui, category)));
    }
    facts.push(Fact::new(ui.t("fact-place"), view.address.clone()));
    if let Some(holder) = &view.holder {
        facts.push(Fact::new(ui.t("receipt-holder"), actor(ui, holder, false)));
    }
    if let Some(phone) = &view.phone {
        facts.push(Fact::phone(ui.t("sent-phone"), phone.clone()));
    }
    let address = format!("{origin}/progress?number={}", view.number);
    let note = if view.by_number { "receipt-note" } else { "receipt-note-ask" };
    Receipt {
        paper: Paper {
            title: ui.t("receipt-title").to_owned(),
            notes: vec![ui.t(note).to_owned()],
            // Without a number that was left, the look-up by number leads nowhere.
            qr: view.by_number.then(|| QrBox::new(&address, ui.t("receipt-qr"))).flatten(),
            ..Paper::default()
        },
        number: view.number.clone(),
        facts,
    }
}
