//! Short messages through a program of the operator's own: every provider has another interface,
//! and a script of ten lines speaks it.
//!
//! Owns how that program is started and for how long it is waited for. Must never write down what
//! it prints: number and code would be in it.

use std::{path::PathBuf, process::Stdio, sync::Arc, time::Duration};

use async_trait::async_trait;
use linli_app::ports::{Sms, SmsError};
use serde_json::{Value, json};
use tokio::{
    io::AsyncWriteExt as _,
    process::{Child, Command},
    sync::Semaphore,
    time::timeout,
};

/// How long one message may take, with the time that it waits for its turn.
const PATIENCE: Duration = Duration::from_secs(10);
/// Programs that run at once: a provider that hangs must not fill the machine with them.
const AT_ONCE: usize = 8;

/// The words of the messages: they are the catalogue's, not ours.
#[derive(Clone, Copy, Debug)]
pub struct SmsWords {
    /// Of a sign-in code.
    pub code: fn(&str) -> String,
    /// Of a number that its person has from now on, masked.
    pub number_changed: fn(&str) -> String,
}

/// Starts a program for each message. It gets one line of JSON on its standard input, and ends with
/// 0 if the provider took the message.
#[derive(Clone, Debug)]
pub struct CommandSms {
    program: PathBuf,
    arguments: Vec<String>,
    words: SmsWords,
    patience: Duration,
    turns: Arc<Semaphore>,
}

/// A running program with all that it starts. Dropped, it is ended, and they are too: a script
/// that hangs hangs in what it called.
#[derive(Debug)]
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It is the first of a group of its own; one that has ended has no number any more.
        #[cfg(unix)]
        if let Some(group) =
            self.0.id().and_then(|id| rustix::process::Pid::from_raw(id.try_into().ok()?))
        {
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
    }
}

impl CommandSms {
    /// One that runs this program with these arguments; no shell is between.
    #[must_use]
    pub fn new(program: PathBuf, arguments: Vec<String>, words: SmsWords) -> Self {
        let turns = Arc::new(Semaphore::new(AT_ONCE));
        Self { program, arguments, words, patience: PATIENCE, turns }
    }

    /// The same, waiting so long for a message.
    #[must_use]
    pub fn waiting_for(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Sends in a task of its own: whoever closes the browser meanwhile still gets the message.
    async fn send(&self, message: Value) -> Result<(), SmsError> {
        let sms = self.clone();
        let sending = tokio::spawn(async move {
            let sent = timeout(sms.patience, sms.run(&message)).await;
            sent.unwrap_or_else(|_| Err(SmsError("the program took too long".to_owned())))
        });
        sending.await.unwrap_or_else(|error| Err(SmsError(format!("sending stopped: {error}"))))
    }

    async fn run(&self, message: &Value) -> Result<(), SmsError> {
        let failed = |doing: &str, error: &dyn std::fmt::Display| {
            SmsError(format!("the program could not be {doing}: {error}"))
        };
        let _turn = self.turns.acquire().await.map_err(|error| failed("started", &error))?;
        let mut program = Command::new(&self.program);
        program.args(&self.arguments).kill_on_drop(true);
        program.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        #[cfg(unix)]
        program.process_group(0);
        let mut running = Running(program.spawn().map_err(|error| failed("started", &error))?);
        if let Some(mut input) = running.0.stdin.take() {
            // Whether a program that does not read its input did its work is said by how it ends.
            let _ = input.write_all(format!("{message}\n").as_bytes()).await;
        }
        let ended = running.0.wait().await.map_err(|error| failed("waited for", &error))?;
        if ended.success() {
            return Ok(());
        }
        Err(SmsError(format!("the program ended with {ended}")))
    }
}

#[async_trait]
impl Sms for CommandSms {
    async fn send_code(&self, phone: &str, code: &str) -> Result<(), SmsError> {
        let text = (self.words.code)(code);
        let message = json!({ "template": "code", "number": phone, "code": code, "text": text });
        self.send(message).await
    }

    async fn tell_number_changed(&self, phone: &str, present: &str) -> Result<(), SmsError> {
        let text = (self.words.number_changed)(present);
        let template = "number-changed";
        let message =
            json!({ "template": template, "number": phone, "present": present, "text": text });
        self.send(message).await
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt as _, path::Path, sync::Arc};

    use super::*;

    const NUMBER: &str = "13800000001";

    fn words() -> SmsWords {
        SmsWords {
            code: |code| format!("code {code}"),
            number_changed: |present| format!("now {present}"),
        }
    }

