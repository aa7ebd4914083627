//! What the lists and similar past cases suggest to whoever names the parties of a case.

use std::collections::{BTreeMap, BTreeSet};

use linli_domain::{
    dispatch::{NEIGHBOURS, Part, led_by, nearest, responsible},
    matter::CaseRow,
    policy::{self, Action, is_about},
};
use linli_kernel::{CaseId, Day, OrganisationId, PlaceId};
use linli_playbook::engine::Holder;

use super::list::PartWord;
use crate::{
    App, AppResult, Caller,
    matter::{Situation, sees, situation},
    ports::Snapshot,
    search::words_of_row,
};

/// How many of the newest ended cases of the organisations around are compared.
const COMPARED: i64 = 200;

/// What is suggested; a person decides.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Suggestions {
    /// By the lists over the place: the lead first.
    pub by_list: Vec<ByList>,
    /// By similar past cases: who led most of them first.
    pub precedents: Vec<Precedent>,
    /// How many similar past cases there are.
    pub compared: usize,
}

/// An organisation that a list names.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ByList {
    /// Who.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// `lead` or `assist`.
    pub part: PartWord,
    /// Whose list.
    pub list: String,
    /// On what basis.
    pub basis: String,
    /// Since when.
    pub from: Day,
}

/// An organisation that led similar past cases.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Precedent {
    /// Who.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// How many of the similar cases it led.
    pub led: usize,
    /// Those of them that the caller may read, the most similar first.
    pub cases: Vec<PastCase>,
}

/// A similar past case.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PastCase {
    /// The case.
    pub id: CaseId,
    /// Its number.
    pub number: String,
}

/// What the lists and similar past cases suggest for a case. Only organisations that serve its
/// place, have somebody who answers, and are not what it is about.
///
/// # Errors
/// [`crate::AppError::NotFound`] or [`crate::AppError::Forbidden`] for whoever does not handle it.
pub async fn suggestions(app: &App, caller: &Caller, id: CaseId) -> AppResult<Suggestions> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let at = situation(app, rows, Some(caller), id).await?;
    let class = Some(at.row.class);
    policy::decide(&caller.actor(None), Action::SeeInternal, &at.standings, class)?;
    let free = |id: &OrganisationId| !is_about(&at.row.state, [&Holder::Organisation(*id)]);
    let staffed = at.around.serving.iter().filter(|(body, staffed)| *staffed && free(&body.id));
    let eligible: BTreeMap<OrganisationId, String> =
        staffed.map(|(body, _)| (body.id, body.name.clone())).collect();
    let by_list = by_list(app, rows, &at, &eligible).await?;
    let near = similar(rows, &at, &eligible).await?;
    let precedents = precedents(app, rows, caller, near, &eligible).await?;
    let compared = precedents.iter().map(|one| one.led).sum();
    Ok(Suggestions { by_list, precedents, compared })
}

async fn by_list(
    app: &App,
    rows: &mut dyn Snapshot,
    at: &Situation,
    eligible: &BTreeMap<OrganisationId, String>,
) -> AppResult<Vec<ByList>> {
    let Some(category) = &at.row.category else { return Ok(Vec::new()) };
    let entries = rows.dispatch_entries(at.row.district).await?;
    let chain: Vec<PlaceId> = at.around.chain.0.iter().map(|place| place.id).collect();
    let named = |id: PlaceId| {
        let place = at.around.chain.0.iter().find(|place| place.id == id);
        place.map(|place| place.name.clone()).unwrap_or_default()
    };
    let found = responsible(&entries, &chain, category, app.now().day());
    let shown = found.into_iter().filter_map(|entry| {
        Some(ByList {
            organisation: entry.organisation,
            name: eligible.get(&entry.organisation)?.clone(),
            part: entry.part.word(),
            list: named(entry.place),
            basis: entry.basis.clone(),
            from: entry.valid_from,
        })
    });
    Ok(shown.collect())
}

/// The ended cases that one of these organisations led and that share the most telling words.
async fn similar(
    rows: &mut dyn Snapshot,
    at: &Situation,
    eligible: &BTreeMap<OrganisationId, String>,
) -> AppResult<Vec<(CaseRow, OrganisationId)>> {
    // Its words without the names of its place: neighbours are near by what they are about.
    let own: BTreeSet<String> =
        words_of_row(rows, &at.row, &at.playbook, &Default::default()).await?.into_iter().collect();
    if own.is_empty() || eligible.is_empty() {
        return Ok(Vec::new());
    }
    let bodies: Vec<OrganisationId> = eligible.keys().copied().collect();
    // The program looks for the caller; what the caller gets to see is judged case by case.
    let sight = policy::visible(None, &[], &bodies, None);
    let page = rows.list(&sight, Some(false), None, COMPARED).await?;
    let mut led: BTreeMap<CaseId, (CaseRow, OrganisationId)> = BTreeMap::new();
    for row in page.cases.into_iter().filter(|row| row.merged_into.is_none()) {
        if let Some(lead) = led_by(&row.state).filter(|lead| eligible.contains_key(lead)) {
            led.insert(row.id, (row, lead));
        }
    }
    let ids: Vec<CaseId> = led.keys().copied().collect();
    let near = nearest(&own, &rows.words_of_cases(&ids).await?);
    Ok(near.into_iter().take(NEIGHBOURS).filter_map(|(case, _)| led.remove(&case)).collect())
}

async fn precedents(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    near: Vec<(CaseRow, OrganisationId)>,
    eligible: &BTreeMap<OrganisationId, String>,
) -> AppResult<Vec<Precedent>> {
    let mut found: Vec<Precedent> = Vec::new();
    for (row, lead) in near {
        // Even the number of those that the caller may not open would tell which words are in them.
        if !sees(app, rows, caller, &row).await? {
            continue;
        }
        let case = PastCase { id: row.id, number: row.number.clone().unwrap_or_default() };
        match found.iter_mut().find(|one| one.organisation == lead) {
            Some(one) => {
                one.led += 1;
                one.cases.push(case);
            }
            None => found.push(Precedent {
                organisation: lead,
                name: eligible.get(&lead).cloned().unwrap_or_default(),
                led: 1,
                cases: vec![case],
            }),
        }
    }
    // Whoever led the nearest one comes first among equals.
    found.sort_by_key(|one| std::cmp::Reverse(one.led));
    Ok(found)
}

impl Suggestions {
    /// Whom the lists name for a part.
    pub fn named(&self, part: Part) -> impl Iterator<Item = &ByList> {
        self.by_list.iter().filter(move |one| one.part == part.word())
    }
}
