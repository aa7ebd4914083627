//! The first page of an office: for a system administrator, what is set up and what comes next.

use askama::Template;
use axum::response::Response;
use linli_app::{
    account::Administrator,
    setup::{self, Overview},
};
use linli_domain::account::Administration;

use super::officer::{Officer, office_key};
use crate::{
    request::{Problem, Query},
    respond,
    ui::Ui,
};

#[derive(Template)]
#[template(path = "administration/overview.html")]
struct OverviewPage {
    ui: Ui,
    intro: String,
    steps: Vec<StepLine>,
    /// Words about rows that are being filed anew.
    running: Option<String>,
    /// Words about a change of a playbook that waits for a second person.
    proposed: Option<String>,
    /// Where the first matter is raised, once everything is there.
    ready: bool,
}

/// One thing to be set up.
struct StepLine {
    title: String,
    text: String,
    href: &'static str,
    done: bool,
}

/// `GET /admin`.
pub(super) async fn show(
    Officer { app, caller, office, ui, .. }: Officer,
    query: Query,
) -> Result<Response, Problem> {
    query.only(&[])?;
    let intro = match office {
        Administration::System => "admin-start-system",
        Administration::Security => "admin-start-security",
        Administration::Audit => "admin-start-audit",
    };
    let (mut steps, mut running, mut proposed) = (Vec::new(), None, None);
    if office == Administration::System {
        let found = setup::overview(&app, Administrator::Caller(&caller)).await?;
        running = found.refiling.map(|cases| ui.tn("admin-refiling", cases));
        proposed = (found.proposed > 0).then(|| ui.tn("admin-proposed", found.proposed));
        steps = steps_of(&ui, &found);
    }
    let page = OverviewPage {
        intro: ui.t(intro).to_owned(),
        ready: !steps.is_empty() && steps.iter().all(|step| step.done),
        steps,
        running,
        proposed,
        ui: {
            let title = ui.t(office_key(office)).to_owned();
            ui.with_title(title)
        },
    };
    Ok(respond::page(&page.ui, &page))
}

fn steps_of(ui: &Ui, found: &Overview) -> Vec<StepLine> {
    let line = |key: &str, text: String, href, done| StepLine {
        title: ui.t(key).to_owned(),
        text,
        href,
        done,
    };
    let districts: Vec<&str> = found.districts.iter().map(|d| d.name.as_str()).collect();
    let bound: Vec<String> = found
        .districts
        .iter()
        .filter_map(|district| {
            let (key, version) = district.playbook.as_ref()?;
            Some(format!("{} {key} {version}", district.name))
        })
        .collect();
    let years: Vec<String> = found.years.iter().map(ToString::to_string).collect();
    let told =
        |words: String| if words.is_empty() { ui.t("admin-nothing-yet").to_owned() } else { words };
    let yes =
        |there: bool| ui.t(if there { "admin-there" } else { "admin-nothing-yet" }).to_owned();
    let all_bound = !bound.is_empty() && bound.len() == found.districts.len();
    let places = "/admin/imports/places";
    let offices = found.has_security && found.has_auditor;
    let messages = if found.sends_codes { "admin-there" } else { "admin-no-messages" };
    vec![
        line("admin-step-places", told(districts.join(" ")), places, !districts.is_empty()),
        line("admin-step-playbook", told(bound.join(" · ")), "/admin/playbooks", all_bound),
        line("admin-step-calendar", told(years.join(" ")), "/admin/calendars", !years.is_empty()),
        line("admin-step-staff", yes(found.has_staff), "/admin/imports/staff", found.has_staff),
        line("admin-step-offices", yes(offices), "/admin/staff/invite", offices),
        line("admin-step-workers", workers(ui, found), "/admin/staff", found.has_worker),
        line("admin-step-messages", ui.t(messages).to_owned(), "/admin/staff", found.sends_codes),
    ]
}

/// Most communities that are named.
const NAMED: usize = 5;

/// Where nobody can sign in yet: the first matter needs somebody in one community, the others are
/// named as long as they wait.
fn workers(ui: &Ui, found: &Overview) -> String {
    if found.unstaffed.is_empty() {
        return ui.t(if found.has_worker { "admin-there" } else { "admin-nothing-yet" }).to_owned();
    }
    let named: Vec<&str> = found.unstaffed.iter().take(NAMED).map(String::as_str).collect();
    ui.t2("admin-no-workers", ("count", &found.unstaffed.len()), ("names", &named.join(" ")))
}
