//! Lists of cases: one's own, what is published.

use std::{
    borrow::Borrow,
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    str::FromStr,
};

use linli_domain::{
    masking,
    matter::CaseRow,
    place::Chain,
    policy::{self, Action, Standing},
};
use linli_kernel::{CaseId, Moment, PersonId, PlaceId, TextId};
use linli_playbook::{
    Name, Playbook,
    engine::{Holder, Relation, TaskKind},
    model::{EndKind, Label, Publicity},
};

use super::{case::stage_label, joined::merged_by, result::result_text};
use crate::{
    App, AppError, AppResult, Caller,
    matter::context::{asking, homes_over},
    ports::{ListPage, Snapshot},
    search::words_of_case,
};

/// The longest page.
pub(crate) const MOST: i64 = 100;
/// How much of the words a list shows.
const EXCERPT: usize = 60;

/// One case in a list.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ListLine {
    /// Its id.
    pub id: CaseId,
    /// Its number.
    pub number: String,
    /// The beginning of the words; `None` once erased or hidden.
    pub excerpt: Option<String>,
    /// What it is about.
    pub category: Option<Label>,
    /// Where, as far as the reader may know.
    pub address: String,
    /// The stage.
    pub stage: Name,
    /// Its words.
    pub stage_label: Option<Label>,
    /// Which of the stages it is, from 1, and how many there are.
    pub position: (usize, usize),
    /// The step.
    pub step: Name,
    /// Whether it is open.
    pub open: bool,
    /// What it waits for its raiser to do, in lists of one's own only.
    pub asked: Option<Asked>,
    /// How it ended.
    pub end: Option<EndKind>,
    /// Whether it was merged into another and goes on there.
    pub merged: bool,
    /// The beginning of what was done, in lists of published matters only; `None` once erased.
    pub result: Option<String>,
    /// The promised time.
    pub due: Moment,
    /// Whether that is over.
    pub late: bool,
    /// When it was opened.
    pub opened_at: Moment,
    /// When its result was published first, in lists of published matters only.
    pub published_at: Option<Moment>,
}

/// What a matter waits for its raiser to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Asked {
    /// To answer what they were asked.
    Answer,
    /// To rate the result.
    Rate,
}

impl Asked {
    /// What this case waits for this person to do.
    fn of(row: &CaseRow, person: PersonId) -> Option<Self> {
        let own = row.state.tasks.values().filter(|task| task.holder == Holder::Person(person));
        let mut asked = own.filter_map(|task| match task.kind {
            TaskKind::Answer => Some(Self::Answer),
            TaskKind::Rate { representative: false } => Some(Self::Rate),
            _ => None,
        });
        asked.next()
    }

    /// As a word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Rate => "rate",
        }
    }
}

/// A page of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Lines {
    /// The cases, newest first.
    pub items: Vec<ListLine>,
    /// Where the next page begins, to be sent back.
    pub next: Option<String>,
}

/// The matters that the caller raised.
///
/// # Errors
/// [`AppError::Fields`] on `after`.
pub async fn my_matters(
    app: &App,
    caller: &Caller,
    after: Option<&str>,
    limit: i64,
) -> AppResult<Lines> {
    policy::decide(&caller.actor(None), Action::Report, &caller.standings(), None)?;
    let sight = policy::visible(Some(caller.person), &[], &[], None);
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let page = rows.list(&sight, None, list_key(after)?, limit.clamp(1, MOST)).await?;
    let mut asked: BTreeMap<CaseId, Asked> = BTreeMap::new();
    for row in &page.cases {
        asked.extend(Asked::of(row, caller.person).map(|asked| (row.id, asked)));
    }
    // Whoever came to a matter by a merger reads neither the first raiser's words nor address.
    let first = |row: &CaseRow| row.state.is_first_raiser(caller.person);
    let (own, joined): (Vec<_>, Vec<_>) = page.cases.into_iter().partition(first);
    let mut listed =
        listed(app, rows, &ListPage { cases: own, next: page.next }, Detail::Fine).await?;
    let mut joined = lines(app, rows, &joined, Detail::Coarse).await?;
    tell_own(rows, caller, &mut joined).await?;
    listed.items.append(&mut joined);
    listed.items.iter_mut().for_each(|line| line.asked = asked.get(&line.id).copied());
    listed.items.sort_by_key(|line| Reverse((line.opened_at, line.id)));
    Ok(listed)
}

