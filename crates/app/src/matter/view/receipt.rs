//! 受理回执: what whoever brought a matter takes home on paper.

use linli_domain::policy::{self, Action};
use linli_kernel::{CaseId, Moment, PersonId};
use linli_playbook::model::Label;

use super::{
    case::{PartView, category_label, parts},
    story::{ActorView, Lookup},
};
use crate::{App, AppResult, Caller, matter::context::situation, ports::Snapshot};

/// A receipt. It names nobody: paper gets lost.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ReceiptView {
    /// The case's number.
    pub number: String,
    /// What it is about.
    pub category: Option<Label>,
    /// Where.
    pub address: String,
    /// When it was taken in.
    pub opened_at: Moment,
    /// The promised time; `None` where an order came after its own, so that there is nothing left to
    /// promise.
    pub due: Option<Moment>,
    /// Computed without the year's holidays.
    pub provisional: bool,
    /// Which office has it.
    pub holder: Option<ActorView>,
    /// That office's telephone, or the nearest one above.
    pub phone: Option<String>,
    /// Whether number and last four digits tell how it stands.
    pub by_number: bool,
}

/// The receipt of a case, for whoever took it in and for those who handle it.
///
/// # Errors
/// [`crate::AppError::NotFound`] or [`crate::AppError::Forbidden`] for everybody else.
pub async fn receipt(app: &App, caller: &Caller, id: CaseId) -> AppResult<ReceiptView> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let at = situation(app, rows, Some(caller), id).await?;
    // Whoever wrote it down may hand its receipt over, also where others handle it.
    let own = at.row.taken_by == Some(caller.person);
    let action = if own { Action::TakeIn } else { Action::SeeInternal };
    policy::decide(&caller.actor(None), action, &at.standings, Some(at.row.class))?;
    let state = &at.row.state;
    let lookup = Lookup::load(rows, &at.playbook, state, &at.around.chain, &[], &[]).await?;
    let part = parts(app, rows, &at, &lookup).await?.into_iter().find(PartView::works);
    let chain = at.around.chain.as_named_on(&at.around.changes, state.opened_at.day());
    let (holder, phone) = part.map(|part| (part.holder, part.phone)).unzip();
    Ok(ReceiptView {
        number: at.row.number.clone().unwrap_or_default(),
        category: category_label(&at),
        address: chain.address("community"),
        opened_at: state.opened_at,
        due: Some(state.due.at).filter(|due| *due > state.opened_at),
        provisional: state.due.provisional,
        holder,
        phone: phone.flatten(),
        by_number: at.row.may_name_raiser() && left_number(rows, &state.raisers).await?,
    })
}

/// Whether somebody who raised it left a telephone, whose last digits then tell how it stands.
async fn left_number(rows: &mut dyn Snapshot, raisers: &[PersonId]) -> AppResult<bool> {
    for id in raisers {
        if rows.person(*id).await?.is_some_and(|person| person.phone.is_some()) {
            return Ok(true);
        }
    }
    Ok(false)
}
