//! What a table of people changes, row by row.

use std::collections::{BTreeMap, BTreeSet};

use linli_domain::{
    organisation::Organisation,
    person::{HouseholdMember, Person, Tie},
    place::Place,
    post::Post,
};
use linli_kernel::{Day, OrganisationId, PersonId, PlaceId, PostId};
use linli_playbook::{Name, engine::Holder};

use super::{
    Import, internal,
    references::References,
    sheet::Problem,
    staff_sheet::{OrganisationCells, PersonCells, StaffLine},
};
use crate::{AppResult, PlacePut, Put, StaffPut, account::people};

/// Rows to write, and what is known while they are collected.
pub(super) struct StaffPlan<'r> {
    references: References<'r>,
    today: Day,
    districts: Vec<PlaceId>,
    organisations: BTreeMap<(PlaceId, String), Organisation>,
    /// Organisations whose row or staff changes, in the order of the file: what is part of another
    /// comes after it.
    changed_organisations: Vec<(PlaceId, String)>,
    seen_organisations: BTreeSet<(PlaceId, String)>,
    people: BTreeMap<Vec<u8>, PersonId>,
    /// Places at which a post changes: their version is raised, since decisions rely on them.
    changed_places: BTreeMap<PlaceId, Place>,
    puts: Vec<Put>,
    done: Import,
    problems: Vec<Problem>,
}

impl<'r> StaffPlan<'r> {
    pub(super) async fn new(references: References<'r>) -> AppResult<Self> {
        let today = references.app.now().day();
        let mut organisations = BTreeMap::new();
        let mut districts = Vec::new();
        for district in references.rows.districts().await? {
            districts.push(district.id);
            for organisation in references.rows.organisations(district.id).await? {
                organisations.insert((district.id, organisation.name.clone()), organisation);
            }
        }
        Ok(Self {
            references,
            today,
            districts,
            organisations,
            changed_organisations: Vec::new(),
            seen_organisations: BTreeSet::new(),
            people: BTreeMap::new(),
            changed_places: BTreeMap::new(),
            puts: Vec::new(),
            done: Import::default(),
            problems: Vec::new(),
        })
    }

    fn wrong(&mut self, row: u64, column: &str, word: &'static str) {
        self.problems.push(Problem::new(row, column, word));
    }

    fn change_organisation(&mut self, key: (PlaceId, String)) {
        if self.seen_organisations.insert(key.clone()) {
            self.changed_organisations.push(key);
        }
    }

    /// Adds what a row says.
    pub(super) async fn add(&mut self, line: &StaffLine) -> AppResult<()> {
        let before = (self.puts.len(), self.changed_organisations.len());
        let mut new = false;
        let organisation = match &line.organisation {
            Some(cells) => {
                let found = self.organisation(line.row, cells).await?;
                new |= found.as_ref().is_some_and(|(_, new)| *new);
                found.map(|(key, _)| key)
            }
            None => None,
        };
        let household = match &line.household {
            Some((word, tie)) => self.place(line.row, "household", word).await?.map(|p| (p, *tie)),
            None => None,
        };
        if let Some(cells) = &line.person {
            let home = household.as_ref().map(|(place, _)| place.id);
            let (person, is_new) = self.person(cells, home).await?;
            new |= is_new;
            if let Some((role, word)) = &line.post {
                self.post_at_place(line, person, role, word).await?;
            }
            if let Some(key) = &organisation {
                self.post_in_organisation(line, person, key).await?;
            }
            if let Some((home, tie)) = household {
                self.home(line, person, &home, tie).await?;
            }
        }
        if new {
            self.done.new += 1;
        } else if (self.puts.len(), self.changed_organisations.len()) != before {
            self.done.changed += 1;
        } else {
            self.done.unchanged += 1;
        }
        Ok(())
    }

    async fn place(&mut self, row: u64, column: &str, word: &str) -> AppResult<Option<Place>> {
        match self.references.find(word).await? {
            Ok(place) => Ok(Some(place)),
            Err(lost) => {
                let problem = Problem::new(row, column, lost.code()).with("place", word);
                self.problems.push(problem);
                Ok(None)
            }
        }
    }

