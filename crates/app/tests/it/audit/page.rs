//! Refusals in the audit, and the auditor's page.

use linli_app::{
    AppError,
    account::{self, Administrator, Invite},
    audit::{AuditRequest, Finding, audit_page, verify},
    intake::take_orders,
    matter::{self, RawFields, Revealed, TakeAction},
    setup::{self, PastedTable},
};
use linli_domain::account::Administration;
use linli_kernel::PhotoId;
use linli_testkit::app::HOUR_MS;

use super::{administrator, findings, on_every_engine, read};
use crate::matter::world::World;

on_every_engine! {
    refusals_are_audited,
    only_the_auditor_reads_and_that_is_audited,
    the_page_filters_and_goes_on,
}

async fn refusals_are_audited(world: &World) {
    let app = world.app();
    let case = world.report("路灯不亮").await.id;
    let neighbour = world.caller(world.district.neighbour.person).await;
    let action = TakeAction { action: "urge".to_owned(), ..TakeAction::default() };
    let photo = PhotoId::new(12_345).unwrap();
    assert!(matter::matter(app, &neighbour, case).await.is_err());
    assert!(matter::act(app, &neighbour, case, &action, None).await.is_err());
    assert!(matter::reveal(app, &neighbour, case, Revealed::Phone, "想知道").await.is_err());
    assert!(matter::photo(app, &neighbour, photo, "full").await.is_err());
    let by = Administrator::Caller(&neighbour);
    assert!(account::invite(app, by, &Invite::default()).await.is_err());
    assert!(setup::import_places(app, by, b"", None, false).await.is_err());
    assert!(verify(app, by, None).await.is_err());
    let found = world.words("路灯不亮");
    assert!(matter::solve_on_spot(app, &neighbour, &found, &RawFields::new(), None).await.is_err());
    let orders = take_orders(app, &neighbour, "grid-worker@1", PastedTable::default()).await;
    assert!(orders.is_err());

    let who = Some(neighbour.person.to_string());
    let lines = read(world, AuditRequest { who, refused: true, ..AuditRequest::default() }).await;
    let told = lines.iter().rev().map(|line| (line.action.as_str(), line.outcome.as_str()));
    let expected = [
        ("matter.see", "not-found"),
        ("matter.act", "not-found"),
        ("matter.reveal", "not-found"),
        ("photo.see", "not-found"),
        ("manage.staff", "forbidden"),
        ("manage.places", "forbidden"),
        ("audit.read", "forbidden"),
        ("matter.report", "forbidden"),
        ("matter.report", "forbidden"),
    ];
    assert_eq!(told.collect::<Vec<_>>(), expected);
    let subject = format!("case:{case}");
    assert!(lines.iter().rev().take(3).all(|line| line.subject == subject));
    assert_eq!(findings(world).await, Vec::<Finding>::new());
}

async fn only_the_auditor_reads_and_that_is_audited(world: &World) {
    let app = world.app();
    let auditor = administrator(Administration::Audit);
    let worker = world.caller(world.district.community_worker.person).await;
    let request = AuditRequest::default();
    for caller in
        [administrator(Administration::System), administrator(Administration::Security), worker]
    {
        for _ in 0..2 {
            let error = audit_page(app, &caller, &request).await.unwrap_err();
            assert!(matches!(error, AppError::Forbidden));
        }
        // The same refusal of the same person is written down once an hour.
        world.test.clock.advance(HOUR_MS);
    }
    assert!(!audit_page(app, &auditor, &request).await.unwrap().lines.is_empty());
    let action = Some("audit.read".to_owned());
    let lines = read(world, AuditRequest { action, ..AuditRequest::default() }).await;
    let outcomes: Vec<_> = lines.iter().map(|line| line.outcome.as_str()).collect();
    assert_eq!(outcomes, ["done", "forbidden", "forbidden", "forbidden"]);
    assert_eq!(lines[1].username.as_deref(), Some("worker"));
    assert_eq!(lines[0].username, None);
}

async fn the_page_filters_and_goes_on(world: &World) {
    let app = world.app();
    let auditor = administrator(Administration::Audit);
    for turn in 0..60 {
        world.test.clock.advance(1_000);
        world.report(&format!("第{turn}盏路灯不亮")).await;
    }
    let today = app.now().day();
    let action = Some("matter.report".to_owned());
    let mut request = AuditRequest { action, ..AuditRequest::default() };
    let first = audit_page(app, &auditor, &request).await.unwrap();
    assert_eq!((first.lines.len(), first.sparse), (50, false));
    request.after.clone_from(&first.next);
    let second = audit_page(app, &auditor, &request).await.unwrap();
    assert_eq!((second.lines.len(), second.next), (10, None));
    let moments: Vec<_> = first.lines.iter().chain(&second.lines).map(|line| line.at).collect();
    assert!(moments.is_sorted_by(|a, b| a > b), "newest first, each once");

    let subject = Some(first.lines[7].subject.clone());
    let about = read(world, AuditRequest { subject, ..AuditRequest::default() }).await;
    assert!(about.contains(&first.lines[7]));
    assert!(about.iter().all(|line| line.subject == first.lines[7].subject));

    let until = |day: linli_kernel::Day| AuditRequest {
        until: Some(day.to_string()),
        action: Some("matter.report".to_owned()),
        ..AuditRequest::default()
    };
    assert_eq!(read(world, until(today)).await.len(), 50);
    assert_eq!(read(world, until(today.yesterday().unwrap())).await, []);

    let who = |who: &str| AuditRequest { who: Some(who.to_owned()), ..AuditRequest::default() };
    let resident = world.district.resident.person;
    // Nobody lists people by what they raised: no line says who, and none is found by person.
    assert!(first.lines.iter().all(|line| line.raised && line.person.is_none()));
    let theirs = read(world, who(&resident.to_string())).await;
    assert!(theirs.iter().all(|line| line.person == Some(resident)));
    assert!(theirs.iter().all(|line| line.action != "matter.report"), "{theirs:#?}");
    let mut of = who(&resident.to_string());
    of.subject = Some(first.lines[7].subject.clone());
    assert_eq!(read(world, of).await, []);
    assert_eq!(read(world, who("worker")).await, []);
    let bad = AuditRequest {
        who: Some("nobody at all".to_owned()),
        until: Some("yesterday".to_owned()),
        after: Some("x".to_owned()),
        ..AuditRequest::default()
    };
    match audit_page(app, &auditor, &bad).await.unwrap_err() {
        AppError::Fields(errors) => assert_eq!(errors.len(), 3),
        other => panic!("{other}"),
    }
}
