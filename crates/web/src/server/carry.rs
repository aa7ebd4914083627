//! A form that is sent by somebody who is not signed in any more, or whose counter is locked, is
//! answered with the page of signing in or unlocking, and its words go along on it.

use axum::{
    extract::{FromRequestParts, Request, State},
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::Site;
use crate::{
    pages,
    request::{Carried, CsrfToken, Opener, Problem, SessionToken, Signed},
    ui::Ui,
};

/// Looks who is there before a form is read, once for the handler too.
pub(super) async fn carry(State(site): State<Site>, request: Request, next: Next) -> Response {
    if !Carried::may_be(&request) {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    match Signed::from_request_parts(&mut parts, &site).await {
        Ok(signed) => {
            parts.extensions.insert(signed);
            next.run(Request::from_parts(parts, body)).await
        }
        Err(problem) if problem.status == StatusCode::UNAUTHORIZED => {
            let Ok(csrf) = CsrfToken::from_request_parts(&mut parts, &site).await;
            let Ok(SessionToken(token)) = SessionToken::from_request_parts(&mut parts, &site).await;
            let Ok(ui) = Ui::from_request_parts(&mut parts, &site).await;
            let request = Request::from_parts(parts, body);
            let locked = token.as_deref().filter(|_| problem.code == "session-locked");
            let opener = locked.map_or(Opener::Anybody, Opener::Unlocking);
            let Some(carried) = Carried::read(request, &csrf, &site.app, opener).await else {
                return problem.into_response();
            };
            let page = answered(&site, token.as_deref(), ui, &problem, carried).await;
            page.unwrap_or_else(IntoResponse::into_response)
        }
        Err(problem) => problem.into_response(),
    }
}

async fn answered(
    site: &Site,
    token: Option<&str>,
    ui: Ui,
    problem: &Problem,
    carried: Carried,
) -> Result<Response, Problem> {
    if problem.code == "session-locked" {
        pages::locked(site, token, ui, carried).await
    } else {
        Ok(pages::signed_out(site, ui, carried))
    }
}
