//! A small made-up district with somebody in every post, built from two tables by the same
//! use-cases as a real one.

use std::collections::BTreeSet;

use linli_app::{
    AccountPut, App, AppError, AuditRow, Changes,
    account::Administrator,
    setup::{self, Import, Published},
};
use linli_domain::{
    account::{Administration, Credential},
    policy::{self, Action, Standing},
};
use linli_kernel::{OrganisationId, PersonId, PlaceId};
use linli_playbook::engine::Actor;

use crate::app::TestApp;

/// The table of its places.
pub const PLACES: &str = include_str!("../fixtures/places.csv");
/// The table of its people, organisations and posts.
pub const STAFF: &str = include_str!("../fixtures/people.csv");
const PLAYBOOK: &str = include_str!("../../../playbooks/kenli/kenli.kdl");
const CALENDARS: [&str; 2] = [
    include_str!("../../../data/calendar/2025.toml"),
    include_str!("../../../data/calendar/2026.toml"),
];
/// The scheme under which the table of places numbers its rows.
const SCHEME: &str = "test";

/// Somebody of the district.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub person: PersonId,
    /// Their telephone, to sign in by code; who works at community level and above needs more.
    pub phone: &'static str,
}

/// The district: one street, one community with two grids, one compound of three buildings (the
/// third in the other grid), a second community without anything, and its people.
#[derive(Clone, Debug)]
pub struct District {
    /// The district itself.
    pub district: PlaceId,
    /// Its street.
    pub street: PlaceId,
    /// Its community.
    pub community: PlaceId,
    /// A community in which nobody has a post.
    pub other_community: PlaceId,
    /// The compound.
    pub compound: PlaceId,
    /// The grid of the first two buildings.
    pub grid: PlaceId,
    /// The grid of the third building.
    pub other_grid: PlaceId,
    /// The first building.
    pub building: PlaceId,
    /// The third building.
    pub far_building: PlaceId,
    /// The resident's household, in the first building.
    pub household: PlaceId,
    /// The neighbour's household, in the second building.
    pub other_household: PlaceId,
    /// The property company of the compound.
    pub property_company: OrganisationId,
    /// A department of the district.
    pub department: OrganisationId,
    /// Owns `household`.
    pub resident: Member,
    /// Rents `other_household`.
    pub neighbour: Member,
    /// Of `grid`.
    pub grid_worker: Member,
    /// Of `other_grid`.
    pub other_grid_worker: Member,
    /// Of the community.
    pub community_worker: Member,
    /// Of the community.
    pub community_secretary: Member,
    /// Of the community.
    pub mediator: Member,
    /// Of the compound.
    pub compound_secretary: Member,
    /// Of the street.
    pub street_office: Member,
    /// Of the district.
    pub coordinator: Member,
    /// Residents' representative of the community.
    pub representative: Member,
    /// Answers for the property company.
    pub company_clerk: Member,
    /// Answers for the department.
    pub department_clerk: Member,
}

impl TestApp {
    /// An installation with the small district in it, at [`crate::app::MORNING`].
    ///
    /// # Errors
    /// [`AppError`] if a table, the playbook or a calendar is not taken.
    pub async fn with_district() -> Result<(Self, District), AppError> {
        let app = Self::empty().await?;
        let district = build(&app.app).await?;
        Ok((app, district))
    }
}

/// Builds the district in an empty installation.
///
/// # Errors
/// [`AppError`] if a table, the playbook or a calendar is not taken.
pub async fn build(app: &App) -> Result<District, AppError> {
    let tables = Tables { file: "kenli.kdl", playbook: PLAYBOOK, places: PLACES, staff: STAFF };
    found(app, &tables).await?;
    let built = Finder { app }.district().await?;
    for (member, username) in [
        (built.community_worker, "worker"),
        (built.community_secretary, "secretary"),
        (built.mediator, "mediator"),
        (built.representative, "representative"),
        (built.street_office, "street"),
        (built.coordinator, "coordinator"),
    ] {
        give_credential(app, member.person, username, None).await?;
    }
    Ok(built)
}

/// What a district is built from.
pub(crate) struct Tables {
    /// The playbook's file name.
    pub(crate) file: &'static str,
    /// Its text.
    pub(crate) playbook: &'static str,
    /// Places; the district has the number 1.
    pub(crate) places: &'static str,
    /// People, organisations and posts.
    pub(crate) staff: &'static str,
}

