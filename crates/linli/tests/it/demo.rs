//! The README's first command, as somebody runs it: it says in a line of JSON who can sign in, serves,
//! and finds its data at the next start.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use linli_playbook::language::{RuleNames, compile};
use serde_json::Value;

use crate::shipped;

/// A start takes seconds; a machine that does much else needs longer.
const PATIENCE: Duration = Duration::from_secs(400);

/// The demo while it runs, at a twentieth of its size.
struct Demo {
    process: Child,
    /// What it printed once it was ready.
    ready: Value,
    /// What it said on its way.
    said: PathBuf,
}

impl Drop for Demo {
    fn drop(&mut self) {
        // A test that fails leaves nothing running.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Demo {
    fn start(data: &Path) -> Self {
        let said = data.with_extension("said");
        let mut process = Command::new(env!("CARGO_BIN_EXE_linli"))
            .args(["demo", "--json", "--listen", "127.0.0.1:0", "--one-of", "20", "--data"])
            .arg(data)
            .env("LINLI_LANG", "en")
            .env_remove("LINLI_LOG")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(&said).unwrap())
            .spawn()
            .unwrap();
        let printed = process.stdout.take().unwrap();
        let (send, receive) = mpsc::channel();
        thread::spawn(move || {
            let mut line = String::new();
            let read = BufReader::new(printed).read_line(&mut line);
            let _ = send.send(read.map(|_| line));
        });
        let mut demo = Self { process, ready: Value::Null, said };
        let line = receive.recv_timeout(PATIENCE);
        let line = line.unwrap_or_else(|_| panic!("not ready: {}", demo.said())).unwrap();
        demo.ready = serde_json::from_str(&line).unwrap_or_else(|_| panic!("{}", demo.said()));
        demo
    }

    fn said(&self) -> String {
        fs::read_to_string(&self.said).unwrap()
    }

    fn accounts(&self) -> &[Value] {
        self.ready["accounts"].as_array().unwrap()
    }

    /// Status and body of a page of the API.
    fn get(&self, path: &str, token: &str) -> (u16, Value) {
        let address = self.ready["url"].as_str().unwrap().strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let request = format!(
            "GET {path} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
        let (_, body) = answer.split_once("\r\n\r\n").unwrap();
        (status, serde_json::from_str(body).unwrap_or_else(|_| panic!("{answer}")))
    }

    /// Asks it to end, as Ctrl+C or a service manager does.
    fn stop(mut self) -> String {
        let number = self.process.id().to_string();
        assert!(Command::new("kill").arg(number).status().unwrap().success());
        let ended = self.process.wait().unwrap();
        assert!(ended.success(), "{ended}: {}", self.said());
        self.said()
    }
}

/// What each account must have to be of use; the roles that there are.
fn who_can_sign_in(demo: &Demo) -> BTreeSet<String> {
    let has = |account: &Value, key: &str| account[key].as_str().is_some_and(|v| !v.is_empty());
    let mut roles = BTreeSet::new();
    for account in demo.accounts() {
        assert!(has(account, "role") && has(account, "name") && has(account, "token"), "{account}");
        assert!(has(account, "username") || has(account, "phone"), "{account}");
        for key in ["password", "totp_secret"] {
            assert_eq!(has(account, key), has(account, "username"), "{key} of {account}");
        }
        let (status, me) = demo.get("/api/v1/me", account["token"].as_str().unwrap());
        assert_eq!(status, 200, "{account} {me}");
        assert_eq!(me["name"], account["name"]);
        if account["role"] == "resident" {
            assert!(has(account, "phone"), "{account}");
            assert!(has(&me["place"], "name"), "bound to a home: {me}");
        }
        roles.insert(account["role"].as_str().unwrap().to_owned());
    }
    roles
}

fn without_tokens(demo: &Demo) -> Vec<Value> {
    let mut accounts = demo.accounts().to_vec();
    for account in &mut accounts {
        account.as_object_mut().unwrap().remove("token");
    }
    accounts
}

/// What a build that was killed leaves.
fn leave_half_built(data: &Path) -> [PathBuf; 2] {
    fs::create_dir_all(data).unwrap();
    let left = ["linli.db.building", "linli.db.building-wal"].map(|name| data.join(name));
    for path in &left {
        fs::write(path, "half of a database").unwrap();
    }
    left
}

#[test]
fn the_demo_says_who_can_sign_in_and_is_built_once() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let left = leave_half_built(&data);
    let first = Demo::start(&data);
    assert!(left.iter().all(|path| !path.exists()), "a half-built file is discarded");
    let kenli = fs::read_to_string(shipped("playbooks/kenli/kenli.kdl")).unwrap();
    let kenli = compile("kenli.kdl", &kenli, &RuleNames::shipped()).unwrap();
    let roles = who_can_sign_in(&first);
    let wanted = kenli.roles.keys().chain(kenli.parties.keys()).map(ToString::to_string);
    let missing: Vec<String> = wanted.filter(|role| !roles.contains(role)).collect();
    assert!(missing.is_empty(), "{missing:?} of {roles:?}");
    let residents = first.accounts().iter().filter(|account| account["role"] == "resident");
    assert!(residents.count() >= 2);
    let (status, _) = first.get("/api/v1/me", "somebody-else");
    assert_eq!(status, 401);
    let accounts = without_tokens(&first);
    let token = first.accounts()[0]["token"].as_str().unwrap().to_owned();
    let said = first.stop();
    assert!(said.contains("First start") && said.contains("still open: 6"), "{said}");

    // The data are used again, whatever else was left beside them.
    let left = leave_half_built(&data);
    let second = Demo::start(&data);
    assert!(left.iter().all(|path| !path.exists()));
    assert_eq!(without_tokens(&second), accounts);
    assert_eq!(second.get("/api/v1/me", &token).0, 200, "whoever was signed in still is");
    let said = second.stop();
    assert!(!said.contains("First start"), "nothing is built anew: {said}");
}
