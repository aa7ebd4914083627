//! Service numbers are one row a place; a hung board is looked at again when anything that it was
//! made from is no longer as it was, and only then.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::date;
use linli_app::{
    BoardPut, PlacePut, PlaybookPut, StaffPut,
    ports::{CommitError, Store},
};
use linli_domain::{
    board::{HungBoard, ServiceKind, ServiceNumber, ServiceSheet, Source, SourceKind},
    person::Person,
    place::{GridMember, Place},
    post::Post,
};
use linli_kernel::Day;
use linli_store::Database;

use crate::{
    engines::on_every_engine,
    world::{
        BUILDING, COMMUNITY, DISTRICT, GRID, OLD_GRID, YARD, a_facility, a_person, a_place, a_post,
        at, build, changes, community_post, day, grid_post, name, person, place,
    },
};

on_every_engine! {
    a_place_keeps_its_numbers_and_the_slower_edit_loses,
    a_board_is_looked_at_again_when_what_it_was_made_from_changed,
    boards_are_listed_under_the_place_that_grids_lie_under,
    a_grid_covers_what_belongs_to_it_that_day,
    a_board_that_was_taken_down_leaves_nothing_behind,
}

fn sheet(phone: &str, version: i64) -> ServiceSheet {
    ServiceSheet {
        place: place(COMMUNITY),
        district: place(DISTRICT),
        numbers: vec![ServiceNumber {
            kind: ServiceKind::Water,
            name: "自来水公司".into(),
            phone: phone.into(),
            hours: String::new(),
        }],
        changed_by: person(9),
        changed_as: community_post(),
        changed_at: at(version),
        version,
    }
}

async fn put(database: &Database, audit: i64, put: BoardPut) -> Result<(), CommitError> {
    let mut changes = changes(audit, "board:5");
    changes.put(put);
    database.commit(changes).await.map(drop)
}

async fn a_place_keeps_its_numbers_and_the_slower_edit_loses(database: &Database) {
    build(database).await;
    put(database, 2, BoardPut::Numbers(sheet("0546-1", 1))).await.unwrap();
    put(database, 3, BoardPut::Numbers(sheet("0546-2", 2))).await.unwrap();
    let slower = put(database, 4, BoardPut::Numbers(sheet("0546-3", 2))).await;
    assert!(matches!(slower, Err(CommitError::Conflict("service numbers"))), "{slower:?}");
    let first = put(database, 5, BoardPut::Numbers(sheet("0546-4", 1))).await;
    assert!(matches!(first, Err(CommitError::Conflict(_))), "{first:?}");
    let mut rows = database.snapshot().await.unwrap();
    let found = rows.service_sheets(&[place(BUILDING), place(COMMUNITY)]).await.unwrap();
    assert_eq!(found, [sheet("0546-2", 2)]);
}

fn hung(at_place: i64, version: i64) -> HungBoard {
    HungBoard {
        place: place(at_place),
        district: place(DISTRICT),
        gridded: place(COMMUNITY),
        gridded_name: a_place(COMMUNITY, "community", None).name,
        parts: BTreeMap::from([("place".to_owned(), format!("0{at_place}"))]),
        look_again_on: None,
        hung_at: at(version),
        hung_by: person(9),
        hung_as: community_post(),
        version,
    }
}

/// Everything that a board of the building is made from, as [`build`] leaves it.
fn sources() -> BTreeSet<Source> {
    let all = [
        (SourceKind::Place, BUILDING, 1),
        (SourceKind::Below, BUILDING, 1),
        (SourceKind::Member, BUILDING, GRID),
        (SourceKind::Member, 4, 0),
        (SourceKind::Covered, GRID, 1),
        (SourceKind::Post, 1, 1),
        (SourceKind::Person, 8, 1),
        (SourceKind::Sheet, COMMUNITY, 0),
        (SourceKind::Facilities, COMMUNITY, 1),
        (SourceKind::Binding, DISTRICT, 0),
    ];
    all.into_iter().map(|(kind, id, state)| Source { kind, id, state }).collect()
}

