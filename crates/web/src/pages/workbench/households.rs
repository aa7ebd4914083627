//! Who lives where: claims that wait, and door letters.

use askama::Template;
use axum::response::Response;
use linli_app::{
    App, AppError, Caller,
    account::{self, HouseholdCode, PendingMember},
    place::{self, Walk},
};
use linli_kernel::{PersonId, PlaceId};

use super::{desk::Worker, place::around};
use crate::{
    pages::form::{refused, shown_again},
    request::{FormFields, Problem, Query},
    respond,
    ui::{
        Tone, Ui,
        view::{Confirm, Empty, Fact, FieldError, QrBox},
    },
};

#[derive(Template)]
#[template(path = "workbench/households.html")]
struct Waiting {
    ui: Ui,
    claims: Vec<ClaimLine>,
    none: Empty,
}

struct ClaimLine {
    /// What the box sends: the household and the person.
    pick: String,
    name: String,
    text: String,
}

/// `GET /w/households`.
pub(super) async fn list(worker: Worker) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let pending = account::my_pending_members(&app, &caller).await?;
    let title = ui.t("households-title").to_owned();
    let ui = ui.with_title(title);
    let page = Waiting {
        claims: pending.iter().map(|claim| line(&ui, claim)).collect(),
        none: Empty {
            icon: "user-check",
            title: ui.t("households-none").to_owned(),
            text: ui.t("households-none-text").to_owned(),
            link: None,
        },
        ui,
    };
    Ok(respond::page(&page.ui, &page))
}

fn line(ui: &Ui, claim: &PendingMember) -> ClaimLine {
    let unnamed = || ui.t("homes-unnamed").to_owned();
    let tie = ui.t(&format!("tie-{}", claim.tie)).to_owned();
    ClaimLine {
        pick: format!("{}.{}", claim.household.id, claim.person),
        name: claim.name.clone().unwrap_or_else(unnamed),
        text: ui.tx(
            "households-line",
            &[("place", &claim.household.name), ("tie", &tie), ("day", &ui.full_day(&claim.since))],
        ),
    }
}

/// `POST /w/households`: confirms or refuses those that were picked.
pub(super) async fn decide(worker: Worker, form: FormFields) -> Result<Response, Problem> {
    let Worker { app, caller, .. } = worker;
    let picked: Vec<(PlaceId, PersonId)> = form.all("claim").filter_map(picked).collect();
    let to = "/w/households";
    if picked.is_empty() {
        return Ok(respond::redirect_with_flash(to, Tone::Warn, "flash-nothing-picked"));
    }
    let (done, [all, some]) = if form.given("then") == Some("refuse") {
        let done = account::refuse_members(&app, &caller, &picked).await?;
        (done, ["flash-members-refused", "flash-members-refused-some"])
    } else {
        let done = account::confirm_members(&app, &caller, &picked).await?;
        (done, ["flash-members-confirmed", "flash-members-confirmed-some"])
    };
    // Who was decided on meanwhile was passed over.
    let (tone, key) = match done {
        0 => (Tone::Warn, "flash-members-decided"),
        done if done < picked.len() => (Tone::Warn, some),
        _ => (Tone::Ok, all),
    };
    Ok(respond::redirect_with_flash(to, tone, key))
}

fn picked(word: &str) -> Option<(PlaceId, PersonId)> {
    let (household, person) = word.split_once('.')?;
    Some((household.parse().ok()?, person.parse().ok()?))
}

#[derive(Template)]
#[template(path = "workbench/letters.html")]
struct Choosing {
    ui: Ui,
    walk: Walk,
    /// How many letters would be printed; none where they cannot.
    letters: Option<usize>,
    errors: Vec<FieldError>,
}

async fn choosing(
    app: &App,
    caller: &Caller,
    ui: Ui,
    at: Option<PlaceId>,
    error: Option<&AppError>,
) -> Result<Choosing, Problem> {
    let letters = account::letters_at(app, caller, at).await?;
    let walk = place::walk(app, at).await?;
    let errors = error.map(|error| FieldError { id: "main".to_owned(), text: refused(&ui, error) });
    let errors: Vec<FieldError> = errors.into_iter().collect();
    let title = ui.title_with_errors(ui.t("letters-title"), &errors);
    Ok(Choosing { ui: ui.with_title(title), walk, letters, errors })
}

