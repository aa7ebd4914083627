//! From an empty installation to its first closed matter: the one-time link, places, playbook,
//! calendar and staff by table, then a resident and a grid worker with their own telephones.

use std::path::PathBuf;

use linli_app::account;
use linli_testkit::{
    app::{HOUR_MS, TestApp},
    browser::Look,
    fixture,
};
use thirtyfour::prelude::*;

use super::round::enter;
use crate::browser_workbench::bench::{Seat, Site};

/// A table as a file, to be uploaded.
fn file(name: &str, text: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("linli-{}-{name}.csv", std::process::id()));
    std::fs::write(&path, text).unwrap();
    path
}

/// Whoever opened a one-time link sets password and factor, and keeps the recovery codes.
pub(crate) async fn accept(seat: &Seat<'_>, name: &str) {
    let secret = seat.window.web.find(By::Name("totp_secret")).await.unwrap();
    let secret = secret.prop("value").await.unwrap().unwrap();
    seat.write("password", "Qinghe-2026 长口令").await;
    let code = account::totp_code(&secret, seat.bench.app.app.now()).unwrap();
    seat.write("totp_code", &code).await;
    seat.submit("完成设置").await;
    seat.sees("恢复码").await;
    seat.is_sound(&format!("{name}-recovery")).await;
    seat.press("已保存，继续").await;
}

/// The first system administrator comes in by the link that the program printed.
pub(crate) async fn first_administrator(seat: &Seat<'_>) {
    let app = &seat.bench.app.app;
    let link = account::first_run_link(app).await.unwrap().unwrap();
    seat.go(&format!("/staff/link/{link}")).await;
    seat.is_sound("first-link").await;
    seat.write("name", "王建").await;
    seat.write("username", "wangjian").await;
    accept(seat, "first").await;
    seat.sees("导入地点").await;
    seat.is_sound("first-start").await;
    // The link has done its work.
    assert!(account::first_run_link(app).await.unwrap().is_none());
}

async fn import(seat: &Seat<'_>, kind: &str, text: &str) {
    seat.go(&format!("/admin/imports/{kind}")).await;
    seat.attach(&file(kind, text)).await;
    seat.submit("检查").await;
    seat.sees("检查通过").await;
    seat.is_sound(&format!("first-{kind}-checked")).await;
    seat.submit("确认导入").await;
    seat.sees("已导入").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_installation_comes_to_its_first_closed_matter() {
    let site = Site::open(TestApp::empty().await.unwrap()).await;
    let seat = site.visitor(Look::DESKTOP).await;
    first_administrator(&seat).await;

    // A table with a mistake changes nothing and says where it is.
    seat.go("/admin/imports/places").await;
    seat.attach(&file(
        "wrong",
        "key,parent,kind,name\nd,,district,清河区\nx,nowhere,street,柳园街道\n",
    ))
    .await;
    seat.submit("检查").await;
    seat.sees("没有这个上级").await;
    seat.is_sound("first-places-wrong").await;
    import(&seat, "places", fixture::PLACES).await;

    seat.go("/admin/playbooks").await;
    seat.choose("shipped", "kenli").await;
    seat.submit("检查并存入").await;
    seat.go("/admin/playbooks").await;
    seat.is_sound("first-playbooks").await;
    seat.submit("启用").await;
    seat.sees("kenli 1").await;
    seat.go("/admin/calendars").await;
    seat.choose("shipped", "2026").await;
    seat.submit("导入").await;
    seat.sees("已导入2026年").await;
    import(&seat, "staff", fixture::STAFF).await;
    seat.go("/admin").await;
    seat.is_sound("first-done").await;
    seat.leave().await;

    // The resident's home was in the table; so was the grid worker's post.
    let seat = site.visitor(Look::PHONE).await;
    enter(&seat, "19900000001").await;
    seat.go("/m/report").await;
    seat.sees("柳园小区1号楼").await;
    seat.write("text", "楼门口的灯不亮了。").await;
    seat.submit("提交").await;
    seat.sees("承诺办结").await;
    let id = seat.path().await.split('/').nth(3).unwrap().to_owned();
    enter(&seat, "19900000003").await;
    seat.go(&format!("/w/cases/{id}")).await;
    seat.press("当场办结").await;
    seat.write("f.result", "换了灯泡，当晚就亮。").await;
    seat.submit("当场办结").await;
    site.app.pass(HOUR_MS).await.unwrap();
    enter(&seat, "19900000001").await;
    seat.go(&format!("/m/matters/{id}")).await;
    seat.choose("f.answer", "satisfied").await;
    seat.submit("提交").await;
    seat.sees("您评价：满意").await;
    seat.is_sound("first-closed").await;
    seat.leave().await;
}
