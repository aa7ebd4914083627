//! An empty installation is set up through its pages, by people who each have one office.

use linli_app::account;
use linli_testkit::app::{DAY_MS, TestApp};

use crate::visitor::Visitor;

const PLACES: &str = include_str!("../../../testkit/fixtures/places.csv");
const STAFF: &str = include_str!("../../../testkit/fixtures/people.csv");

/// The first administrator of an empty installation.
async fn first() -> (TestApp, Visitor, String) {
    let app = TestApp::empty().await.unwrap();
    let link = account::first_run_link(&app.app).await.unwrap().unwrap().to_string();
    let visitor = Visitor::new(&app);
    (app, visitor, link)
}

const LI: [(&str, &str); 2] = [("name", "李管理"), ("username", "li.guanli")];

#[tokio::test]
async fn the_first_link_works_once_and_for_a_day() {
    let (app, mut visitor, link) = first().await;
    let path = format!("/staff/link/{link}");
    // What is wrong is said beside the field, and the authenticator's secret stays the same.
    let opened = visitor.get(&path).await;
    let secret = opened.between("name=\"totp_secret\" value=\"", "\"");
    let fields = [("totp_secret", secret.as_str()), ("totp_code", "000000"), ("password", "short")];
    let again = visitor.post(&path, &path, &fields).await;
    assert_eq!(again.status, 422);
    assert_eq!(again.between("name=\"totp_secret\" value=\"", "\""), secret);
    assert!(!again.text.contains("value=\"short\""), "a password is never sent back");
    let done = visitor.accept(&link, &LI).await;
    assert_eq!(done.status, 200, "{}", done.text);
    assert_eq!(done.text.matches("ll-number ll-strong").count(), 10, "recovery codes");
    assert!(visitor.get("/admin").await.text.contains("系统管理员"));
    let mut second = Visitor::new(&app);
    assert_eq!(second.get(&path).await.status, 404);
    assert_eq!(account::first_run_link(&app.app).await.unwrap(), None);
    let (app, mut late, link) = first().await;
    app.clock.advance(DAY_MS + 1);
    assert_eq!(late.get(&format!("/staff/link/{link}")).await.status, 404);
}

/// Nothing that sends messages: an open step, and nobody is said to sign in by a code.
async fn without_messages_nobody_is_sent_to_a_code(app: &TestApp, li: &Visitor) {
    let silent = app.without_messages();
    let mut again = Visitor::new(&silent);
    again.cookie = li.cookie.clone();
    let li = &mut again;
    let start = li.get("/admin").await;
    assert!(
        start.text.contains("接入短信") && start.text.contains("窗口代为登记"),
        "{}",
        start.text
    );
    assert!(!start.text.contains("全部就绪"));
    assert!(!li.get("/admin/staff").await.text.contains("手机验证码"));
    let mut visitor = Visitor::new(&silent);
    let door = visitor.get("/sign-in").await;
    assert!(door.text.contains("还不能发短信验证码"), "{}", door.text);
    assert!(!door.text.contains("name=\"phone\""), "{}", door.text);
    let refused = visitor.post("/staff/sign-in", "/sign-in", &[("phone", "13800000001")]).await;
    assert_eq!(refused.status, 409);
    assert!(refused.text.contains("还不能发短信验证码"), "{}", refused.text);
}

fn names_the_columns_of_each_table(page: &str) {
    for columns in ["locality, code, level, name, parent。", "key, parent, kind, name, position, "]
    {
        assert!(page.contains(columns), "{page}");
    }
}

