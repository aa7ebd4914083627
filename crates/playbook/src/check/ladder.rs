//! Ladders: a climb has a rung on every level and an exit at its top.

use super::{Checking, paths, posts};
use crate::{
    language::FindingCode,
    model::{Bound, By, LateThen, Name, Step, StepKind, Target},
};

impl Checking<'_, '_> {
    /// Every ladder of the process.
    pub(super) fn ladders(&mut self) {
        let process = self.process;
        let reviews = paths::review_steps(process);
        for step in process.steps.values() {
            let climbs = step.late == LateThen::Up
                || matches!(step.bound, Some(Bound { exhausted: None, .. }));
            // A review is decided one level above the refusal, so from there up.
            let reviewed = reviews.contains(&step.key).then(|| self.lowest_review(step));
            let climbed = climbs.then(|| self.lowest(step));
            if let Some(lowest) = reviewed.into_iter().chain(climbed).min() {
                self.rungs(step, lowest);
            }
            if climbs && step.top.is_none() {
                let path = self.climb_path(step);
                self.report(FindingCode::NoTop, &path, |problem| problem.with("step", &step.key));
            }
            self.contradiction(step);
        }
    }

    /// The lowest level at which a granted review can begin: one above the lowest level at which
    /// somebody tells with an end that this step reviews.
    fn lowest_review(&self, review: &Step) -> usize {
        let process = self.process;
        let reviewed = |target: &Target| {
            matches!(target, Target::End(end)
                if process.ends.get(end).is_some_and(|end| end.review.as_ref() == Some(&review.key)))
        };
        let telling = process.steps.values();
        let telling = telling.filter(|step| step.outcomes.iter().any(|o| reviewed(&o.to)));
        // A lead tells for the level at which the matter stands.
        let lowest = |step: &Step| match step.kind {
            StepKind::Dispatch(_) if step.level.is_none() => 0,
            _ => self.lowest(step),
        };
        let above = telling.map(lowest).min().unwrap_or(0) + 1;
        above.min(self.playbook.responsibility.len().saturating_sub(1))
    }

    /// The ladder wins over `by`; two roles for one level are probably a slip.
    fn contradiction(&mut self, step: &Step) {
        let By::Role(by) = &step.by else { return };
        let declared = self.playbook.roles.get(by).map(|role| &role.at);
        let Some(level) = step.level.as_ref().or(declared) else { return };
        if let Some(rung) = step.ladder.get(level).filter(|rung| *rung != by) {
            let path = format!("rung/{}/{}/{level}", self.process.key, step.key);
            self.report(FindingCode::ByAgainstLadder, &path, |problem| {
                let problem = problem.with("step", &step.key).with("level", level);
                problem.with("by", by).with("rung", rung)
            });
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
        // The step keeps the level with which it came, so a lower rung may hold it.
        let rungs = step.ladder.keys().filter_map(|level| self.playbook.rank(level)).min();
        if let Some(rank) = self.playbook.rank(&role.at) {
            return rungs.map_or(rank, |rung| rung.min(rank));
        }
        // A post below the chain (a compound's secretary) climbs to the first level above it.
        let height = posts::height(self.playbook, &role.at);
        let above = |level: &Name| posts::height(self.playbook, level) > height;
        self.playbook.responsibility.iter().position(above).unwrap_or_default()
    }
}
