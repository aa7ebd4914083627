//! Over the cases of an installation.

use std::sync::Arc;

use linli_app::{
    account,
    matter::{RawFields, ReportMatter, TakeAction, act, report},
    setup,
};
use linli_channels::{NoSms, SystemClock};
use linli_playbook::language::{RuleNames, compile};
use linli_testkit::fixture;

use super::*;
use crate::installation::{self, Folder};

const KENLI: &str = include_str!("../../../../playbooks/kenli/kenli.kdl");

fn kenli(from: &str, to: &str) -> Playbook {
    let text = KENLI.replace(from, to);
    assert_eq!(text == KENLI, from == to, "nothing is changed");
    compile("kenli.kdl", &text, &RuleNames::shipped()).unwrap()
}

/// A district in which a resident reported twice and took one matter back.
async fn with_matters(folder: &Folder) -> App {
    let database = Arc::new(installation::open_database(folder, None).await.unwrap());
    let (clock, sms) = (Arc::new(SystemClock), Arc::new(NoSms));
    let app = installation::app(folder, database, clock, sms, 1).unwrap();
    let district = fixture::build(&app).await.unwrap();
    let session = setup::operator_session(&app, district.resident.person).await.unwrap();
    let resident = account::caller(&app, &session.token).await.unwrap();
    for text in ["楼道灯坏了", "路灯不亮"] {
        let place = district.building.to_string();
        let words = ReportMatter { text: text.to_owned(), place, ..ReportMatter::default() };
        let reported = report(&app, &resident, &words, None).await.unwrap();
        if text == "路灯不亮" {
            let taken_back = TakeAction {
                action: "withdraw".to_owned(),
                task: None,
                fields: RawFields::new(),
                seen_version: None,
            };
            act(&app, &resident, reported.id, &taken_back, None).await.unwrap();
        }
    }
    app
}

#[tokio::test(flavor = "multi_thread")]
async fn cases_that_happened_are_run_again_under_both_playbooks() {
    let folder = tempfile::tempdir().unwrap();
    let folder = Folder::open(folder.path()).unwrap();
    let app = with_matters(&folder).await;
    let (matter, old) = (Name::new("matter").unwrap(), kenli("", ""));
    let same = over_recorded(&app, &old, &old).await.unwrap().remove(&matter).unwrap();
    assert_eq!((same.cases, same.same, same.not_taken), (2, 2, 0));
    assert_eq!(same.found, []);
    // What the resident did on record is not possible any more.
    let stricter = kenli("aside withdraw ", "aside take-back kind=withdraw ");
    let found = over_recorded(&app, &old, &stricter).await.unwrap().remove(&matter).unwrap();
    assert_eq!((found.cases, found.same), (2, 1));
    let refused = |found: &&Found| {
        matches!(&found.difference,
        Difference::Refused { action, .. } if *action == *"withdraw")
    };
    assert_eq!(found.found.iter().filter(refused).map(|found| found.cases).sum::<usize>(), 1);
    assert!(found.found.iter().any(|found| matches!(&found.difference,
        Difference::End { before: Some(end), .. } if *end == *"withdrawn")));
    // Cases of another playbook are none of this one's.
    let other = Playbook { key: Name::new("elsewhere").unwrap(), ..kenli("", "") };
    assert_eq!(over_recorded(&app, &other, &other).await.unwrap(), Reports::new());
}
