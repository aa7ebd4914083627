//! A matter's page and receipt as its raiser reads them while it goes its ways.

use linli_app::matter::{self, Raw, RawFields, ReportMatter};
use linli_kernel::CaseId;
use linli_testkit::{
    app::{DAY_MS, TestApp},
    fixture::{District, Member},
};

use crate::visitor::Visitor;

fn text(key: &str, words: &str) -> RawFields {
    RawFields::from([(key.to_owned(), Raw::Text(words.to_owned()))])
}

struct Town {
    app: TestApp,
    people: District,
}

impl Town {
    async fn new() -> Self {
        let (app, people) = TestApp::with_district().await.unwrap();
        Self { app, people }
    }

    async fn report(&self, input: ReportMatter) -> CaseId {
        let caller = self.app.caller(self.people.resident.person).await.unwrap();
        let place = self.people.building.to_string();
        let input = ReportMatter { text: "楼道灯坏了".to_owned(), place, ..input };
        matter::report(&self.app.app, &caller, &input, None).await.unwrap().id
    }

    async fn does(&self, who: Member, id: CaseId, action: &str, fields: RawFields) {
        self.app.does(who.person, id, action, fields).await.unwrap();
    }

    /// A page of the raiser's, with what must and what must not stand on it.
    async fn reads(&self, path: &str, there: &[&str], not: &[&str]) {
        let mut visitor = Visitor::signed_in(&self.app, self.people.resident).await;
        let page = visitor.get(path).await.text;
        for wanted in there {
            assert!(page.contains(wanted), "{wanted} on {path}: {page}");
        }
        for other in not {
            assert!(!page.contains(other), "{other} on {path}: {page}");
        }
    }
}

#[tokio::test]
async fn a_pause_is_no_question_and_a_question_stands_beside_its_answer() {
    let town = Town::new().await;
    let worker = town.people.grid_worker;
    let id = town.report(ReportMatter::default()).await;
    let page = format!("/m/matters/{id}");
    town.does(worker, id, "at-once", RawFields::new()).await;
    town.reads(&page, &["进行到：办理", "承诺", "（未经过）", "ll-row__phone"], &["暂停"]).await;
    town.does(worker, id, "suspend", text("reason", "等待配件到货")).await;
    // Whoever has to agree is no handler.
    town.reads(&page, &["专职网格员"], &["社区党委书记", "胜兴社区工作者"]).await;
    let case = town.app.app.snapshot().await.unwrap().case(id).await.unwrap().unwrap();
    assert_eq!(case.state.tasks.len(), 2);
    let above = town.people.community_secretary;
    let caller = town.app.caller(above.person).await.unwrap();
    let view = matter::matter(&town.app.app, &caller, id).await.unwrap();
    let may = view.actions.iter().any(|action| action.name == *"approve");
    let above = if may { above } else { town.people.community_worker };
    town.does(above, id, "approve", RawFields::new()).await;
    let paused = ["暂停办理", "暂停计时，最晚到", "等待配件到货", "暂停中", "同意）"];
    town.reads(&page, &paused, &["等待补充", "前办结", "前办理"]).await;
    town.does(worker, id, "resume", RawFields::new()).await;
    town.does(worker, id, "ask-raiser", text("question", "请问是哪一盏灯？")).await;
    let asked = r#"<p class="ll-prose ll-strong">请问是哪一盏灯？</p>"#;
    town.reads(&page, &["想请您补充一点情况", asked], &["暂停办理"]).await;
    town.reads(&format!("{page}/act/answer"), &[asked], &[]).await;
    let receipt = format!("{page}/receipt");
    town.reads(&receipt, &["想请您补充一点情况"], &["前有回音"]).await;
}

