//! Sessions, codes, credentials, consents.

use linli_app::{
    AccountPut,
    ports::{CommitError, Store},
};
use linli_domain::account::{
    Administration, Consent, ConsentChannel, Credential, OneTimeCode, Session, Strength,
};
use linli_kernel::SessionId;
use linli_store::Database;

use crate::{
    engines::on_every_engine,
    world::{at, build, changes, person, raw},
};

on_every_engine! {
    a_session_is_found_by_its_token_touched_and_ended,
    a_new_code_goes_on_from_the_old_one_and_is_used_once,
    credentials_are_found_by_name_and_person,
    consents_show_to_both_sides,
    consent_is_in_force_once_and_an_office_is_filled_once,
}

async fn put(database: &Database, audit: i64, put: AccountPut) -> Result<(), CommitError> {
    let mut changes = changes(audit, "person:3");
    changes.put(put);
    database.commit(changes).await.map(drop)
}

async fn a_session_is_found_by_its_token_touched_and_ended(database: &Database) {
    build(database).await;
    let session = |number: i64, token: &[u8]| Session {
        id: SessionId::new(number).unwrap(),
        token_hash: token.to_vec(),
        person: person(3),
        strength: Strength::Counter,
        created_at: at(number),
        idle_until: at(1_000),
        expires_at: at(9_000),
        ended: false,
        version: 1,
    };
    put(database, 2, AccountPut::Session(session(1, b"one"))).await.unwrap();
    put(database, 3, AccountPut::Session(session(2, b"two"))).await.unwrap();
    let taken = put(database, 4, AccountPut::Session(session(3, b"two"))).await;
    assert!(matches!(taken, Err(CommitError::Conflict("session"))), "{taken:?}");
    database.touch_session(b"one", at(2_000)).await.unwrap();
    database.touch_session(b"one", at(1_500)).await.unwrap();
    database.touch_session(b"nobody", at(2_000)).await.unwrap();
    let ended = Session { ended: true, version: 2, ..session(2, b"two") };
    put(database, 5, AccountPut::Session(ended)).await.unwrap();
    database.touch_session(b"two", at(8_000)).await.unwrap();
    let mut rows = database.snapshot().await.unwrap();
    let first = Session { idle_until: at(2_000), ..session(1, b"one") };
    assert_eq!(rows.session(b"one").await.unwrap(), Some(first.clone()));
    assert_eq!(rows.session(b"two").await.unwrap().unwrap().idle_until, at(1_000));
    assert_eq!(rows.session(b"three").await.unwrap(), None);
    assert_eq!(rows.sessions_of(person(3), at(5_000)).await.unwrap(), [first]);
    assert_eq!(rows.sessions_of(person(3), at(9_000)).await.unwrap(), []);
}

async fn a_new_code_goes_on_from_the_old_one_and_is_used_once(database: &Database) {
    let code = |hash: &[u8], tries, version| OneTimeCode {
        slot: b"13812345678".to_vec(),
        code_hash: hash.to_vec(),
        expires_at: at(300_000),
        tries,
        version,
    };
    let first = code(b"111111", 0, 1);
    let second = code(b"222222", 0, 3);
    for (audit, row, wanted) in [
        (1, first.clone(), true),
        (2, first.clone(), false),
        (3, first.clone().after_wrong_try(), true),
        (4, first.clone().after_wrong_try(), false),
        (5, second.clone(), true),
        // Whoever read the first code neither uses it up nor counts a try on the second.
        (6, first.clone().after_use(), false),
        (7, first.after_wrong_try().after_wrong_try(), false),
    ] {
        assert_eq!(put(database, audit, AccountPut::Code(row)).await.is_ok(), wanted, "{audit}");
    }
    let mut rows = database.snapshot().await.unwrap();
    assert_eq!(rows.code(b"13812345678").await.unwrap(), Some(second.clone()));
    drop(rows);
    put(database, 8, AccountPut::Code(second.clone().after_use())).await.unwrap();
    assert!(put(database, 9, AccountPut::Code(second.clone().after_use())).await.is_err());
    let mut rows = database.snapshot().await.unwrap();
    assert_eq!(rows.code(b"13812345678").await.unwrap(), Some(second.after_use()));
}

