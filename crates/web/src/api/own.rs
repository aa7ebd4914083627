//! The caller's telephone, password and messages.

use axum::{Json as Answer, extract::State, http::StatusCode};
use linli_app::{
    App,
    account::{self, ChangePassword},
    matter,
};
use linli_kernel::Moment;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    codes::CodeWanted,
    openapi::{
        Conflict, Forbidden, Hidden, Invalid, Malformed, SignedOut, TooLarge, TooMany, TooSlow,
        WrongType,
    },
    word::{Label, Time, labelled},
};
use crate::{
    request::{ClientAddress, Json, Problem, SessionToken, Signed},
    texts::{Lang, texts},
};

/// Send a code to a new telephone
#[utoipa::path(
    post, path = "/me/phone/codes", tag = "me", security(("bearer" = []), ("cookie" = [])),
    request_body = CodeWanted,
    responses(
        (status = 202, description = "A code is on its way."),
        Malformed, SignedOut, Forbidden, Conflict, TooSlow, TooLarge, WrongType, Invalid, TooMany,
    )
)]
pub(super) async fn phone_code(
    State(app): State<App>,
    Signed(caller): Signed,
    ClientAddress(address): ClientAddress,
    Json(wanted): Json<CodeWanted>,
) -> Result<StatusCode, Problem> {
    account::request_phone_change(&app, &caller, &wanted.phone, address).await?;
    Ok(StatusCode::ACCEPTED)
}

/// A new telephone with its code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPhone {
    /// The number.
    phone: String,
    /// The six digits that were sent there.
    code: String,
}

/// Change my telephone
#[utoipa::path(
    put, path = "/me/phone", tag = "me", security(("bearer" = []), ("cookie" = [])),
    request_body = NewPhone,
    responses(
        (status = 204, description = "The new number is kept."),
        Malformed, SignedOut, Forbidden, Conflict, TooSlow, TooLarge, WrongType, Invalid, TooMany,
    )
)]
pub(super) async fn phone(
    State(app): State<App>,
    Signed(caller): Signed,
    ClientAddress(address): ClientAddress,
    Json(input): Json<NewPhone>,
) -> Result<StatusCode, Problem> {
    account::change_phone(&app, &caller, &input.phone, &input.code, address).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How the caller signs in with a password.
#[derive(Serialize, ToSchema)]
pub(super) struct OwnPassword {
    /// What the caller types.
    username: String,
    /// How many recovery codes are left.
    recovery_codes: usize,
    /// Whether this session may draw new ones: only one with both factors.
    may_draw: bool,
}

/// How I sign in with a password
#[utoipa::path(
    get, path = "/me/password", tag = "me", security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 200, description = "For whoever has one.", body = OwnPassword),
        SignedOut, Forbidden, Hidden,
    )
)]
pub(super) async fn own_password(
    State(app): State<App>,
    Signed(caller): Signed,
) -> Result<Answer<OwnPassword>, Problem> {
    let own = account::own_password(&app, &caller).await?;
    let account::OwnPassword { username, recovery_codes, may_draw } = own;
    Ok(Answer(OwnPassword { username, recovery_codes, may_draw }))
}

/// A new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPassword {
    /// The password so far.
    current: String,
    /// The new one.
    #[schema(min_length = 10, max_length = 128)]
    new: String,
}

/// Change my password
///
/// Other sessions end.
#[utoipa::path(
    put, path = "/me/password", tag = "me", security(("bearer" = []), ("cookie" = [])),
    request_body = NewPassword,
    responses(
        (status = 204, description = "Changed."),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, TooSlow, TooLarge, WrongType, Invalid,
        TooMany,
    )
)]
pub(super) async fn password(
    State(app): State<App>,
    Signed(caller): Signed,
    Json(input): Json<NewPassword>,
) -> Result<StatusCode, Problem> {
    let input = ChangePassword { current: input.current, new: input.new };
    account::change_password(&app, &caller, &input).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Codes on paper.
#[derive(Serialize, ToSchema)]
pub(super) struct RecoveryCodes {
    /// Each is good once instead of the second factor; shown once.
    codes: Vec<String>,
}

/// Who draws new codes knows the password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Drawing {
    /// The password.
    password: String,
}

