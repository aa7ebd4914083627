//! The demo district's organisations and people: every post filled, residents in their homes.

use linli_kernel::PlaceId;

use super::{
    data::{Places, Words},
    district::{COUNTY, Community, District, Site, Size, broken},
    names::Names,
    random::Random,
};
use crate::failure::Outcome;

/// An organisation of the demo.
#[derive(Clone, Debug)]
pub(crate) struct Body {
    /// `department.enforcement`, `utility.heat`, `property-company`, `owners-committee` …: how
    /// the stories name it.
    pub(crate) key: String,
    pub(crate) kind: String,
    pub(crate) name: String,
    /// Place references of the import; empty: the whole district.
    pub(crate) serves: Vec<String>,
}

/// What somebody does.
#[derive(Clone, Debug)]
pub(crate) enum Duty {
    /// A role at a place, by a reference of the import.
    Post(String, String),
    /// Answers for an organisation.
    Body(usize),
    /// Just lives here.
    Resident,
}

/// Somebody.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) phone: Option<String>,
    pub(crate) duty: Duty,
    pub(crate) home: Option<PlaceId>,
    pub(crate) tie: &'static str,
    /// The place at which their matters are: building and unit of the home.
    pub(crate) lives: Option<(PlaceId, PlaceId)>,
}

/// Everybody.
#[derive(Debug)]
pub(crate) struct People {
    pub(crate) bodies: Vec<Body>,
    pub(crate) members: Vec<Member>,
}

/// Residents who are known to the program at full size.
const RESIDENTS: i64 = 1_500;

/// Invents everybody.
pub(crate) fn invent(places: &Places, district: &District<'_>, size: Size) -> People {
    let mut inventing = Inventing {
        names: Names::new(places),
        random: Random::new("people"),
        people: People { bodies: Vec::new(), members: Vec::new() },
    };
    inventing.bodies(places, district);
    let streets: std::collections::BTreeSet<&str> =
        district.communities.iter().filter_map(|community| community.code.get(..9)).collect();
    for _ in 0..2 {
        inventing.post("coordinator", COUNTY);
    }
    for street in streets {
        for _ in 0..2 {
            inventing.post("street-office", street);
        }
    }
    for community in &district.communities {
        inventing.community(community);
    }
    inventing.residents(district, size);
    inventing.people
}

struct Inventing<'d> {
    names: Names<'d>,
    random: Random,
    people: People,
}

