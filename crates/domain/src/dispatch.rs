//! The dispatch list 派单目录: which organisation answers for which kind of matter, on what basis and
//! from when to when. Suggests and never decides: a person names the parties of every dispatch.
//!
//! Source: issue on whistles and dispatch; mission A3 3.8 (派单), A5 5.11 (吹哨报到). That a street's
//! list goes before the district's, and how neighbours are weighed, are ours.

use std::collections::{BTreeMap, BTreeSet};

use linli_kernel::{CaseId, Day, DispatchEntryId, OrganisationId, PlaceId};
use linli_playbook::{
    Name, Playbook,
    engine::{Case, Holder, OwnField, Value},
    model::ToBase,
};

use crate::policy::has_part;

/// Longest basis, in characters: the name of a rule or a list and its article.
pub const MAX_BASIS: usize = 200;
/// The most entries of one district: 50 kinds of matters at 20 places, with helpers.
pub const MAX_ENTRIES: usize = 2_000;
/// How many similar past matters a suggestion rests on.
pub const NEIGHBOURS: usize = 5;
/// Share of a matter's own words, by weight, that a neighbour must have: in thousandths.
pub const NEAR: u64 = 150;

/// What an organisation does in a dispatch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// 主办.
    Lead,
    /// 协办.
    Assist,
}

impl Part {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Lead, Self::Assist];

    /// The stored word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Assist => "assist",
        }
    }

    /// From the stored word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.word() == word)
    }
}

/// One line of a dispatch list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DispatchEntry {
    /// Its id.
    pub id: DispatchEntryId,
    /// The district of the place.
    pub district: PlaceId,
    /// Whose list it is: it holds for this place and everything below.
    pub place: PlaceId,
    /// The kind of matter: a category of the playbook.
    pub category: Name,
    /// What the organisation does.
    pub part: Part,
    /// Who is responsible.
    pub organisation: OrganisationId,
    /// On what legal basis, in words.
    pub basis: String,
    /// First day.
    pub valid_from: Day,
    /// Last day.
    pub valid_to: Option<Day>,
    /// Row version.
    pub version: i64,
}

impl DispatchEntry {
    /// Whether it holds on this day.
    #[must_use]
    pub fn holds_on(&self, day: Day) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|to| day <= to)
    }

    /// Whether both cannot stand in one list: on some day two would lead, or one organisation would
    /// be named twice.
    #[must_use]
    pub fn clashes(&self, other: &Self) -> bool {
        let same = self.place == other.place && self.category == other.category;
        let together = self.valid_to.is_none_or(|to| other.valid_from <= to)
            && other.valid_to.is_none_or(|to| self.valid_from <= to);
        let both_lead = self.part == Part::Lead && other.part == Part::Lead;
        let twice = self.organisation == other.organisation;
        self.id != other.id && same && together && (both_lead || twice)
    }
}

/// The lists with what changes in them: entries that were there before are replaced.
#[must_use]
pub fn merged(before: &[DispatchEntry], puts: &[DispatchEntry]) -> Vec<DispatchEntry> {
    let mut after: BTreeMap<DispatchEntryId, DispatchEntry> =
        before.iter().map(|entry| (entry.id, entry.clone())).collect();
    after.extend(puts.iter().map(|entry| (entry.id, entry.clone())));
    after.into_values().collect()
}

/// Whether places of this kind have a list of their own: those that answer for cases above the
/// base (街道, 区).
#[must_use]
pub fn has_list(playbook: &Playbook, kind: &Name) -> bool {
    playbook.rank(kind).is_some() && playbook.to_base(kind) == Some(ToBase::Over)
}

/// Whether whoever has this role keeps the lists of its place and below: an office where there is
/// a list.
#[must_use]
pub fn keeps(playbook: &Playbook, role: &Name) -> bool {
    let role = playbook.roles.get(role).filter(|role| role.office);
    role.is_some_and(|role| has_list(playbook, &role.at))
}

/// What the lists over a place name for a kind of matter on a day: the lead first. `chain` runs
/// upward; for each part the nearest place that names anybody counts alone.
#[must_use]
pub fn responsible<'e>(
    entries: &'e [DispatchEntry],
    chain: &[PlaceId],
    category: &Name,
    day: Day,
) -> Vec<&'e DispatchEntry> {
    let holds = |entry: &&DispatchEntry| entry.category == *category && entry.holds_on(day);
    let named = |part: Part| {
        chain.iter().find_map(|place| {
            let here = |entry: &&DispatchEntry| entry.place == *place && entry.part == part;
            let found: Vec<_> = entries.iter().filter(holds).filter(here).collect();
            (!found.is_empty()).then_some(found)
        })
    };
    Part::ALL.into_iter().filter_map(named).flatten().collect()
}

