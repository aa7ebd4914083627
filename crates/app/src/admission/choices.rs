//! What the form of a request offers.

use linli_domain::policy::{self, Action};
use linli_kernel::PlaceId;

use super::{
    asked::{Asked, department, served},
    items::{AdmissionItemLine, line},
    seat::Seat,
};
use crate::{App, AppResult, Caller};

/// Up to so many communities are offered one by one; of more, the places directly over them.
const MOST_ONE_BY_ONE: usize = 60;
/// The most items that are offered.
const MOST_ITEMS: i64 = 200;

/// Something with a name.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Named {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// A place that can be asked.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct AdmissionPlace {
    /// The place: a community, or a place over communities for all of them.
    pub id: PlaceId,
    /// Its name.
    pub name: String,
    /// The name of the place over it.
    pub over: String,
}

/// What the form of a request offers.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct AdmissionChoices {
    /// In whose name the caller may ask.
    pub departments: Vec<Named>,
    /// The one whose items and communities follow.
    pub department: Named,
    /// Its items in force.
    pub items: Vec<AdmissionItemLine>,
    /// Whom it may ask.
    pub places: Vec<AdmissionPlace>,
}

/// What a department may ask and whom; `named` is the department where the caller answers for
/// several, the first one without it.
///
/// # Errors
/// [`crate::AppError::Forbidden`] for whoever does not answer for a department that may ask.
pub async fn request_choices(
    app: &App,
    caller: &Caller,
    named: Option<&str>,
) -> AppResult<AdmissionChoices> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let seat = Seat::load(app, rows, caller).await?;
    let first = seat.asks.keys().next().map(ToString::to_string).unwrap_or_default();
    let chosen = department(seat.asks.values(), named.unwrap_or(&first))?;
    let standings = seat.standings(chosen.district, chosen.id, []);
    policy::decide(&caller.actor(None), Action::MakeAdmissionRequest, &standings, None)?;
    let today = app.now().day();
    let mut items = Vec::new();
    for item in rows.items_of_department(chosen.id, today, MOST_ITEMS).await? {
        items.push(line(rows, &item, today).await?);
    }
    let name = |one: &linli_domain::organisation::Organisation| Named {
        id: one.id.to_string(),
        name: one.name.clone(),
    };
    Ok(AdmissionChoices {
        departments: seat.asks.values().map(name).collect(),
        department: name(chosen),
        items,
        places: offered(&served(app, rows, chosen).await?),
    })
}

fn offered(served: &[Asked]) -> Vec<AdmissionPlace> {
    let over = |asked: &Asked| asked.above.first().map(|over| over.name.clone());
    if served.len() <= MOST_ONE_BY_ONE {
        let one = |asked: &Asked| AdmissionPlace {
            id: asked.place.id,
            name: asked.place.name.clone(),
            over: over(asked).unwrap_or_default(),
        };
        return served.iter().map(one).collect();
    }
    let mut places: Vec<AdmissionPlace> = Vec::new();
    for place in served.iter().filter_map(|asked| asked.above.first()) {
        if places.iter().all(|seen| seen.id != place.id) {
            let (id, name) = (place.id, place.name.clone());
            places.push(AdmissionPlace { id, name, over: String::new() });
        }
    }
    places
}
