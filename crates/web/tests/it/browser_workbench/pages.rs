//! Every page of the workbench in every look: nothing sticks out, axe finds nothing.

use linli_testkit::browser::Look;
use thirtyfour::prelude::*;

use super::bench::{Bench, Seat};

const ENGLISH: Look = Look { language: "en", ..Look::DESKTOP };

async fn dress(seat: &Seat<'_>, cookies: &[(&str, &str)]) {
    for (name, value) in cookies {
        let mut cookie = Cookie::new((*name).to_owned(), (*value).to_owned());
        cookie.set_path("/");
        seat.window.web.add_cookie(cookie).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_sound_in_every_look() {
    let bench = Bench::open().await;
    let lamp = bench.report("1号楼东侧路灯坏了三天，晚上看不见路。", "street-lamp").await;
    bench.report("3单元门口路灯坏了，晚上看不清路，老人不敢出门。", "street-lamp").await;
    bench.report("楼道里堆放旧家具，占用消防通道。", "fire-lane").await;
    bench.report("楼上夜里装修噪声很大，请帮忙调解。", "noise").await;
    bench.app.pass(20 * linli_testkit::app::HOUR_MS).await.unwrap();
    let case = format!("/w/cases/{}", lamp.id);
    let paths = [
        ("queue", "/w".to_owned()),
        ("cases", "/w/cases".to_owned()),
        ("case", case.clone()),
        ("act", format!("{case}/act?action=on-spot&task=1")),
        ("reveal", format!("{case}/reveal?what=name")),
    ];
    let looks: [(&str, Look, &[(&str, &str)]); 5] = [
        ("phone", Look::PHONE, &[]),
        ("desktop", Look::DESKTOP, &[]),
        ("dark", Look::DESKTOP, &[("theme", "dark")]),
        ("elder", Look::PHONE, &[("mode", "elder")]),
        ("english", ENGLISH, &[]),
    ];
    for (look_name, look, cookies) in looks {
        let seat = bench.window(look, bench.district.grid_worker).await;
        dress(&seat, cookies).await;
        for (name, path) in &paths {
            seat.go(path).await;
            seat.is_sound(&format!("{name}-{look_name}")).await;
        }
        seat.leave().await;
    }
}
