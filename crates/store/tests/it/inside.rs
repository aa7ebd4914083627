//! The inside of organisations: a division each, a row a task; queues read them; of two who write one
//! of them at once one is told.

use linli_app::{
    Changes, Expect, InsidePut,
    ports::{CommitError, InsideFilter, QueueFilter, Store},
};
use linli_domain::inside::{Assignee, Draft, DraftState, InsideSetting, InsideWork, Member, Stamp};
use linli_kernel::{CaseId, PhotoId};
use linli_playbook::engine::{Holder, TaskNumber};
use linli_store::Database;

use crate::{
    engines::on_every_engine,
    races::{together, won},
    world::{COMPANY, Story, at, build, changes, name, organisation, person},
};

on_every_engine! {
    a_division_is_put_and_changed,
    work_is_read_by_case_and_narrows_the_queue,
    of_two_who_give_a_task_at_once_one_is_told,
    a_draft_is_approved_once,
    a_draft_of_a_case_that_changed_meanwhile_stays,
}

fn division(version: i64, review: bool) -> InsideSetting {
    let member = Member {
        person: person(2),
        receives: false,
        handles: true,
        reviews: false,
        section: Some("工程部".to_owned()),
    };
    InsideSetting {
        organisation: organisation(COMPANY),
        review,
        sections: vec!["工程部".to_owned()],
        members: vec![member],
        changed_by: person(2),
        changed_at: at(version),
        version,
    }
}

/// A case with an open task of the company.
async fn handed(database: &Database, number: i64) -> Story {
    let mut story = Story::report(number, 1, at(0));
    story.commit(database).await.unwrap();
    story.passes_to(Holder::Organisation(organisation(COMPANY)), at(10));
    story.commit(database).await.unwrap();
    story
}

fn task_of(story: &Story) -> TaskNumber {
    *story.row.state.tasks.keys().next_back().unwrap()
}

fn work(story: &Story, to: Assignee, version: i64) -> InsideWork {
    InsideWork {
        given: Some((to, Stamp { by: person(2), at: at(20) })),
        version,
        ..InsideWork::new(story.id(), task_of(story), organisation(COMPANY))
    }
}

fn drafted(state: DraftState) -> Option<Draft> {
    Some(Draft {
        action: name("done"),
        drafted: Stamp { by: person(2), at: at(30) },
        fields: r#"{"result":"修好了"}"#.to_owned(),
        photos: vec![PhotoId::new(7).unwrap()],
        state,
    })
}

fn written(audit: i64, put: InsidePut) -> Changes {
    let mut changes = changes(audit, "inside:1");
    changes.put(put);
    changes
}

async fn put(database: &Database, audit: i64, put: InsidePut) -> Result<(), CommitError> {
    database.commit(written(audit, put)).await.map(drop)
}

async fn one(database: &Database, case: CaseId) -> InsideWork {
    let mut rows = database.snapshot().await.unwrap();
    rows.inside_work(&[case]).await.unwrap().remove(0)
}

async fn a_division_is_put_and_changed(database: &Database) {
    build(database).await;
    let read = async || {
        let mut rows = database.snapshot().await.unwrap();
        rows.inside_setting(organisation(COMPANY)).await.unwrap()
    };
    assert_eq!(read().await, None);
    put(database, 11, InsidePut::Setting(division(1, false))).await.unwrap();
    put(database, 12, InsidePut::Setting(division(2, true))).await.unwrap();
    assert_eq!(read().await, Some(division(2, true)));
    let late = put(database, 13, InsidePut::Setting(division(2, false))).await;
    assert!(matches!(late, Err(CommitError::Conflict(_))), "{late:?}");
}

async fn work_is_read_by_case_and_narrows_the_queue(database: &Database) {
    build(database).await;
    let (first, second) = (handed(database, 1).await, handed(database, 2).await);
    let third = handed(database, 3).await;
    let to_person = work(&first, Assignee::Person(person(2)), 1);
    let to_section = InsideWork {
        draft: drafted(DraftState::Waiting),
        ..work(&second, Assignee::Section("工程部".to_owned()), 1)
    };
    put(database, 14, InsidePut::Work(to_person.clone())).await.unwrap();
    put(database, 15, InsidePut::Work(to_section.clone())).await.unwrap();
    let mut rows = database.snapshot().await.unwrap();
    let all = [first.id(), second.id(), third.id()];
    assert_eq!(rows.inside_work(&all).await.unwrap(), [to_person, to_section]);
    assert_eq!(rows.inside_work(&[third.id()]).await.unwrap(), []);
    let company = [Holder::Organisation(organisation(COMPANY))];
    for (inside, wanted) in [
        (InsideFilter::Person(person(2)), first.id()),
        (InsideFilter::Section("工程部".to_owned()), second.id()),
        (InsideFilter::Waiting, second.id()),
        (InsideFilter::Nobody, third.id()),
    ] {
        let filter = QueueFilter { inside: Some(inside.clone()), ..QueueFilter::default() };
        let page = rows.queue(&company, &filter, None, 10).await.unwrap();
        let found: Vec<CaseId> = page.items.iter().map(|item| item.case.id).collect();
        assert_eq!(found, [wanted], "{inside:?}");
    }
    let whole = rows.queue(&company, &QueueFilter::default(), None, 10).await.unwrap();
    assert_eq!(whole.items.len(), 3);
}

async fn of_two_who_give_a_task_at_once_one_is_told(database: &Database) {
    build(database).await;
    let story = handed(database, 1).await;
    for (version, audit) in [(1, 12), (2, 14)] {
        let give = |to: i64, audit: i64| {
            let given = work(&story, Assignee::Person(person(to)), version);
            database.commit(written(audit, InsidePut::Work(given)))
        };
        let results = together(vec![give(2, audit), give(3, audit + 1)]).await;
        assert_eq!(won(&results), 1, "version {version}");
    }
}

async fn a_draft_is_approved_once(database: &Database) {
    build(database).await;
    let story = handed(database, 1).await;
    let state = |state, version| InsideWork {
        draft: drafted(state),
        ..work(&story, Assignee::Person(person(2)), version)
    };
    put(database, 12, InsidePut::Work(state(DraftState::Waiting, 1))).await.unwrap();
    let approved = |by: i64| DraftState::Approved(Stamp { by: person(by), at: at(40) });
    let approve =
        |by, audit| database.commit(written(audit, InsidePut::Work(state(approved(by), 2))));
    let results = together(vec![approve(3, 13), approve(4, 14)]).await;
    assert_eq!(won(&results), 1);
    assert_eq!(one(database, story.id()).await.version, 2);
}

async fn a_draft_of_a_case_that_changed_meanwhile_stays(database: &Database) {
    build(database).await;
    let mut story = handed(database, 1).await;
    let waiting = InsideWork {
        draft: drafted(DraftState::Waiting),
        ..work(&story, Assignee::Person(person(2)), 1)
    };
    put(database, 12, InsidePut::Work(waiting.clone())).await.unwrap();
    let seen = story.row.revision;
    story.passes_to(Holder::Organisation(organisation(COMPANY)), at(50));
    story.commit(database).await.unwrap();
    let state = DraftState::Approved(Stamp { by: person(3), at: at(60) });
    let approved = InsideWork { draft: drafted(state), version: 2, ..waiting.clone() };
    let mut late = written(14, InsidePut::Work(approved));
    late.expects.push(Expect::Case(story.id(), seen));
    let late = database.commit(late).await;
    assert!(matches!(late, Err(CommitError::Conflict(_))), "{late:?}");
    assert_eq!(one(database, story.id()).await, waiting);
}
