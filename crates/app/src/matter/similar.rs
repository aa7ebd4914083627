//! Before a report is sent: what the words call for first, and what was reported there already.

use std::collections::{BTreeMap, BTreeSet};

use linli_domain::{
    masking,
    matter::{CaseRow, MAX_REPORT},
    place::Chain,
    policy::{self, Action, CaseClass, Permit},
    rules::{self, EmergencyNumber},
    similar::{ALIKE, ALIKE_IN_CATEGORY, Compared},
};
use linli_kernel::{CaseId, Moment, PlaceId, TextId, to_hexadecimal};
use linli_playbook::model::{Label, Publicity};

use super::{
    context::homes_over,
    report::{ROUTE, ReportMatter},
    report_input::Spot,
    view::{excerpt, stage_label},
};
use crate::{
    App, AppError, AppResult, Caller, Changes, account::Allowance, audit, ports::Snapshot,
};

/// How far back an earlier report is worth showing: 30 days, in milliseconds.
const RECENT_MS: i64 = 30 * 24 * 3_600_000;
/// How many earlier reports of the place are compared.
const COMPARED: i64 = 100;
/// How many are shown.
const SHOWN: usize = 3;

/// What somebody should see before a report is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct BeforeReport {
    /// Numbers to call first, because the words mean danger; the most important first.
    pub emergency: Vec<CallFirst>,
    /// Reports that are likely about the same thing, the most alike first.
    pub similar: Vec<SimilarReport>,
    /// Marks of those that the caller may not read: that they exist is all there is to tell.
    pub withheld: Vec<String>,
}

impl BeforeReport {
    /// Whether there is nothing to see.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.emergency.is_empty() && self.similar.is_empty() && self.withheld.is_empty()
    }

    /// What there is to see, as words that a form sends back once it was seen.
    #[must_use]
    pub fn marks(&self) -> Vec<&str> {
        let numbers = self.emergency.iter().map(|call| call.number.as_str());
        let similar = self.similar.iter().map(|similar| similar.mark.as_str());
        numbers.chain(similar).chain(self.withheld.iter().map(String::as_str)).collect()
    }

    /// Whether all of it is among the words that came back: words changed afterwards may call for
    /// another number or be like another report.
    #[must_use]
    pub fn is_seen(&self, sent_back: &str) -> bool {
        let seen: BTreeSet<&str> = sent_back.split_whitespace().collect();
        self.marks().iter().all(|mark| seen.contains(mark))
    }
}

/// A number to call.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct CallFirst {
    /// The number.
    pub number: String,
    /// What it is for.
    pub label: Label,
}

/// An earlier report that is likely about the same thing.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct SimilarReport {
    /// The case, where the caller may read it: their own, or a published one.
    pub id: Option<CaseId>,
    /// Means this report to this caller, and nothing to anybody else.
    pub mark: String,
    /// Whether the caller raised it.
    pub own: bool,
    /// The beginning of its words, masked unless they are the caller's own; not of those that another
    /// raiser wrote in a matter that the caller joined.
    pub excerpt: Option<String>,
    /// What it is about.
    pub category: Option<Label>,
    /// As what it was opened.
    pub opens: Label,
    /// Where, never finer than the compound unless the caller was the first to report it.
    pub address: String,
    /// The stage that it has reached.
    pub stage: Option<Label>,
    /// Whether it is open.
    pub open: bool,
    /// When it was opened.
    pub opened_at: Moment,
}

