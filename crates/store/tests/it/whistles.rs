//! Whistles stand in the lists of those who may read them, by deadline, and are written anew with
//! their case.

use linli_app::{
    CasePut, WhistleRow, WhistleScope,
    ports::{Store, WhistleFilter, WhistleKey, WhistlePage, WhistleSight},
};
use linli_domain::{
    policy::{self, CaseClass, Visibility},
    whistle::Whistle,
};
use linli_kernel::{CaseId, Moment};
use linli_playbook::engine::Holder;
use linli_store::Database;

use crate::{
    engines::on_every_engine,
    world::{
        COMMUNITY, COMPANY, DISTRICT, Story, YARD, at, build, case_id, community_post, grid_post,
        name, organisation, place,
    },
};

on_every_engine! {
    a_list_goes_by_deadline_page_by_page,
    what_two_posts_of_one_person_were_asked_stands_on_one_page_only,
    guarded_whistles_are_read_by_who_has_something_to_do,
    filters_look_for_places_and_organisations,
    a_case_takes_its_former_whistles_along,
    a_period_is_counted_with_every_class,
}

fn whistle(event: u32, blown: i64, ended: Option<i64>) -> Whistle {
    Whistle {
        event,
        step: name("whistle"),
        level: name("district"),
        at: at(blown),
        by: Some(community_post()),
        by_clock: false,
        slip: Some(event - 1),
        due: at(1_000),
        late: false,
        parties: Vec::new(),
        fed_back: None,
        ended: ended.map(at),
        assessments: Vec::new(),
        ratings: Vec::new(),
    }
}

fn row(whistle: Whistle, class: CaseClass, until: i64) -> WhistleRow {
    let asked = Holder::Organisation(organisation(COMPANY));
    let listed = [
        WhistleScope::Place(place(COMMUNITY)),
        WhistleScope::Place(place(DISTRICT)),
        WhistleScope::Organisation(organisation(COMPANY)),
        WhistleScope::Caller(place(COMMUNITY)),
        WhistleScope::Asked(asked),
        WhistleScope::Asked(grid_post()),
    ];
    WhistleRow { whistle, class, listed: listed.map(|scope| (scope, at(until))).to_vec() }
}

async fn commit(database: &Database, story: &mut Story, rows: Vec<WhistleRow>) {
    let mut changes = story.changes();
    changes.put(CasePut::Whistles(story.id(), rows));
    database.commit(changes).await.unwrap();
}

/// A case with one whistle.
async fn whistled(database: &Database, number: i64, class: CaseClass, until: i64) {
    let mut story = Story::report(number, 3, at(0));
    commit(database, &mut story, vec![row(whistle(7, number, None), class, until)]).await;
}

async fn page(
    database: &Database,
    sight: WhistleSight<'_>,
    filter: WhistleFilter,
    after: Option<WhistleKey>,
    limit: i64,
) -> WhistlePage {
    let mut rows = database.snapshot().await.unwrap();
    rows.whistle_page(sight, filter, after, limit).await.unwrap()
}

fn cases(page: &WhistlePage) -> Vec<i64> {
    page.items.iter().map(|(case, _)| case.get()).collect()
}

fn district() -> Visibility {
    policy::visible(None, &[place(DISTRICT)], &[organisation(COMPANY)], None)
}

async fn a_list_goes_by_deadline_page_by_page(database: &Database) {
    build(database).await;
    for (number, until) in [(100, 30), (101, 10), (102, 20), (103, 20), (104, 40)] {
        whistled(database, number, CaseClass::Ordinary, until).await;
    }
    let sight = district();
    let visible = WhistleSight::Visible(&sight);
    let filter = WhistleFilter::default();
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let next = page(database, visible, filter, after, 2).await;
        found.extend(cases(&next));
        after = next.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(found, [101, 102, 103, 100, 104], "two arms show each once");
    let callers = page(database, WhistleSight::Callers(&sight), filter, None, 9).await;
    assert!(callers.items.is_empty(), "the district blew none, and none was blown for it");
    let community = policy::visible(None, &[place(COMMUNITY)], &[], None);
    let callers = page(database, WhistleSight::Callers(&community), filter, None, 9).await;
    assert_eq!(cases(&callers).len(), 5);
    let closed = WhistleFilter { closed: true, ..filter };
    assert!(page(database, visible, closed, None, 9).await.items.is_empty());
    for (number, ended) in [(110, 50), (111, 60), (112, 60)] {
        let mut story = Story::report(number, 3, at(0));
        let over = row(whistle(7, 1, Some(ended)), CaseClass::Ordinary, ended);
        commit(database, &mut story, vec![over]).await;
    }
    let first = page(database, visible, closed, None, 2).await;
    assert_eq!(cases(&first), [112, 111], "the latest first");
    assert_eq!(cases(&page(database, visible, closed, first.next, 2).await), [110]);
}

async fn what_two_posts_of_one_person_were_asked_stands_on_one_page_only(database: &Database) {
    build(database).await;
    let company = Holder::Organisation(organisation(COMPANY));
    // When the one is to answer, and until when the other works.
    let both = [(100, 10, 50), (101, 45, 15), (102, 20, 60), (103, 25, 65), (104, 70, 30)];
    for (number, one, other) in both {
        let mut story = Story::report(number, 3, at(0));
        let asked = |holder: &Holder, until| (WhistleScope::Asked(holder.clone()), at(until));
        let listed = vec![asked(&grid_post(), one), asked(&company, other)];
        let class = CaseClass::Ordinary;
        let row = WhistleRow { whistle: whistle(7, number, None), class, listed };
        commit(database, &mut story, vec![row]).await;
    }
    let holders = [grid_post(), company];
    let filter = WhistleFilter::default();
    for limit in 1..6 {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let next = page(database, WhistleSight::Asked(&holders), filter, after, limit).await;
            assert!(i64::try_from(next.items.len()).unwrap() <= limit);
            found.extend(cases(&next));
            after = next.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(found, [100, 101, 102, 103, 104], "by the nearer clock, {limit} on a page");
    }
}

