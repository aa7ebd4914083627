//! A small made-up district on the playbook of Shaanxi, in which wishes are claimed: two compounds of
//! one community, two units of its alliance, and the posts that a wish passes.

use linli_app::{App, AppError};
use linli_kernel::{OrganisationId, PlaceId};

use crate::{
    app::TestApp,
    fixture::{Finder, Member, Tables, found, give_credential},
};

const TABLES: Tables = Tables {
    file: "shaanxi.kdl",
    playbook: include_str!("../../../playbooks/shaanxi/shaanxi.kdl"),
    places: include_str!("../fixtures/wish-places.csv"),
    staff: include_str!("../fixtures/wish-people.csv"),
};

/// The district and its people.
#[derive(Clone, Debug)]
pub struct WishTown {
    /// The district itself.
    pub district: PlaceId,
    /// Its community.
    pub community: PlaceId,
    /// Where the raiser and the neighbour live.
    pub compound: PlaceId,
    /// Where the stranger lives.
    pub other_compound: PlaceId,
    /// The raiser's building.
    pub building: PlaceId,
    /// A unit of the alliance.
    pub power_company: OrganisationId,
    /// Owns a flat in `compound`.
    pub raiser: Member,
    /// Owns another there.
    pub neighbour: Member,
    /// Owns one in `other_compound`.
    pub stranger: Member,
    /// Of the grid, who writes wishes down.
    pub grid_worker: Member,
    /// Of the grid's branch.
    pub grid_secretary: Member,
    /// Of the community.
    pub community_secretary: Member,
    /// Answers for `power_company`.
    pub power_clerk: Member,
    /// Answers for a school, another unit of the alliance.
    pub school_clerk: Member,
}

impl TestApp {
    /// An installation with this district in it, at [`crate::app::MORNING`].
    ///
    /// # Errors
    /// [`AppError`] if a table, the playbook or a calendar is not taken.
    pub async fn with_wishes() -> Result<(Self, WishTown), AppError> {
        let app = Self::empty().await?;
        let town = build(&app.app).await?;
        Ok((app, town))
    }
}

async fn build(app: &App) -> Result<WishTown, AppError> {
    found(app, &TABLES).await?;
    let find = Finder { app };
    let community = find.place("3").await?;
    let town = WishTown {
        district: find.place("1").await?,
        community,
        compound: find.place("5").await?,
        other_compound: find.place("9").await?,
        building: find.place("6").await?,
        power_company: find.party(community, "allied-unit").await?,
        raiser: find.member("19900000101").await?,
        neighbour: find.member("19900000102").await?,
        stranger: find.member("19900000103").await?,
        grid_worker: find.member("19900000104").await?,
        grid_secretary: find.member("19900000105").await?,
        community_secretary: find.member("19900000107").await?,
        power_clerk: find.member("19900000110").await?,
        school_clerk: find.member("19900000111").await?,
    };
    for (phone, username) in [
        ("19900000104", "grid-worker"),
        ("19900000105", "grid-secretary"),
        ("19900000106", "worker"),
        ("19900000107", "secretary"),
        ("19900000108", "street"),
        ("19900000109", "office"),
    ] {
        let member = find.member(phone).await?;
        give_credential(app, member.person, username, None).await?;
    }
    Ok(town)
}
