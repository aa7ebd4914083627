//! Acting for a family elder with their consent, and letting family act for oneself.

use askama::Template;
use axum::{extract::Path, response::Response};
use linli_app::{
    App, AppError, Caller,
    account::{self, AddElder, ConsentView},
};
use linli_kernel::PersonId;

use crate::{
    pages::{
        form::{key, said, shown_again},
        frame::Resident,
    },
    request::{FormFields, Problem, Query},
    respond,
    ui::{
        Tone, Ui,
        view::{Choice, Confirm, Fact, FieldError, FieldKind, FieldView, Row},
    },
};

/// How an elder without an account can consent.
const CHANNELS: [&str; 3] = ["spoken", "paper", "staff"];

#[derive(Template)]
#[template(path = "resident/family.html")]
struct Family {
    ui: Ui,
    consents: Vec<ConsentLine>,
    /// People of the own households who could be let act; as person and name.
    mates: Vec<(PersonId, String)>,
    /// The form for an elder; none without a confirmed home.
    elder: Option<Vec<FieldView>>,
    /// What makes sending that form twice harmless.
    key: String,
    errors: Vec<FieldError>,
}

struct ConsentLine {
    id: String,
    /// Whose consent it is.
    giver: PersonId,
    i_act: bool,
    row: Row,
}

/// `GET /m/family`.
pub(super) async fn list(Resident { app, caller, ui, .. }: Resident) -> Result<Response, Problem> {
    let page = family(&app, &caller, ui, &FormFields::default(), None).await?;
    Ok(respond::page(&page.ui, &page))
}

async fn family(
    app: &App,
    caller: &Caller,
    ui: Ui,
    typed: &FormFields,
    error: Option<&AppError>,
) -> Result<Family, Problem> {
    let consents = account::acting_for(app, caller).await?;
    let me = account::me(app, caller).await?;
    let mates = account::housemates(app, caller).await?;
    let taken = |person: PersonId| consents.iter().any(|c| !c.i_act && c.person == person);
    let could = mates.iter().filter(|m| m.confirmed && m.has_account && !taken(m.person));
    let mates = could.filter_map(|mate| Some((mate.person, mate.name.clone()?))).collect();
    let homes = me.households.iter().filter(|home| home.confirmed);
    let homes: Vec<Choice> =
        homes.map(|home| Choice::new(home.place.id.to_string(), home.place.name.clone())).collect();
    let mut elder = (!homes.is_empty()).then(|| fields(&ui, homes, typed));
    let mut all: Vec<&mut FieldView> = elder.iter_mut().flatten().collect();
    let errors = said(&ui, &mut all, error);
    let lines = consents.iter().map(|consent| line(&ui, consent, caller.person)).collect();
    let title = ui.title_with_errors(ui.t("family-title"), &errors);
    let key = key(app, typed, error);
    Ok(Family { consents: lines, mates, elder, key, errors, ui: ui.with_title(title) })
}

fn line(ui: &Ui, consent: &ConsentView, own: PersonId) -> ConsentLine {
    let name = consent.name.clone().unwrap_or_else(|| ui.t("homes-unnamed").to_owned());
    let key = if consent.i_act { "family-i-act" } else { "family-they-act" };
    ConsentLine {
        id: consent.id.clone(),
        giver: if consent.i_act { consent.person } else { own },
        i_act: consent.i_act,
        row: Row {
            href: consent.i_act.then(|| format!("/m/family/{}/matters", consent.person)),
            title: ui.t1(key, "name", name),
            text: ui.t1("family-since", "day", ui.full_day(&consent.since.day())),
            icon: Some("heart-handshake"),
            tag: None,
        },
    }
}

fn fields(ui: &Ui, homes: Vec<Choice>, typed: &FormFields) -> Vec<FieldView> {
    let value = |name: &str| typed.get(name).unwrap_or_default().to_owned();
    let first = homes.first().map(|home| home.value.clone()).unwrap_or_default();
    let chosen = typed.given("household").map_or(first, str::to_owned);
    let channel = |word: &&str| Choice::new(*word, ui.t(&format!("consent-{word}")));
    vec![
        FieldView::new("name", ui.t("family-name"), FieldKind::Text { max: 40 })
            .value(value("name")),
        FieldView::new("household", ui.t("family-home"), FieldKind::Select)
            .options(homes)
            .value(chosen),
        FieldView::new("channel", ui.t("family-channel"), FieldKind::Chips)
            .options(CHANNELS.iter().map(channel).collect())
            .value(value("channel")),
    ]
}

/// `POST /m/family`: an elder without an account.
pub(super) async fn add_elder(
    Resident { app, caller, ui, .. }: Resident,
    form: FormFields,
) -> Result<Response, Problem> {
    let typed = |name: &str| form.given(name).unwrap_or_default().to_owned();
    let input =
        AddElder { household: typed("household"), name: typed("name"), channel: typed("channel") };
    match account::add_elder(&app, &caller, &input, form.given("key")).await {
        Ok(_) => Ok(respond::redirect_with_flash("/m/family", Tone::Ok, "flash-elder-added")),
        Err(error) => {
            let (status, error) = shown_again(error)?;
            let page = family(&app, &caller, ui, &form, Some(&error)).await?;
            Ok(respond::page_with(status, &page.ui, &page))
        }
    }
}

/// `POST /m/family/consent`: lets somebody of the household act for the caller.
pub(super) async fn give(
    Resident { app, caller, .. }: Resident,
    form: FormFields,
) -> Result<Response, Problem> {
    let person = form.given("person").and_then(|word| word.parse().ok());
    account::give_consent(&app, &caller, person.ok_or(AppError::NotFound)?).await?;
    Ok(respond::redirect_with_flash("/m/family", Tone::Ok, "flash-consent-given"))
}

/// `GET /m/family/{person}/withdraw?consent=…`: asks once more. Somebody without a telephone can
/// only be added anew.
pub(super) async fn ask_withdraw(
    Resident { app, caller, ui, .. }: Resident,
    Path(giver): Path<String>,
    query: Query,
) -> Result<Response, Problem> {
    let consents = account::acting_for(&app, &caller).await?.into_iter();
    let mut wanted = consents.filter(|consent| query.get("consent") == Some(consent.id.as_str()));
    let line = wanted.next().map(|consent| line(&ui, &consent, caller.person));
    let line = line.filter(|line| line.giver.to_string() == giver).ok_or(AppError::NotFound)?;
    let title = ui.t("family-withdraw-ask").to_owned();
    let page = Confirm {
        text: ui.t("family-withdraw-text").to_owned(),
        facts: vec![Fact::new(line.row.title, line.row.text)],
        action: format!("/m/family/{}/withdraw", line.giver),
        hidden: vec![("consent".to_owned(), line.id)],
        fields: Vec::new(),
        label: ui.t("family-withdraw").to_owned(),
        danger: true,
        back: "/m/family".to_owned(),
        ui: ui.with_title(title),
    };
    Ok(respond::page(&page.ui, &page))
}

/// `POST /m/family/{person}/withdraw`: takes back the consent of `person`.
pub(super) async fn withdraw(
    Resident { app, caller, .. }: Resident,
    Path(giver): Path<String>,
    form: FormFields,
) -> Result<Response, Problem> {
    let giver = giver.parse().map_err(|_| AppError::NotFound)?;
    let id = form.given("consent").and_then(|word| word.parse().ok());
    account::withdraw_consent(&app, &caller, giver, id.ok_or(AppError::NotFound)?).await?;
    Ok(respond::redirect_with_flash("/m/family", Tone::Ok, "flash-consent-withdrawn"))
}
