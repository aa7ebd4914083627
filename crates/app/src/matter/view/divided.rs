//! What of a case's actions is the reader's, as their organisation divided its work.

use linli_kernel::PersonId;
use linli_playbook::engine;

use super::{
    action::{ActionView, Forms},
    desk,
};
use crate::{
    App, AppResult,
    inside::{InsideView, Insides},
    matter::context::Situation,
    ports::Snapshot,
};

/// The actions that are the reader's to take, as their organisation divided its work, what it does with
/// its tasks inside, and whether the reader may merge the case with another.
///
/// # Errors
/// [`crate::AppError::Internal`] if the store fails.
pub(super) async fn divided(
    app: &App,
    rows: &mut dyn Snapshot,
    (at, reader): (&Situation, Option<PersonId>),
    forms: &Forms<'_>,
) -> AppResult<(Vec<ActionView>, Vec<InsideView>, bool)> {
    let (playbook, state, facts) = (&at.playbook, &at.row.state, &at.facts);
    let mut offers = engine::available(playbook, state, &facts.relations, facts, app.now());
    let merging = desk::split_merging(playbook.process(&state.process), &mut offers);
    let inside = Insides::load(app, rows, at).await?;
    let all: Vec<ActionView> = offers.iter().map(|offer| forms.action(offer)).collect();
    let views = inside.views(app, rows, (at, reader), &all).await?;
    let own = all.into_iter().zip(&offers).filter(|(_, offer)| inside.offers(reader, offer));
    Ok((own.map(|(action, _)| action).collect(), views, merging))
}
