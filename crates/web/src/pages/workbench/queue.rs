//! My tasks: tabs by kind, filters, pages by keyset, one-touch actions.

use askama::Template;
use axum::response::Response;
use linli_app::{
    admission,
    inside::{InsideQueue, InsideShow},
    matter::{self, MOST_COUNTED, QueueChoices, QueueCount, QueueLine, QueueRequest},
    ports::QueueFilter,
};
use linli_playbook::{Name, model::Label};

use super::desk::Worker;
use crate::{
    pages::{form::label, story::actor},
    request::{Problem, Query},
    respond,
    ui::{
        Tone, Ui,
        view::{Choice, Empty, Pager, QueueRow, QueueTab, Quick, SlaBadge, Stages, Tag},
    },
};

/// Lines on a page.
const LINES: i64 = 50;

#[derive(Template)]
#[template(path = "workbench/queue.html")]
struct QueuePage {
    ui: Ui,
    tabs: Vec<QueueTab>,
    /// The parts into which an organisation divided its tasks.
    divided: Vec<QueueTab>,
    inside: Option<&'static str>,
    rows: Vec<QueueRow>,
    /// Actions that some of the listed tasks take without a form.
    bulk: Vec<Choice>,
    kind: String,
    late: bool,
    filters: Vec<Filter>,
    empty: Empty,
    pager: Pager,
    may_take_in: bool,
    may_report_found: bool,
    /// How many departments' requests wait, in words.
    admissions: Option<String>,
}

/// `GET /w`.
pub(super) async fn show(worker: Worker, query: Query) -> Result<Response, Problem> {
    query.only(&["kind", "late", "step", "inside", "category", "place", "channel", "after"])?;
    let kind = query.get("kind").unwrap_or_default().to_owned();
    let late = query.parse::<u8>("late")?.is_some_and(|late| late > 0);
    let name = |name: &str| query.get(name).and_then(|word| Name::new(word).ok());
    // What was left open in a form comes as an empty word.
    let placed = query.get("place").is_some_and(|word| !word.is_empty());
    let filter = QueueFilter {
        late,
        kind: (!kind.is_empty()).then(|| kind.clone()),
        step: name("step"),
        inside: None,
        category: name("category"),
        place: if placed { query.parse("place")? } else { None },
        channel: name("channel"),
    };
    let inside = query.get("inside").and_then(InsideShow::from_word);
    let after = query.get("after").map(str::to_owned);
    let first = after.is_none();
    let request = QueueRequest { filter: filter.clone(), inside, after, limit: LINES };
    let queue = matter::queue(&worker.app, &worker.caller, &request).await?;
    let waiting = match worker.desk.may_see_admissions {
        true => admission::admissions_waiting(&worker.app, &worker.caller, MOST_COUNTED).await?,
        false => 0,
    };
    let open = total(queue.counts.iter().map(|count| count.open));
    let Worker { ui, desk, .. } = worker.counted(open);
    let title = ui.t("queue-title").to_owned();
    let ui = ui.with_title(title);
    let here = address(&filter, inside);
    let more = queue.next.as_ref().map(|next| format!("{here}{}after={next}", joint(&here)));
    let page = QueuePage {
        divided: divided(&ui, &queue.inside, inside),
        inside: inside.map(InsideShow::word),
        tabs: tabs(&ui, &queue.counts, (&kind, late, inside.is_some())),
        rows: queue.items.iter().map(|line| row(&ui, line)).collect(),
        bulk: bulk(&ui, &queue.items),
        empty: empty(&ui, queue.next.is_some() || filter != QueueFilter::default()),
        pager: Pager { first: (!first).then_some(here), next: more, words: open_words(&ui, open) },
        may_take_in: desk.may_take_in,
        may_report_found: desk.may_report_found,
        admissions: (waiting > 0).then(|| ui.tn("admission-waiting-note", waiting)),
        filters: filters(&ui, &queue.choices, &filter),
        ui,
        kind,
        late,
    };
    Ok(respond::page(&page.ui, &page))
}

/// A list to choose from in the filter's form.
struct Filter {
    name: &'static str,
    label: String,
    options: Vec<Choice>,
}

