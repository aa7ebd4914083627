//! The table. A row: the action, who may do it, and with which classes of cases.

use std::collections::BTreeSet;

use linli_playbook::engine::Relation::{
    self, Assisting, CoRaiser, FormerHolder, Holder, Invited, OnBehalf, PostAbove, PostAt,
    PostBelow, Raiser, Rater, SameOrganisation, Subject, Supervising, Watching,
};

use super::{
    Action,
    CaseClass::{self, Anonymous, Confidential, Ordinary, Recused},
    Standing::{self, Case, Nobody, Operator, Party, Resident, Staff, Volunteer},
};

/// Every action, in the order of the matrix.
pub const ACTIONS: [Action; 47] = [
    Action::SignIn,
    Action::OwnAccount,
    Action::Report,
    Action::TakeIn,
    Action::ReportFound,
    Action::TakeOrders,
    Action::SeeCase,
    Action::SeeInternal,
    Action::SeePersonal,
    Action::Act,
    Action::SeePhone,
    Action::Reveal,
    Action::HideText,
    Action::Merge,
    Action::SeeQueue,
    Action::FollowProgress,
    Action::SeeIndicators,
    Action::SeeIndicatorCases,
    Action::AssessWhistles,
    Action::ConfirmHousehold,
    Action::PostNotice,
    Action::AnswerAdmissionRequest,
    Action::DecideAdmissionRequest,
    Action::KeepAdmissionList,
    Action::KeepBoards,
    Action::KeepDispatchList,
    Action::KeepDutyRosters,
    Action::KeepPlaceTree,
    Action::KeepServiceItems,
    Action::MakeAdmissionRequest,
    Action::PlanGrids,
    Action::PublishFigures,
    Action::SeeAdmissionRequest,
    Action::SeeDispatchList,
    Action::SeeStaffing,
    Action::DivideWork,
    Action::WorkInside,
    Action::ManagePlaces,
    Action::ManageStaff,
    Action::ManagePlaybook,
    Action::ManageSecurity,
    Action::VouchForNumber,
    Action::ReadAudit,
    Action::EraseText,
    Action::Tick,
    Action::Deliver,
    Action::NoteRefusal,
];

/// Every class.
pub const CLASSES: [CaseClass; 4] = [Ordinary, Anonymous, Recused, Confidential];

/// Every standing, in the order of the matrix.
pub const STANDINGS: [Standing; 28] = [
    Nobody,
    Resident,
    Staff,
    Volunteer,
    Party,
    Standing::Reader,
    Case(Raiser),
    Case(CoRaiser),
    Case(OnBehalf),
    Case(Holder),
    Case(Relation::Party),
    Case(Assisting),
    Case(Supervising),
    Case(Invited),
    Case(Watching),
    Case(Rater),
    Case(PostAt),
    Case(PostAbove),
    Case(PostBelow),
    Case(FormerHolder),
    Case(SameOrganisation),
    Case(Relation::SameHousehold),
    Case(Subject),
    Standing::SystemAdministrator,
    Standing::SecurityAdministrator,
    Standing::Auditor,
    Standing::System,
    Operator,
];

const ALL: &[CaseClass] = &CLASSES;
/// Cases that every post over the place may know of.
const OPEN: &[CaseClass] = &[Ordinary, Anonymous];
const WORKING: &[Standing] = &[Case(Holder), Case(Assisting), Case(Supervising)];
pub(super) const OUTSIDE: &[Standing] = &[Case(Relation::Party), Case(Watching)];
pub(super) const RAISING: &[Standing] = &[Case(Raiser), Case(CoRaiser), Case(OnBehalf)];

type Row = (Action, &'static [Standing], &'static [CaseClass]);

