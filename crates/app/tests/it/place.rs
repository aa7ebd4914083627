//! The tree of places is changed, over a real store, in the small district of the test kit.

use linli_app::{
    AppError, AppResult,
    place::{self, ChangePlace, KeptPlace, TreePreview},
};
use linli_kernel::{Day, PlaceId};
use linli_testkit::{app::DAY_MS, fixture::Member};

use crate::matter::world::World;

fn today(world: &World) -> Day {
    world.app().now().day()
}

async fn version(world: &World, id: PlaceId) -> i64 {
    world.app().snapshot().await.unwrap().place(id).await.unwrap().unwrap().version
}

/// A change from today on.
async fn change(world: &World, id: PlaceId, act: &str) -> ChangePlace {
    let (version, day) = (version(world, id).await, today(world).to_string());
    ChangePlace { version, act: act.to_owned(), day, ..ChangePlace::default() }
}

async fn does(
    world: &World,
    who: Member,
    id: PlaceId,
    input: &ChangePlace,
) -> AppResult<TreePreview> {
    let caller = world.caller(who.person).await;
    place::change_place(world.app(), &caller, id, input, false).await
}

async fn kept(world: &World, id: PlaceId) -> KeptPlace {
    let caller = world.caller(world.district.street_office.person).await;
    place::kept_place(world.app(), &caller, id).await.unwrap()
}

fn fields(error: AppError) -> Vec<(String, &'static str)> {
    match error {
        AppError::Fields(wrong) => wrong.into_iter().map(|one| (one.field, one.code.0)).collect(),
        other => panic!("{other:?}"),
    }
}

fn acts(kept: &KeptPlace) -> Vec<&'static str> {
    kept.changes.iter().map(|change| change.act).collect()
}

/// The ids of the places over one on a day.
async fn chain(world: &World, id: PlaceId, day: Day) -> Vec<PlaceId> {
    let chain = world.app().snapshot().await.unwrap().chain(id, day).await.unwrap();
    chain.0.iter().map(|place| place.id).collect()
}

#[tokio::test]
async fn a_renamed_place_is_called_as_before_in_what_was_raised_before() {
    let world = World::new().await;
    let (district, street) = (&world.district, world.district.street_office);
    let id = world.report("楼道灯坏了").await.id;
    world.test.clock.advance(DAY_MS);
    let input = ChangePlace {
        name: "柳园新村".to_owned(),
        ..change(&world, district.compound, "rename").await
    };
    does(&world, street, district.compound, &input).await.unwrap();
    let later = world.report("井盖坏了").await.id;
    let caller = world.caller(district.grid_worker.person).await;
    let seen = linli_app::matter::matter(world.app(), &caller, id).await.unwrap();
    assert_eq!(seen.place.address, "柳园社区柳园小区1号楼");
    let seen = linli_app::matter::matter(world.app(), &caller, later).await.unwrap();
    assert_eq!(seen.place.address, "柳园社区柳园新村1号楼");
    let page =
        linli_app::matter::cases_in_sight(world.app(), &caller, None, None, 9).await.unwrap();
    let places: Vec<&str> = page.items.iter().map(|line| line.address.as_str()).collect();
    assert_eq!(places, ["柳园社区柳园新村1号楼", "柳园社区柳园小区1号楼"]);
    let now = kept(&world, district.compound).await;
    assert_eq!((acts(&now), now.changes[0].name.as_str()), (vec!["renamed"], "柳园小区"));
}

