//! The audit log on both engines: sealed while others write, and every way of tampering found.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

use linli_app::{
    account::Administrator,
    audit::{Finding, Verified, seal_due, verify},
    ports::{SealedRow, Store},
};
use linli_store::{Database, SqliteLocation, SqliteOptions, Synchronous};
use linli_testkit::{app::TestApp, needs};
use proptest::prelude::*;

use crate::{
    engines::{Raw, new_schema},
    world::changes,
};

/// A database that can be reached behind the ports' back, with the program over it.
struct Log {
    test: TestApp,
    raw: Raw,
    _folder: Option<tempfile::TempDir>,
}

async fn on_sqlite() -> Log {
    let folder = tempfile::tempdir().unwrap();
    let path: PathBuf = folder.path().join("audit.sqlite");
    let options = SqliteOptions { synchronous: Synchronous::Off, ..SqliteOptions::default() };
    let database = Database::open_sqlite(SqliteLocation::File(&path), options).unwrap();
    let test = TestApp::over(database).await.unwrap();
    Log { test, raw: Raw::Sqlite(path), _folder: Some(folder) }
}

async fn on_postgres() -> Log {
    let address = needs::postgres();
    let schema = new_schema();
    let database = Database::open_postgres(&address, Some(&schema), 8).await.unwrap();
    let test = TestApp::over(database).await.unwrap();
    Log { test, raw: Raw::Postgres { address, schema }, _folder: None }
}

macro_rules! on_both {
    ($($story:ident),+ $(,)?) => {
        mod sqlite {$(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() {
                super::$story(&super::on_sqlite().await).await;
            }
        )+}

        mod postgres {$(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() {
                let log = super::on_postgres().await;
                super::$story(&log).await;
                let raw = log.raw.clone();
                drop(log);
                raw.drop_schema().await;
            }
        )+}
    };
}

on_both! {
    rows_written_while_others_seal_are_sealed_once_each,
    every_tampering_is_found,
    nothing_is_sealed_over_a_log_that_was_tampered_with,
    a_history_that_was_sealed_anew_is_found_by_a_kept_checkpoint,
    a_day_keeps_its_last_checkpoint,
}

impl Log {
    async fn write(&self, id: i64) {
        self.test.database.commit(changes(id, "case:7")).await.unwrap();
    }

    async fn seal(&self) -> usize {
        seal_due(&self.test.app).await.unwrap()
    }

    async fn sealed(&self) -> Vec<SealedRow> {
        let mut rows = self.test.database.snapshot().await.unwrap();
        rows.sealed(i64::MIN, 100_000).await.unwrap()
    }

    async fn verify(&self, kept: Option<&str>) -> Verified {
        verify(&self.test.app, Administrator::Operator, kept).await.unwrap()
    }

    async fn findings(&self) -> Vec<Finding> {
        self.verify(None).await.findings
    }

    /// Rows 1 to `count`, sealed.
    async fn filled(&self, count: i64) {
        for id in 1..=count {
            self.write(id).await;
        }
        assert_eq!(self.seal().await, usize::try_from(count).unwrap());
    }
}

/// Positions without gaps, no row twice, and what was sealed once stays where it was.
fn goes_on(before: &[SealedRow], now: &[SealedRow]) {
    assert_eq!(&now[..before.len()], before);
    for (position, row) in (0..).zip(now) {
        assert_eq!(row.leaf, position);
    }
    let ids: BTreeMap<i64, i64> = now.iter().map(|row| (row.entry.id, row.leaf)).collect();
    assert_eq!(ids.len(), now.len());
}

