//! The sheet on which staff write something down: intake, what was found, an order. One form from
//! what can be chosen at a place, in three cuts.

use askama::Template;
use linli_app::{
    AppError, FieldError,
    intake::{Desk, IntakeForm, Taking},
    matter::{self, ExternalOrder, FieldChoice, OnBehalf, ReportMatter},
};

use super::desk::Worker;
use crate::{
    pages::form::{self, FormView, KeptPhoto, blame, offered, post_title, refused},
    request::FormFields,
    ui::{
        Ui,
        view::{self, Choice, FieldKind, FieldView, PlaceView, Row},
    },
};

/// Longest report and longest name, in characters.
const MAX_TEXT: u32 = 2_000;
const MAX_NAME: u32 = 40;
/// Longest number of an order.
const MAX_NUMBER: u32 = 40;
/// What stands before the names of the inner form's fields in errors.
const SOLVED: &str = "solved.";

/// What is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cut {
    /// Somebody's matter, at the counter or on the telephone.
    Intake,
    /// What was found on rounds.
    Found,
    /// An order of another system.
    Order,
}

impl Cut {
    /// The address of its page.
    pub(super) const fn href(self) -> &'static str {
        match self {
            Self::Intake => "/w/intake",
            Self::Found => "/w/found",
            Self::Order => "/w/orders",
        }
    }

    /// The cut of an address.
    pub(super) fn of(word: &str) -> Option<Self> {
        [Self::Intake, Self::Found, Self::Order].into_iter().find(|cut| cut.href() == word)
    }

    /// What is written down with it.
    pub(super) const fn taking(self) -> Taking {
        match self {
            Self::Intake => Taking::Matter,
            Self::Found => Taking::Found,
            Self::Order => Taking::Orders,
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Intake => "menu-intake",
            Self::Found => "menu-found",
            Self::Order => "menu-orders",
        }
    }

    const fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Intake => &[
                "phone",
                "name",
                "channel",
                "facility",
                "text",
                "photos",
                "category",
                "opens",
                "urgency",
                "may_call",
                "anonymous",
                "private",
                "about",
                "acting",
            ],
            Self::Found => &["channel", "text", "photos", "category", "opens", "urgency", "acting"],
            Self::Order => &[
                "number", "due", "due_time", "channel", "text", "category", "opens", "urgency",
                "name", "phone", "acting",
            ],
        }
    }

    /// Channels that make sense for it; all others are somebody else's.
    fn channel_fits(self, channel: &str) -> bool {
        let ordered = channel.starts_with("hotline") || channel == "handed-down";
        match self {
            Self::Intake => !ordered && !matches!(channel, "online" | "found"),
            Self::Found => !ordered && channel != "online",
            Self::Order => ordered,
        }
    }
}

#[derive(Template)]
#[template(path = "workbench/sheet.html")]
pub(super) struct SheetPage {
    pub(super) ui: Ui,
    href: &'static str,
    intake: bool,
    order: bool,
    place: Option<PlaceView>,
    place_error: Option<String>,
    fields: Vec<FieldView>,
    kept: Vec<KeptPhoto>,
    /// The form of what was done about it at once, where the caller may do that here.
    solved: Option<FormView>,
    /// Open matters of the telephone's owner, once they were looked up.
    open: Option<Vec<Row>>,
    errors: Vec<view::FieldError>,
    key: String,
}

impl SheetPage {
    /// Whether a field stands in the second column: what is ticked or chosen about what was said.
    fn is_beside(&self, field: &FieldView) -> bool {
        const BESIDE: &[&str] = &[
            "category",
            "opens",
            "urgency",
            "may_call",
            "anonymous",
            "private",
            "about",
            "acting",
        ];
        BESIDE.contains(&field.name.as_str())
    }
}

/// What a sheet is made from.
pub(super) struct Sheet<'a> {
    pub(super) cut: Cut,
    pub(super) choices: &'a IntakeForm,
    pub(super) typed: &'a FormFields,
    pub(super) error: Option<&'a AppError>,
    pub(super) solved: Option<&'a [matter::FieldView]>,
    pub(super) open: Option<Vec<Row>>,
    pub(super) key: String,
}

