//! Processes: steps, outcomes, ends and asides.

use std::collections::{BTreeMap, BTreeSet};

use linli_kernel::Limit;
use serde::{Deserialize, Serialize};

use super::{Guard, Label, Name, Notice, Publicity, Sights, Visibility};

/// How one kind of case goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Process {
    /// Its name.
    pub key: Name,
    /// What people call it.
    pub label: Label,
    /// What it may be opened as (problem, suggestion, dispute …).
    pub opens: Vec<Name>,
    /// The class of what is opened as one of these, whatever it is about.
    #[serde(default)]
    pub opens_class: BTreeMap<Name, Name>,
    /// Which of these are disputes between people 矛盾纠纷, as the figures count them.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub disputes: BTreeSet<Name>,
    /// The class of publicity that holds unless the category or what it is opened as says another
    /// (`class=` of the process).
    pub class: Name,
    /// The urgency that holds unless the category or whoever takes it in says another
    /// (`urgency=` of the process).
    pub urgency: Name,
    /// Channels through which it may come in.
    pub through: Vec<Name>,
    /// Who may open it; `None` where the playbook does not say.
    #[serde(default)]
    pub opened_by: Option<OpenedBy>,
    /// Whether "this is about somebody who would handle it" routes a level up.
    pub recusal: bool,
    /// The first step.
    pub first: Name,
    /// Steps by name.
    pub steps: BTreeMap<Name, Step>,
    /// Ends by name.
    pub ends: BTreeMap<Name, EndState>,
    /// What may be done beside the steps.
    pub asides: BTreeMap<Name, Aside>,
}

impl Process {
    /// What a step is of a whistle 吹哨.
    #[must_use]
    pub fn whistle_part(&self, step: &Name) -> Option<WhistlePart> {
        match &self.steps.get(step)?.kind {
            StepKind::Dispatch(dispatch) => dispatch.whistle,
            _ => None,
        }
    }

    /// Whether a case of it can be whistled for.
    #[must_use]
    pub fn blows(&self) -> bool {
        let mut parts = self.steps.keys().filter_map(|step| self.whistle_part(step));
        parts.any(WhistlePart::blows)
    }

    /// The steps of mediation that an end leaves open (`mediation=` of an end).
    pub fn mediations(&self) -> impl Iterator<Item = &Name> {
        self.ends.values().filter_map(|end| end.mediation.as_ref())
    }
}

/// Who may open a process: `opened-by residents offices ROLE …`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedBy {
    /// Everybody who is signed in, and whoever takes it in for them.
    pub residents: bool,
    /// Every post over the place that holds office.
    pub offices: bool,
    /// Posts of these roles over the place.
    pub roles: BTreeSet<Name>,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Its name.
    pub key: Name,
    /// What people call it.
    pub label: Label,
    /// The sentence or row that it comes from, for people who compare with the article; `None`
    /// where the playbook names no sources.
    #[serde(default)]
    pub source: Option<String>,
    /// The stage that a resident sees.
    pub stage: Name,
    /// What happens in it.
    pub kind: StepKind,
    /// Who is responsible.
    pub by: By,
    /// The level that the case stands at here; `None` keeps the level it came with.
    pub level: Option<Name>,
    /// How long it may take.
    pub within: Within,
    /// Which role holds it at which level, for climbing.
    pub ladder: BTreeMap<Name, Name>,
    /// When to remind, in percent of the time.
    pub remind_percent: Option<u8>,
    /// What happens when the time is over.
    pub late: LateThen,
    /// Where the climb ends; required with [`LateThen::Up`].
    pub top: Option<Target>,
    /// How often the step may be entered.
    pub bound: Option<Bound>,
    /// Whether time used up in earlier entries counts.
    pub cumulative: bool,
    /// The party kind that supervises.
    pub supervised_by: Option<Name>,
    /// How widely the case may be told from its first entry on; `None` leaves that as it is.
    #[serde(default)]
    pub publicity: Option<Publicity>,
    /// What can come out, in the order in which it is offered.
    pub outcomes: Vec<Outcome>,
    /// Who reads which of its events, where it is not as usual.
    #[serde(default)]
    pub visible: Sights,
    /// Who is told when it is entered, beside or instead of the usual messages.
    #[serde(default)]
    pub notices: Vec<Notice>,
}

