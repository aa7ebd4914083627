//! Orders of other systems that are solved at once.

use linli_app::{
    AppError,
    intake::{finished_orders, take_orders},
    matter::{self, ExternalOrder, Raw, RawFields, ReportMatter},
    setup::PastedTable,
};
use linli_testkit::app::DAY_MS;

use super::world::World;

const REPLY: &str = "井盖已于当日垫平";

fn fields(pairs: &[(&str, &str)]) -> RawFields {
    pairs.iter().map(|(key, text)| ((*key).to_owned(), Raw::Text((*text).to_owned()))).collect()
}

#[tokio::test]
async fn an_order_comes_late_but_not_by_years() {
    let world = World::new().await;
    let people = &world.district;
    let clerk = world.caller(people.community_worker.person).await;
    // its last day, and what is said of it; today is 8 July 2026
    for (due, wrong) in [
        ("2026-07-01", None),
        ("2025-07-08", None),
        ("2025-07-01", Some("order-long-past")),
        ("2020-01-01", Some("order-long-past")),
        ("2026-02-30", Some("field-day-or-time")),
        ("2026-07-09 24:00", Some("field-day-or-time")),
        ("2026-07-09 14:00:30", Some("field-day-or-time")),
        ("14:00", Some("field-day-or-time")),
        ("2026-07-09T14:00", None),
    ] {
        let number = format!("DY-{due}");
        let order = ReportMatter {
            external: Some(ExternalOrder { number, due: Some(due.to_owned()) }),
            acting: Some(format!("community-worker@{}", people.community)),
            channel: Some("hotline-12345".to_owned()),
            ..world.words("井盖松了")
        };
        let answer = matter::report(world.app(), &clerk, &order, None).await;
        let told = match &answer {
            Ok(_) => None,
            Err(AppError::Fields(errors)) => Some((errors[0].field.as_str(), errors[0].code.0)),
            Err(error) => panic!("{due}: {error}"),
        };
        assert_eq!(told, wrong.map(|code| ("external.due", code)), "{due}");
    }
}

/// The moment as the clock on the wall shows it: the last one of a day, or the one that was given.
#[tokio::test]
async fn an_order_with_a_time_is_due_at_that_time() {
    let world = World::new().await;
    let people = &world.district;
    let clerk = world.caller(people.community_worker.person).await;
    for (due, wanted) in [
        ("2026-07-09", "2026-07-09T23:59:59+08:00"),
        ("2026-07-09 14:00", "2026-07-09T14:00:00+08:00"),
        (" 2026-07-09T14:00 ", "2026-07-09T14:00:00+08:00"),
        ("2026-07-09 9:05", "2026-07-09T09:05:00+08:00"),
    ] {
        let number = format!("DY-{due}").trim().to_owned();
        let order = ReportMatter {
            external: Some(ExternalOrder { number, due: Some(due.to_owned()) }),
            acting: Some(format!("community-worker@{}", people.community)),
            channel: Some("hotline-12345".to_owned()),
            ..world.words("井盖松了")
        };
        let reported = matter::report(world.app(), &clerk, &order, None).await.unwrap();
        let state = world.case(reported.id).await.state;
        assert_eq!(state.external.unwrap().due.unwrap().to_string(), wanted, "{due}");
        let promised = state.due.at.to_string();
        assert!(promised.as_str() <= wanted, "{promised}");
    }
    // A pasted table says it as spreadsheets do.
    let table = "number,due,channel,place,text\nDY-1,2026/7/9 14:00:00,hotline-12345,柳园小区,路灯\n\
                 DY-2,2026/7/9,hotline-12345,柳园小区,井盖\n";
    let acting = format!("community-worker@{}", people.community);
    let pasted = PastedTable { table: table.as_bytes(), ..PastedTable::default() };
    let found = take_orders(world.app(), &clerk, &acting, pasted).await.unwrap();
    assert_eq!(found.problems, []);
    let mut due = Vec::new();
    for (_, reported) in &found.taken {
        let state = world.case(reported.id).await.state;
        due.push(state.external.unwrap().due.unwrap().to_string());
    }
    assert_eq!(due, ["2026-07-09T14:00:00+08:00", "2026-07-09T23:59:59+08:00"]);
    let late = "number,due,channel,place,text\nDY-3,2026/7/9 25:00,hotline-12345,柳园小区,路灯\n";
    let pasted = PastedTable { table: late.as_bytes(), dry_run: true, ..PastedTable::default() };
    let found = take_orders(world.app(), &clerk, &acting, pasted).await.unwrap();
    let wrong: Vec<_> =
        found.problems.iter().map(|p| (p.column.as_str(), p.code.as_str())).collect();
    assert_eq!(wrong, [("due", "field-day-or-time")]);
}

#[tokio::test]
async fn an_order_solved_on_the_spot_is_answered_to_its_system() {
    let world = World::new().await;
    let people = &world.district;
    let clerk = world.caller(people.community_worker.person).await;
    let order = ReportMatter {
        external: Some(ExternalOrder { number: "DY-7".to_owned(), due: None }),
        acting: Some(format!("community-worker@{}", people.community)),
        channel: Some("hotline-12345".to_owned()),
        ..world.words("井盖松了")
    };
    let id = matter::report(world.app(), &clerk, &order, None).await.unwrap().id;
    let solved = fields(&[("result", "已垫平"), ("external-reply", REPLY)]);
    world.does(people.grid_worker.person, id, "on-spot", solved).await.unwrap();
    let worker = world.caller(people.grid_worker.person).await;
    let view = matter::matter(world.app(), &worker, id).await.unwrap();
    assert_eq!(view.desk.unwrap().external_reply.as_deref(), Some(REPLY));
    world.test.pass(DAY_MS).await.unwrap();
    let secretary = people.community_secretary.person;
    world.does(secretary, id, "rate", fields(&[("answer", "satisfied")])).await.unwrap();
    let clerk = world.caller(people.community_worker.person).await;
    let today = world.app().now().day();
    let period = (today.yesterday().unwrap(), today);
    let finished = finished_orders(world.app(), &clerk, period).await.unwrap();
    assert_eq!(finished[0].reply.as_deref(), Some(REPLY));
    // What the worker finds on rounds comes from no other system.
    let worker = world.caller(people.grid_worker.person).await;
    let form = matter::on_spot_form(world.app(), &worker, people.building).await.unwrap().unwrap();
    let names: Vec<&str> = form.iter().map(|field| field.name.as_str()).collect();
    assert!(names.contains(&"result") && !names.contains(&"external-reply"), "{names:?}");
}
