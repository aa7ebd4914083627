//! Orders of other systems in bulk: a table pasted from a spreadsheet, or a file, checked whole
//! before the first row is taken in.

use std::collections::BTreeMap;

use linli_domain::policy::{self, Action};
use linli_kernel::{Code, PlaceId};
use linli_playbook::{Name, Playbook, engine::Holder, model::Label};

use super::place_names::PlaceNames;
use crate::{
    App, AppError, AppResult, Caller, audit,
    matter::{self, ExternalOrder, OnBehalf, ReportMatter, Reported},
    ports::Snapshot,
    setup::{
        PastedTable, Problem,
        pasted::{PastedSheet, moment_word},
        sheet::{Line, decode},
    },
};

/// As what a refusal is audited: each row that is taken in is a report of its own.
const ACTION: &str = "matter.report";

/// The columns.
pub const ORDER_COLUMNS: [&str; 10] =
    ["number", "due", "channel", "place", "text", "opens", "category", "urgency", "name", "phone"];
/// Those without which a row says nothing.
const REQUIRED: [&str; 4] = ["number", "channel", "place", "text"];
/// The most rows of one table: what somebody can look over before saying yes.
const MAX_ROWS: usize = 500;

/// What a table of orders came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrderTable {
    /// How many rows it has.
    pub rows: usize,
    /// Every mistake, by row and column. Nothing is taken in while there is one.
    pub problems: Vec<Problem>,
    /// What was taken in, by the row.
    pub taken: Vec<(u64, Reported)>,
}

/// Takes in a table of orders, or only checks it. A row that was taken in before under the same
/// number is a mistake of the table.
///
/// # Errors
/// [`AppError::Forbidden`] for whoever takes in no orders; [`AppError::Fields`] on `acting` if it
/// is no post of the caller's.
pub async fn take_orders(
    app: &App,
    caller: &Caller,
    acting: &str,
    new: PastedTable<'_>,
) -> AppResult<OrderTable> {
    let answer = try_take(app, caller, acting, new).await;
    audit::told(app, &caller.actor(None), ACTION, "orders:new", answer).await
}

async fn try_take(
    app: &App,
    caller: &Caller,
    acting: &str,
    new: PastedTable<'_>,
) -> AppResult<OrderTable> {
    policy::decide(&caller.actor(None), Action::TakeOrders, &caller.standings(), None)?;
    let (sheet, problems) = match new.read((&ORDER_COLUMNS, &REQUIRED), MAX_ROWS) {
        Ok(read) => read,
        Err(problems) => return Ok(OrderTable { problems, ..OrderTable::default() }),
    };
    let (playbook, places, own_place) = {
        let mut rows = app.snapshot().await?;
        around(app, rows.as_mut(), caller, acting).await?
    };
    let words = Words { playbook: &playbook, places: &places, acting, place: own_place };
    let mut found = OrderTable {
        rows: sheet.lines().len() + problems.len(),
        problems,
        ..OrderTable::default()
    };
    let mut orders = Vec::new();
    let mut numbers: BTreeMap<&str, u64> = BTreeMap::new();
    for line in sheet.lines() {
        let before = numbers.insert(sheet.cell(line, "number"), line.row);
        if let Some(first) = before.filter(|_| !sheet.cell(line, "number").is_empty()) {
            let twice = Problem::new(line.row, "number", "order-twice").with("first", first);
            found.problems.push(twice);
        }
        // What no word of the table means is left out, and everything else looked at all the same.
        let (order, mut wrong) = words.order(&sheet, line);
        if let Err(error) = matter::check_report(app, caller, &order).await {
            let more = problems_of(line.row, error)?;
            let new = more.into_iter().filter(|p| wrong.iter().all(|w| w.column != p.column));
            wrong.extend(new.collect::<Vec<_>>());
        }
        if wrong.is_empty() {
            orders.push((line.row, order));
        }
        found.problems.extend(wrong);
    }
    if new.dry_run || !found.problems.is_empty() {
        return Ok(found);
    }
    for (row, order) in orders {
        // The number is the key: a table that is sent twice takes nothing in twice.
        let system = order.channel.as_deref().unwrap_or_default();
        let key = order.external.as_ref().map(|order| format!("order:{system}:{}", order.number));
        match matter::report(app, caller, &order, key.as_deref()).await {
            Ok(reported) => found.taken.push((row, reported)),
            Err(error) => found.problems.extend(problems_of(row, error)?),
        }
    }
    Ok(found)
}

/// A table's text, to be shown beside what is wrong with it; `None` if it is no text.
#[must_use]
pub fn table_text(table: &[u8]) -> Option<String> {
    decode(table).ok().map(|text| text.into_owned())
}

/// The playbook and the names of places of the district of one of the caller's posts, and the
/// post's own place.
async fn around(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    acting: &str,
) -> AppResult<(std::sync::Arc<Playbook>, PlaceNames, PlaceId)> {
    let wrong = || AppError::field("acting", "not-your-post");
    let own = caller.working_holders().into_iter().find(|h| matter::holder_word(h) == acting);
    let Some(Holder::Post { place, .. }) = own else { return Err(wrong()) };
    let place = rows.place(place).await?.ok_or_else(wrong)?;
    let playbook = app.playbook_of(rows, place.district).await?.ok_or_else(wrong)?;
    let places = PlaceNames::of(rows.gazetteer(place.district).await?.places);
    Ok((playbook, places, place.id))
}

