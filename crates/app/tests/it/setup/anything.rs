//! Whatever bytes are sent as a table: no panic, no failure of the program, nothing changed by a
//! dry run. The tables are checked as a whole, against the district that is there.

use linli_app::{
    AppError, account,
    intake::take_orders,
    ports::Store as _,
    setup::{self, PastedTable},
};
use linli_testkit::{
    app::TestApp,
    fixture::{PLACES, STAFF},
};
use proptest::{collection::vec, prelude::*, test_runner::TestRunner};
use tokio::runtime::Runtime;

use super::BY;

const ORDERS: &str = "\
number,due,channel,place,text,category,urgency,name,phone
DH-1,2026-07-20 18:00,hotline-12345,柳园小区1号楼,路灯坏了三天,street-lamp,ordinary,赵敏,19911112222
DH-2,,handed-down,柳园社区,排查独居老人,,,,
";

/// One change of a file.
#[derive(Clone, Debug)]
enum Slip {
    /// Bytes that stand there are left out.
    Cut(usize, usize),
    /// Any bytes are put in.
    Put(usize, Vec<u8>),
    /// Signs that mean something in a table are put in.
    Sign(usize, &'static str),
}

fn slip() -> impl Strategy<Value = Slip> {
    let signs = ["\"", ",", "\n", "\r", "\t", "，", "\u{feff}", "\0", "=1+1", "-1", "99999999999"];
    prop_oneof![
        (0_usize..4000, 0_usize..40).prop_map(|(at, length)| Slip::Cut(at, length)),
        (0_usize..4000, vec(any::<u8>(), 0..12)).prop_map(|(at, bytes)| Slip::Put(at, bytes)),
        (0_usize..4000, prop::sample::select(signs.to_vec()))
            .prop_map(|(at, sign)| Slip::Sign(at, sign)),
    ]
}

/// A table after slips, or bytes that never were one.
fn bytes(table: &'static str) -> impl Strategy<Value = Vec<u8>> {
    let slipped = vec(slip(), 1..5).prop_map(|slips| {
        let mut bytes = table.as_bytes().to_vec();
        for slip in slips {
            match slip {
                Slip::Cut(at, length) => {
                    let at = at % bytes.len().max(1);
                    let end = (at + length).min(bytes.len());
                    bytes.drain(at.min(end)..end);
                }
                Slip::Put(at, put) => {
                    let at = at % (bytes.len() + 1);
                    bytes.splice(at..at, put);
                }
                Slip::Sign(at, sign) => {
                    let at = at % (bytes.len() + 1);
                    bytes.splice(at..at, sign.bytes());
                }
            }
        }
        bytes
    });
    prop_oneof![4 => slipped, 1 => vec(any::<u8>(), 0..200)]
}

/// Runs the same check on many tables.
fn every(table: &'static str, check: impl Fn(Vec<u8>) -> Result<(), AppError>) {
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) };
    let checked = TestRunner::new(config).run(&bytes(table), |bytes| {
        check(bytes).map_err(|error| TestCaseError::fail(error.to_string()))
    });
    checked.unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn no_table_of_places_or_people_makes_the_import_fail() {
    let runtime = Runtime::new().unwrap();
    let (test, _) = runtime.block_on(TestApp::with_district()).unwrap();
    let before = runtime.block_on(setup::export_places(&test.app, BY)).unwrap();
    every(PLACES, |bytes| {
        runtime.block_on(setup::import_places(&test.app, BY, &bytes, None, true)).map(drop)
    });
    every(STAFF, |bytes| {
        runtime.block_on(setup::import_staff(&test.app, BY, &bytes, true)).map(drop)
    });
    let after = runtime.block_on(setup::export_places(&test.app, BY)).unwrap();
    assert_eq!(before, after, "a dry run changes nothing");
}

#[test]
fn no_table_of_orders_makes_the_intake_fail() {
    let runtime = Runtime::new().unwrap();
    let (test, district) = runtime.block_on(TestApp::with_district()).unwrap();
    let worker = district.community_worker.person;
    let token = runtime.block_on(test.token(worker)).unwrap();
    let caller = runtime.block_on(account::caller(&test.app, &token)).unwrap();
    let acting = format!("community-worker@{}", district.community);
    let take = |table: &[u8]| {
        let new = PastedTable { table, dry_run: true, ..PastedTable::default() };
        runtime.block_on(take_orders(&test.app, &caller, &acting, new))
    };
    // The table itself is right, so that the slips reach what lies behind the first check.
    assert_eq!(take(ORDERS.as_bytes()).unwrap().problems, []);
    every(ORDERS, |bytes| take(&bytes).map(drop));
    let mut rows = runtime.block_on(test.database.snapshot()).unwrap();
    let taken = runtime.block_on(rows.cases_after(None, 1)).unwrap();
    assert!(taken.is_empty(), "a dry run takes nothing in");
}
