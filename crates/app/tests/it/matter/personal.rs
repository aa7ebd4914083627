//! Personal facts that a form asks for: read with a task, masked for others, opened with a reason.

use linli_app::{
    AppError, account,
    matter::{self, FieldValueView, Raw, RawFields, Revealed},
};
use linli_kernel::{CaseId, PersonId};

use super::world::World;

const KENLI: &str = include_str!("../../../../../playbooks/kenli/kenli.kdl");
const WHO: &str = "李四，13800001111";

/// A matter that was solved on the spot, with a word on whom it concerned.
async fn solved() -> (World, CaseId) {
    let world = World::new().await;
    let asks = "form on-spot {\n    whom text required=#false visible=personal zh=\"当事人\"";
    world.bind(&KENLI.replacen("form on-spot {", asks, 1)).await;
    let id = world.report("楼道堆了杂物").await.id;
    let words = |words: &str| Raw::Text(words.to_owned());
    let given = [("result".to_owned(), words("已清走")), ("whom".to_owned(), words(WHO))];
    let worker = world.district.grid_worker.person;
    world.does(worker, id, "on-spot", RawFields::from(given)).await.unwrap();
    (world, id)
}

/// The fact as somebody reads it, and whether they may ask for it.
async fn read(world: &World, person: PersonId, id: CaseId) -> (Option<FieldValueView>, bool) {
    let caller = world.caller(person).await;
    let view = matter::matter(world.app(), &caller, id).await.unwrap();
    let mut fields = view.events.into_iter().flat_map(|event| event.fields);
    (fields.find(|field| field.key == "whom"), view.masked)
}

#[tokio::test]
async fn a_personal_fact_is_masked_for_whoever_has_no_task() {
    let (world, id) = solved().await;
    let people = &world.district;
    let (fact, may_ask) = read(&world, people.community_secretary.person, id).await;
    let fact = fact.unwrap();
    assert!(fact.masked && fact.value.is_none() && may_ask, "{fact:?}");
    let (fact, may_ask) = read(&world, people.resident.person, id).await;
    assert!(fact.is_none() && !may_ask, "written for those who handle it");
    let unsolved = [("answer".to_owned(), Raw::Text("not-solved".to_owned()))];
    world.does(people.resident.person, id, "rate", RawFields::from(unsolved)).await.unwrap();
    let (fact, may_ask) = read(&world, people.grid_worker.person, id).await;
    assert_eq!(fact.unwrap().value.as_deref(), Some(WHO), "whose task it is again");
    assert!(!may_ask);
}

#[tokio::test]
async fn who_looks_at_a_personal_fact_says_why_and_the_raiser_reads_of_it() {
    let (world, id) = solved().await;
    let (app, people) = (world.app(), &world.district);
    let secretary = world.caller(people.community_secretary.person).await;
    matter::may_reveal(app, &secretary, id, Revealed::Story).await.unwrap();
    let silent = matter::reveal_story(app, &secretary, id, " ").await;
    assert!(matches!(silent, Err(AppError::Fields(errors)) if errors[0].field == "reason"));
    let facts = matter::reveal_story(app, &secretary, id, "核实当事人").await.unwrap();
    let values: Vec<_> = facts.iter().map(|fact| fact.value.as_deref()).collect();
    assert_eq!(values, [Some(WHO)]);
    let owner = world.caller(people.resident.person).await;
    let looks = account::my_looks(app, &owner).await.unwrap();
    let told: Vec<_> =
        looks.iter().map(|look| (look.what.as_str(), look.reason.as_deref())).collect();
    assert_eq!(told, [("story", Some("核实当事人"))]);
    let neighbour = world.caller(people.neighbour.person).await;
    assert!(matter::reveal_story(app, &neighbour, id, "想知道").await.is_err());
    let plain = world.report("路灯不亮").await.id;
    let none = matter::reveal_story(app, &secretary, plain, "看看").await;
    assert!(matches!(none, Err(AppError::NotFound)), "{none:?}");
}
