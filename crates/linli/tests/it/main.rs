//! The commands as somebody runs them: what they print first, and how they end.
#![expect(clippy::unwrap_used, clippy::panic, reason = "what stops a test's helper stops the test")]

#[expect(clippy::indexing_slicing, reason = "an answer of another shape stops the test")]
mod demo;

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
fn a_faulty_playbook_is_refused_with_the_place_of_each_error() {
    let folder = tempfile::tempdir().unwrap();
    let faulty = folder.path().join("faulty.kdl");
    let kenli = std::fs::read_to_string(shipped("playbooks/kenli/kenli.kdl")).unwrap();
    let wrong = kenli.replacen("to=handle\n", "to=handel\n", 1);
    assert_ne!(wrong, kenli);
    std::fs::write(&faulty, &wrong).unwrap();
    let path = faulty.to_str().unwrap();
    let line = wrong.lines().position(|line| line.contains("to=handel")).unwrap() + 1;
    let text_of_line = wrong.lines().nth(line - 1).unwrap();
    let refused = linli(&["playbook", "check", path]);
    assert_eq!(refused.status.code(), Some(1));
    let said = text(&refused.stderr);
    let found =
        said.lines().find(|found| found.contains(": error[")).unwrap_or_else(|| panic!("{said}"));
    let place = found.strip_prefix(&format!("{path}:{line}:")).unwrap_or_else(|| panic!("{said}"));
    let (column, rest) = place.split_once(": error[").unwrap();
    let (code, sentence) = rest.split_once("]: ").unwrap();
    let column: usize = column.parse().unwrap();
    let before: String = text_of_line.chars().take(column - 1).collect();
    assert!(text_of_line[before.len()..].contains("handel"), "column {column} of {text_of_line}");
    assert!(code.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{code}");
    assert!(sentence.len() > 10, "{said}");
    assert!(said.contains("to=handel"), "the offending text is shown: {said}");
    assert!(said.contains("handle"), "what was meant is guessed: {said}");
    // Nothing is drawn of it.
    let undrawn = linli(&["playbook", "draw", path]);
    assert_eq!((undrawn.status.code(), undrawn.stdout), (Some(1), Vec::new()));
    let away = linli(&["playbook", "check", folder.path().join("away.kdl").to_str().unwrap()]);
    assert_eq!(away.status.code(), Some(1));
    assert_eq!(text(&away.stderr).lines().count(), 1);
}

#[test]
fn a_playbook_is_drawn_in_both_formats() {
    let kenli = shipped("playbooks/kenli/kenli.kdl");
    let kenli = kenli.to_str().unwrap();
    printed(&["playbook", "check", kenli]);
    let svg = printed(&["playbook", "draw", kenli, "--format", "svg"]);
    assert!(svg.trim_start().starts_with("<svg") && svg.trim_end().ends_with("</svg>"), "{svg}");
    assert_eq!(svg, printed(&["playbook", "draw", kenli]), "the usual one");
    let mermaid = printed(&["playbook", "draw", kenli, "--format", "mermaid"]);
    assert!(mermaid.lines().any(|line| line.starts_with("flowchart ")), "{mermaid}");
    // Every step and end is there, in the terminal's language.
    for label in ["Listening", "Mediation", "Rectification", "Solved and rated"] {
        assert!(svg.contains(label) && mermaid.contains(label), "{label}: {mermaid}");
    }
    let other = linli(&["playbook", "draw", kenli, "--format", "png"]);
    assert!(!other.status.success() && text(&other.stderr).contains("png"));
    let none = linli(&["playbook", "draw", kenli, "--process", "nothing"]);
    assert_eq!(none.status.code(), Some(1));
    assert!(text(&none.stderr).contains("nothing"), "{}", text(&none.stderr));
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
    assert!(told.lines().any(|line| line.ends_with("0 of 1 filled")), "{told}");
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

#[test]
fn scenarios_are_run_compared_and_counted() {
    let folder = tempfile::tempdir().unwrap();
    let town = folder.path().join("east-town.kdl");
    let (town, stories) = (town.to_str().unwrap(), folder.path().join("east-town-scenarios"));
    let begun = printed(&["playbook", "new", "east-town", "--out", town]);
    assert!(begun.contains("east-town-scenarios"), "{begun}");
    assert!(
        !linli(&["playbook", "new", "east-town", "--out", town]).status.success(),
        "it is there"
    );
    printed(&["playbook", "check", town]);
    let all = stories.to_str().unwrap();
    let tested = printed(&["playbook", "test", town, all]);
    assert!(tested.contains("0 failed") && tested.contains("(100 %)"), "{tested}");
    // One file alone leaves ways out.
    let one = stories.join("stories.kdl");
    let one = one.to_str().unwrap();
    let part = linli(&["playbook", "test", town, one]);
    assert_eq!(part.status.code(), Some(1));
    let said = text(&part.stdout);
    assert!(said.contains("not taken: matter: work —(supervise)→ work (Work · late and"), "{said}");
    printed(&["playbook", "test", town, one, "--partial"]);
    let json = printed(&["playbook", "test", town, one, "--partial", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["files"][0]["snapshot"], "same");
    assert_eq!(json["files"][0]["stories"][0]["passed"], true);
    assert!(json["transitions"]["missing"].as_array().unwrap().len() > 3, "{json}");
    // A changed playbook shows in the snapshot, and a wrong story with its place.
    let changed = std::fs::read_to_string(town).unwrap();
    std::fs::write(
        town,
        changed.replace("kind=rate by=raisers within=\"5 w", "kind=rate by=raisers within=\"6 w"),
    )
    .unwrap();
    let other = linli(&["playbook", "test", town, one, "--partial"]);
    assert_eq!(other.status.code(), Some(1));
    let said = text(&other.stderr);
    assert!(said.contains("stories.snap.txt") && said.contains("\n+ "), "{said}");
    printed(&["playbook", "test", town, one, "--partial", "--accept"]);
    printed(&["playbook", "test", town, one, "--partial"]);
    let story = std::fs::read_to_string(one).unwrap();
    std::fs::write(one, story.replacen("end=rated", "end=told", 1)).unwrap();
    let wrong = linli(&["playbook", "test", town, one, "--partial", "--accept"]);
    assert_eq!(wrong.status.code(), Some(1));
    assert!(
        text(&wrong.stderr).contains("stories.kdl:13:14: error[scenario-differs]"),
        "{}",
        text(&wrong.stderr)
    );
    assert!(text(&wrong.stdout).contains("FAILED"), "{}", text(&wrong.stdout));
}

#[test]
fn a_localitys_snapshots_are_those_of_the_program() {
    let kenli = shipped("playbooks/kenli/kenli.kdl");
    let stories = shipped("playbooks/kenli/scenarios");
    let tested = printed(&["playbook", "test", kenli.to_str().unwrap(), stories.to_str().unwrap()]);
    assert!(tested.contains("(100 %)"), "{tested}");
}

#[test]
fn what_only_looks_makes_no_installation() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let places = folder.path().join("places.csv");
    std::fs::write(&places, PLACES).unwrap();
    let (at, places) = (data.to_str().unwrap(), places.to_str().unwrap());
    let away = folder.path().join("away");
    let away = away.to_str().unwrap();
    for arguments in [
        &["import", "places", places, "--dry-run", "--data", at][..],
        &["import", "places", away, "--data", at],
        &["import", "staff", away, "--data", at],
        &["calendar", "import", away, "--data", at],
        &["playbook", "publish", away, "--data", at],
        &["export", "places", "--data", at],
        &["audit", "verify", "--data", at],
        &["account", "list", "--data", at],
        &["migrate", "--data", at],
        &["move", "--to", "postgres://nobody@127.0.0.1:1/none", "--data", at],
        &["backup", away, "--data", at],
        &["restore", away, "--data", at],
    ] {
        let refused = linli(arguments);
        assert_eq!(refused.status.code(), Some(1), "{arguments:?}");
        assert_eq!(text(&refused.stderr).lines().count(), 1, "{}", text(&refused.stderr));
        assert!(!data.exists(), "{arguments:?}");
    }
    let done = linli(&["import", "places", places, "--data", at]);
    assert!(done.status.success(), "{}", text(&done.stderr));
    // Whoever waits reads how far it came, and a program that reads the outcome does not.
    assert!(text(&done.stderr).contains("Reading the file"), "{}", text(&done.stderr));
    assert!(!text(&done.stdout).contains("Reading"), "{}", text(&done.stdout));
    let dry = printed(&["import", "places", places, "--dry-run", "--data", at]);
    assert!(dry.contains('2'), "{dry}");
}

#[test]
fn the_operator_gives_an_office_that_was_lost_its_link() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let places = folder.path().join("places.csv");
    std::fs::write(&places, PLACES).unwrap();
    let at = data.to_str().unwrap();
    printed(&["import", "places", places.to_str().unwrap(), "--data", at]);
    let invite = ["account", "invite", "audit.one", "--office", "audit", "--data", at];
    let nameless = linli(&invite);
    assert!(text(&nameless.stderr).contains("--name"), "{}", text(&nameless.stderr));
    let first = printed(&[&invite[..], &["--name", "李敏"]].concat());
    let link = |printed: &str| {
        let line = printed.lines().find(|line| line.starts_with("/staff/link/"));
        line.unwrap_or_else(|| panic!("{printed}")).to_owned()
    };
    let again = printed(&["account", "invite", "audit.one", "--data", at]);
    assert_ne!(link(&first), link(&again), "a lost letter is written again");
    let reset = printed(&["account", "reset", "AUDIT.one", "--data", at]);
    assert_ne!(link(&again), link(&reset));
    let listed = printed(&["account", "list", "--data", at]);
    assert!(listed.contains("audit.one  auditor  invited"), "{listed}");
    let nobody = linli(&["account", "reset", "nobody.one", "--data", at]);
    assert!(text(&nobody.stderr).contains("no username"), "{}", text(&nobody.stderr));
    // It is audited, and shows nothing of the link.
    printed(&["audit", "verify", "--data", at]);
    let config = folder.path().join("linli.toml");
    let words = format!("public_url = \"https://linli.example.cn\"\ndata = {at:?}\n");
    std::fs::write(&config, words).unwrap();
    let config = config.to_str().unwrap();
    let whole = printed(&["account", "reset", "audit.one", "--config", config]);
    assert!(whole.contains("https://linli.example.cn/staff/link/"), "{whole}");
}
