//! The two list tables: whose turn it is (`task_queue`) and where a case is filed (`case_scope`).
//!
//! Every list is made of arms. An arm is one range of one index, so it costs what it shows and
//! not what it holds; arms are limited each, then merged and deduplicated here.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use linli_app::{
    QueueRow, ScopeKind, ScopeRow,
    ports::{ListKey, ListPage, QueueFilter, QueueItem, QueuePage, StoreError},
};
use linli_domain::{
    matter::CaseRow,
    policy::{Arm, CLASSES, CaseClass, Visibility},
};
use linli_kernel::{CaseId, Moment};
use linli_playbook::{
    Name,
    engine::{Holder, TaskNumber},
};

use crate::{
    cases::{BY_IDS, read_case},
    plan::{Plan, Table},
    statements::statements,
    value::{Parameter, Row, holder_columns, parameters},
    view::View,
};

statements! {
    LEAVE_QUEUE = "DELETE FROM task_queue WHERE case_id = ?1 AND task {outside ?2}";
    // A row that stays as it is is not written again: most commits on a case change one task.
    PUT_QUEUE = "INSERT INTO task_queue (case_id, task, district, holder_kind, holder, kind, \
        step, due, late, class) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) \
        ON CONFLICT (case_id, task) DO UPDATE SET district = excluded.district, \
        holder_kind = excluded.holder_kind, holder = excluded.holder, kind = excluded.kind, \
        step = excluded.step, due = excluded.due, late = excluded.late, class = excluded.class \
        WHERE task_queue.due <> excluded.due OR task_queue.late <> excluded.late \
        OR task_queue.holder <> excluded.holder OR task_queue.kind <> excluded.kind \
        OR task_queue.holder_kind <> excluded.holder_kind OR task_queue.step <> excluded.step \
        OR task_queue.district <> excluded.district OR task_queue.class <> excluded.class";
    LEAVE_SCOPES = "DELETE FROM case_scope WHERE case_id = ?1 \
        AND ((scope_kind = 'raiser' AND scope {outside ?2}) \
        OR (scope_kind = 'place' AND scope {outside ?3}) \
        OR (scope_kind = 'organisation' AND scope {outside ?4}) \
        OR (scope_kind = 'published' AND scope {outside ?5}) \
        OR (scope_kind = 'offered' AND scope {outside ?6}) \
        OR (scope_kind = 'claimed' AND scope {outside ?7}))";
    PUT_SCOPE = "INSERT INTO case_scope (case_id, scope_kind, scope, district, class, open, at) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (case_id, scope_kind, scope) \
        DO UPDATE SET district = excluded.district, class = excluded.class, \
        open = excluded.open, at = excluded.at \
        WHERE case_scope.open <> excluded.open OR case_scope.class <> excluded.class \
        OR case_scope.at <> excluded.at OR case_scope.district <> excluded.district";
    QUEUE = "SELECT due, case_id, task, kind, late FROM task_queue \
        WHERE holder_kind = ?1 AND holder = ?2 AND (due, case_id, task) > (?3, ?4, ?5) \
        AND late >= ?6 AND (?7 = '' OR kind = ?7) AND (?8 = '' OR step = ?8) \
        ORDER BY due, case_id, task LIMIT ?9";
    QUEUE_BEFORE = "SELECT due, case_id, task FROM task_queue \
        WHERE holder_kind = ?1 AND holder = ?2 AND (due, case_id, task) < (?3, ?4, ?5) \
        AND case_id <> ?4 ORDER BY due DESC, case_id DESC, task DESC LIMIT 1";
    QUEUE_AFTER = "SELECT due, case_id, task FROM task_queue \
        WHERE holder_kind = ?1 AND holder = ?2 AND (due, case_id, task) > (?3, ?4, ?5) \
        AND case_id <> ?4 ORDER BY due, case_id, task LIMIT 1";
    // From kind to kind by the index, and of each no further than it is counted.
    COUNTS = "WITH RECURSIVE kinds (kind) AS ( \
          SELECT MIN(kind) FROM task_queue WHERE holder_kind = ?1 AND holder = ?2 \
          UNION ALL \
          SELECT (SELECT MIN(task_queue.kind) FROM task_queue WHERE holder_kind = ?1 \
            AND holder = ?2 AND task_queue.kind > kinds.kind) \
          FROM kinds WHERE kinds.kind IS NOT NULL) \
        SELECT kind, (SELECT COUNT(*) FROM (SELECT 1 FROM task_queue WHERE holder_kind = ?1 \
            AND holder = ?2 AND task_queue.kind = kinds.kind LIMIT ?3) AS some_open), \
          (SELECT COUNT(*) FROM (SELECT 1 FROM task_queue WHERE holder_kind = ?1 \
            AND holder = ?2 AND task_queue.kind = kinds.kind AND late = 1 LIMIT ?3) AS some_late) \
        FROM kinds WHERE kind IS NOT NULL";
    // The earliest by the index alone, so that a long queue costs no more than a page of it.
    STEPS = "SELECT step FROM task_queue WHERE holder_kind = ?1 AND holder = ?2 \
        ORDER BY due, case_id, task LIMIT ?3";
    DUE_BEFORE = "SELECT COUNT(*) FROM task_queue \
        WHERE holder_kind = ?1 AND holder = ?2 AND due < ?3 AND late = 0 \
        AND kind <> 'invitation'";
    RECUSED = "SELECT case_id, task FROM task_queue \
        WHERE holder_kind = ?1 AND holder = ?2 AND class = 'recused'";
    LEAVE_WORDS = "DELETE FROM case_word WHERE case_id = ?1";
    PUT_WORD = "INSERT INTO case_word (word, case_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
    /// As a list, but only cases with these words among so many newest ones.
    SEARCH = "SELECT at, case_id FROM (SELECT at, case_id FROM case_scope \
        WHERE scope_kind = ?1 AND scope = ?2 AND class = ?3 AND open = ?4 \
        AND (at, case_id) < (?5, ?6) ORDER BY at DESC, case_id DESC LIMIT ?7) AS newest \
        WHERE (?9 = '' OR EXISTS (SELECT 1 FROM case_word \
            WHERE word = ?9 AND case_word.case_id = newest.case_id)) \
        AND (?10 = '' OR EXISTS (SELECT 1 FROM case_word \
            WHERE word = ?10 AND case_word.case_id = newest.case_id)) \
        AND (?11 = '' OR EXISTS (SELECT 1 FROM case_word \
            WHERE word = ?11 AND case_word.case_id = newest.case_id)) \
        AND (?12 = '' OR EXISTS (SELECT 1 FROM case_word \
            WHERE word = ?12 AND case_word.case_id = newest.case_id)) \
        ORDER BY at DESC, case_id DESC LIMIT ?8";
    /// The oldest of so many newest ones, if there are as many.
    SEARCHED = "SELECT at, case_id FROM case_scope \
        WHERE scope_kind = ?1 AND scope = ?2 AND class = ?3 AND open = ?4 \
        AND (at, case_id) < (?5, ?6) ORDER BY at DESC, case_id DESC LIMIT 1 OFFSET ?7";
    FILED = "SELECT case_id, scope_kind, scope, class, open, at FROM case_scope \
        WHERE case_id {among ?1}";
    LIST = "SELECT at, case_id FROM case_scope \
        WHERE scope_kind = ?1 AND scope = ?2 AND class = ?3 AND open = ?4 \
        AND (at, case_id) < (?5, ?6) ORDER BY at DESC, case_id DESC LIMIT ?7";
}

