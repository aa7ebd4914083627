//! Who is told what, and how often; what is hidden and why somebody looked.

use linli_app::{
    AppError,
    audit::{erase_text, texts_of},
    matter::{self, Asked, QueueRequest, Raw, RawFields, ReportMatter, Revealed},
    portal, search,
};
use linli_domain::account::Administration;
use linli_kernel::{CaseId, PersonId};
use linli_playbook::{engine::EventBody, model::EndKind};
use linli_testkit::app::{DAY_MS, MINUTE_MS};

use super::world::World;
use crate::audit::administrator;

fn text(key: &str, words: &str) -> RawFields {
    RawFields::from([(key.to_owned(), Raw::Text(words.to_owned()))])
}

async fn deliver(world: &World) {
    while matter::deliver_due(world.app(), 100).await.unwrap() > 0 {}
}

/// The messages to somebody as a resident, oldest first.
async fn told(world: &World, person: PersonId) -> Vec<String> {
    deliver(world).await;
    let caller = world.caller(person).await;
    let found = matter::my_messages(world.app(), &caller).await.unwrap();
    found.into_iter().rev().map(|message| message.message.to_string()).collect()
}

async fn private(world: &World) -> CaseId {
    let resident = world.caller(world.district.resident.person).await;
    let input = ReportMatter { private: true, ..world.words("楼道灯坏了") };
    matter::report(world.app(), &resident, &input, None).await.unwrap().id
}

#[tokio::test]
async fn a_raiser_is_told_once_for_each_stage() {
    let world = World::new().await;
    let (resident, worker) = (world.district.resident.person, world.district.grid_worker.person);
    let id = private(&world).await;
    assert_eq!(told(&world, resident).await, ["stage"]);
    world.test.clock.advance(1_000);
    world.does(worker, id, "at-once", RawFields::new()).await.unwrap();
    assert_eq!(told(&world, resident).await, ["stage", "stage"]);
    world.test.clock.advance(1_000);
    let mut solved = text("course", "当天更换");
    solved.extend(text("basis", "物业合同"));
    solved.extend(text("standard", "灯亮"));
    solved.extend(text("result", "灯亮了"));
    world.does(worker, id, "solved", solved).await.unwrap();
    let asked = told(&world, resident).await.split_off(2);
    assert_eq!(asked, ["please-rate"], "which says that there is an answer");
    let caller = world.caller(resident).await;
    let first = async || {
        let home = portal::home(world.app(), &caller).await.unwrap();
        home.matters.items.into_iter().next().map(|line| (line.id, line.asked))
    };
    world.test.clock.advance(1_000);
    let later = world.report("楼门关不上").await.id;
    assert_eq!(first().await, Some((id, Some(Asked::Rate))), "what waits for them comes first");
    world.test.clock.advance(1_000);
    world.does(resident, id, "rate", text("answer", "satisfied")).await.unwrap();
    assert_eq!(first().await, Some((later, None)), "then what is open");
    let after = told(&world, resident).await.split_off(2);
    assert_eq!(after, ["stage", "ended"], "it takes the place of the request to rate");
    let mut inbox = matter::my_messages(world.app(), &caller).await.unwrap();
    inbox.retain(|message| message.case == id);
    inbox.reverse();
    let stages: Vec<_> = inbox.iter().map(|m| m.stage.as_ref().map(|at| at.zh.clone())).collect();
    let [Some(heard), Some(handled)] = &stages[..2] else { panic!("{stages:?}") };
    assert_ne!(heard, handled, "each names the stage of its time");
    assert!(stages[2..].iter().all(Option::is_none), "{stages:?}");
}

#[tokio::test]
async fn a_message_that_comes_late_names_the_stage_of_its_time() {
    let world = World::new().await;
    let (resident, worker) = (world.district.resident.person, world.district.grid_worker.person);
    let id = private(&world).await;
    let raised = world.app().now();
    world.test.clock.advance(MINUTE_MS);
    world.does(worker, id, "at-once", RawFields::new()).await.unwrap();
    world.test.clock.advance(MINUTE_MS);
    assert_eq!(told(&world, resident).await, ["stage", "stage"], "both are delivered only now");
    let caller = world.caller(resident).await;
    let mut inbox = matter::my_messages(world.app(), &caller).await.unwrap();
    inbox.reverse();
    assert_eq!([inbox[0].at, inbox[1].at], [raised, raised.plus_ms(MINUTE_MS)]);
    assert_ne!(inbox[0].stage, inbox[1].stage, "{inbox:?}");
    // What happened before the last look and comes after it is new all the same.
    let mut solved = text("course", "当天更换");
    solved.extend(["basis", "standard", "result"].into_iter().flat_map(|key| text(key, "照办")));
    world.does(worker, id, "solved", solved).await.unwrap();
    world.test.clock.advance(MINUTE_MS);
    matter::read_messages(world.app(), &caller, world.app().now()).await.unwrap();
    world.test.clock.advance(MINUTE_MS);
    deliver(&world).await;
    assert_eq!(matter::unread_messages(world.app(), &caller).await.unwrap(), 1);
}

