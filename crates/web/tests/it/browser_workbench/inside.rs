//! A matter inside the company that has it: the receiver divides the work and gives it on, the handler
//! writes on an old phone, the reviewer gives it back and then approves; outside one answer is read.

use linli_app::{
    account::Administrator,
    inside::{self, Divide, DivideMember},
    matter::{Raw, RawFields},
    setup,
};
use linli_kernel::{CaseId, PersonId};
use linli_testkit::{browser::Look, fixture::Member};

use super::bench::{Bench, Seat};

const STAFF: &str = "\
organisation,name,phone,from
柳园物业服务有限公司,包立,19900000061,2025-01-01
柳园物业服务有限公司,岑宁,19900000063,2025-01-01
";

async fn colleague(bench: &Bench, phone: &'static str) -> Member {
    let hash = bench.app.app.vault.hash("phone", phone);
    let mut rows = bench.app.app.snapshot().await.unwrap();
    let person = rows.person_by_phone(&hash).await.unwrap().unwrap().id;
    Member { person, phone }
}

/// The handler and the reviewer, both of the property company.
async fn colleagues(bench: &Bench) -> (Member, Member) {
    let app = &bench.app.app;
    let done = setup::import_staff(app, Administrator::Operator, STAFF.as_bytes(), false).await;
    assert_eq!(done.unwrap().problems, Vec::new());
    (colleague(bench, "19900000061").await, colleague(bench, "19900000063").await)
}

/// The grid worker gives a matter to the property company.
async fn given(bench: &Bench, words: &str) -> CaseId {
    let id = bench.report(words, "street-lamp").await.id;
    let worker = bench.district.grid_worker.person;
    bench.app.does(worker, id, "at-once", RawFields::new()).await.unwrap();
    let lead = Raw::Text(bench.district.property_company.to_string());
    let fields = RawFields::from([("lead".to_owned(), lead)]);
    bench.app.does(worker, id, "give", fields).await.unwrap();
    id
}

async fn write_result(seat: &Seat<'_>) {
    seat.write("f.course", "当天上门更换。").await;
    seat.write("f.basis", "物业服务合同").await;
    seat.write("f.standard", "灯亮").await;
    seat.write("f.result", "修好了。").await;
}

/// Who does what, as the receiver says.
async fn divide(receiver: &Seat<'_>) {
    receiver.go("/w/inside").await;
    receiver.is_sound("inside-nothing-said").await;
    receiver.paste("sections", "工程部\n客服部").await;
    receiver.tick("review").await;
    for part in ["members.0.handles", "members.1.receives", "members.2.reviews"] {
        receiver.tick(part).await;
    }
    receiver.submit("保存分工").await;
    receiver.choose("members.0.section", "工程部").await;
    receiver.submit("保存分工").await;
    receiver.is_sound("inside-division").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_given_on_written_given_back_and_approved_inside() {
    let bench = Bench::open().await;
    let d = &bench.district;
    let (handler, reviewer) = colleagues(&bench).await;
    let id = given(&bench, "二单元门口的灯不亮。").await;
    let case = format!("/w/cases/{id}");

    // The receiver says who does what, and gives the matter on.
    let receiver = bench.window(Look::PHONE, d.company_clerk).await;
    divide(&receiver).await;
    receiver.go("/w?inside=nobody").await;
    receiver.is_sound("inside-queue").await;
    receiver.press("二单元门口的灯不亮").await;
    receiver.sees("待分办").await;
    receiver.press("分办").await;
    receiver.is_sound("inside-give").await;
    receiver.choose("to", &format!("person:{}", handler.person)).await;
    receiver.submit("分办").await;
    receiver.sees("承办中").await;
    receiver.leave().await;

    // The handler takes it on and writes the answer, on an old phone.
    let writer = bench.window(Look::PHONE.without_scripts(), handler).await;
    writer.go("/w?inside=mine").await;
    writer.press("二单元门口的灯不亮").await;
    writer.press("接办").await;
    writer.submit("接办").await;
    writer.press("办理完成").await;
    write_result(&writer).await;
    writer.submit("办理完成").await;
    writer.sees("待审签").await;
    writer.sees("对外的时限照常计算").await;
    writer.is_sound("inside-drafted").await;
    writer.leave().await;

    let desk = bench.window(Look::DESKTOP, reviewer).await;
    desk.go("/w?inside=waiting").await;
    desk.is_sound("inside-queue-desk").await;
    desk.press("二单元门口的灯不亮").await;
    desk.is_sound("inside-case").await;
    desk.press("审签").await;
    desk.sees("修好了。").await;
    desk.sees("物业服务合同").await;
    desk.is_sound("inside-review").await;
    desk.write("words", "请写明更换的型号。").await;
    desk.submit("退回修改").await;
    desk.sees("已退回修改").await;
    desk.leave().await;

    // What was written is still there.
    let writer = bench.window(Look::PHONE, handler).await;
    writer.go(&case).await;
    writer.sees("请写明更换的型号。").await;
    writer.press("办理完成").await;
    writer.is_sound("inside-written-again").await;
    writer.write("f.result", "换了LED灯。").await;
    writer.submit("办理完成").await;
    writer.leave().await;

    let desk = bench.window(Look::DESKTOP, reviewer).await;
    desk.go(&case).await;
    desk.press("审签").await;
    desk.sees("换了LED灯。").await;
    desk.submit("审签通过并报出").await;
    desk.leave().await;

    // The community reads one answer, of the company.
    let worker = bench.window(Look::DESKTOP, d.grid_worker).await;
    worker.go(&case).await;
    worker.sees("换了LED灯。").await;
    worker.sees("柳园物业服务有限公司").await;
    for inside in ["修好了。", "包立", "岑宁", "工程部", "内部办理", "请写明更换的型号。"]
    {
        worker.sees_not(inside).await;
    }
    worker.leave().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_matter_goes_through_the_company_without_scripts() {
    let bench = Bench::open().await;
    let d = &bench.district;
    let (handler, reviewer) = colleagues(&bench).await;
    let part = |person: PersonId, parts: &str| DivideMember {
        person: person.to_string(),
        receives: parts.contains('r'),
        handles: parts.contains('h'),
        reviews: parts.contains('v'),
        section: String::new(),
    };
    let members = vec![
        part(d.company_clerk.person, "r"),
        part(handler.person, "h"),
        part(reviewer.person, "v"),
    ];
    let input = Divide { review: true, sections: vec!["工程部".to_owned()], members };
    let caller = bench.caller(d.company_clerk).await;
    inside::divide(&bench.app.app, &caller, d.property_company, &input, 0).await.unwrap();
    let id = given(&bench, "二单元门口的灯不亮。").await;
    let case = format!("/w/cases/{id}");
    let old = bench.window(Look::PHONE.without_scripts(), d.company_clerk).await;
    old.go(&case).await;
    old.press("分办").await;
    old.without_the_browsers_checks().await;
    old.submit("分办").await;
    old.sees("请").await;
    old.is_sound("inside-nobody-chosen").await;
    old.choose("to", "section:工程部").await;
    old.submit("分办").await;
    old.press("接办").await;
    old.submit("接办").await;
    old.press("办理完成").await;
    write_result(&old).await;
    old.submit("办理完成").await;
    old.sees("待审签").await;
    old.now_is(reviewer).await;
    old.go(&case).await;
    old.press("审签").await;
    old.submit("审签通过并报出").await;
    old.sees("已审签").await;
    old.is_sound("inside-approved").await;
    old.leave().await;
}
