//! The inside of an organisation: giving tasks, drafts and their review, and who reads any of it.

use linli_app::account::Administrator;
use linli_app::{
    AppError,
    inside::{self, Divide, DivideMember, InsideShow, InsideView},
    matter::{self, Acted, MatterView, QueueRequest, Raw, RawFields, TakeAction},
    setup,
};
use linli_kernel::{CaseId, PersonId};
use linli_playbook::engine::{Actor, EventBody, Holder, TaskNumber};

use crate::{
    audit::on_every_engine,
    matter::{upkeep::sent, world::World},
};

on_every_engine! {
    an_organisation_that_says_nothing_works_as_before,
    a_task_is_given_and_others_leave_it_alone,
    of_two_who_give_at_once_one_looks_again,
    an_answer_is_reviewed_before_it_leaves,
    what_is_approved_twice_is_done_once,
    a_draft_outlives_the_task_that_was_closed_outside,
    a_draft_keeps_its_photos_and_only_colleagues_see_them,
    the_queue_shows_mine_my_sections_and_what_waits,
    a_division_names_what_is_wrong_with_it,
    who_left_leaves_nothing_stuck,
    reminders_are_numbers_and_dates,
}

const STAFF: &str = "\
organisation,name,phone,from
柳园物业服务有限公司,包立,19900000061,2025-01-01
柳园物业服务有限公司,柏青,19900000062,2025-01-01
柳园物业服务有限公司,岑宁,19900000063,2025-01-01
";

/// Who is who in the property company.
struct Company {
    receiver: PersonId,
    handler: PersonId,
    other: PersonId,
    reviewer: PersonId,
}

fn text(words: &str) -> Raw {
    Raw::Text(words.to_owned())
}

async fn company(world: &World) -> Company {
    let done = setup::import_staff(world.app(), Administrator::Operator, STAFF.as_bytes(), false);
    assert_eq!(done.await.unwrap().problems, Vec::new());
    let person = async |phone: &str| {
        let hash = world.app().vault.hash("phone", phone);
        let mut rows = world.app().snapshot().await.unwrap();
        rows.person_by_phone(&hash).await.unwrap().unwrap().id
    };
    Company {
        receiver: world.district.company_clerk.person,
        handler: person("19900000061").await,
        other: person("19900000062").await,
        reviewer: person("19900000063").await,
    }
}

fn member(person: PersonId, parts: &str, section: &str) -> DivideMember {
    DivideMember {
        person: person.to_string(),
        receives: parts.contains('r'),
        handles: parts.contains('h'),
        reviews: parts.contains('v'),
        section: section.to_owned(),
    }
}

fn division(company: &Company, review: bool) -> Divide {
    Divide {
        review,
        sections: vec!["工程部".to_owned(), "客服部".to_owned()],
        members: vec![
            member(company.receiver, "r", ""),
            member(company.handler, "h", "工程部"),
            member(company.other, "h", "客服部"),
            member(company.reviewer, "v", ""),
        ],
    }
}

async fn divided(world: &World, review: bool) -> Company {
    let company = company(world).await;
    let receiver = world.caller(company.receiver).await;
    let input = division(&company, review);
    let id = world.district.property_company;
    inside::divide(world.app(), &receiver, id, &input, 0).await.unwrap();
    company
}

/// The grid worker gives a matter to the property company, which takes it on; that needs nobody's
/// word inside.
async fn given(world: &World, words: &str) -> CaseId {
    let id = world.report(words).await.id;
    let worker = world.district.grid_worker.person;
    world.does(worker, id, "at-once", RawFields::new()).await.unwrap();
    let lead = text(&world.district.property_company.to_string());
    let fields = RawFields::from([("lead".to_owned(), lead)]);
    world.does(worker, id, "give", fields).await.unwrap();
    let clerk = world.district.company_clerk.person;
    assert!(!world.does(clerk, id, "accept", RawFields::new()).await.unwrap().drafted);
    id
}

async fn seen(world: &World, who: PersonId, id: CaseId) -> MatterView {
    matter::matter(world.app(), &world.caller(who).await, id).await.unwrap()
}