#[tokio::test]
async fn what_is_published_says_what_was_done_and_how_it_ended() {
    let world = World::new().await;
    let (resident, worker) = (world.district.resident.person, world.district.grid_worker.person);
    let id = world.report("路灯不亮").await.id;
    let line = async || {
        let caller = world.caller(resident).await;
        let at = world.district.compound;
        let lines = matter::published(world.app(), Some(&caller), at, None, 9).await.unwrap();
        lines.items.into_iter().find(|line| line.id == id)
    };
    world.does(worker, id, "at-once", RawFields::new()).await.unwrap();
    assert_eq!(line().await, None);
    let mut solved = text("course", "当天更换");
    solved.extend(text("basis", "物业合同"));
    solved.extend(text("standard", "灯亮"));
    solved.extend(text("result", "换了灯泡，灯亮了"));
    world.does(worker, id, "solved", solved).await.unwrap();
    let told = line().await.unwrap();
    assert_eq!((told.result.as_deref(), told.end), (Some("换了灯泡，灯亮了"), None));
    world.does(resident, id, "rate", text("answer", "not-solved")).await.unwrap();
    let again = line().await;
    assert!(again.is_none_or(|line| line.result.is_none()), "an earlier try is no result");
    world
        .does(worker, id, "redone", {
            let mut redone = text("course", "换了线");
            redone.extend(text("basis", "物业合同"));
            redone.extend(text("standard", "灯亮"));
            redone.extend(text("result", "换了线路"));
            redone
        })
        .await
        .unwrap();
    world.does(resident, id, "rate", text("answer", "satisfied")).await.unwrap();
    let ended = line().await.unwrap();
    assert_eq!(ended.result.as_deref(), Some("换了线路"));
    assert_eq!(ended.end, Some(EndKind::Rated));
    let own =
        matter::my_matters(world.app(), &world.caller(resident).await, None, 9).await.unwrap();
    assert!(own.items.iter().all(|line| line.result.is_none()), "elsewhere the page tells it");
}

#[tokio::test]
async fn what_was_published_last_stands_first_on_the_day_of_its_result() {
    let world = World::new().await;
    let (resident, worker) = (world.district.resident.person, world.district.grid_worker.person);
    let older = world.report("路灯不亮").await.id;
    world.test.pass(MINUTE_MS).await.unwrap();
    let newer = world.report("井盖松了").await.id;
    let mut days = Vec::new();
    for id in [newer, older] {
        world.test.pass(MINUTE_MS).await.unwrap();
        world.does(worker, id, "on-spot", text("result", "修好了")).await.unwrap();
        days.push(Some(world.app().now()));
    }
    let caller = world.caller(resident).await;
    let at = world.district.compound;
    let page = async |after: Option<&str>| {
        matter::published(world.app(), Some(&caller), at, after, 1).await.unwrap()
    };
    let first = page(None).await;
    let second = page(first.next.as_deref()).await;
    let told = |lines: &matter::Lines| (lines.items[0].id, lines.items[0].published_at);
    assert_eq!([told(&first), told(&second)], [(older, days[1]), (newer, days[0])]);
    let own = matter::my_matters(world.app(), &caller, None, 9).await.unwrap();
    let own: Vec<_> = own.items.iter().map(|line| (line.id, line.published_at)).collect();
    assert_eq!(own, [(newer, None), (older, None)], "one's own stand by the day they were raised");
    let problems = world.test.database.check_integrity().await.unwrap().problems;
    assert!(problems.is_empty(), "{problems:?}");
}

