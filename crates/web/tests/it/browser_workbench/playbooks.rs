//! Two administrators let a district go over to another playbook: written, checked, compared, agreed
//! to, declined, withdrawn.

use linli_app::account::{self, Administrator, Invite};
use linli_domain::account::Administration;
use linli_testkit::{browser::Look, fixture::Member};

use super::{
    bench::{Bench, Seat},
    boards::pages,
};

/// A new administrator, and how their number would end: nobody calls it.
async fn administrator(bench: &Bench, name: &str, username: &str) -> Member {
    let invite = Invite {
        name: name.to_owned(),
        username: username.to_owned(),
        administers: Some(Administration::System),
        ..Invite::default()
    };
    let invited = account::invite(&bench.app.app, Administrator::Operator, &invite).await;
    Member { person: invited.unwrap().0, phone: "" }
}

/// Writes one version after another in the field: the text that is there, with these words changed.
async fn rewrite(seat: &Seat<'_>, changes: &[(&str, &str)]) {
    let html = seat.html().await;
    let text = html.split("<textarea").nth(1).unwrap().split_once('>').unwrap().1;
    let text = text.split("</textarea>").next().unwrap();
    let mut text = text.replace("&gt;", ">").replace("&lt;", "<").replace("&amp;", "&");
    for (before, after) in changes {
        assert!(text.contains(before), "{before}");
        text = text.replacen(before, after, 1);
    }
    seat.paste("text", &text).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_playbook_is_written_compared_and_put_into_force_by_two() {
    let bench = Bench::open().await;
    let (li, wang) = (
        administrator(&bench, "李管理", "li.guanli").await,
        administrator(&bench, "王管理", "wang.guanli").await,
    );
    let looks = [
        (Look::DESKTOP, "desktop", 2),
        (Look::PHONE, "phone", 3),
        (Look::PHONE.without_scripts(), "phone-noscript", 4),
    ];
    for (look, name, version) in looks {
        let seat = bench.window(look, li).await;
        let former = version - 1;
        seat.go("/admin/playbooks").await;
        seat.press(&format!("kenli {former}查看原文")).await;
        let mistake = [(format!("version={former}"), format!("version={version}"))];
        let mistake: Vec<(&str, &str)> =
            mistake.iter().map(|(before, after)| (before.as_str(), after.as_str())).collect();
        let step = format!("听事{former}");
        let (step, renamed) = match version {
            2 => (r#"step listen zh="下沉听事""#, r#"step listen zh="听事2""#.to_owned()),
            _ => (step.as_str(), format!("听事{version}")),
        };
        rewrite(&seat, &[mistake[0], (step, &renamed), ("first listen", "first lisen")]).await;
        seat.submit("检查并存入").await;
        seat.sees("playbook.kdl:").await;
        seat.is_sound(&format!("playbook-faulty-{name}")).await;
        // What was typed is still there.
        rewrite(&seat, &[("first lisen", "first listen")]).await;
        seat.submit("只检查").await;
        seat.sees(&format!("检查通过：kenli第{version}版可以存入")).await;
        seat.is_sound(&format!("playbook-sound-{name}")).await;
        seat.submit("检查并存入").await;
        seat.sees("方案已存入").await;
        seat.without_the_browsers_checks().await;
        seat.choose("playbook", &format!("kenli {version}")).await;
        seat.set("from", "2026-01-01").await;
        seat.submit("提出").await;
        seat.sees("日期已过").await;
        seat.is_sound(&format!("playbooks-past-{name}")).await;
        seat.without_the_browsers_checks().await;
        seat.set("from", "2026-08-01").await;
        seat.submit("提出").await;
        seat.sees("自己提出的不能自己同意").await;
        seat.is_sound(&format!("playbook-change-own-{name}")).await;
        let change = seat.path().await;
        seat.leave().await;
        decided(&bench, (look, name), (wang, li), &change).await;
    }
}

/// The second person reads what differs and agrees; the first one thinks better of it.
async fn decided(
    bench: &Bench,
    (look, name): (Look, &str),
    (second, first): (Member, Member),
    change: &str,
) {
    let seat = bench.window(look, second).await;
    seat.go("/admin").await;
    seat.press("有1项方案更替待另一位系统管理员同意").await;
    seat.is_sound(&format!("playbooks-open-{name}")).await;
    seat.press("待另一人同意").await;
    assert_eq!(seat.path().await, change);
    seat.sees("请看过下面的改动再决定").await;
    assert!(seat.has("del").await && seat.has("ins").await && seat.has(".ll-flow svg").await);
    seat.is_sound(&format!("playbook-change-{name}")).await;
    let printed = seat.window.pdf(&format!("playbook-change-{name}")).await.unwrap();
    assert!((1..=8).contains(&pages(&printed).0), "{:?}", pages(&printed));
    seat.submit("同意").await;
    seat.sees("已同意，待启用").await;
    seat.is_sound(&format!("playbook-change-agreed-{name}")).await;
    seat.now_is(first).await;
    seat.go(change).await;
    seat.submit("撤回").await;
    seat.sees("已撤回").await;
    seat.go("/admin/playbooks").await;
    seat.submit("比较").await;
    seat.sees("流程图上的改动").await;
    seat.is_sound(&format!("playbooks-compared-{name}")).await;
    seat.leave().await;
}
