//! One's own data: what is kept, who looked at it, where one is signed in.

use askama::Template;
use axum::{extract::Path, response::Response};
use linli_app::{
    AppError,
    account::{self, LookView, MeView, PostView},
};
use linli_kernel::{PostId, SessionId};

use super::messages::Rows;
use crate::{
    pages::{
        form::{label, said, shown_again},
        frame::Resident,
    },
    request::{FormFields, Id, Problem},
    respond,
    ui::{
        Tone, Ui,
        view::{Empty, Fact, FieldError, FieldKind, FieldView, Row, Tag},
    },
};

#[derive(Template)]
#[template(path = "resident/me.html")]
struct Me {
    ui: Ui,
    facts: Vec<Fact>,
    rows: Vec<Row>,
    posts: Vec<PostLine>,
    staff: bool,
    /// Whether the person administers the installation.
    officer: bool,
    two_factors: bool,
}

/// A post of one's own, and whether one is named with it.
struct PostLine {
    id: PostId,
    row: Row,
    published: bool,
}

/// `GET /m/me`.
pub(super) async fn show(Resident { app, caller, ui, .. }: Resident) -> Result<Response, Problem> {
    let me = account::me(&app, &caller).await?;
    let title = ui.t("me-title").to_owned();
    let page = Me {
        facts: facts(&ui, &me),
        rows: rows(&ui, caller.strength.has_two_factors()),
        posts: me.posts.iter().filter_map(|post| post_line(&ui, post)).collect(),
        staff: !caller.posts.is_empty(),
        officer: caller.administers.is_some(),
        two_factors: me.needs_two_factors,
        ui: ui.with_title(title),
    };
    Ok(respond::page(&page.ui, &page))
}

fn facts(ui: &Ui, me: &MeView) -> Vec<Fact> {
    let none = || ui.t("me-none").to_owned();
    vec![
        Fact::new(ui.t("me-name"), me.name.clone().unwrap_or_else(none)),
        Fact::new(ui.t("me-phone"), me.phone.clone().unwrap_or_else(none)),
        Fact::new(ui.t("me-home"), me.place.as_ref().map_or_else(none, |p| p.name.clone())),
    ]
}

fn post_line(ui: &Ui, post: &PostView) -> Option<PostLine> {
    post.place.as_ref()?;
    let (tone, key) = match post.published {
        true => (Tone::Ok, "post-published"),
        false => (Tone::Plain, "post-unpublished"),
    };
    let row = Row {
        href: None,
        title: post.label.as_ref().map_or(post.role.as_str(), |words| label(ui, words)).to_owned(),
        text: post.name.clone(),
        icon: Some("id"),
        tag: Some(Tag::new(tone, ui.t(key))),
    };
    Some(PostLine { id: post.id, row, published: post.published })
}

/// `POST /m/me/posts/{id}/publication`.
pub(super) async fn publish_post(
    Resident { app, caller, .. }: Resident,
    Id(id): Id<PostId>,
    form: FormFields,
) -> Result<Response, Problem> {
    let published = form.ticked("published");
    account::publish_post(&app, &caller, id, published).await?;
    let key = if published { "flash-post-published" } else { "flash-post-unpublished" };
    Ok(respond::redirect_with_flash("/m/me", Tone::Ok, key))
}

fn rows(ui: &Ui, with_password: bool) -> Vec<Row> {
    let row = |href: &str, key: &str, note: &str, icon| Row {
        href: Some(href.to_owned()),
        title: ui.t(key).to_owned(),
        text: ui.t(note).to_owned(),
        icon: Some(icon),
        tag: None,
    };
    let unread = (ui.unread > 0).then(|| Tag::new(Tone::Brand, ui.tn("me-unread", ui.unread)));
    let mut rows = vec![
        Row { tag: unread, ..row("/m/messages", "messages", "me-messages-note", "bell") },
        row("/m/homes", "homes-title", "me-homes-note", "home-heart"),
        row("/m/family", "family-title", "me-family-note", "heart-handshake"),
        row("/m/me/looks", "looks-title", "me-looks-note", "eye"),
        row("/m/me/sessions", "sessions-title", "me-sessions-note", "device-mobile"),
        row("/m/me/name", "name-title", "me-name-note", "edit"),
        row("/m/me/phone", "phone-title", "me-phone-note", "phone"),
        row(
            "/settings/display?return=%2Fm%2Fme",
            "display-title",
            "me-display-note",
            "adjustments",
        ),
    ];
    if with_password {
        rows.push(row("/m/me/password", "password-title", "me-password-note", "key"));
    }
    rows
}

/// `GET /m/me/looks`.
pub(super) async fn looks(Resident { app, caller, ui, .. }: Resident) -> Result<Response, Problem> {
    let looks = account::my_looks(&app, &caller).await?;
    let title = ui.t("looks-title").to_owned();
    let page = Rows {
        intro: ui.t("looks-intro").to_owned(),
        rows: looks.iter().map(|look| look_row(&ui, look)).collect(),
        none: Empty {
            icon: "eye-off",
            title: ui.t("looks-none").to_owned(),
            text: String::new(),
            link: None,
        },
        back: "/m/me",
        unread_until: None,
        ui: ui.with_title(title),
    };
    Ok(respond::page(&page.ui, &page))
}

