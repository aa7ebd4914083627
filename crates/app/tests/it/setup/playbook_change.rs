//! A district goes over to another playbook: two administrators, a day, and what differs.

use linli_app::{
    AppError, Caller,
    account::{self, Administrator, Invite},
    job::run_due,
    ports::{AuditFilter, Store as _},
    setup::{self, ProposeChange, Published, Side},
};
use linli_domain::{
    account::Administration,
    playbook_change::{ChangeState, Decision, Edition},
};
use linli_kernel::{PlaceId, PlaybookChangeId};
use linli_playbook::{
    Name,
    draw::{Line, Mark},
    language::{Severity, Speech},
};
use linli_testkit::app::{DAY_MS, TestApp};

use super::{BY, KENLI, kenli};

/// Kenli's county with a second version of its playbook, and two administrators.
struct World {
    test: TestApp,
    district: PlaceId,
    asks: Caller,
    second: Caller,
}

fn edition(version: u32) -> Edition {
    (Name::new("kenli").unwrap(), version)
}

/// Version 2 says of one step otherwise what it is called.
fn second_version() -> String {
    let head = "version=1";
    assert!(KENLI.contains(head));
    KENLI.replacen(head, "version=2", 1).replacen(r#"zh="下沉听事""#, r#"zh="入户听事""#, 1)
}

async fn administrator(test: &TestApp, name: &str, username: &str) -> Caller {
    let invite = Invite {
        name: name.to_owned(),
        username: username.to_owned(),
        administers: Some(Administration::System),
        ..Invite::default()
    };
    let (person, _) = account::invite(&test.app, BY, &invite).await.unwrap();
    test.caller(person).await.unwrap()
}

impl World {
    async fn new() -> Self {
        let (test, district) = kenli().await;
        let asks = administrator(&test, "李管理", "li.guanli").await;
        let second = administrator(&test, "王管理", "wang.guanli").await;
        let by = Administrator::Caller(&asks);
        let text = second_version();
        let stored = setup::publish_playbook(&test.app, by, "kenli.kdl", &text, false).await;
        assert!(matches!(stored, Ok(Published::Stored { version: 2, .. })), "{stored:?}");
        Self { test, district, asks, second }
    }

    fn today(&self) -> String {
        self.test.app.now().day().to_string()
    }

    async fn propose(&self, version: u32, from: &str) -> Result<PlaybookChangeId, AppError> {
        let (key, version) = edition(version);
        let input = ProposeChange { district: self.district, key, version, from: from.to_owned() };
        setup::propose_playbook(&self.test.app, &self.asks, &input).await
    }

    async fn decide(
        &self,
        by: &Caller,
        at: (PlaybookChangeId, i64),
        decision: Decision,
    ) -> Result<ChangeState, AppError> {
        setup::decide_playbook(&self.test.app, by, at, decision).await
    }

    async fn bound(&self) -> u32 {
        let mut rows = self.test.database.snapshot().await.unwrap();
        rows.binding(self.district).await.unwrap().unwrap().1
    }

    async fn state(&self, id: PlaybookChangeId) -> ChangeState {
        let mut rows = self.test.database.snapshot().await.unwrap();
        rows.playbook_change(id).await.unwrap().unwrap().state
    }

    /// Lets days pass and does what is due.
    async fn days(&self, days: i64) {
        self.test.clock.advance(days * DAY_MS);
        run_due(&self.test.app).await.unwrap();
    }

    /// How often this was done.
    async fn audited(&self, action: &str) -> usize {
        let mut rows = self.test.database.snapshot().await.unwrap();
        let all = rows.audit_rows(&AuditFilter::default(), None, 200).await.unwrap().rows;
        all.iter().filter(|(row, _)| row.action == action && row.outcome == "done").count()
    }
}

fn refused<T: std::fmt::Debug>(answer: Result<T, AppError>) -> String {
    match answer {
        Err(AppError::Refused(code, _)) => code.as_str().to_owned(),
        Err(AppError::Fields(errors)) => {
            let named: Vec<String> =
                errors.iter().map(|error| format!("{} {}", error.field, error.code)).collect();
            named.join(", ")
        }
        other => format!("{other:?}"),
    }
}

#[tokio::test]
async fn two_persons_and_a_day_put_another_playbook_into_force() {
    let world = World::new().await;
    let id = world.propose(2, "2026-07-20").await.unwrap();
    // Nobody agrees to their own.
    let own = world.decide(&world.asks, (id, 1), Decision::Agree).await;
    assert_eq!(refused(own), "second-person-needed");
    assert_eq!(
        world.decide(&world.second, (id, 1), Decision::Agree).await.unwrap(),
        ChangeState::Agreed
    );
    // Sent twice, it was done once.
    let again = world.decide(&world.second, (id, 1), Decision::Agree).await;
    assert_eq!(again.unwrap(), ChangeState::Agreed);
    assert_eq!(world.audited("playbook.agree").await, 1);
    assert_eq!(world.bound().await, 1, "its day has not come");
    world.days(1).await;
    assert_eq!(world.bound().await, 1);
    let left = world.test.app.now().day().until("2026-07-20".parse::<linli_kernel::Day>().unwrap());
    world.days(i64::from(left.unwrap().get_days())).await;
    assert_eq!((world.bound().await, world.state(id).await), (2, ChangeState::InForce));
    // What is over is over, and another change may follow.
    let late = world.decide(&world.asks, (id, 3), Decision::Withdraw).await;
    assert_eq!(refused(late), "playbook-change-over");
    let back = world.propose(1, &world.today()).await.unwrap();
    let at_once = world.decide(&world.second, (back, 1), Decision::Agree).await.unwrap();
    assert_eq!((at_once, world.bound().await), (ChangeState::InForce, 1), "its day has come");
}

#[tokio::test]
async fn what_cannot_be_asked_for_is_said() {
    let world = World::new().await;
    assert_eq!(refused(world.propose(2, "2026-01-01").await), "from field-past");
    assert_eq!(refused(world.propose(2, "2036-01-01").await), "from playbook-day-far");
    assert_eq!(refused(world.propose(2, "tomorrow").await), "from field-date");
    assert_eq!(refused(world.propose(1, "").await), "playbook playbook-same, from field-required");
    assert!(matches!(world.propose(9, &world.today()).await, Err(AppError::NotFound)));
    let id = world.propose(2, &world.today()).await.unwrap();
    // The same again is the same; anything else waits for it.
    assert_eq!(world.propose(2, &world.today()).await.unwrap(), id);
    assert_eq!(refused(world.propose(2, "2026-12-01").await), "playbook-change-open");
    assert_eq!(world.audited("playbook.propose").await, 1);
    // One alone binds nothing that is bound; the operator does.
    let (key, version) = edition(2);
    let by = Administrator::Caller(&world.asks);
    let alone = setup::bind_playbook(&world.test.app, by, world.district, &key, version).await;
    assert_eq!(refused(alone), "playbook-second-person");
    setup::bind_playbook(&world.test.app, BY, world.district, &key, version).await.unwrap();
    let overtaken = world.decide(&world.second, (id, 1), Decision::Agree).await.unwrap();
    assert_eq!(overtaken, ChangeState::Overtaken, "the district works by another one by now");
}

#[tokio::test]
async fn a_change_is_declined_or_taken_back_and_then_nothing_comes_of_it() {
    let world = World::new().await;
    let id = world.propose(2, "2026-07-20").await.unwrap();
    let stranger = world.decide(&world.second, (id, 1), Decision::Withdraw).await;
    assert_eq!(refused(stranger), "playbook-change-not-yours");
    let declined = world.decide(&world.second, (id, 1), Decision::Decline).await.unwrap();
    assert_eq!(declined, ChangeState::Declined);
    let seen_before = world.decide(&world.asks, (id, 1), Decision::Withdraw).await;
    assert!(matches!(seen_before, Err(AppError::Stale)), "{seen_before:?}");
    let id = world.propose(2, "2026-07-20").await.unwrap();
    world.decide(&world.second, (id, 1), Decision::Agree).await.unwrap();
    let off = world.decide(&world.asks, (id, 2), Decision::Withdraw).await.unwrap();
    assert_eq!(off, ChangeState::Withdrawn);
    world.days(60).await;
    assert_eq!((world.bound().await, world.state(id).await), (1, ChangeState::Withdrawn));
}

#[tokio::test]
async fn nobody_else_reads_or_changes_any_of_it() {
    let world = World::new().await;
    let id = world.propose(2, &world.today()).await.unwrap();
    let app = &world.test.app;
    let invite = Invite {
        name: "赵安全".to_owned(),
        username: "zhao.anquan".to_owned(),
        administers: Some(Administration::Security),
        ..Invite::default()
    };
    let (person, _) = account::invite(app, BY, &invite).await.unwrap();
    let other = world.test.caller(person).await.unwrap();
    let pair = (&edition(1), &edition(2));
    let answers = [
        setup::playbook_changes(app, &other).await.map(drop),
        setup::playbook_change(app, &other, id, Speech::Chinese).await.map(drop),
        setup::compare_playbooks(app, &other, pair, Speech::Chinese).await.map(drop),
        setup::playbook_text(app, &other, &edition(1)).await.map(drop),
        world.decide(&other, (id, 1), Decision::Agree).await.map(drop),
    ];
    for answer in answers {
        assert!(matches!(answer, Err(AppError::Forbidden)), "{answer:?}");
    }
}

#[tokio::test]
async fn what_differs_stands_in_the_drawing_and_in_the_text() {
    let world = World::new().await;
    let id = world.propose(2, &world.today()).await.unwrap();
    let app = &world.test.app;
    let told = setup::playbook_change(app, &world.second, id, Speech::Chinese).await.unwrap();
    let (view, comparison) = told;
    assert_eq!(view.proposed_by.as_deref(), Some("李管理"));
    assert_eq!(view.open, [Decision::Agree, Decision::Decline]);
    let matter = &comparison.processes[0];
    assert_eq!(matter.what.mark, Mark::Changed);
    let listen = matter.what.cards.iter().find(|card| card.key.as_str() == "listen").unwrap();
    assert_eq!((listen.mark, listen.title.as_str()), (Mark::Changed, "入户听事"));
    let gone = (Line::Gone, "下沉听事".to_owned());
    assert!(listen.lines.contains(&gone), "{:?}", listen.lines);
    assert!(matter.svg.contains("入户听事 ● 有改动"), "the drawing is marked");
    let sides: Vec<Side> = comparison.passages[0].lines.iter().map(|(side, _)| *side).collect();
    assert!(sides.contains(&Side::Before) && sides.contains(&Side::After));
    let english = setup::playbook_change(app, &world.second, id, Speech::English).await.unwrap();
    assert!(english.1.processes[0].svg.contains("● changed"));
    let one = edition(1);
    let same = setup::compare_playbooks(app, &world.asks, (&one, &one), Speech::Chinese);
    let same = same.await.unwrap();
    assert_eq!((same.processes.len(), same.passages.len()), (0, 0));
    let none = (&edition(1), &edition(8));
    let none = setup::compare_playbooks(app, &world.asks, none, Speech::Chinese).await;
    assert!(matches!(none, Err(AppError::NotFound)), "{none:?}");
}

#[tokio::test]
async fn a_check_stores_nothing_and_finds_errors_by_line_and_column() {
    let world = World::new().await;
    let app = &world.test.app;
    let by = Administrator::Caller(&world.asks);
    let third = second_version().replacen("version=2", "version=3", 1);
    let sound = setup::publish_playbook(app, by, "playbook.kdl", &third, true).await.unwrap();
    assert!(matches!(sound, Published::Stored { version: 3, .. }), "{sound:?}");
    assert!(matches!(
        setup::playbook_text(app, &world.asks, &edition(3)).await,
        Err(AppError::NotFound)
    ));
    let faulty = third.replacen("first listen", "first lisen", 1);
    let answer = setup::publish_playbook(app, by, "playbook.kdl", &faulty, false).await.unwrap();
    let Published::Faulty(findings) = answer else { panic!("{answer:?}") };
    let error = findings.iter().find(|finding| finding.severity == Severity::Error).unwrap();
    let line = faulty.lines().position(|line| line.contains("first lisen")).unwrap() + 1;
    let place = format!("playbook.kdl:{line}:");
    for (speech, word) in [(Speech::Chinese, "没有"), (Speech::English, "no ")] {
        let report = error.report(speech);
        assert!(report.starts_with(&place) && report.contains(word), "{report}");
    }
    // A browser ends lines with two characters: it is the same text for all that.
    let typed = second_version().replace('\n', "\r\n");
    let again = setup::publish_playbook(app, by, "playbook.kdl", &typed, false).await.unwrap();
    assert!(matches!(again, Published::Stored { version: 2, .. }), "{again:?}");
    assert_eq!(
        world.audited("playbook.publish").await,
        2,
        "one by the operator, one by whoever asks"
    );
    let kept = setup::playbook_text(app, &world.asks, &edition(2)).await.unwrap();
    assert_eq!(kept.text, second_version());
    let other =
        setup::publish_playbook(app, by, "playbook.kdl", &(typed + "// more\n"), true).await;
    assert_eq!(refused(other), "playbook-version-taken");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_at_once_one_is_done_and_the_other_sees_it() {
    let world = World::new().await;
    let third = administrator(&world.test, "赵管理", "zhao.guanli").await;
    let app = &world.test.app;
    let (key, version) = edition(2);
    let input = |from: &str| ProposeChange {
        district: world.district,
        key: key.clone(),
        version,
        from: from.to_owned(),
    };
    for day in ["2026-08-01", "2026-08-02", "2026-08-03"] {
        let (first, second) = (input(day), input("2026-09-01"));
        let (one, other) = tokio::join!(
            setup::propose_playbook(app, &world.asks, &first),
            setup::propose_playbook(app, &world.second, &second),
        );
        let (id, asked_by_second, lost) = match (one, other) {
            (Ok(id), Err(lost)) => (id, false, lost),
            (Err(lost), Ok(id)) => (id, true, lost),
            both => panic!("{both:?}"),
        };
        assert_eq!(refused::<()>(Err(lost)), "playbook-change-open");
        let colleague = if asked_by_second { &world.asks } else { &world.second };
        let (agreed, declined) = tokio::join!(
            setup::decide_playbook(app, colleague, (id, 1), Decision::Agree),
            setup::decide_playbook(app, &third, (id, 1), Decision::Decline),
        );
        let state = world.state(id).await;
        match (agreed, declined) {
            (Ok(agreed), Err(AppError::Stale)) => assert_eq!(agreed, state),
            (Err(AppError::Stale), Ok(declined)) => assert_eq!(declined, state),
            both => panic!("{both:?}"),
        }
        if state == ChangeState::Agreed {
            setup::decide_playbook(app, &third, (id, 2), Decision::Withdraw).await.unwrap();
        }
    }
}