async fn to_check(database: &Database, on: Day) -> Vec<i64> {
    let mut rows = database.snapshot().await.unwrap();
    let found = rows.hung_boards_to_check(place(COMMUNITY), on, None, 9).await.unwrap();
    if let Some(last) = found.last() {
        let after = Some(last.place);
        let more = rows.hung_boards_to_check(place(COMMUNITY), on, after, 9).await.unwrap();
        assert_eq!(more, [], "the page after the last one");
    }
    found.iter().map(|board| board.place.get()).collect()
}

/// Everything that a board is made from, changed, with what it is called.
fn what_changes() -> Vec<(&'static str, linli_app::Put)> {
    let member = |grid: i64, member: i64| {
        let (grid, place) = (place(grid), place(member));
        PlacePut::GridMember(GridMember { grid, place, valid_from: day(), valid_to: None })
    };
    let renamed = |number: i64, kind, parent| {
        PlacePut::Place(Place {
            name: "新名".into(), version: 2, ..a_place(number, kind, parent)
        })
    };
    let given = Post { published: true, version: 2, ..a_post(1, 8, grid_post()) };
    let moved = Person { version: 2, ..a_person(8) };
    let facility = linli_domain::place::Facility { version: 2, ..a_facility(20) };
    vec![
        ("a post was filled or the place renamed", renamed(BUILDING, "building", Some(4)).into()),
        ("another unit", PlacePut::Place(a_place(50, "unit", Some(BUILDING))).into()),
        ("the compound came to a grid", member(GRID, 4).into()),
        ("consent", StaffPut::Post(given).into()),
        ("another telephone", StaffPut::Person(moved).into()),
        ("a number", BoardPut::Numbers(sheet("0546-1", 1)).into()),
        ("the office's telephone", PlacePut::Facility(facility).into()),
        (
            "another playbook",
            PlaybookPut::Binding {
                district: place(DISTRICT),
                key: name("kenli"),
                playbook_version: 1,
                version: 1,
            }
            .into(),
        ),
        ("the community is called otherwise", renamed(COMMUNITY, "community", Some(2)).into()),
    ]
}

async fn a_board_is_looked_at_again_when_what_it_was_made_from_changed(database: &Database) {
    build(database).await;
    let mut version = 1;
    let board = hung(BUILDING, version);
    put(database, 2, BoardPut::Hung(Box::new(board), sources())).await.unwrap();
    assert_eq!(to_check(database, day()).await, [] as [i64; 0], "as it was made");

    let mut state = sources();
    for (number, (what, row)) in what_changes().into_iter().enumerate() {
        let mut changes = changes(10 + i64::try_from(number).unwrap(), "place:5");
        if what == "another playbook" {
            changes.put(PlaybookPut::Playbook(linli_app::PlaybookRow {
                key: name("kenli"),
                version: 1,
                text: String::new(),
            }));
        }
        changes.put(row);
        database.commit(changes).await.unwrap();
        assert_eq!(to_check(database, day()).await, [BUILDING], "{what}");
        // Hung anew, it is true again: made from what the rows are now.
        state = true_now(state, what);
        version += 1;
        let mut anew = hung(BUILDING, version);
        if what.starts_with("the community") {
            anew.gridded_name = "新名".into();
        }
        let audit = 100 + version;
        put(database, audit, BoardPut::Hung(Box::new(anew), state.clone())).await.unwrap();
        assert_eq!(to_check(database, day()).await, [] as [i64; 0], "hung anew after {what}");
    }
    // A day comes on which a post ends.
    let anew = HungBoard {
        look_again_on: Some(date(2026, 8, 1)),
        gridded_name: "新名".into(),
        ..hung(BUILDING, version + 1)
    };
    put(database, 90, BoardPut::Hung(Box::new(anew.clone()), state)).await.unwrap();
    assert_eq!(to_check(database, date(2026, 7, 31)).await, [] as [i64; 0]);
    assert_eq!(to_check(database, date(2026, 8, 1)).await, [BUILDING]);
    let mut rows = database.snapshot().await.unwrap();
    assert_eq!(rows.hung_boards(&[place(BUILDING)]).await.unwrap(), [anew]);
}