/// What to show before this report is sent under the caller's `key`. What is wrong with its fields
/// is not said here but by the report itself: without a place there is nothing to compare it with,
/// and the numbers to call are told all the same; a text that is too long is not read at all. What
/// was sent under the key already is compared with nothing, or it would be like itself.
///
/// Whoever asks so often that they try words out instead of reporting is shown nothing of others
/// for a while.
///
/// # Errors
/// [`AppError::Internal`] if the store fails.
pub async fn before_report(
    app: &App,
    caller: &Caller,
    input: &ReportMatter,
    key: Option<&str>,
) -> AppResult<BeforeReport> {
    let permit = policy::decide(&caller.actor(None), Action::Report, &caller.standings(), None)?;
    if input.text.chars().nth(MAX_REPORT).is_some() {
        return Ok(BeforeReport::default());
    }
    let emergency = rules::emergency_numbers(&input.text).into_iter().map(call_first).collect();
    let turn = Allowance::Comparisons.turn(app, caller.person).await;
    let mut rows = app.snapshot().await?;
    let tried = Allowance::Comparisons.check(rows.as_mut(), caller.person, app.now()).await;
    match tried {
        Err(AppError::LimitReached { .. }) => {
            return Ok(BeforeReport { emergency, ..BeforeReport::default() });
        }
        answer => answer?,
    }
    if is_sent(app, rows.as_mut(), caller, key).await? {
        return Ok(BeforeReport { emergency, ..BeforeReport::default() });
    }
    let (similar, withheld) = match Spot::find(rows.as_mut(), &input.place).await {
        Ok(spot) => alike(app, rows.as_mut(), caller, input, &spot).await?,
        Err(AppError::Fields(_)) => (Vec::new(), Vec::new()),
        Err(error) => return Err(error),
    };
    drop(rows);
    if !withheld.is_empty() || similar.iter().any(|one| one.id.is_none()) {
        count(app, caller, permit).await?;
    }
    drop(turn);
    Ok(BeforeReport { emergency, similar, withheld })
}

/// Counts that the caller learned of matters which are not theirs to read.
async fn count(app: &App, caller: &Caller, permit: Permit) -> AppResult<()> {
    // No person as its subject either: what somebody raises next would be theirs to see.
    let row = audit::row(app, permit.actor(), "matter.compare", "reports", audit::DONE);
    let mut changes = Changes::new(permit, row);
    Allowance::Comparisons.count(&mut changes, caller.person, app.now());
    app.store.commit(changes).await?;
    Ok(())
}

async fn is_sent(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    key: Option<&str>,
) -> AppResult<bool> {
    let Some(key) = key else { return Ok(false) };
    Ok(rows.kept_answer(caller.person, ROUTE, key, app.now()).await?.is_some())
}

/// Recent reports around the place that read alike, and the marks of those that are not the
/// caller's to read.
async fn alike(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    input: &ReportMatter,
    spot: &Spot,
) -> AppResult<(Vec<SimilarReport>, Vec<String>)> {
    let chain = rows.chain(spot.place, app.now().day()).await?;
    let candidates = candidates(app, rows, &chain).await?;
    let ids: Vec<TextId> = candidates.iter().map(|row| row.text.id).collect();
    let texts: BTreeMap<TextId, Option<String>> =
        rows.texts(&ids).await?.into_iter().map(|row| (row.id, row.words)).collect();
    let (own, told) = (Compared::new(&input.text), Compared::new(&masking::text(&input.text)));
    let mut found: Vec<(u32, CaseRow, String)> = Vec::new();
    for row in candidates {
        let words = texts.get(&row.text.id).cloned().flatten();
        let Some(words) = words.filter(|_| may_be_named(caller, &row)) else { continue };
        // Others' telephones and doors say nothing, or they could be found out by trying.
        let alike = if is_own(caller, &row) {
            own.likeness(&Compared::new(&words))
        } else {
            told.likeness(&Compared::new(&masking::text(&words)))
        };
        if alike >= ALIKE_IN_CATEGORY {
            found.push((alike, row, words));
        }
    }
    found.sort_by_key(|(alike, row, _)| (std::cmp::Reverse(*alike), row.id));
    let homes = homes_over(app, rows, caller).await?;
    let (mut similar, mut withheld) = (Vec::new(), Vec::new());
    for (alike, row, words) in found {
        // What it is about can be said once somebody told; the words are its raiser's.
        let told = is_own(caller, &row)
            || is_published(&row)
            || (row.category.is_some() && is_neighbours(app, rows, &row, &homes).await?);
        if alike < if told { needed(input, &row) } else { ALIKE } {
            continue;
        }
        if !told {
            withheld.push(mark(app, caller, row.id));
        } else if similar.len() < SHOWN {
            similar.push(shown(app, rows, caller, row, &words).await?);
        }
    }
    Ok((similar, withheld))
}

fn call_first(number: &EmergencyNumber) -> CallFirst {
    let label = Label { zh: number.zh.clone(), en: Some(number.en.clone()) };
    CallFirst { number: number.key.clone(), label }
}

