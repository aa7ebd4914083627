//! Whistles: a row each, and the lists in which they stand. All rows of a case are written anew with
//! it.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use linli_app::{
    WhistleRow, WhistleScope,
    ports::{StoreError, WhistleFilter, WhistleKey, WhistlePage, WhistleSight, Whistles},
};
use linli_domain::{
    policy::{Arm, CLASSES, CaseClass, Visibility},
    whistle::Whistle,
};
use linli_kernel::{CaseId, Moment, OrganisationId, PlaceId};

use crate::{
    plan::{Plan, Table},
    statements::statements,
    value::{Parameter, Row, holder_columns, json, parameters},
    view::View,
};

/// The filter of both pages, over a derived table `nearest`.
macro_rules! filtered {
    () => {
        "WHERE (CAST(?8 AS {integer}) = 0 OR EXISTS (SELECT 1 FROM whistle_scope AS under \
            WHERE under.case_id = nearest.case_id AND under.event = nearest.event \
            AND under.scope_kind = 'place' AND under.scope = ?8)) \
        AND (CAST(?9 AS {integer}) = 0 OR EXISTS (SELECT 1 FROM whistle_scope AS called \
            WHERE called.case_id = nearest.case_id AND called.event = nearest.event \
            AND called.scope_kind = 'organisation' AND called.scope = ?9)) "
    };
}

statements! {
    LEAVE = "DELETE FROM whistle WHERE case_id = ?1";
    LEAVE_SCOPES = "DELETE FROM whistle_scope WHERE case_id = ?1";
    PUT = "INSERT INTO whistle (case_id, event, district, body) VALUES (?1, ?2, ?3, ?4)";
    PUT_SCOPE = "INSERT INTO whistle_scope (case_id, event, scope_kind, scope, class, open, until, \
        at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING";
    OF_CASE = "SELECT body FROM whistle WHERE case_id = ?1 ORDER BY event";
    BODIES = "SELECT case_id, event, body FROM whistle WHERE case_id {among ?1}";
    OPEN_PAGE = concat!("SELECT until, case_id, event FROM (SELECT until, case_id, event \
        FROM whistle_scope WHERE scope_kind = ?1 AND scope = ?2 AND class = ?3 AND open = 1 \
        AND (until, case_id, event) > (?4, ?5, ?6) ORDER BY until, case_id, event LIMIT ?7) \
        AS nearest ", filtered!(), "ORDER BY until, case_id, event LIMIT ?10");
    CLOSED_PAGE = concat!("SELECT until, case_id, event FROM (SELECT until, case_id, event \
        FROM whistle_scope WHERE scope_kind = ?1 AND scope = ?2 AND class = ?3 AND open = 0 \
        AND (until, case_id, event) < (?4, ?5, ?6) \
        ORDER BY until DESC, case_id DESC, event DESC LIMIT ?7) AS nearest ", filtered!(),
        "ORDER BY until DESC, case_id DESC, event DESC LIMIT ?10");
    LINES = "SELECT until, case_id, event, scope_kind, scope, class FROM whistle_scope \
        WHERE case_id {among ?1} AND open = 1 AND until <= ?2";
    BETWEEN = "SELECT whistle.body FROM whistle_scope JOIN whistle \
        ON whistle.case_id = whistle_scope.case_id AND whistle.event = whistle_scope.event \
        WHERE whistle_scope.scope_kind = 'place' AND whistle_scope.scope = ?1 \
        AND whistle_scope.at >= ?2 AND whistle_scope.at < ?3 \
        AND (CAST(?4 AS {integer}) = 0 OR EXISTS (SELECT 1 FROM whistle_scope AS called \
            WHERE called.case_id = whistle.case_id AND called.event = whistle.event \
            AND called.scope_kind = 'organisation' AND called.scope = ?4)) \
        ORDER BY whistle_scope.at, whistle_scope.case_id, whistle_scope.event LIMIT ?5";
}

/// Among how many of an arm's nearest a filter looks.
const LOOKED_THROUGH: i64 = 5_000;

/// What a post at a place or an organisation reads in lists; who has something to do reads all.
const OPEN: [CaseClass; 2] = [CaseClass::Ordinary, CaseClass::Anonymous];

