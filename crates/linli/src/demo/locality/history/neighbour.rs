//! Residents who claim what is offered to residents.

use linli_app::{AppError, matter};
use linli_kernel::PersonId;
use linli_playbook::engine::{Case, is_offered_to_residents};

use super::{History, Job};
use crate::{
    demo::{people::Duty, when},
    failure::Outcome,
};

/// How many residents look at it at most.
const LOOK: usize = 30;

impl History<'_> {
    /// Plans that somebody claims what is offered to residents, mostly; once for each time that it is
    /// offered.
    pub(super) fn plan_claims(&mut self, at: usize, case: &Case) {
        let now = self.app.now();
        if !is_offered_to_residents(&self.known.locality.playbook, case) {
            return;
        }
        let Some(running) = self.matters.get_mut(at) else { return };
        let entry = (case.step.key.clone(), case.step.entry);
        let rests = running.rests && !running.matter.claimed;
        if rests || running.asked_around.as_ref() == Some(&entry) {
            return;
        }
        running.asked_around = Some(entry);
        let random = &mut running.matter.random;
        let due = case.step.due.at;
        let mut moments = Vec::new();
        if running.matter.claimed {
            moments.push(when::at_once(now, due, random));
        } else {
            for often in [70, 35] {
                if random.percent(often) {
                    moments.push(when::soon(now, due, random));
                }
            }
        }
        for moment in moments {
            self.plan(moment, Job::Claim(at));
        }
    }

    /// The first resident to whom it is offered claims it, if it is still offered.
    pub(super) async fn claim(&mut self, at: usize) -> Outcome<()> {
        let Some(row) = self.row(at).await? else { return Ok(()) };
        let case = &row.state;
        if !is_offered_to_residents(&self.known.locality.playbook, case) {
            return Ok(());
        }
        for person in self.residents_near(at) {
            let caller = self.crew.caller(person);
            let view = match matter::published_matter(self.app, Some(&caller), row.id).await {
                Ok(view) => view,
                // Not told where they live.
                Err(AppError::NotFound | AppError::Forbidden) => continue,
                Err(error) => return Err(error.into()),
            };
            let claims =
                |offer: &&matter::ActionView| offer.task.is_none() && offer.name == *"claim";
            let Some(offer) = view.actions.iter().find(claims) else { continue };
            if self.take(at, case, &caller, (offer, &[])).await? {
                self.happened.neighbours += 1;
            }
            return Ok(());
        }
        Ok(())
    }

    /// Residents with an account, beginning with whoever it is this time.
    fn residents_near(&mut self, at: usize) -> Vec<PersonId> {
        let members = self.known.people.members.iter().zip(&self.persons);
        let residents = members.filter(|(member, _)| matches!(member.duty, Duty::Resident));
        let mut people: Vec<PersonId> = residents.filter_map(|(_, person)| *person).collect();
        if let Some(running) = self.matters.get_mut(at) {
            running.matter.random.shuffle(&mut people);
        }
        people.truncate(LOOK);
        people
    }
}
