//! What a form keeps when it is shown again: everything typed, the key, the photo that was meant.

use axum::{body::Body, http::Request};
use linli_app::{
    account::{self, AddElder, BindHousehold},
    matter::{self, OnBehalf, ReportMatter},
    service_item::{self, NewItem, Target},
};
use linli_testkit::{
    app::{MINUTE_MS, TestApp},
    fixture::{District, Member},
};

use crate::{api::photos::png, visitor::Visitor};

async fn caller(app: &TestApp, member: Member) -> linli_app::Caller {
    account::caller(&app.app, &app.token(member.person).await.unwrap()).await.unwrap()
}

async fn town() -> (TestApp, District) {
    TestApp::with_district().await.unwrap()
}

#[tokio::test]
async fn a_limit_is_told_on_the_form_that_it_belongs_to() {
    let (app, people) = town().await;
    let resident = caller(&app, people.resident).await;
    let claim = BindHousehold {
        household: people.other_household.to_string(),
        tie: "tenant".to_owned(),
        code: None,
    };
    let mut report = ReportMatter { place: people.building.to_string(), ..Default::default() };
    for number in 0..100 {
        if number < 10 {
            account::bind_household(&app.app, &resident, &claim).await.unwrap();
        }
        report.text = format!("第{number}件事");
        matter::report(&app.app, &resident, &report, None).await.unwrap();
    }
    let mut visitor = Visitor::signed_in(&app, people.resident).await;
    let place = people.building.to_string();
    let words = "楼道里的窗户碎了一块";
    let fields = [("text", words), ("place", &place), ("seen", "1"), ("key", "my-own-key")];
    let told = visitor.post("/m/report", "/m/report", &fields).await;
    assert_eq!(told.status, 429, "{}", told.text);
    for wanted in ["今天已达到上限", words, "value=\"my-own-key\""] {
        assert!(told.text.contains(wanted), "{wanted}: {}", told.text);
    }
    let door = format!("/m/homes/new?at={}", people.other_household);
    let fields = [("household", claim.household.as_str()), ("tie", "carer")];
    let told = visitor.post(&door, "/m/homes/new", &fields).await;
    assert_eq!(told.status, 429, "{}", told.text);
    assert!(told.text.contains("今天已达到上限"), "{}", told.text);
    assert!(told.between("value=\"carer\"", ">").contains("checked"), "{}", told.text);
}

#[tokio::test]
async fn a_form_keeps_its_key_until_something_else_was_taken_under_it() {
    let (app, people) = town().await;
    let mut worker = Visitor::signed_in(&app, people.community_worker).await;
    let place = people.community.to_string();
    let own = [("key", "my-own-key"), ("place", place.as_str()), ("until", "2026-07-20")];
    let kept = "name=\"key\" value=\"my-own-key\"";
    let door = "/w/notices/new";
    let again = worker.post(door, door, &own).await;
    assert_eq!(again.status, 422);
    assert!(again.text.contains(kept), "{}", again.text);
    let whole = [own.as_slice(), &[("title", "停水通知"), ("text", "明天上午")]].concat();
    assert_eq!(worker.post(door, door, &whole).await.status, 303);
    let other = [own.as_slice(), &[("title", "停电通知"), ("text", "明天下午")]].concat();
    let again = worker.post(door, door, &other).await;
    assert_eq!(again.status, 422);
    assert!(again.text.contains("停电通知") && !again.text.contains(kept), "{}", again.text);
    for (door, fields) in [("/w/intake", vec![]), ("/w/orders", vec![])] {
        let fields = [own.as_slice(), fields.as_slice()].concat();
        let again = worker.post(door, door, &fields).await;
        assert_eq!(again.status, 422, "{door}");
        assert!(again.text.contains(kept), "{door}: {}", again.text);
    }
}

