//! `linli playbook simulate`: what a changed playbook would do differently, over made-up cases or
//! over those of an installation.

use std::{collections::BTreeMap, path::Path, process::ExitCode};

use linli_app::{App, matter};
use linli_kernel::Moment;
use linli_playbook::{
    Name, Playbook,
    model::{Label, Process},
    simulate::{Difference, Found, Recorded, Report, made_up, simulate},
};
use linli_web::texts::{Lang, texts};

use crate::{
    failure::Outcome,
    playbook::compiled,
    table,
    words::{say, sentence, word},
};

/// Runs cases under both playbooks and prints what differs: those that an installation has, or
/// made-up ones of the first playbook.
pub(crate) async fn compare(
    before: &Path,
    after: &Path,
    installation: Option<&App>,
    lang: Lang,
) -> Outcome<ExitCode> {
    let (Some(old), Some(new)) = (compiled(before, lang)?, compiled(after, lang)?) else {
        return Ok(ExitCode::FAILURE);
    };
    let (said, mut reports) = match installation {
        Some(app) => ("cli-simulate-recorded", over_recorded(app, &old, &new).await?),
        None => ("cli-simulate-cases", over_made_up(&old, &new)),
    };
    for process in old.processes.values() {
        let report = reports.remove(&process.key).unwrap_or_default();
        let name = process.label.text(lang == Lang::En);
        let differ = report.cases.saturating_sub(report.same + report.not_taken);
        say(&sentence(
            lang,
            said,
            &[
                ("process", &name),
                ("cases", &report.cases),
                ("same", &report.same),
                ("differ", &differ),
            ],
        ));
        if report.not_taken > 0 {
            say(&sentence(lang, "cli-simulate-not-taken", &[("count", &report.not_taken)]));
        }
        if !report.found.is_empty() {
            let words = Words { old: process, new: new.process(&process.key), lang };
            table::print(&words.table(&report.found));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// What was found, by process.
type Reports = BTreeMap<Name, Report>;

fn over_made_up(old: &Playbook, new: &Playbook) -> Reports {
    let report = |process| simulate(old, new, &made_up(old, process));
    old.processes.values().map(|process| (process.key.clone(), report(process))).collect()
}

/// Over all cases of this playbook's name, whichever of its versions they run on.
async fn over_recorded(app: &App, old: &Playbook, new: &Playbook) -> Outcome<Reports> {
    let mut reports = Reports::new();
    let mut after = None;
    loop {
        let page = matter::recorded_cases(app, &old.key, after).await?;
        let mut cases: BTreeMap<Name, Vec<Recorded>> = BTreeMap::new();
        for case in page.cases {
            cases.entry(case.opening.process.clone()).or_default().push(case);
        }
        for (process, cases) in cases {
            reports.entry(process).or_default().join(simulate(old, new, &cases));
        }
        if page.next.is_none() {
            return Ok(reports);
        }
        after = page.next;
    }
}

type Row = [String; 5];

struct Words<'p> {
    old: &'p Process,
    new: Option<&'p Process>,
    lang: Lang,
}

impl Words<'_> {
    fn table(&self, found: &[Found]) -> Vec<Row> {
        let head = ["what", "where", "before", "after", "count"];
        let head = head.map(|column| word(self.lang, &format!("cli-simulate-column-{column}")));
        std::iter::once(head).chain(found.iter().map(|found| self.row(found))).collect()
    }

    fn row(&self, found: &Found) -> Row {
        let what = |key: &str| word(self.lang, &format!("cli-simulate-{key}"));
        let none = || "—".to_owned();
        let [what, stands, before, after] = match &found.difference {
            Difference::NotOpened { code } => {
                [what("not-opened"), none(), none(), self.refusal(code.0)]
            }
            Difference::StepNew { step } => [what("step-new"), self.name(step), none(), none()],
            Difference::StepGone { step } => [what("step-gone"), self.name(step), none(), none()],
            Difference::Deadline { step } => {
                let (before, after) = found.deadlines.map_or_else(
                    || (none(), none()),
                    |(before, after)| (moment(before), moment(after)),
                );
                [what("deadline"), self.name(step), before, after]
            }
            Difference::Refused { step, action, code } => {
                let stands = format!("{} · {}", self.name(step), self.action(step, action));
                [what("refused"), stands, none(), self.refusal(code.0)]
            }
            Difference::End { before, after } => {
                let name = |end: &Option<Name>| {
                    end.as_ref().map_or_else(|| what("not-ended"), |end| self.name(end))
                };
                [what("end"), none(), name(before), name(after)]
            }
        };
        [what, stands, before, after, found.cases.to_string()]
    }

    fn text(&self, label: &Label) -> String {
        label.text(self.lang == Lang::En).to_owned()
    }

    fn processes(&self) -> impl Iterator<Item = &Process> {
        [Some(self.old), self.new].into_iter().flatten()
    }

    /// A step's or end's words.
    fn name(&self, name: &Name) -> String {
        let label = |process: &Process| {
            let step = process.steps.get(name).map(|step| &step.label);
            step.or_else(|| process.ends.get(name).map(|end| &end.label)).map(|l| self.text(l))
        };
        self.processes().find_map(label).unwrap_or_else(|| name.to_string())
    }

    fn action(&self, step: &Name, action: &Name) -> String {
        let label = |process: &Process| {
            let steps = process.steps.get(step).into_iter().chain(process.steps.values());
            let mut outcomes = steps.flat_map(|step| &step.outcomes);
            let outcome = outcomes.find(|outcome| outcome.key == *action).map(|o| &o.label);
            let aside = || process.asides.get(action).map(|aside| &aside.label);
            outcome.or_else(aside).map(|label| self.text(label))
        };
        let own = format!("engine-action-{action}");
        let own = texts().has(self.lang, &own).then(|| word(self.lang, &own));
        self.processes().find_map(label).or(own).unwrap_or_else(|| action.to_string())
    }

    fn refusal(&self, code: &str) -> String {
        let key = format!("error-{code}");
        if texts().has(self.lang, &key) { word(self.lang, &key) } else { code.to_owned() }
    }
}

/// Day and time, in China.
fn moment(moment: Moment) -> String {
    moment.to_string().chars().take(16).collect::<String>().replace('T', " ")
}

#[cfg(test)]
mod tests;
