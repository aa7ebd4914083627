//! How far an installation is set up.

use std::collections::BTreeSet;

use linli_domain::{account::Administration, playbook_change::ChangeState, policy::Action};
use linli_kernel::PlaceId;
use linli_playbook::{Name, engine::Holder};

use crate::{App, AppResult, account::Administrator, job::REFILE, ports::Snapshot};

/// A district and what it works by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DistrictView {
    /// Its place.
    pub id: PlaceId,
    /// Its name.
    pub name: String,
    /// Key and version of its playbook, once bound.
    pub playbook: Option<(Name, u32)>,
}

/// What is there, and what is still to be done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overview {
    /// The districts.
    pub districts: Vec<DistrictView>,
    /// Key and version of every stored playbook.
    pub playbooks: Vec<(Name, u32)>,
    /// The years whose holiday notice was imported.
    pub years: Vec<i16>,
    /// Whether anybody but administrators is on the staff.
    pub has_staff: bool,
    /// Whether somebody is security administrator.
    pub has_security: bool,
    /// Whether somebody is auditor.
    pub has_auditor: bool,
    /// Whether somebody of a community can sign in to an office.
    pub has_worker: bool,
    /// Communities in which nobody can sign in to an office yet: their posts count as vacant.
    pub unstaffed: Vec<String>,
    /// Whether codes can be sent to telephones.
    pub sends_codes: bool,
    /// Changes of a district's playbook that wait for a second person.
    pub proposed: usize,
    /// Cases filed anew so far, while places that moved are being filed.
    pub refiling: Option<i64>,
}

/// How many of the staff are looked at to find one who administers nothing: offices are few.
const SOME_STAFF: i64 = 100;

/// How far the installation is set up.
///
/// # Errors
/// [`AppError::Forbidden`](crate::AppError::Forbidden) for everybody but a system administrator.
pub async fn overview(app: &App, by: Administrator<'_>) -> AppResult<Overview> {
    by.permit(app, Action::ManagePlaces).await?;
    let mut rows = app.snapshot().await?;
    let rows = &mut *rows;
    let (mut districts, mut proposed) = (Vec::new(), 0);
    let (mut has_worker, mut unstaffed) = (false, Vec::new());
    for place in rows.districts().await? {
        let (lacking, lowest) = without_anybody(app, rows, place.id).await?;
        has_worker |= lacking.len() < lowest;
        unstaffed.extend(lacking);
        let open = rows.playbook_change_open(place.id).await?;
        proposed += usize::from(open.is_some_and(|open| open.state == ChangeState::Proposed));
        let bound = rows.binding(place.id).await?;
        let playbook = bound.map(|(key, version, _)| (key, version));
        districts.push(DistrictView { id: place.id, name: place.name, playbook });
    }
    let administrators = rows.administrators().await?;
    let holds = |office| administrators.iter().any(|(_, held)| *held == office);
    let staff = rows.staff_after(None, SOME_STAFF).await?;
    let refiling = rows.jobs().await?.into_iter().find(|job| job.name == REFILE);
    Ok(Overview {
        districts,
        playbooks: rows.playbooks().await?,
        years: rows.calendar_years().await?.into_iter().map(|(year, _)| year).collect(),
        has_staff: staff.iter().any(|id| !administrators.iter().any(|(held, _)| held == id)),
        has_security: holds(Administration::Security),
        has_auditor: holds(Administration::Audit),
        has_worker,
        unstaffed,
        sends_codes: app.sms.is_connected(),
        proposed,
        refiling: refiling.map(|job| job.position),
    })
}

/// The lowest places of a district whose posts open only to a password, where nobody has one; and
/// how many such places there are.
async fn without_anybody(
    app: &App,
    rows: &mut dyn Snapshot,
    district: PlaceId,
) -> AppResult<(Vec<String>, usize)> {
    let none = (Vec::new(), 0);
    let Some(playbook) = app.playbook_of(rows, district).await? else { return Ok(none) };
    let Some(level) = playbook.responsibility.get(1) else { return Ok(none) };
    let mut places = rows.places_of_kind(district, level).await?;
    places.retain(|place| place.closed_on.is_none());
    let ids: Vec<PlaceId> = places.iter().map(|place| place.id).collect();
    let mut staffed = BTreeSet::new();
    for post in rows.posts_at(&ids, app.now().day()).await? {
        let Holder::Post { place, .. } = post.holder else { continue };
        if staffed.contains(&place) {
            continue;
        }
        let credential = rows.credential_of(post.person).await?;
        if credential.is_some_and(|credential| !credential.password_hash.is_empty()) {
            staffed.insert(place);
        }
    }
    let all = places.len();
    places.retain(|place| !staffed.contains(&place.id));
    Ok((places.into_iter().map(|place| place.name).collect(), all))
}
