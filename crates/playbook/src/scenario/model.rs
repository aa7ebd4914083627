//! A scenario file as it was read, with where everything stands.

use std::collections::{BTreeMap, BTreeSet};

use kdl::KdlNode;
use linli_kernel::Moment;

use crate::{
    language::Stretch,
    model::{Name, Publicity},
};

/// A name or text and where it stands.
#[derive(Clone, Debug)]
pub(super) struct At<T> {
    pub(super) value: T,
    pub(super) at: Stretch,
}

/// What a file holds.
#[derive(Clone, Debug, Default)]
pub(super) struct File {
    pub(super) scenarios: Vec<Scenario>,
}

/// One story.
#[derive(Clone, Debug)]
pub(super) struct Scenario {
    pub(super) name: String,
    /// The sentence or row that it comes from.
    pub(super) article: String,
    pub(super) at: Stretch,
    pub(super) given: Given,
    pub(super) lines: Vec<Line>,
}

/// How a case begins, and in which town.
#[derive(Clone, Debug)]
pub(super) struct Given {
    pub(super) at: Stretch,
    pub(super) process: Name,
    pub(super) opens: Name,
    pub(super) channel: Name,
    pub(super) class: Option<Name>,
    pub(super) urgency: Option<Name>,
    pub(super) category: Option<Name>,
    pub(super) publicity: Option<Publicity>,
    pub(super) moment: Moment,
    pub(super) place: Option<Name>,
    /// Whether somebody raised it.
    pub(super) raiser: bool,
    pub(super) account: bool,
    pub(super) found_by: Option<At<String>>,
    /// Another system that ordered it.
    pub(super) order: Option<Name>,
    pub(super) order_due: Option<Moment>,
    pub(super) about: Vec<At<String>>,
    pub(super) vacant: BTreeSet<Name>,
    pub(super) without: BTreeSet<Name>,
    /// Which of alternative kinds of places there are.
    pub(super) kinds: BTreeSet<Name>,
    pub(super) parties: BTreeMap<Name, i64>,
}

/// One line of a story after its beginning.
#[derive(Clone, Debug)]
pub(super) enum Line {
    /// Somebody does something.
    When { at: Stretch, who: At<String>, does: At<Name>, fields: Vec<KdlNode> },
    /// Time passes.
    Clock { at: Stretch, to: Until },
    /// How it stands now.
    Then { wants: Vec<Want> },
}

/// How long time passes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Until {
    /// So much later.
    After { minutes: i64 },
    /// The same time so many work days later.
    Workdays(i64),
    /// The next moment that the clock has something to do.
    Next,
    /// The last moment of the step in time.
    Due,
    /// The step's time is over and what the playbook says happened.
    Late,
    /// This moment.
    Moment(Moment),
}

/// Something that must hold.
#[derive(Clone, Debug)]
pub(super) struct Want {
    pub(super) at: Stretch,
    pub(super) what: Wanted,
}

/// What can be said of a case.
#[derive(Clone, Debug)]
pub(super) enum Wanted {
    Step(Name),
    Stage(Name),
    End(Name),
    Level(Name),
    Publicity(Publicity),
    /// These have an open task each.
    Holder(Vec<String>),
    Due(Moment),
    Overall(Moment),
    Late(bool),
    /// What was just tried was refused with this code.
    Refused(String),
    /// These were told by what just happened.
    Tells(Vec<String>),
    /// Somebody was told in these words by what just happened.
    Message(Name),
    /// The open tasks are so many.
    Tasks(i64),
}
