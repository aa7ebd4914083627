//! Orders of other systems that are solved at once.

use linli_app::{
    AppError,
    intake::finished_orders,
    matter::{self, ExternalOrder, Raw, RawFields, ReportMatter},
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
        ("2026-02-30", Some("field-date")),
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
