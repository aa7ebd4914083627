//! What staff can choose when they take something in.

use std::collections::BTreeSet;

use linli_domain::{
    place::{Chain, Facility},
    policy::{self, Action},
};
use linli_kernel::PlaceId;
use linli_playbook::{
    Name, Playbook,
    model::{Label, Process},
};

use crate::{
    App, AppResult, Caller,
    matter::{self, FieldChoice, ReportPlace},
    ports::Snapshot,
};

/// What is to be written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taking {
    /// What somebody else says.
    Matter,
    /// What was found on rounds.
    Found,
    /// Orders of another system.
    Orders,
}

/// Whether the caller may write this down: a form that could not be sent is not shown either.
///
/// # Errors
/// [`crate::AppError::Forbidden`].
pub fn may_take(caller: &Caller, taking: Taking) -> AppResult<()> {
    let action = match taking {
        Taking::Matter => Action::TakeIn,
        Taking::Found => Action::ReportFound,
        Taking::Orders => Action::TakeOrders,
    };
    policy::decide(&caller.actor(None), action, &caller.standings(), None)?;
    Ok(())
}

/// The choices of an intake form at a place.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct IntakeForm {
    /// The place.
    pub place: Option<ReportPlace>,
    /// What it can be about.
    pub categories: Vec<FieldChoice>,
    /// As what it can be opened.
    pub opens: Vec<FieldChoice>,
    /// Through which channels things come.
    pub channels: Vec<FieldChoice>,
    /// At which halls, points and groups, where there is more than the nearest one to choose.
    pub facilities: Vec<FieldChoice>,
    /// How urgent it can be; leaving it open takes the category's.
    pub urgencies: Vec<FieldChoice>,
    /// Who would handle it, for a matter about them.
    pub about: Vec<FieldChoice>,
}

/// The choices at a place; without one there is nothing to choose yet.
///
/// # Errors
/// [`crate::AppError::Forbidden`] for whoever may not write it down;
/// [`crate::AppError::Fields`] on `place` if it is given and there is none.
pub async fn intake_form(
    app: &App,
    caller: &Caller,
    taking: Taking,
    place: Option<PlaceId>,
) -> AppResult<IntakeForm> {
    may_take(caller, taking)?;
    let Some(place) = place else { return Ok(IntakeForm::default()) };
    let form = matter::report_form(app, caller, Some(&place.to_string())).await?;
    let mut choices = IntakeForm {
        place: form.place,
        categories: form.categories,
        opens: form.opens,
        about: form.about,
        ..IntakeForm::default()
    };
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let spot = choices.place.as_ref().map_or(place, |place| place.spot);
    let Some(place) = rows.place(spot).await? else { return Ok(choices) };
    let Some(playbook) = app.playbook_of(rows, place.district).await? else {
        return Ok(choices);
    };
    let chain = rows.chain(spot, app.now().day()).await?;
    let posts = || caller.posts.iter().map(|post| &post.holder);
    let open = |process: &Process| policy::may_open(&playbook, process, &chain, posts());
    choices.opens = matter::opens(&playbook, open);
    choices.channels = channels(&playbook);
    choices.facilities = facilities(rows, &playbook, &chain).await?;
    let urgencies = playbook.urgencies.iter();
    choices.urgencies = urgencies.map(|(name, u)| choice(name, u.label.clone())).collect();
    Ok(choices)
}

/// The facilities around a place, each under what it is; none where leaving it open finds the only
/// one of its kind.
async fn facilities(
    rows: &mut dyn Snapshot,
    playbook: &Playbook,
    chain: &Chain,
) -> AppResult<Vec<FieldChoice>> {
    let mut found = matter::facilities_around(rows, playbook, chain).await?;
    found
        .retain(|facility| playbook.processes.values().any(|p| p.through.contains(&facility.kind)));
    let over = found.iter().filter(|facility| chain.contains(facility.place));
    let nearest: BTreeSet<&Name> = over.map(|facility| &facility.kind).collect();
    if found.len() == nearest.len() {
        return Ok(Vec::new());
    }
    let choice = |facility: Facility| FieldChoice {
        value: facility.id.to_string(),
        label: Label { zh: facility.name, en: None },
        group: Some(playbook.word_or_name(&facility.kind)),
    };
    Ok(found.into_iter().map(choice).collect())
}

/// Every channel once, those of matters first.
fn channels(playbook: &Playbook) -> Vec<FieldChoice> {
    let mut names: Vec<&Name> = Vec::new();
    for name in playbook.matters_first().flat_map(|process| &process.through) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.iter().map(|name| choice(name, playbook.word_or_name(name))).collect()
}

fn choice(name: &Name, label: Label) -> FieldChoice {
    FieldChoice { value: name.to_string(), label, group: None }
}
