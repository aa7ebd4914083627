//! A case's story in sentences: who, what, when, in the reader's language. Used by residents'
//! pages, the portal and the workbench alike.

use linli_app::matter::{
    ActorView, ErasedView, EventView, FieldValueView, MatterView, PartView, StageView,
};
use linli_domain::audit::ErasureReason;
use linli_kernel::PhotoId;
use linli_playbook::engine::Visibility as Sight;

use super::form::{label, post_title};
use crate::ui::{
    Ui,
    view::{Photo, Stage, StageState, Stages, TimelineItem, TimelineState, Visibility},
};

/// How a story is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Telling {
    /// The reader is the raiser: "you" instead of "the raiser".
    pub own: bool,
    /// Whether each record says who can read it.
    pub marked: bool,
    /// Whether work still goes on, so that the latest record is drawn as the current one.
    pub open: bool,
    /// Where the photos are shown: `/photos` or `/published/photos`.
    pub photos: &'static str,
}

/// Who has a task: the post or organisation, with the name of who agreed to be named.
#[must_use]
pub fn holder(ui: &Ui, part: &PartView) -> String {
    let post = actor(ui, &part.holder, false);
    match &part.named {
        Some(named) => ui.tx("story-holder-named", &[("post", &post), ("name", &named.name)]),
        None => post,
    }
}

/// The character in the round mark beside a holder.
#[must_use]
pub fn initial<'p>(ui: &Ui, part: &'p PartView) -> &'p str {
    let name = part.named.as_ref().map(|named| named.name.as_str());
    let name = name.or(part.holder.name.as_deref()).unwrap_or_default();
    ui.initial(name)
}

/// Somebody, in words: a role and its place, an organisation, the raiser, the clock.
#[must_use]
pub fn actor(ui: &Ui, who: &ActorView, own: bool) -> String {
    let name = who.name.as_deref().unwrap_or_default();
    match (who.kind, &who.role) {
        ("post", Some(role)) => post_title(ui, name, role),
        ("post" | "organisation", _) if !name.is_empty() => name.to_owned(),
        ("raiser", _) if own => ui.t("story-actor-you").to_owned(),
        ("reader", _) => ui.t("story-actor-you").to_owned(),
        ("family", _) => ui.t("story-actor-family").to_owned(),
        ("person", _) => ui.t("story-actor-resident").to_owned(),
        ("neighbour", _) => ui.t("story-actor-neighbour").to_owned(),
        ("raiser", _) => ui.t("story-actor-raiser").to_owned(),
        ("co-raiser", _) => ui.t("story-actor-co-raiser").to_owned(),
        ("system", _) => ui.t("story-actor-system").to_owned(),
        _ => ui.t("story-actor-staff").to_owned(),
    }
}

/// The stages of a case.
#[must_use]
pub fn stages(ui: &Ui, views: &[StageView]) -> Stages {
    let stage = |view: &StageView| Stage {
        label: label(ui, &view.label).to_owned(),
        state: match view.state {
            "done" => StageState::Done,
            "skipped" => StageState::Skipped,
            "current" => StageState::Now,
            _ => StageState::Todo,
        },
    };
    Stages(views.iter().map(stage).collect())
}

/// Photos as links to their full size.
#[must_use]
pub fn photos(ui: &Ui, ids: &[PhotoId], at: &str) -> Vec<Photo> {
    let photo = |(place, id): (usize, &PhotoId)| Photo {
        thumbnail: format!("{at}/{id}/small"),
        full: Some(format!("{at}/{id}/full")),
        alt: ui.tn("story-photo", place + 1),
    };
    ids.iter().enumerate().map(photo).collect()
}

/// The records of a story, newest first. Entering a step stands with the action that led there.
#[must_use]
pub fn timeline(ui: &Ui, events: &[EventView], telling: Telling) -> Vec<TimelineItem> {
    let mut items: Vec<TimelineItem> = Vec::new();
    for event in events {
        if event.kind == "entered"
            && let Some(before) = items.last_mut()
            && before.at == event.at
        {
            let step = event.label.as_ref().map(|step| label(ui, step)).unwrap_or_default();
            let next = ui.t1("story-next", "step", step);
            before.text = Some(match before.text.take() {
                Some(text) => format!("{text}\n{next}"),
                None => next,
            });
            continue;
        }
        if let Some(told) = item(ui, event, telling, told_before(events, event)) {
            // What was left unanswered stands before the action that moved the matter on.
            let after = usize::from(items.last().is_some_and(|before| before.at == event.at));
            let place = items.len() - if event.kind == "unanswered" { after } else { 0 };
            items.insert(place, told);
        }
    }
    if telling.open
        && let Some(last) = items.last_mut()
    {
        last.state = TimelineState::Now;
    }
    items.reverse();
    items
}

/// Whether a result is made public that an action before it wrote down in the same words.
fn told_before(events: &[EventView], event: &EventView) -> bool {
    let holds = |before: &EventView, field: &FieldValueView| {
        let same = |other: &FieldValueView| {
            (&other.key, &other.value, &other.rows) == (&field.key, &field.value, &field.rows)
        };
        before.fields.iter().any(same)
    };
    let mut before = events.iter().take_while(|before| before.number < event.number);
    event.kind == "published"
        && before.any(|b| b.kind == "acted" && event.fields.iter().all(|field| holds(b, field)))
}

