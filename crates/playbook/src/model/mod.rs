//! A compiled playbook: every name resolved, every rule checked.

mod form;
mod guard;
mod name;
mod process;
mod staffing;
mod telling;

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
};

use linli_kernel::Limit;
use serde::{Deserialize, Serialize};

pub use form::{Assessed, Field, FieldKind, Form, LONGEST_TEXT, MOST_PHOTOS, Sensitivity};
pub use guard::{Comparison, Guard, Operand, Subject, Test};
pub use name::{Label, Name, NameError};
pub use process::{
    Aside, AsideKind, Bound, By, Dispatch, EndKind, EndState, Join, LateThen, Lead, Offering,
    OpenedBy, Outcome, Process, Publish, PublishRule, Rate, Step, StepKind, Take, Target, Wait,
    WhistlePart, Within,
};
pub use staffing::{Staffed, Staffing, StaffingRule};
pub use telling::{Notice, Sights, StoryEvent, Told, Visibility};

/// A locality's declared practice. Immutable once a case runs on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Playbook {
    /// Its name, unique in an installation.
    pub key: Name,
    /// Its version, from 1 up.
    pub version: u32,
    /// Where the practice is described.
    pub source: String,
    /// What people call it.
    pub label: Label,
    /// Kinds of places from the top down; alternatives on one rung (`compound|yard`) share a row.
    pub containment: Vec<Vec<Name>>,
    /// The kind of place that grids lie under; `None` for a locality without grids.
    pub grids_under: Option<Name>,
    /// The kind of place at the base as the playbook names it; see [`Self::base`].
    #[serde(default)]
    pub declared_base: Option<Name>,
    /// Who keeps the admission list: roles at the top; empty for every office there.
    #[serde(default)]
    pub admission_list: Vec<Name>,
    /// Levels that a case climbs, lowest first (责任层级).
    pub responsibility: Vec<Name>,
    /// Day of the month for deliberation (每月10日), shifted to the next work day.
    pub deliberation_day: Option<i8>,
    /// The few words that a resident follows, in order.
    pub stages: Vec<(Name, Label)>,
    /// Roles that posts are filled for.
    pub roles: BTreeMap<Name, Role>,
    /// Kinds of organisations that take part.
    pub parties: BTreeMap<Name, Label>,
    /// Classes of publicity.
    pub classes: BTreeMap<Name, Class>,
    /// What matters are about, in the order in which they are offered: `category KEY zh=… en=…
    /// class=CLASS urgency=URGENCY`, class and urgency optional (the process's defaults hold).
    pub categories: Vec<(Name, Category)>,
    /// Urgency classes with their overall limits.
    pub urgencies: BTreeMap<Name, Urgency>,
    /// Forms by name.
    pub forms: BTreeMap<Name, Form>,
    /// Processes by name.
    pub processes: BTreeMap<Name, Process>,
    /// Numbers that a locality may change without a new playbook text (rule pack 法规参数).
    pub rules: BTreeMap<Name, i64>,
    /// What people see for names that have no label of their own: what a process opens, channels,
    /// levels, rating answers.
    #[serde(default)]
    pub words: BTreeMap<Name, Label>,
    /// Messages that steps send in words of their own (`notify`).
    #[serde(default)]
    pub messages: BTreeMap<Name, Label>,
    /// How many people and organisations there should be.
    #[serde(default)]
    pub staffing: Staffing,
}

/// A role 岗位角色: what a post is a post of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// What people call it.
    pub label: Label,
    /// The level or kind of place that it belongs to.
    pub at: Name,
    /// Who stands in while nobody has the post; `None` only at the top.
    pub fallback: Option<Name>,
    /// Whether it holds office: only such a post decides for others (a rung of a ladder, a second
    /// person, an approval, an instruction). Residents who rate, deliberate or look after a
    /// building do not.
    #[serde(default)]
    pub office: bool,
    /// What whoever has the post does for residents, as it stands on notice boards.
    #[serde(default)]
    pub duties: Duties,
}

impl Role {
    /// The word for a holder that is one person.
    pub const PERSON: &str = "person";
    /// The word for a holder that is an organisation.
    pub const ORGANISATION: &str = "organisation";
    /// What no role can be called, since queues have these words for holders that are no post.
    pub const TAKEN: [&str; 2] = [Self::PERSON, Self::ORGANISATION];
}

/// The duties of a post 岗位职责: lines for people to read, nothing that the engine acts on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duties {
    /// Where they are written down.
    pub source: String,
    /// The lines, in order.
    pub lines: Vec<Label>,
}

/// What a matter is about; chosen by the raiser or whoever takes it in, never required.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    /// What people call it.
    pub label: Label,
    /// The class of publicity that it implies.
    pub class: Option<Name>,
    /// The urgency that it implies.
    pub urgency: Option<Name>,
}

