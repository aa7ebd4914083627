//! Resident, grid worker, community worker and secretary, street, district coordinator, property
//! company, department, resident: one matter through all of them.

use linli_testkit::{
    app::HOUR_MS,
    browser::{Look, Screen},
    fixture::District,
};

use crate::browser_workbench::bench::{Bench, Seat};

const WORDS: &str = "小区北门外的路面破了一个大坑，下雨积水，老人孩子不好走。";

/// Signs in as people do: number, code.
pub(crate) async fn enter(seat: &Seat<'_>, phone: &str) {
    seat.go("/sign-in?next=/m").await;
    seat.write("phone", phone).await;
    seat.submit("获取验证码").await;
    let code = seat.bench.app.app.sms.shown_code(phone).unwrap();
    seat.write("code", &code).await;
    seat.submit("登录").await;
}

/// The resident reports, with a photo, and is told number and promised time. Answers the case.
async fn raise(seat: &Seat<'_>, people: &District, name: &str) -> String {
    enter(seat, people.resident.phone).await;
    seat.is_sound(&format!("{name}-home")).await;
    seat.go(&format!("/m/report?place={}", people.building)).await;
    seat.write("text", WORDS).await;
    seat.choose("category", "road").await;
    seat.attach(&crate::browser::photo_file(name)).await;
    seat.submit("提交").await;
    seat.sees("承诺办结").await;
    seat.is_sound(&format!("{name}-receipt")).await;
    seat.path().await.split('/').nth(3).unwrap().to_owned()
}

async fn through_the_community(
    seat: &Seat<'_>,
    people: &District,
    look: Look,
    (id, name): (&str, &str),
) {
    // The grid worker sorts it, on a phone with one touch.
    seat.now_is(people.grid_worker).await;
    seat.go("/w").await;
    seat.sees("小区北门外的路面破了一个大坑").await;
    seat.is_sound(&format!("{name}-queue")).await;
    if look.screen == Screen::Phone {
        seat.press_in(&format!("value^=\"{id}.\""), "上报件").await;
    } else {
        seat.press("小区北门外的路面破了一个大坑").await;
        seat.press("上报件").await;
        seat.submit("上报件").await;
    }
    // A colleague of the community notes what only they know.
    seat.now_is(people.community_worker).await;
    seat.go(&format!("/w/cases/{id}")).await;
    seat.write("f.text", "现场看过，路归区里管，已放警示桩。").await;
    seat.submit("添加备注").await;
    seat.sees("现场看过").await;
    // The secretary passes it on to the street, which blows the whistle.
    for (member, action, reason) in [
        (people.community_secretary, "提请街道", "道路归区住建局管理，社区无权施工。"),
        (people.street_office, "吹哨", "需要区住建局牵头、物业配合。"),
    ] {
        seat.now_is(member).await;
        seat.go(&format!("/w/cases/{id}")).await;
        seat.press(action).await;
        seat.write("f.reason", reason).await;
        seat.submit(action).await;
    }
}

async fn through_the_parties(seat: &Seat<'_>, people: &District, id: &str, name: &str) {
    let case = format!("/w/cases/{id}");
    seat.now_is(people.coordinator).await;
    seat.go(&case).await;
    seat.press("指定主办和协办").await;
    seat.choose("f.lead", &people.department.to_string()).await;
    seat.choose("f.assist", &people.property_company.to_string()).await;
    seat.is_sound(&format!("{name}-assign")).await;
    seat.submit("指定主办和协办").await;
    // The company helps: it sees place and words, not who raised it.
    seat.now_is(people.company_clerk).await;
    seat.go(&case).await;
    seat.sees(WORDS).await;
    seat.sees_not("李秀英").await;
    seat.sees_not("现场看过").await;
    seat.press("接办").await;
    seat.submit("接办").await;
    seat.press("协办完成").await;
    seat.submit("协办完成").await;
    // The department leads and says what was done.
    seat.now_is(people.department_clerk).await;
    seat.go(&case).await;
    seat.press("接办").await;
    seat.submit("接办").await;
    seat.press("办理完成").await;
    seat.write("f.course", "组织养护单位开挖回填，重新铺装。").await;
    seat.write("f.basis", "《城市道路管理条例》").await;
    seat.write("f.standard", "路面平整，雨后无积水").await;
    seat.write("f.result", "坑洞已修复，8平方米路面重新铺装。").await;
    seat.is_sound(&format!("{name}-done")).await;
    seat.submit("办理完成").await;
    seat.is_sound(&format!("{name}-case-done")).await;
}

async fn back_to_the_raiser(seat: &Seat<'_>, bench: &Bench, id: &str, name: &str) {
    bench.app.pass(HOUR_MS).await.unwrap();
    seat.now_is(bench.district.resident).await;
    seat.go("/m/messages").await;
    seat.sees("请您评价").await;
    seat.go(&format!("/m/matters/{id}")).await;
    seat.sees("坑洞已修复").await;
    seat.sees("清河区住房和城乡建设局").await;
    // What was written inside stays inside.
    seat.sees_not("现场看过").await;
    seat.is_sound(&format!("{name}-asked")).await;
    seat.choose("f.answer", "satisfied").await;
    seat.submit("提交").await;
    seat.sees("您评价：满意").await;
    seat.is_sound(&format!("{name}-closed")).await;
    assert_eq!(bench.end(id.parse().unwrap()).await.as_deref(), Some("rated"));
}

async fn whole_loop(look: Look, name: &str, cookies: &[(&'static str, &'static str)]) {
    let bench = Bench::open().await;
    let seat = bench.visitor(look).await;
    seat.go("/").await;
    seat.wears(cookies).await;
    let id = raise(&seat, &bench.district, name).await;
    through_the_community(&seat, &bench.district, look, (&id, name)).await;
    through_the_parties(&seat, &bench.district, &id, name).await;
    back_to_the_raiser(&seat, &bench, &id, name).await;
    seat.leave().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_matter_goes_through_everybodys_hands_on_a_phone() {
    whole_loop(Look::PHONE, "loop-phone", &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_matter_goes_through_everybodys_hands_at_a_desk() {
    whole_loop(Look::DESKTOP, "loop-desktop", &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_matter_goes_through_everybodys_hands_without_scripts() {
    whole_loop(Look::PHONE.without_scripts(), "loop-no-scripts", &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_matter_goes_through_everybodys_hands_in_elder_mode() {
    whole_loop(Look::PHONE, "loop-elder", &[("mode", "elder")]).await;
}
