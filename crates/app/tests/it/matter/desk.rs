//! What the desk reads: which time counts, what is asked of a second person, what goes on paper.

use linli_app::{
    AppError, intake,
    matter::{
        self, EventView, ExternalOrder, OnBehalf, QueueLine, QueueRequest, Raw, RawFields,
        ReportMatter,
    },
    ports::QueueFilter,
    search,
    setup::PastedTable,
};
use linli_kernel::{CaseId, PersonId};
use linli_testkit::app::DAY_MS;

use super::world::World;

fn fields(pairs: &[(&str, &str)]) -> RawFields {
    pairs.iter().map(|(key, text)| ((*key).to_owned(), Raw::Text((*text).to_owned()))).collect()
}

/// What somebody says, taken in at the counter: name and telephone as far as they were given.
async fn taken_in(world: &World, who: Option<(&str, &str)>, due: Option<&str>) -> CaseId {
    let worker = world.caller(world.district.community_worker.person).await;
    let given = |word: &str| (!word.is_empty()).then(|| word.to_owned());
    let on_behalf = who.map(|(name, phone)| OnBehalf {
        name: given(name),
        phone: given(phone),
        ..OnBehalf::default()
    });
    let number = format!("DY-{}", due.unwrap_or_default());
    let input = ReportMatter {
        on_behalf,
        acting: Some(format!("community-worker@{}", world.district.community)),
        channel: due.map(|_| "hotline-12345".to_owned()),
        external: due.map(|due| ExternalOrder { number, due: Some(due.to_owned()) }),
        ..world.words("楼道灯坏了")
    };
    matter::report(world.app(), &worker, &input, None).await.unwrap().id
}

async fn queue(world: &World, person: PersonId, late: bool) -> Vec<QueueLine> {
    let caller = world.caller(person).await;
    let filter = QueueFilter { late, ..QueueFilter::default() };
    let request = QueueRequest { filter, limit: 50, ..QueueRequest::default() };
    matter::queue(world.app(), &caller, &request).await.unwrap().items
}

#[tokio::test]
async fn the_promised_time_wins_on_the_desk_where_it_is_the_shorter_one() {
    let world = World::new().await;
    let worker = world.district.grid_worker.person;
    let own = world.report("路灯不亮").await.id;
    let today = world.app().now().day().to_string();
    let order = taken_in(&world, None, Some(&today)).await;
    let listed = queue(&world, worker, false).await;
    let found: Vec<_> = listed.iter().map(|line| line.line.id).collect();
    assert_eq!(found, [order, own], "what is due today comes before what is due tomorrow");
    let first = listed.first().unwrap();
    assert_eq!((first.task_due, first.task_late), (first.line.due, false));
    let caller = world.caller(worker).await;
    let around = matter::neighbours(world.app(), &caller, order).await.unwrap();
    assert_eq!((around.previous, around.next), (None, Some(own)));
    // Tomorrow it is late, although the step itself has time until the evening.
    world.test.pass(DAY_MS).await.unwrap();
    let late = queue(&world, worker, true).await;
    assert_eq!(late.iter().map(|line| line.line.id).collect::<Vec<_>>(), [order]);
    // What is left is to ask what it was like: nothing was promised for that.
    let solved = fields(&[("result", "已修好"), ("external-reply", "已修好")]);
    world.does(worker, order, "on-spot", solved).await.unwrap();
    let secretary = world.district.community_secretary.person;
    assert_eq!(queue(&world, secretary, true).await.len(), 0);
    assert_eq!(queue(&world, secretary, false).await.len(), 1);
}

/// The labels of what waits for a second person, with the values of plain numbers.
async fn asked(world: &World, person: PersonId, id: CaseId) -> Vec<String> {
    let caller = world.caller(person).await;
    let desk = matter::matter(world.app(), &caller, id).await.unwrap().desk.unwrap();
    let fields = desk.asked.into_iter().flat_map(|asked| asked.fields);
    fields.map(|field| field.label.unwrap().zh).collect()
}

