//! Signing in with a code sent to a telephone; the first time makes the person.

use std::net::IpAddr;

use linli_domain::{
    account::{Lifetime, NumberTrust, OneTimeCode, Strength},
    person::{Person, Phone},
    policy::Action,
};
use linli_kernel::{Code, to_hexadecimal};

use super::{
    audit::{DONE, REFUSED, audit},
    code::{Slot, Tried, used},
    limits::{Counter, WRONG_PER_ADDRESS, WRONG_PROOFS},
    people, proof,
    request_code::nobody,
    session::{self, SignedIn},
    sign_in_password::commit,
    take_number::let_go,
    wrong_try::WrongTry,
};
use crate::{
    AccountPut, App, AppError, AppResult, Changes, Expect, Put, StaffPut, ports::Snapshot,
};

/// What was typed, and what the browser still holds.
#[derive(Clone, Debug, Default)]
pub struct SignInByCode {
    /// The telephone number.
    pub phone: String,
    /// The six digits.
    pub code: String,
    /// "This device is mine": the session lasts as long as it may.
    pub remember: bool,
    /// The answer to `number-asleep`.
    pub proof: Option<NumberProof>,
    /// A session token left on the device, over or not.
    pub device_token: Option<String>,
}

/// What somebody says when a number was not used for so long that it may be another's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NumberProof {
    /// "I have been here": the name as given then and the number of one of their matters.
    Known(String),
    /// "I am new here": the former holder's row lets the number go, and a new person begins.
    New,
}

/// Signs in with a code.
///
/// # Errors
/// [`AppError::SignInRefused`] for a wrong, expired or worn-out code and for a suspended person,
/// all alike; [`AppError::TooMany`] for an address with too many wrong tries;
/// [`AppError::Refused`] with `number-asleep` if the code is right but the number rested so long
/// that a [`NumberProof`] is needed, the code staying good; [`AppError::Fields`] on `proof` if
/// that is wrong.
pub async fn sign_in_code(app: &App, input: &SignInByCode, address: IpAddr) -> AppResult<SignedIn> {
    let permit = nobody(Action::SignIn)?;
    let phone = people::parse_phone(&input.phone)?;
    let hash = people::phone_hash(app, &phone);
    // One try after the other at a number: each sees how many failed before it, also where a right
    // code is answered with a question and nothing is written.
    let _turn = app.turns().take(&format!("sign-in-code:{}", to_hexadecimal(&hash))).await;
    let mut rows = app.snapshot().await?;
    let rows = &mut *rows;
    let now = app.now();
    let wrong = Counter::wrong_from(app, address);
    wrong.check(rows, now, WRONG_PER_ADDRESS).await?;
    let slot = Slot::sign_in(app, &phone);
    let tried = slot.try_code(app, rows, &input.code).await?;
    let known = rows.person_by_phone(&hash).await?;
    let suspended = known.as_ref().is_some_and(|person| person.suspended);
    let signing = Signing { app, input, phone };
    let met = match tried {
        Tried::Right(row) if !suspended => signing.meet(rows, known, row).await?,
        Tried::Right(row) => Met::Refused(Refusal::plain(vec![used(row)])),
        Tried::Wrong(row) => {
            let counted = row.map(|row| AccountPut::Code(row.after_wrong_try()));
            Met::Refused(Refusal::plain(counted.into_iter().collect()))
        }
    };
    let subject = slot.audited();
    match met {
        Met::Refused(refusal) => {
            let row = audit(app, permit.actor(), ACTION, subject, REFUSED);
            let adds = [wrong].into_iter().chain(refusal.counter).map(|counter| counter.one(now));
            let tried = WrongTry { permit, row, adds: adds.collect() };
            tried.with(app, refusal.puts).await?;
            Err(refusal.answer)
        }
        Met::Person(meeting) => {
            let lost = WrongTry {
                row: audit(app, permit.actor(), ACTION, subject.clone(), REFUSED),
                permit: permit.clone(),
                adds: vec![wrong.one(now)],
            };
            let mut row = audit(app, permit.actor(), ACTION, subject, DONE);
            row.person = Some(meeting.person);
            let mut changes = Changes::new(permit, row);
            // The former row first: the number is unique at every moment.
            if let Some(former) = meeting.former {
                let_go(app, rows, &mut changes, former).await?;
            }
            changes.puts.extend(meeting.row.map(|row| Put::from(StaffPut::Person(row))));
            changes.expects.extend(meeting.relied_on);
            changes.put(used(meeting.code));
            changes.adds.push(Counter::number_proven(meeting.person, &hash).one(now));
            let staff = session::is_staff(rows, meeting.person, now.day()).await?;
            let lifetime = Lifetime::of(Strength::Code, staff, input.remember);
            let signed_in =
                session::open(app, &mut changes, meeting.person, Strength::Code, lifetime);
            commit(app, changes, &lost).await?;
            Ok(signed_in)
        }
    }
}

