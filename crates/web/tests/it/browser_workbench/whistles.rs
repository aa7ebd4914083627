//! A whistle from the call to the assessment: the lead answers, a helper objects, the objection is
//! reviewed, the work is done, fed back and evaluated; the board, the case, four papers and the
//! assessment show it.

use linli_app::matter::{Raw, RawFields};
use linli_kernel::CaseId;
use linli_testkit::browser::Look;

use super::bench::{Bench, Seat};

fn text(words: &str) -> Raw {
    Raw::Text(words.to_owned())
}

/// The street whistles in the community's name; the coordinator calls two parties.
async fn called(bench: &Bench, id: CaseId) {
    let d = &bench.district;
    let reason = |words: &str| RawFields::from([("reason".to_owned(), text(words))]);
    let parties = RawFields::from([
        ("lead".to_owned(), text(&d.department.to_string())),
        ("assist".to_owned(), Raw::List(vec![text(&d.property_company.to_string())])),
    ]);
    let instruction = RawFields::from([("instruction".to_owned(), text("请本周内开会。"))]);
    for (who, action, fields) in [
        (d.grid_worker, "upward", RawFields::new()),
        (d.community_secretary, "street", reason("道路归区住建局管理。")),
        (d.coordinator, "supervise", instruction),
        (
            d.street_office,
            "beyond",
            reason("社区、街道都修不了，请区住建局牵头，问3-2-501住户，13800000009。"),
        ),
        (d.coordinator, "assign", parties),
    ] {
        bench.app.does(who.person, id, action, fields).await.unwrap();
    }
}

async fn write_result(seat: &Seat<'_>) {
    seat.write("f.site", "区住建局和物业公司到现场，商定先疏通后补路面。").await;
    seat.write("f.plan", "住建局疏通管道，物业公司围挡。").await;
    seat.write("f.course", "疏通管道三处，补平路面。").await;
    seat.write("f.basis", "城市道路管理条例").await;
    seat.write("f.standard", "雨后一小时无积水").await;
    seat.write("f.result", "路面排水正常。").await;
}

/// Everything that is printed of it names no raiser.
async fn papers(office: &Seat<'_>, case: &str) {
    for (paper, words) in [
        ("打印吹哨单", "吹哨单"),
        ("打印派单", "签发单位（盖章）"),
        ("打印督办单", "请本周内开会。"),
        ("打印回复函（致吹哨方）", "特此回复"),
        ("打印回复函（致反映人）", "您2026年7月8日反映的事项"),
    ] {
        office.go(case).await;
        office.press(paper).await;
        office.sees(words).await;
        office.sees_not("李秀英").await;
        office.sees_not("19900000001").await;
        // What anybody typed, too.
        office.sees_not("13800000009").await;
        office.sees_not("501").await;
        if words == "请本周内开会。" {
            office.sees("所在环节").await;
            office.sees("街道办事处：").await;
        }
        office.is_sound(&format!("document-{words}")).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whistle_goes_from_the_call_to_the_assessment_of_both_sides() {
    let bench = Bench::open().await;
    let d = &bench.district;
    let road = bench.report("门口的路常年积水，不归小区管。", "road").await;
    called(&bench, road.id).await;
    let case = format!("/w/cases/{}", road.id);

    // The lead sees it on its board and answers.
    let lead = bench.window(Look::PHONE, d.department_clerk).await;
    lead.go("/w/whistles").await;
    lead.sees("待应哨").await;
    lead.is_sound("whistles-lead").await;
    lead.press("门口的路常年积水").await;
    lead.press("接办").await;
    lead.submit("接办").await;
    lead.leave().await;

    // The helper objects, on an old phone.
    let helper = bench.window(Look::PHONE.without_scripts(), d.company_clerk).await;
    helper.go("/w/whistles").await;
    helper.press("门口的路常年积水").await;
    helper.press("提出异议").await;
    helper.write("f.ground", "市政道路不在物业服务范围。").await;
    helper.submit("提出异议").await;
    helper.leave().await;

    let coordinator = bench.window(Look::DESKTOP, d.coordinator).await;
    coordinator.go("/w/whistles?tab=all").await;
    coordinator.sees("有异议，待裁定").await;
    coordinator.is_sound("whistles-all").await;
    coordinator.press("门口的路常年积水").await;
    coordinator.sees("市政道路不在物业服务范围。").await;
    coordinator.is_sound("case-whistle").await;
    coordinator.press("异议不成立").await;
    coordinator.write("f.reason", "只需配合围挡，合同第六条。").await;
    coordinator.submit("异议不成立").await;
    coordinator.leave().await;

    let lead = bench.window(Look::DESKTOP, d.department_clerk).await;
    lead.go(&case).await;
    lead.press("办理完成").await;
    lead.is_sound("whistle-report").await;
    write_result(&lead).await;
    lead.submit("办理完成").await;
    lead.leave().await;
    let satisfied = RawFields::from([("answer".to_owned(), text("satisfied"))]);
    bench.app.does(d.resident.person, road.id, "rate", satisfied).await.unwrap();

    for look in [Look::DESKTOP, Look::PHONE] {
        let office = bench.window(look, d.coordinator).await;
        office.go("/w/whistles?tab=closed").await;
        for words in ["已结束", "街道办事处", "住房和城乡建设局", "已办结", "不再需要"]
        {
            office.sees(words).await;
        }
        office.is_sound("whistles-closed").await;
        office.press("门口的路常年积水").await;
        for words in ["异议不成立", "居民评价", "满意", "商定先疏通后补路面"] {
            office.sees(words).await;
        }
        office.is_sound("case-whistled").await;
        papers(&office, &case).await;
        office.go("/w/whistles").await;
        office.press("吹哨报到两方评价").await;
        for words in ["按时应哨", "共2次，不足30次，不显示", "不排名次"] {
            office.sees(words).await;
        }
        office.is_sound("whistle-assessment").await;
        office.press("住房和城乡建设局").await;
        office.sees("看所有单位").await;
        office.leave().await;
    }
    let community = bench.window(Look::PHONE, d.community_secretary).await;
    community.go("/w/whistles?tab=ours").await;
    community.sees("这里没有哨").await;
    community.go("/w/whistles?tab=closed").await;
    community.sees("门口的路常年积水").await;
    community.leave().await;
}