impl Sheet<'_> {
    /// The page.
    pub(super) fn page(self, ui: Ui, desk: &Desk) -> SheetPage {
        let (wrong, inner) = self.wrong();
        let mut fields: Vec<FieldView> =
            self.cut.fields().iter().filter_map(|name| self.field(&ui, desk, name)).collect();
        let mut errors = blame(&ui, &mut fields.iter_mut().collect::<Vec<_>>(), "", &wrong);
        let place_error = wrong.iter().find(|error| error.field == "place");
        let place_error = place_error.map(|error| form::wrong(&ui, error));
        let solved = self.solved.map(|form| form::form_view(&ui, form, Some(self.typed), &inner));
        errors.extend(solved.iter().flat_map(|form| form.errors.iter().cloned()));
        if let Some(error) = self.error.filter(|error| !matches!(error, AppError::Fields(_))) {
            errors.insert(0, view::FieldError { id: "main".to_owned(), text: refused(&ui, error) });
        }
        let kept = self.typed.all("photos").filter(|id| !id.is_empty());
        let kept = kept.map(|id| KeptPhoto { name: "photos".to_owned(), id: id.to_owned() });
        let kept = kept.collect();
        // Somebody at the counter speaks of a house, a yard or a street: it is asked for. What staff
        // found and what is ordered may be the whole community's.
        let chosen = self.cut != Cut::Intake
            || self.typed.given("pick").or(self.typed.given("place")).is_some();
        let place = self.choices.place.as_ref().filter(|_| chosen).map(|place| PlaceView {
            value: place.id.to_string(),
            label: place.address.clone(),
            note: place.facility.clone().unwrap_or_default(),
            change_href: None,
        });
        let title = ui.title_with_errors(ui.t(self.cut.title()), &errors);
        SheetPage {
            ui: ui.with_title(title),
            href: self.cut.href(),
            intake: self.cut == Cut::Intake,
            order: self.cut == Cut::Order,
            place,
            place_error,
            fields,
            kept,
            solved,
            open: self.open,
            errors,
            key: self.key,
        }
    }

    /// What is wrong, under the names of this sheet's fields; and under those of its inner form.
    fn wrong(&self) -> (Vec<FieldError>, Vec<FieldError>) {
        let Some(AppError::Fields(errors)) = self.error else { return Default::default() };
        let renamed = |error: &FieldError| {
            let field = match error.field.as_str() {
                "on_behalf.name" => "name",
                "on_behalf.phone" => "phone",
                "external.number" => "number",
                "external.due" => "due",
                other => other.strip_prefix(SOLVED).unwrap_or(other),
            };
            FieldError { field: field.to_owned(), ..error.clone() }
        };
        let (inner, outer): (Vec<_>, Vec<_>) =
            errors.iter().partition(|error| error.field.starts_with(SOLVED));
        (outer.into_iter().map(renamed).collect(), inner.into_iter().map(renamed).collect())
    }

    fn field(&self, ui: &Ui, desk: &Desk, name: &str) -> Option<FieldView> {
        let text = FieldKind::TextArea { rows: 4, max: MAX_TEXT };
        let field = match name {
            "text" => FieldView::new(name, ui.t("sheet-text"), text),
            "photos" => {
                let photos = FieldKind::Photos { max: 9 };
                return Some(FieldView::new(name, ui.t("sheet-photos"), photos).optional());
            }
            "phone" => FieldView::new(name, ui.t("sheet-phone"), FieldKind::Phone)
                .hint(ui.t("sheet-phone-hint"))
                .optional(),
            "name" => {
                let line = FieldKind::Text { max: MAX_NAME };
                let field = FieldView::new(name, ui.t("sheet-name"), line);
                if self.cut == Cut::Order { field.optional() } else { field }
            }
            "number" => {
                FieldView::new(name, ui.t("sheet-number"), FieldKind::Text { max: MAX_NUMBER })
            }
            "due" => FieldView::new(name, ui.t("sheet-due"), FieldKind::Date)
                .hint(ui.t("sheet-due-hint"))
                .optional(),
            "due_time" => FieldView::new(name, ui.t("sheet-due-time"), FieldKind::Time)
                .hint(ui.t("sheet-due-time-hint"))
                .optional(),
            "may_call" | "anonymous" | "private" => check(ui, name),
            "acting" => acting(ui, desk)?,
            _ => self.choice(ui, name)?,
        };
        let value = self.typed.get(name).map(str::to_owned);
        Some(match value {
            Some(value) => field.value(value),
            None => field,
        })
    }

    fn choice(&self, ui: &Ui, name: &str) -> Option<FieldView> {
        let (key, list, blank) = match name {
            "category" => ("fact-category", &self.choices.categories, Some("sheet-category-none")),
            "urgency" => ("fact-urgency", &self.choices.urgencies, Some("sheet-urgency-none")),
            "about" => ("sheet-about", &self.choices.about, Some("sheet-about-none")),
            "facility" => {
                ("sheet-facility", &self.choices.facilities, Some("sheet-facility-nearest"))
            }
            "opens" => ("sheet-opens", &self.choices.opens, None),
            _ => ("fact-channel", &self.choices.channels, None),
        };
        // What is found comes through the channel of that name, where the playbook has one, and is a
        // matter there.
        let has_found = self.choices.channels.iter().any(|channel| channel.value == "found");
        if self.cut == Cut::Found && has_found && matches!(name, "channel" | "opens") {
            return None;
        }
        let for_cut = |choice: &&FieldChoice| self.cut.channel_fits(choice.value.as_str());
        let all = name != "channel" || !list.iter().any(|choice| for_cut(&choice));
        let fits = |choice: &&FieldChoice| all || for_cut(choice);
        let mut options: Vec<Choice> =
            blank.map(|blank| Choice::new("", ui.t(blank))).into_iter().collect();
        let named = list.iter().filter(fits);
        options.extend(named.map(|choice| offered(ui, choice)));
        // Left open, the only facility of its kind is the one.
        if name == "facility" && list.is_empty() {
            return None;
        }
        let first = options.first()?.value.clone();
        let chips = name == "opens" && options.iter().all(|option| option.group.is_none());
        let kind = if chips { FieldKind::Chips } else { FieldKind::Select };
        let field = FieldView::new(name, ui.t(key), kind).options(options);
        Some(if blank.is_some() { field.optional() } else { field.value(first) })
    }
}