/// One record. A rating's own record holds nothing but its words, because the answer follows as a
/// record of its own; without words it is none.
fn item(ui: &Ui, event: &EventView, telling: Telling, told_before: bool) -> Option<TimelineItem> {
    let rating = event.kind == "acted" && event.detail.as_deref() == Some("rate");
    let who = actor(ui, &event.actor, telling.own);
    let what = event.label.as_ref().map(|what| label(ui, what)).unwrap_or_default();
    let detail = event.detail.as_deref().unwrap_or_default();
    let detail = match (event.kind.as_str(), &event.label) {
        ("unanswered", Some(role)) => post_title(ui, detail, role),
        _ => detail.to_owned(),
    };
    let key = match event.kind.as_str() {
        "redated" if detail == "calendar" => "event-redated-calendar".to_owned(),
        "opened" if matches!(event.actor.kind, "family" | "reader") => {
            "event-opened-for".to_owned()
        }
        kind => format!("event-{kind}"),
    };
    let values: [(&str, &dyn crate::texts::TextValue); 3] =
        [("who", &who), ("what", &what), ("detail", &detail)];
    let mut title = ui.tx(&key, &values);
    if let Some(second) = &event.agreed_by {
        let second = actor(ui, second, telling.own);
        title = ui.tx("event-agreed", &[("what", &title), ("who", &second)]);
    }
    let mut item = TimelineItem::new(title, event.at);
    let shown =
        event.fields.iter().filter(|field| !(told_before || rating && field.key == "answer"));
    // Whoever writes for the public must see which of the words it reads.
    let marks = telling.marked && event.visibility != Sight::Internal;
    let filled = shown.filter_map(|field| {
        let line = field_line(ui, field)?;
        Some(if marks && field.internal { ui.t1("story-internal", "field", line) } else { line })
    });
    let lines: Vec<String> = event.words.iter().cloned().chain(filled).collect();
    if rating && lines.is_empty() {
        return None;
    }
    item.text = (!lines.is_empty()).then(|| lines.join("\n"));
    // The report's own photos stand beside its words already.
    if event.kind != "opened" && !told_before {
        item.photos = photos(ui, &event.photos, telling.photos);
    }
    item.visibility = telling.marked.then_some(match event.visibility {
        Sight::Internal => Visibility::Internal,
        Sight::Raiser | Sight::Public => Visibility::Public,
    });
    Some(item)
}

/// What stands where words stood: that they were erased, when and why.
pub fn removed(ui: &Ui, erased: Option<&ErasedView>) -> String {
    let Some(erased) = erased else { return ui.t("story-text-removed").to_owned() };
    let reason = ErasureReason::from_word(&erased.reason);
    let reason = reason.map_or(erased.reason.as_str(), |reason| ui.t(reason.text_key()));
    ui.tx("audit-text-erased", &[("day", &ui.day(&erased.at.day())), ("reason", &reason)])
}

/// The raiser's words, or what stands where they stood.
pub fn words(ui: &Ui, view: &MatterView) -> String {
    match (&view.text, &view.erased) {
        (Some(words), _) => words.clone(),
        (None, Some(erased)) => removed(ui, Some(erased)),
        (None, None) => ui.t("matter-text-removed").to_owned(),
    }
}

/// What was asked: the words alone where the form has but one field.
pub fn question(ui: &Ui, fields: &[FieldValueView]) -> Vec<String> {
    match fields {
        [FieldValueView { value: Some(words), .. }] => vec![words.clone()],
        fields => fields.iter().filter_map(|field| field_line(ui, field)).collect(),
    }
}

/// A filled-in field as one line; a table's rows one line each. Photos are drawn, not said.
pub(super) fn field_line(ui: &Ui, field: &FieldValueView) -> Option<String> {
    if field.key == "photos" {
        return None;
    }
    if !field.rows.is_empty() {
        let row = |cells: &Vec<FieldValueView>| {
            let cells: Vec<String> = cells.iter().filter_map(|c| field_line(ui, c)).collect();
            format!("· {}", cells.join(ui.t("story-cell-joint")))
        };
        return Some(field.rows.iter().map(row).collect::<Vec<_>>().join("\n"));
    }
    let value = value_words(ui, field);
    Some(match &field.label {
        Some(name) => ui.tx("story-field", &[("name", &label(ui, name)), ("value", &value)]),
        None => value,
    })
}

/// The value of a field without its label; a table's rows one line each. Photos are drawn, not said.
pub(super) fn field_value(ui: &Ui, field: &FieldValueView) -> Option<String> {
    match field.key.as_str() {
        "photos" => None,
        _ if field.rows.is_empty() => Some(value_words(ui, field)),
        _ => field_line(ui, field),
    }
}