/// Recent cases of the compound around the place, or of the place itself where none is around it.
pub(super) async fn candidates(
    app: &App,
    rows: &mut dyn Snapshot,
    chain: &Chain,
) -> AppResult<Vec<CaseRow>> {
    let Some(district) = chain.0.last().map(|place| place.district) else {
        return Ok(Vec::new());
    };
    let Some(playbook) = app.playbook_of(rows, district).await? else {
        return Ok(Vec::new());
    };
    let Some(around) = chain.public_part(&playbook).0.into_iter().next() else {
        return Ok(Vec::new());
    };
    // The program looks for the caller; what the caller gets to see is judged case by case.
    let sight = policy::visible(None, &[around.id], &[], None);
    let page = rows.list(&sight, None, None, COMPARED).await?;
    let since = app.now().plus_ms(-RECENT_MS);
    let recent = |row: &CaseRow| row.state.opened_at >= since && row.merged_into.is_none();
    Ok(page.cases.into_iter().filter(recent).collect())
}

/// That it exists may be told to a neighbour unless it is private or was hidden.
fn may_be_named(caller: &Caller, row: &CaseRow) -> bool {
    is_own(caller, row) || (row.state.publicity >= Publicity::Compound && row.hidden.is_none())
}

/// Whether everybody reads its story.
fn is_published(row: &CaseRow) -> bool {
    row.published_at.is_some() && row.state.publicity == Publicity::Public
}

/// Whether whoever lives around it is told what it is about before anything is published, as they
/// would hear it at the gate: nobody kept it to themselves, and it is about nobody who handles matters.
async fn is_neighbours(
    app: &App,
    rows: &mut dyn Snapshot,
    row: &CaseRow,
    homes: &BTreeSet<PlaceId>,
) -> AppResult<bool> {
    if row.class != CaseClass::Ordinary && row.class != CaseClass::Anonymous {
        return Ok(false);
    }
    let (key, version) = row.state.playbook.clone();
    let playbook = app.playbook(rows, &key, version).await?;
    let chain = rows.chain(row.state.place, app.now().day()).await?;
    Ok(chain.told_in(&playbook).is_some_and(|around| homes.contains(&around)))
}

fn is_own(caller: &Caller, row: &CaseRow) -> bool {
    row.state.raisers.contains(&caller.person)
}

/// The likeness that is needed: less where both say that they are about the same kind of thing,
/// out of reach where they say that they are not. Only where the caller is told the kind: otherwise
/// it could be found out by trying.
fn needed(input: &ReportMatter, row: &CaseRow) -> u32 {
    let given = input.category.as_deref().map(str::trim).filter(|word| !word.is_empty());
    match (given, &row.category) {
        (Some(given), Some(category)) if *category == *given => ALIKE_IN_CATEGORY,
        (Some(_), Some(_)) => u32::MAX,
        _ => ALIKE,
    }
}

async fn shown(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    row: CaseRow,
    words: &str,
) -> AppResult<SimilarReport> {
    let own = is_own(caller, &row);
    // Raisers that a merger brought together do not read each other.
    let first = row.state.is_first_raiser(caller.person);
    let published = is_published(&row) && !own;
    let readable = own || published;
    let (key, version) = row.state.playbook.clone();
    let playbook = app.playbook(rows, &key, version).await?;
    let chain = rows.chain(row.state.place, app.now().day()).await?;
    let chain = if first { chain } else { chain.public_part(&playbook) };
    let category = row.category.as_ref().and_then(|category| playbook.category(category));
    let told = if own { words.to_owned() } else { masking::text(words) };
    Ok(SimilarReport {
        id: readable.then_some(row.id),
        mark: mark(app, caller, row.id),
        own,
        excerpt: (first || published).then(|| excerpt(&told)),
        category: category.cloned(),
        opens: playbook.word_or_name(&row.state.opens),
        address: chain.address("community"),
        stage: stage_label(&playbook, &row.state).1,
        open: row.is_open(),
        opened_at: row.state.opened_at,
    })
}

/// Short, and of no use to find out by it which case it is.
fn mark(app: &App, caller: &Caller, case: CaseId) -> String {
    let hash = app.vault.hash("similar", &format!("{}:{case}", caller.person));
    to_hexadecimal(hash.get(..8).unwrap_or(&hash))
}
