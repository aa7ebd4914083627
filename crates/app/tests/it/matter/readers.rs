//! What those who follow a matter read of its story: reasons, questions, answers, their own words.

use linli_app::{
    account::{self, AddElder},
    matter::{self, EventView, MatterView, OnBehalf, Raw, RawFields, ReportMatter},
};
use linli_kernel::{CaseId, PersonId};
use linli_testkit::app::DAY_MS;

use super::world::World;

fn text(key: &str, words: &str) -> RawFields {
    RawFields::from([(key.to_owned(), Raw::Text(words.to_owned()))])
}

async fn view(world: &World, person: PersonId, id: CaseId) -> MatterView {
    let caller = world.caller(person).await;
    matter::matter(world.app(), &caller, id).await.unwrap()
}

fn done<'v>(view: &'v MatterView, action: &str) -> &'v EventView {
    let mut events = view.events.iter().rev();
    events.find(|e| e.kind == "acted" && e.detail.as_deref() == Some(action)).unwrap()
}

fn read<'v>(view: &'v MatterView, action: &str) -> Vec<(&'v str, Option<&'v str>)> {
    let fields = done(view, action).fields.iter();
    fields.map(|field| (field.key.as_str(), field.value.as_deref())).collect()
}

#[tokio::test]
async fn the_raiser_reads_why_it_stands_still_and_who_asked_for_it() {
    let world = World::new().await;
    let people = &world.district;
    let (resident, worker) = (people.resident.person, people.grid_worker.person);
    for (aside, mut fields) in [("suspend", RawFields::new()), ("extend", text("more", "2"))] {
        let id = world.report("楼道灯坏了").await.id;
        world.does(worker, id, "at-once", RawFields::new()).await.unwrap();
        fields.extend(text("reason", "等待配件到货"));
        world.does(worker, id, aside, fields).await.unwrap();
        let asked = view(&world, resident, id).await;
        let parts: Vec<bool> = asked.parts.iter().map(matter::PartView::works).collect();
        assert_eq!(parts, [true, false], "who only has to agree does not work on it");
        let above = people.community_secretary.person;
        let above = if asked.parts[1].holder.role.as_ref().unwrap().zh == "社区工作者" {
            people.community_worker.person
        } else {
            above
        };
        world.does(above, id, "approve", RawFields::new()).await.unwrap();
        let told = view(&world, resident, id).await;
        assert_eq!(read(&told, aside), [("reason", Some("等待配件到货"))]);
        let event = done(&told, aside);
        assert_eq!(event.actor.role.as_ref().unwrap().zh, "专职网格员", "who asked for it");
        assert_ne!(event.agreed_by.as_ref().unwrap().role, event.actor.role, "and who agreed");
        assert_eq!((told.paused, told.paused_until.is_some()), (aside == "suspend", told.paused));
        assert_eq!(told.question, [], "nothing is asked of anybody");
        let neighbour = world.caller(people.neighbour.person).await;
        let public = matter::published_matter(world.app(), Some(&neighbour), id).await;
        let public = public.map(|view| view.events).unwrap_or_default();
        assert!(public.iter().all(|event| event.detail.as_deref() != Some(aside)), "{public:?}");
    }
}

#[tokio::test]
async fn the_question_stands_beside_the_answer_and_the_raiser_keeps_their_words() {
    let world = World::new().await;
    let people = &world.district;
    let (resident, worker) = (people.resident.person, people.grid_worker.person);
    let id = world.report("车棚漏水").await.id;
    world.does(worker, id, "at-once", RawFields::new()).await.unwrap();
    world.does(worker, id, "ask-raiser", text("question", "请问是哪一个车棚？")).await.unwrap();
    let asked = view(&world, resident, id).await;
    let question: Vec<_> = asked.question.iter().map(|field| field.value.as_deref()).collect();
    assert_eq!(question, [Some("请问是哪一个车棚？")]);
    world.does(resident, id, "answer", text("text", "东边那个")).await.unwrap();
    let answered = view(&world, resident, id).await;
    assert_eq!(answered.question, []);
    assert_eq!(read(&answered, "answer"), [("text", Some("东边那个"))]);
}

#[tokio::test]
async fn a_request_for_review_and_its_answer_are_read_by_who_asked() {
    let world = World::new().await;
    let people = &world.district;
    let resident = people.resident.person;
    let id = world.report_private("要求赔偿").await;
    let second = format!("community-secretary@{}", people.community);
    let ground = linli_domain::rules::legal_ground_list().first().unwrap().key.to_string();
    let mut refusal = text("ground", &ground);
    refusal.extend(text("second", &second));
    refusal.extend(text("progress", "前一件正在办理"));
    world.does(people.grid_worker.person, id, "refer", refusal).await.unwrap();
    world.does(people.community_secretary.person, id, "approve", RawFields::new()).await.unwrap();
    let told = view(&world, resident, id).await;
    let refused = done(&told, "refer");
    assert_eq!(refused.actor.role.as_ref().unwrap().zh, "专职网格员", "who refused");
    assert_eq!(refused.agreed_by.as_ref().unwrap().role.as_ref().unwrap().zh, "社区党委书记");
    world.does(resident, id, "review", text("reason", "没有起诉，你们弄错了")).await.unwrap();
    let review = view(&world, resident, id).await;
    assert_eq!(read(&review, "review"), [("reason", Some("没有起诉，你们弄错了"))]);
    world
        .does(people.street_office.person, id, "deny", text("reply", "经复核，维持"))
        .await
        .unwrap();
    let denied = view(&world, resident, id).await;
    assert_eq!(read(&denied, "deny"), [("reply", Some("经复核，维持"))]);
    assert!(denied.wishes.is_some() && !denied.about);
}

