//! An office looks at its figures: where they come from, what they were, and which matters stand
//! behind them.

use linli_testkit::{app::DAY_MS, browser::Look};

use super::bench::Bench;

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
