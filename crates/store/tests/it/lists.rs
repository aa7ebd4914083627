//! Queues and lists, compared with a model that goes through everything.

use std::collections::{BTreeMap, BTreeSet};

use linli_app::ports::{ListKey, QueueFilter, Store};
use linli_domain::policy::{self, CaseClass};
use linli_kernel::{CaseId, Moment};
use linli_playbook::{
    Name,
    engine::{Holder, TaskNumber},
};
use linli_store::Database;

use crate::{
    engines::on_every_engine,
    world::{
        BUILDING, COMMUNITY, DISTRICT, Story, YARD, at, build, community_post, deadline, grid_post,
        name, organisation, person, place,
    },
};

on_every_engine! {
    every_page_of_every_list_is_what_a_walk_through_all_cases_gives,
    every_page_of_a_queue_is_what_a_walk_through_all_tasks_gives,
    a_queue_counts_and_filters,
    a_queue_is_narrowed_by_what_its_cases_are,
    a_narrowed_queue_looks_through_so_much_at_a_time,
    a_case_that_moves_leaves_its_former_lists,
    an_offer_is_listed_until_it_is_claimed_and_then_for_who_claimed_it,
}

/// Cases of all classes, open and ended, many of them opened in the same millisecond.
async fn many(database: &Database) -> Vec<Story> {
    build(database).await;
    let mut stories = Vec::new();
    for number in 0..60_i64 {
        let raiser = 3 + number % 2;
        let mut story = Story::report(1_000 + number * 7 % 60, raiser, at(number % 5));
        story.row.class = policy::CLASSES[usize::try_from(number % 4).unwrap()];
        story.commit(database).await.unwrap();
        if number % 3 == 0 {
            story.ends(at(50));
            story.commit(database).await.unwrap();
        }
        stories.push(story);
    }
    stories
}

fn in_sight(story: &Story, arms: &[(&str, i64)]) -> bool {
    let guarded = matches!(story.row.class, CaseClass::Recused | CaseClass::Confidential);
    arms.iter().any(|(kind, number)| match *kind {
        "raiser" => story.row.state.raisers.contains(&person(*number)),
        "place" => !guarded && story.scope_rows().iter().any(|row| row.scope == *number),
        _ => false,
    })
}

async fn every_page_of_every_list_is_what_a_walk_through_all_cases_gives(database: &Database) {
    let stories = many(database).await;
    let mut rows = database.snapshot().await.unwrap();
    let sights: [&[(&str, i64)]; 5] = [
        &[("raiser", 3)],
        &[("place", COMMUNITY)],
        &[("place", YARD)],
        &[("raiser", 4), ("place", BUILDING), ("place", DISTRICT)],
        &[],
    ];
    for arms in sights {
        let places: Vec<_> =
            arms.iter().filter(|(kind, _)| *kind == "place").map(|(_, n)| place(*n)).collect();
        let raiser = arms.iter().find(|(kind, _)| *kind == "raiser").map(|(_, n)| person(*n));
        let sight = policy::visible(raiser, &places, &[organisation(31)], None);
        for open in [None, Some(true), Some(false)] {
            let mut wanted: Vec<ListKey> = stories
                .iter()
                .filter(|story| in_sight(story, arms))
                .filter(|story| open.is_none_or(|open| open == story.row.is_open()))
                .map(|story| (story.row.state.opened_at, story.id()))
                .collect();
            wanted.sort();
            wanted.reverse();
            let mut found: Vec<ListKey> = Vec::new();
            let mut after = None;
            loop {
                let page = rows.list(&sight, open, after, 7).await.unwrap();
                assert!(page.cases.len() <= 7);
                found.extend(page.cases.iter().map(|row| (row.state.opened_at, row.id)));
                after = page.next;
                if after.is_none() {
                    break;
                }
                assert_eq!(after, found.last().copied());
            }
            assert_eq!(found, wanted, "{arms:?} {open:?}");
        }
    }
    assert_eq!(database.check_integrity().await.unwrap().problems, []);
}

