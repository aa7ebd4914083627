//! Service items 服务事项: what an office does for the people of a place, on what basis, with which
//! papers, in which steps, how long it takes and where to go.
//!
//! Source: mission A3 3.10 (the account publishes service items), 3.12 (one-stop, 最多跑一次); the
//! parts of an item are those of the guides that offices publish (State Council, guidelines on
//! standardised government services, 2018 [C]). That a nearer place's item replaces one of the same
//! title above it, and how a question finds items, are ours.

use std::collections::BTreeSet;

use linli_kernel::{Day, Moment, PersonId, PlaceId, ServiceItemId};
use linli_playbook::engine::Holder;

/// Longest title, in characters.
pub const MAX_TITLE: usize = 40;
/// Longest legal basis, in characters.
pub const MAX_BASIS: usize = 200;
/// Longest paper or step, in characters.
pub const MAX_LINE: usize = 120;
/// The most papers, and the most steps.
pub const MAX_LINES: usize = 20;
/// Longest fee, address or hours, in characters.
pub const MAX_WORDS: usize = 60;
/// The most working days that an item may take: a year of them.
pub const MAX_DAYS: i64 = 250;
/// The most items of one place, former ones included.
pub const MAX_ITEMS: usize = 500;

/// Something that an office does for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceItem {
    /// Its id.
    pub id: ServiceItemId,
    /// The district of the place.
    pub district: PlaceId,
    /// For whose people: this place and everything below.
    pub place: PlaceId,
    /// What is done.
    pub title: String,
    /// On what legal basis, in words.
    pub basis: String,
    /// What to bring; nothing where nothing is needed.
    pub documents: Vec<String>,
    /// How it goes, in order.
    pub steps: Vec<String>,
    /// Within how many working days; 0 where it is done while people wait.
    pub work_days: i64,
    /// What it costs, in words; empty where it is free.
    pub fee: String,
    /// The facility where it is done.
    pub facility: Option<PlaceId>,
    /// Where it is done, in words; the facility's own where it is empty.
    pub address: String,
    /// When, in words; the facility's own where it is empty.
    pub hours: String,
    /// A public telephone; the facility's own where there is none.
    pub phone: Option<String>,
    /// 最多跑一次: nobody has to come more than once.
    pub one_visit: bool,
    /// First day.
    pub valid_from: Day,
    /// Last day.
    pub valid_to: Option<Day>,
    /// Who changed it last.
    pub kept_by: PersonId,
    /// In which post.
    pub kept_as: Holder,
    /// When.
    pub kept_at: Moment,
    /// Row version.
    pub version: i64,
}

impl ServiceItem {
    /// Whether it holds on this day.
    #[must_use]
    pub fn holds_on(&self, day: Day) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|to| day <= to)
    }

    /// Whether both cannot stand at one place: on some day people would read the same title twice.
    #[must_use]
    pub fn clashes(&self, other: &Self) -> bool {
        let same = self.place == other.place && self.title == other.title;
        let together = self.valid_to.is_none_or(|to| other.valid_from <= to)
            && other.valid_to.is_none_or(|to| self.valid_from <= to);
        self.id != other.id && same && together
    }
}

/// Papers or steps as they are typed: one a line, or separated by semicolons as in a table's cell.
#[must_use]
pub fn lines_of(typed: &str) -> Vec<String> {
    let parts = typed.split(['\n', '\r', ';', '\u{ff1b}']);
    parts.map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// What can be had at a place on a day. `chain` runs upward; of items with one title the nearest
/// place's counts alone. The nearest place's items come first, by title.
#[must_use]
pub fn inherited<'i>(
    items: &'i [ServiceItem],
    chain: &[PlaceId],
    day: Day,
) -> Vec<&'i ServiceItem> {
    let mut found: Vec<&ServiceItem> = Vec::new();
    for place in chain {
        let here = items.iter().filter(|item| item.place == *place && item.holds_on(day));
        let mut here: Vec<&ServiceItem> = here.collect();
        here.sort_by(|one, other| (&one.title, one.id).cmp(&(&other.title, other.id)));
        for item in here {
            if !found.iter().any(|nearer| nearer.title == item.title) {
                found.push(item);
            }
        }
    }
    found
}

/// Those of some items that a question asks for: more than a third of its words, by length, stand in
/// what the item says; the rest is how people ask (怎么办…). Items whose titles say more of them come first; the order of equals stays.
#[must_use]
pub fn asked_for<'i>(items: &[&'i ServiceItem], words: &BTreeSet<String>) -> Vec<&'i ServiceItem> {
    let length = |word: &&String| word.chars().count();
    let whole: usize = words.iter().map(|word| length(&word)).sum();
    let share = |text: &str| -> usize {
        let text = text.to_lowercase();
        words.iter().filter(|word| text.contains(word.as_str())).map(|word| length(&word)).sum()
    };
    let mut found: Vec<(usize, usize, &ServiceItem)> = items
        .iter()
        .map(|item| {
            let rest = [&item.documents[..], &item.steps[..]].concat().join("\n");
            let all = share(&format!("{}\n{}\n{rest}", item.title, item.basis));
            (share(&item.title), all, *item)
        })
        .filter(|(_, all, _)| all.saturating_mul(3) > whole)
        .collect();
    found.sort_by_key(|(title, all, _)| std::cmp::Reverse((*title, *all)));
    found.into_iter().map(|(_, _, item)| item).collect()
}

