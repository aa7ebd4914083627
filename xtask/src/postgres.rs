//! A private PostgreSQL for one run of tests or measurements: own port, own password, own temporary folder.
//!
//! `initdb` and the server refuse to run as root, so root runs them as the user `postgres` that
//! Debian's package makes. The server is a direct child in our process group, so an interrupt
//! from the keyboard ends it too.

use crate::progress::{output, succeeds};
use std::fmt::Write as _;
use std::fs;
use std::io::Read as _;
use std::net::TcpListener;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// The address of the server, for the tests: `postgres://user:password@host:port/database`.
pub(crate) const ADDRESS_VARIABLE: &str = "LINLI_TEST_POSTGRES";

/// The folder with the certificates that the server was started with, for the tests: `root.crt`
/// signed its own, which is for `localhost`; `other.crt` signed nothing.
pub(crate) const CERTIFICATES_VARIABLE: &str = "LINLI_TEST_POSTGRES_CERTIFICATES";

/// Whether a commit waits until it is on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Commits {
    /// Tests kill our own program, never the machine: what a flush protects from cannot happen.
    Hasty,
    /// As in earnest: for measurements.
    Durable,
}

impl Commits {
    fn settings(self) -> &'static [&'static str] {
        match self {
            Self::Hasty => &["-c", "fsync=off", "-c", "full_page_writes=off"],
            // Room for the log, so that no measured minute has a checkpoint that others have not.
            Self::Durable => &["-c", "fsync=on", "-c", "max_wal_size=8GB"],
        }
    }
}

const PAUSE: Duration = Duration::from_millis(100);
const STARTING_PAUSES: u32 = 600;

/// A running server. Dropping it stops the server and removes its folder.
pub(crate) struct Postgres {
    server: Child,
    folder: PathBuf,
    address: String,
}

/// User and group that the server's programs run as, when we are root.
type Identity = Option<(u32, u32)>;

impl Postgres {
    /// Makes an empty cluster and starts it; returns when it accepts connections.
    pub(crate) fn start(commits: Commits) -> Result<Self, String> {
        let programs = programs().ok_or("PostgreSQL's programs are not installed")?;
        let identity = identity()?;
        let folder = std::env::temp_dir().join(format!("linli-postgres-{}", std::process::id()));
        make_private(&folder, identity)?;
        let launched = launch(&programs, &folder, identity, commits);
        if launched.is_err() {
            // The first error is the one worth reading; a folder that stays behind is not.
            let _ = fs::remove_dir_all(&folder);
        }
        let (server, port, password) = launched?;
        let address = format!("postgres://linli:{password}@127.0.0.1:{port}/postgres");
        let mut postgres = Self { server, folder, address };
        postgres.wait(&programs, port)?;
        Ok(postgres)
    }

    /// The address to give to the tests.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// The folder with its certificates, to give to the tests.
    pub(crate) fn certificates(&self) -> &Path {
        &self.folder
    }

    /// The number of its first process.
    pub(crate) fn process(&self) -> u32 {
        self.server.id()
    }

    fn wait(&mut self, programs: &Path, port: u16) -> Result<(), String> {
        for _ in 0..STARTING_PAUSES {
            let ended = self.server.try_wait().map_err(|error| error.to_string())?;
            if let Some(status) = ended {
                return Err(format!("PostgreSQL stopped at once ({status})\n{}", self.log()));
            }
            let mut ready = Command::new(programs.join("pg_isready"));
            if succeeds(ready.args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()])) {
                return Ok(());
            }
            sleep(PAUSE);
        }
        Err(format!("PostgreSQL did not start\n{}", self.log()))
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // SIGQUIT: the data is thrown away, so nothing needs an orderly shutdown.
        let stopped = succeeds(Command::new("kill").args(["-QUIT", &self.server.id().to_string()]));
        if !stopped {
            eprintln!("PostgreSQL (process {}) could not be stopped", self.server.id());
        }
        if let Err(error) = self.server.wait().and_then(|_| fs::remove_dir_all(&self.folder)) {
            eprintln!("{} could not be removed: {error}", self.folder.display());
        }
    }
}

/// The folder with the newest `initdb`: Debian keeps one per major version outside the path.
pub(crate) fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    versions
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let major: u32 = entry.file_name().to_str()?.parse().ok()?;
            let folder = entry.path().join("bin");
            folder.join("initdb").is_file().then_some((major, folder))
        })
        .max()
        .map(|(_, folder)| folder)
}

pub(crate) fn is_root() -> bool {
    output(Command::new("id").arg("-u")).is_ok_and(|user| user == "0")
}

fn identity() -> Result<Identity, String> {
    if !is_root() {
        return Ok(None);
    }
    let number = |option: &str| -> Result<u32, String> {
        output(Command::new("id").args([option, "postgres"]))?
            .parse()
            .map_err(|error| format!("`id {option} postgres` gave no number: {error}"))
    };
    Ok(Some((number("-u")?, number("-g")?)))
}

