//! Raisers whom a merger brought together read nothing of each other, whoever leaves.

use linli_app::{
    AppError,
    matter::{self, ListLine, MatterView, OnBehalf, Raw, RawFields, ReportMatter, Revealed},
};
use linli_kernel::{CaseId, PersonId};
use linli_playbook::engine::Case;
use linli_testkit::app::DAY_MS;

use super::{upkeep::sent, world::World};

/// What the first one wrote, and what the second one did.
const FIRST: [&str; 2] = ["甲家门口的灯坏了", "甲补充的话"];
const SECOND: [&str; 2] = ["乙家门口的灯坏了", "乙补充的话"];

fn words(text: &str) -> RawFields {
    RawFields::from([("text".to_owned(), Raw::Text(text.to_owned()))])
}

/// The resident's matter with the neighbour's merged into it, both with a supplement.
async fn joined(world: &World) -> (CaseId, CaseId) {
    let people = &world.district;
    let photos = vec![sent(world, people.resident.person).await.id.to_string()];
    let resident = world.caller(people.resident.person).await;
    let input = ReportMatter { photos, ..world.words(FIRST[0]) };
    let first = matter::report(world.app(), &resident, &input, None).await.unwrap().id;
    let neighbour = world.caller(people.neighbour.person).await;
    let input = world.words(SECOND[0]);
    let second = matter::report(world.app(), &neighbour, &input, None).await.unwrap().id;
    world.does(people.resident.person, first, "supplement", words(FIRST[1])).await.unwrap();
    let worker = world.caller(people.grid_worker.person).await;
    matter::merge(world.app(), &worker, first, &second.to_string(), None).await.unwrap();
    world.does(people.neighbour.person, first, "supplement", words(SECOND[1])).await.unwrap();
    (first, second)
}

async fn seen(world: &World, person: PersonId, id: CaseId) -> MatterView {
    let caller = world.caller(person).await;
    matter::matter(world.app(), &caller, id).await.unwrap()
}

async fn listed(world: &World, person: PersonId, id: CaseId) -> ListLine {
    let caller = world.caller(person).await;
    let lines = matter::my_matters(world.app(), &caller, None, 50).await.unwrap().items;
    lines.into_iter().find(|line| line.id == id).unwrap()
}

/// Asserts that nothing of another is told to somebody.
async fn is_apart(world: &World, person: PersonId, id: CaseId, of: [&str; 2]) {
    let (view, line) = (seen(world, person, id).await, listed(world, person, id).await);
    let caller = world.caller(person).await;
    let messages = matter::my_messages(world.app(), &caller).await.unwrap();
    let told = format!("{view:?}{line:?}{messages:?}");
    for words in of {
        assert!(!told.contains(words), "{words} in {told}");
    }
    assert!(view.events.iter().any(|event| event.actor.kind == "co-raiser"), "{view:#?}");
}

#[tokio::test]
async fn raisers_whom_a_merger_brought_together_read_nothing_of_each_other() {
    let world = World::new().await;
    let people = &world.district;
    let (id, _) = joined(&world).await;
    is_apart(&world, people.neighbour.person, id, FIRST).await;
    is_apart(&world, people.resident.person, id, SECOND).await;
    let own = seen(&world, people.resident.person, id).await;
    assert_eq!(own.text.as_deref(), Some(FIRST[0]));
    assert!(format!("{:?}", own.events).contains(FIRST[1]));
}

/// Taken in at a counter the first words are the raiser's all the same.
#[tokio::test]
async fn photos_of_an_intake_are_not_shown_to_who_joined_it() {
    let world = World::new().await;
    let people = &world.district;
    let worker = world.caller(people.community_worker.person).await;
    let photo = sent(&world, people.community_worker.person).await.id;
    let on_behalf = OnBehalf { name: Some("何爷爷".to_owned()), ..OnBehalf::default() };
    let input = ReportMatter {
        on_behalf: Some(on_behalf),
        acting: Some(format!("community-worker@{}", people.community)),
        photos: vec![photo.to_string()],
        ..world.words(FIRST[0])
    };
    let id = matter::report(world.app(), &worker, &input, None).await.unwrap().id;
    let second = world.report(SECOND[0]).await.id;
    let grid_worker = world.caller(people.grid_worker.person).await;
    matter::merge(world.app(), &grid_worker, id, &second.to_string(), None).await.unwrap();
    let view = seen(&world, people.resident.person, id).await;
    assert!(view.photos.is_empty());
    assert!(view.events.iter().all(|event| event.photos.is_empty()), "{:#?}", view.events);
    let caller = world.caller(people.resident.person).await;
    let opened = matter::photo(world.app(), &caller, photo, "full").await;
    assert!(matches!(opened, Err(AppError::NotFound)), "{opened:?}");
    let staff = matter::photo(world.app(), &grid_worker, photo, "full").await;
    assert!(staff.is_ok(), "{staff:?}");
}

