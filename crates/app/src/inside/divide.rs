//! Whoever receives for an organisation says who does which part of its work.

use std::collections::{BTreeMap, BTreeSet};

use linli_domain::{
    inside::{InsideSetting, MAX_SECTION, MAX_SECTIONS, Member, NOT_YOUR_PART},
    organisation::Organisation,
    policy::{self, Action, Permit, Standing},
};
use linli_kernel::{OrganisationId, PersonId};
use linli_playbook::engine::{Holder, Relation};

use super::{leave::refused, office::Office};
use crate::{
    App, AppError, AppResult, Caller, Changes, FieldError, InsidePut, StaffPut, audit,
    matter::{bounded, text_error},
    ports::Snapshot,
};

/// As what it is audited.
const ACTION: &str = "inside.divide";

/// What somebody does, as typed.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DivideMember {
    /// Who: an id.
    pub person: String,
    /// Receives and gives to others.
    #[serde(default)]
    pub receives: bool,
    /// Handles what is given to them.
    #[serde(default)]
    pub handles: bool,
    /// Reviews what goes out.
    #[serde(default)]
    pub reviews: bool,
    /// Their section; empty for none.
    #[serde(default)]
    pub section: String,
}

/// The division, as typed.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Divide {
    /// Whether answers go through review.
    #[serde(default)]
    pub review: bool,
    /// The sections, at most 50 of at most 20 characters.
    #[serde(default)]
    pub sections: Vec<String>,
    /// Who does what; whoever is left out does none of it.
    #[serde(default)]
    pub members: Vec<DivideMember>,
}

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Divided {
    /// The version of the division now.
    pub version: i64,
}

/// Somebody of an organisation.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct MemberView {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Receives.
    pub receives: bool,
    /// Handles.
    pub handles: bool,
    /// Reviews.
    pub reviews: bool,
    /// Their section.
    pub section: Option<String>,
}

/// How an organisation divides its work.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct DivisionView {
    /// Which.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// Whether answers go through review.
    pub review: bool,
    /// Its sections.
    pub sections: Vec<String>,
    /// Everybody who answers for it, by name.
    pub members: Vec<MemberView>,
    /// Whether the caller may change it.
    pub may_divide: bool,
    /// The version; 0 where nothing was said yet.
    pub version: i64,
}

/// How an organisation of the caller divides its work.
///
/// # Errors
/// [`AppError::NotFound`] for no organisation; [`AppError::Forbidden`] for another's.
pub async fn division(
    app: &App,
    caller: &Caller,
    organisation: OrganisationId,
) -> AppResult<DivisionView> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let (office, _) = own(app, rows, caller, organisation).await?;
    let names = Office::names(app, rows, office.inside.staff().iter().copied()).await?;
    let member = |person: &PersonId| {
        let part = office.inside.member(*person);
        MemberView {
            person: *person,
            name: names.get(person).cloned().unwrap_or_default(),
            receives: part.is_some_and(|part| part.receives),
            handles: part.is_some_and(|part| part.handles),
            reviews: part.is_some_and(|part| part.reviews),
            section: part.and_then(|part| part.section.clone()),
        }
    };
    let mut members: Vec<MemberView> = office.inside.staff().iter().map(member).collect();
    members.sort_by(|a, b| (&a.name, a.person).cmp(&(&b.name, b.person)));
    Ok(DivisionView {
        organisation,
        name: office.organisation.name.clone(),
        review: office.setting.as_ref().is_some_and(|setting| setting.review),
        sections: office.inside.sections().to_vec(),
        members,
        may_divide: office.inside.receives(caller.person),
        version: office.setting.as_ref().map_or(0, |setting| setting.version),
    })
}

/// The organisation, with the one decision whether the caller is of it.
pub(super) async fn own(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    id: OrganisationId,
) -> AppResult<(Office, Permit)> {
    let office = Office::load(app, rows, id).await?;
    let mut standings = caller.standings();
    if caller.organisations().contains(&id) {
        standings.insert(Standing::Case(Relation::SameOrganisation));
    }
    let actor = caller.actor(Some(Holder::Organisation(id)));
    let permit = policy::decide(&actor, Action::DivideWork, &standings, None)?;
    Ok((office, permit))
}

