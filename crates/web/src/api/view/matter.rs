//! One matter.

use linli_app::matter::{MatterView, PartView, PersonView, PlaceView, StageView, WishesView};
use linli_playbook::model::EndKind;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    action::Action,
    story::{Actor, Erased, Event, FieldValue},
};
use crate::api::word::{Label, Time, labelled, words};

/// Where it is.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Address {
    /// The place.
    id: String,
    /// From the community down, as far as the caller may know.
    address: String,
}

impl From<PlaceView> for Address {
    fn from(place: PlaceView) -> Self {
        Self { id: place.id.to_string(), address: place.address }
    }
}

/// One of the stages that a resident follows.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Stage {
    /// Its name.
    name: String,
    /// Its words.
    label: Label,
    /// `done`, `skipped` (it went on without), `current` or `ahead`.
    state: &'static str,
}

impl From<StageView> for Stage {
    fn from(stage: StageView) -> Self {
        Self { name: stage.key.to_string(), label: stage.label.into(), state: stage.state }
    }
}

/// Who raised it, masked.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Raiser {
    /// The name, or null where the raiser stays anonymous.
    name: Option<String>,
    /// The telephone.
    phone: Option<String>,
    /// Whether the caller may look at the values themselves.
    may_reveal: bool,
    /// Whether the raiser said "you may call me".
    may_call: bool,
    /// Whether the telephone comes with the caller's task, without a reason to be given.
    with_task: bool,
    /// Whether they took their matter back, which goes on for others who raised the same: neither
    /// name nor telephone is to be had then.
    left: bool,
}

impl From<PersonView> for Raiser {
    fn from(person: PersonView) -> Self {
        Self {
            name: person.name,
            phone: person.phone,
            may_reveal: person.may_reveal,
            may_call: person.may_call,
            with_task: person.with_task,
            left: person.left,
        }
    }
}

/// What the raiser asked for when they reported it.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Wishes {
    /// Name and telephone are kept from those who handle it.
    anonymous: bool,
    /// Those who handle it may call.
    may_call: bool,
}

impl From<WishesView> for Wishes {
    fn from(wishes: WishesView) -> Self {
        Self { anonymous: wishes.anonymous, may_call: wishes.may_call }
    }
}

/// Somebody with an open task.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Part {
    /// Who.
    holder: Actor,
    /// The name of whoever has the post, if they agreed to be named.
    named: Option<String>,
    /// Their telephone then, or the public one of their office or the nearest above.
    phone: Option<String>,
    /// The task's kind.
    kind: &'static str,
    /// Until when; null where that is after the promised time and the caller follows the matter.
    due: Option<Time>,
    /// Whether that is after the promised time.
    beyond: bool,
    /// Computed without the year's holidays.
    provisional: bool,
    /// Whether it is late.
    late: bool,
}

impl From<PartView> for Part {
    fn from(part: PartView) -> Self {
        Self {
            holder: part.holder.into(),
            named: part.named.map(|named| named.name),
            phone: part.phone,
            kind: part.kind,
            due: part.due.map(Time::from),
            beyond: part.beyond,
            provisional: part.provisional,
            late: part.late,
        }
    }
}

/// How it ended.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct End {
    /// The playbook's words.
    label: Label,
    /// `rated`, `unrated`, `told` or `withdrawn`.
    kind: &'static str,
}

