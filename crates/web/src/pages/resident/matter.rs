//! One matter as its raiser follows it, and the receipt after sending.

use askama::Template;
use axum::response::Response;
use linli_app::matter::{self, ActionView, MatterView};
use linli_kernel::CaseId;

use crate::{
    pages::{
        form::{FormView, form_view, label},
        frame::Resident,
        rows,
        story::{self, Telling},
        workbench::hidden,
    },
    request::{Id, Problem},
    respond,
    ui::{
        Tone, Ui,
        view::{CallRow, Fact, Photo, QrBox, Receipt, Stages, TimelineItem},
    },
};

#[derive(Template)]
#[template(path = "resident/matter.html")]
struct Matter {
    ui: Ui,
    id: CaseId,
    number: String,
    tone: Tone,
    icon: &'static str,
    state: String,
    note: String,
    provisional: bool,
    stages: Stages,
    words: String,
    photos: Vec<Photo>,
    place: String,
    story: Vec<TimelineItem>,
    handlers: Vec<CallRow>,
    /// What waits for the person: each with its form ready to be filled in.
    asked: Vec<Asked>,
    /// What can be done besides, as links to their forms.
    offered: Vec<Offered>,
    publicity: String,
}

/// An action with its form on the page itself.
struct Asked {
    action: String,
    label: String,
    task: Option<u32>,
    version: Option<u32>,
    key: String,
    form: FormView,
}

/// An action that leads to its form, or needs none.
struct Offered {
    action: String,
    label: String,
    icon: &'static str,
    /// Takes effect with one press.
    at_once: bool,
    key: String,
}

/// `GET /m/matters/{id}`.
pub(super) async fn show(
    Resident { app, caller, ui, .. }: Resident,
    Id(id): Id<CaseId>,
) -> Result<Response, Problem> {
    let view = matter::matter(&app, &caller, id).await?;
    // Whoever handles it finds its actions at the desk.
    if !view.own && !caller.posts.is_empty() {
        return Ok(respond::redirect(&format!("/w/cases/{id}")));
    }
    let page = drawn(ui, &view, || app.entropy.id().to_string());
    Ok(respond::page(&page.ui, &page))
}

fn drawn(ui: Ui, view: &MatterView, key: impl Fn() -> String) -> Matter {
    let (tone, icon, state) = rows::state(&ui, view);
    let telling = Telling { own: view.own, marked: false, open: view.open, photos: "/photos" };
    let (asked, offered): (Vec<_>, Vec<_>) =
        view.actions.iter().partition(|action| action.task.is_some());
    Matter {
        id: view.id,
        number: view.number.clone(),
        tone,
        icon,
        state,
        note: rows::state_note(&ui, view),
        provisional: view.provisional && view.open,
        stages: story::stages(&ui, &view.stages),
        words: story::words(&ui, view),
        photos: story::photos(&ui, &view.photos, "/photos"),
        place: place_line(&ui, view),
        story: story::timeline(&ui, &view.events, telling),
        handlers: handlers(&ui, view),
        asked: asked.into_iter().map(|action| asked_form(&ui, action, key())).collect(),
        offered: offered.into_iter().map(|action| offered_link(&ui, action, key())).collect(),
        publicity: hidden(&ui, view).unwrap_or_else(|| ui.t(publicity_key(view)).to_owned()),
        ui: ui_titled(ui, view),
    }
}

/// The number and nothing of the words: titles reach share cards.
fn ui_titled(ui: Ui, view: &MatterView) -> Ui {
    let title = ui.t1("matter-title", "number", view.number.as_str());
    ui.with_title(title)
}

/// What it is about and where, on one line.
pub(super) fn place_line(ui: &Ui, view: &MatterView) -> String {
    match &view.category {
        Some(category) => ui.tx(
            "matter-place",
            &[("category", &label(ui, category)), ("address", &view.place.address)],
        ),
        None => view.place.address.clone(),
    }
}

pub(super) const fn publicity_key(view: &MatterView) -> &'static str {
    match view.publicity {
        linli_playbook::model::Publicity::Private => "matter-publicity-private",
        linli_playbook::model::Publicity::Compound => "matter-publicity-compound",
        linli_playbook::model::Publicity::Public => "matter-publicity-public",
    }
}

/// Who has it now, with the telephone of their office; the raiser's own tasks are not named.
pub(super) fn handlers(ui: &Ui, view: &MatterView) -> Vec<CallRow> {
    let working =
        view.parts.iter().filter(|part| matches!(part.holder.kind, "post" | "organisation"));
    working
        .map(|part| {
            let title = story::holder(ui, part);
            CallRow {
                initial: story::initial(ui, part).to_owned(),
                text: match &part.due {
                    Some(due) => ui.t1("matter-handler-due", "when", ui.when(due)),
                    None => ui.t("matter-handler-works").to_owned(),
                },
                phone: part.phone.clone(),
                show_number: false,
                title,
            }
        })
        .collect()
}

fn asked_form(ui: &Ui, action: &ActionView, key: String) -> Asked {
    Asked {
        action: action.name.to_string(),
        label: label(ui, &action.label).to_owned(),
        task: action.task.map(|task| task.0),
        version: action.version,
        form: form_view(ui, &action.fields, None, &[]),
        key,
    }
}

fn offered_link(ui: &Ui, action: &ActionView, key: String) -> Offered {
    let icon = match action.name.as_str() {
        "urge" => "bell",
        "supplement" => "camera",
        "withdraw" => "arrow-back-up",
        "review" => "scale",
        "set-publicity" => "eye",
        "objection" => "flag",
        _ => "edit",
    };
    Offered {
        action: action.name.to_string(),
        label: label(ui, &action.label).to_owned(),
        icon,
        at_once: action.fields.is_empty() && action.name != *"withdraw",
        key,
    }
}

#[derive(Template)]
#[template(path = "resident/receipt.html")]
struct ReceiptPage {
    ui: Ui,
    id: CaseId,
    receipt: Receipt,
    stages: Stages,
    next: String,
}

/// `GET /m/matters/{id}/receipt`.
pub(super) async fn receipt(
    Resident { app, caller, ui, origin }: Resident,
    Id(id): Id<CaseId>,
) -> Result<Response, Problem> {
    let view = matter::matter(&app, &caller, id).await?;
    let title = ui.t("matter-receipt").to_owned();
    let handler = view.parts.first().map(|part| story::actor(&ui, &part.holder, view.own));
    let phone = view.parts.first().and_then(|part| part.phone.clone());
    let due = ui.full_when(&view.due);
    let mut facts = vec![
        Fact::new(ui.t("sent-raised"), ui.full_when(&view.opened_at)),
        Fact::new(ui.t("sent-due"), due),
        Fact::new(ui.t("sent-place"), view.place.address.clone()),
    ];
    facts.extend(handler.map(|handler| Fact::new(ui.t("sent-handler"), handler)));
    facts.extend(phone.map(|phone| Fact::new(ui.t("sent-phone"), phone)));
    let receipt = Receipt {
        title: title.clone(),
        number: view.number.clone(),
        facts,
        note: ui.t("sent-note").to_owned(),
        qr: QrBox::new(&format!("{origin}/m/matters/{id}"), ui.t("sent-qr")),
    };
    let soonest = view.step_due.unwrap_or(view.due);
    let next = ui
        .tx("sent-next", &[("step", &label(&ui, &view.step_label)), ("when", &ui.when(&soonest))]);
    let stages = story::stages(&ui, &view.stages);
    let page = ReceiptPage { ui: ui.with_title(title), id, receipt, stages, next };
    Ok(respond::page(&page.ui, &page))
}
