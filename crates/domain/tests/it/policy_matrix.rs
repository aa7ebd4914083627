//! The policy against its hand-written matrix.

use std::collections::{BTreeMap, BTreeSet};

use linli_domain::policy::{
    ACTIONS, CLASSES, CaseClass, Denial, STANDINGS, Standing, allows, decide,
};
use linli_playbook::engine::{Actor, Relation};

const MATRIX: &str = include_str!("policy_matrix.txt");

/// `SeeCase` and `PostAt` as the matrix writes them.
fn word(debug: &str) -> String {
    let inner = debug.strip_prefix("Case(").and_then(|rest| rest.strip_suffix(')'));
    // The relation of an organisation's work, beside the standing of answering for one.
    if inner == Some("Party") {
        return "case-party".to_owned();
    }
    let mut word = String::new();
    for (index, c) in inner.unwrap_or(debug).chars().enumerate() {
        if c.is_uppercase() && index > 0 {
            word.push('-');
        }
        word.extend(c.to_lowercase());
    }
    word
}

fn classes(cell: &str) -> BTreeSet<CaseClass> {
    if cell == "all" {
        return CLASSES.into_iter().collect();
    }
    let class = |c| match c {
        'O' => CaseClass::Ordinary,
        'A' => CaseClass::Anonymous,
        'R' => CaseClass::Recused,
        'C' => CaseClass::Confidential,
        other => panic!("class {other}"),
    };
    cell.chars().map(class).collect()
}

type Cells = BTreeMap<(String, String), BTreeSet<CaseClass>>;

fn matrix() -> Cells {
    let mut cells = Cells::new();
    for line in MATRIX.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        let mut words = line.split_whitespace();
        let action = words.next().unwrap().to_owned();
        for cell in words {
            let (standing, allowed) = cell.split_once('=').unwrap();
            let key = (action.clone(), standing.to_owned());
            assert!(cells.insert(key, classes(allowed)).is_none(), "{action} {standing} twice");
        }
    }
    cells
}

#[test]
fn the_policy_is_the_matrix() {
    let matrix = matrix();
    let actions: BTreeSet<String> = ACTIONS.iter().map(|a| word(&format!("{a:?}"))).collect();
    let standings: BTreeSet<String> = STANDINGS.iter().map(|s| word(&format!("{s:?}"))).collect();
    for (action, standing) in matrix.keys() {
        assert!(actions.contains(action), "the matrix knows an action `{action}` that is none");
        assert!(standings.contains(standing), "`{standing}` is no standing");
    }
    for action in ACTIONS {
        let name = word(&format!("{action:?}"));
        assert!(matrix.keys().any(|(a, _)| *a == name), "the matrix has no line for `{name}`");
        for standing in STANDINGS {
            let key = (name.clone(), word(&format!("{standing:?}")));
            let wanted = matrix.get(&key).cloned().unwrap_or_default();
            for class in CLASSES {
                let found = allows(action, &BTreeSet::from([standing]), Some(class));
                assert_eq!(found, wanted.contains(&class), "{key:?} on {class:?}");
            }
        }
    }
}

#[test]
fn the_subject_of_a_recused_case_is_barred_whatever_else_they_are_but_its_raiser() {
    let subject = Standing::Case(Relation::Subject);
    let raising = [Relation::Raiser, Relation::CoRaiser, Relation::OnBehalf].map(Standing::Case);
    for action in ACTIONS {
        for standing in STANDINGS.into_iter().filter(|standing| !raising.contains(standing)) {
            let both = BTreeSet::from([standing, subject]);
            assert!(!allows(action, &both, Some(CaseClass::Recused)), "{action:?} {standing:?}");
        }
    }
}

#[test]
fn what_may_not_be_seen_is_unseen_and_what_may_is_forbidden() {
    use linli_domain::policy::Action;
    let decided = |standing| {
        let standings = BTreeSet::from([standing]);
        decide(&Actor::System, Action::Merge, &standings, Some(CaseClass::Ordinary))
    };
    assert_eq!(decided(Standing::Resident), Err(Denial::Unseen));
    assert_eq!(decided(Standing::Case(Relation::Raiser)), Err(Denial::Forbidden));
    assert!(decided(Standing::Case(Relation::Holder)).is_ok());
}
