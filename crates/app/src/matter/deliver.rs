//! The outbox: effects leave the program here and nowhere else, at least once.

use std::collections::BTreeSet;

use linli_domain::policy::{self, Action, Standing};
use linli_kernel::{CaseId, Moment, RawId};
use linli_playbook::engine::{Actor, Audience, Effect, Holder};

use super::{context::carer_of, photo, writing};
use crate::{
    App, AppError, AppResult, CasePut, Changes, Message, Outgoing, OwnEffect, account, digest,
    ports::{CommitError, OutboxJob},
};

/// How long a claimed row is left alone.
const LOCK_MS: i64 = 60_000;
/// The first pause after a failure; doubles with each further one.
const RETRY_MS: i64 = 30_000;
/// After so many failures, about three days, a message to a telephone is given up: it is news no
/// longer, and the telephone may be another's.
const MOST_TRIES: i64 = 18;

/// Delivers up to `limit` due effects; answers how many.
///
/// # Errors
/// [`AppError::Internal`] if the store fails; a single effect that fails is put back.
pub async fn deliver_due(app: &App, limit: i64) -> AppResult<usize> {
    let now = app.now();
    let jobs = app.store.claim_outbox(now, now.plus_ms(LOCK_MS), limit).await?;
    let count = jobs.len();
    for job in jobs {
        match deliver(app, &job).await {
            Ok(()) => app.store.finish_outbox(job.id, app.now()).await?,
            Err(error) if is_old_news(&job) => {
                tracing::warn!(job = %job.id, attempts = job.attempts, %error, "effect given up");
                app.store.finish_outbox(job.id, app.now()).await?;
            }
            Err(error) => {
                tracing::warn!(job = %job.id, attempts = job.attempts, %error, "effect put back");
                let pause = RETRY_MS << job.attempts.clamp(0, 10);
                app.store.retry_outbox(job.id, now.plus_ms(pause)).await?;
            }
        }
    }
    Ok(count)
}

fn is_old_news(job: &OutboxJob) -> bool {
    let short_message = matches!(job.effect, Outgoing::Own(OwnEffect::NumberChanged { .. }));
    short_message && job.attempts >= MOST_TRIES
}

async fn deliver(app: &App, job: &OutboxJob) -> AppResult<()> {
    let (to, message, case) = match (&job.effect, job.case) {
        (Outgoing::Own(effect), _) => return deliver_own(app, effect).await,
        (Outgoing::Case(Effect::Notify { to, message }), Some(case)) => (to, message, case),
        // A reply to another system is written down with the case and fetched from its page; there
        // is nothing to push until such a system is connected.
        (Outgoing::Case(_), _) => return Ok(()),
    };
    let holders = receivers(app, to, case).await?;
    let standings = BTreeSet::from([Standing::System]);
    let permit = policy::decide(&Actor::System, Action::Deliver, &standings, None)?;
    for holder in holders {
        let at = told_at(app, job, &holder).await?;
        let audit = writing::audit(app, &Actor::System, "outbox.deliver", case);
        let mut changes = Changes::new(permit.clone(), audit);
        changes.put(CasePut::Message(Message {
            id: message_id(job.id, &holder),
            holder,
            case,
            message: message.clone(),
            at,
        }));
        match app.store.commit(changes).await {
            // Delivered by an earlier attempt that could not say so. One commit each, because
            // somebody may have become a raiser since.
            Ok(_) | Err(CommitError::Conflict(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// When somebody is told: when it happened, so that a message says what was true then; now where
/// they read what came later already, or it would count as read.
async fn told_at(app: &App, job: &OutboxJob, holder: &Holder) -> AppResult<Moment> {
    let seen = match holder {
        Holder::Person(person) => app.snapshot().await?.messages_seen(*person).await?,
        Holder::Post { .. } | Holder::Organisation(_) => None,
    };
    Ok(if seen.is_some_and(|seen| job.run_at <= seen) { app.now() } else { job.run_at })
}

/// Who is told: of the raisers also the family that raised it for them.
async fn receivers(app: &App, to: &Audience, case: CaseId) -> AppResult<Vec<Holder>> {
    if let Audience::Holder(holder @ (Holder::Post { .. } | Holder::Organisation(_))) = to {
        return Ok(vec![holder.clone()]);
    }
    let mut rows = app.snapshot().await?;
    let row = rows.case(case).await?.ok_or(AppError::NotFound)?;
    let mut holders = match to {
        Audience::Holder(holder) => vec![holder.clone()],
        Audience::Raisers => row.state.raisers.iter().copied().map(Holder::Person).collect(),
    };
    if let Some(raiser) = row.state.first_raiser().filter(|r| holders.contains(&Holder::Person(*r)))
        && let Some(carer) = carer_of(app, rows.as_mut(), &row, raiser).await?
        && !holders.contains(&Holder::Person(carer))
    {
        holders.push(Holder::Person(carer));
    }
    Ok(holders)
}

/// Done twice it is as if done once, but for a message that comes twice.
async fn deliver_own(app: &App, effect: &OwnEffect) -> AppResult<()> {
    match effect {
        OwnEffect::RemovePhoto { photo } => {
            for size in photo::SIZES {
                app.blobs.remove(*photo, size).await.map_err(writing::internal)?;
            }
            Ok(())
        }
        OwnEffect::NumberChanged { person, former, present } => {
            account::tell_former_number(app, *person, former, present).await
        }
    }
}

/// The same for the same effect and receiver, so that a repeated delivery is a conflict: 63 bits of
/// a hash of both.
fn message_id(job: RawId, receiver: &Holder) -> RawId {
    let hash = digest(format!("{job}:{}", writing::holder_word(receiver)).as_bytes());
    let bits = hash.first_chunk().map_or(0, |bytes| i64::from_be_bytes(*bytes)) & i64::MAX;
    RawId::new(bits).unwrap_or(job)
}