async fn every_page_of_a_queue_is_what_a_walk_through_all_tasks_gives(database: &Database) {
    let mut stories = many(database).await;
    for story in stories.iter_mut().filter(|story| story.id().get() % 2 == 0) {
        if story.row.is_open() {
            story.passes_to(community_post(), at(10));
            story.commit(database).await.unwrap();
        }
    }
    let mut rows = database.snapshot().await.unwrap();
    let both = [grid_post(), community_post(), grid_post()];
    for holders in [&both[..1], &both[1..2], &both[..], &[]] {
        let wanted: BTreeSet<(Moment, CaseId, TaskNumber)> = stories
            .iter()
            .flat_map(|story| story.row.state.tasks.values().map(move |task| (story, task)))
            .filter(|(_, task)| holders.contains(&task.holder))
            .map(|(story, task)| (task.due.at, story.id(), task.number))
            .collect();
        let mut found = Vec::new();
        let mut after = None;
        loop {
            let page = rows.queue(holders, &QueueFilter::default(), after, 7).await.unwrap();
            found.extend(page.items.iter().map(|item| (item.due, item.case.id, item.task)));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(found, wanted.into_iter().collect::<Vec<_>>());
    }
}

async fn a_queue_counts_and_filters(database: &Database) {
    build(database).await;
    let mut story = Story::report(100, 3, at(0));
    story.open_task(Holder::Person(person(3)), at(0), deadline(at(9)));
    story.open_task(grid_post(), at(0), deadline(at(5)));
    let last = TaskNumber(3);
    let late = linli_playbook::engine::EventBody::Late { task: last };
    story.happens(linli_playbook::engine::Actor::System, at(6), late);
    story.commit(database).await.unwrap();
    let mut rows = database.snapshot().await.unwrap();
    let holders = [grid_post(), Holder::Person(person(3)), community_post()];
    assert_eq!(rows.queue_counts(&holders, 9).await.unwrap(), [("act".to_owned(), 3, 1)]);
    assert_eq!(rows.queue_counts(&holders[1..2], 9).await.unwrap(), [("act".to_owned(), 1, 0)]);
    assert_eq!(rows.queue_counts(&holders[2..], 9).await.unwrap(), []);
    // Of each holder no more than that, the late ones for themselves.
    assert_eq!(rows.queue_counts(&holders[..1], 1).await.unwrap(), [("act".to_owned(), 1, 1)]);
    assert_eq!(rows.queue_counts(&holders[..1], 9).await.unwrap(), [("act".to_owned(), 2, 1)]);
    // All steps, or none where not all tasks were looked at.
    let steps = |counts: &[(&str, i64)]| {
        let named = counts.iter().map(|(step, count)| (Name::new(step).unwrap(), *count));
        Some(named.collect::<BTreeMap<_, _>>())
    };
    assert_eq!(rows.queue_steps(&holders, 2).await.unwrap(), steps(&[("sort", 3)]));
    assert_eq!(rows.queue_steps(&holders, 1).await.unwrap(), None);
    assert_eq!(rows.queue_steps(&holders[1..], 1).await.unwrap(), steps(&[("sort", 1)]));
    assert_eq!(rows.queue_steps(&holders[2..], 1).await.unwrap(), steps(&[]));
    let act = Some("act".to_owned());
    for (late, kind, step, wanted) in [
        (false, None, None, vec![3, 2, 1]),
        (true, None, None, vec![3]),
        (false, act.clone(), Some("sort"), vec![3, 2, 1]),
        (true, act, Some("sort"), vec![3]),
        (false, Some("rate".to_owned()), None, vec![]),
        (false, None, Some("answer"), vec![]),
    ] {
        let step = step.map(name);
        let filter = QueueFilter { late, kind, step, ..QueueFilter::default() };
        let page = rows.queue(&holders, &filter, None, 9).await.unwrap();
        let found: Vec<_> = page.items.iter().map(|item| item.task.0).collect();
        assert_eq!(found, wanted, "{filter:?}");
        assert!(page.items.iter().all(|item| item.late == (item.task == last)));
    }
}

async fn a_queue_is_narrowed_by_what_its_cases_are(database: &Database) {
    let mut stories = many(database).await;
    for (story, category) in
        stories.iter_mut().zip(["noise", "street-lamps", "noise"].iter().cycle())
    {
        if story.row.is_open() {
            story.row.category = Some(name(category));
            story.passes_to(community_post(), at(10));
            story.commit(database).await.unwrap();
        }
    }
    let mut rows = database.snapshot().await.unwrap();
    let holders = [community_post(), grid_post()];
    let channel = stories[0].row.state.channel.clone();
    for (category, at_place, through) in [
        (Some("noise"), None, None),
        (Some("street-lamps"), Some(BUILDING), Some(channel.as_str())),
        (None, Some(COMMUNITY), None),
        (None, Some(YARD), None),
        (None, None, Some(channel.as_str())),
        (None, None, Some("no-channel")),
        (Some("no-category"), None, None),
    ] {
        let fits = |story: &&Story| {
            let row = &story.row;
            category.is_none_or(|c| row.category == Some(name(c)))
                && at_place.is_none_or(|p| story.scope_rows().iter().any(|row| row.scope == p))
                && through.is_none_or(|c| row.state.channel == *c)
        };
        let tasks = stories.iter().filter(fits).flat_map(|story| {
            let tasks = story.row.state.tasks.values();
            tasks.map(|task| (task.due.at, story.id(), task.number))
        });
        let wanted: BTreeSet<(Moment, CaseId, TaskNumber)> = tasks.collect();
        let (category, channel) = (category.map(name), through.map(name));
        let place = at_place.map(place);
        let filter = QueueFilter { category, place, channel, ..QueueFilter::default() };
        let mut found = Vec::new();
        let mut after = None;
        loop {
            let page = rows.queue(&holders, &filter, after, 7).await.unwrap();
            found.extend(page.items.iter().map(|item| (item.due, item.case.id, item.task)));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(found, wanted.into_iter().collect::<Vec<_>>(), "{filter:?}");
    }
}

/// However long a queue is, a page looks through so much of it, and says where it goes on.
async fn a_narrowed_queue_looks_through_so_much_at_a_time(database: &Database) {
    build(database).await;
    let mut crowd = Story::report(100, 3, at(0));
    crowd.commit(database).await.unwrap();
    let mut rare = Story::report(101, 3, at(0));
    rare.row.category = Some(name("rare"));
    rare.commit(database).await.unwrap();
    crowd.passes_to(community_post(), at(10));
    let mut change = crowd.changes();
    change.puts.retain(|put| !format!("{put:?}").starts_with("Case(Queue"));
    let line = crowd.queue_rows().into_iter().next().unwrap();
    let due = rare.queue_rows()[0].due.plus_ms(-1);
    let lines = (1..=5_000).map(|task| linli_app::QueueRow {
        task: TaskNumber(task),
        holder: grid_post(),
        due,
        ..line.clone()
    });
    change.put(linli_app::CasePut::Queue(crowd.id(), lines.collect()));
    crowd.commit_as(database, change).await.unwrap();
    let mut rows = database.snapshot().await.unwrap();
    let filter = QueueFilter { category: Some(name("rare")), ..QueueFilter::default() };
    let holders = [grid_post()];
    let first = rows.queue(&holders, &filter, None, 9).await.unwrap();
    assert_eq!(first.items, []);
    let second = rows.queue(&holders, &filter, first.next, 9).await.unwrap();
    assert_eq!(second.items.len(), 1);
    assert_eq!(second.next, None);
}

async fn a_case_that_moves_leaves_its_former_lists(database: &Database) {
    build(database).await;
    let mut story = Story::report(100, 3, at(0));
    story.commit(database).await.unwrap();
    story.passes_to(community_post(), at(10));
    let mut change = story.changes();
    let elsewhere = linli_app::ScopeRow {
        scope: YARD,
        ..story.scope_rows().into_iter().find(|row| row.scope == BUILDING).unwrap()
    };
    let rows = story.scope_rows().into_iter().filter(|row| row.scope != BUILDING);
    let scopes = rows.chain([elsewhere]).collect();
    change.puts.retain(|put| !format!("{put:?}").starts_with("Case(Scopes"));
    change.put(linli_app::CasePut::Scopes(story.id(), scopes));
    database.commit(change).await.unwrap();
    let mut rows = database.snapshot().await.unwrap();
    for (number, wanted) in [(BUILDING, 0), (YARD, 1), (COMMUNITY, 1)] {
        let sight = policy::visible(None, &[place(number)], &[], None);
        let page = rows.list(&sight, None, None, 9).await.unwrap();
        assert_eq!(page.cases.len(), wanted, "{number}");
    }
    assert_eq!(rows.queue_counts(&[grid_post()], 9).await.unwrap(), []);
    assert_eq!(rows.queue_counts(&[community_post()], 9).await.unwrap(), [("act".into(), 1, 0)]);
}

/// What waits for residents is listed where it is told until it is claimed, and by who claimed it
/// for good; an invitation is no work that is due.
async fn an_offer_is_listed_until_it_is_claimed_and_then_for_who_claimed_it(database: &Database) {
    build(database).await;
    let mut story = Story::report(100, 3, at(0));
    story.commit(database).await.unwrap();
    let offered = (linli_app::ScopeKind::Offered, YARD);
    let claimed = (linli_app::ScopeKind::Claimed, 7);
    for ((kind, scope), wanted) in [(offered, [1, 0]), (claimed, [0, 1])] {
        story.passes_to(community_post(), at(10));
        let mut change = story.changes();
        change.puts.retain(|put| {
            let put = format!("{put:?}");
            !put.starts_with("Case(Scopes") && !put.starts_with("Case(Queue")
        });
        let mut scopes = story.scope_rows();
        let first = scopes.first().unwrap().clone();
        scopes.push(linli_app::ScopeRow { kind, scope, ..first });
        change.put(linli_app::CasePut::Scopes(story.id(), scopes));
        let mut queue = story.queue_rows();
        queue.iter_mut().for_each(|row| row.kind = "invitation");
        change.put(linli_app::CasePut::Queue(story.id(), queue));
        story.commit_as(database, change).await.unwrap();
        let mut rows = database.snapshot().await.unwrap();
        for (sight, wanted) in
            [policy::offered(place(YARD)), policy::claimed_by(person(7))].iter().zip(wanted)
        {
            let page = rows.list(sight, Some(true), None, 9).await.unwrap();
            assert_eq!(page.cases.len(), wanted, "{sight:?}");
        }
        assert_eq!(rows.queue_due(&[community_post()], at(1 << 40)).await.unwrap(), 0);
    }
}
