//! Somebody asks for a sign-in code. The answer is the same whether the number is known or not.

use std::{collections::BTreeSet, net::IpAddr};

use linli_domain::{
    person::Phone,
    policy::{self, Action, Permit, Standing},
};
use linli_kernel::Code;
use linli_playbook::engine::Actor;
use tokio::sync::OwnedMutexGuard;

use super::{
    audit::{DONE, audit},
    code::Slot,
    limits::{CODES_PER_ADDRESS, CODES_PER_PHONE, Counter},
    people::parse_phone,
    secret,
};
use crate::{AccountPut, App, AppError, AppResult, Changes, ports::Snapshot};

/// How long a code sent to a telephone is good: 5 minutes, in milliseconds.
const VALID_MS: i64 = 5 * 60_000;

/// Sends a code to a telephone, known or not.
///
/// # Errors
/// [`AppError::Fields`] if it is no mobile number; [`AppError::TooMany`] beyond the limits per
/// telephone and per address; [`AppError::Refused`] with `sms-unavailable` if it cannot be sent, and
/// with `sms-missing` where nothing sends messages at all.
pub async fn request_code(app: &App, phone: &str, address: IpAddr) -> AppResult<()> {
    let permit = nobody(Action::SignIn)?;
    let phone = parse_phone(phone)?;
    let slot = Slot::sign_in(app, &phone);
    send(app, &Sending { permit, action: "account.request-code", phone, slot, address }).await
}

/// The access decision for somebody who is not signed in.
pub(super) fn nobody(action: Action) -> AppResult<Permit> {
    Ok(policy::decide(&Actor::System, action, &BTreeSet::from([Standing::Nobody]), None)?)
}

/// A code on its way.
pub(super) struct Sending {
    pub(super) permit: Permit,
    pub(super) action: &'static str,
    pub(super) phone: Phone,
    pub(super) slot: Slot,
    pub(super) address: IpAddr,
}

/// Counts, writes the code's hash and sends it.
///
/// The code does not pass through the outbox, which keeps its rows: it is worth something only
/// now, and is stored nowhere but as a hash. A code that could not be sent is asked for again.
pub(super) async fn send(app: &App, sending: &Sending) -> AppResult<()> {
    if !app.sms.is_connected() {
        return Err(AppError::Refused(Code("sms-missing"), Vec::new()));
    }
    let by_address = Counter::codes_from(app, sending.address);
    for _ in 0..3 {
        let turn = by_address.turn(app).await;
        let mut rows = app.snapshot().await?;
        let seen = sending.slot.row(&mut *rows).await?;
        match try_send(app, &mut *rows, sending, turn).await {
            Err(AppError::Conflict) => {}
            Err(error) => return Err(error),
            Ok(code) => {
                // A provider takes seconds, and readers are few: nobody waits for the message.
                drop(rows);
                return deliver(app, &sending.phone, &code).await;
            }
        }
        drop(rows);
        // Of requests that arrive at once one sends: otherwise the limits, which count what is
        // committed, would let all of them pass. The others need no message of their own.
        let now_there = sending.slot.row(&mut *app.snapshot().await?).await?;
        let sent_by_another = now_there.is_some_and(|row| {
            row.open_at(app.now()) && Some(&row.code_hash) != seen.as_ref().map(|s| &s.code_hash)
        });
        if sent_by_another {
            return Ok(());
        }
    }
    Err(AppError::Conflict)
}

async fn try_send(
    app: &App,
    rows: &mut dyn Snapshot,
    sending: &Sending,
    turn: OwnedMutexGuard<()>,
) -> AppResult<String> {
    let Sending { permit, action, phone, slot, address } = sending;
    let now = app.now();
    let by_phone = Counter::codes_of_phone(app, phone);
    let by_address = Counter::codes_from(app, *address);
    by_address.check(rows, now, CODES_PER_ADDRESS).await?;
    by_phone.check(rows, now, CODES_PER_PHONE).await?;
    let code = secret::six_digits(app);
    let written = audit(app, permit.actor(), action, slot.audited(), DONE);
    let mut changes = Changes::new(permit.clone(), written);
    changes.put(AccountPut::Code(slot.fresh(app, rows, &code, VALID_MS).await?));
    changes.adds.extend([by_phone.one(now), by_address.one(now)]);
    app.store.commit(changes).await?;
    drop(turn);
    Ok(code)
}

async fn deliver(app: &App, phone: &Phone, code: &str) -> AppResult<()> {
    app.sms.send_code(phone.as_str(), code).await.map_err(|error| {
        tracing::warn!(%error, "a sign-in code could not be sent");
        AppError::Refused(Code("sms-unavailable"), Vec::new())
    })
}