/// Of a matter into which their own was merged somebody reads their own words.
async fn tell_own(
    rows: &mut dyn Snapshot,
    caller: &Caller,
    joined: &mut [ListLine],
) -> AppResult<()> {
    if joined.is_empty() {
        return Ok(());
    }
    let merged = merged_by(rows, caller.person, None).await?;
    let ids: Vec<TextId> = merged.values().map(|row| row.text.id).collect();
    let texts: BTreeMap<TextId, Option<String>> =
        rows.texts(&ids).await?.into_iter().map(|row| (row.id, row.words)).collect();
    for line in joined {
        let own = merged.get(&line.id).and_then(|row| texts.get(&row.text.id)?.as_deref());
        line.excerpt = own.map(excerpt);
    }
    Ok(())
}

/// Published results of a place and everything below, those published last first: to everybody
/// what is public, to those who live there what is told in the compound.
///
/// # Errors
/// [`AppError::Fields`] on `after`.
pub async fn published(
    app: &App,
    caller: Option<&Caller>,
    place: PlaceId,
    after: Option<&str>,
    limit: i64,
) -> AppResult<Lines> {
    let sight = policy::visible(None, &[], &[], Some(place));
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let mut page = rows.list(&sight, None, list_key(after)?, limit.clamp(1, MOST)).await?;
    let homes = match caller {
        Some(caller) => homes_over(app, rows, caller).await?,
        None => BTreeSet::new(),
    };
    let at_home = homes.contains(&place);
    page.cases.retain(|row| at_home || row.state.publicity == Publicity::Public);
    let published = page.cases.iter().filter_map(|row| Some((row.id, row.published_at?)));
    let published: BTreeMap<CaseId, Moment> = published.collect();
    let mut results = BTreeMap::new();
    for row in page.cases.iter().filter(|row| row.hidden.is_none()) {
        let (key, version) = &row.state.playbook;
        let playbook = app.playbook(rows, key, *version).await?;
        results.extend(result_text(&playbook, &row.state).map(|text| (row.id, text)));
    }
    let ids: Vec<TextId> = results.values().copied().collect();
    let words = rows.texts(&ids).await?.into_iter();
    let words: BTreeMap<TextId, String> =
        words.filter_map(|text| Some((text.id, excerpt(&masking::text(&text.words?))))).collect();
    let mut lines = listed(app, rows, &page, Detail::Coarse).await?;
    for line in &mut lines.items {
        line.result = results.get(&line.id).and_then(|text| words.get(text)).cloned();
        line.published_at = published.get(&line.id).copied();
    }
    Ok(lines)
}

/// How much of a case its line tells: the exact place and words that were hidden from the public,
/// or neither.
#[derive(Clone, Copy)]
pub(crate) enum Detail<'a> {
    /// All, for cases that were judged before.
    Fine,
    /// As the public reads it.
    Coarse,
    /// Case by case as its page would: to those who handle it, and to whoever raised it first.
    For(&'a Caller),
}

impl Detail<'_> {
    async fn is_fine(
        self,
        app: &App,
        rows: &mut dyn Snapshot,
        row: &CaseRow,
        (playbook, chain): (&Playbook, &Chain),
    ) -> AppResult<bool> {
        let caller = match self {
            Self::Fine => return Ok(true),
            Self::Coarse => return Ok(false),
            Self::For(caller) => caller,
        };
        let asking = asking(app, rows, caller, row).await?;
        let at = policy::ties(row, playbook, chain, &asking).standings;
        let own = [Relation::Raiser, Relation::OnBehalf];
        Ok(policy::allows(Action::SeeInternal, &at, Some(row.class))
            || policy::works_outside(&at)
            || own.iter().any(|relation| at.contains(&Standing::Case(*relation))))
    }
}

/// The words that a line of the case tells the caller; `None` where it tells all of it. Whoever is
/// told less finds the case by nothing else, or the rest could be found out by trying.
pub(crate) async fn words_told(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    row: &CaseRow,
) -> AppResult<Option<Vec<String>>> {
    let (key, version) = &row.state.playbook;
    let playbook = app.playbook(rows, key, *version).await?;
    let chain = rows.chain(row.state.place, app.now().day()).await?;
    if Detail::For(caller).is_fine(app, rows, row, (&playbook, &chain)).await? {
        return Ok(None);
    }
    let text = rows.texts(&[row.text.id]).await?.into_iter().find_map(|text| text.words);
    let text = text.filter(|_| row.hidden.is_none()).map(|words| masking::text(&words));
    let about = row.category.as_ref().and_then(|category| playbook.category(category));
    let public = chain.public_part(&playbook);
    let over: Vec<PlaceId> = public.0.iter().map(|place| place.id).collect();
    let changes = rows.place_changes(&over).await?;
    let public = public.as_named_on(&changes, row.state.opened_at.day());
    Ok(Some(words_of_case(&text.unwrap_or_default(), about, &public)))
}

