//! A grid worker with a phone: sorts three ways, solves, finds something on rounds.

use linli_testkit::browser::Look;

use super::bench::Bench;

#[tokio::test(flavor = "multi_thread")]
async fn a_grid_worker_sorts_with_one_touch_and_solves() {
    let bench = Bench::open().await;
    let lamp = bench.report("1号楼东侧路灯坏了三天。", "street-lamp").await;
    let meeting = bench.report("想在小区里加装充电桩。", "parking").await;
    let street = bench.report("门口的路常年积水，不归小区管。", "road").await;
    let seat = bench.window(Look::PHONE, bench.district.grid_worker).await;
    seat.go("/w").await;
    seat.sees("共3件待办").await;
    for (reported, words, step) in [
        (&lamp, "即办件", "handle"),
        (&meeting, "待办件", "deliberate"),
        (&street, "上报件", "community"),
    ] {
        let row = format!("value^=\"{}.\"", reported.id);
        seat.press_in(&row, words).await;
        seat.sees("已提交").await;
        assert_eq!(bench.step(reported.id).await, step);
    }
    seat.sees("共1件待办").await;
    seat.press("1号楼东侧路灯").await;
    seat.press("办结反馈").await;
    // What is missing is named above the form and beside the field, and nothing typed is lost.
    seat.write("f.result", "换了灯头，已亮。").await;
    seat.without_the_browsers_checks().await;
    seat.submit("办结反馈").await;
    seat.sees("请先改正以下内容").await;
    seat.is_sound("act-wrong").await;
    seat.write("f.course", "当天上门，更换灯头。").await;
    seat.write("f.basis", "小区公共设施维护约定").await;
    seat.write("f.standard", "恢复照明").await;
    seat.submit("办结反馈").await;
    seat.sees("换了灯头，已亮。").await;
    assert_eq!(bench.step(lamp.id).await, "rate");
    seat.is_sound("case-solved").await;
    seat.leave().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_found_and_solved_on_rounds_is_written_down_at_once() {
    let bench = Bench::open().await;
    for look in [Look::PHONE, Look::PHONE.without_scripts()] {
        let seat = bench.window(look, bench.district.grid_worker).await;
        seat.go(&format!("/w/found?place={}", bench.district.building)).await;
        seat.sees("柳园小区1号楼").await;
        seat.write("text", "楼道里有一堆纸箱。").await;
        seat.write("f.result", "联系住户当场清走。").await;
        seat.submit("当场办结").await;
        seat.sees("已当场办结").await;
        seat.sees("联系住户当场清走。").await;
        seat.is_sound("found-solved").await;
        seat.leave().await;
    }
    let seat = bench.window(Look::PHONE, bench.district.grid_worker).await;
    // The third building lies in the other grid: who finds something there passes it on.
    seat.go(&format!("/w/found?place={}", bench.district.far_building)).await;
    seat.sees_not("当场办结").await;
    seat.leave().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_act_on_one_task_do_not_undo_each_other() {
    let bench = Bench::open().await;
    let lamp = bench.report("1号楼东侧路灯坏了三天。", "street-lamp").await;
    let first = bench.window(Look::PHONE, bench.district.grid_worker).await;
    let second = bench.window(Look::DESKTOP, bench.district.grid_worker).await;
    let form = format!("/w/cases/{}/act?action=on-spot&task=1", lamp.id);
    second.go(&form).await;
    second.write("f.result", "我已经换好了灯泡。").await;
    first.go("/w").await;
    first.press_in(&format!("value^=\"{}.\"", lamp.id), "即办件").await;
    second.submit("当场办结").await;
    second.sees("这一步已经过去").await;
    second.sees("我已经换好了灯泡。").await;
    second.is_sound("act-gone").await;
    assert_eq!(bench.step(lamp.id).await, "handle");
    // A touch from a list that is no longer true says which matter it was.
    let door = bench.report("1号楼的门关不上。", "property-fee").await;
    let third = bench.window(Look::PHONE, bench.district.grid_worker).await;
    for seat in [&third, &first] {
        seat.go("/w").await;
    }
    for seat in [&first, &third] {
        seat.press_in(&format!("value^=\"{}.\"", door.id), "即办件").await;
    }
    third.sees(&door.number).await;
    third.is_sound("quick-failed").await;
    third.leave().await;
    first.leave().await;
    second.leave().await;
}
