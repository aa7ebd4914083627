//! The address of a server: what its driver reads, and how the connection is protected, in libpq's
//! words.
//!
//! Two of libpq's words are refused, `allow` and `prefer`: they take an unprotected connection when
//! there is no other, so whoever writes them down is promised nothing.

use std::path::PathBuf;

use linli_app::ports::StoreError;
use percent_encoding::percent_decode_str;
use tokio_postgres::{
    Config,
    config::{Host, SslMode},
};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::tls::{Trust, connector, roots};

/// How the address of a server begins.
const SCHEMES: [&str; 2] = ["postgres://", "postgresql://"];
/// What may be said of a connection's protection.
const MODES: &str = "disable, require, verify-ca or verify-full";

/// Where a server is, and how a connection to it is protected.
#[derive(Clone)]
pub(crate) struct Address {
    pub(crate) config: Config,
    /// What encrypts the connection; `None`: whoever is on the way reads it.
    pub(crate) tls: Option<MakeRustlsConnect>,
}

/// What is said in an address of its connection's protection.
#[derive(Debug, Default, PartialEq, Eq)]
struct Said {
    mode: Option<String>,
    roots: Option<PathBuf>,
}

impl Address {
    /// Reads one. `sslmode` and `sslrootcert` are ours; everything else is the driver's.
    ///
    /// # Errors
    /// [`StoreError`] with one sentence that repeats no password.
    pub(crate) fn read(url: &str) -> Result<Self, StoreError> {
        if !SCHEMES.iter().any(|scheme| url.starts_with(scheme)) {
            return Err(unread(&"it begins with postgres://"));
        }
        let (bare, said) = Said::taken_from(url)?;
        // The parser's own message repeats no part of the address, which may hold a password.
        let mut config: Config = bare.parse().map_err(|error| unread(&error))?;
        let trust = said.trust()?;
        if trust.is_none() && said.mode.is_none() && !is_here(&config) {
            tracing::warn!(
                "the connection to the database on another machine is not encrypted: say \
                 sslmode=verify-full in its address, or sslmode=disable if its network is your own"
            );
        }
        let mode = if trust.is_some() { SslMode::Require } else { SslMode::Disable };
        config.ssl_mode(mode);
        Ok(Self { config, tls: trust.map(connector).transpose()? })
    }

    /// The same, looking for tables in this schema.
    pub(crate) fn within(mut self, schema: &str) -> Self {
        let given = self.config.get_options().unwrap_or_default();
        let options = format!("{given} -c search_path={schema}");
        self.config.options(options);
        self
    }
}

impl Said {
    /// Takes our own words out of an address.
    fn taken_from(url: &str) -> Result<(String, Self), StoreError> {
        // A password may hold a question mark, and ends before the first `@`.
        let host = url.find('@').unwrap_or(0);
        let query = url.get(host..).and_then(|rest| rest.find('?')).map(|at| host + at);
        let Some((bare, query)) = query.and_then(|at| url.split_at_checked(at)) else {
            return Ok((url.to_owned(), Self::default()));
        };
        let mut said = Self::default();
        let mut rest = Vec::new();
        for pair in query.trim_start_matches('?').split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = percent_decode_str(value).decode_utf8().map_err(|error| unread(&error))?;
            match key {
                "sslmode" => said.mode = Some(value.into_owned()),
                "sslrootcert" => said.roots = Some(PathBuf::from(value.into_owned())),
                _ => rest.push(pair),
            }
        }
        let joint = if rest.is_empty() { "" } else { "?" };
        Ok((format!("{bare}{joint}{}", rest.join("&")), said))
    }

    /// Whom the connection trusts to be the server; `None` for an unprotected one.
    fn trust(&self) -> Result<Option<Trust>, StoreError> {
        let roots = self.roots.as_deref().map(roots).transpose()?;
        let trust = match (self.mode.as_deref(), roots) {
            (None | Some("disable"), None) => return Ok(None),
            (None | Some("disable"), Some(_)) => {
                return Err(unread(&"sslrootcert does nothing without sslmode=verify-full"));
            }
            (Some("require"), None) => Trust::Anybody,
            // As libpq does it: a root that is given is not ignored.
            (Some("require" | "verify-ca"), Some(roots)) => Trust::Signed(roots),
            (Some("verify-full"), Some(roots)) => Trust::Named(roots),
            (Some(mode @ ("verify-ca" | "verify-full")), None) => {
                let missing = "name the file with the server's root certificate by sslrootcert";
                return Err(unread(&format!("sslmode={mode}: {missing}")));
            }
            (Some(mode), _) => {
                return Err(unread(&format!("sslmode={mode} promises nothing: say {MODES}")));
            }
        };
        Ok(Some(trust))
    }
}