/// What happens in a step. `meet` and `vote` are not part of this version of the language; the
/// checker says so where a playbook names them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepKind {
    /// One holder chooses an outcome and fills its form.
    Act,
    /// Parties work in parallel.
    Dispatch(Dispatch),
    /// Whoever is invited may claim it, and may as well not.
    Offer(Offering),
    /// The result is open to be read; objections come back.
    Publish(Publish),
    /// Named raters are asked; a threshold decides.
    Rate(Rate),
    /// For child cases or a date.
    Wait(Wait),
}

/// Who is responsible for a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum By {
    /// The role, found upward from the case's place.
    Role(Name),
    /// Whoever answered for the case last: the post behind the latest handling task.
    LastHolder,
    /// Nobody: a clock or the raters move the step.
    Nobody,
}

/// How long a step may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Within {
    /// A limit from entering.
    Limit(Limit),
    /// Until the close of the next deliberation day.
    NextDeliberationDay,
    /// Each item's own date.
    ItemDue,
}

/// What happens when a step's time is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LateThen {
    /// Same step, next level of the ladder.
    Up,
    /// To a step or end.
    To(Target),
    /// The holder is instructed by the post above (督办) and must answer; the step goes on.
    Supervise,
    /// The step's own end of time (a publication or rating period runs out).
    Close,
}

/// Where an outcome leads.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// A step.
    Step(Name),
    /// An end.
    End(Name),
}

/// How often a step may be entered, per case, never reset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bound {
    /// Entries allowed.
    pub times: u32,
    /// Where an entry beyond them goes instead; `None` is one level up the ladder, with the
    /// step's `top` above it.
    pub exhausted: Option<Target>,
}

/// One way out of a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Its name, unique in its step.
    pub key: Name,
    /// What people see.
    pub label: Label,
    /// Where it leads.
    pub to: Target,
    /// What is filled in.
    pub form: Option<Name>,
    /// The items field whose rows each open a task in the target step.
    pub each: Option<Name>,
    /// When it may be chosen; `None`: always.
    #[serde(default)]
    pub when: Option<Guard>,
}

/// The lead of a dispatch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lead {
    /// One organisation of one of these kinds, named by the dispatcher.
    OneOf(Vec<Name>),
    /// Each row of the minutes names its own; all of them lead in parallel.
    Items {
        /// Field with the responsible party.
        responsible: Name,
        /// Field with the day.
        due: Name,
        /// Field with the supervising post.
        supervisor: Name,
    },
    /// Whoever claimed it in an earlier offer; where nobody did, the dispatcher names one.
    Claimers {
        /// The step of the offer.
        of: Name,
        /// Whether the first to claim leads and the others assist; else all of them lead.
        others_assist: bool,
    },
}

/// An offer 认领: who is invited to claim, and how many may.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offering {
    /// Kinds of organisations: every one that serves the place.
    pub parties: Vec<Name>,
    /// Roles: their posts over the place. Nobody stands in for them.
    pub posts: Vec<Name>,
    /// A field with organisations that was filled in before.
    pub named: Option<Name>,
    /// Residents to whom the case may be told.
    pub residents: bool,
    /// How many may claim.
    pub take: Take,
}

/// How many claims an offer takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Take {
    /// The first.
    One,
    /// Everybody's, until the time is over or all have answered.
    Many {
        /// As many as are enough.
        enough: Option<u32>,
        /// Whether the claims of an earlier entry still count in the next.
        keep: bool,
    },
}

/// Whose "done" finishes a dispatch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Join {
    /// The lead's; open assists are released.
    Lead,
    /// Everybody's: the lead cannot finish before.
    All,
}

/// Parties in parallel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispatch {
    /// Who leads.
    pub lead: Lead,
    /// Kinds that may assist; empty means any declared kind.
    pub assist: Vec<Name>,
    /// Whose "done" finishes it.
    pub join: Join,
    /// Silence longer than this counts as accepted, and late.
    pub answer_within: Option<Limit>,
    /// Who decides an objection; `None` where a party may not object.
    pub review_by: Option<By>,
    /// Whether a second objection after an overruled one is refused.
    pub final_review: bool,
    /// What it is of a whistle 吹哨; `None` for an ordinary dispatch.
    #[serde(default)]
    pub whistle: Option<WhistlePart>,
}

