//! A community worker tells residents something, and takes it back.

use linli_testkit::browser::Look;

use super::bench::Bench;

const TITLE: &str = "7月10日上午停水通知";
const TEXT: &str = "上午九点到十一点换水表，请提前存水。";

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_is_written_read_at_home_and_taken_down() {
    let bench = Bench::open().await;
    for (look, name) in
        [(Look::DESKTOP, "desktop"), (Look::PHONE.without_scripts(), "phone-noscript")]
    {
        let seat = bench.window(look, bench.district.community_worker).await;
        seat.go("/w/notices").await;
        seat.is_sound(&format!("notices-{name}")).await;
        seat.press("写公告").await;
        seat.is_sound(&format!("notice-new-{name}")).await;
        seat.without_the_browsers_checks().await;
        seat.choose("place", &bench.district.compound.to_string()).await;
        seat.write("text", TEXT).await;
        seat.submit("发布").await;
        seat.sees("请填写内容").await;
        seat.sees(TEXT).await;
        seat.write("title", TITLE).await;
        seat.set("until", "2026-07-10").await;
        seat.submit("发布").await;
        seat.sees(TITLE).await;
        seat.sees("柳园社区").await;
        seat.is_sound(&format!("notice-{name}")).await;

        let home = bench.window(look, bench.district.resident).await;
        home.go("/m").await;
        home.sees(TITLE).await;
        home.press(TITLE).await;
        home.sees(TEXT).await;
        home.sees_not("撤下").await;
        home.leave().await;
        let visitor = bench.visitor(look).await;
        for path in ["/", "/notices"] {
            visitor.go(path).await;
            visitor.sees(TITLE).await;
            visitor.is_sound(&format!("notices-board-{name}")).await;
        }
        visitor.go(&format!("/grid?place={}", bench.district.building)).await;
        visitor.sees(TITLE).await;
        // Who is not named is named by the post, in one line with where to call.
        visitor.sees("这里没有公开姓名").await;

        seat.press("撤下公告").await;
        seat.is_sound(&format!("notice-down-{name}")).await;
        seat.choose("reason", "changed").await;
        seat.submit("撤下公告").await;
        seat.sees("已撤下").await;
        visitor.go("/notices").await;
        visitor.sees_not(TITLE).await;
        visitor.leave().await;
        seat.leave().await;
    }
}