fn look_row(ui: &Ui, look: &LookView) -> Row {
    let posts: Vec<&str> = look.posts.iter().map(|post| post.name.as_str()).collect();
    let by = look.by.as_deref().unwrap_or_else(|| ui.t("looks-somebody"));
    let who = ui.tx("looks-by", &[("name", &by), ("post", &posts.join(" / "))]);
    let reason = match look.reason.as_deref() {
        Some("task") => ui.t("looks-reason-task"),
        Some(reason) => reason,
        None => ui.t("looks-reason-erased"),
    };
    let what = ui.t(match look.what.as_str() {
        "phone" => "me-phone",
        "story" => "looks-story",
        _ => "me-name",
    });
    Row {
        href: Some(format!("/m/matters/{}", look.case)),
        title: ui.tx("looks-line", &[("who", &who), ("what", &what)]),
        text: ui.tx(
            "looks-detail",
            &[
                ("when", &ui.full_when(&look.at)),
                ("number", &look.number.as_deref().unwrap_or_default()),
                ("reason", &reason),
            ],
        ),
        icon: Some("eye"),
        tag: None,
    }
}

#[derive(Template)]
#[template(path = "resident/sessions.html")]
struct Sessions {
    ui: Ui,
    sessions: Vec<SessionLine>,
}

struct SessionLine {
    id: SessionId,
    row: Row,
    current: bool,
}

/// `GET /m/me/sessions`.
pub(super) async fn sessions(
    Resident { app, caller, ui, .. }: Resident,
) -> Result<Response, Problem> {
    let found = account::sessions_of(&app, &caller).await?;
    let line = |session: &account::SessionView| SessionLine {
        id: session.id,
        current: session.current,
        row: Row {
            href: None,
            title: ui.t(&format!("strength-{}", session.strength)).to_owned(),
            text: ui.tx(
                "sessions-line",
                &[
                    ("from", &ui.full_when(&session.created_at)),
                    ("until", &ui.full_when(&session.expires_at)),
                ],
            ),
            icon: Some("device-mobile"),
            tag: session.current.then(|| Tag::new(Tone::Ok, ui.t("sessions-current"))),
        },
    };
    let sessions = found.iter().map(line).collect();
    let title = ui.t("sessions-title").to_owned();
    let page = Sessions { ui: ui.with_title(title), sessions };
    Ok(respond::page(&page.ui, &page))
}

/// `POST /m/me/sessions/{id}/end`.
pub(super) async fn end_session(
    Resident { app, caller, .. }: Resident,
    Path(id): Path<String>,
    _form: FormFields,
) -> Result<Response, Problem> {
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    account::end_session(&app, &caller, id).await?;
    Ok(respond::redirect_with_flash("/m/me/sessions", Tone::Ok, "flash-session-ended"))
}

#[derive(Template)]
#[template(path = "resident/simple_form.html")]
pub(super) struct SimpleForm {
    pub(super) ui: Ui,
    /// A sentence above the fields.
    pub(super) intro: String,
    pub(super) action: &'static str,
    pub(super) hidden: Vec<(&'static str, String)>,
    pub(super) fields: Vec<FieldView>,
    pub(super) label: String,
    pub(super) back: &'static str,
    /// A code that a stand-in shows instead of sending it.
    pub(super) shown: Option<String>,
    pub(super) errors: Vec<FieldError>,
}

fn name_form(ui: Ui, value: &str, error: Option<&AppError>) -> SimpleForm {
    let field = FieldView::new("name", ui.t("me-name"), FieldKind::Text { max: 40 });
    let mut field = field.hint(ui.t("name-hint")).value(value);
    let errors = said(&ui, &mut [&mut field], error);
    let title = ui.title_with_errors(ui.t("name-title"), &errors);
    SimpleForm {
        intro: ui.t("name-intro").to_owned(),
        action: "/m/me/name",
        hidden: Vec::new(),
        fields: vec![field],
        label: ui.t("name-save").to_owned(),
        back: "/m/me",
        shown: None,
        errors,
        ui: ui.with_title(title),
    }
}

/// `GET /m/me/name`.
pub(super) async fn ask_name(
    Resident { app, caller, ui, .. }: Resident,
) -> Result<Response, Problem> {
    let me = account::me(&app, &caller).await?;
    let page = name_form(ui, me.name.as_deref().unwrap_or_default(), None);
    Ok(respond::page(&page.ui, &page))
}

/// `POST /m/me/name`.
pub(super) async fn rename(
    Resident { app, caller, ui, .. }: Resident,
    form: FormFields,
) -> Result<Response, Problem> {
    let name = form.get("name").unwrap_or_default();
    match account::rename(&app, &caller, name).await {
        Ok(()) => Ok(respond::redirect_with_flash("/m/me", Tone::Ok, "flash-saved")),
        Err(error) => {
            let (status, error) = shown_again(error)?;
            let page = name_form(ui, name, Some(&error));
            Ok(respond::page_with(status, &page.ui, &page))
        }
    }
}
