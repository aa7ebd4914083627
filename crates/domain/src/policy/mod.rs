//! Who may do and see what: decided here, once, from relations that were loaded before.
//!
//! A use-case asks [`decide`] exactly once and gets a [`Permit`], without which no change can be
//! made; a list asks [`visible`] and gets the [`Visibility`] that its query requires. Both read
//! the same table, `rules.rs`; the matrix that the test compares it with is written by hand.

mod opening;
mod relations;
mod rules;

use std::collections::BTreeSet;

use linli_kernel::{OrganisationId, PersonId, PlaceId};
use linli_playbook::engine::{Actor, Relation};

pub use opening::may_open;
pub use relations::{
    Asking, Ties, has_part, is_about, is_office, needs_password, reads_whistles, ties,
};
pub use rules::{ACTIONS, CLASSES, STANDINGS};

/// What somebody wants to do, as far as the policy tells actions apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Ask for a sign-in code or sign in.
    SignIn,
    /// Change one's own session, display or data.
    OwnAccount,
    /// Raise a matter of one's own.
    Report,
    /// Write down somebody else's matter, at the counter or on the telephone.
    TakeIn,
    /// Write down what one found oneself.
    ReportFound,
    /// Take in orders of another system, one by one or in bulk.
    TakeOrders,
    /// Know that a case exists and read its public story.
    SeeCase,
    /// Read what is written for those who handle it.
    SeeInternal,
    /// Read the personal facts among it without giving a reason: with a task of the case.
    SeePersonal,
    /// Do what the step offers.
    Act,
    /// See the raiser's telephone because one's open task needs it and the raiser agreed.
    SeePhone,
    /// See a masked value with a reason, recorded and shown to its owner.
    Reveal,
    /// Hide unlawful or personal text from public view.
    HideText,
    /// Merge two matters.
    Merge,
    /// Work through one's queue.
    SeeQueue,
    /// See how a matter stands by its number and the digits left with it.
    FollowProgress,
    /// Read indicators: public figures that name nobody.
    SeeIndicators,
    /// Read indicators with the cases behind them.
    SeeIndicatorCases,
    /// Publish the figures of a place and a month: they stay as they are then.
    PublishFigures,
    /// Read how both sides of whistles did.
    AssessWhistles,
    /// Confirm who lives in a household.
    ConfirmHousehold,
    /// Publish a notice to the people of a place, or take one down.
    PostNotice,
    /// Keep the service numbers of a place, print its notice boards and say which hang.
    KeepBoards,
    /// Put an item on the admission list, or end one.
    KeepAdmissionList,
    /// Ask communities for something in a department's name.
    MakeAdmissionRequest,
    /// Read a department's request with its replies.
    SeeAdmissionRequest,
    /// Grant or reject a request that the admission list does not cover.
    DecideAdmissionRequest,
    /// Accept, refuse or finish a request in a community's name.
    AnswerAdmissionRequest,
    /// Read the dispatch lists of one's district.
    SeeDispatchList,
    /// Change the dispatch list of a place.
    KeepDispatchList,
    /// Say what a place's offices do for people: add, change and import service items.
    KeepServiceItems,
    /// Say who is on duty at a place or a facility, and when.
    KeepDutyRosters,
    /// Plan the grids of a community and put a plan into force.
    PlanGrids,
    /// Change the tree of places: add, rename, close, move, merge, divide.
    KeepPlaceTree,
    /// See where people and organisations are missing.
    SeeStaffing,
    /// Say who does which part of the work in one's organisation.
    DivideWork,
    /// Give a task of one's organisation to somebody inside it, or review the answer.
    WorkInside,
    /// Import or change places.
    ManagePlaces,
    /// Import or change staff, posts and organisations; invite, suspend.
    ManageStaff,
    /// Bind a playbook, import calendars.
    ManagePlaybook,
    /// Reset a password or factor, end sessions.
    ManageSecurity,
    /// Say of somebody's number that it is still in the same hand, without a code.
    VouchForNumber,
    /// Read and export the audit.
    ReadAudit,
    /// Erase a text by a legal duty.
    EraseText,
    /// What the clock does.
    Tick,
    /// What the outbox does.
    Deliver,
    /// Write down that somebody was refused.
    NoteRefusal,
}

/// How somebody stands to the thing acted on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Without an account.
    Nobody,
    /// Signed in.
    Resident,
    /// Has a post at a place that holds office in the playbook.
    Staff,
    /// Has a post of neighbours for neighbours (楼长, 居民代表): works on what is given to them and
    /// tells what they find, and looks nobody up.
    Volunteer,
    /// Answers for an organisation.
    Party,
    /// A result of the case is published where they may read it, or it is offered to residents there.
    Reader,
    /// A relation to the case.
    Case(Relation),
    /// 系统管理员.
    SystemAdministrator,
    /// 安全管理员.
    SecurityAdministrator,
    /// 审计管理员.
    Auditor,
    /// The clock and the outbox.
    System,
    /// Whoever runs the installation, from its command line.
    Operator,
}