async fn rows_written_while_others_seal_are_sealed_once_each(log: &Log) {
    const WRITERS: i64 = 6;
    const EACH: i64 = 70;
    let mut writers = Vec::new();
    for writer in 0..WRITERS {
        let database = Arc::clone(&log.test.database);
        writers.push(tokio::spawn(async move {
            for turn in 0..EACH {
                // Every other writer's ids fall, so that rows come in behind sealed ones.
                let turn = if writer % 2 == 0 { turn } else { EACH - turn };
                database.commit(changes(1 + turn * WRITERS + writer, "case:1")).await.unwrap();
            }
        }));
    }
    let sealer = |app: linli_app::App| {
        tokio::spawn(async move {
            let mut sealed = 0;
            for _ in 0..40 {
                sealed += seal_due(&app).await.unwrap();
                tokio::task::yield_now().await;
            }
            sealed
        })
    };
    let sealers = [sealer(log.test.app.clone()), sealer(log.test.app.clone())];
    let mut seen = Vec::new();
    while writers.iter().any(|writer| !writer.is_finished()) {
        let now = log.sealed().await;
        goes_on(&seen, &now);
        seen = now;
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    let mut sealed = 0;
    for sealer in sealers {
        sealed += sealer.await.unwrap();
    }
    for writer in writers {
        writer.await.unwrap();
    }
    sealed += log.seal().await;
    assert_eq!(i64::try_from(sealed).unwrap(), WRITERS * EACH);
    let now = log.sealed().await;
    goes_on(&seen, &now);
    assert_eq!(i64::try_from(now.len()).unwrap(), WRITERS * EACH);
    let verified = log.verify(None).await;
    assert_eq!(verified.findings, []);
    assert_eq!((verified.rows, verified.unsealed), (WRITERS * EACH, 0));
}

/// What somebody does to the tables, how it is undone, and what is found first.
type Tampering = (&'static str, &'static str, Finding);

/// 700 rows: tiles 0 and 1 of level 0 are full, tile 2 holds 188, tile 0 of level 1 holds 2.
#[expect(clippy::too_many_lines, reason = "a table, one row a way of tampering")]
fn tamperings() -> Vec<Tampering> {
    let row = |leaf| Finding::Row { leaf, id: leaf + 1 };
    vec![
        (
            "UPDATE audit SET outcome = 'forbidden' WHERE leaf = 300",
            "UPDATE audit SET outcome = 'done' WHERE leaf = 300",
            row(300),
        ),
        (
            "UPDATE audit SET person = 3 WHERE leaf = 0",
            "UPDATE audit SET person = NULL WHERE leaf = 0",
            row(0),
        ),
        (
            "UPDATE audit SET at = at + 1 WHERE leaf >= 698",
            "UPDATE audit SET at = at - 1 WHERE leaf >= 698",
            row(698),
        ),
        (
            "UPDATE audit SET acting = 10 WHERE leaf = 511",
            "UPDATE audit SET acting = 9 WHERE leaf = 511",
            row(511),
        ),
        (
            "UPDATE audit SET action = 'test.read' WHERE leaf = 255",
            "UPDATE audit SET action = 'test.write' WHERE leaf = 255",
            row(255),
        ),
        (
            "UPDATE audit SET subject = 'case:8' WHERE leaf = 256",
            "UPDATE audit SET subject = 'case:7' WHERE leaf = 256",
            row(256),
        ),
        (
            "UPDATE audit SET id = 9000 WHERE leaf = 4",
            "UPDATE audit SET id = 5 WHERE leaf = 4",
            Finding::Row { leaf: 4, id: 9000 },
        ),
        (
            "UPDATE audit SET leaf = 5000 WHERE leaf = 20; UPDATE audit SET leaf = 20 WHERE \
             leaf = 21; UPDATE audit SET leaf = 21 WHERE leaf = 5000",
            "UPDATE audit SET leaf = 5000 WHERE leaf = 20; UPDATE audit SET leaf = 20 WHERE \
             leaf = 21; UPDATE audit SET leaf = 21 WHERE leaf = 5000",
            Finding::Row { leaf: 20, id: 22 },
        ),
        (
            "UPDATE audit SET leaf = NULL WHERE leaf = 600",
            "UPDATE audit SET leaf = 600 WHERE leaf IS NULL",
            Finding::RowMissing { leaf: 600 },
        ),
        (
            "UPDATE audit SET leaf = NULL WHERE leaf = 699",
            "UPDATE audit SET leaf = 699 WHERE leaf IS NULL",
            Finding::RowMissing { leaf: 699 },
        ),
        (
            "INSERT INTO audit (id, at, action, subject, outcome, leaf) \
             VALUES (9001, 0, 'a', 'b', 'c', 700)",
            "DELETE FROM audit WHERE id = 9001",
            Finding::Unsigned { from: 700 },
        ),
        (
            "INSERT INTO audit (id, at, action, subject, outcome, leaf) \
             VALUES (9002, 0, 'a', 'b', 'c', -1)",
            "DELETE FROM audit WHERE id = 9002",
            Finding::Row { leaf: -1, id: 9002 },
        ),
        (
            "UPDATE audit_tile SET number = 9 WHERE number = 2",
            "UPDATE audit_tile SET number = 2 WHERE number = 9",
            Finding::Tile { level: 0, number: 2 },
        ),
        (SWAP_TILES, SWAP_TILES, Finding::Tile { level: 0, number: 0 }),
        (SWAP_BOTH, SWAP_BOTH, Finding::Rows { from: 0, to: 255 }),
        (
            "UPDATE audit_checkpoint SET size = 699",
            "UPDATE audit_checkpoint SET size = 700",
            Finding::Checkpoint { size: 699 },
        ),
        (
            "UPDATE audit_checkpoint SET note = 'x' || note",
            "UPDATE audit_checkpoint SET note = substr(note, 2)",
            Finding::Checkpoint { size: 700 },
        ),
    ]
}

const SWAP_TILES: &str = "UPDATE audit_tile SET number = 9 WHERE level = 0 AND number = 0; \
    UPDATE audit_tile SET number = 0 WHERE level = 0 AND number = 1; \
    UPDATE audit_tile SET number = 1 WHERE level = 0 AND number = 9";

/// The rows of the first two tiles change places together with their hashes.
const SWAP_BOTH: &str = "UPDATE audit_tile SET number = 9 WHERE level = 0 AND number = 0; \
    UPDATE audit_tile SET number = 0 WHERE level = 0 AND number = 1; \
    UPDATE audit_tile SET number = 1 WHERE level = 0 AND number = 9; \
    UPDATE audit SET leaf = leaf + 5000 WHERE leaf < 256; \
    UPDATE audit SET leaf = leaf - 256 WHERE leaf >= 256 AND leaf < 512; \
    UPDATE audit SET leaf = leaf - 4744 WHERE leaf >= 5000";

async fn every_tampering_is_found(log: &Log) {
    log.filled(700).await;
    assert_eq!(log.findings().await, []);
    for (done, undone, finding) in tamperings() {
        log.raw.script(done).await;
        let found = log.findings().await;
        assert_eq!(found.first(), Some(&finding), "{done}: {found:?}");
        log.raw.script(undone).await;
        assert_eq!(log.findings().await, [], "{undone}");
    }
    log.raw.script("DELETE FROM audit_checkpoint").await;
    assert_eq!(log.findings().await, [Finding::Unsigned { from: 0 }]);
}

async fn nothing_is_sealed_over_a_log_that_was_tampered_with(log: &Log) {
    log.filled(300).await;
    log.write(301).await;
    for (done, undone) in [
        (
            "UPDATE audit_tile SET number = 5 WHERE level = 0 AND number = 1",
            "UPDATE audit_tile SET number = 1 WHERE level = 0 AND number = 5",
        ),
        ("UPDATE audit_tile SET level = 7 + level", "UPDATE audit_tile SET level = level - 7"),
        (
            "UPDATE audit_checkpoint SET note = 'x' || note",
            "UPDATE audit_checkpoint SET note = substr(note, 2)",
        ),
        ("UPDATE audit_checkpoint SET size = 299", "UPDATE audit_checkpoint SET size = 300"),
    ] {
        log.raw.script(done).await;
        assert!(seal_due(&log.test.app).await.is_err(), "{done}");
        assert_eq!(log.verify(None).await.unsealed, 1);
        log.raw.script(undone).await;
    }
    assert_eq!(log.seal().await, 1);
    assert_eq!(log.findings().await, []);
    log.write(302).await;
    log.raw.script("DELETE FROM audit_checkpoint").await;
    assert!(seal_due(&log.test.app).await.is_err());
}

async fn a_history_that_was_sealed_anew_is_found_by_a_kept_checkpoint(log: &Log) {
    log.filled(10).await;
    let kept = log.verify(None).await.checkpoint.unwrap();
    log.write(11).await;
    log.seal().await;
    assert_eq!(log.verify(Some(&kept)).await.findings, []);
    let anew = "UPDATE audit SET leaf = NULL; UPDATE audit SET outcome = 'done ' WHERE id = 3; \
        DELETE FROM audit_tile; DELETE FROM audit_checkpoint";
    log.raw.script(anew).await;
    assert_eq!(log.seal().await, 11);
    assert_eq!(log.findings().await, [], "whoever has the key can do this");
    let findings = log.verify(Some(&kept)).await.findings;
    assert_eq!(findings, [Finding::Root { after: 0, size: 10 }]);
    let forged = kept.replace("\n10\n", "\n11\n");
    let findings = log.verify(Some(&forged)).await.findings;
    assert_eq!(findings, [Finding::KeptCheckpoint]);
}

async fn a_day_keeps_its_last_checkpoint(log: &Log) {
    log.filled(3).await;
    log.write(4).await;
    log.seal().await;
    log.test.clock.advance(linli_testkit::app::DAY_MS);
    log.write(5).await;
    log.seal().await;
    // A clock that is set back does not stop the sealer.
    log.test.clock.advance(-linli_testkit::app::DAY_MS);
    log.write(6).await;
    log.seal().await;
    let mut rows = log.test.database.snapshot().await.unwrap();
    let sizes: Vec<i64> = rows.checkpoints().await.unwrap().iter().map(|row| row.size).collect();
    assert_eq!(sizes, [5, 6]);
    drop(rows);
    assert_eq!(log.findings().await, []);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn rows_are_sealed_in_the_order_in_which_they_were_found(
        ids in Just((1..=700_i64).collect::<Vec<_>>()).prop_shuffle(),
        cuts in proptest::collection::vec(1..300_usize, 1..6),
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let log = on_sqlite().await;
            let mut expected = Vec::new();
            let mut left = ids.as_slice();
            for cut in cuts {
                let (batch, rest) = left.split_at(cut.min(left.len()));
                left = rest;
                for id in batch {
                    log.write(*id).await;
                }
                let mut batch = batch.to_vec();
                batch.sort_unstable();
                expected.extend(batch);
                log.seal().await;
                let sealed: Vec<i64> = log.sealed().await.iter().map(|row| row.entry.id).collect();
                assert_eq!(sealed, expected);
            }
            assert_eq!(log.findings().await, []);
        });
    }
}