#[cfg(test)]
mod tests {
    use linli_playbook::Name;
    use proptest::prelude::*;

    use super::*;

    const DAY: Day = Day::constant(2026, 7, 8);

    fn place(number: i64) -> PlaceId {
        PlaceId::new(number).unwrap()
    }

    fn item(number: i64, at: i64, title: &str) -> ServiceItem {
        ServiceItem {
            id: ServiceItemId::new(number).unwrap(),
            district: place(1),
            place: place(at),
            title: title.to_owned(),
            basis: "中华人民共和国老年人权益保障法".to_owned(),
            documents: vec!["居民身份证".to_owned()],
            steps: vec!["到窗口申请".to_owned(), "领取老年证".to_owned()],
            work_days: 0,
            fee: String::new(),
            facility: None,
            address: "社区一楼".to_owned(),
            hours: String::new(),
            phone: None,
            one_visit: true,
            valid_from: Day::constant(2026, 1, 1),
            valid_to: None,
            kept_by: PersonId::new(5).unwrap(),
            kept_as: Holder::Post {
                role: Name::new("community-worker").unwrap(),
                place: place(at),
            },
            kept_at: Moment::from_ms(0),
            version: 1,
        }
    }

    #[test]
    fn of_one_title_the_nearest_places_item_counts() {
        let chain = [4, 3, 1].map(place);
        let over = Some(Day::constant(2026, 7, 7));
        let table: [(Vec<ServiceItem>, &[i64]); 5] = [
            (vec![], &[]),
            (vec![item(1, 1, "老年证"), item(2, 3, "低保")], &[2, 1]),
            (vec![item(1, 1, "老年证"), item(2, 3, "老年证")], &[2]),
            // What is over does not stand before what holds above it.
            (
                vec![item(1, 1, "老年证"), ServiceItem { valid_to: over, ..item(2, 3, "老年证") }],
                &[1],
            ),
            // Another community's.
            (vec![item(1, 9, "老年证"), item(2, 3, "乙"), item(3, 3, "丙")], &[3, 2]),
        ];
        for (items, wanted) in table {
            let found = inherited(&items, &chain, DAY);
            let found: Vec<i64> = found.iter().map(|item| item.id.get()).collect();
            assert_eq!(found, wanted);
        }
    }

    #[test]
    fn one_title_stands_once_at_a_place_and_time() {
        let first = item(1, 3, "老年证");
        let until = |to| ServiceItem { valid_to: Some(to), ..first.clone() };
        let from = |day| ServiceItem { valid_from: day, ..item(2, 3, "老年证") };
        let june = Day::constant(2026, 6, 30);
        let table = [
            (first.clone(), item(2, 3, "老年证"), true),
            (first.clone(), item(2, 4, "老年证"), false),
            (first.clone(), item(2, 3, "低保"), false),
            (first.clone(), item(1, 3, "老年证"), false),
            (until(june), from(Day::constant(2026, 7, 1)), false),
            (until(june), from(june), true),
        ];
        for (one, other, wanted) in table {
            assert_eq!((one.clashes(&other), other.clashes(&one)), (wanted, wanted));
        }
    }

    #[test]
    fn papers_are_typed_one_a_line_or_with_semicolons() {
        for typed in ["身份证\n户口本", "身份证；户口本", " 身份证 ;户口本；\r\n"]
        {
            assert_eq!(lines_of(typed), ["身份证", "户口本"], "{typed:?}");
        }
        assert!(lines_of(" \n；").is_empty());
    }

    fn words(text: &str) -> BTreeSet<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn a_question_finds_what_has_enough_of_its_words_titles_first() {
        let pension = ServiceItem { title: "养老金资格认证".to_owned(), ..item(1, 3, "") };
        let card = item(2, 3, "老年证办理");
        let items = [&pension, &card];
        let table: [(&str, &[i64]); 6] = [
            ("老年证", &[2, 1]),
            ("怎么 办理 老年证", &[2, 1]),
            ("养老金", &[1]),
            ("户口本", &[]),
            ("身份证", &[1, 2]),
            ("怎么 才能 办理", &[]),
        ];
        for (question, wanted) in table {
            let found = asked_for(&items, &words(question));
            let found: Vec<i64> = found.iter().map(|item| item.id.get()).collect();
            assert_eq!(found, wanted, "{question}");
        }
    }

    proptest! {
        #[test]
        fn no_title_is_inherited_twice_and_all_hold(
            rows in proptest::collection::vec((1_i64..5, "[甲乙丙]", 1_i8..12), 0..20),
        ) {
            let items: Vec<ServiceItem> = (1..)
                .zip(&rows)
                .map(|(n, (at, title, month))| ServiceItem {
                    valid_from: Day::constant(2026, *month, 1), ..item(n, *at, title)
                })
                .collect();
            let found = inherited(&items, &[4, 3, 2].map(place), DAY);
            let titles: BTreeSet<&str> = found.iter().map(|item| item.title.as_str()).collect();
            prop_assert_eq!(titles.len(), found.len());
            prop_assert!(found.iter().all(|item| item.holds_on(DAY) && item.place != place(1)));
        }
    }
}
