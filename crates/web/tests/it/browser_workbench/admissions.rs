//! The admission list: kept by the district's office, used by a department, answered by a community,
//! read by everybody.

use linli_testkit::browser::Look;

use super::bench::{Bench, Seat};

async fn keeper_lists_an_item(seat: &Seat<'_>, department: &str, name: &str) {
    seat.go("/w/admissions/items").await;
    seat.press("列入新事项").await;
    seat.is_sound(&format!("admission-item-new-{name}")).await;
    seat.without_the_browsers_checks().await;
    seat.choose("department", department).await;
    seat.write("basis", "城市危险房屋管理规定第五条").await;
    seat.submit("列入清单").await;
    seat.sees("请填写内容").await;
    seat.sees("城市危险房屋管理规定第五条").await;
    seat.choose("kind", "form").await;
    seat.write("title", "房屋安全排查表").await;
    seat.choose("rhythm", "yearly").await;
    seat.set("valid_from", "2026-01-01").await;
    seat.write("budget_yuan", "500").await;
    seat.submit("列入清单").await;
    seat.sees("房屋安全排查表").await;
    seat.sees("每个社区每次500元").await;
    seat.is_sound(&format!("admission-items-{name}")).await;
}

async fn department_asks(seat: &Seat<'_>, listed: bool, title: &str, community: &str) {
    seat.go("/w/admissions/new").await;
    if listed {
        let first = "select[name=item] option:nth-child(2)";
        let found = seat.window.web.find(thirtyfour::By::Css(first)).await.unwrap();
        let value = found.attr("value").await.unwrap().unwrap();
        seat.choose("item", &value).await;
    } else {
        seat.choose("kind", "report").await;
    }
    seat.write("title", title).await;
    seat.write("text", "每栋楼一张，月底前报来。").await;
    seat.set("due", "2026-07-31").await;
    seat.choose("communities", community).await;
    seat.submit("提出").await;
    seat.sees(title).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_department_asks_within_and_outside_the_list_and_the_community_answers() {
    for (look, name) in
        [(Look::DESKTOP, "desktop"), (Look::PHONE.without_scripts(), "phone-noscript")]
    {
        let bench = Bench::open().await;
        let district = &bench.district;
        let (department, community) =
            (district.department.to_string(), district.community.to_string());
        let seat = bench.window(look, district.coordinator).await;
        keeper_lists_an_item(&seat, &department, name).await;

        seat.now_is(district.department_clerk).await;
        seat.go("/w/admissions/new").await;
        seat.is_sound(&format!("admission-new-{name}")).await;
        department_asks(&seat, true, "填报房屋安全排查表", &community).await;
        seat.sees("清单内").await;
        department_asks(&seat, false, "报送老旧小区材料", &community).await;
        seat.sees("待审核").await;
        seat.sees("未到社区").await;

        seat.now_is(district.community_worker).await;
        seat.go("/w").await;
        seat.sees("有1件部门请求等您处理").await;
        seat.go("/w/admissions").await;
        seat.sees_not("报送老旧小区材料").await;
        seat.is_sound(&format!("admissions-community-{name}")).await;
        seat.press("填报房屋安全排查表").await;
        seat.is_sound(&format!("admission-community-{name}")).await;
        seat.press("其他理由").await;
        seat.sees("这一项必须填写").await;
        seat.is_sound(&format!("admission-refusal-wrong-{name}")).await;
        seat.press("经费没有到位").await;
        seat.sees("已退回").await;
        seat.sees("经费没有到位").await;

        seat.now_is(district.coordinator).await;
        seat.go("/w/messages").await;
        seat.press("清单外请求等待审核").await;
        seat.is_sound(&format!("admission-decide-{name}")).await;
        seat.press("同意").await;
        seat.sees("已同意").await;

        seat.now_is(district.community_worker).await;
        seat.go("/w/messages").await;
        seat.press("请社区办理").await;
        seat.press("接受").await;
        seat.press("已经办结").await;
        seat.sees("已办结").await;

        seat.now_is(district.department_clerk).await;
        seat.go("/w/admissions").await;
        seat.is_sound(&format!("admissions-department-{name}")).await;
        seat.press("填报房屋安全排查表").await;
        seat.sees("柳园社区工作者，2026年").await;
        seat.sees("经费没有到位").await;
        seat.go("/admissions").await;
        seat.sees("城市危险房屋管理规定第五条").await;
        seat.is_sound(&format!("admission-list-{name}")).await;
        seat.press("减负统计").await;
        seat.sees("清河区住房和城乡建设局，2026年7月").await;
        seat.is_sound(&format!("admission-figures-{name}")).await;

        seat.now_is(district.coordinator).await;
        seat.go("/w/admissions/items").await;
        seat.press("更新").await;
        seat.sees("房屋安全排查表").await;
        seat.go("/w/admissions/items").await;
        seat.press("停用").await;
        seat.set("last_day", "2026-07-31").await;
        seat.submit("停用").await;
        seat.sees("2026年7月31日").await;
        seat.leave().await;
    }
}
