//! The street renames a compound and merges it into another, after it saw what changes.

use linli_testkit::browser::Look;

use super::bench::Bench;

#[tokio::test(flavor = "multi_thread")]
async fn places_are_added_renamed_and_merged_after_a_look() {
    for (look, name) in
        [(Look::DESKTOP, "desktop"), (Look::PHONE.without_scripts(), "phone-noscript")]
    {
        let bench = Bench::open().await;
        let seat = bench.window(look, bench.district.street_office).await;
        seat.go("/w/places").await;
        seat.sees("地点管理").await;
        seat.is_sound(&format!("places-{name}")).await;
        let community = format!("/w/places/{}", bench.district.community);
        seat.go(&community).await;
        seat.sees("柳园第一网格").await;
        seat.is_sound(&format!("place-{name}")).await;
        seat.press("新增下级").await;
        seat.without_the_browsers_checks().await;
        seat.choose("kind", "compound").await;
        seat.write("name", "柳园小区").await;
        seat.set("day", "2026-07-08").await;
        seat.submit("先看影响").await;
        seat.sees("同一上级下已有同类地点叫这个名称").await;
        seat.is_sound(&format!("place-refused-{name}")).await;
        seat.write("name", "柳园东院").await;
        seat.submit("先看影响").await;
        seat.sees("还没有改动").await;
        seat.is_sound(&format!("place-preview-{name}")).await;
        seat.submit("确认变更").await;
        seat.sees("已变更").await;
        seat.sees("柳园东院").await;
        let compound = format!("/w/places/{}", bench.district.compound);
        seat.go(&format!("{compound}/change?act=merge")).await;
        seat.set("day", "2026-07-08").await;
        seat.submit("先看影响").await;
        seat.sees("停用的代码").await;
        seat.is_sound(&format!("place-merge-{name}")).await;
        seat.submit("确认变更").await;
        seat.sees("并入“柳园东院”").await;
        seat.is_sound(&format!("place-merged-{name}")).await;
        seat.leave().await;
    }
}
