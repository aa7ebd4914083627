//! A community worker publishes a notice.

use linli_domain::{
    matter::PhotoRow,
    notice::{MAX_DAYS, MAX_TEXT, MAX_TITLE, Notice},
    place::Place,
    policy::Action,
};
use linli_kernel::{Day, NoticeId, PhotoId, PlaceId};

use crate::{
    App, AppError, AppResult, Caller, CasePut, Changes, FieldError, audit,
    matter::{Kept, SamePhotos, internal, needed_day, one_line, typed_text},
    ports::Snapshot,
    retried,
    speaker::Speaker,
};

/// What was typed.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostNotice {
    /// For whose people: a place's id.
    pub place: String,
    /// The title, at most 60 characters.
    pub title: String,
    /// The text, at most 5,000 characters.
    pub text: String,
    /// The last day on the board, as `2026-07-31`; at most a year from today.
    pub until: String,
    /// An uploaded photo.
    #[serde(default)]
    pub photo: Option<String>,
}

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Posted {
    /// The notice.
    pub id: NoticeId,
}

/// Under which answers to repeated requests are kept.
const ROUTE: &str = "notice.post";

/// Publishes a notice at once. With `key`, a repeated request answers what the first one answered.
///
/// # Errors
/// [`AppError::Fields`] names every wrong field; [`AppError::Forbidden`] unless a post of the
/// caller at community level or above lies at or over the place.
pub async fn post_notice(
    app: &App,
    caller: &Caller,
    input: &PostNotice,
    key: Option<&str>,
) -> AppResult<Posted> {
    let answer = retried(|| try_post(app, caller, input, key)).await;
    audit::told(app, &caller.actor(None), ROUTE, "notice:new", answer).await
}

async fn try_post(
    app: &App,
    caller: &Caller,
    input: &PostNotice,
    key: Option<&str>,
) -> AppResult<Posted> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let now = app.now();
    let place = place(rows, &input.place).await?;
    let speaker = Speaker::load(app, rows, caller, &place).await?;
    let permit = speaker.permit(caller, Action::PostNotice)?;
    let posted_as = speaker.post.ok_or(AppError::Forbidden)?;
    let same = SamePhotos::of(app, rows, caller, key, input.photo.as_deref().as_slice()).await?;
    let photo = input.photo.as_deref().map(|photo| same.word(photo));
    let body = serde_json::to_vec(&PostNotice { photo, ..input.clone() }).map_err(internal)?;
    let kept = Kept::new(caller.person, ROUTE.to_owned(), key, &body);
    if let Some(posted) = kept.answer(rows, now).await? {
        return Ok(posted);
    }
    let typed = parse(rows, caller, input, now.day()).await?;
    let id = NoticeId::from_raw(app.entropy.id());
    let row = audit::row(app, permit.actor(), ROUTE, format!("notice:{id}"), audit::DONE);
    let mut changes = Changes::new(permit, row);
    changes.expects.extend(speaker.relied_on);
    let photo = typed.photo.as_ref().map(|photo| photo.id);
    // Two notices that name one photo at once, or a photo that is just being taken away: a conflict.
    if let Some(photo) = typed.photo {
        let version = photo.version + 1;
        changes.put(CasePut::Photo(PhotoRow { version, ..photo }));
    }
    changes.put(Notice {
        id,
        district: place.district,
        place: place.id,
        title: typed.title,
        text: typed.text,
        photo,
        posted_by: caller.person,
        posted_as,
        published_at: now,
        until: typed.until,
        taken_down: None,
        version: 1,
    });
    let posted = Posted { id };
    kept.put(&mut changes, &posted, now)?;
    app.store.commit(changes).await?;
    Ok(posted)
}

/// The place whose people are told. A household is nobody's public.
async fn place(rows: &mut dyn Snapshot, word: &str) -> AppResult<Place> {
    let unknown = || AppError::field("place", "place-unknown");
    if word.trim().is_empty() {
        return Err(AppError::field("place", "field-required"));
    }
    let id: PlaceId = word.trim().parse().map_err(|_| unknown())?;
    let place = rows.place(id).await?.filter(|place| place.closed_on.is_none());
    place.filter(Place::has_public).ok_or_else(unknown)
}

struct Typed {
    title: String,
    text: String,
    until: Day,
    photo: Option<PhotoRow>,
}

async fn parse(
    rows: &mut dyn Snapshot,
    caller: &Caller,
    input: &PostNotice,
    today: Day,
) -> AppResult<Typed> {
    let mut errors = Vec::new();
    let mut words = |field: &str, raw: &str, max| typed_text(&mut errors, field, (raw, max));
    let title = words("title", &one_line(&input.title), MAX_TITLE);
    let text = words("text", &input.text, MAX_TEXT);
    let until = until(input.until.trim(), today);
    let photo = photo(rows, caller, input.photo.as_deref()).await?;
    match (until, photo) {
        (Ok(until), Ok(photo)) if errors.is_empty() => Ok(Typed { title, text, until, photo }),
        (until, photo) => {
            errors.extend(until.err().into_iter().chain(photo.err()));
            Err(AppError::Fields(errors))
        }
    }
}

fn until(word: &str, today: Day) -> Result<Day, FieldError> {
    let day = needed_day("until", word)?;
    if day < today {
        return Err(FieldError::new("until", "field-past"));
    }
    let days = today.until(day).map_or(i64::MAX, |span| i64::from(span.get_days()));
    if days > MAX_DAYS {
        return Err(FieldError::new("until", "notice-too-long").with("max", MAX_DAYS));
    }
    Ok(day)
}

/// The named photo, which must be the caller's own and not in use with a case or a notice.
async fn photo(
    rows: &mut dyn Snapshot,
    caller: &Caller,
    word: Option<&str>,
) -> AppResult<Result<Option<PhotoRow>, FieldError>> {
    let unknown = || FieldError::new("photo", "photo-unknown");
    let Some(word) = word.map(str::trim).filter(|word| !word.is_empty()) else {
        return Ok(Ok(None));
    };
    let Ok(id) = word.parse::<PhotoId>() else { return Ok(Err(unknown())) };
    let row = rows.photo(id).await?;
    let own = row.filter(|photo| photo.owner == caller.person && photo.case.is_none());
    let free = rows.notice_with_photo(id).await?.is_none();
    Ok(own.filter(|_| free).map(Some).ok_or_else(unknown))
}
