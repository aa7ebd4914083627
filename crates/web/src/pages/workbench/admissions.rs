//! Departments' requests to communities: the list of those that one has a part in, and one of them
//! with its answers and its decision.

use askama::Template;
use axum::response::Response;
use linli_app::{
    AppError,
    admission::{
        self, AnswerAdmission, DecideAdmission, ReplyView, RequestLine, RequestPart, RequestView,
    },
};
use linli_domain::admission::{MAX_WORDS, RefusalReason};
use linli_kernel::{AdmissionRequestId, PlaceId};
use linli_playbook::model::Label;

use super::desk::Worker;
use crate::{
    pages::{
        admission::{facts, kind, outside, reason, reply, state},
        form::{at_fault, post_title, refused, shown_again},
        rows,
    },
    request::{FormFields, Id, Problem, Query},
    respond,
    ui::{
        Tone, Ui,
        view::{Choice, Empty, Fact, FieldError, FieldKind, FieldView, Link, Pager, Row, Tag},
    },
};

/// Lines on a page.
const LINES: i64 = 30;

#[derive(Template)]
#[template(path = "workbench/admissions.html")]
struct Listing {
    ui: Ui,
    tabs: Vec<(Link, bool)>,
    rows: Vec<Row>,
    empty: Empty,
    pager: Pager,
    keeps: bool,
    asks: bool,
}

/// `GET /w/admissions`.
pub(super) async fn list(worker: Worker, query: Query) -> Result<Response, Problem> {
    query.only(&["part", "after"])?;
    let Worker { app, caller, ui, .. } = worker;
    let after = query.get("after");
    let found = admission::my_requests(&app, &caller, query.get("part"), after, LINES).await?;
    let title = ui.t("admission-requests").to_owned();
    let ui = ui.with_title(title);
    let address = |part: RequestPart| format!("/w/admissions?part={}", part.word());
    let tab = |part: &RequestPart| {
        let label = part_name(&ui, *part).to_owned();
        (Link { href: address(*part), label }, *part == found.part)
    };
    let page = Listing {
        tabs: found.parts.iter().map(tab).collect(),
        rows: found.items.iter().map(|line| row(&ui, line)).collect(),
        empty: Empty {
            icon: "building-community",
            title: ui.t("admission-requests-none").to_owned(),
            text: String::new(),
            link: None,
        },
        pager: rows::pager(&format!("{}&", address(found.part)), after, found.next.as_deref()),
        keeps: found.keeps,
        asks: found.asks,
        ui,
    };
    Ok(respond::page(&page.ui, &page))
}

fn part_name(ui: &Ui, part: RequestPart) -> &str {
    match part {
        RequestPart::ToAnswer => ui.t("admission-part-to-answer"),
        RequestPart::Answered => ui.t("admission-part-answered"),
        RequestPart::Waiting => ui.t("admission-part-waiting"),
        RequestPart::All => ui.t("admission-part-all"),
        RequestPart::Own => ui.t("admission-part-own"),
    }
}

fn row(ui: &Ui, line: &RequestLine) -> Row {
    let late = || Tag::new(Tone::Bad, ui.t("admission-late"));
    let tag = match line.reply {
        _ if line.late => late(),
        Some(word) => reply(ui, word),
        None => state(ui, line.state),
    };
    let words = [
        ("department", &line.department as _),
        ("kind", &kind(ui, line.kind) as _),
        ("due", &ui.full_day(&line.due) as _),
    ];
    let mut text = ui.tx("admission-request-line", &words);
    for part in line.community.iter().cloned().chain(counts(ui, &line.replies)) {
        text.push_str(ui.t("admission-joint"));
        text.push_str(&part);
    }
    Row {
        href: Some(format!("/w/admissions/{}", line.id)),
        title: line.title.clone(),
        text,
        icon: Some("building-community"),
        tag: Some(tag),
    }
}