#[tokio::test]
async fn an_empty_installation_is_ready_for_its_first_matter() {
    let (app, mut li, link) = first().await;
    assert_eq!(li.get("/admin").await.location.as_deref(), Some("/staff/sign-in?next=%2Fadmin"));
    li.accept(&link, &LI).await;
    // One mistake, and nothing is imported; it is named by row and column.
    let door = "/admin/imports/places";
    assert_eq!(li.post(door, door, &[]).await.status, 422, "no file");
    names_the_columns_of_each_table(&li.get(door).await.text);
    let sent = li.post_file(door, door, &[], Some("nmae\nx\n")).await;
    let listed = li.settled(&sent.location.unwrap()).await;
    assert_eq!(listed.status, 422);
    assert!(listed.text.contains("<td>nmae</td>"), "{}", listed.text);
    let stored = li.post("/admin/playbooks", "/admin/playbooks", &[("shipped", "kenli")]).await;
    assert_eq!(stored.status, 303, "{}", stored.text);
    let imported = li.import("places", PLACES).await;
    assert!(imported.text.contains("已导入"), "{}", imported.text);
    let page = li.get("/admin/playbooks").await;
    let district = page.between("name=\"district\"", "</select>");
    let district = district.split("value=\"").nth(1).unwrap().split('"').next().unwrap();
    let binding = page.between("name=\"playbook\"", "</select>");
    let binding = binding.split("value=\"").nth(1).unwrap().split('"').next().unwrap();
    let fields = [("district", district), ("playbook", binding)];
    let bound = li.post("/admin/playbooks", "/admin/playbooks/binding", &fields).await;
    assert_eq!(bound.status, 303, "{}", bound.text);
    let notice = [("shipped", "2026")];
    let year = li.post("/admin/calendars", "/admin/calendars", &notice).await;
    assert!(year.text.contains("已导入2026年"), "{}", year.text);
    let imported = li.import("staff", STAFF).await;
    assert!(imported.text.contains("已导入"), "{}", imported.text);
    for (username, office) in [("wang.anquan", "security"), ("zhao.shenji", "audit")] {
        let fields = [("name", "王某"), ("username", username), ("administers", office)];
        let letter = li.post("/admin/staff/invite", "/admin/staff/invite", &fields).await;
        assert_eq!(letter.status, 200, "{}", letter.text);
        assert!(letter.text.contains("/staff/link/"));
    }
    // Nobody of the community can work yet.
    let start = li.get("/admin").await;
    assert!(!start.text.contains("全部就绪"), "{}", start.text);
    assert!(start.text.contains("个社区还没有能登录的人：柳园社区"), "{}", start.text);
    // A playbook with a mistake is not stored, and the checker says where.
    let door = "/admin/playbooks";
    let faulty = li.post_file(door, door, &[], Some("playbook \"x\" {")).await;
    assert_eq!(faulty.status, 422);
    assert!(faulty.text.contains("playbook.kdl:1"), "{}", faulty.text);
    // The community's worker is found by place, invited, and then signs in at the workbench.
    let list = li.get("/admin/staff?place=3").await;
    assert_eq!(list.status, 422, "a code of another scheme: {}", list.text);
    let list = li.get("/admin/staff?place=%E6%9F%B3%E5%9B%AD%E7%A4%BE%E5%8C%BA").await;
    assert!(list.text.contains("柳园社区"), "{}", list.text);
    assert!(list.text.contains("还没有邀请") && !list.text.contains("手机验证码"), "{}", list.text);
    let member = list.between("class=\"ll-row\" href=\"", "\"");
    // A telephone does not open a community's post: there is no letter that says so.
    let page = li.get(&member).await;
    assert!(
        page.text.contains("邀请用密码登录") && !page.text.contains("/letter"),
        "{}",
        page.text
    );
    assert_eq!(li.get(&format!("{member}/letter")).await.status, 404);
    let id = member.rsplit('/').next().unwrap();
    let fields = [("person", id), ("username", "worker.one")];
    let form = format!("/admin/staff/invite?person={id}");
    let lost = li.post(&form, "/admin/staff/invite", &fields).await.between("/staff/link/", "\"");
    // A letter that was lost before there is a security administrator is written again.
    assert!(li.get(&member).await.text.contains("邀请用密码登录"));
    let letter = li.post(&form, "/admin/staff/invite", &fields).await;
    let mut worker = Visitor::new(&app);
    assert_eq!(worker.get(&format!("/staff/link/{lost}")).await.status, 404, "the former one");
    let done = worker.accept(&letter.between("/staff/link/", "\""), &[]).await;
    assert!(done.text.contains("href=\"/w\""), "{}", done.text);
    assert_eq!(worker.get("/w").await.status, 200);
    let start = li.get("/admin").await;
    assert!(start.text.contains("全部就绪"), "{}", start.text);
    without_messages_nobody_is_sent_to_a_code(&app, &li).await;
}

#[tokio::test]
async fn a_lost_letter_is_written_again_and_a_reset_is_the_security_administrators() {
    let (app, mut li, link) = first().await;
    li.accept(&link, &LI).await;
    let door = "/admin/staff/invite";
    let invited = async |li: &mut Visitor, username: &str, office: &str, person: &str| {
        let fields =
            [("name", "王某"), ("username", username), ("administers", office), ("person", person)];
        li.post(door, door, &fields).await
    };
    let id_of = async |li: &mut Visitor, username: &str| {
        let list = li.get(&format!("/admin/staff?username={username}")).await;
        list.between("class=\"ll-row\" href=\"/admin/staff/", "\"")
    };
    let lost = invited(&mut li, "wang.anquan", "security", "").await;
    assert_eq!(lost.status, 200, "{}", lost.text);
    let id = id_of(&mut li, "wang.anquan").await;
    assert!(li.get(&format!("/admin/staff/{id}")).await.text.contains("邀请用密码登录"));
    let again = invited(&mut li, "wang.anquan", "", &id).await;
    assert_eq!(again.status, 200, "{}", again.text);
    invited(&mut li, "zhao.shenji", "audit", "").await;
    let mut security = Visitor::new(&app);
    let opened = security.accept(&again.between("/staff/link/", "\""), &[]).await;
    assert_eq!(opened.status, 200, "{}", opened.text);
    assert!(security.get("/admin/staff").await.text.contains("ll-row"), "the office stayed");
    // Also once there is a security administrator, or the office of the audit would stay empty.
    let id = id_of(&mut li, "zhao.shenji").await;
    assert!(li.get(&format!("/admin/staff/{id}")).await.text.contains("邀请用密码登录"));
    let letter = invited(&mut li, "zhao.shenji", "", &id).await;
    assert_eq!(letter.status, 200, "{}", letter.text);
    let mut auditor = Visitor::new(&app);
    let opened = auditor.accept(&letter.between("/staff/link/", "\""), &[]).await;
    assert_eq!(opened.status, 200, "{}", opened.text);
    // Whoever had a password is reset, not invited.
    assert!(!li.get(&format!("/admin/staff/{id}")).await.text.contains("邀请用密码登录"));
    assert_eq!(invited(&mut li, "zhao.shenji", "", &id).await.status, 422);
}

