//! What an action's word in the audit is called in the catalogues.

/// Every action that is audited, with the key of its name.
pub const AUDITED: &[(&str, &str)] = &[
    ("account.accept-link", "audit-action-account-accept-link"),
    ("account.add-elder", "audit-action-account-add-elder"),
    ("account.bind-household", "audit-action-account-bind-household"),
    ("account.change-password", "audit-action-account-change-password"),
    ("account.change-phone", "audit-action-account-change-phone"),
    ("account.confirm-member", "audit-action-account-confirm-member"),
    ("account.confirm-members", "audit-action-account-confirm-members"),
    ("account.end-session", "audit-action-account-end-session"),
    ("account.end-sessions", "audit-action-account-end-sessions"),
    ("account.first-run-link", "audit-action-account-first-run-link"),
    ("account.give-consent", "audit-action-account-give-consent"),
    ("account.household-code", "audit-action-account-household-code"),
    ("account.household-codes", "audit-action-account-household-codes"),
    ("account.invite", "audit-action-account-invite"),
    ("account.leave-household", "audit-action-account-leave-household"),
    ("account.operator-session", "audit-action-account-operator-session"),
    ("account.publish-post", "audit-action-account-publish-post"),
    ("account.refuse-members", "audit-action-account-refuse-members"),
    ("account.reinstate", "audit-action-account-reinstate"),
    ("account.release-phone", "audit-action-account-release-phone"),
    ("account.rename", "audit-action-account-rename"),
    ("account.renew-recovery-codes", "audit-action-account-renew-recovery-codes"),
    ("account.request-code", "audit-action-account-request-code"),
    ("account.request-phone-change", "audit-action-account-request-phone-change"),
    ("account.reset-credential", "audit-action-account-reset-credential"),
    ("account.revoke-household-codes", "audit-action-account-revoke-household-codes"),
    ("account.set-phone", "audit-action-account-set-phone"),
    ("account.sign-in-code", "audit-action-account-sign-in-code"),
    ("account.sign-in-password", "audit-action-account-sign-in-password"),
    ("account.suspend", "audit-action-account-suspend"),
    ("account.unlock", "audit-action-account-unlock"),
    ("account.unpublish-post", "audit-action-account-unpublish-post"),
    ("account.vouch-number", "audit-action-account-vouch-number"),
    ("account.withdraw-consent", "audit-action-account-withdraw-consent"),
    ("admission.answer", "audit-action-admission-answer"),
    ("admission.decide", "audit-action-admission-decide"),
    ("admission.end-item", "audit-action-admission-end-item"),
    ("admission.list-item", "audit-action-admission-list-item"),
    ("admission.make", "audit-action-admission-make"),
    ("admission.see", "audit-action-admission-see"),
    ("audit.export", "audit-action-audit-export"),
    ("audit.read", "audit-action-audit-read"),
    ("board.hang", "audit-action-board-hang"),
    ("board.numbers", "audit-action-board-numbers"),
    ("board.take-down", "audit-action-board-take-down"),
    ("calendar.import", "audit-action-calendar-import"),
    ("dispatch.drop", "audit-action-dispatch-drop"),
    ("dispatch.import", "audit-action-dispatch-import"),
    ("dispatch.keep", "audit-action-dispatch-keep"),
    ("duty.copy", "audit-action-duty-copy"),
    ("duty.import", "audit-action-duty-import"),
    ("duty.keep", "audit-action-duty-keep"),
    ("duty.swap", "audit-action-duty-swap"),
    ("figures.publish", "audit-action-figures-publish"),
    ("inside.approve", "audit-action-inside-approve"),
    ("inside.divide", "audit-action-inside-divide"),
    ("inside.draft", "audit-action-inside-draft"),
    ("inside.give", "audit-action-inside-give"),
    ("inside.return", "audit-action-inside-return"),
    ("intake.finished-orders", "audit-action-intake-finished-orders"),
    ("intake.look-up", "audit-action-intake-look-up"),
    ("job.advance", "audit-action-job-advance"),
    ("job.digest", "audit-action-job-digest"),
    ("job.prune", "audit-action-job-prune"),
    ("manage.other", "audit-action-manage-other"),
    ("manage.places", "audit-action-manage-places"),
    ("manage.playbook", "audit-action-manage-playbook"),
    ("manage.security", "audit-action-manage-security"),
    ("manage.staff", "audit-action-manage-staff"),
    ("matter.act", "audit-action-matter-act"),
    ("matter.compare", "audit-action-matter-compare"),
    ("matter.hide", "audit-action-matter-hide"),
    ("matter.merge", "audit-action-matter-merge"),
    ("matter.progress", "audit-action-matter-progress"),
    ("matter.read-messages", "audit-action-matter-read-messages"),
    ("matter.redate", "audit-action-matter-redate"),
    ("matter.refile", "audit-action-matter-refile"),
    ("matter.report", "audit-action-matter-report"),
    ("matter.reveal", "audit-action-matter-reveal"),
    ("matter.see", "audit-action-matter-see"),
    ("matter.show", "audit-action-matter-show"),
    ("matter.tick", "audit-action-matter-tick"),
    ("notice.post", "audit-action-notice-post"),
    ("notice.take-down", "audit-action-notice-take-down"),
    ("outbox.deliver", "audit-action-outbox-deliver"),
    ("photo.see", "audit-action-photo-see"),
    ("photo.upload", "audit-action-photo-upload"),
    ("place.add", "audit-action-place-add"),
    ("place.close", "audit-action-place-close"),
    ("place.merge", "audit-action-place-merge"),
    ("place.move", "audit-action-place-move"),
    ("place.rename", "audit-action-place-rename"),
    ("place.split", "audit-action-place-split"),
    ("places.import", "audit-action-places-import"),
    ("planner.apply", "audit-action-planner-apply"),
    ("planner.apply-despite", "audit-action-planner-apply-despite"),
    ("planner.drop", "audit-action-planner-drop"),
    ("planner.move", "audit-action-planner-move"),
    ("planner.propose", "audit-action-planner-propose"),
    ("playbook.agree", "audit-action-playbook-agree"),
    ("playbook.bind", "audit-action-playbook-bind"),
    ("playbook.decline", "audit-action-playbook-decline"),
    ("playbook.propose", "audit-action-playbook-propose"),
    ("playbook.publish", "audit-action-playbook-publish"),
    ("playbook.withdraw", "audit-action-playbook-withdraw"),
    ("service-item.import", "audit-action-service-item-import"),
    ("service-item.keep", "audit-action-service-item-keep"),
    ("staff.import", "audit-action-staff-import"),
    ("text.erase", "audit-action-text-erase"),
    ("text.list", "audit-action-text-list"),
];

