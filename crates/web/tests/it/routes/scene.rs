//! The scene on which the table is played: the small district with somebody in every role, and
//! matters of every kind of secrecy.

use std::{
    collections::BTreeMap,
    fs,
    path::PathBuf,
    sync::atomic::{AtomicU64, Ordering},
};

use axum::Router;
use linli_app::{
    Caller,
    account::{self, Administrator, BindHousehold, Invite},
    admission::{self, ListItem, MakeRequest},
    board::{self, BoardMark, Which},
    dispatch::{self, NewEntry},
    duty::{self, TypedShift},
    inside::{self, Divide, DivideMember},
    matter::{self, Raw, ReportMatter},
    notice::{self, PostNotice},
    planner::{self, ProposeGrids},
    service_item::{self, NewItem, Target},
    setup::{self, ProposeChange, Published},
};
use linli_domain::account::Administration;
use linli_kernel::{CaseId, PersonId, PlaceId};
use linli_playbook::engine::{Event, EventBody, Holder};
use linli_testkit::{
    app::{DAY_MS, TestApp},
    fixture::{self, District, give_credential},
};
use linli_web::server::{Settings, router};

const KENLI: &str = include_str!("../../../../../playbooks/kenli/kenli.kdl");
const PLACES: &str = "\
key,parent,kind,name,position,households,code,grid,made_up,address,hours,host,phone
h4,test:11,household,201,2,1,test:21,,1,,,,
x1,test:4,compound,南桥小区,0,0,test:22,,1,,,,
x2,x1,building,1号楼,0,0,test:23,,1,,,,
h5,x2,household,101,0,1,test:24,,1,,,,
";
const STAFF: &str = "\
organisation,kind,parent,organisation_phone,serves,made_up,name,phone,role,place,household,tie,filled,from,to
,,,,,,何伟,19900000021,unit-chief,test:11,,,elected,2025-01-01,
,,,,,,吕红,19900000022,building-chief,test:8,,,elected,2025-01-01,
,,,,,,施明,19900000023,deliberator,test:7,,,elected,2025-01-01,
,,,,,,张霞,19900000024,community-worker,test:4,,,,2025-01-01,
柳园小区业主委员会,owners-committee,,0546-0000004,test:7,1,孔燕,19900000025,,,,,,2025-01-01,
柳园物业服务有限公司,property-company,,0546-0000002,test:7,1,范青,19900000035,,,,,,2025-01-01,
清河自来水公司,utility,,0546-0000005,test:1,1,魏成,19900000031,,,,,,2025-01-01,
柳园共建学校,paired-unit,,0546-0000006,test:3,1,陶然,19900000032,,,,,,2025-01-01,
清河区物业纠纷调解委员会,mediation-committee,,0546-0000007,test:1,1,姜和,19900000033,,,,,,2025-01-01,
清河区督导组,supervising-party,,0546-0000008,test:1,1,戚正,19900000034,,,,,,2025-01-01,
,,,,,,曹林,19900000026,,,test:24,owner,,2025-01-01,
,,,,,,严东,19900000027,,,test:24,family,,2025-01-01,
,,,,,,华芳,19900000028,,,test:24,family,,2025-01-01,
,,,,,,金涛,19900000029,,,test:24,family,,2025-01-01,
";

/// Counts scenes and copies; the first seed is the scene's own.
static COPIES: AtomicU64 = AtomicU64::new(2);

/// The scene: rows in a file, of which every writing request gets a copy of its own.
pub(crate) struct Scene {
    folder: PathBuf,
    whole: TestApp,
    /// Ids by the names of the table.
    pub(crate) ids: BTreeMap<String, String>,
    /// Sessions by the names of those who ask.
    pub(crate) tokens: BTreeMap<&'static str, String>,
}