async fn guarded_whistles_are_read_by_who_has_something_to_do(database: &Database) {
    build(database).await;
    let classes = policy::CLASSES.into_iter().enumerate();
    for (number, class) in classes {
        whistled(database, 100 + i64::try_from(number).unwrap(), class, 10).await;
    }
    let (sight, filter) = (district(), WhistleFilter::default());
    let read = page(database, WhistleSight::Visible(&sight), filter, None, 9).await;
    assert_eq!(cases(&read), [100, 101], "ordinary and anonymous");
    for holder in [grid_post(), Holder::Organisation(organisation(COMPANY))] {
        let holders = [holder];
        let asked = page(database, WhistleSight::Asked(&holders), filter, None, 9).await;
        assert_eq!(cases(&asked), [100, 101, 102, 103]);
    }
    let other = [community_post(), Holder::Post { role: name("grid-worker"), place: place(YARD) }];
    assert!(page(database, WhistleSight::Asked(&other), filter, None, 9).await.items.is_empty());
}

async fn filters_look_for_places_and_organisations(database: &Database) {
    build(database).await;
    whistled(database, 100, CaseClass::Ordinary, 10).await;
    let sight = district();
    let visible = WhistleSight::Visible(&sight);
    for (place_number, organisation_number, wanted) in [
        (Some(COMMUNITY), None, 1),
        (Some(YARD), None, 0),
        (None, Some(COMPANY), 1),
        (None, Some(77), 0),
        (Some(COMMUNITY), Some(COMPANY), 1),
        (Some(YARD), Some(COMPANY), 0),
    ] {
        let filter = WhistleFilter {
            closed: false,
            place: place_number.map(place),
            organisation: organisation_number.map(organisation),
        };
        let found = page(database, visible, filter, None, 9).await;
        assert_eq!(found.items.len(), wanted, "{filter:?}");
    }
}

async fn a_case_takes_its_former_whistles_along(database: &Database) {
    build(database).await;
    let mut story = Story::report(100, 3, at(0));
    let first = whistle(7, 1, None);
    let open = row(first.clone(), CaseClass::Ordinary, 10);
    let mut changes = story.changes();
    changes.put(CasePut::Whistles(story.id(), vec![open]));
    let numbers = database.commit(changes).await.unwrap().numbers;
    story.row.number = numbers.get(&story.id()).cloned();
    story.row.revision += 1;
    let over = Whistle { ended: Some(at(5)), ..first };
    let again = whistle(12, 5, None);
    let rows = vec![
        row(over.clone(), CaseClass::Ordinary, 5),
        WhistleRow {
            listed: vec![(WhistleScope::Place(place(COMMUNITY)), at(20))],
            ..row(again.clone(), CaseClass::Ordinary, 20)
        },
    ];
    let mut changes = story.changes();
    changes.puts.retain(|put| !format!("{put:?}").contains("Events("));
    changes.put(CasePut::Whistles(story.id(), rows));
    database.commit(changes).await.unwrap();
    let mut rows = database.snapshot().await.unwrap();
    assert_eq!(rows.whistles_of(case_id(100)).await.unwrap(), [over, again]);
    assert_eq!(rows.whistles_of(CaseId::new(5).unwrap()).await.unwrap(), []);
    drop(rows);
    let community = policy::visible(None, &[place(COMMUNITY)], &[], None);
    let visible = WhistleSight::Visible(&community);
    let open = page(database, visible, WhistleFilter::default(), None, 9).await;
    assert_eq!(open.items.iter().map(|(_, w)| w.event).collect::<Vec<_>>(), [12]);
    let holders = [grid_post()];
    let asked = page(database, WhistleSight::Asked(&holders), WhistleFilter::default(), None, 9);
    assert!(asked.await.items.is_empty(), "what is over asks nobody");
}

async fn a_period_is_counted_with_every_class(database: &Database) {
    build(database).await;
    for (number, class) in [(100, CaseClass::Ordinary), (101, CaseClass::Confidential)] {
        whistled(database, number, class, 10).await;
    }
    let mut rows = database.snapshot().await.unwrap();
    let mut counted = async |number: i64, called: Option<i64>, between: (i64, i64), limit: i64| {
        let between: (Moment, Moment) = (at(between.0), at(between.1));
        let called = called.map(organisation);
        rows.whistles_between(place(number), called, between, limit).await.unwrap().len()
    };
    assert_eq!(counted(DISTRICT, None, (0, 1_000), 9).await, 2);
    assert_eq!(counted(DISTRICT, None, (0, 1_000), 1).await, 1);
    assert_eq!(counted(DISTRICT, None, (101, 1_000), 9).await, 1, "the first moment counts");
    assert_eq!(counted(DISTRICT, None, (0, 101), 9).await, 1, "the last one does not");
    assert_eq!(counted(YARD, None, (0, 1_000), 9).await, 0);
    assert_eq!(counted(DISTRICT, Some(COMPANY), (0, 1_000), 9).await, 2);
    assert_eq!(counted(DISTRICT, Some(77), (0, 1_000), 9).await, 0);
}
