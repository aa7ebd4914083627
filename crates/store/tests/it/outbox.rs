//! What leaves later, at least once.

use linli_app::{OutboxRow, ports::Store};
use linli_playbook::engine::{Audience, Effect};
use linli_store::Database;

use crate::{
    engines::on_every_engine,
    world::{at, changes, name, raw},
};

on_every_engine! {
    a_row_is_written_once_and_claimed_by_one,
    a_claim_ends_and_a_failed_row_comes_back,
    many_claims_at_once_share_the_rows,
}

async fn write(database: &Database, id: i64, run_at: i64, dedupe: &str) {
    let mut changes = changes(id, "case:1");
    changes.put(OutboxRow {
        id: raw(id),
        case: None,
        effect: Effect::Notify { to: Audience::Raisers, message: name("matter-moved") }.into(),
        run_at: at(run_at),
        dedupe: dedupe.into(),
    });
    database.commit(changes).await.unwrap();
}

async fn claimed(database: &Database, now: i64, until: i64, limit: i64) -> Vec<(i64, i64)> {
    let jobs = database.claim_outbox(at(now), at(until), limit).await.unwrap();
    jobs.iter().map(|job| (job.id.get(), job.attempts)).collect()
}

async fn a_row_is_written_once_and_claimed_by_one(database: &Database) {
    write(database, 1, 10, "matter:1:sort").await;
    write(database, 2, 10, "matter:1:sort").await;
    write(database, 3, 20, "matter:1:answer").await;
    assert_eq!(claimed(database, 9, 100, 9).await, []);
    assert_eq!(claimed(database, 20, 100, 9).await, [(1, 0), (3, 0)]);
    assert_eq!(claimed(database, 20, 100, 9).await, []);
    database.finish_outbox(raw(1), at(30)).await.unwrap();
    assert_eq!(claimed(database, 100, 200, 9).await, [(3, 1)]);
}

async fn a_claim_ends_and_a_failed_row_comes_back(database: &Database) {
    for id in 1..=3 {
        write(database, id, 10, &id.to_string()).await;
    }
    assert_eq!(claimed(database, 10, 100, 2).await, [(1, 0), (2, 0)]);
    database.retry_outbox(raw(1), at(50)).await.unwrap();
    assert_eq!(claimed(database, 49, 100, 9).await, [(3, 0)]);
    assert_eq!(claimed(database, 50, 100, 9).await, [(1, 1)]);
    database.finish_outbox(raw(2), at(60)).await.unwrap();
    database.retry_outbox(raw(2), at(60)).await.unwrap();
    assert_eq!(claimed(database, 1_000, 2_000, 9).await, [(1, 2), (3, 1)]);
}

async fn many_claims_at_once_share_the_rows(database: &Database) {
    for id in 1..=40 {
        write(database, id, 10, &id.to_string()).await;
    }
    let claims = (0..8).map(|_| claimed(database, 10, 100, 7));
    let mut all: Vec<_> =
        crate::races::together(claims.collect()).await.into_iter().flatten().collect();
    all.sort_unstable();
    let mut distinct = all.clone();
    distinct.dedup();
    assert_eq!(all, distinct, "a row was claimed twice");
    // Somebody may have looked while all rows were being taken; nothing stays behind for good.
    let rest = claimed(database, 10, 100, 99).await;
    assert_eq!(all.len() + rest.len(), 40);
}
