//! The form of a report, with what can be chosen at its place.

use std::sync::Arc;

use linli_domain::{
    place::Chain,
    policy::{self, Action},
    post,
};
use linli_kernel::{PersonId, PlaceId};
use linli_playbook::{
    Playbook,
    engine::Holder,
    model::{Label, MATTER, Process},
};

use super::{
    context::{Surroundings, homes_over},
    parties::nearest_first,
    report_input::Spot,
    view::FieldChoice,
    writing::holder_word,
};
use crate::{App, AppResult, Caller, account, ports::Snapshot};

/// What the form of a report offers.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct ReportForm {
    /// The place that is filled in, if one is known.
    pub place: Option<ReportPlace>,
    /// What it can be about, in the playbook's order.
    pub categories: Vec<FieldChoice>,
    /// As what it can be opened, the usual one first.
    pub opens: Vec<FieldChoice>,
    /// Who would handle it, for a report about them.
    pub about: Vec<FieldChoice>,
    /// Family elders for whom the caller may report.
    pub family: Vec<(PersonId, String)>,
}

/// The place of a report.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ReportPlace {
    /// The id to be sent: of a place, or of the facility that was scanned.
    pub id: PlaceId,
    /// The place itself, where the tree is entered to change it.
    pub spot: PlaceId,
    /// In words.
    pub address: String,
    /// The facility that was scanned.
    pub facility: Option<String>,
    /// Whether it is the caller's home or lies over it.
    pub home: bool,
}

/// The form for a place, or for the caller's home; without either it has only the elders.
///
/// # Errors
/// [`crate::AppError::Fields`] on `place` if it is given and there is none.
pub async fn report_form(app: &App, caller: &Caller, place: Option<&str>) -> AppResult<ReportForm> {
    policy::decide(&caller.actor(None), Action::Report, &caller.standings(), None)?;
    let family = account::acting_for(app, caller).await?.into_iter();
    let family = family
        .filter(|consent| consent.i_act)
        .filter_map(|consent| Some((consent.person, consent.name?)))
        .collect();
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let home = match place.map(str::trim).filter(|word| !word.is_empty()) {
        Some(word) => Some(word.to_owned()),
        None => home(app, rows, caller).await?.map(|place| place.to_string()),
    };
    let Some(word) = home else {
        return Ok(ReportForm { family, ..ReportForm::default() });
    };
    let spot = Spot::find(rows, &word).await?;
    let today = app.now().day();
    let chain = rows.chain(spot.place, today).await?;
    let facility = match spot.facility {
        Some(id) => rows.facility(id).await?.map(|facility| facility.name),
        None => None,
    };
    let place = ReportPlace {
        id: spot.facility.unwrap_or(spot.place),
        spot: spot.place,
        address: chain.address("community"),
        facility,
        home: homes_over(app, rows, caller).await?.contains(&spot.place),
    };
    let mut form = ReportForm { place: Some(place), family, ..ReportForm::default() };
    if let Some(playbook) = app.playbook_of(rows, spot.district).await? {
        let categories = playbook.categories.iter();
        form.categories =
            categories.map(|(name, category)| choice(name.as_str(), &category.label)).collect();
        form.opens = opens(&playbook, |process| playbook.is_for_residents(process));
        let around = Surroundings::load(rows, Arc::clone(&playbook), spot.place, today).await?;
        form.about = posts(&playbook, &around);
        form.about.extend(nearest_first(&playbook, &around.chain, &around.serving, &[]));
    }
    Ok(form)
}

/// The first confirmed household, else the first claimed one.
async fn home(app: &App, rows: &mut dyn Snapshot, caller: &Caller) -> AppResult<Option<PlaceId>> {
    let today = app.now().day();
    let mut homes = rows.households_of(caller.person).await?;
    homes.retain(|home| home.holds_on(today));
    let confirmed = homes.iter().find(|member| member.confirmed);
    Ok(confirmed.or(homes.first()).map(|member| member.household))
}

fn choice(value: &str, label: &Label) -> FieldChoice {
    FieldChoice { value: value.to_owned(), label: label.clone(), group: None }
}

/// As what each of these processes can be opened, matters first; under the name of the process where
/// that is another one.
pub(crate) fn opens(playbook: &Playbook, offered: impl Fn(&Process) -> bool) -> Vec<FieldChoice> {
    let mut found = Vec::new();
    for process in playbook.matters_first().filter(|process| offered(process)) {
        let other = process.key != *MATTER;
        for name in &process.opens {
            let value = if other { format!("{}/{name}", process.key) } else { name.to_string() };
            let group = other.then(|| process.label.clone());
            let label = playbook.word_or_name(name);
            found.push(FieldChoice { group, ..choice(&value, &label) });
        }
    }
    found
}

/// The posts that somebody has over the place, each place's own together, lowest first.
fn posts(playbook: &Playbook, around: &Surroundings) -> Vec<FieldChoice> {
    let Chain(places) = &around.chain;
    let mut found = Vec::new();
    for place in places {
        let roles = playbook.roles.iter().filter(|(_, role)| role.at == place.kind);
        for (key, role) in roles.filter(|(key, _)| around.is_staffed(key, place.id)) {
            let holder = Holder::Post { role: key.clone(), place: place.id };
            let group = Some(Label { zh: place.name.clone(), en: None });
            let title = post::title(&place.name, &role.label);
            found.push(FieldChoice { group, ..choice(&holder_word(&holder), &title) });
        }
    }
    found
}
