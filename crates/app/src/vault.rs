//! Sealing of personal values, and keyed hashes to search them by.
//!
//! Every person has a data key of their own, sealed under the installation's master key, which
//! lives in a file outside the database and its backups. Destroying a person's key erases the
//! person's values wherever a copy of the row may be. XChaCha20-Poly1305 with random 24-byte
//! nonces; HMAC-SHA256 for hashes.

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

use crate::ports::Entropy;

const NONCE_BYTES: usize = 24;
const KEY_BYTES: usize = 32;

/// A sealed value that this installation's key does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a sealed value does not open with this key")]
pub struct VaultError;

/// The installation's keys.
pub struct Vault {
    seal: XChaCha20Poly1305,
    hash: [u8; KEY_BYTES],
    audit: [u8; KEY_BYTES],
}

impl Vault {
    /// From the master key; one key for sealing, one for hashing and one for
    /// signing the audit log are derived from it.
    #[must_use]
    pub fn new(master: &[u8; KEY_BYTES]) -> Self {
        let seal = keyed_hash(master, b"linli seal v1");
        Self {
            seal: XChaCha20Poly1305::new(&seal.into()),
            hash: keyed_hash(master, b"linli hash v1"),
            audit: keyed_hash(master, b"linli audit v1"),
        }
    }

    /// A fresh data key for a person, sealed.
    ///
    /// # Errors
    /// [`VaultError`] if the cipher refuses, which it does only for absurd lengths.
    pub fn new_person_key(&self, entropy: &dyn Entropy) -> Result<Vec<u8>, VaultError> {
        let mut key = [0_u8; KEY_BYTES];
        entropy.fill(&mut key);
        encrypt(&self.seal, entropy, &key, b"person-key")
    }

    /// Whether a person's data key opens: it was made under this installation's keys.
    #[must_use]
    pub fn opens(&self, person_key: &[u8]) -> bool {
        self.person_cipher(person_key).is_ok()
    }

    /// Seals a value under a person's key; `purpose` must be given again to open it.
    ///
    /// # Errors
    /// [`VaultError`] if the person's key does not open.
    pub fn seal(
        &self,
        entropy: &dyn Entropy,
        person_key: &[u8],
        purpose: &'static str,
        value: &str,
    ) -> Result<Vec<u8>, VaultError> {
        let cipher = self.person_cipher(person_key)?;
        encrypt(&cipher, entropy, value.as_bytes(), purpose.as_bytes())
    }

    /// Opens a value that was sealed under a person's key.
    ///
    /// # Errors
    /// [`VaultError`] if the key or purpose is another, or the person was erased.
    pub fn open(
        &self,
        person_key: &[u8],
        purpose: &'static str,
        sealed: &[u8],
    ) -> Result<String, VaultError> {
        let cipher = self.person_cipher(person_key)?;
        let bytes = decrypt(&cipher, sealed, purpose.as_bytes())?;
        String::from_utf8(bytes).map_err(|_| VaultError)
    }

    /// Seals what goes out and comes back, such as a form that waits on a page; `purpose` says for
    /// what and for whom, and must be given again to open it.
    ///
    /// # Errors
    /// [`VaultError`] if the cipher refuses, which it does only for absurd lengths.
    pub fn seal_parcel(
        &self,
        entropy: &dyn Entropy,
        purpose: &str,
        content: &[u8],
    ) -> Result<Vec<u8>, VaultError> {
        encrypt(&self.seal, entropy, content, format!("parcel:{purpose}").as_bytes())
    }

    /// Opens what [`Self::seal_parcel`] sealed.
    ///
    /// # Errors
    /// [`VaultError`] if the key or purpose is another, or it was changed on the way.
    pub fn open_parcel(&self, purpose: &str, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        decrypt(&self.seal, sealed, format!("parcel:{purpose}").as_bytes())
    }

