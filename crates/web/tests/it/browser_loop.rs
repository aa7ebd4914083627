//! Whole journeys: a matter from its raiser through everybody's hands and back, at every size, in
//! elder mode and without JavaScript; somebody of 78 years without a device; a lift out of order.

mod counter;
pub(crate) mod first;
mod lift;
pub(crate) mod round;
mod wish;
