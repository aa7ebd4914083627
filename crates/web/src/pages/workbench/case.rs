//! One case as those who handle it see it.

use askama::Template;
use axum::response::Response;
use linli_app::matter::{self, MatterView, Neighbours};
use linli_kernel::{CaseId, Moment};

use super::{desk::Worker, inside, listing, panel, printable::Printable, whistle_panel};
use crate::{
    pages::story::{self, Telling},
    request::{Id, Problem},
    respond,
    ui::{
        Tone, Ui,
        view::{Fact, FieldKind, FieldView, Link, Photo, Row, SlaBadge, Stages, Tag, TimelineItem},
    },
};

/// A clock: what it counts, until when, and how it stands.
pub(super) struct Clock {
    pub(super) label: String,
    pub(super) until: Moment,
    /// Whether that is after the time promised for the whole.
    pub(super) beyond: bool,
    pub(super) badge: Option<SlaBadge>,
}

/// Something that can be done, as a link to its form.
pub(super) struct Button {
    pub(super) href: String,
    pub(super) label: String,
}

/// What waits for a second person.
pub(super) struct Asked {
    pub(super) title: String,
    pub(super) facts: Vec<Fact>,
}

/// The form of an internal note.
struct Note {
    action: String,
    key: String,
    fields: Vec<FieldView>,
}

#[derive(Template)]
#[template(path = "workbench/case.html")]
struct CasePage {
    ui: Ui,
    href: String,
    number: String,
    state: Tag,
    stages: Stages,
    /// What the caller's tasks ask for, the usual way on first.
    answers: Vec<Button>,
    /// What can be done beside them.
    asides: Vec<Button>,
    notices: Vec<String>,
    asked: Vec<Asked>,
    words: Option<String>,
    photos: Vec<Photo>,
    story: Vec<TimelineItem>,
    note: Option<Note>,
    clocks: Vec<Clock>,
    facts: Vec<Fact>,
    parts: Vec<panel::Part>,
    /// What the reader's organisation does with its tasks inside.
    inside: Vec<inside::Panel>,
    /// The whistles blown for it, the latest first.
    whistles: Vec<whistle_panel::Blown>,
    /// Papers to be printed beside theirs.
    documents: Vec<Link>,
    reply: Option<String>,
    /// Each with where it is merged into, where the reader may do that.
    similar: Vec<(Row, Option<String>)>,
    previous: Option<String>,
    next: Option<String>,
    may_merge: bool,
    /// Words of the way to take it out of public view, or to put it back.
    hide: Option<String>,
    internal: bool,
}

/// `GET /w/cases/{id}`.
pub(super) async fn show(worker: Worker, Id(id): Id<CaseId>) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let view = matter::matter(&app, &caller, id).await?;
    let around = matter::neighbours(&app, &caller, id).await?;
    let similar = match view.internal {
        true => matter::similar_cases(&app, &caller, id).await?,
        false => Vec::new(),
    };
    let key = app.entropy.id().to_string();
    let page = page(ui, view, around, &similar, key);
    Ok(respond::page(&page.ui, &page))
}

fn similar_row(ui: &Ui, line: &matter::ListLine) -> Row {
    let row = listing::row(ui, line);
    Row { href: Some(row.href), title: row.title, text: row.text, icon: None, tag: Some(row.tag) }
}

fn page(
    ui: Ui,
    view: MatterView,
    around: Neighbours,
    similar: &[matter::ListLine],
    key: String,
) -> CasePage {
    let href = format!("/w/cases/{}", view.id);
    let title = panel::title(&ui, &view);
    let ui = ui.with_title(title);
    let telling = Telling { own: false, marked: true, open: view.open, photos: "/photos" };
    let (answers, asides, note) = actions(&ui, &view, &href, key);
    let desk = view.desk.as_ref();
    let hide = desk
        .filter(|desk| desk.may_hide)
        .map(|_| ui.t(if view.hidden.is_some() { "case-unhide" } else { "case-hide" }).to_owned());
    let link = |id: CaseId| format!("/w/cases/{id}");
    let may_merge = desk.is_some_and(|desk| desk.may_merge);
    let merging = |line: &matter::ListLine| {
        let open = may_merge && line.open && !line.number.is_empty();
        open.then(|| format!("{href}/merge?other={}", line.number))
    };
    let similar = similar.iter().map(|line| (similar_row(&ui, line), merging(line))).collect();
    CasePage {
        number: view.number.clone(),
        state: state(&ui, &view),
        stages: story::stages(&ui, &view.stages),
        answers,
        asides,
        notices: panel::notices(&ui, &view),
        asked: panel::asked(&ui, &view),
        words: view
            .text
            .clone()
            .or_else(|| view.erased.as_ref().map(|erased| story::removed(&ui, Some(erased)))),
        photos: story::photos(&ui, &view.photos, "/photos"),
        story: story::timeline(&ui, &view.events, telling),
        note,
        clocks: panel::clocks(&ui, &view),
        facts: panel::facts(&ui, &view, &href),
        parts: panel::parts(&ui, &view),
        inside: inside::panels(&ui, &view, &href),
        whistles: whistle_panel::blown(&ui, &view, &href),
        documents: Printable::of(&view).links(&ui, &href),
        reply: panel::reply(&ui, &view),
        similar,
        previous: around.previous.map(link),
        next: around.next.map(link),
        may_merge,
        hide,
        internal: view.internal,
        href,
        ui,
    }
}

fn state(ui: &Ui, view: &MatterView) -> Tag {
    match &view.end {
        Some((end, _)) => Tag::new(Tone::Plain, panel::words(ui, end)),
        None if !view.open => Tag::new(Tone::Plain, ui.t("listing-ended")),
        None if view.paused => Tag::new(Tone::Warn, ui.t("clock-paused")),
        None => Tag::new(Tone::Brand, panel::words(ui, &view.step_label)),
    }
}

/// The answers to tasks, what can be done beside them, and the note, which is written on the page
/// itself.
fn actions(
    ui: &Ui,
    view: &MatterView,
    href: &str,
    key: String,
) -> (Vec<Button>, Vec<Button>, Option<Note>) {
    let (mut answers, mut asides, mut note) = (Vec::new(), Vec::new(), None);
    for action in &view.actions {
        let label = panel::words(ui, &action.label).to_owned();
        let to = format!("{href}/act?action={}", action.name);
        match action.task {
            Some(task) => answers.push(Button { href: format!("{to}&task={}", task.0), label }),
            None if action.name == *"note" => {
                let kind = FieldKind::TextArea { rows: 3, max: 1000 };
                let field = FieldView::new("f.text", label, kind).hint(ui.t("case-note-hint"));
                let action = format!("{href}/act");
                note = Some(Note { action, key: key.clone(), fields: vec![field] });
            }
            None => asides.push(Button { href: to, label }),
        }
    }
    (answers, asides, note)
}