impl Drop for Scene {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn site(app: &TestApp) -> Router {
    router(app.app.clone(), Settings::new("http://127.0.0.1:8080".parse().unwrap()))
}

impl Scene {
    pub(crate) async fn new() -> Self {
        let number = COPIES.fetch_add(1, Ordering::Relaxed);
        let name = format!("linli-scene-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).unwrap();
        let whole = TestApp::in_file(&folder.join("whole.db")).await.unwrap();
        let district = fixture::build(&whole.app).await.unwrap();
        let builder = Builder { test: &whole, district: &district };
        let (ids, people) = builder.build().await;
        let mut tokens = BTreeMap::new();
        for (name, person) in people {
            tokens.insert(name, whole.token(person).await.unwrap());
        }
        let mut scene = Self { folder, whole, ids, tokens };
        let raiser = account::caller(&scene.whole.app, &scene.tokens["raiser"]).await.unwrap();
        scene.ids.insert("session".to_owned(), raiser.session.to_string());
        scene
    }

    /// A copy of the scene, and its front door.
    pub(crate) fn copy(&self) -> (TestApp, Router) {
        let number = COPIES.fetch_add(1, Ordering::Relaxed);
        let path = self.folder.join(format!("copy-{number}.db"));
        let app = self.whole.copied(&self.folder.join("whole.db"), &path, number).unwrap();
        let door = site(&app);
        (app, door)
    }
}

struct Builder<'a> {
    test: &'a TestApp,
    district: &'a District,
}

type Ids = BTreeMap<String, String>;

impl Builder<'_> {
    async fn caller(&self, person: PersonId) -> Caller {
        self.test.caller(person).await.unwrap()
    }

    async fn person(&self, phone: &str) -> PersonId {
        let hash = self.test.app.vault.hash("phone", phone);
        self.test.app.snapshot().await.unwrap().person_by_phone(&hash).await.unwrap().unwrap().id
    }

    async fn place(&self, code: &str) -> PlaceId {
        let mut rows = self.test.app.snapshot().await.unwrap();
        let today = self.test.app.now().day();
        rows.place_by_code("test", code, today).await.unwrap().unwrap().id
    }

    async fn report(&self, by: PersonId, place: PlaceId, given: ReportMatter) -> (CaseId, String) {
        let caller = self.caller(by).await;
        let input = ReportMatter { place: place.to_string(), ..given };
        let reported = matter::report(&self.test.app, &caller, &input, None).await.unwrap();
        (reported.id, reported.number)
    }

    async fn act(&self, by: PersonId, id: CaseId, action: &str, fields: &[(&str, &str)]) {
        let text =
            |(key, value): &(&str, &str)| ((*key).to_owned(), Raw::Text((*value).to_owned()));
        self.test.does(by, id, action, fields.iter().map(text).collect()).await.unwrap();
    }

    async fn photo(&self, by: PersonId) -> String {
        let caller = self.caller(by).await;
        let picture = std::fs::read(crate::browser::photo_file("scene")).unwrap();
        matter::upload_photo(&self.test.app, &caller, picture).await.unwrap().to_string()
    }