#[tokio::test]
async fn what_is_merged_keeps_its_name_and_its_codes_by_their_days() {
    let world = World::new().await;
    let (district, street) = (&world.district, world.district.street_office);
    let input = ChangePlace {
        name: "柳园东院".to_owned(),
        kind: "compound".to_owned(),
        households: 40,
        ..change(&world, district.community, "add").await
    };
    let added = does(&world, street, district.community, &input).await.unwrap();
    let new = added.new.unwrap().id;
    assert_eq!(acts(&kept(&world, new).await), ["added"]);
    let id = world.report("楼道灯坏了").await.id;
    world.test.clock.advance(2 * DAY_MS);
    let input =
        ChangePlace { to: new.to_string(), ..change(&world, district.compound, "merge").await };
    let caller = world.caller(street.person).await;
    let app = world.app();
    let dry = place::change_place(app, &caller, district.compound, &input, true).await.unwrap();
    assert_eq!((dry.closed, dry.moved, dry.open_cases, dry.posts), (1, 3, 1, 1));
    assert_eq!(dry.codes, [("test".to_owned(), "7".to_owned())]);
    assert!(kept(&world, district.compound).await.closed_on.is_none(), "nothing changed yet");
    let done = does(&world, street, district.compound, &input).await.unwrap();
    assert_eq!(done, dry);
    let (old, new) = (kept(&world, district.compound).await, kept(&world, new).await);
    assert_eq!((old.closed_on, acts(&old)), (Some(today(&world)), vec!["merged"]));
    assert_eq!(old.changes[0].other.as_ref().unwrap().name, "柳园东院");
    assert_eq!((new.households, acts(&new)), (45, vec!["took-in", "added"]));
    assert_eq!(new.changes[0].other.as_ref().unwrap().name, "柳园小区");
    let day = today(&world);
    let over = chain(&world, district.building, day).await;
    assert_eq!(over[1..3], [new.place.id, district.grid], "the grid stays: it is one community");
    let mut rows = app.snapshot().await.unwrap();
    let before = day.yesterday().unwrap();
    assert!(rows.place_by_code("test", "7", before).await.unwrap().is_some());
    assert!(rows.place_by_code("test", "7", day).await.unwrap().is_none());
    drop(rows);
    // Who had the matter still has it.
    assert_eq!(world.case(id).await.state.tasks.len(), 1);
}

#[tokio::test]
async fn grids_are_merged_and_divided_by_their_days() {
    let world = World::new().await;
    let (district, street) = (&world.district, world.district.street_office);
    world.test.clock.advance(3 * DAY_MS);
    let day = today(&world);
    let input = ChangePlace {
        to: district.grid.to_string(),
        ..change(&world, district.other_grid, "merge").await
    };
    let done = does(&world, street, district.other_grid, &input).await.unwrap();
    assert_eq!((done.closed, done.moved, done.ungridded), (1, 1, 0));
    let far = district.far_building;
    assert!(chain(&world, far, day).await.contains(&district.grid));
    assert!(chain(&world, far, day.yesterday().unwrap()).await.contains(&district.other_grid));
    let input = ChangePlace {
        name: "柳园第三网格".to_owned(),
        taking: vec![district.building.to_string()],
        ..change(&world, district.grid, "split").await
    };
    let done = does(&world, street, district.grid, &input).await.unwrap();
    let third = done.new.unwrap().id;
    assert!(chain(&world, district.building, day).await.contains(&third));
    assert!(chain(&world, far, day).await.contains(&district.grid));
    assert_eq!(acts(&kept(&world, third).await), ["came-from"]);
    assert_eq!(acts(&kept(&world, district.grid).await), ["divided", "took-in"]);
}

#[tokio::test]
async fn what_moves_to_another_community_leaves_its_grid() {
    let world = World::new().await;
    let (district, street) = (&world.district, world.district.street_office);
    let input = ChangePlace {
        to: district.other_community.to_string(),
        ..change(&world, district.compound, "move").await
    };
    let done = does(&world, street, district.compound, &input).await.unwrap();
    assert_eq!((done.moved, done.ungridded), (1, 3));
    let over = chain(&world, district.building, today(&world)).await;
    assert!(over.contains(&district.other_community) && !over.contains(&district.grid));
    let now = kept(&world, district.compound).await;
    assert_eq!(now.changes[0].parent.as_ref().unwrap().id, district.community);
}

#[tokio::test]
async fn what_is_closed_closes_with_everything_below_and_is_offered_nowhere() {
    let world = World::new().await;
    let (district, street) = (&world.district, world.district.street_office);
    let input = change(&world, district.compound, "close").await;
    let done = does(&world, street, district.compound, &input).await.unwrap();
    assert_eq!((done.closed, done.codes.len()), (9, 9));
    let left = place::children(world.app(), Some(district.community)).await.unwrap();
    assert_eq!(left, []);
    let again = change(&world, district.compound, "close").await;
    let refused = does(&world, street, district.compound, &again).await.unwrap_err();
    assert_eq!(fields(refused), [("act".to_owned(), "place-not-open")]);
}