/// `GET /w/households/letters`, at `?place=…` or where the caller's first post is.
pub(super) async fn choose(worker: Worker, query: Query) -> Result<Response, Problem> {
    query.only(&["place"])?;
    let Worker { app, caller, ui, desk, .. } = worker;
    let at = match query.parse("place")? {
        Some(asked) => Some(asked),
        None => match desk.posts.iter().find_map(|post| post.place) {
            Some(own) => around(&app, own).await?,
            None => None,
        },
    };
    let page = choosing(&app, &caller, ui, at, None).await?;
    Ok(respond::page(&page.ui, &page))
}

#[derive(Template)]
#[template(path = "workbench/door_letters.html")]
struct Letters {
    ui: Ui,
    letters: Vec<Letter>,
}

struct Letter {
    place: String,
    code: String,
    until: String,
    qr: Option<QrBox>,
}

/// `POST /w/households/letters`: makes the codes and shows them, once.
pub(super) async fn print(worker: Worker, form: FormFields) -> Result<Response, Problem> {
    let Worker { app, caller, ui, origin, .. } = worker;
    let place = form.given("place").and_then(|word| word.parse().ok()).ok_or(AppError::NotFound)?;
    match account::request_household_codes(&app, &caller, place).await {
        Ok(codes) => {
            let title = ui.t("letters-title").to_owned();
            let ui = ui.with_title(title);
            let letters = codes.iter().map(|code| letter(&ui, code, &origin)).collect();
            let page = Letters { ui, letters };
            Ok(respond::page(&page.ui, &page))
        }
        Err(error) => {
            let (status, error) = shown_again(error)?;
            let page = choosing(&app, &caller, ui, Some(place), Some(&error)).await?;
            Ok(respond::page_with(status, &page.ui, &page))
        }
    }
}

fn letter(ui: &Ui, code: &HouseholdCode, origin: &str) -> Letter {
    let address = format!("{origin}/m/homes/new?at={}&code={}", code.household.id, code.code);
    Letter {
        place: code.household.name.clone(),
        code: code.code.to_uppercase(),
        until: ui.full_day(&code.expires_at.day()),
        qr: QrBox::new(&address, ui.t("letters-qr")),
    }
}

/// `GET /w/households/letters/revoke?place=…`: asks once more.
pub(super) async fn ask_revoke(worker: Worker, query: Query) -> Result<Response, Problem> {
    query.only(&["place"])?;
    let Worker { app, caller, ui, .. } = worker;
    let place: PlaceId = query.parse("place")?.ok_or(AppError::NotFound)?;
    let count = account::count_letters(&app, &caller, place).await?;
    let here = place::place(&app, place).await?.place.name;
    let title = ui.t("letters-revoke").to_owned();
    let page = Confirm {
        text: ui.t("letters-revoke-text").to_owned(),
        facts: vec![
            Fact::new(ui.t("fact-place"), here),
            Fact::new(ui.t("letters-households"), ui.tn("letters-households-count", count)),
        ],
        action: "/w/households/letters/revoke".to_owned(),
        hidden: vec![("place".to_owned(), place.to_string())],
        fields: Vec::new(),
        label: title.clone(),
        danger: true,
        back: format!("/w/households/letters?place={place}"),
        ui: ui.with_title(title),
    };
    Ok(respond::page(&page.ui, &page))
}

/// `POST /w/households/letters/revoke`: letters that were printed open nothing from now on.
pub(super) async fn revoke(worker: Worker, form: FormFields) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let place = form.given("place").and_then(|word| word.parse().ok()).ok_or(AppError::NotFound)?;
    match account::revoke_household_codes(&app, &caller, place).await {
        Ok(_) => {
            let to = format!("/w/households/letters?place={place}");
            Ok(respond::redirect_with_flash(&to, Tone::Ok, "flash-letters-revoked"))
        }
        Err(error) => {
            let (status, error) = shown_again(error)?;
            let page = choosing(&app, &caller, ui, Some(place), Some(&error)).await?;
            Ok(respond::page_with(status, &page.ui, &page))
        }
    }
}
