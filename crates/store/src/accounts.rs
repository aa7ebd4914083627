//! Sessions, one-time codes, credentials, consents.

use std::collections::BTreeSet;

use async_trait::async_trait;
use linli_app::{
    AccountPut,
    ports::{Accounts, StoreError},
};
use linli_domain::account::{
    Administration, Consent, ConsentChannel, Credential, OneTimeCode, Session, Strength,
};
use linli_kernel::{Moment, PersonId, RawId, SessionId};

use crate::{
    plan::{Plan, Table},
    statements::statements,
    value::{Parameter, Row, json, parameters},
    view::View,
};

macro_rules! session_columns {
    () => {
        "id, token_hash, person, strength, created_at, idle_until, expires_at, ended, version"
    };
}

macro_rules! credential_columns {
    () => {
        "person, username, password_hash, totp, totp_step, recovery, administers, failures, \
         locked_until, version"
    };
}

statements! {
    INSERT_SESSION = "INSERT INTO session (id, token_hash, person, strength, created_at, \
        idle_until, expires_at, ended, version) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    UPDATE_SESSION = "UPDATE session SET token_hash = ?2, person = ?3, strength = ?4, \
        created_at = ?5, idle_until = ?6, expires_at = ?7, ended = ?8, version = ?9 \
        WHERE id = ?1 AND version = ?10";
    /// Keeps an idle session alive; never shortens it, never revives one that is over.
    TOUCH_SESSION = "UPDATE session SET idle_until = ?2 \
        WHERE token_hash = ?1 AND ended = 0 AND idle_until < ?2";
    INSERT_CODE = "INSERT INTO one_time_code (slot, code_hash, expires_at, tries, version) \
        VALUES (?1, ?2, ?3, ?4, ?5)";
    UPDATE_CODE = "UPDATE one_time_code SET code_hash = ?2, expires_at = ?3, tries = ?4, \
        version = ?5 WHERE slot = ?1 AND version = ?6";
    INSERT_CREDENTIAL = "INSERT INTO credential (person, username, password_hash, totp, \
        totp_step, recovery, administers, failures, locked_until, version) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    UPDATE_CREDENTIAL = "UPDATE credential SET username = ?2, password_hash = ?3, totp = ?4, \
        totp_step = ?5, recovery = ?6, administers = ?7, failures = ?8, locked_until = ?9, \
        version = ?10 WHERE person = ?1 AND version = ?11";
    SESSION = concat!("SELECT ", session_columns!(), " FROM session WHERE token_hash = ?1");
    SESSIONS = concat!("SELECT ", session_columns!(), " FROM session \
        WHERE person = ?1 AND ended = 0 AND expires_at > ?2 \
        ORDER BY created_at DESC, id DESC");
    CODE = "SELECT slot, code_hash, expires_at, tries, version FROM one_time_code \
        WHERE slot = ?1";
    CREDENTIAL = concat!("SELECT ", credential_columns!(),
        " FROM credential WHERE username = ?1");
    CREDENTIAL_OF = concat!("SELECT ", credential_columns!(),
        " FROM credential WHERE person = ?1");
    WITH_CREDENTIAL = "SELECT person FROM credential WHERE person {among ?1}";
    ADMINISTRATORS = "SELECT person, administers FROM credential \
        WHERE administers IS NOT NULL ORDER BY person";
    OFFICE_FILLED = "SELECT person FROM office_filled WHERE office = ?1";
    FILL_OFFICE = "INSERT INTO office_filled (office, person) VALUES (?1, ?2)";
    INSERT_CONSENT = "INSERT INTO consent (id, giver, taker, words_version, channel, recorded_by, \
        given_at, withdrawn_at, version) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    UPDATE_CONSENT = "UPDATE consent SET giver = ?2, taker = ?3, words_version = ?4, \
        channel = ?5, recorded_by = ?6, given_at = ?7, withdrawn_at = ?8, version = ?9 \
        WHERE id = ?1 AND version = ?10";
    CONSENTS = "SELECT id, giver, taker, words_version, channel, recorded_by, given_at, \
        withdrawn_at, version FROM consent WHERE giver = ?1 OR taker = ?1 ORDER BY id";
}

pub(crate) fn write(plan: &mut Plan, put: AccountPut) -> Result<(), StoreError> {
    match put {
        AccountPut::Session(session) => write_session(plan, session),
        AccountPut::Code(OneTimeCode { slot, code_hash, expires_at, tries, version }) => {
            let parameters = parameters![slot, code_hash, expires_at, tries, version];
            plan.versioned((Table::Code, 0), version, [INSERT_CODE, UPDATE_CODE], parameters);
        }
        AccountPut::Credential(credential) => write_credential(plan, credential)?,
        AccountPut::Consent(consent) => write_consent(plan, &consent),
        AccountPut::OfficeFilled { office, person } => {
            plan.insert(Table::Office, FILL_OFFICE, parameters![office.word(), person]);
        }
    }
    Ok(())
}

