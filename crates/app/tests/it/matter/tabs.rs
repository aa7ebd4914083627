//! What a desk's tabs, filter and messages say.

use linli_app::{
    CasePut, QueueRow,
    matter::{self, MOST_COUNTED, QueueRequest, RawFields},
    ports::QueueFilter,
};
use linli_domain::{matter::CaseRow, policy::CaseClass};
use linli_kernel::PersonId;
use linli_playbook::{
    Name,
    engine::{Holder, TaskNumber},
};

use super::world::World;

#[tokio::test]
async fn tabs_count_up_to_a_thousand() {
    let world = World::new().await;
    let id = world.report("路灯不亮").await.id;
    let worker = world.caller(world.district.grid_worker.person).await;
    let role = Name::new("grid-worker").unwrap();
    let post = Holder::Post { role, place: world.district.grid };
    for (tasks, more) in [(MOST_COUNTED, false), (MOST_COUNTED + 1, true)] {
        // Lines of the queue only, which are all that is counted.
        let line = |task: i64| QueueRow {
            holder: post.clone(),
            task: TaskNumber(u32::try_from(task).unwrap()),
            kind: "assist",
            step: Name::new("sort").unwrap(),
            due: world.app().now(),
            late: task <= 2,
            class: CaseClass::Ordinary,
        };
        let before = world.case(id).await;
        let mut changes = world.changes();
        changes.put(CasePut::Queue(id, (1..=tasks).map(line).collect()));
        changes.put(CasePut::Case(Box::new(CaseRow { revision: before.revision + 1, ..before })));
        world.app().store.commit(changes).await.unwrap();
        let request = QueueRequest { limit: 1, ..QueueRequest::default() };
        let counts = matter::queue(world.app(), &worker, &request).await.unwrap().counts;
        let found: Vec<_> =
            counts.iter().map(|c| (c.kind.as_str(), c.open, c.late, c.more)).collect();
        assert_eq!(found, [("assist", MOST_COUNTED, 2, more)]);
    }
}

/// The steps that somebody's desk offers to filter by.
async fn steps(world: &World, person: PersonId, asked: Option<&str>) -> Vec<String> {
    let caller = world.caller(person).await;
    let step = asked.map(|step| Name::new(step).unwrap());
    let filter = QueueFilter { step, ..QueueFilter::default() };
    let request = QueueRequest { filter, limit: 1, ..QueueRequest::default() };
    let queue = matter::queue(world.app(), &caller, &request).await.unwrap();
    queue.choices.steps.iter().map(|(step, _)| step.to_string()).collect()
}

#[tokio::test]
async fn a_desk_offers_the_steps_of_its_open_tasks() {
    let world = World::new().await;
    let worker = world.district.grid_worker.person;
    assert_eq!(steps(&world, worker, None).await, Vec::<String>::new());
    let id = world.report("路灯不亮").await.id;
    assert_eq!(steps(&world, worker, None).await, ["listen"]);
    // What was asked for stays to be seen, also where nothing is left in it.
    assert_eq!(steps(&world, worker, Some("handle")).await, ["listen", "handle"]);
    assert_eq!(steps(&world, worker, Some("no-step")).await, ["listen"]);
    world.does(worker, id, "at-once", RawFields::new()).await.unwrap();
    assert_eq!(steps(&world, worker, None).await, ["handle"]);
    assert_eq!(steps(&world, world.district.mediator.person, None).await, Vec::<String>::new());
    // Of a queue too long to be looked through, all.
    let role = Name::new("grid-worker").unwrap();
    let post = Holder::Post { role, place: world.district.grid };
    let line = |task: i64| QueueRow {
        holder: post.clone(),
        task: TaskNumber(u32::try_from(task).unwrap()),
        kind: "act",
        step: Name::new("handle").unwrap(),
        due: world.app().now(),
        late: false,
        class: CaseClass::Ordinary,
    };
    let before = world.case(id).await;
    let mut changes = world.changes();
    changes.put(CasePut::Queue(id, (1..=MOST_COUNTED + 1).map(line).collect()));
    changes.put(CasePut::Case(Box::new(CaseRow { revision: before.revision + 1, ..before })));
    world.app().store.commit(changes).await.unwrap();
    assert!(steps(&world, worker, None).await.len() > 10);
}

