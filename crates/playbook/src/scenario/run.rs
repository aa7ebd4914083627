//! Running one story: line by line, until something differs.

use std::collections::BTreeSet;

use kdl::KdlNode;
use linli_kernel::Moment;

use super::{
    Surroundings, Told,
    model::{At, Line, Scenario, Until, Want, Wanted},
    town::Who,
    trace::{stamp, state},
    values,
    world::{Stopped, World},
};
use crate::{
    coverage::{Transition, taken},
    engine::{Refusal, Refusals, Status},
    language::{FindingCode, Problem, Reader, Stretch, nearest},
    model::{Name, Playbook},
};

/// Moments of the clock until a step's time is over: reminders and silences come before it.
const MOST_TICKS: usize = 500;

/// A refusal that the next line may expect, and what to say if it does not.
struct Refused {
    refusals: Refusals,
    problem: Problem,
}

/// A story on its way.
struct Telling<'r, 'a, 'p> {
    reader: &'r mut Reader<'a>,
    world: Option<World<'p>>,
    refused: Option<Refused>,
    trace: String,
}

/// Runs a story; what differs is reported once, and nothing after it is looked at.
pub(super) fn story(
    (playbook, around): (&Playbook, &Surroundings),
    scenario: &Scenario,
    reader: &mut Reader<'_>,
    seen: &mut BTreeSet<Transition>,
) -> Told {
    let before = reader.problems.len();
    let mut telling = Telling { reader, world: None, refused: None, trace: String::new() };
    telling.begin(playbook, scenario, around);
    for line in &scenario.lines {
        if telling.reader.problems.len() > before {
            break;
        }
        telling.line(line);
    }
    if telling.reader.problems.len() == before {
        telling.unexpected();
    }
    let passed = telling.reader.problems.len() == before;
    if let Some(world) = &telling.world {
        seen.extend(taken(world.process, &world.events));
    }
    let (name, article) = (scenario.name.clone(), scenario.article.clone());
    Told { name, article, passed, trace: telling.trace }
}

impl<'p> Telling<'_, '_, 'p> {
    fn report(&mut self, problem: Problem) {
        self.reader.report(problem);
    }

    fn begin(&mut self, playbook: &'p Playbook, scenario: &Scenario, around: &Surroundings) {
        let given = &scenario.given;
        match World::open(playbook, given, around) {
            Ok(world) => {
                let what = format!("given {} {}", given.process, given.opens);
                self.world = Some(world);
                self.tell(&what);
            }
            Err(Stopped::Refused(refusals)) => {
                self.refuse(&given.at, refusals, "given");
            }
            Err(Stopped::History) => self.history(&given.at),
        }
    }

    fn history(&mut self, at: &Stretch) {
        self.report(Problem::new(FindingCode::ScenarioHistory, at));
    }

    fn refuse(&mut self, at: &Stretch, refusals: Refusals, what: &str) {
        let said: Vec<String> = refusals.all().iter().map(said).collect();
        let said = said.join("; ");
        self.trace.push_str(&format!("    {what} refused={said}\n"));
        let problem = Problem::new(FindingCode::ScenarioRefused, at);
        let problem = problem.with("what", what).with("said", said);
        self.refused = Some(Refused { refusals, problem });
    }

    fn tell(&mut self, happened: &str) {
        if let Some(world) = &self.world {
            self.trace.push_str(&state(world, happened));
        }
    }

    /// A refusal that no `then` expected.
    fn unexpected(&mut self) {
        if let Some(refused) = self.refused.take() {
            self.report(refused.problem);
        }
    }

    fn line(&mut self, line: &Line) {
        if let Line::Then { wants } = line {
            return self.then(wants);
        }
        self.unexpected();
        let Some(mut world) = self.world.take() else { return };
        world.told.clear();
        self.world = Some(world);
        match line {
            Line::When { at, who, does, fields } => self.when(at, who, does, fields),
            Line::Clock { at, to } => self.clock(at, *to),
            Line::Then { .. } => {}
        }
    }

    /// Whom a `when` means; `holder` is whoever has the task on which it is offered.
    fn actor(&self, world: &World<'_>, who: &str, does: &Name) -> Option<Who> {
        match who {
            "holder" => {
                let holders = world.holders().into_iter().filter_map(|h| world.town.behind(h));
                let offers = |who: &Who| world.offers(who).iter().any(|o| o.action == *does);
                let mut holders: Vec<Who> = holders.collect();
                let at = holders.iter().position(offers).unwrap_or(0);
                (at < holders.len()).then(|| holders.swap_remove(at))
            }
            "finder" => world.case.found_by.as_ref().and_then(|post| world.town.behind(post)),
            name => world.town.who(name),
        }
    }

