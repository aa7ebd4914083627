//! The admission list, requests and replies: read as written, paged, counted, and fought over.

use linli_app::{
    AdmissionMessage, AdmissionPut, StaffPut,
    ports::{CommitError, Store},
};
use linli_domain::{
    admission::{
        AdmissionItem, AdmissionNews, AdmissionReply, AdmissionRequest, Answered, AskKind, Burden,
        Decided, Outside, RefusalReason, ReplyState, RequestState, Rhythm,
    },
    organisation::Organisation,
};
use linli_kernel::{
    AdmissionItemId, AdmissionReplyId, AdmissionRequestId, Day, Month, OrganisationId, PlaceId,
};
use linli_playbook::engine::Holder;
use linli_store::Database;

use jiff::civil::date;

use crate::{
    engines::on_every_engine,
    races::together,
    world::{
        COMMUNITY, COMPANY, DISTRICT, YARD, at, build, changes, community_post, day, name,
        organisation, person, place, raw,
    },
};

on_every_engine! {
    what_was_written_is_read,
    the_list_of_a_day_and_of_all_days,
    requests_come_by_department_district_and_community,
    of_two_who_answer_one_request_at_once_one_wins,
    of_two_requests_for_one_turn_at_once_one_is_inside,
    every_reply_is_counted_once_and_in_its_month,
    messages_come_to_their_holders_newest_first,
}

const HEALTH: i64 = 33;

fn item_id(number: i64) -> AdmissionItemId {
    AdmissionItemId::new(number).unwrap()
}

fn request_id(number: i64) -> AdmissionRequestId {
    AdmissionRequestId::new(number).unwrap()
}

fn coordinator() -> Holder {
    Holder::Post { role: name("coordinator"), place: place(DISTRICT) }
}

fn an_item(number: i64, from: Day, to: Option<Day>) -> AdmissionItem {
    AdmissionItem {
        id: item_id(number),
        district: place(DISTRICT),
        department: organisation(COMPANY),
        kind: AskKind::Form,
        title: format!("第{number}项"),
        basis: "社会救助暂行办法".into(),
        conditions: String::new(),
        budget_yuan: 500,
        rhythm: Rhythm::Monthly,
        valid_from: from,
        valid_to: to,
        replaces: None,
        listed_by: person(9),
        listed_as: coordinator(),
        listed_at: at(number),
        version: 1,
    }
}

fn a_request(number: i64, department: i64) -> AdmissionRequest {
    AdmissionRequest {
        id: request_id(number),
        district: place(DISTRICT),
        department: organisation(department),
        item: None,
        kind: AskKind::Report,
        title: format!("第{number}件请求"),
        text: "请于月底前报送。".into(),
        due: day(),
        outside: Some(Outside::Unlisted),
        state: RequestState::Waiting,
        made_by: person(9),
        made_at: at(number),
        decided: None,
        version: 1,
    }
}

fn a_reply(number: i64, request: &AdmissionRequest, community: PlaceId) -> AdmissionReply {
    AdmissionReply {
        id: AdmissionReplyId::new(number).unwrap(),
        request: request.id,
        district: request.district,
        community,
        department: request.department,
        kind: request.kind,
        item: request.item,
        turn: None,
        month: Month::of(day()),
        outside: request.outside.is_some(),
        made_at: request.made_at,
        due: request.due,
        state: request.state.reply(),
        reason: None,
        words: None,
        answered: None,
        version: 1,
    }
}

async fn put(
    database: &Database,
    audit: i64,
    puts: impl IntoIterator<Item = AdmissionPut>,
) -> Result<(), CommitError> {
    let mut changes = changes(audit, "admission-request:1");
    for one in puts {
        changes.put(one);
    }
    database.commit(changes).await.map(drop)
}

/// The small district, and a second department.
async fn district(database: &Database) {
    build(database).await;
    let mut rows = database.snapshot().await.unwrap();
    let company = rows.organisation(organisation(COMPANY)).await.unwrap().unwrap();
    drop(rows);
    let mut changes = changes(50, "organisation:33");
    let health = Organisation { id: organisation(HEALTH), version: 1, ..company };
    changes.put(StaffPut::Organisation(health));
    database.commit(changes).await.unwrap();
}

fn ids(requests: &[AdmissionRequest]) -> Vec<i64> {
    requests.iter().map(|request| request.id.get()).collect()
}

