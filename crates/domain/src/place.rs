//! Places 地点: one tree by containment, grids as an overlay, facilities in it.

use linli_kernel::{Day, PlaceId};
use linli_playbook::{Name, Playbook};

/// A node of the tree, or a grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its own stable id; official codes stand beside it as [`PlaceCode`].
    pub id: PlaceId,
    /// The district that it belongs to: the unit of binding, numbering and sharding.
    pub district: PlaceId,
    /// Its kind, from the playbook (district, street, community, compound …, grid).
    pub kind: Name,
    /// What people call it.
    pub name: String,
    /// What contains it; `None` for the top. A grid's parent is its community.
    pub parent: Option<PlaceId>,
    /// Where it stands among its siblings, from 0.
    pub position: i64,
    /// How many households it has, counted or declared.
    pub households: i64,
    /// Made up for a demonstration.
    pub made_up: bool,
    /// A place is visible in choices until it is closed.
    pub closed_on: Option<Day>,
    /// Row version; also raised when a post at this place is filled or ends, since decisions rely
    /// on who is there.
    pub version: i64,
}

impl Place {
    /// Whether people choose it on the way down the tree: it is not closed, and no grid, which lies
    /// over other places and contains none.
    #[must_use]
    pub fn is_choice(&self) -> bool {
        self.closed_on.is_none() && self.kind != *"grid"
    }
}

/// An official code of a place, for a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceCode {
    /// The place.
    pub place: PlaceId,
    /// The scheme (`division` for the statistical 6, 9 and 12 digits, `grid` for 15).
    pub scheme: String,
    /// The code: digits as text.
    pub code: String,
    /// First day.
    pub valid_from: Day,
    /// Last day, if it is no longer valid.
    pub valid_to: Option<Day>,
}

/// A dated row of the overlay: this place (a building, a compound, a yard) belongs to this grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GridMember {
    /// The grid.
    pub grid: PlaceId,
    /// What belongs to it, everything below included.
    pub place: PlaceId,
    /// First day.
    pub valid_from: Day,
    /// Last day.
    pub valid_to: Option<Day>,
}

/// Somewhere people go or write to: a talk hall 说事厅, a talk point 说事点, a chat group 说事群.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facility {
    /// Its id, from the same numbers as places, so that `/q/…` can name either.
    pub id: PlaceId,
    /// The place that it serves.
    pub place: PlaceId,
    /// Its kind: a channel's name in the playbook (`hall`, `talk-point`, `chat-group`).
    pub kind: Name,
    /// What people call it.
    pub name: String,
    /// Where it is, in words.
    pub address: String,
    /// When somebody listens there, in words.
    pub hours: String,
    /// Who hosts it, in words (an office, not a person's private name).
    pub host: String,
    /// A public telephone of the office, if there is one.
    pub phone: Option<String>,
    /// Row version.
    pub version: i64,
}

/// The kind that the publicity `compound` is named after.
const COMPOUND: &str = "compound";

/// The places over a place on a day, from the place itself up to the district; its grid stands
/// before its community.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chain(pub Vec<Place>);

impl Chain {
    /// The place of this kind, if there is one.
    #[must_use]
    pub fn of_kind(&self, kind: &str) -> Option<&Place> {
        self.0.iter().find(|place| place.kind == *kind)
    }

    /// Whether the chain passes through the place.
    #[must_use]
    pub fn contains(&self, place: PlaceId) -> bool {
        self.0.iter().any(|p| p.id == place)
    }

    /// Where the public part of the chain begins: the compound or yard (the kinds that the
    /// playbook puts directly below the places that have grids; where none has, those on the rung of
    /// the compound), else the place that has grids, else the top. A public page never names anything
    /// finer.
    #[must_use]
    pub fn public_from(&self, playbook: &Playbook) -> usize {
        let rungs = &playbook.containment;
        let gridded = playbook.grids_under.as_ref();
        let above = rungs.iter().position(|rung| gridded.is_some_and(|kind| rung.contains(kind)));
        let compounds = || rungs.iter().find(|rung| rung.iter().any(|kind| *kind == *COMPOUND));
        let finest = match above {
            Some(above) => rungs.get(above + 1),
            None => compounds(),
        };
        let of = |kinds: &Vec<Name>| self.0.iter().position(|place| kinds.contains(&place.kind));
        let gridded = || above.and_then(|above| rungs.get(above)).and_then(of);
        finest.and_then(of).or_else(gridded).unwrap_or(self.0.len().saturating_sub(1))
    }

    /// The public part of the chain.
    #[must_use]
    pub fn public_part(&self, playbook: &Playbook) -> Self {
        Self(self.0.iter().skip(self.public_from(playbook)).cloned().collect())
    }

    /// The name from the community (or what there is) down to the place, as an address.
    #[must_use]
    pub fn address(&self, from_kind: &str) -> String {
        let mut parts: Vec<&str> = Vec::new();
        for place in self.0.iter().filter(|p| p.kind != *"grid") {
            parts.push(&place.name);
            if place.kind == *from_kind {
                break;
            }
        }
        parts.reverse();
        parts.concat()
    }
}
