//! The panels of a case's page: clocks, facts, parts, notices.

use linli_app::matter::{ActionView, EventView, FieldValueView, MatterView};
use linli_kernel::Moment;
use linli_playbook::{
    engine::Own,
    model::{Label, Publicity},
};

use super::{
    case::{Asked, Clock},
    queue::kind_words,
};
use crate::{
    pages::{
        form::label,
        story::{actor, removed},
    },
    ui::{
        Tone, Ui,
        view::{Fact, FactLink, Link, SlaBadge, Tag},
    },
};

/// Somebody with a part in a case.
pub(super) struct Part {
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) phone: Option<String>,
    /// Until when, and whether that is after the time promised for the whole.
    pub(super) due: Option<Moment>,
    pub(super) beyond: bool,
    pub(super) tag: Option<Tag>,
}

/// A label in the reader's language.
pub(super) fn words<'a>(ui: &Ui, words: &'a Label) -> &'a str {
    label(ui, words)
}

/// The title of a case's pages: what it is about and its number, never its words, which may name
/// somebody.
pub(super) fn title(ui: &Ui, view: &MatterView) -> String {
    let about = view.category.as_ref().map(|category| label(ui, category));
    let about = about.unwrap_or_else(|| ui.t("case-uncategorised"));
    ui.t2("case-title", ("about", &about), ("number", &view.number))
}

/// What is to be known before anything else.
pub(super) fn notices(ui: &Ui, view: &MatterView) -> Vec<String> {
    let mut notices: Vec<String> = hidden(ui, view).into_iter().collect();
    if let Some(desk) = &view.desk {
        if desk.raisers > 1 {
            notices.push(ui.tn("case-raisers", desk.raisers));
        }
        match desk.class {
            "recused" => notices.push(ui.t("case-recused").to_owned()),
            "confidential" => notices.push(ui.t("case-confidential").to_owned()),
            "anonymous" => notices.push(ui.t("case-anonymous").to_owned()),
            _ => {}
        }
    }
    notices
}

/// That its words were taken out of public view, and why.
pub(in crate::pages) fn hidden(ui: &Ui, view: &MatterView) -> Option<String> {
    let reason = view.hidden.as_deref()?;
    Some(ui.t1("case-hidden", "reason", hiding_reason(ui, reason)))
}

/// Why a text was taken out of public view, in words.
pub(super) fn hiding_reason<'u>(ui: &'u Ui, reason: &'u str) -> &'u str {
    match reason {
        "personal" => ui.t("hiding-reason-personal"),
        "unlawful" => ui.t("hiding-reason-unlawful"),
        "insulting" => ui.t("hiding-reason-insulting"),
        "advertising" => ui.t("hiding-reason-advertising"),
        "other" => ui.t("hiding-reason-other"),
        other => other,
    }
}

/// What waits for a second person, as it was written.
pub(super) fn asked(ui: &Ui, view: &MatterView) -> Vec<Asked> {
    let asked = view.desk.iter().flat_map(|desk| &desk.asked);
    let shown = asked.map(|asked| {
        let what = asked.action.as_ref().map(|action| label(ui, action)).unwrap_or_default();
        let (by, of) = (actor(ui, &asked.by, false), actor(ui, &asked.of, false));
        Asked {
            title: ui.tx("case-asked", &[("by", &by), ("of", &of), ("what", &what)]),
            facts: asked.fields.iter().map(|field| field_fact(ui, field)).collect(),
        }
    });
    shown.collect()
}