#[tokio::test]
async fn a_desk_is_narrowed_by_what_matters_are_about() {
    let world = World::new().await;
    let people = &world.district;
    let resident = world.caller(people.resident.person).await;
    let lamp = matter::ReportMatter {
        category: Some("street-lamp".to_owned()),
        ..world.words("路灯不亮")
    };
    let lamp = matter::report(world.app(), &resident, &lamp, None).await.unwrap().id;
    let other = world.report("井盖松动").await.id;
    let worker = world.caller(people.grid_worker.person).await;
    let named = |word: &str| Some(Name::new(word).unwrap());
    let all = QueueFilter::default();
    for (filter, wanted) in [
        (QueueFilter { category: named("street-lamp"), ..all.clone() }, vec![lamp]),
        (QueueFilter { channel: named("online"), ..all.clone() }, vec![lamp, other]),
        (QueueFilter { channel: named("hall"), ..all.clone() }, vec![]),
        (QueueFilter { place: Some(people.compound), ..all.clone() }, vec![lamp, other]),
        (QueueFilter { place: Some(people.far_building), ..all.clone() }, vec![]),
    ] {
        let request = QueueRequest { filter: filter.clone(), limit: 9, ..QueueRequest::default() };
        let queue = matter::queue(world.app(), &worker, &request).await.unwrap();
        let mut found: Vec<_> = queue.items.iter().map(|item| item.line.id).collect();
        found.sort_unstable();
        let mut wanted = wanted;
        wanted.sort_unstable();
        assert_eq!(found, wanted, "{filter:?}");
        // What was asked for can be read on the form.
        assert!(filter.place.is_none_or(|id| queue.choices.places.iter().any(|p| p.0 == id)));
    }
    // Those of the community are offered its compounds and grids.
    let secretary = world.caller(people.community_secretary.person).await;
    world.does(people.grid_worker.person, other, "upward", RawFields::new()).await.unwrap();
    let narrow = QueueFilter { category: named("street-lamp"), ..QueueFilter::default() };
    let request = QueueRequest { filter: narrow, limit: 9, ..QueueRequest::default() };
    let offered = matter::queue(world.app(), &secretary, &request).await.unwrap().choices;
    let places: Vec<&str> = offered.places.iter().map(|(_, name)| name.as_str()).collect();
    for wanted in ["柳园小区", "柳园第一网格", "柳园第二网格"] {
        assert!(places.contains(&wanted), "{places:?}");
    }
    assert!(offered.categories.iter().any(|(name, _)| *name == *"street-lamp"));
    assert!(offered.channels.iter().any(|(name, _)| *name == *"hall"));
}

/// Whoever is only invited reads no exact place, and finds none by asking for it.
#[tokio::test]
async fn an_invitation_is_not_found_by_its_exact_place() {
    let world = World::new().await;
    let people = &world.district;
    let id = world.report("路灯不亮").await.id;
    let post = Holder::Post { role: Name::new("grid-worker").unwrap(), place: people.grid };
    let mut row = world.case(id).await;
    for task in row.state.tasks.values_mut() {
        task.kind = linli_playbook::engine::TaskKind::Invitation { claimed: false };
    }
    world.rewrite(row).await;
    let worker = world.caller(people.grid_worker.person).await;
    assert!(worker.working_holders().contains(&post));
    for (place, wanted) in [(people.building, 0), (people.compound, 1), (people.community, 1)] {
        let filter = QueueFilter { place: Some(place), ..QueueFilter::default() };
        let request = QueueRequest { filter, limit: 9, ..QueueRequest::default() };
        let queue = matter::queue(world.app(), &worker, &request).await.unwrap();
        assert_eq!(queue.items.len(), wanted, "{place}");
    }
}

#[tokio::test]
async fn a_message_to_a_desk_says_which_matter() {
    let world = World::new().await;
    let worker = world.district.grid_worker.person;
    let reported = world.report("路灯不亮").await;
    while matter::deliver_due(world.app(), 100).await.unwrap() > 0 {}
    let told = async || {
        let caller = world.caller(worker).await;
        let messages = matter::work_messages(world.app(), &caller).await.unwrap();
        let found = messages.into_iter().find(|message| message.message == *"task").unwrap();
        assert_eq!(found.number, reported.number);
        (found.readable, found.place, found.step.map(|step| step.zh))
    };
    let (readable, place, step) = told().await;
    assert!(readable);
    assert!(place.is_some_and(|place| place.contains("1号楼")));
    assert_eq!(step.as_deref(), Some("下沉听事"));
    // It went on to others, and is guarded by now: where it is is not told any more.
    world.does(worker, reported.id, "upward", RawFields::new()).await.unwrap();
    let row = world.case(reported.id).await;
    world.rewrite(CaseRow { class: CaseClass::Confidential, ..row }).await;
    assert_eq!(told().await, (false, None, None));
}
