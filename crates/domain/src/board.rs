//! Notice boards 公示牌: who answers for the people of a grid, a building or a unit, what they do
//! and whom to call, as it hangs at the door.
//!
//! Owns what a board shows given the holders' consent, and how a printed one is compared with
//! what is true today. Must never show a name or number whose holder did not agree. Source:
//! mission A2 2.6 (names and phones of the three chiefs; water, power, gas and other service
//! phones); personal information only by consent, PIPL articles 13 and 25 [C].

mod number;
mod part;

pub use number::{
    Inherited, MAX_HOURS, MAX_NAME, MAX_OTHERS, MAX_PHONE, ServiceKind, ServiceNumber,
    ServiceSheet, inherited, service_phone,
};
pub use part::{Part, changed};

use std::collections::BTreeMap;

use linli_kernel::{Day, Moment, PersonId, PlaceId};
use linli_playbook::{
    Name, Playbook,
    engine::Holder,
    model::{Label, Role, ToBase},
};

/// Of the chiefs below a board's own place, so many stand on it: more do not fit a sheet in type
/// that is read at a door.
pub const MAX_BELOW: usize = 24;

/// Everything that a board shows.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Board {
    /// The place at which it hangs.
    pub place: PlaceId,
    /// That place's name.
    pub name: String,
    /// The address down to it.
    pub address: String,
    /// The posts over the place, its own first.
    pub posts: Vec<Line>,
    /// The posts of what it contains, at most [`MAX_BELOW`].
    pub below: Vec<Line>,
    /// Whether more posts are filled below than stand on it.
    pub more_below: bool,
    /// What the posts do.
    pub duties: Vec<DutyList>,
    /// Service numbers, its own and inherited ones.
    pub numbers: Vec<Inherited>,
    /// What is called where nobody can be called in person.
    pub contact: Option<String>,
}

/// One post on a board.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Line {
    /// The role.
    pub role: Name,
    /// What it is called.
    pub label: Label,
    /// Where.
    pub place: PlaceId,
    /// That place's name.
    pub place_name: String,
    /// Those who have it and agreed to be named.
    pub named: Vec<Named>,
    /// Whether somebody has it who did not agree.
    pub unnamed: bool,
    /// Who stands in, while nobody has it.
    pub stand_in: Option<Label>,
}

/// Somebody who agreed to be named.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Named {
    /// The name.
    pub name: String,
    /// The telephone, if there is one.
    pub phone: Option<String>,
}

/// What one or several posts do, who do the same.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct DutyList {
    /// The roles.
    pub roles: Vec<Name>,
    /// What they are called.
    pub labels: Vec<Label>,
    /// The duties, in order.
    pub lines: Vec<Label>,
}

/// Somebody who has a post, as the rows say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldPost {
    /// Whether they agreed to be named.
    pub published: bool,
    /// The name, if it was told and not erased.
    pub name: Option<String>,
    /// The telephone, if there is one.
    pub phone: Option<String>,
}

impl Line {
    /// The line of a role at a place, given who has it. A name and number stand there only where
    /// the holder agreed; whoever did not is "somebody", and the service number is called.
    #[must_use]
    pub fn new(
        (role, declared): (&Name, &Role),
        (place, place_name): (PlaceId, &str),
        held: Vec<HeldPost>,
        stand_in: Option<Label>,
    ) -> Self {
        let mut line = Self {
            role: role.clone(),
            label: declared.label.clone(),
            place,
            place_name: place_name.to_owned(),
            named: Vec::new(),
            unnamed: false,
            stand_in: stand_in.filter(|_| held.is_empty()),
        };
        for HeldPost { published, name, phone } in held {
            match name.filter(|_| published) {
                Some(name) => line.named.push(Named { name, phone }),
                None => line.unnamed = true,
            }
        }
        line.named.sort_by(|one, other| one.name.cmp(&other.name));
        line
    }

    /// Whether nobody has the post.
    #[must_use]
    pub fn is_vacant(&self) -> bool {
        self.named.is_empty() && !self.unnamed
    }

    /// Whether a reader needs another number than the holder's.
    #[must_use]
    pub fn needs_contact(&self) -> bool {
        self.named.iter().all(|named| named.phone.is_none())
    }
}

/// The roles that stand on notice boards: those with duties; where no role has any, those of grids
/// and of everything else inside the base.
#[must_use]
pub fn roles(playbook: &Playbook) -> Vec<(&Name, &Role)> {
    let declared = playbook.roles.values().any(|role| !role.duties.lines.is_empty());
    let shown = |role: &Role| match declared {
        true => !role.duties.lines.is_empty(),
        false => playbook.to_base(&role.at) == Some(ToBase::Inside),
    };
    playbook.roles.iter().filter(|(_, role)| shown(role)).collect()
}

