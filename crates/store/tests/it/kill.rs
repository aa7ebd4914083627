//! A process that is killed while many write: what it acknowledged is there, what it did not is
//! there whole or not at all.
//!
//! The test runs itself again as the process to be killed. That child writes with 64 tasks at
//! once and prints a line for every commit that was acknowledged to it.

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    hash::{BuildHasher, RandomState},
    io::{BufRead, BufReader, Write},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::Arc,
    thread,
    time::Duration,
};

use linli_app::ports::Store;
use linli_store::{Database, Problem, SqliteLocation, SqliteOptions};
use linli_testkit::needs;

use crate::{
    engines::{Raw, new_schema},
    world::{COMMUNITY, Story, at, build, case_id, community_post, grid_post, raw},
};

const ROUNDS: i64 = 20;
const WRITERS: i64 = 64;
/// What the child is told: where to write, and which round it is.
const PLACE: &str = "LINLI_TEST_KILL_PLACE";
const ROUND: &str = "LINLI_TEST_KILL_ROUND";
const CHILD: &str = "kill::the_process_that_is_killed";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_keeps_what_it_acknowledged() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let path = folder.join(format!("kill-{}.sqlite", std::process::id()));
    let place = path.display().to_string();
    story(&place, Raw::Sqlite(path.clone())).await;
    for ending in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{place}{ending}"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_keeps_what_it_acknowledged() {
    let address = needs::postgres();
    let schema = new_schema();
    let joint = if address.contains('?') { '&' } else { '?' };
    let place = format!("{address}{joint}application_name={schema}|{schema}");
    let raw = Raw::Postgres { address, schema };
    story(&place, raw.clone()).await;
    raw.drop_schema().await;
}

async fn open(place: &str) -> Database {
    let database = match place.split_once('|') {
        Some((url, schema)) => Database::open_postgres(url, Some(schema), 16).await.unwrap(),
        None => {
            let file = SqliteLocation::File(place.as_ref());
            Database::open_sqlite(file, SqliteOptions::default()).unwrap()
        }
    };
    database.migrate().await.unwrap();
    database
}

/// Case and revision: every commit writes an audit and an outbox row with this number.
type Written = (i64, i64);

fn own_number((case, revision): Written) -> i64 {
    case * 1_000 + revision
}

async fn story(place: &str, raw: Raw) {
    let database = open(place).await;
    build(&database).await;
    drop(database);
    let mut acknowledged: BTreeMap<Written, String> = BTreeMap::new();
    for round in 1..=ROUNDS {
        let before = acknowledged.len();
        acknowledged.extend(run_and_kill(place, round));
        assert!(acknowledged.len() > before, "round {round}: nothing was written");
        raw.wait_until_alone().await;
        reconcile(place, &raw, &acknowledged).await;
    }
    loses_rows_of_lists(place, &raw).await;
    println!("{} acknowledged commits in {ROUNDS} rounds", acknowledged.len());
}

/// What the reconciling after every kill would have found: a row less in either list table.
async fn loses_rows_of_lists(place: &str, raw: &Raw) {
    let database = open(place).await;
    let open_cases = raw.pairs("SELECT case_id, due FROM task_queue").await;
    let first = raw.pairs("SELECT id, revision FROM cases").await.into_keys().next().unwrap();
    let last = open_cases.into_keys().next_back().unwrap();
    assert_ne!(first, last);
    raw.script(&format!(
        "DELETE FROM case_scope WHERE case_id = {first} AND scope_kind = 'place' \
         AND scope = {COMMUNITY}; DELETE FROM task_queue WHERE case_id = {last}"
    ))
    .await;
    let problems = database.check_integrity().await.unwrap().problems;
    assert_eq!(problems, [Problem::Scopes(case_id(first)), Problem::Queue(case_id(last))]);
}

