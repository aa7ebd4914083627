//! A resident's front page: their own matters, who answers for their home, what was published
//! there.

use linli_kernel::PlaceId;

use super::grid::{GridPage, find_grid};
use crate::{
    App, AppResult, Caller,
    account::{self, HousematePerson, MeView},
    matter::{self, Lines},
    notice::{self, NoticeLine},
};

/// How many of each list stand on the page.
const SHOWN: i64 = 3;
/// How many of the latest own matters are looked through for those that come first.
const LOOKED_AT: i64 = 20;

/// What stands on a resident's front page.
#[derive(Clone, Debug, serde::Serialize)]
pub struct HomePage {
    /// The caller.
    pub me: MeView,
    /// Who says to live with the caller and waits for them to confirm it.
    pub waiting: Vec<HousematePerson>,
    /// Own matters: those that wait for the caller first, then open ones, then the latest.
    pub matters: Lines,
    /// Who answers for the home, if one is known.
    pub grid: Option<GridPage>,
    /// The place whose results are shown, and the results.
    pub published: Option<(PlaceId, Lines)>,
    /// Notices for the people of the home.
    pub notices: Vec<NoticeLine>,
}

/// The front page of the caller, by the use-cases whose access decisions it rests on.
///
/// # Errors
/// As those use-cases.
pub async fn home(app: &App, caller: &Caller) -> AppResult<HomePage> {
    let me = account::me(app, caller).await?;
    let mut waiting = account::housemates(app, caller).await?;
    waiting.retain(|mate| !mate.confirmed);
    let mut matters = matter::my_matters(app, caller, None, LOOKED_AT).await?;
    matters.items.sort_by_key(|line| (line.asked.is_none(), !line.open));
    matters.items.truncate(usize::try_from(SHOWN).unwrap_or(0));
    let grid = match &me.place {
        Some(place) => Some(find_grid(app, place.id).await?),
        None => None,
    };
    let mut published = None;
    let around = match &me.place {
        Some(place) => around(app, place.id).await?,
        None => Vec::new(),
    };
    for place in around {
        let lines = matter::published(app, Some(caller), place, None, SHOWN).await?;
        let empty = lines.items.is_empty();
        published = Some((place, lines));
        if !empty {
            break;
        }
    }
    let notices = match &me.place {
        Some(place) => notice::notices_at_home(app, place.id, SHOWN).await?.items,
        None => Vec::new(),
    };
    Ok(HomePage { me, waiting, matters, grid, published, notices })
}

/// What is told of around a home, then what it lies in (a compound, then its community): the narrowest
/// place with news comes first.
async fn around(app: &App, home: PlaceId) -> AppResult<Vec<PlaceId>> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let chain = rows.chain(home, app.now().day()).await?;
    let Some(district) = chain.0.first().map(|place| place.district) else { return Ok(Vec::new()) };
    let Some(playbook) = app.playbook_of(rows, district).await? else { return Ok(Vec::new()) };
    let public = chain.public_part(&playbook).0.into_iter().filter(|place| place.kind != *"grid");
    Ok(public.take(2).map(|place| place.id).collect())
}
