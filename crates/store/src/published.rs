//! Figures as they were published, and the cases that gave them: written once, never changed.

use async_trait::async_trait;
use linli_app::ports::{PublishedMonths, StoreError};
use linli_domain::indicator::{Alike, PublishedFigures};
use linli_kernel::{Month, PersonId, PlaceId};

use crate::{
    figures::read_of_month,
    plan::{Plan, Table},
    statements::statements,
    value::{Row, holder_columns, json, parameters},
    view::View,
};

macro_rules! published_columns {
    () => {
        "place, month, district, figures, hide_below, cases, published_by, holder_kind, holder, \
         published_at"
    };
}

statements! {
    PUBLISH = concat!("INSERT INTO published_figure (", published_columns!(),
        ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
    KEEP_SHARE = "INSERT INTO published_share (place, month, piece, body) VALUES (?1, ?2, ?3, ?4)";
    PUBLISHED = concat!("SELECT ", published_columns!(), " FROM published_figure \
        WHERE place = ?1 AND month = ?2");
    PUBLISHED_MONTHS = "SELECT month FROM published_figure WHERE place = ?1 \
        ORDER BY month DESC LIMIT ?2";
    SHARES_PUBLISHED = "SELECT body FROM published_share WHERE place = ?1 AND month = ?2 \
        ORDER BY piece";
}

/// The statements that keep published figures.
///
/// # Errors
/// [`StoreError`] if they cannot be written as they are: a programming error above.
pub(crate) fn write(
    plan: &mut Plan,
    published: PublishedFigures,
    alike: Vec<Alike>,
) -> Result<(), StoreError> {
    let (kind, holder) = holder_columns(&published.published_as)?;
    let (place, month) = (published.place, published.month.number());
    let parameters = parameters![
        place,
        month,
        published.district,
        json(&published.figures)?,
        published.hide_below,
        published.cases,
        published.published_by,
        kind,
        holder,
        published.published_at,
    ];
    plan.insert(Table::PublishedFigure, PUBLISH, parameters);
    for (piece, alike) in (0_u32..).zip(alike) {
        let parameters = parameters![place, month, piece, json(&alike)?];
        plan.insert(Table::PublishedShare, KEEP_SHARE, parameters);
    }
    Ok(())
}

fn read_published(row: &mut Row<'_>) -> Result<PublishedFigures, StoreError> {
    Ok(PublishedFigures {
        place: row.id(PlaceId::new)?,
        month: read_of_month(row)?,
        district: row.id(PlaceId::new)?,
        figures: row.json()?,
        hide_below: row.integer()?,
        cases: row.integer()?,
        published_by: row.id(PersonId::new)?,
        published_as: row.holder()?,
        published_at: row.moment()?,
    })
}

#[async_trait]
impl PublishedMonths for View {
    async fn published(
        &mut self,
        place: PlaceId,
        month: Month,
    ) -> Result<Option<PublishedFigures>, StoreError> {
        self.first(PUBLISHED, parameters![place, month.number()], read_published).await
    }

    async fn published_months(
        &mut self,
        place: PlaceId,
        limit: i64,
    ) -> Result<Vec<Month>, StoreError> {
        self.all(PUBLISHED_MONTHS, parameters![place, limit], read_of_month).await
    }

    async fn published_cases(
        &mut self,
        place: PlaceId,
        month: Month,
    ) -> Result<Vec<Alike>, StoreError> {
        self.all(SHARES_PUBLISHED, parameters![place, month.number()], |row| row.json()).await
    }
}
