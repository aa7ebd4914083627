//! Reading what was published: as it was then, with what is counted now beside it.

use std::{collections::BTreeSet, sync::Arc};

use linli_domain::{
    indicator::{self, Definition, Figures, PublishedFigures},
    place::Place,
    policy::{self, Action, Standing},
};
use linli_kernel::{Moment, Month, PlaceId};
use linli_playbook::{Label, Playbook, engine::Actor};

use super::{Dashboard, ShownFigures, Span, asked::counted, dashboard, hide_below};
use crate::{
    App, AppError, AppResult, Caller,
    office::signed,
    place::{self, PlaceLine},
    ports::Snapshot,
    speaker::Speaker,
};

/// So many published months are listed: ten years of them.
const LISTED: i64 = 120;

/// The figures of a month as they were published.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PublishedMonth {
    /// The month.
    pub month: Month,
    /// The figures as they were published.
    pub figures: ShownFigures,
    /// The same as they are counted now.
    pub today: ShownFigures,
    /// How many cases gave the published ones.
    pub cases: i64,
    /// Whatever stood over fewer cases was hidden.
    pub hide_below: i64,
    /// When they were published.
    pub at: Moment,
    /// For which post: the name of its place, and the role.
    pub by: (String, Option<Label>),
}

impl PublishedMonth {
    /// Whether something that may be shown is counted otherwise now.
    #[must_use]
    pub fn differs(&self) -> bool {
        self.figures != self.today
    }
}

/// What a place published.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Publications {
    /// The place.
    pub place: PlaceLine,
    /// The months that were published, the latest first.
    pub months: Vec<Month>,
}

/// A published month of a place.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Publication {
    /// The place.
    pub place: PlaceLine,
    /// The month.
    pub month: PublishedMonth,
    /// What the rates mean.
    #[serde(skip)]
    pub definitions: Vec<Definition>,
}

/// The report of a month 月报.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct MonthReport {
    /// The figures as they are counted now, those of the month before, and the places below.
    pub board: Dashboard,
    /// As they were published, if they were.
    pub published: Option<PublishedMonth>,
    /// Whether the caller may publish them: their month is over, and nobody did.
    pub may_publish: bool,
}

/// Which months of a place were published. Public.
///
/// # Errors
/// [`AppError::NotFound`] for an unknown place; [`AppError::Fields`] for one too small to have
/// figures.
pub async fn published_months(
    app: &App,
    caller: Option<&Caller>,
    at: PlaceId,
) -> AppResult<Publications> {
    let mut rows = app.snapshot().await?;
    let (place, _) = public_place(app, rows.as_mut(), caller, at).await?;
    let months = rows.published_months(at, LISTED).await?;
    Ok(Publications { place: place::line(&place), months })
}

/// The figures of a place and a month as they were published, with what is counted now. Public.
///
/// # Errors
/// [`AppError::NotFound`] for an unknown place and for what was not published; [`AppError::Fields`]
/// for a place too small to have figures.
pub async fn published_month(
    app: &App,
    caller: Option<&Caller>,
    at: PlaceId,
    month: Month,
) -> AppResult<Publication> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let (place, playbook) = public_place(app, rows, caller, at).await?;
    let published = rows.published(at, month).await?.ok_or(AppError::NotFound)?;
    let month = beside_today(app, rows, published, hide_below(&playbook)).await?;
    let definitions = indicator::definitions(&playbook);
    Ok(Publication { place: place::line(&place), month, definitions })
}

/// The report of a month and a place: of last month, and of the place whose dashboard the caller
/// begins with, unless it is said otherwise.
///
/// # Errors
/// As [`dashboard`].
pub async fn month_report(
    app: &App,
    caller: &Caller,
    place: Option<PlaceId>,
    month: Option<Month>,
) -> AppResult<MonthReport> {
    let this = Month::of(app.now().day());
    let last = Some(month.unwrap_or_else(|| this.plus(-1)));
    let board = dashboard(app, caller, Span { place, last, months: 1 }).await?;
    let (at, month) = (board.place.id, board.period.1);
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let published = match rows.published(at, month).await? {
        Some(published) => Some(beside_today(app, rows, published, board.hide_below).await?),
        None => None,
    };
    let found = rows.place(at).await?.ok_or(AppError::NotFound)?;
    let speaker = Speaker::load(app, rows, caller, &found).await?;
    let speaks = policy::allows(Action::PublishFigures, &speaker.standings, None);
    let over = indicator::may_publish(month, app.now()).is_ok();
    let may_publish = speaks && over && published.is_none();
    Ok(MonthReport { board, published, may_publish })
}

async fn public_place(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: Option<&Caller>,
    at: PlaceId,
) -> AppResult<(Place, Arc<Playbook>)> {
    let standings = caller.map_or_else(|| BTreeSet::from([Standing::Nobody]), Caller::standings);
    let actor = caller.map_or(Actor::System, |caller| caller.actor(None));
    policy::decide(&actor, Action::SeeIndicators, &standings, None)?;
    counted(app, rows, at).await
}

/// What was published, with the same as it is counted now.
async fn beside_today(
    app: &App,
    rows: &mut dyn Snapshot,
    published: PublishedFigures,
    hide_now: i64,
) -> AppResult<PublishedMonth> {
    let PublishedFigures { place, month, figures, hide_below, cases, .. } = published;
    let sums = rows.month_figures(&[place], (month, month)).await?;
    let today = sums.into_iter().next().map_or_else(Figures::default, |row| row.figures);
    Ok(PublishedMonth {
        month,
        figures: ShownFigures::of(figures, hide_below),
        today: ShownFigures::of(today, hide_now),
        cases,
        hide_below,
        at: published.published_at,
        by: signed(app, rows, &published.published_as).await?,
    })
}