/// What the queue can be narrowed by, everything first; what leaves no choice is not offered.
fn filters(ui: &Ui, offered: &QueueChoices, filter: &QueueFilter) -> Vec<Filter> {
    let named = |list: &[(Name, Label)]| -> Vec<Choice> {
        list.iter().map(|(name, words)| Choice::new(name.to_string(), label(ui, words))).collect()
    };
    let places = offered.places.iter().map(|(id, name)| Choice::new(id.to_string(), name));
    let chosen = |name: &Option<Name>| name.as_ref().map(ToString::to_string).unwrap_or_default();
    let place = filter.place.map(|id| id.to_string()).unwrap_or_default();
    let lists = [
        ("step", "queue-step", "queue-all-steps", named(&offered.steps), chosen(&filter.step)),
        (
            "category",
            "queue-category",
            "queue-all-categories",
            named(&offered.categories),
            chosen(&filter.category),
        ),
        ("place", "queue-place", "queue-all-places", places.collect(), place),
        (
            "channel",
            "fact-channel",
            "queue-all-channels",
            named(&offered.channels),
            chosen(&filter.channel),
        ),
    ];
    let drawn = lists.into_iter().filter(|(name, _, _, options, _)| {
        // The steps stand there always: a queue without tasks says so in the same form.
        *name == "step" || !options.is_empty()
    });
    let drawn = drawn.map(|(name, label, all, mut options, chosen)| {
        options.insert(0, Choice::new("", ui.t(all)));
        for option in &mut options {
            option.chosen = option.value == chosen;
        }
        Filter { name, label: ui.t(label).to_owned(), options }
    });
    drawn.collect()
}

fn empty(ui: &Ui, narrowed: bool) -> Empty {
    let (icon, title, text) = match narrowed {
        true => ("filter", "queue-none-such", "queue-none-such-text"),
        false => ("circle-check", "queue-empty", "queue-empty-text"),
    };
    Empty { icon, title: ui.t(title).to_owned(), text: ui.t(text).to_owned(), link: None }
}

/// How many tasks are open, as far as they are counted.
fn open_words(ui: &Ui, open: i64) -> String {
    match open < matter::MOST_COUNTED {
        true => ui.tn("queue-open-total", open),
        false => ui.t("queue-open-many").to_owned(),
    }
}

/// The address of a part of the queue; names and ids need no escaping.
fn address(filter: &QueueFilter, inside: Option<InsideShow>) -> String {
    let mut address = String::from("/w");
    let word = |name: &Option<Name>| name.as_ref().map(ToString::to_string).unwrap_or_default();
    for (name, value) in [
        ("kind", filter.kind.clone().unwrap_or_default()),
        ("late", if filter.late { "1".to_owned() } else { String::new() }),
        ("step", word(&filter.step)),
        ("inside", inside.map_or("", InsideShow::word).to_owned()),
        ("category", word(&filter.category)),
        ("place", filter.place.map(|id| id.to_string()).unwrap_or_default()),
        ("channel", word(&filter.channel)),
    ] {
        if !value.is_empty() && value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            address.push_str(&format!("{}{name}={value}", joint(&address)));
        }
    }
    address
}

fn joint(address: &str) -> char {
    if address.contains('?') { '&' } else { '?' }
}

/// What a kind of task is called.
pub(super) fn kind_words<'u>(ui: &'u Ui, kind: &'u str) -> &'u str {
    match kind {
        "act" => ui.t("task-act"),
        "assign" => ui.t("task-assign"),
        "lead" => ui.t("task-lead"),
        "assist" => ui.t("task-assist"),
        "supervise" => ui.t("task-supervise"),
        "invitation" => ui.t("task-invitation"),
        "review" => ui.t("task-review"),
        "rate" => ui.t("task-rate"),
        "revisit" => ui.t("task-revisit"),
        "answer" => ui.t("task-answer"),
        "approve" => ui.t("task-approve"),
        "reply" => ui.t("task-reply"),
        "review-refusal" => ui.t("task-review-refusal"),
        other => other,
    }
}

/// Of several kinds together; no further than one is counted.
fn total(counts: impl Iterator<Item = i64>) -> i64 {
    counts.sum::<i64>().min(matter::MOST_COUNTED)
}