#[tokio::test]
async fn a_second_person_reads_what_the_form_said() {
    let world = World::new().await;
    let people = &world.district;
    let (worker, secretary) = (people.grid_worker.person, people.community_secretary.person);
    let id = world.report("路灯不亮").await.id;
    let second = format!("community-secretary@{}", people.community);
    let refusal = fields(&[("ground", "beyond-duty"), ("second", &second)]);
    world.does(worker, id, "refer", refusal).await.unwrap();
    let labels = ["法定情形", "书面答复", "应走的法定渠道", "复核人（社区及以上）"];
    assert_eq!(asked(&world, secretary, id).await, labels);
    let id = world.report("路灯又不亮").await.id;
    world.does(worker, id, "at-once", RawFields::new()).await.unwrap();
    let more = RawFields::from([("more".to_owned(), Raw::Number(2))]);
    world.does(worker, id, "extend", more).await.unwrap();
    let labels = ["engine-field-reason", "engine-field-more-workdays"];
    assert_eq!(asked(&world, secretary, id).await, labels);
}

#[tokio::test]
async fn a_receipt_promises_what_can_be_kept() {
    let world = World::new().await;
    let worker = world.caller(world.district.community_worker.person).await;
    let now = world.app().now().day();
    let (today, before) = (now.to_string(), now.yesterday().unwrap().to_string());
    // who it came from, the other system's deadline; by number and digits, a promise
    let table = [
        (Some(("王老太", "13900001111")), None, true, true),
        (Some(("王老太", "")), None, false, true),
        (None, Some(today.as_str()), false, true),
        (None, Some(before.as_str()), false, false),
    ];
    for (who, due, by_number, promised) in table {
        let id = taken_in(&world, who, due).await;
        let receipt = matter::receipt(world.app(), &worker, id).await.unwrap();
        let said = (receipt.by_number, receipt.due.is_some());
        assert_eq!(said, (by_number, promised), "{who:?} {due:?}");
    }
}

#[tokio::test]
async fn a_party_may_call_and_learns_no_name() {
    let world = World::new().await;
    let people = &world.district;
    let resident = world.caller(people.resident.person).await;
    let input = ReportMatter { may_call: true, ..world.words("门禁坏了") };
    let id = matter::report(world.app(), &resident, &input, None).await.unwrap().id;
    let worker = people.grid_worker.person;
    world.does(worker, id, "at-once", RawFields::new()).await.unwrap();
    let lead = fields(&[("lead", &people.property_company.to_string())]);
    world.does(worker, id, "give", lead).await.unwrap();
    for (who, named) in [(people.company_clerk, false), (people.community_secretary, true)] {
        let caller = world.caller(who.person).await;
        let view = matter::matter(world.app(), &caller, id).await.unwrap();
        let raiser = view.raiser.unwrap();
        assert_eq!((raiser.name.is_some(), raiser.may_reveal), (named, named));
        assert!(raiser.phone.is_some());
    }
}

/// What somebody wrote, by key.
fn written(event: &EventView, key: &str) -> Option<String> {
    event.fields.iter().find(|field| field.key == key)?.value.clone()
}

