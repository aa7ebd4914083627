//! The log that the audit's rows are sealed in, and the audit as an auditor reads it.

use async_trait::async_trait;
use linli_app::ports::{
    AuditFilter, AuditKey, AuditLog, AuditRows, CheckpointRow, Seal, SealedRow, StoreError,
    TilePlace, TileRow,
};
use linli_domain::audit::Entry;
use linli_kernel::Moment;

use crate::{
    plan::{Plan, Table},
    statements::statements,
    value::{Row, parameters},
    view::View,
};

/// How many rows one page looks through at most.
const WINDOW: i64 = 5_000;

macro_rules! entry_columns {
    () => {
        "id, at, person, acting_kind, acting, action, subject, outcome"
    };
}

/// Rows that are listed under a person: `Entry::is_raised` says of which that is not done. A test
/// holds both together.
macro_rules! not_raised {
    () => {
        "(outcome <> 'done' OR acting_kind IS NOT NULL OR action NOT IN \
         ('matter.report', 'matter.act', 'matter.compare', 'photo.upload'))"
    };
}

statements! {
    // A row is sealed once: a second sealer finds nothing to change, or the position taken.
    SEAL_ROW = "UPDATE audit SET leaf = ?2 WHERE id = ?1 AND leaf IS NULL";
    PUT_TILE = "INSERT INTO audit_tile (level, number, hashes) VALUES (?1, ?2, ?3) \
        ON CONFLICT (level, number) DO UPDATE SET hashes = excluded.hashes";
    PUT_CHECKPOINT = "INSERT INTO audit_checkpoint (day, size, note) VALUES (?1, ?2, ?3) \
        ON CONFLICT (day) DO UPDATE SET size = excluded.size, note = excluded.note \
        WHERE audit_checkpoint.size < excluded.size";
    UNSEALED = concat!("SELECT ", entry_columns!(),
        " FROM audit WHERE leaf IS NULL ORDER BY id LIMIT ?1");
    UNSEALED_COUNT = "SELECT COUNT(*), MIN(at) FROM audit WHERE leaf IS NULL";
    SEALED = concat!("SELECT leaf, ", entry_columns!(),
        " FROM audit WHERE leaf >= ?1 ORDER BY leaf LIMIT ?2");
    TILE = "SELECT hashes FROM audit_tile WHERE level = ?1 AND number = ?2";
    CHECKPOINTS = "SELECT day, size, note FROM audit_checkpoint ORDER BY size, day";
    LATEST = "SELECT day, size, note FROM audit_checkpoint ORDER BY size DESC, day DESC LIMIT 1";
    PAGE = concat!("SELECT ", entry_columns!(), ", leaf FROM ( \
        SELECT ", entry_columns!(), ", leaf FROM audit WHERE (at, id) < (?1, ?2) \
        ORDER BY at DESC, id DESC LIMIT ?3) AS looked_at \
        WHERE ((person = ?4 AND ", not_raised!(), ") OR ?4 = 0) AND (action = ?5 OR ?5 = '') \
        AND (outcome <> 'done' OR CAST(?6 AS BIGINT) = 0) ORDER BY at DESC, id DESC LIMIT ?7");
    /// The oldest of the rows that a page looked through, and how many they were.
    LOOKED_AT = "SELECT at, id, (SELECT COUNT(*) FROM ( \
        SELECT id FROM audit WHERE (at, id) < (?1, ?2) ORDER BY at DESC, id DESC LIMIT ?3) \
        AS counted) FROM ( \
        SELECT at, id FROM audit WHERE (at, id) < (?1, ?2) ORDER BY at DESC, id DESC LIMIT ?3) \
        AS looked_at ORDER BY at, id LIMIT 1";
    ABOUT = concat!("SELECT ", entry_columns!(), ", leaf FROM audit \
        WHERE subject = ?1 AND (at, id) < (?2, ?3) \
        AND ((person = ?4 AND ", not_raised!(), ") OR ?4 = 0) AND (action = ?5 OR ?5 = '') \
        AND (outcome <> 'done' OR CAST(?6 AS BIGINT) = 0) ORDER BY at DESC, id DESC LIMIT ?7");
}

/// The statements of one sealing.
pub(crate) fn write_seal(plan: &mut Plan, seal: Seal) {
    for (leaf, id) in (seal.from..).zip(seal.rows) {
        plan.update((Table::Audit, id), SEAL_ROW, parameters![id, leaf]);
    }
    for TileRow { place: (level, number), hashes } in seal.tiles {
        plan.any((Table::AuditTile, true), PUT_TILE, parameters![level, number, hashes]);
    }
    let CheckpointRow { day, size, note } = seal.checkpoint;
    plan.insert(Table::AuditCheckpoint, PUT_CHECKPOINT, parameters![day, size, note]);
}