    fn when(&mut self, at: &Stretch, who: &At<String>, does: &At<Name>, fields: &[KdlNode]) {
        let Some(mut world) = self.world.take() else { return };
        let Some(actor) = self.actor(&world, &who.value, &does.value) else {
            let names = world.town.all_names();
            let problem = Problem::new(FindingCode::ScenarioWho, &who.at).with("name", &who.value);
            self.report(problem.with("known", names.join(", ")));
            return;
        };
        let called = match who.value.as_str() {
            "holder" | "finder" => world.town.name(&actor.holder),
            name => name.to_owned(),
        };
        let what = format!("when {called} does={}", does.value);
        let offers = world.offers(&actor);
        // On the own tasks first; the same action beside them comes last.
        let Some(offer) = offers.iter().find(|offer| offer.action == does.value) else {
            self.not_offered(&world, (&actor, &called), does);
            self.world = Some(world);
            return;
        };
        let before = self.reader.problems.len();
        let mut filled = world.filled(offer);
        values::write(self.reader, &world.town, &offer.fields, (fields, &mut filled));
        if self.reader.problems.len() > before {
            self.world = Some(world);
            return;
        }
        match world.perform(&actor, offer, filled) {
            Ok(()) => {
                self.world = Some(world);
                self.tell(&what);
            }
            Err(Stopped::Refused(refusals)) => {
                self.world = Some(world);
                self.refuse(at, refusals, &what);
            }
            Err(Stopped::History) => self.history(at),
        }
    }

    /// Nothing of that name is offered: the next line may expect it.
    fn not_offered(&mut self, world: &World<'_>, (actor, called): (&Who, &str), does: &At<Name>) {
        let refusals = world.why_not(actor, &does.value);
        let offers = world.offers(actor);
        let mut known: Vec<&str> = offers.iter().map(|offer| offer.action.as_str()).collect();
        known.dedup();
        let holders = world.holders().into_iter().map(|holder| world.town.name(holder));
        let holders: Vec<String> = holders.collect();
        let code = refusals.code();
        self.trace.push_str(&format!("    when {called} does={} refused={code}\n", does.value));
        let problem = Problem::new(FindingCode::ScenarioOffered, &does.at)
            .with("who", called)
            .with("action", &does.value)
            .with("step", world.place())
            .with("holders", holders.join(", "))
            .with("code", code)
            .with("known", known.join(", "))
            .suggest(nearest(does.value.as_str(), known.iter().copied()));
        self.refused = Some(Refused { refusals, problem });
    }

    fn clock(&mut self, at: &Stretch, to: Until) {
        let Some(mut world) = self.world.take() else { return };
        let moved = pass(&mut world, to);
        let what = match to {
            Until::Next => "clock to=next",
            Until::Due => "clock to=due",
            Until::Late => "clock to=late",
            Until::After { .. } | Until::Workdays(_) | Until::Moment(_) => "clock",
        };
        match moved {
            Ok(true) => {
                self.world = Some(world);
                self.tell(what);
            }
            Ok(false) => {
                let problem = Problem::new(FindingCode::ScenarioClock, at);
                self.report(problem.with("now", stamp(world.now)));
            }
            Err(_) => self.history(at),
        }
    }

    fn then(&mut self, wants: &[Want]) {
        for want in wants {
            if let Wanted::Refused(code) = &want.what {
                self.then_refused(want, code);
            }
        }
        self.unexpected();
        let Some(world) = self.world.take() else { return };
        for want in wants {
            if let Some((wanted, given)) = differs(&world, &want.what) {
                let problem = Problem::new(FindingCode::ScenarioDiffers, &want.at);
                self.report(problem.with("wanted", wanted).with("given", given));
                break;
            }
        }
        self.world = Some(world);
    }

    fn then_refused(&mut self, want: &Want, code: &str) {
        let Some(refused) = self.refused.take() else {
            self.report(Problem::new(FindingCode::ScenarioTaken, &want.at).with("code", code));
            return;
        };
        let all = refused.refusals.all();
        if !all.iter().any(|refusal| refusal.code.as_str() == code) {
            let given: Vec<&str> = all.iter().map(|refusal| refusal.code.as_str()).collect();
            let problem = Problem::new(FindingCode::ScenarioDiffers, &want.at);
            self.report(problem.with("wanted", code).with("given", given.join(", ")));
        }
    }
}

