//! Near misses: what a hurried hand or a Chinese keyboard writes, and the sentence it gets.

use linli_playbook::language::{
    Finding, FindingCode, RuleNames, Severity, Speech, examine, summary,
};

use crate::language::SMALL_TOWN;

fn findings(from: &str, to: &str) -> Vec<Finding> {
    assert!(SMALL_TOWN.contains(from), "{from}");
    let text = SMALL_TOWN.replacen(from, to, 1);
    examine("town.kdl", &text, &RuleNames::shipped()).findings
}

/// One line for each change and finding.
fn told(changes: &[(&str, &str)]) -> String {
    let mut lines = Vec::new();
    for (from, to) in changes {
        lines.push(to.trim().to_owned());
        for found in findings(from, to) {
            let meant = found.did_you_mean.clone().map_or_else(String::new, |m| format!(" ({m}?)"));
            lines.push(format!("    {}: {}{meant}", found.code, found.sentence(Speech::English)));
        }
    }
    lines.join("\n")
}

#[test]
fn near_misses_are_told_what_to_write() {
    let changes = [
        ("final=#true", "final=true"),
        ("zh=\"社区书记\"", "zh＝\"社区书记\""),
        ("zh=\"社区书记\"", "zh=“社区书记”"),
        ("one-of=company,bureau", "one-of=company，bureau"),
        ("one-of=company,bureau", "one-of=\"company，bureau\""),
        ("assist any", "assist company,bureau"),
        ("within=\"3 days\"", "within=3 days"),
        (
            "step take within=\"1 hours\" clock=urgent",
            "step take within=\"1 hours\" clock=urgent { answer within=\"1 hours\" }",
        ),
        ("when=\"raisers > 0 or external\"", "when=\"raisers > 0 || external\""),
        ("when=\"raisers > 0 or external\"", "when=\"raisers ＞ 0\""),
        ("when=\"raisers > 0 or external\"", "when=\"external == yes\""),
        ("when=\"raisers > 0 or external\"", "when=\"raisers >= 五千\""),
        ("when=\"raisers > 0 or external\"", "when=\"rating < 60\""),
        ("when=\"raisers > 0 or external\"", "when=\"parties.compny == 0\""),
        ("form reason {\n    reason text zh=\"原因\" en=\"Reason\"", "form reason {"),
        ("category water", "category Water_Supply"),
        ("step again zh", "step 重办 zh"),
    ];
    insta::assert_snapshot!("near_misses", told(&changes));
}

#[test]
fn what_can_cause_others_comes_first_and_notes_come_last() {
    // The wrong name stands far below the places that it makes wrong.
    let found = findings("step again zh", "step 重办 zh");
    assert_eq!(found[0].code, FindingCode::BadName);
    let groups: Vec<u8> = found.iter().map(|found| found.code.group()).collect();
    assert!(groups.is_sorted(), "{groups:?}");
    assert!(groups.len() > 1);
    let errors = found.iter().filter(|found| found.severity == Severity::Error).count();
    let notes = found.len() - errors;
    let said = summary(&found, Speech::English).unwrap_or_default();
    assert_eq!(said, format!("errors: {errors}, notes: {notes}"));
    assert_eq!(summary(&[], Speech::English), None);
}

#[test]
fn texts_and_comments_may_hold_any_sign() {
    let text = format!("// 说明：＝“”，；true\n/* “ */\n{SMALL_TOWN}");
    let text = text.replacen("zh=\"受理\"", "zh=\"“受理”，＝true\"", 1);
    let found = examine("town.kdl", &text, &RuleNames::shipped()).findings;
    assert!(found.is_empty(), "{found:?}");
}
