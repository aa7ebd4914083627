//! Figures by place and month, and which cases have to be counted anew.

use std::collections::BTreeMap;

use async_trait::async_trait;
use linli_app::ports::{MonthFigures, MonthlyFigures, RollUp, Share, StoreError};
use linli_kernel::{CaseId, Month, PlaceId};

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
    Ok(())
}

fn read_month(row: &mut Row<'_>) -> Result<MonthFigures, StoreError> {
    let place = row.id(PlaceId::new)?;
    let number = row.integer()?;
    let month = Month::from_number(number)
        .ok_or_else(|| StoreError(format!("{number} is no month of figures")))?;
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
}
