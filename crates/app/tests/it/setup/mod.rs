//! Setting up over a real store: what files change, and what they must not.

mod anything;
mod calendar;
mod places;
mod playbook_change;
mod playbooks;
mod staff;
mod workbook;

use linli_app::{account::Administrator, setup};
use linli_kernel::PlaceId;
use linli_testkit::app::TestApp;

const BY: Administrator<'static> = Administrator::Operator;
/// Kenli's playbook.
const KENLI: &str = include_str!("../../../../../playbooks/kenli/kenli.kdl");

/// County, street and two communities, as the list of divisions writes them.
const DIVISIONS: &str = "\
locality,code,level,name,parent
kenli,370505,county,垦利区,3705
kenli,370505001,street,垦利街道,370505
kenli,370505001007,committee,胜兴社区居民委员会,370505001
kenli,370505001010,committee,东方社区居民委员会,370505001
leling,371481,county,乐陵市,3714
";

/// An installation with the county and Kenli's playbook; its district.
async fn kenli() -> (TestApp, PlaceId) {
    let test = TestApp::empty().await.unwrap();
    let import = setup::import_places(&test.app, BY, DIVISIONS.as_bytes(), Some("370505"), false);
    let import = import.await.unwrap();
    assert_eq!(import.problems, []);
    let district = import.districts[0];
    let published =
        setup::publish_playbook(&test.app, BY, "kenli.kdl", KENLI, false).await.unwrap();
    let setup::Published::Stored { key, version, .. } = published else {
        panic!("{published:?}");
    };
    setup::bind_playbook(&test.app, BY, district, &key, version).await.unwrap();
    (test, district)
}

/// Problems as row, column and code.
fn found(import: &setup::Import) -> Vec<(u64, &str, &str)> {
    import.problems.iter().map(|p| (p.row, p.column.as_str(), p.code.as_str())).collect()
}
