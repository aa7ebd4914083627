//! Where a caller holds office: only such a post looks at cases beyond its own tasks and answers
//! for households. Which roles hold office is the playbook's to say.

use std::{collections::BTreeSet, sync::Arc};

use linli_domain::{
    place::{Chain, Place},
    policy::{Standing, is_office},
    post::Post,
};
use linli_kernel::PlaceId;
use linli_playbook::{
    Label, Name, Playbook,
    engine::{Holder, Relation},
};

use crate::{App, AppResult, Caller, Expect, ports::Snapshot};

/// Which of the caller's posts does something at a place: the nearest one at it or over it.
pub(crate) struct OwnPost {
    /// The post, if one of the caller's does.
    pub(crate) post: Option<Holder>,
    /// The standings for the policy.
    pub(crate) standings: BTreeSet<Standing>,
    /// What a write for that post relies on: a place's version rises when its posts change.
    pub(crate) relied_on: Option<Expect>,
    /// The place and what lies over it.
    pub(crate) chain: Chain,
    /// The playbook of the place's district, if it has one.
    pub(crate) playbook: Option<Arc<Playbook>>,
}

impl OwnPost {
    /// Loads it; `does` says of a role whether its posts do the thing.
    ///
    /// # Errors
    /// [`crate::AppError::Internal`] if the store fails.
    pub(crate) async fn load(
        app: &App,
        rows: &mut dyn Snapshot,
        caller: &Caller,
        place: &Place,
        does: fn(&Playbook, &Name) -> bool,
    ) -> AppResult<Self> {
        let chain = rows.chain(place.id, app.now().day()).await?;
        let playbook = app.playbook_of(rows, place.district).await?;
        let (standings, relied_on) = (BTreeSet::new(), None);
        let mut own = Self { post: None, standings, relied_on, chain, playbook };
        let Some(playbook) = &own.playbook else { return Ok(own) };
        let nearest = own.chain.0.iter().find_map(|over| {
            let does = |holder: &&Holder| match holder {
                Holder::Post { role, place } => *place == over.id && does(playbook, role),
                Holder::Organisation(_) | Holder::Person(_) => false,
            };
            let post = caller.posts.iter().map(|post| &post.holder).find(does)?;
            Some((post.clone(), Expect::Place(over.id, over.version)))
        });
        if let Some((post, relied_on)) = nearest {
            let here = matches!(&post, Holder::Post { place: at, .. } if *at == place.id);
            let relation = if here { Relation::PostAt } else { Relation::PostAbove };
            own.standings.insert(Standing::Case(relation));
            own.relied_on = Some(relied_on);
            own.post = Some(post);
        }
        Ok(own)
    }
}

/// For which post something was done: the name of its place, and the role.
///
/// # Errors
/// [`crate::AppError::Internal`] if the store fails.
pub(crate) async fn signed(
    app: &App,
    rows: &mut dyn Snapshot,
    post: &Holder,
) -> AppResult<(String, Option<Label>)> {
    let Holder::Post { role, place } = post else { return Ok((String::new(), None)) };
    let Some(place) = rows.place(*place).await? else { return Ok((String::new(), None)) };
    let role = app.role_label(rows, place.district, role).await?;
    Ok((place.name, role))
}

/// The places of the caller's posts that hold office, without repeats.
///
/// # Errors
/// [`crate::AppError::Internal`] if the store fails.
pub(crate) async fn office_places(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
) -> AppResult<Vec<PlaceId>> {
    let mut places = BTreeSet::new();
    for post in &caller.posts {
        places.extend(office_place(app, rows, post).await?);
    }
    Ok(places.into_iter().collect())
}

/// Whether one of these posts holds office.
///
/// # Errors
/// [`crate::AppError::Internal`] if the store fails.
pub(crate) async fn holds_office(
    app: &App,
    rows: &mut dyn Snapshot,
    posts: &[Post],
) -> AppResult<bool> {
    for post in posts {
        if office_place(app, rows, post).await?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The place of a post that holds office.
async fn office_place(
    app: &App,
    rows: &mut dyn Snapshot,
    post: &Post,
) -> AppResult<Option<PlaceId>> {
    let Holder::Post { place, .. } = &post.holder else {
        return Ok(None);
    };
    let Some(row) = rows.place(*place).await? else {
        return Ok(None);
    };
    let playbook = app.playbook_of(rows, row.district).await?;
    Ok(playbook.filter(|playbook| is_office(playbook, &post.holder)).map(|_| *place))
}
