//! A locality's numbers as rules of the planner.

use linli_planner::{Band, PerWorker, Rules};
use linli_playbook::Playbook;

/// The usual bounds where a playbook says nothing: mission 2.2.
const USUAL: Band = Band { least: 400, most: 700 };

/// The rules for grids by this playbook.
pub(super) fn rules(playbook: &Playbook) -> Rules {
    let number = |name: &str| {
        playbook.rules.iter().find(|(key, _)| **key == *name).map(|(_, number)| *number)
    };
    let worker = number("grid-households").filter(|households| *households > 0);
    let around = worker.map(|size| Band { least: size - size / 3, most: size + size / 3 });
    let around = around.unwrap_or(USUAL);
    let least = number("grid-households-least").unwrap_or(around.least).max(1);
    let most = number("grid-households-most").unwrap_or(around.most).max(least);
    Rules {
        households: Band { least, most },
        persons_most: number("grid-persons-most").filter(|persons| *persons > 0),
        worker: worker.map(|households| PerWorker { households, persons: number("grid-persons") }),
    }
}

#[cfg(test)]
mod tests {
    use linli_playbook::language::{RuleNames, compile};

    use super::*;

    fn of(numbers: &str) -> Rules {
        let text = include_str!("../../../../playbooks/kenli/kenli.kdl");
        let (before, after) = text.split_once("rules {").unwrap();
        let (_, after) = after.split_once('}').unwrap();
        let text = format!("{before}rules {{\n{numbers}\n}}{after}");
        rules(&compile("kenli.kdl", &text, &RuleNames::shipped()).unwrap())
    }

    #[test]
    fn bounds_are_given_or_lie_around_what_a_worker_answers_for() {
        assert_eq!(of("").households, USUAL);
        assert_eq!(of("grid-households 300").households, Band { least: 200, most: 400 });
        let given = of("grid-households 300\ngrid-households-least 150\ngrid-persons-most 1200");
        assert_eq!(given.households, Band { least: 150, most: 400 });
        assert_eq!(given.persons_most, Some(1_200));
        assert_eq!(of("grid-persons 1000").worker, None);
        let worker = PerWorker { households: 300, persons: Some(1_000) };
        assert_eq!(of("grid-households 300\ngrid-persons 1000").worker, Some(worker));
    }
}
