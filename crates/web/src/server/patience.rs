//! How long the server waits for a request's body. A connection that sends nothing, or next to
//! nothing, is given up, so that it holds neither memory nor a turn.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::{Request, State},
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http_body::{Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep_until};

use super::Site;
use crate::request::Problem;

/// How long the server waits.
#[derive(Clone, Copy, Debug)]
pub struct Waits {
    /// For a turn to send files.
    pub turn: Duration,
    /// For the next bytes of a body.
    pub silence: Duration,
    /// For a body as a whole, before what its bytes add.
    pub body: Duration,
}

impl Default for Waits {
    fn default() -> Self {
        Self {
            turn: Duration::from_secs(30),
            silence: Duration::from_secs(10),
            body: Duration::from_secs(20),
        }
    }
}

/// A body may take a second more for each so many bytes: a slow telephone sends nine photos, and
/// nobody drips a byte at a time.
const BYTES_A_SECOND: u64 = 16 << 10;

/// Lets handlers read a body that is given up when it takes too long.
pub(super) async fn patience(State(site): State<Site>, request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let gave_up = Arc::new(AtomicBool::new(false));
    let waits = site.settings.waits;
    let patient = |inner| Patient::new(inner, waits, Arc::clone(&gave_up));
    let response = next.run(request.map(|body| Body::new(patient(body)))).await;
    if gave_up.load(Ordering::Relaxed) {
        return Problem::new(StatusCode::REQUEST_TIMEOUT, "body-too-slow").into_response();
    }
    response
}

/// A body that ends with an error when its sender is too slow.
struct Patient {
    inner: Body,
    waits: Waits,
    /// When it was first asked for: who waits for a turn has not begun.
    began: Option<Instant>,
    received: u64,
    /// Set while nothing comes.
    until: Option<Pin<Box<Sleep>>>,
    gave_up: Arc<AtomicBool>,
}

impl Patient {
    fn new(inner: Body, waits: Waits, gave_up: Arc<AtomicBool>) -> Self {
        Self { inner, waits, began: None, received: 0, until: None, gave_up }
    }

    /// Until when the next bytes must be here.
    fn deadline(&mut self) -> Instant {
        let now = Instant::now();
        let began = *self.began.get_or_insert(now);
        let earned = Duration::from_secs(self.received / BYTES_A_SECOND);
        (now + self.waits.silence).min(began + self.waits.body + earned)
    }
}

impl HttpBody for Patient {
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.inner).poll_frame(context) {
            self.until = None;
            if let Some(data) = frame.as_ref().and_then(|f| f.as_ref().ok()?.data_ref()) {
                self.received = self.received.saturating_add(data.len() as u64);
            }
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        let deadline = self.deadline();
        let until = self.until.get_or_insert_with(|| Box::pin(sleep_until(deadline)));
        ready!(until.as_mut().poll(context));
        self.gave_up.store(true, Ordering::Relaxed);
        Poll::Ready(Some(Err("the body came too slowly".into())))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