fn write_session(plan: &mut Plan, session: Session) {
    let parameters = parameters![
        session.id,
        session.token_hash,
        session.person,
        session.strength.word(),
        session.created_at,
        session.idle_until,
        session.expires_at,
        session.ended,
        session.version,
    ];
    let key = (Table::Session, session.id.get());
    plan.versioned(key, session.version, [INSERT_SESSION, UPDATE_SESSION], parameters);
}

fn write_credential(plan: &mut Plan, credential: Credential) -> Result<(), StoreError> {
    let parameters = parameters![
        credential.person,
        credential.username,
        credential.password_hash,
        credential.totp,
        credential.totp_step,
        json(&credential.recovery)?,
        credential.administers.map(Administration::word),
        credential.failures,
        credential.locked_until,
        credential.version,
    ];
    let key = (Table::Credential, credential.person.get());
    let statements = [INSERT_CREDENTIAL, UPDATE_CREDENTIAL];
    plan.versioned(key, credential.version, statements, parameters);
    Ok(())
}

fn write_consent(plan: &mut Plan, consent: &Consent) {
    let parameters = parameters![
        consent.id,
        consent.giver,
        consent.taker,
        consent.words_version,
        consent.channel.word(),
        consent.recorded_by,
        consent.given_at,
        consent.withdrawn_at,
        consent.version,
    ];
    let key = (Table::Consent, consent.id.get());
    plan.versioned(key, consent.version, [INSERT_CONSENT, UPDATE_CONSENT], parameters);
}

fn read_session(row: &mut Row<'_>) -> Result<Session, StoreError> {
    Ok(Session {
        id: row.id(SessionId::new)?,
        token_hash: row.blob()?,
        person: row.id(PersonId::new)?,
        strength: row.word(Strength::from_word)?,
        created_at: row.moment()?,
        idle_until: row.moment()?,
        expires_at: row.moment()?,
        ended: row.flag()?,
        version: row.integer()?,
    })
}

fn read_code(row: &mut Row<'_>) -> Result<OneTimeCode, StoreError> {
    Ok(OneTimeCode {
        slot: row.blob()?,
        code_hash: row.blob()?,
        expires_at: row.moment()?,
        tries: row.integer()?,
        version: row.integer()?,
    })
}

fn read_credential(row: &mut Row<'_>) -> Result<Credential, StoreError> {
    Ok(Credential {
        person: row.id(PersonId::new)?,
        username: row.text()?,
        password_hash: row.text()?,
        totp: row.optional_blob()?,
        totp_step: row.integer()?,
        recovery: row.json()?,
        administers: row.optional_word(Administration::from_word)?,
        failures: row.integer()?,
        locked_until: row.optional_moment()?,
        version: row.integer()?,
    })
}

fn read_consent(row: &mut Row<'_>) -> Result<Consent, StoreError> {
    Ok(Consent {
        id: row.id(RawId::new)?,
        giver: row.id(PersonId::new)?,
        taker: row.id(PersonId::new)?,
        words_version: row.integer()?,
        channel: row.word(ConsentChannel::from_word)?,
        recorded_by: row.id(PersonId::new)?,
        given_at: row.moment()?,
        withdrawn_at: row.optional_moment()?,
        version: row.integer()?,
    })
}

#[async_trait]
impl Accounts for View {
    async fn session(&mut self, token_hash: &[u8]) -> Result<Option<Session>, StoreError> {
        self.first(SESSION, parameters![token_hash], read_session).await
    }

    async fn sessions_of(
        &mut self,
        person: PersonId,
        now: Moment,
    ) -> Result<Vec<Session>, StoreError> {
        self.all(SESSIONS, parameters![person, now], read_session).await
    }

    async fn code(&mut self, slot: &[u8]) -> Result<Option<OneTimeCode>, StoreError> {
        self.first(CODE, parameters![slot], read_code).await
    }

    async fn credential(&mut self, username: &str) -> Result<Option<Credential>, StoreError> {
        self.first(CREDENTIAL, parameters![username], read_credential).await
    }

    async fn credential_of(&mut self, person: PersonId) -> Result<Option<Credential>, StoreError> {
        self.first(CREDENTIAL_OF, parameters![person], read_credential).await
    }

    async fn with_credential(
        &mut self,
        people: &[PersonId],
    ) -> Result<BTreeSet<PersonId>, StoreError> {
        let read = |row: &mut Row<'_>| row.id(PersonId::new);
        Ok(self
            .all(WITH_CREDENTIAL, parameters![Parameter::ids(people)], read)
            .await?
            .into_iter()
            .collect())
    }

    async fn office_filled(
        &mut self,
        office: Administration,
    ) -> Result<Option<PersonId>, StoreError> {
        let read = |row: &mut Row<'_>| row.id(PersonId::new);
        self.first(OFFICE_FILLED, parameters![office.word()], read).await
    }

    async fn administrators(&mut self) -> Result<Vec<(PersonId, Administration)>, StoreError> {
        let read =
            |row: &mut Row<'_>| Ok((row.id(PersonId::new)?, row.word(Administration::from_word)?));
        self.all(ADMINISTRATORS, parameters![], read).await
    }

    async fn consents_of(&mut self, person: PersonId) -> Result<Vec<Consent>, StoreError> {
        self.all(CONSENTS, parameters![person], read_consent).await
    }
}
