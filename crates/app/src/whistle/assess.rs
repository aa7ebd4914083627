//! How both sides of the whistles did, 吹哨 and 报到, in some months: of a place, of an organisation
//! there, each against its own past and never against another's.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use linli_domain::{
    indicator::{Rate, is_counted},
    place::Place,
    policy::{self, Action, Standing},
    whistle::{self, Whistle, WhistleTally},
};
use linli_kernel::{Moment, Month, OrganisationId, PlaceId};
use linli_playbook::{
    Playbook,
    engine::{Holder, Relation},
    model::Label,
};

use crate::{
    App, AppError, AppResult, Caller,
    indicator::{counted_place, hide_below, months},
    place::{self, PlaceLine},
    ports::Snapshot,
};

/// How many whistles of a period are counted.
const MOST: i64 = 20_000;

/// Which assessment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AssessmentSpan {
    /// The place and everything below; `None`: where the caller's work is.
    pub place: Option<PlaceId>,
    /// Only what this organisation was called to.
    pub organisation: Option<OrganisationId>,
    /// The last month; `None`: this one.
    pub last: Option<Month>,
    /// How many months: one of [`crate::indicator::SPANS`].
    pub months: i32,
}

/// A rate beside what it was in as many months before; hidden where too few stand behind it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Assessed {
    /// How many stand behind it, hidden or not.
    pub n: i64,
    /// The rate; `None`: no data, or too few to be shown.
    pub now: Option<Rate>,
    /// The one before, if it can be shown.
    pub before: Option<Rate>,
}

/// How often a side was found best when something was asked of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssessedView {
    /// What was asked.
    pub asked: Label,
    /// The best answer.
    pub best: Label,
    /// How often it was given.
    pub rate: Assessed,
}

/// A place below or an organisation that was called: a way to its own assessment, with nothing to
/// rank it by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssessedBody<Id> {
    /// Which.
    pub id: Id,
    /// Its name.
    pub name: String,
}

/// Both sides in a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// The place.
    pub place: PlaceLine,
    /// The places over it that have one, from the district down.
    pub path: Vec<PlaceLine>,
    /// The organisation, if one was asked for.
    pub organisation: Option<AssessedBody<OrganisationId>>,
    /// First and last month.
    pub period: (Month, Month),
    /// Whistles blown, and before.
    pub blown: (i64, i64),
    /// Of these, because somebody's time was over.
    pub by_clock: i64,
    /// Wrong whistles: an objection was upheld.
    pub wrong: Assessed,
    /// How the whistle was evaluated.
    pub of_whistle: Vec<AssessedView>,
    /// Demands on parties, and before.
    pub asked: (i64, i64),
    /// Answered in time.
    pub answered_on_time: Assessed,
    /// Done in time.
    pub done_on_time: Assessed,
    /// Objections overruled.
    pub overruled: Assessed,
    /// How the answer and the work were evaluated.
    pub of_response: Vec<AssessedView>,
    /// Points of 100 by raisers.
    pub residents: Assessed,
    /// Rates over fewer are not shown.
    pub hide_below: i64,
    /// The places below, in the order of the tree.
    pub below: Vec<AssessedBody<PlaceId>>,
    /// The organisations that were called, by name.
    pub organisations: Vec<AssessedBody<OrganisationId>>,
    /// Whether more whistles were blown than are counted.
    pub cut: bool,
    /// When this was counted.
    pub at: Moment,
}

/// Both sides of the whistles of a place, for those who hold office, or of an organisation there, for
/// them and for itself.
///
/// # Errors
/// [`AppError::Forbidden`] for whoever has no such post; [`AppError::NotFound`] for an unknown place
/// or organisation; [`AppError::Fields`] for a place too small, a month to come, or a period that is
/// not offered.
pub async fn assessment(app: &App, caller: &Caller, span: AssessmentSpan) -> AppResult<Assessment> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let asked = permitted(caller, span.organisation)?;
    let now = app.now();
    let (first, last) = months(span.last, span.months, Month::of(now.day()))?;
    let at = Ground::find(app, rows, caller, (span.place, asked)).await?;
    let (place, only) = (at.place.id, at.organisation.as_ref().map(|body| body.id));
    let between = |(first, last): (Month, Month)| {
        (Moment::from_local(first.first_day(), 0), Moment::from_local(last.plus(1).first_day(), 0))
    };
    let whistles = rows.whistles_between(place, only, between((first, last)), MOST + 1).await?;
    let earlier = (first.plus(-span.months), first.plus(-1));
    let before = rows.whistles_between(place, only, between(earlier), MOST + 1).await?;
    let most = usize::try_from(MOST).unwrap_or(usize::MAX);
    let cut = whistles.len() > most || before.len() > most;
    let (is, was) = (whistle::tally(&whistles, only, now), whistle::tally(&before, only, now));
    let hide_below = hide_below(&at.playbook);
    let rates = |of: fn(&WhistleTally) -> Rate| assessed(of(&is), of(&was), hide_below);
    let views = |of: fn(&WhistleTally) -> &BTreeMap<whistle::Asked, Rate>| {
        views(&at.playbook, of(&is), of(&was), hide_below)
    };
    Ok(Assessment {
        period: (first, last),
        blown: (is.blown, was.blown),
        by_clock: is.by_clock,
        wrong: rates(|t| t.wrong),
        of_whistle: views(|t| &t.of_whistle),
        asked: (is.asked, was.asked),
        answered_on_time: rates(|t| t.answered_on_time),
        done_on_time: rates(|t| t.done_on_time),
        overruled: rates(|t| t.overruled),
        of_response: views(|t| &t.of_response),
        residents: rates(|t| t.residents),
        hide_below,
        organisations: called(rows, &whistles).await?,
        cut,
        at: now,
        place: at.place,
        path: at.path,
        organisation: at.organisation,
        below: at.below,
    })
}