#[tokio::test]
async fn a_form_sent_twice_with_its_photo_is_one_matter() {
    let (app, people) = town().await;
    let mut resident = Visitor::signed_in(&app, people.resident).await;
    let place = people.building.to_string();
    let door = "/m/report";
    let fields =
        [("text", "楼道里的灯坏了"), ("place", place.as_str()), ("seen", "1"), ("key", "mine")];
    let bytes = png();
    let file = Some(("photos", "a.png", bytes.as_slice()));
    let first = resident.post_with(door, door, &fields, file).await;
    assert_eq!(first.status, 303, "{}", first.text);
    let again = resident.post_with(door, door, &fields, file).await;
    assert_eq!((again.status, again.location), (303, first.location), "{}", again.text);
    let other = [("text", "楼道里的窗也坏了")].into_iter().chain(fields.into_iter().skip(1));
    let other: Vec<_> = other.collect();
    assert_eq!(resident.post_with(door, door, &other, file).await.status, 422);
}

#[tokio::test]
async fn a_form_in_another_encoding_is_refused_and_loses_nothing() {
    let (app, people) = town().await;
    let mut resident = Visitor::signed_in(&app, people.resident).await;
    let door = resident.get("/m/me/name").await;
    let token = door.between("name=\"csrf\" value=\"", "\"");
    // 李帅 in GBK, as a form and as a form with files.
    let gbk = b"\xc0\xee\xcb\xa7";
    let plain = format!("csrf={token}&name=%C0%EE%CB%A7").into_bytes();
    let raw = [format!("csrf={token}&name=").as_bytes(), gbk].concat();
    let part = |name: &str, value: &[u8]| {
        let head = format!("--XYZ\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n");
        [head.as_bytes(), value, b"\r\n"].concat()
    };
    let files = [part("csrf", token.as_bytes()), part("text", gbk), b"--XYZ--\r\n".to_vec()];
    let urlencoded = "application/x-www-form-urlencoded";
    for (path, kind, body) in [
        ("/m/me/name", urlencoded, plain),
        ("/m/me/name", urlencoded, raw),
        ("/m/report", "multipart/form-data; boundary=XYZ", files.concat()),
    ] {
        let request = Request::post(path).header("content-type", kind);
        let told = resident.send(request.body(Body::from(body)).unwrap()).await;
        assert_eq!(told.status, 400, "{path}: {}", told.text);
        assert!(told.text.contains("格式不对"), "{path}: {}", told.text);
    }
    assert!(!resident.get("/m/me").await.text.contains('\u{fffd}'));
}

