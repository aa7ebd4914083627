//! The form for the shifts of one day.

use askama::Template;
use axum::response::Response;
use linli_app::{
    AppError,
    duty::{self, Roster, TypedShift},
};
use linli_domain::duty::{MAX_NAME, MAX_SHIFTS};
use linli_kernel::{Day, PlaceId};

use super::{desk::Worker, duty::candidate};
use crate::{
    pages::form::{said, shown_again},
    request::{FormFields, Problem, Query},
    respond,
    ui::{
        Tone, Ui,
        view::{Choice, FieldError, FieldKind, FieldView},
    },
};

/// How many empty shifts stand below those that there are.
const SPARE: usize = 2;
/// Longest time, in characters.
const TIME: u32 = 5;

#[derive(Template)]
#[template(path = "duty/day.html")]
struct Page {
    ui: Ui,
    back: String,
    hidden: Vec<(&'static str, String)>,
    groups: Vec<(String, Vec<FieldView>)>,
    errors: Vec<FieldError>,
}

/// Which day, and the version that was seen.
struct Form {
    site: PlaceId,
    day: Day,
    seen: Option<i64>,
    typed: Vec<TypedShift>,
}

impl Form {
    fn page(self, found: &Roster, ui: Ui, error: Option<&AppError>) -> Page {
        let row = found.days.iter().find(|day| day.day == self.day);
        // After "stale" the same form, sent once more, says what its reader saw by now.
        let now = row.map_or(0, |row| row.version);
        let seen = match error {
            Some(AppError::Stale) | None => now,
            Some(_) => self.seen.unwrap_or(now),
        };
        let mut groups: Vec<(String, Vec<FieldView>)> = self
            .typed
            .iter()
            .enumerate()
            .map(|(at, shift)| {
                (ui.t1("duty-shift-number", "number", at + 1), fields(&ui, found, at, shift))
            })
            .collect();
        let mut all: Vec<&mut FieldView> =
            groups.iter_mut().flat_map(|(_, fields)| fields.iter_mut()).collect();
        let errors = said(&ui, &mut all, error);
        let title = ui.weekday(&self.day);
        let title = ui.title_with_errors(&title, &errors);
        Page {
            back: format!("/w/duty?site={}&from={}", self.site, self.day),
            hidden: vec![
                ("site", self.site.to_string()),
                ("day", self.day.to_string()),
                ("seen", seen.to_string()),
            ],
            groups,
            errors,
            ui: ui.with_title(title),
        }
    }
}

fn fields(ui: &Ui, found: &Roster, at: usize, typed: &TypedShift) -> Vec<FieldView> {
    let field = |name: &str, key: &str, kind: FieldKind, value: &str| {
        FieldView::new(format!("shifts.{at}.{name}"), ui.t(key), kind).value(value).optional()
    };
    let time = || FieldKind::Text { max: TIME };
    let somebody = Choice::new("", ui.t("duty-other-person"));
    let people = found.people.iter().map(|one| candidate(ui, one));
    let name = FieldKind::line(MAX_NAME);
    let consent = if typed.consent { "yes" } else { "" };
    vec![
        field("from", "duty-from", time(), &typed.from).hint(ui.t("duty-time-hint")),
        field("to", "duty-to", time(), &typed.to),
        field("person", "duty-person", FieldKind::Select, "")
            .options([somebody].into_iter().chain(people).collect())
            .value(typed.person.clone()),
        field("name", "duty-name", name, &typed.name).hint(ui.t("duty-name-hint")),
        field("phone", "duty-phone", FieldKind::Phone, &typed.phone),
        field("consent", "duty-consent", FieldKind::Check, consent),
    ]
}

/// The shifts of a day as somebody would type them, with room for more.
fn typed(found: &Roster, day: Day) -> Vec<TypedShift> {
    let row = found.days.iter().find(|row| row.day == day);
    let mut typed: Vec<TypedShift> = row
        .map(|row| row.shifts.as_slice())
        .unwrap_or_default()
        .iter()
        .map(|shift| {
            let own = shift.who.person.is_none();
            TypedShift {
                from: shift.from.clone(),
                to: shift.to.clone(),
                person: shift.who.person.map(|person| person.to_string()).unwrap_or_default(),
                name: shift.who.name.clone().filter(|_| own).unwrap_or_default(),
                phone: shift.who.phone.clone().filter(|_| own).unwrap_or_default(),
                consent: own,
            }
        })
        .collect();
    let room = (typed.len() + SPARE).min(MAX_SHIFTS).max(typed.len());
    typed.resize_with(room, TypedShift::default);
    typed
}

/// `GET /w/duty/day`, of `?site=…&day=…`.
pub(super) async fn ask(worker: Worker, query: Query) -> Result<Response, Problem> {
    query.only(&["site", "day"])?;
    let Worker { app, caller, ui, .. } = worker;
    let (site, day) = (query.required("site")?, query.required("day")?);
    let found = duty::roster(&app, &caller, Some(site), Some(day)).await?;
    let form = Form { site, day, seen: None, typed: typed(&found, day) };
    let page = form.page(&found, ui, None);
    Ok(respond::page(&page.ui, &page))
}

/// `POST /w/duty/day`.
pub(super) async fn keep(worker: Worker, form: FormFields) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let site = form.get("site").and_then(|word| word.parse::<PlaceId>().ok());
    let site = site.ok_or(AppError::NotFound)?;
    let day = form.get("day").and_then(|word| word.parse::<Day>().ok());
    let day = day.ok_or_else(|| Problem::field("day", "field-date"))?;
    let seen = form.get("seen").and_then(|word| word.parse().ok());
    let typed: Vec<TypedShift> = (0..MAX_SHIFTS).map(|at| shift(&form, at)).collect();
    match duty::keep_duty_day(&app, &caller, (site, day), seen, &typed).await {
        Ok(_) => {
            let to = format!("/w/duty?site={site}&from={day}");
            Ok(respond::redirect_with_flash(&to, Tone::Ok, "flash-duty-kept"))
        }
        Err(error) => {
            let (status, error) = shown_again(error)?;
            let filled = typed.iter().rposition(|shift| *shift != TypedShift::default());
            let shown = filled.map_or(SPARE, |last| (last + 1 + SPARE).min(MAX_SHIFTS));
            let typed = typed.into_iter().take(shown).collect();
            let form = Form { site, day, seen, typed };
            let found = duty::roster(&app, &caller, Some(site), Some(day)).await?;
            let page = form.page(&found, ui, Some(&error));
            Ok(respond::page_with(status, &page.ui, &page))
        }
    }
}

fn shift(form: &FormFields, at: usize) -> TypedShift {
    let word =
        |name: &str| form.get(&format!("shifts.{at}.{name}")).unwrap_or_default().trim().to_owned();
    TypedShift {
        from: word("from"),
        to: word("to"),
        person: word("person"),
        name: word("name"),
        phone: word("phone"),
        consent: !word("consent").is_empty(),
    }
}
