//! Figures by place and month, and which cases have to be counted anew.

use std::collections::BTreeMap;

use async_trait::async_trait;
use linli_app::ports::{
    MonthFigures, MonthlyFigures, RollUp, RunningCase, RunningKey, RunningPage, Share, StoreError,
};
use linli_domain::indicator::Lateness;
use linli_kernel::{CaseId, Moment, Month, PlaceId};

use crate::{
    plan::{Plan, Table},
    statements::statements,
    value::{Parameter, Row, json, parameters},
    view::View,
};

statements! {
    /// Beside every change of a case.
    MARK = "INSERT INTO figure_due (case_id, revision) VALUES (?1, ?2) \
        ON CONFLICT (case_id) DO UPDATE SET revision = excluded.revision";
    /// A case that changed again meanwhile, or that another node counted, is a conflict: what was
    /// reckoned from it is not true any more.
    COUNTED = "DELETE FROM figure_due WHERE case_id = ?1 AND revision = ?2";
    PUT_SHARE = "INSERT INTO case_figure (case_id, body) VALUES (?1, ?2) \
        ON CONFLICT (case_id) DO UPDATE SET body = excluded.body";
    INSERT_MONTH = "INSERT INTO month_figure (place, month, body, version) VALUES (?1, ?2, ?3, ?4)";
    UPDATE_MONTH = "UPDATE month_figure SET body = ?3, version = ?4 \
        WHERE place = ?1 AND month = ?2 AND version = ?5";
    FIGURES_DUE = "SELECT case_id, revision FROM figure_due WHERE case_id > 0 \
        ORDER BY case_id LIMIT ?1";
    SHARES = "SELECT case_id, body FROM case_figure WHERE case_id {among ?1}";
    MONTHS = "SELECT place, month, body, version FROM month_figure \
        WHERE place {among ?1} AND month >= ?2 AND month <= ?3 ORDER BY place, month";
    LIST_MONTH = "INSERT INTO case_month (place, month, case_id) VALUES (?1, ?2, ?3) \
        ON CONFLICT DO NOTHING";
    LEAVE_MONTH = "DELETE FROM case_month WHERE place = ?1 AND month = ?2 AND case_id = ?3";
    RUNS = "INSERT INTO running_case (place, case_id, due, thrice) VALUES (?1, ?2, ?3, ?4) \
        ON CONFLICT (place, case_id) DO UPDATE SET due = excluded.due, thrice = excluded.thrice";
    RUNS_NO_MORE = "DELETE FROM running_case WHERE place = ?1 AND case_id = ?2";
    IN_MONTHS = "SELECT DISTINCT case_id FROM case_month \
        WHERE place {among ?1} AND month >= ?2 AND month <= ?3 ORDER BY case_id";
    LATE = "SELECT due, case_id FROM running_case \
        WHERE place = ?1 AND due < ?2 AND (due, case_id) > (?3, ?4) \
        ORDER BY due, case_id LIMIT ?5";
    LATE_THRICE = "SELECT thrice, case_id FROM running_case \
        WHERE place = ?1 AND thrice < ?2 AND (thrice, case_id) > (?3, ?4) \
        ORDER BY thrice, case_id LIMIT ?5";
    COUNT_THRICE = "SELECT COUNT(*) FROM (SELECT 1 FROM running_case \
        WHERE place = ?1 AND thrice < ?2 LIMIT ?3) AS some_late";
}

/// A case changed: it has to be counted anew.
pub(crate) fn mark(plan: &mut Plan, case: CaseId, revision: i64) {
    plan.any((Table::FigureDue, true), MARK, parameters![case, revision]);
}