#[tokio::test]
async fn what_makes_no_tree_is_refused_by_its_field_and_changes_nothing() {
    let world = World::new().await;
    let (district, street) = (&world.district, world.district.street_office);
    let (compound, community) = (district.compound, district.community);
    let ids = |id: PlaceId| id.to_string();
    let with = |act: &str, to: PlaceId| ChangePlace {
        act: act.to_owned(),
        to: ids(to),
        ..ChangePlace::default()
    };
    let named = |act: &str, name: &str, kind: &str| ChangePlace {
        act: act.to_owned(),
        name: name.to_owned(),
        kind: kind.to_owned(),
        ..ChangePlace::default()
    };
    let day = |day: Day| ChangePlace { day: day.to_string(), ..named("close", "", "") };
    let taking = |all: &[PlaceId]| ChangePlace {
        taking: all.iter().map(|id| id.to_string()).collect(),
        ..named("split", "西院", "")
    };
    let now = today(&world);
    let buildings: Vec<PlaceId> = {
        let mut rows = world.app().snapshot().await.unwrap();
        rows.children(compound).await.unwrap().iter().map(|place| place.id).collect()
    };
    let table = [
        (compound, with("move", district.building), "to", "place-ring"),
        (compound, with("move", compound), "to", "place-ring"),
        (compound, with("move", community), "to", "place-there-already"),
        (compound, with("move", district.street), "to", "place-not-there"),
        (compound, with("move", district.district), "to", "place-not-yours"),
        (district.grid, with("move", district.other_community), "act", "place-grid-stays"),
        (compound, with("merge", compound), "to", "place-itself"),
        (compound, with("merge", community), "to", "place-kind-differs"),
        (compound, with("merge", PlaceId::new(99).unwrap()), "to", "place-not-yours"),
        (compound, named("rename", "柳园小区", ""), "name", "place-name-same"),
        (district.building, named("rename", "2号楼", ""), "name", "place-name-taken"),
        (compound, named("rename", " ", ""), "name", "empty"),
        (compound, named("add", "1号楼", "building"), "name", "place-name-taken"),
        (compound, named("add", "甲", "street"), "kind", "place-not-there"),
        (compound, named("add", "甲", "grid"), "kind", "place-not-there"),
        (compound, named("add", "甲", ""), "kind", "field-choice"),
        (compound, named("burn", "", ""), "act", "field-choice"),
        (compound, day(now.tomorrow().unwrap()), "day", "place-day-future"),
        (compound, day(Day::constant(2020, 1, 1)), "day", "place-day-early"),
        (compound, taking(&[]), "taking", "place-takes-nothing"),
        (compound, taking(&[district.household]), "taking", "place-takes-nothing"),
        (compound, taking(&buildings), "taking", "place-takes-all"),
    ];
    for (id, mut input, field, code) in table {
        input.version = version(&world, id).await;
        if input.day.is_empty() {
            input.day = now.to_string();
        }
        let wrong = does(&world, street, id, &input).await.unwrap_err();
        assert_eq!(fields(wrong), [(field.to_owned(), code)], "{input:?}");
    }
    assert!(kept(&world, compound).await.changes.is_empty());
}

#[tokio::test]
async fn only_an_office_above_the_place_and_above_the_base_changes_it() {
    let world = World::new().await;
    let district = &world.district;
    let rename = ChangePlace {
        name: "新名".to_owned(),
        ..change(&world, district.community, "rename").await
    };
    for who in [district.community_worker, district.grid_worker, district.company_clerk] {
        let answer = does(&world, who, district.community, &rename).await;
        assert!(matches!(answer, Err(AppError::Forbidden)), "{answer:?}");
    }
    let own = ChangePlace {
        name: "新街".to_owned(),
        ..change(&world, district.street, "rename").await
    };
    let answer = does(&world, district.street_office, district.street, &own).await;
    assert!(
        matches!(answer, Err(AppError::Forbidden)),
        "its own place is the district's to change"
    );
    does(&world, district.coordinator, district.street, &own).await.unwrap();
    let stale = ChangePlace { version: 99, ..rename.clone() };
    let answer = does(&world, district.street_office, district.community, &stale).await;
    assert!(matches!(answer, Err(AppError::Stale)), "{answer:?}");
    does(&world, district.street_office, district.community, &rename).await.unwrap();
}