/// A matter as the caller sees it.
#[derive(Serialize, ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "each is one fact that a client shows or not")]
pub(in crate::api) struct Matter {
    /// Its id.
    id: String,
    /// Its number.
    number: String,
    /// The raiser's words, to somebody whose own matter was merged into this one their own; null once
    /// erased or hidden from the caller.
    text: Option<String>,
    /// Why and when the words were erased, if they were.
    erased: Option<Erased>,
    /// Photos that came with the report.
    photos: Vec<String>,
    /// What it is about.
    category: Option<Label>,
    /// Where.
    place: Address,
    /// The step it is in.
    step: String,
    /// The step's words.
    step_label: Label,
    /// The stage that a resident follows.
    stage: String,
    /// All stages.
    stages: Vec<Stage>,
    /// The level that answers for it.
    level: String,
    /// How urgent.
    urgency: Label,
    /// How widely it is told: `private`, `compound` or `public`.
    publicity: &'static str,
    /// The promised time.
    due: Time,
    /// Computed without the year's holidays.
    provisional: bool,
    /// The step's own time; null where it is after the promised one and the caller follows the
    /// matter.
    step_due: Option<Time>,
    /// Whether that is after the promised time.
    step_beyond: bool,
    /// Whether the promised time is over.
    late: bool,
    /// Whether its clock stands still.
    paused: bool,
    /// Until when at most it does.
    paused_until: Option<Time>,
    /// What the raiser was asked, while the answer is waited for.
    question: Vec<FieldValue>,
    /// Whether it is open.
    open: bool,
    /// How it ended.
    end: Option<End>,
    /// The matter in which it goes on, if it was merged and the caller, or whoever the caller raised
    /// it for, is one of the raisers there.
    merged_into: Option<String>,
    /// When it was opened.
    opened_at: Time,
    /// When it ended.
    ended_at: Option<Time>,
    /// Its revision: changes with everything.
    version: i64,
    /// Whether the caller raised it.
    own: bool,
    /// Whether the caller reads what is written for those who handle it.
    internal: bool,
    /// Whether personal facts are masked that the caller may look at with a reason.
    masked: bool,
    /// What the caller asked for when they raised it; null for everybody else.
    wishes: Option<Wishes>,
    /// Whether it is about somebody who would handle it: told to nobody but its raiser.
    about: bool,
    /// Who raised it; only for those who handle it.
    raiser: Option<Raiser>,
    /// Through which channel it came.
    channel: String,
    /// The other system's number.
    external_number: Option<String>,
    /// Who has it now.
    parts: Vec<Part>,
    /// Its story.
    events: Vec<Event>,
    /// What the caller may do.
    actions: Vec<Action>,
}

/// How something ended, as a word.
pub(super) const fn end_kind(kind: EndKind) -> &'static str {
    match kind {
        EndKind::Rated => "rated",
        EndKind::Unrated => "unrated",
        EndKind::Told => "told",
        EndKind::Withdrawn => "withdrawn",
    }
}

impl From<MatterView> for Matter {
    fn from(view: MatterView) -> Self {
        Self {
            id: view.id.to_string(),
            number: view.number,
            text: view.text,
            erased: view.erased.map(Erased::from),
            photos: words(&view.photos),
            category: labelled(view.category),
            place: view.place.into(),
            step: view.step.to_string(),
            step_label: view.step_label.into(),
            stage: view.stage.to_string(),
            stages: view.stages.into_iter().map(Stage::from).collect(),
            level: view.level.to_string(),
            urgency: view.urgency.into(),
            publicity: view.publicity.word(),
            due: view.due.into(),
            provisional: view.provisional,
            step_due: view.step_due.map(Time::from),
            step_beyond: view.step_beyond,
            late: view.late,
            paused: view.paused,
            paused_until: view.paused_until.map(Time::from),
            question: view.question.into_iter().map(FieldValue::from).collect(),
            open: view.open,
            end: view.end.map(|(label, kind)| End { label: label.into(), kind: end_kind(kind) }),
            merged_into: view.merged_into.map(|into| into.to_string()),
            opened_at: view.opened_at.into(),
            ended_at: view.ended_at.map(Time::from),
            version: view.version,
            own: view.own,
            internal: view.internal,
            masked: view.masked,
            wishes: view.wishes.map(Wishes::from),
            about: view.about,
            raiser: view.raiser.map(Raiser::from),
            channel: view.channel.to_string(),
            external_number: view.external_number,
            parts: view.parts.into_iter().map(Part::from).collect(),
            events: view.events.into_iter().map(Event::from).collect(),
            actions: view.actions.into_iter().map(Action::from).collect(),
        }
    }
}
