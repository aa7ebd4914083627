//! An office looks at its figures: where they come from, what they were, and which matters stand
//! behind them.

use linli_testkit::{app::DAY_MS, browser::Look};

use super::bench::Bench;

#[tokio::test(flavor = "multi_thread")]
async fn an_office_publishes_a_month_and_everybody_reads_it_as_it_was() {
    let bench = Bench::open().await;
    let people = &bench.district;
    let first = bench.report("路灯不亮，晚上看不见路。", "street-lamp").await;
    bench.app.pass(100 * DAY_MS).await.unwrap();
    for (look, who, name) in [
        (Look::DESKTOP, people.community_secretary, "desk"),
        (Look::PHONE.without_scripts(), people.street_office, "phone"),
    ] {
        let office = bench.window(look, who).await;
        office.go("/w/dashboard?month=2026-07").await;
        office.press("月报").await;
        for words in ["2026年7月月报", "分子", "上月", "收到事项"] {
            office.sees(words).await;
        }
        office.is_sound(&format!("month-report-{name}")).await;
        office.press("公布本月数据").await;
        office.sees("数据已公布。").await;
        office.sees("涉及事项1件").await;
        office.is_sound(&format!("month-report-published-{name}")).await;
        if look == Look::DESKTOP {
            let printed = office.window.pdf("month-report").await.unwrap();
            assert!(printed.starts_with(b"%PDF"), "not printed");
        }
        // What is thrice as late as was promised is a queue of its own.
        office.go("/w/dashboard/late?times=3").await;
        office.sees("已是承诺时间三倍以上的").await;
        office.sees(&bench.number(first.id).await).await;
        office.is_sound(&format!("late-thrice-{name}")).await;
        office.leave().await;
    }
    // Everybody reads it.
    let everybody = bench.visitor(Look::PHONE).await;
    everybody.go(&format!("/indicators?place={}", people.community)).await;
    everybody.press("2026年7月").await;
    everybody.sees("公布的数据不再改动").await;
    everybody.is_sound("publication").await;
    everybody.leave().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_instructs_from_the_list_behind_a_figure() {
    let bench = Bench::open().await;
    let people = &bench.district;
    let first = bench.report("路灯不亮，晚上看不见路。", "street-lamp").await;
    bench.app.pass(60_000).await.unwrap();
    let list = format!("/w/dashboard/handling-rate?place={}", people.community);
    for look in [Look::DESKTOP, Look::PHONE.without_scripts()] {
        let office = bench.window(look, people.street_office).await;
        office.go(&list).await;
        office.sees(&bench.number(first.id).await).await;
        office.submit("督办选中的事项").await;
        office.sees("没有勾选任何一项").await;
        office.go(&list).await;
        office.tick("case").await;
        office.is_sound("figure-picked").await;
        office.submit("督办选中的事项").await;
        office.without_the_browsers_checks().await;
        office.submit("发出督办").await;
        office.sees("这一项必须填写").await;
        office.is_sound("supervise").await;
        office.write("instruction", "请今天到场查看").await;
        office.submit("发出督办").await;
        office.sees("督办已发出").await;
        office.leave().await;
    }
    let worker = bench.window(Look::PHONE, people.grid_worker).await;
    worker.go(&format!("/w/cases/{}", first.id)).await;
    worker.sees("请今天到场查看").await;
    worker.go(&list).await;
    worker.sees_not("督办选中的事项").await;
    worker.leave().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_reads_its_figures_down_to_the_matter() {
    let bench = Bench::open().await;
    let people = &bench.district;
    let first = bench.report("路灯不亮，晚上看不见路。", "street-lamp").await;
    bench.report("小区门口的灯也不亮了。", "street-lamp").await;
    // Next month both are late, and one of them is still told of.
    bench.app.pass(35 * DAY_MS).await.unwrap();
    for look in [Look::DESKTOP, Look::PHONE] {
        let office = bench.window(look, people.community_secretary).await;
        office.go("/w").await;
        if look == Look::DESKTOP {
            office.press_anywhere("统计").await;
        } else {
            office.go("/w/dashboard").await;
        }
        for words in ["统计看板", "2026年8月", "收到事项", "眼下超期未办", "没有评价"]
        {
            office.sees(words).await;
        }
        office.press("三个月").await;
        office.sees("2026年6月1日").await;
        assert!(office.has("svg.ll-chart").await, "no chart");
        office.sees("看数据表").await;
        assert!(office.has("details table.ll-data").await, "no numbers behind the chart");
        office.is_sound("dashboard").await;
        // Two late ones would tell whose they are; whoever may see them finds them still.
        office.sees("不足30件，不公布").await;
        office.go("/w/dashboard/late").await;
        office.sees("最早到期的在前").await;
        office.is_sound("dashboard-late").await;
        let number = bench.number(first.id).await;
        office.press(&number).await;
        office.sees("路灯不亮").await;
        office.leave().await;
    }
    let worker = bench.window(Look::PHONE, people.grid_worker).await;
    worker.go("/w/dashboard").await;
    worker.sees("柳园社区").await;
    worker.leave().await;
}