fn read_entry(row: &mut Row<'_>) -> Result<Entry, StoreError> {
    Ok(Entry {
        id: row.integer()?,
        at: row.integer()?,
        person: row.optional_integer()?,
        acting_kind: row.optional_text()?,
        acting: row.optional_integer()?,
        action: row.text()?,
        subject: row.text()?,
        outcome: row.text()?,
    })
}

fn read_listed(row: &mut Row<'_>) -> Result<(Entry, Option<i64>), StoreError> {
    Ok((read_entry(row)?, row.optional_integer()?))
}

fn read_checkpoint(row: &mut Row<'_>) -> Result<CheckpointRow, StoreError> {
    Ok(CheckpointRow { day: row.day()?, size: row.integer()?, note: row.text()? })
}

fn key_of((entry, _): &(Entry, Option<i64>)) -> AuditKey {
    (entry.at, entry.id)
}

#[async_trait]
impl AuditLog for View {
    async fn unsealed(&mut self, limit: i64) -> Result<Vec<Entry>, StoreError> {
        self.all(UNSEALED, parameters![limit], read_entry).await
    }

    async fn unsealed_count(&mut self) -> Result<(i64, Option<Moment>), StoreError> {
        let read = |row: &mut Row<'_>| Ok((row.integer()?, row.optional_moment()?));
        Ok(self.first(UNSEALED_COUNT, parameters![], read).await?.unwrap_or_default())
    }

    async fn sealed(&mut self, from: i64, limit: i64) -> Result<Vec<SealedRow>, StoreError> {
        let read =
            |row: &mut Row<'_>| Ok(SealedRow { leaf: row.integer()?, entry: read_entry(row)? });
        self.all(SEALED, parameters![from, limit], read).await
    }

    async fn tiles(&mut self, places: &[TilePlace]) -> Result<Vec<TileRow>, StoreError> {
        let sets = places.iter().map(|(level, number)| parameters![*level, *number]).collect();
        let found = self.each(TILE, sets, |row| row.blob()).await?;
        let found = places.iter().zip(found);
        let tiles = found.flat_map(|(place, rows)| {
            rows.into_iter().map(|hashes| TileRow { place: *place, hashes })
        });
        Ok(tiles.collect())
    }

    async fn checkpoints(&mut self) -> Result<Vec<CheckpointRow>, StoreError> {
        self.all(CHECKPOINTS, parameters![], read_checkpoint).await
    }

    async fn latest_checkpoint(&mut self) -> Result<Option<CheckpointRow>, StoreError> {
        self.first(LATEST, parameters![], read_checkpoint).await
    }

    async fn audit_rows(
        &mut self,
        filter: &AuditFilter,
        after: Option<AuditKey>,
        limit: i64,
    ) -> Result<AuditRows, StoreError> {
        let newest = (filter.until.map_or(i64::MAX, Moment::ms), i64::MAX);
        let (at, id) = after.map_or(newest, |after| after.min(newest));
        let person = filter.person.unwrap_or(0);
        let action = filter.action.as_deref().unwrap_or_default();
        if let Some(subject) = &filter.subject {
            let subject = subject.as_str();
            let wanted = parameters![subject, at, id, person, action, filter.refused, limit];
            let rows = self.all(ABOUT, wanted, read_listed).await?;
            let next = rows.last().map(key_of).filter(|_| is_full(&rows, limit));
            return Ok(AuditRows { rows, next, sparse: false });
        }
        let wanted = parameters![at, id, WINDOW, person, action, filter.refused, limit];
        let rows = self.all(PAGE, wanted, read_listed).await?;
        if is_full(&rows, limit) {
            let next = rows.last().map(key_of);
            return Ok(AuditRows { rows, next, sparse: false });
        }
        let read = |row: &mut Row<'_>| Ok(((row.integer()?, row.integer()?), row.integer()?));
        let end = self.first(LOOKED_AT, parameters![at, id, WINDOW], read).await?;
        let next = end.filter(|(_, count)| *count >= WINDOW).map(|(key, _)| key);
        Ok(AuditRows { rows, next, sparse: next.is_some() })
    }
}

fn is_full(rows: &[(Entry, Option<i64>)], limit: i64) -> bool {
    i64::try_from(rows.len()).is_ok_and(|found| found >= limit)
}

#[cfg(test)]
mod tests {
    use linli_domain::audit::RAISED;

    #[test]
    fn what_is_listed_under_a_person_is_what_the_domain_says() {
        let listed = RAISED.map(|action| format!("'{action}'")).join(", ");
        let said = "(outcome <> 'done' OR acting_kind IS NOT NULL OR action NOT IN ";
        assert_eq!(not_raised!(), format!("{said}({listed}))"));
    }
}
