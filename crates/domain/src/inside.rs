//! How an organisation works inside 内部办理: who receives 收文, who handles 承办 and in which
//! section 科室, who reviews 审签; to whom a task was given, and the answer that waits for review.
//!
//! Outside stands one task of the organisation with one clock, whatever happens here. Whoever is not
//! named for a part leaves it to everybody: an organisation that says nothing works as if there were
//! no parts. Source: how offices handle papers, 《党政机关公文处理工作条例》 chapter 6 on 收文 and 发文, from
//! memory; who stands in where nobody is left is ours.

use std::collections::{BTreeMap, BTreeSet};

use linli_kernel::{CaseId, Code, Moment, OrganisationId, PersonId, PhotoId};
use linli_playbook::{
    Name,
    engine::{Own, TaskNumber},
};
use serde::{Deserialize, Serialize};

/// Longest name of a section, in characters.
pub const MAX_SECTION: usize = 20;
/// The most sections of one organisation.
pub const MAX_SECTIONS: usize = 50;
/// Longest word with which a draft is given back, in characters.
pub const MAX_WORD: usize = 500;

/// Somebody else of the organisation has the task.
pub const NOT_YOURS: Code = Code("inside-not-yours");
/// Somebody else's draft of the task waits for review.
pub const WAITS: Code = Code("inside-waits");
/// Nobody reviews what they wrote themselves.
pub const OWN_DRAFT: Code = Code("inside-own-draft");
/// No draft waits.
pub const NOTHING_WAITS: Code = Code("inside-nothing-waits");
/// The caller does not do this part of the organisation's work.
pub const NOT_YOUR_PART: Code = Code("inside-not-your-part");

/// What somebody does inside their organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// Who.
    pub person: PersonId,
    /// Receives what comes in and gives it to others 收文.
    pub receives: bool,
    /// Handles what is given to them 承办.
    pub handles: bool,
    /// Reviews what goes out 审签.
    pub reviews: bool,
    /// Their section 科室.
    pub section: Option<String>,
}

/// How an organisation works inside, as it says itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InsideSetting {
    /// Which.
    pub organisation: OrganisationId,
    /// Whether its answers go through review before they leave it.
    pub review: bool,
    /// Its sections, in its own order.
    pub sections: Vec<String>,
    /// Who does what; nobody who is not named does a part that somebody is named for.
    pub members: Vec<Member>,
    /// Who said so.
    pub changed_by: PersonId,
    /// When.
    pub changed_at: Moment,
    /// Row version.
    pub version: i64,
}

/// To whom a task was given inside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Assignee {
    /// One person.
    Person(PersonId),
    /// Everybody of a section.
    Section(String),
}

/// Who did something inside, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stamp {
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Moment,
}

/// How far a draft is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DraftState {
    /// It waits for review.
    Waiting,
    /// It was given back, with a word.
    Returned {
        /// By whom and when.
        stamp: Stamp,
        /// Why.
        words: String,
    },
    /// It was approved and left the organisation.
    Approved(Stamp),
}

/// An answer on its way through review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// What is to be done.
    pub action: Name,
    /// Who wrote it, and when.
    pub drafted: Stamp,
    /// What was filled in, as it was typed; nothing once it left the organisation, because it stands
    /// in the case then.
    pub fields: String,
    /// The photos that it names.
    pub photos: Vec<PhotoId>,
    /// How far it is.
    pub state: DraftState,
}

/// What an organisation does inside with one of its tasks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InsideWork {
    /// The case.
    pub case: CaseId,
    /// The task.
    pub task: TaskNumber,
    /// Whose task it is.
    pub organisation: OrganisationId,
    /// To whom it was given, and by whom.
    pub given: Option<(Assignee, Stamp)>,
    /// The answer on its way, or the last one.
    pub draft: Option<Draft>,
    /// Row version.
    pub version: i64,
}

impl InsideWork {
    /// Nothing yet; the first row of it has version 1.
    #[must_use]
    pub const fn new(case: CaseId, task: TaskNumber, organisation: OrganisationId) -> Self {
        Self { case, task, organisation, given: None, draft: None, version: 0 }
    }

    /// The draft that waits for review.
    #[must_use]
    pub fn waiting(&self) -> Option<&Draft> {
        self.draft.as_ref().filter(|draft| draft.state == DraftState::Waiting)
    }

    /// Whether a draft names this photo that did not leave the organisation yet.
    #[must_use]
    pub fn drafts(&self, photo: PhotoId) -> bool {
        let open = |draft: &&Draft| !matches!(draft.state, DraftState::Approved(_));
        self.draft.as_ref().filter(open).is_some_and(|draft| draft.photos.contains(&photo))
    }
}