/// What has to be known for an action: the instruction that it answers, or what a raiser is asked
/// about and where they are called.
pub(super) fn known(ui: &Ui, view: &MatterView, action: &ActionView, href: &str) -> Vec<Asked> {
    let written = |event: &EventView| -> Vec<Fact> {
        event.fields.iter().map(|field| field_fact(ui, field)).collect()
    };
    let asks = [Own::Rate.as_str(), Own::Unreached.as_str()];
    if action.name == *Own::Reply.as_str() {
        let instruction = view.instruction.as_ref().map(|event| Asked {
            title: ui.t1("act-instructed", "by", actor(ui, &event.actor, false)),
            facts: written(event),
        });
        return instruction.into_iter().collect();
    }
    if action.task.is_none() || !asks.iter().any(|word| action.name == **word) {
        return Vec::new();
    }
    let outcome = view.outcome.as_ref().map(|event| {
        let title = ui.t1("act-outcome", "by", actor(ui, &event.actor, false));
        Asked { title, facts: written(event) }
    });
    let raiser = raiser(ui, view, href);
    let raiser =
        (!raiser.is_empty()).then(|| Asked { title: ui.t("act-raiser").to_owned(), facts: raiser });
    outcome.into_iter().chain(raiser).collect()
}

fn field_fact(ui: &Ui, field: &FieldValueView) -> Fact {
    let name = field.label.as_ref().map(|name| label(ui, name)).unwrap_or(&field.key);
    let choice = field.choice.as_ref().map(|choice| label(ui, choice));
    let value = match (choice, &field.value) {
        (Some(choice), _) => choice.to_owned(),
        (None, Some(value)) => value.clone(),
        (None, None) => removed(ui, field.erased.as_ref()),
    };
    Fact::new(name, value)
}

/// The clock of the step and the one of the whole case.
pub(super) fn clocks(ui: &Ui, view: &MatterView) -> Vec<Clock> {
    if !view.open {
        let clock =
            |key, until| Clock { label: ui.t(key).to_owned(), until, beyond: false, badge: None };
        let ended = view.ended_at.map(|at| clock("clock-ended", at));
        return [clock("clock-opened", view.opened_at)].into_iter().chain(ended).collect();
    }
    let from = view.desk.as_ref().map_or(view.opened_at, |desk| desk.step_from);
    let step = label(ui, &view.step_label);
    let badge = |from, due| match view.paused {
        true => SlaBadge::paused(ui, 0),
        false => SlaBadge::running(ui, from, due, view.provisional),
    };
    let own = view.step_due.map(|due| Clock {
        label: ui.t1("clock-step", "step", step),
        until: due,
        beyond: view.step_beyond,
        badge: Some(badge(from, due)),
    });
    let promised = Clock {
        label: ui.t("clock-overall").to_owned(),
        until: view.due,
        beyond: false,
        badge: Some(badge(view.opened_at, view.due)),
    };
    own.into_iter().chain([promised]).collect()
}

/// The facts, with masked values behind a look that is recorded.
pub(super) fn facts(ui: &Ui, view: &MatterView, href: &str) -> Vec<Fact> {
    let mut facts = raiser(ui, view, href);
    if view.masked {
        let label = ui.t("reveal").to_owned();
        let link = Some(FactLink::Open(Link { href: format!("{href}/reveal?what=story"), label }));
        facts.push(Fact { link, ..Fact::new(ui.t("fact-personal"), ui.t("fact-personal-masked")) });
    }
    for joined in view.desk.iter().flat_map(|desk| &desk.joined.items) {
        let (what, open) = match joined.of_first {
            true => ("fact-joined-own", "fact-joined-own-open"),
            false => ("fact-joined", "fact-joined-open"),
        };
        let label = ui.t(open).to_owned();
        let link = Link { href: format!("/w/cases/{}", joined.id), label };
        let link = Some(FactLink::Open(link));
        facts.push(Fact { link, ..Fact::new(ui.t(what), joined.number.clone()) });
    }
    if let Some(more) = view.desk.as_ref().map(|desk| desk.joined.more).filter(|more| *more > 0) {
        let label = ui.t("fact-joined-all").to_owned();
        let link = Some(FactLink::Open(Link { href: format!("{href}/joined"), label }));
        facts
            .push(Fact { link, ..Fact::new(ui.t("fact-joined"), ui.tn("fact-joined-more", more)) });
    }
    facts.push(Fact::new(ui.t("fact-place"), view.place.address.clone()));
    if let Some(category) = &view.category {
        facts.push(Fact::new(ui.t("fact-category"), label(ui, category)));
    }
    facts.push(Fact::new(ui.t("fact-urgency"), label(ui, &view.urgency)));
    facts.push(Fact::new(ui.t("fact-publicity"), publicity(ui, view.publicity)));
    if let Some(desk) = &view.desk {
        facts.push(Fact::new(ui.t("fact-channel"), label(ui, &desk.channel)));
        facts.push(Fact::new(ui.t("fact-level"), label(ui, &desk.level)));
        if let Some(into) = desk.merged_into {
            let link = Link {
                href: format!("/w/cases/{into}"),
                label: ui.t("fact-merged-open").to_owned(),
            };
            let link = Some(FactLink::Open(link));
            facts.push(Fact { link, ..Fact::new(ui.t("fact-merged"), "") });
        }
    }
    if let Some(number) = &view.external_number {
        facts.push(Fact::new(ui.t("fact-external"), number.clone()));
    }
    facts.push(Fact::new(ui.t("fact-opened"), ui.full_when(&view.opened_at)));
    facts
}

