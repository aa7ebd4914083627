//! A community worker writes guides; residents find one, read it and print it.

use linli_testkit::browser::Look;

use super::{bench::Bench, boards::pages};

const TABLE: &str = "事项名称,办理依据,需要的材料,办理步骤,办理时限,最多跑一次,地址,起始日期\n\
     居住证明,居住证暂行条例第九条,身份证；租房合同,登记；领取,3,否,社区一楼,2026/1/1\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_guide_is_written_found_and_read() {
    let bench = Bench::open().await;
    for (look, name) in
        [(Look::DESKTOP, "desktop"), (Look::PHONE.without_scripts(), "phone-noscript")]
    {
        let title = format!("老年人优待证（{name}）");
        let seat = bench.window(look, bench.district.community_worker).await;
        seat.go("/w/services").await;
        seat.is_sound(&format!("services-kept-{name}")).await;
        seat.press("添加事项").await;
        seat.without_the_browsers_checks().await;
        seat.write("title", &title).await;
        seat.write("basis", "老年人权益保障法第五十三条").await;
        seat.write("documents", "居民身份证\n一寸照片两张").await;
        seat.write("steps", "带材料到窗口\n填一张表\n当场领证").await;
        seat.set("days", "0").await;
        seat.submit("保存").await;
        seat.sees("请选择办理场所，或填写地址。").await;
        seat.is_sound(&format!("service-item-wrong-{name}")).await;
        seat.write("address", "柳园社区一楼大厅3号窗口").await;
        seat.write("hours", "工作日8:30–17:30").await;
        seat.write("phone", "0546-0000001").await;
        seat.tick("one-visit").await;
        seat.submit("保存").await;
        seat.sees(&title).await;
        seat.is_sound(&format!("services-kept-one-{name}")).await;
        // The counter opens earlier from now on.
        seat.press(&title).await;
        seat.write("hours", "工作日8:00–17:30").await;
        seat.is_sound(&format!("service-item-change-{name}")).await;
        seat.submit("保存").await;
        seat.sees("服务事项已保存。").await;
        seat.leave().await;

        let visitor = bench.visitor(look).await;
        visitor.go(&format!("/q/{}", bench.district.building)).await;
        visitor.press("办事指南").await;
        visitor.write("q", "老人怎么办优待证").await;
        visitor.submit("查找").await;
        visitor.sees("最多跑一次").await;
        visitor.is_sound(&format!("services-{name}")).await;
        visitor.press(&title).await;
        visitor.sees("一寸照片两张").await;
        visitor.sees("工作日8:00–17:30").await;
        visitor.sees("不收费").await;
        visitor.is_sound(&format!("service-{name}")).await;
        let printed = visitor.window.pdf(&format!("service-{name}")).await.unwrap();
        assert_eq!(pages(&printed).0, 1, "one sheet");
        visitor.wears(&[("mode", "elder"), ("size", "24")]).await;
        visitor.go(&visitor.path().await).await;
        visitor.is_sound(&format!("service-elder-{name}")).await;
        visitor.leave().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_of_guides_is_looked_over_before_it_is_taken() {
    let bench = Bench::open().await;
    let seat = bench.window(Look::DESKTOP, bench.district.community_worker).await;
    seat.go("/w/services").await;
    seat.press("表格导入服务事项").await;
    seat.write("table", &TABLE.replace(",3,", ",三天,")).await;
    seat.submit("检查表格").await;
    seat.sees("办理时限").await;
    seat.sees("请填0到250之间的整数。").await;
    seat.is_sound("services-table-wrong").await;
    seat.write("table", TABLE).await;
    seat.submit("检查表格").await;
    seat.sees("新增1条").await;
    seat.submit("确认保存").await;
    seat.sees("已保存").await;
    seat.is_sound("services-table-done").await;
    seat.leave().await;
}
