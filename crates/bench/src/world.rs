//! The district that is measured: made of tables by the same use-cases as a real one.

use std::fmt::Write as _;

use linli_app::{
    App, AppError,
    account::{self, Administrator, Invite},
    setup::{self, Import, Published},
};
use linli_kernel::{PersonId, PlaceId};

const NAMES: &str = include_str!("../data/names.txt");
/// What residents write.
const TEXTS: &str = include_str!("../data/texts.txt");
const PLAYBOOK: &str = include_str!("../../../playbooks/kenli/kenli.kdl");
const CALENDARS: [&str; 2] = [
    include_str!("../../../data/calendar/2025.toml"),
    include_str!("../../../data/calendar/2026.toml"),
];
/// The scheme under which the tables number their rows.
const SCHEME: &str = "bench";

/// Two communities of two grids, each grid one compound.
pub(crate) const COMMUNITIES: usize = 2;
const GRIDS_EACH: usize = 2;
/// Grids of the district.
pub(crate) const GRIDS: usize = COMMUNITIES * GRIDS_EACH;
const BUILDINGS_EACH: usize = 8;
const UNITS_EACH: usize = 2;
const HOMES_EACH: usize = 12;
/// Residents with an account, one to a home, as many in each grid.
pub(crate) const RESIDENTS: usize = 64;

/// A resident with a session.
#[derive(Clone, Debug)]
pub(crate) struct Resident {
    /// Their home.
    pub(crate) home: PlaceId,
    /// A bearer token.
    pub(crate) token: String,
}

/// The district.
#[derive(Clone, Debug)]
pub(crate) struct World {
    /// The residents; number `n` lives in grid `n % GRIDS`.
    pub(crate) residents: Vec<Resident>,
    /// A bearer token of the worker of the first grid.
    pub(crate) worker: String,
    /// The whole of it, for its dashboard.
    pub(crate) district: PlaceId,
}

fn name(row: usize) -> &'static str {
    NAMES.lines().nth(row).unwrap_or_default()
}

/// The words of the n-th report.
pub(crate) fn words(number: usize) -> &'static str {
    let count = TEXTS.lines().count().max(1);
    TEXTS.lines().nth(number % count).unwrap_or_default()
}

/// Rows of the table of places, with the code of each.
struct Places {
    table: String,
    rows: usize,
}

impl Places {
    fn new() -> Self {
        let head = "key,parent,kind,name,position,households,code,grid,made_up";
        Self { table: format!("{head}\n"), rows: 0 }
    }

    fn add(
        &mut self,
        parent: &str,
        kind: &str,
        name: &str,
        (households, grid): (usize, &str),
    ) -> String {
        self.rows += 1;
        let row = self.rows;
        // Writing into a String cannot fail.
        let _ = writeln!(
            self.table,
            "p{row},{parent},{kind},{name},{row},{households},{SCHEME}:{row},{grid},1"
        );
        format!("p{row}")
    }
}

/// The code of a row by its key.
fn code(key: &str) -> String {
    format!("{SCHEME}:{}", key.trim_start_matches('p'))
}

/// The tables, and where posts and homes are, by key.
struct Plan {
    places: String,
    district: String,
    street: String,
    communities: Vec<String>,
    grids: Vec<String>,
    compounds: Vec<String>,
    /// The homes of each grid.
    homes: Vec<Vec<String>>,
}

fn lay_out() -> Plan {
    let mut places = Places::new();
    let district = places.add("", "district", name(0), (0, ""));
    let street = places.add(&district, "street", name(1), (0, ""));
    let (mut communities, mut grids, mut compounds, mut homes) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for community in 0..COMMUNITIES {
        let called = format!("{}{}", community + 1, name(2));
        let community = places.add(&street, "community", &called, (0, ""));
        for grid in 0..GRIDS_EACH {
            let number = communities.len() * GRIDS_EACH + grid + 1;
            let grid = places.add(&community, "grid", &format!("{number}{}", name(3)), (0, ""));
            let all = BUILDINGS_EACH * UNITS_EACH * HOMES_EACH;
            let called = format!("{number}{}", name(4));
            let compound = places.add(&community, "compound", &called, (all, ""));
            homes.push(homes_of(&mut places, &compound, &grid));
            grids.push(grid);
            compounds.push(compound);
        }
        communities.push(community);
    }
    Plan { places: places.table, district, street, communities, grids, compounds, homes }
}

fn homes_of(places: &mut Places, compound: &str, grid: &str) -> Vec<String> {
    let mut homes = Vec::new();
    for building in 1..=BUILDINGS_EACH {
        let called = format!("{building}{}", name(5));
        let building = places.add(compound, "building", &called, (0, grid));
        for unit in 1..=UNITS_EACH {
            let unit = places.add(&building, "unit", &format!("{unit}{}", name(6)), (0, ""));
            for home in 1..=HOMES_EACH {
                let floor = home.div_ceil(2) * 100;
                let called = format!("{}", floor + home % 2 + 1);
                homes.push(places.add(&unit, "household", &called, (1, "")));
            }
        }
    }
    homes
}

