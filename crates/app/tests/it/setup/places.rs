//! Places in and out.

use linli_app::{ports::Store as _, setup};
use linli_testkit::app::{DAY_MS, TestApp};

use super::{BY, DIVISIONS, found, kenli};

/// A compound with a grid, below the community with the code 370505001007.
const OWN: &str = "\
key,parent,kind,name,households,code,grid,made_up,address,hours,host,phone
g1,370505001007,grid,第一网格,300,grid:370505001007001,,1,,,,
g2,370505001007,grid,第二网格,280,grid:370505001007002,,1,,,,
chat,g1,facility:chat-group,第一网格说事群,,,,,,每天8:00–21:00,网格员,
c1,370505001007,compound,帝纱富仕城,1420,,,1,,,,
b1,c1,building,1号楼,60,,g1,1,,,,
b2,c1,building,2号楼,60,,g2,1,,,,
u1,b1,unit,1单元,30,,,1,,,,
h1,u1,household,101,1,,,1,,,,
";

async fn import(test: &TestApp, text: &str, dry_run: bool) -> setup::Import {
    setup::import_places(&test.app, BY, text.as_bytes(), None, dry_run).await.unwrap()
}

async fn export(test: &TestApp) -> String {
    String::from_utf8(setup::export_places(&test.app, BY).await.unwrap()).unwrap()
}

#[tokio::test]
async fn the_list_of_divisions_comes_in_once_by_either_encoding() {
    let test = TestApp::empty().await.unwrap();
    let only = Some("370505");
    let bytes = DIVISIONS.as_bytes();
    let dry = setup::import_places(&test.app, BY, bytes, only, true).await.unwrap();
    assert_eq!((dry.new, dry.changed, dry.unchanged), (4, 0, 0));
    assert!(test.database.snapshot().await.unwrap().districts().await.unwrap().is_empty());

    let first = setup::import_places(&test.app, BY, bytes, only, false).await.unwrap();
    assert_eq!((first.new, first.districts.len()), (4, 1));
    let (gb, ..) = encoding_rs::GB18030.encode(DIVISIONS);
    let again = setup::import_places(&test.app, BY, &gb, only, false).await.unwrap();
    assert_eq!((again.new, again.changed, again.unchanged), (0, 0, 4));

    let mut rows = test.database.snapshot().await.unwrap();
    let day = test.app.now().day();
    let found = rows.place_by_code("division", "370505001007", day).await.unwrap().unwrap();
    assert_eq!((found.name.as_str(), found.kind.as_str()), ("胜兴社区", "community"));
    assert!(!found.made_up);
}

#[tokio::test]
async fn what_is_exported_comes_in_unchanged_here_and_the_same_elsewhere() {
    let (test, _) = kenli().await;
    let own = import(&test, OWN, false).await;
    assert_eq!((found(&own), own.new), (vec![], 8));
    let exported = export(&test).await;
    let again = import(&test, &exported, false).await;
    assert_eq!((found(&again), again.new, again.changed, again.unchanged), (vec![], 0, 0, 12));
    assert_eq!(export(&test).await, exported);

    let elsewhere = TestApp::empty().await.unwrap();
    let fresh = import(&elsewhere, &exported, false).await;
    assert_eq!((found(&fresh), fresh.new), (vec![], 12));
    assert_eq!(export(&elsewhere).await, exported);
}

#[tokio::test]
async fn the_same_file_without_ids_changes_nothing_the_second_time() {
    let (test, _) = kenli().await;
    import(&test, OWN, false).await;
    let again = import(&test, OWN, false).await;
    assert_eq!((found(&again), again.new, again.changed, again.unchanged), (vec![], 0, 0, 8));
}

#[tokio::test]
async fn another_grid_begins_today_and_the_former_one_ends_yesterday() {
    let (test, _) = kenli().await;
    import(&test, OWN, false).await;
    let mut rows = test.database.snapshot().await.unwrap();
    let day = test.app.now().day();
    let grid = |number: &str| format!("370505001007{number}");
    let first = rows.place_by_code("grid", &grid("001"), day).await.unwrap().unwrap().id;
    let second = rows.place_by_code("grid", &grid("002"), day).await.unwrap().unwrap().id;
    drop(rows);
    test.clock.advance(10 * DAY_MS);
    let moved = import(&test, &OWN.replace("1号楼,60,,g1", "1号楼,60,,g2"), false).await;
    assert_eq!((found(&moved), moved.changed), (vec![], 1));

    let mut rows = test.database.snapshot().await.unwrap();
    let today = test.app.now().day();
    let compound = rows.children(first).await.unwrap();
    assert!(compound.is_empty(), "nothing lies below a grid in the tree");
    let community = rows.place(first).await.unwrap().unwrap().parent.unwrap();
    let children = rows.children(community).await.unwrap();
    let compound = children.iter().find(|place| place.kind == *"compound").unwrap();
    let building = rows.children(compound.id).await.unwrap()[0].id;
    let grid_on = |chain: linli_domain::place::Chain| chain.of_kind("grid").map(|grid| grid.id);
    assert_eq!(grid_on(rows.chain(building, day).await.unwrap()), Some(first));
    assert_eq!(grid_on(rows.chain(building, today).await.unwrap()), Some(second));
}