    /// The organisation of a row, and whether it is new.
    async fn organisation(
        &mut self,
        row: u64,
        cells: &OrganisationCells,
    ) -> AppResult<Option<((PlaceId, String), bool)>> {
        let mut serves = None;
        if let Some(words) = &cells.serves {
            let mut places = Vec::new();
            for word in words {
                places.extend(self.place(row, "serves", word).await?);
            }
            serves = Some(places);
        }
        let served = serves.as_ref().and_then(|places| places.first()).map(|p| p.district);
        let only = match self.districts.as_slice() {
            [only] => Some(*only),
            _ => None,
        };
        let Some(district) = served.or(only) else {
            self.wrong(row, "serves", "district-unclear");
            return Ok(None);
        };
        let key = (district, cells.name.clone());
        let serves = serves.map(|places| places.iter().map(|p| p.id).collect::<Vec<_>>());
        let parent = self.parent(row, district, cells);
        let old = self.organisations.get(&key).cloned();
        let kind = cells.kind.clone().or_else(|| old.as_ref().map(|old| old.kind.clone()));
        let Some(kind) = kind else {
            self.wrong(row, "kind", "cell-required");
            return Ok(None);
        };
        let playbook = self.references.playbook(district).await?;
        if playbook.is_some_and(|playbook| !playbook.parties.contains_key(&kind)) {
            self.problems.push(Problem::new(row, "kind", "kind-unknown").with("kind", &kind));
        }
        let id = old.as_ref().map(|old| old.id);
        let known_serves = || old.as_ref().map(|old| old.serves.clone());
        let wanted = Organisation {
            id: id.unwrap_or_else(|| OrganisationId::from_raw(self.references.app.entropy.id())),
            district,
            kind,
            name: cells.name.clone(),
            parent: parent.or(old.as_ref().and_then(|old| old.parent)),
            phone: cells.phone.clone().or_else(|| old.as_ref().and_then(|old| old.phone.clone())),
            serves: serves.or_else(known_serves).unwrap_or_else(|| vec![district]),
            made_up: cells.made_up || old.as_ref().is_some_and(|old| old.made_up),
            version: old.as_ref().map_or(0, |old| old.version),
        };
        let new = old.is_none();
        if old.as_ref() != Some(&wanted) {
            self.change_organisation(key.clone());
            self.organisations.insert(key.clone(), wanted);
        }
        Ok(Some((key, new)))
    }

    fn parent(
        &mut self,
        row: u64,
        district: PlaceId,
        cells: &OrganisationCells,
    ) -> Option<OrganisationId> {
        let name = cells.parent.clone()?;
        let found = self.organisations.get(&(district, name)).map(|parent| parent.id);
        if found.is_none() {
            self.wrong(row, "parent", "organisation-unknown");
        }
        found
    }

    /// The person of a row, and whether they are new.
    async fn person(
        &mut self,
        cells: &PersonCells,
        home: Option<PlaceId>,
    ) -> AppResult<(PersonId, bool)> {
        let app = self.references.app;
        let Some(phone) = &cells.phone else {
            if let Some(known) = self.at_home(&cells.name, home).await? {
                return Ok((known, false));
            }
            let person = people::new_person(app, &cells.name, None)?;
            let person = Person { has_account: false, ..person };
            let id = person.id;
            self.puts.push(StaffPut::Person(person).into());
            return Ok((id, true));
        };
        let hash = people::phone_hash(app, phone);
        if let Some(known) = self.people.get(&hash) {
            return Ok((*known, false));
        }
        let known = self.references.rows.person_by_phone(&hash).await?;
        let new = known.is_none();
        let id = match known {
            Some(person) => person.id,
            None => {
                let person = people::new_person(app, &cells.name, Some(phone))?;
                let id = person.id;
                self.puts.push(StaffPut::Person(person).into());
                id
            }
        };
        self.people.insert(hash, id);
        Ok((id, new))
    }

    /// Somebody of this name in the household.
    async fn at_home(&mut self, name: &str, home: Option<PlaceId>) -> AppResult<Option<PersonId>> {
        let Some(home) = home else { return Ok(None) };
        for member in self.references.rows.members_of(home).await? {
            let person = self.references.rows.person(member.person).await?;
            let known = person.and_then(|person| people::name_of(self.references.app, &person));
            if known.as_deref() == Some(name) {
                return Ok(Some(member.person));
            }
        }
        Ok(None)
    }

