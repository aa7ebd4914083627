//! A matter about somebody who would handle it: whatever they open, they find neither the matter
//! nor who raised it, in no post that they have or get later.

use std::collections::BTreeMap;

use linli_app::{
    AppError, AppResult,
    account::Administrator,
    indicator::{Period, cases_behind},
    intake::open_matters,
    job,
    matter::{self, QueueRequest, Raw, RawFields, ReportMatter, Revealed},
    search, setup,
};
use linli_domain::{person::Person, post::Post};
use linli_kernel::{CaseId, OrganisationId, PersonId, PlaceId};
use linli_playbook::{
    Name, Playbook,
    engine::{Holder, TaskKind},
    language::{RuleNames, compile},
};
use linli_testkit::app::DAY_MS;

use super::world::World;

const KENLI: &str = include_str!("../../../../../playbooks/kenli/kenli.kdl");
/// Parties of the kinds that the small district does not have.
const PARTIES: &str = "\
organisation,kind,parent,organisation_phone,serves,made_up,name,phone,role,place,household,tie,filled,from,to
柳园小区业主委员会,owners-committee,,0546-0000004,test:7,1,孔燕,19900000041,,,,,,2025-01-01,
清河自来水公司,utility,,0546-0000005,test:1,1,曹林,19900000042,,,,,,2025-01-01,
柳园共建学校,paired-unit,,0546-0000006,test:3,1,严东,19900000043,,,,,,2025-01-01,
清河区物业纠纷调解委员会,mediation-committee,,0546-0000007,test:1,1,华芳,19900000044,,,,,,2025-01-01,
清河区督导组,supervising-party,,0546-0000008,test:1,1,金涛,19900000045,,,,,,2025-01-01,
";
/// The words that only the complaint has.
const SECRET: &str = "收了两箱水果才肯修水管";

fn kenli() -> Playbook {
    compile("kenli.kdl", KENLI, &RuleNames::shipped()).unwrap()
}

fn name(word: &str) -> Name {
    Name::new(word).unwrap()
}

async fn complain(world: &World, about: String) -> AppResult<matter::Reported> {
    let resident = world.caller(world.district.resident.person).await;
    // Complaints about others may be read by those above them.
    let place = world.district.household.to_string();
    let words = world.words(&secret(&about));
    let input = ReportMatter { about: Some(about), place, ..words };
    matter::report(world.app(), &resident, &input, None).await
}

/// The words of the complaint about somebody.
fn secret(about: &str) -> String {
    format!("{SECRET}，说的是{about}")
}

/// Where a role is, over the resident's building, and who has it.
fn seat(world: &World, role: &str, level: &str) -> (PlaceId, PersonId) {
    let all = &world.district;
    let place = match level {
        "building" => all.building,
        "compound" => all.compound,
        "grid" => all.grid,
        "community" => all.community,
        "street" => all.street,
        "district" => all.district,
        other => panic!("{other}"),
    };
    let member = match role {
        "grid-worker" => all.grid_worker,
        "compound-secretary" => all.compound_secretary,
        "mediator" => all.mediator,
        "community-worker" => all.community_worker,
        "community-secretary" => all.community_secretary,
        "resident-representative" => all.representative,
        "street-office" => all.street_office,
        "coordinator" => all.coordinator,
        // Chiefs and deliberators are neighbours.
        _ => all.neighbour,
    };
    (place, member.person)
}

fn unseen<T: std::fmt::Debug>(what: &str, answer: &AppResult<T>) {
    assert!(matches!(answer, Err(AppError::NotFound)), "{what}: {answer:?}");
}