async fn what_was_written_is_read(database: &Database) {
    district(database).await;
    let item = AdmissionItem {
        conditions: "区里派人培训".into(),
        valid_to: Some(day()),
        ..an_item(61, date(2026, 1, 1), None)
    };
    let decided =
        Decided {
            by: person(9), posted_as: coordinator(), at: at(3), words: "只报一次".into()
        };
    let request = AdmissionRequest {
        item: Some(item.id),
        outside: Some(Outside::AskedAlready),
        state: RequestState::Granted,
        decided: Some(decided),
        ..a_request(71, COMPANY)
    };
    let answered = Answered { by: person(9), posted_as: community_post(), at: at(4) };
    let reply = AdmissionReply {
        state: ReplyState::Refused,
        reason: Some(RefusalReason::Other),
        words: Some("已经报过".into()),
        answered: Some(answered),
        turn: Some("2026-07".into()),
        ..a_reply(81, &request, place(COMMUNITY))
    };
    let all = [
        AdmissionPut::Item(item.clone()),
        AdmissionPut::Request(request.clone()),
        AdmissionPut::Reply(reply.clone()),
    ];
    put(database, 101, all).await.unwrap();
    let replaced = AdmissionItem { replaces: Some(item.id), ..an_item(62, day(), None) };
    put(database, 102, [AdmissionPut::Item(replaced.clone())]).await.unwrap();
    let mut rows = database.snapshot().await.unwrap();
    assert_eq!(rows.admission_item(item.id).await.unwrap(), Some(item));
    assert_eq!(rows.admission_item(replaced.id).await.unwrap(), Some(replaced));
    assert_eq!(rows.admission_item(item_id(99)).await.unwrap(), None);
    assert_eq!(rows.admission_request(request.id).await.unwrap(), Some(request.clone()));
    assert_eq!(rows.admission_requests(&[request.id, request_id(99)]).await.unwrap(), [request]);
    assert_eq!(rows.admission_request(request_id(99)).await.unwrap(), None);
    assert_eq!(rows.admission_replies(request_id(71)).await.unwrap(), [reply]);
    assert_eq!(rows.admission_replies(request_id(72)).await.unwrap(), []);
    let asked = rows.asked_in_turn(item_id(61), "2026-07").await.unwrap();
    assert_eq!(asked, [place(COMMUNITY)]);
    assert_eq!(rows.asked_in_turn(item_id(61), "2026-08").await.unwrap(), []);
}

async fn the_list_of_a_day_and_of_all_days(database: &Database) {
    district(database).await;
    let items = [
        an_item(61, date(2026, 1, 1), None),
        an_item(62, day(), Some(day())),
        an_item(63, date(2026, 7, 9), None),
        an_item(64, date(2025, 1, 1), Some(date(2026, 7, 7))),
        AdmissionItem { department: organisation(HEALTH), ..an_item(65, day(), None) },
    ];
    put(database, 101, items.map(AdmissionPut::Item)).await.unwrap();
    let mut rows = database.snapshot().await.unwrap();
    let numbers = |items: Vec<AdmissionItem>| -> Vec<i64> {
        items.iter().map(|item| item.id.get()).collect()
    };
    let today = rows.admission_items(place(DISTRICT), Some(day()), None, 9).await.unwrap();
    assert_eq!(numbers(today), [65, 62, 61]);
    let all = rows.admission_items(place(DISTRICT), None, None, 2).await.unwrap();
    let key = all.last().map(|item| (item.listed_at, item.id));
    assert_eq!(numbers(all), [65, 64]);
    let more = rows.admission_items(place(DISTRICT), None, key, 9).await.unwrap();
    assert_eq!(numbers(more), [63, 62, 61]);
    let elsewhere = rows.admission_items(place(COMMUNITY), None, None, 9).await.unwrap();
    assert_eq!(numbers(elsewhere), Vec::<i64>::new());
    let own = rows.items_of_department(organisation(COMPANY), day(), 9).await.unwrap();
    assert_eq!(numbers(own), [62, 61]);
}

