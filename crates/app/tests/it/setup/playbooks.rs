//! Playbooks: checked before they are stored, stored once, bound where they fit.

use linli_app::{
    AppError,
    ports::Store as _,
    setup::{self, Published},
};
use linli_playbook::Name;
use linli_testkit::app::TestApp;

use super::{BY, KENLI, kenli};

#[tokio::test]
async fn a_faulty_playbook_is_not_stored() {
    let test = TestApp::empty().await.unwrap();
    let text = KENLI.replace("first listen", "first lisen");
    let published =
        setup::publish_playbook(&test.app, BY, "kenli.kdl", &text, false).await.unwrap();
    let Published::Faulty(findings) = published else { panic!("{published:?}") };
    assert!(!findings.is_empty());
    let key = Name::new("kenli").unwrap();
    assert!(test.database.snapshot().await.unwrap().playbook(&key, 1).await.unwrap().is_none());
}

#[tokio::test]
async fn a_version_never_changes_its_text() {
    let (test, _) = kenli().await;
    let again = setup::publish_playbook(&test.app, BY, "kenli.kdl", KENLI, false).await.unwrap();
    assert!(matches!(again, Published::Stored { .. }));
    let other = format!("{KENLI}\n// another text\n");
    let refused = setup::publish_playbook(&test.app, BY, "kenli.kdl", &other, false).await;
    let Err(AppError::Refused(code, _)) = refused else { panic!("{refused:?}") };
    assert_eq!(code.as_str(), "playbook-version-taken");
}

#[tokio::test]
async fn only_a_district_is_bound_and_binding_again_changes_nothing() {
    let (test, district) = kenli().await;
    let key = Name::new("kenli").unwrap();
    setup::bind_playbook(&test.app, BY, district, &key, 1).await.unwrap();
    let mut rows = test.database.snapshot().await.unwrap();
    assert_eq!(rows.binding(district).await.unwrap(), Some((key.clone(), 1, 1)));
    let street = rows.children(district).await.unwrap()[0].id;
    drop(rows);
    let refused = setup::bind_playbook(&test.app, BY, street, &key, 1).await;
    let Err(AppError::Refused(code, _)) = refused else { panic!("{refused:?}") };
    assert_eq!(code.as_str(), "district-kind");
    let missing = setup::bind_playbook(&test.app, BY, district, &key, 9).await;
    assert!(matches!(missing, Err(AppError::NotFound)), "{missing:?}");
}