/// The mistakes of a refused row, each in its column.
fn problems_of(row: u64, error: AppError) -> AppResult<Vec<Problem>> {
    let AppError::Fields(errors) = error else { return Err(error) };
    Ok(errors.into_iter().map(|error| Problem::of(row, error)).collect())
}

/// What words of a table mean.
struct Words<'a> {
    playbook: &'a Playbook,
    places: &'a PlaceNames,
    acting: &'a str,
    /// Stands where a row names no place, so that the rest of the row can be looked at.
    place: PlaceId,
}

impl Words<'_> {
    /// An order as far as its row can be read, and what in it cannot.
    fn order(&self, sheet: &PastedSheet<'_>, line: &Line) -> (ReportMatter, Vec<Problem>) {
        let mut wrong = Vec::new();
        let given = |column: &str| {
            let cell = sheet.cell(line, column);
            (!cell.is_empty()).then(|| cell.to_owned())
        };
        let mut chosen = |column: &'static str, found: &dyn Fn(&str) -> Result<String, Code>| {
            let cell = given(column)?;
            found(&cell)
                .map_err(|code| {
                    let parameters = Vec::new();
                    let column = column.to_owned();
                    wrong.push(Problem { row: line.row, column, code, parameters });
                })
                .ok()
        };
        let place = chosen("place", &|word| self.place(word));
        let channel = chosen("channel", &|word| self.channel(word));
        let opens = chosen("opens", &|word| self.opens(word));
        let category = chosen("category", &|word| {
            let all = self.playbook.categories.iter().map(|(name, c)| (name, &c.label));
            named(word, all)
        });
        let urgency = chosen("urgency", &|word| {
            named(word, self.playbook.urgencies.iter().map(|(name, u)| (name, &u.label)))
        });
        if given("place").is_none() {
            wrong.push(Problem::new(line.row, "place", "field-required"));
        }
        let somebody = OnBehalf { name: given("name"), phone: given("phone"), person: None };
        let known = somebody.name.is_some() || somebody.phone.is_some();
        let order = ReportMatter {
            text: given("text").unwrap_or_default(),
            place: place.unwrap_or_else(|| self.place.to_string()),
            category,
            opens,
            urgency,
            channel,
            acting: Some(self.acting.to_owned()),
            on_behalf: known.then_some(somebody),
            external: Some(ExternalOrder {
                number: given("number").unwrap_or_default(),
                due: given("due").map(|due| moment_word(&due)),
            }),
            ..ReportMatter::default()
        };
        (order, wrong)
    }

    fn place(&self, word: &str) -> Result<String, Code> {
        self.places.find(word).map(|place: PlaceId| place.to_string())
    }

    fn opens(&self, word: &str) -> Result<String, Code> {
        let opens = self.playbook.processes.values().flat_map(|process| &process.opens);
        named(word, opens.filter_map(|name| Some((name, self.playbook.word(name)?))))
    }

    fn channel(&self, word: &str) -> Result<String, Code> {
        let through = self.playbook.processes.values().flat_map(|process| &process.through);
        named(word, through.filter_map(|name| Some((name, self.playbook.word(name)?))))
    }
}

/// The name that a word means: the name itself, or what people see.
fn named<'a>(
    word: &str,
    mut all: impl Iterator<Item = (&'a Name, &'a Label)>,
) -> Result<String, Code> {
    let meant = |(name, label): &(&Name, &Label)| {
        **name == *word || label.zh == word || label.en.as_deref() == Some(word)
    };
    all.find(meant).map(|(name, _)| name.to_string()).ok_or(Code("field-choice"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<'a>(
        table: &'a str,
        headings: &'a [(&'a str, &'a str)],
    ) -> Result<PastedSheet<'a>, Vec<Problem>> {
        let pasted = PastedTable { table: table.as_bytes(), headings, ..PastedTable::default() };
        pasted.read((&ORDER_COLUMNS, &REQUIRED), MAX_ROWS).map(|(sheet, _)| sheet)
    }

    const HEADINGS: &[(&str, &str)] =
        &[("编号", "number"), ("来源", "channel"), ("地点", "place"), ("内容", "text")];

    #[test]
    fn tables_are_read_as_they_are_pasted() {
        let pasted = "编号\t来源\t地点\t内容\n12345-1\t12345热线\t柳园小区\t路灯坏了\n";
        let comma = "number,channel,place,text\n12345-1,hotline-12345,柳园小区,\"路灯,坏了\"\n";
        for (table, text) in [(pasted, "路灯坏了"), (comma, "路灯,坏了")] {
            let sheet = read(table, HEADINGS).unwrap();
            let line = sheet.lines().first().unwrap();
            assert_eq!((line.row, sheet.cell(line, "number")), (2, "12345-1"));
            assert_eq!(sheet.cell(line, "text"), text);
        }
    }

    #[test]
    fn a_table_without_its_columns_is_refused() {
        let problems = read("编号\t备注\n1\t2\n", HEADINGS).unwrap_err();
        let found: Vec<_> = problems.iter().map(|p| (p.column.as_str(), p.code.as_str())).collect();
        for wanted in [("备注", "column-unknown"), ("place", "column-missing")] {
            assert!(found.contains(&wanted), "{found:?}");
        }
        let known = problems.iter().flat_map(|p| &p.parameters).find(|(name, _)| *name == "known");
        assert_eq!(known.unwrap().1, "编号,来源,地点,内容", "what can be written at the head");
    }
}