/// How an action leaves an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// At once.
    Straight,
    /// Through review.
    Review,
}

/// How an organisation works inside today: what it said, as far as its people are still there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inside {
    review: bool,
    sections: Vec<String>,
    members: BTreeMap<PersonId, Member>,
    staff: BTreeSet<PersonId>,
}

/// Whether an action is part of an answer of the organisation, which goes through review where it
/// wants that. Taking a task on, and taking on or leaving what is offered, is none.
#[must_use]
pub fn is_answer(action: &str) -> bool {
    action != Own::Accept.as_str() && !Own::is_about_offer(action)
}

impl Inside {
    /// Of what was said, and who answers for the organisation today.
    #[must_use]
    pub fn of(setting: Option<&InsideSetting>, staff: BTreeSet<PersonId>) -> Self {
        let members = setting.map(|setting| setting.members.as_slice()).unwrap_or_default();
        let members = members.iter().filter(|member| staff.contains(&member.person));
        Self {
            review: setting.is_some_and(|setting| setting.review),
            sections: setting.map(|setting| setting.sections.clone()).unwrap_or_default(),
            members: members.map(|member| (member.person, member.clone())).collect(),
            staff,
        }
    }

    /// Who answers for the organisation today.
    #[must_use]
    pub const fn staff(&self) -> &BTreeSet<PersonId> {
        &self.staff
    }

    /// What somebody does there, if it was said.
    #[must_use]
    pub fn member(&self, person: PersonId) -> Option<&Member> {
        self.members.get(&person)
    }

    /// Its sections.
    #[must_use]
    pub fn sections(&self) -> &[String] {
        &self.sections
    }

    /// Whether its work is divided at all.
    #[must_use]
    pub fn is_divided(&self) -> bool {
        self.reviews() || !self.sections.is_empty() || !self.members.is_empty()
    }

    /// Those who do a part; everybody where nobody is named for it.
    fn doing(&self, does: impl Fn(&Member) -> bool) -> BTreeSet<PersonId> {
        let named: BTreeSet<PersonId> =
            self.members.values().filter(|member| does(member)).map(|m| m.person).collect();
        if named.is_empty() { self.staff.clone() } else { named }
    }

    /// Whether somebody receives what comes in, gives it to others and says how the work is divided.
    #[must_use]
    pub fn receives(&self, person: PersonId) -> bool {
        self.doing(|member| member.receives).contains(&person)
    }

    /// To whom a task can be given.
    #[must_use]
    pub fn handlers(&self) -> BTreeSet<PersonId> {
        self.doing(|member| member.handles)
    }

    /// The section in which somebody works.
    #[must_use]
    pub fn section_of(&self, person: PersonId) -> Option<&str> {
        self.member(person)?.section.as_deref()
    }

    /// Whether answers go through review: that takes a second person.
    #[must_use]
    pub fn reviews(&self) -> bool {
        self.review && self.staff.len() > 1
    }

    /// Who reviews what somebody wrote: a reviewer, else a receiver, else anybody, and never the
    /// writer.
    #[must_use]
    pub fn reviewers_of(&self, writer: PersonId) -> BTreeSet<PersonId> {
        let others = |people: BTreeSet<PersonId>| {
            people.into_iter().filter(|person| *person != writer).collect::<BTreeSet<_>>()
        };
        let reviewers = others(self.doing(|member| member.reviews));
        let receivers = || others(self.doing(|member| member.receives));
        [reviewers, receivers()]
            .into_iter()
            .find(|people| !people.is_empty())
            .unwrap_or_else(|| others(self.staff.clone()))
    }

    /// Whether somebody answers a task: whoever it was given to, and whoever receives.
    #[must_use]
    pub fn may_answer(&self, work: Option<&InsideWork>, person: PersonId) -> bool {
        if !self.staff.contains(&person) {
            return false;
        }
        let given = work.and_then(|work| work.given.as_ref());
        let to_them = match given {
            Some((Assignee::Person(to), _)) => *to == person,
            Some((Assignee::Section(to), _)) => self.section_of(person) == Some(to),
            None => false,
        };
        to_them || self.receives(person)
    }

    /// How an action of somebody on a task leaves the organisation.
    ///
    /// # Errors
    /// [`NOT_YOURS`] where somebody else has it; [`WAITS`] while another's draft waits.
    pub fn way(
        &self,
        work: Option<&InsideWork>,
        person: PersonId,
        action: &str,
    ) -> Result<Way, Code> {
        if !self.may_answer(work, person) {
            return Err(NOT_YOURS);
        }
        if !is_answer(action) {
            return Ok(Way::Straight);
        }
        match work.and_then(InsideWork::waiting) {
            Some(draft) if draft.drafted.by != person => Err(WAITS),
            _ if self.reviews() => Ok(Way::Review),
            _ => Ok(Way::Straight),
        }
    }