async fn requests_come_by_department_district_and_community(database: &Database) {
    district(database).await;
    let company = a_request(71, COMPANY);
    let listed = |number| AdmissionRequest {
        outside: None,
        state: RequestState::Listed,
        ..a_request(number, HEALTH)
    };
    let (open, done) = (listed(72), listed(73));
    let finished =
        AdmissionReply { state: ReplyState::Done, ..a_reply(84, &done, place(COMMUNITY)) };
    let mut all: Vec<AdmissionPut> =
        [&company, &open, &done].map(|request| AdmissionPut::Request(request.clone())).to_vec();
    all.extend(
        [
            a_reply(81, &company, place(COMMUNITY)),
            a_reply(82, &open, place(COMMUNITY)),
            a_reply(83, &open, place(YARD)),
            finished,
        ]
        .map(AdmissionPut::Reply),
    );
    put(database, 101, all).await.unwrap();
    let mut rows = database.snapshot().await.unwrap();
    let own = rows.requests_of_department(organisation(HEALTH), None, 9).await.unwrap();
    assert_eq!(ids(&own), [73, 72]);
    let every = rows.requests_of_district(place(DISTRICT), false, None, 2).await.unwrap();
    assert_eq!(ids(&every), [73, 72]);
    let key = every.last().map(|request| (request.made_at, request.id));
    let rest = rows.requests_of_district(place(DISTRICT), false, key, 2).await.unwrap();
    assert_eq!(ids(&rest), [71]);
    let waiting = rows.requests_of_district(place(DISTRICT), true, None, 9).await.unwrap();
    assert_eq!(ids(&waiting), [71]);
    for (community, pending, wanted) in
        [(COMMUNITY, true, vec![72]), (COMMUNITY, false, vec![73]), (YARD, true, vec![72])]
    {
        let found = rows.replies_of_community(place(community), pending, None, 9).await.unwrap();
        let found: Vec<i64> = found.iter().map(|reply| reply.request.get()).collect();
        assert_eq!(found, wanted, "what is held is not seen at {community}");
    }
    let mut states = rows.reply_states(&[open.id, done.id]).await.unwrap();
    states.sort_unstable();
    let wanted = [(open.id, ReplyState::Open, 2), (done.id, ReplyState::Done, 1)];
    assert_eq!(states, wanted);
    for (communities, districts, most, wanted) in [
        (&[COMMUNITY, YARD][..], &[DISTRICT][..], 9, 3),
        (&[COMMUNITY], &[], 9, 1),
        (&[], &[DISTRICT], 9, 1),
        (&[], &[], 9, 0),
        (&[COMMUNITY, YARD], &[], 0, 0),
    ] {
        let places = |numbers: &[i64]| -> Vec<PlaceId> {
            numbers.iter().map(|number| place(*number)).collect()
        };
        let (communities, districts) = (places(communities), places(districts));
        let found = rows.admissions_waiting(&communities, &districts, most).await.unwrap();
        assert_eq!(found, wanted);
    }
}

async fn of_two_who_answer_one_request_at_once_one_wins(database: &Database) {
    district(database).await;
    let request =
        AdmissionRequest { outside: None, state: RequestState::Listed, ..a_request(71, HEALTH) };
    let open = a_reply(81, &request, place(COMMUNITY));
    let first = [AdmissionPut::Request(request.clone()), AdmissionPut::Reply(open.clone())];
    put(database, 101, first).await.unwrap();
    let answer = |audit: i64, state, reason| {
        let reply = AdmissionReply { state, reason, version: 2, ..open.clone() };
        async move { put(database, audit, [AdmissionPut::Reply(reply)]).await.map(|()| state) }
    };
    let answers = vec![
        answer(102, ReplyState::Accepted, None),
        answer(103, ReplyState::Refused, Some(RefusalReason::NoFunds)),
        answer(104, ReplyState::Refused, Some(RefusalReason::Repeated)),
    ];
    let mut won = Vec::new();
    for answer in together(answers).await {
        match answer {
            Ok(state) => won.push(state),
            Err(error) => {
                let lost = matches!(error, CommitError::Conflict("admission reply"));
                assert!(lost, "{error:?}");
            }
        }
    }
    assert_eq!(won.len(), 1, "{won:?}");
    let mut rows = database.snapshot().await.unwrap();
    let kept = rows.admission_replies(request.id).await.unwrap();
    assert_eq!(kept.iter().map(|reply| reply.state).collect::<Vec<_>>(), won);
}

async fn of_two_requests_for_one_turn_at_once_one_is_inside(database: &Database) {
    district(database).await;
    let item = an_item(61, date(2026, 1, 1), None);
    put(database, 101, [AdmissionPut::Item(item.clone())]).await.unwrap();
    let make = |number: i64| {
        let request = AdmissionRequest {
            item: Some(item.id),
            outside: None,
            state: RequestState::Listed,
            ..a_request(number, COMPANY)
        };
        let turn = Some("2026-07".to_owned());
        let reply = AdmissionReply { turn, ..a_reply(number + 20, &request, place(COMMUNITY)) };
        let both = [AdmissionPut::Request(request), AdmissionPut::Reply(reply)];
        put(database, number + 100, both)
    };
    let made = together(vec![make(71), make(72), make(73)]).await;
    for result in &made {
        let fine = matches!(result, Ok(()) | Err(CommitError::Conflict("admission reply")));
        assert!(fine, "{result:?}");
    }
    assert_eq!(made.iter().filter(|result| result.is_ok()).count(), 1);
    let mut rows = database.snapshot().await.unwrap();
    let kept = rows.requests_of_district(place(DISTRICT), false, None, 9).await.unwrap();
    assert_eq!(kept.len(), 1, "the others changed nothing");
}