/// Everything that can be opened, as text: pages and the API show nothing else.
async fn everything(world: &World, person: PersonId, control: CaseId, number: &str) -> String {
    let (app, caller) = (world.app(), world.caller(person).await);
    let request = QueueRequest { limit: 100, ..QueueRequest::default() };
    let period = Period {
        place: world.district.district,
        from: app.now().day().yesterday().unwrap(),
        to: app.now().day(),
    };
    let before = world.words(SECRET);
    let mut seen = format!(
        "{:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}",
        matter::queue(app, &caller, &request).await,
        matter::cases_in_sight(app, &caller, None, None, 100).await,
        search::find_cases(app, &caller, "水管", None, 100).await,
        search::find_cases(app, &caller, number, None, 100).await,
        matter::similar_cases(app, &caller, control).await,
        matter::before_report(app, &caller, &before, None).await,
        matter::work_messages(app, &caller).await,
        open_matters(app, &caller, world.district.resident.phone).await,
        cases_behind(app, &caller, period, "refusal-share").await,
    );
    for place in [world.district.compound, world.district.district] {
        let published = matter::published(app, Some(&caller), place, None, 100).await;
        seen.push_str(&format!("{published:?}"));
    }
    seen
}

async fn finds_nothing(world: &World, about: &str, subject: PersonId, id: CaseId, control: CaseId) {
    let (app, caller) = (world.app(), world.caller(subject).await);
    let row = world.case(id).await;
    let number = row.number.clone().unwrap();
    unseen("page", &matter::matter(app, &caller, id).await);
    unseen("receipt", &matter::receipt(app, &caller, id).await);
    unseen("similar", &matter::similar_cases(app, &caller, id).await);
    unseen("hide", &matter::hide(app, &caller, id, Some("personal")).await);
    unseen("name", &matter::reveal(app, &caller, id, Revealed::Name, "想知道是谁").await);
    unseen("merge", &matter::merge(app, &caller, id, &control.to_string(), None).await);
    for action in ["solved", "on-spot", "done", "rate", "published", "set-publicity", "note"] {
        let task = row.state.tasks.keys().next().map(|task| task.0);
        for task in [task, None] {
            let input = matter::TakeAction {
                action: action.to_owned(),
                task,
                fields: RawFields::new(),
                seen_version: Some(1),
            };
            unseen(action, &matter::act(app, &caller, id, &input, None).await);
        }
    }
    let seen = everything(world, subject, control, &number).await;
    for secret in [secret(about).as_str(), number.as_str(), &format!("id: {id:?}"), "李秀英"] {
        assert!(!seen.contains(secret), "{about} reads {secret} in {seen}");
    }
    // Nor by number and telephone: a hit would say who raised it.
    let four = &world.district.resident.phone[7..];
    let told = matter::progress(app, &number, four, [192, 0, 2, 1].into()).await.map(drop);
    assert!(matches!(told, Err(AppError::Refused(..))), "{told:?}");
}

#[tokio::test]
async fn whoever_a_resident_complains_about_finds_nothing_of_it() {
    let world = World::new().await;
    let playbook = kenli();
    for (role, label) in [("building-chief", "building"), ("deliberator", "compound")] {
        let (place, person) = seat(&world, role, label);
        world.appoint(person, role, place).await;
    }
    world.appoint(world.district.neighbour.person, "unit-chief", world.unit().await).await;
    for (role, declared) in &playbook.roles {
        let (place, subject) = match declared.at.as_str() {
            "unit" => (world.unit().await, world.district.neighbour.person),
            level => seat(&world, role.as_str(), level),
        };
        let control = world.report("水管漏水").await.id;
        let about = format!("{role}@{place}");
        let reported = complain(&world, about.clone()).await;
        if role == "coordinator" {
            let Err(AppError::Fields(errors)) = reported else { panic!("{reported:?}") };
            assert_eq!(errors[0].code.as_str(), "no-route", "nobody is above");
            continue;
        }
        let id = reported.unwrap().id;
        let row = world.case(id).await;
        assert!(row.state.recused.contains(&Holder::Person(subject)), "{role}");
        finds_nothing(&world, &about, subject, id, control).await;
        let subject = world.caller(subject).await;
        let open = matter::matter(world.app(), &subject, control).await;
        assert_eq!(open.is_ok(), declared.office, "{role} reads the usual matter by office");
        // It is not lost: somebody above has it, and its raiser follows it.
        let task = row.state.tasks.values().next().unwrap();
        let above = world.holder_of(&task.holder).await;
        let above = world.caller(above).await;
        let view = matter::matter(world.app(), &above, id).await.unwrap();
        assert_eq!(view.text, Some(secret(&about)), "{role}");
        let resident = world.caller(world.district.resident.person).await;
        assert!(matter::matter(world.app(), &resident, id).await.is_ok());
    }
}