fn make_private(folder: &Path, identity: Identity) -> Result<(), String> {
    let explain = |error: std::io::Error| format!("cannot make {}: {error}", folder.display());
    fs::create_dir(folder).map_err(explain)?;
    give(folder, identity)
}

fn give(path: &Path, identity: Identity) -> Result<(), String> {
    let Some((user, group)) = identity else { return Ok(()) };
    chown(path, Some(user), Some(group))
        .map_err(|error| format!("cannot give {} to postgres: {error}", path.display()))
}

/// A program of PostgreSQL's, run as the right user from a folder that this user can read.
fn program(path: &Path, folder: &Path, identity: Identity) -> Command {
    let mut command = Command::new(path);
    command.current_dir(folder).stdin(Stdio::null());
    if let Some((user, group)) = identity {
        command.uid(user).gid(group);
    }
    command
}

fn launch(
    programs: &Path,
    folder: &Path,
    identity: Identity,
    commits: Commits,
) -> Result<(Child, u16, String), String> {
    let password = random_hexadecimal()?;
    let password_file = folder.join("password");
    fs::write(&password_file, &password).map_err(|error| error.to_string())?;
    give(&password_file, identity)?;
    output(
        program(&programs.join("initdb"), folder, identity)
            .args(["-D", "data", "-U", "linli", "--pwfile", "password", "--no-sync"])
            .args(["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"]),
    )?;
    make_certificates(folder, identity)?;
    let port = free_port()?;
    let log = fs::File::create(folder.join("log")).map_err(|error| error.to_string())?;
    let errors = log.try_clone().map_err(|error| error.to_string())?;
    let server = program(&programs.join("postgres"), folder, identity)
        .args(["-D", "data", "-p", &port.to_string()])
        .args(["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="])
        .args(["-c", "max_connections=200", "-c", "ssl=on"])
        .args(["-c", "ssl_cert_file=../server.crt", "-c", "ssl_key_file=../server.key"])
        .args(commits.settings())
        .stdout(log)
        .stderr(errors)
        .spawn()
        .map_err(|error| format!("cannot start PostgreSQL: {error}"))?;
    Ok((server, port, password))
}

/// Makes two roots, and a certificate for `localhost` that the first of them signed.
fn make_certificates(folder: &Path, identity: Identity) -> Result<(), String> {
    let openssl = |words: &[&str]| {
        let mut command = program(Path::new("openssl"), folder, identity);
        output(command.args(words)).map(drop)
    };
    let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
    for root in ["root", "other"] {
        let (file, private) = (format!("{root}.crt"), format!("{root}.key"));
        let name = format!("/CN=linli test {root}");
        let own = ["req", "-x509", "-days", "2", "-subj", &name, "-out", &file];
        openssl(&[own.as_slice(), &["-keyout", &private], &key].concat())?;
    }
    let asked = ["req", "-subj", "/CN=localhost", "-out", "server.csr", "-keyout", "server.key"];
    openssl(&[asked.as_slice(), &key].concat())?;
    let names = folder.join("names");
    fs::write(&names, "subjectAltName=DNS:localhost\n").map_err(|error| error.to_string())?;
    give(&names, identity)?;
    openssl(
        &[
            ["x509", "-req", "-days", "2", "-in", "server.csr", "-extfile", "names"].as_slice(),
            &["-CA", "root.crt", "-CAkey", "root.key", "-CAcreateserial", "-out", "server.crt"],
        ]
        .concat(),
    )
}

/// A port that was free a moment ago; nothing on a test machine races for it.
fn free_port() -> Result<u16, String> {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|error| format!("no free port: {error}"))
}

fn random_hexadecimal() -> Result<String, String> {
    let mut bytes = [0_u8; 16];
    fs::File::open("/dev/urandom")
        .and_then(|mut source| source.read_exact(&mut bytes))
        .map_err(|error| format!("no randomness: {error}"))?;
    Ok(bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing into a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_differ() {
        let password = random_hexadecimal().unwrap();
        assert_eq!(password.len(), 32);
        assert_ne!(password, random_hexadecimal().unwrap());
    }

    #[test]
    fn postgres_starts_answers_and_leaves_nothing_behind() {
        let postgres = Postgres::start(Commits::Hasty).unwrap();
        let psql = programs().unwrap().join("psql");
        let query = ["-X", "-A", "-t", "-c", "SHOW server_encoding", postgres.address()];
        assert_eq!(output(Command::new(psql).args(query)), Ok("UTF8".to_owned()));
        let folder = postgres.certificates().to_owned();
        for file in ["root.crt", "other.crt", "server.crt"] {
            assert!(folder.join(file).is_file(), "{file}");
        }
        drop(postgres);
        assert!(!folder.exists());
    }
}
