//! One's own account on one's own telephone: where one is signed in, name, number, signing out; and
//! who has a post says whether residents read who it is.

use linli_testkit::{app::MINUTE_MS, browser::Look};

use super::sign_in;
use crate::browser::{Page, Town};

const NEW_NUMBER: &str = "19900000201";

/// A sign-in that one does not know is ended from here.
async fn end_the_other_session(page: &Page, other: &Page) {
    page.go("/m/me").await;
    page.press("a[href='/m/me/sessions']").await;
    assert!(page.text().await.contains("本机"), "{}", page.text().await);
    page.sound().await;
    page.picture("resident-sessions").await;
    page.press_words("退出这个登录").await;
    assert!(page.text().await.contains("已退出那个登录。"), "{}", page.text().await);
    assert!(!page.has("form[action$='/end']").await, "one's own is not ended here");
    other.go("/m").await;
    assert!(other.path().await.starts_with("/sign-in"), "{}", other.path().await);
}

async fn correct_the_name(page: &Page) {
    page.go("/m/me").await;
    page.press("a[href='/m/me/name']").await;
    page.sound().await;
    page.write("input[name=name]", "李秀兰").await;
    page.press_words("保存姓名").await;
    assert_eq!(page.path().await, "/m/me");
    let text = page.text().await;
    assert!(text.contains("已保存。") && text.contains("李秀兰"), "{text}");
}

/// A code to the new number, mistyped once.
async fn change_the_number(page: &Page) {
    page.press("a[href='/m/me/phone']").await;
    page.sound().await;
    page.write("input[name=phone]", NEW_NUMBER).await;
    page.press_words("获取验证码").await;
    page.sound().await;
    page.picture("resident-phone-code").await;
    let code = page.find("[data-shown-code]").await.text().await.unwrap();
    page.write("input[name=code]", "000000").await;
    page.press_words("换成这个号码").await;
    assert!(page.has(".ll-errors").await, "{}", page.text().await);
    page.forgive().await;
    page.write("input[name=code]", &code).await;
    page.press_words("换成这个号码").await;
    assert_eq!(page.path().await, "/m/me");
    let text = page.text().await;
    assert!(text.contains("已保存。") && text.contains("0201"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resident_keeps_their_own_account() {
    let town = Town::open().await;
    let page = town.window(Look::PHONE).await;
    sign_in(&page, town.district.resident.phone).await;
    let other = town.signed_in(Look::PHONE, town.district.resident.person).await;
    end_the_other_session(&page, &other).await;
    other.window.close().await.unwrap();
    correct_the_name(&page).await;
    change_the_number(&page).await;
    page.press_words("退出登录").await;
    assert_eq!(page.path().await, "/");
    assert!(page.text().await.contains("已退出登录。"), "{}", page.text().await);

    // The new number opens what the old one did, and a number gets one code a minute.
    town.test.clock.advance(2 * MINUTE_MS);
    sign_in(&page, NEW_NUMBER).await;
    assert!(page.text().await.contains("李秀兰"), "{}", page.text().await);
    page.window.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_a_post_is_named_once_they_agree() {
    let town = Town::open().await;
    let worker = town.signed_in(Look::PHONE, town.district.grid_worker.person).await;
    let resident = town.signed_in(Look::PHONE, town.district.resident.person).await;
    let named = async || {
        resident.go("/m").await;
        resident.text().await.contains("赵敏")
    };
    assert!(!named().await, "only the post");
    worker.go("/m/me").await;
    worker.sound().await;
    worker.press_words("同意公开姓名和电话").await;
    let text = worker.text().await;
    assert!(text.contains("居民现在能看到您的姓名和电话。") && text.contains("已公开"), "{text}");
    worker.picture("resident-me-post").await;
    assert!(named().await, "{}", resident.text().await);
    resident.sound().await;
    worker.press_words("不再公开").await;
    let text = worker.text().await;
    assert!(text.contains("已不再公开您的姓名和电话。"), "{text}");
    assert!(!named().await, "{}", resident.text().await);
    resident.window.close().await.unwrap();
    worker.window.close().await.unwrap();
}
