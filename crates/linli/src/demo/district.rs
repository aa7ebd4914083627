//! The demo district's places: real county, streets and communities, made-up ones below them.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use linli_app::ports::Entropy;
use linli_kernel::PlaceId;

use super::data::{Compound, DIVISIONS, Places, TalkPoint, Words};
use crate::failure::{Failed, Outcome};

/// The county's code in the list of divisions.
pub(crate) const COUNTY: &str = "370505";
/// Grids of the whole district, by the article.
const GRIDS: i64 = 187;
/// A dedicated grid worker answers for so many households.
const GRID_HOUSEHOLDS: i64 = 300;

/// How much of the district is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size {
    /// One part in so many: 1 is all of it.
    pub(crate) part: i64,
}

impl Size {
    /// The whole district.
    pub(crate) const FULL: Self = Self { part: 1 };

    /// So many of these, at least one.
    pub(crate) fn of(self, count: i64) -> i64 {
        (count / self.part.max(1)).max(1)
    }
}

/// A building.
#[derive(Clone, Debug)]
pub(crate) struct Building {
    pub(crate) id: PlaceId,
    pub(crate) households: i64,
    pub(crate) grid: PlaceId,
    /// Units with their households, as `(unit, households)`.
    pub(crate) units: Vec<(PlaceId, Vec<PlaceId>)>,
}

/// A compound or a yard.
#[derive(Clone, Debug)]
pub(crate) struct Site<'d> {
    pub(crate) id: PlaceId,
    pub(crate) is_yard: bool,
    pub(crate) data: &'d Compound,
    pub(crate) buildings: Vec<Building>,
    pub(crate) talk_points: Vec<PlaceId>,
}

/// A community.
#[derive(Clone, Debug)]
pub(crate) struct Community<'d> {
    pub(crate) code: &'d str,
    /// What people call it.
    pub(crate) name: String,
    pub(crate) sites: Vec<Site<'d>>,
    /// Grids, each with its chat group.
    pub(crate) grids: Vec<(PlaceId, PlaceId)>,
    pub(crate) hall: Option<PlaceId>,
}

/// The district, as far as it is made up.
#[derive(Debug)]
pub(crate) struct District<'d> {
    pub(crate) communities: Vec<Community<'d>>,
    /// The offices above the communities: code and name of the place that each is of.
    pub(crate) offices: Vec<(String, String)>,
}

/// The rows of the list of divisions that the demo imports: the county, the communities, and the
/// streets that they belong to. A part of the district begins with the anchor's community.
pub(crate) fn divisions(places: &Places, size: Size) -> String {
    let anchor = places.compound.iter().find(|compound| compound.anchor);
    let anchor = anchor.map_or("", |compound| compound.community.as_str());
    let rows: Vec<Vec<&str>> =
        DIVISIONS.lines().map(|line| line.split(',').collect::<Vec<_>>()).collect();
    let cell = |row: &[&'static str], at: usize| row.get(at).copied().unwrap_or_default();
    let communities = rows.iter().filter(|row| {
        cell(row, 1).starts_with(COUNTY) && cell(row, 3).ends_with(&places.words.community_ending)
    });
    let wanted = usize::try_from(size.of(25)).unwrap_or(usize::MAX);
    let mut communities: Vec<&Vec<&str>> = communities.collect();
    if size != Size::FULL {
        communities.sort_by_key(|row| cell(row, 1) != anchor);
    }
    communities.truncate(wanted);
    let streets: BTreeSet<&str> = communities.iter().map(|row| cell(row, 4)).collect();
    let kept = rows.iter().filter(|row| {
        cell(row, 2) == "level"
            || cell(row, 1) == COUNTY
            || (cell(row, 2) == "street" && streets.contains(cell(row, 1)))
            || communities.contains(row)
    });
    kept.fold(String::new(), |text, row| text + row.join(",").as_str() + "\n")
}

/// Lays out everything below the communities that `divisions` keeps.
pub(crate) fn lay_out<'d>(places: &'d Places, size: Size, entropy: &dyn Entropy) -> District<'d> {
    let kept = divisions(places, size);
    let codes = kept.lines().filter_map(|line| {
        let mut cells = line.split(',').skip(1);
        let (code, level) = (cells.next()?, cells.next()?);
        (level == "committee").then_some((code.to_owned(), cells.next()?.to_owned()))
    });
    let mut communities: Vec<Community<'d>> = Vec::new();
    for (code, name) in codes {
        let here = |one: &&'d Compound| one.community == code;
        let few = |count: usize| {
            let count = i64::try_from(count).unwrap_or(0);
            usize::try_from(size.of(count)).unwrap_or(1)
        };
        let compounds: Vec<&Compound> = places.compound.iter().filter(here).collect();
        let yards: Vec<&Compound> = places.yard.iter().filter(here).collect();
        let (some, others) = (few(compounds.len()), few(yards.len()));
        let mut compounds = compounds;
        compounds.sort_by_key(|compound| !compound.anchor);
        let sites = compounds.into_iter().take(some).map(|data| (false, data));
        let sites = sites.chain(yards.into_iter().take(others).map(|data| (true, data)));
        let Some(stored) = places.yard.iter().chain(&places.compound).find(|c| c.community == code)
        else {
            continue;
        };
        let sites = sites.map(|(is_yard, data)| site(places, data, is_yard, entropy)).collect();
        let spoken = name.strip_suffix(&places.words.committee_ending).unwrap_or(&name).to_owned();
        let hall = places.talk_hall.iter().any(|hall| hall.community == code);
        communities.push(Community {
            code: &stored.community,
            name: spoken,
            sites,
            grids: Vec::new(),
            hall: hall.then(|| id(entropy)),
        });
    }
    let total = if size == Size::FULL { Some(GRIDS) } else { None };
    draw_grids(&mut communities, total, entropy);
    District { communities, offices: offices(&kept) }
}

