//! Holiday notices: checked, imported once, and what was computed without them computed again.

use linli_app::{
    AppError, account,
    matter::{self, ReportMatter},
    ports::Store as _,
    setup,
};
use linli_kernel::{Day, Moment};
use linli_testkit::app::TestApp;

use super::BY;

fn notice(holidays: &str, workdays: &str) -> String {
    format!("year = 2031\nholidays = [{holidays}]\nworkdays = [{workdays}]\n")
}

async fn refused(test: &TestApp, text: &str) -> Vec<String> {
    match setup::import_calendar(&test.app, BY, text).await {
        Err(AppError::Fields(errors)) => errors.iter().map(|e| e.code.to_string()).collect(),
        Err(AppError::Refused(code, _)) => vec![code.to_string()],
        answer => panic!("{answer:?}"),
    }
}

#[tokio::test]
async fn a_notice_with_a_mistake_is_refused() {
    let test = TestApp::empty().await.unwrap();
    let table = [
        ("years = 2031".to_owned(), "calendar-unreadable"),
        (notice("\"2030-10-01\"", ""), "day-other-year"),
        // A Wednesday is worked anyway.
        (notice("", "\"2031-10-01\""), "day-not-made-up"),
        (notice("\"2031-10-04\"", "\"2031-10-04\""), "day-not-made-up"),
        ("year = 1031\nholidays = []\nworkdays = []\n".to_owned(), "field-range"),
    ];
    for (text, code) in table {
        assert_eq!(refused(&test, &text).await, [code], "{text}");
    }
    assert!(test.database.snapshot().await.unwrap().calendar_years().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_deadline_that_waited_for_the_notice_moves_when_it_comes() {
    let (test, district) = TestApp::with_district().await.unwrap();
    // The last work day before a holiday of a year without a notice.
    test.clock.set(Moment::from_local(Day::new(2031, 9, 30).unwrap(), 10 * 3_600_000));
    let token = test.token(district.resident.person).await.unwrap();
    let resident = account::caller(&test.app, &token).await.unwrap();
    let input = ReportMatter {
        text: "路灯不亮了，晚上看不见路。".to_owned(),
        place: district.building.to_string(),
        ..ReportMatter::default()
    };
    let reported = matter::report(&test.app, &resident, &input, None).await.unwrap();
    let due = |row: linli_domain::matter::CaseRow| row.state.step.due;
    let mut rows = test.database.snapshot().await.unwrap();
    let before = due(rows.case(reported.id).await.unwrap().unwrap());
    assert!(before.provisional);
    assert_eq!(before.at.day(), Day::new(2031, 10, 1).unwrap());
    drop(rows);

    let days: Vec<String> = (1..=7).map(|day| format!("\"2031-10-0{day}\"")).collect();
    let text = notice(&days.join(","), "");
    let done = setup::import_calendar(&test.app, BY, &text).await.unwrap();
    assert_eq!((done.holidays, done.redated), (7, 1));
    let mut rows = test.database.snapshot().await.unwrap();
    let after = due(rows.case(reported.id).await.unwrap().unwrap());
    assert_eq!(after.at.day(), Day::new(2031, 10, 8).unwrap());
    assert!(!after.provisional);
    drop(rows);
    let again = setup::import_calendar(&test.app, BY, &text).await.unwrap();
    assert_eq!(again.redated, 0);
}
