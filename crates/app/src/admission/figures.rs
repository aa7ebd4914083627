//! How much departments ask of communities: public, by department and month, and by community in
//! the order of the places and never by number.

use std::collections::BTreeMap;

use linli_domain::{
    admission::{Burden, Tally},
    place::Place,
};
use linli_kernel::{Month, OrganisationId, PlaceId};
use linli_playbook::model::ToBase;

use crate::{App, AppError, AppResult, place, ports::Snapshot};

/// How many months are counted, this one included.
const MONTHS: i32 = 12;

/// What one department asked in one month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DepartmentMonth {
    /// The department's name.
    pub department: String,
    /// The month.
    pub month: Month,
    /// What it asked.
    pub burden: Burden,
}

/// The figures of a district, or of one of its communities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdmissionFigures {
    /// The name of the district or community.
    pub place: String,
    /// Whether it is one community.
    pub one: bool,
    /// The first and the last month.
    pub months: (Month, Month),
    /// All together.
    pub whole: Burden,
    /// By department, each with its latest month first.
    pub departments: Vec<DepartmentMonth>,
    /// By community, in the order of the places; empty for one community.
    pub communities: Vec<(PlaceId, String, Burden)>,
}

/// The figures of the last twelve months, this one included: of a community, or of the district
/// that any other place lies in, the first district without one.
///
/// # Errors
/// [`AppError::NotFound`] if there is no such place.
pub async fn admission_figures(app: &App, at: Option<PlaceId>) -> AppResult<AdmissionFigures> {
    let to = Month::of(app.now().day());
    let months = (to.plus(1 - MONTHS), to);
    let at = match at {
        Some(at) => at,
        None => match place::first_district(app).await? {
            Some(district) => district,
            None => return Ok(AdmissionFigures::nothing(months)),
        },
    };
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let place = rows.place(at).await?.ok_or(AppError::NotFound)?;
    let playbook = app.playbook_of(rows, place.district).await?;
    let one = playbook.is_some_and(|p| p.to_base(&place.kind) == Some(ToBase::At));
    let (found, communities, place) = match one {
        true => (rows.tallies_of_community(place.id, months).await?, Vec::new(), place),
        false => {
            let district = rows.place(place.district).await?.unwrap_or(place);
            let found = rows.tallies_by_department(district.id, months).await?;
            (found, communities(rows, &district, months).await?, district)
        }
    };
    let whole = Burden::of(found.iter().map(|(_, tally)| tally));
    Ok(AdmissionFigures {
        place: place.name,
        one,
        months,
        whole,
        departments: departments(rows, found).await?,
        communities,
    })
}

impl AdmissionFigures {
    /// Those of an installation without a district.
    fn nothing(months: (Month, Month)) -> Self {
        Self {
            place: String::new(),
            one: false,
            months,
            whole: Burden::default(),
            departments: Vec::new(),
            communities: Vec::new(),
        }
    }
}

async fn departments(
    rows: &mut dyn Snapshot,
    found: Vec<((OrganisationId, Month), Tally)>,
) -> AppResult<Vec<DepartmentMonth>> {
    let mut counted: BTreeMap<(OrganisationId, std::cmp::Reverse<Month>), Burden> = BTreeMap::new();
    for ((department, month), tally) in found {
        let burden = counted.entry((department, std::cmp::Reverse(month))).or_default();
        *burden = burden.with(&tally);
    }
    let mut names: BTreeMap<OrganisationId, String> = BTreeMap::new();
    let mut lines = Vec::new();
    for ((department, std::cmp::Reverse(month)), burden) in counted {
        if let std::collections::btree_map::Entry::Vacant(slot) = names.entry(department) {
            let found = rows.organisation(department).await?;
            slot.insert(found.map(|one| one.name).unwrap_or_default());
        }
        let department = names.get(&department).cloned().unwrap_or_default();
        lines.push(DepartmentMonth { department, month, burden });
    }
    Ok(lines)
}

async fn communities(
    rows: &mut dyn Snapshot,
    district: &Place,
    months: (Month, Month),
) -> AppResult<Vec<(PlaceId, String, Burden)>> {
    let mut counted: BTreeMap<PlaceId, Burden> = BTreeMap::new();
    for (community, tally) in rows.tallies_by_community(district.id, months).await? {
        let burden = counted.entry(community).or_default();
        *burden = burden.with(&tally);
    }
    let mut found = Vec::new();
    for (community, burden) in counted {
        if let Some(place) = rows.place(community).await? {
            found.push((place, burden));
        }
    }
    found.sort_by_key(|(place, _)| (place.parent, place.position, place.id));
    Ok(found.into_iter().map(|(place, burden)| (place.id, place.name, burden)).collect())
}