#[tokio::test]
async fn what_the_raiser_wrote_inside_is_read_by_them_alone() {
    let world = World::new().await;
    let people = &world.district;
    let (resident, worker) = (people.resident.person, people.grid_worker.person);
    let id = world.report("楼道灯坏了").await.id;
    world.does(worker, id, "on-spot", text("result", "灯亮了")).await.unwrap();
    let mut rating = text("answer", "not-solved");
    rating.extend(text("remark", "还是不亮"));
    world.does(resident, id, "rate", rating).await.unwrap();
    let own = view(&world, resident, id).await;
    assert!(read(&own, "rate").contains(&("remark", Some("还是不亮"))), "{:?}", own.events);
    let neighbour = world.caller(people.neighbour.person).await;
    let public = matter::published_matter(world.app(), Some(&neighbour), id).await.unwrap();
    assert!(!format!("{public:?}").contains("还是不亮"));
    assert_eq!(public.wishes, None, "whether it is anonymous is the raiser's");
}

#[tokio::test]
async fn a_stage_that_never_took_place_is_not_done() {
    let world = World::new().await;
    let people = &world.district;
    let id = world.report("楼道灯坏了").await.id;
    let stages = async || {
        let view = view(&world, people.resident.person, id).await;
        view.stages.iter().map(|stage| stage.state).collect::<Vec<_>>()
    };
    assert_eq!(stages().await, ["current", "ahead", "ahead", "ahead", "ahead", "ahead"]);
    world.does(people.grid_worker.person, id, "at-once", RawFields::new()).await.unwrap();
    assert_eq!(stages().await, ["done", "skipped", "skipped", "current", "ahead", "ahead"]);
    world.does(people.grid_worker.person, id, "solved", text("result", "灯亮了")).await.unwrap();
    world.does(people.resident.person, id, "rate", text("answer", "satisfied")).await.unwrap();
    assert_eq!(stages().await, ["done", "skipped", "skipped", "done", "done", "done"]);
}

#[tokio::test]
async fn resolutions_are_read_as_their_form_has_them() {
    let world = World::new().await;
    let people = &world.district;
    let id = world.report("楼道堆物").await.id;
    world.does(people.grid_worker.person, id, "pending", RawFields::new()).await.unwrap();
    let due = world.app().now().plus_ms(5 * DAY_MS).day();
    let item = RawFields::from([
        ("responsible".to_owned(), Raw::Text(people.property_company.to_string())),
        ("standard".to_owned(), Raw::Text("清空".to_owned())),
        ("due".to_owned(), Raw::Text(due.to_string())),
        ("supervisor".to_owned(), Raw::Text(format!("compound-secretary@{}", people.compound))),
    ]);
    let mut minutes = text("conclusion", "清理楼道");
    minutes.insert("items".to_owned(), Raw::Rows(vec![item]));
    world.does(people.compound_secretary.person, id, "agreed", minutes).await.unwrap();
    let told = view(&world, people.resident.person, id).await;
    let fields = &done(&told, "agreed").fields;
    let keys: Vec<&str> = fields.iter().map(|field| field.key.as_str()).collect();
    assert_eq!(keys, ["conclusion", "items"]);
    let row: Vec<_> = fields[1].rows[0].iter().map(|cell| (cell.key.as_str(), cell.day)).collect();
    assert_eq!(row, [("responsible", None), ("standard", None), ("due", Some(due))]);
}

#[tokio::test]
async fn what_family_brought_in_is_not_taken_for_the_work_of_staff() {
    let world = World::new().await;
    let people = &world.district;
    let carer = world.caller(people.resident.person).await;
    let input = AddElder {
        household: people.household.to_string(),
        name: "王桂兰".to_owned(),
        channel: "spoken".to_owned(),
    };
    let elder = account::add_elder(world.app(), &carer, &input, None).await.unwrap();
    let on_behalf = OnBehalf { person: Some(elder.to_string()), ..OnBehalf::default() };
    let input =
        ReportMatter {
            on_behalf: Some(on_behalf), may_call: true, ..world.words("楼梯没有扶手")
        };
    let id = matter::report(world.app(), &carer, &input, None).await.unwrap().id;
    let own = matter::matter(world.app(), &carer, id).await.unwrap();
    assert_eq!(own.events[0].actor.kind, "reader");
    assert!(own.wishes.is_some_and(|wishes| wishes.may_call && !wishes.anonymous));
    assert_eq!(view(&world, people.grid_worker.person, id).await.events[0].actor.kind, "family");
    let neighbour = world.caller(people.neighbour.person).await;
    let public = matter::published_matter(world.app(), Some(&neighbour), id).await;
    assert!(public.is_err() || public.unwrap().events[0].actor.kind == "raiser");
}
