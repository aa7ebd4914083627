//! The front page for everybody: which districts there are, and what was published lately.

use crate::{
    App, AppResult, Caller,
    matter::{self, Lines},
    place::{self, PlaceLine},
};

/// How many results stand on the page.
const SHOWN: i64 = 6;

/// What stands on the front page.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct FrontPage {
    /// The districts of this installation.
    pub districts: Vec<PlaceLine>,
    /// The latest results of the first district.
    pub published: Lines,
}

/// The front page; an installation without places has an empty one.
///
/// # Errors
/// [`crate::AppError::Internal`] if the store fails.
pub async fn front(app: &App, caller: Option<&Caller>) -> AppResult<FrontPage> {
    let districts = place::children(app, None).await?;
    let published = match districts.first() {
        Some(district) => matter::published(app, caller, district.id, None, SHOWN).await?,
        None => Lines::default(),
    };
    Ok(FrontPage { districts, published })
}
