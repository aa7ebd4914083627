//! An item of the list, and whether a request is inside it.

use linli_kernel::{AdmissionItemId, Day, Moment, OrganisationId, PersonId, PlaceId};
use linli_playbook::engine::Holder;

/// Longest title of an item or a request, in characters.
pub const MAX_TITLE: usize = 60;
/// Longest legal basis, in characters.
pub const MAX_BASIS: usize = 500;
/// Longest conditions, in characters.
pub const MAX_CONDITIONS: usize = 1_000;
/// Largest budget of one item for one community and turn, in yuan.
pub const MAX_BUDGET_YUAN: i64 = 100_000_000;

/// What is asked of a community.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AskKind {
    /// 填表: a form or a ledger to be filled.
    Form,
    /// 报送材料: a report or figures to be written.
    Report,
    /// 开展活动: an event, a meeting, a visit to be held.
    Activity,
    /// 协助工作: work to be done or helped with.
    Work,
}

impl AskKind {
    /// All, in the order of forms and figures.
    pub const ALL: [Self; 4] = [Self::Form, Self::Report, Self::Activity, Self::Work];

    /// The stored word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Report => "report",
            Self::Activity => "activity",
            Self::Work => "work",
        }
    }

    /// From the stored word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// How often a community may be asked for the same item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rhythm {
    /// Once while the item is on the list.
    Once,
    /// Once a month.
    Monthly,
    /// Once a quarter.
    Quarterly,
    /// Once a year.
    Yearly,
}

impl Rhythm {
    /// All, in the order of a form.
    pub const ALL: [Self; 4] = [Self::Once, Self::Monthly, Self::Quarterly, Self::Yearly];

    /// The stored word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Once => "once",
            Self::Monthly => "monthly",
            Self::Quarterly => "quarterly",
            Self::Yearly => "yearly",
        }
    }

    /// From the stored word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rhythm| rhythm.word() == word)
    }

    /// The turn that a day belongs to: two requests in one turn are one too many. `2026-07`,
    /// `2026-q3`, `2026`, or `once`.
    #[must_use]
    pub fn turn(self, day: Day) -> String {
        let year = day.year();
        match self {
            Self::Once => "once".to_owned(),
            Self::Monthly => format!("{year:04}-{:02}", day.month()),
            Self::Quarterly => format!("{year:04}-q{}", (day.month() + 2) / 3),
            Self::Yearly => format!("{year:04}"),
        }
    }
}

/// An item as it stands on the list. Nothing in it is changed: another wording is another item that
/// replaces it from a day on, so that who was asked under it finds what was in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdmissionItem {
    /// Its id.
    pub id: AdmissionItemId,
    /// The district whose list it stands on.
    pub district: PlaceId,
    /// Who may ask for it.
    pub department: OrganisationId,
    /// What kind of thing is asked.
    pub kind: AskKind,
    /// What it is.
    pub title: String,
    /// Law, regulation or document that it rests on, with its article or number.
    pub basis: String,
    /// What the department brings along besides money: powers, people, training; may be empty.
    pub conditions: String,
    /// What each community gets for it, in whole yuan a turn; 0 for nothing.
    pub budget_yuan: i64,
    /// How often.
    pub rhythm: Rhythm,
    /// First day.
    pub valid_from: Day,
    /// Last day, if it has one.
    pub valid_to: Option<Day>,
    /// The item that it replaced.
    pub replaces: Option<AdmissionItemId>,
    /// Who put it on the list.
    pub listed_by: PersonId,
    /// The post for which they did.
    pub listed_as: Holder,
    /// When.
    pub listed_at: Moment,
    /// Row version.
    pub version: i64,
}

impl AdmissionItem {
    /// Whether it is in force on this day.
    #[must_use]
    pub fn holds_on(&self, day: Day) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|to| day <= to)
    }
}

/// Why a request is not inside the list and needs the keeping office's grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outside {
    /// No item of the list was named.
    Unlisted,
    /// The item is another department's.
    Foreign,
    /// The item is not in force today.
    NotInForce,
    /// A community was asked for it in this turn already.
    AskedAlready,
}

impl Outside {
    /// All.
    pub const ALL: [Self; 4] =
        [Self::Unlisted, Self::Foreign, Self::NotInForce, Self::AskedAlready];

    /// The stored word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unlisted => "unlisted",
            Self::Foreign => "foreign",
            Self::NotInForce => "not-in-force",
            Self::AskedAlready => "asked-already",
        }
    }

    /// From the stored word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.word() == word)
    }
}

