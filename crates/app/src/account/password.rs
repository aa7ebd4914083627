//! Hashing passwords: Argon2id, two at a time, off the request threads.

use std::{
    sync::{Arc, LazyLock, Mutex, PoisonError, mpsc},
    thread,
};

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::sync::oneshot;

use crate::{App, AppError, AppResult};

/// Each hash takes 19 MiB, and the allocator leaves them with the thread that took them: a crowd
/// at the door must not take all memory, at once or thread by thread.
const THREADS: usize = 2;

type Work = Box<dyn FnOnce() + Send>;

/// The threads that hash and do nothing else, started by the first sign-in.
static HASHING: LazyLock<Mutex<mpsc::Sender<Work>>> = LazyLock::new(|| {
    let (work, waiting) = mpsc::channel::<Work>();
    let waiting = Arc::new(Mutex::new(waiting));
    for number in 0..THREADS {
        let waiting = Arc::clone(&waiting);
        let named = thread::Builder::new().name(format!("hashing-{number}"));
        let started = named.spawn(move || {
            loop {
                // The lock is let go before the work begins.
                let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
                let Ok(work) = next else { return };
                work();
            }
        });
        if let Err(error) = started {
            tracing::error!(%error, "no thread for hashing passwords");
        }
    }
    Mutex::new(work)
});

const SALT_BYTES: usize = 16;

/// A new password in PHC form.
///
/// # Errors
/// [`AppError::Internal`] if hashing fails.
pub(super) async fn hash(app: &App, password: &str) -> AppResult<String> {
    let mut salt = [0_u8; SALT_BYTES];
    app.entropy.fill(&mut salt);
    let password = password.to_owned();
    let hashed =
        hashing(move || Argon2::default().hash_password_with_salt(password.as_bytes(), &salt));
    Ok(hashed.await?.map_err(internal)?.to_string())
}

/// Whether the password is the stored one; without a stored one it takes as long and is wrong.
///
/// # Errors
/// [`AppError::Internal`] if hashing cannot run at all.
pub(super) async fn matches(password: &str, stored: Option<&str>) -> AppResult<bool> {
    let password = password.to_owned();
    let stored = stored.and_then(|stored| PasswordHash::new(stored).ok());
    hashing(move || {
        let argon2 = Argon2::default();
        match stored {
            Some(stored) => argon2.verify_password(password.as_bytes(), &stored).is_ok(),
            None => {
                // The time is the point; nothing matches an account that is not there.
                let spent = argon2.hash_password_with_salt(password.as_bytes(), &[0; SALT_BYTES]);
                std::hint::black_box(spent.is_ok());
                false
            }
        }
    })
    .await
}

async fn hashing<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> AppResult<T> {
    let (reply, answer) = oneshot::channel();
    let work: Work = Box::new(move || {
        // Whoever asked may have gone; then the work was for nothing.
        let _ = reply.send(work());
    });
    let queue = HASHING.lock().unwrap_or_else(PoisonError::into_inner).clone();
    queue.send(work).map_err(internal)?;
    answer.await.map_err(internal)
}

fn internal(error: impl std::fmt::Display) -> AppError {
    AppError::Internal(format!("password hashing: {error}"))
}