    /// The draft of a task that somebody may approve or give back.
    ///
    /// # Errors
    /// [`NOTHING_WAITS`], [`OWN_DRAFT`] or [`NOT_YOUR_PART`].
    pub fn to_review<'w>(
        &self,
        work: Option<&'w InsideWork>,
        person: PersonId,
    ) -> Result<&'w Draft, Code> {
        let draft = work.and_then(InsideWork::waiting).ok_or(NOTHING_WAITS)?;
        if draft.drafted.by == person {
            return Err(OWN_DRAFT);
        }
        match self.reviewers_of(draft.drafted.by).contains(&person) {
            true => Ok(draft),
            false => Err(NOT_YOUR_PART),
        }
    }

    /// Whether a task can be given to these.
    #[must_use]
    pub fn can_be_given(&self, to: &Assignee) -> bool {
        match to {
            Assignee::Person(person) => self.handlers().contains(person),
            Assignee::Section(section) => self.sections.contains(section),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::btree_set, option, prelude::*, sample::select};

    use super::*;

    fn person(number: i64) -> PersonId {
        PersonId::new(number).unwrap()
    }

    fn stamp(by: i64) -> Stamp {
        Stamp { by: person(by), at: Moment::from_ms(0) }
    }

    /// A member as letters: `r` receives, `h` handles, `v` reviews; after a colon the section.
    fn member(number: i64, parts: &str) -> Member {
        let (parts, section) = parts.split_once(':').unwrap_or((parts, ""));
        Member {
            person: person(number),
            receives: parts.contains('r'),
            handles: parts.contains('h'),
            reviews: parts.contains('v'),
            section: (!section.is_empty()).then(|| section.to_owned()),
        }
    }

    fn setting(review: bool, members: &[(i64, &str)]) -> InsideSetting {
        InsideSetting {
            organisation: OrganisationId::new(1).unwrap(),
            review,
            sections: vec!["管网科".to_owned(), "市场科".to_owned()],
            members: members.iter().map(|(number, parts)| member(*number, parts)).collect(),
            changed_by: person(1),
            changed_at: Moment::from_ms(0),
            version: 1,
        }
    }

    fn inside(review: bool, members: &[(i64, &str)], staff: &[i64]) -> Inside {
        let staff = staff.iter().map(|number| person(*number)).collect();
        Inside::of(Some(&setting(review, members)), staff)
    }

    fn work(given: Option<Assignee>, draft: Option<(i64, DraftState)>) -> InsideWork {
        let draft = draft.map(|(by, state)| Draft {
            action: Name::new("done").unwrap(),
            drafted: stamp(by),
            fields: "{}".to_owned(),
            photos: Vec::new(),
            state,
        });
        InsideWork {
            given: given.map(|to| (to, stamp(1))),
            draft,
            version: 1,
            ..InsideWork::new(
                CaseId::new(1).unwrap(),
                TaskNumber(1),
                OrganisationId::new(1).unwrap(),
            )
        }
    }

    #[test]
    fn an_organisation_that_says_nothing_works_as_one() {
        let inside = Inside::of(None, [1, 2].map(person).into());
        for number in [1, 2] {
            assert!(inside.receives(person(number)));
            assert!(inside.may_answer(None, person(number)));
            assert_eq!(inside.way(None, person(number), "done"), Ok(Way::Straight));
        }
        assert!(!inside.is_divided());
        assert!(!inside.may_answer(None, person(3)), "not one of them");
    }

    #[test]
    fn a_task_is_answered_by_whoever_it_was_given_to_and_by_who_receives() {
        let members = [(1, "r"), (2, "h:管网科"), (3, "h:市场科"), (4, "v")];
        let inside = inside(false, &members, &[1, 2, 3, 4, 5]);
        let given = |to| Some(work(Some(to), None));
        let section = |name: &str| Assignee::Section(name.to_owned());
        let table = [
            (None, vec![1]),
            (given(Assignee::Person(person(2))), vec![1, 2]),
            (given(section("市场科")), vec![1, 3]),
            (given(section("撤销的科")), vec![1]),
            (given(Assignee::Person(person(9))), vec![1]),
        ];
        for (work, wanted) in table {
            let may: Vec<i64> =
                (1..=9).filter(|n| inside.may_answer(work.as_ref(), person(*n))).collect();
            assert_eq!(may, wanted, "{work:?}");
        }
        assert_eq!(inside.way(None, person(2), "done"), Err(NOT_YOURS));
    }

    #[test]
    fn what_goes_out_is_reviewed_and_what_is_taken_on_is_not() {
        let inside = inside(true, &[(1, "r"), (2, "h"), (4, "v")], &[1, 2, 4]);
        let given = work(Some(Assignee::Person(person(2))), None);
        let table = [
            ("done", Way::Review),
            ("cannot", Way::Review),
            ("object", Way::Review),
            ("reply", Way::Review),
            ("accept", Way::Straight),
            ("claim", Way::Straight),
            ("decline-offer", Way::Straight),
        ];
        for (action, wanted) in table {
            assert_eq!(inside.way(Some(&given), person(2), action), Ok(wanted), "{action}");
        }
        let waiting = work(given.given.map(|(to, _)| to), Some((2, DraftState::Waiting)));
        assert_eq!(inside.way(Some(&waiting), person(1), "done"), Err(WAITS));
        assert_eq!(inside.way(Some(&waiting), person(1), "accept"), Ok(Way::Straight));
        assert_eq!(inside.way(Some(&waiting), person(2), "done"), Ok(Way::Review), "written anew");
    }

    #[test]
    fn two_persons_answer() {
        let returned = DraftState::Returned { stamp: stamp(4), words: "补照片".to_owned() };
        let three = inside(true, &[(1, "r"), (2, "h"), (4, "v")], &[1, 2, 4]);
        let of = |by, state| Some(work(None, Some((by, state))));
        let table = [
            (of(2, DraftState::Waiting), 4, Ok(())),
            (of(2, DraftState::Waiting), 1, Err(NOT_YOUR_PART)),
            (of(2, DraftState::Waiting), 2, Err(OWN_DRAFT)),
            (of(4, DraftState::Waiting), 4, Err(OWN_DRAFT)),
            (of(4, DraftState::Waiting), 1, Ok(())),
            (of(2, returned), 4, Err(NOTHING_WAITS)),
            (of(2, DraftState::Approved(stamp(4))), 4, Err(NOTHING_WAITS)),
            (None, 4, Err(NOTHING_WAITS)),
        ];
        for (work, by, wanted) in table {
            let found = three.to_review(work.as_ref(), person(by)).map(drop);
            assert_eq!(found, wanted, "{by}: {work:?}");
        }
        let alone = inside(true, &[(1, "rhv")], &[1]);
        assert_eq!(alone.way(None, person(1), "done"), Ok(Way::Straight), "nobody else is there");
    }

    #[test]
    fn a_draft_keeps_its_photos_until_it_leaves() {
        let photo = PhotoId::new(7).unwrap();
        let mut work = work(None, Some((2, DraftState::Waiting)));
        assert!(!work.drafts(photo));
        work.draft.as_mut().unwrap().photos.push(photo);
        assert!(work.drafts(photo));
        work.draft.as_mut().unwrap().state = DraftState::Approved(stamp(4));
        assert!(!work.drafts(photo));
    }

    fn members() -> impl Strategy<Value = Vec<Member>> {
        let part = select(vec!["", "r", "h", "v", "rv", "h:管网科", "rh:市场科"]);
        proptest::collection::vec((1..6_i64, part), 0..5).prop_map(|list| {
            list.into_iter().map(|(number, parts)| member(number, parts)).collect()
        })
    }

    proptest! {
        /// Whoever left, whatever was said: every task has somebody who answers it, and every draft
        /// a second person who reviews it.
        #[test]
        fn nothing_is_ever_left_without_anybody(
            review in any::<bool>(),
            members in members(),
            staff in btree_set(1..6_i64, 1..5),
            to in option::of(1..6_i64),
        ) {
            let setting = InsideSetting { members, ..setting(review, &[]) };
            let staff: BTreeSet<PersonId> = staff.into_iter().map(person).collect();
            let inside = Inside::of(Some(&setting), staff.clone());
            let work = work(to.map(|to| Assignee::Person(person(to))), None);
            prop_assert!(staff.iter().any(|one| inside.may_answer(Some(&work), *one)));
            prop_assert!(staff.iter().any(|one| inside.receives(*one)));
            for writer in &staff {
                let reviewers = inside.reviewers_of(*writer);
                prop_assert!(!reviewers.contains(writer));
                prop_assert!(reviewers.is_subset(&staff));
                prop_assert!(!inside.reviews() || !reviewers.is_empty());
            }
        }
    }
}