async fn one(world: &World, who: PersonId, id: CaseId) -> InsideView {
    seen(world, who, id).await.inside.remove(0)
}

async fn give(world: &World, who: PersonId, id: CaseId, to: &str) -> Result<i64, AppError> {
    let view = one(world, who, id).await;
    let named = (view.task, view.version);
    let caller = world.caller(who).await;
    inside::give(world.app(), &caller, id, named, to).await.map(|given| given.version)
}

async fn approve(
    world: &World,
    who: PersonId,
    id: CaseId,
    named: (TaskNumber, i64),
) -> Result<Acted, AppError> {
    inside::approve(world.app(), &world.caller(who).await, id, named, None).await
}

fn solved(result: &str) -> RawFields {
    let field = |name: &str, words: &str| (name.to_owned(), text(words));
    RawFields::from([
        field("course", "当天上门更换。"),
        field("basis", "物业服务合同"),
        field("standard", "灯亮"),
        field("result", result),
    ])
}

fn actions(view: &MatterView) -> Vec<String> {
    view.actions.iter().filter(|a| a.task.is_some()).map(|a| a.name.to_string()).collect()
}

async fn an_organisation_that_says_nothing_works_as_before(world: &World) {
    let company = company(world).await;
    let id = given(world, "楼道灯坏了").await;
    for who in [company.receiver, company.handler, company.other, company.reviewer] {
        let view = seen(world, who, id).await;
        assert!(actions(&view).contains(&"done".to_owned()), "{:?}", view.actions);
        assert!(!view.inside[0].divided && view.inside[0].yours);
    }
    let acted = world.does(company.other, id, "done", solved("修好了。")).await.unwrap();
    assert!(!acted.drafted);
    // Nobody outside reads anything of it, not even that there is an inside.
    for who in [world.district.grid_worker, world.district.resident] {
        assert_eq!(seen(world, who.person, id).await.inside, []);
    }
}

async fn a_task_is_given_and_others_leave_it_alone(world: &World) {
    let company = divided(world, false).await;
    let id = given(world, "楼道灯坏了").await;
    let refused = give(world, company.handler, id, &format!("person:{}", company.handler)).await;
    assert!(matches!(refused, Err(AppError::Forbidden)), "{refused:?}");
    let wrong = give(world, company.receiver, id, "person:1").await;
    assert!(matches!(wrong, Err(AppError::Fields(_))), "{wrong:?}");
    give(world, company.receiver, id, &format!("person:{}", company.handler)).await.unwrap();
    let view = seen(world, company.other, id).await;
    assert!(actions(&view).is_empty(), "{:?}", view.actions);
    assert!(!view.inside[0].yours && view.inside[0].divided);
    assert_eq!(view.inside[0].given.as_ref().unwrap().to, "包立");
    let task = view.inside[0].task;
    let input = TakeAction {
        action: "done".to_owned(),
        task: Some(task.0),
        fields: solved("修好了。"),
        seen_version: Some(1),
    };
    let other = world.caller(company.other).await;
    let refused = matter::act(world.app(), &other, id, &input, None).await;
    assert!(
        matches!(&refused, Err(AppError::Refused(code, _)) if code.as_str() == "inside-not-yours"),
        "{refused:?}"
    );
    // The community gives nothing in somebody else's house.
    let worker = world.caller(world.district.grid_worker.person).await;
    let outside = inside::give(world.app(), &worker, id, (task, 1), "section:工程部").await;
    assert!(matches!(outside, Err(AppError::Forbidden)), "{outside:?}");
    let stranger = world.caller(world.district.department_clerk.person).await;
    let unseen = inside::give(world.app(), &stranger, id, (task, 1), "section:工程部").await;
    assert!(matches!(unseen, Err(AppError::NotFound)), "{unseen:?}");
    // Given to another section, it is theirs.
    give(world, company.receiver, id, "section:客服部").await.unwrap();
    assert!(actions(&seen(world, company.handler, id).await).is_empty());
    world.does(company.other, id, "done", solved("修好了。")).await.unwrap();
}

