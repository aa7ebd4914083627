//! The whole district as it is laid out and listed: the article's figures, counted.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use linli_channels::{SystemClock, SystemEntropy};

use super::*;
use crate::demo::{data, people};

/// Communities that the article names.
const NAMED_COMMUNITIES: [&str; 3] = ["胜兴社区", "汇丰社区", "康居社区"];
/// Compounds that it names.
const NAMED_COMPOUNDS: [&str; 2] = ["帝纱富仕城", "新东方"];

/// The rows that `import places` reads, by kind.
fn listed(places: &Places, district: &District<'_>) -> BTreeMap<String, usize> {
    let table = table(places, district).unwrap();
    let mut reader = csv::Reader::from_reader(table.as_slice());
    let header = reader.headers().unwrap().clone();
    let kind = header.iter().position(|column| column == "kind").unwrap();
    let made_up = header.iter().position(|column| column == "made_up").unwrap();
    let mut counted = BTreeMap::new();
    for row in reader.records() {
        let row = row.unwrap();
        assert_eq!(&row[made_up], "1", "{row:?} is not marked as made up");
        *counted.entry(row[kind].to_owned()).or_default() += 1;
    }
    counted
}

#[test]
fn the_whole_district_has_the_articles_figures() {
    let places = data::places().unwrap();
    let district = lay_out(places, Size::FULL, &SystemEntropy::new(Arc::new(SystemClock), 0));
    let names: BTreeSet<&str> =
        district.communities.iter().map(|community| community.name.as_str()).collect();
    assert_eq!(names.len(), 25, "{names:?}");
    assert!(NAMED_COMMUNITIES.iter().all(|name| names.contains(name)), "{names:?}");
    // They are rows of the real list, with their streets and the county over them.
    let divisions = divisions(places, Size::FULL);
    let ends = |line: &&str| line.contains(&places.words.community_ending);
    assert_eq!(divisions.lines().filter(ends).count(), 25);
    assert!(divisions.lines().all(|line| DIVISIONS.contains(line)), "{divisions}");

    let listed = listed(places, &district);
    let count = |kind: &str| listed.get(kind).copied().unwrap_or(0);
    assert_eq!(count("compound"), 77);
    assert_eq!(count("yard"), 93);
    assert_eq!(count("facility:talk-point"), 68);
    assert_eq!(count("facility:hall"), 25);
    assert_eq!(count("grid"), 187);
    assert_eq!(count("facility:chat-group"), 187);
    assert_eq!(count("household"), 59_000);

    let sites = || district.communities.iter().flat_map(|community| &community.sites);
    let homes = |site: &Site<'_>| site.buildings.iter().map(|b| b.households).sum::<i64>();
    assert_eq!(sites().map(homes).sum::<i64>(), 59_000);
    for name in NAMED_COMPOUNDS {
        assert!(sites().any(|site| site.data.name == name && !site.is_yard), "{name}");
    }
    let named = sites().find(|site| site.data.name == NAMED_COMPOUNDS[1]).unwrap();
    assert_eq!(homes(named), 1_800);
    // Each grid has buildings of its own, and each building a grid of its community.
    for community in &district.communities {
        let grids: BTreeSet<PlaceId> = community.grids.iter().map(|(grid, _)| *grid).collect();
        let of_buildings: BTreeSet<PlaceId> =
            community.sites.iter().flat_map(|site| &site.buildings).map(|b| b.grid).collect();
        assert_eq!(grids, of_buildings, "{}", community.name);
    }

    let people = people::invent(places, &district, Size::FULL);
    let departments = people.bodies.iter().filter(|body| body.kind == "department");
    let departments: BTreeSet<&str> = departments.map(|body| body.name.as_str()).collect();
    assert_eq!(departments.len(), 18, "{departments:?}");
    for kind in ["property-company", "owners-committee", "utility"] {
        assert!(people.bodies.iter().any(|body| body.kind == kind), "{kind}");
    }
}

#[test]
fn a_part_of_the_district_is_a_small_whole() {
    let places = data::places().unwrap();
    let district =
        lay_out(places, Size { part: 20 }, &SystemEntropy::new(Arc::new(SystemClock), 0));
    assert_eq!(district.communities.len(), 1);
    let sites = &district.communities[0].sites;
    assert!(sites.iter().any(|site| site.data.anchor), "with the homes of the demo's accounts");
    assert!(sites.len() > 1 && listed(places, &district)["household"] < 6_000, "{}", sites.len());
}