/// Why a department's request for an item is outside the list, or nothing where it is inside and
/// goes straight to the communities. `asked` says whether one of them was asked for the item in
/// the turn of this day already.
#[must_use]
pub fn outside(
    item: Option<&AdmissionItem>,
    department: OrganisationId,
    today: Day,
    asked: bool,
) -> Option<Outside> {
    let Some(item) = item else { return Some(Outside::Unlisted) };
    if item.department != department {
        return Some(Outside::Foreign);
    }
    if !item.holds_on(today) {
        return Some(Outside::NotInForce);
    }
    asked.then_some(Outside::AskedAlready)
}

#[cfg(test)]
mod tests {
    use linli_playbook::Name;
    use proptest::prelude::*;

    use super::*;

    fn item(from: Day, to: Option<Day>) -> AdmissionItem {
        let place = PlaceId::new(1).unwrap();
        AdmissionItem {
            id: AdmissionItemId::new(1).unwrap(),
            district: place,
            department: OrganisationId::new(7).unwrap(),
            kind: AskKind::Form,
            title: "低保对象核查".to_owned(),
            basis: "社会救助暂行办法第十一条".to_owned(),
            conditions: String::new(),
            budget_yuan: 0,
            rhythm: Rhythm::Quarterly,
            valid_from: from,
            valid_to: to,
            replaces: None,
            listed_by: PersonId::new(1).unwrap(),
            listed_as: Holder::Post { role: Name::new("coordinator").unwrap(), place },
            listed_at: Moment::from_ms(0),
            version: 1,
        }
    }

    #[test]
    fn a_request_is_inside_only_with_an_own_item_in_force_and_its_turn_free() {
        let day = Day::constant;
        let (own, other) = (OrganisationId::new(7).unwrap(), OrganisationId::new(8).unwrap());
        let year = item(day(2026, 1, 1), Some(day(2026, 12, 31)));
        let open = item(day(2026, 1, 1), None);
        let today = day(2026, 7, 8);
        for (item, department, today, asked, wanted) in [
            (Some(&year), own, today, false, None),
            (Some(&open), own, day(2040, 1, 1), false, None),
            (Some(&year), own, day(2026, 1, 1), false, None),
            (Some(&year), own, day(2026, 12, 31), false, None),
            (None, own, today, false, Some(Outside::Unlisted)),
            (None, own, today, true, Some(Outside::Unlisted)),
            (Some(&year), other, today, false, Some(Outside::Foreign)),
            (Some(&year), own, day(2025, 12, 31), false, Some(Outside::NotInForce)),
            (Some(&year), own, day(2027, 1, 1), false, Some(Outside::NotInForce)),
            (Some(&year), own, today, true, Some(Outside::AskedAlready)),
        ] {
            assert_eq!(outside(item, department, today, asked), wanted, "{today} {asked}");
        }
    }

    #[test]
    fn turns_are_named_by_their_month_quarter_or_year() {
        for (rhythm, month, wanted) in [
            (Rhythm::Once, 7, "once"),
            (Rhythm::Monthly, 7, "2026-07"),
            (Rhythm::Monthly, 12, "2026-12"),
            (Rhythm::Quarterly, 1, "2026-q1"),
            (Rhythm::Quarterly, 3, "2026-q1"),
            (Rhythm::Quarterly, 4, "2026-q2"),
            (Rhythm::Quarterly, 12, "2026-q4"),
            (Rhythm::Yearly, 7, "2026"),
        ] {
            assert_eq!(rhythm.turn(Day::constant(2026, month, 8)), wanted);
        }
        for rhythm in Rhythm::ALL {
            assert_eq!(Rhythm::from_word(rhythm.word()), Some(rhythm));
        }
        for kind in AskKind::ALL {
            assert_eq!(AskKind::from_word(kind.word()), Some(kind));
        }
        for why in Outside::ALL {
            assert_eq!(Outside::from_word(why.word()), Some(why));
        }
    }

    proptest! {
        #[test]
        fn days_share_a_turn_exactly_if_they_share_its_span(
            year in 2000_i16..2100, one in 1_i8..=12, two in 1_i8..=12, later in 0_i16..2,
        ) {
            let (first, second) =
                (Day::constant(year, one, 1), Day::constant(year + later, two, 28));
            let same = |rhythm: Rhythm| rhythm.turn(first) == rhythm.turn(second);
            prop_assert!(same(Rhythm::Once));
            prop_assert_eq!(same(Rhythm::Yearly), later == 0);
            prop_assert_eq!(same(Rhythm::Monthly), later == 0 && one == two);
            prop_assert_eq!(same(Rhythm::Quarterly), later == 0 && (one - 1) / 3 == (two - 1) / 3);
        }
    }
}