impl Inventing<'_> {
    fn member(&mut self, duty: Duty) {
        let member = Member {
            name: self.names.anybody(),
            phone: Some(self.names.phone()),
            duty,
            home: None,
            tie: "",
            lives: None,
        };
        self.people.members.push(member);
    }

    fn post(&mut self, role: &'static str, place: &str) {
        self.member(Duty::Post(role.to_owned(), place.to_owned()));
    }

    fn body(&mut self, key: String, kind: &'static str, name: String, serves: Vec<String>) {
        let kind = kind.to_owned();
        self.people.bodies.push(Body { key, kind, name, serves });
        self.member(Duty::Body(self.people.bodies.len() - 1));
    }

    fn bodies(&mut self, places: &Places, district: &District<'_>) {
        let everywhere = Vec::new;
        for body in &places.department {
            let key = format!("department.{}", body.key);
            self.body(key, "department", body.name.clone(), everywhere());
        }
        for body in &places.utility {
            let key = format!("utility.{}", body.key);
            self.body(key, "utility", body.name.clone(), everywhere());
        }
        let named = |key: &str| places.organisation.iter().find(|body| body.key == key);
        if let Some(body) = named("supervising") {
            let name = body.name.clone();
            self.body("supervising".to_owned(), "supervising-party", name, everywhere());
        }
        if let Some(body) = named("mediation") {
            let name = body.name.clone();
            self.body("mediation".to_owned(), "mediation-committee", name, everywhere());
        }
        let sites = || district.communities.iter().flat_map(|community| &community.sites);
        for company in &places.property_company {
            let runs = |site: &&Site<'_>| site.data.company.as_ref() == Some(&company.key);
            let serves: Vec<String> =
                sites().filter(runs).map(|site| format!("#{}", site.id)).collect();
            if !serves.is_empty() {
                let key = "property-company".to_owned();
                self.body(key, "property-company", company.name.clone(), serves);
            }
        }
        for site in sites().filter(|site| site.data.owners_committee) {
            let name = Words::of(&places.words.owners_committee, &site.data.name);
            let serves = vec![format!("#{}", site.id)];
            self.body("owners-committee".to_owned(), "owners-committee", name, serves);
        }
        for community in &district.communities {
            let name = Words::of(&places.words.paired_unit, &community.name);
            let serves = vec![community.code.to_owned()];
            self.body("paired-unit".to_owned(), "paired-unit", name, serves);
        }
        self.former_works(places, district);
    }

    /// The units that had to find their former workers in the allowance case, which took more
    /// than fifty parties; all of them serve the anchor's community.
    fn former_works(&mut self, places: &Places, district: &District<'_>) {
        let has_anchor =
            |community: &&Community<'_>| community.sites.iter().any(|site| site.data.anchor);
        let Some(community) = district.communities.iter().find(has_anchor) else { return };
        for number in 0..38_usize {
            let road = places.street_names.get(number % places.street_names.len().max(1));
            let words = &places.words;
            let is_first = number < places.street_names.len();
            let pattern = if is_first { &words.former_works } else { &words.former_works_second };
            let name = Words::of(pattern, road.map_or("", String::as_str));
            let serves = vec![community.code.to_owned()];
            self.body("former-works".to_owned(), "paired-unit", name, serves);
        }
    }

    fn community(&mut self, community: &Community<'_>) {
        let here = community.code;
        self.post("community-secretary", here);
        for (role, count) in
            [("community-worker", 3), ("mediator", 2), ("resident-representative", 3)]
        {
            (0..count).for_each(|_| self.post(role, here));
        }
        for (grid, _) in &community.grids {
            self.post("grid-worker", &format!("#{grid}"));
        }
        for site in &community.sites {
            if !site.is_yard {
                let place = format!("#{}", site.id);
                self.post("compound-secretary", &place);
                (0..2).for_each(|_| self.post("deliberator", &place));
            }
            self.chiefs(site);
        }
    }

    /// Chiefs live where they are chiefs.
    fn chiefs(&mut self, site: &Site<'_>) {
        for building in &site.buildings {
            for (number, (unit, homes)) in building.units.iter().enumerate() {
                let is_first = number == 0;
                if is_first {
                    self.post("building-chief", &format!("#{}", building.id));
                    self.settle(homes.get(1), building.id, *unit);
                }
                if is_first || self.random.percent(20) {
                    self.post("unit-chief", &format!("#{unit}"));
                    self.settle(homes.get(2), building.id, *unit);
                }
            }
        }
    }

    /// Gives whoever came last a home.
    fn settle(&mut self, home: Option<&PlaceId>, building: PlaceId, unit: PlaceId) {
        if let Some(member) = self.people.members.last_mut() {
            member.home = home.copied();
            member.tie = "owner";
            member.lives = Some((building, unit));
        }
    }

    fn residents(&mut self, district: &District<'_>, size: Size) {
        let sites: Vec<&Site<'_>> =
            district.communities.iter().flat_map(|community| &community.sites).collect();
        let anchor: Vec<&Site<'_>> =
            sites.iter().filter(|site| site.data.anchor).copied().collect();
        let total = usize::try_from(size.of(RESIDENTS)).unwrap_or(1);
        for number in 0..total.max(40) {
            // The demo's own residents come first; a fifth of the others live beside them.
            let near = number < 8 || self.random.percent(8);
            let from = if near && !anchor.is_empty() { &anchor } else { &sites };
            let Some(site) = self.random.pick(from).copied() else { continue };
            let building =
                if number < 2 { site.buildings.first() } else { self.random.pick(&site.buildings) };
            let Some(building) = building else { continue };
            let unit =
                if number < 2 { building.units.first() } else { self.random.pick(&building.units) };
            let Some((unit, homes)) = unit else { continue };
            let home = if number < 2 { homes.get(number + 3) } else { self.random.pick(homes) };
            let Some(home) = home.or(homes.first()) else { continue };
            // Every seventh is somebody without a telephone of their own.
            let elder = number >= 2 && number % 7 == 6;
            let member = Member {
                name: if elder { self.names.elder() } else { self.names.anybody() },
                phone: (!elder).then(|| self.names.phone()),
                duty: Duty::Resident,
                home: Some(*home),
                tie: self.random.pick(&["owner", "owner", "tenant", "family"]).unwrap_or(&"owner"),
                lives: Some((building.id, *unit)),
            };
            self.people.members.push(member);
        }
    }
}

/// Whom of Kenli's people residents call first.
pub(crate) const CALLED_FIRST: [&str; 3] = ["grid-worker", "building-chief", "unit-chief"];
/// Made up like all others: no line of the district begins so.
pub(crate) const OFFICE_PHONES: &str = "0546-0";

/// The table that `import staff` reads; `called` are the roles whose holders residents call first, and
/// `phones` what the made-up numbers of organisations begin with.
pub(crate) fn table(people: &People, called: &[&str], phones: &str) -> Outcome<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = [
        "organisation",
        "kind",
        "organisation_phone",
        "serves",
        "made_up",
        "name",
        "phone",
        "role",
        "place",
        "household",
        "tie",
        "published",
    ];
    writer.write_record(header).map_err(|error| broken(&error))?;
    for member in &people.members {
        let phone = member.phone.as_deref().unwrap_or_default();
        let home = member.home.map(|home| format!("#{home}")).unwrap_or_default();
        let tie = if member.home.is_some() { member.tie } else { "" };
        let (mut organisation, mut kind, mut serves): (&str, &str, _) = ("", "", String::new());
        let mut public_phone = String::new();
        let (mut role, mut place): (&str, &str) = ("", "");
        match &member.duty {
            Duty::Body(at) => {
                if let Some(body) = people.bodies.get(*at) {
                    (organisation, kind) = (&body.name, &body.kind);
                    serves = body.serves.join(";");
                    public_phone = format!("{phones}{:06}", 100_000 + at);
                }
            }
            Duty::Post(post, at) => (role, place) = (post, at),
            Duty::Resident => {}
        }
        let made_up = if organisation.is_empty() { "" } else { "1" };
        // Whoever residents call first agreed to be named, but for every fifth of them.
        let named = called.contains(&role);
        let agreed = named && !phone.ends_with(['4', '9']);
        let cells = [
            organisation,
            kind,
            &public_phone,
            &serves,
            made_up,
            &member.name,
            phone,
            role,
            place,
            &home,
            tie,
            if agreed { "1" } else { "" },
        ];
        writer.write_record(cells).map_err(|error| broken(&error))?;
    }
    writer.into_inner().map_err(|error| broken(&error))
}