#[tokio::test]
async fn forms_say_what_they_are_the_answer_to() {
    let world = World::new().await;
    let people = &world.district;
    let (worker, secretary) = (people.grid_worker.person, people.community_secretary.person);
    let id = taken_in(&world, Some(("王老太", "13900001111")), None).await;
    let words = fields(&[("instruction", "请今天到场查看")]);
    world.does(people.street_office.person, id, "supervise", words).await.unwrap();
    let caller = world.caller(worker).await;
    let view = matter::matter(world.app(), &caller, id).await.unwrap();
    let instruction = view.instruction.unwrap();
    assert_eq!(written(&instruction, "instruction").as_deref(), Some("请今天到场查看"));
    let other = world.caller(secretary).await;
    let view = matter::matter(world.app(), &other, id).await.unwrap();
    assert_eq!(view.instruction, None, "not theirs to answer");
    world.does(worker, id, "on-spot", fields(&[("result", "已修好")])).await.unwrap();
    world.test.pass(DAY_MS).await.unwrap();
    let other = world.caller(people.community_worker.person).await;
    let view = matter::matter(world.app(), &other, id).await.unwrap();
    let outcome = view.outcome.unwrap();
    assert_eq!(written(&outcome, "result").as_deref(), Some("已修好"));
    let rate = view.actions.iter().find(|action| action.name == *"rate").unwrap();
    let labels: Vec<&str> = rate.fields.iter().map(|field| field.label.zh.as_str()).collect();
    assert_eq!(
        labels,
        ["engine-field-their-answer", "engine-field-their-remark", "engine-field-channel"]
    );
}

#[tokio::test]
async fn an_instruction_that_was_not_answered_stays_in_the_story() {
    let world = World::new().await;
    let people = &world.district;
    let id = world.report("路灯不亮").await.id;
    let worker = people.grid_worker.person;
    let instruct = || fields(&[("instruction", "请今天到场查看")]);
    world.does(people.street_office.person, id, "supervise", instruct()).await.unwrap();
    world.does(worker, id, "reply", fields(&[("reply", "下午去")])).await.unwrap();
    let told = async || {
        let caller = world.caller(people.resident.person).await;
        let view = matter::matter(world.app(), &caller, id).await.unwrap();
        let left = view.events.into_iter().filter(|event| event.kind == "unanswered");
        left.map(|event| (event.label.map(|role| role.zh), event.detail)).collect::<Vec<_>>()
    };
    assert_eq!(told().await, [], "it was answered");
    world.does(people.street_office.person, id, "supervise", instruct()).await.unwrap();
    world.test.clock.advance(3 * DAY_MS);
    world.does(worker, id, "on-spot", fields(&[("result", "已修好")])).await.unwrap();
    let grid = world.app().snapshot().await.unwrap().place(people.grid).await.unwrap().unwrap();
    assert_eq!(told().await, [(Some("专职网格员".to_owned()), Some(grid.name))]);
}

#[tokio::test]
async fn an_instruction_names_its_step_and_its_addressee_also_when_the_case_went_on() {
    let world = World::new().await;
    let people = &world.district;
    let id = world.report("路灯不亮").await.id;
    let office = people.street_office.person;
    let words = fields(&[("instruction", "请今天到场查看")]);
    world.does(office, id, "supervise", words).await.unwrap();
    let read = async || {
        let caller = world.caller(office).await;
        matter::matter(world.app(), &caller, id).await.unwrap()
    };
    let before = read().await;
    let asked: Vec<_> = before.instructions[0].to.iter().map(|to| to.role.clone()).collect();
    let asked: Vec<_> = asked.into_iter().map(|role| role.unwrap().zh).collect();
    assert_eq!(asked, ["专职网格员"]);
    assert!(before.instructions[0].reply_by.is_some());
    let worker = people.grid_worker.person;
    world.does(worker, id, "reply", fields(&[("reply", "下午去")])).await.unwrap();
    world.does(worker, id, "upward", RawFields::new()).await.unwrap();
    let after = read().await;
    assert_ne!(after.step_label, before.step_label, "the case went on");
    assert_eq!(after.instructions, before.instructions, "what was instructed stays as it was");
    assert_eq!(after.instructions[0].step.as_ref(), Some(&before.step_label));
    // Whoever may not read the instruction has no paper of it.
    let neighbour = world.caller(people.resident.person).await;
    let view = matter::matter(world.app(), &neighbour, id).await.unwrap();
    assert_eq!(view.instructions, []);
}

