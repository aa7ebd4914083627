//! How a matter stands, for whoever has its number and the last four digits of the telephone that
//! was left with it: for people without a device of their own, whom somebody else looks it up for.

use std::net::IpAddr;

use linli_domain::{
    matter::CaseRow,
    policy::{self, Action, Standing},
};
use linli_kernel::Moment;
use linli_playbook::{
    engine::Actor,
    model::{Label, Publicity},
};

use super::{
    apart::bare,
    case::{MatterView, PartView, StageView, show},
    joined::may_name,
    story::EventView,
};
use crate::{
    App, AppError, AppResult, AuditRow, Changes,
    account::{ProgressTries, people},
    audit,
    matter::context::{cases_by_number, reading},
    ports::Snapshot,
};

/// How a matter stands: no words but the results that are told to everybody, no photos, no place
/// finer than the compound. Four digits prove little.
#[derive(Clone, Debug, serde::Serialize)]
pub struct ProgressView {
    /// Its number.
    pub number: String,
    /// What it is about.
    pub category: Option<Label>,
    /// The compound, or what is above it.
    pub address: String,
    /// All stages.
    pub stages: Vec<StageView>,
    /// How it ended.
    pub end: Option<Label>,
    /// Whether it is open.
    pub open: bool,
    /// The promised time.
    pub due: Moment,
    /// Computed without the year's holidays.
    pub provisional: bool,
    /// When it was opened.
    pub opened_at: Moment,
    /// Who has it now, with the offices' telephones.
    pub parts: Vec<PartView>,
    /// What happened; of what was written, only results that are told to everybody.
    pub events: Vec<EventView>,
}

/// Looks a matter up.
///
/// # Errors
/// [`AppError::Refused`] with `progress-unknown` for any number and digits that do not belong
/// together, whichever of them is wrong, and for matters that are not told this way;
/// [`AppError::TooMany`] after too many looks from one address, or wrong ones at one number.
pub async fn progress(
    app: &App,
    number: &str,
    last_four: &str,
    address: IpAddr,
) -> AppResult<ProgressView> {
    let nobody = [Standing::Nobody].into();
    let permit = policy::decide(&Actor::System, Action::FollowProgress, &nobody, None)?;
    let (number, last_four) = (half_width(number), half_width(last_four));
    let (number, last_four) = (number.trim(), last_four.trim());
    let tries = ProgressTries::of(app, number, address);
    let turn = tries.turn(app).await;
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    tries.check(rows, app.now()).await?;
    let mut found = None;
    for row in cases_by_number(rows, number).await? {
        if belongs(app, rows, &row, last_four).await? {
            found = Some(row.id);
        }
    }
    let Some(id) = found else {
        // The number that was tried is not kept: it may be one digit away from a neighbour.
        let mut changes = Changes::new(permit, audit(app, "unknown", "progress-unknown"));
        tries.count_wrong(&mut changes, app.now());
        app.store.commit(changes).await?;
        return Err(AppError::Refused(linli_kernel::Code("progress-unknown"), Vec::new()));
    };
    let mut changes = Changes::new(permit, audit(app, &id.to_string(), audit::DONE));
    tries.count_found(&mut changes, app.now());
    app.store.commit(changes).await?;
    drop(turn);
    let at = reading(app, rows, None, id).await?;
    let to_all = at.row.hidden.is_none() && at.row.state.publicity == Publicity::Public;
    Ok(told(show(app, rows, None, &at).await?, to_all))
}

/// Digits and dashes as a Chinese keyboard may write them, as they are printed.
fn half_width(typed: &str) -> String {
    let half = |c: char| match c {
        '\u{ff10}'..='\u{ff19}' => {
            char::from_u32(u32::from(c) - 0xff10 + u32::from('0')).unwrap_or(c)
        }
        '\u{ff0d}' | '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        c => c,
    };
    typed.chars().map(half).collect()
}

/// Whether one of the raisers has a telephone that ends so. Numbers can be counted up and four
/// digits guessed, and a hit says who raised it: who stays anonymous is not found. The receipt of
/// others says: ask at the counter.
async fn belongs(
    app: &App,
    rows: &mut dyn Snapshot,
    row: &CaseRow,
    last_four: &str,
) -> AppResult<bool> {
    if last_four.chars().count() != 4 {
        return Ok(false);
    }
    let mut any = false;
    for raiser in &row.state.raisers {
        let person = rows.person(*raiser).await?;
        let digits = person.and_then(|person| people::phone_of(app, &person));
        let right = digits.is_some_and(|digits| digits.ends_with(last_four));
        any |= right && may_name(rows, row, *raiser).await?;
    }
    Ok(any)
}

fn audit(app: &App, case: &str, outcome: &str) -> AuditRow {
    audit::row(app, &Actor::System, "matter.progress", format!("case:{case}"), outcome)
}

/// An event as it is told here. `to_all`: everybody reads the matter's results anyway.
fn shown(event: EventView, to_all: bool) -> EventView {
    let fields = match event.kind.as_str() {
        "published" if to_all => event.fields.clone(),
        _ => Vec::new(),
    };
    EventView { fields, ..bare(event) }
}

fn told(view: MatterView, to_all: bool) -> ProgressView {
    ProgressView {
        number: view.number,
        category: view.category,
        address: view.place.address,
        stages: view.stages,
        end: view.end.map(|(label, _)| label),
        open: view.open,
        due: view.due,
        provisional: view.provisional,
        opened_at: view.opened_at,
        parts: view.parts,
        events: view.events.into_iter().map(|event| shown(event, to_all)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use linli_playbook::engine::Visibility;

    use super::*;
    use crate::matter::{ActorView, FieldValueView};

    fn event(kind: &str) -> EventView {
        let field = FieldValueView {
            key: "result".to_owned(),
            label: None,
            value: Some("路面排水正常。".to_owned()),
            day: None,
            erased: None,
            choice: None,
            rows: Vec::new(),
            internal: false,
            masked: false,
        };
        EventView {
            number: 7,
            at: Moment::from_ms(0),
            due_at: None,
            kind: kind.to_owned(),
            label: None,
            detail: None,
            actor: ActorView { kind: "system", role: None, name: None },
            agreed_by: None,
            words: Some("请尽快".to_owned()),
            fields: vec![field],
            photos: Vec::new(),
            visibility: Visibility::Public,
        }
    }

    #[test]
    fn of_what_was_written_only_results_that_everybody_reads_are_told() {
        for (kind, to_all, fields) in [
            ("published", true, 1),
            ("published", false, 0),
            ("acted", true, 0),
            ("rated", true, 0),
        ] {
            let told = shown(event(kind), to_all);
            assert_eq!((told.fields.len(), told.words), (fields, None), "{kind}, {to_all}");
        }
    }
}
