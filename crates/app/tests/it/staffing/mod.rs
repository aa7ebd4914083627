//! Where people are missing in the small district of the test kit, by Kenli's rules.

use linli_app::{
    AppError,
    staffing::{self, Cell, Report},
};
use linli_kernel::PlaceId;

use crate::matter::world::World;

async fn report(world: &World, at: Option<PlaceId>) -> Report {
    let office = world.caller(world.district.street_office.person).await;
    staffing::report(world.app(), &office, at).await.unwrap()
}

fn cell(report: &Report, key: &str) -> Cell {
    report.rules.iter().find(|rule| rule.key == key).unwrap().cell
}

#[tokio::test]
async fn a_street_reads_where_people_are_missing() {
    let world = World::new().await;
    let found = report(&world, None).await;
    assert_eq!(found.place.name, "柳园街道");
    assert!(found.source.contains("垦利区“六事”"), "{}", found.source);
    // Two communities with two mediators each; one has one.
    let mediators = cell(&found, "post-mediator");
    let expected = Cell { places: 2, needed: 4, found: 1, missing: 3, short: 2 };
    assert_eq!(mediators, expected);
    // Two workers where one would do make up for nobody elsewhere.
    let workers = cell(&found, "post-grid-worker");
    assert_eq!((workers.places, workers.needed), (2, 2));
    assert!(workers.found > 1 && workers.missing == 1, "{workers:?}");
    let below: Vec<&str> = found.below.iter().map(|line| line.place.name.as_str()).collect();
    assert_eq!(below, ["柳园社区", "南桥社区"], "in the order of the tree");
    for (position, rule) in found.rules.iter().enumerate() {
        let missing: i64 = found.below.iter().map(|line| line.cells[position].missing).sum();
        assert_eq!(missing, rule.cell.missing, "{}", rule.key);
    }
}

#[tokio::test]
async fn the_places_of_a_rule_come_page_by_page() {
    let world = World::new().await;
    let office = world.caller(world.district.street_office.person).await;
    let (community, app) = (world.district.community, world.app());
    let asked = (Some(community), "post-building-chief");
    let total = cell(&report(&world, Some(community)).await, asked.1);
    let mut after = None;
    let mut names = Vec::new();
    loop {
        let page = staffing::shorts(app, &office, asked, after, 1).await.unwrap();
        assert_eq!(page.rule.cell, total, "the numbers are those of all pages");
        assert_eq!(page.rule.fallback.unwrap().zh, "专职网格员");
        names.extend(page.items.iter().map(|short| short.address.clone()));
        let Some(next) = page.next else { break };
        after = Some(next);
    }
    assert_eq!(i64::try_from(names.len()).unwrap(), total.short);
    let least = staffing::shorts(app, &office, asked, None, 0).await.unwrap();
    assert_eq!(least.items.len(), 1, "a page is never empty while there is one");
    assert!(names.iter().all(|name| name.starts_with("柳园小区")), "{names:?}");
}

#[tokio::test]
async fn only_staff_reads_it_and_only_of_places_with_figures() {
    let world = World::new().await;
    let app = world.app();
    let office = world.caller(world.district.street_office.person).await;
    let resident = world.caller(world.district.resident.person).await;
    let refused = staffing::report(app, &resident, None).await.unwrap_err();
    assert!(matches!(refused, AppError::Forbidden), "{refused:?}");
    let building = Some(world.district.building);
    let small = staffing::report(app, &office, building).await.unwrap_err();
    assert!(matches!(small, AppError::Fields(_)), "{small:?}");
    let unknown = staffing::shorts(app, &office, (None, "post-nobody"), None, 9).await.unwrap_err();
    assert!(matches!(unknown, AppError::NotFound), "{unknown:?}");
}
