//! Two of the community's staff at one shared counter: each with their own account, locked after
//! five minutes, opened by the same person's password or changed to the colleague.

use std::net::{IpAddr, Ipv4Addr};

use linli_app::account::{self, AcceptLink, Administrator};
use linli_testkit::{
    app::{MINUTE_MS, TestApp},
    browser::Look,
    fixture::Member,
};

use crate::browser_workbench::bench::{Bench, Seat};

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
pub(crate) const PASSWORD: &str = "Liuyuan-counter-2026 长口令";

/// Sets a password and a factor for somebody through a one-time link; answers the secret.
pub(crate) async fn equipped(test: &TestApp, member: Member) -> String {
    let app = &test.app;
    let link = account::reset_credential(app, Administrator::Operator, member.person).await;
    let link = link.unwrap().to_string();
    let opened = account::open_link(app, &link, HERE).await.unwrap();
    let accepted = AcceptLink {
        link,
        password: PASSWORD.to_owned(),
        totp_code: account::totp_code(&opened.totp_secret, app.now()).unwrap(),
        totp_secret: opened.totp_secret.clone(),
        ..AcceptLink::default()
    };
    account::accept_link(app, &accepted, HERE).await.unwrap();
    opened.totp_secret
}

async fn sign_in(seat: &Seat<'_>, username: &str, secret: &str) {
    let now = seat.bench.app.app.now();
    seat.write("username", username).await;
    seat.write("password", PASSWORD).await;
    seat.write("factor", &account::totp_code(secret, now).unwrap()).await;
    seat.tick("counter").await;
    seat.submit("登录").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shared_counter_locks_itself_and_changes_hands() {
    let bench = Bench::open().await;
    let people = &bench.district;
    let worker = equipped(&bench.app, people.community_worker).await;
    let secretary = equipped(&bench.app, people.community_secretary).await;
    // A code of the app serves once.
    bench.app.clock.advance(MINUTE_MS);
    let seat = bench.visitor(Look::DESKTOP).await;
    seat.go("/staff/sign-in?next=/w/cases").await;
    seat.is_sound("counter-sign-in").await;
    sign_in(&seat, "worker", &worker).await;
    assert_eq!(seat.path().await, "/w/cases");

    // The colleague takes the seat at once, and gives it back.
    seat.press_anywhere("换人登录").await;
    assert_eq!(seat.path().await, "/staff/sign-in");
    assert!(seat.has("input[name=counter]:checked").await, "it is still a shared counter");
    seat.is_sound("counter-switch").await;
    seat.press("worker").await;
    assert!(seat.has("input[name=username][value=worker]").await, "the name is there already");
    seat.go("/w/cases").await;

    // Left alone, the screen does not show for long what was on it.
    assert!(seat.html().await.contains("data-locks-after=\"300\""));
    bench.app.clock.advance(6 * MINUTE_MS);
    let long_ago = "window.leaving = true; window.localStorage.setItem('seen', 1)";
    seat.window.web.execute(long_ago, Vec::new()).await.unwrap();
    seat.arrive().await;
    assert_eq!(seat.path().await, "/unlock");
    seat.write("password", PASSWORD).await;
    seat.submit("继续").await;
    assert_eq!(seat.path().await, "/w/cases");

    // Somebody else sits down after six minutes.
    bench.app.clock.advance(6 * MINUTE_MS);
    seat.go("/w/cases").await;
    assert_eq!(seat.path().await, "/unlock");
    seat.sees("孙丽").await;
    seat.is_sound("counter-locked").await;
    seat.write("password", "not this one").await;
    seat.submit("继续").await;
    seat.sees("请先改正以下内容").await;
    seat.sees("密码不正确").await;
    seat.write("password", PASSWORD).await;
    seat.submit("继续").await;
    assert_eq!(seat.path().await, "/w/cases");

    bench.app.clock.advance(6 * MINUTE_MS);
    seat.go("/w/cases").await;
    seat.press("换人登录").await;
    sign_in(&seat, "secretary", &secretary).await;
    assert_eq!(seat.path().await, "/w/cases");
    let whole = seat.html().await;
    assert!(whole.contains("周平") && !whole.contains("孙丽"), "who sits here?");
    seat.leave().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_at_a_counter_outlives_its_lock() {
    let bench = Bench::open().await;
    let people = &bench.district;
    let worker = equipped(&bench.app, people.community_worker).await;
    bench.app.clock.advance(MINUTE_MS);
    let seat = bench.visitor(Look::DESKTOP).await;
    seat.go(&format!("/staff/sign-in?next=/w/intake?place={}", people.building)).await;
    sign_in(&seat, "worker", &worker).await;
    assert_eq!(seat.path().await, "/w/intake");
    let words = "楼道灯坏了，晚上上下楼看不见台阶。";

    // Whoever types is there: four minutes, a word, four minutes.
    let web = &seat.window.web;
    let minutes_ago = "window.localStorage.setItem('seen', Date.now() - 240000)";
    bench.app.clock.advance(4 * MINUTE_MS);
    web.execute(minutes_ago, Vec::new()).await.unwrap();
    seat.write("text", words).await;
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    bench.app.clock.advance(4 * MINUTE_MS);
    seat.write("name", "郭大爷").await;
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    assert_eq!(seat.path().await, "/w/intake", "the server heard of it");
    let caller = web.execute("return fetch('/w/cases').then(a => a.redirected)", Vec::new()).await;
    assert_eq!(caller.unwrap().json(), &serde_json::Value::Bool(false), "and is open");

    // Away for too long: the screen goes, the words stay in this tab.
    seat.choose("category", "street-lamp").await;
    bench.app.clock.advance(6 * MINUTE_MS);
    let long_ago = "window.leaving = true; window.localStorage.setItem('seen', 1)";
    web.execute(long_ago, Vec::new()).await.unwrap();
    seat.arrive().await;
    assert_eq!(seat.path().await, "/unlock");
    assert!(!seat.html().await.contains(words));
    // Whoever sits there and knows the browser well reads nothing of it in the tab, and has no key.
    let kept = web.execute("return sessionStorage.getItem('locked')", Vec::new()).await.unwrap();
    let kept = kept.json().as_str().unwrap().to_owned();
    assert!(kept.contains("sealed") && !kept.contains("郭大爷"), "{kept}");
    let all = "return JSON.stringify(sessionStorage) + JSON.stringify(localStorage)";
    let all = web.execute(all, Vec::new()).await.unwrap().json().to_string();
    for word in ["郭大爷", "楼道灯", "street-lamp"] {
        assert!(!all.contains(word), "{word} lies in the tab: {all}");
    }
    assert!(!seat.html().await.contains("data-locks-key"), "the key is on the locked page");
    seat.write("password", PASSWORD).await;
    seat.submit("继续").await;
    assert_eq!(seat.path().await, "/w/intake");
    let typed = "return document.getElementsByName('text')[0].value + \
                 document.getElementsByName('name')[0].value + \
                 document.getElementsByName('category')[0].value";
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    let back = web.execute(typed, Vec::new()).await.unwrap();
    assert_eq!(back.json(), &serde_json::Value::from(format!("{words}郭大爷street-lamp")));
    let kept = web.execute("return sessionStorage.getItem('locked')", Vec::new()).await.unwrap();
    assert!(kept.json().is_null(), "once");
    assert!(!seat.html().await.contains("data-locks-key"), "the script alone holds the key");

    // Sent just as the lock fell.
    bench.app.clock.advance(6 * MINUTE_MS);
    seat.submit("提交并打印回执").await;
    seat.sees("您刚才填的内容还在").await;
    seat.write("password", "not this one").await;
    seat.submit("继续").await;
    seat.sees("密码不正确").await;
    seat.write("password", PASSWORD).await;
    seat.submit("继续").await;
    seat.sees("您填的内容还在").await;
    seat.is_sound("counter-resume").await;
    seat.submit("回到表格").await;
    assert_eq!(seat.path().await, "/w/intake");
    let back = web.execute(typed, Vec::new()).await.unwrap();
    assert_eq!(back.json(), &serde_json::Value::from(format!("{words}郭大爷street-lamp")));
    seat.submit("提交并打印回执").await;
    assert!(seat.path().await.ends_with("/receipt"));
    // No telephone was left: nothing to scan that would ask for its digits.
    assert!(!seat.has("svg[role=img]").await, "a dead end");
    seat.sees("报上编号").await;
    seat.leave().await;
}