/// A class of matters: how widely its story is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Class {
    /// What people call it.
    pub label: Label,
    /// How widely its story is told unless somebody entitled lowers it.
    pub publicity: Publicity,
}

/// How widely a matter's story is told, from narrow to wide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Publicity {
    /// Inside a home, a dispute, a named person: answered to the raiser only.
    Private,
    /// To the compound, masked.
    Compound,
    /// To everyone, masked, with the four parts.
    Public,
}

impl Publicity {
    /// All of them by the words that stand in playbooks, from narrow to wide.
    pub const WORDS: &'static [(&'static str, Self)] =
        &[("private", Self::Private), ("compound", Self::Compound), ("public", Self::Public)];

    /// Its word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::Compound => "compound",
            Self::Public => "public",
        }
    }
}

/// An urgency class.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Urgency {
    /// What people call it.
    pub label: Label,
    /// The overall limit of a matter of this class.
    pub overall: Limit,
    /// Limits of single steps that differ for this class.
    pub steps: BTreeMap<Name, Limit>,
}

/// Where a kind of place lies to the one at the base of a locality, from the top down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ToBase {
    /// It contains places at the base: a street, the district.
    Over,
    /// It is one: a community.
    At,
    /// It lies in one: a grid, a compound, a building, a home.
    Inside,
}

/// The kind of place that the overlay of grids is made of.
pub const GRID: &str = "grid";
/// The channel of what staff found themselves, where a playbook has one.
pub const FOUND: &str = "found";
/// The process that residents' matters are taken into, whatever a playbook has besides.
pub const MATTER: &str = "matter";
/// The channel of what residents write themselves, where a playbook has one of its own for that.
const ONLINE: &str = "online";

impl Playbook {
    /// The process of residents' matters.
    #[must_use]
    pub fn matter(&self) -> Option<&Process> {
        self.processes.get(MATTER)
    }

    /// The channel of what residents write themselves: `online`, or the first through which matters
    /// come where there is no such channel.
    #[must_use]
    pub fn own_channel(&self) -> Option<&Name> {
        let through = self.matter().map(|matter| matter.through.as_slice()).unwrap_or_default();
        through.iter().find(|channel| **channel == *ONLINE).or(through.first())
    }

    /// Whether it has whistles 吹哨 at all.
    #[must_use]
    pub fn has_whistles(&self) -> bool {
        self.processes.values().any(Process::blows)
    }

    /// Whether residents open it themselves: what the process says (`opened-by residents`). Where
    /// it says nothing: matters, and whatever comes through their own channel.
    #[must_use]
    pub fn is_for_residents(&self, process: &Process) -> bool {
        if let Some(opened_by) = &process.opened_by {
            return opened_by.residents;
        }
        let own = self.own_channel();
        process.key == *MATTER || own.is_some_and(|channel| process.through.contains(channel))
    }

    /// Whether whoever has a post of this role opens it: what residents may open, and what the
    /// process says of the role or of offices. Where it says nothing, every post opens it.
    #[must_use]
    pub fn is_opened_by(&self, process: &Process, role: &Name) -> bool {
        let Some(opened_by) = &process.opened_by else { return true };
        let office = opened_by.offices && self.holds_office(role);
        opened_by.residents || office || opened_by.roles.contains(role)
    }

    /// All processes, matters first.
    pub fn matters_first(&self) -> impl Iterator<Item = &Process> {
        let others = self.processes.values().filter(|process| process.key != *MATTER);
        self.matter().into_iter().chain(others)
    }

