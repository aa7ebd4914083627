//! A demo's organisations and people: every post filled, every kind of party there, residents at home.

use super::{Locality, data::Extent, places::Ground};
use crate::{
    demo::{
        data::Places,
        names::Names,
        people::{Body, Duty, Member, People},
        random::Random,
    },
    failure::Outcome,
};

/// Organisations of a kind about which nothing is said.
const EACH_KIND: usize = 2;
/// Holders of a post of office about which nothing is said, in the part that is made whole.
const OFFICE: usize = 2;
/// Of so many residents one has no telephone.
const ELDERS: usize = 7;
/// Of so many residents one lives next to one of the demo's own.
const NEIGHBOURS: usize = 3;

/// Invents everybody.
pub(super) fn invent(locality: &Locality, places: &Places, ground: &Ground, part: usize) -> People {
    let mut inventing = Inventing {
        locality,
        ground,
        names: Names::new(places),
        random: Random::new("locality people"),
        people: People { bodies: Vec::new(), members: Vec::new() },
    };
    inventing.bodies();
    inventing.posts();
    inventing.residents(part);
    inventing.people
}

/// The table that `import staff` reads: who holds office at the lowest level agreed to be named.
pub(super) fn table(locality: &Locality, people: &People) -> Outcome<Vec<u8>> {
    let lowest = locality.playbook.responsibility.first();
    let roles = locality.playbook.roles.iter();
    let called = roles.filter(|(_, role)| Some(&role.at) == lowest || role.at == *"grid");
    let called: Vec<&str> = called.map(|(key, _)| key.as_str()).collect();
    let Locality { data, usual, .. } = locality;
    let phones = data.office_phones.as_deref().or(usual.office_phones.as_deref());
    crate::demo::people::table(people, &called, phones.unwrap_or_default())
}

struct Inventing<'l, 'd> {
    locality: &'l Locality,
    ground: &'l Ground,
    names: Names<'d>,
    random: Random,
    people: People,
}

impl Inventing<'_, '_> {
    fn member(&mut self, duty: Duty) {
        let (name, phone) = (self.names.anybody(), Some(self.names.phone()));
        let member = Member { name, phone, duty, home: None, tie: "", lives: None };
        self.people.members.push(member);
    }

    fn body(&mut self, kind: &str, name: String, serves: Vec<String>) {
        let (key, kind) = (kind.to_owned(), kind.to_owned());
        self.people.bodies.push(Body { key, kind, name, serves });
        self.member(Duty::Body(self.people.bodies.len() - 1));
    }

    fn bodies(&mut self) {
        let locality = self.locality;
        for (kind, label) in &locality.playbook.parties {
            let said: Vec<_> =
                locality.data.organisation.iter().filter(|o| *kind == *o.kind).collect();
            for number in (1..=EACH_KIND).filter(|_| said.is_empty()) {
                self.body(kind.as_str(), format!("{}{number}", label.zh), Vec::new());
            }
            for data in said {
                for name in &data.names {
                    self.body(kind.as_str(), name.clone(), Vec::new());
                }
                let places: Vec<usize> = data.at.iter().flat_map(|at| self.around(at)).collect();
                for at in places {
                    let place = self.ground.nodes.get(at).map(|node| node.name.as_str());
                    let pattern = data.pattern.as_deref().unwrap_or("{place}");
                    let name = pattern.replace("{place}", place.unwrap_or_default());
                    self.body(kind.as_str(), name, vec![self.ground.reference(at)]);
                }
            }
        }
    }

    /// The places of a kind in the home community, or over it.
    fn around(&self, kind: &str) -> Vec<usize> {
        let over = self.ground.chain(self.ground.home);
        let all = self.ground.nodes.iter().enumerate().filter(|(_, node)| node.kind == kind);
        let near = all.filter(|(at, node)| node.extent == Extent::Home || over.contains(at));
        near.map(|(at, _)| at).collect()
    }

    /// Everybody who has a post, the highest first.
    fn posts(&mut self) {
        let locality = self.locality;
        let over = self.ground.chain(self.ground.home);
        for (at, node) in self.ground.nodes.iter().enumerate() {
            let place = self.ground.reference(at);
            let roles = locality.playbook.roles.iter().filter(|(_, role)| role.at == *node.kind);
            for (role, declared) in roles {
                let near = node.extent > Extent::All || over.contains(&at);
                let said = locality.data.roles.get(role.as_str()).copied();
                // Somebody else of an office looks again at what one of them told.
                let usual = if declared.office { OFFICE } else { 1 };
                for _ in 0..if near { said.unwrap_or(usual) } else { 1 } {
                    self.member(Duty::Post(role.to_string(), place.clone()));
                }
            }
        }
    }

    fn residents(&mut self, part: usize) {
        let Locality { data, usual, .. } = self.locality;
        let total = data.residents.or(usual.residents).unwrap_or_default() / part.max(1);
        let homes = self.ground.homes();
        let near = |at: &usize| {
            self.ground.nodes.get(*at).and_then(|node| node.parent) == Some(self.ground.home)
        };
        let own: Vec<usize> = homes.iter().copied().filter(near).collect();
        let doors = |home: Option<&usize>| -> Vec<usize> {
            let under = |at: &usize| self.ground.nodes.get(*at).and_then(|node| node.parent);
            let beside = |at: &&usize| Some(*at) != home && under(at) == home.and_then(under);
            homes.iter().filter(beside).copied().collect()
        };
        let beside = [doors(own.first()), doors(own.get(1).or(own.first()))];
        for number in 0..total.max(20) {
            // The demo's own residents come first and live in different homes.
            let home = match number {
                0 => own.first(),
                1 => own.get(1).or(own.first()),
                _ if number % NEIGHBOURS == 0 => {
                    let doors =
                        beside.get(number / NEIGHBOURS % 2).filter(|doors| !doors.is_empty());
                    self.random.pick(doors.unwrap_or(&homes))
                }
                _ => self.random.pick(&homes),
            };
            let Some(home) = home.copied() else { return };
            let elder = number >= 2 && number % ELDERS == ELDERS - 1;
            let place = self.ground.id(home);
            let lives = self.ground.nodes.get(home).and_then(|node| node.parent);
            let lives = lives.and_then(|at| self.ground.id(at)).zip(place);
            let tie = self.random.pick(&["owner", "owner", "tenant", "family"]);
            let member = Member {
                name: if elder { self.names.elder() } else { self.names.anybody() },
                phone: (!elder).then(|| self.names.phone()),
                duty: Duty::Resident,
                home: place,
                tie: tie.unwrap_or(&"owner"),
                lives,
            };
            self.people.members.push(member);
        }
    }
}
