//! Papers of a case: the whistle slip 吹哨单, a party's dispatch order 派单, an instruction 督办单 and
//! the reply letter 回复函. Each prints on A4 in the measures of GB/T 9704—2012.
//!
//! Paper gets lost: none of them names a raiser or a telephone, and whatever somebody typed is masked.
//! The raiser's own words are left out where they are told to nobody else.

use askama::Template;
use axum::response::Response;
use linli_app::{
    AppError,
    matter::{
        self, CalledView, EventView, FieldValueView, InstructionView, MatterView, WhistleView,
    },
};
use linli_domain::{masking, whistle::Part};
use linli_kernel::CaseId;
use linli_playbook::model::Publicity;

use super::{
    desk::Worker,
    panel,
    printable::{Printable, Reported},
};
use crate::{
    pages::{form::label, story::actor, whistle as words},
    request::{Id, Ids, Problem, Query},
    respond,
    ui::{
        Ui,
        view::{Fact, QrBox},
    },
};

/// A party in a document's table.
struct Row {
    name: String,
    part: String,
    until: String,
}

/// What a document is made of.
#[derive(Default)]
struct Sheet {
    /// A letter begins with who sends it, in red, and a rule; a slip with its title.
    letter: bool,
    organ: String,
    title: String,
    number: String,
    to: String,
    paragraphs: Vec<String>,
    facts: Vec<Fact>,
    rows: Vec<Row>,
    signed: String,
    day: String,
}

#[derive(Template)]
#[template(path = "whistle/document.html")]
struct DocumentPage {
    ui: Ui,
    sheet: Sheet,
    qr: Option<QrBox>,
    href: String,
}

fn page(ui: Ui, sheet: Sheet, id: CaseId, origin: &str) -> Response {
    let href = format!("/w/cases/{id}");
    let title = format!("{} {}", sheet.title, sheet.number);
    let ui = ui.with_title(title);
    let qr = QrBox::new(&format!("{origin}{href}"), ui.t("document-qr"));
    let page = DocumentPage { ui, sheet, qr, href };
    respond::page(&page.ui, &page)
}

/// What every paper says of the matter.
fn about(ui: &Ui, view: &MatterView) -> Vec<Fact> {
    let mut facts = Vec::new();
    if let Some(category) = &view.category {
        facts.push(Fact::new(ui.t("fact-category"), label(ui, category)));
    }
    facts.push(Fact::new(ui.t("fact-place"), view.place.address.clone()));
    facts
}

/// The raiser's words as paper may have them.
fn raised(ui: &Ui, view: &MatterView) -> Option<Fact> {
    let words = view.text.as_ref().filter(|_| view.publicity != Publicity::Private)?;
    Some(Fact::new(ui.t("document-words"), masking::text(words)))
}

/// What was filled in, as paper may have it.
fn typed(
    ui: &Ui,
    event: &EventView,
    keep: fn(&FieldValueView) -> bool,
) -> impl Iterator<Item = Fact> {
    let facts = words::facts(ui, event, keep).into_iter();
    facts.map(|fact| Fact { value: masking::text(&fact.value), ..fact })
}

fn rows(ui: &Ui, whistle: &WhistleView) -> Vec<Row> {
    let row = |party: &CalledView| Row {
        name: actor(ui, &party.holder, false),
        part: words::part(ui, party.part).to_owned(),
        until: until(ui, party),
    };
    whistle.parties.iter().map(row).collect()
}

fn until(ui: &Ui, party: &CalledView) -> String {
    let due = ui.full_when(&party.due);
    match &party.answer_by {
        Some(by) => ui.tx("document-both-clocks", &[("answer", &ui.full_when(by)), ("due", &due)]),
        None => due,
    }
}

/// `GET /w/cases/{id}/whistles/{event}`: the whistle slip.
pub(super) async fn slip(
    worker: Worker,
    Ids(id, event): Ids<CaseId, u32>,
) -> Result<Response, Problem> {
    let Worker { app, caller, ui, origin, .. } = worker;
    let view = matter::matter(&app, &caller, id).await?;
    let whistle = view.whistles.iter().find(|whistle| whistle.event == event);
    let whistle = whistle.ok_or(AppError::NotFound)?;
    let by = whistle.by.as_ref().map(|by| actor(&ui, by, false));
    let mut facts = about(&ui, &view);
    facts.extend(raised(&ui, &view));
    facts.extend(whistle.slip.iter().flat_map(|slip| typed(&ui, slip, |_| true)));
    let sheet = Sheet {
        title: ui.t("document-slip").to_owned(),
        number: view.number.clone(),
        paragraphs: vec![words::blown(&ui, by.as_deref(), whistle.by_clock, &whistle.at)],
        facts,
        rows: rows(&ui, whistle),
        signed: by.unwrap_or_default(),
        day: ui.full_day(&whistle.at.day()),
        ..Sheet::default()
    };
    Ok(page(ui, sheet, id, &origin))
}

