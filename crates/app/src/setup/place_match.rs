//! Which place a row means: one that is known already, or a new one, under which parent.

use std::collections::{BTreeMap, BTreeSet};

use linli_domain::place::{Facility, GridMember, Place, PlaceCode, Position};
use linli_kernel::{Day, PlaceId};
use linli_playbook::Name;

use super::{
    place_sheet::{DIVISION, Key, Kind, PlaceLine},
    sheet::Problem,
};
use crate::ports::{Entropy, Gazetteer};

/// Everything known about places so far, looked up in the ways in which rows name them.
pub(super) struct Known {
    pub(super) places: BTreeMap<PlaceId, Place>,
    pub(super) facilities: BTreeMap<PlaceId, Facility>,
    /// Codes that hold on the day of the import, by scheme and code.
    pub(super) codes: BTreeMap<(String, String), PlaceCode>,
    /// Grid rows that hold on the day of the import, by what belongs to the grid.
    pub(super) grids: BTreeMap<PlaceId, GridMember>,
    pub(super) positions: BTreeMap<PlaceId, Position>,
    by_name: BTreeMap<(Option<PlaceId>, Name, String), PlaceId>,
    facility_by_name: BTreeMap<(PlaceId, Name, String), PlaceId>,
}

impl Known {
    pub(super) fn new(gazetteers: Vec<Gazetteer>, today: Day) -> Self {
        let mut known = Self {
            places: BTreeMap::new(),
            facilities: BTreeMap::new(),
            codes: BTreeMap::new(),
            grids: BTreeMap::new(),
            positions: BTreeMap::new(),
            by_name: BTreeMap::new(),
            facility_by_name: BTreeMap::new(),
        };
        let holds = |from: Day, to: Option<Day>| from <= today && to.is_none_or(|to| today <= to);
        for gazetteer in gazetteers {
            for code in gazetteer.codes.into_iter().filter(|c| holds(c.valid_from, c.valid_to)) {
                known.codes.insert((code.scheme.clone(), code.code.clone()), code);
            }
            let members = gazetteer.grid_members.into_iter();
            for member in members.filter(|m| holds(m.valid_from, m.valid_to)) {
                known.grids.insert(member.place, member);
            }
            let positions = gazetteer.positions.into_iter();
            known.positions.extend(positions.map(|position| (position.place, position)));
            for place in gazetteer.places {
                let name = (place.parent, place.kind.clone(), place.name.clone());
                known.by_name.insert(name, place.id);
                known.places.insert(place.id, place);
            }
            for facility in gazetteer.facilities {
                let name = (facility.place, facility.kind.clone(), facility.name.clone());
                known.facility_by_name.insert(name, facility.id);
                known.facilities.insert(facility.id, facility);
            }
        }
        known
    }

    fn by_code(&self, scheme: &str, code: &str) -> Option<PlaceId> {
        self.codes.get(&(scheme.to_owned(), code.to_owned())).map(|code| code.place)
    }
}

/// A row and what it means.
pub(super) struct Matched {
    pub(super) line: PlaceLine,
    pub(super) id: PlaceId,
    pub(super) parent: Option<PlaceId>,
    pub(super) district: PlaceId,
}

/// Finds out what every row means, and which do not lead anywhere; parents come before what they
/// contain. What lies under a row that is `unread` waits until that one is put right, and its key
/// joins them.
pub(super) fn matched(
    known: &Known,
    lines: Vec<PlaceLine>,
    unread: &mut BTreeSet<Key>,
    entropy: &dyn Entropy,
) -> (Vec<Matched>, Vec<Problem>) {
    let mut matching = Matching {
        known,
        entropy,
        keys: BTreeMap::new(),
        found: BTreeMap::new(),
        meant: BTreeSet::new(),
        named: BTreeSet::new(),
        problems: Vec::new(),
        matched: Vec::with_capacity(lines.len()),
        unread: std::mem::take(unread),
    };
    matching.keep_keys(&lines);
    let mut waiting = lines;
    loop {
        let before = waiting.len();
        waiting = waiting.into_iter().filter_map(|line| matching.place(line)).collect();
        if waiting.is_empty() || waiting.len() == before {
            break;
        }
    }
    for line in &waiting {
        // Every parent of these is in the file, and none of them can be placed first.
        matching.problems.push(Problem::new(line.row, "parent", "parent-ring"));
    }
    *unread = matching.unread;
    (matching.matched, matching.problems)
}