#[tokio::test]
async fn what_one_raiser_answers_when_asked_to_rate_is_not_told_to_the_other() {
    let world = World::new().await;
    let people = &world.district;
    let (id, _) = joined(&world).await;
    world.does(people.grid_worker.person, id, "on-spot", RawFields::new()).await.unwrap();
    let answer = Raw::Text("basically".to_owned());
    let answer = RawFields::from([("answer".to_owned(), answer)]);
    world.does(people.neighbour.person, id, "rate", answer).await.unwrap();
    let rated = |view: &MatterView, kind: &str| {
        let rated = view.events.iter().find(|event| event.kind == kind).unwrap();
        (rated.actor.kind, rated.label.is_some(), rated.detail.clone())
    };
    let other = seen(&world, people.resident.person, id).await;
    assert_eq!(rated(&other, "rated-apart"), ("co-raiser", false, None));
    assert!(!format!("{:?}", other.events).contains("basically"));
    let own = seen(&world, people.neighbour.person, id).await;
    let answer = Some("basically".to_owned());
    assert_eq!(rated(&own, "rated"), ("raiser", true, answer.clone()));
    let staff = seen(&world, people.grid_worker.person, id).await;
    assert_eq!(rated(&staff, "rated").2, answer);
}

#[tokio::test]
async fn a_matter_is_not_merged_out_of_being_asked() {
    let world = World::new().await;
    let people = &world.district;
    let worker = people.grid_worker.person;
    let asked = world.report("路灯不亮").await.id;
    let neighbour = world.caller(people.neighbour.person).await;
    let input = world.words("路灯还是不亮");
    let fresh = matter::report(world.app(), &neighbour, &input, None).await.unwrap().id;
    world.does(worker, asked, "on-spot", RawFields::new()).await.unwrap();
    assert_eq!(world.case(asked).await.state.step.key, *"rate");
    let caller = world.caller(worker).await;
    for rated in [false, true] {
        if rated {
            let answer = Raw::Text("not-solved".to_owned());
            let answer = RawFields::from([("answer".to_owned(), answer)]);
            world.does(people.resident.person, asked, "rate", answer).await.unwrap();
            assert_eq!(world.case(asked).await.state.step.key, *"rectify");
        }
        let refused = matter::merge(world.app(), &caller, fresh, &asked.to_string(), None).await;
        let Err(AppError::Fields(errors)) = refused else { panic!("{refused:?}") };
        assert_eq!((errors[0].field.as_str(), errors[0].code.as_str()), ("other", "not-mergeable"));
    }
    // What comes anew joins it.
    matter::merge(world.app(), &caller, asked, &fresh.to_string(), None).await.unwrap();
    assert_eq!(world.case(asked).await.state.ratings.len(), 1);
}

#[tokio::test]
async fn who_was_merged_finds_the_own_words_where_they_go_on() {
    let world = World::new().await;
    let people = &world.district;
    let (first, second) = joined(&world).await;
    // That one is merged in turn.
    let far = world.caller(people.representative.person).await;
    let input = world.words("丙家门口的灯坏了");
    let last = matter::report(world.app(), &far, &input, None).await.unwrap().id;
    let worker = world.caller(people.grid_worker.person).await;
    matter::merge(world.app(), &worker, last, &first.to_string(), None).await.unwrap();
    for (person, own, words) in [
        (people.neighbour.person, vec![second, first, last], SECOND[0]),
        (people.resident.person, vec![first, last], FIRST[0]),
    ] {
        for (at, id) in own.iter().enumerate() {
            let (view, line) = (seen(&world, person, *id).await, listed(&world, person, *id).await);
            assert_eq!(view.text.as_deref(), Some(words));
            assert_eq!(line.excerpt.as_deref(), Some(words));
            let into = own.get(at + 1).copied();
            assert_eq!((view.merged_into, line.merged), (into, into.is_some()));
        }
    }
    let staff = seen(&world, people.grid_worker.person, first).await;
    assert_eq!((staff.merged, staff.merged_into), (true, None), "the desk has its own link");
    let ended = staff.events.iter().find(|event| event.kind == "ended").unwrap();
    assert_eq!(ended.label.as_ref().unwrap().zh, "engine-end-merged");
    // Who left there is not sent there.
    world.does(people.neighbour.person, last, "withdraw", RawFields::new()).await.unwrap();
    let view = seen(&world, people.neighbour.person, second).await;
    assert_eq!(view.merged_into, Some(first));
    let view = seen(&world, people.neighbour.person, first).await;
    assert_eq!((view.merged, view.merged_into), (true, None));
}

