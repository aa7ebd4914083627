//! A case with everything that hangs on it.

use jiff::civil::date;
use linli_app::{
    CasePut, Expect, JobPut, PlacePut, ScopeKind, ScopeRow,
    ports::{CommitError, Store},
};
use linli_domain::{
    matter::{PhotoRow, TextRow},
    place::GridMember,
};
use linli_kernel::{CaseId, Moment, PhotoId, TextId};
use linli_playbook::engine::External;
use linli_store::{Database, Problem};

use crate::{
    engines::on_every_engine,
    world::{
        BUILDING, COMMUNITY, DISTRICT, GRID, OLD_GRID, Story, YARD, at, build, case_id, changes,
        community_post, grid_post, name, person, place,
    },
};

on_every_engine! {
    a_report_reads_back_whole,
    histories_of_several_cases_come_each_in_order,
    a_case_goes_on_only_from_the_revision_seen,
    numbers_count_by_district_and_day,
    words_are_erased_and_the_hash_stays,
    a_case_without_search_words_is_found_until_it_has_some,
    a_photo_is_attached_once,
    a_photo_goes_only_while_nothing_refers_to_it,
    a_case_is_found_by_the_other_systems_number,
    due_cases_come_earliest_first_and_ended_ones_never,
    what_hangs_on_a_case_changes_with_it,
    a_commit_that_fails_leaves_nothing,
    damage_is_found,
    a_place_that_a_list_lost_is_found,
    a_case_may_be_listed_by_the_grid_of_any_day_since_it_was_filed,
}

async fn a_report_reads_back_whole(database: &Database) {
    build(database).await;
    let mut story = Story::report(100, 3, at(0));
    story.commit(database).await.unwrap();
    assert_eq!(story.row.number.as_deref(), Some("20260708-0001"));
    let mut rows = database.snapshot().await.unwrap();
    assert_eq!(rows.case(story.id()).await.unwrap(), Some(story.row.clone()));
    let found = rows.case_by_number(place(DISTRICT), "20260708-0001").await.unwrap();
    assert_eq!(found, Some(story.row.clone()));
    assert_eq!(rows.case_by_number(place(2), "20260708-0001").await.unwrap(), None);
    assert_eq!(rows.events(story.id()).await.unwrap(), story.events);
    let texts = rows.texts(&[story.row.text.id]).await.unwrap();
    assert_eq!(texts[0].words.as_deref(), Some("路灯坏了，晚上看不见路。"));
    let integrity = database.check_integrity().await.unwrap();
    assert_eq!((integrity.cases, integrity.events), (1, 2));
    assert_eq!(integrity.problems, []);
}

async fn histories_of_several_cases_come_each_in_order(database: &Database) {
    build(database).await;
    let (mut first, mut second) = (Story::report(100, 3, at(0)), Story::report(101, 3, at(1)));
    second.commit(database).await.unwrap();
    first.commit(database).await.unwrap();
    first.passes_to(community_post(), at(10));
    first.commit(database).await.unwrap();
    let mut rows = database.snapshot().await.unwrap();
    let found = rows.events_of(&[first.id(), second.id(), case_id(999)]).await.unwrap();
    assert_eq!(found.len(), 2, "what is not there has none");
    for story in [&first, &second] {
        assert!(story.events.len() > 1);
        assert_eq!(found[&story.id()], rows.events(story.id()).await.unwrap());
    }
    assert!(found[&first.id()].len() > found[&second.id()].len());
    assert!(rows.events_of(&[]).await.unwrap().is_empty());
}

async fn a_case_goes_on_only_from_the_revision_seen(database: &Database) {
    build(database).await;
    let mut story = Story::report(100, 3, at(0));
    story.commit(database).await.unwrap();
    let mut other = story.clone();
    story.passes_to(community_post(), at(10));
    other.passes_to(grid_post(), at(20));
    story.commit(database).await.unwrap();
    let lost = other.commit(database).await;
    assert!(matches!(lost, Err(CommitError::Conflict("case"))), "{lost:?}");
    for (audit, seen, wanted) in [(2, 1, false), (3, 2, true), (4, 3, false)] {
        let mut changes = changes(audit, "case:100");
        changes.expects.push(Expect::Case(story.id(), seen));
        assert_eq!(database.commit(changes).await.is_ok(), wanted, "{seen}");
    }
    story.ends(at(30));
    story.commit(database).await.unwrap();
    let mut rows = database.snapshot().await.unwrap();
    assert_eq!(rows.case(story.id()).await.unwrap(), Some(story.row.clone()));
    assert_eq!(rows.events(story.id()).await.unwrap(), story.events);
    assert_eq!(database.check_integrity().await.unwrap().problems, []);
}

