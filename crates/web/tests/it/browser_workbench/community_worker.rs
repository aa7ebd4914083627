//! A community worker at a desk: takes in at the counter, looks at a telephone with a reason,
//! takes orders in, merges, hides.

use linli_testkit::browser::Look;
use thirtyfour::prelude::*;

use super::bench::Bench;

#[tokio::test(flavor = "multi_thread")]
async fn somebody_without_a_device_is_taken_in_at_the_counter() {
    let bench = Bench::open().await;
    for look in [Look::DESKTOP, Look::DESKTOP.without_scripts()] {
        let seat = bench.window(look, bench.district.community_worker).await;
        seat.go("/w/intake").await;
        seat.is_sound("intake").await;
        // Down the tree, with everything typed so far.
        seat.write("name", "郭大爷").await;
        seat.write("phone", "13911112222").await;
        seat.write("text", "单元门关不上，晚上不放心。").await;
        seat.press("选择位置").await;
        seat.press("柳园小区").await;
        seat.press("1号楼").await;
        seat.is_sound("place").await;
        seat.press("就选1号楼").await;
        seat.sees("柳园小区1号楼").await;
        seat.submit("提交并打印回执").await;
        seat.sees("受理回执").await;
        seat.sees("柳园第一网格专职网格员").await;
        seat.is_sound("receipt").await;
        seat.sees_not("郭大爷").await;
        seat.leave().await;
    }
    // The exact number leads to what is open of theirs, and half a number to nothing.
    let seat = bench.window(Look::DESKTOP, bench.district.community_worker).await;
    seat.go("/w/intake").await;
    seat.write("phone", "13911112222").await;
    seat.submit("查未结事项").await;
    seat.sees("单元门关不上").await;
    seat.is_sound("intake-open").await;
    seat.write("phone", "1391111").await;
    seat.submit("查未结事项").await;
    seat.sees("请先改正以下内容").await;
    seat.leave().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_at_a_telephone_needs_a_reason_and_is_told_to_its_owner() {
    let bench = Bench::open().await;
    let lamp = bench.report("1号楼东侧路灯坏了三天。", "street-lamp").await;
    let seat = bench.window(Look::DESKTOP, bench.district.community_worker).await;
    seat.go(&format!("/w/cases/{}", lamp.id)).await;
    seat.sees("李*英").await;
    seat.sees("199****0001").await;
    seat.sees_not("李秀英").await;
    seat.go(&format!("/w/cases/{}/reveal?what=phone", lamp.id)).await;
    seat.without_the_browsers_checks().await;
    seat.submit("查看（留痕）").await;
    seat.sees("请先改正以下内容").await;
    seat.write("reason", "上门前预约").await;
    seat.submit("查看（留痕）").await;
    seat.sees("19900000001").await;
    seat.is_sound("revealed").await;
    let owner = bench.caller(bench.district.resident).await;
    let looks = linli_app::account::my_looks(&bench.app.app, &owner).await.unwrap();
    let told: Vec<_> =
        looks.iter().map(|l| (l.what.as_str(), l.reason.as_deref().unwrap_or_default())).collect();
    assert_eq!(told, [("phone", "上门前预约")]);
    seat.leave().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_stays_inside_and_a_hidden_text_leaves_the_public_page() {
    let bench = Bench::open().await;
    let lamp = bench.report("1号楼东侧路灯坏了三天。", "street-lamp").await;
    let seat = bench.window(Look::DESKTOP, bench.district.community_secretary).await;
    let page = format!("/w/cases/{}", lamp.id);
    seat.go(&page).await;
    seat.write("f.text", "这是本月第二次报修。").await;
    seat.submit("添加备注").await;
    seat.sees("这是本月第二次报修。").await;
    seat.sees("仅工作人员").await;
    seat.press("撤出公开").await;
    seat.choose("reason", "personal").await;
    seat.is_sound("hide").await;
    seat.submit("撤出公开").await;
    seat.sees("已撤出公开：含个人信息").await;
    bench.app.pass(60_000).await.unwrap();
    let owner = bench.caller(bench.district.resident).await;
    let messages = linli_app::matter::my_messages(&bench.app.app, &owner).await.unwrap();
    assert!(messages.iter().any(|told| told.message == *"text-hidden"), "{messages:?}");
    let view = linli_app::matter::matter(&bench.app.app, &owner, lamp.id).await.unwrap();
    assert!(!view.events.iter().any(|e| format!("{e:?}").contains("第二次报修")));
    seat.press("恢复公开").await;
    seat.submit("恢复公开").await;
    seat.sees_not("已撤出公开").await;
    seat.leave().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_reports_of_one_lamp_become_one_and_their_raisers_stay_apart() {
    let bench = Bench::open().await;
    let first = bench.report("1号楼东侧路灯坏了三天，晚上看不见路。", "street-lamp").await;
    let second = bench
        .report_by(
            bench.district.neighbour,
            bench.district.building,
            "1号楼东侧的路灯坏了，晚上看不见，我家孩子摔了一跤。",
        )
        .await;
    let seat = bench.window(Look::DESKTOP, bench.district.grid_worker).await;
    seat.go(&format!("/w/cases/{}", first.id)).await;
    seat.sees("相似事项").await;
    seat.sees("我家孩子摔了一跤").await;
    seat.press("并案").await;
    seat.write("other", "20991231-0001").await;
    seat.submit("并案").await;
    seat.sees("没有找到这个编号").await;
    seat.write("other", &second.number).await;
    seat.is_sound("merge").await;
    seat.submit("并案").await;
    seat.sees("有2位反映人").await;
    seat.sees("另一位反映人").await;
    seat.is_sound("merged-case").await;
    let neighbour = bench.caller(bench.district.neighbour).await;
    let joined = linli_app::matter::matter(&bench.app.app, &neighbour, first.id).await.unwrap();
    let own_words = "1号楼东侧的路灯坏了，晚上看不见，我家孩子摔了一跤。";
    assert_eq!((joined.text.as_deref(), joined.photos.len()), (Some(own_words), 0));
    let owner = bench.caller(bench.district.resident).await;
    let own = linli_app::matter::matter(&bench.app.app, &owner, first.id).await.unwrap();
    assert!(own.text.is_some());
    assert!(!format!("{:?}", own.events).contains("摔了一跤"));
    let listed = linli_app::matter::my_matters(&bench.app.app, &neighbour, None, 10).await.unwrap();
    let into = listed.items.iter().find(|line| line.id == first.id).unwrap();
    assert_eq!(into.excerpt.as_deref(), Some(own_words));
    seat.leave().await;
    // The neighbour finds where it goes on, in the own words.
    let phone = bench.window(Look::PHONE, bench.district.neighbour).await;
    phone.go("/m/matters").await;
    phone.sees("已并案").await;
    phone.go(&format!("/m/matters/{}", second.id)).await;
    phone.sees("与同类事项合并办理").await;
    phone.is_sound("merged").await;
    phone.press("继续查看办理进展").await;
    phone.sees("我家孩子摔了一跤").await;
    phone.sees_not("晚上看不见路。").await;
    phone.is_sound("merged-into").await;
    phone.leave().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_of_the_hotline_are_looked_over_before_they_are_taken_in() {
    let bench = Bench::open().await;
    let seat = bench.window(Look::DESKTOP, bench.district.community_worker).await;
    seat.go("/w/orders/table").await;
    seat.is_sound("orders-table").await;
    let wrong = "编号\t来源\t地点\t内容\t时限\n\
        A-1\t12345热线\t柳园小区1号楼\t路灯不亮\t2026-07-20\n\
        A-1\t热线\t9号楼\t\t20号\n\
        A-4\t12345热线\t\t\t2026/7/20\n";
    seat.paste("table", wrong).await;
    seat.submit("检查").await;
    seat.sees("还没有录入任何一行").await;
    for words in ["与第2行的编号重复", "没有找到这个地点", "7处问题"] {
        seat.sees(words).await;
    }
    seat.is_sound("orders-problems").await;
    let right = "编号\t来源\t地点\t内容\t时限\n\
        A-1\t12345热线\t柳园小区1号楼\t路灯不亮\t2026-07-20\n\
        A-2\t上级交办\t柳园小区\t垃圾桶满了没人收\t\n";
    seat.paste("table", right).await;
    seat.submit("检查").await;
    seat.sees("2行可以录入").await;
    seat.submit("全部录入").await;
    seat.sees("已录入2件").await;
    seat.is_sound("orders-taken").await;
    // The box is empty again. The same table once more: both numbers are known.
    assert!(!seat.html().await.contains("垃圾桶满了"));
    seat.paste("table", right).await;
    seat.submit("检查").await;
    seat.sees("2处问题").await;
    seat.go("/w/orders").await;
    seat.is_sound("order").await;
    seat.write("number", "A-3").await;
    seat.set("due", &bench.app.app.now().day().to_string()).await;
    seat.write("text", "楼顶漏水").await;
    seat.submit("提交并打印回执").await;
    seat.sees("受理回执").await;
    seat.sees("请带本回执到社区窗口").await;
    seat.press("查看事项").await;
    seat.sees("A-3").await;
    // The step ends after what the other system wants.
    seat.sees("晚于承诺时间").await;
    assert!(seat.html().await.contains("打印于2026年"), "a printed page says of which day it is");
    let order = seat.path().await;
    let small = bench.window(Look::PHONE, bench.district.community_worker).await;
    small.go(&order).await;
    small.sees("晚于承诺时间").await;
    small.is_sound("case-order-phone").await;
    small.leave().await;
    seat.sees("回复原系统").await;
    seat.is_sound("case-order").await;
    let table = seat.window.web.find(By::Id("main")).await.unwrap();
    assert!(table.is_displayed().await.unwrap());
    seat.leave().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn matters_are_found_by_words_and_places_and_not_by_persons() {
    let bench = Bench::open().await;
    let lamp = bench.report("1号楼东侧路灯坏了三天。", "street-lamp").await;
    bench.report("楼道里堆放旧家具，占用消防通道。", "fire-lane").await;
    let seat = bench.window(Look::DESKTOP, bench.district.community_worker).await;
    seat.go("/w").await;
    for (words, found, not) in [
        ("路灯", "1号楼东侧路灯", "旧家具"),
        ("柳园小区 消防通道", "旧家具", "1号楼东侧路灯"),
        (lamp.number.as_str(), "1号楼东侧路灯", "旧家具"),
        ("灯", "请至少输入两个字", "1号楼东侧路灯"),
        ("李秀英", "没有找到", "1号楼东侧路灯"),
        ("19900000001", "没有找到", "1号楼东侧路灯"),
    ] {
        seat.write("q", words).await;
        seat.send_off("form[role=search]").await;
        seat.sees(found).await;
        seat.sees_not(not).await;
    }
    seat.is_sound("search").await;
    seat.leave().await;
    // The other grid's worker has neither of them in sight.
    let seat = bench.window(Look::PHONE, bench.district.other_grid_worker).await;
    seat.go("/w/cases?q=%E8%B7%AF%E7%81%AF").await;
    seat.sees("没有找到").await;
    seat.leave().await;
}