#[tokio::test]
async fn who_joined_does_not_become_the_author_when_the_first_one_leaves() {
    let world = World::new().await;
    let people = &world.district;
    let (id, _) = joined(&world).await;
    let photo = *seen(&world, people.resident.person, id).await.photos.first().unwrap();
    world.does(people.resident.person, id, "withdraw", RawFields::new()).await.unwrap();
    let neighbour = people.neighbour.person;
    is_apart(&world, neighbour, id, FIRST).await;
    let caller = world.caller(neighbour).await;
    let opened = matter::photo(world.app(), &caller, photo, "full").await;
    assert!(matches!(opened, Err(AppError::NotFound)), "{opened:?}");
    let view = seen(&world, neighbour, id).await;
    assert_eq!((view.text.as_deref(), view.photos.len()), (Some(SECOND[0]), 0));
    assert_eq!(view.place.id, people.compound, "never finer than for everybody");
    let line = listed(&world, neighbour, id).await;
    assert_eq!(line.address, view.place.address);
    // Nobody else may agree to telling the first one's words more widely.
    let fields = RawFields::from([("publicity".to_owned(), Raw::Text("private".to_owned()))]);
    world.does(neighbour, id, "set-publicity", fields).await.unwrap();
    let fields = RawFields::from([("publicity".to_owned(), Raw::Text("compound".to_owned()))]);
    world.does(neighbour, id, "set-publicity", fields).await.unwrap_err();
    // For staff the words are nobody's who is still there.
    let worker = world.caller(people.grid_worker.person).await;
    let raiser = matter::matter(world.app(), &worker, id).await.unwrap().raiser.unwrap();
    assert!(raiser.left && !raiser.may_reveal && raiser.name.is_none() && raiser.phone.is_none());
    for what in [Revealed::Name, Revealed::Phone] {
        let looked = matter::reveal(world.app(), &worker, id, what, "核实").await;
        assert!(matches!(looked, Err(AppError::NotFound)), "{looked:?}");
    }
}

#[tokio::test]
async fn what_staff_wrote_down_for_one_raiser_is_not_told_to_the_other() {
    let world = World::new().await;
    let people = &world.district;
    let worker = world.caller(people.community_worker.person).await;
    let on_behalf = OnBehalf { name: Some("何爷爷".to_owned()), ..OnBehalf::default() };
    let input = ReportMatter {
        on_behalf: Some(on_behalf),
        acting: Some(format!("community-worker@{}", people.community)),
        ..world.words(FIRST[0])
    };
    let elder = matter::report(world.app(), &worker, &input, None).await.unwrap().id;
    let id = world.report(SECOND[0]).await.id;
    let grid_worker = world.caller(people.grid_worker.person).await;
    matter::merge(world.app(), &grid_worker, id, &elder.to_string(), None).await.unwrap();
    world.does(people.grid_worker.person, id, "on-spot", RawFields::new()).await.unwrap();
    let fields = RawFields::from([
        ("answer".to_owned(), Raw::Text("satisfied".to_owned())),
        ("channel".to_owned(), Raw::Text("visit".to_owned())),
        ("remark".to_owned(), Raw::Text("何爷爷说的话".to_owned())),
    ]);
    world.does(people.community_worker.person, id, "rate", fields).await.unwrap();
    let told = format!("{:?}", seen(&world, people.resident.person, id).await.events);
    assert!(told.contains("rated-by-staff") && !told.contains("何爷爷"), "{told}");
    assert!(!told.contains("satisfied"), "nor what was answered: {told}");
    let staff = format!("{:?}", seen(&world, people.grid_worker.person, id).await.events);
    assert!(staff.contains("何爷爷说的话"));
}

#[tokio::test]
async fn what_staff_found_is_not_told_to_who_joined_it() {
    let world = World::new().await;
    let people = &world.district;
    let worker = world.caller(people.grid_worker.person).await;
    let acting = Some(format!("grid-worker@{}", people.grid));
    let input = ReportMatter { acting, ..world.words("巡查看到104室门口堆物") };
    let found = matter::report(world.app(), &worker, &input, None).await.unwrap().id;
    let own = world.report("楼道堆物").await.id;
    matter::merge(world.app(), &worker, found, &own.to_string(), None).await.unwrap();
    let view = seen(&world, people.resident.person, found).await;
    assert_eq!((view.text.as_deref(), view.place.id), (Some("楼道堆物"), people.compound));
}

