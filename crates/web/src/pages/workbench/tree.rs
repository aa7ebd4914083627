//! The tree of places for offices: a place with its codes and its past, and changes that are looked
//! over before they are made.

use askama::Template;
use axum::response::Response;
use linli_app::{
    AppError,
    place::{self, ChangePlace, ChangeView, KeptPlace, PlaceLine, TreePreview},
};
use linli_kernel::PlaceId;

use super::{desk::Worker, planner::Listing};
use crate::{
    pages::form::{said, shown_again},
    request::{FormFields, Id, Problem, Query},
    respond,
    ui::{
        Tone, Ui,
        view::{Choice, Confirm, Empty, Fact, FieldError, FieldKind, FieldView, Row},
    },
};

/// What may be done with a place: the word, its title, what it does.
const ACTS: [(&str, &str, &str); 6] = [
    ("add", "tree-add", "tree-add-note"),
    ("rename", "tree-rename", "tree-rename-note"),
    ("move", "tree-move", "tree-move-note"),
    ("merge", "tree-merge", "tree-merge-note"),
    ("split", "tree-split", "tree-split-note"),
    ("close", "tree-close", "tree-close-note"),
];

/// Kinds of places that have a word of their own; a playbook's others are called as it writes them.
const KINDS: [(&str, &str); 17] = [
    ("city", "tree-kind-city"),
    ("county", "tree-kind-county"),
    ("district", "tree-kind-district"),
    ("zone", "tree-kind-zone"),
    ("street", "tree-kind-street"),
    ("town", "tree-kind-town"),
    ("community", "tree-kind-community"),
    ("village", "tree-kind-village"),
    ("area", "tree-kind-area"),
    ("compound", "tree-kind-compound"),
    ("yard", "tree-kind-yard"),
    ("residents-group", "tree-kind-residents-group"),
    ("cluster", "tree-kind-cluster"),
    ("building", "tree-kind-building"),
    ("unit", "tree-kind-unit"),
    ("household", "tree-kind-household"),
    ("grid", "tree-kind-grid"),
];

/// What became of a place, in words that name the other one.
const PAST: [(&str, &str); 8] = [
    ("added", "tree-past-added"),
    ("renamed", "tree-past-renamed"),
    ("closed", "tree-past-closed"),
    ("moved", "tree-past-moved"),
    ("merged", "tree-past-merged"),
    ("took-in", "tree-past-took-in"),
    ("divided", "tree-past-divided"),
    ("came-from", "tree-past-came-from"),
];

fn kind_word(ui: &Ui, kind: &str) -> String {
    let known = KINDS.iter().find(|(word, _)| *word == kind);
    known.map_or_else(|| kind.to_owned(), |(_, key)| ui.t(key).to_owned())
}

fn href(id: PlaceId) -> String {
    format!("/w/places/{id}")
}

fn row(ui: &Ui, place: &PlaceLine, closed: Option<linli_kernel::Day>) -> Row {
    let kind = kind_word(ui, place.kind.as_str());
    let text = match closed {
        Some(day) => ui.tx("tree-closed-kind", &[("kind", &kind), ("day", &ui.day(&day))]),
        None => kind,
    };
    Row { href: Some(href(place.id)), title: place.name.clone(), text, icon: None, tag: None }
}

/// `GET /w/places`.
pub(super) async fn list(worker: Worker) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let found = place::kept_places(&app, &caller).await?;
    let title = ui.t("tree-title").to_owned();
    let ui = ui.with_title(title);
    let page = Listing {
        note: ui.t("tree-note").to_owned(),
        rows: found.iter().map(|place| row(&ui, place, None)).collect(),
        empty: Empty { icon: "map", title: String::new(), text: String::new(), link: None },
        ui,
    };
    Ok(respond::page(&page.ui, &page))
}

#[derive(Template)]
#[template(path = "workbench/tree.html")]
struct Page {
    ui: Ui,
    path: Vec<PlaceLine>,
    closed: String,
    facts: Vec<Fact>,
    acts: Vec<(String, String)>,
    past: Vec<Row>,
    below: Vec<Row>,
}

/// `GET /w/places/{id}`.
pub(super) async fn show(worker: Worker, Id(id): Id<PlaceId>) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let kept = place::kept_place(&app, &caller, id).await?;
    let ui = ui.with_title(kept.place.name.clone());
    let closed = kept.closed_on.map(|day| ui.t1("tree-closed-since", "day", ui.day(&day)));
    let offered = ACTS.iter().filter(|(act, ..)| may(&kept, act));
    let acts = offered
        .map(|(act, label, _)| (format!("{}/change?act={act}", href(id)), ui.t(label).to_owned()));
    let page = Page {
        path: kept.path.clone(),
        closed: closed.unwrap_or_default(),
        facts: facts(&ui, &kept),
        acts: acts.collect(),
        past: kept.changes.iter().map(|change| past(&ui, change)).collect(),
        below: kept.below.iter().map(|(place, closed)| row(&ui, place, *closed)).collect(),
        ui,
    };
    Ok(respond::page(&page.ui, &page))
}

