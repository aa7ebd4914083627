//! How a matter comes in: by the resident's own telephone, at a talk point, at the counter, on
//! rounds, from the hotline or from above.

use linli_app::{
    Caller,
    matter::{self, ExternalOrder, OnBehalf, ReportMatter},
};
use linli_kernel::PersonId;
use linli_playbook::engine::Holder;

use super::{History, fields::post_word, refused};
use crate::failure::Outcome;

/// Days that another system leaves for an order.
const ORDER_DAYS: i64 = 25;

impl History<'_, '_> {
    /// Raises a matter.
    pub(super) async fn raise(&mut self, at: usize) -> Outcome<()> {
        let Some((caller, input)) = self.report(at) else { return Ok(()) };
        let story = self.matters.get(at).map_or("", |running| running.matter.story.id.as_str());
        let doing = format!("report of {story} through {:?}", input.channel);
        let reported = matter::report(self.app, &caller, &input, None).await;
        let reported = reported.map_err(refused(doing))?;
        if let Some(running) = self.matters.get_mut(at) {
            running.id = Some(reported.id);
        }
        Ok(())
    }

    /// Who writes it down, and what.
    fn report(&mut self, at: usize) -> Option<(Caller, ReportMatter)> {
        let mut input = self.about(at)?;
        let running = self.matters.get_mut(at)?;
        let matter = &mut running.matter;
        let spot = self.world.spots.get(matter.spot)?;
        let member = matter.raiser.and_then(|at| self.world.people.members.get(at));
        let person = matter.raiser.and_then(|at| self.world.persons.get(at)).copied().flatten();
        let channel = matter.channel.clone();
        let by_staff = |role: &str, place| -> Option<(PersonId, String)> {
            let holder = self.world.has_post(role, place)?;
            Some((self.world.answers(&holder, None)?, post_word(&holder)?))
        };
        let worker = || by_staff("community-worker", spot.community);
        let (who, acting) = match (channel.as_deref(), &matter.story.found_by, person) {
            (Some("handed-down"), ..) => by_staff("street-office", spot.street)?,
            (Some("hotline-12345"), ..) => worker()?,
            (_, Some(finder), _) => {
                input.channel = Some("found".to_owned());
                let place = match finder.as_str() {
                    "grid-worker" => self.world.grid_of(matter.building)?,
                    _ => matter.building,
                };
                by_staff(finder, place).or_else(worker)?
            }
            (_, None, Some(person))
                if channel.as_deref() == Some("online")
                    || matter.story.recused.is_some()
                    || !matter.random.percent(14) =>
            {
                if channel.is_none() {
                    self.meet_at_facility(at, &mut input);
                }
                return Some((self.world.caller(person), input));
            }
            _ => {
                let ways = ["phone", "visit", "tea-house", "red-stool", "hall"];
                input.channel = matter.random.pick(&ways).map(|way| (*way).to_owned());
                let grid = self.world.grid_of(matter.building);
                let grid = grid.filter(|_| matter.place_is_low());
                let near = grid.and_then(|grid| by_staff("grid-worker", grid));
                near.filter(|_| matter.random.percent(60)).or_else(worker)?
            }
        };
        if let Some(system) = &channel
            && system != "online"
        {
            let due = self.app.now().plus_ms(ORDER_DAYS * 86_400_000).day();
            let prefix = if system == "handed-down" { "JB" } else { "12345" };
            let number = format!("{prefix}-{}-{:04}", self.app.now().day().year(), at + 1);
            input.external = Some(ExternalOrder { number, due: Some(due.to_string()) });
            input.channel = Some(system.clone());
        }
        if let Some(member) = member {
            input.on_behalf = Some(OnBehalf {
                name: Some(member.name.clone()),
                phone: member.phone.clone(),
                person: None,
            });
        }
        input.acting = Some(acting);
        // Staff judge it; what residents write gets its category's urgency.
        input.urgency = Some(running.matter.story.urgency.clone());
        Some((self.world.caller(who), input))
    }

    /// What it is about, whoever writes it down.
    fn about(&mut self, at: usize) -> Option<ReportMatter> {
        let history = self.desk.history;
        let running = self.matters.get_mut(at)?;
        let matter = &mut running.matter;
        let story = matter.story;
        let spot = self.world.spots.get(matter.spot)?;
        let category = history.categories.get(&story.theme).unwrap_or(&story.theme).clone();
        let about = match story.recused.as_deref() {
            None => None,
            Some("property-company") => {
                self.world.body("property-company", spot, spot.site.id).map(|id| id.to_string())
            }
            Some("grid-worker") => {
                let grid = self.world.grid_of(matter.building)?;
                self.world.has_post("grid-worker", grid).as_ref().and_then(post_word)
            }
            Some(role) => self.world.has_post(role, spot.community).as_ref().and_then(post_word),
        };
        Some(ReportMatter {
            text: story.text.clone(),
            place: matter.place.to_string(),
            category: Some(category),
            opens: Some(story.opens.clone()),
            anonymous: about.is_some() || matter.random.percent(6),
            may_call: matter.random.percent(70),
            private: story.class == "home-or-dispute",
            about,
            ..ReportMatter::default()
        })
    }

    /// A third of those who write themselves do it at a talk point, in the talk hall or in the
    /// grid's chat group.
    fn meet_at_facility(&self, at: usize, input: &mut ReportMatter) {
        let Some(running) = self.matters.get(at) else { return };
        let matter = &running.matter;
        let mut random = matter.random.clone();
        let Some(spot) = self.world.spots.get(matter.spot) else { return };
        let facility = match matter.story.place_level.as_str() {
            _ if matter.story.recused.is_some() => None,
            "compound" if random.percent(45) => spot.site.talk_points.first(),
            "community" if random.percent(45) => spot.hall.as_ref(),
            "community" if random.percent(40) => random.pick(&spot.chat_groups),
            _ => None,
        };
        if let Some(facility) = facility {
            input.place = facility.to_string();
        }
    }
}

/// Whether a queue is a resident's own.
pub(super) fn is_resident(holder: &Holder) -> bool {
    matches!(holder, Holder::Person(_))
}