#[tokio::test]
async fn the_public_reads_no_number_and_no_door_and_the_raiser_reads_all() {
    let world = World::new().await;
    let (resident, worker) = (world.district.resident.person, world.district.grid_worker.person);
    let said = "车主13812345678的鲁E12345堵了消防通道，住3号楼2单元501";
    let input = ReportMatter { category: Some("fire-lane".to_owned()), ..world.words(said) };
    let caller = world.caller(resident).await;
    let id = matter::report(world.app(), &caller, &input, None).await.unwrap().id;
    world.does(worker, id, "on-spot", text("result", "已请13812345678挪车")).await.unwrap();
    let app = world.app();
    let public = matter::published_matter(app, None, id).await.unwrap();
    let masked = "车主138********的鲁E*****堵了消防通道，住3号楼*单元***";
    assert_eq!(public.text.as_deref(), Some(masked));
    let story = format!("{:?}", public.events);
    assert!(story.contains("已请138********挪车") && !story.contains("5678"), "{story}");
    let at = world.district.compound;
    let lines = matter::published(app, None, at, None, 9).await.unwrap();
    let line = lines.items.into_iter().find(|line| line.id == id).unwrap();
    assert_eq!(line.excerpt.as_deref(), Some(masked));
    assert_eq!(line.result.as_deref(), Some("已请138********挪车"));
    let own = matter::matter(app, &caller, id).await.unwrap();
    assert_eq!(own.text.as_deref(), Some(said), "the raiser's own words are whole");
    assert!(format!("{:?}", own.events).contains("13812345678"));
}

#[tokio::test]
async fn reading_what_was_read_already_writes_nothing() {
    let world = World::new().await;
    let resident = world.district.resident.person;
    private(&world).await;
    assert_eq!(told(&world, resident).await, ["stage"]);
    let caller = world.caller(resident).await;
    let audited = async || {
        let mut rows = world.app().snapshot().await.unwrap();
        let rows = rows.unsealed(1_000).await.unwrap();
        rows.iter().filter(|row| row.action == "matter.read-messages").count()
    };
    for _ in 0..2 {
        let now = world.app().now();
        matter::read_messages(world.app(), &caller, now).await.unwrap();
        assert_eq!(matter::unread_messages(world.app(), &caller).await.unwrap(), 0);
        assert_eq!(audited().await, 1);
    }
}

#[tokio::test]
async fn the_story_says_what_the_engines_own_actions_were_and_who_was_silent() {
    let world = World::new().await;
    let (resident, worker) = (world.district.resident.person, world.district.grid_worker.person);
    let id = private(&world).await;
    world.does(worker, id, "at-once", RawFields::new()).await.unwrap();
    let company = world.district.property_company;
    world.does(worker, id, "give", text("lead", &company.to_string())).await.unwrap();
    world.test.clock.advance(4 * DAY_MS);
    matter::tick_due(world.app(), 100).await.unwrap();
    let organisation = world.app().snapshot().await.unwrap().organisation(company).await.unwrap();
    let caller = world.caller(resident).await;
    let view = matter::matter(world.app(), &caller, id).await.unwrap();
    let lead = view.events.iter().flat_map(|event| &event.fields).find(|field| field.key == "lead");
    assert_eq!(lead.unwrap().label.as_ref().unwrap().zh, "engine-field-lead");
    let silent = view.events.iter().find(|event| event.kind == "accepted-by-silence").unwrap();
    assert_eq!(silent.detail, Some(organisation.unwrap().name));
    let offers =
        |view: &matter::MatterView, name: &str| view.actions.iter().any(|a| a.name == *name);
    assert!(offers(&view, "urge"));
    let staff = world.district.company_clerk.person;
    world.does(staff, id, "done", RawFields::new()).await.unwrap();
    let view = matter::matter(world.app(), &caller, id).await.unwrap();
    assert!(offers(&view, "rate") && !offers(&view, "urge"), "nobody else works on it");
    world.does(resident, id, "rate", text("answer", "not-solved")).await.unwrap();
    let view = matter::matter(world.app(), &caller, id).await.unwrap();
    let rate = view.events.iter().find(|event| event.detail.as_deref() == Some("rate")).unwrap();
    assert_eq!(rate.label.as_ref().unwrap().zh, "engine-action-rate");
    assert_eq!(rate.fields[0].choice.as_ref().unwrap().zh, "没有解决");
}

#[tokio::test]
async fn a_holder_is_told_each_time_the_raiser_urges() {
    let world = World::new().await;
    let (resident, id) = (world.district.resident.person, world.report("路灯不亮").await.id);
    let worker = world.district.grid_worker.person;
    world.does(worker, id, "at-once", RawFields::new()).await.unwrap();
    for _ in 0..2 {
        world.test.clock.advance(2 * DAY_MS);
        world.does(resident, id, "urge", RawFields::new()).await.unwrap();
    }
    deliver(&world).await;
    let worker = world.caller(worker).await;
    let found = matter::work_messages(world.app(), &worker).await.unwrap();
    assert_eq!(found.iter().filter(|message| message.message == *"urged").count(), 2);
}

