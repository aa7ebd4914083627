//! Counts of posts and organisations by the places below a place.

use async_trait::async_trait;
use linli_app::ports::{Counted, Counting, Staffing, StoreError};
use linli_kernel::PlaceId;
use linli_playbook::Name;

use crate::{
    people::not_suspended,
    statements::statements,
    value::{Row, parameters},
    view::View,
};

// Every place that is open below ?1, with the place of the kind ?2 that it lies in and the child of
// ?1; what lies under the kind ?3 is left out, which is most of all rows.
macro_rules! below {
    () => {
        "WITH RECURSIVE below (id, kind, households, under, own, depth) AS ( \
           SELECT id, kind, households, CAST(0 AS BIGINT), \
             CASE WHEN kind = ?2 THEN id ELSE 0 END, 0 FROM place WHERE id = ?1 \
           UNION ALL \
           SELECT place.id, place.kind, place.households, \
             CASE WHEN below.depth = 0 THEN place.id ELSE below.under END, \
             CASE WHEN place.kind = ?2 THEN place.id ELSE below.own END, below.depth + 1 \
           FROM below JOIN place ON place.parent = below.id \
           WHERE place.kind <> ?3 AND (place.closed_on IS NULL OR place.closed_on > ?4) \
           AND below.depth < 64), \
         sums (own, under, kind, households) AS ( \
           SELECT own, MAX(CASE WHEN own = ?1 THEN 0 ELSE under END), kind, \
             SUM(households) FROM below WHERE own <> 0 \
           GROUP BY own, kind), "
    };
}
// The joins are written as CROSS JOIN, which keeps SQLite from walking through every post instead.
macro_rules! counted {
    () => {
        " SELECT sums.own, MAX(sums.under), CAST(MAX(sums.households) AS BIGINT), \
          COALESCE(MAX(found.number), 0) FROM sums LEFT JOIN found ON found.own = sums.own \
          GROUP BY sums.own ORDER BY sums.own"
    };
}

statements! {
    COUNT_POSTS = concat!(below!(), "found (own, number) AS ( \
        SELECT below.own, COUNT(DISTINCT post.person) FROM below CROSS JOIN post \
        WHERE post.holder = below.id AND post.holder_kind = ?5 \
        AND below.own <> 0 AND post.valid_from <= ?4 \
        AND (post.valid_to IS NULL OR post.valid_to >= ?4)", not_suspended!(),
        " GROUP BY below.own)", counted!());
    COUNT_ORGANISATIONS = concat!(below!(), "found (own, number) AS ( \
        SELECT below.id, COUNT(*) FROM below \
        CROSS JOIN organisation_place served CROSS JOIN organisation \
        WHERE served.place = below.id AND organisation.id = served.organisation \
        AND organisation.kind = ?5 AND below.own = below.id GROUP BY below.id)", counted!());
}

fn read(row: &mut Row<'_>) -> Result<Counted, StoreError> {
    Ok(Counted {
        place: row.id(PlaceId::new)?,
        under: PlaceId::new(row.integer()?),
        households: row.integer()?,
        found: row.integer()?,
    })
}

#[async_trait]
impl Staffing for View {
    async fn count_posts(
        &mut self,
        Counting { place, each, lowest, day }: Counting<'_>,
        role: &Name,
    ) -> Result<Vec<Counted>, StoreError> {
        self.all(COUNT_POSTS, parameters![place, each, lowest, day, role], read).await
    }

    async fn count_organisations(
        &mut self,
        Counting { place, each, lowest, day }: Counting<'_>,
        kind: &Name,
    ) -> Result<Vec<Counted>, StoreError> {
        self.all(COUNT_ORGANISATIONS, parameters![place, each, lowest, day, kind], read).await
    }
}
