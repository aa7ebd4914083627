//! The page behind somebody's own link, which no session opens, and what two offices do about how
//! the staff signs in: one invites and suspends, the other resets, ends sessions and sets numbers.

use linli_app::account::{self, Administrator, Invite};
use linli_testkit::browser::Look;
use thirtyfour::prelude::*;

use super::bench::{Bench, Seat};
use crate::{
    browser_counter::equipped,
    browser_loop::{
        first::{accept, first_administrator},
        round::enter,
    },
};

/// The grid worker's new number.
const NEW_NUMBER: &str = "19900000203";

#[tokio::test(flavor = "multi_thread")]
async fn the_page_behind_a_link_is_sound_and_so_is_that_of_a_link_that_is_gone() {
    let bench = Bench::open().await;
    let invite = Invite { name: "钱".into(), username: "qian".into(), ..Invite::default() };
    let invited = account::invite(&bench.app.app, Administrator::Operator, &invite);
    let link = invited.await.unwrap().1;
    for (size, look) in [("phone", Look::PHONE), ("desktop", Look::DESKTOP)] {
        let seat = bench.visitor(look).await;
        seat.go(&format!("/staff/link/{link}")).await;
        assert!(seat.has("input[name=totp_code]").await, "{}", seat.words().await);
        seat.is_sound(&format!("staff-link-{size}")).await;
        seat.go("/staff/link/gone").await;
        assert!(!seat.has("input[name=totp_code]").await, "{}", seat.words().await);
        seat.is_sound(&format!("staff-link-gone-{size}")).await;
        seat.leave().await;
    }
}

/// The path of the one-time link on a letter.
async fn link_on(letter: &Seat<'_>) -> String {
    let link = letter.window.web.find(By::Css("main a[href*='/staff/link/']")).await.unwrap();
    let address = link.prop("href").await.unwrap().unwrap();
    address.strip_prefix(&letter.bench.address).unwrap().to_owned()
}

/// Whoever this is had a session, and has none any more.
async fn is_signed_out(seat: &Seat<'_>) {
    seat.go("/w").await;
    assert_eq!(seat.path().await, "/sign-in", "{}", seat.words().await);
}

/// The system administrator fills the other office; its holder opens the letter at once.
async fn invite_security(system: &Seat<'_>, security: &Seat<'_>) {
    system.go("/admin/staff").await;
    system.press("邀请").await;
    system.write("name", "王安全").await;
    system.write("username", "worker").await;
    system.choose("administers", "security").await;
    system.submit("生成链接").await;
    system.sees("请先改正以下内容").await;
    system.write("username", "wang.anquan").await;
    system.submit("生成链接").await;
    system.sees("账号开通单").await;
    system.sees("您的用户名是wang.anquan。").await;
    system.is_sound("staff-letter").await;
    security.go(&link_on(system).await).await;
    accept(security, "staff-security").await;
    security.sees("您负责密码、身份验证器、登录状态和手机号的变更。").await;
}

async fn suspend_and_reinstate(system: &Seat<'_>, worker: &Seat<'_>, phone: &str) {
    worker.go("/w").await;
    assert_eq!(worker.path().await, "/w");
    system.go("/admin/staff").await;
    system.write("place", "柳园第一网格").await;
    system.submit("搜索").await;
    system.press("赵敏").await;
    system.sees("手机验证码").await;
    system.is_sound("staff-member-system").await;
    system.submit("停用").await;
    system.sees("此人已停用。恢复后可以重新登录。").await;
    system.is_sound("staff-suspended").await;
    is_signed_out(worker).await;
    system.submit("恢复").await;
    system.sees("已恢复。").await;
    system.sees("手机验证码").await;
    enter(worker, phone).await;
    worker.go("/w").await;
    assert_eq!(worker.path().await, "/w");
}

/// Ends the grid worker's sessions; then gives them another number, not that of a colleague.
async fn sign_out_and_renumber(security: &Seat<'_>, worker: &Seat<'_>, taken: &str) {
    security.go("/admin/staff").await;
    security.write("place", "柳园第一网格").await;
    security.submit("搜索").await;
    security.press("赵敏").await;
    security.is_sound("staff-member-security").await;
    security.submit("全部退出登录").await;
    security.sees("已全部退出登录。").await;
    is_signed_out(worker).await;
    security.write("phone", taken).await;
    security.submit("更换手机号").await;
    security.sees("这个手机号已有人使用").await;
    security.is_sound("staff-number-taken").await;
    security.write("phone", NEW_NUMBER).await;
    security.submit("更换手机号").await;
    security.sees("手机号已更换。").await;
    security.sees("199****0203").await;
    enter(worker, NEW_NUMBER).await;
    worker.go("/w").await;
    assert_eq!(worker.path().await, "/w");
}

/// A number that is somebody else's by now: whoever shows its next code begins as a new person.
async fn release_number(security: &Seat<'_>, holder: &Seat<'_>, phone: &str) {
    security.go("/admin/staff").await;
    security.write("place", "柳园第二网格").await;
    security.submit("搜索").await;
    security.press("钱勇").await;
    security.press("解除手机号").await;
    security.sees("此号码下次登录将是一位新用户。").await;
    security.is_sound("staff-release").await;
    security.submit("解除手机号").await;
    security.sees("手机号已解除。").await;
    enter(holder, phone).await;
    holder.sees("还没有反映过事项").await;
    holder.sees_not("去工作台").await;
    holder.go("/w").await;
    holder.sees("没有权限").await;
}

/// A community worker lost telephone and recovery codes.
async fn reset(security: &Seat<'_>, colleague: &Seat<'_>) {
    security.go("/admin/staff").await;
    security.write("username", "worker").await;
    security.submit("搜索").await;
    security.press("孙丽").await;
    security.sees("密码和动态码").await;
    security.press("重置密码和身份验证器").await;
    security.sees("原来的密码、身份验证器和恢复码立即作废").await;
    security.is_sound("staff-reset").await;
    security.submit("重置密码和身份验证器").await;
    security.sees("您原来的密码和身份验证器已作废。").await;
    is_signed_out(colleague).await;
    colleague.go(&link_on(security).await).await;
    accept(colleague, "staff-reset").await;
    assert_eq!(colleague.path().await, "/w");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_offices_look_after_how_the_staff_signs_in() {
    let bench = Bench::open().await;
    let people = &bench.district;
    equipped(&bench.app, people.community_worker).await;
    let system = bench.visitor(Look::DESKTOP).await;
    first_administrator(&system).await;
    let security = bench.visitor(Look::DESKTOP).await;
    invite_security(&system, &security).await;
    let worker = bench.window(Look::PHONE, people.grid_worker).await;
    suspend_and_reinstate(&system, &worker, people.grid_worker.phone).await;
    system.leave().await;
    sign_out_and_renumber(&security, &worker, people.other_grid_worker.phone).await;
    release_number(&security, &worker, people.other_grid_worker.phone).await;
    worker.leave().await;
    let colleague = bench.window(Look::DESKTOP, people.community_worker).await;
    reset(&security, &colleague).await;
    colleague.leave().await;

    // Nobody does it for themselves.
    security.go("/admin/staff").await;
    security.write("username", "wang.anquan").await;
    security.submit("搜索").await;
    security.press("王安全").await;
    security.sees("自己的须由另一位管理员办理").await;
    assert!(!security.has("form[method=post]").await, "{}", security.words().await);
    security.leave().await;
}