    /// A script in a folder, which it gets as its argument.
    fn script(folder: &Path, lines: &str) -> std::io::Result<CommandSms> {
        let path = folder.join("send");
        fs::write(&path, format!("#!/bin/sh\n{lines}\n"))?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700))?;
        Ok(CommandSms::new(path, vec![folder.display().to_string()], words()))
    }

    #[tokio::test]
    async fn a_program_gets_one_line_with_all_that_a_provider_asks_for() {
        let folder = tempfile::tempdir().unwrap();
        let sms =
            script(folder.path(), "cat >> \"$1/sent\"; echo printed; echo aside >&2").unwrap();
        sms.send_code(NUMBER, "123456").await.unwrap();
        sms.tell_number_changed(NUMBER, "138****0002").await.unwrap();
        let sent = fs::read_to_string(folder.path().join("sent")).unwrap();
        let sent: Vec<Value> = sent.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        let code =
            json!({"template": "code", "number": NUMBER, "code": "123456", "text": "code 123456"});
        let changed = json!({"template": "number-changed", "number": NUMBER,
            "present": "138****0002", "text": "now 138****0002"});
        assert_eq!(sent, [code, changed]);
        assert!(sms.is_connected() && sms.shown_code(NUMBER).is_none());
    }

    #[tokio::test]
    async fn only_how_it_ends_says_whether_it_was_sent_and_nothing_of_it_is_repeated() {
        let folder = tempfile::tempdir().unwrap();
        let sms = script(folder.path(), "cat; cat >&2; exit 3").unwrap();
        let error = sms.send_code(NUMBER, "123456").await.unwrap_err().to_string();
        assert!(error.contains('3'), "{error}");
        assert!(!error.contains(NUMBER) && !error.contains("123456"), "{error}");
        let deaf = script(folder.path(), "exec <&-; exit 0").unwrap();
        deaf.send_code(NUMBER, "123456").await.unwrap();
        let gone = CommandSms::new(folder.path().join("none"), Vec::new(), words());
        let error = gone.send_code(NUMBER, "123456").await.unwrap_err().to_string();
        assert!(error.contains("started"), "{error}");
    }

    #[tokio::test]
    async fn one_that_hangs_is_given_up_and_ended() {
        let folder = tempfile::tempdir().unwrap();
        // What hangs is what the script calls.
        let lines = "sh -c 'echo $$ > \"$0/pid\"; exec sleep 60' \"$1\"; echo after";
        let sms = script(folder.path(), lines).unwrap().waiting_for(Duration::from_secs(2));
        let error = sms.send_code(NUMBER, "123456").await.unwrap_err().to_string();
        assert!(error.contains("too long"), "{error}");
        let number = fs::read_to_string(folder.path().join("pid")).unwrap();
        let state = Path::new("/proc").join(number.trim()).join("stat");
        for _ in 0..100 {
            // Gone, or a dead row that its parent has not read yet.
            if fs::read_to_string(&state).is_ok_and(|text| !text.contains(") Z ")) {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
        assert!(!fs::read_to_string(&state).is_ok_and(|text| !text.contains(") Z ")));
    }

    #[tokio::test]
    async fn who_leaves_while_it_is_sent_gets_it() {
        let folder = tempfile::tempdir().unwrap();
        let sms = script(folder.path(), "sleep 0.3; touch \"$1/sent\"").unwrap();
        let left = timeout(Duration::from_millis(50), sms.send_code(NUMBER, "123456")).await;
        assert!(left.is_err());
        for _ in 0..100 {
            if !folder.path().join("sent").exists() {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
        assert!(folder.path().join("sent").exists());
    }

    #[tokio::test]
    async fn no_more_than_a_few_run_at_once() {
        let folder = tempfile::tempdir().unwrap();
        // Each counts those beside it while it runs.
        let lines = "mkdir \"$1/run.$$\"; ls -d \"$1\"/run.* | wc -l >> \"$1/seen\"; sleep 0.1; \
                     rmdir \"$1/run.$$\"";
        let sms = Arc::new(script(folder.path(), lines).unwrap());
        let sends: Vec<_> = (0..3 * AT_ONCE)
            .map(|_| {
                let sms = Arc::clone(&sms);
                tokio::spawn(async move { sms.send_code(NUMBER, "123456").await })
            })
            .collect();
        for send in sends {
            send.await.unwrap().unwrap();
        }
        let seen = fs::read_to_string(folder.path().join("seen")).unwrap();
        let most = seen.lines().map(|line| line.trim().parse::<usize>().unwrap()).max().unwrap();
        assert!((2..=AT_ONCE).contains(&most), "{most}");
    }
}