/// How many replies stand how, in words.
fn counts(ui: &Ui, replies: &[(&'static str, i64)]) -> Vec<String> {
    let one = |(word, count): &(&'static str, i64)| {
        let state = reply(ui, word).label;
        ui.tx("admission-reply-count", &[("state", &state), ("count", count)])
    };
    replies.iter().map(one).collect()
}

/// A community's reply ready to be drawn.
struct Reply {
    community: String,
    name: String,
    tag: Tag,
    text: String,
    version: i64,
    may_accept: bool,
    may_finish: bool,
    /// One click each; empty where it cannot be refused now.
    reasons: Vec<Choice>,
    words: FieldView,
}

impl Reply {
    fn is_own(&self) -> bool {
        self.may_accept || self.may_finish || !self.reasons.is_empty()
    }
}

#[derive(Template)]
#[template(path = "workbench/admission.html")]
struct Shown {
    ui: Ui,
    id: String,
    heading: String,
    tag: Tag,
    facts: Vec<Fact>,
    text: String,
    item: Option<Vec<Fact>>,
    replies: Vec<Reply>,
    /// The field of a decision, for whoever decides.
    deciding: Option<FieldView>,
    version: i64,
    errors: Vec<FieldError>,
}

impl Shown {
    /// The replies that the reader does not answer now.
    fn others(&self) -> Vec<&Reply> {
        self.replies.iter().filter(|reply| !reply.is_own()).collect()
    }
}

/// `GET /w/admissions/{id}`.
pub(super) async fn show(
    worker: Worker,
    Id(id): Id<AdmissionRequestId>,
) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let view = admission::admission_request(&app, &caller, id).await?;
    let page = drawn(ui, &view, None);
    Ok(respond::page(&page.ui, &page))
}

/// What was typed into one of the page's forms, and what is wrong with it.
struct Typed<'t> {
    /// The field's name.
    field: String,
    words: &'t str,
    error: &'t AppError,
}

fn drawn(ui: Ui, view: &RequestView, typed: Option<&Typed<'_>>) -> Shown {
    let replies: Vec<Reply> = view.replies.iter().map(|one| reply_of(&ui, one, typed)).collect();
    let deciding = view.may_decide.then(|| {
        let label = ui.t("admission-decision-words");
        let field = words_field("words".to_owned(), label, typed, &ui);
        field.hint(ui.t("admission-decision-hint"))
    });
    let fields = replies.iter().map(|reply| &reply.words).chain(&deciding);
    let mut errors: Vec<FieldError> =
        fields.filter_map(|field| FieldError::named(&ui, field)).collect();
    if let Some(typed) = typed.filter(|_| errors.is_empty()) {
        errors.push(FieldError { id: "main".to_owned(), text: refused(&ui, typed.error) });
    }
    let title = ui.title_with_errors(&view.line.title, &errors);
    Shown {
        id: view.line.id.to_string(),
        heading: view.line.title.clone(),
        tag: state(&ui, view.line.state),
        facts: request_facts(&ui, view),
        text: view.text.clone(),
        item: view.item.as_ref().map(|item| {
            let mut all = vec![Fact::new(ui.t("admission-item"), item.title.clone())];
            all.extend(facts(&ui, item));
            all
        }),
        replies,
        deciding,
        version: view.version,
        errors,
        ui: ui.with_title(title),
    }
}

fn request_facts(ui: &Ui, view: &RequestView) -> Vec<Fact> {
    let line = &view.line;
    let mut facts = vec![
        Fact::new(ui.t("admission-department"), line.department.clone()),
        Fact::new(ui.t("admission-kind"), kind(ui, line.kind)),
        Fact::new(ui.t("admission-due"), ui.full_day(&line.due)),
        Fact::new(ui.t("admission-made-at"), ui.full_when(&line.made_at)),
    ];
    if let Some(why) = line.outside {
        facts.push(Fact::new(ui.t("admission-outside"), outside(ui, why)));
    }
    if let Some((words, at, (place, role))) = &view.decided {
        let signed = signed(ui, place, role.as_ref());
        let when = ui.full_when(at);
        let decided = ui.tx("admission-signed", &[("who", &signed), ("when", &when)]);
        facts.push(Fact::new(ui.t("admission-decided"), decided));
        if !words.is_empty() {
            facts.push(Fact::new(ui.t("admission-decision-words"), words.clone()));
        }
    }
    if !line.replies.is_empty() {
        let all = counts(ui, &line.replies).join(ui.t("admission-joint"));
        facts.push(Fact::new(ui.t("admission-replies"), all));
    }
    facts
}

fn signed(ui: &Ui, place: &str, role: Option<&Label>) -> String {
    role.map_or_else(|| place.to_owned(), |role| post_title(ui, place, role))
}

