//! Reading notices: everybody what hangs, staff what they and their colleagues published.

use std::collections::BTreeSet;

use linli_domain::{
    notice::Notice,
    policy::{self, Action},
};
use linli_kernel::{Day, Moment, NoticeId, PhotoId, PlaceId};
use linli_playbook::model::Label;

use crate::{
    App, AppError, AppResult, Caller,
    matter::list_key,
    office::signed,
    place::{self, PlaceLine},
    ports::Snapshot,
    speaker::{Speaker, Spoken},
};

/// The longest page.
const MOST: i64 = 100;

/// A notice in a list.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct NoticeLine {
    /// Its id.
    pub id: NoticeId,
    /// Its title.
    pub title: String,
    /// For whose people, as an address from the community down.
    pub address: String,
    /// When it was published.
    pub published_at: Moment,
    /// The last day on the board.
    pub until: Day,
    /// Why it was taken down, as a word of [`super::TAKING_DOWN`].
    pub taken_down: Option<&'static str>,
    /// Whether it hangs today.
    pub hangs: bool,
}

/// A page of notices.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct NoticePage {
    /// Newest first.
    pub items: Vec<NoticeLine>,
    /// Where the next page begins, to be sent back.
    pub next: Option<String>,
}

/// A notice with its text.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct NoticeView {
    /// What stands in lists. The title is empty once taken down, except for staff.
    pub line: NoticeLine,
    /// The place.
    pub place: PlaceLine,
    /// The text; nothing once it was taken down, except for staff.
    pub text: Option<String>,
    /// The photo, as far as the text.
    pub photo: Option<PhotoId>,
    /// Who speaks: the name of the post's place, and the role.
    pub signed: (String, Option<Label>),
    /// When it was taken down.
    pub taken_down_at: Option<Moment>,
    /// Whether the caller speaks to the people of the place.
    pub speaks: bool,
    /// Whether the caller may take it down now.
    pub may_take_down: bool,
}

/// Whether a photo belongs to a notice that hangs today: then everybody may see it.
pub(crate) async fn hangs_with(
    app: &App,
    rows: &mut dyn Snapshot,
    photo: PhotoId,
) -> AppResult<bool> {
    let found = rows.notice_with_photo(photo).await?;
    Ok(found.is_some_and(|notice| notice.hangs_on(app.now().day())))
}

/// What hangs at a place, everything below it, and for the people of the places over it.
///
/// # Errors
/// [`AppError::NotFound`] if there is no such place; [`AppError::Fields`] on `after`.
pub async fn notices(
    app: &App,
    place: PlaceId,
    after: Option<&str>,
    limit: i64,
) -> AppResult<NoticePage> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let today = app.now().day();
    let place = place::spot_of(rows, place).await?;
    let chain = rows.chain(place, today).await?;
    let above: Vec<PlaceId> = chain.0.iter().map(|place| place.id).collect();
    let district = chain.0.first().map(|place| place.district).ok_or(AppError::NotFound)?;
    let at = (district, place);
    let limit = limit.clamp(1, MOST);
    let key = list_key(after)?;
    let found = rows.notices_around(at, &above, Some(today), key, limit + 1).await?;
    page(app, rows, found, limit).await
}

/// What hangs for the people who live at a place: its own notices and those of the places over it.
///
/// # Errors
/// [`AppError::Internal`] if the store fails.
pub async fn notices_at_home(app: &App, home: PlaceId, limit: i64) -> AppResult<NoticePage> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let today = app.now().day();
    let chain = rows.chain(home, today).await?;
    let places: Vec<PlaceId> = chain.0.iter().map(|place| place.id).collect();
    let found = rows.notices_hanging_at(&places, today, limit.clamp(1, MOST)).await?;
    page(app, rows, found, limit).await
}

/// Everything that was ever published in the places of the caller's posts that speak, and below.
///
/// # Errors
/// [`AppError::Forbidden`] if none of the caller's posts speaks anywhere; [`AppError::Fields`] on
/// `after`.
pub async fn own_notices(
    app: &App,
    caller: &Caller,
    after: Option<&str>,
    limit: i64,
) -> AppResult<NoticePage> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let speaking = Spoken::load(app, rows, caller).await?.decide(caller, Action::PostNotice)?;
    let limit = limit.clamp(1, MOST);
    let key = list_key(after)?;
    let mut found: Vec<Notice> = Vec::new();
    for place in speaking.places {
        let at = (place.district, place.id);
        found.extend(rows.notices_around(at, &[], None, key, limit + 1).await?);
    }
    found.sort_by_key(|notice| std::cmp::Reverse((notice.published_at, notice.id)));
    found.dedup_by_key(|notice| notice.id);
    page(app, rows, found, limit).await
}

/// One notice. Whoever it was taken down from reads that it was, when and why.
///
/// # Errors
/// [`AppError::NotFound`] if there is none, or it has run out and the caller does not speak there.
pub async fn notice(app: &App, caller: Option<&Caller>, id: NoticeId) -> AppResult<NoticeView> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let found = rows.notice(id).await?.ok_or(AppError::NotFound)?;
    let place = rows.place(found.place).await?.ok_or(AppError::NotFound)?;
    let standings = match caller {
        Some(caller) => Speaker::load(app, rows, caller, &place).await?.standings,
        None => BTreeSet::new(),
    };
    let speaks = policy::allows(Action::PostNotice, &standings, None);
    let hangs = found.hangs_on(app.now().day());
    let run_out = !hangs && found.taken_down.is_none();
    if run_out && !speaks {
        return Err(AppError::NotFound);
    }
    let signed = signed(app, rows, &found.posted_as).await?;
    let mut line = line(app, rows, &found).await?;
    let readable = hangs || speaks;
    if !readable {
        line.title = String::new();
    }
    Ok(NoticeView {
        place: place::line(&place),
        text: readable.then(|| found.text.clone()),
        photo: found.photo.filter(|_| hangs),
        signed,
        taken_down_at: found.taken_down.map(|(_, at)| at),
        speaks,
        may_take_down: speaks && found.taken_down.is_none(),
        line,
    })
}

async fn page(
    app: &App,
    rows: &mut dyn Snapshot,
    mut found: Vec<Notice>,
    limit: i64,
) -> AppResult<NoticePage> {
    let limit = usize::try_from(limit).unwrap_or(0);
    let more = found.len() > limit;
    found.truncate(limit);
    let last = found.last().filter(|_| more);
    let next = last.map(|notice| format!("{}.{}", notice.published_at.ms(), notice.id));
    let mut items = Vec::new();
    for notice in &found {
        items.push(line(app, rows, notice).await?);
    }
    Ok(NoticePage { items, next })
}

async fn line(app: &App, rows: &mut dyn Snapshot, notice: &Notice) -> AppResult<NoticeLine> {
    let today = app.now().day();
    let chain = rows.chain(notice.place, today).await?;
    // A place over every community is called by its own name.
    let address = match chain.of_kind("community") {
        Some(_) => chain.address("community"),
        None => chain.0.first().map(|place| place.name.clone()).unwrap_or_default(),
    };
    Ok(NoticeLine {
        id: notice.id,
        title: notice.title.clone(),
        address,
        published_at: notice.published_at,
        until: notice.until,
        taken_down: notice.taken_down.map(|(reason, _)| reason.word()),
        hangs: notice.hangs_on(today),
    })
}
