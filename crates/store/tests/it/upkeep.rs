//! Jobs that go on where they stopped, and what is taken away when it is old.

use std::collections::BTreeSet;

use linli_app::{
    AccountPut, Add, IdempotencyRow, JobPut, JobRow, OutboxRow, Prune, Put,
    ports::{CommitError, Store},
};
use linli_domain::account::{OneTimeCode, Session, Strength};
use linli_kernel::{Moment, SessionId};
use linli_playbook::engine::{Audience, Effect};
use linli_store::Database;

use crate::{
    engines::on_every_engine,
    world::{at, build, changes, name, person, raw},
};

on_every_engine! {
    a_job_goes_on_where_it_stopped_and_one_of_two_says_where,
    what_is_old_goes_and_what_is_not_stays,
    the_first_key_is_the_one_that_is_recognised,
}

async fn the_first_key_is_the_one_that_is_recognised(database: &Database) {
    assert_eq!(database.key_trace().await.unwrap().word, None);
    database.keep_key_check("ab12").await.unwrap();
    database.keep_key_check("cd34").await.unwrap();
    assert_eq!(database.key_trace().await.unwrap().word.as_deref(), Some("ab12"));
}

async fn put(database: &Database, audit: i64, put: impl Into<Put>) -> Result<(), CommitError> {
    let mut changes = changes(audit, "job:1");
    changes.put(put);
    database.commit(changes).await.map(drop)
}

async fn due(database: &Database, now: Moment) -> Vec<(String, i64, i64)> {
    let mut rows = database.snapshot().await.unwrap();
    let jobs = rows.due_jobs(now).await.unwrap();
    jobs.into_iter().map(|job| (job.name, job.position, job.version)).collect()
}

async fn a_job_goes_on_where_it_stopped_and_one_of_two_says_where(database: &Database) {
    let begin = || JobPut::Begin { name: "count".into(), run_at: at(10) };
    let next = |position, version| {
        JobPut::Next(JobRow { name: "count".into(), position, run_at: at(10), version })
    };
    let digest = || ("digest".to_owned(), 0, 1);
    let prune = || ("prune".to_owned(), 0, 1);
    put(database, 1, begin()).await.unwrap();
    assert_eq!(due(database, at(9)).await, [digest(), prune()]);
    assert_eq!(due(database, at(10)).await, [("count".to_owned(), 0, 1), digest(), prune()]);
    put(database, 2, next(40, 1)).await.unwrap();
    let slower = put(database, 3, next(20, 1)).await;
    assert!(matches!(slower, Err(CommitError::Conflict("job"))), "{slower:?}");
    assert_eq!(due(database, at(10)).await, [("count".to_owned(), 40, 2), digest(), prune()]);
    // Begun anew while it runs: who ran it neither goes on nor ends it.
    put(database, 4, begin()).await.unwrap();
    let end = |version| JobPut::End { name: "count".into(), version };
    assert!(put(database, 5, end(2)).await.is_err());
    assert_eq!(due(database, at(10)).await, [("count".to_owned(), 0, 3), digest(), prune()]);
    put(database, 6, end(3)).await.unwrap();
    assert_eq!(due(database, at(10)).await, [digest(), prune()]);
}

/// A session that ends at the moment of its number.
fn session(number: i64, strength: Strength, ended: bool) -> AccountPut {
    AccountPut::Session(Session {
        id: SessionId::new(number).unwrap(),
        token_hash: number.to_be_bytes().to_vec(),
        person: person(3),
        strength,
        created_at: at(0),
        idle_until: at(number),
        expires_at: at(number),
        ended,
        version: 1,
    })
}

#[expect(clippy::too_many_lines, reason = "one row of every kind, before and after")]
async fn what_is_old_goes_and_what_is_not_stays(database: &Database) {
    build(database).await;
    let mut first = changes(2, "job:1");
    let add = |counter: &str, moment| Add { counter: counter.into(), amount: 1, at: at(moment) };
    for moment in [1, 2, 100] {
        first.adds.extend([add("short:a", moment), add("sum:a", moment), add("other:a", moment)]);
    }
    first.adds.extend([add("sum:b", 3), add("short", 1), add("shorter:a", 1)]);
    for (number, moment) in [(1, 9), (2, 100)] {
        first.put(IdempotencyRow {
            person: person(3),
            route: "matter.report".into(),
            key: number.to_string(),
            body_hash: vec![1],
            answer: "{}".into(),
            at: at(moment),
        });
        first.put(AccountPut::Code(OneTimeCode {
            slot: vec![number],
            code_hash: vec![1],
            expires_at: at(moment),
            tries: 0,
            version: 1,
        }));
    }
    for (number, strength, ended) in [
        (5, Strength::Code, false),
        (15, Strength::Code, false),
        (16, Strength::Code, true),
        (17, Strength::TwoFactors, false),
        (100, Strength::Code, true),
    ] {
        first.put(session(number, strength, ended));
    }
    database.commit(first).await.unwrap();
    for id in [3, 4, 5] {
        let mut effect = changes(id, "job:1");
        effect.put(OutboxRow {
            id: raw(id),
            case: None,
            effect: Effect::Notify { to: Audience::Raisers, message: name("matter-moved") }.into(),
            run_at: at(1),
            dedupe: id.to_string(),
        });
        database.commit(effect).await.unwrap();
    }
    database.finish_outbox(raw(3), at(9)).await.unwrap();
    database.finish_outbox(raw(4), at(100)).await.unwrap();

    let prune = || Prune {
        answers: at(10),
        effects: at(10),
        sessions: at(20),
        devices: at(10),
        codes: at(10),
        duty: at(10).day(),
        counters: vec![("short:", at(10))],
        folded: vec![("sum:", at(10))],
    };
    put(database, 6, prune()).await.unwrap();
    let mut rows = database.snapshot().await.unwrap();
    for (counter, since, sum) in [
        ("short:a", 0, 1),
        ("short", 0, 1),
        ("shorter:a", 0, 1),
        ("other:a", 0, 3),
        ("sum:a", 0, 3),
        ("sum:a", 10, 3),
        ("sum:b", 0, 1),
    ] {
        assert_eq!(rows.sum_since(counter, at(since)).await.unwrap(), sum, "{counter}");
    }
    for (number, stays) in [(1_u8, false), (2, true)] {
        let key = number.to_string();
        let answer = rows.kept_answer(person(3), "matter.report", &key, at(100)).await.unwrap();
        assert_eq!(answer.is_some(), stays, "answer {number}");
        assert_eq!(rows.code(&[number]).await.unwrap().is_some(), stays, "code {number}");
    }
    let mut sessions = BTreeSet::new();
    for number in [5, 15, 16, 17, 100_i64] {
        if rows.session(&number.to_be_bytes()).await.unwrap().is_some() {
            sessions.insert(number);
        }
    }
    assert_eq!(sessions, BTreeSet::from([15, 100]));
    drop(rows);
    // A done row that went may be written again; one that is there may not, done or waiting.
    let waiting = database.claim_outbox(at(200), at(300), 9).await.unwrap();
    assert_eq!(waiting.iter().map(|job| job.id.get()).collect::<Vec<_>>(), [5]);
    // Once more changes nothing.
    put(database, 7, prune()).await.unwrap();
    let mut rows = database.snapshot().await.unwrap();
    assert_eq!(rows.sum_since("sum:a", at(0)).await.unwrap(), 3);
}
