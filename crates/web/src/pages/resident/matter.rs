//! One matter as its raiser follows it, and the receipt after sending.

use askama::Template;
use axum::response::Response;
use linli_app::matter::{self, ActionView, ActorView, MatterView, PartView};
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
        view::{CallRow, Fact, Paper, Photo, QrBox, Receipt, Stages, TimelineItem},
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
    /// What the raiser asked for when they reported it.
    wishes: Vec<String>,
    /// The matter in which it goes on.
    merged_into: Option<CaseId>,
}

/// An action with its form on the page itself.
struct Asked {
    action: String,
    label: String,
    /// What is asked, where words are.
    question: Vec<String>,
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
        provisional: view.provisional && view.open && !view.paused,
        stages: story::stages(&ui, &view.stages),
        words: story::words(&ui, view),
        photos: story::photos(&ui, &view.photos, "/photos"),
        place: place_line(&ui, view),
        story: story::timeline(&ui, &view.events, telling),
        handlers: handlers(&ui, view),
        asked: asked.into_iter().map(|action| asked_form(&ui, view, action, key())).collect(),
        offered: offered.into_iter().map(|action| offered_link(&ui, action, key())).collect(),
        publicity: hidden(&ui, view).unwrap_or_else(|| ui.t(publicity_key(view)).to_owned()),
        wishes: wishes(&ui, view),
        merged_into: view.merged_into,
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
        _ if view.about => "matter-publicity-about",
        linli_playbook::model::Publicity::Private => "matter-publicity-private",
        linli_playbook::model::Publicity::Compound => "matter-publicity-compound",
        linli_playbook::model::Publicity::Public => "matter-publicity-public",
    }
}

/// What the raiser asked for, so that nobody has to wonder whether it was heard.
fn wishes(ui: &Ui, view: &MatterView) -> Vec<String> {
    let Some(wishes) = view.wishes else { return Vec::new() };
    let kept = [(wishes.anonymous, "matter-wish-anonymous"), (wishes.may_call, "matter-wish-call")];
    kept.iter().filter(|(wanted, _)| *wanted).map(|(_, key)| ui.t(key).to_owned()).collect()
}

/// Who has it now, with the telephone of their office, each once: those who work on it before those
/// who help or watch. The raiser's own tasks are not named.
pub(super) fn handlers(ui: &Ui, view: &MatterView) -> Vec<CallRow> {
    let mut working: Vec<&PartView> = view.parts.iter().filter(|part| part.works()).collect();
    working.sort_by_key(|part| match part.kind {
        "supervise" => 3,
        "assist" => 2,
        "reply" => 1,
        _ => 0,
    });
    let mut named: Vec<&ActorView> = Vec::new();
    working.retain(|part| {
        let new = !named.contains(&&part.holder);
        named.push(&part.holder);
        new
    });
    let row = |part: &PartView| CallRow {
        title: story::holder(ui, part),
        initial: story::initial(ui, part).to_owned(),
        text: work_words(ui, view, part),
        phone: part.phone.clone(),
        show_number: false,
    };
    working.into_iter().map(row).collect()
}

/// What somebody does about it, and until when.
fn work_words(ui: &Ui, view: &MatterView, part: &PartView) -> String {
    match (part.kind, &part.due) {
        ("supervise", _) => ui.t("matter-handler-supervises").to_owned(),
        ("assist", _) => ui.t("matter-handler-assists").to_owned(),
        _ if view.paused => ui.t("matter-handler-paused").to_owned(),
        (_, Some(due)) => ui.t1("matter-handler-due", "when", ui.when(due)),
        (_, None) => ui.t("matter-handler-later").to_owned(),
    }
}

/// What the reader is asked beside an action's form.
pub(super) fn question(ui: &Ui, view: &MatterView, action: &ActionView) -> Vec<String> {
    match action.name == *"answer" {
        true => story::question(ui, &view.question),
        false => Vec::new(),
    }
}

fn asked_form(ui: &Ui, view: &MatterView, action: &ActionView, key: String) -> Asked {
    Asked {
        question: question(ui, view, action),
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
    /// How it stands, or that something comes.
    next_title: String,
    next: String,
}

/// `GET /m/matters/{id}/receipt`.
pub(super) async fn receipt(
    Resident { app, caller, ui, origin }: Resident,
    Id(id): Id<CaseId>,
) -> Result<Response, Problem> {
    let view = matter::matter(&app, &caller, id).await?;
    let title = ui.t("matter-receipt").to_owned();
    let part = view.parts.iter().find(|part| part.works());
    let handler = part.map(|part| story::actor(&ui, &part.holder, view.own));
    let phone = part.and_then(|part| part.phone.clone());
    let due = ui.full_when(&view.due);
    let mut facts = vec![
        Fact::new(ui.t("sent-raised"), ui.full_when(&view.opened_at)),
        Fact::new(ui.t("sent-due"), due),
        Fact::new(ui.t("sent-place"), view.place.address.clone()),
    ];
    facts.extend(handler.map(|handler| Fact::new(ui.t("sent-handler"), handler)));
    facts.extend(phone.map(|phone| Fact::phone(ui.t("sent-phone"), phone)));
    let receipt = Receipt {
        paper: Paper {
            title: title.clone(),
            notes: vec![ui.t("sent-note").to_owned()],
            qr: QrBox::new(&format!("{origin}/m/matters/{id}"), ui.t("sent-qr")),
            ..Paper::default()
        },
        number: view.number.clone(),
        facts,
    };
    let (next_title, next) = what_next(&ui, &view);
    let stages = story::stages(&ui, &view.stages);
    let page = ReceiptPage { ui: ui.with_title(title), id, receipt, stages, next_title, next };
    Ok(respond::page(&page.ui, &page))
}

/// What comes next; of what ended, stands still or waits for the reader, how it stands.
fn what_next(ui: &Ui, view: &MatterView) -> (String, String) {
    if !view.open || view.paused || rows::asked(view).is_some() {
        let (_, _, state) = rows::state(ui, view);
        return (state, rows::state_note(ui, view));
    }
    let soonest = view.step_due.unwrap_or(view.due);
    let step = label(ui, &view.step_label);
    let next = ui.tx("sent-next", &[("step", &step), ("when", &ui.when(&soonest))]);
    (ui.t("sent-what-next").to_owned(), next)
}
