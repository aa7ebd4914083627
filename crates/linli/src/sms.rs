//! What sends short messages: a program that the configuration names, or nothing.

use std::{path::PathBuf, sync::Arc};

use linli_app::ports::Sms;
use linli_channels::{CommandSms, NoSms, SmsWords};
use linli_web::texts::Lang;

use crate::{
    failure::{Failure, Outcome},
    words::sentence,
};

/// A program that sends one message, as the configuration names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SmsCommand {
    pub(crate) program: PathBuf,
    pub(crate) arguments: Vec<String>,
}

impl SmsCommand {
    /// Whether there is such a program, and this account may run it.
    ///
    /// # Errors
    /// A sentence that names it.
    pub(crate) fn examine(&self) -> Outcome<()> {
        let path = self.program.display();
        if !self.program.is_file() {
            return Err(Failure::new("cli-failed-sms-missing").with("path", path));
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(&self.program).map(|found| found.permissions().mode());
            if mode.is_ok_and(|mode| mode & 0o111 == 0) {
                return Err(Failure::new("cli-failed-sms-not-executable").with("path", path));
            }
        }
        Ok(())
    }
}

/// What a server sends messages by.
///
/// # Errors
/// A sentence about a program that is not there or cannot be run.
pub(crate) fn outlet(command: Option<SmsCommand>) -> Outcome<Arc<dyn Sms>> {
    let Some(command) = command else { return Ok(Arc::new(NoSms)) };
    command.examine()?;
    // Nobody knows the language of a number, and Chinese is the first.
    let words = SmsWords {
        code: |code| sentence(Lang::ZhCn, "cli-sms-code", &[("code", &code)]),
        number_changed: |present| {
            sentence(Lang::ZhCn, "cli-sms-number-changed", &[("present", &present)])
        },
    };
    Ok(Arc::new(CommandSms::new(command.program, command.arguments, words)))
}

#[cfg(all(test, unix))]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt as _};

    use super::*;

    #[tokio::test]
    async fn a_program_has_to_be_there_and_gets_words_for_people() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("send");
        let arguments = vec![folder.path().join("sent").display().to_string()];
        let command = SmsCommand { program: program.clone(), arguments };
        let said = |failure: Failure| failure.sentence(Lang::En);
        let missing = outlet(Some(command.clone())).err().map(said).unwrap();
        assert!(missing.contains("is not there") && missing.contains("send"), "{missing}");
        fs::write(&program, "#!/bin/sh\ncat > \"$1\"\n").unwrap();
        let stopped = outlet(Some(command.clone())).err().map(said).unwrap();
        assert!(stopped.contains("chmod"), "{stopped}");
        fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).unwrap();
        let sms = outlet(Some(command)).unwrap();
        sms.send_code("13800000001", "123456").await.unwrap();
        let sent = fs::read_to_string(folder.path().join("sent")).unwrap();
        let sent: serde_json::Value = serde_json::from_str(&sent).unwrap();
        let text = sent["text"].as_str().unwrap();
        assert_eq!(text, sentence(Lang::ZhCn, "cli-sms-code", &[("code", &"123456")]));
        assert!(sms.is_connected() && !outlet(None).unwrap().is_connected());
    }
}