#[tokio::test]
async fn whoever_answers_for_a_party_that_a_resident_complains_about_finds_nothing_of_it() {
    let world = World::new().await;
    let parties = world.party_of_each_kind().await;
    let kinds: Vec<&Name> = parties.keys().collect();
    assert_eq!(kinds, kenli().parties.keys().collect::<Vec<_>>());
    for party in parties.into_values() {
        let control = world.report("水管漏水").await.id;
        let id = complain(&world, party.to_string()).await.unwrap().id;
        let clerk = world.holder_of(&Holder::Organisation(party)).await;
        finds_nothing(&world, &party.to_string(), clerk, id, control).await;
    }
}

/// The grid worker also has the post of the community worker, alone or not.
async fn second_post(world: &World, alone: bool) {
    let (people, at) = (&world.district, world.district.community);
    if alone {
        world.dismiss(people.community_worker.person).await;
    }
    world.appoint(people.grid_worker.person, "community-worker", at).await;
    world.give_password(people.grid_worker.person, "grid").await;
}

#[tokio::test]
async fn a_post_that_only_the_subject_has_is_passed_over() {
    let world = World::new().await;
    second_post(&world, true).await;
    let id = complain(&world, format!("grid-worker@{}", world.district.grid)).await.unwrap().id;
    let task = world.case(id).await.state.tasks.into_values().next().unwrap();
    let secretary = name("community-secretary");
    assert_eq!(task.holder, Holder::Post { role: secretary, place: world.district.community });
}

#[tokio::test]
async fn a_queue_that_the_subject_shares_neither_shows_nor_counts_it() {
    let world = World::new().await;
    second_post(&world, false).await;
    let others = world.report("水管漏水").await.id;
    let id = complain(&world, format!("grid-worker@{}", world.district.grid)).await.unwrap().id;
    let post = Holder::Post { role: name("community-worker"), place: world.district.community };
    assert!(world.case(id).await.state.tasks.values().all(|task| task.holder == post));
    while matter::deliver_due(world.app(), 100).await.unwrap() > 0 {}
    job::run_due(world.app()).await.unwrap();
    let request = QueueRequest { limit: 1, ..QueueRequest::default() };
    let found = async |person: PersonId| {
        let caller = world.caller(person).await;
        let queue = matter::queue(world.app(), &caller, &request).await.unwrap();
        let lines: Vec<CaseId> = queue.items.iter().map(|line| line.line.id).collect();
        let count: i64 = queue.counts.iter().map(|count| count.open).sum();
        let told = matter::work_messages(world.app(), &caller).await.unwrap();
        let told = told.iter().any(|message| message.case == id);
        let digest = matter::my_digest(world.app(), &caller).await.unwrap();
        (lines, count, told, digest.map(|digest| digest.open))
    };
    let subject = world.district.grid_worker.person;
    assert_eq!(found(subject).await, (vec![others], 1, false, Some(1)));
    let colleague = world.district.community_worker.person;
    assert_eq!(found(colleague).await, (vec![id], 1, true, Some(1)));
    world.does(subject, others, "at-once", RawFields::new()).await.unwrap();
    for (person, wanted) in [(subject, "handle"), (colleague, "listen")] {
        let caller = world.caller(person).await;
        let queue = matter::queue(world.app(), &caller, &request).await.unwrap();
        let steps: Vec<&str> = queue.choices.steps.iter().map(|(step, _)| step.as_str()).collect();
        assert_eq!(steps, [wanted]);
    }
    let caller = world.caller(subject).await;
    let around = matter::neighbours(world.app(), &caller, others).await.unwrap();
    assert_eq!((around.previous, around.next), (None, None));
}

#[tokio::test]
async fn a_subject_who_gets_another_post_stays_one() {
    let world = World::new().await;
    let id = complain(&world, format!("grid-worker@{}", world.district.grid)).await.unwrap().id;
    let subject = world.district.grid_worker.person;
    world.dismiss(subject).await;
    world.appoint(subject, "street-office", world.district.street).await;
    world.give_password(subject, "risen").await;
    let caller = world.caller(subject).await;
    unseen("page", &matter::matter(world.app(), &caller, id).await);
    let street = world.caller(world.district.street_office.person).await;
    assert!(matter::matter(world.app(), &street, id).await.is_ok(), "the other one there");
}