/// Lets time pass; `false` if the clock does not go there.
pub(super) fn pass(world: &mut World<'_>, to: Until) -> Result<bool, Stopped> {
    let until = match to {
        Until::Next => return world.tick(None),
        Until::Late => return late(world),
        Until::After { minutes } => world.now.plus_ms(minutes * 60_000),
        Until::Workdays(days) => after_workdays(world, days),
        Until::Due => world.case.step.due.at,
        Until::Moment(moment) => moment,
    };
    let forward = until >= world.now && (world.is_open() || !matches!(to, Until::Due));
    if !forward {
        return Ok(false);
    }
    // The last moment in time: what is asked for at this very moment has not happened yet.
    let before = if matches!(to, Until::Due) { until.plus_ms(-1) } else { until };
    world.pass(before)?;
    world.now = until;
    Ok(true)
}

/// Until the step's time is over and its rule was applied.
fn late(world: &mut World<'_>) -> Result<bool, Stopped> {
    if !world.is_open() {
        // A review that nobody decided.
        return world.tick(None);
    }
    let (entry, due) = (world.case.step.entry, world.case.step.due.at);
    for _ in 0..MOST_TICKS {
        let before = (world.case.level.clone(), world.case.step.supervised);
        if !world.tick(None)? {
            return Ok(false);
        }
        let left = !world.is_open() || world.case.step.entry != entry;
        let applied = world.case.step.late_handled
            || world.case.step.due.at > due
            || before != (world.case.level.clone(), world.case.step.supervised);
        if left || (world.now >= due && applied) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn after_workdays(world: &World<'_>, days: i64) -> Moment {
    let local = world.now.local();
    let mut day = local.day;
    for _ in 0..days {
        let next = day.tomorrow().unwrap_or(day);
        day = world.town.facts.calendar.workday_from(next);
    }
    Moment::from_local(day, local.ms_of_day)
}

/// What was wanted and what is, if they differ.
fn differs(world: &World<'_>, wanted: &Wanted) -> Option<(String, String)> {
    let case = &world.case;
    let unlike = |wanted: &str, given: &str| {
        (wanted != given).then(|| (wanted.to_owned(), given.to_owned()))
    };
    let moment = |wanted: Moment, given: Moment| unlike(&stamp(wanted), &stamp(given));
    match wanted {
        Wanted::Step(step) => match &case.status {
            Status::Open => unlike(step.as_str(), case.step.key.as_str()),
            Status::Ended { end, .. } => unlike(step.as_str(), &format!("end={end}")),
        },
        Wanted::End(end) => match &case.status {
            Status::Open => unlike(end.as_str(), &format!("step={}", case.step.key)),
            Status::Ended { end: came, .. } => unlike(end.as_str(), came.as_str()),
        },
        Wanted::Stage(stage) => {
            let given = world.process.steps.get(&case.step.key).map_or("", |s| s.stage.as_str());
            unlike(stage.as_str(), given)
        }
        Wanted::Level(level) => unlike(level.as_str(), case.level.as_str()),
        Wanted::Publicity(publicity) => unlike(publicity.word(), case.publicity.word()),
        Wanted::Due(due) => moment(*due, case.step.due.at),
        Wanted::Overall(due) => moment(*due, case.due.at),
        Wanted::Late(late) => unlike(&late.to_string(), &case.late.to_string()),
        Wanted::Tasks(count) => unlike(&count.to_string(), &case.tasks.len().to_string()),
        Wanted::Holder(names) => {
            let all = world.holders().into_iter().map(|holder| world.town.name(holder));
            missing(names, all.collect())
        }
        Wanted::Tells(names) => missing(names, told(world)),
        Wanted::Message(message) => {
            let sent: Vec<&str> = world.told.iter().map(|(_, name)| name.as_str()).collect();
            (!sent.contains(&message.as_str())).then(|| (message.to_string(), sent.join(", ")))
        }
        Wanted::Refused(_) => None,
    }
}

fn told(world: &World<'_>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (who, _) in &world.told {
        if !names.contains(who) {
            names.push(who.clone());
        }
    }
    names
}

fn missing(names: &[String], given: Vec<String>) -> Option<(String, String)> {
    let there = names.iter().all(|name| given.contains(name));
    (!there).then(|| (names.join(","), given.join(",")))
}

/// A refusal with what belongs to it.
fn said(refusal: &Refusal) -> String {
    let parameters = refusal.parameters.iter().map(|(key, value)| format!("{key}: {value}"));
    let about: Vec<String> = refusal.field.iter().cloned().chain(parameters).collect();
    match about.is_empty() {
        true => refusal.code.to_string(),
        false => format!("{} ({})", refusal.code, about.join(", ")),
    }
}
