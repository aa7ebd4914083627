//! The state after every line of a story, as text: what the snapshot holds. Written in the names of
//! the playbook, so that every part of it can be taken over into a `then`.

use std::fmt::Write as _;

use linli_kernel::Moment;

use super::world::World;
use crate::{
    engine::{Status, Task, TaskKind},
    model::Name,
};

/// A day and a time as a scenario writes them.
pub(super) fn stamp(moment: Moment) -> String {
    moment.to_string().chars().take(16).collect::<String>().replace('T', " ")
}

/// What happened, and how the case stands after it.
pub(super) fn state(world: &World<'_>, happened: &str) -> String {
    let mut text = format!("{}  {happened}\n", stamp(world.now));
    let case = &world.case;
    let _ = match &case.status {
        Status::Open => {
            let step = world.process.steps.get(&case.step.key);
            let (label, stage) =
                step.map_or(("", ""), |step| (step.label.zh.as_str(), step.stage.as_str()));
            let late = if case.late { " late=#true" } else { "" };
            let paused = if case.paused.is_some() { " (paused)" } else { "" };
            writeln!(
                text,
                "    step={} {label} stage={stage} level={} publicity={} due=\"{}\" overall=\"{}\"{late}{paused}",
                case.step.key,
                case.level,
                case.publicity.word(),
                stamp(case.step.due.at),
                stamp(case.due.at),
            )
        }
        Status::Ended { end, .. } => {
            let label = world.process.ends.get(end).map_or("", |end| end.label.zh.as_str());
            writeln!(text, "    end={end} {label}")
        }
    };
    for task in case.tasks.values() {
        let _ = writeln!(text, "    task {}", task_line(world, task));
    }
    let mut told: Vec<(&String, Vec<&Name>)> = Vec::new();
    for (who, message) in &world.told {
        match told.iter_mut().find(|(known, _)| *known == who) {
            Some((_, messages)) => messages.push(message),
            None => told.push((who, vec![message])),
        }
    }
    for (who, messages) in told {
        let messages: Vec<&str> = messages.iter().map(|name| name.as_str()).collect();
        let _ = writeln!(text, "    tells={who} {}", messages.join(", "));
    }
    text
}

fn task_line(world: &World<'_>, task: &Task) -> String {
    let holder = world.town.name(&task.holder);
    let late = if task.late { " late" } else { "" };
    let answer = task.answer_by.map(|by| format!(" answer-by=\"{}\"", stamp(by.at)));
    format!(
        "{} holder={holder} {} due=\"{}\"{}{late}",
        task.number.0,
        kind(&task.kind),
        stamp(task.due.at),
        answer.unwrap_or_default()
    )
}

fn kind(kind: &TaskKind) -> String {
    match kind {
        TaskKind::Act => "act".to_owned(),
        TaskKind::Assign => "assign".to_owned(),
        TaskKind::Lead { accepted, item } => {
            let item = item.map(|row| format!(" row {}", row + 1)).unwrap_or_default();
            format!("lead{item}{}", if *accepted { "" } else { " (asked)" })
        }
        TaskKind::Assist { accepted } => {
            format!("assist{}", if *accepted { "" } else { " (asked)" })
        }
        TaskKind::Supervise => "watch".to_owned(),
        TaskKind::Review { of } => format!("objection of {}", of.0),
        TaskKind::Rate { representative: true } => "rate as representative".to_owned(),
        TaskKind::Rate { .. } => "rate".to_owned(),
        TaskKind::Revisit { raiser: Some(_) } => "revisit".to_owned(),
        TaskKind::Revisit { raiser: None } => "inspect".to_owned(),
        TaskKind::Answer => "answer".to_owned(),
        TaskKind::Approve { of, action, .. } => format!("approve {action} of {}", of.0),
        TaskKind::Reply => "reply".to_owned(),
        TaskKind::ReviewRefusal => "review".to_owned(),
        TaskKind::Invitation { claimed: true } => "invitation (claimed)".to_owned(),
        TaskKind::Invitation { claimed: false } => "invitation".to_owned(),
    }
}
