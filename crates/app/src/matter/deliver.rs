//! The outbox: effects leave the program here and nowhere else, at least once.

use std::collections::BTreeSet;

use linli_domain::policy::{self, Action, Standing};
use linli_kernel::{CaseId, Moment, RawId};
use linli_playbook::{
    Name,
    engine::{self, Actor, Audience, Effect, Holder},
};

use super::{context::carer_of, messages::stage_at, photo, writing};
use crate::{
    App, AppError, AppResult, CasePut, Changes, Message, Outgoing, OwnEffect, account, digest,
    ports::{CommitError, OutboxJob},
};

/// How long a claimed row is left alone.
const LOCK_MS: i64 = 60_000;
/// The first pause after a failure; doubles with each further one.
const RETRY_MS: i64 = 30_000;
/// The engine's own words for how far a matter is; those of a playbook say the same.
const NEWS: [engine::Message; 11] = [
    engine::Message::Claimed,
    engine::Message::PleaseRate,
    engine::Message::Stage,
    engine::Message::Progress,
    engine::Message::Extended,
    engine::Message::Suspended,
    engine::Message::Merged,
    engine::Message::Published,
    engine::Message::Told,
    engine::Message::ReviewDenied,
    engine::Message::Ended,
];
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
        let stage = match is_news(&holder, message) {
            true => stage_then(app, case, job.run_at).await?,
            false => None,
        };
        let place = stage.as_ref().map_or_else(|| job.id.to_string(), |s| format!("{case}:{s}"));
        let id = message_id(&place, &holder).unwrap_or(job.id);
        let told = Message { id, holder, case, message: message.clone(), at };
        changes.put(if stage.is_some() { CasePut::News(told) } else { CasePut::Message(told) });
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

/// Whether it says how far a matter is: of that everybody has one message in each stage, the latest,
/// so that nothing stands in an inbox that is over. What asks them something or tells of their words
/// stands for itself, and so does what those who work on it are told.
fn is_news(to: &Holder, message: &Name) -> bool {
    let own = engine::Message::ALL.iter().find(|own| *message == own.as_str());
    matches!(to, Holder::Person(_)) && own.is_none_or(|own| NEWS.contains(own))
}

/// The stage in which the case was when it happened.
async fn stage_then(app: &App, case: CaseId, at: Moment) -> AppResult<Option<Name>> {
    let mut rows = app.snapshot().await?;
    let Some(row) = rows.case(case).await? else { return Ok(None) };
    let (key, version) = &row.state.playbook;
    let playbook = app.playbook(rows.as_mut(), key, *version).await?;
    Ok(Some(stage_at(&playbook, &row.state, at)))
}

/// The same for the same place in an inbox, so that a repeated delivery changes nothing: 63 bits of a
/// hash of both.
fn message_id(place: &str, receiver: &Holder) -> Option<RawId> {
    let hash = digest(format!("{place}:{}", writing::holder_word(receiver)).as_bytes());
    let bits = hash.first_chunk().map_or(0, |bytes| i64::from_be_bytes(*bytes)) & i64::MAX;
    RawId::new(bits)
}
