//! What the log held, signed: C2SP tlog-checkpoint as a C2SP signed note, Ed25519.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use ed25519_dalek::SigningKey;
use linli_kernel::to_hexadecimal;
use signed_note::{
    Note, StandardSigner, StandardVerifier, VerifierList, key_id, new_ed25519_verifier_key,
};
use tlog_tiles::{Checkpoint, Hash};

use crate::{AppError, AppResult, Vault, digest};

/// The algorithm's number in a signed note.
const ED25519: u8 = 1;

/// The key of this installation's log, and its name.
pub(super) struct LogKey {
    name: String,
    verifier_key: String,
    signer: StandardSigner,
}

impl LogKey {
    /// The key that follows from the installation's master key. The log is named after its public
    /// key, so that no two installations have logs of one name.
    pub(super) fn of(vault: &Vault) -> AppResult<Self> {
        let key = SigningKey::from_bytes(vault.audit_seed());
        let public = key.verifying_key();
        let print = digest(public.as_bytes());
        let print = to_hexadecimal(print.get(..8).unwrap_or_default());
        let name = format!("linli.audit/{print}");
        let id = key_id(&name, &[&[ED25519], public.as_bytes().as_slice()].concat());
        let secret = BASE64_STANDARD.encode([&[ED25519], key.as_bytes().as_slice()].concat());
        let signer = StandardSigner::new(&format!("PRIVATE+KEY+{name}+{id:08x}+{secret}"));
        let signer = signer.map_err(broken)?;
        let verifier_key = new_ed25519_verifier_key(&name, &public);
        Ok(Self { name, verifier_key, signer })
    }

    /// The public key as verifiers take it (`name+id+base64`).
    pub(super) fn verifier_key(&self) -> &str {
        &self.verifier_key
    }

    /// A signed statement.
    pub(super) fn sign(&self, size: i64, root: Hash) -> AppResult<String> {
        let size = u64::try_from(size).map_err(broken)?;
        let checkpoint = Checkpoint::new(&self.name, size, root, "");
        let checkpoint = checkpoint.map_err(broken)?;
        let mut note = Note::new(&checkpoint.to_bytes(), &[]).map_err(broken)?;
        note.add_sigs(&[&self.signer]).map_err(broken)?;
        String::from_utf8(note.to_bytes()).map_err(broken)
    }

    /// What a statement says, if this key signed it about this log.
    pub(super) fn open(&self, note: &str) -> Option<(i64, Hash)> {
        let note = Note::from_bytes(note.as_bytes()).ok()?;
        let verifier = StandardVerifier::new(&self.verifier_key).ok()?;
        note.verify(&VerifierList::new(vec![Box::new(verifier)])).ok()?;
        let checkpoint = Checkpoint::from_bytes(note.text()).ok()?;
        let own = checkpoint.origin() == self.name;
        let size = i64::try_from(checkpoint.size()).ok().filter(|_| own)?;
        Some((size, *checkpoint.hash()))
    }
}

fn broken(error: impl std::fmt::Display) -> AppError {
    AppError::Internal(format!("the audit log's key: {error}"))
}

#[cfg(test)]
mod tests {
    use tlog_tiles::record_hash;

    use super::*;

    #[test]
    fn a_statement_opens_only_as_it_was_signed_and_only_with_its_key() {
        let key = LogKey::of(&Vault::new(&[7; 32])).unwrap();
        let root = record_hash(b"row");
        let note = key.sign(1, root).unwrap();
        assert_eq!(key.open(&note), Some((1, root)));
        assert_eq!(key.open(&note.replacen("\n1\n", "\n2\n", 1)), None);
        assert_eq!(key.open(""), None);
        let other = LogKey::of(&Vault::new(&[8; 32])).unwrap();
        assert_eq!(other.open(&note), None);
        assert_ne!(other.verifier_key(), key.verifier_key());
    }

    #[test]
    fn the_name_stands_in_the_note_and_the_public_key() {
        let key = LogKey::of(&Vault::new(&[7; 32])).unwrap();
        let note = key.sign(0, tlog_tiles::EMPTY_HASH).unwrap();
        assert!(note.starts_with(&format!("{}\n0\n47DEQpj8", key.name)), "{note}");
        assert!(key.verifier_key().starts_with(&format!("{}+", key.name)));
    }
}