/// The statements of one piece of counting.
pub(crate) fn write_roll_up(plan: &mut Plan, roll_up: RollUp) -> Result<(), StoreError> {
    for (case, revision, share) in roll_up.shares {
        plan.update((Table::FigureDue, case.get()), COUNTED, parameters![case, revision]);
        plan.any((Table::CaseFigure, true), PUT_SHARE, parameters![case, json(&share)?]);
    }
    for MonthFigures { place, month, figures, version } in roll_up.months {
        let parameters = parameters![place, month.number(), json(&figures)?, version];
        let key = (Table::MonthFigure, place.get());
        plan.versioned(key, version, [INSERT_MONTH, UPDATE_MONTH], parameters);
    }
    // What goes stands before what comes: both run in the order given.
    for (place, month, case) in roll_up.unlisted {
        let parameters = parameters![place, month.number(), case];
        plan.any((Table::CaseMonth, false), LEAVE_MONTH, parameters);
    }
    for (place, month, case) in roll_up.listed {
        plan.any((Table::CaseMonth, true), LIST_MONTH, parameters![place, month.number(), case]);
    }
    for (place, case) in roll_up.stopped {
        plan.any((Table::RunningCase, false), RUNS_NO_MORE, parameters![place, case]);
    }
    for RunningCase { place, case, due, thrice } in roll_up.running {
        plan.any((Table::RunningCase, true), RUNS, parameters![place, case, due, thrice]);
    }
    Ok(())
}

/// A month as it is kept.
pub(crate) fn read_of_month(row: &mut Row<'_>) -> Result<Month, StoreError> {
    let number = row.integer()?;
    Month::from_number(number).ok_or_else(|| StoreError(format!("{number} is no month of figures")))
}

fn read_month(row: &mut Row<'_>) -> Result<MonthFigures, StoreError> {
    let place = row.id(PlaceId::new)?;
    let month = read_of_month(row)?;
    Ok(MonthFigures { place, month, figures: row.json()?, version: row.integer()? })
}

#[async_trait]
impl MonthlyFigures for View {
    async fn figures_due(&mut self, limit: i64) -> Result<Vec<(CaseId, i64)>, StoreError> {
        let read = |row: &mut Row<'_>| Ok((row.id(CaseId::new)?, row.integer()?));
        self.all(FIGURES_DUE, parameters![limit], read).await
    }

    async fn shares(&mut self, cases: &[CaseId]) -> Result<BTreeMap<CaseId, Share>, StoreError> {
        let read = |row: &mut Row<'_>| Ok((row.id(CaseId::new)?, row.json()?));
        let rows = self.all(SHARES, parameters![Parameter::ids(cases)], read).await?;
        Ok(rows.into_iter().collect())
    }

    async fn month_figures(
        &mut self,
        places: &[PlaceId],
        (from, to): (Month, Month),
    ) -> Result<Vec<MonthFigures>, StoreError> {
        let parameters = parameters![Parameter::ids(places), from.number(), to.number()];
        self.all(MONTHS, parameters, read_month).await
    }

    async fn cases_in_months(
        &mut self,
        places: &[PlaceId],
        (from, to): (Month, Month),
    ) -> Result<Vec<CaseId>, StoreError> {
        let parameters = parameters![Parameter::ids(places), from.number(), to.number()];
        self.all(IN_MONTHS, parameters, |row| row.id(CaseId::new)).await
    }

    async fn late_cases(
        &mut self,
        place: PlaceId,
        lateness: Lateness,
        (after, now): (RunningKey, Moment),
        limit: i64,
    ) -> Result<RunningPage, StoreError> {
        let statement = match lateness {
            Lateness::Once => LATE,
            Lateness::Thrice => LATE_THRICE,
        };
        let (from, case) = after;
        let case = case.map_or(0, CaseId::get);
        let parameters = parameters![place, now, from, case, limit];
        let read = |row: &mut Row<'_>| Ok((row.moment()?, row.id(CaseId::new)?));
        let keys = self.all(statement, parameters, read).await?;
        let next = keys.last().map(|(at, case)| (*at, Some(*case)));
        let mut cases = self.cases_of(keys.iter().map(|(_, case)| *case)).await?;
        let rows = keys.iter().filter_map(|(_, case)| cases.remove(case)).collect();
        Ok(RunningPage { cases: rows, next })
    }

    async fn late_thrice(
        &mut self,
        place: PlaceId,
        now: Moment,
        most: i64,
    ) -> Result<i64, StoreError> {
        let found =
            self.first(COUNT_THRICE, parameters![place, now, most], |row| row.integer()).await?;
        Ok(found.unwrap_or(0))
    }
}
