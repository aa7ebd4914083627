//! A resident's journeys: the whole loop on a phone, without scripts, in elder mode, and every
//! page of residents and of the portal in every look.

mod household;
mod own_account;

use linli_app::matter::Raw;
use linli_kernel::CaseId;
use linli_testkit::{app::HOUR_MS, browser::Look};

use crate::browser::{Page, Town, photo_file};

const WORDS: &str = "1号楼东侧的路灯坏了三天，晚上出门看不见路，老人不敢下楼";

/// The grid worker solves it on the spot, through the same use-case as the workbench.
async fn solve(town: &Town, id: CaseId) {
    let fields = [("result", "已更换灯泡，当晚恢复照明"), ("course", "接到反映后到场检查")];
    let fields = fields.map(|(key, value)| (key.to_owned(), Raw::Text(value.to_owned())));
    let worker = town.district.grid_worker.person;
    town.test.does(worker, id, "on-spot", fields.into()).await.unwrap();
}

async fn reported_id(page: &Page) -> CaseId {
    let path = page.path().await;
    path.split('/').nth(3).unwrap().parse().unwrap_or_else(|_| panic!("no receipt: {path}"))
}

async fn sign_in(page: &Page, phone: &str) {
    page.go("/m").await;
    assert!(page.path().await.starts_with("/sign-in?next="), "{}", page.path().await);
    page.write("input[name=phone]", phone).await;
    page.press_words("获取验证码").await;
    page.sound().await;
    let code = page.find("[data-shown-code]").await.text().await.unwrap();
    page.write("input[name=code]", "000000").await;
    page.press("main form button").await;
    assert!(page.has(".ll-errors").await, "{}", page.text().await);
    page.write("input[name=code]", &code).await;
    page.press("main form button").await;
    assert_eq!(page.path().await, "/m");
    page.forgive().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_loop_on_a_phone() {
    let town = Town::open().await;
    let page = town.window(Look::PHONE).await;
    sign_in(&page, town.district.resident.phone).await;
    page.sound().await;
    assert!(page.text().await.contains("柳园小区1号楼"), "{}", page.text().await);

    // An empty report is shown again with what is missing.
    page.press("a.ll-lead").await;
    let send = ".ll-submit .ll-button--primary";
    page.find("textarea").await.send_keys(" ").await.unwrap();
    page.window
        .web
        .execute("document.querySelector('form').noValidate = true", vec![])
        .await
        .unwrap();
    page.press(send).await;
    assert!(page.has(".ll-errors a[href='#field-text']").await, "{}", page.text().await);

    page.forgive().await;
    // Danger is told of first, and nothing typed is lost.
    page.write("textarea", "楼道着火了，有浓烟").await;
    let photo = photo_file("loop");
    let file = page.find("input[type=file]").await;
    file.send_keys(photo.to_str().unwrap()).await.unwrap();
    page.press(send).await;
    assert!(page.has("a[href='tel:119']").await, "{}", page.text().await);
    assert!(page.has("img[src^='/photos/']").await, "the photo is kept");
    page.sound().await;
    page.picture("resident-report-emergency").await;

    page.write("textarea", WORDS).await;
    page.press(send).await;
    let id = reported_id(&page).await;
    page.sound().await;
    page.picture("resident-receipt").await;
    page.press_words("看办理进度").await;
    assert!(page.text().await.contains(WORDS));
    page.sound().await;
    page.picture("resident-matter").await;

    // Urging once is taken, and not offered again the same day.
    page.press_words("催办").await;
    assert!(page.text().await.contains("您催办"), "{}", page.text().await);
    assert!(!page.has("form[action$='/act/urge']").await);

    // More words and a photo.
    page.press_words("补充").await;
    page.sound().await;
    page.write("textarea", "今天又有人差点摔倒").await;
    page.press("main form .ll-button--primary").await;
    assert!(page.text().await.contains("今天又有人差点摔倒"), "{}", page.text().await);

    solve(&town, id).await;
    town.test.pass(2 * HOUR_MS).await.unwrap();
    page.go("/m/messages").await;
    assert!(page.text().await.contains("请您评价"), "{}", page.text().await);
    assert!(page.has(".ll-tabbar .ll-count").await, "what is new is counted");
    page.sound().await;
    page.go("/m/messages").await;
    assert!(!page.has(".ll-tabbar .ll-count").await, "what was on the screen is read");
    page.go(&format!("/m/matters/{id}")).await;
    page.picture("resident-matter-rate").await;
    page.sound().await;
    page.press("input[name='f.answer'][value=satisfied]").await;
    page.press("#do-rate form .ll-button--primary").await;
    assert!(page.text().await.contains("您评价：满意"), "{}", page.text().await);
    page.sound().await;
    page.picture("resident-matter-rated").await;
    page.window.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_begun_comes_back_with_its_place() {
    let town = Town::open().await;
    let page = town.window(Look::PHONE).await;
    sign_in(&page, town.district.resident.phone).await;
    page.go("/m/report").await;
    let note = page.find("[data-draft-note]").await;
    assert!(!note.is_displayed().await.unwrap(), "nothing was begun");
    let place = town.district.compound;
    page.go(&format!("/m/report?place={place}")).await;
    page.write("textarea", WORDS).await;
    page.go("/m").await;
    page.go("/m/report").await;
    let chosen = format!("input[name=place][value='{place}']");
    for _ in 0..100 {
        if page.has(&chosen).await {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert!(page.has(&chosen).await, "{}", page.text().await);
    let kept = page.find("textarea").await.prop("value").await.unwrap();
    assert_eq!(kept.as_deref(), Some(WORDS));
    let note = page.find("[data-draft-note]").await;
    assert!(note.is_displayed().await.unwrap(), "photos do not come back: {}", page.text().await);
    page.sound().await;
    page.press(".ll-submit .ll-button--primary").await;
    reported_id(&page).await;
    page.go("/m/report").await;
    let note = page.find("[data-draft-note]").await;
    assert!(!note.is_displayed().await.unwrap(), "what was sent is no draft");

    // Whoever uses the same window next reads nothing of it, signed out properly or not.
    page.write("textarea", WORDS).await;
    page.window.web.delete_all_cookies().await.unwrap();
    sign_in(&page, town.district.neighbour.phone).await;
    page.go(&format!("/m/report?place={place}")).await;
    let words = page.find("textarea").await.prop("value").await.unwrap();
    assert_eq!(words.as_deref(), Some(""));
    page.window.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_loop_without_scripts_in_elder_mode() {
    let town = Town::open().await;
    let page = town.window(Look::PHONE.without_scripts()).await;
    sign_in(&page, town.district.resident.phone).await;
    page.press("button[name=mode][value=elder]").await;
    assert!(page.has("html[data-mode=elder]").await);
    page.picture("resident-home-elder-noscript").await;

    page.press("a.ll-lead").await;
    page.write("textarea", WORDS).await;
    // Another place: up the tree and down again, with the words kept.
    page.press("button[formaction='/m/report/place']").await;
    page.picture("resident-place-elder").await;
    page.press_words("柳园小区").await;
    page.press_words("1号楼").await;
    page.press("button[name=pick]").await;
    assert_eq!(page.find("textarea").await.text().await.unwrap(), WORDS);
    assert!(page.find(".ll-place").await.text().await.unwrap().contains("1号楼"));
    let photo = photo_file("elder");
    page.find("input[type=file]").await.send_keys(photo.to_str().unwrap()).await.unwrap();
    page.press(".ll-submit .ll-button--primary").await;
    let id = reported_id(&page).await;
    page.picture("resident-receipt-elder").await;

    solve(&town, id).await;
    town.test.pass(2 * HOUR_MS).await.unwrap();
    page.go(&format!("/m/matters/{id}")).await;
    page.picture("resident-matter-elder").await;
    // Without an answer the form is shown again.
    page.press("input[name='f.answer'][value=not-solved]").await;
    page.write("textarea[name='f.remark']", "晚上还是不亮").await;
    page.press("#do-rate form .ll-button--primary").await;
    assert!(page.text().await.contains("没有解决"), "{}", page.text().await);
    page.window.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_neighbour_is_shown_what_was_reported_already() {
    let town = Town::open().await;
    let first = town.signed_in(Look::PHONE, town.district.resident.person).await;
    first.go("/m/report").await;
    first.write("textarea", WORDS).await;
    first.press(".ll-submit .ll-button--primary").await;
    reported_id(&first).await;

    let second = town.signed_in(Look::PHONE, town.district.neighbour.person).await;
    second.go(&format!("/m/report?place={}", town.district.building)).await;
    second.write("textarea", "1号楼路灯坏了，晚上看不见路，老人不敢下楼").await;
    second.press(".ll-submit .ll-button--primary").await;
    let text = second.text().await;
    assert!(text.contains("附近可能已经有人反映过"), "{text}");
    assert!(!text.contains("坏了三天"), "a neighbour's words stay theirs: {text}");
    second.sound().await;
    second.picture("resident-similar").await;
    second.press_words("看过了，仍然提交").await;
    reported_id(&second).await;
    second.window.close().await.unwrap();
    first.window.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_for_what_moved_on_is_shown_again() {
    let town = Town::open().await;
    let page = town.signed_in(Look::PHONE, town.district.resident.person).await;
    page.go("/m/report").await;
    page.write("textarea", WORDS).await;
    page.press(".ll-submit .ll-button--primary").await;
    let id = reported_id(&page).await;
    page.go(&format!("/m/matters/{id}/act/withdraw")).await;
    page.write("textarea", "已经自己修好了").await;
    solve(&town, id).await;
    page.press("main form .ll-button--danger").await;
    let text = page.text().await;
    assert!(text.contains("已经自己修好了"), "what was typed is lost: {text}");
    assert!(text.contains("当场办结"), "what happened meanwhile: {text}");
    page.picture("resident-act-gone").await;
    page.window.close().await.unwrap();
}
