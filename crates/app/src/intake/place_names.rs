//! Places by the names that people write: `柳园小区1号楼`, with or without what contains it.

use std::collections::BTreeMap;

use linli_domain::place::Place;
use linli_kernel::{Code, PlaceId};

/// How many containing places can be written before a place's own name.
const MOST_ABOVE: usize = 5;

/// A district's places by everything that they may be called.
#[derive(Debug, Default)]
pub(super) struct PlaceNames {
    /// `None` for what several places are called.
    names: BTreeMap<String, Option<PlaceId>>,
}

impl PlaceNames {
    /// From a district's places; closed ones cannot be meant.
    pub(super) fn of(places: Vec<Place>) -> Self {
        let by_id: BTreeMap<PlaceId, &Place> = places.iter().map(|p| (p.id, p)).collect();
        let mut names: BTreeMap<String, Option<PlaceId>> = BTreeMap::new();
        for place in places.iter().filter(|place| place.closed_on.is_none()) {
            names.insert(place.id.to_string(), Some(place.id));
            let (mut name, mut above) = (folded(&place.name), place.parent);
            for _ in 0..MOST_ABOVE {
                names
                    .entry(name.clone())
                    .and_modify(|known| *known = known.filter(|known| *known == place.id))
                    .or_insert(Some(place.id));
                let Some(parent) = above.and_then(|id| by_id.get(&id)) else { break };
                name.insert_str(0, &folded(&parent.name));
                above = parent.parent;
            }
        }
        Self { names }
    }

    /// The place that is meant.
    ///
    /// # Errors
    /// `place-unknown`, or `place-ambiguous` for a name that several places have.
    pub(super) fn find(&self, word: &str) -> Result<PlaceId, Code> {
        match self.names.get(&folded(word)) {
            Some(Some(place)) => Ok(*place),
            Some(None) => Err(Code("place-ambiguous")),
            None => Err(Code("place-unknown")),
        }
    }
}

/// Without what people write between names: spaces, commas, enumeration commas, slashes, hyphens.
fn folded(name: &str) -> String {
    let between = |c: &char| {
        c.is_whitespace() || matches!(c, ',' | '\u{ff0c}' | '\u{3001}' | '/' | '-' | '\u{ff0d}')
    };
    name.chars().filter(|c| !between(c)).collect()
}

#[cfg(test)]
mod tests {
    use linli_playbook::Name;

    use super::*;

    fn place(id: i64, parent: Option<i64>, name: &str) -> Place {
        let id_of = |id| PlaceId::new(id).unwrap();
        Place {
            id: id_of(id),
            district: id_of(1),
            kind: Name::new("place").unwrap(),
            name: name.to_owned(),
            parent: parent.map(id_of),
            position: 0,
            households: 0,
            made_up: true,
            closed_on: None,
            version: 1,
        }
    }

    #[test]
    fn places_are_found_as_people_write_them() {
        let names = PlaceNames::of(vec![
            place(1, None, "清河区"),
            place(2, Some(1), "柳园社区"),
            place(3, Some(2), "柳园小区"),
            place(4, Some(3), "1号楼"),
            place(5, Some(2), "新东方"),
            place(6, Some(5), "1号楼"),
        ]);
        let table = [
            ("柳园小区1号楼", Ok(4)),
            ("柳园社区 柳园小区 1号楼", Ok(4)),
            ("新东方，1号楼", Ok(6)),
            ("柳园社区", Ok(2)),
            ("6", Ok(6)),
            ("1号楼", Err("place-ambiguous")),
            ("9号楼", Err("place-unknown")),
        ];
        for (word, wanted) in table {
            let found = names.find(word).map(PlaceId::get).map_err(|code| code.0);
            assert_eq!(found, wanted, "{word}");
        }
    }
}
