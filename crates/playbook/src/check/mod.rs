//! The checker: what a well-formed playbook must keep so that no case is lost in it.
//!
//! Owns the rules of the process language that need the whole playbook: paths, bounds, ladders,
//! fallbacks, publications. Must never repeat a finding that the reader already made.

use std::collections::BTreeSet;

use crate::{
    language::Reader,
    model::{Name, Playbook},
};

/// Checks a playbook whose names are settled. `unsettled` are processes with unknown targets.
pub(crate) fn check(_reader: &mut Reader<'_>, _playbook: &Playbook, _unsettled: &BTreeSet<Name>) {}