async fn numbers_count_by_district_and_day(database: &Database) {
    build(database).await;
    for (number, wanted) in [(100, "20260708-0001"), (101, "20260708-0002")] {
        let mut story = Story::report(number, 3, at(0));
        story.commit(database).await.unwrap();
        assert_eq!(story.row.number.as_deref(), Some(wanted));
    }
}

async fn words_are_erased_and_the_hash_stays(database: &Database) {
    build(database).await;
    let mut story = Story::report(100, 3, at(0));
    story.commit(database).await.unwrap();
    let id = story.row.text.id;
    let text = database.snapshot().await.unwrap().texts(&[id]).await.unwrap().remove(0);
    let erased = TextRow {
        words: None,
        erased: Some(("unlawful".into(), at(50))),
        version: 2,
        ..text.clone()
    };
    let mut change = changes(2, "case:100");
    change.put(CasePut::Text(erased.clone()));
    database.commit(change).await.unwrap();
    let mut rows = database.snapshot().await.unwrap();
    let unknown = TextId::new(999).unwrap();
    assert_eq!(rows.texts(&[unknown, id]).await.unwrap(), [erased]);
    assert_eq!(rows.texts(&[]).await.unwrap(), []);
}

async fn a_case_without_search_words_is_found_until_it_has_some(database: &Database) {
    build(database).await;
    let mut stories = [100, 101, 102].map(|number| Story::report(number, 3, at(0)));
    for story in &mut stories {
        story.commit(database).await.unwrap();
    }
    let without = async |after, limit| {
        let mut rows = database.snapshot().await.unwrap();
        let found = rows.cases_without_words(after, limit).await.unwrap();
        found.into_iter().map(CaseId::get).collect::<Vec<_>>()
    };
    assert_eq!(without(None, 2).await, [100, 101]);
    assert_eq!(without(Some(case_id(100)), 9).await, [101, 102]);
    let [found, erased, _] = &mut stories;
    found.ends(at(60));
    let mut change = found.changes();
    change.put(CasePut::Words(found.id(), vec!["路灯".to_owned()]));
    database.commit(change).await.unwrap();
    let text = database.snapshot().await.unwrap().texts(&[erased.row.text.id]).await.unwrap();
    let mut change = changes(2, "case:101");
    change.put(CasePut::Text(TextRow {
        words: None,
        erased: Some(("unlawful".into(), at(50))),
        version: 2,
        ..text[0].clone()
    }));
    database.commit(change).await.unwrap();
    assert_eq!(without(None, 9).await, [102]);
}

async fn a_photo_is_attached_once(database: &Database) {
    build(database).await;
    let photo = PhotoRow {
        id: PhotoId::new(5).unwrap(),
        owner: person(3),
        case: None,
        event: None,
        width: 1600,
        height: 1200,
        created_at: at(0),
        version: 1,
    };
    let mut change = changes(2, "photo:5");
    change.put(CasePut::Photo(photo.clone()));
    database.commit(change).await.unwrap();
    let story = Story::report(100, 3, at(0));
    let attached = PhotoRow { case: Some(story.id()), event: Some(1), version: 2, ..photo.clone() };
    let mut report = story.changes();
    report.puts.insert(0, CasePut::Photo(attached.clone()).into());
    database.commit(report).await.unwrap();
    let mut again = Story::report(101, 4, at(1)).changes();
    again.put(CasePut::Photo(PhotoRow { case: Some(case_id(101)), ..attached.clone() }));
    let taken = database.commit(again).await;
    assert!(matches!(taken, Err(CommitError::Conflict("photo"))), "{taken:?}");
    let mut rows = database.snapshot().await.unwrap();
    assert_eq!(rows.photo(photo.id).await.unwrap(), Some(attached.clone()));
    assert_eq!(rows.photos_of(story.id()).await.unwrap(), [attached]);
    assert_eq!(rows.case(case_id(101)).await.unwrap(), None);
}