#[tokio::test]
async fn a_raiser_who_cannot_sign_in_any_more_is_asked_in_person() {
    let world = World::new().await;
    let asked = async |suspended: bool| {
        let resident = world.caller(world.district.resident.person).await;
        let input = ReportMatter { private: true, ..world.words("楼道灯坏了") };
        let id = matter::report(world.app(), &resident, &input, None).await.unwrap().id;
        if suspended {
            world.suspend(world.district.resident.person).await;
        }
        let fields = RawFields::from([("result".to_owned(), Raw::Text("已换灯".to_owned()))]);
        let worker = world.district.grid_worker.person;
        world.does(worker, id, "on-spot", fields).await.unwrap();
        world.case(id).await.state.tasks.into_values().next().unwrap().kind
    };
    assert_eq!(asked(false).await, TaskKind::Rate { representative: false });
    let raiser = Some(world.district.resident.person);
    assert_eq!(asked(true).await, TaskKind::Revisit { raiser });
}

#[tokio::test]
async fn whoever_complains_about_a_colleague_in_the_same_post_rates_the_result() {
    let world = World::new().await;
    let (raiser, grid) = (world.district.resident.person, world.district.grid);
    world.appoint(raiser, "grid-worker", grid).await;
    let resident = world.caller(raiser).await;
    let about = Some(format!("grid-worker@{grid}"));
    let input = ReportMatter { about, private: true, ..world.words(SECRET) };
    let id = matter::report(world.app(), &resident, &input, None).await.unwrap().id;
    let worker = world.district.community_worker.person;
    let fields = RawFields::from([("result".to_owned(), Raw::Text("已谈话".to_owned()))]);
    world.does(worker, id, "on-spot", fields).await.unwrap();
    let answer = RawFields::from([("answer".to_owned(), Raw::Text("satisfied".to_owned()))]);
    world.does(raiser, id, "rate", answer).await.unwrap();
    assert!(!world.case(id).await.is_open());
}

#[tokio::test]
async fn staff_are_told_once_a_day_how_much_lies_on_their_desk() {
    let world = World::new().await;
    let worker = world.district.grid_worker.person;
    let told = async || {
        while job::run_due(world.app()).await.unwrap() > 0 {}
        let caller = world.caller(worker).await;
        let digest = matter::my_digest(world.app(), &caller).await.unwrap();
        digest.map(|digest| (digest.open, digest.due_today, digest.late))
    };
    assert_eq!(told().await, None, "nothing to be told");
    world.report("路灯不亮").await;
    assert_eq!(told().await, None, "once a day");
    // Thursday, 8:00: a work day within which the first report is due.
    world.test.clock.advance(DAY_MS - 3_600_000);
    world.report("井盖松动").await;
    assert_eq!(told().await, Some((2, 1, 0)));
    world.report("楼道灯坏了").await;
    assert_eq!(told().await, Some((2, 1, 0)), "the same day's stays");
    world.test.pass(DAY_MS).await.unwrap();
    let (open, _, late) = told().await.unwrap();
    assert_eq!((open, late), (2, 0), "the first one went up when it was late");
}

impl World {
    /// A party of every kind that the playbook declares, each with somebody who answers for it.
    async fn party_of_each_kind(&self) -> BTreeMap<Name, OrganisationId> {
        let by = Administrator::Operator;
        let taken = setup::import_staff(self.app(), by, PARTIES.as_bytes(), false).await.unwrap();
        assert_eq!(taken.problems, []);
        let all = &self.district;
        let places = [all.compound, all.community, all.district];
        let today = self.app().now().day();
        let serving = self.app().snapshot().await.unwrap().serving(&places, today).await.unwrap();
        serving.into_iter().map(|(party, _)| (party.kind, party.id)).collect()
    }

