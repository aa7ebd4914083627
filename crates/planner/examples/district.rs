//! A made-up district of the demo's size, planned whole: `cargo xtask bench` and `cargo xtask
//! scale` run this. What is measured stands in `docs/performance.md`.
//!
//! Positions are made up from a fixed seed: compounds on a jittered net, their buildings in rows
//! with every few left out, so that no community is a plain lattice.
#![expect(clippy::print_stdout, reason = "a command-line tool reports on standard output")]

use std::{collections::BTreeMap, collections::BTreeSet, fs, process::ExitCode};

use linli_kernel::PlaceId;
use linli_planner::{
    Aim, Assignment, Band, Building, Community, PerWorker, Point, Rules, greedy, judge, plan, today,
};

/// The demo's district: communities, grids and households of the article (mission 5.1).
const COMMUNITIES: i64 = 25;
const GRIDS: i64 = 187;
const HOUSEHOLDS: i64 = 59_000;
/// Households of an average building of the demo.
const IN_A_BUILDING: i64 = 44;

/// Numbers that are the same every time.
struct Chance(u64);

impl Chance {
    fn between(&mut self, from: i64, to: i64) -> i64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        from + i64::try_from(self.0 >> 33).unwrap_or(0) % (to - from + 1)
    }
}

/// A community of about so many households, with so many grids today, drawn as a clerk would:
/// along the list.
fn made_up(
    number: i64,
    households: i64,
    grids: i64,
    rules: Rules,
    chance: &mut Chance,
) -> Community {
    let mut buildings: Vec<Building> = Vec::new();
    let (mut left, mut site) = (households, 0);
    while left > 0 {
        let (east, north) = (site % 4 * 260, site / 4 * 240);
        let (east, north) = (east + chance.between(-40, 40), north + chance.between(-40, 40));
        for place in 0..chance.between(5, 13) {
            if left <= 0 || chance.between(0, 9) == 0 {
                continue;
            }
            let size = chance.between(IN_A_BUILDING - 26, IN_A_BUILDING + 26).min(left);
            left -= size;
            let rank = i64::try_from(buildings.len()).unwrap_or(0);
            let id = PlaceId::new(number * 10_000 + rank + 1);
            let compound = PlaceId::new(number * 10_000 + 5_000 + site);
            let (Some(id), Some(compound)) = (id, compound) else { continue };
            buildings.push(Building {
                id,
                households: size,
                persons: None,
                at: Some(Point {
                    east_m: east + place % 3 * 60 + chance.between(-8, 8),
                    north_m: north + place / 3 * 45 + chance.between(-8, 8),
                }),
                site: compound,
                rank,
                grid: None,
                fixed: false,
            });
        }
        site += 1;
    }
    let mut before = 0;
    for one in &mut buildings {
        let grid = (before + one.households / 2) * grids / households;
        one.grid = PlaceId::new(number * 10_000 + 9_000 + grid);
        before += one.households;
    }
    Community {
        buildings,
        adjacent: None,
        left_alone: BTreeSet::new(),
        workers: BTreeMap::new(),
        rules,
    }
}

fn district(part: i64, rules: Rules) -> Vec<Community> {
    let mut chance = Chance(2_026);
    let count = (COMMUNITIES / part).max(1);
    let mean = HOUSEHOLDS / COMMUNITIES;
    (1..=count)
        .map(|number| {
            let households = mean + chance.between(-mean * 2 / 5, mean * 2 / 5);
            let grids = (households * GRIDS / HOUSEHOLDS).max(1);
            made_up(number, households, grids, rules, &mut chance)
        })
        .collect()
}

/// What a district came to.
#[derive(Default)]
struct Figures {
    communities: usize,
    buildings: usize,
    households: i64,
    today: usize,
    greedy: usize,
    keep: usize,
    redraw: usize,
    grids: usize,
    changed_buildings: usize,
    changed_households: i64,
    cpu_ms: u64,
    greedy_cpu_ms: u64,
}

/// Milliseconds of processor time that this process has used.
fn cpu_ms() -> u64 {
    let book = fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    book.split(' ').next().and_then(|word| word.parse::<u64>().ok()).unwrap_or(0) / 1_000_000
}

fn measure(communities: &[Community]) -> Figures {
    let mut figures = Figures { communities: communities.len(), ..Figures::default() };
    for community in communities {
        figures.buildings += community.buildings.len();
        figures.households += community.buildings.iter().map(|one| one.households).sum::<i64>();
        let keeps = |division: &Assignment| usize::from(judge(community, division).keeps_rules());
        figures.today += keeps(&today(community));
        let before = cpu_ms();
        let clerk = greedy(community);
        figures.greedy_cpu_ms += cpu_ms() - before;
        figures.greedy += keeps(&clerk);
        let before = cpu_ms();
        let kept = plan(community, Aim::Keep);
        figures.cpu_ms += cpu_ms() - before;
        match kept {
            Ok(plan) => {
                figures.keep += 1;
                figures.grids += plan.grids.len();
                figures.changed_buildings += plan.moved.len();
                figures.changed_households += plan.score.changed;
            }
            Err(none) => {
                eprintln!("{:?}: {:?}", community.buildings.first().map(|b| b.id), none.why)
            }
        }
        figures.redraw += usize::from(plan(community, Aim::Redraw).is_ok());
    }
    figures
}

fn rules(least: i64, most: i64) -> Rules {
    Rules {
        households: Band { least, most },
        persons_most: None,
        worker: Some(PerWorker { households: 300, persons: Some(1_000) }),
    }
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let after = |word: &str| {
        words.iter().position(|one| one == word).and_then(|at| words.get(at + 1)?.parse().ok())
    };
    let part = after("--one-of").unwrap_or(1).max(1);
    println!(
        "rules     communities  buildings  today  clerk  kept  redrawn  grids  moved  households moved  CPU ms  clerk's"
    );
    let mut whole = true;
    for (least, most) in [(200, 400), (150, 300), (400, 700), (260, 360)] {
        let figures = measure(&district(part, rules(least, most)));
        let share = |count: usize| format!("{} %", count * 100 / figures.communities.max(1));
        println!(
            "{least}–{most}   {:>11}  {:>9}  {:>5}  {:>5}  {:>4}  {:>7}  {:>5}  {:>5}  {:>16}  {:>6}  {:>7}",
            figures.communities,
            figures.buildings,
            share(figures.today),
            share(figures.greedy),
            share(figures.keep),
            share(figures.redraw),
            figures.grids,
            figures.changed_buildings,
            format!("{} of {}", figures.changed_households, figures.households),
            figures.cpu_ms,
            figures.greedy_cpu_ms,
        );
        whole &= figures.keep == figures.communities && figures.redraw == figures.communities;
    }
    if words.iter().any(|word| word == "--check") && !whole {
        eprintln!("a community that can be divided was not");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