/// The sources as they are after a change.
fn true_now(sources: BTreeSet<Source>, what: &str) -> BTreeSet<Source> {
    let after = |source: Source| {
        let state = match (what, source.kind, source.id) {
            ("a post was filled or the place renamed", SourceKind::Place, _)
            | ("another unit", SourceKind::Below, _)
            | ("the compound came to a grid", SourceKind::Covered, _)
            | ("consent", SourceKind::Post, _)
            | ("another telephone", SourceKind::Person, _)
            | ("the office's telephone", SourceKind::Facilities, _) => 2,
            ("the compound came to a grid", SourceKind::Member, 4) => GRID,
            ("a number", SourceKind::Sheet, _) | ("another playbook", SourceKind::Binding, _) => 1,
            _ => source.state,
        };
        Source { state, ..source }
    };
    sources.into_iter().map(after).collect()
}

async fn boards_are_listed_under_the_place_that_grids_lie_under(database: &Database) {
    build(database).await;
    for (audit, number) in [(2, BUILDING), (3, YARD), (4, GRID)] {
        let board = hung(number, 1);
        put(database, audit, BoardPut::Hung(Box::new(board), BTreeSet::new())).await.unwrap();
    }
    let slower = put(database, 5, BoardPut::Hung(Box::new(hung(GRID, 1)), BTreeSet::new())).await;
    assert!(matches!(slower, Err(CommitError::Conflict("board"))), "{slower:?}");
    let mut rows = database.snapshot().await.unwrap();
    let first = rows.hung_boards_under(place(COMMUNITY), None, 2).await.unwrap();
    assert_eq!(first, [hung(BUILDING, 1), hung(YARD, 1)]);
    let rest = rows.hung_boards_under(place(COMMUNITY), Some(place(YARD)), 2).await.unwrap();
    assert_eq!(rest, [hung(GRID, 1)]);
    assert_eq!(rows.hung_boards_under(place(2), None, 9).await.unwrap(), []);
}

async fn a_board_that_was_taken_down_leaves_nothing_behind(database: &Database) {
    build(database).await;
    put(database, 2, BoardPut::Hung(Box::new(hung(BUILDING, 1)), sources())).await.unwrap();
    let gone = |version| BoardPut::Gone { place: place(BUILDING), version };
    let slower = put(database, 3, gone(2)).await;
    assert!(matches!(slower, Err(CommitError::Conflict("board"))), "{slower:?}");
    put(database, 4, gone(1)).await.unwrap();
    let mut rows = database.snapshot().await.unwrap();
    assert_eq!(rows.hung_boards(&[place(BUILDING)]).await.unwrap(), []);
    drop(rows);
    // Another one hangs there later, from its first version on.
    put(database, 5, BoardPut::Hung(Box::new(hung(BUILDING, 1)), sources())).await.unwrap();
    assert_eq!(to_check(database, day()).await, [] as [i64; 0]);
}

async fn a_grid_covers_what_belongs_to_it_that_day(database: &Database) {
    build(database).await;
    let mut rows = database.snapshot().await.unwrap();
    for (grid, on, wanted) in [
        (OLD_GRID, date(2026, 6, 1), vec![BUILDING, YARD]),
        (OLD_GRID, day(), vec![YARD]),
        (GRID, day(), vec![BUILDING]),
        (COMMUNITY, day(), vec![]),
    ] {
        let found = rows.covered(place(grid), on).await.unwrap();
        let found: Vec<i64> = found.iter().map(|place| place.id.get()).collect();
        assert_eq!(found, wanted, "{grid} on {on}");
    }
    let places = [BUILDING, YARD, 4].map(place);
    let found = rows.memberships(&places, day()).await.unwrap();
    let found: BTreeMap<i64, i64> = found.iter().map(|(p, g)| (p.get(), g.get())).collect();
    assert_eq!(found, BTreeMap::from([(BUILDING, GRID), (YARD, OLD_GRID)]));
    let mut changes = changes(3, "post:5");
    let later = date(2026, 9, 1);
    changes.put(StaffPut::Post(Post { valid_from: later, ..a_post(5, 7, grid_post()) }));
    database.commit(changes).await.unwrap();
    let mut rows = database.snapshot().await.unwrap();
    for (places, after, wanted) in [
        (&[place(GRID), place(BUILDING)][..], day(), Some(later)),
        (&[place(GRID)], later, None),
        (&[place(COMMUNITY)], day(), None),
    ] {
        assert_eq!(rows.next_post_on(places, after).await.unwrap(), wanted, "{places:?}");
    }
}
