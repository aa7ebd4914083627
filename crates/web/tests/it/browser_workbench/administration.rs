//! The page behind somebody's own link, which no session opens.

use linli_app::account::{self, Administrator, Invite};
use linli_testkit::browser::Look;

use super::bench::Bench;

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
