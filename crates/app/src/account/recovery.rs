//! Recovery codes: ten on paper, each good once instead of the second factor.

use linli_kernel::PersonId;

use super::secret::{as_drawn, readable};
use crate::App;

const CODES: usize = 10;

/// Ten new codes as shown once, with the hashes to store.
pub(super) fn draw(app: &App, person: PersonId) -> (Vec<String>, Vec<Vec<u8>>) {
    let codes: Vec<String> = (0..CODES).map(|_| readable(app)).collect();
    let hashes = codes.iter().map(|code| hash(app, person, code)).collect();
    (codes, hashes)
}

/// What is left after this one was used; `None` if it is none of them.
pub(super) fn without(
    app: &App,
    person: PersonId,
    left: &[Vec<u8>],
    typed: &str,
) -> Option<Vec<Vec<u8>>> {
    let used = hash(app, person, typed);
    left.contains(&used).then(|| left.iter().filter(|hash| **hash != used).cloned().collect())
}

fn hash(app: &App, person: PersonId, code: &str) -> Vec<u8> {
    app.vault.hash("recovery", &format!("{person}:{}", as_drawn(code)))
}