#[tokio::test]
async fn a_review_that_runs_is_no_end() {
    let town = Town::new().await;
    let people = &town.people;
    let id = town.report(ReportMatter { anonymous: true, ..ReportMatter::default() }).await;
    let page = format!("/m/matters/{id}");
    let wish = "匿名反映：姓名、电话不显示给办理人员";
    town.reads(&page, &[wish, "本小区公示"], &["您同意办理人员"]).await;
    let ground = linli_domain::rules::legal_ground_list().first().unwrap().key.to_string();
    let mut refusal = text("ground", &ground);
    let second = format!("community-secretary@{}", people.community);
    refusal.extend(text("second", &second));
    refusal.extend(text("progress", "前一件正在办理"));
    town.does(people.grid_worker, id, "refer", refusal).await;
    town.does(people.community_secretary, id, "approve", RawFields::new()).await;
    town.reads(&page, &["已告知", "专职网格员：依法告知（", "已结束"], &["复核中"]).await;
    town.reads(&format!("{page}/receipt"), &["已告知"], &["接下来", "前有回音"]).await;
    let list = ["已告知", "aria-label=\"已结束\""];
    town.reads("/m/matters", &list, &["全部6步已完成"]).await;
    town.does(people.resident, id, "review", text("reason", "没有起诉")).await;
    town.reads(&page, &["复核中", "前答复您", "没有起诉"], &[]).await;
    town.does(people.street_office, id, "deny", text("reply", "经复核，维持")).await;
    town.reads(&page, &["已告知", "经复核，维持"], &["复核中"]).await;
}

#[tokio::test]
async fn what_is_about_somebody_is_not_said_to_be_published() {
    let town = Town::new().await;
    let about = Some(format!("grid-worker@{}", town.people.grid));
    let id = town.report(ReportMatter { about, may_call: true, ..ReportMatter::default() }).await;
    let there = ["不公示；被反映的人和单位看不到", "您同意办理人员给您打电话"];
    town.reads(&format!("/m/matters/{id}"), &there, &["本小区公示", "匿名反映"]).await;
}

#[tokio::test]
async fn whoever_watches_is_no_handler_and_a_later_day_is_said() {
    let town = Town::new().await;
    let people = &town.people;
    let id = town.report(ReportMatter::default()).await;
    town.does(people.grid_worker, id, "pending", RawFields::new()).await;
    let due = town.app.app.now().plus_ms(60 * DAY_MS).day();
    let item = RawFields::from([
        ("responsible".to_owned(), Raw::Text(people.property_company.to_string())),
        ("standard".to_owned(), Raw::Text("清空".to_owned())),
        ("due".to_owned(), Raw::Text(due.to_string())),
        ("supervisor".to_owned(), Raw::Text(format!("grid-worker@{}", people.grid))),
    ]);
    let mut minutes = text("conclusion", "清理楼道");
    minutes.insert("items".to_owned(), Raw::Rows(vec![item]));
    town.does(people.compound_secretary, id, "agreed", minutes).await;
    let day = format!("完成时限：{}月{}日", due.month(), due.day());
    let there = ["这一步定的时间晚于承诺时间", "负责督促", day.as_str()];
    town.reads(&format!("/m/matters/{id}"), &there, &[&due.to_string()]).await;
}

#[tokio::test]
async fn an_instruction_that_nobody_answered_is_told() {
    let town = Town::new().await;
    let id = town.report(ReportMatter::default()).await;
    let instruction = text("instruction", "请今天到场查看");
    town.does(town.people.street_office, id, "supervise", instruction).await;
    let page = format!("/m/matters/{id}");
    let told = "柳园第一网格专职网格员没有答复上级的督办";
    town.reads(&page, &[], &[told]).await;
    town.app.clock.advance(3 * DAY_MS);
    town.does(town.people.grid_worker, id, "on-spot", text("result", "灯亮了")).await;
    town.reads(&page, &[told], &[]).await;
}

#[tokio::test]
async fn who_found_something_is_led_to_the_matter_and_staff_back_to_the_workbench() {
    let town = Town::new().await;
    let mut worker = Visitor::signed_in(&town.app, town.people.grid_worker).await;
    let place = town.people.building.to_string();
    let fields = [("place", place.as_str()), ("text", "楼道有纸箱")];
    let sent = worker.post("/w/found", "/w/found", &fields).await;
    let to = sent.location.unwrap_or_else(|| panic!("{}", sent.text));
    assert!(to.starts_with("/w/cases/") && !to.ends_with("/receipt"), "{to}");
    assert_eq!(worker.get(&to).await.status, 200);
    // A chief hands it over and sees it no more.
    let mut chief = Visitor::signed_in(&town.app, town.people.representative).await;
    let sent = chief.post("/w/found", "/w/found", &fields).await;
    assert_eq!(sent.location.as_deref(), Some("/w"), "{}", sent.text);
    assert_eq!(chief.get("/w").await.status, 200);
    let back = "href=\"/w\"";
    assert!(worker.get("/indicators").await.text.contains(back));
    let mut resident = Visitor::signed_in(&town.app, town.people.resident).await;
    assert!(!resident.get("/indicators").await.text.contains(back));
}