/// Decides once, and answers for which organisation: who only answers for one reads that one's side.
fn permitted(caller: &Caller, asked: Option<OrganisationId>) -> AppResult<Option<OrganisationId>> {
    let mut standings = caller.standings();
    let own = caller.organisations();
    let organisation = match asked {
        None if !standings.contains(&Standing::Staff) => own.first().copied(),
        asked => asked,
    };
    if organisation.is_some_and(|asked| own.contains(&asked)) {
        standings.insert(Standing::Case(Relation::SameOrganisation));
    }
    policy::decide(&caller.actor(None), Action::AssessWhistles, &standings, None)?;
    Ok(organisation)
}

/// The place of an assessment with its surroundings, and the organisation.
struct Ground {
    place: PlaceLine,
    playbook: Arc<Playbook>,
    path: Vec<PlaceLine>,
    below: Vec<AssessedBody<PlaceId>>,
    organisation: Option<AssessedBody<OrganisationId>>,
}

impl Ground {
    async fn find(
        app: &App,
        rows: &mut dyn Snapshot,
        caller: &Caller,
        (place, organisation): (Option<PlaceId>, Option<OrganisationId>),
    ) -> AppResult<Self> {
        let body = match organisation {
            Some(id) => Some(rows.organisation(id).await?.ok_or(AppError::NotFound)?),
            None => None,
        };
        let asked = place.or(body.as_ref().map(|body| body.district));
        let (found, playbook) = counted_place(app, rows, caller, asked).await?;
        let place = found.id;
        let chain = rows.chain(place, app.now().day()).await?;
        let over = chain.0.iter().skip(1).rev().filter(|p| is_counted(&playbook, &p.kind));
        let path = over.map(place::line).collect();
        let children = rows.children(place).await?;
        let counted =
            |child: &&Place| is_counted(&playbook, &child.kind) && child.closed_on.is_none();
        let name = |child: &Place| AssessedBody { id: child.id, name: child.name.clone() };
        let below = children.iter().filter(counted).map(name).collect();
        let organisation = body.map(|body| AssessedBody { id: body.id, name: body.name });
        Ok(Self { place: place::line(&found), playbook, path, below, organisation })
    }
}

fn assessed(is: Rate, was: Rate, hide_below: i64) -> Assessed {
    let shown = |rate: Rate| (rate.n >= hide_below && rate.denominator > 0).then_some(rate);
    Assessed { n: is.n, now: shown(is), before: shown(was) }
}

/// Under the words of the playbook that is in force: a form that it no longer has is left out.
fn views(
    playbook: &Playbook,
    is: &BTreeMap<whistle::Asked, Rate>,
    was: &BTreeMap<whistle::Asked, Rate>,
    hide_below: i64,
) -> Vec<AssessedView> {
    let view = |(asked, rate): (&whistle::Asked, &Rate)| {
        let fields = &playbook.forms.get(&asked.0)?.fields;
        let field = fields.iter().find(|field| field.key == asked.1)?;
        let linli_playbook::model::FieldKind::Choice(choices) = &field.kind else { return None };
        let best = choices.first()?.1.clone();
        let before = was.get(asked).copied().unwrap_or_default();
        let rate = assessed(*rate, before, hide_below);
        Some(AssessedView { asked: field.label.clone(), best, rate })
    };
    is.iter().filter_map(view).collect()
}

async fn called(
    rows: &mut dyn Snapshot,
    whistles: &[Whistle],
) -> AppResult<Vec<AssessedBody<OrganisationId>>> {
    let parties = whistles.iter().flat_map(|whistle| &whistle.parties);
    let ids: BTreeSet<OrganisationId> = parties
        .filter_map(|party| match &party.holder {
            Holder::Organisation(id) => Some(*id),
            Holder::Post { .. } | Holder::Person(_) => None,
        })
        .collect();
    let mut bodies = Vec::new();
    for id in ids {
        if let Some(found) = rows.organisation(id).await? {
            bodies.push(AssessedBody { id, name: found.name });
        }
    }
    bodies.sort_by(|one, two| one.name.cmp(&two.name));
    Ok(bodies)
}