/// Whether a notice board hangs at places of this kind: inside the base, where a post stands that
/// boards show.
#[must_use]
pub fn hangs_at(playbook: &Playbook, kind: &Name) -> bool {
    playbook.to_base(kind) == Some(ToBase::Inside)
        && roles(playbook).iter().any(|(_, role)| role.at == *kind)
}

/// The duties of these roles, each list once, in the order of the roles.
#[must_use]
pub fn duties<'r>(roles: impl IntoIterator<Item = (&'r Name, &'r Role)>) -> Vec<DutyList> {
    let mut lists: Vec<DutyList> = Vec::new();
    for (name, role) in roles {
        let lines = &role.duties.lines;
        let known = lists.iter_mut().find(|list| list.lines == *lines);
        match known {
            _ if lines.is_empty() => {}
            Some(list) if list.roles.contains(name) => {}
            Some(list) => {
                list.roles.push(name.clone());
                list.labels.push(role.label.clone());
            }
            None => lists.push(DutyList {
                roles: vec![name.clone()],
                labels: vec![role.label.clone()],
                lines: lines.clone(),
            }),
        }
    }
    lists
}

/// A board that was printed and hung: what it showed, as hashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HungBoard {
    /// The place at which it hangs.
    pub place: PlaceId,
    /// Its district.
    pub district: PlaceId,
    /// The place over it that grids lie under (a community): boards are listed by it.
    pub gridded: PlaceId,
    /// That place's name, which stands in the address.
    pub gridded_name: String,
    /// Every part that it showed with a keyed hash of its words.
    pub parts: BTreeMap<String, String>,
    /// The first day on which it has to be looked at whatever changes: a post ends or begins.
    pub look_again_on: Option<Day>,
    /// When it was printed.
    pub hung_at: Moment,
    /// Who hung it.
    pub hung_by: PersonId,
    /// For which post.
    pub hung_as: Holder,
    /// Row version.
    pub version: i64,
}

/// What a board was made from: while all of these are as they were, it is still true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    /// What kind of thing.
    pub kind: SourceKind,
    /// Its id.
    pub id: i64,
    /// How it was: a version, a count or an id, as the kind says.
    pub state: i64,
}

/// Kinds of [`Source`], with what their state is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SourceKind {
    /// A place: its version, which also rises when a post there is filled or ends.
    Place,
    /// What a place contains: how many are open.
    Below,
    /// Which grid a place belongs to by itself: the grid's id, or 0.
    Member,
    /// What belongs to a grid: how many rows.
    Covered,
    /// A post: its version (consent is given and taken back there).
    Post,
    /// A person: the version (name, telephone).
    Person,
    /// A place's service numbers: the version, or 0.
    Sheet,
    /// A place's facilities: the sum of their versions.
    Facilities,
    /// A district's playbook: the binding's version.
    Binding,
}

impl SourceKind {
    /// The stored word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Place => "place",
            Self::Below => "below",
            Self::Member => "member",
            Self::Covered => "covered",
            Self::Post => "post",
            Self::Person => "person",
            Self::Sheet => "sheet",
            Self::Facilities => "facilities",
            Self::Binding => "binding",
        }
    }
}

impl Board {
    /// Every part with its words, for comparing two states of a board. What a reader sees is in
    /// exactly one of them.
    #[must_use]
    pub fn parts(&self) -> BTreeMap<Part, String> {
        let mut parts = BTreeMap::from([(Part::Place, part::words([&self.address, &self.name]))]);
        for line in self.posts.iter().chain(&self.below) {
            let part = Part::Post { role: line.role.clone(), place: line.place };
            parts.insert(part, part::post_words(line));
        }
        if self.more_below {
            parts.insert(Part::MoreBelow, String::new());
        }
        for list in &self.duties {
            for role in &list.roles {
                let lines = list.lines.iter().flat_map(part::label_words);
                parts.insert(Part::Duties(role.clone()), part::words(lines));
            }
        }
        for Inherited { number, .. } in &self.numbers {
            let part = Part::Number(number.kind, number.other_name().to_owned());
            let shown = [&number.name, &number.phone, &number.hours];
            parts.insert(part, part::words(shown));
        }
        if let Some(contact) = &self.contact {
            parts.insert(Part::Contact, contact.clone());
        }
        parts
    }
}

#[cfg(test)]
mod tests;
