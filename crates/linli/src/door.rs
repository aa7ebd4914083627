//! Connections: taken, served, and given up when they send no request.
//!
//! `axum::serve` has no end to waiting for a request's head; a few thousand silent connections
//! would take every file descriptor from everybody.

use std::{future::Future, net::SocketAddr, time::Duration};

use axum::{Router, body::Body, extract::ConnectInfo, http::Request};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::{
    net::{TcpListener, TcpStream},
    time::{sleep, timeout},
};
use tower::ServiceExt as _;

/// How long a connection may take for a request's head, also for the next one on it.
const HEAD: Duration = Duration::from_secs(20);
/// How long running requests may take to finish when the program is asked to end.
const FAREWELL: Duration = Duration::from_secs(30);
/// The pause after a connection could not be taken: no file descriptors are left, mostly.
const PAUSE: Duration = Duration::from_millis(200);

/// Serves until `stop` is done, then lets running requests finish.
pub(crate) async fn serve(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) {
    serve_with(listener, router, stop, HEAD).await;
}

async fn serve_with(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()>,
    head: Duration,
) {
    let graceful = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let taken = tokio::select! {
            // First: once anybody is served, whoever asks the program to end is heard.
            biased;
            () = &mut stop => break,
            taken = listener.accept() => taken,
        };
        match taken {
            Ok((stream, address)) => connection(&graceful, &router, (stream, address), head),
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken");
                sleep(PAUSE).await;
            }
        }
    }
    drop(listener);
    if timeout(FAREWELL, graceful.shutdown()).await.is_err() {
        tracing::warn!("requests were cut off at the end");
    }
}

fn connection(
    graceful: &GracefulShutdown,
    router: &Router,
    (stream, address): (TcpStream, SocketAddr),
    head: Duration,
) {
    let router = router.clone();
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(address));
        router.clone().oneshot(request)
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(head);
    let served = graceful.watch(http.serve_connection(TokioIo::new(stream), service));
    tokio::spawn(async move {
        if let Err(error) = served.await {
            tracing::debug!(%error, "a connection ended early");
        }
    });
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        sync::oneshot,
    };

    use super::*;

    const SHORT: Duration = Duration::from_millis(200);

    #[tokio::test]
    async fn a_connection_that_sends_no_whole_head_is_given_up() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().route(
            "/",
            get(|ConnectInfo(from): ConnectInfo<SocketAddr>| async move { from.ip().to_string() }),
        );
        let (end, ended) = oneshot::channel::<()>();
        let stop = async move { drop(ended.await) };
        let server = tokio::spawn(serve_with(listener, router, stop, SHORT));
        for silent in ["", "GET / HTTP/1.1\r\nho"] {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(silent.as_bytes()).await.unwrap();
            let mut said = Vec::new();
            let closed = timeout(SHORT * 20, stream.read_to_end(&mut said)).await;
            assert!(closed.is_ok(), "still open after {silent:?}");
        }
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = "GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut said = String::new();
        stream.read_to_string(&mut said).await.unwrap();
        assert!(said.starts_with("HTTP/1.1 200") && said.ends_with("127.0.0.1"), "{said}");
        end.send(()).unwrap();
        timeout(SHORT * 20, server).await.unwrap().unwrap();
    }
}
