//! Every page on paper: as wide as the sheet, with what it says and without the ways elsewhere.

use linli_testkit::browser::{Browser, Look};

use super::{
    richest, sheets,
    viewer::{self, Dress, Viewer},
};
use crate::routes::{scene::Scene, table::Row};

#[tokio::test(flavor = "multi_thread")]
async fn every_page_stands_up_on_paper() {
    let scene = Scene::new().await;
    let sheets = sheets(&scene).await;
    let pages = richest(&sheets);
    assert!(pages.len() > 40, "where are the pages?");
    let site = viewer::serve(&scene).await;
    let (browser, dress) = (Browser::start().unwrap(), Dress::new("paper", &[]));
    let mut viewer = Viewer::open(&browser, Look::DESKTOP, &dress, &site, &scene).await;
    viewer.prints().await;
    let mut faults = Vec::new();
    for sheet in pages {
        faults.extend(viewer.faults_on_paper(sheet.who, &sheet.address).await);
    }
    for (who, address) in [
        ("raiser", "/m/matters/{own}"),
        ("grid-worker", "/w/cases/{own}"),
        ("nobody", "/indicators"),
    ] {
        let address = Row::filled(address, &scene.ids);
        let printed = viewer.pdf(who, &address).await;
        assert!(printed.starts_with(b"%PDF-") && printed.len() > 5_000, "{address}");
    }
    viewer.close().await;
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