async fn of_two_who_give_at_once_one_looks_again(world: &World) {
    let company = divided(world, false).await;
    let id = given(world, "楼道灯坏了").await;
    let view = one(world, company.receiver, id).await;
    let named = (view.task, view.version);
    let receiver = world.caller(company.receiver).await;
    inside::give(world.app(), &receiver, id, named, "section:工程部").await.unwrap();
    let late = inside::give(world.app(), &receiver, id, named, "section:客服部").await;
    assert!(matches!(late, Err(AppError::Stale)), "{late:?}");
    assert_eq!(one(world, company.receiver, id).await.given.unwrap().to, "工程部");
}

async fn an_answer_is_reviewed_before_it_leaves(world: &World) {
    let company = divided(world, true).await;
    let id = given(world, "楼道灯坏了").await;
    give(world, company.receiver, id, "section:工程部").await.unwrap();
    let accepted = world.case(id).await;
    let acted = world.does(company.handler, id, "done", solved("修好了。")).await.unwrap();
    assert!(acted.drafted && acted.in_sight);
    assert_eq!(world.case(id).await.revision, accepted.revision, "outside nothing happened");
    let view = one(world, company.handler, id).await;
    let draft = view.draft.clone().unwrap();
    assert_eq!((draft.state, draft.by.as_str(), draft.own), ("waiting", "包立", true));
    assert_eq!(draft.fields["result"], text("修好了。"));
    assert!(!view.may_review);
    // Not the writer, and nobody who does not review.
    let named = (view.task, view.version);
    let own = approve(world, company.handler, id, named).await;
    assert!(
        matches!(&own, Err(AppError::Refused(code, _)) if code.as_str() == "inside-own-draft"),
        "{own:?}"
    );
    let other = approve(world, company.other, id, named).await;
    assert!(matches!(other, Err(AppError::Forbidden)), "{other:?}");
    // Given back with a word, written anew, approved.
    let reviewer = world.caller(company.reviewer).await;
    let blank = inside::return_draft(world.app(), &reviewer, id, named, " ").await;
    assert!(matches!(blank, Err(AppError::Fields(_))), "{blank:?}");
    let words = "请写清楚更换的型号。";
    inside::return_draft(world.app(), &reviewer, id, named, words).await.unwrap();
    let draft = one(world, company.handler, id).await.draft.unwrap();
    assert_eq!((draft.state, draft.words.as_deref()), ("returned", Some(words)));
    assert_eq!(draft.fields["result"], text("修好了。"), "nothing typed is lost");
    world.does(company.handler, id, "done", solved("换了LED灯。")).await.unwrap();
    let view = one(world, company.reviewer, id).await;
    assert!(view.may_review && !view.yours);
    let acted = approve(world, company.reviewer, id, (view.task, view.version)).await.unwrap();
    assert!(!acted.drafted);
    // It is the reviewer's doing, for the company, and read as one answer.
    let mut rows = world.app().snapshot().await.unwrap();
    let events = rows.events(id).await.unwrap();
    let company_did = |event: &&linli_playbook::engine::Event| {
        matches!(&event.body, EventBody::Acted { .. })
            && matches!(&event.actor, Actor::Person { acting: Some(Holder::Organisation(_)), .. })
    };
    let last = events.iter().rfind(company_did).unwrap();
    assert!(matches!(&last.actor, Actor::Person { person, .. } if *person == company.reviewer));
    let draft = one(world, company.handler, id).await.draft.unwrap();
    assert_eq!((draft.state, draft.by.as_str()), ("approved", "包立"));
    assert!(draft.fields.is_empty(), "the words stand in the case now");
}

async fn what_is_approved_twice_is_done_once(world: &World) {
    let company = divided(world, true).await;
    let id = given(world, "楼道灯坏了").await;
    world.does(company.receiver, id, "done", solved("修好了。")).await.unwrap();
    let view = one(world, company.reviewer, id).await;
    let named = (view.task, view.version);
    let reviewer = world.caller(company.reviewer).await;
    let key = Some("once");
    let first = inside::approve(world.app(), &reviewer, id, named, key).await.unwrap();
    let again = inside::approve(world.app(), &reviewer, id, named, key).await.unwrap();
    assert_eq!(first, again);
    let late = approve(world, company.reviewer, id, named).await;
    assert!(matches!(late, Err(AppError::Stale)), "{late:?}");
    assert_eq!(world.case(id).await.revision, first.revision);
}

