//! Matters over a real store, in the small district of the test kit.

mod clock;
mod world;
