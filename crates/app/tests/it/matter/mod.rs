//! Matters over a real store, in the small district of the test kit.

mod clock;
mod counter;
mod deliver;
mod meddled;
mod parties;
pub(crate) mod world;