#[tokio::test]
async fn hiding_is_an_event_and_the_raiser_is_told_each_time() {
    let world = World::new().await;
    let id = world.report("3号楼张三欠费不还").await.id;
    let secretary = world.caller(world.district.community_secretary.person).await;
    for reason in [Some("personal"), Some("personal"), None, Some("other")] {
        matter::hide(world.app(), &secretary, id, reason).await.unwrap();
    }
    let row = world.case(id).await;
    assert_eq!(row.hidden.as_deref(), Some("other"));
    let events = world.app().snapshot().await.unwrap().events(id).await.unwrap();
    let hiding: Vec<Option<&str>> = events
        .iter()
        .filter_map(|event| match &event.body {
            EventBody::Hidden { reason } => Some(Some(reason.as_str())),
            EventBody::Shown => Some(None),
            _ => None,
        })
        .collect();
    assert_eq!(hiding, [Some("personal"), None, Some("other")], "asked for twice, done once");
    let problems = world.test.database.check_integrity().await.unwrap().problems;
    assert!(problems.is_empty(), "{problems:?}");
    let found = told(&world, world.district.resident.person).await;
    let about = |word: &str| found.iter().filter(|message| *message == word).count();
    assert_eq!((about("text-hidden"), about("text-shown")), (2, 1));
    let resident = world.caller(world.district.resident.person).await;
    let own = matter::matter(world.app(), &resident, id).await.unwrap();
    assert_eq!(own.hidden.as_deref(), Some("other"), "the raiser reads why");
    let inbox = matter::my_messages(world.app(), &resident).await.unwrap();
    assert_eq!(inbox[0].excerpt.as_deref(), Some("3号楼张三欠费不还"), "and in which matter");
    let wrong = matter::hide(world.app(), &secretary, id, Some("whatever")).await;
    assert!(matches!(wrong, Err(AppError::Fields(errors)) if errors[0].field == "reason"));
}

#[tokio::test]
async fn a_chief_who_works_on_a_matter_does_not_hide_it() {
    let world = World::new().await;
    let (chief, building) = (world.district.neighbour.person, world.district.building);
    world.appoint(chief, "building-chief", building).await;
    let id = world.report("楼道堆物").await.id;
    let worker = world.district.grid_worker.person;
    world.does(worker, id, "pending", RawFields::new()).await.unwrap();
    let due = world.app().now().plus_ms(5 * DAY_MS).day().to_string();
    let item = RawFields::from([
        ("responsible".to_owned(), Raw::Text(world.district.property_company.to_string())),
        ("standard".to_owned(), Raw::Text("清空".to_owned())),
        ("due".to_owned(), Raw::Text(due)),
        ("supervisor".to_owned(), Raw::Text(format!("building-chief@{building}"))),
    ]);
    let mut minutes = text("conclusion", "清理楼道");
    minutes.extend(text("attended", "全体"));
    minutes.insert("items".to_owned(), Raw::Rows(vec![item]));
    let secretary = world.district.compound_secretary.person;
    world.does(secretary, id, "agreed", minutes).await.unwrap();
    let caller = world.caller(chief).await;
    assert!(matter::matter(world.app(), &caller, id).await.is_ok(), "it is the chief's to watch");
    let hidden = matter::hide(world.app(), &caller, id, Some("personal")).await;
    assert!(matches!(hidden, Err(AppError::Forbidden)), "{hidden:?}");
}

#[tokio::test]
async fn why_somebody_looked_is_shown_to_the_owner_and_can_be_erased() {
    let world = World::new().await;
    let (resident, id) = (world.district.resident.person, world.report("路灯不亮").await.id);
    let worker = world.caller(world.district.grid_worker.person).await;
    let why = "约张三上门";
    matter::reveal(world.app(), &worker, id, Revealed::Phone, why).await.unwrap();
    let owner = world.caller(resident).await;
    let reasons = async || {
        let looks = linli_app::account::my_looks(world.app(), &owner).await.unwrap();
        looks.into_iter().map(|look| look.reason).collect::<Vec<_>>()
    };
    assert_eq!(reasons().await, [Some(why.to_owned())]);
    let security = administrator(Administration::Security);
    let texts = texts_of(world.app(), &security, id).await.unwrap();
    let text = texts.iter().find(|text| text.words.as_deref() == Some(why)).unwrap();
    let erased = erase_text(world.app(), &security, text.id, "ordered").await.unwrap();
    assert!(erased.told);
    assert_eq!(reasons().await, [None]);
}

