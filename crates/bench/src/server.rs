//! The program under measurement: its own process, as people run it.

use std::{
    fs,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use crate::{outcome::Outcome, process::Meter};

/// A running server; ended when dropped.
pub(crate) struct Server {
    process: Child,
    /// Where it listens.
    pub(crate) address: SocketAddr,
}

/// What is served, and with what.
#[derive(Clone, Debug)]
pub(crate) struct Installation {
    /// The program.
    pub(crate) program: PathBuf,
    /// The folder with key, photos and SQLite file.
    pub(crate) folder: PathBuf,
    /// A PostgreSQL server instead of the SQLite file.
    pub(crate) database: Option<String>,
}

impl Installation {
    /// Starts it on a free port and waits until it answers.
    pub(crate) async fn serve(&self) -> Outcome<Server> {
        let address = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?;
        let config = self.folder.join("linli.toml");
        let mut text = format!(
            "listen = \"{address}\"\npublic_url = \"http://{address}\"\ndata = \"{}\"\n",
            self.folder.display()
        );
        if let Some(url) = &self.database {
            text.push_str(&format!("database = \"{url}\"\n"));
        }
        fs::write(&config, text)?;
        let log = fs::File::create(self.folder.join("log"))?;
        let process = Command::new(&self.program)
            .args(["serve", "--config"])
            .arg(&config)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()?;
        let mut server = Server { process, address };
        server.wait(&self.folder).await?;
        Ok(server)
    }
}

impl Server {
    /// Its processor time, and PostgreSQL's for it.
    pub(crate) fn meter(&self, postmaster: Option<u32>) -> Meter {
        Meter { process: self.process.id(), postmaster }
    }

    async fn wait(&mut self, folder: &Path) -> Outcome<()> {
        for _ in 0..600 {
            if let Some(status) = self.process.try_wait()? {
                let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
                return Err(format!("the server ended at once ({status}): {log}").into());
            }
            if tokio::net::TcpStream::connect(self.address).await.is_ok() {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err("the server does not answer".into())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Whatever it holds is durable or of no use any more.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
