//! Every page of administrators in every look: nothing sticks out, axe finds nothing.

use linli_app::account::{self, AcceptLink, Administrator, Invite};
use linli_domain::account::Administration;
use linli_testkit::{browser::Look, fixture::Member};

use super::bench::Bench;

/// An administrator with a session; the operator invites.
async fn administrator(bench: &Bench, office: Administration) -> Member {
    let app = &bench.app.app;
    let invite = Invite {
        name: "李管理".to_owned(),
        username: format!("li.{}", office.word()),
        administers: Some(office),
        ..Invite::default()
    };
    let (person, link) = account::invite(app, Administrator::Operator, &invite).await.unwrap();
    let address = "127.0.0.1".parse().unwrap();
    let opened = account::open_link(app, &link.to_string(), address).await.unwrap();
    let input = AcceptLink {
        link: link.to_string(),
        password: "Zhong-Xing-Guan-9".to_owned(),
        totp_code: account::totp_code(&opened.totp_secret, app.now()).unwrap(),
        totp_secret: opened.totp_secret,
        ..AcceptLink::default()
    };
    account::accept_link(app, &input, address).await.unwrap();
    Member { person, phone: "" }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_administrators_is_sound() {
    let bench = Bench::open().await;
    let worker = bench.district.grid_worker.person;
    let invite = Invite { name: "钱".into(), username: "qian".into(), ..Invite::default() };
    let link = account::invite(&bench.app.app, Administrator::Operator, &invite);
    let link = format!("/staff/link/{}", link.await.unwrap().1);
    let offices: [(Administration, Vec<String>); 3] = [
        (
            Administration::System,
            [
                "/admin",
                "/admin/imports/places",
                "/admin/imports/staff",
                "/admin/playbooks",
                "/admin/calendars",
                "/admin/staff",
                "/admin/staff/invite",
            ]
            .into_iter()
            .map(str::to_owned)
            .chain([
                format!("/admin/staff/{worker}"),
                format!("/admin/staff/{worker}/letter"),
                format!("/admin/staff/invite?person={worker}"),
                link,
                "/staff/link/gone".to_owned(),
            ])
            .collect(),
        ),
        (Administration::Security, vec!["/admin".into(), format!("/admin/staff/{worker}")]),
        (Administration::Audit, vec!["/admin".into(), "/admin/audit".into()]),
    ];
    for (office, paths) in offices {
        let member = administrator(&bench, office).await;
        for (size, look) in [("phone", Look::PHONE), ("desktop", Look::DESKTOP)] {
            let seat = bench.window(look, member).await;
            for path in &paths {
                seat.go(path).await;
                let name: String =
                    path.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
                let short: String = name.chars().take(40).collect();
                seat.is_sound(&format!("{}{short}-{size}", office.word())).await;
            }
            seat.leave().await;
        }
    }
}