fn unread(said: &dyn std::fmt::Display) -> StoreError {
    StoreError(format!("the database's address cannot be read: {said}"))
}

/// Whether nothing but this machine lies between us and the server.
fn is_here(config: &Config) -> bool {
    let by_address = |address: &std::net::IpAddr| address.is_loopback();
    let by_name = |host: &Host| match host {
        Host::Tcp(name) => {
            name == "localhost" || name.parse().is_ok_and(|address| by_address(&address))
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    };
    config.get_hosts().iter().all(by_name) && config.get_hostaddrs().iter().all(by_address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_words_are_taken_out_and_the_others_left() {
        let table = [
            ("postgres://a:b?c@h/d", "postgres://a:b?c@h/d", None, None),
            ("postgres://h/d?sslmode=require", "postgres://h/d", Some("require"), None),
            (
                "postgres://a:b?c@h/d?x=1&sslrootcert=%2Fa%20b&sslmode=verify-full&y=2",
                "postgres://a:b?c@h/d?x=1&y=2",
                Some("verify-full"),
                Some("/a b"),
            ),
            (
                "postgres://h?application_name=sslmode",
                "postgres://h?application_name=sslmode",
                None,
                None,
            ),
        ];
        for (url, bare, mode, roots) in table {
            let said = Said { mode: mode.map(str::to_owned), roots: roots.map(PathBuf::from) };
            assert_eq!(Said::taken_from(url).unwrap(), (bare.to_owned(), said), "{url}");
        }
    }

    #[test]
    fn what_promises_nothing_is_refused_in_one_sentence() {
        let table = [
            ("sslmode=prefer", "say disable, require, verify-ca or verify-full"),
            ("sslmode=allow", "promises nothing"),
            ("sslmode=", "promises nothing"),
            ("sslmode=verify-full", "by sslrootcert"),
            ("sslmode=verify-ca", "by sslrootcert"),
            ("sslmode=verify-full&sslrootcert=/no/such/file", "/no/such/file"),
            ("sslmode=verify-full&sslrootcert=/dev/null", "no certificate"),
            ("sslmode=disable&sslrootcert=/dev/null", "no certificate"),
            ("sslcert=/some/file", "cannot be read"),
        ];
        for (query, wanted) in table {
            let refused = Address::read(&format!("postgres://linli:opensesame@h/d?{query}"));
            let sentence = refused.err().map(|error| error.to_string()).unwrap();
            assert!(sentence.contains(wanted), "{query}: {sentence}");
            assert!(
                !sentence.contains("opensesame") && sentence.lines().count() == 1,
                "{sentence}"
            );
        }
    }

    #[test]
    fn what_is_on_this_machine_is_told_from_what_is_not() {
        let table = [
            ("postgres://localhost/d", true),
            ("postgres://127.0.0.1:5433/d", true),
            ("postgres://[::1]/d", true),
            ("postgres://%2Fvar%2Frun%2Fpostgresql/d", true),
            ("postgres://db.example.cn/d", false),
            ("postgres://localhost,db.example.cn/d", false),
            ("postgres://localhost/d?hostaddr=192.0.2.1", false),
        ];
        for (url, here) in table {
            assert_eq!(is_here(&url.parse().unwrap()), here, "{url}");
        }
    }
}
