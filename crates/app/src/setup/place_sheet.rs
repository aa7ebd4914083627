//! The two tables of places that are read: the list of divisions as the statistics office
//! publishes it, and our own, which has everything and is also what is exported.

use std::collections::BTreeSet;

use linli_domain::{place::Crs, place_code::is_well_formed};
use linli_kernel::{Day, PlaceId, Text};
use linli_playbook::Name;

pub(super) use linli_domain::place_code::DIVISION;

use super::{
    pasted::table_day,
    sheet::{Line, Problem, Sheet},
};

/// The columns of the list of divisions (`data/divisions.csv`).
pub const DIVISIONS: &[&str] = &["locality", "code", "level", "name", "parent"];

/// The columns of our own table, in the order of an export.
pub const COLUMNS: &[&str] = &[
    "key",
    "parent",
    "kind",
    "name",
    "position",
    "households",
    "code",
    "grid",
    "closed_on",
    "made_up",
    "address",
    "hours",
    "host",
    "phone",
    "crs",
    "x",
    "y",
];

/// What stands before a facility's kind, so that it is not taken for a place's.
pub(super) const FACILITY: &str = "facility:";

/// Longest name or address, in characters.
const MAX_NAME: usize = 100;

/// How a row names itself or another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    /// `#…`: the id that the installation gave, as an export writes it.
    Id(PlaceId),
    /// Any other word: it holds within the file, or is an official code.
    Word(String),
}

/// What a row describes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// A place or a grid.
    Place(Name),
    /// A facility.
    Facility(Name),
}

/// One row, each cell checked by itself.
#[derive(Clone, Debug)]
pub(super) struct PlaceLine {
    pub(super) row: u64,
    pub(super) key: Option<Key>,
    pub(super) parent: Option<Key>,
    pub(super) kind: Kind,
    pub(super) name: String,
    pub(super) position: Option<i64>,
    pub(super) households: Option<i64>,
    /// Scheme and code.
    pub(super) codes: Vec<(String, String)>,
    pub(super) grid: Option<Key>,
    pub(super) closed_on: Option<Day>,
    pub(super) made_up: bool,
    pub(super) address: String,
    pub(super) hours: String,
    pub(super) host: String,
    pub(super) phone: Option<String>,
    /// The system, and both coordinates in its units.
    pub(super) at: Option<(Crs, i64, i64)>,
}

/// The rows of a table.
#[derive(Debug)]
pub(super) struct PlaceRows {
    /// Those whose cells could all be read.
    pub(super) lines: Vec<PlaceLine>,
    /// Every mistake in the cells.
    pub(super) problems: Vec<Problem>,
    /// How the rows name themselves that could not be read: what refers to them is not mistaken.
    pub(super) unread: BTreeSet<Key>,
}

/// Reads either table. `only` keeps the rows of the list of divisions whose code begins with it.
///
/// # Errors
/// Whatever keeps the table from being read row by row.
pub(super) fn read(bytes: &[u8], only: Option<&str>) -> Result<PlaceRows, Vec<Problem>> {
    // What the list of divisions does not have would be read by nobody: each has its own columns.
    let known = |header: &[String]| table_of(header);
    let sheet = Sheet::read_by_header(bytes, known, &["name"])?;
    let divisions = sheet.has("level");
    let needed: &[&str] = if divisions { &["code", "parent"] } else { &["kind"] };
    let missing = needed.iter().filter(|column| !sheet.has(column));
    let missing: Vec<Problem> =
        missing.map(|column| Problem::new(1, column, "column-missing")).collect();
    if !missing.is_empty() {
        return Err(missing);
    }
    let mut reader = Cells { sheet: &sheet, problems: Vec::new() };
    let kept = |line: &&Line| {
        !divisions || only.is_none_or(|start| sheet.cell(line, "code").starts_with(start))
    };
    let (mut lines, mut unread) = (Vec::new(), BTreeSet::new());
    for line in sheet.lines.iter().filter(kept) {
        let before = reader.problems.len();
        let read = if divisions { reader.division(line) } else { reader.place(line) };
        match read.filter(|_| reader.problems.len() == before) {
            Some(read) => lines.push(read),
            None => unread.extend(key_of(sheet.cell(line, if divisions { "code" } else { "key" }))),
        }
    }
    let Cells { mut problems, .. } = reader;
    problems.extend(sheet.problems);
    unread.extend(sheet.ragged.iter().flat_map(Line::cells).filter_map(key_of));
    Ok(PlaceRows { lines, problems, unread })
}

