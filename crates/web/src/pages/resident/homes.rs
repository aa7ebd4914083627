//! Where one lives: telling it with a door letter's code or without, and who else lives there.

use askama::Template;
use axum::{extract::Path, response::Response};
use linli_app::{
    App, AppError,
    account::{self, BindHousehold, HousematePerson},
    place::{self, Walk},
};
use linli_kernel::{PersonId, PlaceId};

use crate::{
    pages::{
        form::{said, shown_again},
        frame::Resident,
    },
    request::{FormFields, Problem, Query},
    respond,
    ui::{
        Tone, Ui,
        view::{Choice, Confirm, Fact, FieldError, FieldKind, FieldView, Row, Tag},
    },
};

/// How one can belong to a household.
const TIES: [&str; 4] = ["owner", "tenant", "family", "carer"];

#[derive(Template)]
#[template(path = "resident/homes.html")]
struct Homes {
    ui: Ui,
    homes: Vec<HomeLine>,
    /// Those that were claimed and not confirmed, lately.
    refused: Vec<String>,
    mates: Vec<MateLine>,
}

struct HomeLine {
    id: PlaceId,
    row: Row,
}

struct MateLine {
    household: PlaceId,
    person: PersonId,
    row: Row,
    waits: bool,
}

/// `GET /m/homes`.
pub(super) async fn list(Resident { app, caller, ui, .. }: Resident) -> Result<Response, Problem> {
    let me = account::me(&app, &caller).await?;
    let mates = account::housemates(&app, &caller).await?;
    let homes = me.households.iter().map(|home| HomeLine {
        id: home.place.id,
        row: Row {
            href: None,
            title: home.place.name.clone(),
            text: ui.t(&format!("tie-{}", home.tie)).to_owned(),
            icon: Some("home"),
            tag: Some(confirmed_tag(&ui, home.confirmed)),
        },
    });
    let homes = homes.collect();
    let mates = mates.iter().map(|mate| mate_line(&ui, mate)).collect();
    let title = ui.t("homes-title").to_owned();
    let refused = me.refused.into_iter().map(|home| home.name).collect();
    let page = Homes { ui: ui.with_title(title), homes, refused, mates };
    Ok(respond::page(&page.ui, &page))
}

fn confirmed_tag(ui: &Ui, confirmed: bool) -> Tag {
    if confirmed {
        Tag::new(Tone::Ok, ui.t("homes-confirmed"))
    } else {
        Tag::new(Tone::Warn, ui.t("homes-waiting"))
    }
}

fn mate_line(ui: &Ui, mate: &HousematePerson) -> MateLine {
    MateLine {
        household: mate.household.id,
        person: mate.person,
        waits: !mate.confirmed,
        row: Row {
            href: None,
            title: mate.name.clone().unwrap_or_else(|| ui.t("homes-unnamed").to_owned()),
            text: ui.tx(
                "homes-mate",
                &[("tie", &ui.t(&format!("tie-{}", mate.tie))), ("place", &mate.household.name)],
            ),
            icon: Some("user"),
            tag: Some(confirmed_tag(ui, mate.confirmed)),
        },
    }
}

#[derive(Template)]
#[template(path = "resident/home_new.html")]
struct NewHome {
    ui: Ui,
    walk: Walk,
    /// The form, once a household is chosen.
    form: Option<Vec<FieldView>>,
    errors: Vec<FieldError>,
}

/// `GET /m/homes/new`: down the tree to the household.
pub(super) async fn choose(
    Resident { app, ui, .. }: Resident,
    query: Query,
) -> Result<Response, Problem> {
    // A door letter's QR code brings its code along.
    let code = query.get("code").map(str::to_owned);
    let typed = FormFields::default().with_values("code", code.into_iter().collect());
    let page = new_home(&app, ui, query.parse("at")?, &typed, None).await?;
    Ok(respond::page(&page.ui, &page))
}

