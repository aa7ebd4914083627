//! One conformance suite for both engines, races, and what a killed process leaves behind.

mod engines;
mod schema;