fn raiser(ui: &Ui, view: &MatterView, href: &str) -> Vec<Fact> {
    let Some(raiser) = &view.raiser else { return Vec::new() };
    if raiser.left {
        return vec![Fact::new(ui.t("fact-raiser"), ui.t("fact-raiser-left"))];
    }
    let unnamed = || ui.t("fact-raiser-anonymous").to_owned();
    let mut name = Fact::new(ui.t("fact-raiser"), raiser.name.clone().unwrap_or_else(unnamed));
    let ask = |what: &str| {
        let link =
            Link { href: format!("{href}/reveal?what={what}"), label: ui.t("reveal").to_owned() };
        Some(FactLink::Open(link))
    };
    if raiser.may_reveal {
        name.link = ask("name");
    }
    // A party calls about its task; who it is, is not told to it, which is not to be anonymous.
    let mut facts = if view.internal { vec![name] } else { Vec::new() };
    if let Some(digits) = &raiser.phone {
        let mut phone = Fact::new(ui.t("fact-phone"), digits.clone());
        if raiser.with_task {
            phone.link = Some(FactLink::Post {
                action: format!("{href}/reveal?what=phone"),
                label: ui.t("reveal-call").to_owned(),
            });
        } else if raiser.may_reveal {
            phone.link = ask("phone");
        }
        facts.push(phone);
        if !raiser.may_call {
            facts.push(Fact::new(ui.t("fact-may-call"), ui.t("fact-may-call-no")));
        }
    }
    facts
}

/// How widely a story is told, in words.
pub(super) fn publicity(ui: &Ui, publicity: Publicity) -> &str {
    match publicity {
        Publicity::Private => ui.t("engine-word-private"),
        Publicity::Compound => ui.t("engine-word-compound"),
        Publicity::Public => ui.t("engine-word-public"),
    }
}

/// Everybody with an open task: who leads, who helps, who watches.
pub(super) fn parts(ui: &Ui, view: &MatterView) -> Vec<Part> {
    let part = |part: &linli_app::matter::PartView| {
        let clock = part.due.map(|due| {
            let clock = SlaBadge::running(ui, due, due, false).once_late(ui, part.late);
            let tone = if matches!(clock.tone, Tone::Ok) { Tone::Plain } else { clock.tone };
            Tag { tone, label: clock.words, icon: Some("clock") }
        });
        Part {
            name: actor(ui, &part.holder, false),
            kind: kind_words(ui, part.kind).to_owned(),
            phone: part.phone.clone(),
            due: part.due,
            beyond: part.beyond,
            tag: clock,
        }
    };
    view.parts.iter().map(part).collect()
}

/// What is to be written back to the other system: empty until it is known.
pub(super) fn reply(_: &Ui, view: &MatterView) -> Option<String> {
    view.external_number.as_ref()?;
    let reply = view.desk.as_ref().and_then(|desk| desk.external_reply.clone());
    Some(reply.unwrap_or_default())
}