async fn a_photo_goes_only_while_nothing_refers_to_it(database: &Database) {
    build(database).await;
    let photo = |number: i64| PhotoRow {
        id: PhotoId::new(number).unwrap(),
        owner: person(3),
        case: None,
        event: None,
        width: 1600,
        height: 1200,
        created_at: at(number),
        version: 1,
    };
    let mut change = changes(2, "photo:5");
    for number in [5, 6, 7, 8] {
        change.put(CasePut::Photo(photo(number)));
    }
    database.commit(change).await.unwrap();
    let story = Story::report(100, 3, at(9));
    let attached = PhotoRow { case: Some(story.id()), event: Some(1), version: 2, ..photo(5) };
    let mut report = story.changes();
    report.put(CasePut::Photo(attached));
    database.commit(report).await.unwrap();
    let unfiled = async |before, limit| {
        let mut rows = database.snapshot().await.unwrap();
        let found = rows.unfiled_photos(at(before), limit).await.unwrap();
        found.into_iter().map(|photo| photo.id.get()).collect::<Vec<_>>()
    };
    assert_eq!(unfiled(8, 9).await, [6, 7]);
    assert_eq!(unfiled(9, 2).await, [6, 7]);
    let gone = async |audit, number, version| {
        let mut change = changes(audit, "photo:5");
        change.put(CasePut::PhotoGone { id: PhotoId::new(number).unwrap(), version });
        database.commit(change).await.is_ok()
    };
    assert!(!gone(3, 5, 2).await, "a case has it");
    assert!(!gone(4, 6, 2).await, "another version");
    assert!(gone(5, 6, 1).await);
    assert!(!gone(6, 6, 1).await, "once");
    assert_eq!(unfiled(99, 9).await, [7, 8]);
}

async fn a_case_is_found_by_the_other_systems_number(database: &Database) {
    build(database).await;
    let order = |number: i64, system: &str| {
        let mut story = Story::report(number, 3, at(0));
        story.row.external_number = Some("DY2607080012".into());
        story.row.state.external = Some(External { system: name(system), due: None });
        story
    };
    database.commit(order(100, "hotline").changes()).await.unwrap();
    database.commit(order(102, "office").changes()).await.unwrap();
    let twice = database.commit(order(101, "hotline").changes()).await;
    assert!(matches!(twice, Err(CommitError::Conflict("case"))), "{twice:?}");
    let mut rows = database.snapshot().await.unwrap();
    let found = rows.cases_by_external(place(DISTRICT), "DY2607080012").await.unwrap();
    let ids: Vec<_> = found.iter().map(|row| row.id).collect();
    assert_eq!(ids, [case_id(100), case_id(102)]);
    assert_eq!(rows.cases_by_external(place(2), "DY2607080012").await.unwrap(), []);
}

async fn due_cases_come_earliest_first_and_ended_ones_never(database: &Database) {
    build(database).await;
    for (number, opened) in [(100, 300), (101, 100), (102, 200)] {
        Story::report(number, 3, at(opened)).commit(database).await.unwrap();
    }
    let mut ended = Story::report(103, 3, at(0));
    ended.commit(database).await.unwrap();
    ended.ends(at(10));
    ended.commit(database).await.unwrap();
    let mut rows = database.snapshot().await.unwrap();
    let day_ms = 86_400_000;
    for (now, limit, wanted) in [
        (day_ms + 99, 9, vec![]),
        (day_ms + 100, 9, vec![101]),
        (day_ms + 300, 9, vec![101, 102, 100]),
        (day_ms + 300, 2, vec![101, 102]),
    ] {
        let due = rows.due_cases(at(now), limit).await.unwrap();
        assert_eq!(due, wanted.into_iter().map(case_id).collect::<Vec<_>>(), "{now}");
    }
}

async fn what_hangs_on_a_case_changes_with_it(database: &Database) {
    build(database).await;
    let mut story = Story::report(100, 3, at(0));
    story.commit(database).await.unwrap();
    let mut alone = changes(2, "case:100");
    alone.put(CasePut::Queue(story.id(), Vec::new()));
    let refused = database.commit(alone).await;
    assert!(matches!(refused, Err(CommitError::Store(_))), "{refused:?}");
}

async fn a_commit_that_fails_leaves_nothing(database: &Database) {
    build(database).await;
    let mut story = Story::report(100, 3, at(0));
    story.commit(database).await.unwrap();
    let before = database.check_integrity().await.unwrap();
    // The last row of the commit is the one that is taken.
    let mut other = Story::report(101, 4, at(5)).changes();
    other.put(story.changes().puts.remove(0));
    let refused = database.commit(other).await;
    assert!(matches!(refused, Err(CommitError::Conflict("audit"))), "{refused:?}");
    let mut rows = database.snapshot().await.unwrap();
    assert_eq!(rows.case(case_id(101)).await.unwrap(), None);
    assert_eq!(rows.events(case_id(101)).await.unwrap(), []);
    assert_eq!(rows.queue_counts(&[grid_post()], 9).await.unwrap(), [("act".into(), 1, 0)]);
    assert_eq!(database.check_integrity().await.unwrap(), before);
    assert_eq!(database.claim_outbox(at(99), at(100), 9).await.unwrap().len(), 1);
}