fn reply_of(ui: &Ui, view: &ReplyView, typed: Option<&Typed<'_>>) -> Reply {
    let may = |answer: &str| view.offered.contains(&answer);
    let mut parts = Vec::new();
    parts.extend(view.reason.map(|word| reason(ui, word).to_owned()));
    parts.extend(view.words.clone());
    if let Some(((place, role), at)) = view.signed.as_ref().zip(view.answered_at) {
        let who = signed(ui, place, role.as_ref());
        let when = ui.full_when(&at);
        parts.push(ui.tx("admission-signed", &[("who", &who), ("when", &when)]));
    }
    let reasons = if may("refuse") { &RefusalReason::ALL[..] } else { &[] };
    let choice = |one: &RefusalReason| Choice::new(one.word(), reason(ui, one.word()));
    let field = words_name(view.community);
    let late = || Tag::new(Tone::Bad, ui.t("admission-late"));
    Reply {
        community: view.community.to_string(),
        name: view.name.clone(),
        tag: if view.late { late() } else { reply(ui, view.state) },
        text: parts.join(ui.t("admission-joint")),
        version: view.version,
        may_accept: may("accept"),
        may_finish: may("done"),
        reasons: reasons.iter().map(choice).collect(),
        words: words_field(field, ui.t("admission-refusal-words"), typed, ui),
    }
}

/// The name of the field for own words about a community; a page may show several.
fn words_name(community: impl ToString) -> String {
    format!("words-{}", community.to_string())
}

fn words_field(name: String, label: &str, typed: Option<&Typed<'_>>, ui: &Ui) -> FieldView {
    let own = typed.filter(|typed| typed.field == name);
    let kind = FieldKind::lines(2, MAX_WORDS);
    let field = FieldView::new(name, label, kind).optional();
    match own {
        None => field,
        Some(typed) => {
            let field = field.value(typed.words);
            match typed.error {
                AppError::Fields(_) => at_fault(ui, field, typed.error),
                _ => field,
            }
        }
    }
}

fn version(form: &FormFields) -> Option<u32> {
    form.given("version").and_then(|word| word.parse().ok())
}

/// `POST /w/admissions/{id}/answer`.
pub(super) async fn answer(
    worker: Worker,
    Id(id): Id<AdmissionRequestId>,
    form: FormFields,
) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let community: Option<PlaceId> = form.given("community").and_then(|word| word.parse().ok());
    let community = community.ok_or_else(|| Problem::field("community", "place-unknown"))?;
    let field = words_name(community);
    let words = form.get(&field).unwrap_or_default();
    let word = |name: &str| form.get(name).unwrap_or_default().to_owned();
    let input = AnswerAdmission {
        answer: word("answer"),
        reason: word("reason"),
        words: words.to_owned(),
        seen_version: version(&form),
    };
    match admission::answer_request(&app, &caller, id, community, &input).await {
        Ok(()) => {
            let to = format!("/w/admissions/{id}");
            Ok(respond::redirect_with_flash(&to, Tone::Ok, "flash-admission-answered"))
        }
        Err(error) => {
            let (status, error) = shown_again(error)?;
            let view = admission::admission_request(&app, &caller, id).await?;
            let page = drawn(ui, &view, Some(&Typed { field, words, error: &error }));
            Ok(respond::page_with(status, &page.ui, &page))
        }
    }
}

/// `POST /w/admissions/{id}/decide`.
pub(super) async fn decide(
    worker: Worker,
    Id(id): Id<AdmissionRequestId>,
    form: FormFields,
) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let words = form.get("words").unwrap_or_default();
    let input = DecideAdmission {
        decision: form.get("decision").unwrap_or_default().to_owned(),
        words: words.to_owned(),
        seen_version: version(&form),
    };
    match admission::decide_request(&app, &caller, id, &input).await {
        Ok(()) => {
            let to = format!("/w/admissions/{id}");
            Ok(respond::redirect_with_flash(&to, Tone::Ok, "flash-admission-decided"))
        }
        Err(error) => {
            let (status, error) = shown_again(error)?;
            let view = admission::admission_request(&app, &caller, id).await?;
            let typed = Typed { field: "words".to_owned(), words, error: &error };
            let page = drawn(ui, &view, Some(&typed));
            Ok(respond::page_with(status, &page.ui, &page))
        }
    }
}
