//! Matters over a real store, in the small district of the test kit.

mod clock;
mod counter;
mod courses;
mod decided;
mod deliver;
mod desk;
mod family;
mod figures;
mod many_parties;
pub(crate) mod meddled;
mod merged;
mod moved;
mod offers;
mod orders;
mod parties;
mod photos;
mod published;
mod readers;
mod sight;
mod similar;
mod staffed;
mod subjects;
mod tabs;
mod told;
mod upkeep;
mod whistles;
pub(crate) mod world;
