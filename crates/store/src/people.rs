//! People, their households and posts, organisations and the places that they serve.

use std::collections::BTreeMap;

use async_trait::async_trait;
use linli_app::{
    StaffPut,
    ports::{People, StoreError},
};
use linli_domain::{
    organisation::Organisation,
    person::{HouseholdMember, Person, Tie},
    post::{Filled, Post},
};
use linli_kernel::{Day, OrganisationId, PersonId, PlaceId, PostId};
use linli_playbook::engine::Holder;

use crate::{
    plan::{Plan, Table},
    statements::statements,
    value::{Parameter, Row, holder_columns, parameters},
    view::View,
};

macro_rules! person_columns {
    () => {
        "id, data_key, name, phone, phone_hash, has_account, suspended, created_at, version"
    };
}

macro_rules! member_columns {
    () => {
        "household, person, tie, valid_from, valid_to, confirmed, version, refused"
    };
}

macro_rules! post_columns {
    () => {
        "id, person, holder_kind, holder, valid_from, valid_to, filled, published, version"
    };
}

macro_rules! organisation_columns {
    () => {
        "id, district, kind, name, parent, phone, made_up, version"
    };
}

// Whoever is suspended keeps their posts and fills none of them.
macro_rules! not_suspended {
    () => {
        " AND EXISTS (SELECT 1 FROM person WHERE person.id = post.person AND person.suspended = 0)"
    };
}

pub(crate) use not_suspended;

