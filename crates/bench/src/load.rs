//! The load generator: so many clients, each with a connection of its own to 127.0.0.1, that take
//! requests from one list until it is empty. Bounded in number and in time.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    task::JoinSet,
    time::Instant,
};

use crate::outcome::Outcome;

/// The longest that one list may take.
const PATIENCE: Duration = Duration::from_secs(180);

/// One request and the status it must be answered with.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    /// A bearer token, or nothing.
    pub(crate) token: String,
    /// An idempotency key, or nothing.
    pub(crate) key: String,
    /// JSON, or nothing.
    pub(crate) body: String,
    /// Whether the answer may come compressed, as browsers ask for.
    pub(crate) compressed: bool,
    pub(crate) status: u16,
}

impl Ask {
    /// A page or a document to read.
    pub(crate) fn get(path: String, token: &str) -> Self {
        Self {
            method: "GET",
            path,
            token: token.to_owned(),
            key: String::new(),
            body: String::new(),
            compressed: false,
            status: 200,
        }
    }

    /// A JSON document to send.
    pub(crate) fn post(path: &str, token: &str, body: String, status: u16) -> Self {
        let path = path.to_owned();
        Self { method: "POST", body, status, ..Self::get(path, token) }
    }

    /// What goes before the body, but for its length.
    pub(crate) fn headers(&self) -> Vec<(&'static str, String)> {
        let mut headers = Vec::new();
        if !self.token.is_empty() {
            headers.push(("authorization", format!("Bearer {}", self.token)));
        }
        if !self.key.is_empty() {
            headers.push(("idempotency-key", self.key.clone()));
        }
        if !self.body.is_empty() {
            headers.push(("content-type", "application/json".to_owned()));
        }
        if self.compressed {
            headers.push(("accept-encoding", "gzip".to_owned()));
        }
        headers
    }

    fn bytes(&self) -> Vec<u8> {
        let mut head = format!("{} {} HTTP/1.1\r\nhost: 127.0.0.1\r\n", self.method, self.path);
        for (name, value) in self.headers() {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("content-length: {}\r\n\r\n", self.body.len()));
        [head.as_bytes(), self.body.as_bytes()].concat()
    }
}

/// What a list of requests came to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Loaded {
    pub(crate) took: Duration,
    /// Of each request.
    pub(crate) latencies: Vec<Duration>,
    /// Of all answers, headers included.
    pub(crate) bytes: usize,
}

impl Loaded {
    pub(crate) fn add(&mut self, other: Self) {
        self.took += other.took;
        self.latencies.extend(other.latencies);
        self.bytes += other.bytes;
    }

    /// Requests answered in a second.
    pub(crate) fn per_second(&self) -> f64 {
        crate::report::ratio(crate::report::count(self.latencies.len()), self.took.as_secs_f64())
    }

    /// The latency in milliseconds that so many of a hundred stayed within.
    pub(crate) fn percentile_ms(&self, percent: usize) -> f64 {
        let mut sorted = self.latencies.clone();
        sorted.sort_unstable();
        let position = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
        sorted.get(position).map_or(0.0, |latency| latency.as_secs_f64() * 1_000.0)
    }
}

/// Sends every request once. An answer with another status than the request's ends it.
pub(crate) async fn load(server: SocketAddr, asks: Vec<Ask>, clients: usize) -> Outcome<Loaded> {
    if !server.ip().is_loopback() {
        return Err("a load goes to this machine only".into());
    }
    let all: Arc<Vec<(Vec<u8>, u16)>> =
        Arc::new(asks.iter().map(|ask| (ask.bytes(), ask.status)).collect());
    let next = Arc::new(AtomicUsize::new(0));
    let mut connections = Vec::new();
    for _ in 0..clients {
        connections.push(Connection::open(server).await?);
    }
    let begun = Instant::now();
    let mut running = JoinSet::new();
    for connection in connections {
        running.spawn(one_client(connection, Arc::clone(&all), Arc::clone(&next)));
    }
    let mut loaded = Loaded::default();
    let whole = async {
        while let Some(done) = running.join_next().await {
            loaded.add(done??);
        }
        Outcome::Ok(())
    };
    let late = || format!("{} requests took over {PATIENCE:?}", asks.len());
    tokio::time::timeout(PATIENCE, whole).await.map_err(|_| late())??;
    loaded.took = begun.elapsed();
    Ok(loaded)
}

