//! A worker at a desk acts on several tasks at once: by keys, by the box for all, and without scripts.

use linli_kernel::CaseId;
use linli_testkit::browser::Look;
use thirtyfour::prelude::*;

use super::bench::{Bench, Seat};

/// Four reports of the same kind.
async fn four(bench: &Bench) -> Vec<CaseId> {
    let mut all = Vec::new();
    for lamp in ["东侧", "西侧", "南侧", "北侧"] {
        let text = format!("1号楼{lamp}路灯坏了三天。");
        all.push(bench.report(&text, "street-lamp").await.id);
    }
    all
}

/// Presses keys one after the other where the focus is.
async fn keys(seat: &Seat<'_>, keys: &[&str]) {
    for key in keys {
        let focused = seat.window.web.active_element().await.unwrap();
        focused.send_keys(*key).await.unwrap();
    }
}

/// The boxes of the queue: the case, and whether it is picked.
async fn boxes(seat: &Seat<'_>) -> Vec<(String, bool)> {
    let mut found = Vec::new();
    for pick in seat.window.web.find_all(By::Css("main input[name=task]")).await.unwrap() {
        let value = pick.prop("value").await.unwrap().unwrap();
        let case = value.split('.').next().unwrap().to_owned();
        found.push((case, pick.is_selected().await.unwrap()));
    }
    found
}

async fn picked(seat: &Seat<'_>) -> Vec<bool> {
    boxes(seat).await.into_iter().map(|(_, picked)| picked).collect()
}

/// In which step each case is, in the order of the queue that was shown.
async fn steps(bench: &Bench, cases: &[CaseId], shown: &[(String, bool)]) -> Vec<String> {
    let mut found = Vec::new();
    for (shown, _) in shown {
        let case = cases.iter().find(|case| case.to_string() == *shown).unwrap();
        found.push(bench.step(*case).await);
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn tasks_are_picked_by_keys_and_acted_on_together() {
    let bench = Bench::open().await;
    let cases = four(&bench).await;
    let seat = bench.window(Look::DESKTOP, bench.district.grid_worker).await;
    seat.go("/w").await;
    // Down, pick, down twice, up, pick.
    keys(&seat, &["j", "x", "j", "j", "k", "x"]).await;
    let shown = boxes(&seat).await;
    assert_eq!(picked(&seat).await, [true, true, false, false]);
    // In the field for searching the same keys are letters.
    keys(&seat, &["/"]).await;
    let field = seat.window.web.active_element().await.unwrap();
    assert_eq!(field.attr("type").await.unwrap().as_deref(), Some("search"));
    keys(&seat, &["x", "j", "x"]).await;
    assert_eq!(field.prop("value").await.unwrap().as_deref(), Some("xjx"));
    assert_eq!(picked(&seat).await, [true, true, false, false]);
    seat.is_sound("queue-picked").await;
    seat.press_in("value=\"at-once\"", "即办件").await;
    seat.sees("已提交").await;
    assert_eq!(steps(&bench, &cases, &shown).await, ["handle", "handle", "listen", "listen"]);
    // The rest by the box for all; X takes one of them out and in again.
    seat.go("/w").await;
    let all = seat.window.web.find(By::Css("main [data-pick-all] input")).await.unwrap();
    all.click().await.unwrap();
    let rest = picked(&seat).await;
    assert_eq!(rest.iter().filter(|picked| **picked).count(), rest.len());
    keys(&seat, &["j", "x"]).await;
    assert_eq!(picked(&seat).await.first(), Some(&false));
    keys(&seat, &["x"]).await;
    assert_eq!(picked(&seat).await, rest);
    seat.leave().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tasks_are_picked_by_boxes_without_scripts() {
    let bench = Bench::open().await;
    let cases = four(&bench).await;
    let seat = bench.window(Look::DESKTOP.without_scripts(), bench.district.grid_worker).await;
    seat.go("/w").await;
    let all = seat.window.web.find(By::Css("main [data-pick-all]")).await.unwrap();
    assert!(!all.is_displayed().await.unwrap(), "a box that would do nothing");
    seat.press_in("value=\"at-once\"", "即办件").await;
    seat.sees("没有勾选任何一项").await;
    assert_eq!(picked(&seat).await, [false; 4]);
    let found = seat.window.web.find_all(By::Css("main input[name=task]")).await.unwrap();
    for pick in found.iter().skip(1).take(2) {
        pick.click().await.unwrap();
    }
    let shown = boxes(&seat).await;
    assert_eq!(picked(&seat).await, [false, true, true, false]);
    seat.press_in("value=\"at-once\"", "即办件").await;
    seat.sees("已提交").await;
    assert_eq!(steps(&bench, &cases, &shown).await, ["listen", "handle", "handle", "listen"]);
    seat.leave().await;
}