#[tokio::test]
async fn a_review_needs_no_reason_and_staff_see_which_words_are_public() {
    let world = World::new().await;
    let people = &world.district;
    let id = world.report("路灯不亮").await.id;
    let second = format!("community-secretary@{}", people.community);
    let refusal = fields(&[("ground", "beyond-duty"), ("second", &second)]);
    world.does(people.grid_worker.person, id, "refer", refusal).await.unwrap();
    let secretary = people.community_secretary.person;
    world.does(secretary, id, "approve", RawFields::new()).await.unwrap();
    let caller = world.caller(secretary).await;
    let view = matter::matter(world.app(), &caller, id).await.unwrap();
    let fields: Vec<_> = view.events.iter().flat_map(|event| &event.fields).collect();
    for (key, internal) in [("reply", false), ("second", true)] {
        let field = fields.iter().find(|field| field.key == key).unwrap();
        assert_eq!(field.internal, internal, "{key}");
    }
    world.test.clock.advance(1_000);
    let resident = world.caller(people.resident.person).await;
    let view = matter::matter(world.app(), &resident, id).await.unwrap();
    let review = view.actions.iter().find(|action| action.name == *"review").unwrap();
    assert!(review.fields.iter().all(|field| !field.required), "one click");
    world.does(people.resident.person, id, "review", RawFields::new()).await.unwrap();
}

#[tokio::test]
async fn each_system_counts_for_itself_and_its_numbers_are_found() {
    let world = World::new().await;
    let clerk = world.caller(world.district.community_worker.person).await;
    let acting = format!("community-worker@{}", world.district.community);
    let order = |channel: &str| ReportMatter {
        external: Some(ExternalOrder { number: "2026-17".to_owned(), due: None }),
        acting: Some(acting.clone()),
        channel: Some(channel.to_owned()),
        ..world.words("井盖松了")
    };
    let take =
        async |channel: &str| matter::report(world.app(), &clerk, &order(channel), None).await;
    let first = take("hotline-12345").await.unwrap().id;
    let second = take("handed-down").await.unwrap().id;
    let AppError::Fields(wrong) = take("hotline-12345").await.unwrap_err() else { panic!() };
    assert_eq!(wrong.first().unwrap().code.as_str(), "order-known");
    let found = search::find_cases(world.app(), &clerk, "2026-17", None, 50).await.unwrap();
    let ids: Vec<CaseId> = found.items.iter().map(|line| line.id).collect();
    assert_eq!(ids, [first, second]);
    let other = world.caller(world.district.other_grid_worker.person).await;
    let found = search::find_cases(world.app(), &other, "2026-17", None, 50).await.unwrap();
    assert!(found.items.is_empty(), "beyond their sight");
}

#[tokio::test]
async fn a_table_of_orders_says_everything_that_is_wrong_with_a_row() {
    let world = World::new().await;
    let clerk = world.caller(world.district.community_worker.person).await;
    let acting = format!("community-worker@{}", world.district.community);
    let head = "number,channel,place,text,category,due,name,phone\n";
    let check = async |row: &str| {
        let table = format!("{head}{row}\n");
        let new = PastedTable { table: table.as_bytes(), dry_run: true, ..PastedTable::default() };
        let found = intake::take_orders(world.app(), &clerk, &acting, new).await.unwrap();
        let mut columns: Vec<String> = found.problems.into_iter().map(|p| p.column).collect();
        columns.sort_unstable();
        columns
    };
    for (row, wrong) in [
        ("A-1,hotline-12345,柳园小区,路灯坏了,,2026/12/1,王敏,13900002222", &[][..]),
        (
            "A-1,hotline-12345,柳园小区,,没有的类别,2026-11-31,王敏,12",
            &["category", "due", "phone", "text"],
        ),
        ("A-1,hotline-12345,没有的地方,,,,王敏,12", &["phone", "place", "text"]),
        ("A-1,hotline-12345,,,,,,", &["place", "text"]),
        ("A-1,hotline-12345,柳园小区,路灯坏了,,,,12", &["name", "phone"]),
    ] {
        assert_eq!(check(row).await, wrong, "{row}");
    }
}