/// Words beside photos are as short as words without: nobody keeps the server busy reading them.
#[tokio::test]
async fn a_form_with_photos_has_no_room_for_endless_words() {
    let (app, people) = town().await;
    let mut resident = Visitor::signed_in(&app, people.resident).await;
    let door = resident.get("/m/report").await;
    let token = door.between("name=\"csrf\" value=\"", "\"");
    let part = |name: &str, value: &str| {
        format!("--XYZ\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let words = "灯".repeat(400_000);
    let body = format!("{}{}--XYZ--\r\n", part("csrf", &token), part("text", &words));
    let request = Request::post("/m/report")
        .header("content-type", "multipart/form-data; boundary=XYZ")
        .body(Body::from(body));
    assert_eq!(resident.send(request.unwrap()).await.status, 413);
}

#[tokio::test]
async fn what_a_chat_adds_to_a_shared_address_is_ignored() {
    let (app, people) = town().await;
    let mut visitor = Visitor::new(&app);
    let shared = "from=singlemessage&from=timeline&isappinstalled=0";
    for page in [
        format!("/notices?{shared}"),
        format!("/notices?place={}&{shared}", people.community),
        format!("/progress?number=20260708-0001&{shared}"),
        format!("/published?{shared}"),
    ] {
        assert_eq!(visitor.get(&page).await.status, 200, "{page}");
    }
    // Nothing is published for that month: there is no page, whatever is added to its address.
    let page = format!("/indicators/published/2026-06?place={}&{shared}", people.community);
    assert_eq!(visitor.get(&page).await.status, 404);
}

#[tokio::test]
async fn the_days_of_finished_orders_are_asked_for_on_their_form() {
    let (app, people) = town().await;
    let mut worker = Visitor::signed_in(&app, people.community_worker).await;
    // what was typed, and what is said beside which field
    let table = [
        ("", vec!["from", "to"], "必须填写"),
        ("?from=2026-07-01&to=", vec!["to"], "必须填写"),
        ("?from=&to=2026-07-08", vec!["from"], "必须填写"),
        ("?from=2026-07-01&to=2026-13-45", vec!["to"], "日期"),
        ("?from=2026-07-08&to=2026-07-01", vec!["to"], ""),
    ];
    for (typed, wrong, words) in table {
        let page = worker.get(&format!("/w/orders/finished{typed}")).await;
        assert_eq!(page.status, 422, "{typed}");
        for name in ["from", "to"] {
            let field = page.between(&format!("for=\"field-{name}\""), "</div>");
            assert_eq!(field.contains("ll-field__error"), wrong.contains(&name), "{field}");
            if wrong.contains(&name) {
                assert!(field.contains(words), "{field}");
            }
            let typed = typed.split(['?', '&']).find_map(|pair| pair.strip_prefix(name));
            let kept = format!("value=\"{}\"", typed.map_or("", |value| &value[1..]));
            assert!(field.contains(&kept), "{kept}: {field}");
        }
    }
}

#[tokio::test]
async fn another_photo_takes_the_place_of_a_notices_first() {
    let (app, people) = town().await;
    let mut worker = Visitor::signed_in(&app, people.community_worker).await;
    let door = "/w/notices/new";
    let page = worker.get(door).await;
    assert!(!page.between("type=\"file\"", ">").contains("multiple"), "{}", page.text);
    let mark = "name=\"photo\" value=\"";
    let file = Some(("photo", "a.png", png()));
    let send = async |worker: &mut Visitor, fields: &[(&str, &str)]| {
        let file = file.as_ref().map(|(field, name, bytes)| (*field, *name, bytes.as_slice()));
        worker.post_with(door, door, fields, file).await
    };
    let first = send(&mut worker, &[]).await;
    let kept = first.between(mark, "\"");
    let second = send(&mut worker, &[("kept", "photo"), ("photo", &kept)]).await;
    assert_eq!(second.status, 422);
    assert_eq!(second.text.matches(mark).count(), 1, "{}", second.text);
    assert_ne!(second.between(mark, "\""), kept);
}

#[tokio::test]
async fn whoever_wrote_a_notice_finds_the_way_back_to_the_desk() {
    let (app, people) = town().await;
    let mut worker = Visitor::signed_in(&app, people.community_worker).await;
    let place = people.community.to_string();
    let door = "/w/notices/new";
    let fields = [
        ("place", place.as_str()),
        ("until", "2026-07-20"),
        ("title", "停水通知"),
        ("text", "明天上午"),
    ];
    let posted = worker.post(door, door, &fields).await;
    let notice = posted.location.unwrap();
    let back = "href=\"/w/notices\"";
    assert!(worker.get(&notice).await.text.contains(back));
    let mut resident = Visitor::signed_in(&app, people.resident).await;
    assert!(!resident.get(&notice).await.text.contains(back));
    // What is down already is not asked about again.
    let down = format!("/w{notice}/take-down");
    let taken = worker.post(&down, &down, &[("reason", "mistaken")]).await;
    assert_eq!(taken.status, 303, "{}", taken.text);
    assert_eq!(worker.get(&down).await.location, Some(notice));
}

#[tokio::test]
async fn whom_a_report_is_about_is_chosen_under_headings() {
    let (app, people) = town().await;
    let mut resident = Visitor::signed_in(&app, people.resident).await;
    let page = resident.get(&format!("/m/report?place={}", people.building)).await;
    let list = page.between("name=\"about\"", "</select>");
    let mut groups = list.split("<optgroup label=\"");
    assert_eq!(groups.next().unwrap().matches("<option").count(), 1, "nobody, without a heading");
    let groups: Vec<(&str, usize)> = groups
        .map(|group| (group.split('"').next().unwrap(), group.matches("<option").count()))
        .collect();
    let headings: Vec<&str> = groups.iter().map(|(heading, _)| *heading).collect();
    let places = ["柳园小区", "柳园第一网格", "柳园社区", "柳园街道", "清河区"];
    assert_eq!(headings, [&places[..], &["物业服务企业", "职能部门"]].concat());
    assert!(groups.iter().all(|(_, options)| *options > 0), "{groups:?}");
    assert!(list.contains("柳园社区党委书记"), "{list}");
}

#[tokio::test]
async fn numbers_to_call_stand_on_the_form_whatever_is_wrong_with_it() {
    let (app, people) = town().await;
    let mut resident = Visitor::signed_in(&app, people.resident).await;
    let door = "/m/report";
    let place = people.building.to_string();
    let words = ("text", "家里着火了，快来人");
    let table = [
        (vec![words], None, Some("field-place")),
        (vec![words, ("place", "1")], None, Some("field-place")),
        (vec![words, ("place", &place)], Some(b"no photo".as_slice()), Some("field-photos")),
        (vec![words, ("place", &place)], None, None),
    ];
    for (fields, photo, wrong) in table {
        let file = photo.map(|bytes| ("photos", "a.jpg", bytes));
        let page = resident.post_with(door, door, &fields, file).await;
        assert_eq!(page.status, if wrong.is_some() { 422 } else { 200 }, "{wrong:?}");
        let call = page.text.find("href=\"tel:119\"").expect("a number to call");
        if let Some(wrong) = wrong {
            let blamed = page.text.find(&format!("href=\"#{wrong}\"")).expect(wrong);
            assert!(call < blamed, "the number comes first: {}", page.text);
        }
    }
    // The summary says which field it means.
    let page = resident.post(door, door, &[("text", "路灯坏了")]).await;
    let summary = page.between("href=\"#field-place\">", "</a>");
    assert!(summary.contains("在什么位置"), "{summary}");
}

#[tokio::test]
async fn what_was_not_seen_yet_is_shown_before_a_changed_report_is_sent() {
    let (app, people) = town().await;
    let mut resident = Visitor::signed_in(&app, people.resident).await;
    let (door, place) = ("/m/report", people.building.to_string());
    let lamp = "一楼楼道的灯坏了好几天，晚上看不见路";
    let first = [("text", lamp), ("place", &place), ("category", "street-lamp")];
    let sent = resident.post(door, door, &first).await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    let mut neighbour = Visitor::signed_in(&app, people.neighbour).await;
    // In turn: the words, and what stands on the form that comes back.
    let table = [
        ("楼道着火了", Some("tel:119")),
        ("楼道着火了，浓烟很大", None),
        (lamp, Some("附近可能已经有人反映过")),
        ("楼道着火了，浓烟很大，快来", Some("tel:119")),
    ];
    let mut seen = String::new();
    for (number, (words, shown)) in table.into_iter().enumerate() {
        let key = format!("key-{number}");
        let fields = [("text", words), ("place", &place), ("seen", &seen), ("key", &key)];
        let page = neighbour.post(door, door, &fields).await;
        assert_eq!(page.status, if shown.is_some() { 200 } else { 303 }, "{words}");
        let Some(shown) = shown else { continue };
        assert!(page.text.contains(shown), "{words}: {}", page.text);
        seen = page.between("name=\"seen\" value=\"", "\"");
        if words == lamp {
            let row = page.between("class=\"ll-list\"", "</ul>");
            assert!(
                row.contains("路灯") && !row.contains("看不见路") && !row.contains("<a "),
                "{row}"
            );
            assert!(page.text.contains("是同一件，不提交了"), "{}", page.text);
        }
    }
}

#[tokio::test]
async fn who_asks_for_a_code_again_finds_the_field_for_the_first_one() {
    let (app, _) = town().await;
    let mut visitor = Visitor::new(&app);
    let door = "/sign-in";
    let fields = [("phone", "13900009999"), ("next", "/m/report")];
    for _ in 0..2 {
        let sent = visitor.post(door, door, &fields).await;
        assert_eq!(sent.status, 303, "{}", sent.text);
        assert_eq!(sent.location.as_deref(), Some("/sign-in/code?next=%2Fm%2Freport"));
    }
    for _ in 0..4 {
        app.clock.advance(2 * MINUTE_MS);
        assert_eq!(visitor.post(door, door, &fields).await.status, 303);
    }
    app.clock.advance(2 * MINUTE_MS);
    let refused = visitor.post(door, door, &fields).await;
    assert_eq!(refused.status, 429);
    assert!(refused.text.contains("最多再等1小时"), "{}", refused.text);
}

#[tokio::test]
async fn what_cannot_be_taken_back_is_asked_once_more() {
    let (app, people) = town().await;
    let mut resident = Visitor::signed_in(&app, people.resident).await;
    let mut neighbour = Visitor::signed_in(&app, people.neighbour).await;
    let home = people.household.to_string();
    // Who comes to live there waits for those who do, and they read it.
    let claim = [("household", home.as_str()), ("tie", "family")];
    let door = format!("/m/homes/new?at={home}");
    assert_eq!(neighbour.post(&door, "/m/homes/new", &claim).await.status, 303);
    let front = resident.get("/m").await;
    assert!(front.text.contains("登记与您同住"), "{}", front.text);

    let leave = format!("/m/homes/{home}/leave");
    let homes = resident.get("/m/homes").await;
    assert!(homes.text.contains(&format!("href=\"{leave}\"")), "{}", homes.text);
    assert!(!homes.text.contains(&format!("action=\"{leave}\"")), "{}", homes.text);
    let asked = resident.get(&leave).await;
    assert!(asked.text.contains("确定不住这里了吗"), "{}", asked.text);

    let elder = [("household", home.as_str()), ("name", "李奶奶"), ("channel", "spoken")];
    assert_eq!(resident.post("/m/family", "/m/family", &elder).await.status, 303);
    let family = resident.get("/m/family").await;
    let withdraw = family.between("ll-button--danger\" href=\"", "\"");
    let asked = resident.get(&withdraw).await;
    assert!(asked.text.contains("李奶奶"), "{}", asked.text);
    let action = asked.between("<form method=\"post\" action=\"/m/family", "\"");
    let consent = asked.between("name=\"consent\" value=\"", "\"");
    let action = format!("/m/family{action}");
    let done = resident.post(&withdraw, &action, &[("consent", &consent)]).await;
    assert_eq!(done.status, 303, "{}", done.text);
    let done = resident.post(&leave, &leave, &[]).await;
    assert_eq!(done.status, 303, "{}", done.text);
    assert!(!resident.get("/m/homes").await.text.contains(&leave));
}

#[tokio::test]
async fn what_a_door_says_begins_with_its_compound() {
    let (app, people) = town().await;
    let mut visitor = Visitor::new(&app);
    let page = visitor.get(&format!("/q/{}", people.household)).await;
    let heading = page.between("<h1>", "</h1>");
    assert!(heading.starts_with("柳园小区1号楼"), "{heading}");
    let page = visitor.get(&format!("/q/{}", people.compound)).await;
    assert_eq!(page.between("<h1>", "</h1>"), "柳园小区");
}

#[tokio::test]
async fn what_was_raised_for_an_elder_stands_beside_the_own() {
    let (app, people) = town().await;
    let carer = caller(&app, people.resident).await;
    let household = people.household.to_string();
    let elder = AddElder { household, name: "王奶奶".to_owned(), channel: "spoken".to_owned() };
    let elder = account::add_elder(&app.app, &carer, &elder, None).await.unwrap().to_string();
    let mut visitor = Visitor::signed_in(&app, people.resident).await;
    for before in ["/m", "/m/matters"] {
        assert!(!visitor.get(before).await.text.contains("替王奶奶反映的事项"), "{before}");
    }
    let report = ReportMatter {
        text: "门口的台阶坏了".to_owned(),
        place: people.building.to_string(),
        on_behalf: Some(OnBehalf { person: Some(elder.clone()), ..OnBehalf::default() }),
        ..ReportMatter::default()
    };
    matter::report(&app.app, &carer, &report, None).await.unwrap();
    for path in ["/m", "/m/matters"] {
        let told = visitor.get(path).await.text;
        for wanted in ["替王奶奶反映的事项", "门口的台阶坏了", &elder] {
            assert!(told.contains(wanted), "{path}: {wanted}: {told}");
        }
    }
}

#[tokio::test]
async fn every_grid_that_was_ticked_stays_ticked_when_the_form_is_shown_again() {
    let (app, people) = town().await;
    let mut office = Visitor::signed_in(&app, people.street_office).await;
    let door = format!("/w/grids/{}", people.community);
    let page = office.get(&door).await;
    let boxes = page.text.split("name=\"left_alone\" value=\"").skip(1);
    let words: Vec<String> = boxes.map(|rest| rest.split('"').next().unwrap().to_owned()).collect();
    assert!(words.len() > 1, "{}", page.text);
    let ticks = words.iter().map(|word| ("left_alone", word.as_str()));
    let fields: Vec<_> = [("aim", "luck"), ("version", "0")].into_iter().chain(ticks).collect();
    let again = office.post(&door, &door, &fields).await;
    assert_eq!(again.status, 422);
    for word in &words {
        let (_, after) = again.text.split_once(&format!("value=\"{word}\"")).unwrap();
        let tag = after.split('>').next().unwrap();
        assert!(tag.contains("checked"), "{word}: {tag}");
    }
}

#[tokio::test]
async fn the_columns_of_a_table_are_named_once_and_its_mistakes_under_them() {
    let (app, people) = town().await;
    let duty = format!("/w/duty/table?site={}", people.community);
    let services = format!("/w/services/table?place={}", people.community);
    for (member, door, columns, wrong) in [
        (
            people.coordinator,
            "/w/dispatch/table",
            "所属目录、类别、分工、责任单位、依据、起始日期、截止日期",
            "部门",
        ),
        (people.community_worker, "/w/orders/table", "编号、时限、来源、地点、内容", "备注"),
        (people.community_worker, &duty, "日期、开始时间、结束时间、姓名、电话、同意公开", "备注"),
        (people.community_worker, &services, "事项名称、办理依据、需要的材料、办理步骤", "备注"),
    ] {
        let mut office = Visitor::signed_in(&app, member).await;
        let page = office.get(door).await;
        assert!(page.text.contains(columns), "{}", page.text);
        let table = format!("{wrong}\n路灯\n");
        let (path, at) = door.split_once('?').unwrap_or((door, ""));
        let along = at.split_once('=').into_iter();
        let fields: Vec<_> = [("table", table.as_str())].into_iter().chain(along).collect();
        let again = office.post_with(door, path, &fields, None).await;
        assert_eq!(again.status, 422, "{}", again.text);
        assert!(again.text.contains(&format!("<td>{wrong}</td>")), "{}", again.text);
    }
}

#[tokio::test]
async fn a_form_of_an_item_that_somebody_changed_meanwhile_is_refused_once() {
    let (app, people) = town().await;
    let worker = caller(&app, people.community_worker).await;
    let item = NewItem {
        title: "老年人优待证".to_owned(),
        basis: "老年人权益保障法".to_owned(),
        steps: "到窗口申请".to_owned(),
        days: "0".to_owned(),
        address: "一楼大厅".to_owned(),
        from: "2026-01-01".to_owned(),
        ..NewItem::default()
    };
    let new = Target::New(people.community);
    let kept = service_item::keep_service_item(&app.app, &worker, new, &item).await.unwrap();
    let changed = NewItem { fee: "工本费".to_owned(), ..item.clone() };
    let known = Target::Known(kept.id, Some(1));
    service_item::keep_service_item(&app.app, &worker, known, &changed).await.unwrap();
    let mut office = Visitor::signed_in(&app, people.community_secretary).await;
    let door = format!("/w/services/{}", kept.id);
    let fields = |version: &'static str| {
        [
            ("title", "老年人优待证"),
            ("basis", "老年人权益保障法"),
            ("steps", "到窗口申请"),
            ("days", "3"),
            ("address", "二楼"),
            ("from", "2026-01-01"),
            ("version", version),
        ]
    };
    let stale = office.post(&door, &door, &fields("1")).await;
    assert_eq!(stale.status, 412, "{}", stale.text);
    for kept in ["name=\"version\" value=\"2\"", "二楼"] {
        assert!(stale.text.contains(kept), "{kept}: {}", stale.text);
    }
    assert_eq!(office.post(&door, &door, &fields("2")).await.status, 303);
}