statements! {
    /// Keeps a person as it is until the commit.
    HOLD_PERSON = "SELECT id FROM person WHERE id = ?1 AND version = ?2 {share}";
    STAFF = "SELECT person FROM (SELECT person FROM post WHERE person > ?1 \
        UNION SELECT person FROM credential WHERE person > ?1) AS staff \
        ORDER BY person LIMIT ?2";
    /// Keeps an organisation as it is until the commit.
    HOLD_ORGANISATION = "SELECT id FROM organisation WHERE id = ?1 AND version = ?2 {share}";
    INSERT_PERSON = "INSERT INTO person (id, data_key, name, phone, phone_hash, has_account, \
        suspended, created_at, version) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    UPDATE_PERSON = "UPDATE person SET data_key = ?2, name = ?3, phone = ?4, phone_hash = ?5, \
        has_account = ?6, suspended = ?7, created_at = ?8, version = ?9 \
        WHERE id = ?1 AND version = ?10";
    INSERT_MEMBER = "INSERT INTO household_member (household, person, tie, valid_from, valid_to, \
        confirmed, version, refused) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    UPDATE_MEMBER = "UPDATE household_member SET tie = ?3, valid_to = ?5, confirmed = ?6, \
        version = ?7, refused = ?8 \
        WHERE household = ?1 AND person = ?2 AND valid_from = ?4 AND version = ?9";
    INSERT_POST = "INSERT INTO post (id, person, holder_kind, holder, valid_from, valid_to, \
        filled, published, version) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    UPDATE_POST = "UPDATE post SET person = ?2, holder_kind = ?3, holder = ?4, valid_from = ?5, \
        valid_to = ?6, filled = ?7, published = ?8, version = ?9 \
        WHERE id = ?1 AND version = ?10";
    INSERT_ORGANISATION = "INSERT INTO organisation (id, district, kind, name, parent, phone, \
        made_up, version) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    UPDATE_ORGANISATION = "UPDATE organisation SET district = ?2, kind = ?3, name = ?4, \
        parent = ?5, phone = ?6, made_up = ?7, version = ?8 WHERE id = ?1 AND version = ?9";
    NO_LONGER_SERVES = "DELETE FROM organisation_place \
        WHERE organisation = ?1 AND place {outside ?2}";
    SERVES = "INSERT INTO organisation_place (organisation, place, position) VALUES (?1, ?2, ?3) \
        ON CONFLICT (organisation, place) DO UPDATE SET position = excluded.position";
    BY_ID = concat!("SELECT ", person_columns!(), " FROM person WHERE id = ?1");
    BY_PHONE = concat!("SELECT ", person_columns!(), " FROM person WHERE phone_hash = ?1");
    HOUSEHOLDS = concat!("SELECT ", member_columns!(),
        " FROM household_member WHERE person = ?1 ORDER BY valid_from, household");
    MEMBERS = concat!("SELECT ", member_columns!(),
        " FROM household_member WHERE household = ?1 ORDER BY valid_from, person");
    // From everybody who waits upward to the places, and to the grids that these belong to. The
    // bound stops a tree that was made a ring by hand.
    WAITING = concat!("WITH RECURSIVE upwards (household, place, depth) AS ( \
          SELECT household, household, 0 FROM household_member WHERE confirmed = 0 \
          UNION \
          SELECT upwards.household, place.parent, upwards.depth + 1 \
          FROM upwards JOIN place ON place.id = upwards.place \
          WHERE upwards.depth < 64 AND place.parent IS NOT NULL) \
        SELECT ", member_columns!(), " FROM household_member WHERE confirmed = 0 \
        AND valid_from <= ?2 AND (valid_to IS NULL OR valid_to >= ?2) \
        AND household IN (SELECT household FROM upwards WHERE place {among ?1} \
          UNION SELECT upwards.household FROM upwards \
          JOIN grid_member member ON member.place = upwards.place \
          WHERE member.grid {among ?1} AND member.valid_from <= ?2 \
          AND (member.valid_to IS NULL OR member.valid_to >= ?2)) \
        ORDER BY valid_from, household, person LIMIT ?3");
    POSTS = concat!("SELECT ", post_columns!(), " FROM post WHERE person = ?1 ORDER BY id");
    POSTS_AT = concat!("SELECT ", post_columns!(), " FROM post WHERE holder {among ?1} \
        AND holder_kind <> 'organisation' AND holder_kind <> 'person' \
        AND valid_from <= ?2 AND (valid_to IS NULL OR valid_to >= ?2)",
        not_suspended!(), " ORDER BY id");
    PEOPLE_WITH_POSTS = concat!("SELECT DISTINCT person FROM post WHERE person > ?1 \
        AND valid_from <= ?2 AND (valid_to IS NULL OR valid_to >= ?2)",
        not_suspended!(), " ORDER BY person LIMIT ?3");
    POSTS_ANSWERING = concat!("SELECT ", post_columns!(), " FROM post \
        WHERE holder_kind = ?1 AND holder = ?2 \
        AND valid_from <= ?3 AND (valid_to IS NULL OR valid_to >= ?3)",
        not_suspended!(), " ORDER BY id");
    ORGANISATION = concat!("SELECT ", organisation_columns!(),
        " FROM organisation WHERE id = ?1");
    ORGANISATIONS = concat!("SELECT ", organisation_columns!(),
        " FROM organisation WHERE district = ?1 ORDER BY id");
    SERVING = concat!("SELECT ", organisation_columns!(), ", CAST(CASE WHEN EXISTS ( \
        SELECT 1 FROM post WHERE post.holder_kind = 'organisation' \
        AND post.holder = organisation.id AND post.valid_from <= ?2 \
        AND (post.valid_to IS NULL OR post.valid_to >= ?2)", not_suspended!(),
        ") THEN 1 ELSE 0 END AS BIGINT) FROM organisation WHERE id IN ( \
        SELECT organisation FROM organisation_place WHERE place {among ?1}) ORDER BY id");
    SERVED = "SELECT organisation, place FROM organisation_place \
        WHERE organisation {among ?1} ORDER BY organisation, position, place";
}

pub(crate) fn write(plan: &mut Plan, put: StaffPut) -> Result<(), StoreError> {
    match put {
        StaffPut::Person(person) => write_person(plan, person),
        StaffPut::HouseholdMember(member) => write_member(plan, member),
        StaffPut::Organisation(organisation) => write_organisation(plan, organisation),
        StaffPut::Post(post) => write_post(plan, post)?,
    }
    Ok(())
}