/// What a dispatch is of a whistle: the call of those who cannot do it alone to the bodies that must
/// come (吹哨报到).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhistlePart {
    /// Blown on entering; the parties answer and work in this step.
    Whole,
    /// Blown on entering; what the parties report here is their answer 应哨, the work follows in
    /// other steps.
    Answer,
    /// The parties' work on the case's latest whistle; an ordinary dispatch where none was blown.
    Work,
}

impl WhistlePart {
    /// Whether a visit to the step blows a whistle.
    #[must_use]
    pub const fn blows(self) -> bool {
        matches!(self, Self::Whole | Self::Answer)
    }
}

/// How a result is published for one class of publicity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishRule {
    /// How long it stays open for objections; `None`: told at once, nothing to wait for.
    pub open_for: Option<Limit>,
    /// Which form fields must stand in it.
    pub parts: Vec<Name>,
}

/// A publication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publish {
    /// By publicity.
    pub rules: BTreeMap<Publicity, PublishRule>,
}

/// A rating.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// Role of representatives who rate beside the raisers, and from which publicity on.
    pub representatives: Option<(Name, Publicity)>,
    /// The scale: answer → points of 100; `None` stops at once ("not solved").
    pub scale: Vec<(Name, Option<u32>)>,
    /// Smallest mean of the raisers' points.
    pub pass_raisers: u32,
    /// Smallest mean of the representatives' points.
    pub pass_representatives: u32,
    /// The role that revisits a raiser without an account; never a former holder.
    pub revisit_by: Name,
    /// Channels of a revisit.
    pub revisit_channels: Vec<Name>,
    /// Where silence for the whole period leads.
    pub silence: Target,
}

/// A wait.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wait {
    /// Until all child cases ended.
    Children,
    /// Until the step's limit is over.
    Time,
}

/// How a case can end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EndKind {
    /// The raiser was asked and answered.
    Rated,
    /// The raiser was asked and stayed silent.
    Unrated,
    /// A reason and the legal channel; review may be asked for.
    Told,
    /// Taken back by the raiser.
    Withdrawn,
}

/// An end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndState {
    /// Its name.
    pub key: Name,
    /// What people see.
    pub label: Label,
    /// What it means.
    pub kind: EndKind,
    /// The step that a granted request for review opens, one level up; only for `told`.
    pub review: Option<Name>,
    /// The step that a raiser may ask for where the ground of the refusal bars only an order:
    /// voluntary mediation; only for `told`.
    #[serde(default)]
    pub mediation: Option<Name>,
}

/// What may be done beside a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aside {
    /// Its name.
    pub key: Name,
    /// What people see.
    pub label: Label,
    /// What it does.
    pub kind: AsideKind,
    /// What is filled in.
    pub form: Option<Name>,
    /// When it may be chosen; `None`: always.
    #[serde(default)]
    pub when: Option<Guard>,
}

/// The kinds of asides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AsideKind {
    /// 补充: the raiser adds words or photos.
    Supplement,
    /// 请反映人补充: the holder asks; the clock stands still for at most this long.
    AskRaiser {
        /// Longest pause.
        max: Limit,
    },
    /// 延期: more time, approved by the level above, told to the raiser.
    Extend {
        /// Once per step.
        once: bool,
    },
    /// 挂起: stands still, approved by the level above.
    Suspend {
        /// Longest.
        max: Limit,
    },
    /// 并案: two matters become one and keep every raiser.
    Merge,
    /// 催办: the raiser urges.
    Urge {
        /// Not more often than this.
        every: Limit,
    },
    /// 撤回: the raiser takes it back, before any of these steps was entered.
    Withdraw {
        /// Steps after which it is too late.
        before: Vec<Name>,
        /// Where it ends.
        to: Name,
    },
    /// 督办: a post above instructs the holder, who must answer.
    Supervise {
        /// How soon.
        answer_within: Limit,
    },
    /// 备注: a note among those who handle it, or what the raisers are told on the way.
    Note {
        /// Who reads it; the raisers are told of one that they read, once in each stage.
        visible: Visibility,
    },
}