fn tabs(
    ui: &Ui,
    counts: &[QueueCount],
    (kind, late, divided): (&str, bool, bool),
) -> Vec<QueueTab> {
    let whole = |count: i64| match count < matter::MOST_COUNTED {
        true => Some(count.to_string()),
        false => Some(ui.t("queue-many").to_owned()),
    };
    let tab = |href: String, words: &str, count, current, tone| QueueTab {
        href,
        label: words.to_owned(),
        count,
        current,
        tone,
    };
    let open = total(counts.iter().map(|count| count.open));
    let overdue = total(counts.iter().map(|count| count.late));
    let all = kind.is_empty() && !late && !divided;
    let mut tabs = vec![tab("/w".to_owned(), ui.t("queue-all"), whole(open), all, Tone::Plain)];
    if overdue > 0 || late {
        let current = late && kind.is_empty() && !divided;
        let href = "/w?late=1".to_owned();
        tabs.push(tab(href, ui.t("queue-late"), whole(overdue), current, Tone::Bad));
    }
    tabs.extend(counts.iter().map(|count| {
        let words = kind_words(ui, &count.kind);
        let current = count.kind == kind;
        let filter = QueueFilter { kind: Some(count.kind.clone()), ..QueueFilter::default() };
        tab(address(&filter, None), words, whole(count.open), current, Tone::Plain)
    }));
    tabs
}

/// Tabs of the parts into which an organisation divided its tasks.
fn divided(ui: &Ui, inside: &InsideQueue, show: Option<InsideShow>) -> Vec<QueueTab> {
    if !inside.divided {
        return Vec::new();
    }
    let tab = |one: Option<InsideShow>, label: &str| QueueTab {
        href: address(&QueueFilter::default(), one),
        label: label.to_owned(),
        count: None,
        current: one == show,
        tone: Tone::Plain,
    };
    let mut tabs = vec![tab(None, ui.t("inside-all"))];
    for one in InsideShow::ALL {
        tabs.push(match (one, &inside.section) {
            (InsideShow::Mine, _) => tab(Some(one), ui.t("inside-mine")),
            (InsideShow::Section, Some(section)) => tab(Some(one), section),
            (InsideShow::Section, None) => continue,
            (InsideShow::Nobody, _) => tab(Some(one), ui.t("inside-nobody")),
            (InsideShow::Waiting, _) => tab(Some(one), ui.t("inside-waiting")),
        });
    }
    tabs
}

/// Whose it is: the queue, and to whom an organisation gave it inside.
fn held(ui: &Ui, line: &QueueLine) -> String {
    let mut held = vec![actor(ui, &line.holder, false)];
    if let Some(inside) = &line.inside {
        held.extend(inside.given.clone());
        if inside.waits {
            held.push(ui.t("inside-waiting").to_owned());
        } else if inside.returned {
            held.push(ui.t("inside-returned").to_owned());
        }
    }
    held.join("·")
}

fn row(ui: &Ui, line: &QueueLine) -> QueueRow {
    let matter = &line.line;
    let erased = || ui.t("story-text-removed").to_owned();
    let summary =
        [matter.number.as_str(), matter.address.as_str(), label(ui, &line.channel)].join("·");
    let pick = format!("{}.{}.{}", matter.id, line.task.0, line.task_version);
    let quick = line.quick.iter().map(|action| Quick {
        label: label(ui, &action.label).to_owned(),
        value: format!("{pick}.{}", action.name),
    });
    let provisional = false;
    QueueRow {
        href: format!("/w/cases/{}", matter.id),
        title: matter.excerpt.clone().unwrap_or_else(erased),
        summary,
        urgency: line.urgency.as_ref().map(|u| Tag::new(Tone::Bad, label(ui, u))),
        category: matter.category.as_ref().map(|c| Tag::new(Tone::Plain, label(ui, c))),
        stages: stages(ui, line),
        sla: Some(
            SlaBadge::running(ui, line.task_opened, line.task_due, provisional)
                .once_late(ui, line.task_late),
        ),
        holder: Some(held(ui, line)),
        updated: line.task_opened,
        quick: quick.collect(),
        pick,
    }
}

/// The six dots with the step's words beside them, which say more to staff than the stage's.
fn stages(ui: &Ui, line: &QueueLine) -> Stages {
    let (position, total) = line.line.position;
    let words = line.step_label.as_ref().or(line.line.stage_label.as_ref());
    let words = words.map(|words| label(ui, words)).unwrap_or_default();
    Stages::at((1..=total).map(|_| words), position.saturating_sub(1))
}

fn bulk(ui: &Ui, lines: &[QueueLine]) -> Vec<Choice> {
    let mut found: Vec<Choice> = Vec::new();
    for action in lines.iter().flat_map(|line| &line.quick) {
        if !found.iter().any(|known| known.value == action.name.as_str()) {
            found.push(Choice::new(action.name.to_string(), label(ui, &action.label)));
        }
    }
    found
}