fn columns(scope: &WhistleScope) -> Result<(String, i64), StoreError> {
    Ok(match scope {
        WhistleScope::Place(id) => ("place".to_owned(), id.get()),
        WhistleScope::Organisation(id) => ("organisation".to_owned(), id.get()),
        WhistleScope::Caller(id) => ("caller".to_owned(), id.get()),
        WhistleScope::Asked(holder) => {
            let (kind, id) = holder_columns(holder)?;
            // No name has a blank: no role is mistaken for another list.
            (format!("asked {kind}"), id)
        }
    })
}

/// Writes a case's whistles anew.
pub(crate) fn write(
    plan: &mut Plan,
    case: CaseId,
    rows: Vec<WhistleRow>,
) -> Result<(), StoreError> {
    let (district, fresh) = plan.case(case)?;
    if !fresh {
        plan.any((Table::Whistle, true), LEAVE, parameters![case]);
        plan.any((Table::WhistleScope, true), LEAVE_SCOPES, parameters![case]);
    }
    for WhistleRow { whistle, class, listed } in rows {
        for (scope, until) in listed {
            let (kind, id) = columns(&scope)?;
            let (class, open) = (class.word(), whistle.is_open());
            let parameters =
                parameters![case, whistle.event, kind, id, class, open, until, whistle.at];
            plan.any((Table::WhistleScope, true), PUT_SCOPE, parameters);
        }
        let body = json(&whistle)?;
        let parameters = parameters![case, whistle.event, district, body];
        plan.insert(Table::Whistle, PUT, parameters);
    }
    Ok(())
}

