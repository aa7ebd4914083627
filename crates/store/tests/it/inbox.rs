//! Messages, looks, answers kept for repeated requests, counters.

use linli_app::{
    Add, CasePut, Message,
    ports::{CommitError, Store},
};
use linli_playbook::engine::Holder;
use linli_store::Database;

use crate::{
    engines::on_every_engine,
    world::{Story, answer, at, build, changes, community_post, grid_post, name, person, raw},
};

on_every_engine! {
    messages_of_several_inboxes_come_newest_first,
    what_came_since_messages_were_read_is_unread,
    looks_show_to_the_owner,
    an_answer_is_kept_for_a_day,
    counters_sum_since_a_moment,
}

async fn messages_of_several_inboxes_come_newest_first(database: &Database) {
    build(database).await;
    let mut story = Story::report(100, 3, at(0));
    let mut report = story.changes();
    let inboxes = [grid_post(), Holder::Person(person(3)), grid_post(), community_post()];
    for (number, holder) in (1..).zip(inboxes) {
        report.put(CasePut::Message(Message {
            id: raw(number),
            holder,
            case: story.id(),
            message: name("matter-moved"),
            at: at(number / 2),
        }));
    }
    let committed = database.commit(report).await.unwrap();
    story.row.number = committed.numbers.get(&story.id()).cloned();
    let mut rows = database.snapshot().await.unwrap();
    let holders = [grid_post(), Holder::Person(person(3))];
    let found = rows.messages(&holders, 9).await.unwrap();
    assert_eq!(found.iter().map(|message| message.id.get()).collect::<Vec<_>>(), [3, 2, 1]);
    assert_eq!(Some(&found[0].number), story.row.number.as_ref());
    let latest = rows.messages(&holders, 2).await.unwrap();
    assert_eq!(latest, found[..2]);
}

async fn what_came_since_messages_were_read_is_unread(database: &Database) {
    build(database).await;
    let story = Story::report(100, 3, at(0));
    let mut report = story.changes();
    let own = || Holder::Person(person(3));
    for (number, holder) in [(1, own()), (2, own()), (3, grid_post()), (4, own())] {
        report.put(CasePut::Message(Message {
            id: raw(number),
            holder,
            case: story.id(),
            message: name("matter-moved"),
            at: at(number),
        }));
    }
    database.commit(report).await.unwrap();
    for (audit, seen, wanted) in [(2, None, 3), (3, Some(1), 2), (4, Some(4), 0), (5, Some(2), 0)] {
        if let Some(until) = seen {
            let mut changes = changes(audit, "person:3");
            changes.put(CasePut::Seen { person: person(3), until: at(until) });
            database.commit(changes).await.unwrap();
        }
        let mut rows = database.snapshot().await.unwrap();
        assert_eq!(rows.unread(person(3), 9).await.unwrap(), wanted, "{seen:?}");
        assert_eq!(rows.unread(person(3), 1).await.unwrap(), wanted.min(1), "{seen:?}");
    }
    let mut rows = database.snapshot().await.unwrap();
    assert_eq!(rows.messages_seen(person(3)).await.unwrap(), Some(at(4)));
    assert_eq!(rows.messages_seen(person(4)).await.unwrap(), None);
    assert_eq!(rows.unread(person(4), 9).await.unwrap(), 0);
}

async fn looks_show_to_the_owner(database: &Database) {
    build(database).await;
    let story = Story::report(100, 3, at(0));
    let mut report = story.changes();
    for number in 1..=3 {
        report.put(CasePut::Look {
            id: raw(number),
            owner: person(3),
            by: person(8),
            case: story.id(),
            what: "phone",
            reason: "task".into(),
            text: None,
            at: at(number),
        });
    }
    database.commit(report).await.unwrap();
    let mut rows = database.snapshot().await.unwrap();
    let looks = rows.looks_at(person(3), 2).await.unwrap();
    assert_eq!(looks.iter().map(|look| look.at).collect::<Vec<_>>(), [at(3), at(2)]);
    assert_eq!((looks[0].by, looks[0].what.as_str()), (person(8), "phone"));
    assert_eq!(rows.looks_at(person(4), 2).await.unwrap(), []);
}

async fn an_answer_is_kept_for_a_day(database: &Database) {
    let day_ms = 24 * 3_600_000;
    for (audit, whose, key, moment, wanted) in [
        (1, 3, "a", 0, true),
        (2, 3, "a", 1, false),
        (3, 3, "b", 1, true),
        (4, 4, "a", 1, true),
        (5, 3, "a", day_ms, false),
        (6, 3, "a", day_ms + 1, true),
    ] {
        let mut changes = changes(audit, "case:1");
        changes.put(answer(whose, key, at(moment)));
        match database.commit(changes).await {
            Ok(_) => assert!(wanted, "{audit}"),
            Err(CommitError::Conflict("idempotency key")) => assert!(!wanted, "{audit}"),
            Err(other) => panic!("{audit}: {other}"),
        }
    }
    let mut rows = database.snapshot().await.unwrap();
    let now = at(2 * day_ms + 1);
    let kept = rows.kept_answer(person(3), "matter.report", "a", now).await.unwrap();
    assert_eq!(kept, Some(answer(3, "a", at(day_ms + 1))));
    let late = rows.kept_answer(person(3), "matter.report", "a", now.plus_ms(1)).await.unwrap();
    assert_eq!(late, None);
    assert_eq!(rows.kept_answer(person(3), "matter.rate", "a", now).await.unwrap(), None);
}

async fn counters_sum_since_a_moment(database: &Database) {
    let mut changes = changes(1, "case:1");
    for (counter, amount, moment) in [("a", 1, 0), ("a", 1, 0), ("a", 5, 10), ("b", 7, 10)] {
        changes.adds.push(Add { counter: counter.into(), amount, at: at(moment) });
    }
    database.commit(changes).await.unwrap();
    let mut rows = database.snapshot().await.unwrap();
    for (counter, since, wanted) in [("a", 0, 7), ("a", 1, 5), ("a", 11, 0), ("c", 0, 0)] {
        assert_eq!(rows.sum_since(counter, at(since)).await.unwrap(), wanted, "{counter}");
    }
}
