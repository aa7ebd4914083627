//! Everybody who asks: nobody, residents, every role of Kenli's playbook, parties, administrators.

/// Who asks, and of which groups they are.
pub(super) const PEOPLE: [(&str, &[&str]); 22] = [
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