const ACTION: &str = "account.sign-in-code";

/// Whom a right code meets.
enum Met {
    Person(Box<Meeting>),
    Refused(Refusal),
}

struct Meeting {
    person: linli_kernel::PersonId,
    /// Who had the number before.
    former: Option<Person>,
    /// The person's row, if it is written.
    row: Option<Person>,
    /// The row that is not written and must not change: the number might be released meanwhile.
    relied_on: Option<Expect>,
    code: OneTimeCode,
}

struct Refusal {
    puts: Vec<AccountPut>,
    counter: Option<Counter>,
    answer: AppError,
}

impl Refusal {
    fn plain(puts: Vec<AccountPut>) -> Self {
        Self { puts, counter: None, answer: AppError::SignInRefused }
    }
}

struct Signing<'a> {
    app: &'a App,
    input: &'a SignInByCode,
    phone: Phone,
}

impl Signing<'_> {
    /// The code was right: who is it?
    async fn meet(
        &self,
        rows: &mut dyn Snapshot,
        known: Option<Person>,
        code: OneTimeCode,
    ) -> AppResult<Met> {
        let Some(person) = known else {
            return self.newcomer(code, None);
        };
        let device = self.input.device_token.as_deref();
        match proof::trust(self.app, rows, &person, device).await? {
            // The code that was just shown proves what was written down.
            NumberTrust::Fresh | NumberTrust::Given => return Ok(Self::same(person, code)),
            NumberTrust::Asleep => {}
        }
        match &self.input.proof {
            None => Err(AppError::Refused(Code("number-asleep"), Vec::new())),
            Some(NumberProof::New) => self.newcomer(code, Some(person)),
            Some(NumberProof::Known(said)) => {
                let tries = Counter::wrong_proofs(person.id);
                tries.check(rows, self.app.now(), WRONG_PROOFS).await?;
                if proof::knows(self.app, rows, &person, said).await? {
                    return Ok(Self::same(person, code));
                }
                Ok(Met::Refused(Refusal {
                    puts: vec![AccountPut::Code(code.after_wrong_try())],
                    counter: Some(tries),
                    answer: AppError::field("proof", "proof-wrong"),
                }))
            }
        }
    }

    /// A new person; whoever had the number before lets it go.
    fn newcomer(&self, code: OneTimeCode, former: Option<Person>) -> AppResult<Met> {
        let new = people::new_person(self.app, "", Some(&self.phone))?;
        let person = new.id;
        let row = Some(new);
        Ok(Met::Person(Box::new(Meeting { person, former, row, relied_on: None, code })))
    }

    fn same(person: Person, code: OneTimeCode) -> Met {
        let id = person.id;
        if person.has_account {
            let relied_on = Some(Expect::Person(id, person.version));
            return Met::Person(Box::new(Meeting {
                person: id,
                former: None,
                row: None,
                relied_on,
                code,
            }));
        }
        // A row that staff wrote becomes an account when its owner comes.
        let row = Some(people::next(Person { has_account: true, ..person }));
        let (former, relied_on) = (None, None);
        Met::Person(Box::new(Meeting { person: id, former, row, relied_on, code }))
    }
}