/// How many of an arm's newest cases one page of a search looks through.
const LOOKED_THROUGH: i64 = 5_000;

/// Where a queue goes on: the last line's deadline, case and task.
pub(crate) type QueueKey = (Moment, CaseId, TaskNumber);

pub(crate) fn write_queue(
    plan: &mut Plan,
    case: CaseId,
    rows: Vec<QueueRow>,
) -> Result<(), StoreError> {
    let (district, fresh) = plan.case(case)?;
    if !fresh {
        let stays = Parameter::Integers(rows.iter().map(|row| row.task.0.into()).collect());
        plan.any((Table::Queue, true), LEAVE_QUEUE, parameters![case, stays]);
    }
    for row in rows {
        let (kind, holder) = holder_columns(&row.holder)?;
        let class = row.class.word();
        let parameters = parameters![
            case, row.task, district, kind, holder, row.kind, &row.step, row.due, row.late, class,
        ];
        plan.any((Table::Queue, true), PUT_QUEUE, parameters);
    }
    Ok(())
}

pub(crate) fn write_scopes(
    plan: &mut Plan,
    case: CaseId,
    rows: Vec<ScopeRow>,
) -> Result<(), StoreError> {
    let (district, fresh) = plan.case(case)?;
    if !fresh {
        let stays = |kind: ScopeKind| {
            let of_kind = rows.iter().filter(|row| row.kind == kind);
            Parameter::Integers(of_kind.map(|row| row.scope).collect())
        };
        let parameters = parameters![
            case,
            stays(ScopeKind::Raiser),
            stays(ScopeKind::Place),
            stays(ScopeKind::Organisation),
            stays(ScopeKind::Published),
            stays(ScopeKind::Offered),
            stays(ScopeKind::Claimed),
        ];
        plan.any((Table::Scope, true), LEAVE_SCOPES, parameters);
    }
    for row in rows {
        let parameters = parameters![
            case,
            row.kind.word(),
            row.scope,
            district,
            row.class.word(),
            row.open,
            row.at,
        ];
        plan.any((Table::Scope, true), PUT_SCOPE, parameters);
    }
    Ok(())
}

