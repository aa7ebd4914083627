//! Hashing passwords: Argon2id, two at a time, off the request threads.

use std::{
    sync::{Arc, LazyLock, Mutex, PoisonError, mpsc},
    thread,
};

use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::{
        self, Error,
        phc::{Output, ParamsString, PasswordHash, Salt},
    },
};
use tokio::sync::oneshot;

use crate::{App, AppError, AppResult};

/// Each hash takes 19 MiB: a crowd at the door must not take all memory.
const THREADS: usize = 2;

/// What one thread hashes in, kept from hash to hash: given back to the allocator each time, the
/// blocks of some sign-ins lie scattered in a heap that never shrinks.
type Memory = Vec<Block>;

type Work = Box<dyn FnOnce(&mut Memory) + Send>;

/// The threads that hash and do nothing else, started by the first sign-in.
static HASHING: LazyLock<Mutex<mpsc::Sender<Work>>> = LazyLock::new(|| {
    let (work, waiting) = mpsc::channel::<Work>();
    let waiting = Arc::new(Mutex::new(waiting));
    for number in 0..THREADS {
        let waiting = Arc::clone(&waiting);
        let named = thread::Builder::new().name(format!("hashing-{number}"));
        let started = named.spawn(move || {
            let mut memory = Memory::new();
            loop {
                // The lock is let go before the work begins.
                let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
                let Ok(work) = next else { return };
                work(&mut memory);
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
    let hashed = hashing(move |memory| fresh(memory, password.as_bytes(), &salt));
    Ok(hashed.await?.map_err(internal)?.to_string())
}

/// Whether the password is the stored one; without a stored one it takes as long and is wrong.
///
/// # Errors
/// [`AppError::Internal`] if hashing cannot run at all.
pub(super) async fn matches(password: &str, stored: Option<&str>) -> AppResult<bool> {
    let password = password.to_owned();
    let stored = stored.and_then(|stored| PasswordHash::new(stored).ok());
    hashing(move |memory| match stored {
        Some(stored) => is_its(memory, password.as_bytes(), &stored).unwrap_or(false),
        None => {
            // The time is the point; nothing matches an account that is not there.
            let spent = fresh(memory, password.as_bytes(), &[0; SALT_BYTES]);
            std::hint::black_box(spent.is_ok());
            false
        }
    })
    .await
}

/// The hash of a password with the parameters of today.
fn fresh(memory: &mut Memory, password: &[u8], salt: &[u8]) -> password_hash::Result<PasswordHash> {
    let (algorithm, version, params) =
        (Algorithm::default(), Version::default(), Params::default());
    let salt = Salt::new(salt)?;
    Ok(PasswordHash {
        algorithm: algorithm.ident(),
        version: Some(version.into()),
        params: ParamsString::try_from(&params)?,
        salt: Some(salt),
        hash: Some(output(memory, &Argon2::new(algorithm, version, params), password, &salt)?),
    })
}

/// Whether the password has the stored hash, by the parameters that it was made with.
fn is_its(
    memory: &mut Memory,
    password: &[u8],
    stored: &PasswordHash,
) -> password_hash::Result<bool> {
    let (Some(salt), Some(expected)) = (&stored.salt, &stored.hash) else { return Ok(false) };
    let version = stored.version.map(Version::try_from).transpose()?.unwrap_or_default();
    let algorithm = Algorithm::try_from(stored.algorithm.as_str())?;
    let argon2 = Argon2::new(algorithm, version, Params::try_from(stored)?);
    // Outputs are compared in constant time.
    Ok(output(memory, &argon2, password, salt)? == *expected)
}

fn output(
    memory: &mut Memory,
    argon2: &Argon2<'_>,
    password: &[u8],
    salt: &[u8],
) -> password_hash::Result<Output> {
    let params = argon2.params();
    if memory.len() < params.block_count() {
        memory.resize(params.block_count(), Block::default());
    }
    let length = params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN);
    let mut bytes = [0; Output::MAX_LENGTH];
    let bytes = bytes.get_mut(..length).ok_or(Error::OutputSize)?;
    argon2.hash_password_into_with_memory(password, salt, bytes, memory)?;
    Output::new(bytes).map_err(|_| Error::OutputSize)
}

async fn hashing<T: Send + 'static>(
    work: impl FnOnce(&mut Memory) -> T + Send + 'static,
) -> AppResult<T> {
    let (reply, answer) = oneshot::channel();
    let work: Work = Box::new(move |memory| {
        // Whoever asked may have gone; then the work was for nothing.
        let _ = reply.send(work(memory));
    });
    let queue = HASHING.lock().unwrap_or_else(PoisonError::into_inner).clone();
    queue.send(work).map_err(internal)?;
    answer.await.map_err(internal)
}

fn internal(error: impl std::fmt::Display) -> AppError {
    AppError::Internal(format!("password hashing: {error}"))
}

#[cfg(test)]
mod tests {
    use argon2::PasswordVerifier;

    use super::*;

    #[test]
    fn memory_that_was_used_gives_the_hash_that_anybody_else_computes() {
        let mut memory = Memory::new();
        fresh(&mut memory, b"another one", &[1; SALT_BYTES]).unwrap();
        let hash = fresh(&mut memory, b"correct horse", &[2; SALT_BYTES]).unwrap();
        assert!(Argon2::default().verify_password(b"correct horse", &hash).is_ok());
        assert!(is_its(&mut memory, b"correct horse", &hash).unwrap());
        assert!(!is_its(&mut memory, b"correct hors", &hash).unwrap());
        let older = PasswordHash::new(
            "$argon2id$v=19$m=64,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAA",
        )
        .unwrap();
        assert!(!is_its(&mut memory, b"correct horse", &older).unwrap());
    }
}