#[tokio::test]
async fn a_place_in_a_list_that_no_page_gave_is_a_wrong_field() {
    let world = World::new().await;
    let resident = world.caller(world.district.resident.person).await;
    let worker = world.caller(world.district.grid_worker.person).await;
    let (app, place) = (world.app(), world.district.compound);
    for after in ["", "1", "1.!", "!.1", "17.1.", "-"] {
        let wrong = |answer: Result<(), AppError>| {
            let Err(AppError::Fields(errors)) = answer else { panic!("{after}: {answer:?}") };
            assert_eq!(errors[0].field, "after");
        };
        let request =
            QueueRequest { after: Some(after.to_owned()), limit: 9, ..QueueRequest::default() };
        wrong(matter::queue(app, &worker, &request).await.map(drop));
        let after = Some(after);
        wrong(matter::my_matters(app, &resident, after, 9).await.map(drop));
        wrong(matter::published(app, None, place, after, 9).await.map(drop));
        wrong(matter::cases_in_sight(app, &worker, None, after, 9).await.map(drop));
        wrong(search::find_cases(app, &worker, "路灯", after, 9).await.map(drop));
    }
}

#[tokio::test]
async fn whoever_follows_a_matter_reads_one_time_and_staff_read_both() {
    let world = World::new().await;
    let (resident, worker) = (world.district.resident.person, world.district.grid_worker.person);
    let id = world.report("楼道灯坏了").await.id;
    // As where the day of deliberation is fixed.
    let mut row = world.case(id).await;
    let promised = row.state.due.at;
    let (sooner, later) = (promised.plus_ms(-DAY_MS), promised.plus_ms(DAY_MS));
    for (step, who, told, beyond) in [
        (sooner, resident, Some(sooner), false),
        (sooner, worker, Some(sooner), false),
        (later, resident, None, false),
        (later, worker, Some(later), true),
    ] {
        row.state.step.due.at = step;
        row.state.tasks.values_mut().for_each(|task| task.due.at = step);
        world.rewrite(row.clone()).await;
        row.revision += 1;
        let caller = world.caller(who).await;
        let view = matter::matter(world.app(), &caller, id).await.unwrap();
        assert_eq!((view.due, view.step_due, view.step_beyond), (promised, told, beyond));
        let parts: Vec<_> = view.parts.iter().map(|part| (part.due, part.beyond)).collect();
        assert_eq!(parts, [(told, beyond)]);
    }
}

#[tokio::test]
async fn news_on_the_way_is_read_by_the_raiser_and_told_once_in_each_stage() {
    let world = World::new().await;
    let (resident, worker) = (world.district.resident.person, world.district.grid_worker.person);
    let id = world.report("楼道灯坏了").await.id;
    world.test.clock.advance(1_000);
    world
        .does(worker, id, "progress", text("text", "已联系物业，师傅电话13812345678"))
        .await
        .unwrap();
    world.does(worker, id, "progress", text("text", "配件周五到")).await.unwrap();
    world.does(worker, id, "note", text("text", "物业有点拖")).await.unwrap();
    assert_eq!(told(&world, resident).await, ["progress"], "the latest of a stage, not of each");
    let caller = world.caller(resident).await;
    let read = matter::matter(world.app(), &caller, id).await.unwrap();
    let words: Vec<_> = read.events.iter().flat_map(|event| &event.fields).collect();
    let words = format!("{words:?}");
    assert!(words.contains("13812345678") && words.contains("配件周五到"), "{words}");
    assert!(!words.contains("有点拖"), "{words}");
    world.test.clock.advance(1_000);
    world.does(worker, id, "at-once", RawFields::new()).await.unwrap();
    world.test.clock.advance(1_000);
    world.does(worker, id, "progress", text("text", "今天装上")).await.unwrap();
    let after = told(&world, resident).await;
    assert_eq!(after.iter().filter(|message| *message == "progress").count(), 2, "{after:?}");

    world.test.clock.advance(1_000);
    let mut solved = text("course", "当天更换");
    solved.extend(text("basis", "物业合同"));
    solved.extend(text("standard", "灯亮"));
    solved.extend(text("result", "灯亮了"));
    world.does(worker, id, "solved", solved).await.unwrap();
    world.does(resident, id, "rate", text("answer", "satisfied")).await.unwrap();
    world.test.pass(linli_testkit::app::DAY_MS).await.unwrap();
    // It was told to the compound.
    let neighbour = world.caller(world.district.neighbour.person).await;
    let read = matter::published_matter(world.app(), Some(&neighbour), id).await.unwrap();
    let story = format!("{:?}", read.events);
    assert!(story.contains("配件周五到") && !story.contains("13812345678"), "{story}");
    assert!(!story.contains("有点拖"), "{story}");
}
