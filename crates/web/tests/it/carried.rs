//! What a form held goes along through signing in and unlocking, without scripts; and where people
//! are led who may no longer read what they were reading.

use axum::{body::Body, http::Request};
use linli_app::account::{self, SignInByPassword};
use linli_testkit::app::{MINUTE_MS, TestApp};

use crate::{
    browser_counter::{PASSWORD, equipped},
    visitor::{Page, Visitor, encoded},
};

const WORDS: &str = "楼道灯坏了，晚上看不见“台阶” & 扶手";

fn address() -> std::net::IpAddr {
    std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST)
}

/// All hidden fields of the form with this address, as a browser would send them.
fn hidden(page: &Page, action: &str) -> Vec<(String, String)> {
    let form = page.between(&format!("action=\"{action}\""), "</form>");
    let plain = |text: &str| {
        let text = text.replace("&#34;", "\"").replace("&#39;", "'").replace("&quot;", "\"");
        text.replace("&#60;", "<").replace("&#62;", ">").replace("&#38;", "&").replace("&amp;", "&")
    };
    let inputs = form.split("<input type=\"hidden\" name=\"").skip(1);
    let pairs = inputs.map(|input| {
        let (name, rest) = input.split_once("\" value=\"").unwrap();
        (plain(name), plain(rest.split('"').next().unwrap()))
    });
    pairs.collect()
}

