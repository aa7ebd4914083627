//! A family on two telephones: who lives there, who acts for whom, and who moves out.

use linli_testkit::browser::Look;

use super::sign_in;
use crate::browser::{Page, Town};

/// The neighbour says to live there too; whoever is confirmed there already says that it is so.
async fn move_in(resident: &Page, neighbour: &Page, household: &str) {
    neighbour.go(&format!("/m/homes/new?at={household}")).await;
    neighbour.press("input[name=tie][value=family]").await;
    neighbour.press_words("就是这一户").await;
    let text = neighbour.text().await;
    assert!(text.contains("已登记，等待确认"), "{text}");

    resident.go("/m").await;
    let text = resident.text().await;
    assert!(text.contains("王*国登记与您同住，等您确认。"), "{text}");
    resident.press_words("去确认").await;
    resident.sound().await;
    resident.picture("resident-homes-waiting").await;
    resident.press_words("确认是一家人").await;
    let text = resident.text().await;
    assert!(text.contains("王建国"), "whom one lives with is named in full: {text}");
    assert!(!resident.has("form[action$='/confirm']").await, "{text}");
    resident.sound().await;
}

/// An elder without a telephone is acted for; the neighbour acts for the resident, for a while.
async fn act_for_each_other(resident: &Page, neighbour: &Page, giver: &str) {
    resident.go("/m/me").await;
    resident.press("a[href='/m/family']").await;
    resident.write("input[name=name]", "李奶奶").await;
    resident.press("input[name=channel][value=spoken]").await;
    resident.press_words("老人同意，添加").await;
    let text = resident.text().await;
    assert!(text.contains("我替李奶奶办"), "{text}");
    resident.press_words("让王建国替我办").await;
    let text = resident.text().await;
    assert!(text.contains("已授权。"), "{text}");
    let given = format!("a[href^='/m/family/{giver}/withdraw']");
    assert!(resident.has(&given).await, "{text}");
    assert!(!resident.has("form[action='/m/family/consent']").await, "{text}");
    resident.sound().await;
    resident.picture("resident-family").await;
    neighbour.go("/m/family").await;
    assert!(neighbour.text().await.contains("我替李秀英办"), "{}", neighbour.text().await);

    // Taken back after it was asked once more; the elder's stays.
    resident.press(&given).await;
    let text = resident.text().await;
    assert!(text.contains("确定收回授权吗") && text.contains("王建国替我办"), "{text}");
    resident.sound().await;
    resident.press_words("收回授权").await;
    let text = resident.text().await;
    assert!(text.contains("已收回授权。") && text.contains("我替李奶奶办"), "{text}");
    assert!(!resident.has(&given).await, "{text}");
    neighbour.go("/m/family").await;
    assert!(!neighbour.text().await.contains("我替李秀英办"), "{}", neighbour.text().await);
}

async fn move_out(resident: &Page, neighbour: &Page, household: &str) {
    neighbour.go("/m/homes").await;
    neighbour.press(&format!("a[href='/m/homes/{household}/leave']")).await;
    let text = neighbour.text().await;
    assert!(text.contains("确定不住这里了吗"), "{text}");
    neighbour.sound().await;
    neighbour.press_words("我不住这里了").await;
    assert!(neighbour.text().await.contains("已解除绑定。"), "{}", neighbour.text().await);
    assert!(!neighbour.has(&format!("a[href='/m/homes/{household}/leave']")).await);
    resident.go("/m/homes").await;
    assert!(!resident.text().await.contains("王建国"), "{}", resident.text().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_moves_together_acts_for_each_other_and_parts() {
    let town = Town::open().await;
    let resident = town.signed_in(Look::PHONE, town.district.resident.person).await;
    // Only who signed in once can be let act for somebody.
    let neighbour = town.window(Look::PHONE).await;
    sign_in(&neighbour, town.district.neighbour.phone).await;
    let household = town.district.household.to_string();
    move_in(&resident, &neighbour, &household).await;
    let giver = town.district.resident.person.to_string();
    act_for_each_other(&resident, &neighbour, &giver).await;
    move_out(&resident, &neighbour, &household).await;
    neighbour.window.close().await.unwrap();
    resident.window.close().await.unwrap();
}
