//! The table of people: organisations, posts, and who lives where.

use linli_domain::{
    person::{Phone, Tie},
    post::Filled,
};
use linli_kernel::{Day, Text};
use linli_playbook::Name;

use super::{
    pasted::table_day,
    sheet::{Line, Problem, Sheet},
};

/// The columns, in the order in which the documentation gives them.
pub const COLUMNS: &[&str] = &[
    "organisation",
    "kind",
    "parent",
    "organisation_phone",
    "serves",
    "made_up",
    "name",
    "phone",
    "role",
    "place",
    "household",
    "tie",
    "filled",
    "published",
    "from",
    "to",
];

const MAX_PERSON: usize = 40;
const MAX_NAME: usize = 100;

/// An organisation as a row names or describes it.
#[derive(Clone, Debug)]
pub(super) struct OrganisationCells {
    pub(super) name: String,
    /// Needed where the organisation is new.
    pub(super) kind: Option<Name>,
    pub(super) parent: Option<String>,
    pub(super) phone: Option<String>,
    /// Place references; `None` leaves what is known, and for a new one means the district.
    pub(super) serves: Option<Vec<String>>,
    pub(super) made_up: bool,
}

/// A person as a row names them.
#[derive(Clone, Debug)]
pub(super) struct PersonCells {
    pub(super) name: String,
    pub(super) phone: Option<Phone>,
}

/// One row, each cell checked by itself.
#[derive(Clone, Debug)]
pub(super) struct StaffLine {
    pub(super) row: u64,
    pub(super) organisation: Option<OrganisationCells>,
    pub(super) person: Option<PersonCells>,
    /// Role and place reference.
    pub(super) post: Option<(Name, String)>,
    /// Household reference and tie.
    pub(super) household: Option<(String, Tie)>,
    pub(super) filled: Filled,
    /// Whether the holder agreed that name and telephone are shown; nothing leaves what is known.
    pub(super) published: Option<bool>,
    pub(super) from: Option<Day>,
    pub(super) to: Option<Day>,
}

/// Reads the table: its rows, with nothing for a cell that could not be read, and every mistake in
/// the cells.
///
/// # Errors
/// Whatever keeps the table from being read row by row.
pub(super) fn read(bytes: &[u8]) -> Result<(Vec<StaffLine>, Vec<Problem>), Vec<Problem>> {
    let sheet = Sheet::read(bytes, COLUMNS, &[])?;
    let mut cells = Cells { sheet: &sheet, problems: Vec::new() };
    let lines: Vec<StaffLine> = sheet.lines.iter().map(|line| cells.line(line)).collect();
    let Cells { mut problems, .. } = cells;
    problems.extend(sheet.problems);
    Ok((lines, problems))
}

struct Cells<'s> {
    sheet: &'s Sheet,
    problems: Vec<Problem>,
}

impl<'s> Cells<'s> {
    fn wrong<T>(&mut self, line: &Line, column: &str, word: &'static str) -> Option<T> {
        self.problems.push(Problem::new(line.row, column, word));
        None
    }