/// `GET /w/cases/{id}/orders/{task}`: a party's dispatch order.
pub(super) async fn order(
    worker: Worker,
    Ids(id, task): Ids<CaseId, u32>,
) -> Result<Response, Problem> {
    let Worker { app, caller, ui, origin, .. } = worker;
    let view = matter::matter(&app, &caller, id).await?;
    let found = view.whistles.iter().find_map(|whistle| {
        let party = whistle.parties.iter().find(|party| party.task.0 == task)?;
        Some((whistle, party))
    });
    let (whistle, party) = found.ok_or(AppError::NotFound)?;
    let mut facts = about(&ui, &view);
    facts.extend(raised(&ui, &view));
    facts.push(Fact::new(ui.t("document-part"), words::part(&ui, party.part)));
    let others = whistle.parties.iter().filter(|other| other.task != party.task);
    let others: Vec<String> = others
        .filter(|other| other.part != Part::Supervise)
        .map(|other| actor(&ui, &other.holder, false))
        .collect();
    if !others.is_empty() {
        let joined = others.join(ui.t("document-joint"));
        facts.push(Fact::new(ui.t("document-others"), joined));
    }
    facts.extend(whistle.slip.iter().flat_map(|slip| typed(&ui, slip, |_| true)));
    for paper in whistle.papers.iter().filter(|paper| paper.at <= party.asked) {
        facts.extend(typed(&ui, paper, |_| true));
    }
    facts.push(Fact::new(ui.t("document-until"), until(&ui, party)));
    let sheet = Sheet {
        title: ui.t("document-order").to_owned(),
        number: view.number.clone(),
        to: actor(&ui, &party.holder, false),
        paragraphs: vec![ui.t("document-order-text").to_owned()],
        facts,
        signed: ui.t("document-stamp").to_owned(),
        day: ui.full_day(&party.asked.day()),
        ..Sheet::default()
    };
    Ok(page(ui, sheet, id, &origin))
}

/// `GET /w/cases/{id}/instructions/{event}`: an instruction by a post above.
pub(super) async fn instruction(
    worker: Worker,
    Ids(id, number): Ids<CaseId, u32>,
) -> Result<Response, Problem> {
    let Worker { app, caller, ui, origin, .. } = worker;
    let view = matter::matter(&app, &caller, id).await?;
    let found = Printable::of(&view).instructions.into_iter();
    let mut found = found.filter(|instruction| instruction.told.number == number);
    let InstructionView { told, step, to, reply_by } = found.next().ok_or(AppError::NotFound)?;
    let mut facts = about(&ui, &view);
    if let Some(step) = step {
        facts.push(Fact::new(ui.t("document-step"), panel::words(&ui, step)));
    }
    facts.push(Fact::new(ui.t("clock-overall"), ui.full_when(&view.due)));
    if let Some(due) = reply_by {
        facts.push(Fact::new(ui.t("document-reply-by"), ui.full_when(due)));
    }
    let to: Vec<String> = to.iter().map(|holder| actor(&ui, holder, false)).collect();
    let sheet = Sheet {
        title: ui.t("document-instruction").to_owned(),
        number: view.number.clone(),
        to: to.join(ui.t("document-joint")),
        paragraphs: typed(&ui, told, |_| true).map(|fact| fact.value).collect(),
        facts,
        signed: actor(&ui, &told.actor, false),
        day: ui.full_day(&told.at.day()),
        ..Sheet::default()
    };
    Ok(page(ui, sheet, id, &origin))
}

/// `GET /w/cases/{id}/reply?to=community|raiser`: the reply letter.
pub(super) async fn reply(
    worker: Worker,
    Id(id): Id<CaseId>,
    query: Query,
) -> Result<Response, Problem> {
    query.only(&["to"])?;
    let Worker { app, caller, ui, origin, .. } = worker;
    let view = matter::matter(&app, &caller, id).await?;
    let sheet = match query.get("to") {
        Some("raiser") => to_raiser(&ui, &view),
        None | Some("community") => to_community(&ui, &view),
        Some(_) => return Err(Problem::field("to", "field-choice")),
    };
    Ok(page(ui, sheet.ok_or(AppError::NotFound)?, id, &origin))
}

/// The lead's report to those who whistled.
fn to_community(ui: &Ui, view: &MatterView) -> Option<Sheet> {
    let Reported { whistle, party, report } = Printable::of(view).to_community?;
    let by = whistle.by.as_ref().map(|by| actor(ui, by, false));
    let when = ui.full_day(&whistle.at.day());
    let of = Letter {
        to: by.unwrap_or_else(|| view.place.address.clone()),
        opening: ui.t1("document-reply-whistle", "day", &when),
        said: typed(ui, report, |field| field.key != "external-reply").collect(),
        day: ui.full_day(&report.at.day()),
        organ: actor(ui, &party.holder, false),
    };
    Some(letter(ui, view, of))
}

/// What was published, to whoever raised it.
fn to_raiser(ui: &Ui, view: &MatterView) -> Option<Sheet> {
    let published = Printable::of(view).to_raiser?;
    let mut before = view.events.iter().filter(|event| event.number < published.number);
    let handled = before.rfind(|event| event.kind == "acted" && !event.fields.is_empty());
    let handler = handled.map_or(&published.actor, |event| &event.actor);
    let when = ui.full_day(&view.opened_at.day());
    let of = Letter {
        to: ui.t("document-to-raiser").to_owned(),
        opening: ui.t1("document-reply-matter", "day", &when),
        said: typed(ui, published, |field| !field.internal).collect(),
        day: ui.full_day(&published.at.day()),
        organ: actor(ui, handler, false),
    };
    Some(letter(ui, view, of))
}

struct Letter {
    to: String,
    opening: String,
    said: Vec<Fact>,
    day: String,
    organ: String,
}

fn letter(ui: &Ui, view: &MatterView, of: Letter) -> Sheet {
    let line = |fact: Fact| ui.tx("story-field", &[("name", &fact.label), ("value", &fact.value)]);
    let category = view.category.as_ref().map(|category| label(ui, category));
    let about = category.unwrap_or_else(|| ui.t("case-uncategorised"));
    let closing = ui.t("document-reply-end").to_owned();
    Sheet {
        letter: true,
        title: ui.t1("document-reply", "about", about),
        number: view.number.clone(),
        to: of.to,
        paragraphs: [of.opening]
            .into_iter()
            .chain(of.said.into_iter().map(line))
            .chain([closing])
            .collect(),
        signed: of.organ.clone(),
        organ: of.organ,
        day: of.day,
        ..Sheet::default()
    }
}