async fn a_draft_outlives_the_task_that_was_closed_outside(world: &World) {
    let company = divided(world, true).await;
    let id = given(world, "楼道灯坏了").await;
    world.does(company.receiver, id, "done", solved("修好了。")).await.unwrap();
    let view = one(world, company.reviewer, id).await;
    // The raiser takes it back meanwhile.
    world.does(world.district.resident.person, id, "withdraw", RawFields::new()).await.unwrap();
    let late = approve(world, company.reviewer, id, (view.task, view.version)).await;
    assert!(matches!(late, Err(AppError::Stale)), "{late:?}");
    let left = one(world, company.receiver, id).await;
    assert!(!left.open && !left.may_review && left.may_give.is_empty());
    assert_eq!(left.draft.unwrap().fields["result"], text("修好了。"));
    let given = give(world, company.receiver, id, "section:工程部").await;
    assert!(matches!(given, Err(AppError::Stale)), "{given:?}");
}

async fn a_draft_keeps_its_photos_and_only_colleagues_see_them(world: &World) {
    let company = divided(world, true).await;
    let id = given(world, "楼道灯坏了").await;
    let photo = sent(world, company.receiver).await.id;
    let mut fields = solved("修好了。");
    fields.insert("photos".to_owned(), Raw::List(vec![text(&photo.to_string())]));
    world.does(company.receiver, id, "done", fields).await.unwrap();
    let small = async |who: PersonId| {
        let caller = world.caller(who).await;
        matter::photo(world.app(), &caller, photo, "small").await
    };
    assert!(small(company.reviewer).await.is_ok());
    for outside in [world.district.grid_worker, world.district.resident] {
        let refused = small(outside.person).await;
        assert!(matches!(refused, Err(AppError::NotFound)), "not before it leaves");
    }
    // It is not swept away as one that no form named.
    world.test.pass(3 * linli_testkit::app::DAY_MS).await.unwrap();
    let view = one(world, company.reviewer, id).await;
    if view.open {
        approve(world, company.reviewer, id, (view.task, view.version)).await.unwrap();
        assert!(small(world.district.grid_worker.person).await.is_ok());
    }
}

async fn the_queue_shows_mine_my_sections_and_what_waits(world: &World) {
    let company = divided(world, true).await;
    let mine = given(world, "一号楼灯坏了").await;
    let ours = given(world, "二号楼灯坏了").await;
    let waiting = given(world, "三号楼灯坏了").await;
    let receiver = company.receiver;
    give(world, receiver, mine, &format!("person:{}", company.handler)).await.unwrap();
    give(world, receiver, ours, "section:工程部").await.unwrap();
    world.does(receiver, waiting, "done", solved("修好了。")).await.unwrap();
    let queue = async |who: PersonId, inside: Option<InsideShow>| {
        let request = QueueRequest { inside, limit: 50, ..QueueRequest::default() };
        matter::queue(world.app(), &world.caller(who).await, &request).await.unwrap()
    };
    for (show, wanted) in [
        (InsideShow::Mine, vec![mine]),
        (InsideShow::Section, vec![ours]),
        (InsideShow::Waiting, vec![waiting]),
        (InsideShow::Nobody, vec![waiting]),
    ] {
        let found = queue(company.handler, Some(show)).await.items;
        let found: Vec<CaseId> = found.iter().map(|line| line.line.id).collect();
        assert_eq!(found, wanted, "{show:?}");
    }
    let all = queue(company.handler, None).await;
    assert_eq!(all.items.len(), 3);
    assert!(all.inside.divided);
    assert_eq!(all.inside.section.as_deref(), Some("工程部"));
    let of = |id: CaseId| all.items.iter().find(|line| line.line.id == id).unwrap();
    assert_eq!(of(mine).inside.as_ref().unwrap().given.as_deref(), Some("包立"));
    assert!(of(waiting).inside.as_ref().unwrap().waits);
    assert!(of(waiting).quick.is_empty(), "not theirs to take on");
    assert!(queue(company.other, Some(InsideShow::Section)).await.items.is_empty());
}

