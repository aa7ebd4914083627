//! What anybody may read without an account: who is responsible where, the places to go and speak,
//! how a matter goes. Published matters are in `matter::published`.

mod front;
mod grid;
mod home;
mod process;
mod talk;

pub use front::{FrontPage, front};
pub use grid::{GridPage, Office, Rung, RungRole, find_grid};
pub use home::{HomePage, home};
pub use process::{ProcessDrawing, process_of, processes};
pub use talk::{TalkPlace, TalkPlacePage, talk_place, talk_places};
