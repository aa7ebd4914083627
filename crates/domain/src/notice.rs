//! Notices 公告: what a community, a street or the district tells the people of a place, for a
//! time. Taken down with a reason, never changed: who read it can rely on what it said.

use linli_kernel::{Day, Moment, NoticeId, PersonId, PhotoId, PlaceId};
use linli_playbook::{Name, Playbook, engine::Holder, model::ToBase};

/// Longest title, in characters: two lines on a phone.
pub const MAX_TITLE: usize = 60;
/// Longest text, in characters.
pub const MAX_TEXT: usize = 5_000;
/// Longest time on the board, in days: what holds longer is a guide and not a notice.
pub const MAX_DAYS: i64 = 366;

/// A notice as published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its id.
    pub id: NoticeId,
    /// The district of the place.
    pub district: PlaceId,
    /// For whose people it is: this place and everything below.
    pub place: PlaceId,
    /// Its title.
    pub title: String,
    /// Its text.
    pub text: String,
    /// A photo, if there is one.
    pub photo: Option<PhotoId>,
    /// Who published it.
    pub posted_by: PersonId,
    /// The post for which they did; its place signs the notice.
    pub posted_as: Holder,
    /// When.
    pub published_at: Moment,
    /// The last day on the board.
    pub until: Day,
    /// Why and when it was taken down.
    pub taken_down: Option<(TakingDown, Moment)>,
    /// Row version.
    pub version: i64,
}

impl Notice {
    /// Whether it hangs on the board on this day.
    #[must_use]
    pub fn hangs_on(&self, day: Day) -> bool {
        self.taken_down.is_none() && day <= self.until
    }
}

/// Why a notice was taken down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TakingDown {
    /// 有误.
    Mistaken,
    /// 事情已经变化或取消.
    Changed,
    /// 已有新公告.
    Replaced,
    /// 含个人信息.
    Personal,
}

impl TakingDown {
    /// All.
    pub const ALL: [Self; 4] = [Self::Mistaken, Self::Changed, Self::Replaced, Self::Personal];

    /// The stored word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Mistaken => "mistaken",
            Self::Changed => "changed",
            Self::Replaced => "replaced",
            Self::Personal => "personal",
        }
    }

    /// From the stored word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.word() == word)
    }
}

/// Whether whoever has this role may speak to the people of its place: a post that holds office at
/// the base (社区) or above it. A grid worker's or a chief's post is below and may not.
#[must_use]
pub fn speaks(playbook: &Playbook, role: &Name) -> bool {
    let role = playbook.roles.get(role).filter(|role| role.office);
    let at = role.and_then(|role| playbook.to_base(&role.at));
    at.is_some_and(|at| at <= ToBase::At)
}

#[cfg(test)]
mod tests {
    use linli_playbook::language::{RuleNames, compile};

    use super::*;

    #[test]
    fn offices_of_the_community_and_above_speak() {
        let text = include_str!("../../../playbooks/kenli/kenli.kdl");
        let playbook = compile("kenli.kdl", text, &RuleNames::shipped()).unwrap();
        for (role, wanted) in [
            ("coordinator", true),
            ("street-office", true),
            ("community-worker", true),
            ("community-secretary", true),
            ("resident-representative", false),
            ("grid-worker", false),
            ("compound-secretary", false),
            ("building-chief", false),
            ("nobody", false),
        ] {
            assert_eq!(speaks(&playbook, &Name::new(role).unwrap()), wanted, "{role}");
        }
    }

    #[test]
    fn a_notice_hangs_to_the_end_of_its_last_day_unless_taken_down() {
        let last = Day::constant(2026, 7, 8);
        let place = PlaceId::new(1).unwrap();
        let notice = Notice {
            id: NoticeId::new(1).unwrap(),
            district: place,
            place,
            title: String::new(),
            text: String::new(),
            photo: None,
            posted_by: PersonId::new(1).unwrap(),
            posted_as: Holder::Post { role: Name::new("street-office").unwrap(), place },
            published_at: Moment::from_ms(0),
            until: last,
            taken_down: None,
            version: 1,
        };
        assert!(notice.hangs_on(last));
        assert!(!notice.hangs_on(Day::constant(2026, 7, 9)));
        let down = Notice { taken_down: Some((TakingDown::Changed, Moment::from_ms(1))), ..notice };
        assert!(!down.hangs_on(last));
        for reason in TakingDown::ALL {
            assert_eq!(TakingDown::from_word(reason.word()), Some(reason));
        }
    }
}
