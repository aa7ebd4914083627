//! Ladders: a climb has a rung on every level and an exit at its top.

use super::{Checking, paths, posts};
use crate::{
    language::FindingCode,
    model::{Bound, By, LateThen, Name, Step},
};

impl Checking<'_, '_> {
    /// Every ladder of the process.
    pub(super) fn ladders(&mut self) {
        let process = self.process;
        let reviews = paths::review_steps(process);
        for step in process.steps.values() {
            let climbs = step.late == LateThen::Up
                || matches!(step.bound, Some(Bound { exhausted: None, .. }));
            if climbs {
                self.rungs(step, self.lowest(step));
                if step.top.is_none() {
                    let path = self.climb_path(step);
                    self.report(FindingCode::NoTop, &path, |problem| {
                        problem.with("step", &step.key)
                    });
                }
            } else if reviews.contains(&step.key) {
                // A review is decided one level above the refusal, so from the second level up.
                self.rungs(step, 1);
            }
        }
    }

    fn climb_path(&self, step: &Step) -> String {
        let word = if step.late == LateThen::Up { "then" } else { "bound" };
        format!("{word}/{}/{}", self.process.key, step.key)
    }

    fn rungs(&mut self, step: &Step, lowest: usize) {
        let missing = self.playbook.responsibility.iter().skip(lowest);
        let missing: Vec<&Name> =
            missing.filter(|level| !step.ladder.contains_key(*level)).collect();
        let ladder = format!("ladder/{}/{}", self.process.key, step.key);
        let written = self.reader.stands.contains_key(&ladder);
        let path = match (written, self.climb_path(step)) {
            (true, _) => ladder,
            (false, climb) if self.reader.stands.contains_key(&climb) => climb,
            _ => self.step_path(&step.key),
        };
        for level in missing {
            self.report(FindingCode::MissingRung, &path, |problem| {
                problem.with("step", &step.key).with("level", level)
            });
        }
    }

    /// The lowest level at which a case can be in a step.
    fn lowest(&self, step: &Step) -> usize {
        if let Some(level) = &step.level {
            return self.playbook.rank(level).unwrap_or_default();
        }
        let By::Role(role) = &step.by else { return 0 };
        let Some(role) = self.playbook.roles.get(role) else { return 0 };
        if let Some(rank) = self.playbook.rank(&role.at) {
            return rank;
        }
        // A post below the chain (a compound's secretary) climbs to the first level above it.
        let height = posts::height(self.playbook, &role.at);
        let above = |level: &Name| posts::height(self.playbook, level) > height;
        self.playbook.responsibility.iter().position(above).unwrap_or_default()
    }
}
