//! The shipped playbook compiles.

use linli_playbook::language::{RuleNames, examine};

const KENLI: &str = include_str!("../../../../playbooks/kenli/kenli.kdl");

#[test]
fn kenli_compiles_without_findings() {
    let examined = examine("kenli.kdl", KENLI, &RuleNames::shipped());
    let reports: Vec<String> = examined.findings.iter().map(ToString::to_string).collect();
    assert!(reports.is_empty(), "{}", reports.join("\n"));
    assert!(examined.playbook.is_some());
}