    async fn post_at_place(
        &mut self,
        line: &StaffLine,
        person: PersonId,
        role: &Name,
        word: &str,
    ) -> AppResult<()> {
        let Some(place) = self.place(line.row, "place", word).await? else { return Ok(()) };
        if let Some(playbook) = self.references.playbook(place.district).await? {
            match playbook.roles.get(role) {
                None => {
                    let wrong = Problem::new(line.row, "role", "role-unknown").with("role", role);
                    self.problems.push(wrong);
                }
                Some(known) if known.at != place.kind => {
                    let wrong =
                        Problem::new(line.row, "place", "role-elsewhere").with("role", role);
                    self.problems.push(wrong);
                }
                Some(_) => {}
            }
        }
        let holder = Holder::Post { role: role.clone(), place: place.id };
        if self.post(line, person, holder).await? {
            self.changed_places.insert(place.id, place);
        }
        Ok(())
    }

    async fn post_in_organisation(
        &mut self,
        line: &StaffLine,
        person: PersonId,
        key: &(PlaceId, String),
    ) -> AppResult<()> {
        let Some(organisation) = self.organisations.get(key) else { return Ok(()) };
        let holder = Holder::Organisation(organisation.id);
        if self.post(line, person, holder).await? {
            self.change_organisation(key.clone());
        }
        Ok(())
    }

    /// A post that is known keeps its first day; a new last day ends it. Whether anything changes.
    async fn post(
        &mut self,
        line: &StaffLine,
        person: PersonId,
        holder: Holder,
    ) -> AppResult<bool> {
        let known = self.references.rows.posts_of(person).await?;
        let current = known.into_iter().find(|p| p.holder == holder && p.holds_on(self.today));
        let put = match current {
            Some(post) => {
                // A table may take a consent back and not give one again that the holder withdrew.
                let published = post.published && line.published != Some(false);
                let valid_to = line.to.or(post.valid_to);
                if valid_to == post.valid_to && published == post.published {
                    return Ok(false);
                }
                Post { valid_to, published, version: post.version + 1, ..post }
            }
            None => Post {
                id: PostId::from_raw(self.references.app.entropy.id()),
                person,
                holder,
                valid_from: line.from.unwrap_or(self.today),
                valid_to: line.to,
                filled: line.filled,
                published: line.published.unwrap_or(false),
                version: 1,
            },
        };
        self.puts.push(StaffPut::Post(put).into());
        Ok(true)
    }

    async fn home(
        &mut self,
        line: &StaffLine,
        person: PersonId,
        home: &Place,
        tie: Tie,
    ) -> AppResult<()> {
        let known = self.references.rows.households_of(person).await?;
        let lives = |m: &&HouseholdMember| {
            m.household == home.id && m.valid_to.is_none_or(|to| self.today <= to)
        };
        let put = match known.iter().find(lives) {
            Some(known) => {
                let wanted =
                    HouseholdMember { tie, valid_to: line.to, confirmed: true, ..known.clone() };
                if wanted == *known {
                    return Ok(());
                }
                HouseholdMember { version: known.version + 1, ..wanted }
            }
            None => HouseholdMember {
                household: home.id,
                person,
                tie,
                valid_from: line.from.unwrap_or(self.today),
                valid_to: line.to,
                confirmed: true,
                refused: false,
                version: 1,
            },
        };
        self.puts.push(StaffPut::HouseholdMember(put).into());
        Ok(())
    }

    /// Everything to write.
    pub(super) async fn finish(mut self) -> AppResult<(Vec<Put>, Import)> {
        for key in &self.changed_organisations {
            let changed = self.organisations.get(key).ok_or_else(|| internal("organisation"))?;
            let version = changed.version + 1;
            self.puts
                .push(StaffPut::Organisation(Organisation { version, ..changed.clone() }).into());
        }
        for place in self.changed_places.into_values() {
            let version = place.version + 1;
            self.puts.push(PlacePut::Place(Place { version, ..place }).into());
        }
        self.problems.sort();
        self.problems.dedup();
        self.done.problems = self.problems;
        self.done.districts = self.districts;
        Ok((self.puts, self.done))
    }
}
