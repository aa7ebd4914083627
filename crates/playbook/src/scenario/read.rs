//! Reading a scenario file: every slip in one run, as the playbook's own reader reports them.

use std::collections::{BTreeMap, BTreeSet};

use kdl::{KdlEntry, KdlNode};
use linli_kernel::{Day, Moment};

use super::{
    model::{At, File, Given, Line, Scenario, Until, Want, Wanted},
    town::{MOST_PARTIES, Town},
};
use crate::{
    engine::Own,
    language::{
        ANY, FindingCode, Problem, Reader, Shape, Stretch, arguments, children, nearest, parse,
        properties, property, value_stretch, word_stretch,
    },
    model::{Name, Playbook, Process, Publicity},
};

/// A Monday morning in a month without holidays.
const USUAL_START: (Day, i64) = (Day::constant(2026, 3, 2), 9 * 60);

const SCENARIO: Shape = Shape {
    arguments: (1, 1),
    properties: &["article"],
    children: Some(&["given", "when", "clock", "then"]),
};
const GIVEN: Shape = Shape {
    arguments: (0, 0),
    properties: &[
        "process",
        "opens",
        "channel",
        "class",
        "urgency",
        "category",
        "publicity",
        "at",
        "place",
        "found-by",
        "order",
        "due",
        "raiser",
        "account",
    ],
    children: Some(&["about", "vacant", "without", "kinds", "parties"]),
};
const THEN: Shape = Shape {
    arguments: (0, 0),
    properties: &[
        "step",
        "stage",
        "end",
        "level",
        "publicity",
        "holder",
        "due",
        "overall",
        "late",
        "refused",
        "tells",
        "message",
        "tasks",
    ],
    children: Some(&[]),
};

/// Reads a file; what is wrong with it stands in the reader's problems.
pub(super) fn file(reader: &mut Reader<'_>, playbook: &Playbook) -> Option<File> {
    let document = parse(reader)?;
    let mut file = File::default();
    let mut names = BTreeSet::new();
    let mut head = false;
    for node in document.nodes() {
        match node.name().value() {
            "playbook" => {
                head = true;
                reader.of_playbook(node, playbook);
            }
            "scenario" => {
                let scenario = reader.scenario(node, playbook);
                if let Some(scenario) = scenario {
                    if !names.insert(scenario.name.clone()) {
                        let twice = Problem::new(FindingCode::Twice, &scenario.at);
                        reader.report(twice.with("name", &scenario.name));
                    }
                    file.scenarios.push(scenario);
                }
            }
            _ => reader.expect_child(node, reader.source.file, &["playbook", "scenario"]),
        }
    }
    if !head {
        let missing = Problem::new(FindingCode::MissingNode, &(0..0)).with("name", "playbook");
        reader.report(missing.with("word", reader.source.file));
    }
    reader.problems.is_empty().then_some(file)
}