/// Divides an organisation's work anew, in place of the division in the version that the caller
/// read.
///
/// # Errors
/// [`AppError::Stale`] if somebody else changed it meanwhile; [`AppError::Fields`] names what is
/// wrong; [`AppError::Forbidden`] for whoever does not receive for the organisation.
pub async fn divide(
    app: &App,
    caller: &Caller,
    organisation: OrganisationId,
    input: &Divide,
    version: i64,
) -> AppResult<Divided> {
    let answer = try_divide(app, caller, organisation, input, version).await;
    let answer = answer.map_err(AppError::or_stale);
    let subject = format!("organisation:{organisation}");
    audit::told(app, &caller.actor(None), ACTION, subject, answer).await
}

async fn try_divide(
    app: &App,
    caller: &Caller,
    organisation: OrganisationId,
    input: &Divide,
    version: i64,
) -> AppResult<Divided> {
    let mut rows = app.snapshot().await?;
    let (office, permit) = own(app, rows.as_mut(), caller, organisation).await?;
    if !office.inside.receives(caller.person) {
        return Err(refused(NOT_YOUR_PART));
    }
    if office.setting.as_ref().map_or(0, |setting| setting.version) != version {
        return Err(AppError::Stale);
    }
    let (sections, members) = parsed(input, office.inside.staff())?;
    let setting = InsideSetting {
        organisation,
        review: input.review,
        sections,
        members,
        changed_by: caller.person,
        changed_at: app.now(),
        version: version + 1,
    };
    let subject = format!("organisation:{organisation}");
    let row = audit::row(app, permit.actor(), ACTION, subject, audit::DONE);
    let mut changes = Changes::new(permit.clone(), row);
    // Whatever is decided inside relies on this version.
    let Organisation { version: seen, .. } = office.organisation;
    let raised = Organisation { version: seen + 1, ..office.organisation };
    changes.put(StaffPut::Organisation(raised));
    changes.put(InsidePut::Setting(setting));
    app.store.commit(changes).await?;
    Ok(Divided { version: version + 1 })
}

/// The sections and parts, or everything that is wrong with them.
fn parsed(input: &Divide, staff: &BTreeSet<PersonId>) -> AppResult<(Vec<String>, Vec<Member>)> {
    let mut errors = Vec::new();
    let mut sections: Vec<String> = Vec::new();
    for name in input.sections.iter().map(|name| name.trim()).filter(|name| !name.is_empty()) {
        match bounded(name, MAX_SECTION) {
            Ok(name) if sections.contains(&name) => {}
            Ok(name) => sections.push(name),
            Err(error) => errors.push(text_error("sections", error)),
        }
    }
    if sections.len() > MAX_SECTIONS {
        errors.push(FieldError::new("sections", "inside-many-sections").with("max", MAX_SECTIONS));
    }
    if input.review && staff.len() < 2 {
        errors.push(FieldError::new("review", "inside-review-alone"));
    }
    let mut members: BTreeMap<PersonId, Member> = BTreeMap::new();
    for (index, typed) in input.members.iter().enumerate() {
        let path = |name: &str| format!("members.{index}.{name}");
        let person = typed.person.trim().parse().ok().filter(|id| staff.contains(id));
        let Some(person) = person else {
            errors.push(FieldError::new(path("person"), "field-choice"));
            continue;
        };
        let section = Some(typed.section.trim().to_owned()).filter(|name| !name.is_empty());
        if section.as_ref().is_some_and(|section| !sections.contains(section)) {
            errors.push(FieldError::new(path("section"), "inside-section-unknown"));
        }
        let DivideMember { receives, handles, reviews, .. } = *typed;
        let member = Member { person, receives, handles, reviews, section };
        members.insert(person, member);
    }
    if !errors.is_empty() {
        return Err(AppError::Fields(errors));
    }
    let says = |m: &Member| m.receives || m.handles || m.reviews || m.section.is_some();
    Ok((sections, members.into_values().filter(says).collect()))
}