pub(crate) fn write_words(
    plan: &mut Plan,
    case: CaseId,
    words: Vec<String>,
) -> Result<(), StoreError> {
    let (_, fresh) = plan.case(case)?;
    if !fresh {
        plan.any((Table::Word, true), LEAVE_WORDS, parameters![case]);
    }
    for word in words {
        plan.any((Table::Word, true), PUT_WORD, parameters![word, case]);
    }
    Ok(())
}

/// What an arm reads: under what the cases are filed, and of which classes. A post at a place
/// opens no list of guarded cases, only those of them that it holds, which its queue shows.
/// Recused and confidential cases reach those who work on them through their queue alone.
const OPEN: [CaseClass; 2] = [CaseClass::Ordinary, CaseClass::Anonymous];

fn range(arm: &Arm) -> (ScopeKind, i64, &'static [CaseClass]) {
    match arm {
        Arm::Raiser(person) => (ScopeKind::Raiser, person.get(), &CLASSES),
        Arm::Place(place) => (ScopeKind::Place, place.get(), &OPEN),
        Arm::Organisation(organisation) => (ScopeKind::Organisation, organisation.get(), &OPEN),
        Arm::Published(place) => (ScopeKind::Published, place.get(), &OPEN),
        Arm::Offered(place) => (ScopeKind::Offered, place.get(), &OPEN),
        Arm::Claimed(person) => (ScopeKind::Claimed, person.get(), &CLASSES),
        Arm::Counted(place) => (ScopeKind::Place, place.get(), &CLASSES),
    }
}

/// One line of a queue before its case is fetched.
pub(crate) struct Line {
    kind: String,
    late: bool,
}

pub(crate) fn read_key(row: &mut Row<'_>) -> Result<QueueKey, StoreError> {
    Ok((row.moment()?, row.id(CaseId::new)?, TaskNumber(row.small()?)))
}

pub(crate) fn read_line(row: &mut Row<'_>) -> Result<(QueueKey, Line), StoreError> {
    Ok((read_key(row)?, Line { kind: row.text()?, late: row.flag()? }))
}

fn read_list_key(row: &mut Row<'_>) -> Result<ListKey, StoreError> {
    Ok((row.moment()?, row.id(CaseId::new)?))
}

/// Cuts an ordered page off and says where the next one begins, if there is one.
pub(crate) fn cut<T, K: Copy>(lines: &mut Vec<T>, limit: i64, key: impl Fn(&T) -> K) -> Option<K> {
    let limit = usize::try_from(limit).unwrap_or(0);
    if lines.len() <= limit {
        return None;
    }
    lines.truncate(limit);
    lines.last().map(key)
}

impl View {
    /// Cases by id.
    pub(crate) async fn cases_of(
        &mut self,
        ids: impl Iterator<Item = CaseId> + Send,
    ) -> Result<BTreeMap<CaseId, CaseRow>, StoreError> {
        let ids: BTreeSet<CaseId> = ids.collect();
        let rows = self.all(BY_IDS, parameters![Parameter::ids(&ids)], read_case).await?;
        Ok(rows.into_iter().map(|row| (row.id, row)).collect())
    }

    pub(crate) async fn queue_page(
        &mut self,
        holders: &[Holder],
        filter: &QueueFilter,
        after: Option<QueueKey>,
        limit: i64,
    ) -> Result<QueuePage, StoreError> {
        let (due, case, task) = after
            .map_or((i64::MIN, 0, TaskNumber(0)), |(due, case, task)| (due.ms(), case.get(), task));
        let (holders, after) = (holders.iter().collect(), (due, case, task));
        let (lines, next) = match filter.is_narrow() {
            true => self.narrowed_queue(&holders, filter, after, limit).await?,
            false => self.whole_queue(&holders, filter, after, limit).await?,
        };
        let cases = self.cases_of(lines.iter().map(|((_, case, _), _)| *case)).await?;
        let cases: BTreeMap<_, _> =
            cases.into_iter().map(|(id, case)| (id, Arc::new(case))).collect();
        let items = lines.into_iter().filter_map(|((due, case, task), line)| {
            let case = Arc::clone(cases.get(&case)?);
            Some(QueueItem { case, task, kind: line.kind, due, late: line.late })
        });
        Ok(QueuePage { items: items.collect(), next })
    }