/// The columns of the table that a header is nearest to: in a table with columns of both, those are
/// wrong that are fewer. Only the list of divisions has levels, and ours never lacks kinds.
fn table_of(header: &[String]) -> &'static [&'static str] {
    let of =
        |known: &[&str]| header.iter().filter(|column| known.contains(&column.as_str())).count();
    let has = |wanted: &str| header.iter().any(|column| column == wanted);
    if has("level") && (!has("kind") || of(DIVISIONS) > of(COLUMNS)) { DIVISIONS } else { COLUMNS }
}

/// How a cell names a row, if it does.
fn key_of(cell: &str) -> Option<Key> {
    match cell.strip_prefix('#') {
        Some(id) => id.parse().ok().map(Key::Id),
        None => (!cell.is_empty()).then(|| Key::Word(cell.to_owned())),
    }
}

/// What people call a committee's area: 胜兴社区 and not 胜兴社区居民委员会, which is the committee.
/// The official code keeps the two together.
fn spoken(level: &str, name: &str) -> String {
    match name.strip_suffix("居民委员会") {
        Some(short) if level == "committee" && short.ends_with("社区") => short.to_owned(),
        _ => name.to_owned(),
    }
}

/// A decimal number with so many digits after the point; further ones are dropped.
fn decimal(cell: &str, digits: u32) -> Option<i64> {
    let (sign, plain) = cell.strip_prefix('-').map_or((1, cell), |plain| (-1, plain));
    let (whole, part) = plain.split_once('.').unwrap_or((plain, ""));
    let figures = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if !(1..=8).contains(&whole.len()) || !figures(whole) || !figures(part) {
        return None;
    }
    let digits = usize::try_from(digits).ok()?;
    let part: String = part.chars().chain(std::iter::repeat('0')).take(digits).collect();
    format!("{whole}{part}").parse::<i64>().ok().map(|number| sign * number)
}

/// A number with so many digits after the point, as [`decimal`] reads it.
pub(super) fn written(number: i64, digits: u32) -> String {
    let unit = 10_i64.pow(digits);
    let sign = if number < 0 { "-" } else { "" };
    let (whole, part) = ((number / unit).abs(), (number % unit).abs());
    let width = usize::try_from(digits).unwrap_or(0);
    format!("{sign}{whole}.{part:0width$}")
}

/// Reads cells and keeps what is wrong with them.
struct Cells<'s> {
    sheet: &'s Sheet,
    problems: Vec<Problem>,
}