    async fn unit(&self) -> PlaceId {
        let mut rows = self.app().snapshot().await.unwrap();
        rows.children(self.district.building).await.unwrap().remove(0).id
    }

    async fn holder_of(&self, holder: &Holder) -> PersonId {
        let today = self.app().now().day();
        let mut rows = self.app().snapshot().await.unwrap();
        rows.posts_answering(holder, today).await.unwrap().remove(0).person
    }

    async fn suspend(&self, person: PersonId) {
        let found = self.app().snapshot().await.unwrap().person(person).await.unwrap().unwrap();
        let version = found.version + 1;
        let mut changes = self.changes();
        changes.put(linli_app::StaffPut::Person(Person { suspended: true, version, ..found }));
        self.app().store.commit(changes).await.unwrap();
    }

    /// Somebody has no post from today on.
    async fn dismiss(&self, person: PersonId) {
        let today = self.app().now().day();
        let posts = self.app().snapshot().await.unwrap().posts_of(person).await.unwrap();
        let mut changes = self.changes();
        for post in posts {
            let valid_to = Some(today.yesterday().unwrap());
            let version = post.version + 1;
            changes.put(linli_app::StaffPut::Post(Post { valid_to, version, ..post }));
        }
        self.app().store.commit(changes).await.unwrap();
    }
}

#[tokio::test]
async fn who_found_and_handled_a_matter_accepts_it_under_no_second_post() {
    for alone in [false, true] {
        let world = World::new().await;
        second_post(&world, alone).await;
        let people = &world.district;
        let acting = Some(format!("grid-worker@{}", people.grid));
        let worker = world.caller(people.grid_worker.person).await;
        let found = ReportMatter { acting, ..world.words("消防通道堆了杂物") };
        let id = matter::report(world.app(), &worker, &found, None).await.unwrap().id;
        world.does(worker.person, id, "on-spot", RawFields::new()).await.unwrap();
        world.test.pass(4 * DAY_MS).await.unwrap();
        let row = world.case(id).await;
        assert_eq!(row.state.handled_by, [worker.person].into());
        let task = row.state.tasks.values().next().unwrap();
        let post = |role| Holder::Post { role: name(role), place: people.community };
        let answer = RawFields::from([("answer".to_owned(), Raw::Text("satisfied".to_owned()))]);
        if alone {
            assert_eq!(task.holder, post("community-secretary"), "nobody else has the other post");
        } else {
            assert_eq!(task.holder, post("community-worker"));
            let own = world.does(worker.person, id, "rate", answer.clone()).await;
            let refused = matches!(&own, Err(AppError::Refused(code, _)) if code.as_str() == "handled-by-you");
            assert!(refused, "{own:?}");
            let colleague = people.community_worker.person;
            world.does(colleague, id, "rate", answer).await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_subject_reads_what_the_holder_tells_them_and_nothing_else() {
    let world = World::new().await;
    let people = &world.district;
    let subject = people.grid_worker.person;
    let id = complain(&world, format!("grid-worker@{}", people.grid)).await.unwrap().id;
    let holder = people.community_worker.person;
    let told =
        RawFields::from([("summary".to_owned(), Raw::Text("有居民说您上周没有回电话".to_owned()))]);
    let denied = world.does(people.resident.person, id, "tell-subject", told.clone()).await;
    assert!(denied.is_err(), "whoever holds it decides what is told");
    world.does(holder, id, "tell-subject", told).await.unwrap();
    while matter::deliver_due(world.app(), 100).await.unwrap() > 0 {}
    let caller = world.caller(subject).await;
    let inbox = matter::my_messages(world.app(), &caller).await.unwrap();
    let [message] = inbox.as_slice() else { panic!("{inbox:?}") };
    assert_eq!(message.message, *"summary");
    assert_eq!(message.excerpt.as_deref(), Some("有居民说您上周没有回电话"));
    assert!(message.number.is_empty() && !message.readable && message.place.is_none());
    unseen("page", &matter::matter(world.app(), &caller, id).await);
    let plain = world.report("水管漏水").await.id;
    let nobody = world.does(subject, plain, "tell-subject", RawFields::new()).await;
    assert!(nobody.is_err(), "a matter about nobody");
}