/// Lets the child write for a while, kills it, and says what was acknowledged to it.
fn run_and_kill(place: &str, round: i64) -> BTreeMap<Written, String> {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", CHILD, "--ignored", "--nocapture", "--test-threads=1"])
        .env(PLACE, place)
        .env(ROUND, round.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let first = lines.by_ref().map_while(Result::ok).find_map(|line| parse(&line));
    let killer = thread::spawn(move || kill_soon(child));
    let rest = lines.map_while(Result::ok).filter_map(|line| parse(&line));
    let acknowledged = first.into_iter().chain(rest).collect();
    killer.join().unwrap();
    acknowledged
}

fn kill_soon(mut child: Child) {
    // Anything from the middle of the second commit to some hundred commits later.
    let random = RandomState::new().hash_one(child.id()) % 300;
    thread::sleep(Duration::from_millis(random));
    child.kill().unwrap();
    let status = child.wait().unwrap();
    assert!(!status.success(), "the child ended before it was killed");
}

/// `ack CASE REVISION NUMBER`, whole: the last line may have been cut by the kill.
fn parse(line: &str) -> Option<(Written, String)> {
    let mut words = line.strip_suffix(" .")?.split(' ').skip_while(|word| *word != "ack").skip(1);
    let (case, revision) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    Some(((case, revision), words.next()?.to_owned()))
}

/// Compares the rows with what was acknowledged and with each other.
async fn reconcile(place: &str, raw_rows: &Raw, acknowledged: &BTreeMap<Written, String>) {
    let database = open(place).await;
    let integrity = database.check_integrity().await.unwrap();
    assert_eq!(integrity.problems, []);
    let revisions = raw_rows.pairs("SELECT id, revision FROM cases").await;
    for ((case, revision), number) in acknowledged {
        let found = revisions.get(case).copied().unwrap_or(0);
        assert!(found >= *revision, "case {case} was acknowledged at {revision}, is at {found}");
        if *revision == 1 {
            let row = database.snapshot().await.unwrap().case(case_id(*case)).await.unwrap();
            assert_eq!(row.and_then(|row| row.number).as_ref(), Some(number), "case {case}");
        }
    }
    // Every revision has its audit row and its outbox row, and no other commit left one.
    let written: BTreeSet<i64> = revisions
        .iter()
        .flat_map(|(case, last)| (1..=*last).map(|revision| own_number((*case, revision))))
        .collect();
    let ids = |pairs: BTreeMap<i64, i64>| pairs.into_keys().collect::<BTreeSet<_>>();
    let audit = "SELECT id, at FROM audit WHERE action = 'test.write' AND id > 1";
    assert_eq!(ids(raw_rows.pairs(audit).await), written);
    assert_eq!(ids(raw_rows.pairs("SELECT id, run_at FROM outbox").await), written);
    let texts = ids(raw_rows.pairs("SELECT id, version FROM free_text").await);
    assert_eq!(texts, revisions.keys().copied().collect());
    assert_eq!(integrity.cases, revisions.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the child of the tests above: writes until it is killed"]
async fn the_process_that_is_killed() {
    let (Ok(place), Ok(round)) = (env::var(PLACE), env::var(ROUND)) else { return };
    let round: i64 = round.parse().unwrap();
    let database = Arc::new(open(&place).await);
    let mut tasks = Vec::new();
    for writer in 0..WRITERS {
        let database = Arc::clone(&database);
        let first = round * 1_000_000 + writer * 10_000;
        tasks.push(tokio::spawn(async move {
            for number in first.. {
                write_one(&database, number).await;
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
}

/// A case from its report to its end.
async fn write_one(database: &Database, number: i64) {
    let mut story = Story::report(number, 3, at(number));
    story.commit(database).await.unwrap();
    acknowledge(&story);
    for holder in [community_post(), grid_post()] {
        story.passes_to(holder, at(number + 1));
        story.commit(database).await.unwrap();
        acknowledge(&story);
    }
    database.finish_outbox(raw(own_number((number, 1))), at(9)).await.unwrap();
    story.ends(at(number + 2));
    story.commit(database).await.unwrap();
    acknowledge(&story);
}

fn acknowledge(story: &Story) {
    let (id, revision) = (story.id().get(), story.row.revision);
    let number = story.row.number.as_deref().unwrap();
    let line = format!("ack {id} {revision} {number} .\n");
    // One call of the system for the line: it is in the pipe or it is not.
    std::io::stdout().lock().write_all(line.as_bytes()).unwrap();
}
