//! Everybody who asks: nobody, residents, every role of Kenli's playbook, parties, administrators.

use std::collections::BTreeSet;

use linli_playbook::{
    Name,
    language::{RuleNames, compile},
};

/// Who asks, and of which groups they are.
pub(super) const PEOPLE: [(&str, &[&str]); 26] = [
    ("nobody", &["everybody"]),
    ("raiser", &["everybody", "others", "residents"]),
    ("neighbour", &["everybody", "others", "residents"]),
    ("unit-chief", &["everybody", "others", "volunteers"]),
    ("building-chief", &["everybody", "others", "volunteers"]),
    ("deliberator", &["everybody", "others", "volunteers"]),
    ("resident-representative", &["everybody", "others", "volunteers"]),
    ("compound-secretary", &["everybody", "others", "offices"]),
    ("grid-worker", &["everybody", "others", "offices"]),
    ("other-grid-worker", &["everybody", "others", "offices"]),
    ("mediator", &["everybody", "others", "offices"]),
    ("community-worker", &["everybody", "others", "offices"]),
    ("community-secretary", &["everybody", "others", "offices"]),
    ("street-office", &["everybody", "others", "offices"]),
    ("coordinator", &["everybody", "others", "offices"]),
    ("outside-worker", &["everybody", "others", "offices"]),
    ("property-company", &["everybody", "others", "parties"]),
    ("owners-committee", &["everybody", "others", "parties"]),
    ("department", &["everybody", "others", "parties"]),
    ("utility", &["everybody", "others", "parties"]),
    ("paired-unit", &["everybody", "others", "parties"]),
    ("mediation-committee", &["everybody", "others", "parties"]),
    ("supervising-party", &["everybody", "others", "parties"]),
    ("system-administrator", &["everybody", "others", "administrators"]),
    ("security-administrator", &["everybody", "others", "administrators"]),
    ("auditor", &["everybody", "others", "administrators"]),
];

/// Everybody whom a cell of the table names.
pub(super) fn named(word: &str) -> Vec<&'static str> {
    let of = |(name, groups): &(&'static str, &[&str])| {
        (*name == word || groups.contains(&word)).then_some(*name)
    };
    PEOPLE.iter().filter_map(of).collect()
}

#[test]
fn every_role_and_every_kind_of_party_asks() {
    let text = include_str!("../../../../../playbooks/kenli/kenli.kdl");
    let kenli = compile("kenli.kdl", text, &RuleNames::shipped()).unwrap();
    let asked: BTreeSet<&str> = PEOPLE.iter().map(|(name, _)| *name).collect();
    let silent: Vec<&str> = kenli
        .roles
        .keys()
        .chain(kenli.parties.keys())
        .map(Name::as_str)
        .filter(|name| !asked.contains(name))
        .collect();
    assert!(silent.is_empty(), "nobody asks as {silent:?}");
}