async fn one_client(
    mut connection: Connection,
    all: Arc<Vec<(Vec<u8>, u16)>>,
    next: Arc<AtomicUsize>,
) -> Outcome<Loaded> {
    let mut loaded = Loaded::default();
    while let Some((request, status)) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
        let begun = Instant::now();
        loaded.bytes += connection.exchange(request, *status).await?;
        loaded.latencies.push(begun.elapsed());
    }
    Ok(loaded)
}

/// One connection, kept open.
struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Connection {
    async fn open(server: SocketAddr) -> Outcome<Self> {
        let stream = TcpStream::connect(server).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, read: Vec::with_capacity(1 << 17) })
    }

    async fn more(&mut self) -> Outcome<()> {
        if self.stream.read_buf(&mut self.read).await? == 0 {
            return Err("the server closed a connection".into());
        }
        Ok(())
    }

    /// Where the words begin, reading on until they are there.
    async fn find(&mut self, from: usize, words: &[u8]) -> Outcome<usize> {
        loop {
            let rest = self.read.get(from..).unwrap_or_default();
            let found = rest.windows(words.len()).position(|window| window == words);
            if let Some(position) = found {
                return Ok(from + position);
            }
            self.more().await?;
        }
    }

    /// Sends a request and reads the whole answer; answers its length.
    async fn exchange(&mut self, request: &[u8], status: u16) -> Outcome<usize> {
        self.read.clear();
        self.stream.write_all(request).await?;
        let end = self.find(0, b"\r\n\r\n").await? + 4;
        let head = String::from_utf8_lossy(self.read.get(..end).unwrap_or_default()).to_lowercase();
        if head.split(' ').nth(1) != Some(status.to_string().as_str()) {
            let asked = String::from_utf8_lossy(request);
            let asked = asked.lines().next().unwrap_or_default().to_owned();
            let got = head.lines().next().unwrap_or_default();
            return Err(format!("{asked}: {got}, not {status}").into());
        }
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        let whole = match length {
            Some(length) => end + length.trim().parse::<usize>()?,
            None if head.contains("transfer-encoding: chunked") => self.chunks(end).await?,
            None => end,
        };
        while self.read.len() < whole {
            self.more().await?;
        }
        Ok(whole)
    }

    /// Reads chunks from there on; answers where they end.
    async fn chunks(&mut self, from: usize) -> Outcome<usize> {
        let mut at = from;
        loop {
            let line = self.find(at, b"\r\n").await?;
            let words = String::from_utf8_lossy(self.read.get(at..line).unwrap_or_default());
            let length = usize::from_str_radix(words.trim(), 16)?;
            at = line + 2 + length + 2;
            while self.read.len() < at {
                self.more().await?;
            }
            if length == 0 {
                return Ok(at);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers every request on one connection with these words, cut into pieces.
    async fn answering(words: &'static [&'static str]) -> SocketAddr {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut heard = [0; 4_096];
            while stream.read(&mut heard).await.unwrap() > 0 {
                for piece in words {
                    stream.write_all(piece.as_bytes()).await.unwrap();
                    tokio::task::yield_now().await;
                }
            }
        });
        address
    }

    #[tokio::test]
    async fn whole_answers_are_read_however_they_come() {
        let sized: &[&str] = &["HTTP/1.1 200 OK\r\ncontent-le", "ngth: 5\r\n\r\nab", "cde"];
        let chunked: &[&str] = &[
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na",
            "bc\r\n2\r\nde\r\n0\r\n",
            "\r\n",
        ];
        for words in [sized, chunked] {
            let address = answering(words).await;
            let asks = vec![Ask::get("/".to_owned(), ""); 3];
            let loaded = load(address, asks, 1).await.unwrap();
            assert_eq!(loaded.latencies.len(), 3);
            let length: usize = words.iter().map(|piece| piece.len()).sum();
            assert_eq!(loaded.bytes, 3 * length);
        }
    }

    #[tokio::test]
    async fn another_status_ends_the_load() {
        let address = answering(&["HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n"]).await;
        let refused = load(address, vec![Ask::get("/a".to_owned(), "")], 1).await.unwrap_err();
        assert!(refused.to_string().contains("/a"), "{refused}");
    }
}