impl Reader<'_> {
    /// The playbook that the scenarios are for, and if one likes its version.
    fn of_playbook(&mut self, node: &KdlNode, playbook: &Playbook) {
        let properties = &["version"];
        self.expect(node, Shape { arguments: (1, 1), properties, children: Some(&[]) });
        let Some((name, at)) = arguments(node).next().and_then(|entry| self.text_of(entry)) else {
            return;
        };
        if name != playbook.key.as_str() {
            let other = Problem::new(FindingCode::ScenarioPlaybook, &at).with("given", name);
            self.report(other.with("wanted", &playbook.key));
        }
        let version = i64::from(playbook.version);
        if let Some(given) = self.number_at(node, "version", (1, 1_000_000))
            && given != version
        {
            let at = property(node, "version").map_or(at, value_stretch);
            let other = Problem::new(FindingCode::ScenarioPlaybook, &at).with("given", given);
            self.report(other.with("wanted", version));
        }
    }

    fn scenario(&mut self, node: &KdlNode, playbook: &Playbook) -> Option<Scenario> {
        self.expect(node, SCENARIO);
        let (name, at) = arguments(node).next().and_then(|entry| self.text_of(entry))?;
        let article = self.needed(node, "article").map(|(text, _)| text.to_owned());
        let mut lines = children(node);
        let first = lines.next();
        let given = match first.filter(|line| line.name().value() == "given") {
            Some(given) => self.given(given, playbook),
            None => {
                let at = word_stretch(node);
                let missing = Problem::new(FindingCode::MissingNode, &at).with("name", "given");
                self.report(missing.with("word", "scenario"));
                None
            }
        }?;
        let process = playbook.process(&given.process)?;
        let lines = lines.filter_map(|line| self.line(line, playbook, process)).collect();
        Some(Scenario { name: name.to_owned(), article: article?, at, given, lines })
    }

    /// A property that must be one of these names.
    fn one_of<'n>(
        &mut self,
        node: &KdlNode,
        key: &str,
        known: impl Iterator<Item = &'n Name> + Clone,
    ) -> Option<Name> {
        let (name, at) = self.name_at(node, key)?;
        self.declared(&name, &at, known)
    }

    fn declared<'n>(
        &mut self,
        name: &Name,
        at: &Stretch,
        known: impl Iterator<Item = &'n Name> + Clone,
    ) -> Option<Name> {
        if known.clone().any(|found| found == name) {
            return Some(name.clone());
        }
        let listed: Vec<&str> = known.clone().map(Name::as_str).collect();
        let problem = Problem::new(FindingCode::BadChoice, at)
            .with("given", name)
            .with("known", listed.join(", "))
            .suggest(nearest(name.as_str(), listed.iter().copied()));
        self.report(problem);
        None
    }

    fn given(&mut self, node: &KdlNode, playbook: &Playbook) -> Option<Given> {
        self.expect(node, GIVEN);
        let usual = playbook.processes.get("matter").or_else(|| playbook.processes.values().next());
        let process = match property(node, "process") {
            Some(_) => {
                let named = self.one_of(node, "process", playbook.processes.keys())?;
                playbook.process(&named)?
            }
            None => usual?,
        };
        let opens = self.one_of(node, "opens", process.opens.iter());
        let channel = self.one_of(node, "channel", process.through.iter());
        let publicity = self.text(node, "publicity");
        let publicity = publicity.and_then(|(t, at)| self.choice(t, &at, Publicity::WORDS));
        let kinds = playbook.place_kinds();
        let found_by = self.who_at(node, "found-by", playbook);
        let start = Moment::from_local(USUAL_START.0, USUAL_START.1 * 60_000);
        let named = |reader: &mut Self, word: &str| -> BTreeSet<Name> {
            let line = reader.child(node, word);
            let names = line.map(|line| {
                reader.expect(
                    line,
                    Shape { arguments: (1, 40), properties: &[], children: Some(&[]) },
                );
                reader.names(line)
            });
            let known: Vec<&Name> = match word {
                "vacant" => playbook.roles.keys().collect(),
                _ => kinds.iter().copied().collect(),
            };
            let names = names.unwrap_or_default().into_iter();
            names
                .filter_map(|(name, at)| reader.declared(&name, &at, known.iter().copied()))
                .collect()
        };
        let (vacant, without) = (named(self, "vacant"), named(self, "without"));
        let chosen = named(self, "kinds");
        Some(Given {
            at: word_stretch(node),
            process: process.key.clone(),
            opens: opens.or_else(|| process.opens.first().cloned())?,
            channel: channel.or_else(|| process.through.first().cloned())?,
            class: self.one_of(node, "class", playbook.classes.keys()),
            urgency: self.one_of(node, "urgency", playbook.urgencies.keys()),
            category: self.one_of(node, "category", playbook.categories.iter().map(|(key, _)| key)),
            publicity,
            moment: self.moment_at(node, "at").unwrap_or(start),
            place: self.one_of(node, "place", kinds.iter().copied()),
            raiser: self.flag(node, "raiser", found_by.is_none()),
            account: self.flag(node, "account", true),
            found_by,
            order: self.name_at(node, "order").map(|(name, _)| name),
            order_due: self.moment_at(node, "due"),
            about: self.about(node, playbook),
            vacant,
            without,
            kinds: chosen,
            parties: self.parties_given(node, playbook),
        })
    }

    fn about(&mut self, node: &KdlNode, playbook: &Playbook) -> Vec<At<String>> {
        let Some(line) = self.child(node, "about") else { return Vec::new() };
        self.expect(line, Shape { arguments: (1, 20), properties: &[], children: Some(&[]) });
        let names: Vec<(String, Stretch)> = arguments(line)
            .filter_map(|entry| self.text_of(entry).map(|(text, at)| (text.to_owned(), at)))
            .collect();
        names.into_iter().filter_map(|(name, at)| self.who(&name, &at, playbook)).collect()
    }

    /// How many organisations of which kind there are.
    fn parties_given(&mut self, node: &KdlNode, playbook: &Playbook) -> BTreeMap<Name, i64> {
        let Some(line) = self.child(node, "parties") else { return BTreeMap::new() };
        self.expect(line, Shape { arguments: (0, 0), properties: ANY, children: Some(&[]) });
        let mut counts = BTreeMap::new();
        let entries: Vec<(String, &KdlEntry)> =
            properties(line).map(|(key, entry)| (key.to_owned(), entry)).collect();
        for (key, entry) in entries {
            let at = crate::language::key_stretch(entry);
            let Some(kind) = self.name(&key, &at) else { continue };
            let kind = self.declared(&kind, &at, playbook.parties.keys());
            let count = self.number(entry, 0, MOST_PARTIES);
            counts.extend(kind.zip(count));
        }
        counts
    }

    fn who_at(&mut self, node: &KdlNode, key: &str, playbook: &Playbook) -> Option<At<String>> {
        let (text, at) = self.text(node, key)?;
        let text = text.to_owned();
        self.who(&text, &at, playbook)
    }

    /// Somebody of the town, perhaps with a number: `department-2`.
    fn who(&mut self, text: &str, at: &Stretch, playbook: &Playbook) -> Option<At<String>> {
        let names = Town::names(playbook);
        let numbered = text.rsplit_once('-').filter(|(_, digits)| {
            digits.parse::<i64>().is_ok_and(|number| (1..=MOST_PARTIES).contains(&number))
        });
        let known = |word: &str| names.iter().any(|name| name == word);
        if known(text) || numbered.is_some_and(|(word, _)| known(word)) {
            return Some(At { value: text.to_owned(), at: at.clone() });
        }
        let problem = Problem::new(FindingCode::ScenarioWho, at)
            .with("name", text)
            .with("known", names.join(", "))
            .suggest(nearest(text, names.iter().map(String::as_str)));
        self.report(problem);
        None
    }

    fn line(&mut self, node: &KdlNode, playbook: &Playbook, process: &Process) -> Option<Line> {
        let at = word_stretch(node);
        match node.name().value() {
            "when" => self.when(node, playbook, process),
            "clock" => Some(Line::Clock { at, to: self.clock_line(node)? }),
            "then" => Some(Line::Then { wants: self.wants(node, playbook, process) }),
            "given" => {
                self.report(Problem::new(FindingCode::Twice, &at).with("name", "given"));
                None
            }
            _ => None,
        }
    }

    fn when(&mut self, node: &KdlNode, playbook: &Playbook, process: &Process) -> Option<Line> {
        self.expect(node, Shape { arguments: (1, 1), properties: &["does"], children: None });
        let (who, who_at) = arguments(node).next().and_then(|entry| self.text_of(entry))?;
        let who = self.who(who, &who_at, playbook);
        if property(node, "does").is_none() {
            self.missing_property(node, "does");
        }
        let (does, does_at) = self.name_at(node, "does")?;
        let outcomes = process.steps.values().flat_map(|step| &step.outcomes);
        let known: BTreeSet<Name> = outcomes
            .map(|outcome| outcome.key.clone())
            .chain(process.asides.keys().cloned())
            .chain(Own::ALL.iter().map(|own| own.name()))
            .collect();
        let does = self.declared(&does, &does_at, known.iter())?;
        let at = word_stretch(node);
        let fields = children(node).cloned().collect();
        Some(Line::When { at, who: who?, does: At { value: does, at: does_at }, fields })
    }

    fn clock_line(&mut self, node: &KdlNode) -> Option<Until> {
        const WORDS: &[(&str, Until)] =
            &[("next", Until::Next), ("due", Until::Due), ("late", Until::Late)];
        self.expect(node, Shape { arguments: (0, 1), properties: &["to"], children: Some(&[]) });
        if let Some(entry) = arguments(node).next() {
            let (text, at) = self.text_of(entry)?;
            let text = text.to_owned();
            return self.duration(&text, &at);
        }
        let (text, at) = self.needed(node, "to")?;
        match text.as_bytes().first() {
            Some(b'0'..=b'9') => self.moment(text, &at).map(Until::Moment),
            _ => self.choice(text, &at, WORDS),
        }
    }

    /// So much time, nights and holidays included; work days are counted by the calendar.
    fn duration(&mut self, text: &str, at: &Stretch) -> Option<Until> {
        let read = |text: &str| {
            let (amount, unit) = text.trim().split_once(' ')?;
            let amount: i64 = amount.parse().ok().filter(|amount| (1..=3650).contains(amount))?;
            Some(match unit.trim() {
                "minute" | "minutes" => Until::After { minutes: amount },
                "hour" | "hours" => Until::After { minutes: amount * 60 },
                "day" | "days" => Until::After { minutes: amount * 24 * 60 },
                "workday" | "workdays" => Until::Workdays(amount),
                _ => return None,
            })
        };
        let read = read(text);
        if read.is_none() {
            self.report(Problem::new(FindingCode::BadLimit, at).with("given", text));
        }
        read
    }

    fn moment_at(&mut self, node: &KdlNode, key: &str) -> Option<Moment> {
        let (text, at) = self.text(node, key)?;
        let text = text.to_owned();
        self.moment(&text, &at)
    }

    fn moment(&mut self, text: &str, at: &Stretch) -> Option<Moment> {
        let read = moment(text);
        if read.is_none() {
            self.report(Problem::new(FindingCode::ScenarioMoment, at).with("given", text));
        }
        read
    }

    fn wants(&mut self, node: &KdlNode, playbook: &Playbook, process: &Process) -> Vec<Want> {
        self.expect(node, THEN);
        let keys: Vec<(String, Stretch)> =
            properties(node).map(|(key, entry)| (key.to_owned(), value_stretch(entry))).collect();
        keys.into_iter()
            .filter_map(|(key, at)| {
                let what = self.wanted(node, &key, (playbook, process))?;
                Some(Want { at, what })
            })
            .collect()
    }

    fn wanted(
        &mut self,
        node: &KdlNode,
        key: &str,
        (playbook, process): (&Playbook, &Process),
    ) -> Option<Wanted> {
        Some(match key {
            "step" => Wanted::Step(self.one_of(node, key, process.steps.keys())?),
            "stage" => {
                Wanted::Stage(self.one_of(node, key, playbook.stages.iter().map(|(key, _)| key))?)
            }
            "end" => {
                let merged = Name::known(crate::engine::MERGED_END);
                let known: Vec<&Name> = process.ends.keys().chain([&merged]).collect();
                Wanted::End(self.one_of(node, key, known.iter().copied())?)
            }
            "level" => Wanted::Level(self.one_of(node, key, playbook.responsibility.iter())?),
            "publicity" => {
                let (text, at) = self.text(node, key)?;
                Wanted::Publicity(self.choice(text, &at, Publicity::WORDS)?)
            }
            "holder" => Wanted::Holder(self.whos(node, key, playbook)),
            "tells" => Wanted::Tells(self.whos(node, key, playbook)),
            "due" => Wanted::Due(self.moment_at(node, key)?),
            "overall" => Wanted::Overall(self.moment_at(node, key)?),
            "late" => Wanted::Late(self.flag(node, key, true)),
            "tasks" => Wanted::Tasks(self.number_at(node, key, (0, 10_000))?),
            "message" => Wanted::Message(self.name_at(node, key)?.0),
            "refused" => {
                let (text, at) = self.text(node, key)?;
                let codes = crate::engine::codes::ALL.iter().map(|code| (code.as_str(), ()));
                let codes: Vec<(&'static str, ())> = codes.collect();
                self.choice(text, &at, &codes)?;
                Wanted::Refused(text.to_owned())
            }
            _ => return None,
        })
    }

    fn whos(&mut self, node: &KdlNode, key: &str, playbook: &Playbook) -> Vec<String> {
        let names = self.list_at(node, key);
        let known = |(name, at): (Name, Stretch), reader: &mut Self| {
            reader.who(name.as_str(), &at, playbook).map(|who| who.value)
        };
        names.into_iter().filter_map(|named| known(named, self)).collect()
    }
}

/// `2026-03-02 09:00`, on a clock in China.
fn moment(text: &str) -> Option<Moment> {
    let (day, time) = text.trim().split_once(' ')?;
    let day: Day = day.parse().ok()?;
    let (hour, minute) = time.trim().split_once(':')?;
    let (hour, minute): (i64, i64) = (hour.parse().ok()?, minute.parse().ok()?);
    let valid = (0..24).contains(&hour) && (0..60).contains(&minute);
    valid.then(|| Moment::from_local(day, (hour * 60 + minute) * 60_000))
}
