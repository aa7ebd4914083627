//! The coordinator keeps the dispatch list; a grid worker reads whom it suggests, and decides.

use linli_testkit::browser::Look;

use super::bench::Bench;

const TABLE: &str = "所属目录,类别,分工,责任单位,依据,起始日期,截止日期\n\
     清河区,管道与下水,主办,柳园物业服务有限公司,物业服务合同第三条,2026/1/1,\n";

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_is_tried_and_kept_and_then_suggested() {
    let bench = Bench::open().await;
    let district = &bench.district;
    for (look, name) in
        [(Look::DESKTOP, "desktop"), (Look::PHONE.without_scripts(), "phone-noscript")]
    {
        let seat = bench.window(look, district.coordinator).await;
        seat.go("/w/dispatch").await;
        seat.press("添加一条").await;
        seat.without_the_browsers_checks().await;
        seat.submit("检查并试算").await;
        seat.sees("请从列出的选项中选择").await;
        seat.choose("place", &district.district.to_string()).await;
        let category = if name == "desktop" { "street-lamp" } else { "gas" };
        seat.choose("category", category).await;
        seat.choose("part", "lead").await;
        seat.choose("organisation", &district.department.to_string()).await;
        seat.write("basis", "城市照明管理规定第十条").await;
        seat.set("from", "2026-01-01").await;
        seat.submit("检查并试算").await;
        seat.sees("试算结果").await;
        seat.is_sound(&format!("dispatch-tried-{name}")).await;
        seat.submit("确认保存").await;
        seat.sees("清河区住房和城乡建设局").await;
        seat.is_sound(&format!("dispatch-list-{name}")).await;
        seat.leave().await;
    }
    let lamp = bench.report("3号楼东侧的路灯坏了三天", "street-lamp").await;
    let seat = bench.window(Look::PHONE.without_scripts(), district.grid_worker).await;
    seat.go("/w").await;
    seat.press_in(&format!("value^=\"{}.\"", lamp.id), "即办件").await;
    seat.go(&format!("/w/cases/{}", lamp.id)).await;
    seat.press("转主办").await;
    seat.sees("建议派给谁").await;
    seat.sees("按清河区派单目录").await;
    seat.sees("城市照明管理规定第十条").await;
    seat.press("按目录填写").await;
    seat.is_sound("dispatch-suggested").await;
    // Somebody decides: nothing is given before the form is sent.
    assert_eq!(bench.step(lamp.id).await, "handle");
    seat.submit("转主办").await;
    assert_eq!(bench.step(lamp.id).await, "parties");
    seat.leave().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_is_looked_over_before_it_is_taken() {
    let bench = Bench::open().await;
    for (look, name) in
        [(Look::DESKTOP, "desktop"), (Look::PHONE.without_scripts(), "phone-noscript")]
    {
        let seat = bench.window(look, bench.district.coordinator).await;
        seat.go("/w/dispatch/table").await;
        seat.write("table", &TABLE.replace("主办", "负责")).await;
        seat.submit("检查并试算").await;
        seat.sees("分工").await;
        seat.sees("请从列出的选项中选择").await;
        seat.is_sound(&format!("dispatch-table-wrong-{name}")).await;
        seat.write("table", TABLE).await;
        seat.submit("检查并试算").await;
        seat.sees("表格没有错误").await;
        seat.is_sound(&format!("dispatch-table-{name}")).await;
        seat.submit("确认保存").await;
        seat.sees("已保存").await;
        seat.go("/w/dispatch").await;
        seat.sees("物业服务合同第三条").await;
        // The contract was renewed: the entry stays, with another basis.
        seat.press("管道与下水").await;
        seat.write("basis", "物业服务合同第五条").await;
        seat.submit("检查并试算").await;
        seat.sees("试算结果").await;
        seat.is_sound(&format!("dispatch-change-{name}")).await;
        seat.submit("确认保存").await;
        seat.sees("物业服务合同第五条").await;
        seat.sees_not("物业服务合同第三条").await;
        seat.press("管道与下水").await;
        seat.press("从目录删除").await;
        seat.is_sound(&format!("dispatch-drop-{name}")).await;
        seat.submit("从目录删除").await;
        seat.sees("还没有派单目录").await;
        seat.leave().await;
    }
}