/// The key of the n-th resident's home.
fn home_of(plan: &Plan, resident: usize) -> Option<&String> {
    let homes = plan.homes.get(resident % GRIDS)?;
    // Spread over the buildings of the compound.
    homes.get((resident / GRIDS) * (homes.len() * GRIDS / RESIDENTS).max(1))
}

fn phone(number: usize) -> String {
    format!("199{number:08}")
}

/// Telephones: residents from 0, grid workers from here, then community workers.
const WORKERS_FROM: usize = 1_000;

fn staff(plan: &Plan) -> String {
    let mut table = "organisation,kind,parent,organisation_phone,serves,made_up,name,phone,role,\
         place,household,tie,filled,from,to\n"
        .to_owned();
    let mut post = |phone: String, role: &str, place: &str| {
        let row = format!(",,,,,,{},{phone},{role},{},,,,2025-01-01,", name(8), code(place));
        let _ = writeln!(table, "{row}");
    };
    let mut next = WORKERS_FROM;
    let mut number = || {
        next += 1;
        phone(next - 1)
    };
    plan.grids.iter().for_each(|grid| post(number(), "grid-worker", grid));
    for community in &plan.communities {
        post(number(), "community-worker", community);
        post(number(), "community-secretary", community);
    }
    post(number(), "street-office", &plan.street);
    post(number(), "coordinator", &plan.district);
    for compound in &plan.compounds {
        let company = format!("{}{}", name(9), compound);
        let (phone, place) = (number(), code(compound));
        let row =
            format!("{company},property-company,,,{place},1,{},{phone},,,,,,2025-01-01,", name(8));
        let _ = writeln!(table, "{row}");
    }
    let (phone_number, place) = (number(), code(&plan.district));
    let _ = writeln!(
        table,
        "{},department,,,{place},1,{},{phone_number},,,,,,2025-01-01,",
        name(10),
        name(8)
    );
    for resident in 0..RESIDENTS {
        let home = home_of(plan, resident).map(|home| code(home)).unwrap_or_default();
        let phone = phone(resident);
        let _ = writeln!(table, ",,,,,,{},{phone},,,{home},owner,,2025-01-01,", name(7));
    }
    table
}

fn whole(import: Import) -> Result<Option<PlaceId>, AppError> {
    match import.problems.first() {
        None => Ok(import.districts.first().copied()),
        Some(problem) => Err(AppError::Internal(format!("a table is not taken: {problem:?}"))),
    }
}

/// Builds the district in an empty installation.
///
/// # Errors
/// [`AppError`] if a table, the playbook or a calendar is not taken.
pub(crate) async fn build(app: &App) -> Result<World, AppError> {
    let by = Administrator::Operator;
    let missing = |what: &str| AppError::Internal(format!("{what} is not there"));
    for notice in CALENDARS {
        setup::import_calendar(app, by, notice).await?;
    }
    let published = setup::publish_playbook(app, by, "kenli.kdl", PLAYBOOK, false).await?;
    let Published::Stored { key, version, .. } = published else {
        return Err(AppError::Internal(format!("the playbook is not taken: {published:?}")));
    };
    let plan = lay_out();
    let import = setup::import_places(app, by, plan.places.as_bytes(), None, false).await?;
    let district = whole(import)?.ok_or_else(|| missing("the district"))?;
    setup::bind_playbook(app, by, district, &key, version).await?;
    whole(setup::import_staff(app, by, staff(&plan).as_bytes(), false).await?)?;
    // Offices sign in with a password; a matter is given only to whom the program can let in.
    let offices = COMMUNITIES * 2 + 2;
    for office in 0..offices {
        let person = find(app, &phone(WORKERS_FROM + GRIDS + office)).await?;
        let username = format!("office-{office}");
        let invite = Invite { person: Some(person), username, ..Invite::default() };
        account::invite(app, by, &invite).await?;
    }
    let mut residents = Vec::new();
    for number in 0..RESIDENTS {
        let key = home_of(&plan, number).ok_or_else(|| missing("a home"))?;
        let today = app.now().day();
        let row = key.trim_start_matches('p');
        let home = app.snapshot().await?.place_by_code(SCHEME, row, today).await?;
        let home = home.ok_or_else(|| missing("a home"))?.id;
        residents.push(Resident { home, token: token(app, &phone(number)).await? });
    }
    Ok(World { residents, worker: token(app, &phone(WORKERS_FROM)).await?, district })
}

async fn find(app: &App, phone: &str) -> Result<PersonId, AppError> {
    let hash = app.vault.hash("phone", phone);
    let found = app.snapshot().await?.person_by_phone(&hash).await?;
    Ok(found.ok_or_else(|| AppError::Internal(format!("nobody has {phone}")))?.id)
}

async fn token(app: &App, phone: &str) -> Result<String, AppError> {
    let person = find(app, phone).await?;
    Ok(setup::operator_session(app, person).await?.token)
}