    /// The keyed hash of a value, for equality search; `purpose` keeps the same digits in two
    /// columns apart.
    #[must_use]
    pub fn hash(&self, purpose: &str, value: &str) -> Vec<u8> {
        let mut message = purpose.as_bytes().to_vec();
        message.push(0);
        message.extend_from_slice(value.as_bytes());
        keyed_hash(&self.hash, &message).to_vec()
    }

    /// The seed of the key that signs the audit log (Ed25519).
    pub(crate) fn audit_seed(&self) -> &[u8; KEY_BYTES] {
        &self.audit
    }

    fn person_cipher(&self, person_key: &[u8]) -> Result<XChaCha20Poly1305, VaultError> {
        let key = decrypt(&self.seal, person_key, b"person-key")?;
        XChaCha20Poly1305::new_from_slice(&key).map_err(|_| VaultError)
    }
}

/// SHA-256 of `salt` and `words`: what an event holds instead of the words.
#[must_use]
pub fn salted_hash(salt: &[u8], words: &str) -> [u8; 32] {
    Sha256::new().chain_update(salt).chain_update(words.as_bytes()).finalize().into()
}

/// SHA-256, for tokens and request bodies.
#[must_use]
pub fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

fn keyed_hash(key: &[u8; KEY_BYTES], message: &[u8]) -> [u8; KEY_BYTES] {
    // A 32-byte key is always accepted; the fallback keeps this function total.
    Hmac::<Sha256>::new_from_slice(key)
        .map_or([0; KEY_BYTES], |mac| mac.chain_update(message).finalize().into_bytes().into())
}

fn encrypt(
    cipher: &XChaCha20Poly1305,
    entropy: &dyn Entropy,
    value: &[u8],
    purpose: &[u8],
) -> Result<Vec<u8>, VaultError> {
    let mut nonce = [0_u8; NONCE_BYTES];
    entropy.fill(&mut nonce);
    let payload = Payload { msg: value, aad: purpose };
    let sealed = cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| VaultError)?;
    Ok([nonce.as_slice(), &sealed].concat())
}

fn decrypt(
    cipher: &XChaCha20Poly1305,
    sealed: &[u8],
    purpose: &[u8],
) -> Result<Vec<u8>, VaultError> {
    let (nonce, rest) = sealed.split_first_chunk::<NONCE_BYTES>().ok_or(VaultError)?;
    let payload = Payload { msg: rest, aad: purpose };
    cipher.decrypt(&XNonce::from(*nonce), payload).map_err(|_| VaultError)
}

#[cfg(test)]
mod tests {
    use linli_kernel::RawId;

    use super::*;

    struct Counting(std::sync::atomic::AtomicU8);

    impl Entropy for Counting {
        fn id(&self) -> RawId {
            RawId::new(1).unwrap()
        }

        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
        }
    }

    #[test]
    fn a_sealed_value_opens_only_with_its_key_and_purpose() {
        let entropy = Counting(1.into());
        let vault = Vault::new(&[7; 32]);
        let key = vault.new_person_key(&entropy).unwrap();
        let other = vault.new_person_key(&entropy).unwrap();
        let sealed = vault.seal(&entropy, &key, "name", "张小明").unwrap();
        assert_eq!(vault.open(&key, "name", &sealed).unwrap(), "张小明");
        assert_eq!(vault.open(&key, "phone", &sealed), Err(VaultError));
        assert_eq!(vault.open(&other, "name", &sealed), Err(VaultError));
        assert_eq!(vault.open(&[], "name", &sealed), Err(VaultError));
        assert_eq!(Vault::new(&[8; 32]).open(&key, "name", &sealed), Err(VaultError));
    }

    #[test]
    fn hashes_depend_on_key_purpose_and_value() {
        let vault = Vault::new(&[7; 32]);
        let hash = vault.hash("phone", "13812345678");
        assert_eq!(hash, vault.hash("phone", "13812345678"));
        assert_ne!(hash, vault.hash("code", "13812345678"));
        assert_ne!(hash, Vault::new(&[8; 32]).hash("phone", "13812345678"));
    }
}
