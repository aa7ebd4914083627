//! One conformance suite for both engines, races, and what a killed process leaves behind.

mod accounts;
mod cases;
mod engines;
mod inbox;
mod kill;
mod lists;
mod outbox;
mod people;
mod places;
mod playbooks;
mod races;
mod schema;
mod world;