struct Matching<'k> {
    known: &'k Known,
    entropy: &'k dyn Entropy,
    /// Rows by the keys that they give themselves.
    keys: BTreeMap<Key, u64>,
    /// What those keys turned out to mean, with the district.
    found: BTreeMap<Key, (PlaceId, PlaceId)>,
    /// Places that a row already describes.
    meant: BTreeSet<PlaceId>,
    /// Names under a parent that a row without an id already gives.
    named: BTreeSet<(Option<PlaceId>, Kind, String)>,
    problems: Vec<Problem>,
    matched: Vec<Matched>,
    /// Keys of rows that mean nothing before they are put right.
    unread: BTreeSet<Key>,
}

impl Matching<'_> {
    fn keep_keys(&mut self, lines: &[PlaceLine]) {
        for line in lines {
            let Some(key) = &line.key else { continue };
            if let Some(first) = self.keys.insert(key.clone(), line.row) {
                let twice = Problem::new(line.row, "key", "key-twice").with("first", first);
                self.problems.push(twice);
            }
        }
    }

    /// Places a row whose parent is known; gives back one that has to wait for its parent.
    fn place(&mut self, line: PlaceLine) -> Option<PlaceLine> {
        let parent = match &line.parent {
            None => None,
            Some(key) if self.unread.contains(key) => {
                self.unread.extend(line.key);
                return None;
            }
            Some(key) => match self.resolve(key) {
                Some(found) => Some(found),
                None if self.keys.contains_key(key) => return Some(line),
                None => {
                    self.problems.push(Problem::new(line.row, "parent", "parent-unknown"));
                    // Its own rows below need not all be reported too.
                    self.unread.extend(line.key);
                    return None;
                }
            },
        };
        let parent_id = parent.map(|(id, _)| id);
        let existing = self.existing(&line, parent_id);
        let id = existing.unwrap_or_else(|| match &line.key {
            Some(Key::Id(id)) => *id,
            _ => PlaceId::from_raw(self.entropy.id()),
        });
        let own_id = matches!(line.key, Some(Key::Id(_)));
        let name = (parent_id, line.kind.clone(), line.name.clone());
        let named_before = !own_id && !self.named.insert(name);
        if !self.meant.insert(id) || named_before {
            self.problems.push(Problem::new(line.row, "name", "place-twice"));
        }
        let district = parent.map_or(id, |(_, district)| district);
        if let Some(key) = &line.key {
            self.found.insert(key.clone(), (id, district));
        }
        self.matched.push(Matched { line, id, parent: parent_id, district });
        None
    }

    /// The place and district that a key means: a row of this file before what is known already.
    fn resolve(&self, key: &Key) -> Option<(PlaceId, PlaceId)> {
        if let Some(found) = self.found.get(key) {
            return Some(*found);
        }
        if self.keys.contains_key(key) {
            return None;
        }
        let id = match key {
            Key::Id(id) => *id,
            Key::Word(word) => {
                let (scheme, code) = word.split_once(':').unwrap_or((DIVISION, word));
                self.known.by_code(scheme, code)?
            }
        };
        self.known.places.get(&id).map(|place| (place.id, place.district))
    }

    /// The known place or facility that a row describes: by its id, its official code, or its
    /// name under its parent.
    fn existing(&self, line: &PlaceLine, parent: Option<PlaceId>) -> Option<PlaceId> {
        let known = self.known;
        let by_id = match &line.key {
            Some(Key::Id(id)) => Some(*id),
            _ => None,
        };
        match &line.kind {
            Kind::Facility(kind) => {
                let name = (parent?, kind.clone(), line.name.clone());
                let by_id = by_id.filter(|id| known.facilities.contains_key(id));
                by_id.or_else(|| known.facility_by_name.get(&name).copied())
            }
            Kind::Place(kind) => {
                let name = (parent, kind.clone(), line.name.clone());
                let by_code = || line.codes.iter().find_map(|(s, code)| known.by_code(s, code));
                let by_id = by_id.filter(|id| known.places.contains_key(id));
                let named = || known.by_name.get(&name).copied();
                // An unknown id is a place of another installation that keeps its id here.
                let new_id = matches!(line.key, Some(Key::Id(_)));
                by_id.or_else(by_code).or_else(|| if new_id { None } else { named() })
            }
        }
    }
}