#[tokio::test]
async fn a_row_from_before_its_author_was_kept_is_read_as_it_was() {
    let world = World::new().await;
    let person = world.district.resident.person;
    let id = world.report(FIRST[0]).await.id;
    let row = world.case(id).await;
    assert_eq!(row.state.opened_for, Some(person));
    let opened_for = None;
    let state = Case { opened_for, ..row.state.clone() };
    world.rewrite(linli_domain::matter::CaseRow { state, ..row }).await;
    assert_eq!(seen(&world, person, id).await.text.as_deref(), Some(FIRST[0]));
    world.test.pass(DAY_MS).await.unwrap();
    assert!(world.test.database.check_integrity().await.unwrap().problems.is_empty());
}

#[tokio::test]
async fn whoever_handles_it_finds_each_raiser_as_they_said_about_being_called() {
    let world = World::new().await;
    let (first, second) = joined(&world).await;
    let worker = world.caller(world.district.grid_worker.person).await;
    let view = matter::matter(world.app(), &worker, first).await.unwrap();
    let own = view.desk.unwrap().joined.items;
    assert_eq!(own.iter().map(|joined| joined.id).collect::<Vec<_>>(), [second]);
    assert!(!own[0].number.is_empty());
    let there = matter::matter(world.app(), &worker, second).await.unwrap();
    assert!(there.desk.unwrap().joined.items.is_empty());
    assert!(there.raiser.is_some_and(|raiser| raiser.may_reveal));
    let asked = matter::reveal(world.app(), &worker, second, Revealed::Phone, "核实漏水位置").await;
    let of_first = matter::reveal(world.app(), &worker, first, Revealed::Phone, "核实").await;
    assert_ne!(asked.unwrap(), of_first.unwrap(), "the other one's own number");
}

#[tokio::test]
async fn more_raisers_than_are_led_to_at_once_are_said_and_led_to() {
    let world = World::new().await;
    let people = &world.district;
    let first = world.report(FIRST[0]).await.id;
    let community_worker = world.caller(people.community_worker.person).await;
    let grid_worker = world.caller(people.grid_worker.person).await;
    let mut own = Vec::new();
    for number in 0..23 {
        let on_behalf = OnBehalf { name: Some("何爷爷".to_owned()), ..OnBehalf::default() };
        let input = ReportMatter {
            on_behalf: Some(on_behalf),
            acting: Some(format!("community-worker@{}", people.community)),
            ..world.words(&format!("第{number}位来反映灯坏了"))
        };
        let id = matter::report(world.app(), &community_worker, &input, None).await.unwrap().id;
        matter::merge(world.app(), &grid_worker, first, &id.to_string(), None).await.unwrap();
        own.push(id);
    }
    let view = matter::matter(world.app(), &grid_worker, first).await.unwrap();
    let shown = view.desk.unwrap().joined;
    assert_eq!((shown.items.len(), shown.more, shown.next), (20, 3, Some(20)));
    let rest = matter::joined_matters(world.app(), &grid_worker, first, 20).await.unwrap();
    assert_eq!((rest.items.len(), rest.more, rest.next), (3, 0, None));
    let mut led: Vec<CaseId> = shown.items.iter().chain(&rest.items).map(|one| one.id).collect();
    led.sort_unstable();
    own.sort_unstable();
    assert_eq!(led, own);
    let resident = world.caller(people.resident.person).await;
    let refused = matter::joined_matters(world.app(), &resident, first, 0).await;
    assert!(matches!(refused, Err(AppError::Forbidden)), "{refused:?}");
}

#[tokio::test]
async fn what_one_raiser_wrote_twice_is_found_from_the_matter_that_goes_on() {
    let world = World::new().await;
    let resident = world.caller(world.district.resident.person).await;
    let mut sent = Vec::new();
    for words in [FIRST[0], "门口的灯还是不亮", "门口的灯又坏了"] {
        let input = world.words(words);
        sent.push(matter::report(world.app(), &resident, &input, None).await.unwrap().id);
    }
    let worker = world.caller(world.district.grid_worker.person).await;
    for other in &sent[1..] {
        matter::merge(world.app(), &worker, sent[0], &other.to_string(), None).await.unwrap();
    }
    let view = matter::matter(world.app(), &worker, sent[0]).await.unwrap();
    let mut own = view.desk.unwrap().joined.items;
    own.sort_by_key(|joined| joined.id);
    assert_eq!(own.iter().map(|joined| joined.id).collect::<Vec<_>>(), sent[1..]);
    assert!(own.iter().all(|joined| joined.of_first && !joined.number.is_empty()), "{own:?}");
    let there = matter::matter(world.app(), &worker, sent[1]).await.unwrap();
    assert_eq!(there.text.as_deref(), Some("门口的灯还是不亮"));
}