/// Who the lists name as the lead.
#[must_use]
pub fn lead_by_list(
    entries: &[DispatchEntry],
    chain: &[PlaceId],
    category: &Name,
    day: Day,
) -> Option<OrganisationId> {
    let found = responsible(entries, chain, category, day);
    found.into_iter().find(|entry| entry.part == Part::Lead).map(|entry| entry.organisation)
}

/// Which organisation a case was last given to as the lead, if it was to one.
#[must_use]
pub fn led_by(case: &Case) -> Option<OrganisationId> {
    match case.values.get(OwnField::Lead.as_str()) {
        Some(Value::Party(lead)) => {
            Some(*lead).filter(|l| has_part(case, &Holder::Organisation(*l)))
        }
        _ => None,
    }
}

/// The cases of a pool that share the most telling words with one matter, the nearest first. A word
/// tells more the fewer cases of the pool have it; single characters tell nothing.
#[must_use]
pub fn nearest(
    own: &BTreeSet<String>,
    pool: &BTreeMap<CaseId, BTreeSet<String>>,
) -> Vec<(CaseId, u64)> {
    let size = u64::try_from(pool.len()).unwrap_or(u64::MAX).max(1);
    let weight = |word: &String| -> u64 {
        let with = pool.values().filter(|words| words.contains(word)).count();
        let with = u64::try_from(with).unwrap_or(u64::MAX).max(1);
        u64::from((size / with.min(size)).ilog2()) + 1
    };
    let telling = own.iter().filter(|word| word.chars().count() > 1);
    let weights: BTreeMap<&String, u64> = telling.map(|word| (word, weight(word))).collect();
    let whole: u64 = weights.values().sum();
    let share = |words: &BTreeSet<String>| {
        let shared = weights.iter().filter(|(word, _)| words.contains(**word));
        let shared: u64 = shared.map(|(_, weight)| *weight).sum();
        shared.saturating_mul(1000).checked_div(whole).unwrap_or(0)
    };
    let mut near: Vec<(CaseId, u64)> = pool
        .iter()
        .map(|(case, words)| (*case, share(words)))
        .filter(|(_, s)| *s >= NEAR)
        .collect();
    near.sort_by_key(|(case, share)| (std::cmp::Reverse(*share), std::cmp::Reverse(*case)));
    near
}

#[cfg(test)]
mod tests {
    use linli_playbook::language::{RuleNames, compile};
    use proptest::prelude::*;

    use super::*;

    fn name(word: &str) -> Name {
        Name::new(word).unwrap()
    }

    fn place(number: i64) -> PlaceId {
        PlaceId::new(number).unwrap()
    }

    fn body(number: i64) -> OrganisationId {
        OrganisationId::new(number).unwrap()
    }

    fn entry(number: i64, at: i64, part: Part, whose: i64) -> DispatchEntry {
        DispatchEntry {
            id: DispatchEntryId::new(number).unwrap(),
            district: place(1),
            place: place(at),
            category: name("street-lamp"),
            part,
            organisation: body(whose),
            basis: "市政设施管理条例".to_owned(),
            valid_from: Day::constant(2026, 1, 1),
            valid_to: None,
            version: 1,
        }
    }

    #[test]
    fn offices_above_the_community_keep_the_list() {
        let text = include_str!("../../../playbooks/kenli/kenli.kdl");
        let playbook = compile("kenli.kdl", text, &RuleNames::shipped()).unwrap();
        for (role, wanted) in [
            ("coordinator", true),
            ("street-office", true),
            ("community-worker", false),
            ("community-secretary", false),
            ("grid-worker", false),
            ("resident-representative", false),
            ("nobody", false),
        ] {
            assert_eq!(keeps(&playbook, &name(role)), wanted, "{role}");
        }
        for (kind, wanted) in [("district", true), ("street", true), ("community", false)] {
            assert_eq!(has_list(&playbook, &name(kind)), wanted, "{kind}");
        }
    }