async fn damage_is_found(database: &Database) {
    build(database).await;
    let mut whole = Story::report(100, 3, at(0));
    whole.commit(database).await.unwrap();
    let mut damaged = Story::report(101, 3, at(0));
    damaged.commit(database).await.unwrap();
    damaged.passes_to(community_post(), at(10));
    let mut change = damaged.changes();
    // No events, the former queue, a list that says closed, a number out of the air.
    change.puts.retain(|put| {
        let put = format!("{put:?}");
        !["Case(Events", "Case(Queue", "Case(Case"].iter().any(|kind| put.starts_with(kind))
    });
    damaged.row.number = Some("20260708-0900".into());
    damaged.row.class = linli_domain::policy::CaseClass::Confidential;
    change.put(CasePut::Case(Box::new(damaged.row.clone())));
    let id = damaged.id();
    database.commit(change).await.unwrap();
    let mut found = database.check_integrity().await.unwrap().problems;
    found.sort_by_key(ToString::to_string);
    let mut wanted = vec![
        Problem::UnknownNumber(id),
        Problem::History(id),
        Problem::Queue(id),
        Problem::Scopes(id),
    ];
    wanted.sort_by_key(ToString::to_string);
    assert_eq!(found, wanted);
}

/// Commits a story that is listed in other lists than its own.
async fn commit_listed(database: &Database, story: &mut Story, rows: Vec<ScopeRow>) {
    let mut change = story.changes();
    change.puts.retain(|put| !format!("{put:?}").starts_with("Case(Scopes"));
    change.put(CasePut::Scopes(story.id(), rows));
    story.commit_as(database, change).await.unwrap();
}

async fn a_place_that_a_list_lost_is_found(database: &Database) {
    build(database).await;
    let lists: [&[i64]; 4] =
        [&[], &[COMMUNITY], &[GRID], &[BUILDING, 4, GRID, COMMUNITY, 2, DISTRICT]];
    let mut wanted = Vec::new();
    for (number, lost) in (100..).zip(lists) {
        let mut story = Story::report(number, 3, at(0));
        let mut kept = story.scope_rows();
        kept.retain(|row| row.kind != ScopeKind::Place || !lost.contains(&row.scope));
        commit_listed(database, &mut story, kept).await;
        wanted.extend((!lost.is_empty()).then(|| Problem::Scopes(story.id())));
    }
    // A place that is not over the case is as wrong as one that is missing.
    let mut story = Story::report(200, 3, at(0));
    let mut more = story.scope_rows();
    more.push(ScopeRow { scope: YARD, ..more.last().unwrap().clone() });
    commit_listed(database, &mut story, more).await;
    wanted.push(Problem::Scopes(story.id()));
    assert_eq!(database.check_integrity().await.unwrap().problems, wanted);
    // While cases are being filed anew, lists may stand behind the places.
    let mut filing = changes(9_000, "job:refile");
    filing.put(JobPut::Begin { name: "refile".into(), run_at: at(9) });
    database.commit(filing).await.unwrap();
    assert_eq!(database.check_integrity().await.unwrap().problems, []);
}

async fn a_case_may_be_listed_by_the_grid_of_any_day_since_it_was_filed(database: &Database) {
    build(database).await;
    // From the second day on the building is in the other grid.
    let (left, joined) = (date(2026, 7, 8), date(2026, 7, 9));
    let mut overlay = changes(9_000, "place:9");
    for (grid, valid_from, valid_to) in
        [(GRID, date(2026, 7, 1), Some(left)), (OLD_GRID, joined, None)]
    {
        let (grid, place) = (place(grid), place(BUILDING));
        overlay.put(PlacePut::GridMember(GridMember { grid, place, valid_from, valid_to }));
    }
    database.commit(overlay).await.unwrap();
    let mut wanted = Vec::new();
    let (before, after) = (Moment::from_local(left, 0), Moment::from_local(joined, 0));
    let told = [
        (before, GRID, true),
        (before, OLD_GRID, true),
        (after, OLD_GRID, true),
        (after, GRID, false),
    ];
    for (number, (filed, grid, fits)) in (100..).zip(told) {
        let mut story = Story::report(number, 3, filed);
        let mut rows = story.scope_rows();
        rows.iter_mut().filter(|row| row.scope == GRID).for_each(|row| row.scope = grid);
        commit_listed(database, &mut story, rows).await;
        wanted.extend((!fits).then(|| Problem::Scopes(story.id())));
    }
    assert_eq!(database.check_integrity().await.unwrap().problems, wanted);
}
