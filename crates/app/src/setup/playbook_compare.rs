//! What differs between two playbooks, in the drawings and in the text; and the changes of districts
//! from one to another that were asked for.

use std::{sync::Arc, time::Duration};

use linli_domain::{
    playbook_change::{Decision, Edition, PlaybookChange},
    policy::Action,
};
use linli_kernel::{PersonId, PlaybookChangeId};
use linli_playbook::{
    Playbook,
    draw::{self, Mark, Marks, Redrawn},
    language::Speech,
};
use similar::{ChangeTag, TextDiff};

use crate::{
    App, AppError, AppResult, Caller,
    account::{Administrator, people},
    ports::Snapshot,
};

/// Unchanged lines around those that differ.
const AROUND: usize = 3;
/// So many of the latest changes are listed.
const LATEST: i64 = 50;
/// Longer the nearest passages are not looked for: two long texts without a common line would take
/// minutes, and what is told then is coarser and as true.
const PATIENCE: Duration = Duration::from_secs(2);

/// A change with the names that its ids stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeView {
    /// The change.
    pub change: PlaybookChange,
    /// The district's name.
    pub district: String,
    /// Who asked.
    pub proposed_by: Option<String>,
    /// Who agreed, declined or took it back.
    pub decided_by: Option<String>,
    /// What the reader may decide.
    pub open: &'static [Decision],
}

/// Two stored playbooks side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The first of them.
    pub before: Edition,
    /// The other.
    pub after: Edition,
    /// The processes of which anything differs.
    pub processes: Vec<RedrawnProcess>,
    /// The passages of the text that differ.
    pub passages: Vec<Passage>,
}

/// A process of which anything differs, with its drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedrawnProcess {
    /// What differs.
    pub what: Redrawn,
    /// The later drawing, or the earlier of a process that is gone, as SVG with marks.
    pub svg: String,
}

/// Lines that stand together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The first line's number in the text before and in the text after, from 1.
    pub at: (usize, usize),
    /// The lines.
    pub lines: Vec<(Side, String)>,
}

/// In which text a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// In both.
    Both,
    /// Before only.
    Before,
    /// After only.
    After,
}

/// The latest changes, newest first.
///
/// # Errors
/// [`AppError::Forbidden`] for everybody but a system administrator.
pub async fn playbook_changes(app: &App, caller: &Caller) -> AppResult<Vec<ChangeView>> {
    Administrator::Caller(caller).permit(app, Action::ManagePlaybook).await?;
    let mut rows = app.snapshot().await?;
    let mut views = Vec::new();
    for change in rows.playbook_changes(LATEST).await? {
        views.push(view(app, rows.as_mut(), caller, change).await?);
    }
    Ok(views)
}

/// One change with everything that differs.
///
/// # Errors
/// [`AppError::Forbidden`] for everybody but a system administrator; [`AppError::NotFound`].
pub async fn playbook_change(
    app: &App,
    caller: &Caller,
    id: PlaybookChangeId,
    speech: Speech,
) -> AppResult<(ChangeView, Comparison)> {
    Administrator::Caller(caller).permit(app, Action::ManagePlaybook).await?;
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let change = rows.playbook_change(id).await?.ok_or(AppError::NotFound)?;
    let comparison = comparison(app, rows, (&change.before, &change.after), speech).await?;
    Ok((view(app, rows, caller, change).await?, comparison))
}

/// Two stored playbooks side by side, whether a change is asked for or not.
///
/// # Errors
/// [`AppError::Forbidden`] for everybody but a system administrator; [`AppError::NotFound`].
pub async fn compare_playbooks(
    app: &App,
    caller: &Caller,
    (before, after): (&Edition, &Edition),
    speech: Speech,
) -> AppResult<Comparison> {
    Administrator::Caller(caller).permit(app, Action::ManagePlaybook).await?;
    let mut rows = app.snapshot().await?;
    comparison(app, rows.as_mut(), (before, after), speech).await
}

async fn comparison(
    app: &App,
    rows: &mut dyn Snapshot,
    (before, after): (&Edition, &Edition),
    speech: Speech,
) -> AppResult<Comparison> {
    let (old, old_text) = edition(app, rows, before).await?;
    let (new, new_text) = edition(app, rows, after).await?;
    let drawn = |what: Redrawn| {
        let (playbook, marks) = match what.mark {
            Mark::Gone => (&old, Marks::new()),
            _ => (&new, what.marks()),
        };
        let process = playbook.process(&what.key);
        let svg = process.map(|process| draw::svg(playbook, process, speech, &marks));
        RedrawnProcess { what, svg: svg.unwrap_or_default() }
    };
    Ok(Comparison {
        before: before.clone(),
        after: after.clone(),
        processes: draw::redrawn(&old, &new, speech).into_iter().map(drawn).collect(),
        passages: passages(&old_text, &new_text),
    })
}

async fn edition(
    app: &App,
    rows: &mut dyn Snapshot,
    (key, version): &Edition,
) -> AppResult<(Arc<Playbook>, String)> {
    let row = rows.playbook(key, *version).await?.ok_or(AppError::NotFound)?;
    Ok((app.playbook(rows, key, *version).await?, row.text))
}

async fn view(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    change: PlaybookChange,
) -> AppResult<ChangeView> {
    let district = rows.place(change.district).await?.map(|place| place.name).unwrap_or_default();
    Ok(ChangeView {
        district,
        proposed_by: name(app, rows, change.proposed_by).await?,
        decided_by: match change.decided_by {
            Some(person) => name(app, rows, person).await?,
            None => None,
        },
        open: change.open_to(caller.person),
        change,
    })
}

async fn name(app: &App, rows: &mut dyn Snapshot, id: PersonId) -> AppResult<Option<String>> {
    Ok(rows.person(id).await?.and_then(|person| people::name_of(app, &person)))
}

/// The passages in which two texts differ.
fn passages(before: &str, after: &str) -> Vec<Passage> {
    let diff = TextDiff::configure().timeout(PATIENCE).diff_lines(before, after);
    let passage = |group: &Vec<similar::DiffOp>| {
        let first = group.first()?;
        let lines = group.iter().flat_map(|part| diff.iter_changes(part)).map(|change| {
            let side = match change.tag() {
                ChangeTag::Equal => Side::Both,
                ChangeTag::Delete => Side::Before,
                ChangeTag::Insert => Side::After,
            };
            (side, change.value().trim_end_matches(['\r', '\n']).to_owned())
        });
        let at = (first.old_range().start + 1, first.new_range().start + 1);
        Some(Passage { at, lines: lines.collect() })
    };
    diff.grouped_ops(AROUND).iter().filter_map(passage).collect()
}

#[cfg(test)]
mod tests {
    use super::{Side, passages};

    #[test]
    fn a_changed_line_stands_among_three_on_each_side() {
        let before: String = (1..=20).map(|line| format!("line {line}\n")).collect();
        let after = before.replace("line 10\n", "line ten\nline and a half\n");
        let [passage] = passages(&before, &after).try_into().unwrap();
        assert_eq!(passage.at, (7, 7));
        let sides: Vec<Side> = passage.lines.iter().map(|(side, _)| *side).collect();
        let around = [Side::Both; 3];
        let changed = [Side::Before, Side::After, Side::After];
        assert_eq!(sides, [around, changed, around].concat());
        assert_eq!(passage.lines[3].1, "line 10");
        assert!(passages(&before, &before).is_empty());
        let begun = passages("", "one\r\n");
        assert_eq!(begun[0].lines, [(Side::After, "one".to_owned())]);
    }
}
