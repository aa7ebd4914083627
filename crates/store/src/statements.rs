//! Every statement of the program, so that one test prepares them all on every engine, and no
//! other statement runs.

/// Declares constants with SQL and lists them as the module's `STATEMENTS`.
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $sql:expr;)+) => {
        $($(#[$doc])* pub(crate) const $name: &str = $sql;)+
        pub(crate) const STATEMENTS: &[&str] = &[$($name),+];
    };
}
pub(crate) use statements;

use crate::{
    accounts, admissions, audit_log, backup, boards, cases, dispatch, duty, figures, inbox, inside,
    integrity, lists, narrowed, notices, outbox, people, places, planner, playbooks, published,
    schema, service_items, staffing, upgrade, upkeep, whistles,
};

/// All of them, feature by feature.
pub(crate) fn all() -> impl Iterator<Item = &'static str> {
    [
        places::STATEMENTS,
        people::STATEMENTS,
        playbooks::STATEMENTS,
        cases::STATEMENTS,
        lists::STATEMENTS,
        narrowed::STATEMENTS,
        whistles::STATEMENTS,
        figures::STATEMENTS,
        published::STATEMENTS,
        accounts::STATEMENTS,
        inbox::STATEMENTS,
        dispatch::STATEMENTS,
        service_items::STATEMENTS,
        duty::STATEMENTS,
        inside::STATEMENTS,
        notices::STATEMENTS,
        admissions::STATEMENTS,
        boards::STATEMENTS,
        planner::STATEMENTS,
        staffing::STATEMENTS,
        outbox::STATEMENTS,
        audit_log::STATEMENTS,
        upkeep::STATEMENTS,
        schema::STATEMENTS,
        upgrade::STATEMENTS,
        integrity::STATEMENTS,
        integrity::FILING,
        backup::STATEMENTS,
    ]
    .into_iter()
    .flatten()
    .copied()
}
