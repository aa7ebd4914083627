//! The commands as somebody runs them: what they print first, and how they end.
#![expect(clippy::unwrap_used, reason = "what stops a test's helper stops the test")]

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// A file of the repository.
fn shipped(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// Runs the program in English.
fn linli(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_linli"));
    command.args(arguments).env("LINLI_LANG", "en").env_remove("LINLI_LOG").output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// What a command that ended well printed.
fn printed(arguments: &[&str]) -> String {
    let output = linli(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
    text(&output.stdout)
}

#[test]
fn two_playbooks_are_compared() {
    let kenli = shipped("playbooks/kenli/kenli.kdl");
    let kenli = kenli.to_str().unwrap();
    let same = printed(&["playbook", "simulate", kenli, kenli]);
    let first = same.lines().next().unwrap();
    assert!(first.contains("made-up cases") && first.contains(" 0 differ"), "{first}");
    let folder = tempfile::tempdir().unwrap();
    let changed = folder.path().join("changed.kdl");
    let playbook = std::fs::read_to_string(kenli).unwrap();
    let sooner = playbook.replace("within=\"3 workdays\"", "within=\"2 workdays\"");
    assert_ne!(sooner, playbook);
    std::fs::write(&changed, sooner).unwrap();
    let found = printed(&["playbook", "simulate", kenli, changed.to_str().unwrap()]);
    assert!(!found.lines().next().unwrap().contains(" 0 differ"), "{found}");
    assert!(found.contains("deadline"), "{found}");
    std::fs::write(&changed, "playbook").unwrap();
    let refused = linli(&["playbook", "simulate", kenli, changed.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).contains("changed.kdl:1:"), "{}", text(&refused.stderr));
}

#[test]
fn vacant_posts_of_an_installation_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let kenli = shipped("playbooks/kenli/kenli.kdl");
    let kenli = kenli.to_str().unwrap();
    let empty = linli(&["playbook", "check", kenli, "--data", data]);
    assert_eq!(empty.status.code(), Some(1));
    assert!(text(&empty.stderr).contains("is not there"), "{}", text(&empty.stderr));
    let places = folder.path().join("places.csv");
    std::fs::write(&places, PLACES).unwrap();
    printed(&["import", "places", places.to_str().unwrap(), "--data", data]);
    printed(&["playbook", "publish", kenli, "--district", "370505", "--data", data]);
    let told = printed(&["playbook", "check", kenli, "--data", data]);
    assert!(told.lines().any(|line| line.contains("bound: kenli 1")), "{told}");
    assert!(told.lines().any(|line| line.ends_with("0 of 1 posts filled")), "{told}");
    assert!(told.contains("vacant, and nobody stands in"), "{told}");
    // Nothing happened there yet, over which a change could be tried.
    let none = printed(&["playbook", "simulate", kenli, kenli, "--data", data]);
    assert!(none.contains(": 0 recorded cases, 0 go the same way, 0 differ."), "{none}");
    let away = folder.path().join("away");
    let away = linli(&["playbook", "simulate", kenli, kenli, "--data", away.to_str().unwrap()]);
    assert!(text(&away.stderr).contains("is not there"), "{}", text(&away.stderr));
}

/// A district with one street.
const PLACES: &str = "locality,code,level,name,parent
kenli,370505,county,垦利区,3705
kenli,370505001,street,垦利街道,370505
";