/// Sends a form as it stands on a page, with what is typed into it.
async fn sent(visitor: &mut Visitor, page: &Page, action: &str, typed: &[(&str, &str)]) -> Page {
    let mut pairs = hidden(page, action);
    pairs.extend(typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let body: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    let request = Request::post(action).header("content-type", "application/x-www-form-urlencoded");
    visitor.send(request.body(Body::from(body.join("&"))).unwrap()).await
}

#[tokio::test]
async fn a_report_sent_without_a_session_comes_back_after_signing_in() {
    let (app, people) = TestApp::with_district().await.unwrap();
    let mut visitor = Visitor::new(&app);
    let place = people.building.to_string();
    let fields = [("text", WORDS), ("place", place.as_str()), ("key", "my-own-key")];
    let file = Some(("photos", "a.png", b"many bytes".as_slice()));
    // No page of ours before it: there is no session, and so no form token.
    let met = visitor.post_with("/sign-in", "/m/report", &fields, file).await;
    assert_eq!(met.status, 401, "{}", met.text);
    assert!(met.text.contains("您刚才填的内容还在"), "{}", met.text);

    let phone = "19900000001";
    let asked = sent(&mut visitor, &met, "/sign-in", &[("phone", phone)]).await;
    assert_eq!(asked.status, 200, "{}", asked.text);
    visitor.cookie = Some(format!("sign_in_phone={phone}"));
    let again = sent(&mut visitor, &asked, "/sign-in/code", &[("code", "000000")]).await;
    assert_eq!(again.status, 422, "{}", again.text);
    let other = sent(&mut visitor, &again, "/sign-in/code", &[("again", "1")]).await;
    assert!(hidden(&other, "/sign-in").iter().any(|(name, _)| name == "sent"), "{}", other.text);
    assert!(!other.text.contains("台阶"), "what was written is nobody's to read here");
    let code = app.sms.last_code(phone).unwrap();
    let back = sent(&mut visitor, &again, "/sign-in/code", &[("code", &code)]).await;
    assert_eq!(back.status, 200, "{}", back.text);
    assert!(back.text.contains("照片没有保留下来"), "{}", back.text);
    visitor.cookie.clone_from(&back.cookie);
    let form = sent(&mut visitor, &back, "/m/report/edit", &[]).await;
    assert_eq!(form.status, 200, "{}", form.text);
    assert!(form.text.contains("楼道灯坏了，晚上看不见"), "{}", form.text);
    let held = hidden(&form, "/m/report");
    for pair in [("key", "my-own-key"), ("place", place.as_str())] {
        assert!(held.contains(&(pair.0.to_owned(), pair.1.to_owned())), "{held:?}");
    }
}

#[tokio::test]
async fn a_form_that_meets_the_lock_comes_back_to_its_writer_only() {
    let (app, people) = TestApp::with_district().await.unwrap();
    let secret = equipped(&app, people.community_worker).await;
    app.clock.advance(MINUTE_MS);
    let input = SignInByPassword {
        username: "worker".to_owned(),
        password: PASSWORD.to_owned(),
        factor: account::totp_code(&secret, app.app.now()).unwrap(),
        counter: true,
    };
    let session = account::sign_in_password(&app.app, &input, address()).await.unwrap();
    let cookie = Some(format!("linli_session={}", session.token));
    let mut worker = Visitor::new(&app);
    worker.cookie = cookie;
    let place = people.building.to_string();
    let page = worker.get(&format!("/w/intake?place={place}")).await;
    assert!(!page.text.contains("http-equiv"), "typing without scripts is left alone");
    let queue = worker.get("/w").await;
    assert!(queue.text.contains("http-equiv=\"refresh\""), "a list is not");
    // Whoever is there keeps it open: no page in between.
    for _ in 0..3 {
        app.clock.advance(4 * MINUTE_MS);
        let token = page.between("name=\"csrf\" value=\"", "\"");
        let request = Request::post("/w/here");
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let request = request.body(Body::from(format!("csrf={token}"))).unwrap();
        assert_eq!(worker.send(request).await.status, 204);
    }
    app.clock.advance(6 * MINUTE_MS);
    let typed = [("text", WORDS), ("name", "郭大爷"), ("place", place.as_str()), ("look", "1")];
    let met = sent(&mut worker, &page, "/w/intake", &typed).await;
    assert_eq!(met.status, 401, "{}", met.text);
    assert!(!met.text.contains("<textarea"), "{}", met.text);
    assert!(!met.text.contains("郭大爷"), "whoever stands before it reads nothing: {}", met.text);
    // What is sealed for this counter opens for nobody who just signs in.
    let sealed = hidden(&met, "/unlock").into_iter().find(|(name, _)| name == "sent").unwrap().1;
    let mut stranger = Visitor::new(&app);
    let page = stranger.get("/staff/sign-in").await;
    let typed = [("sent", sealed.as_str()), ("ask", "1")];
    let shown = sent(&mut stranger, &page, "/staff/sign-in", &typed).await;
    assert!(!hidden(&shown, "/staff/sign-in").iter().any(|(name, _)| name == "sent"));
    let wrong = sent(&mut worker, &met, "/unlock", &[("password", "not this one")]).await;
    assert_eq!(wrong.status, 422, "{}", wrong.text);
    let open = sent(&mut worker, &wrong, "/unlock", &[("password", PASSWORD)]).await;
    assert_eq!(open.status, 200, "{}", open.text);
    let form = sent(&mut worker, &open, "/w/intake", &[]).await;
    assert_eq!(form.status, 200, "{}", form.text);
    assert!(form.text.contains("value=\"郭大爷\""), "{}", form.text);

    // Without its own token it is nobody's words: just the way to unlocking, and back to work.
    app.clock.advance(6 * MINUTE_MS);
    let request = Request::post("/w/intake");
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let foreign = worker.send(request.body(Body::from("text=a&csrf=00")).unwrap()).await;
    assert_eq!((foreign.status, foreign.location.as_deref()), (303, Some("/unlock?next=%2F")));
    let page = worker.get("/unlock?next=%2F").await;
    let open = sent(&mut worker, &page, "/unlock", &[("password", PASSWORD)]).await;
    assert_eq!(open.location.as_deref(), Some("/w"), "not to the portal");
}

#[tokio::test]
async fn larger_type_in_the_middle_of_a_report_keeps_the_draft() {
    let (app, people) = TestApp::with_district().await.unwrap();
    let mut resident = Visitor::signed_in(&app, people.resident).await;
    let fields = [("text", WORDS), ("key", "my-own-key")];
    let page = resident.post("/m/report", "/m/report/place", &fields).await;
    let mode = page.between("<button form=\"tree\" name=\"mode\" value=\"", "\"");
    assert_eq!(mode, "elder");
    let larger = sent(&mut resident, &page, "/m/report/place", &[("mode", &mode)]).await;
    assert!(larger.text.contains("data-mode=\"elder\""), "{}", larger.text);
    assert!(hidden(&larger, "/m/report/place").iter().any(|(_, value)| value == WORDS));
}

#[tokio::test]
async fn who_leaves_a_merged_matter_is_told_so_on_a_page_that_is_there() {
    let (app, people) = TestApp::with_district().await.unwrap();
    let mut ids = Vec::new();
    for member in [people.resident, people.neighbour] {
        let caller = app.caller(member.person).await.unwrap();
        let report = linli_app::matter::ReportMatter {
            text: "楼道灯坏了".to_owned(),
            place: people.building.to_string(),
            ..Default::default()
        };
        ids.push(linli_app::matter::report(&app.app, &caller, &report, None).await.unwrap().id);
    }
    let worker = app.caller(people.grid_worker.person).await.unwrap();
    let other = ids[1].to_string();
    linli_app::matter::merge(&app.app, &worker, ids[0], &other, None).await.unwrap();
    let mut neighbour = Visitor::signed_in(&app, people.neighbour).await;
    let door = format!("/m/matters/{}/act/withdraw", ids[0]);
    let left = neighbour.post(&door, &door, &[("key", "one")]).await;
    assert_eq!((left.status, left.location.as_deref()), (303, Some("/m/matters")), "{}", left.text);
    assert_eq!(neighbour.get("/m/matters").await.status, 200);
}