/// The key of an action's name; rows of older programs may hold words that nobody knows.
#[must_use]
pub fn action_key(action: &str) -> Option<&'static str> {
    AUDITED.iter().find(|(word, _)| *word == action).map(|(_, key)| *key)
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::*;

    fn literals(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                literals(&path, found);
            } else if !path.ends_with("words.rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.extend(text.split('"').map(str::to_owned));
            }
        }
    }

    #[test]
    fn every_audited_action_has_a_name() {
        let subjects: BTreeSet<&str> =
            AUDITED.iter().filter_map(|(word, _)| Some(word.split_once('.')?.0)).collect();
        let is_action = |text: &String| {
            let parts = text.split_once('.');
            let plain = |part: &str| {
                !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
            };
            parts.is_some_and(|(subject, verb)| subjects.contains(subject) && plain(verb))
        };
        let mut found = BTreeSet::new();
        literals(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
        let nameless: Vec<_> =
            found.into_iter().filter(is_action).filter(|word| action_key(word).is_none()).collect();
        assert!(nameless.is_empty(), "give these a line here and in audit.ftl: {nameless:?}");
    }

    #[test]
    fn words_are_sorted_and_unique() {
        assert!(AUDITED.is_sorted_by(|a, b| a.0 < b.0));
    }
}
