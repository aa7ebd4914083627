//! What offices tell people beside the matters: notices, published and taken down by those whose
//! posts speak for a place.

use linli_app::notice::{self, PostNotice};
use linli_kernel::{Moment, NoticeId, PersonId, PlaceId};

use super::{History, Job, refused, world::Spot};
use crate::{demo::data::Told, failure::Outcome};

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

impl History<'_, '_> {
    /// Plans the notices, each so many days before the history ends, in the morning.
    pub(super) fn plan_notices(&mut self) {
        for (at, told) in self.desk.history.notice.iter().enumerate() {
            let day = self.until.plus_ms(-told.days * DAY_MS).day();
            self.plan(Moment::from_local(day, 9 * HOUR_MS), Job::Tell(at));
        }
    }

    /// Publishes one.
    pub(super) async fn tell(&mut self, at: usize) -> Outcome<()> {
        let Some(told) = self.desk.history.notice.get(at) else { return Ok(()) };
        let Some((person, place)) = self.speaker(told) else { return Ok(()) };
        let input = PostNotice {
            place: place.to_string(),
            title: told.title.clone(),
            text: told.text.trim().to_owned(),
            until: self.app.now().plus_ms(told.hangs * DAY_MS).day().to_string(),
            photo: None,
        };
        let caller = self.world.caller(person);
        let posted = notice::post_notice(self.app, &caller, &input, None).await;
        let posted = posted.map_err(refused(format!("notice {}", told.title)))?;
        if told.taken_down.is_some() {
            self.plan(self.app.now().plus_ms(DAY_MS), Job::TakeDown(at, posted.id));
        }
        Ok(())
    }

    /// Takes one down again.
    pub(super) async fn take_down(&mut self, at: usize, id: NoticeId) -> Outcome<()> {
        let Some(told) = self.desk.history.notice.get(at) else { return Ok(()) };
        let Some((person, _)) = self.speaker(told) else { return Ok(()) };
        let caller = self.world.caller(person);
        let reason = told.taken_down.as_deref().unwrap_or_default();
        let taken = notice::take_down_notice(self.app, &caller, id, reason).await;
        taken.map_err(refused(format!("taking down {}", told.title)))
    }

    /// Who speaks, and for which place around the compound where the demo's accounts live.
    fn speaker(&self, told: &Told) -> Option<(PersonId, PlaceId)> {
        let spot = self.world.spots.iter().find(|spot| spot.data.anchor)?;
        let over = [spot.community, spot.street, spot.county];
        let holder = over.into_iter().find_map(|place| self.world.has_post(&told.role, place))?;
        Some((self.world.answers(&holder, None)?, place_of(spot, &told.place)?))
    }
}

fn place_of(spot: &Spot<'_>, word: &str) -> Option<PlaceId> {
    match word {
        "compound" => Some(spot.site.id),
        "community" => Some(spot.community),
        "street" => Some(spot.street),
        "county" => Some(spot.county),
        _ => None,
    }
}