async fn new_home(
    app: &App,
    ui: Ui,
    at: Option<PlaceId>,
    typed: &FormFields,
    error: Option<&AppError>,
) -> Result<NewHome, Problem> {
    let walk = place::walk(app, at).await?;
    let at_household = walk.here.as_ref().is_some_and(|here| here.kind == *"household");
    let mut form = at_household.then(|| fields(&ui, typed));
    let mut all: Vec<&mut FieldView> = form.iter_mut().flatten().collect();
    let errors = said(&ui, &mut all, error);
    let title = ui.title_with_errors(ui.t("homes-new"), &errors);
    Ok(NewHome { ui: ui.with_title(title), walk, form, errors })
}

fn fields(ui: &Ui, typed: &FormFields) -> Vec<FieldView> {
    let tie = |word: &&str| Choice::new(*word, ui.t(&format!("tie-{word}")));
    let tie = FieldView::new("tie", ui.t("homes-tie"), FieldKind::Chips)
        .options(TIES.iter().map(tie).collect())
        .value(typed.get("tie").unwrap_or_default());
    let code = FieldView::new("code", ui.t("homes-code"), FieldKind::Text { max: 20 });
    let code = code.optional().hint(ui.t("homes-code-hint"));
    vec![tie, code.value(typed.get("code").unwrap_or_default())]
}

/// `POST /m/homes/new`.
pub(super) async fn bind(
    Resident { app, caller, ui, .. }: Resident,
    form: FormFields,
) -> Result<Response, Problem> {
    let input = BindHousehold {
        household: form.given("household").unwrap_or_default().to_owned(),
        tie: form.given("tie").unwrap_or_default().to_owned(),
        code: form.given("code").map(str::to_owned),
    };
    match account::bind_household(&app, &caller, &input).await {
        Ok(bound) => {
            let key = if bound.confirmed { "flash-home-confirmed" } else { "flash-home-waiting" };
            Ok(respond::redirect_with_flash("/m/homes", Tone::Ok, key))
        }
        Err(error) => {
            let (status, error) = shown_again(error)?;
            let at = input.household.parse().ok();
            let page = new_home(&app, ui, at, &form, Some(&error)).await?;
            Ok(respond::page_with(status, &page.ui, &page))
        }
    }
}

/// `GET /m/homes/{id}/leave`: asks once more. Who comes back is confirmed anew.
pub(super) async fn ask_leave(
    Resident { app, caller, ui, .. }: Resident,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let me = account::me(&app, &caller).await?;
    let mut homes = me.households.into_iter();
    let home = homes.find(|home| home.place.id.to_string() == id).ok_or(AppError::NotFound)?;
    let title = ui.t("homes-leave-ask").to_owned();
    let page = Confirm {
        text: ui.t("homes-leave-text").to_owned(),
        facts: vec![Fact::new(ui.t("fact-place"), home.place.name)],
        action: format!("/m/homes/{}/leave", home.place.id),
        hidden: Vec::new(),
        fields: Vec::new(),
        label: ui.t("homes-leave").to_owned(),
        danger: true,
        back: "/m/homes".to_owned(),
        ui: ui.with_title(title),
    };
    Ok(respond::page(&page.ui, &page))
}

/// `POST /m/homes/{id}/leave`.
pub(super) async fn leave(
    Resident { app, caller, .. }: Resident,
    Path(id): Path<String>,
    _form: FormFields,
) -> Result<Response, Problem> {
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    account::leave_household(&app, &caller, id).await?;
    Ok(respond::redirect_with_flash("/m/homes", Tone::Ok, "flash-home-left"))
}

/// `POST /m/homes/{id}/confirm`: somebody who lives there says that another does too.
pub(super) async fn confirm(
    Resident { app, caller, .. }: Resident,
    Path(id): Path<String>,
    form: FormFields,
) -> Result<Response, Problem> {
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let person = form.given("person").and_then(|word| word.parse().ok());
    let person = person.ok_or(AppError::NotFound)?;
    account::confirm_member(&app, &caller, id, person).await?;
    Ok(respond::redirect_with_flash("/m/homes", Tone::Ok, "flash-member-confirmed"))
}
