//! Places 地点: one tree by containment, grids as an overlay, facilities in it.

use linli_kernel::{Day, PlaceId};
use linli_playbook::{Name, Playbook, model::ToBase};

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

    /// Whether there are people there to whom something may be said: a home is nobody's but its own.
    #[must_use]
    pub fn has_public(&self) -> bool {
        self.kind != *HOUSEHOLD
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

/// In which system coordinates were given. They are kept as received.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Crs {
    /// CGCS2000, of official surveys.
    Cgcs2000,
    /// WGS-84, of telephones.
    Wgs84,
    /// GCJ-02, of Chinese map services.
    Gcj02,
    /// BD-09, of Baidu.
    Bd09,
    /// A local plane in metres.
    Local,
}

impl Crs {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Cgcs2000, Self::Wgs84, Self::Gcj02, Self::Bd09, Self::Local];

    /// The stored word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Cgcs2000 => "cgcs2000",
            Self::Wgs84 => "wgs84",
            Self::Gcj02 => "gcj02",
            Self::Bd09 => "bd09",
            Self::Local => "local",
        }
    }

    /// From the stored word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|crs| crs.word() == word)
    }

    /// How many digits after the point are kept: degrees to a centimetre, metres to a millimetre.
    #[must_use]
    pub const fn digits(self) -> u32 {
        match self {
            Self::Local => 3,
            _ => 7,
        }
    }
}

/// Where a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The place.
    pub place: PlaceId,
    /// The system.
    pub crs: Crs,
    /// Longitude in ten-millionths of a degree, or millimetres to the east.
    pub x: i64,
    /// Latitude in ten-millionths of a degree, or millimetres to the north.
    pub y: i64,
}

/// Metres of a degree of latitude, and of longitude at the equator.
const DEGREE_M: i128 = 111_320;
const DEGREE: i128 = 10_000_000;
const SCALE: i128 = 1_000_000_000;

impl Position {
    /// Metres to the east and north on a plane that is true within a community; positions on one
    /// plane share the system and the latitude (in the position's own unit) that it is laid at.
    #[must_use]
    pub fn metres(&self, at_latitude: i64) -> (i64, i64) {
        let (x, y) = (i128::from(self.x), i128::from(self.y));
        let (east, north) = match self.crs {
            Crs::Local => (x / 1_000, y / 1_000),
            _ => (x * DEGREE_M / DEGREE * cosine(at_latitude) / SCALE, y * DEGREE_M / DEGREE),
        };
        (i64::try_from(east).unwrap_or(0), i64::try_from(north).unwrap_or(0))
    }
}

/// The cosine of a latitude, in billionths: whole numbers, so that it is the same everywhere.
fn cosine(latitude: i64) -> i128 {
    let radians = i128::from(latitude) * 3_141_592_654 / 180 / DEGREE;
    let square = radians * radians / SCALE;
    let fourth = square * square / SCALE;
    let sixth = fourth * square / SCALE;
    let eighth = sixth * square / SCALE;
    SCALE - square / 2 + fourth / 24 - sixth / 720 + eighth / 40_320
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
/// The kind of place that people live in, a home 住户; every playbook ends its containment with it.
pub const HOUSEHOLD: &str = "household";
/// The kind of place that the grid planner puts into grids as a whole: a building 楼栋.
pub const BUILDING: &str = "building";

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

    /// The place at the base 社区 in the chain, if it reaches down to one.
    #[must_use]
    pub fn at_base(&self, playbook: &Playbook) -> Option<&Place> {
        self.0.iter().find(|place| playbook.to_base(&place.kind) == Some(ToBase::At))
    }

    /// Where the public part of the chain begins: the compound or yard (the kinds on the rung of the
    /// compound; where the playbook has no such kind below the base, those directly below it), else
    /// the place at the base, else the top. A public page never names anything finer.
    #[must_use]
    pub fn public_from(&self, playbook: &Playbook) -> usize {
        let rungs = &playbook.containment;
        let inside = |kind: &Name| playbook.to_base(kind) == Some(ToBase::Inside);
        let compounds = rungs.iter().find(|rung| rung.iter().any(|kind| *kind == *COMPOUND));
        let compounds = compounds.filter(|rung| rung.iter().all(inside));
        let below = || rungs.iter().find(|rung| rung.iter().any(inside));
        let of = |kinds: &[Name]| self.0.iter().position(|place| kinds.contains(&place.kind));
        let finest = compounds.or_else(below).and_then(|kinds| of(kinds));
        let base = || of(playbook.base_kinds());
        finest.or_else(base).unwrap_or(self.0.len().saturating_sub(1))
    }

    /// The public part of the chain.
    #[must_use]
    pub fn public_part(&self, playbook: &Playbook) -> Self {
        Self(self.0.iter().skip(self.public_from(playbook)).cloned().collect())
    }

    /// The compound or yard in which something here is told, or the community where it lies in neither:
    /// where the public part of the chain begins.
    #[must_use]
    pub fn told_in(&self, playbook: &Playbook) -> Option<PlaceId> {
        self.0.get(self.public_from(playbook)).map(|place| place.id)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_become_metres() {
        let place = PlaceId::new(1).unwrap();
        let at = |x, y| Position { place, crs: Crs::Cgcs2000, x, y };
        // Kenli lies at 37.6° north: a thousandth of a degree is 88 m to the east, 111 m to the north.
        let latitude = 376_000_000;
        let (east, north) = at(1_185_500_000, latitude).metres(latitude);
        let (further_east, further_north) = at(1_185_510_000, latitude + 10_000).metres(latitude);
        assert_eq!((further_east - east, further_north - north), (88, 111));
        let local = Position { place, crs: Crs::Local, x: 12_345, y: -6_000 };
        assert_eq!(local.metres(0), (12, -6));
        for (degrees, expected) in [(0, 1_000_000_000), (600_000_000, 500_000_000)] {
            assert!((cosine(degrees) - expected).abs() < 50_000, "{degrees}");
        }
    }

    #[test]
    fn systems_are_read_as_they_are_written() {
        for crs in Crs::ALL {
            assert_eq!(Crs::from_word(crs.word()), Some(crs));
        }
    }
}
