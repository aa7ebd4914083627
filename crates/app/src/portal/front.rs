//! The front page for everybody: which districts there are, and what was published lately.

use crate::{
    App, AppResult, Caller,
    matter::{self, Lines},
    notice::{self, NoticeLine},
    place::{self, PlaceLine},
};

/// How many results stand on the page.
const SHOWN: i64 = 6;
/// How many notices do.
const NOTICES: i64 = 4;

/// What stands on the front page.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct FrontPage {
    /// The districts of this installation.
    pub districts: Vec<PlaceLine>,
    /// The latest results of the first district.
    pub published: Lines,
    /// The latest notices there.
    pub notices: Vec<NoticeLine>,
}

/// The front page; an installation without places has an empty one.
///
/// # Errors
/// [`crate::AppError::Internal`] if the store fails.
pub async fn front(app: &App, caller: Option<&Caller>) -> AppResult<FrontPage> {
    let districts = place::children(app, None).await?;
    let Some(district) = districts.first() else { return Ok(FrontPage::default()) };
    let published = matter::published(app, caller, district.id, None, SHOWN).await?;
    let notices = notice::notices(app, district.id, None, NOTICES).await?.items;
    Ok(FrontPage { districts, published, notices })
}