#[tokio::test]
async fn every_mistake_is_found_by_row_and_column_and_nothing_is_changed() {
    let (test, _) = kenli().await;
    let before = export(&test).await;
    let table = [
        ("kind,name\ncompound,\n", vec![(2, "name", "cell-required")]),
        ("name\n甲\n", vec![(1, "kind", "column-missing")]),
        // The two tables do not mix: nobody would read the other's column.
        (
            "code,level,name,parent,households\n370505001007,5,甲,370505001,9\n",
            vec![(1, "households", "column-unknown")],
        ),
        // Only the columns are named that do not belong to the others.
        (
            "parent,kind,name,households,level\n370505001007,compound,甲,9,5\n",
            vec![(1, "level", "column-unknown")],
        ),
        (
            "locality,code,level,name,parent,kind\nx,370505001007,5,甲,370505001,compound\n",
            vec![(1, "kind", "column-unknown")],
        ),
        (
            "key,parent,kind,name\na,b,compound,甲\nb,a,compound,乙\n",
            vec![(2, "parent", "parent-ring"), (3, "parent", "parent-ring")],
        ),
        ("parent,kind,name\nzz,compound,甲\n", vec![(2, "parent", "parent-unknown")]),
        ("parent,kind,name\n370505001007,tower,甲\n", vec![(2, "kind", "kind-unknown")]),
        ("parent,kind,name\n370505001007,street,甲\n", vec![(2, "parent", "kind-misplaced")]),
        ("parent,kind,name\n370505001,grid,甲\n", vec![(2, "parent", "grid-misplaced")]),
        // Nobody would answer for what lies there.
        ("parent,kind,name\n370505,building,甲\n", vec![(2, "parent", "kind-misplaced")]),
        ("parent,kind,name\n370505001,compound,甲\n", vec![(2, "parent", "kind-misplaced")]),
        // A row of another length hides nothing, and what refers to it is not mistaken.
        (
            "key,parent,kind,name\na,370505001007,compound\nb,a,building,1号楼\nc,zz,building,2号楼\n",
            vec![(2, "", "row-length"), (4, "parent", "parent-unknown")],
        ),
        ("parent,kind,name\n370505001007,facility:fax,甲\n", vec![(2, "kind", "facility-unknown")]),
        (
            "parent,kind,name,households,closed_on,made_up\n370505001007,compound,甲,-1,7月,yes\n",
            vec![
                (2, "households", "number-wrong"),
                (2, "closed_on", "date-wrong"),
                (2, "made_up", "flag-wrong"),
            ],
        ),
        (
            "parent,kind,name,grid\n370505001007,compound,甲,g9\n370505001007,compound,乙,370505001\n",
            vec![(2, "grid", "grid-unknown"), (3, "grid", "grid-unknown")],
        ),
        (
            "key,parent,kind,name\na,370505001007,compound,甲\na,370505001007,compound,乙\n",
            vec![(3, "key", "key-twice")],
        ),
        (
            "parent,kind,name\n370505001007,compound,甲\n370505001007,compound,甲\n",
            vec![(3, "name", "place-twice")],
        ),
        (
            "parent,kind,name,code\n370505001007,compound,甲,370505001010\n",
            vec![(2, "kind", "kind-changed")],
        ),
        ("key,kind,name\n#u!,district,甲\n", vec![(2, "key", "id-wrong")]),
    ];
    for (text, wanted) in table {
        let refused = import(&test, text, false).await;
        let all = found(&refused);
        for one in &wanted {
            assert!(all.contains(one), "{text}: {all:?}");
        }
        assert_eq!((refused.new, refused.changed), (0, 0), "{text}");
    }
    assert_eq!(export(&test).await, before);
}

#[tokio::test]
async fn a_large_file_with_one_mistake_changes_nothing() {
    let (test, _) = kenli().await;
    let before = export(&test).await;
    let mut text = String::from("key,parent,kind,name,households\nc,370505001007,compound,甲,0\n");
    for number in 0..2_000 {
        text += &format!("b{number},c,building,{number}号楼,1\n");
    }
    text += "x,c,building,最后一栋,many\n";
    let refused = import(&test, &text, false).await;
    assert_eq!(found(&refused), [(2_003, "households", "number-wrong")]);
    assert_eq!(export(&test).await, before);
    let good = import(&test, &text.replace("many", "1"), false).await;
    assert_eq!(good.new, 2_002);
}

#[tokio::test]
async fn one_look_finds_what_cells_keys_and_kinds_have_wrong_in_the_order_of_the_rows() {
    let (test, _) = kenli().await;
    let table = "\
key,parent,kind,name,households,grid
g1,370505001007,grid,第一网格,many,
g2,370505001008,grid,第二网格,1,
c1,370505001007,compound,,1,
b1,c1,building,1号楼,60,g1
b2,c2,building,2号楼,60,g2
c2,370505001007,palace,康居小区,1,
c3,370505001007,compound,汇丰小区,1,g9
c4,370505001007,compound,汇丰小区,-1,
c5,370505001007,compound,汇丰小区,1,
";
    let refused = import(&test, table, true).await;
    let found: Vec<(u64, &str, &str)> =
        refused.problems.iter().map(|p| (p.row, p.column.as_str(), p.code.as_str())).collect();
    let wanted = [
        (2, "households", "number-wrong"),
        (3, "parent", "parent-unknown"),
        (4, "name", "cell-required"),
        (6, "parent", "kind-misplaced"),
        (7, "kind", "kind-unknown"),
        (8, "grid", "grid-unknown"),
        (9, "households", "number-wrong"),
        (10, "name", "place-twice"),
    ];
    assert_eq!(found, wanted);
}

#[tokio::test]
async fn what_refers_to_a_row_that_cannot_be_read_is_not_mistaken() {
    let (test, _) = kenli().await;
    let table = "key,parent,kind,name\na,370505001007,compound\nb,a,building,1号楼\n";
    assert_eq!(found(&import(&test, table, true).await), [(2, "", "row-length")]);
}
