//! Who may open a process at a place: residents, offices or roles, as the playbook says.

use linli_playbook::{Playbook, engine::Holder, model::Process};

use crate::place::Chain;

/// Whether somebody with these posts may open a process at the place under this chain. What
/// residents may open anybody may, and whoever takes it in for them. Else one of the posts must
/// stand at or over the place and be one that the process names; where the process names nobody,
/// any post will do, as before processes said it.
#[must_use]
pub fn may_open<'h>(
    playbook: &Playbook,
    process: &Process,
    chain: &Chain,
    posts: impl IntoIterator<Item = &'h Holder>,
) -> bool {
    let opens = |post: &Holder| match post {
        Holder::Post { role, place } => {
            let over = process.opened_by.is_none() || chain.contains(*place);
            over && playbook.is_opened_by(process, role)
        }
        Holder::Organisation(_) | Holder::Person(_) => false,
    };
    playbook.is_for_residents(process) || posts.into_iter().any(opens)
}