    fn given<'l>(&self, line: &'l Line, column: &str) -> Option<&'l str>
    where
        's: 'l,
    {
        Some(self.sheet.cell(line, column)).filter(|cell| !cell.is_empty())
    }

    fn line(&mut self, line: &Line) -> StaffLine {
        let organisation = self.organisation(line);
        let person = self.person(line);
        let post = self.post(line);
        let household = self.household(line);
        let filled = match self.given(line, "filled") {
            None => Filled::Appointed,
            Some(word) => Filled::from_word(word)
                .or_else(|| self.wrong(line, "filled", "word-unknown"))
                .unwrap_or(Filled::Appointed),
        };
        let published = match self.given(line, "published") {
            None => None,
            Some("0") => Some(false),
            Some("1") => Some(true),
            Some(_) => self.wrong(line, "published", "flag-wrong"),
        };
        let (from, to) = (self.day(line, "from"), self.day(line, "to"));
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            self.problems.push(Problem::new(line.row, "to", "ends-before-start"));
        }
        if person.is_none() && (post.is_some() || household.is_some()) {
            self.problems.push(Problem::new(line.row, "name", "cell-required"));
        }
        if organisation.is_none() && post.is_none() && household.is_none() {
            self.problems.push(Problem::new(line.row, "", "row-says-nothing"));
        }
        if organisation.is_some() && post.is_some() {
            // A post is at a place or in an organisation; the two would be two queues.
            self.problems.push(Problem::new(line.row, "organisation", "post-twice"));
        }
        StaffLine {
            row: line.row,
            organisation,
            person,
            post,
            household,
            filled,
            published,
            from,
            to,
        }
    }

    fn words<const MAX: usize>(&mut self, line: &Line, column: &str) -> Option<String> {
        let cell = self.given(line, column)?;
        match Text::<MAX>::new(cell) {
            Ok(text) => Some(text.into_string()),
            Err(error) => {
                let found = cell.chars().count();
                let problem = Problem::new(line.row, column, error.code().0);
                self.problems.push(problem.with("max", MAX).with("found", found));
                None
            }
        }
    }

    fn organisation(&mut self, line: &Line) -> Option<OrganisationCells> {
        let name = self.words::<MAX_NAME>(line, "organisation");
        let kind = match self.given(line, "kind").map(Name::new) {
            Some(Err(_)) => self.wrong(line, "kind", "kind-unknown"),
            Some(Ok(kind)) => Some(kind),
            None => None,
        };
        let parent = self.words::<MAX_NAME>(line, "parent");
        let phone = self.words::<40>(line, "organisation_phone");
        let serves = self.given(line, "serves");
        let serves = serves.map(|cell| {
            cell.split(';').map(|word| word.trim().to_owned()).filter(|w| !w.is_empty()).collect()
        });
        let made_up = match self.given(line, "made_up") {
            None | Some("0") => false,
            Some("1") => true,
            Some(_) => self.wrong(line, "made_up", "flag-wrong").unwrap_or(false),
        };
        let Some(name) = name else {
            if kind.is_some() || serves.is_some() {
                self.problems.push(Problem::new(line.row, "organisation", "cell-required"));
            }
            return None;
        };
        Some(OrganisationCells { name, kind, parent, phone, serves, made_up })
    }

    fn person(&mut self, line: &Line) -> Option<PersonCells> {
        let name = self.words::<MAX_PERSON>(line, "name");
        let phone = match self.given(line, "phone").map(Phone::parse) {
            Some(None) => self.wrong(line, "phone", "phone-wrong"),
            Some(Some(phone)) => Some(phone),
            None => None,
        };
        let without = |column| self.given(line, column).is_none();
        if !without("name") && without("phone") && without("household") {
            // Staff sign in by it; only who lives somewhere can be without one.
            self.problems.push(Problem::new(line.row, "phone", "cell-required"));
        }
        Some(PersonCells { name: name?, phone })
    }

    fn post(&mut self, line: &Line) -> Option<(Name, String)> {
        let role = self.given(line, "role");
        let place = self.given(line, "place");
        match (role.map(Name::new), place) {
            (None, None) => None,
            (Some(Ok(role)), Some(place)) => Some((role, place.to_owned())),
            (Some(Err(_)), _) => self.wrong(line, "role", "role-unknown"),
            (None, Some(_)) => self.wrong(line, "role", "cell-required"),
            (Some(Ok(_)), None) => self.wrong(line, "place", "cell-required"),
        }
    }

    fn household(&mut self, line: &Line) -> Option<(String, Tie)> {
        let household = self.given(line, "household")?.to_owned();
        let tie = match self.given(line, "tie") {
            None => Some(Tie::Family),
            Some(word) => Tie::from_word(word).or_else(|| self.wrong(line, "tie", "word-unknown")),
        };
        Some((household, tie?))
    }

    fn day(&mut self, line: &Line, column: &str) -> Option<Day> {
        let day = table_day(self.sheet.cell(line, column));
        day.unwrap_or_else(|word| self.wrong(line, column, word))
    }
}