/// Builds a district from its tables in an empty installation.
pub(crate) async fn found(app: &App, tables: &Tables) -> Result<(), AppError> {
    let operator = Administrator::Operator;
    for notice in CALENDARS {
        setup::import_calendar(app, operator, notice).await?;
    }
    let published =
        setup::publish_playbook(app, operator, tables.file, tables.playbook, false).await?;
    let Published::Stored { key, version, .. } = published else {
        return Err(AppError::Internal(format!("the playbook is not taken: {published:?}")));
    };
    whole(setup::import_places(app, operator, tables.places.as_bytes(), None, false).await?)?;
    let district = Finder { app }.place("1").await?;
    setup::bind_playbook(app, operator, district, &key, version).await?;
    whole(setup::import_staff(app, operator, tables.staff.as_bytes(), false).await?)
}

fn whole(import: Import) -> Result<(), AppError> {
    if import.problems.is_empty() {
        return Ok(());
    }
    Err(AppError::Internal(format!("the table is not taken: {:?}", import.problems)))
}

/// A credential that no password opens: enough for the operator to open a session with two
/// factors, without the seconds that hashing takes in a debug build.
///
/// # Errors
/// [`AppError::Internal`] if the store fails or the person has one already.
pub async fn give_credential(
    app: &App,
    person: PersonId,
    username: &str,
    administers: Option<Administration>,
) -> Result<(), AppError> {
    let standings = BTreeSet::from([Standing::Operator]);
    let permit = policy::decide(&Actor::Operator, Action::ManageStaff, &standings, None)?;
    let audit = AuditRow {
        id: app.entropy.id(),
        at: app.now(),
        person: None,
        acting: None,
        action: "account.invite",
        subject: format!("person:{person}"),
        outcome: "done".to_owned(),
    };
    let mut changes = Changes::new(permit, audit);
    let credential = Credential::unset(person, username.to_owned(), administers);
    changes.put(AccountPut::Credential(credential));
    app.store.commit(changes).await?;
    Ok(())
}

pub(crate) struct Finder<'a> {
    pub(crate) app: &'a App,
}

impl Finder<'_> {
    pub(crate) async fn place(&self, code: &str) -> Result<PlaceId, AppError> {
        let mut rows = self.app.snapshot().await?;
        let found = rows.place_by_code(SCHEME, code, self.app.now().day()).await?;
        let missing = || AppError::Internal(format!("no place {code}"));
        Ok(found.ok_or_else(missing)?.id)
    }

    pub(crate) async fn member(&self, phone: &'static str) -> Result<Member, AppError> {
        let hash = self.app.vault.hash("phone", phone);
        let found = self.app.snapshot().await?.person_by_phone(&hash).await?;
        let missing = || AppError::Internal(format!("nobody has {phone}"));
        Ok(Member { person: found.ok_or_else(missing)?.id, phone })
    }

    pub(crate) async fn party(&self, at: PlaceId, kind: &str) -> Result<OrganisationId, AppError> {
        let serving = self.app.snapshot().await?.serving(&[at], self.app.now().day()).await?;
        let found = serving.into_iter().find(|(organisation, _)| organisation.kind == *kind);
        let missing = || AppError::Internal(format!("no {kind}"));
        Ok(found.ok_or_else(missing)?.0.id)
    }

    async fn district(&self) -> Result<District, AppError> {
        let district = self.place("1").await?;
        let compound = self.place("7").await?;
        Ok(District {
            district,
            compound,
            street: self.place("2").await?,
            community: self.place("3").await?,
            other_community: self.place("4").await?,
            grid: self.place("5").await?,
            other_grid: self.place("6").await?,
            building: self.place("8").await?,
            far_building: self.place("10").await?,
            household: self.place("13").await?,
            other_household: self.place("15").await?,
            property_company: self.party(compound, "property-company").await?,
            department: self.party(district, "department").await?,
            resident: self.member("19900000001").await?,
            neighbour: self.member("19900000002").await?,
            grid_worker: self.member("19900000003").await?,
            other_grid_worker: self.member("19900000004").await?,
            community_worker: self.member("19900000005").await?,
            community_secretary: self.member("19900000006").await?,
            mediator: self.member("19900000007").await?,
            compound_secretary: self.member("19900000008").await?,
            street_office: self.member("19900000009").await?,
            coordinator: self.member("19900000010").await?,
            representative: self.member("19900000011").await?,
            company_clerk: self.member("19900000012").await?,
            department_clerk: self.member("19900000013").await?,
        })
    }
}