/// The streets and the county of these divisions.
fn offices(kept: &str) -> Vec<(String, String)> {
    let office = |line: &str| {
        let mut cells = line.split(',').skip(1);
        let (code, level, name) = (cells.next()?, cells.next()?, cells.next()?);
        (level == "street" || code == COUNTY).then(|| (code.to_owned(), name.to_owned()))
    };
    kept.lines().filter_map(office).collect()
}

fn id(entropy: &dyn Entropy) -> PlaceId {
    PlaceId::from_raw(entropy.id())
}

/// Splits a number into parts that differ by at most one.
fn split(total: i64, parts: i64) -> impl Iterator<Item = i64> {
    let parts = parts.max(1);
    (0..parts).map(move |part| total * (part + 1) / parts - total * part / parts)
}

fn site<'d>(
    places: &'d Places,
    data: &'d Compound,
    is_yard: bool,
    entropy: &dyn Entropy,
) -> Site<'d> {
    let site = id(entropy);
    let floors = data.floors.max(1);
    // Two homes on a landing, four where there is a lift.
    let landing = if data.lift { 4 } else { 2 };
    let buildings = split(data.households, data.buildings).map(|households| {
        let units = (households / (floors * landing)).max(1);
        let units = split(households, units)
            .map(|homes| (id(entropy), (0..homes).map(|_| id(entropy)).collect()));
        let units: Vec<(PlaceId, Vec<PlaceId>)> = units.collect();
        // Replaced by the grid that the building is drawn into.
        let building = id(entropy);
        Building { id: building, households, grid: building, units }
    });
    let here = |point: &&TalkPoint| !is_yard && point.compound == data.name;
    let talk_points = places.talk_point.iter().filter(here).map(|_| id(entropy)).collect();
    Site { id: site, is_yard, data, buildings: buildings.collect(), talk_points }
}

/// Draws each community's grids: as many as its households ask for, together as many as the
/// article counts, each a run of neighbouring buildings of about the same number of households.
fn draw_grids(communities: &mut [Community<'_>], total: Option<i64>, entropy: &dyn Entropy) {
    let households = |community: &Community<'_>| -> i64 {
        community.sites.iter().flat_map(|site| &site.buildings).map(|b| b.households).sum()
    };
    let counted: Vec<i64> = communities.iter().map(&households).collect();
    let all: i64 = counted.iter().sum();
    let wanted = total.unwrap_or((all / GRID_HOUSEHOLDS).max(1));
    // Largest remainders, so that the counts add up.
    let mut shares: Vec<(usize, i64, i64)> = counted
        .iter()
        .enumerate()
        .map(|(at, homes)| (at, homes * wanted / all.max(1), homes * wanted % all.max(1)))
        .collect();
    let given: i64 = shares.iter().map(|(_, share, _)| share).sum();
    shares.sort_by_key(|(_, _, rest)| std::cmp::Reverse(*rest));
    let left = usize::try_from(wanted - given).unwrap_or(0);
    for (_, share, _) in shares.iter_mut().take(left) {
        *share += 1;
    }
    for (at, share, _) in shares {
        if let Some(community) = communities.get_mut(at) {
            draw_grids_of(community, share.max(1), entropy);
        }
    }
}

