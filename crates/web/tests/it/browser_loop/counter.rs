//! 郭大爷 is 78 and has no device: he raises at the counter, keeps a printed receipt, asks how it
//! stands with number and four digits, and is visited for his rating.

use linli_testkit::{app::HOUR_MS, browser::Look};

use crate::browser_workbench::bench::Bench;

#[tokio::test(flavor = "multi_thread")]
async fn somebody_without_a_device_raises_asks_and_rates() {
    let bench = Bench::open().await;
    let people = &bench.district;
    let seat = bench.window(Look::DESKTOP, people.community_worker).await;
    seat.go(&format!("/w/intake?place={}", people.building)).await;
    seat.write("name", "郭大爷").await;
    seat.write("phone", "13911112222").await;
    seat.choose("channel", "hall").await;
    seat.write("text", "楼道灯不亮，晚上上下楼看不见台阶。").await;
    seat.submit("提交并打印回执").await;
    // The receipt: number, promised date, handler, telephone, a code to scan; no name on it.
    let id = seat.path().await.split('/').nth(3).unwrap().to_owned();
    let number = bench.number(id.parse().unwrap()).await;
    for words in [number.as_str(), "2026年", "柳园第一网格专职网格员", "0546-0000001"] {
        seat.sees(words).await;
    }
    assert!(seat.has("svg").await, "no code to scan");
    seat.sees_not("郭大爷").await;
    seat.is_sound("counter-receipt").await;
    // The hall in whose community it was taken in counts it.
    let talk = linli_app::portal::talk_places(&bench.app.app, people.community).await.unwrap();
    seat.go(&format!("/talk/{}", talk.places[0].id)).await;
    seat.sees("1件").await;
    seat.leave().await;

    // His grandson looks it up for him; a stranger with the number alone does not get far.
    let visitor = bench.visitor(Look::PHONE).await;
    visitor.go("/").await;
    visitor.press("凭编号查进度").await;
    visitor.write("number", &number).await;
    visitor.write("digits", "9999").await;
    visitor.submit("查询").await;
    visitor.sees("对不上").await;
    visitor.write("digits", "2222").await;
    visitor.submit("查询").await;
    visitor.sees("柳园第一网格专职网格员").await;
    visitor.sees_not("楼道灯").await;
    visitor.leave().await;

    let worker = bench.window(Look::PHONE, people.grid_worker).await;
    worker.go(&format!("/w/cases/{id}")).await;
    worker.press("当场办结").await;
    worker.write("f.result", "换了声控灯，上下楼都亮。").await;
    worker.submit("当场办结").await;
    // Who solved it does not ask how it was.
    worker.go(&format!("/w/cases/{id}")).await;
    worker.sees_not("未联系上").await;
    worker.leave().await;

    bench.app.pass(HOUR_MS).await.unwrap();
    let caller = bench.window(Look::DESKTOP, people.community_worker).await;
    caller.go("/w?kind=revisit").await;
    caller.sees("待回访").await;
    caller.press("楼道灯不亮").await;
    caller.press("评价").await;
    caller.is_sound("counter-revisit").await;
    caller.choose("f.answer", "satisfied").await;
    caller.choose("f.channel", "visit").await;
    caller.submit("评价").await;
    caller.sees("代评").await;
    caller.is_sound("counter-rated").await;
    assert_eq!(bench.end(id.parse().unwrap()).await.as_deref(), Some("rated"));
    // In the figures it stands apart.
    caller.go("/process").await;
    caller.is_sound("process").await;
    caller.go("/indicators").await;
    caller.sees("工作人员代评").await;
    caller.leave().await;
}
