//! Organisations, people and posts.

use linli_app::{ports::Store as _, setup};
use linli_playbook::{Name, engine::Holder};
use linli_testkit::app::TestApp;

use super::{BY, found, kenli};

const STAFF: &str = "\
organisation,kind,serves,name,phone,role,place,household,tie
,,,王书记,13900000001,community-secretary,胜兴社区,,
,,,李社工,13900000002,community-worker,370505001007,,
,,,赵社工,13900000003,community-worker,垦利街道/胜兴社区,,
区住房和城乡建设局,department,,陈科长,13900000004,,,,
邻安里物业,property-company,370505001007,周经理,13900000005,,,,
";

async fn import(test: &TestApp, text: &str, dry_run: bool) -> setup::Import {
    setup::import_staff(&test.app, BY, text.as_bytes(), dry_run).await.unwrap()
}

#[tokio::test]
async fn posts_are_filled_and_the_same_file_changes_nothing_again() {
    let (test, district) = kenli().await;
    let dry = import(&test, STAFF, true).await;
    assert_eq!((found(&dry), dry.new), (vec![], 5));
    let mut rows = test.database.snapshot().await.unwrap();
    assert!(rows.organisations(district).await.unwrap().is_empty());
    let day = test.app.now().day();
    let community = rows.place_by_code("division", "370505001007", day).await.unwrap().unwrap();
    drop(rows);

    let first = import(&test, STAFF, false).await;
    assert_eq!((found(&first), first.new), (vec![], 5));
    let again = import(&test, STAFF, false).await;
    assert_eq!((found(&again), again.new, again.changed, again.unchanged), (vec![], 0, 0, 5));

    let mut rows = test.database.snapshot().await.unwrap();
    let role = Name::new("community-worker").unwrap();
    let queue = Holder::Post { role, place: community.id };
    assert_eq!(rows.posts_answering(&queue, day).await.unwrap().len(), 2);
    let serving = rows.serving(&[community.id], day).await.unwrap();
    let names: Vec<(&str, bool)> =
        serving.iter().map(|(body, staffed)| (body.name.as_str(), *staffed)).collect();
    assert_eq!(names, [("邻安里物业", true)]);
    // Decisions rely on who is there: the place's version says that it changed.
    let raised = rows.place(community.id).await.unwrap().unwrap().version;
    assert_eq!(raised, community.version + 1);
}

#[tokio::test]
async fn a_last_day_ends_a_post() {
    let (test, _) = kenli().await;
    import(&test, STAFF, false).await;
    let day = test.app.now().day();
    let ended = format!(
        "name,phone,role,place,to\n李社工,13900000002,community-worker,胜兴社区,{}\n",
        day.tomorrow().unwrap()
    );
    let done = import(&test, &ended, false).await;
    assert_eq!((found(&done), done.new, done.changed), (vec![], 0, 1));
    let mut rows = test.database.snapshot().await.unwrap();
    let hash = test.app.vault.hash("phone", "13900000002");
    let person = rows.person_by_phone(&hash).await.unwrap().unwrap();
    let posts = rows.posts_of(person.id).await.unwrap();
    assert_eq!(posts[0].valid_to, Some(day.tomorrow().unwrap()));
}

#[tokio::test]
async fn every_mistake_is_found_by_row_and_column_and_nothing_is_changed() {
    let (test, district) = kenli().await;
    let table = [
        ("name\n张三\n", vec![(2, "phone", "cell-required"), (2, "", "row-says-nothing")]),
        (
            "name,phone,role,place\n张三,138,community-worker,胜兴社区\n",
            vec![(2, "phone", "phone-wrong")],
        ),
        (
            "name,phone,role,place\n张三,13900000009,king,胜兴社区\n李四,13900000008,grid-worker,胜兴社区\n",
            vec![(2, "role", "role-unknown"), (3, "place", "role-elsewhere")],
        ),
        (
            "name,phone,role,place\n张三,13900000009,community-worker,月亮社区\n",
            vec![(2, "place", "place-unknown")],
        ),
        (
            "organisation,kind,name,phone\n某局,ministry,张三,13900000009\n某社,,李四,13900000008\n",
            vec![(2, "kind", "kind-unknown"), (3, "kind", "cell-required")],
        ),
        (
            "organisation,kind,parent\n某科,department,某局\n",
            vec![(2, "parent", "organisation-unknown")],
        ),
        (
            "name,phone,role,place,filled,from,to\n张三,13900000009,community-worker,胜兴社区,won,2026-02-30,2026-01-01\n",
            vec![(2, "filled", "word-unknown"), (2, "from", "date-wrong")],
        ),
        (
            "name,phone,role,place,from,to\n张三,13900000009,community-worker,胜兴社区,2026-03-01,2026-01-01\n",
            vec![(2, "to", "ends-before-start")],
        ),
    ];
    for (text, wanted) in table {
        let refused = import(&test, text, false).await;
        let all = found(&refused);
        for one in &wanted {
            assert!(all.contains(one), "{text}: {all:?}");
        }
    }
    let mut rows = test.database.snapshot().await.unwrap();
    assert!(rows.organisations(district).await.unwrap().is_empty());
    let hash = test.app.vault.hash("phone", "13900000009");
    assert!(rows.person_by_phone(&hash).await.unwrap().is_none());
}

#[tokio::test]
async fn a_table_gives_a_consent_to_a_new_post_and_only_takes_it_from_a_known_one() {
    let (test, _) = kenli().await;
    let row = |published: &str| {
        format!(
            "name,phone,role,place,published\n张三,13900000009,community-worker,胜兴社区,{published}\n"
        )
    };
    let hash = test.app.vault.hash("phone", "13900000009");
    for (cell, wanted) in [("1", true), ("", true), ("0", false), ("1", false), ("", false)] {
        let table = row(cell);
        assert_eq!(found(&import(&test, &table, false).await), vec![], "{cell}");
        let mut rows = test.app.snapshot().await.unwrap();
        let person = rows.person_by_phone(&hash).await.unwrap().unwrap();
        let posts = rows.posts_of(person.id).await.unwrap();
        assert_eq!(posts.iter().map(|post| post.published).collect::<Vec<_>>(), [wanted], "{cell}");
    }
    let odd = import(&test, &row("yes"), true).await;
    assert_eq!(found(&odd), [(2, "published", "flag-wrong")]);
}

#[tokio::test]
async fn a_row_of_another_length_hides_no_other_mistake() {
    let (test, _) = kenli().await;
    let table = format!("{STAFF}乱写,的一行\n,,,钱某,13900000009,no-such-role,胜兴社区,,\n");
    let refused = import(&test, &table, true).await;
    let all = found(&refused);
    assert!(all.contains(&(7, "", "row-length")), "{all:?}");
    assert!(all.iter().any(|(row, column, _)| (*row, *column) == (8, "role")), "{all:?}");
}