impl Cells<'_> {
    fn wrong<T>(&mut self, line: &Line, column: &str, word: &'static str) -> Option<T> {
        self.problems.push(Problem::new(line.row, column, word));
        None
    }

    fn division(&mut self, line: &Line) -> Option<PlaceLine> {
        let level = self.sheet.cell(line, "level").to_owned();
        let kind = match level.as_str() {
            "county" => "district",
            "street" => "street",
            "committee" => "community",
            _ => return self.wrong(line, "level", "level-unknown"),
        };
        let kind = Name::new(kind).ok();
        let code = self.sheet.cell(line, "code").to_owned();
        let code = if is_well_formed(DIVISION, &code) {
            Some(code)
        } else {
            self.wrong(line, "code", "code-wrong")
        };
        let name = self.words(line, "name", true);
        let parent = self.sheet.cell(line, "parent");
        // Above the county stands the prefecture, which is no part of an installation.
        let parent = (level != "county").then(|| Key::Word(parent.to_owned()));
        let (kind, code, name) = (kind?, code?, name?);
        Some(PlaceLine {
            row: line.row,
            key: Some(Key::Word(code.clone())),
            parent,
            kind: Kind::Place(kind),
            name: spoken(&level, &name),
            position: None,
            households: None,
            codes: vec![(DIVISION.to_owned(), code)],
            grid: None,
            closed_on: None,
            made_up: false,
            address: String::new(),
            hours: String::new(),
            host: String::new(),
            phone: None,
            at: None,
        })
    }

    fn place(&mut self, line: &Line) -> Option<PlaceLine> {
        let kind = self.kind(line);
        let name = self.words(line, "name", true);
        let key = self.key(line, "key");
        let parent = self.key(line, "parent");
        let grid = self.key(line, "grid");
        let position = self.number(line, "position");
        let households = self.number(line, "households");
        let codes = self.codes(line);
        let closed_on = self.day(line);
        let made_up = self.flag(line);
        let at = self.at(line);
        let texts = ["address", "hours", "host", "phone"].map(|c| self.words(line, c, false));
        let [address, hours, host, phone] = texts.map(Option::unwrap_or_default);
        let (kind, name) = (kind?, name?);
        if parent.is_none() && matches!(kind, Kind::Facility(_)) {
            return self.wrong(line, "parent", "cell-required");
        }
        Some(PlaceLine {
            row: line.row,
            key,
            parent,
            kind,
            name,
            position,
            households,
            codes,
            grid,
            closed_on,
            made_up,
            address,
            hours,
            host,
            phone: Some(phone).filter(|phone| !phone.is_empty()),
            at,
        })
    }

    fn kind(&mut self, line: &Line) -> Option<Kind> {
        let cell = self.sheet.cell(line, "kind");
        if cell.is_empty() {
            return self.wrong(line, "kind", "cell-required");
        }
        let (facility, word) = match cell.strip_prefix(FACILITY) {
            Some(word) => (true, word),
            None => (false, cell),
        };
        match Name::new(word) {
            Ok(name) if facility => Some(Kind::Facility(name)),
            Ok(name) => Some(Kind::Place(name)),
            Err(_) => self.wrong(line, "kind", "kind-unknown"),
        }
    }

    fn words(&mut self, line: &Line, column: &str, required: bool) -> Option<String> {
        let cell = self.sheet.cell(line, column);
        if cell.is_empty() {
            return if required { self.wrong(line, column, "cell-required") } else { None };
        }
        match Text::<MAX_NAME>::new(cell) {
            Ok(text) => Some(text.into_string()),
            Err(error) => {
                let found = cell.chars().count();
                let problem = Problem::new(line.row, column, error.code().0);
                self.problems.push(problem.with("max", MAX_NAME).with("found", found));
                None
            }
        }
    }

    fn key(&mut self, line: &Line, column: &str) -> Option<Key> {
        let cell = self.sheet.cell(line, column);
        if cell.is_empty() {
            return None;
        }
        let Some(word) = cell.strip_prefix('#') else {
            return Some(Key::Word(cell.to_owned()));
        };
        match word.parse() {
            Ok(id) => Some(Key::Id(id)),
            Err(_) => self.wrong(line, column, "id-wrong"),
        }
    }

    fn number(&mut self, line: &Line, column: &str) -> Option<i64> {
        let cell = self.sheet.cell(line, column);
        match cell.parse::<i64>() {
            _ if cell.is_empty() => None,
            Ok(number) if (0..=10_000_000).contains(&number) => Some(number),
            _ => self.wrong(line, column, "number-wrong"),
        }
    }

    /// `370505001` (a division) or `grid:370505001001003`, several with spaces between them.
    fn codes(&mut self, line: &Line) -> Vec<(String, String)> {
        let mut codes = Vec::new();
        for word in self.sheet.cell(line, "code").split_whitespace() {
            let (scheme, code) = word.split_once(':').unwrap_or((DIVISION, word));
            let plain = |text: &str, most: usize| {
                let fits = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
                (1..=most).contains(&text.len()) && text.bytes().all(fits)
            };
            if plain(scheme, 24) && plain(code, 24) && is_well_formed(scheme, code) {
                codes.push((scheme.to_owned(), code.to_owned()));
            } else {
                let wrong = Problem::new(line.row, "code", "code-wrong").with("code", word);
                self.problems.push(wrong);
            }
        }
        codes
    }

    fn day(&mut self, line: &Line) -> Option<Day> {
        let day = table_day(self.sheet.cell(line, "closed_on"));
        day.unwrap_or_else(|word| self.wrong(line, "closed_on", word))
    }

    /// Where the place is: the system and both coordinates, or nothing of the three.
    fn at(&mut self, line: &Line) -> Option<(Crs, i64, i64)> {
        let [crs, x, y] = ["crs", "x", "y"].map(|column| self.sheet.cell(line, column));
        if [crs, x, y].iter().all(|cell| cell.is_empty()) {
            return None;
        }
        let Some(crs) = Crs::from_word(crs) else {
            return self.wrong(line, "crs", "crs-unknown");
        };
        let degrees = crs != Crs::Local;
        let x = decimal(x, crs.digits()).filter(|x| !degrees || x.abs() <= 1_800_000_000);
        let y = decimal(y, crs.digits()).filter(|y| !degrees || y.abs() <= 900_000_000);
        let x = x.or_else(|| self.wrong(line, "x", "coordinate-wrong"));
        let y = y.or_else(|| self.wrong(line, "y", "coordinate-wrong"));
        Some((crs, x?, y?))
    }

    fn flag(&mut self, line: &Line) -> bool {
        match self.sheet.cell(line, "made_up") {
            "" | "0" => false,
            "1" => true,
            _ => self.wrong(line, "made_up", "flag-wrong").unwrap_or(false),
        }
    }
}
