//! A lift out of order: numbers to call come first, the case is urgent from its first minute, and
//! whoever is asleep is passed over within hours.

use linli_testkit::{app::HOUR_MS, browser::Look};

use crate::browser_workbench::bench::Bench;

#[tokio::test(flavor = "multi_thread")]
async fn a_lift_out_of_order_is_urgent_at_once() {
    let bench = Bench::open().await;
    let people = &bench.district;
    let seat = bench.window(Look::PHONE, people.resident).await;
    seat.go(&format!("/m/report?place={}", people.building)).await;
    seat.write("text", "电梯停在四楼不动，里面好像困了人！").await;
    seat.choose("category", "lift").await;
    seat.submit("提交").await;
    // Danger first: the numbers to call, above everything, and nothing typed is lost.
    assert!(seat.has("[role=alert] a[href='tel:119']").await, "{}", seat.words().await);
    seat.is_sound("lift-danger").await;
    seat.submit("仍然提交").await;
    seat.sees("承诺办结").await;
    let id = seat.path().await.split('/').nth(3).unwrap().to_owned();
    seat.leave().await;

    // The grid worker's queue says so, and counts hours, not work days.
    let worker = bench.window(Look::PHONE, people.grid_worker).await;
    worker.go("/w").await;
    worker.sees("紧急").await;
    worker.is_sound("lift-queue").await;
    worker.leave().await;

    // Nobody answers for two hours: it stands with the community.
    bench.app.pass(3 * HOUR_MS).await.unwrap();
    let office = bench.window(Look::DESKTOP, people.community_worker).await;
    office.go("/w").await;
    office.sees("电梯停在四楼不动").await;
    office.press("电梯停在四楼不动").await;
    office.is_sound("lift-case").await;
    office.press("当场办结").await;
    office.write("f.result", "维保单位到场，乘客已安全出梯，电梯停用检修。").await;
    office.submit("当场办结").await;
    office.leave().await;

    bench.app.pass(HOUR_MS).await.unwrap();
    let seat = bench.window(Look::PHONE, people.resident).await;
    seat.go(&format!("/m/matters/{id}")).await;
    seat.sees("乘客已安全出梯").await;
    seat.choose("f.answer", "satisfied").await;
    seat.submit("提交").await;
    seat.sees("您评价：满意").await;
    assert_eq!(bench.end(id.parse().unwrap()).await.as_deref(), Some("rated"));
    seat.leave().await;
}
