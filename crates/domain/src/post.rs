//! Posts 岗位: a person's role at a place or in an organisation, from a day to a day.

use linli_kernel::{Day, PersonId, PostId};
use linli_playbook::{engine::Holder, model::Label};

/// Endings of administrative names that count as what a role begins with though they are one
/// character long, as in 垦利区 and 区…办公室: 区、县、市、镇、乡、村.
const UNITS: [char; 6] = ['\u{533a}', '\u{53bf}', '\u{5e02}', '\u{9547}', '\u{4e61}', '\u{6751}'];

/// How a post is called: its place, then its role, in one name. What the one ends with and the other
/// begins with is said once, as people do: 万光社区 and 社区党委书记 are 万光社区党委书记.
#[must_use]
pub fn title(place: &str, role: &Label) -> Label {
    let rest = role.zh.get(shared(place, &role.zh)..).unwrap_or(&role.zh);
    let en = role.en.as_ref().map(|en| format!("{en}, {place}"));
    Label { zh: format!("{place}{rest}"), en }
}

/// How many bytes of the role's beginning the place ends with. A word of one character stands by
/// itself only where it is an administrative ending; of 网格 and 网格员 nothing is left out, because
/// 第一网格员 would be another one.
fn shared(place: &str, role: &str) -> usize {
    let ends = role.char_indices().map(|(at, _)| at).skip(1);
    let fits = ends.filter(|at| {
        let Some((begin, rest)) = role.split_at_checked(*at) else { return false };
        let whole = begin.chars().count() > 1 || begin.ends_with(UNITS);
        whole && rest.chars().count() > 1 && place.ends_with(begin)
    });
    fits.max().unwrap_or(0)
}

/// A post. Where the holder is an organisation, the person answers for it; a post whose holder
/// is a person does not exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Its id.
    pub id: PostId,
    /// Who has it.
    pub person: PersonId,
    /// The queue that it answers: a role at a place, or an organisation.
    pub holder: Holder,
    /// First day.
    pub valid_from: Day,
    /// Last day.
    pub valid_to: Option<Day>,
    /// How it was filled.
    pub filled: Filled,
    /// The holder agreed that everybody whom the post serves reads name and telephone.
    pub published: bool,
    /// Row version.
    pub version: i64,
}

/// How a post was filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Filled {
    /// 任命、聘任.
    Appointed,
    /// 选举.
    Elected,
    /// 提名.
    Nominated,
    /// 自荐.
    SelfRecommended,
    /// 下派、挂职.
    Seconded,
}

impl Filled {
    /// All, with their stored words.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Appointed, "appointed"),
        (Self::Elected, "elected"),
        (Self::Nominated, "nominated"),
        (Self::SelfRecommended, "self-recommended"),
        (Self::Seconded, "seconded"),
    ];

    /// The stored word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(f, _)| *f == self).map_or("appointed", |(_, w)| w)
    }

    /// From the stored word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, w)| *w == word).map(|(f, _)| *f)
    }
}

impl Post {
    /// Whether it is held on this day.
    #[must_use]
    pub fn holds_on(&self, day: Day) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|to| day <= to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_is_called_as_people_call_it() {
        let table = [
            ("万光社区", "社区党委书记", "万光社区党委书记"),
            ("胜兴社区", "社区工作者", "胜兴社区工作者"),
            ("胜兴社区", "专职人民调解员", "胜兴社区专职人民调解员"),
            ("新东方小区", "小区党支部书记", "新东方小区党支部书记"),
            ("垦利街道", "街道办事处", "垦利街道办事处"),
            ("垦利区", "区城乡社区治理办公室", "垦利区城乡社区治理办公室"),
            ("第一网格", "专职网格员", "第一网格专职网格员"),
            ("第一网格", "网格员", "第一网格网格员"),
            ("1号楼", "楼长", "1号楼楼长"),
            ("文化中心", "心理咨询员", "文化中心心理咨询员"),
            ("社区", "社区", "社区社区"),
            ("", "社区党委书记", "社区党委书记"),
            ("万光社区", "", "万光社区"),
        ];
        for (place, zh, wanted) in table {
            let role = Label { zh: zh.to_owned(), en: Some("Secretary".to_owned()) };
            let title = title(place, &role);
            assert_eq!(title.zh, wanted);
            assert_eq!(title.en, Some(format!("Secretary, {place}")));
        }
    }
}