    async fn build(&self) -> (Ids, Vec<(&'static str, PersonId)>) {
        let app = &self.test.app;
        let operator = Administrator::Operator;
        let places = setup::import_places(app, operator, PLACES.as_bytes(), None, false).await;
        assert_eq!(places.unwrap().problems, Vec::new());
        let staff = setup::import_staff(app, operator, STAFF.as_bytes(), false).await.unwrap();
        assert_eq!(staff.problems, Vec::new());
        let people = self.people().await;
        let mut ids = self.places().await;
        self.matters(&mut ids).await;
        self.family(&mut ids).await;
        self.whistle(&mut ids).await;
        self.admissions(&mut ids).await;
        let notice = PostNotice {
            place: self.district.community.to_string(),
            title: "停水通知".to_owned(),
            text: "明天上午停水检修。".to_owned(),
            until: "2026-07-20".to_owned(),
            photo: None,
        };
        let worker = self.caller(self.district.community_worker.person).await;
        let notice = notice::post_notice(app, &worker, &notice, None).await.unwrap();
        let sheets = board::boards_to_print(app, &worker, self.district.building, Which::Own).await;
        ids.insert("mark".to_owned(), sheets.unwrap().sheets[0].mark.clone());
        let hung = self.district.far_building;
        let sheets = board::boards_to_print(app, &worker, hung, Which::Own).await.unwrap();
        let mark = BoardMark { place: hung, mark: sheets.sheets[0].mark.clone() };
        board::hang_boards(app, &worker, &[mark]).await.unwrap();
        ids.insert("hung".to_owned(), hung.to_string());
        let entry = NewEntry {
            place: self.district.street.to_string(),
            category: "street-lamp".to_owned(),
            part: "lead".to_owned(),
            organisation: self.district.property_company.to_string(),
            basis: "物业服务合同".to_owned(),
            from: "2026-01-01".to_owned(),
            ..NewEntry::default()
        };
        let office = self.caller(self.district.street_office.person).await;
        let entry = dispatch::keep_entry(app, &office, &entry).await.unwrap();
        ids.insert("entry".to_owned(), entry.id.to_string());
        self.offered(&mut ids, &worker).await;
        ids.insert("company".to_owned(), self.district.property_company.to_string());
        self.inside(&mut ids).await;
        let mut rows = app.snapshot().await.unwrap();
        let posts = rows.posts_of(self.district.grid_worker.person).await.unwrap();
        ids.insert("post".to_owned(), posts.first().unwrap().id.to_string());
        ids.insert("notice".to_owned(), notice.id.to_string());
        let street = self.caller(self.district.street_office.person).await;
        let june = "2026-06".parse().unwrap();
        let place = self.district.community;
        linli_app::indicator::publish_month(app, &street, place, june).await.unwrap();
        let aim = ProposeGrids { aim: "keep".to_owned(), left_alone: Vec::new() };
        let community = self.district.community;
        let plan = planner::propose_grids(app, &street, community, &aim).await.unwrap();
        ids.insert("grid-plan".to_owned(), plan.to_string());
        self.playbook_change(&mut ids).await;
        // What is shown is shown a day later; the others stay where they are.
        ids.insert("by-code".to_owned(), self.district.grid_worker.person.to_string());
        ids.insert("worker".to_owned(), self.district.community_worker.person.to_string());
        ids.insert("auditor".to_owned(), people.last().unwrap().1.to_string());
        (ids, people)
    }

    /// Somebody who does not ask here wants the district to go over to another version.
    async fn playbook_change(&self, ids: &mut Ids) {
        let app = &self.test.app;
        let text = KENLI.replacen("version=1", "version=2", 1);
        let text = text.replacen("step listen zh=\"下沉听事\"", "step listen zh=\"入户听事\"", 1);
        let stored =
            setup::publish_playbook(app, Administrator::Operator, "kenli.kdl", &text, false).await;
        let Ok(Published::Stored { key, version, .. }) = stored else { panic!("{stored:?}") };
        let invite = Invite {
            name: "田管理".to_owned(),
            username: "tian.guanli".to_owned(),
            administers: Some(Administration::System),
            ..Invite::default()
        };
        let invited = account::invite(app, Administrator::Operator, &invite).await.unwrap();
        let asks = self.caller(invited.0).await;
        let from = "2026-12-01".to_owned();
        let input = ProposeChange { district: self.district.district, key, version, from };
        let change = setup::propose_playbook(app, &asks, &input).await.unwrap();
        ids.insert("playbook-change".to_owned(), change.to_string());
    }

    /// A guide of the community, and somebody on duty there today and on another day.
    async fn offered(&self, ids: &mut Ids, worker: &Caller) {
        let app = &self.test.app;
        let item = NewItem {
            title: "老年人优待证".to_owned(),
            basis: "老年人权益保障法第五十三条".to_owned(),
            steps: "到窗口申请".to_owned(),
            days: "0".to_owned(),
            one_visit: "yes".to_owned(),
            address: "社区一楼".to_owned(),
            from: "2026-01-01".to_owned(),
            ..NewItem::default()
        };
        let target = Target::New(self.district.community);
        let item = service_item::keep_service_item(app, worker, target, &item).await.unwrap();
        ids.insert("service".to_owned(), item.id.to_string());
        ids.insert("monday".to_owned(), "2026-07-20".to_owned());
        let shift = TypedShift {
            from: "8:30".to_owned(),
            to: "17:30".to_owned(),
            person: self.district.community_worker.person.to_string(),
            ..TypedShift::default()
        };
        for day in [app.now().day(), "2026-07-14".parse().unwrap()] {
            let at = (self.district.community, day);
            duty::keep_duty_day(app, worker, at, Some(0), std::slice::from_ref(&shift))
                .await
                .unwrap();
        }
    }

    /// The property company says who does what; its task on `given`.
    async fn inside(&self, ids: &mut Ids) {
        let app = &self.test.app;
        let (clerk, handler) =
            (self.district.company_clerk.person, self.person("19900000035").await);
        let member = |person: PersonId, receives: bool| DivideMember {
            person: person.to_string(),
            receives,
            handles: !receives,
            ..DivideMember::default()
        };
        let members = vec![member(clerk, true), member(handler, false)];
        let input = Divide { sections: vec!["工程部".to_owned()], members, ..Divide::default() };
        let company = self.district.property_company;
        let caller = self.caller(clerk).await;
        inside::divide(app, &caller, company, &input, 0).await.unwrap();
        let mut rows = app.snapshot().await.unwrap();
        let given = rows.case(ids["given"].parse().unwrap()).await.unwrap().unwrap();
        let own = Holder::Organisation(company);
        let task = given.state.tasks.values().find(|task| task.holder == own).unwrap();
        ids.insert("company-task".to_owned(), task.number.0.to_string());
        ids.insert("handler".to_owned(), handler.to_string());
    }

    async fn people(&self) -> Vec<(&'static str, PersonId)> {
        let d = self.district;
        let mut people = vec![
            ("raiser", d.resident.person),
            ("neighbour", d.neighbour.person),
            ("unit-chief", self.person("19900000021").await),
            ("building-chief", self.person("19900000022").await),
            ("deliberator", self.person("19900000023").await),
            ("resident-representative", d.representative.person),
            ("compound-secretary", d.compound_secretary.person),
            ("grid-worker", d.grid_worker.person),
            ("other-grid-worker", d.other_grid_worker.person),
            ("mediator", d.mediator.person),
            ("community-worker", d.community_worker.person),
            ("community-secretary", d.community_secretary.person),
            ("street-office", d.street_office.person),
            ("coordinator", d.coordinator.person),
            ("outside-worker", self.person("19900000024").await),
            ("property-company", d.company_clerk.person),
            ("owners-committee", self.person("19900000025").await),
            ("department", d.department_clerk.person),
            ("utility", self.person("19900000031").await),
            ("paired-unit", self.person("19900000032").await),
            ("mediation-committee", self.person("19900000033").await),
            ("supervising-party", self.person("19900000034").await),
        ];
        let outside = self.person("19900000024").await;
        give_credential(&self.test.app, outside, "outside", None).await.unwrap();
        for (name, phone, office) in [
            ("system-administrator", "19900000027", Administration::System),
            ("security-administrator", "19900000028", Administration::Security),
            ("auditor", "19900000029", Administration::Audit),
        ] {
            let person = self.person(phone).await;
            give_credential(&self.test.app, person, name, Some(office)).await.unwrap();
            people.push((name, person));
        }
        people
    }

    async fn places(&self) -> Ids {
        let d = self.district;
        let mut ids: Ids = [
            ("community", d.community),
            ("compound", d.compound),
            ("street", d.street),
            ("building", d.building),
            ("grid", d.grid),
            ("household", d.household),
            ("empty-household", self.place("21").await),
        ]
        .map(|(name, id)| (name.to_owned(), id.to_string()))
        .into();
        let halls = linli_app::portal::talk_places(&self.test.app, d.community).await.unwrap();
        ids.insert("hall".to_owned(), halls.places.first().unwrap().id.to_string());
        ids.insert("none".to_owned(), self.test.app.entropy.id().to_string());
        ids
    }

    async fn matters(&self, ids: &mut Ids) {
        let d = self.district;
        let words = |text: &str, category: &str| ReportMatter {
            text: text.to_owned(),
            category: Some(category.to_owned()),
            ..ReportMatter::default()
        };
        // First what is published, since that takes a day.
        let photo = self.photo(d.resident.person).await;
        let blocked = ReportMatter {
            photos: vec![photo.clone()],
            ..words("消防通道被私家车堵住", "fire-lane")
        };
        let (shown, _) = self.report(d.resident.person, d.building, blocked).await;
        let solved = [
            ("result", "已清走"),
            ("course", "当天到场"),
            ("basis", "消防法"),
            ("standard", "畅通"),
        ];
        self.act(d.grid_worker.person, shown, "on-spot", &solved).await;
        self.test.pass(DAY_MS).await.unwrap();
        ids.insert("shown".to_owned(), shown.to_string());
        ids.insert("shown-photo".to_owned(), photo);

        let photo = self.photo(d.resident.person).await;
        let lamp = ReportMatter {
            photos: vec![photo.clone()],
            ..words("1号楼东侧路灯坏了三天，晚上看不见路", "street-lamp")
        };
        let (own, number) = self.report(d.resident.person, d.building, lamp).await;
        ids.insert("own".to_owned(), own.to_string());
        ids.insert("own-number".to_owned(), number);
        ids.insert("own-photo".to_owned(), photo);
        let row = self.test.app.snapshot().await.unwrap().case(own).await.unwrap().unwrap();
        ids.insert("text".to_owned(), row.text.id.to_string());

        let second = words("1号楼东侧路灯不亮，老人不敢出门", "street-lamp");
        let (second, number) = self.report(d.neighbour.person, d.building, second).await;
        ids.insert("second".to_owned(), second.to_string());
        ids.insert("second-number".to_owned(), number);

        let door = words("单元门关不上了", "property-fee");
        let (given, _) = self.report(d.resident.person, d.building, door).await;
        self.act(d.grid_worker.person, given, "at-once", &[]).await;
        let company = d.property_company.to_string();
        self.act(d.grid_worker.person, given, "give", &[("lead", &company)]).await;
        ids.insert("given".to_owned(), given.to_string());

        let about = ReportMatter {
            about: Some(format!("grid-worker@{}", d.grid)),
            ..words("网格员答应的事一直没有办", "other")
        };
        let (about, _) = self.report(d.resident.person, d.building, about).await;
        ids.insert("about".to_owned(), about.to_string());

        let private =
            ReportMatter { private: true, ..words("家里老人需要帮助", "benefits") };
        let (private, _) = self.report(d.resident.person, d.building, private).await;
        ids.insert("private".to_owned(), private.to_string());

        let there = self.place("23").await;
        let elsewhere = words("南桥小区的垃圾桶满了", "garbage");
        let (elsewhere, _) = self.report(d.neighbour.person, there, elsewhere).await;
        ids.insert("elsewhere".to_owned(), elsewhere.to_string());
    }

    /// A whistle that the department answered and did, with an instruction on the way.
    async fn whistle(&self, ids: &mut Ids) {
        let d = self.district;
        let road = ReportMatter {
            text: "门口的路常年积水".to_owned(),
            category: Some("road".to_owned()),
            ..ReportMatter::default()
        };
        let (id, _) = self.report(d.resident.person, d.building, road).await;
        let reason = [("reason", "需要区住建局到场")];
        self.act(d.grid_worker.person, id, "upward", &[]).await;
        self.act(d.community_secretary.person, id, "street", &reason).await;
        let instruction = [("instruction", "请尽快开会")];
        self.act(d.coordinator.person, id, "supervise", &instruction).await;
        self.act(d.street_office.person, id, "beyond", &reason).await;
        let lead = d.department.to_string();
        self.act(d.coordinator.person, id, "assign", &[("lead", &lead)]).await;
        self.act(d.department_clerk.person, id, "accept", &[]).await;
        let done = [
            ("site", "现场商定分工"),
            ("course", "疏通管道"),
            ("basis", "道路养护规定"),
            ("standard", "不再积水"),
            ("result", "路面排水正常"),
        ];
        self.act(d.department_clerk.person, id, "done", &done).await;
        let mut rows = self.test.app.snapshot().await.unwrap();
        let whistle = rows.whistles_of(id).await.unwrap().remove(0);
        let events = rows.events(id).await.unwrap();
        let instructs = |event: &&Event| matches!(&event.body, EventBody::Acted { action, .. } if *action == *"supervise");
        let instruction = events.iter().find(instructs).unwrap().number;
        ids.insert("called".to_owned(), id.to_string());
        ids.insert("whistle".to_owned(), whistle.event.to_string());
        ids.insert("order".to_owned(), whistle.parties[0].task.0.to_string());
        ids.insert("instruction".to_owned(), instruction.to_string());
    }

    /// An item of the list, a request inside it that the community has, one outside it that waits.
    async fn admissions(&self, ids: &mut Ids) {
        let (app, d) = (&self.test.app, self.district);
        let keeper = self.caller(d.coordinator.person).await;
        let item = ListItem {
            department: d.department.to_string(),
            kind: "form".to_owned(),
            title: "房屋安全排查表".to_owned(),
            basis: "城市危险房屋管理规定第五条".to_owned(),
            rhythm: "yearly".to_owned(),
            valid_from: "2026-01-01".to_owned(),
            ..ListItem::default()
        };
        let item = admission::list_item(app, &keeper, &item, None).await.unwrap().id.to_string();
        let clerk = self.caller(d.department_clerk.person).await;
        let asked = MakeRequest {
            item: item.clone(),
            title: "填报房屋安全排查表".to_owned(),
            text: "每栋楼一张。".to_owned(),
            due: "2026-07-31".to_owned(),
            communities: vec![d.community.to_string()],
            ..MakeRequest::default()
        };
        let outside =
            MakeRequest { item: String::new(), kind: "report".to_owned(), ..asked.clone() };
        for (name, request, waits) in [("asked", asked, false), ("outside-request", outside, true)]
        {
            let made = admission::make_request(app, &clerk, &request, None).await.unwrap();
            assert_eq!(made.waits, waits, "{name}");
            ids.insert(name.to_owned(), made.id.to_string());
        }
        ids.insert("item".to_owned(), item);
        ids.insert("department".to_owned(), d.department.to_string());
    }

    async fn family(&self, ids: &mut Ids) {
        let app = &self.test.app;
        let claimant = self.person("19900000026").await;
        let caller = self.caller(claimant).await;
        let household = self.district.household.to_string();
        let claim =
            BindHousehold { household: household.clone(), tie: "tenant".to_owned(), code: None };
        account::bind_household(app, &caller, &claim).await.unwrap();
        ids.insert("claimant".to_owned(), claimant.to_string());
        let raiser = self.caller(self.district.resident.person).await;
        let elder = account::AddElder {
            household,
            name: "李爷爷".to_owned(),
            channel: "spoken".to_owned(),
        };
        let elder = account::add_elder(app, &raiser, &elder, None).await.unwrap();
        ids.insert("elder".to_owned(), elder.to_string());
        let consents = account::acting_for(app, &raiser).await.unwrap();
        ids.insert("consent".to_owned(), consents.first().unwrap().id.clone());
    }
}

/// The names that the scene has ids for.
pub(crate) const NAMES: [&str; 48] = [
    "about",
    "asked",
    "auditor",
    "building",
    "by-code",
    "called",
    "claimant",
    "community",
    "company",
    "company-task",
    "compound",
    "consent",
    "department",
    "elder",
    "elsewhere",
    "empty-household",
    "entry",
    "given",
    "grid",
    "grid-plan",
    "hall",
    "handler",
    "household",
    "hung",
    "instruction",
    "item",
    "mark",
    "monday",
    "none",
    "notice",
    "order",
    "outside-request",
    "own",
    "own-number",
    "own-photo",
    "playbook-change",
    "post",
    "private",
    "second",
    "second-number",
    "service",
    "session",
    "shown",
    "shown-photo",
    "street",
    "text",
    "whistle",
    "worker",
];
