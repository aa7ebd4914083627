//! The whistles of a case on its page: parties with answers, objections and reports, the papers
//! between, the evaluation.

use linli_app::matter::{
    AssessmentView, CalledView, EventView, MatterView, ObjectionView, WhistleView,
};
use linli_playbook::model::Assessed;

use crate::{
    pages::{form::label, story::actor, whistle as words},
    ui::{
        Ui,
        view::{Fact, Tag},
    },
};

/// A party.
pub(super) struct Called {
    pub(super) name: String,
    pub(super) part: String,
    pub(super) tag: Tag,
    pub(super) lines: Vec<String>,
    /// Where its dispatch order is printed.
    pub(super) order: String,
}

/// Something that was written down.
pub(super) struct Written {
    pub(super) title: String,
    pub(super) facts: Vec<Fact>,
}

/// One whistle.
pub(super) struct Blown {
    pub(super) event: u32,
    pub(super) title: String,
    pub(super) tag: Tag,
    pub(super) facts: Vec<Fact>,
    pub(super) parties: Vec<Called>,
    pub(super) papers: Vec<Written>,
    pub(super) evaluation: Vec<Fact>,
    /// Where its slip is printed.
    pub(super) slip: String,
}

/// The whistles of a case, the latest first.
pub(super) fn blown(ui: &Ui, view: &MatterView, href: &str) -> Vec<Blown> {
    view.whistles.iter().map(|whistle| one(ui, whistle, href)).collect()
}

fn one(ui: &Ui, whistle: &WhistleView, href: &str) -> Blown {
    let by = whistle.by.as_ref().map(|by| actor(ui, by, false));
    let mut facts = vec![Fact::new(
        ui.t("whistle-blown"),
        words::blown(ui, by.as_deref(), whistle.by_clock, &whistle.at),
    )];
    if let Some(due) = &whistle.due {
        facts.push(Fact::new(ui.t("whistle-due"), ui.full_when(due)));
    }
    if let Some(at) = &whistle.fed_back {
        facts.push(Fact::new(ui.t("whistle-fed-back"), ui.full_when(at)));
    }
    facts.extend(whistle.slip.iter().flat_map(|slip| words::facts(ui, slip, |_| true)));
    Blown {
        event: whistle.event,
        title: ui.t1("whistle-panel", "step", label(ui, &whistle.step)),
        tag: words::whole(ui, whistle.ended.is_none(), whistle.late),
        facts,
        parties: whistle.parties.iter().map(|party| called(ui, party, href)).collect(),
        papers: whistle.papers.iter().map(|event| written(ui, event)).collect(),
        evaluation: evaluation(ui, whistle),
        slip: format!("{href}/whistles/{}", whistle.event),
    }
}

fn called(ui: &Ui, party: &CalledView, href: &str) -> Called {
    let mut lines = Vec::new();
    match (&party.answered, &party.answer_by) {
        (Some(at), _) => lines.push(ui.t1("whistle-answered", "when", ui.full_when(at))),
        (None, Some(by)) if party.silent => {
            lines.push(ui.t1("whistle-silent", "when", ui.full_when(by)));
        }
        (None, Some(by)) => lines.push(ui.t1("whistle-answer-by", "when", ui.full_when(by))),
        (None, None) => {}
    }
    for objection in &party.objections {
        lines.extend(objected(ui, objection));
    }
    match &party.done {
        Some(at) => lines.push(ui.t1("whistle-done", "when", ui.full_when(at))),
        None => lines.push(ui.t1("whistle-done-by", "when", ui.full_when(&party.due))),
    }
    if let Some(report) = &party.report {
        let said = words::facts(ui, report, |_| true).into_iter();
        lines.extend(said.map(|fact| in_line(ui, &fact)));
    }
    Called {
        name: actor(ui, &party.holder, false),
        part: words::part(ui, party.part).to_owned(),
        tag: words::state(ui, party.state, party.late),
        lines,
        order: format!("{href}/orders/{}", party.task.0),
    }
}

fn in_line(ui: &Ui, fact: &Fact) -> String {
    ui.tx("story-field", &[("name", &fact.label), ("value", &fact.value)])
}

/// The objection with its ground, and how it was decided.
fn objected(ui: &Ui, objection: &ObjectionView) -> Vec<String> {
    let said = |event: &Option<EventView>| -> String {
        let facts = event.iter().flat_map(|event| words::facts(ui, event, |_| true));
        facts.map(|fact| in_line(ui, &fact)).collect::<Vec<_>>().join(ui.t("story-cell-joint"))
    };
    let when = ui.full_when(&objection.at);
    let mut lines =
        vec![ui.tx("whistle-objected", &[("when", &when), ("words", &said(&objection.words))])];
    lines.push(match &objection.decided {
        None => ui.t("whistle-review-waits").to_owned(),
        Some((at, upheld, words)) => {
            let key = if *upheld { "whistle-upheld" } else { "whistle-overruled" };
            ui.tx(key, &[("when", &ui.full_when(at)), ("words", &said(words))])
        }
    });
    lines
}

fn written(ui: &Ui, event: &EventView) -> Written {
    let what = event.label.as_ref().map(|what| label(ui, what)).unwrap_or_default();
    let who = actor(ui, &event.actor, false);
    let when = ui.full_when(&event.at);
    Written {
        title: ui.tx("whistle-paper", &[("what", &what), ("who", &who), ("when", &when)]),
        facts: words::facts(ui, event, |_| true),
    }
}

fn evaluation(ui: &Ui, whistle: &WhistleView) -> Vec<Fact> {
    let view = |view: &AssessmentView| {
        let side = match view.of {
            Assessed::Whistle => ui.t("whistle-side-whistle"),
            Assessed::Response => ui.t("whistle-side-response"),
        };
        let by = view.by.as_ref().map(|by| actor(ui, by, false)).unwrap_or_default();
        let asked = ui.tx("whistle-asked", &[("side", &side), ("asked", &label(ui, &view.asked))]);
        let said = [("said", &label(ui, &view.answer) as _), ("who", &by as _)];
        Fact::new(asked, ui.tx("whistle-said", &said))
    };
    let rating = |event: &EventView| {
        let said = event.label.as_ref().map(|said| label(ui, said)).unwrap_or_default();
        let who = actor(ui, &event.actor, false);
        let words = ui.tx("whistle-said", &[("said", &said), ("who", &who)]);
        Fact::new(ui.t("whistle-residents"), words)
    };
    let views = whistle.assessments.iter().map(view);
    views.chain(whistle.ratings.iter().map(rating)).collect()
}