fn draw_grids_of(community: &mut Community<'_>, count: i64, entropy: &dyn Entropy) {
    let total: i64 =
        community.sites.iter().flat_map(|site| &site.buildings).map(|b| b.households).sum();
    let grids: Vec<(PlaceId, PlaceId)> = (0..count).map(|_| (id(entropy), id(entropy))).collect();
    let mut before = 0;
    for building in community.sites.iter_mut().flat_map(|site| &mut site.buildings) {
        // The grid in which the middle of the building falls.
        let middle = before + building.households / 2;
        let at = usize::try_from(middle * count / total.max(1)).unwrap_or(0);
        if let Some((grid, _)) = grids.get(at).or(grids.last()) {
            building.grid = *grid;
        }
        before += building.households;
    }
    community.grids = grids;
}

/// The table that `import places` reads.
pub(crate) fn table(places: &Places, district: &District<'_>) -> Outcome<Vec<u8>> {
    let mut table = Table { writer: csv::Writer::from_writer(Vec::new()) };
    let header = [
        "key",
        "parent",
        "kind",
        "name",
        "position",
        "households",
        "code",
        "grid",
        "made_up",
        "address",
        "hours",
        "host",
        "phone",
        "crs",
        "x",
        "y",
    ];
    table.write(header.map(str::to_owned))?;
    let words = &places.words;
    let names: BTreeMap<&str, &str> =
        places.talk_hall.iter().map(|hall| (hall.community.as_str(), hall.name.as_str())).collect();
    for (number, (code, name)) in district.offices.iter().enumerate() {
        let mut row = Row::office(code, Words::of(&words.office, name));
        row.hours.clone_from(&words.office_hours);
        // Made up: no number of Dongying begins with 0.
        row.phone = format!("0546-00001{:02}", number + 1);
        table.row(row)?;
    }
    for (place, community) in district.communities.iter().enumerate() {
        for (number, (grid, group)) in community.grids.iter().enumerate() {
            let name = words.grid(&community.name, number + 1);
            let code = format!("grid:{}{:03}", community.code, number + 1);
            let homes = community.sites.iter().flat_map(|site| &site.buildings);
            let homes: i64 = homes.filter(|b| b.grid == *grid).map(|b| b.households).sum();
            let mut row = Row::place(*grid, community.code, "grid", name.clone());
            row.households = homes;
            row.code = code;
            table.row(row)?;
            let name = Words::of(&words.chat_group, &name);
            let mut row = Row::facility(*group, *grid, "chat-group", name);
            row.host.clone_from(&words.chat_group_host);
            row.hours.clone_from(&words.chat_group_hours);
            table.row(row)?;
        }
        if let (Some(hall), Some(name)) = (community.hall, names.get(community.code)) {
            let data = places.talk_hall.iter().find(|hall| hall.community == community.code);
            let mut row = Row::facility(hall, hall, "hall", (*name).to_owned());
            row.parent = community.code.to_owned();
            row.address = data.map(|hall| hall.address.clone()).unwrap_or_default();
            row.hours = data.map(|hall| hall.hours.clone()).unwrap_or_default();
            row.host.clone_from(&words.talk_hall_host);
            // Made up: no number of Dongying begins with 0.
            row.phone = format!("0546-00000{:02}", place + 1);
            table.row(row)?;
        }
        for (number, site) in (0..).zip(&community.sites) {
            site_rows(&mut table, places, community, (number, site))?;
        }
    }
    table.writer.into_inner().map_err(|error| broken(&error))
}