    /// The lines of a page by a queue's own columns, and where the next one begins.
    async fn whole_queue(
        &mut self,
        holders: &BTreeSet<&Holder>,
        filter: &QueueFilter,
        (due, case, task): (i64, i64, TaskNumber),
        limit: i64,
    ) -> Result<(Vec<(QueueKey, Line)>, Option<QueueKey>), StoreError> {
        let kind = filter.kind.as_deref().unwrap_or("");
        let step = filter.step.as_ref().map_or("", |step| step.as_str());
        let mut sets = Vec::new();
        for holder in holders {
            let (holder_kind, holder) = holder_columns(holder)?;
            let late = filter.late;
            let wanted = limit + 1;
            sets.push(parameters![holder_kind, holder, due, case, task, late, kind, step, wanted]);
        }
        let found = self.each(QUEUE, sets, read_line).await?;
        let mut lines: Vec<_> = found.into_iter().flatten().collect();
        lines.sort_by_key(|(key, _)| *key);
        let next = cut(&mut lines, limit, |(key, _)| *key);
        Ok((lines, next))
    }

    /// Where cases are listed.
    pub(crate) async fn filed(
        &mut self,
        cases: &[CaseId],
    ) -> Result<BTreeMap<CaseId, BTreeSet<ScopeRow>>, StoreError> {
        let ids = Parameter::ids(cases);
        let read = |row: &mut Row<'_>| {
            let case = row.id(CaseId::new)?;
            let kind = row.word(ScopeKind::from_word)?;
            let (scope, class) = (row.integer()?, row.word(CaseClass::from_word)?);
            Ok((case, ScopeRow { kind, scope, class, open: row.flag()?, at: row.moment()? }))
        };
        let mut filed: BTreeMap<CaseId, BTreeSet<ScopeRow>> = BTreeMap::new();
        for (case, row) in self.all(FILED, parameters![ids], read).await? {
            filed.entry(case).or_default().insert(row);
        }
        Ok(filed)
    }

    pub(crate) async fn neighbours(
        &mut self,
        holders: &[Holder],
        of: QueueKey,
    ) -> Result<(Option<CaseId>, Option<CaseId>), StoreError> {
        let (due, case, task) = of;
        let mut ends = [None, None];
        for (end, statement) in ends.iter_mut().zip([QUEUE_BEFORE, QUEUE_AFTER]) {
            let mut sets = Vec::new();
            for holder in holders.iter().collect::<BTreeSet<_>>() {
                let (kind, id) = holder_columns(holder)?;
                sets.push(parameters![kind, id, due, case, task]);
            }
            let keys = self.each(statement, sets, read_key).await?.into_iter().flatten();
            let nearest = if statement == QUEUE_BEFORE { keys.max() } else { keys.min() };
            *end = nearest.map(|(_, case, _)| case);
        }
        let [before, after] = ends;
        Ok((before, after))
    }

    pub(crate) async fn queue_totals(
        &mut self,
        holders: &[Holder],
        most: i64,
    ) -> Result<Vec<(String, i64, i64)>, StoreError> {
        let mut sets = Vec::new();
        for holder in holders.iter().collect::<BTreeSet<_>>() {
            let (kind, id) = holder_columns(holder)?;
            sets.push(parameters![kind, id, most]);
        }
        let mut totals: BTreeMap<String, (i64, i64)> = BTreeMap::new();
        let read = |row: &mut Row<'_>| Ok((row.text()?, row.integer()?, row.integer()?));
        for (kind, all, late) in self.each(COUNTS, sets, read).await?.into_iter().flatten() {
            let total = totals.entry(kind).or_default();
            total.0 += all;
            total.1 += late;
        }
        Ok(totals.into_iter().map(|(kind, (all, late))| (kind, all, late)).collect())
    }

    pub(crate) async fn queue_step_totals(
        &mut self,
        holders: &[Holder],
        most: i64,
    ) -> Result<Option<BTreeMap<Name, i64>>, StoreError> {
        let mut sets = Vec::new();
        for holder in holders.iter().collect::<BTreeSet<_>>() {
            let (kind, id) = holder_columns(holder)?;
            sets.push(parameters![kind, id, most + 1]);
        }
        let mut totals: BTreeMap<Name, i64> = BTreeMap::new();
        let read = |row: &mut Row<'_>| row.word(|word| Name::new(word).ok());
        for found in self.each(STEPS, sets, read).await? {
            if i64::try_from(found.len()).is_ok_and(|count| count > most) {
                return Ok(None);
            }
            for step in found {
                *totals.entry(step).or_default() += 1;
            }
        }
        Ok(Some(totals))
    }

    pub(crate) async fn due_before(
        &mut self,
        holders: &[Holder],
        before: Moment,
    ) -> Result<i64, StoreError> {
        let mut sets = Vec::new();
        for holder in holders.iter().collect::<BTreeSet<_>>() {
            let (kind, id) = holder_columns(holder)?;
            sets.push(parameters![kind, id, before]);
        }
        let due = self.each(DUE_BEFORE, sets, |row| row.integer()).await?;
        Ok(due.into_iter().flatten().sum())
    }

    pub(crate) async fn recused_in(
        &mut self,
        holders: &[Holder],
    ) -> Result<Vec<(CaseId, TaskNumber)>, StoreError> {
        let mut sets = Vec::new();
        for holder in holders.iter().collect::<BTreeSet<_>>() {
            let (kind, id) = holder_columns(holder)?;
            sets.push(parameters![kind, id]);
        }
        let read = |row: &mut Row<'_>| Ok((row.id(CaseId::new)?, TaskNumber(row.small()?)));
        Ok(self.each(RECUSED, sets, read).await?.into_iter().flatten().collect())
    }

    /// Looks for words among the newest cases of each arm. Where an arm has more, the page ends at
    /// the oldest that was looked at, so that nothing newer can follow on a later page.
    pub(crate) async fn search_page(
        &mut self,
        sight: &Visibility,
        words: &[String],
        after: Option<ListKey>,
        limit: i64,
    ) -> Result<ListPage, StoreError> {
        let (at, case) = after.map_or((i64::MAX, i64::MAX), |(at, case)| (at.ms(), case.get()));
        let word = |place: usize| words.get(place).map_or("", String::as_str);
        let (mut sets, mut ends) = (Vec::new(), Vec::new());
        for (kind, scope, classes) in sight.arms().map(range) {
            let states = [true, false].into_iter();
            for (open, class) in states.flat_map(|open| classes.iter().map(move |c| (open, c))) {
                let (kind, class, wanted) = (kind.word(), class.word(), limit + 1);
                sets.push(parameters![
                    kind,
                    scope,
                    class,
                    open,
                    at,
                    case,
                    LOOKED_THROUGH,
                    wanted,
                    word(0),
                    word(1),
                    word(2),
                    word(3),
                ]);
                ends.push(parameters![kind, scope, class, open, at, case, LOOKED_THROUGH - 1]);
            }
        }
        let bound = self.each(SEARCHED, ends, read_list_key).await?.into_iter().flatten().max();
        let found = self.each(SEARCH, sets, read_list_key).await?.into_iter().flatten();
        let keys: BTreeSet<_> =
            found.filter(|key| bound.is_none_or(|bound| *key >= bound)).map(Reverse).collect();
        let mut keys: Vec<ListKey> = keys.into_iter().map(|Reverse(key)| key).collect();
        let next = cut(&mut keys, limit, |key| *key).or(bound);
        let mut cases = self.cases_of(keys.iter().map(|(_, case)| *case)).await?;
        let cases = keys.iter().filter_map(|(_, case)| cases.remove(case)).collect();
        Ok(ListPage { cases, next })
    }

    pub(crate) async fn list_page(
        &mut self,
        sight: &Visibility,
        open: Option<bool>,
        after: Option<ListKey>,
        limit: i64,
    ) -> Result<ListPage, StoreError> {
        let (at, case) = after.map_or((i64::MAX, i64::MAX), |(at, case)| (at.ms(), case.get()));
        let both = [true, false];
        let states = both.into_iter().filter(|state| open.is_none_or(|open| open == *state));
        let mut sets = Vec::new();
        for (kind, scope, classes) in sight.arms().map(range) {
            for state in states.clone() {
                for class in classes {
                    let (kind, class, wanted) = (kind.word(), class.word(), limit + 1);
                    sets.push(parameters![kind, scope, class, state, at, case, wanted]);
                }
            }
        }
        let found = self.each(LIST, sets, read_list_key).await?.into_iter().flatten();
        let keys: BTreeSet<_> = found.map(Reverse).collect();
        let mut keys: Vec<ListKey> = keys.into_iter().map(|Reverse(key)| key).collect();
        let next = cut(&mut keys, limit, |key| *key);
        let mut cases = self.cases_of(keys.iter().map(|(_, case)| *case)).await?;
        let cases = keys.iter().filter_map(|(_, case)| cases.remove(case)).collect();
        Ok(ListPage { cases, next })
    }
}