fn value_words(ui: &Ui, field: &FieldValueView) -> String {
    if field.masked {
        return ui.t("story-masked").to_owned();
    }
    match (&field.choice, &field.value) {
        (Some(choice), Some(place)) if field.key == "supervisor" => {
            format!("{place}{}", label(ui, choice))
        }
        (Some(choice), _) => label(ui, choice).to_owned(),
        (None, Some(value)) => field.day.map_or_else(|| value.clone(), |day| ui.day(&day)),
        (None, None) => removed(ui, field.erased.as_ref()),
    }
}

#[cfg(test)]
mod tests {
    use linli_kernel::Moment;

    use super::*;
    use crate::ui::{Display, Shell};

    fn field(key: &str, value: &str) -> FieldValueView {
        FieldValueView {
            key: key.to_owned(),
            label: None,
            value: Some(value.to_owned()),
            day: None,
            erased: None,
            choice: None,
            rows: Vec::new(),
            internal: false,
            masked: false,
        }
    }

    fn event(number: u32, kind: &str, detail: &str, fields: &[FieldValueView]) -> EventView {
        EventView {
            number,
            at: Moment::from_ms(i64::from(number)),
            due_at: None,
            kind: kind.to_owned(),
            label: None,
            detail: Some(detail.to_owned()),
            actor: ActorView { kind: "raiser", role: None, name: None },
            agreed_by: None,
            words: None,
            fields: fields.to_vec(),
            photos: Vec::new(),
            visibility: Sight::Public,
        }
    }

    fn told(events: &[EventView]) -> Vec<Option<String>> {
        let ui = Ui::new(Shell::Resident, Display::default(), Moment::from_ms(0));
        let telling = Telling { own: true, marked: false, open: false, photos: "/photos" };
        timeline(&ui, events, telling).into_iter().map(|item| item.text).collect()
    }

    fn title(actor: &'static str, agreed_by: Option<ActorView>) -> String {
        let ui = Ui::new(Shell::Resident, Display::default(), Moment::from_ms(0));
        let telling = Telling { own: true, marked: false, open: false, photos: "/photos" };
        let who = ActorView { kind: actor, role: None, name: None };
        let opened = EventView { actor: who, agreed_by, ..event(1, "opened", "", &[]) };
        timeline(&ui, &[opened], telling).remove(0).title
    }

    #[test]
    fn the_story_says_who_brought_it_in_and_who_agreed() {
        assert_eq!(title("raiser", None), "您提出");
        assert_eq!(title("family", None), "家人代为提出");
        assert_eq!(title("reader", None), "您代为提出");
        assert_eq!(title("person", None), "一位居民提出");
        let street =
            ActorView { kind: "organisation", role: None, name: Some("街道".to_owned()) };
        assert_eq!(title("raiser", Some(street)), "您提出（街道同意）");
    }

    #[test]
    fn what_was_left_unanswered_stands_before_what_moved_the_matter_on() {
        let at = Moment::from_ms(5);
        let role = linli_playbook::model::Label { zh: "网格员".to_owned(), en: None };
        let left = EventView { at, label: Some(role), ..event(3, "unanswered", "第3网格", &[]) };
        let solved =
            EventView { at, ..event(2, "acted", "solved", &[field("result", "灯亮了")]) };
        let next = EventView { at, ..event(4, "entered", "rate", &[]) };
        let ui = Ui::new(Shell::Resident, Display::default(), at);
        let telling = Telling { own: true, marked: false, open: false, photos: "/photos" };
        let items = timeline(&ui, &[solved, left, next], telling);
        assert_eq!(items[1].title, "第3网格网格员没有答复上级的督办");
        assert!(items[0].text.as_deref().is_some_and(|text| text.contains("进入环节")));
        assert_eq!((items.len(), items[1].text.as_deref()), (2, None));
    }

    #[test]
    fn a_day_is_written_as_a_day() {
        let day = linli_kernel::Day::new(2026, 12, 20).unwrap();
        let due = FieldValueView { day: Some(day), ..field("due", "2026-12-20") };
        let words = told(&[event(1, "acted", "agreed", &[due])]);
        assert_eq!(words, [Some("2026年12月20日".to_owned())]);
    }

    #[test]
    fn a_result_is_told_once() {
        let result = [field("result", "灯亮了")];
        let other = [field("result", "换了灯泡")];
        let solved = event(2, "acted", "solved", &result);
        let words = Some("灯亮了".to_owned());
        let both = [solved.clone(), event(3, "published", "", &result)];
        assert_eq!(told(&both), [None, words.clone()]);
        let changed = [solved, event(3, "published", "", &other)];
        assert_eq!(told(&changed), [Some("换了灯泡".to_owned()), words]);
    }

    #[test]
    fn a_rating_is_told_once_and_its_words_beside_it() {
        let answer = field("answer", "not-solved");
        let rated = event(3, "rated", "not-solved", &[]);
        let plain = [event(2, "acted", "rate", std::slice::from_ref(&answer)), rated.clone()];
        assert_eq!(told(&plain), [None]);
        let remarked = [event(2, "acted", "rate", &[answer, field("remark", "还是漏")]), rated];
        assert_eq!(told(&remarked), [None, Some("还是漏".to_owned())]);
    }
}