async fn a_division_names_what_is_wrong_with_it(world: &World) {
    let company = company(world).await;
    let receiver = world.caller(company.receiver).await;
    let id = world.district.property_company;
    let long = "很".repeat(21);
    let input = Divide {
        review: true,
        sections: vec![long, "工程部".to_owned()],
        members: vec![
            member(company.handler, "h", "没有的科"),
            member(world.district.resident.person, "h", ""),
        ],
    };
    let wrong = inside::divide(world.app(), &receiver, id, &input, 0).await;
    let Err(AppError::Fields(errors)) = wrong else { panic!("{wrong:?}") };
    let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(fields, ["sections", "members.0.section", "members.1.person"]);
    let division = division(&company, true);
    let stale = inside::divide(world.app(), &receiver, id, &division, 3).await;
    assert!(matches!(stale, Err(AppError::Stale)), "{stale:?}");
    inside::divide(world.app(), &receiver, id, &division, 0).await.unwrap();
    // From now on it is the receiver's to say; and nobody else's house.
    let handler = world.caller(company.handler).await;
    let refused = inside::divide(world.app(), &handler, id, &division, 1).await;
    assert!(matches!(refused, Err(AppError::Forbidden)), "{refused:?}");
    for who in [world.district.department_clerk, world.district.coordinator] {
        let caller = world.caller(who.person).await;
        let refused = inside::division(world.app(), &caller, id).await;
        assert!(matches!(refused, Err(AppError::Forbidden)), "{refused:?}");
    }
    // Alone, nobody reviews.
    let clerk = world.caller(world.district.department_clerk.person).await;
    let input = Divide { review: true, ..Divide::default() };
    let alone = inside::divide(world.app(), &clerk, world.district.department, &input, 0).await;
    assert!(
        matches!(&alone, Err(AppError::Fields(e)) if e[0].code.as_str() == "inside-review-alone")
    );
}

async fn who_left_leaves_nothing_stuck(world: &World) {
    let company = divided(world, true).await;
    let id = given(world, "楼道灯坏了").await;
    give(world, company.receiver, id, &format!("person:{}", company.handler)).await.unwrap();
    world.does(company.handler, id, "done", solved("修好了。")).await.unwrap();
    let table = "organisation,name,phone,to\n\
        柳园物业服务有限公司,包立,19900000061,2026-07-07\n\
        柳园物业服务有限公司,岑宁,19900000063,2026-07-07\n";
    let done = setup::import_staff(world.app(), Administrator::Operator, table.as_bytes(), false);
    assert_eq!(done.await.unwrap().problems, Vec::new());
    // The reviewer is gone too: whoever receives stands in.
    let view = one(world, company.receiver, id).await;
    assert!(view.may_review && view.yours);
    approve(world, company.receiver, id, (view.task, view.version)).await.unwrap();
}

async fn reminders_are_numbers_and_dates(world: &World) {
    let id = given(world, "楼道灯坏了").await;
    let clerk = world.caller(world.district.company_clerk.person).await;
    let company = world.district.property_company;
    let read = async || inside::reminders(world.app(), &clerk, company).await.unwrap();
    let found = read().await;
    let number = world.case(id).await.number.unwrap();
    assert_eq!((found.lines.len(), found.more), (1, false));
    assert_eq!((found.lines[0].number.as_str(), found.lines[0].late), (number.as_str(), false));
    world.does(clerk.person, id, "done", solved("修好了。")).await.unwrap();
    assert!(read().await.lines.is_empty());
    let other = world.caller(world.district.department_clerk.person).await;
    let refused = inside::reminders(world.app(), &other, company).await;
    assert!(matches!(refused, Err(AppError::Forbidden)), "{refused:?}");
}