#[tokio::test]
async fn each_office_has_its_own_pages() {
    let (app, mut li, link) = first().await;
    li.accept(&link, &LI).await;
    let mut offices = Vec::new();
    for (username, office) in [("wang.anquan", "security"), ("zhao.shenji", "audit")] {
        let fields = [("name", "王某"), ("username", username), ("administers", office)];
        let letter = li.post("/admin/staff/invite", "/admin/staff/invite", &fields).await;
        let link = letter.between("/staff/link/", "\"");
        let mut visitor = Visitor::new(&app);
        let done = visitor.accept(&link, &[]).await;
        assert_eq!(done.status, 200, "{}", done.text);
        offices.push(visitor);
    }
    let (mut audit, mut security) = (offices.pop().unwrap(), offices.pop().unwrap());
    let pages = [
        ("/admin", [200, 200, 200]),
        ("/admin/imports/places", [200, 403, 403]),
        ("/admin/playbooks", [200, 403, 403]),
        ("/admin/calendars", [200, 403, 403]),
        ("/admin/staff", [200, 200, 403]),
        ("/admin/audit", [403, 403, 200]),
        ("/w", [403, 403, 403]),
    ];
    for (path, wanted) in pages {
        let mut found = Vec::new();
        for visitor in [&mut li, &mut security, &mut audit] {
            found.push(visitor.get(path).await.status);
        }
        assert_eq!(found, wanted, "{path}");
    }
    // Nobody is stranded: an office has its door on the own pages, and an error leads home.
    assert!(li.get("/m/me").await.text.contains("href=\"/admin\""));
    assert!(li.get("/w").await.text.contains("ll-button--primary\" href=\"/m\""));
    assert!(li.get("/admin/audit").await.text.contains("ll-button--primary\" href=\"/admin\""));
    // The auditor is out of everybody's reach, and nobody resets themselves.
    let list = security.get("/admin/staff?username=zhao.shenji").await;
    let auditor = format!("/admin/staff/{}", list.between("href=\"/admin/staff/", "\""));
    let refused = security.post("/m/me", &format!("{auditor}/reset"), &[]).await;
    assert_eq!(refused.status, 403);
    let refused = li.post("/m/me", &format!("{auditor}/suspend"), &[]).await;
    assert_eq!(refused.status, 403);
    let list = security.get("/admin/staff?username=wang.anquan").await;
    let own = format!("/admin/staff/{}", list.between("href=\"/admin/staff/", "\""));
    assert!(!security.get(&own).await.text.contains("/reset"), "not one's own");
    let refused = security.post("/m/me", &format!("{own}/reset"), &[]).await;
    assert_eq!(refused.status, 409);
    assert!(refused.text.contains("另一个人"), "{}", refused.text);
    // A second person resets the system administrator, whose session is over at once.
    let list = security.get("/admin/staff?username=li.guanli").await;
    let first = format!("/admin/staff/{}", list.between("href=\"/admin/staff/", "\""));
    let reset = format!("{first}/reset");
    assert!(security.get(&first).await.text.contains(&format!("href=\"{reset}\"")));
    let letter = security.post(&reset, &reset, &[]).await;
    assert!(letter.text.contains("li.guanli"), "{}", letter.text);
    assert_eq!(li.get("/admin").await.status, 303);
    let link = letter.between("/staff/link/", "\"");
    assert_eq!(li.accept(&link, &[]).await.status, 200);
    // What happened stands in the audit, without a name.
    let log = audit.get("/admin/audit").await;
    assert!(log.text.contains("<td>重置密码和第二因素</td>"), "{}", log.text);
    assert!(!log.text.contains("李管理"));
    let log = audit.get("/admin/audit?action=account.reset-credential").await;
    let chosen = "<option value=\"account.reset-credential\" selected>";
    assert!(log.text.contains(chosen) && !log.text.contains("<td>接受邀请"), "{}", log.text);
}

#[tokio::test]
async fn a_resident_finds_no_administration() {
    let (app, district) = TestApp::with_district().await.unwrap();
    for member in [district.resident, district.grid_worker, district.coordinator] {
        let mut visitor = Visitor::signed_in(&app, member).await;
        for path in ["/admin", "/admin/staff", "/admin/audit", "/admin/imports/staff"] {
            assert_eq!(visitor.get(path).await.status, 403, "{path}");
        }
    }
}
