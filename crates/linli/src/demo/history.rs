//! placeholder
use linli_app::App;
use super::{build::Site, clock::SetClock, district::District, people::People};
use crate::failure::Outcome;
pub(crate) struct Happened { pub(crate) cases: usize }
pub(crate) async fn happen(_app: &App, _clock: &SetClock, _district: &District<'_>, _people: &People, _site: &Site<'_>) -> Outcome<Happened> { Ok(Happened { cases: 0 }) }
