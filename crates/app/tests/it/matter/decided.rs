//! Whether somebody may merge or hide is decided once, by the policy: asking before and doing it
//! are answered alike, and a refusal is written down.

use linli_app::{
    AppError, AppResult,
    audit::{AuditRequest, audit_page},
    matter,
};
use linli_domain::account::Administration;
use linli_testkit::fixture::give_credential;

use super::world::World;

fn word(answer: AppResult<()>) -> &'static str {
    match answer {
        Ok(()) => "yes",
        Err(AppError::Forbidden) => "forbidden",
        Err(AppError::NotFound) => "unseen",
        Err(AppError::Fields(_)) => "asked",
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test]
async fn asking_and_doing_are_answered_alike() {
    let world = World::new().await;
    let people = &world.district;
    let id = world.report("路灯坏了").await.id;
    let app = world.app();
    // who, merging, hiding
    let table = [
        (people.grid_worker, "yes", "yes"),
        (people.community_worker, "forbidden", "yes"),
        (people.compound_secretary, "forbidden", "forbidden"),
        (people.resident, "forbidden", "forbidden"),
        (people.neighbour, "unseen", "unseen"),
        (people.other_grid_worker, "unseen", "unseen"),
    ];
    for (member, merging, hiding) in table {
        let caller = world.caller(member.person).await;
        let who = member.phone;
        assert_eq!(word(matter::may_merge(app, &caller, id).await), merging, "{who}");
        assert_eq!(word(matter::may_hide(app, &caller, id).await), hiding, "{who}");
        // What is wrong with the form is said to whom it is shown, and to nobody else.
        let asked = |answer| if answer == "yes" { "asked" } else { answer };
        let merged = matter::merge(app, &caller, id, "", None).await.map(drop);
        assert_eq!(word(merged), asked(merging), "{who}");
        let hidden = matter::hide(app, &caller, id, Some("no reason")).await;
        assert_eq!(word(hidden), asked(hiding), "{who}");
    }
    let auditor = people.department_clerk.person;
    give_credential(app, auditor, "auditor", Some(Administration::Audit)).await.unwrap();
    let auditor = world.caller(auditor).await;
    for (action, refused) in [("matter.merge", 5), ("matter.hide", 4)] {
        let action = Some(action.to_owned());
        let request = AuditRequest { action, refused: true, ..AuditRequest::default() };
        let lines = audit_page(app, &auditor, &request).await.unwrap().lines;
        let about: Vec<&str> = lines.iter().map(|line| line.subject.as_str()).collect();
        assert_eq!(about, vec![format!("case:{id}"); refused]);
    }
}