/// Whether something of the kind can be done with the place.
fn may(kept: &KeptPlace, act: &str) -> bool {
    match act {
        "add" => !kept.kinds.is_empty(),
        "move" => !kept.move_to.is_empty(),
        "merge" => !kept.merge_into.is_empty(),
        "split" => kept.parts.len() > 1,
        _ => kept.may_change,
    }
}

fn facts(ui: &Ui, kept: &KeptPlace) -> Vec<Fact> {
    let mut facts = vec![
        Fact::new(ui.t("tree-kind"), kind_word(ui, kept.place.kind.as_str())),
        Fact::new(ui.t("tree-households"), kept.households.to_string()),
    ];
    for code in &kept.codes {
        let word = match code.scheme.as_str() {
            "division" => ui.t("tree-code-division").to_owned(),
            "grid" => ui.t("tree-code-grid").to_owned(),
            other => ui.t1("tree-code-other", "scheme", other),
        };
        let from = ui.day(&code.valid_from);
        let value = match code.valid_to {
            Some(to) => ui.tx(
                "tree-code-until",
                &[("code", &code.code), ("from", &from), ("to", &ui.day(&to))],
            ),
            None => ui.tx("tree-code-since", &[("code", &code.code), ("from", &from)]),
        };
        facts.push(Fact::new(word, value));
    }
    facts
}

fn past(ui: &Ui, change: &ChangeView) -> Row {
    let known = PAST.iter().find(|(act, _)| *act == change.act);
    let name = |place: &Option<PlaceLine>| {
        place.as_ref().map(|place| place.name.clone()).unwrap_or_default()
    };
    let (parent, other) = (name(&change.parent), name(&change.other));
    let title = known.map_or_else(String::new, |(_, key)| {
        ui.tx(key, &[("name", &change.name), ("parent", &parent), ("other", &other)])
    });
    Row {
        href: change.other.as_ref().map(|place| href(place.id)),
        title,
        text: match &change.by {
            Some(by) => ui.tx("tree-past-by", &[("day", &ui.day(&change.day)), ("person", by)]),
            None => ui.day(&change.day),
        },
        icon: None,
        tag: None,
    }
}

#[derive(Template)]
#[template(path = "workbench/tree_change.html")]
struct Asked {
    ui: Ui,
    back: String,
    place: String,
    note: String,
    hidden: Vec<(&'static str, String)>,
    fields: Vec<FieldView>,
    errors: Vec<FieldError>,
}

fn choices(ui: &Ui, places: &[(PlaceLine, String)]) -> Vec<Choice> {
    let choice = |(place, over): &(PlaceLine, String)| {
        let words = ui.tx("tree-choice", &[("name", &place.name), ("over", over)]);
        Choice::new(place.id.to_string(), words)
    };
    places.iter().map(choice).collect()
}

fn fields(ui: &Ui, kept: &KeptPlace, act: &str) -> Vec<FieldView> {
    let name = |label| FieldView::new("name", ui.t(label), FieldKind::Text { max: 100 });
    let select = |label, places| {
        FieldView::new("to", ui.t(label), FieldKind::Select).options(choices(ui, places))
    };
    let mut fields = match act {
        "add" => {
            let kinds = kept.kinds.iter();
            let kinds = kinds.map(|kind| Choice::new(kind.as_str(), kind_word(ui, kind.as_str())));
            let range = FieldKind::Number { min: 0, max: 10_000_000 };
            vec![
                FieldView::new("kind", ui.t("tree-kind"), FieldKind::Select)
                    .options(kinds.collect()),
                name("tree-name"),
                FieldView::new("households", ui.t("tree-households"), range).optional(),
            ]
        }
        "rename" => vec![name("tree-name-new").value(kept.place.name.clone())],
        "move" => vec![select("tree-to", &kept.move_to)],
        "merge" => vec![select("tree-into", &kept.merge_into)],
        "split" => {
            let parts = kept.parts.iter();
            let parts = parts.map(|place| Choice::new(place.id.to_string(), place.name.clone()));
            vec![
                name("tree-name"),
                FieldView::new("taking", ui.t("tree-taking"), FieldKind::ManyChips)
                    .options(parts.collect()),
            ]
        }
        _ => Vec::new(),
    };
    let day = FieldView::new("day", ui.t("tree-day"), FieldKind::Date);
    fields.push(day.hint(ui.t("tree-day-hint")));
    fields
}

/// The form for one act; with what was sent, and what is wrong with it.
fn asked(
    ui: Ui,
    kept: &KeptPlace,
    act: &str,
    sent: Option<(&FormFields, &AppError)>,
) -> Result<Asked, Problem> {
    let known = ACTS.iter().find(|(word, ..)| *word == act && may(kept, word));
    let (_, title, note) = known.ok_or(AppError::NotFound)?;
    let mut fields = fields(&ui, kept, act);
    if let Some((typed, _)) = sent {
        for field in &mut fields {
            *field = match field.kind {
                FieldKind::ManyChips => field.clone().chosen(typed.all(&field.name)),
                _ => field.clone().value(typed.get(&field.name).unwrap_or_default()),
            };
        }
    }
    let mut each: Vec<&mut FieldView> = fields.iter_mut().collect();
    let errors = said(&ui, &mut each, sent.map(|(_, error)| error));
    let title = ui.title_with_errors(ui.t(title), &errors);
    Ok(Asked {
        back: href(kept.place.id),
        place: kept.place.name.clone(),
        note: ui.t(note).to_owned(),
        hidden: vec![("act", act.to_owned()), ("version", kept.version.to_string())],
        fields,
        errors,
        ui: ui.with_title(title),
    })
}

/// `GET /w/places/{id}/change`.
pub(super) async fn ask(
    worker: Worker,
    Id(id): Id<PlaceId>,
    query: Query,
) -> Result<Response, Problem> {
    query.only(&["act"])?;
    let Worker { app, caller, ui, .. } = worker;
    let kept = place::kept_place(&app, &caller, id).await?;
    let page = asked(ui, &kept, query.get("act").unwrap_or_default(), None)?;
    Ok(respond::page(&page.ui, &page))
}

/// `POST /w/places/{id}/change`: shows what would change, and changes it once that is confirmed.
pub(super) async fn change(
    worker: Worker,
    Id(id): Id<PlaceId>,
    form: FormFields,
) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let word = |name: &str| form.get(name).unwrap_or_default().to_owned();
    let input = ChangePlace {
        version: form.given("version").and_then(|word| word.parse().ok()).unwrap_or(0),
        act: word("act"),
        day: word("day"),
        name: word("name"),
        kind: word("kind"),
        // What is no number is out of range.
        households: form.given("households").map_or(0, |word| word.parse().unwrap_or(-1)),
        to: word("to"),
        taking: form.all("taking").map(str::to_owned).collect(),
    };
    let confirmed = form.ticked("confirmed");
    match place::change_place(&app, &caller, id, &input, !confirmed).await {
        Ok(_) if confirmed => {
            Ok(respond::redirect_with_flash(&href(id), Tone::Ok, "flash-place-changed"))
        }
        Ok(preview) => {
            let page = confirm(ui, id, &form, &preview);
            Ok(respond::page(&page.ui, &page))
        }
        Err(error) => {
            let (status, error) = shown_again(error)?;
            let kept = place::kept_place(&app, &caller, id).await?;
            match asked(ui, &kept, &input.act, Some((&form, &error))) {
                Ok(page) => Ok(respond::page_with(status, &page.ui, &page)),
                // Meanwhile it was closed: there is nothing to show the form for.
                Err(_) => Err(error.into()),
            }
        }
    }
}

