//! The driver's process: started on a port that it chooses itself, ended when dropped.

use super::BrowserError;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// How long an orderly end may take before the process is killed.
const PATIENCE: Duration = Duration::from_secs(10);

static STARTED: AtomicU32 = AtomicU32::new(0);

/// A running `chromedriver` and the folder for its windows' profiles.
pub(super) struct Chromedriver {
    process: Child,
    port: u16,
    folder: PathBuf,
}

impl Chromedriver {
    pub(super) fn start() -> Result<Self, BrowserError> {
        let explain = |error: std::io::Error| BrowserError::Start(error.to_string());
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let name = format!("linli-browser-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).map_err(explain)?;
        let mut process = Command::new("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(explain)?;
        let port = announced_port(&mut process);
        let driver = Self { process, port: port.unwrap_or_default(), folder };
        if port.is_none() {
            return Err(BrowserError::Start("it named no port".to_owned()));
        }
        Ok(driver)
    }

    pub(super) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// A folder that is removed with the driver.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Asks the driver to close its windows and end.
    fn ask_to_end(&self) -> std::io::Result<()> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let request = format!("GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", self.port);
        stream.write_all(request.as_bytes())?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).map(|_| ())
    }
}

impl Drop for Chromedriver {
    fn drop(&mut self) {
        // Killing the driver would leave its browsers behind, so that comes second.
        if self.ask_to_end().is_err() {
            let _ = self.process.kill();
        }
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Reads the driver's greeting up to the line that names its port.
fn announced_port(process: &mut Child) -> Option<u16> {
    let lines = BufReader::new(process.stdout.take()?).lines();
    lines.map_while(Result::ok).find_map(|line| {
        let (_, port) = line.split_once("successfully on port ")?;
        port.trim_end_matches('.').parse().ok()
    })
}