async fn credentials_are_found_by_name_and_person(database: &Database) {
    build(database).await;
    let plain = Credential {
        password_hash: "$argon2id$…".into(),
        ..Credential::unset(person(3), "zhang.wei".into(), None)
    };
    let auditor = Credential {
        person: person(4),
        username: "li.na".into(),
        totp: Some(vec![0, 255]),
        totp_step: 59_000_000,
        recovery: vec![vec![1, 2], vec![0, 255]],
        administers: Some(Administration::Audit),
        failures: 4,
        locked_until: Some(at(5)),
        ..plain.clone()
    };
    put(database, 2, AccountPut::Credential(plain.clone())).await.unwrap();
    put(database, 3, AccountPut::Credential(auditor.clone())).await.unwrap();
    let same_name = Credential { person: person(5), ..plain.clone() };
    let taken = put(database, 4, AccountPut::Credential(same_name)).await;
    assert!(matches!(taken, Err(CommitError::Conflict("credential"))), "{taken:?}");
    let mut rows = database.snapshot().await.unwrap();
    assert_eq!(rows.credential("zhang.wei").await.unwrap(), Some(plain));
    assert_eq!(rows.credential("ZHANG.WEI").await.unwrap(), None);
    assert_eq!(rows.credential_of(person(4)).await.unwrap(), Some(auditor));
    let administrators = rows.administrators().await.unwrap();
    assert_eq!(administrators, [(person(4), Administration::Audit)]);
}

async fn consents_show_to_both_sides(database: &Database) {
    build(database).await;
    let consent = Consent {
        id: raw(5),
        giver: person(3),
        taker: person(4),
        words_version: 2,
        channel: ConsentChannel::Spoken,
        recorded_by: person(4),
        given_at: at(1),
        withdrawn_at: None,
        version: 1,
    };
    put(database, 2, AccountPut::Consent(consent.clone())).await.unwrap();
    let withdrawn = Consent { withdrawn_at: Some(at(9)), version: 2, ..consent };
    put(database, 3, AccountPut::Consent(withdrawn.clone())).await.unwrap();
    let mut rows = database.snapshot().await.unwrap();
    for whose in [3, 4] {
        let consents = rows.consents_of(person(whose)).await.unwrap();
        assert_eq!(consents, std::slice::from_ref(&withdrawn), "{whose}");
    }
    assert_eq!(rows.consents_of(person(5)).await.unwrap(), []);
}

async fn consent_is_in_force_once_and_an_office_is_filled_once(database: &Database) {
    build(database).await;
    let consent = |number, withdrawn: Option<i64>, version| {
        AccountPut::Consent(Consent {
            id: raw(number),
            giver: person(3),
            taker: person(4),
            words_version: 1,
            channel: ConsentChannel::Online,
            recorded_by: person(3),
            given_at: at(1),
            withdrawn_at: withdrawn.map(at),
            version,
        })
    };
    let filled = |office, number| AccountPut::OfficeFilled { office, person: person(number) };
    for (audit, change, wanted) in [
        (2, consent(1, None, 1), true),
        (3, consent(2, None, 1), false),
        (4, consent(1, Some(5), 2), true),
        (5, consent(2, None, 1), true),
        (6, filled(Administration::Audit, 3), true),
        (7, filled(Administration::Audit, 4), false),
        (8, filled(Administration::Security, 4), true),
    ] {
        let done = put(database, audit, change).await;
        assert!(!matches!(done, Err(CommitError::Store(_))), "{audit}: {done:?}");
        assert_eq!(done.is_ok(), wanted, "{audit}");
    }
    let mut rows = database.snapshot().await.unwrap();
    let found = rows.with_credential(&[person(3), person(4)]).await.unwrap();
    assert!(found.is_empty());
}