fn confirm(ui: Ui, id: PlaceId, form: &FormFields, seen: &TreePreview) -> Confirm {
    let act = form.get("act").unwrap_or_default();
    let known = ACTS.iter().find(|(word, ..)| *word == act);
    let title = known.map_or_else(String::new, |(_, title, _)| ui.t(title).to_owned());
    let mut facts = vec![
        Fact::new(ui.t("tree-place"), seen.place.name.clone()),
        Fact::new(ui.t("tree-day"), ui.day(&seen.day)),
    ];
    if act == "rename" {
        facts.push(Fact::new(ui.t("tree-name-new"), form.get("name").unwrap_or_default()));
    }
    let other = seen.to.as_ref().map(|place| ("tree-other", place));
    for (key, place) in other.into_iter().chain(seen.new.as_ref().map(|new| ("tree-new", new))) {
        facts.push(Fact::new(ui.t(key), place.name.clone()));
    }
    let cases = match seen.more_cases {
        true => ui.t1("tree-more-cases", "count", seen.open_cases),
        false => seen.open_cases.to_string(),
    };
    facts.push(Fact::new(ui.t("tree-cases"), cases));
    facts.push(Fact::new(ui.t("tree-households"), seen.households.to_string()));
    for (key, count) in [
        ("tree-closes", seen.closed),
        ("tree-moves", seen.moved),
        ("tree-ungridded", seen.ungridded),
        ("tree-posts", seen.posts),
    ] {
        if count > 0 {
            facts.push(Fact::new(ui.t(key), count.to_string()));
        }
    }
    let codes: Vec<&str> = seen.codes.iter().map(|(_, code)| code.as_str()).collect();
    for (key, words) in [("tree-codes-end", codes.join(" ")), ("tree-alike", seen.alike.join(" "))]
    {
        if !words.is_empty() {
            facts.push(Fact::new(ui.t(key), words));
        }
    }
    let sent = form.texts().iter().filter(|(name, _)| name != "csrf" && name != "confirmed");
    let mut hidden: Vec<(String, String)> = sent.cloned().collect();
    hidden.push(("confirmed".to_owned(), "1".to_owned()));
    Confirm {
        text: ui.t("tree-confirm-note").to_owned(),
        facts,
        action: format!("{}/change", href(id)),
        hidden,
        fields: Vec::new(),
        label: ui.t("tree-confirm").to_owned(),
        danger: act == "close",
        back: href(id),
        ui: ui.with_title(title),
    }
}
