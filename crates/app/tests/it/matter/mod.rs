//! Matters over a real store, in the small district of the test kit.

mod clock;
pub(crate) mod world;