/// Draw new recovery codes
#[utoipa::path(
    post, path = "/me/recovery-codes", tag = "me", security(("bearer" = []), ("cookie" = [])),
    request_body = Drawing,
    responses(
        (status = 201, description = "The former ones are worth nothing.", body = RecoveryCodes),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, TooSlow, TooLarge, WrongType, Invalid,
    )
)]
pub(super) async fn recovery_codes(
    State(app): State<App>,
    Signed(caller): Signed,
    Json(input): Json<Drawing>,
) -> Result<(StatusCode, Answer<RecoveryCodes>), Problem> {
    let codes = account::renew_recovery_codes(&app, &caller, &input.password).await?;
    Ok((StatusCode::CREATED, Answer(RecoveryCodes { codes })))
}

/// The password of a locked session.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Unlocking {
    /// The password.
    password: String,
}

/// Unlock a session at a shared counter
#[utoipa::path(
    post, path = "/session/unlock", tag = "session",
    security(("bearer" = []), ("cookie" = [])), request_body = Unlocking,
    responses(
        (status = 204, description = "It is open again."),
        Malformed, SignedOut, Forbidden, Conflict, TooSlow, TooLarge, WrongType, Invalid, TooMany,
    )
)]
pub(super) async fn unlock(
    State(app): State<App>,
    SessionToken(token): SessionToken,
    ClientAddress(address): ClientAddress,
    Json(input): Json<Unlocking>,
) -> Result<StatusCode, Problem> {
    let token = token.ok_or(linli_app::AppError::SignedOut)?;
    account::unlock(&app, &token, &input.password, address).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A message.
#[derive(Serialize, ToSchema)]
pub(super) struct Message {
    /// About which matter.
    matter: String,
    /// Whether the caller may still open it.
    readable: bool,
    /// That matter's number.
    number: String,
    /// Its name.
    message: String,
    /// Its words.
    label: Label,
    /// The stage that the matter was in then, for news of a new stage.
    stage: Option<Label>,
    /// Where the matter is, in messages to posts about matters that the caller may still read.
    place: Option<String>,
    /// The words of the step in which it is now, likewise.
    step: Option<Label>,
    /// When.
    at: Time,
    /// Whether it came since the caller last read their messages.
    unread: bool,
}

impl From<matter::MessageView> for Message {
    fn from(view: matter::MessageView) -> Self {
        let key = format!("engine-message-{}", view.message);
        let word = |lang| texts().get(lang, &key).to_owned();
        let own = view.words.map(Label::from);
        Self {
            matter: view.case.to_string(),
            readable: view.readable,
            number: view.number,
            label: own.unwrap_or_else(|| Label::of(word(Lang::ZhCn), word(Lang::En))),
            message: view.message.to_string(),
            stage: view.stage.map(Label::from),
            place: view.place,
            step: labelled(view.step),
            at: view.at.into(),
            unread: view.unread,
        }
    }
}

/// Messages to the caller as a resident.
#[derive(Serialize, ToSchema)]
pub(super) struct Messages {
    /// The latest, newest first.
    items: Vec<Message>,
    /// Always null: older ones are not listed.
    next: Option<String>,
}

/// My messages
#[utoipa::path(
    get, path = "/me/messages", tag = "me", security(("bearer" = []), ("cookie" = [])),
    responses((status = 200, description = "Newest first.", body = Messages), SignedOut)
)]
pub(super) async fn messages(
    State(app): State<App>,
    Signed(caller): Signed,
) -> Result<Answer<Messages>, Problem> {
    let found = matter::my_messages(&app, &caller).await?;
    let items = found.into_iter().map(Message::from).collect();
    Ok(Answer(Messages { items, next: None }))
}

/// Which messages were read.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReadUntil {
    /// Up to this moment, as milliseconds since 1970; what came later stays unread.
    until_ms: i64,
}

/// Mark messages as read
#[utoipa::path(
    put, path = "/me/messages/read", tag = "me", security(("bearer" = []), ("cookie" = [])),
    request_body = ReadUntil,
    responses(
        (status = 204, description = "Read."),
        Malformed, SignedOut, Forbidden, Conflict, TooSlow, TooLarge, WrongType, Invalid,
    )
)]
pub(super) async fn read_messages(
    State(app): State<App>,
    Signed(caller): Signed,
    Json(input): Json<ReadUntil>,
) -> Result<StatusCode, Problem> {
    matter::read_messages(&app, &caller, Moment::from_ms(input.until_ms)).await?;
    Ok(StatusCode::NO_CONTENT)
}