fn check(ui: &Ui, name: &str) -> FieldView {
    let (key, hint) = match name {
        "may_call" => ("sheet-may-call", "sheet-may-call-hint"),
        "anonymous" => ("sheet-anonymous", "sheet-anonymous-hint"),
        _ => ("sheet-private", "sheet-private-hint"),
    };
    FieldView::new(name, ui.t(key), FieldKind::Check).optional().hint(ui.t(hint))
}

/// For which of the caller's posts it is written; not asked of whoever has one.
fn acting(ui: &Ui, desk: &Desk) -> Option<FieldView> {
    let posts = desk.posts.iter().filter_map(|post| {
        let role = post.role.as_ref()?;
        Some(Choice::new(post.word.clone(), post_title(ui, &post.name, role)))
    });
    let posts: Vec<Choice> = posts.collect();
    let first = posts.first().filter(|_| posts.len() > 1)?.value.clone();
    Some(
        FieldView::new("acting", ui.t("sheet-acting"), FieldKind::Select)
            .options(posts)
            .value(first),
    )
}

/// What was typed, as the use-case takes it.
pub(super) fn input(cut: Cut, worker: &Worker, form: &FormFields) -> ReportMatter {
    let given = |name: &str| form.given(name).map(str::to_owned);
    let only = worker.desk.posts.iter().find(|post| post.role.is_some());
    // Without a post something found would be a report of their own, which has a page of its own.
    let only = only.or(worker.desk.posts.first().filter(|_| cut == Cut::Found));
    let acting = given("acting").or_else(|| only.map(|post| post.word.clone()));
    let somebody = OnBehalf { name: given("name"), phone: given("phone"), person: None };
    let named = somebody.name.is_some() || somebody.phone.is_some();
    ReportMatter {
        text: form.get("text").unwrap_or_default().to_owned(),
        place: form.get("place").unwrap_or_default().to_owned(),
        category: given("category"),
        opens: given("opens"),
        anonymous: form.ticked("anonymous"),
        may_call: form.ticked("may_call"),
        private: form.ticked("private"),
        photos: form.all("photos").filter(|id| !id.is_empty()).map(str::to_owned).collect(),
        about: given("about"),
        on_behalf: (cut == Cut::Intake || (cut == Cut::Order && named)).then_some(somebody),
        acting,
        channel: given("channel"),
        facility: given("facility"),
        urgency: given("urgency"),
        external: (cut == Cut::Order).then(|| ExternalOrder {
            number: form.get("number").unwrap_or_default().to_owned(),
            due: due(form),
        }),
    }
}

/// The other system's day, with the time of day where one was given.
fn due(form: &FormFields) -> Option<String> {
    let (day, time) = (form.given("due"), form.given("due_time"));
    match (day, time) {
        (Some(day), Some(time)) => Some(format!("{day} {time}")),
        (day, time) => day.or(time).map(str::to_owned),
    }
}