fn write_person(plan: &mut Plan, person: Person) {
    let (id, keeps_phone) = (person.id.get(), person.phone_hash.is_some());
    let parameters = parameters![
        person.id,
        person.key,
        person.name,
        person.phone,
        person.phone_hash,
        person.has_account,
        person.suspended,
        person.created_at,
        person.version,
    ];
    // Whoever gives a telephone up goes first, so that another row may take it in the same commit.
    let key = if keeps_phone { id } else { -id };
    plan.versioned(
        (Table::Person, key),
        person.version,
        [INSERT_PERSON, UPDATE_PERSON],
        parameters,
    );
}

fn write_member(plan: &mut Plan, member: HouseholdMember) {
    let parameters = parameters![
        member.household,
        member.person,
        member.tie.word(),
        member.valid_from,
        member.valid_to,
        member.confirmed,
        member.version,
        member.refused,
    ];
    let key = (Table::Household, member.household.get());
    plan.versioned(key, member.version, [INSERT_MEMBER, UPDATE_MEMBER], parameters);
}

fn write_organisation(plan: &mut Plan, organisation: Organisation) {
    let Organisation { id, version, serves, .. } = organisation;
    let parameters = parameters![
        id,
        organisation.district,
        &organisation.kind,
        organisation.name,
        organisation.parent,
        organisation.phone,
        organisation.made_up,
        version,
    ];
    let statements = [INSERT_ORGANISATION, UPDATE_ORGANISATION];
    plan.versioned((Table::Organisation, id.get()), version, statements, parameters);
    if version > 1 {
        let places = Parameter::ids(&serves);
        plan.any((Table::OrganisationPlace, true), NO_LONGER_SERVES, parameters![id, places]);
    }
    for (place, position) in serves.into_iter().zip(0_i64..) {
        plan.insert(Table::OrganisationPlace, SERVES, parameters![id, place, position]);
    }
}

fn write_post(plan: &mut Plan, post: Post) -> Result<(), StoreError> {
    let (kind, holder) = holder_columns(&post.holder)?;
    let parameters = parameters![
        post.id,
        post.person,
        kind,
        holder,
        post.valid_from,
        post.valid_to,
        post.filled.word(),
        post.published,
        post.version,
    ];
    let key = (Table::Post, post.id.get());
    plan.versioned(key, post.version, [INSERT_POST, UPDATE_POST], parameters);
    Ok(())
}

fn read_person(row: &mut Row<'_>) -> Result<Person, StoreError> {
    Ok(Person {
        id: row.id(PersonId::new)?,
        key: row.blob()?,
        name: row.blob()?,
        phone: row.optional_blob()?,
        phone_hash: row.optional_blob()?,
        has_account: row.flag()?,
        suspended: row.flag()?,
        created_at: row.moment()?,
        version: row.integer()?,
    })
}

fn read_member(row: &mut Row<'_>) -> Result<HouseholdMember, StoreError> {
    Ok(HouseholdMember {
        household: row.id(PlaceId::new)?,
        person: row.id(PersonId::new)?,
        tie: row.word(Tie::from_word)?,
        valid_from: row.day()?,
        valid_to: row.optional_day()?,
        confirmed: row.flag()?,
        version: row.integer()?,
        refused: row.flag()?,
    })
}

fn read_post(row: &mut Row<'_>) -> Result<Post, StoreError> {
    Ok(Post {
        id: row.id(PostId::new)?,
        person: row.id(PersonId::new)?,
        holder: row.holder()?,
        valid_from: row.day()?,
        valid_to: row.optional_day()?,
        filled: row.word(Filled::from_word)?,
        published: row.flag()?,
        version: row.integer()?,
    })
}

fn read_organisation(row: &mut Row<'_>) -> Result<Organisation, StoreError> {
    Ok(Organisation {
        id: row.id(OrganisationId::new)?,
        district: row.id(PlaceId::new)?,
        kind: row.name()?,
        name: row.text()?,
        parent: row.optional_id(OrganisationId::new)?,
        phone: row.optional_text()?,
        serves: Vec::new(),
        made_up: row.flag()?,
        version: row.integer()?,
    })
}

