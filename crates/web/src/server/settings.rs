//! How this server is reached, and what it believes of the way.

use std::{
    str::FromStr,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use linli_kernel::Moment;

use super::{Metrics, Waits};
use crate::request::AddressRange;

/// The address under which people reach the server: scheme, host and port, nothing behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    origin: String,
    loopback: bool,
}

/// Text that is no public address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicUrlError;

impl std::fmt::Display for PublicUrlError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("not an address such as https://linli.example.cn")
    }
}

impl std::error::Error for PublicUrlError {}

impl FromStr for PublicUrl {
    type Err = PublicUrlError;

    fn from_str(text: &str) -> Result<Self, PublicUrlError> {
        let text = text.trim().trim_end_matches('/').to_ascii_lowercase();
        let (scheme, authority) = text.split_once("://").ok_or(PublicUrlError)?;
        let usual_port = match scheme {
            "http" => ":80",
            "https" => ":443",
            _ => return Err(PublicUrlError),
        };
        let allowed = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
        if authority.is_empty() || !authority.chars().all(allowed) {
            return Err(PublicUrlError);
        }
        // As a browser writes it in `Origin`: without the scheme's usual port.
        let authority = authority.strip_suffix(usual_port).unwrap_or(authority);
        let host = match authority.strip_prefix('[') {
            Some(rest) => rest.split(']').next(),
            None => authority.split(':').next(),
        };
        let host = host.unwrap_or_default();
        let loopback = host == "localhost" || host == "::1" || host.starts_with("127.");
        Ok(Self { origin: format!("{scheme}://{authority}"), loopback })
    }
}

impl PublicUrl {
    /// As a browser names it in `Origin`; also the beginning of every full address.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Whether only this machine reaches it: then cookies need no TLS.
    #[must_use]
    pub const fn is_loopback(&self) -> bool {
        self.loopback
    }
}

/// When the loop behind the server last went round. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Pulse(Arc<AtomicI64>);

/// How long one round may take, in milliseconds.
const ROUND_MS: i64 = 60_000;

impl Pulse {
    /// The loop goes round.
    pub fn beat(&self, now: Moment) {
        self.0.store(now.ms(), Ordering::Relaxed);
    }

    /// Whether it went round lately; a server without a loop, as in tests, is well without one.
    #[must_use]
    pub fn is_alive(&self, now: Moment) -> bool {
        match self.0.load(Ordering::Relaxed) {
            0 => true,
            last => now.ms_since(Moment::from_ms(last)) < ROUND_MS,
        }
    }
}

/// How this server is reached.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Under which address.
    pub public_url: PublicUrl,
    /// Whether cookies are sent over TLS only; off on a loopback address alone.
    pub secure_cookies: bool,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<AddressRange>,
    /// Whether this is the demonstration district.
    pub demo: bool,
    /// Figures about this process; the tick loop writes into the same ones.
    pub metrics: Metrics,
    /// Whether the tick loop still goes round.
    pub pulse: Pulse,
    /// How long it waits for what is sent.
    pub waits: Waits,
}

impl Settings {
    /// Settings for an address: guarded cookies unless it is a loopback one, no proxies, no
    /// demonstration.
    #[must_use]
    pub fn new(public_url: PublicUrl) -> Self {
        Self {
            secure_cookies: !public_url.is_loopback(),
            public_url,
            trusted_proxies: Vec::new(),
            demo: false,
            metrics: Metrics::default(),
            pulse: Pulse::default(),
            waits: Waits::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_browsers_write_them() {
        let table = [
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080", true),
            ("https://Linli.Example.cn/", "https://linli.example.cn", false),
            ("https://linli.example.cn:443", "https://linli.example.cn", false),
            ("http://[::1]:8080", "http://[::1]:8080", true),
            ("http://localhost", "http://localhost", true),
        ];
        for (text, origin, loopback) in table {
            let url: PublicUrl = text.parse().unwrap();
            assert_eq!((url.origin(), url.is_loopback()), (origin, loopback), "{text}");
        }
        for text in ["", "linli.example.cn", "ftp://a", "https://", "https://a/b", "https://a b"] {
            assert_eq!(text.parse::<PublicUrl>(), Err(PublicUrlError), "{text}");
        }
    }
}
