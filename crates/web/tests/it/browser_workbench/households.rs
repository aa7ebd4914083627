//! A community worker confirms who lives where, and prints door letters.

use linli_app::account::{self, BindHousehold};
use linli_testkit::browser::Look;

use super::bench::Bench;

#[tokio::test(flavor = "multi_thread")]
async fn claims_are_decided_and_a_letter_binds_a_home() {
    let bench = Bench::open().await;
    let people = &bench.district;
    let neighbour = bench.caller(people.neighbour).await;
    for (look, name) in
        [(Look::DESKTOP, "desktop"), (Look::PHONE.without_scripts(), "phone-noscript")]
    {
        let claim = BindHousehold {
            household: people.household.to_string(),
            tie: "family".to_owned(),
            code: None,
        };
        account::bind_household(&bench.app.app, &neighbour, &claim).await.unwrap();
        let seat = bench.window(look, people.community_worker).await;
        seat.go("/w/households").await;
        seat.sees("柳园小区1号楼").await;
        seat.is_sound(&format!("households-{name}")).await;
        seat.submit("确认选中的").await;
        seat.sees("请先选择").await;
        let pick = format!("{}.{}", people.household, people.neighbour.person);
        seat.choose("claim", &pick).await;
        seat.submit("退回选中的").await;
        seat.sees("没有等待确认的住户").await;

        seat.go(&format!("/w/households/letters?place={}", people.district)).await;
        seat.sees("请往下选到楼栋").await;
        seat.is_sound(&format!("letters-choose-{name}")).await;
        seat.go(&format!("/w/households/letters?place={}", people.building)).await;
        seat.sees("以前发给这些住户的信同时作废").await;
        seat.is_sound(&format!("letters-warn-{name}")).await;
        seat.press("作废已发的信").await;
        seat.sees("已绑定的住户不受影响").await;
        seat.is_sound(&format!("letters-revoke-{name}")).await;
        seat.submit("作废已发的信").await;
        seat.sees("以前的信不能再用").await;
        seat.submit("生成并打印").await;
        seat.sees("只显示这一次").await;
        seat.is_sound(&format!("letters-{name}")).await;
        let words = seat.words().await;
        let home = words.split("柳园社区").find(|letter| letter.contains("绑定码"));
        assert!(home.is_some(), "{words}");

        // The code behind the letter's QR code is filled in already.
        let letters = account::request_household_codes(
            &bench.app.app,
            &bench.caller(people.community_worker).await,
            people.household,
        )
        .await
        .unwrap();
        let code = &letters[0].code;
        let resident = bench.window(look, people.neighbour).await;
        resident.go(&format!("/m/homes/new?at={}&code={code}", people.household)).await;
        resident.choose("tie", "family").await;
        resident.submit("就是这一户").await;
        resident.sees("已确认").await;
        account::leave_household(&bench.app.app, &neighbour, people.household).await.unwrap();
        resident.leave().await;
        seat.leave().await;
    }
}
