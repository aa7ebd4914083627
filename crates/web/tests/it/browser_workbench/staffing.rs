//! An office looks where people are missing, and who stands in.

use linli_testkit::browser::Look;

use super::bench::Bench;

#[tokio::test(flavor = "multi_thread")]
async fn an_office_finds_the_posts_to_fill() {
    let bench = Bench::open().await;
    for (look, name) in
        [(Look::DESKTOP, "desktop"), (Look::PHONE.without_scripts(), "phone-noscript")]
    {
        let office = bench.window(look, bench.district.street_office).await;
        office.go("/w/staffing").await;
        for words in ["岗位配备", "专职人民调解员", "每个社区至少2人", "还缺3", "南桥社区"]
        {
            office.sees(words).await;
        }
        office.is_sound(&format!("staffing-{name}")).await;
        office.press("还缺3").await;
        office.sees("缺专职人民调解员的地方").await;
        office.sees("没有人的时候，由社区党委书记代为办理").await;
        office.sees("应有2，现有1").await;
        office.is_sound(&format!("staffing-rule-{name}")).await;
        office.press("柳园街道").await;
        office.press("柳园社区").await;
        office.sees("还缺1").await;
        office.leave().await;
    }
}