fn site_rows(
    table: &mut Table,
    places: &Places,
    community: &Community<'_>,
    (turn, site): (i64, &Site<'_>),
) -> Outcome<()> {
    let kind = if site.is_yard { "yard" } else { "compound" };
    let mut row = Row::place(site.id, community.code, kind, site.data.name.clone());
    row.households = site.buildings.iter().map(|building| building.households).sum();
    let grids: BTreeSet<PlaceId> = site.buildings.iter().map(|building| building.grid).collect();
    let whole = grids.first().filter(|_| grids.len() == 1).copied();
    row.grid = whole.map(|grid| format!("#{grid}")).unwrap_or_default();
    table.row(row)?;
    let points = places.talk_point.iter().filter(|point| point.compound == site.data.name);
    for (id, point) in site.talk_points.iter().zip(points) {
        let mut row = Row::facility(*id, site.id, "talk-point", point.name.clone());
        row.hours = point.hours.clone();
        row.host = point.host.clone();
        row.address = site.data.name.clone();
        table.row(row)?;
    }
    for (number, building) in site.buildings.iter().enumerate() {
        let parent = format!("#{}", site.id);
        let name = Words::numbered(&places.words.building, number + 1);
        let mut row = Row::place(building.id, &parent, "building", name);
        row.households = building.households;
        row.at = Some(stands(turn, i64::try_from(number).unwrap_or(0)));
        if whole.is_none() {
            row.grid = format!("#{}", building.grid);
        }
        table.row(row)?;
        for (unit_number, (unit, homes)) in building.units.iter().enumerate() {
            let parent = format!("#{}", building.id);
            let name = Words::numbered(&places.words.unit, unit_number + 1);
            let mut row = Row::place(*unit, &parent, "unit", name);
            row.households = i64::try_from(homes.len()).unwrap_or(0);
            table.row(row)?;
            let parent = format!("#{unit}");
            let landing = if site.data.lift { 4 } else { 2 };
            for (at, home) in homes.iter().enumerate() {
                let door = format!("{}{:02}", at / landing + 1, at % landing + 1);
                let mut row = Row::place(*home, &parent, "household", door);
                row.households = 1;
                table.row(row)?;
            }
        }
    }
    Ok(())
}

/// Where a building stands, in metres: compounds four to a row, their buildings in rows of four. As
/// made up as the building.
const fn stands(site: i64, building: i64) -> (i64, i64) {
    let (east, north) = (site % 4 * 280 + building % 4 * 60, site / 4 * 260 + building / 4 * 45);
    (east + (site * 7 + building * 3) % 9, north + (site * 5 + building * 7) % 11)
}

struct Table {
    writer: csv::Writer<Vec<u8>>,
}

impl Table {
    fn write<const N: usize>(&mut self, cells: [String; N]) -> Outcome<()> {
        self.writer.write_record(cells).map_err(|error| broken(&error))
    }

    fn row(&mut self, row: Row) -> Outcome<()> {
        let Row {
            key,
            parent,
            kind,
            name,
            households,
            code,
            grid,
            address,
            hours,
            host,
            phone,
            at,
        } = row;
        let crs = at.map(|_| "local".to_owned()).unwrap_or_default();
        let (x, y) = at.map(|(x, y)| (x.to_string(), y.to_string())).unwrap_or_default();
        let made_up = "1".to_owned();
        let (position, households) = (String::new(), households.to_string());
        self.write([
            key, parent, kind, name, position, households, code, grid, made_up, address, hours,
            host, phone, crs, x, y,
        ])
    }
}

pub(super) fn broken(error: &dyn std::fmt::Display) -> crate::failure::Failure {
    Failed::BrokenData { file: "demo.csv", said: error.to_string() }.into()
}

struct Row {
    key: String,
    parent: String,
    kind: String,
    name: String,
    households: i64,
    code: String,
    grid: String,
    address: String,
    hours: String,
    host: String,
    phone: String,
    /// Metres to the east and north.
    at: Option<(i64, i64)>,
}

impl Row {
    fn place(id: PlaceId, parent: &str, kind: &str, name: String) -> Self {
        Self::keyed(format!("#{id}"), parent, kind, name)
    }

    fn keyed(key: String, parent: &str, kind: &str, name: String) -> Self {
        let empty = String::new;
        Self {
            key,
            parent: parent.to_owned(),
            kind: kind.to_owned(),
            name,
            households: 0,
            code: empty(),
            grid: empty(),
            address: empty(),
            hours: empty(),
            host: empty(),
            phone: empty(),
            at: None,
        }
    }

    /// Where a street or the district is reached by telephone.
    fn office(code: &str, name: String) -> Self {
        Self::keyed(format!("phone:{code}"), code, "facility:phone", name)
    }

    fn facility(id: PlaceId, place: PlaceId, kind: &str, name: String) -> Self {
        Self::place(id, &format!("#{place}"), &format!("facility:{kind}"), name)
    }
}