    /// The process and the word of what a form calls `problem` (of matters) or `wish/wish` (of another
    /// process); no word where none is given.
    #[must_use]
    pub fn opened_as<'w>(&self, word: Option<&'w str>) -> (Option<&Process>, Option<&'w str>) {
        match word.and_then(|word| word.split_once('/')) {
            Some((process, word)) => (self.processes.get(process), Some(word)),
            None => (self.matter(), word),
        }
    }

    /// A process by name.
    #[must_use]
    pub fn process(&self, name: &Name) -> Option<&Process> {
        self.processes.get(name)
    }

    /// The kinds of organisations that may lead a dispatch or claim an offer, some perhaps more than
    /// once.
    pub fn leading_parties(&self) -> impl Iterator<Item = &Name> {
        let steps = self.processes.values().flat_map(|process| process.steps.values());
        steps.flat_map(|step| match &step.kind {
            StepKind::Dispatch(Dispatch { lead: Lead::OneOf(kinds), .. })
            | StepKind::Offer(Offering { parties: kinds, .. }) => kinds.as_slice(),
            _ => &[],
        })
    }

    /// What people see for a name without a label of its own.
    #[must_use]
    pub fn word(&self, name: &Name) -> Option<&Label> {
        self.words.get(name)
    }

    /// The same, or the name itself where it has no words.
    #[must_use]
    pub fn word_or_name(&self, name: &Name) -> Label {
        let word = self.word(name).cloned();
        word.unwrap_or_else(|| Label { zh: name.to_string(), en: None })
    }

    /// The stages that a process goes through, in the playbook's order; all for an unknown one.
    #[must_use]
    pub fn stages_of(&self, process: &Name) -> Vec<&(Name, Label)> {
        let steps = self.processes.get(process).map(|process| &process.steps);
        let used = |stage: &Name| {
            steps.is_none_or(|steps| steps.values().any(|step| step.stage == *stage))
        };
        self.stages.iter().filter(|(key, _)| used(key)).collect()
    }

    /// The words of a stage.
    #[must_use]
    pub fn stage(&self, name: &Name) -> Option<&Label> {
        self.stages.iter().find(|(key, _)| key == name).map(|(_, label)| label)
    }

    /// Where a level stands in the responsibility chain, 0 the lowest.
    #[must_use]
    pub fn rank(&self, level: &Name) -> Option<usize> {
        self.responsibility.iter().position(|l| l == level)
    }

    /// The class of a matter: of what its category and what it is opened as say the one that is told
    /// less widely, else the process's.
    #[must_use]
    pub fn class_of<'p>(
        &'p self,
        process: &'p Process,
        category: Option<&Name>,
        opens: &Name,
    ) -> &'p Name {
        let about = category.and_then(|name| self.categories.iter().find(|(key, _)| key == name));
        let about = about.and_then(|(_, category)| category.class.as_ref());
        let narrowest = about.into_iter().chain(process.opens_class.get(opens));
        narrowest.min_by_key(|class| self.widest(class)).unwrap_or(&process.class)
    }

    /// How widely a class may be told; what nobody declared is told to nobody.
    #[must_use]
    pub fn widest(&self, class: &Name) -> Publicity {
        self.classes.get(class).map_or(Publicity::Private, |class| class.publicity)
    }

    /// The words of a category.
    #[must_use]
    pub fn category(&self, name: &Name) -> Option<&Label> {
        self.categories.iter().find(|(key, _)| key == name).map(|(_, found)| &found.label)
    }

    /// The words of a role.
    #[must_use]
    pub fn role_label(&self, role: &Name) -> Option<&Label> {
        self.roles.get(role).map(|role| &role.label)
    }

    /// Where a kind of place stands in what contains what, 0 the highest.
    #[must_use]
    pub fn rung(&self, kind: &Name) -> Option<usize> {
        self.containment.iter().position(|rung| rung.contains(kind))
    }

    /// The kind of place at the base 基层: where a community is run and its people are met (社区).
    /// Grids lie under it; where a locality has none, the playbook names it (`base`), and where it
    /// does not, it is the lowest level of the responsibility chain at which a post holds office.
    ///
    /// Whatever asks "the community, above it, or inside it" asks [`Self::to_base`].
    #[must_use]
    pub fn base(&self) -> Option<&Name> {
        let named = self.grids_under.as_ref().or(self.declared_base.as_ref());
        let run = |level: &&Name| {
            let mut posts = self.roles.values().filter(|role| role.at == **level);
            posts.any(|role| role.office) && self.rung(level).is_some()
        };
        named.or_else(|| self.responsibility.iter().find(run))
    }

    /// The kinds of places that are alternatives at the base (`community|village`).
    #[must_use]
    pub fn base_kinds(&self) -> &[Name] {
        let rung = self.base().and_then(|base| self.rung(base));
        rung.and_then(|rung| self.containment.get(rung)).map_or(&[], Vec::as_slice)
    }

    /// Where a kind of place lies to the base: over it, on its rung, or inside it as grids do;
    /// `None` for what is no place of the playbook.
    #[must_use]
    pub fn to_base(&self, kind: &Name) -> Option<ToBase> {
        let base = self.rung(self.base()?)?;
        if *kind == *GRID && self.grids_under.is_some() {
            return Some(ToBase::Inside);
        }
        self.rung(kind).map(|rung| match rung.cmp(&base) {
            Ordering::Less => ToBase::Over,
            Ordering::Equal => ToBase::At,
            Ordering::Greater => ToBase::Inside,
        })
    }

    /// Whether a role holds office and so may decide for others.
    #[must_use]
    pub fn holds_office(&self, role: &Name) -> bool {
        self.roles.get(role).is_some_and(|role| role.office)
    }

    /// Every kind of place that the playbook speaks of, grids included.
    #[must_use]
    pub fn place_kinds(&self) -> BTreeSet<&Name> {
        self.containment.iter().flatten().chain(self.responsibility.iter()).collect()
    }
}
