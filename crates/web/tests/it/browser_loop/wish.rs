//! A wish in a district on Shaanxi's playbook: a unit of the alliance claims it and another declines;
//! a neighbour finds one on the list and grants it. Each is confirmed by whoever wished.

use linli_kernel::CaseId;
use linli_playbook::engine::Status;
use linli_testkit::{app::TestApp, browser::Look, wishes::WishTown};

use crate::browser_workbench::bench::Site;

struct Town {
    site: Site,
    people: WishTown,
}

impl Town {
    async fn open() -> Self {
        let (app, people) = TestApp::with_wishes().await.unwrap();
        Self { site: Site::open(app).await, people }
    }

    /// A resident wishes for something on the phone, and the grid worker puts it up for claiming.
    async fn wish(&self) -> CaseId {
        let seat = self.site.window(Look::PHONE, self.people.raiser).await;
        seat.go(&format!("/m/report?place={}", self.people.building)).await;
        seat.choose("opens", "wish/wish").await;
        seat.write("text", "想要一把轮椅，推老人下楼晒太阳。").await;
        seat.is_sound("wish-report").await;
        seat.submit("提交").await;
        let id: CaseId = seat.path().await.split('/').nth(3).unwrap().parse().unwrap();
        seat.leave().await;
        let worker = self.site.window(Look::PHONE, self.people.grid_worker).await;
        worker.go(&format!("/w/cases/{id}")).await;
        worker.press("个人心愿，请人认领").await;
        worker.write("f.wish", "一把轮椅").await;
        worker.choose("f.for-whom", "one").await;
        worker.submit("个人心愿，请人认领").await;
        worker.leave().await;
        assert_eq!(self.step(id).await, "claim-wish");
        id
    }

    async fn state(&self, id: CaseId) -> linli_playbook::engine::Case {
        self.site.app.app.snapshot().await.unwrap().case(id).await.unwrap().unwrap().state
    }

    async fn step(&self, id: CaseId) -> String {
        match self.state(id).await {
            case if case.status == Status::Open => case.step.key.to_string(),
            case => match case.status {
                Status::Ended { end, .. } => end.to_string(),
                Status::Open => String::new(),
            },
        }
    }

    /// The raiser reads who granted it and says that it came true.
    async fn confirmed(&self, id: CaseId, who: &str) {
        let seat = self.site.window(Look::PHONE, self.people.raiser).await;
        seat.go(&format!("/m/matters/{id}")).await;
        seat.sees(who).await;
        seat.sees("轮椅已送到").await;
        seat.sees_not("谢绝").await;
        seat.is_sound("wish-raiser").await;
        seat.choose("f.answer", "fulfilled").await;
        seat.submit("提交").await;
        assert_eq!(self.step(id).await, "rated");
        seat.leave().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_claims_a_wish_another_declines_and_it_comes_true() {
    let town = Town::open().await;
    let id = town.wish().await;
    let school = town.site.window(Look::PHONE, town.people.school_clerk).await;
    school.go("/w").await;
    school.sees("邀请认领").await;
    school.sees_not("1号楼").await;
    school.is_sound("wish-invited").await;
    school.press("想要一把轮椅").await;
    school.sees_not("高秀珍").await;
    school.is_sound("wish-invited-case").await;
    school.press("谢绝").await;
    school.submit("谢绝").await;
    school.go("/w").await;
    school.sees_not("想要一把轮椅").await;
    school.leave().await;

    let power = town.site.window(Look::DESKTOP, town.people.power_clerk).await;
    power.go(&format!("/w/cases/{id}")).await;
    power.is_sound("wish-claim").await;
    power.press("认领").await;
    power.write("f.promise", "本周送到").await;
    power.submit("认领").await;
    assert_eq!(town.step(id).await, "grant-wish");
    power.press("心愿办成").await;
    power.write("f.course", "青年志愿队送上门").await;
    power.write("f.result", "轮椅已送到").await;
    power.is_sound("wish-granted").await;
    power.submit("心愿办成").await;
    power.leave().await;
    town.confirmed(id, "渭滨供电公司：认领").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_neighbour_finds_a_wish_on_the_list_and_grants_it() {
    let town = Town::open().await;
    let id = town.wish().await;
    // Whoever lives elsewhere, or nobody in particular, finds nothing.
    let visitor = town.site.visitor(Look::DESKTOP).await;
    visitor.go("/wishes").await;
    visitor.sees("这里现在没有等人认领的心愿").await;
    visitor.is_sound("wishes-none").await;
    visitor.leave().await;
    let stranger = town.site.window(Look::PHONE, town.people.stranger).await;
    stranger.go("/wishes").await;
    stranger.sees_not("想要一把轮椅").await;
    stranger.leave().await;

    let seat = town.site.window(Look::PHONE, town.people.neighbour).await;
    seat.go("/m").await;
    seat.press("微心愿").await;
    seat.sees("心愿认领").await;
    seat.is_sound("wishes").await;
    seat.press("想要一把轮椅").await;
    seat.sees_not("1号楼").await;
    seat.is_sound("wish-read").await;
    seat.press("认领").await;
    seat.write("f.promise", "家里有一把可以送").await;
    seat.write("f.called", "二楼小马").await;
    seat.is_sound("wish-promise").await;
    seat.submit("认领").await;
    assert_eq!(town.step(id).await, "grant-wish");
    seat.go("/wishes").await;
    seat.sees("我认领的").await;
    seat.is_sound("wishes-mine").await;
    seat.press("想要一把轮椅").await;
    seat.write("f.course", "送上门").await;
    seat.write("f.result", "轮椅已送到").await;
    seat.is_sound("wish-granting").await;
    seat.submit("提交").await;
    seat.leave().await;
    town.confirmed(id, "一位邻居：认领").await;
}
