//! Whoever got a one-time link sets password and second factor in one go and gets recovery codes.
//!
//! The authenticator's secret goes to the page and comes back with the form: nothing half-made is
//! stored, and the page works without a script.

use std::net::IpAddr;

use linli_domain::{
    account::{Administration, Credential, Lifetime, Strength, password_weakness},
    person::Person,
    policy::Action,
};

use super::{
    audit::{DONE, REFUSED, audit},
    code::{LinkTo, OneTimeLink, Slot, Tried, used},
    invite::parse_username,
    limits::{Counter, WRONG_PER_ADDRESS},
    password, people, recovery,
    request_code::nobody,
    session::{self, SignedIn},
    sign_in_password::TOTP,
    totp,
};
use crate::{AccountPut, App, AppError, AppResult, Changes, FieldError, StaffPut, ports::Snapshot};

/// What the page behind a link shows.
#[derive(Clone, PartialEq, Eq)]
pub struct OpenedLink {
    /// The username given by the administrator; `None` at the first run, where it is chosen.
    pub username: Option<String>,
    /// A fresh secret for the authenticator app, to come back with the form.
    pub totp_secret: String,
    /// The same as an address for a QR code.
    pub totp_uri: String,
}

/// What was typed.
#[derive(Clone, Default)]
pub struct AcceptLink {
    /// The link's last part.
    pub link: String,
    /// The name; at the first run only.
    pub name: String,
    /// The username; at the first run only.
    pub username: String,
    /// The new password.
    pub password: String,
    /// The secret that the page showed.
    pub totp_secret: String,
    /// What the authenticator app shows for it.
    pub totp_code: String,
}

/// Done: signed in, with the recovery codes to be kept on paper, shown once.
#[derive(Clone)]
pub struct Accepted {
    /// The session.
    pub signed_in: SignedIn,
    /// Ten codes, each good once instead of the second factor.
    pub recovery_codes: Vec<String>,
}

/// Opens a link without using it up.
///
/// # Errors
/// [`AppError::NotFound`] for a wrong, used or expired link; [`AppError::TooMany`] for an address
/// with too many wrong tries.
pub async fn open_link(app: &App, link: &str, address: IpAddr) -> AppResult<OpenedLink> {
    let mut rows = app.snapshot().await?;
    let rows = &mut *rows;
    nobody(Action::SignIn)?;
    Counter::wrong_from(app, address).check(rows, app.now(), WRONG_PER_ADDRESS).await?;
    let link: OneTimeLink = link.parse().map_err(|_| AppError::NotFound)?;
    let tried = Slot::link(app, link.to).try_code(app, rows, &link.token).await?;
    if !matches!(tried, Tried::Right(_)) {
        return Err(AppError::NotFound);
    }
    let username = match link.to {
        LinkTo::FirstRun => None,
        LinkTo::Person(person) => {
            let credential = rows.credential_of(person).await?.ok_or(AppError::NotFound)?;
            Some(credential.username)
        }
    };
    let totp_secret = totp::new_secret(app);
    let totp_uri = totp::enrolment_uri(&totp_secret, username.as_deref().unwrap_or("linli"));
    Ok(OpenedLink { username, totp_secret, totp_uri })
}

const ACTION: &str = "account.accept-link";

/// Uses a link up: password, second factor, recovery codes, and a session.
///
/// # Errors
/// [`AppError::NotFound`] for a wrong, used or expired link; [`AppError::Fields`] on `name`,
/// `username`, `password` or `totp_code`, the link staying good; [`AppError::TooMany`] for an
/// address with too many wrong tries.
pub async fn accept_link(app: &App, input: &AcceptLink, address: IpAddr) -> AppResult<Accepted> {
    let mut rows = app.snapshot().await?;
    let permit = nobody(Action::SignIn)?;
    let now = app.now();
    let wrong = Counter::wrong_from(app, address);
    wrong.check(&mut *rows, now, WRONG_PER_ADDRESS).await?;
    let link: OneTimeLink = input.link.parse().map_err(|_| AppError::NotFound)?;
    let slot = Slot::link(app, link.to);
    let Tried::Right(code) = slot.try_code(app, &mut *rows, &link.token).await? else {
        let row = audit(app, permit.actor(), ACTION, slot.audited(), REFUSED);
        let mut changes = Changes::new(permit, row);
        changes.adds.push(wrong.one(now));
        app.store.commit(changes).await?;
        return Err(AppError::NotFound);
    };
    let holder = Holder::find(app, &mut *rows, link.to, input).await?;
    drop(rows);
    let totp_step = checked(input, &holder.credential.username, now)?;
    let person = holder.person.id;
    let sealed = app.vault.seal(&*app.entropy, &holder.person.key, TOTP, &input.totp_secret);
    let (recovery_codes, recovery) = recovery::draw(app, person);
    let credential = Credential {
        password_hash: password::hash(app, &input.password).await?,
        totp: Some(sealed.map_err(people::internal)?),
        totp_step,
        recovery,
        failures: 0,
        locked_until: None,
        ..holder.credential
    };
    let mut row = audit(app, permit.actor(), ACTION, slot.audited(), DONE);
    row.person = Some(person);
    let mut changes = Changes::new(permit, row);
    if holder.is_new {
        changes.put(StaffPut::Person(holder.person));
    }
    changes.put(AccountPut::Credential(credential));
    changes.put(used(code));
    let lifetime = Lifetime::of(Strength::TwoFactors, true, false);
    let signed_in = session::open(app, &mut changes, person, Strength::TwoFactors, lifetime);
    app.store.commit(changes).await?;
    Ok(Accepted { signed_in, recovery_codes })
}

/// Checks what was typed and answers the step of the authenticator's code.
fn checked(input: &AcceptLink, username: &str, now: linli_kernel::Moment) -> AppResult<i64> {
    let mut errors = Vec::new();
    if let Some(weakness) = password_weakness(&input.password, username) {
        errors.push(FieldError::new("password", weakness.as_str()));
    }
    let step = totp::matching_step(&input.totp_secret, &input.totp_code, now, 0);
    match step {
        Some(step) if errors.is_empty() => Ok(step),
        Some(_) => Err(AppError::Fields(errors)),
        None => {
            errors.push(FieldError::new("totp_code", "code-wrong"));
            Err(AppError::Fields(errors))
        }
    }
}

/// Whose link it is, with the credential's next version.
struct Holder {
    person: Person,
    is_new: bool,
    credential: Credential,
}

impl Holder {
    async fn find(
        app: &App,
        rows: &mut dyn Snapshot,
        to: LinkTo,
        input: &AcceptLink,
    ) -> AppResult<Self> {
        match to {
            LinkTo::FirstRun => Self::first(app, rows, input).await,
            LinkTo::Person(id) => {
                let person = rows.person(id).await?.filter(|person| !person.suspended);
                let person = person.ok_or(AppError::NotFound)?;
                let credential = rows.credential_of(id).await?.ok_or(AppError::NotFound)?;
                let version = credential.version + 1;
                let credential = Credential { version, ..credential };
                Ok(Self { person, is_new: false, credential })
            }
        }
    }

    async fn first(app: &App, rows: &mut dyn Snapshot, input: &AcceptLink) -> AppResult<Self> {
        if !rows.administrators().await?.is_empty() {
            return Err(AppError::NotFound);
        }
        let name = people::parse_name(&input.name)?;
        let username = parse_username(&input.username)?;
        let person = people::new_person(app, &name, None)?;
        let credential = Credential::unset(person.id, username, Some(Administration::System));
        Ok(Self { person, is_new: true, credential })
    }
}
