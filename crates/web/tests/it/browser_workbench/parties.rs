//! A property company, a department and the district's coordinator: each in their own queue.

use linli_app::matter::Reported;
use linli_testkit::browser::Look;

use super::bench::{Bench, Seat};

/// What tells the buttons of a case's row apart.
fn row(reported: &Reported) -> String {
    format!("value^=\"{}.\"", reported.id)
}

async fn write_result(seat: &Seat<'_>) {
    seat.write("f.course", "派人到场处理。").await;
    seat.write("f.basis", "物业服务合同").await;
    seat.write("f.standard", "恢复使用").await;
    seat.write("f.result", "已经修好。").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_property_company_takes_a_task_on_and_reports_it_done() {
    let bench = Bench::open().await;
    let district = &bench.district;
    let door = bench.report("1单元的门关不上了。", "property-fee").await;
    let worker = bench.window(Look::PHONE, district.grid_worker).await;
    worker.go("/w").await;
    worker.press_in(&row(&door), "即办件").await;
    worker.press("1单元的门").await;
    worker.press("转主办").await;
    worker.choose("f.lead", &district.property_company.to_string()).await;
    worker.is_sound("give").await;
    worker.submit("转主办").await;
    assert_eq!(bench.step(door.id).await, "parties");
    worker.leave().await;

    let company = bench.window(Look::PHONE, district.company_clerk).await;
    company.go("/w").await;
    company.sees("1单元的门关不上了。").await;
    company.is_sound("queue-company").await;
    company.press_in(&row(&door), "接办").await;
    company.press("1单元的门").await;
    // The raiser's name is not theirs to see; the telephone only because the raiser agreed.
    company.sees_not("李秀英").await;
    company.sees_not("查看（留痕）").await;
    company.is_sound("case-company").await;
    company.press("办理完成").await;
    write_result(&company).await;
    company.submit("办理完成").await;
    assert_eq!(bench.step(door.id).await, "rate");
    company.go("/w/intake").await;
    company.sees("没有权限").await;
    company.leave().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whistle_reaches_a_department_through_the_coordinator() {
    let bench = Bench::open().await;
    let district = &bench.district;
    let road = bench.report("门口的路常年积水，不归小区管。", "road").await;
    let worker = bench.window(Look::PHONE, district.grid_worker).await;
    worker.go("/w").await;
    worker.press_in(&row(&road), "上报件").await;
    worker.leave().await;

    let secretary = bench.window(Look::DESKTOP, district.community_secretary).await;
    secretary.go(&format!("/w/cases/{}", road.id)).await;
    secretary.press("提请街道").await;
    secretary.write("f.reason", "道路归区住建局管理。").await;
    secretary.submit("提请街道").await;
    secretary.leave().await;

    let street = bench.window(Look::DESKTOP, district.street_office).await;
    street.go(&format!("/w/cases/{}", road.id)).await;
    street.is_sound("case-street").await;
    street.press("吹哨").await;
    street.write("f.reason", "需要区住建局牵头。").await;
    street.submit("吹哨").await;
    assert_eq!(bench.step(road.id).await, "whistle");
    street.leave().await;

    let coordinator = bench.window(Look::DESKTOP, district.coordinator).await;
    coordinator.go("/w").await;
    coordinator.sees("待指定单位").await;
    coordinator.press("门口的路常年积水").await;
    coordinator.press("指定主办和协办").await;
    coordinator.choose("f.lead", &district.department.to_string()).await;
    coordinator.is_sound("assign").await;
    coordinator.submit("指定主办和协办").await;
    coordinator.leave().await;

    let department = bench.window(Look::DESKTOP, district.department_clerk).await;
    department.go("/w").await;
    department.press("门口的路常年积水").await;
    department.press("接办").await;
    department.submit("接办").await;
    department.press("办理完成").await;
    write_result(&department).await;
    department.submit("办理完成").await;
    assert_ne!(bench.step(road.id).await, "whistle");
    department.leave().await;
}