impl View {
    /// Adds the places that these organisations serve.
    async fn fill_served<'a>(
        &mut self,
        organisations: impl Iterator<Item = &'a mut Organisation> + Send,
    ) -> Result<(), StoreError> {
        let mut by_id: BTreeMap<_, _> =
            organisations.map(|organisation| (organisation.id, organisation)).collect();
        if by_id.is_empty() {
            return Ok(());
        }
        let ids = Parameter::ids(by_id.keys());
        let read = |row: &mut Row<'_>| Ok((row.id(OrganisationId::new)?, row.id(PlaceId::new)?));
        for (organisation, place) in self.all(SERVED, parameters![ids], read).await? {
            if let Some(organisation) = by_id.get_mut(&organisation) {
                organisation.serves.push(place);
            }
        }
        Ok(())
    }
}

#[async_trait]
impl People for View {
    async fn members_waiting(
        &mut self,
        places: &[PlaceId],
        on: Day,
        limit: i64,
    ) -> Result<Vec<HouseholdMember>, StoreError> {
        self.all(WAITING, parameters![Parameter::ids(places), on, limit], read_member).await
    }

    async fn person(&mut self, id: PersonId) -> Result<Option<Person>, StoreError> {
        self.first(BY_ID, parameters![id], read_person).await
    }

    async fn person_by_phone(&mut self, phone_hash: &[u8]) -> Result<Option<Person>, StoreError> {
        self.first(BY_PHONE, parameters![phone_hash], read_person).await
    }

    async fn households_of(
        &mut self,
        person: PersonId,
    ) -> Result<Vec<HouseholdMember>, StoreError> {
        self.all(HOUSEHOLDS, parameters![person], read_member).await
    }

    async fn members_of(&mut self, household: PlaceId) -> Result<Vec<HouseholdMember>, StoreError> {
        self.all(MEMBERS, parameters![household], read_member).await
    }

    async fn staff_after(
        &mut self,
        after: Option<PersonId>,
        limit: i64,
    ) -> Result<Vec<PersonId>, StoreError> {
        let after = after.map_or(0, PersonId::get);
        self.all(STAFF, parameters![after, limit], |row| row.id(PersonId::new)).await
    }

    async fn posts_of(&mut self, person: PersonId) -> Result<Vec<Post>, StoreError> {
        self.all(POSTS, parameters![person], read_post).await
    }

    async fn posts_at(&mut self, places: &[PlaceId], day: Day) -> Result<Vec<Post>, StoreError> {
        self.all(POSTS_AT, parameters![Parameter::ids(places), day], read_post).await
    }

    async fn people_with_posts(
        &mut self,
        after: Option<PersonId>,
        day: Day,
        limit: i64,
    ) -> Result<Vec<PersonId>, StoreError> {
        let after = after.map_or(0, PersonId::get);
        let read = |row: &mut Row<'_>| row.id(PersonId::new);
        self.all(PEOPLE_WITH_POSTS, parameters![after, day, limit], read).await
    }

    async fn posts_answering(
        &mut self,
        holder: &Holder,
        day: Day,
    ) -> Result<Vec<Post>, StoreError> {
        let (kind, id) = holder_columns(holder)?;
        self.all(POSTS_ANSWERING, parameters![kind, id, day], read_post).await
    }

    async fn organisations(&mut self, district: PlaceId) -> Result<Vec<Organisation>, StoreError> {
        let mut found = self.all(ORGANISATIONS, parameters![district], read_organisation).await?;
        self.fill_served(found.iter_mut()).await?;
        Ok(found)
    }

    async fn organisation(
        &mut self,
        id: OrganisationId,
    ) -> Result<Option<Organisation>, StoreError> {
        let mut found = self.first(ORGANISATION, parameters![id], read_organisation).await?;
        self.fill_served(found.iter_mut()).await?;
        Ok(found)
    }

    async fn serving(
        &mut self,
        places: &[PlaceId],
        day: Day,
    ) -> Result<Vec<(Organisation, bool)>, StoreError> {
        let read = |row: &mut Row<'_>| Ok((read_organisation(row)?, row.flag()?));
        let mut found = self.all(SERVING, parameters![Parameter::ids(places), day], read).await?;
        self.fill_served(found.iter_mut().map(|(organisation, _)| organisation)).await?;
        Ok(found)
    }
}