/// How guarded a case is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CaseClass {
    /// As usual.
    Ordinary,
    /// The raiser's name is kept back.
    Anonymous,
    /// About somebody who would handle it.
    Recused,
    /// Inside a home, a dispute, a named person.
    Confidential,
}

impl CaseClass {
    /// The stored word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Ordinary => "ordinary",
            Self::Anonymous => "anonymous",
            Self::Recused => "recused",
            Self::Confidential => "confidential",
        }
    }

    /// From the stored word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        CLASSES.into_iter().find(|class| class.word() == word)
    }
}

/// Proof that one decision was made: what for, and for whom. Cannot be made outside this module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permit {
    actor: Actor,
    action: Action,
}

impl Permit {
    /// Who was permitted.
    #[must_use]
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// What was permitted.
    #[must_use]
    pub fn action(&self) -> Action {
        self.action
    }
}

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denial {
    /// The caller may not even know that it exists (404).
    Unseen,
    /// The caller may see it but not do this (403).
    Forbidden,
}

/// Decides one action on one thing; `class` is `None` where no case is concerned.
///
/// # Errors
/// [`Denial`] says whether the thing may be known at all.
pub fn decide(
    actor: &Actor,
    action: Action,
    standings: &BTreeSet<Standing>,
    class: Option<CaseClass>,
) -> Result<Permit, Denial> {
    if rules::allows(action, standings, class) {
        return Ok(Permit { actor: actor.clone(), action });
    }
    let seen = class.is_none() || rules::allows(Action::SeeCase, standings, class);
    Err(if seen { Denial::Forbidden } else { Denial::Unseen })
}

/// Whether the table allows it, without making a permit: for what a page offers or masks.
#[must_use]
pub fn allows(action: Action, standings: &BTreeSet<Standing>, class: Option<CaseClass>) -> bool {
    rules::allows(action, standings, class)
}

/// Whether somebody raised the case, or acts for who did.
#[must_use]
pub fn raised(standings: &BTreeSet<Standing>) -> bool {
    rules::RAISING.iter().any(|standing| standings.contains(standing))
}

/// Whether somebody works on the case or watches it without an office: for an organisation, or in a
/// post that decides nothing for others. Such a one reads what the raiser reads.
#[must_use]
pub fn works_outside(standings: &BTreeSet<Standing>) -> bool {
    rules::OUTSIDE.iter().any(|standing| standings.contains(standing))
}

/// One arm of a list: cases filed under this scope, as far as the classes go.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Arm {
    /// The matters that a person raised.
    Raiser(PersonId),
    /// Ordinary and anonymous cases of a place and everything below.
    Place(PlaceId),
    /// Ordinary and anonymous cases in which an organisation has or had a part.
    Organisation(OrganisationId),
    /// Published results of a place and everything below.
    Published(PlaceId),
    /// What is offered to the residents of a place and everything below.
    Offered(PlaceId),
    /// What a person claimed.
    Claimed(PersonId),
    /// All cases of a place and everything below, to be counted and never listed.
    Counted(PlaceId),
}

/// What a caller's lists may show. Only [`visible`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visibility(BTreeSet<Arm>);

impl Visibility {
    /// The arms, in order.
    pub fn arms(&self) -> impl Iterator<Item = &Arm> {
        self.0.iter()
    }
}

/// What is counted for a place's figures: every class, because a figure names nobody.
#[must_use]
pub fn countable(place: PlaceId) -> Visibility {
    Visibility(BTreeSet::from([Arm::Counted(place)]))
}

/// What is offered to the residents of a place: everybody reads of it what is told to everybody.
#[must_use]
pub fn offered(place: PlaceId) -> Visibility {
    Visibility(BTreeSet::from([Arm::Offered(place)]))
}

/// What a person claimed, open or ended.
#[must_use]
pub fn claimed_by(person: PersonId) -> Visibility {
    Visibility(BTreeSet::from([Arm::Claimed(person)]))
}

/// The lists that somebody may read: their own matters, what lies under the places of their
/// posts, what their organisations had a part in, and what is published where they look.
#[must_use]
pub fn visible(
    person: Option<PersonId>,
    post_places: &[PlaceId],
    organisations: &[OrganisationId],
    published_in: Option<PlaceId>,
) -> Visibility {
    let own = person.map(Arm::Raiser);
    let places = post_places.iter().copied().map(Arm::Place);
    let parts = organisations.iter().copied().map(Arm::Organisation);
    let published = published_in.map(Arm::Published);
    Visibility(own.into_iter().chain(places).chain(parts).chain(published).collect())
}