    #[test]
    fn the_nearest_list_that_names_somebody_counts() {
        let day = Day::constant(2026, 7, 8);
        let over = Day::constant(2026, 6, 30);
        let (street, district) = (2, 1);
        let chain = [9, 3, street, district].map(place);
        let table: [(Vec<DispatchEntry>, &[i64]); 6] = [
            (vec![], &[]),
            (vec![entry(1, district, Part::Lead, 31)], &[31]),
            (vec![entry(1, district, Part::Lead, 31), entry(2, street, Part::Lead, 32)], &[32]),
            // The street names helpers only: the district's lead stays.
            (
                vec![entry(1, district, Part::Lead, 31), entry(2, street, Part::Assist, 33)],
                &[31, 33],
            ),
            (
                vec![
                    entry(1, district, Part::Lead, 31),
                    DispatchEntry { valid_to: Some(over), ..entry(2, street, Part::Lead, 32) },
                ],
                &[31],
            ),
            (
                vec![DispatchEntry { category: name("gas"), ..entry(1, district, Part::Lead, 31) }],
                &[],
            ),
        ];
        for (entries, wanted) in table {
            let found = responsible(&entries, &chain, &name("street-lamp"), day);
            let found: Vec<i64> = found.iter().map(|entry| entry.organisation.get()).collect();
            assert_eq!(found, wanted);
            let lead = lead_by_list(&entries, &chain, &name("street-lamp"), day);
            assert_eq!(lead.map(OrganisationId::get), wanted.first().copied());
        }
        let elsewhere = [entry(1, 7, Part::Lead, 31)];
        assert!(responsible(&elsewhere, &chain, &name("street-lamp"), day).is_empty());
    }

    #[test]
    fn nobody_leads_beside_another_and_nobody_is_named_twice() {
        let first = entry(1, 1, Part::Lead, 31);
        let until = |to| DispatchEntry { valid_to: Some(to), ..first.clone() };
        let from = |day| DispatchEntry { valid_from: day, ..entry(2, 1, Part::Lead, 32) };
        let table = [
            (first.clone(), entry(2, 1, Part::Lead, 32), true),
            (first.clone(), entry(1, 1, Part::Lead, 32), false),
            (first.clone(), entry(2, 2, Part::Lead, 32), false),
            (first.clone(), entry(2, 1, Part::Assist, 32), false),
            (first.clone(), entry(2, 1, Part::Assist, 31), true),
            (until(Day::constant(2026, 6, 30)), from(Day::constant(2026, 7, 1)), false),
            (until(Day::constant(2026, 7, 1)), from(Day::constant(2026, 7, 1)), true),
        ];
        for (one, other, wanted) in table {
            assert_eq!(
                (one.clashes(&other), other.clashes(&one)),
                (wanted, wanted),
                "{one:?} {other:?}"
            );
        }
    }

    #[test]
    fn parts_read_back_from_their_words() {
        for part in Part::ALL {
            assert_eq!(Part::from_word(part.word()), Some(part));
        }
        assert_eq!(Part::from_word("supervise"), None);
    }

    fn words(text: &str) -> BTreeSet<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    fn pool(texts: &[&str]) -> BTreeMap<CaseId, BTreeSet<String>> {
        (1..).zip(texts).map(|(n, text)| (CaseId::new(n).unwrap(), words(text))).collect()
    }

    #[test]
    fn neighbours_share_the_words_that_few_others_have() {
        let pool =
            pool(&["路灯 不亮 小区", "路灯 坏 小区", "电梯 停 小区", "物业费 小区", "停车 小区"]);
        let found = nearest(&words("小区 路灯 不亮 的"), &pool);
        let ids: Vec<i64> = found.iter().map(|(case, _)| case.get()).collect();
        assert_eq!(ids.first_chunk(), Some(&[1, 2]), "{found:?}");
        assert_eq!(found[0].1, 1000);
        assert!(nearest(&words("的 坏"), &pool).is_empty(), "single characters tell nothing");
        assert!(nearest(&words("燃气 泄漏"), &pool).is_empty());
        assert!(nearest(&BTreeSet::new(), &pool).is_empty());
    }

    proptest! {
        #[test]
        fn shares_fall_and_stay_within_a_thousand(
            own in proptest::collection::btree_set("[a-c]{2}", 0..6),
            others in proptest::collection::vec(proptest::collection::btree_set("[a-c]{2}", 0..6), 0..8),
        ) {
            let pool = (1..).zip(others).map(|(n, words)| (CaseId::new(n).unwrap(), words)).collect();
            let found = nearest(&own, &pool);
            prop_assert!(found.is_sorted_by(|a, b| a.1 >= b.1));
            prop_assert!(found.iter().all(|(_, share)| (NEAR..=1000).contains(share)));
        }
    }
}