/// A page of cases as lines.
pub(crate) async fn listed(
    app: &App,
    rows: &mut dyn Snapshot,
    page: &ListPage,
    detail: Detail<'_>,
) -> AppResult<Lines> {
    let items = lines(app, rows, &page.cases, detail).await?;
    let next = page.next.map(|(at, case)| format!("{}.{case}", at.ms()));
    Ok(Lines { items, next })
}

/// Cases as lines.
pub(crate) async fn lines<Case: Borrow<CaseRow> + Sync>(
    app: &App,
    rows: &mut dyn Snapshot,
    cases: &[Case],
    detail: Detail<'_>,
) -> AppResult<Vec<ListLine>> {
    let today = app.now().day();
    let ids: Vec<_> = cases.iter().map(|row| row.borrow().text.id).collect();
    let texts: BTreeMap<_, _> =
        rows.texts(&ids).await?.into_iter().map(|row| (row.id, row.words)).collect();
    let mut chains = BTreeMap::new();
    for place in cases.iter().map(|row| row.borrow().state.place) {
        if let Entry::Vacant(slot) = chains.entry(place) {
            slot.insert(rows.chain(place, today).await?);
        }
    }
    let over: BTreeSet<PlaceId> =
        chains.values().flat_map(|chain| chain.0.iter().map(|place| place.id)).collect();
    let changes = rows.place_changes(&Vec::from_iter(over)).await?;
    let mut items = Vec::new();
    for row in cases.iter().map(Borrow::borrow) {
        let (key, version) = &row.state.playbook;
        let playbook = app.playbook(rows, key, *version).await?;
        let Some(chain) = chains.get(&row.state.place) else { continue };
        // A matter reads the names that its places had when it was raised.
        let chain = &chain.as_named_on(&changes, row.state.opened_at.day());
        let fine = detail.is_fine(app, rows, row, (&playbook, chain)).await?;
        let public = (!fine).then(|| chain.public_part(&playbook));
        let address = public.as_ref().unwrap_or(chain).address("community");
        let (stage, label) = stage_label(&playbook, &row.state);
        let stages = playbook.stages_of(&row.state.process);
        let position = stages.iter().position(|(key, _)| *key == stage).unwrap_or(0) + 1;
        let words = texts.get(&row.text.id).cloned().flatten();
        let words = words.map(|words| if fine { words } else { masking::text(&words) });
        let hidden = !fine && row.hidden.is_some();
        let category = row.category.as_ref().and_then(|name| playbook.category(name));
        items.push(ListLine {
            id: row.id,
            excerpt: words.filter(|_| !hidden).map(|words| excerpt(&words)),
            category: category.cloned(),
            address,
            stage,
            stage_label: label,
            position: (position, stages.len()),
            step: row.state.step.key.clone(),
            open: row.is_open(),
            asked: None,
            end: row.state.end_in(&playbook).map(|end| end.kind),
            merged: row.merged_into.is_some(),
            result: None,
            due: row.state.due.at,
            late: row.state.late,
            opened_at: row.state.opened_at,
            published_at: None,
            number: row.number.clone().unwrap_or_default(),
        });
    }
    Ok(items)
}

/// The beginning of the words, on one line.
pub(in crate::matter) fn excerpt(words: &str) -> String {
    beginning(words, EXCERPT)
}

/// The first `most` characters of the words, on one line.
pub(in crate::matter) fn beginning(words: &str, most: usize) -> String {
    let line = words.replace('\n', " ");
    if line.chars().count() <= most {
        return line;
    }
    line.chars().take(most).chain(['…']).collect()
}

/// Where a list goes on, from the word that was given for it: the moment and id of its last line.
///
/// # Errors
/// [`AppError::Fields`] on `after` for anything but what a page before said.
pub(crate) fn list_key<I: FromStr>(word: Option<&str>) -> AppResult<Option<(Moment, I)>> {
    let key = |word: &str| {
        let (at, id) = word.split_once('.')?;
        Some((Moment::from_ms(at.parse().ok()?), id.parse().ok()?))
    };
    word.map(|word| key(word).ok_or_else(unknown_key)).transpose()
}

/// What is said to a word that no page gave.
pub(super) fn unknown_key() -> AppError {
    AppError::field("after", "list-place-unknown")
}
