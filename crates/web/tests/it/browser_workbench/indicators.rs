//! What is published of a place: every rate with what it means, and how every matter ended, also
//! over two years.

use linli_testkit::browser::Look;

use super::bench::Bench;

#[tokio::test(flavor = "multi_thread")]
async fn everybody_reads_every_rate_or_why_there_is_none() {
    let bench = Bench::open().await;
    let people = &bench.district;
    bench.report("路灯不亮，晚上看不见路。", "street-lamp").await;
    for look in [Look::DESKTOP, Look::PHONE] {
        let reader = bench.window(look, people.resident).await;
        reader.go("/indicators").await;
        for rate in [
            "按时受理率",
            "准确受理率",
            "准确派遣率",
            "按时派遣率",
            "有效上报率",
            "按期核实率",
            "按期核查率",
            "响应率",
            "综合成绩",
            "矛盾纠纷化解率",
        ] {
            reader.sees(rate).await;
        }
        reader.sees("回访时没有问承办人是否联系过反映人").await;
        for ending in ["办结（已评）", "办结（未评）", "告知结束", "已撤回"] {
            reader.sees(ending).await;
        }
        reader.press("去年以来").await;
        reader.sees("2025年1月1日至2026年7月8日").await;
        reader.is_sound("indicators").await;
        reader.go("/indicators/response-rate?since=last-year").await;
        reader.sees("为什么没有数据").await;
        reader.sees("2025年1月1日").await;
        reader.go("/indicators/right-dispatch-rate").await;
        reader.sees("没有因异议成立而改派").await;
        reader.is_sound("indicator").await;
        reader.leave().await;
    }
}
