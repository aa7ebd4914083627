//! A community worker fills the roster; residents read who is on duty today and call.

use linli_testkit::browser::Look;

use super::bench::Bench;

#[tokio::test(flavor = "multi_thread")]
async fn a_roster_is_filled_copied_swapped_and_read() {
    let bench = Bench::open().await;
    let worker = bench.district.community_worker.person.to_string();
    let secretary = bench.district.community_secretary.person.to_string();
    for (look, name, site) in [
        (Look::DESKTOP, "desktop", bench.district.community),
        (Look::PHONE.without_scripts(), "phone-noscript", bench.district.compound),
    ] {
        let seat = bench.window(look, bench.district.community_worker).await;
        seat.go(&format!("/w/duty?site={site}")).await;
        seat.sees("今后14天有14天没有人值班").await;
        seat.press("2026年7月8日").await;
        seat.without_the_browsers_checks().await;
        seat.write("shifts.0.from", "8:30").await;
        seat.write("shifts.0.to", "8:00").await;
        seat.write("shifts.0.name", "王志愿").await;
        seat.write("shifts.0.phone", "13800000000").await;
        seat.submit("保存").await;
        seat.sees("请先取得本人同意").await;
        seat.is_sound(&format!("duty-day-wrong-{name}")).await;
        seat.write("shifts.0.to", "17:30").await;
        seat.tick("shifts.0.consent").await;
        seat.submit("保存").await;
        seat.sees("值班表已保存").await;
        seat.go(&format!("/w/duty/day?site={site}&day=2026-07-09")).await;
        seat.write("shifts.0.from", "8:30").await;
        seat.write("shifts.0.to", "17:30").await;
        let person = if name == "desktop" { &worker } else { &secretary };
        if name == "desktop" {
            seat.choose("shifts.0.person", person).await;
        } else {
            // A compound's people are not the community's: somebody else, who agreed.
            seat.write("shifts.0.name", "李志愿").await;
            seat.tick("shifts.0.consent").await;
        }
        seat.submit("保存").await;
        seat.sees("今后14天有12天没有人值班").await;
        seat.choose("one", "2026-07-08.0.1").await;
        seat.choose("other", "2026-07-09.0.1").await;
        seat.submit("换班").await;
        seat.sees("已换班").await;
        seat.sees("替").await;
        seat.is_sound(&format!("duty-{name}")).await;
        seat.choose("to", "2026-07-13").await;
        seat.submit("复制这一周").await;
        seat.sees("已复制这一周").await;
        seat.sees("今后14天有10天没有人值班").await;
        seat.leave().await;

        let visitor = bench.visitor(look).await;
        visitor.go(&format!("/q/{site}")).await;
        visitor.press("今天谁值班").await;
        visitor.sees("08:30–17:30").await;
        visitor.is_sound(&format!("duty-today-{name}")).await;
        visitor.go(&format!("/grid?place={site}")).await;
        visitor.sees("今天谁值班").await;
        visitor.is_sound(&format!("duty-grid-{name}")).await;
        visitor.go("/").await;
        visitor.is_sound(&format!("duty-front-{name}")).await;
        visitor.leave().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_of_shifts_is_looked_over_before_it_is_taken() {
    let bench = Bench::open().await;
    let site = bench.district.community;
    let seat = bench.window(Look::DESKTOP, bench.district.community_worker).await;
    seat.go(&format!("/w/duty/table?site={site}")).await;
    let table = "日期,开始时间,结束时间,姓名,电话,同意公开\n\
         2026/7/10,9:00,16:00,王志愿,13800000000,是\n";
    seat.write("table", &table.replace(",是", ",否")).await;
    seat.submit("检查表格").await;
    seat.sees("请先取得本人同意").await;
    seat.is_sound("duty-table-wrong").await;
    seat.write("table", table).await;
    seat.submit("检查表格").await;
    seat.sees("新排1天").await;
    seat.submit("确认保存").await;
    seat.sees("已保存").await;
    seat.leave().await;
}