const RULES: &[Row] = &[
    (Action::SignIn, &[Nobody, Resident, Staff, Volunteer, Party], ALL),
    (Action::OwnAccount, &[Resident], ALL),
    (Action::Report, &[Resident], ALL),
    (Action::TakeIn, &[Staff], ALL),
    (Action::ReportFound, &[Staff, Volunteer], ALL),
    (Action::TakeOrders, &[Staff], ALL),
    (Action::SeeCase, RAISING, ALL),
    (Action::SeeCase, WORKING, ALL),
    (Action::SeeCase, &[Case(Rater)], ALL),
    // A company or committee sees the place, the words and its own work; the telephone only if
    // the raiser agreed to be called, and nothing that was written inside.
    (Action::SeeCase, &[Case(Relation::Party)], ALL),
    // Whoever may claim it reads what it is about: masked, without raiser, door or telephone.
    (Action::SeeCase, &[Case(Invited)], ALL),
    // A body that watches, and whoever watches without office, sees no more than that, and calls
    // nobody.
    (Action::SeeCase, &[Case(Watching)], ALL),
    (Action::SeeCase, &[Case(PostAt), Case(PostAbove), Case(PostBelow)], OPEN),
    (Action::SeeCase, &[Standing::Reader], OPEN),
    (Action::SeeCase, &[Case(FormerHolder), Case(SameOrganisation)], OPEN),
    // Above the subject there must be somebody who can look, or a complaint could vanish.
    (Action::SeeCase, &[Case(PostAbove)], &[Recused, Confidential]),
    (Action::SeeInternal, WORKING, ALL),
    (Action::SeeInternal, &[Case(PostAt), Case(PostAbove)], OPEN),
    (Action::SeePersonal, &[Case(Holder), Case(Assisting)], ALL),
    (Action::Act, RAISING, ALL),
    (Action::Act, WORKING, ALL),
    (Action::Act, &[Case(Rater)], ALL),
    (Action::Act, &[Case(Relation::Party), Case(Watching), Case(Invited)], ALL),
    (Action::Act, &[Case(PostAbove)], ALL),
    (Action::Act, &[Case(PostAt)], OPEN),
    // Whoever may read a publication may object to it, and whoever lives where an offer is told may
    // claim it; the engine offers nothing else to them.
    (Action::Act, &[Standing::Reader], OPEN),
    (Action::SeePhone, &[Case(Holder), Case(Relation::Party)], ALL),
    (Action::Reveal, &[Case(Holder)], ALL),
    // Whoever asked to stay anonymous is known to the holder alone.
    (Action::Reveal, &[Case(PostAt), Case(PostAbove)], &[Ordinary]),
    (Action::HideText, &[Case(Holder), Case(PostAbove)], ALL),
    // Whoever may not know of a case does not change it either.
    (Action::HideText, &[Case(PostAt)], OPEN),
    (Action::Merge, &[Case(Holder), Case(PostAt)], OPEN),
    (Action::SeeQueue, &[Staff, Volunteer, Party], ALL),
    (Action::FollowProgress, &[Nobody, Resident, Staff, Volunteer, Party], ALL),
    (Action::SeeIndicators, &[Nobody, Resident, Staff, Volunteer, Party], ALL),
    (Action::SeeIndicatorCases, &[Staff], ALL),
    // An organisation reads its own side; a figure names nobody.
    (Action::AssessWhistles, &[Staff, Case(SameOrganisation)], ALL),
    (Action::ConfirmHousehold, &[Staff, Resident], ALL),
    // The standings are those to the place whose people it is for: a post that speaks there, at
    // the place itself or above it.
    (Action::PostNotice, &[Case(PostAt), Case(PostAbove)], ALL),
    // The same: what hangs at the doors of a place, and whom its people call, is its offices' to
    // say.
    (Action::KeepBoards, &[Case(PostAt), Case(PostAbove)], ALL),
    // The standings are those to the list and to a request: the office over all communities of the
    // district, which keeps the list; the department's own people; an office of a community that
    // the request reached.
    (Action::KeepAdmissionList, &[Case(PostAbove)], ALL),
    (Action::MakeAdmissionRequest, &[Case(SameOrganisation)], ALL),
    (Action::SeeAdmissionRequest, &[Case(PostAbove), Case(SameOrganisation), Case(PostAt)], ALL),
    (Action::DecideAdmissionRequest, &[Case(PostAbove)], ALL),
    (Action::AnswerAdmissionRequest, &[Case(PostAt)], ALL),
    // It names matters, bodies and their duties, and nobody: whoever dispatches or is dispatched.
    (Action::SeeDispatchList, &[Staff, Party], ALL),
    // The standings are those to the place whose list it is, as for notices.
    (Action::KeepDispatchList, &[Case(PostAt), Case(PostAbove)], ALL),
    // The same: what an office does for the people of its place, and on what papers, is its own to
    // say; everybody reads it.
    (Action::KeepServiceItems, &[Case(PostAt), Case(PostAbove)], ALL),
    // The same: who sits in an office is its own to say; everybody reads as much of it as its people
    // agreed to.
    (Action::KeepDutyRosters, &[Case(PostAt), Case(PostAbove)], ALL),
    // The standings are those to the community: an office above it. Whoever works in the grids
    // does not draw them.
    (Action::PlanGrids, &[Case(PostAbove)], ALL),
    // The standings are those to the place whose figures they are: its own offices, and those over
    // it. What is published names nobody.
    (Action::PublishFigures, &[Case(PostAt), Case(PostAbove)], ALL),
    // The standings are those to the place that changes: an office above it and above the base.
    (Action::KeepPlaceTree, &[Case(PostAbove)], ALL),
    // Counts of posts and organisations by place, and nobody's name.
    (Action::SeeStaffing, &[Staff], ALL),
    // The standing is that to the organisation itself; who does which part there is its own to say.
    (Action::DivideWork, &[Case(SameOrganisation)], ALL),
    // The same, on a task that it has or had: whoever the case is about takes no part.
    (Action::WorkInside, &[Case(SameOrganisation)], ALL),
    (Action::ManagePlaces, &[Standing::SystemAdministrator, Operator], ALL),
    (Action::ManageStaff, &[Standing::SystemAdministrator, Operator], ALL),
    (Action::ManagePlaybook, &[Standing::SystemAdministrator, Operator], ALL),
    (Action::ManageSecurity, &[Standing::SecurityAdministrator, Operator], ALL),
    // An administrator gives or takes a number; only a code proves it. The operator vouches for
    // the made-up people of a demonstration, whose telephones are nowhere.
    (Action::VouchForNumber, &[Operator], ALL),
    (Action::ReadAudit, &[Standing::Auditor, Operator], ALL),
    (Action::EraseText, &[Standing::SecurityAdministrator], ALL),
    (Action::Tick, &[Standing::System], ALL),
    (Action::Deliver, &[Standing::System], ALL),
    (Action::NoteRefusal, &[Standing::System], ALL),
];

/// The one about whom a recused case is sees nothing and does nothing in any other capacity than
/// that of its raiser: whoever complains about the colleague in the same post still follows the
/// own matter.
fn counts(standing: Standing, standings: &BTreeSet<Standing>, class: Option<CaseClass>) -> bool {
    let barred = class == Some(Recused) && standings.contains(&Case(Subject));
    standings.contains(&standing) && (!barred || RAISING.contains(&standing))
}

pub(super) fn allows(
    action: Action,
    standings: &BTreeSet<Standing>,
    class: Option<CaseClass>,
) -> bool {
    RULES.iter().any(|(rule, who, classes)| {
        *rule == action
            && class.is_none_or(|class| classes.contains(&class))
            && who.iter().any(|standing| counts(*standing, standings, class))
    })
}
