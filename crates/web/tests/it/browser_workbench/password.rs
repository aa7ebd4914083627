//! Somebody of an office changes their own password, and draws recovery codes that are shown once.

use std::net::{IpAddr, Ipv4Addr};

use linli_app::account::{self, SignInByPassword};
use linli_testkit::{app::MINUTE_MS, browser::Look};

use super::bench::Bench;
use crate::browser_counter::{PASSWORD, equipped};

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const NEW: &str = "Another-phrase-2026 换一个";

#[tokio::test(flavor = "multi_thread")]
async fn somebody_of_an_office_changes_the_password_and_draws_new_codes() {
    let bench = Bench::open().await;
    let secretary = bench.district.community_secretary;
    let secret = equipped(&bench.app, secretary).await;
    let own = bench.caller(secretary).await;
    let username = account::own_password(&bench.app.app, &own).await.unwrap().username;
    let mut password = PASSWORD;
    for (look, name, next) in
        [(Look::DESKTOP, "desktop", NEW), (Look::PHONE.without_scripts(), "phone", PASSWORD)]
    {
        let seat = bench.window(look, secretary).await;
        seat.go("/m/me").await;
        seat.press("密码和恢复码").await;
        seat.sees(&username).await;
        seat.sees("10个").await;
        seat.is_sound(&format!("password-{name}")).await;
        // The password so far is asked for, and what is wrong stands beside its field.
        seat.write("current", "nothing of the kind").await;
        seat.write("new", next).await;
        seat.submit("修改密码").await;
        seat.sees("密码不正确").await;
        seat.write("current", password).await;
        seat.write("new", "short").await;
        seat.without_the_browsers_checks().await;
        seat.submit("修改密码").await;
        seat.sees("密码太短").await;
        seat.is_sound(&format!("password-wrong-{name}")).await;
        seat.write("current", password).await;
        seat.write("new", next).await;
        seat.submit("修改密码").await;
        seat.sees("密码已修改").await;
        password = next;
        seat.press("密码和恢复码").await;
        seat.write("password", password).await;
        seat.submit("重新生成恢复码").await;
        seat.sees("恢复码").await;
        seat.is_sound(&format!("password-codes-{name}")).await;
        // The page that shows them is no page that can be come back to.
        assert_eq!(seat.path().await, "/m/me/recovery-codes");
        seat.press("已保存，继续").await;
        assert_eq!(seat.path().await, "/m/me");
        seat.leave().await;
    }
    // A code of the authenticator counts once.
    bench.app.clock.advance(MINUTE_MS);
    let typed = SignInByPassword {
        username,
        password: password.to_owned(),
        factor: account::totp_code(&secret, bench.app.app.now()).unwrap(),
        counter: false,
    };
    account::sign_in_password(&bench.app.app, &typed, HERE).await.unwrap();
}