async fn every_reply_is_counted_once_and_in_its_month(database: &Database) {
    district(database).await;
    let july = Month::of(day());
    let mut puts = Vec::new();
    for (number, department, month, state) in [
        (71, COMPANY, july, ReplyState::Open),
        (72, COMPANY, july, ReplyState::Refused),
        (73, COMPANY, july.plus(-1), ReplyState::Done),
        (74, HEALTH, july.plus(-11), ReplyState::Held),
        (75, HEALTH, july.plus(-12), ReplyState::Open),
    ] {
        let request = a_request(number, department);
        let one =
            AdmissionReply { month, state, ..a_reply(number + 20, &request, place(COMMUNITY)) };
        puts.extend([AdmissionPut::Request(request.clone()), AdmissionPut::Reply(one)]);
        if number == 71 {
            let two = AdmissionReply { month, ..a_reply(99, &request, place(YARD)) };
            let two = AdmissionReply { state: ReplyState::Accepted, ..two };
            puts.push(AdmissionPut::Reply(two));
        }
    }
    put(database, 101, puts).await.unwrap();
    let mut rows = database.snapshot().await.unwrap();
    let year = (july.plus(-11), july);
    let found = rows.tallies_by_department(place(DISTRICT), year).await.unwrap();
    let of = |department: i64, month: Month| {
        let whose = (OrganisationId::new(department).unwrap(), month);
        Burden::of(found.iter().filter(|(key, _)| *key == whose).map(|(_, tally)| tally))
    };
    let company = of(COMPANY, july);
    assert_eq!((company.asked, company.open, company.refused, company.accepted), (3, 1, 1, 1));
    assert_eq!((company.reports, company.granted), (3, 3));
    assert_eq!(of(COMPANY, july.plus(-1)).done, 1);
    assert_eq!((of(HEALTH, july.plus(-11)).asked, of(HEALTH, july.plus(-11)).waiting), (0, 1));
    assert_eq!(of(HEALTH, july.plus(-12)), Burden::default(), "out of the year");
    let found = rows.tallies_of_community(place(YARD), year).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(Burden::of(found.iter().map(|(_, tally)| tally)).accepted, 1);
    let found = rows.tallies_by_community(place(DISTRICT), year).await.unwrap();
    let whole = Burden::of(found.iter().map(|(_, tally)| tally));
    assert_eq!((whole.asked, whole.waiting), (4, 1));
    let at_yard = found.iter().filter(|(community, _)| *community == place(YARD));
    assert_eq!(Burden::of(at_yard.map(|(_, tally)| tally)).asked, 1);
}

async fn messages_come_to_their_holders_newest_first(database: &Database) {
    district(database).await;
    let message = |number: i64, holder: Holder, news| AdmissionMessage {
        id: raw(number),
        holder,
        request: request_id(71),
        news,
        at: at(number),
    };
    let own = Holder::Organisation(organisation(HEALTH));
    let all = [
        message(91, community_post(), AdmissionNews::Asked),
        message(92, own.clone(), AdmissionNews::Refused),
        message(93, coordinator(), AdmissionNews::Waiting),
        message(94, own.clone(), AdmissionNews::Granted),
    ];
    let request = AdmissionPut::Request(a_request(71, HEALTH));
    let puts = std::iter::once(request).chain(all.clone().map(AdmissionPut::Message));
    put(database, 101, puts).await.unwrap();
    let mut rows = database.snapshot().await.unwrap();
    let found = rows.admission_messages(&[own.clone(), own, community_post()], 9).await.unwrap();
    assert_eq!(found, [all[3].clone(), all[1].clone(), all[0].clone()]);
    let latest = rows.admission_messages(&[coordinator(), community_post()], 1).await.unwrap();
    assert_eq!(latest, [all[2].clone()]);
    assert_eq!(rows.admission_messages(&[], 9).await.unwrap(), []);
}