/// One range of a list: its kind, its scope, and which classes of cases it shows.
type Range = (String, i64, &'static [CaseClass]);

/// The ranges of a list.
fn ranges(sight: WhistleSight<'_>) -> Result<Vec<Range>, StoreError> {
    let arms = |sight: &Visibility, callers: bool| {
        let arm = move |arm: &Arm| match arm {
            Arm::Place(id) if callers => Some(WhistleScope::Caller(*id)),
            Arm::Place(id) => Some(WhistleScope::Place(*id)),
            Arm::Organisation(id) if !callers => Some(WhistleScope::Organisation(*id)),
            // Whistles are no list of raisers, and none is published.
            _ => None,
        };
        sight.arms().filter_map(arm).collect::<Vec<_>>()
    };
    let (scopes, classes): (Vec<WhistleScope>, &'static [CaseClass]) = match sight {
        WhistleSight::Visible(sight) => (arms(sight, false), &OPEN),
        WhistleSight::Callers(sight) => (arms(sight, true), &OPEN),
        WhistleSight::Asked(holders) => {
            (holders.iter().cloned().map(WhistleScope::Asked).collect(), &CLASSES)
        }
    };
    let range = |scope: &WhistleScope| columns(scope).map(|(kind, id)| (kind, id, classes));
    scopes.iter().map(range).collect()
}

fn read_key(row: &mut Row<'_>) -> Result<WhistleKey, StoreError> {
    Ok((row.moment()?, row.id(CaseId::new)?, row.small()?))
}

fn read_line(row: &mut Row<'_>) -> Result<(WhistleKey, String, i64, String), StoreError> {
    Ok((read_key(row)?, row.text()?, row.integer()?, row.text()?))
}

impl View {
    /// The next keys of a list, and up to which of them no range has another in between; `None`
    /// where no range has more.
    async fn keys(
        &mut self,
        ranges: &[Range],
        filter: WhistleFilter,
        after: Option<WhistleKey>,
        wanted: i64,
    ) -> Result<(Vec<WhistleKey>, Option<WhistleKey>), StoreError> {
        let begin = if filter.closed { (i64::MAX, i64::MAX, i64::MAX) } else { (i64::MIN, 0, 0) };
        let (until, case, event) =
            after.map_or(begin, |(until, case, event)| (until.ms(), case.get(), i64::from(event)));
        let place = filter.place.map_or(0, PlaceId::get);
        let organisation = filter.organisation.map_or(0, OrganisationId::get);
        let mut sets = Vec::new();
        for (kind, scope, classes) in ranges {
            for class in *classes {
                let (kind, scope, class) = (kind.as_str(), *scope, class.word());
                let look = LOOKED_THROUGH;
                sets.push(parameters![
                    kind,
                    scope,
                    class,
                    until,
                    case,
                    event,
                    look,
                    place,
                    organisation,
                    wanted,
                ]);
            }
        }
        let page = if filter.closed { CLOSED_PAGE } else { OPEN_PAGE };
        let found = self.each(page, sets, read_key).await?;
        let full = usize::try_from(wanted).unwrap_or(usize::MAX);
        let lasts = found.iter().filter(|keys| keys.len() >= full).filter_map(|keys| keys.last());
        let horizon = if filter.closed { lasts.max() } else { lasts.min() }.copied();
        let mut keys: Vec<WhistleKey> = found.into_iter().flatten().collect();
        keys.sort_unstable();
        if filter.closed {
            keys.reverse();
        }
        let within =
            |key: &WhistleKey, last| if filter.closed { *key >= last } else { *key <= last };
        keys.retain(|key| horizon.is_none_or(|last| within(key, last)));
        Ok((keys, horizon))
    }

    /// Those that a page before has told: another of the ranges has them under a nearer clock.
    async fn told_before(
        &mut self,
        ranges: &[Range],
        keys: &[WhistleKey],
        after: WhistleKey,
    ) -> Result<BTreeSet<(CaseId, u32)>, StoreError> {
        let cases: BTreeSet<CaseId> = keys.iter().map(|(_, case, _)| *case).collect();
        let lines =
            self.all(LINES, parameters![Parameter::ids(&cases), after.0], read_line).await?;
        let own = |kind: &str, scope: i64, class: &str| {
            ranges.iter().any(|(of, at, classes)| {
                of == kind && *at == scope && classes.iter().any(|c| c.word() == class)
            })
        };
        let told = lines
            .into_iter()
            .filter(|(key, kind, scope, class)| *key <= after && own(kind, *scope, class));
        Ok(told.map(|((_, case, event), ..)| (case, event)).collect())
    }
}

#[async_trait]
impl Whistles for View {
    async fn whistles_of(&mut self, case: CaseId) -> Result<Vec<Whistle>, StoreError> {
        self.all(OF_CASE, parameters![case], |row| row.json()).await
    }

    async fn whistle_page(
        &mut self,
        sight: WhistleSight<'_>,
        filter: WhistleFilter,
        after: Option<WhistleKey>,
        limit: i64,
    ) -> Result<WhistlePage, StoreError> {
        let ranges = ranges(sight)?;
        let shown = usize::try_from(limit).unwrap_or(0);
        let mut keys: Vec<WhistleKey> = Vec::new();
        let mut from = after;
        loop {
            let (mut found, horizon) = self.keys(&ranges, filter, from, limit + 1).await?;
            if !filter.closed
                && let Some(after) = after
            {
                let told = self.told_before(&ranges, &found, after).await?;
                found.retain(|(_, case, event)| !told.contains(&(*case, *event)));
            }
            keys.extend(found);
            // One that two arms show may have another clock in each; the nearer one is told.
            let mut seen = BTreeSet::new();
            keys.retain(|(_, case, event)| seen.insert((*case, *event)));
            from = horizon;
            if keys.len() > shown || horizon.is_none() {
                break;
            }
        }
        let more = keys.len() > shown;
        keys.truncate(shown);
        let next = keys.last().copied().filter(|_| more);
        let cases: Vec<CaseId> = keys.iter().map(|(_, case, _)| *case).collect();
        let read = |row: &mut Row<'_>| {
            Ok(((row.id(CaseId::new)?, row.small::<u32>()?), row.json::<Whistle>()?))
        };
        let bodies = self.all(BODIES, parameters![Parameter::ids(&cases)], read).await?;
        let mut bodies: BTreeMap<_, _> = bodies.into_iter().collect();
        let item = |(_, case, event): &WhistleKey| {
            bodies.remove(&(*case, *event)).map(|whistle| (*case, whistle))
        };
        Ok(WhistlePage { items: keys.iter().filter_map(item).collect(), next })
    }

    async fn whistles_between(
        &mut self,
        place: PlaceId,
        organisation: Option<OrganisationId>,
        (from, until): (Moment, Moment),
        limit: i64,
    ) -> Result<Vec<Whistle>, StoreError> {
        let organisation = organisation.map_or(0, OrganisationId::get);
        let parameters = parameters![place, from, until, organisation, limit];
        self.all(BETWEEN, parameters, |row| row.json()).await
    }
}
