//! Erasing a text.

use linli_app::{
    AppError, CasePut,
    audit::{AuditRequest, erase_text, texts_of},
    matter::{deliver_due, matter, my_messages},
};
use linli_domain::{account::Administration, matter::TextRow};
use linli_kernel::TextId;
use linli_playbook::engine::{Actor, Event, EventBody, TextRef, Visibility};
use linli_testkit::app::HOUR_MS;

use super::{administrator, findings, on_every_engine, read};
use crate::matter::world::World;

on_every_engine! {
    an_erased_text_is_gone_and_everything_still_verifies,
    only_the_security_administrator_erases,
    raisers_are_not_told_of_what_they_could_not_read,
}

const WORDS: &str = "二楼张三家的狗整夜叫";

async fn text(world: &World, id: TextId) -> TextRow {
    let mut rows = world.app().snapshot().await.unwrap();
    rows.texts(&[id]).await.unwrap().remove(0)
}

async fn an_erased_text_is_gone_and_everything_still_verifies(world: &World) {
    let app = world.app();
    let case = world.report(WORDS).await.id;
    assert_eq!(findings(world).await, []);
    let security = administrator(Administration::Security);
    let listed = texts_of(app, &security, case).await.unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!((listed[0].words.as_deref(), listed[0].event), (Some(WORDS), None));

    let (id, before) = (listed[0].id, world.case(case).await);
    let hash = text(world, id).await.hash;
    let wrong = erase_text(app, &security, id, "because").await.unwrap_err();
    assert!(matches!(wrong, AppError::Fields(errors) if errors[0].field == "reason"));
    let erased = erase_text(app, &security, id, "unlawful-collection").await.unwrap();
    assert!(erased.told);

    let row = text(world, id).await;
    assert_eq!((row.words, row.salt, row.hash), (None, Vec::new(), hash));
    let after = world.case(case).await;
    assert_eq!((after.revision, &after.state), (before.revision + 1, &before.state));
    let resident = world.caller(world.district.resident.person).await;
    let view = matter(app, &resident, case).await.unwrap();
    assert_eq!(view.text, None);
    let shown = view.erased.unwrap();
    assert_eq!((shown.reason.as_str(), shown.at), ("unlawful-collection", app.now()));

    while deliver_due(app, 100).await.unwrap() > 0 {}
    let messages = my_messages(app, &resident).await.unwrap();
    let told = messages.iter().filter(|message| message.message == *"text-erased");
    assert_eq!(told.count(), 1);
    let again = erase_text(app, &security, id, "ordered").await.unwrap_err();
    assert_eq!(again.code().as_str(), "text-erased-already");

    assert_eq!(world.test.database.check_integrity().await.unwrap().problems, []);
    assert_eq!(findings(world).await, []);
    let listed = texts_of(app, &security, case).await.unwrap();
    assert_eq!(listed[0].words, None);
    let subject = Some(format!("text:{id}"));
    let audited = read(world, AuditRequest { subject, ..AuditRequest::default() }).await;
    assert_eq!(audited.iter().filter(|line| line.outcome == "done").count(), 1);
    let held = format!("{audited:?}");
    assert!(!held.contains("张三"), "{held}");
}

async fn only_the_security_administrator_erases(world: &World) {
    let app = world.app();
    let case = world.report(WORDS).await.id;
    let id = world.case(case).await.text.id;
    let resident = world.caller(world.district.resident.person).await;
    let neighbour = world.caller(world.district.neighbour.person).await;
    let worker = world.caller(world.district.community_worker.person).await;
    let refused = [
        (resident, "forbidden"),
        (neighbour, "not-found"),
        (worker, "forbidden"),
        (administrator(Administration::System), "not-found"),
        (administrator(Administration::Audit), "not-found"),
    ];
    for (caller, code) in &refused {
        // The same refusal of the same person is written down once an hour.
        world.test.clock.advance(HOUR_MS);
        let error = erase_text(app, caller, id, "ordered").await.unwrap_err();
        assert_eq!(error.code().as_str(), *code);
        let error = texts_of(app, caller, case).await.unwrap_err();
        assert_eq!(error.code().as_str(), *code);
    }
    assert_eq!(text(world, id).await.words.as_deref(), Some(WORDS));
    let subject = Some(format!("text:{id}"));
    let lines = read(world, AuditRequest { subject, ..AuditRequest::default() }).await;
    let told: Vec<_> =
        lines.iter().rev().map(|line| (line.person, line.outcome.as_str())).collect();
    let expected: Vec<_> = refused.iter().map(|(who, code)| (Some(who.person), *code)).collect();
    assert_eq!(told, expected);
    let missing = TextId::new(999_999).unwrap();
    let security = administrator(Administration::Security);
    let error = erase_text(app, &security, missing, "ordered").await.unwrap_err();
    assert!(matches!(error, AppError::NotFound));
}

async fn raisers_are_not_told_of_what_they_could_not_read(world: &World) {
    let app = world.app();
    let case = world.report(WORDS).await.id;
    let security = administrator(Administration::Security);
    for (number, visibility, told) in
        [(901, Visibility::Internal, false), (902, Visibility::Raiser, true)]
    {
        let id = TextId::from_raw(app.entropy.id());
        let row = TextRow {
            id,
            case,
            words: Some("核实情况".to_owned()),
            salt: vec![1; 16],
            hash: vec![2; 32],
            erased: None,
            version: 1,
        };
        let body =
            EventBody::Supplemented { text: Some(TextRef { id, hash: 7 }), photos: Vec::new() };
        let event = Event {
            number,
            actor: Actor::System,
            recorded_at: app.now(),
            due_at: None,
            visibility,
            body,
        };
        let mut changes = world.changes();
        changes.put(CasePut::Text(row));
        changes.put(CasePut::Events(case, vec![event]));
        let row = world.case(case).await;
        let revision = row.revision + 1;
        changes.put(CasePut::Case(Box::new(linli_domain::matter::CaseRow { revision, ..row })));
        app.store.commit(changes).await.unwrap();
        let erased = erase_text(app, &security, id, "purpose-over").await.unwrap();
        assert_eq!(erased.told, told, "{visibility:?}");
    }
}
